#include "support.h"

#include "base/number.h"

#include <math.h>

static const char *shortest(struct mi_number number)
{
    static char buffer[64];
    struct mi_text text = mi_text(buffer, sizeof buffer);
    mi_text_number(&text, number);
    return buffer;
}

static const char *as_sent(struct mi_number number)
{
    static char buffer[64];
    struct mi_text text = mi_text(buffer, sizeof buffer);
    mi_text_number_sent(&text, number);
    return buffer;
}

static void test_decimals_are_exact(void **state)
{
    (void)state;
    static const struct {
        struct mi_number number;
        const char *shortest;
        const char *sent;
    } CASES[] = {
        {{213, -1}, "21.3", "21.3"},
        {{180, -1}, "18", "18.0"},
        {{0, -1}, "0", "0.0"},
        {{0, 3}, "0", "0000"},
        {{-51, -1}, "-5.1", "-5.1"},
        {{-5, -1}, "-0.5", "-0.5"},
        {{7, -3}, "0.007", "0.007"},
        {{1, 3}, "1000", "1000"},
        {{100, 0}, "100", "100"},
        {{-1200, -2}, "-12", "-12.00"},
        {{816466266000, -10}, "81.6466266", "81.6466266000"},
        {{INT64_MAX, 0}, "9223372036854775807", "9223372036854775807"},
        {{INT64_MIN, 0}, "-9223372036854775808", "-9223372036854775808"},
        {{INT64_MIN, -19}, "-0.9223372036854775808", "-0.9223372036854775808"},
        {{34028235, 31}, "34028235e31", "34028235e31"},
        {{1, -45}, "1e-45", "1e-45"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        assert_string_equal(shortest(CASES[i].number), CASES[i].shortest);
        if (CASES[i].number.digits != 0 || CASES[i].number.exponent < 0)
            assert_string_equal(as_sent(CASES[i].number), CASES[i].sent);
    }
}

static void test_scaling(void **state)
{
    (void)state;
    struct mi_number number;
    assert_true(mi_number_scaled(254, (struct mi_scale){.exponent = -1}, &number));
    assert_string_equal(shortest(number), "25.4");
    assert_true(mi_number_scaled(127, (struct mi_scale){5, -1, -400}, &number));
    assert_string_equal(shortest(number), "23.5");
    assert_true(mi_number_scaled(18000, (struct mi_scale){45359237, -10, 0}, &number));
    assert_string_equal(shortest(number), "81.6466266");
    assert_true(mi_number_scaled(-60, (struct mi_scale){.factor = -1}, &number));
    assert_string_equal(shortest(number), "60");
}

static void test_scaling_refuses_what_does_not_fit(void **state)
{
    (void)state;
    struct mi_number number;
    assert_false(mi_number_scaled(INT64_MIN, (struct mi_scale){0}, &number));
    assert_false(mi_number_scaled(INT64_MAX, (struct mi_scale){0}, &number));
    assert_false(mi_number_scaled(INT64_MAX / 2, (struct mi_scale){.factor = 3}, &number));
    assert_false(mi_number_scaled(INT64_MIN / 2, (struct mi_scale){.factor = -3}, &number));
    assert_true(mi_number_scaled(INT64_MAX / 4, (struct mi_scale){.factor = 3}, &number));
    assert_true(mi_number_scaled(INT32_MIN, (struct mi_scale){INT32_MIN, 0, INT16_MAX}, &number));
    assert_true(number.digits == (INT64_C(1) << 62) + INT16_MAX);
}

static void test_halves(void **state)
{
    (void)state;
    static const struct {
        uint16_t bits;
        const char *text;
    } CASES[] = {
        {0x0000, "0"},          {0x3c00, "1"},          {0x4e00, "24"},     {0xc000, "-2"},
        {0x7bff, "65504"},      {0x0001, "0.00000006"}, {0x3555, "0.3333"}, {0x5640, "100"},
        {0xb800, "-0.5"},       {0x4e44, "25.06"},      {0xcf52, "-29.28"}, {0x2e66, "0.1"},
        {0x0400, "0.00006104"},
    };
    struct mi_number number;
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        assert_true(mi_number_half(CASES[i].bits, &number));
        assert_string_equal(shortest(number), CASES[i].text);
    }
    assert_false(mi_number_half(0x7c00, &number));
    assert_false(mi_number_half(0xfc00, &number));
    assert_false(mi_number_half(0x7e00, &number));
}

static void test_floats_are_the_shortest_that_reads_back(void **state)
{
    (void)state;
    static const struct {
        uint32_t bits;
        const char *text;
    } CASES[] = {
        {0x00000000, "0"},           {0x41b33333, "22.4"},      {0x42340000, "45"},
        {0xc0a00000, "-5"},          {0x3dcccccd, "0.1"},       {0x43640000, "228"},
        {0x7f7fffff, "34028235e31"}, {0x00000001, "1e-45"},     {0x00800000, "11754944e-45"},
        {0x4b800000, "16777216"},    {0x3f800001, "1.0000001"}, {0x501502f9, "10000000000"},
        {0x41cccccd, "25.6"},        {0x33d6bf95, "0.0000001"},
    };
    struct mi_number number;
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        assert_true(mi_number_float(CASES[i].bits, &number));
        assert_string_equal(shortest(number), CASES[i].text);
    }
    assert_false(mi_number_float(0x7f800000, &number));
    assert_false(mi_number_float(0xff800000, &number));
    assert_false(mi_number_float(0x7fc00000, &number));
}

static void test_many_floats_read_back(void **state)
{
    (void)state;
    uint32_t bits = 1;
    for (int i = 0; i < 20000; i++) {
        bits = bits * 1664525u + 1013904223u;
        struct mi_number number;
        float value;
        if (!mi_number_float(bits, &number))
            continue;
        memcpy(&value, &bits, sizeof value);
        assert_true(strtof(shortest(number), NULL) == value);
        assert_true(strtof(as_sent(number), NULL) == value);
    }
}

static void test_doubles(void **state)
{
    (void)state;
    struct mi_number number;
    static const struct {
        double value;
        const char *text;
    } CASES[] = {
        {0.1, "0.1"},         {1.0 / 3, "0.3333333333333333"},
        {-273.15, "-273.15"}, {1e300, "1e300"},
        {5e-324, "5e-324"},   {123456789012345.0, "123456789012345"},
        {1e6, "1000000"},     {999999.9999999, "999999.9999999"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        uint64_t bits;
        memcpy(&bits, &CASES[i].value, sizeof bits);
        assert_true(mi_number_double(bits, &number));
        assert_string_equal(shortest(number), CASES[i].text);
        assert_true(strtod(shortest(number), NULL) == CASES[i].value);
    }
    assert_false(mi_number_double(UINT64_C(0x7ff0000000000000), &number));
    assert_false(mi_number_double(UINT64_C(0xfff8000000000000), &number));
}

static void test_rounding(void **state)
{
    (void)state;
    struct mi_number number;
    assert_true(mi_number_rounded(36.4567, 2, &number));
    assert_string_equal(shortest(number), "36.46");
    assert_true(mi_number_rounded(-0.5, 0, &number));
    assert_string_equal(shortest(number), "-1");
    assert_true(mi_number_rounded(36.0, 1, &number));
    assert_string_equal(as_sent(number), "36.0");
    assert_false(mi_number_rounded(INFINITY, 1, &number));
    assert_false(mi_number_rounded(NAN, 1, &number));
    assert_false(mi_number_rounded(1e15, 6, &number));
}

static void test_the_nearest_double(void **state)
{
    (void)state;
    assert_true(fabs(mi_number_value((struct mi_number){213, -1}) - 21.3) < 1e-12);
    assert_true(mi_number_value((struct mi_number){-5, 3}) == -5000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_decimals_are_exact),
        cmocka_unit_test(test_scaling),
        cmocka_unit_test(test_scaling_refuses_what_does_not_fit),
        cmocka_unit_test(test_halves),
        cmocka_unit_test(test_floats_are_the_shortest_that_reads_back),
        cmocka_unit_test(test_many_floats_read_back),
        cmocka_unit_test(test_doubles),
        cmocka_unit_test(test_rounding),
        cmocka_unit_test(test_the_nearest_double),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
