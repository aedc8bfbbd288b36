#include "support.h"

#include "beacon/rows.h"

static struct mi_bytes value_of(const uint8_t *bytes, size_t size)
{
    return mi_bytes(bytes, size);
}

/* What rows make of a value of at most four bytes. */
static const char *made(struct bench *bench, const struct mi_field *fields, const char *model,
                        const char *hex)
{
    struct mi_frame *frame = &bench->frame;
    frame->reading_count = 0;
    frame->property_count = 0;
    frame->problem.code = MI_OK;
    frame->status = MI_STATUS_PLAIN;
    frame->words = mi_text(frame->word_buffer, sizeof frame->word_buffer);
    mi_fields_read(frame, fields, model, bench_bytes(bench, hex));
    return said(bench);
}

static void test_raw_numbers(void **state)
{
    (void)state;
    static const uint8_t BYTES[] = {0xff, 0x80, 0x01, 0x82};
    static const struct {
        struct mi_field field;
        int64_t raw;
    } CASES[] = {
        {{U8(0)}, 0xff},
        {{S8(0)}, -1},
        {{U16LE(0)}, 0x80ff},
        {{S16LE(0)}, -32513},
        {{U16BE(0)}, 0xff80},
        {{S16BE(0)}, -128},
        {{U24LE(0)}, 0x0180ff},
        {{U24BE(1)}, 0x800182},
        {{U32LE(0)}, 0x820180ff},
        {{S32LE(0)}, -2113830657},
        {{ALL_BYTES}, 0x820180ff},
        {{U8(0), BITS(4, 7)}, 15},
        {{U8(3), BITS(7, 7)}, 1},
        {{U16LE(2), BITS(1, 9)}, 256},
        {{S8(1), BITS(0, 7)}, 0x80},
        {{U8(4)}, 0},
        {{U32LE(1)}, 0},
        {{.type = MI_NO_VALUE}, 0},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++)
        assert_true(mi_field_raw(&CASES[i].field, value_of(BYTES, sizeof BYTES)) == CASES[i].raw);
    const struct mi_field all = {ALL_BYTES};
    assert_true(mi_field_raw(&all, value_of(BYTES, 1)) == 0xff);
    assert_true(mi_field_raw(&all, value_of(BYTES, 0)) == 0);
}

static void test_lists_of_models(void **state)
{
    (void)state;
    assert_true(mi_model_in("KS1", "KS1"));
    assert_true(mi_model_in("KS1", "A,KS1,B"));
    assert_true(mi_model_in("KS1", "A,KS1"));
    assert_true(mi_model_in("KS1", "KS1BP,KS1"));
    assert_false(mi_model_in("KS1", "KS1BP"));
    assert_false(mi_model_in("KS1", "A,XKS1"));
    assert_false(mi_model_in("KS", "KS1"));
}

static void test_kinds(void **state)
{
    struct bench *bench = *state;
    const struct mi_field fields[] = {
        {SENSOR("temperature", "°C"), LENGTH(2), S16LE(0), TENTHS},
        {BINARY("motion"), AT_LEAST(1), U8(0), VALUES(OFF(0), ANY_ON)},
        {TEXT("state"), AT_LEAST(1), U8(0),
         VALUES(IS(1, "idle"), IS(2, "low {low16}"), ANY("key {raw}"))},
        {EVENT("knock"), AT_LEAST(1), U8(0), VALUES(IS(1, "once"), IS(2, "twice"))},
        {EVENT("raw_event"), AT_LEAST(1), U8(0)},
        {.key = NULL},
    };
    assert_string_equal(made(bench, fields, NULL, "0100"),
                        "plain; temperature 0.1 °C; motion yes; state idle; knock once; "
                        "raw_event event value=1");
    assert_string_equal(made(bench, fields, NULL, "00"),
                        "plain; motion no; state key 0; raw_event event value=0");
    assert_string_equal(made(bench, fields, NULL, "03ff"),
                        "plain; temperature -25.3 °C; motion yes; state key 3; "
                        "raw_event event value=3");
}

static void test_an_empty_value(void **state)
{
    struct bench *bench = *state;
    const struct mi_field fields[] = {
        {EVENT("button"), VALUES(ANY("press"))},
        {SENSOR("battery", "%"), AT_LEAST(1), U8(0)},
        {.key = NULL},
    };
    assert_string_equal(made(bench, fields, NULL, ""), "plain; button press");
}

static void test_lengths(void **state)
{
    struct bench *bench = *state;
    const struct mi_field fields[] = {
        {SENSOR("exact", NO_UNIT), LENGTH(2), U8(0)},
        {SENSOR("open", NO_UNIT), AT_LEAST(2), U8(0)},
        {SENSOR("range", NO_UNIT), FROM_TO(1, 2), U8(0)},
        {.key = NULL},
    };
    assert_string_equal(made(bench, fields, NULL, "07"), "plain; range 7");
    assert_string_equal(made(bench, fields, NULL, "0700"), "plain; exact 7; open 7; range 7");
    assert_string_equal(made(bench, fields, NULL, "070000"), "plain; open 7");
}

static void test_models_and_the_first_row_of_a_key(void **state)
{
    struct bench *bench = *state;
    const struct mi_field fields[] = {
        {BINARY("light"), AT_LEAST(1), U8(0), VALUES(ANY_ON), ONLY("A,B")},
        {SENSOR("illuminance", "lx"), AT_LEAST(1), U8(0), EXCEPT("A,B")},
        {SENSOR("voltage", "V"), AT_LEAST(1), U8(0), SCALE(8, -3), ONLY("A")},
        {SENSOR("voltage", "V"), AT_LEAST(1), U8(0), SCALE(9, -3)},
        {.key = NULL},
    };
    assert_string_equal(made(bench, fields, "A", "64"), "plain; light yes; voltage 0.8 V");
    assert_string_equal(made(bench, fields, "C", "64"), "plain; illuminance 100 lx; voltage 0.9 V");
    assert_string_equal(made(bench, fields, NULL, "64"),
                        "plain; illuminance 100 lx; voltage 0.9 V");
}

static void test_cases_without_a_meaning(void **state)
{
    struct bench *bench = *state;
    const struct mi_field fields[] = {
        {SENSOR("mass", "kg"), AT_LEAST(1), U8(0), VALUES(ABSENT(0), ABSENT_RANGE(200, 255))},
        {TEXT("key_id"), AT_LEAST(1), U8(0), VALUES(ABSENT(5), ANY("{raw}"))},
        {BINARY("door"), AT_LEAST(1), U8(0), VALUES(ON(1), OFF(2))},
        {.key = NULL},
    };
    assert_string_equal(made(bench, fields, NULL, "00"), "plain; key_id 0");
    assert_string_equal(made(bench, fields, NULL, "05"), "plain; mass 5 kg");
    assert_string_equal(made(bench, fields, NULL, "c8"), "plain; key_id 200");
    assert_string_equal(made(bench, fields, NULL, "02"), "plain; mass 2 kg; key_id 2; door no");
}

static void test_events_that_name_their_keys(void **state)
{
    struct bench *bench = *state;
    const struct mi_field fields[] = {
        {EVENT("button"), AT_LEAST(1), U8(0),
         VALUES(KEY(0, "button_left", "press"), BOTH(2, "button_left", "button_right", "press"))},
        {.key = NULL},
    };
    assert_string_equal(made(bench, fields, NULL, "00"), "plain; button_left press");
    assert_string_equal(made(bench, fields, NULL, "02"),
                        "plain; button_left press; button_right press");
    assert_string_equal(made(bench, fields, NULL, "01"), "plain");
}

static void test_floats_that_are_no_numbers(void **state)
{
    struct bench *bench = *state;
    const struct mi_field fields[] = {
        {SENSOR("temperature", "°C"), LENGTH(4), F32LE(0)},
        {.key = NULL},
    };
    assert_string_equal(made(bench, fields, NULL, "3333b341"), "plain; temperature 22.4 °C");
    assert_string_equal(made(bench, fields, NULL, "0000c07f"), "plain");
    assert_string_equal(made(bench, fields, NULL, "000080ff"), "plain");
}

static void test_a_full_frame_takes_no_more(void **state)
{
    struct bench *bench = *state;
    const struct mi_field fields[] = {{SENSOR("x", NO_UNIT), U8(0)}, {.key = NULL}};
    struct mi_bytes value = bench_bytes(bench, "01");
    bench->frame.reading_count = 0;
    bench->frame.property_count = 0;
    for (int i = 0; i < MI_READINGS_MAX + 5; i++)
        mi_fields_read(&bench->frame, fields, NULL, value);
    assert_int_equal(bench->frame.reading_count, MI_READINGS_MAX);
    assert_int_equal(bench->frame.readings[1].ordinal, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_raw_numbers),
        cmocka_unit_test(test_lists_of_models),
        cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_an_empty_value),
        cmocka_unit_test(test_lengths),
        cmocka_unit_test(test_models_and_the_first_row_of_a_key),
        cmocka_unit_test(test_cases_without_a_meaning),
        cmocka_unit_test(test_events_that_name_their_keys),
        cmocka_unit_test(test_floats_that_are_no_numbers),
        cmocka_unit_test(test_a_full_frame_takes_no_more),
    };
    return cmocka_run_group_tests(tests, bench_new, bench_free);
}
