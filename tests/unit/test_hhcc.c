#include "support.h"

enum { HHCC = 0xfd50 };

static void test_readings(void **state)
{
    struct bench *bench = *state;
    assert_true(read_service(bench, HHCC, "0e006e0134a428005b", "DC:23:4D:19:7A:C5"));
    assert_string_equal(said(bench), "plain; moisture 14 %; temperature 11 °C; illuminance 79012 "
                                     "lx; battery 40 %; conductivity 91 µS/cm");
    assert_string_equal(bench->frame.model, "HHCCJCY10");
    assert_int_equal(bench->frame.address_source, MI_ADDRESS_ADVERTISER);
    assert_int_equal(bench->frame.counter_bits, 0);
}

static void test_the_temperature_has_a_sign(void **state)
{
    struct bench *bench = *state;
    assert_true(read_service(bench, HHCC, "0effce0134a428005b", NULL));
    assert_string_equal(said(bench), "plain; moisture 14 %; temperature -5 °C; illuminance 79012 "
                                     "lx; battery 40 %; conductivity 91 µS/cm");
}

static void test_lengths(void **state)
{
    struct bench *bench = *state;
    assert_false(read_service(bench, HHCC, "0e006e0134a42800", NULL));
    assert_false(read_service(bench, HHCC, "0e006e0134a428005b00", NULL));
    assert_true(read_layer(bench, MI_LAYER_AD, "0c1650fd0e006e0134", NULL));
    assert_string_equal(said(bench),
                        "truncated; moisture 14 %; temperature 11 °C ! CUT_BY_CAPTURE 4");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_readings),
        cmocka_unit_test(test_the_temperature_has_a_sign),
        cmocka_unit_test(test_lengths),
    };
    return cmocka_run_group_tests(tests, bench_new, bench_free);
}
