/* Pieces that are kept are those that would be written now, whatever was asked for before. */
#include "support.h"

#include "json_pieces.h"

static struct json_pieces kept;

/* What a device is, with what was kept from others and with nothing kept, is what is written. */
static void expect_device(struct mi_address address, const char *name)
{
    static struct json_pieces fresh;
    char expected[1024];
    struct mi_text anew = mi_text(expected, sizeof expected);
    json_write_device(&anew, address, name);
    memset(&fresh, 0, sizeof fresh);
    for (int again = 0; again < 4; again++) {
        const struct json_device *device =
            json_device_of(again % 2 == 0 ? &fresh : &kept, address, name);
        bool is_short = strlen(name) < JSON_NAME_MAX && anew.length < JSON_DEVICE_MAX;
        assert_int_equal(device != NULL, is_short);
        if (device != NULL)
            assert_string_equal(device->text, expected);
        if (device != NULL)
            assert_int_equal(device->size, anew.length);
    }
}

static void a_device_is_told_by_address_and_name(void **state)
{
    (void)state;
    struct mi_address address = address_of("A4:C1:38:A1:B2:C3");
    assert_string_equal(json_device_of(&kept, address, "Kit\"chen")->text,
                        "\"address\":\"A4:C1:38:A1:B2:C3\",\"name\":\"Kit\\\"chen\",");
    assert_string_equal(json_device_of(&kept, address, "")->text,
                        "\"address\":\"A4:C1:38:A1:B2:C3\",");
}

static void names_change_and_devices_share_places(void **state)
{
    (void)state;
    static const char *const NAMES[] = {
        "",
        "a",
        "b",
        "",
        "a name as long as the place for it",
        "a name that is longer than there is a place for, and so is written each time",
        "\x01\x02\x03\x04\x05\x06\x07\x08\x0b\x0c\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18",
        "a name as long as the place for i",
        "Küche",
        "\xff",
    };
    for (unsigned turn = 0; turn < 3; turn++)
        for (unsigned number = 0; number < 3 * JSON_DEVICES; number++) {
            struct mi_address address = {
                {0xa4, 0xc1, 0x38, 0, (uint8_t)(number >> 8), (uint8_t)number}};
            expect_device(address, NAMES[(number + turn) % (sizeof NAMES / sizeof NAMES[0])]);
            expect_device(address, NAMES[(number / 7 + turn) % (sizeof NAMES / sizeof NAMES[0])]);
        }
    expect_device((struct mi_address){{0}}, "");
}

static void expect_kind(const struct mi_frame *frame)
{
    static struct json_pieces fresh;
    memset(&fresh, 0, sizeof fresh);
    const struct json_kind *expected = json_kind_of(&fresh, frame);
    const struct json_kind *kind = json_kind_of(&kept, frame);
    assert_string_equal(kind->text, expected->text);
    assert_int_equal(kind->head, expected->head);
    assert_int_equal(kind->size, expected->size);
    assert_in_range(kind->size, kind->head + 1, sizeof kind->text - 2);
    assert_int_equal(kind->text[kind->size - 1], '"');
}

/* One trait after the other is another one, and the first again. */
static void each_trait_makes_another_piece(void **state)
{
    struct bench *bench = *state;
    struct mi_frame *frame = &bench->frame;
    struct mi_frame *other = calloc(1, sizeof *other);
    assert_non_null(other);
    frame->format = mi_format_at(0);
    frame->status = MI_STATUS_OK;
    for (int trait = 0; trait < 10; trait++) {
        *other = *frame;
        other->status = trait == 0 ? MI_STATUS_PLAIN : frame->status;
        other->has_version = trait == 1;
        other->version = trait == 2 ? 5 : 4;
        other->has_control = trait == 3 || trait == 4;
        other->control = trait == 4 ? 0xffff : 8;
        other->has_product = trait == 5 || trait == 6;
        other->product_id = trait == 6 ? 0x055b : 0;
        other->model = trait == 7 ? "MODEL" : NULL;
        other->product = trait == 8 ? mi_product_at(0) : NULL;
        other->format = mi_format_at(trait == 9 ? 1 : 0);
        expect_kind(other);
        expect_kind(frame);
        expect_kind(other);
    }
    free(other);
}

/* All products with all flags fit into the place of a piece. */
static void every_kind_is_whole(void **state)
{
    struct bench *bench = *state;
    struct mi_frame *frame = &bench->frame;
    const struct mi_format *format;
    const struct mi_product *product;
    for (size_t f = 0; (format = mi_format_at(f)) != NULL; f++)
        for (size_t p = 0; (product = mi_product_at(p)) != NULL; p++)
            for (uint8_t version = 3; version <= 5; version++) {
                frame->format = format;
                frame->product = product;
                frame->model = product->model;
                frame->product_id = product->id;
                frame->version = version;
                frame->control = 0xffff;
                frame->has_product = frame->has_version = frame->has_control = true;
                frame->status = MI_STATUS_UNAUTHENTICATED;
                expect_kind(frame);
            }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_device_is_told_by_address_and_name),
        cmocka_unit_test(names_change_and_devices_share_places),
        cmocka_unit_test_setup_teardown(each_trait_makes_another_piece, bench_new, bench_free),
        cmocka_unit_test_setup_teardown(every_kind_is_whole, bench_new, bench_free),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
