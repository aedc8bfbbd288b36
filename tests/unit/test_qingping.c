#include "support.h"

enum { QINGPING = 0xfdcd, QINGPING_TOO = 0xfff9 };

static void assert_says(struct bench *bench, const char *hex, const char *model,
                        const char *expected)
{
    assert_true(read_service(bench, QINGPING, hex, NULL));
    assert_string_equal(said(bench), expected);
    if (model != NULL)
        assert_string_equal(bench->frame.model, model);
    else
        assert_null(bench->frame.model);
}

static void test_published_frames(void **state)
{
    struct bench *bench = *state;
    assert_says(bench, "08096f1c40342d580104be000d0207027226020157", "CGP1W",
                "plain; temperature 19 °C; humidity 52.5 %; pressure 984.2 hPa; battery 87 %");
    assert_string_equal(address_text(bench), "58:2D:34:40:1C:6F");
    assert_says(bench, "0812005e60342d580201640f011c09048b090000", "CGPR1",
                "plain; battery 100 %; illuminance 2443 lx");
    assert_int_equal(bench->frame.counter, 28);
    assert_says(bench, "4812005e60342d580804008b09000f0122", "CGPR1",
                "plain; motion no; illuminance 2443 lx");
    assert_int_equal(bench->frame.counter, 34);
    assert_says(bench, "080ea3808fe64854010422014c011204710072001302ed03", "CGDN1",
                "plain; temperature 29 °C; humidity 33.2 %; pm25 113 µg/m³; pm10 114 µg/m³; "
                "carbon_dioxide 1005 ppm");
}

/* The address in the data of an air monitor can be that of its Wi-Fi. */
static void test_whose_address_it_is(void **state)
{
    static const struct {
        const char *hex, *sender, *address;
        enum mi_address_source source;
    } CASES[] = {
        {"080ea3808fe64854 020164", "58:2D:34:0D:F2:31", "58:2D:34:0D:F2:31",
         MI_ADDRESS_ADVERTISER},
        {"0824a3808fe64854 020164", "58:2D:34:0D:F2:31", "58:2D:34:0D:F2:31",
         MI_ADDRESS_ADVERTISER},
        {"080ea3808fe64854 020164", "54:48:E6:8F:80:A3", "54:48:E6:8F:80:A3", MI_ADDRESS_FRAME},
        {"080ea3808fe64854 020164", NULL, "54:48:E6:8F:80:A3", MI_ADDRESS_FRAME},
        {"0809a3808fe64854 020164", "58:2D:34:0D:F2:31", "54:48:E6:8F:80:A3", MI_ADDRESS_FRAME},
    };
    struct bench *bench = *state;
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        assert_true(read_service(bench, QINGPING, CASES[i].hex, CASES[i].sender));
        assert_string_equal(address_text(bench), CASES[i].address);
        assert_int_equal(bench->frame.address_source, CASES[i].source);
    }
}

static void test_items(void **state)
{
    struct bench *bench = *state;
    assert_says(bench, "0804e24410342d58040100", "CGH1", "plain; door yes; door_left_open no");
    assert_says(bench, "0852a44085342d5815029e00190137", "CGR1PC",
                "plain; voc_index 158; noise 55 dB");
    assert_says(bench, "0862a44085342d5818022201", "CGR1PC", "plain");
    assert_says(bench, "88263c9f81342d580201ff07029e25", "CGP23W", "plain; pressure 963 hPa");
    assert_says(bench, "0804e24410342d58040101", "CGH1", "plain; door no; door_left_open no");
    assert_says(bench, "0804e24410342d58040102", "CGH1", "plain; door yes; door_left_open yes");
    assert_says(bench, "0812e24410342d5802 01e4", "CGPR1", "plain; battery 100 %");
    assert_says(bench, "0812e24410342d5811 0101", "CGPR1", "plain; light yes");
    assert_says(bench, "0801e24410342d5801 04ceff0a00", "CGG1",
                "plain; temperature -5 °C; humidity 1 %");
}

static void test_what_is_not_known(void **state)
{
    struct bench *bench = *state;
    assert_says(bench, "087ae24410342d58 3002beef 020164", NULL, "plain; battery 100 %");
    assert_int_equal(bench->frame.object_count, 2);
    assert_null(bench->frame.objects[0].type);
    assert_int_equal(bench->frame.product_id, 0x7a);
    assert_says(bench, "0812e24410342d58 02020164", "CGPR1", "plain");
}

static void test_the_other_uuid(void **state)
{
    struct bench *bench = *state;
    assert_true(read_service(bench, QINGPING_TOO, "0812e24410342d58 020164", NULL));
    assert_string_equal(said(bench), "plain; battery 100 %");
}

static void test_cut(void **state)
{
    struct bench *bench = *state;
    assert_says(bench, "0812e24410342d58", "CGPR1", "empty");
    assert_says(bench, "0812e24410342d58 020164 0104d500", "CGPR1",
                "truncated; battery 100 % ! ITEM_CUT 0x01 11 4 2");
    assert_true(read_layer(bench, MI_LAYER_AD, "1216cdfd0812e244", NULL));
    assert_int_equal(bench->frame.status, MI_STATUS_TRUNCATED);
    assert_false(read_service(bench, QINGPING, "0812e24410342d", NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_published_frames),
        cmocka_unit_test(test_whose_address_it_is),
        cmocka_unit_test(test_items),
        cmocka_unit_test(test_what_is_not_known),
        cmocka_unit_test(test_the_other_uuid),
        cmocka_unit_test(test_cut),
    };
    return cmocka_run_group_tests(tests, bench_new, bench_free);
}
