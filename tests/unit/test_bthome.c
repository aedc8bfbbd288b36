#include "support.h"

enum { V1 = 0x181c, V1_SEALED = 0x181e, V2 = 0xfcd2 };

#define SENDER "54:48:E6:8F:80:A5"
#define KEY    "231d39c1d7cc1ab1aee224cd096db932"
#define OTHER  "1f228155bdd12fbee1f6fef074fc85b6"

static void assert_says(struct bench *bench, uint16_t uuid, const char *hex, const char *keys,
                        const char *expected)
{
    assert_true(read_service(bench, uuid, hex, SENDER));
    if (keys != NULL)
        open_frame(bench, keys, NULL);
    assert_string_equal(said(bench), expected);
}

static void test_version_1(void **state)
{
    struct bench *bench = *state;
    assert_says(bench, V1, "2302ca090303bf13", NULL,
                "plain; temperature 25.06 °C; humidity 50.55 %");
    assert_string_equal(mi_format_name(bench->frame.format), "bthome_v1");
    assert_says(bench, V1, "02000c0404138a01", NULL, "plain; packet_id 12; pressure 1008.83 hPa");
    assert_says(bench, V1, "021001021100", NULL, "plain; power_on yes; opening no");
    assert_says(bench, V1, "02 3a 04", NULL, "plain; button long_press");
    assert_says(bench, V1, "03 3c 01 05", NULL, "plain; dimmer rotate_left steps=5");
    assert_says(bench, V1, "63 53 4f4b", NULL, "plain; text OK");
    assert_says(bench, V1, "a5 50 5d396164", NULL, "plain; timestamp 1684093277 s");
}

/* What the frame before held is not in it. */
static void test_empty_bytes_are_empty(void **state)
{
    struct bench *bench = *state;
    assert_says(bench, V2, "40 53 05 48656c6c6f", NULL, "plain; text Hello");
    assert_says(bench, V2, "40 54 00", NULL, "plain; raw ");
}

static void test_version_1_takes_the_width_from_the_value(void **state)
{
    struct bench *bench = *state;
    assert_says(bench, V1, "22 02 ce", NULL, "plain; temperature -0.5 °C");
    assert_says(bench, V1, "05 09 ffffffff", NULL, "plain; count 4294967295");
    assert_says(bench, V1, "29 09 ffffffffffffffff", NULL, "plain; count -1");
    assert_says(bench, V1, "43 03 004e", NULL, "plain; humidity 0.24 %");
    assert_says(bench, V1, "45 02 0000c841", NULL, "plain; temperature 0.25 °C");
    assert_says(bench, V1, "49 02 0000000000003940", NULL, "plain; temperature 0.25 °C");
    assert_says(bench, V1, "43 01 444e", NULL, "plain; battery 25.06 %");
    assert_says(bench, V1, "03 10 0001 06 11 0000000000", NULL, "plain; power_on yes; opening no");
}

static void test_version_1_values_that_are_no_numbers(void **state)
{
    struct bench *bench = *state;
    assert_says(bench, V1, "43 03 007e", NULL, "plain");               /* NaN */
    assert_says(bench, V1, "44 02 000000", NULL, "plain");             /* a float of 3 bytes */
    assert_says(bench, V1, "01 02", NULL, "plain");                    /* no bytes at all */
    assert_says(bench, V1, "0a 09 010203040506070809", NULL, "plain"); /* 9 bytes */
    assert_says(bench, V1, "09 09 ffffffffffffffff", NULL, "plain");   /* does not fit */
    assert_says(bench, V1, "29 09 0000000000000080", NULL, "plain");   /* the smallest */
    assert_int_equal(bench->frame.object_count, 1);
}

static void test_version_1_layout(void **state)
{
    struct bench *bench = *state;
    assert_says(bench, V1, "00 02 09 07 00", NULL, "plain; count 7");
    assert_says(bench, V1, "02 ee aa 02 09 07", NULL, "plain; count 7");
    assert_null(bench->frame.objects[0].type);
    assert_says(bench, V1, "02 09 07 05 02 ca", NULL, "truncated; count 7 ! ITEM_CUT 0x02 3 5 2");
    assert_says(bench, V1, "00", NULL, "empty");
}

static void test_version_1_encrypted(void **state)
{
    struct bench *bench = *state;
    static const uint8_t NONCE[] = {0x54, 0x48, 0xe6, 0x8f, 0x80, 0xa5,
                                    0x1e, 0x18, 0x00, 0x11, 0x22, 0x33};
    assert_says(bench, V1_SEALED, "fba435e4d3c312fb0011223357d90a99", KEY,
                "ok; temperature 25.06 °C; humidity 50.55 %");
    assert_memory_equal(bench->frame.seal.nonce, NONCE, sizeof NONCE);
    assert_int_equal(bench->frame.counter, 0x33221100);
    assert_says(bench, V1_SEALED, "fba435e4d3c312fb0011223357d90a99", OTHER,
                "key_wrong ! KEY_WRONG");
    assert_says(bench, V1_SEALED, "fba435e4d3c312fb0011223357d90a99", NULL,
                "key_missing ! KEY_MISSING");
    assert_says(bench, V1_SEALED, "fb0011223357d90a99", KEY, "truncated ! SEALED_SHORT 9 10");
}

static void test_version_2(void **state)
{
    struct bench *bench = *state;
    assert_says(bench, V2, "4002ca0903bf13", NULL, "plain; temperature 25.06 °C; humidity 50.55 %");
    assert_string_equal(mi_format_name(bench->frame.format), "bthome_v2");
    assert_says(bench, V2, "44000901613a003a01", NULL,
                "plain; packet_id 9; battery 97 %; button_2 press");
    assert_says(bench, V2, "403a013a00 3a04", NULL, "plain; button press; button_3 long_press");
    assert_says(bench, V2, "403c0103", NULL, "plain; dimmer rotate_left steps=3");
    assert_says(bench, V2, "403c02ff", NULL, "plain; dimmer rotate_right steps=255");
    assert_says(bench, V2, "443afe", NULL, "plain; button hold_press");
    assert_says(bench, V2, "406505", NULL, "plain; settings_revision 5");
    assert_says(bench, V2, "403b010305", NULL, "plain; command step_up argument=5");
    assert_says(bench, V2, "403b0002 0a010000", NULL, "plain; command toggle; energy 0.001 kWh");
    assert_says(bench, V2, "403be207 aabb 0164", NULL, "plain; battery 100 %");
    assert_says(bench, V2, "403b1f02", NULL, "truncated ! ITEM_CUT 0x3b 1 32 1");
    assert_says(bench, V2, "403b", NULL, "truncated ! ITEM_CUT 0x3b 1 1 0");
    assert_says(bench, V1, "02 3b 01", NULL, "plain; command on");
    assert_says(bench, V2, "403c0000", NULL, "plain");
    assert_says(bench, V2, "40450101450301", NULL,
                "plain; temperature 25.7 °C; temperature_2 25.9 °C");
    assert_says(bench, V2, "40", NULL, "empty");
}

/* A MAC, last byte first, has no type in front: it is no text of five bytes. */
static void test_version_1_with_its_mac(void **state)
{
    struct bench *bench = *state;
    assert_says(bench, V1, "86 53808fe64854 23 02 ca09", NULL, "plain; temperature 25.06 °C");
    assert_string_equal(address_text(bench), "54:48:E6:8F:80:53");
    assert_int_equal(bench->frame.address_source, MI_ADDRESS_FRAME);
    assert_says(bench, V1, "85 53808fe648 23 02 ca09", NULL, "plain; temperature 25.06 °C");
    assert_int_not_equal(bench->frame.address_source, MI_ADDRESS_FRAME);
}

/* What an object says nothing of still has its place among those of its kind. */
static void test_numbers_of_a_kind(void **state)
{
    struct bench *bench = *state;
    assert_says(bench, V2, "40 2102 21ff 2100", NULL,
                "plain; motion yes; motion_2 yes; motion_3 no");
    assert_says(bench, V2, "40 3c0000 3c0102", NULL, "plain; dimmer_2 rotate_left steps=2");
    assert_says(bench, V2, "40 3a07 3a01 0901 3d0200", NULL,
                "plain; button_2 press; count 1; count_2 2");
    assert_says(bench, V1, "43 02 007e 23 02 ca09", NULL, "plain; temperature_2 25.06 °C");
    assert_says(bench, V1, "44 02 000000 23 45 0101 02 10 01 01 10 02 10 00", NULL,
                "plain; temperature_2 25.7 °C; power_on yes; power_on_3 no");
    assert_says(bench, V2, "40 1502 0164", NULL, "plain; battery_low yes; battery 100 %");
}

static void test_version_2_texts(void **state)
{
    struct bench *bench = *state;
    assert_says(bench, V2, "40530c48656c6c6f20576f726c6421", NULL, "plain; text Hello World!");
    assert_says(bench, V2, "4054 03 c0ffee", NULL, "plain; raw c0ffee");
    assert_says(bench, V2, "4053 00", NULL, "plain; text ");
    assert_says(bench, V2, "40f100010204 f2000106", NULL,
                "plain; firmware_version 4.2.1.0; firmware_version_2 6.1.0");
    assert_says(bench, V2, "40f00100", NULL, "plain; device_type_id 1");
}

static void test_version_2_numbers(void **state)
{
    struct bench *bench = *state;
    assert_says(bench, V2, "40 57 ea 58 ea", NULL,
                "plain; temperature -22 °C; temperature_2 -7.7 °C");
    assert_says(bench, V2, "40 5b ffffffff", NULL, "plain; count -1");
    assert_says(bench, V2, "40 3e ffffffff", NULL, "plain; count 4294967295");
    assert_says(bench, V2, "40 62 ffffffff", NULL, "plain; speed_signed -0.000001 m/s");
    assert_says(bench, V2, "40 50 5d396164", NULL, "plain; timestamp 1684093277 s");
    assert_says(bench, V2, "40 10 00 0b 010000", NULL, "plain; power_on no; power 0.01 W");
}

static void test_version_2_with_its_mac(void **state)
{
    struct bench *bench = *state;
    assert_true(read_service(bench, V2, "42a5808fe6485402ca0903bf13", NULL));
    assert_string_equal(said(bench), "plain; temperature 25.06 °C; humidity 50.55 %");
    assert_int_equal(bench->frame.address_source, MI_ADDRESS_FRAME);
    assert_string_equal(address_text(bench), SENDER);
    assert_true(read_service(bench, V2, "43a5808fe648549c0c64ac6aeb01000000d4cd7848", NULL));
    open_frame(bench, KEY, NULL);
    assert_string_equal(said(bench), "ok; temperature 25.06 °C; humidity 50.55 %");
    assert_true(read_service(bench, V2, "42a5808fe648", NULL));
    assert_string_equal(said(bench), "truncated ! HEADER_CUT 6");
}

static void test_version_2_encrypted(void **state)
{
    struct bench *bench = *state;
    static const uint8_t NONCE[] = {0x54, 0x48, 0xe6, 0x8f, 0x80, 0xa5, 0xd2,
                                    0xfc, 0x41, 0x00, 0x11, 0x22, 0x33};
    const char *frame = "41a47266c95f730011223378237214";
    assert_says(bench, V2, frame, KEY, "ok; temperature 25.06 °C; humidity 50.55 %");
    assert_memory_equal(bench->frame.seal.nonce, NONCE, sizeof NONCE);
    assert_says(bench, V2, frame, "231d39c1d7cc1ab1aee224cd", "key_wrong ! KEY_SIZE");
    assert_true(read_service(bench, V2, frame, NULL));
    open_frame(bench, KEY, NULL);
    assert_int_equal(bench->frame.problem.code, MI_P_ADDRESS_MISSING);
    assert_true(read_service(bench, V2, frame, NULL));
    open_frame(bench, KEY, SENDER);
    assert_int_equal(bench->frame.status, MI_STATUS_OK);
}

static void test_version_2_stops_at_what_it_does_not_know(void **state)
{
    struct bench *bench = *state;
    assert_says(bench, V2, "40 0107 ee 0102", NULL, "plain; battery 7 %");
    assert_int_equal(bench->frame.object_count, 2);
    assert_int_equal(bench->frame.objects[1].size, 2);
    assert_null(bench->frame.objects[1].type);
}

static void test_version_2_cut(void **state)
{
    struct bench *bench = *state;
    assert_says(bench, V2, "40 0107 02ca", NULL, "truncated; battery 7 % ! ITEM_CUT 0x02 3 2 1");
    assert_says(bench, V2, "40 53", NULL, "truncated ! ITEM_CUT 0x53 1 1 0");
    assert_says(bench, V2, "40 53 05 61", NULL, "truncated ! ITEM_CUT 0x53 1 5 1");
}

static void test_other_versions(void **state)
{
    struct bench *bench = *state;
    assert_says(bench, V2, "6002ca0903bf13", NULL, "unsupported ! BTHOME_VERSION 3");
}

static void test_cut_before_the_first_byte(void **state)
{
    struct bench *bench = *state;
    assert_true(read_layer(bench, MI_LAYER_AD, "0a16d2fc", SENDER));
    assert_int_equal(bench->frame.status, MI_STATUS_TRUNCATED);
    assert_int_equal(bench->frame.problem.number[0], 7);
}

static void test_flags(void **state)
{
    struct bench *bench = *state;
    unsigned bit = 0;
    assert_true(read_service(bench, V2, "47a5808fe64854", NULL));
    assert_string_equal(mi_frame_next_flag(&bench->frame, &bit), "encrypted");
    assert_string_equal(mi_frame_next_flag(&bench->frame, &bit), "mac");
    assert_string_equal(mi_frame_next_flag(&bench->frame, &bit), "trigger_based");
    assert_null(mi_frame_next_flag(&bench->frame, &bit));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_version_1),
        cmocka_unit_test(test_empty_bytes_are_empty),
        cmocka_unit_test(test_version_1_takes_the_width_from_the_value),
        cmocka_unit_test(test_version_1_values_that_are_no_numbers),
        cmocka_unit_test(test_version_1_layout),
        cmocka_unit_test(test_version_1_encrypted),
        cmocka_unit_test(test_version_2),
        cmocka_unit_test(test_version_1_with_its_mac),
        cmocka_unit_test(test_numbers_of_a_kind),
        cmocka_unit_test(test_version_2_texts),
        cmocka_unit_test(test_version_2_numbers),
        cmocka_unit_test(test_version_2_with_its_mac),
        cmocka_unit_test(test_version_2_encrypted),
        cmocka_unit_test(test_version_2_stops_at_what_it_does_not_know),
        cmocka_unit_test(test_version_2_cut),
        cmocka_unit_test(test_other_versions),
        cmocka_unit_test(test_cut_before_the_first_byte),
        cmocka_unit_test(test_flags),
    };
    return cmocka_run_group_tests(tests, bench_new, bench_free);
}
