#include "support.h"

enum { ENVIRONMENT = 0x181a };

#define SENDER "A4:C1:38:8D:18:B2"
#define KEY    "b9ea895fac7eea6d30532432a516f3a3"

static void assert_says(struct bench *bench, const char *hex, const char *sender, const char *keys,
                        const char *expected)
{
    assert_true(read_service(bench, ENVIRONMENT, hex, sender));
    if (keys != NULL)
        open_frame(bench, keys, NULL);
    assert_string_equal(said(bench), expected);
}

static void test_atc1441(void **state)
{
    struct bench *bench = *state;
    assert_says(bench, "a4c1380283f400a22f5f0bf819", NULL, NULL,
                "plain; temperature 16.2 °C; humidity 47 %; battery 95 %; voltage 3.064 V");
    assert_string_equal(mi_format_name(bench->frame.format), "atc1441");
    assert_int_equal(bench->frame.counter, 25);
    assert_string_equal(address_text(bench), "A4:C1:38:02:83:F4");
    assert_says(bench, "a4c1380283f4ffce2f5f0bf819", NULL, NULL,
                "plain; temperature -5 °C; humidity 47 %; battery 95 %; voltage 3.064 V");
}

static void test_pvvx(void **state)
{
    struct bench *bench = *state;
    assert_says(bench, "f4830238c1a4a9066911b60b58f70d", NULL, NULL,
                "plain; temperature 17.05 °C; humidity 44.57 %; voltage 2.998 V; battery 88 %; "
                "opening yes; switch no");
    assert_string_equal(mi_format_name(bench->frame.format), "pvvx");
    assert_int_equal(bench->frame.counter, 247);
    assert_string_equal(address_text(bench), "A4:C1:38:02:83:F4");
    assert_says(bench, "8b376338c1a4ce0913107f0b521206", NULL, NULL,
                "plain; temperature 25.1 °C; humidity 41.15 %; voltage 2.943 V; battery 82 %; "
                "opening no; switch yes");
}

static void test_pvvx_without_flags(void **state)
{
    struct bench *bench = *state;
    assert_says(bench, "f4830238c1a4a9066911b60b58f7", NULL, NULL,
                "plain; temperature 17.05 °C; humidity 44.57 %; voltage 2.998 V; battery 88 %");
    assert_int_equal(bench->frame.counter, 247);
}

static void test_encrypted(void **state)
{
    struct bench *bench = *state;
    static const uint8_t NONCE[] = {0xb2, 0x18, 0x8d, 0x38, 0xc1, 0xa4,
                                    0x0e, 0x16, 0x1a, 0x18, 0x11};
    assert_says(bench, "11d603fbfa7b6dfb1e26fd", SENDER, KEY,
                "ok; temperature 23.45 °C; humidity 41.73 %; battery 61 %; opening no; switch no");
    assert_string_equal(mi_format_name(bench->frame.format), "pvvx");
    assert_memory_equal(bench->frame.seal.nonce, NONCE, sizeof NONCE);
    assert_int_equal(bench->frame.counter, 17);
    assert_says(bench, "22f21f4198a9ad08", SENDER, KEY,
                "ok; temperature 23.5 °C; humidity 41.5 %; battery 61 %; switch no");
    assert_string_equal(mi_format_name(bench->frame.format), "atc1441");
    assert_says(bench, "22f21f4198a9ad08", SENDER, NULL, "key_missing ! KEY_MISSING");
    assert_says(bench, "22f21f4198a9ad08", "A4:C1:38:8D:18:B3", KEY, "key_wrong ! KEY_WRONG");
    assert_says(bench, "22f21f4198a9ad08", NULL, KEY, "key_missing ! ADDRESS_MISSING");
}

static void test_other_lengths_are_of_other_makers(void **state)
{
    struct bench *bench = *state;
    for (size_t size = 0; size < 30; size++) {
        char hex[64];
        struct mi_text text = mi_text(hex, sizeof hex);
        for (size_t i = 0; i < size; i++)
            mi_text_add(&text, "11");
        bool is_known = size == 8 || size == 11 || (size >= 13 && size <= 15);
        assert_int_equal(read_service(bench, ENVIRONMENT, hex, SENDER), is_known);
    }
}

/* What is missing counts for the length, which tells the formats apart. */
static void test_cut(void **state)
{
    struct bench *bench = *state;
    assert_true(read_layer(bench, MI_LAYER_AD, "12161a18f4830238c1a4a90669", NULL));
    assert_string_equal(said(bench), "truncated; temperature 17.05 °C ! CUT_BY_CAPTURE 6");
    assert_string_equal(mi_format_name(bench->frame.format), "pvvx");
    assert_true(read_layer(bench, MI_LAYER_AD, "0e161a1811d603", SENDER));
    open_frame(bench, KEY, NULL);
    assert_int_equal(bench->frame.status, MI_STATUS_TRUNCATED);
    assert_true(read_layer(bench, MI_LAYER_AD, "0e161a18", SENDER));
    assert_int_equal(bench->frame.status, MI_STATUS_TRUNCATED);
}

static void test_a_stray_byte_is_told_also_when_the_frame_opens(void **state)
{
    static const char *const FRAMES[] = {"11d603fbfa7b6dfb1e26fdc4", "22f21f4198a9ad08c4"};
    struct bench *bench = *state;
    for (size_t i = 0; i < sizeof FRAMES / sizeof FRAMES[0]; i++) {
        struct mi_bytes bytes = bench_bytes(bench, FRAMES[i]);
        struct mi_packet packet = {.layer = MI_LAYER_SERVICE,
                                   .bytes = bytes.at,
                                   .size = bytes.left,
                                   .uuid = ENVIRONMENT,
                                   .address = address_of(SENDER),
                                   .has_address = true};
        assert_true(read_packet(bench, &packet));
        assert_int_equal(bench->frame.quirks, MI_QUIRK_STRAY_BYTE);
        open_frame(bench, "00000000000000000000000000000000", NULL);
        assert_int_equal(bench->frame.status, MI_STATUS_KEY_WRONG);
        assert_int_equal(bench->frame.quirks, MI_QUIRK_STRAY_BYTE);
        open_frame(bench, KEY, NULL);
        assert_int_equal(bench->frame.status, MI_STATUS_OK);
        assert_int_equal(bench->frame.quirks, MI_QUIRK_STRAY_BYTE);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_atc1441),
        cmocka_unit_test(test_pvvx),
        cmocka_unit_test(test_pvvx_without_flags),
        cmocka_unit_test(test_encrypted),
        cmocka_unit_test(test_other_lengths_are_of_other_makers),
        cmocka_unit_test(test_cut),
        cmocka_unit_test(test_a_stray_byte_is_told_also_when_the_frame_opens),
    };
    return cmocka_run_group_tests(tests, bench_new, bench_free);
}
