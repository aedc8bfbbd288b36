#include "support.h"

#include "base/stamp.h"

static void assert_written(mi_time time, const char *expected)
{
    char buffer[40];
    struct mi_text text = mi_text(buffer, sizeof buffer);
    mi_text_time(&text, time);
    assert_string_equal(buffer, expected);
}

static void test_writing(void **state)
{
    (void)state;
    assert_written(MI_NO_TIME, "");
    assert_written(1, "1970-01-01T00:00:00.000000Z");
    assert_written(1700000000 * MI_SECOND + 123456789, "2023-11-14T22:13:20.123456Z");
    assert_written(951782400 * MI_SECOND, "2000-02-29T00:00:00.000000Z");
    assert_written(4107542399 * MI_SECOND, "2100-02-28T23:59:59.000000Z");
    assert_written(4107542400 * MI_SECOND, "2100-03-01T00:00:00.000000Z");
    assert_written(-1, "1969-12-31T23:59:59.999999Z");
    assert_written(1704067199 * MI_SECOND + 999999999, "2023-12-31T23:59:59.999999Z");
}

/* Within a second, across its ends, forwards and backwards, and as far as 64 bits reach. */
static void test_stamps_are_times(void **state)
{
    (void)state;
    static const mi_time TIMES[] = {
        0,
        1,
        999999999,
        1000000000,
        999999999,
        1,
        -1,
        -999999999,
        -1000000000,
        -1000000001,
        -1,
        1700000000 * MI_SECOND,
        1700000000 * MI_SECOND + 999999999,
        1700000001 * MI_SECOND,
        1700000000 * MI_SECOND + 5000,
        INT64_MAX,
        INT64_MIN,
        INT64_MAX,
        1,
        0,
    };
    struct mi_stamp stamp = {0};
    for (size_t i = 0; i < sizeof TIMES / sizeof TIMES[0]; i++) {
        char buffer[40];
        struct mi_text text = mi_text(buffer, sizeof buffer);
        mi_text_stamp(&text, TIMES[i], &stamp);
        if (TIMES[i] == MI_NO_TIME)
            assert_string_equal(buffer, "1970-01-01T00:00:00.000000Z");
        else
            assert_written(TIMES[i], buffer);
    }
}

static void test_civil_parts(void **state)
{
    (void)state;
    mi_time time = 1;
    assert_true(mi_time_civil(1970, 1, 1, 0, 0, 0, 0, &time) && time == MI_NO_TIME);
    assert_true(mi_time_civil(2023, 11, 14, 22, 13, 20, 5, &time));
    assert_true(time == 1700000000 * MI_SECOND + 5);
    assert_true(mi_time_civil(2024, 2, 29, 0, 0, 0, 0, &time));
    assert_true(time == 1709164800 * MI_SECOND);
    static const unsigned BAD[][6] = {
        {1969, 12, 31, 0, 0, 0}, {2201, 1, 1, 0, 0, 0},  {2023, 0, 1, 0, 0, 0},
        {2023, 13, 1, 0, 0, 0},  {2023, 1, 0, 0, 0, 0},  {2023, 2, 29, 0, 0, 0},
        {2100, 2, 29, 0, 0, 0},  {2023, 4, 31, 0, 0, 0}, {2023, 1, 1, 24, 0, 0},
        {2023, 1, 1, 0, 60, 0},  {2023, 1, 1, 0, 0, 61},
    };
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        const unsigned *part = BAD[i];
        assert_false(mi_time_civil(part[0], part[1], part[2], part[3], part[4], part[5], 0, &time));
    }
    assert_false(mi_time_civil(2023, 1, 1, 0, 0, 0, 1000000000, &time));
}

static void test_every_day_is_written_as_it_was_made(void **state)
{
    (void)state;
    char buffer[40], expected[40];
    mi_time time = 0, made = 0;
    for (unsigned year = 1970; year <= 2200; year++)
        for (unsigned month = 1; month <= 12; month++)
            for (unsigned day = 1; mi_time_civil(year, month, day, 0, 0, 0, 0, &made);
                 day++, time += 86400 * MI_SECOND) {
                assert_true(made == time);
                struct mi_text text = mi_text(buffer, sizeof buffer);
                mi_text_stamp(&text, time, &(struct mi_stamp){0});
                (void)snprintf(expected, sizeof expected, "%04u-%02u-%02uT00:00:00.000000Z", year,
                               month, day);
                assert_string_equal(buffer, expected);
            }
}

static void test_reading(void **state)
{
    (void)state;
    static const struct {
        const char *run;
        size_t length;
        int64_t seconds;
        int64_t nanoseconds;
    } CASES[] = {
        {"2023-11-14 22:13:20", 19, 1700000000, 0},
        {"2023-11-14T22:13:20Z", 20, 1700000000, 0},
        {"2023-11-14 22:13:20.123456 > 04", 26, 1700000000, 123456000},
        {"2023-11-14 22:13:20,5 x", 21, 1700000000, 500000000},
        {"2023-11-14 22:13:20.1234567891234Z", 34, 1700000000, 123456789},
        {"2023-11-14 22:13:20. x", 19, 1700000000, 0},
        {"1970-01-01 00:00:00", 19, 0, 0},
        {"2023-11-14 22:13:2", 0, 0, 0},
        {"2023-11-14_22:13:20", 0, 0, 0},
        {"2023-13-14 22:13:20", 0, 0, 0},
        {"x023-11-14 22:13:20", 0, 0, 0},
        {"", 0, 0, 0},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        mi_time time = 0;
        size_t length = strlen(CASES[i].run);
        char *copy = malloc(length + 1);
        assert_non_null(copy);
        memcpy(copy, CASES[i].run, length);
        assert_int_equal(mi_time_parse(copy, length, &time), CASES[i].length);
        if (CASES[i].length > 0)
            assert_true(time == CASES[i].seconds * MI_SECOND + CASES[i].nanoseconds);
        free(copy);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_writing),
        cmocka_unit_test(test_stamps_are_times),
        cmocka_unit_test(test_civil_parts),
        cmocka_unit_test(test_every_day_is_written_as_it_was_made),
        cmocka_unit_test(test_reading),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
