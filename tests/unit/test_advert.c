#include "support.h"

/* "16:95fe01 ff:8f03" : types and values of all structures, "+n" for missing bytes. */
static const char *walk(struct bench *bench, const char *hex)
{
    struct mi_bytes data = bench_bytes(bench, hex);
    struct mi_text text = mi_text(bench->line, sizeof bench->line);
    struct mi_ad ad;
    while (mi_ad_next(&data, &ad)) {
        if (text.length > 0)
            mi_text_char(&text, ' ');
        mi_text_hex(&text, ad.type, 2);
        mi_text_char(&text, ':');
        mi_text_bytes(&text, ad.value.at, ad.value.left, '\0');
        assert_int_equal(ad.length, ad.value.left + 1 + ad.missing);
        if (ad.missing > 0) {
            mi_text_char(&text, '+');
            mi_text_unsigned(&text, ad.missing);
        }
    }
    return bench->line;
}

static void test_the_walk(void **state)
{
    struct bench *bench = *state;
    assert_string_equal(walk(bench, ""), "");
    assert_string_equal(walk(bench, "020106 0303 95fe 041695fe01"), "01:06 03:95fe 16:95fe01");
    assert_string_equal(walk(bench, "0109"), "09:");
    assert_string_equal(walk(bench, "020106 00 020106"), "01:06");
    assert_string_equal(walk(bench, "0000"), "");
}

static void test_a_structure_past_the_end_is_given_with_what_is_there(void **state)
{
    struct bench *bench = *state;
    assert_string_equal(walk(bench, "0516 95fe"), "16:95fe+2");
    assert_string_equal(walk(bench, "020106 ff16"), "01:06 16:+254");
    assert_string_equal(walk(bench, "05"), "");
}

static bool service(struct bench *bench, const char *hex, uint16_t *uuid, struct mi_bytes *content)
{
    struct mi_bytes data = bench_bytes(bench, hex);
    struct mi_ad ad;
    return mi_ad_next(&data, &ad) && mi_ad_service(&ad, uuid, content);
}

static void test_service_data_of_three_widths(void **state)
{
    struct bench *bench = *state;
    static const char *const DATA[] = {
        "051695fe0102",
        "072095fe00000102",
        "1321fb349b5f80000080001000 0095fe00000102",
    };
    for (size_t i = 0; i < sizeof DATA / sizeof DATA[0]; i++) {
        struct mi_bytes content;
        uint16_t uuid = 0;
        assert_true(service(bench, DATA[i], &uuid, &content));
        assert_int_equal(uuid, 0xfe95);
        assert_int_equal(content.left, 2);
        assert_int_equal(mi_get_be16(&content), 0x0102);
    }
}

static void test_what_is_no_service_data_of_16_bits(void **state)
{
    struct bench *bench = *state;
    static const char *const DATA[] = {
        "05ff95fe0102",                              /* another type */
        "0216 95",                                   /* too short */
        "0216",                                      /* and cut */
        "072095fe01000102",                          /* a UUID of more than 16 bits */
        "0420 95fe00",                               /* too short for its width */
        "1321fb349b5f800000800010000195fe00000102",  /* another base */
        "1321fb349b5f80000080001000 0095fe01000102", /* of more than 16 bits on the base */
        "0d21fb349b5f80000080001000 00",             /* too short for its width */
    };
    for (size_t i = 0; i < sizeof DATA / sizeof DATA[0]; i++) {
        struct mi_bytes content;
        uint16_t uuid = 7;
        assert_false(service(bench, DATA[i], &uuid, &content));
        assert_int_equal(uuid, 7);
    }
}

static void test_manufacturer_data(void **state)
{
    struct bench *bench = *state;
    struct mi_bytes data = bench_bytes(bench, "05ff8f030102 0516 8f030102 02ff8f");
    struct mi_ad ad;
    struct mi_bytes content;
    uint16_t company = 0;
    assert_true(mi_ad_next(&data, &ad));
    assert_true(mi_ad_manufacturer(&ad, &company, &content));
    assert_int_equal(company, 0x038f);
    assert_int_equal(mi_get_be16(&content), 0x0102);
    assert_true(mi_ad_next(&data, &ad));
    assert_false(mi_ad_manufacturer(&ad, &company, &content));
    assert_true(mi_ad_next(&data, &ad));
    assert_false(mi_ad_manufacturer(&ad, &company, &content));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_walk),
        cmocka_unit_test(test_a_structure_past_the_end_is_given_with_what_is_there),
        cmocka_unit_test(test_service_data_of_three_widths),
        cmocka_unit_test(test_what_is_no_service_data_of_16_bits),
        cmocka_unit_test(test_manufacturer_data),
    };
    return cmocka_run_group_tests(tests, bench_new, bench_free);
}
