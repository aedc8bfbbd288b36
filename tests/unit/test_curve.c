/* Curves over time: what falls into a bucket, and how it is drawn. */
#include "support.h"

#include "curve.h"

enum { COLUMNS = 8, ROW_BYTES = 4 * COLUMNS + 1 };

struct lines {
    char rows[CURVE_ROWS][ROW_BYTES];
};

static struct curves begin(size_t count)
{
    struct curves curves;
    assert_true(curves_new(&curves, CURVES_BUCKETS));
    for (size_t i = 0; i < count; i++)
        curves_begin(&curves, i, false);
    return curves;
}

static struct lines draw(const struct curves *curves, size_t index, float lowest, float highest)
{
    struct lines lines;
    struct mi_text rows[CURVE_ROWS];
    for (size_t i = 0; i < CURVE_ROWS; i++)
        rows[i] = mi_text(lines.rows[i], ROW_BYTES);
    curve_draw(curves, index, lowest, highest, COLUMNS, rows);
    return lines;
}

static void a_value_is_a_dot(void **state)
{
    (void)state;
    struct curves curves = begin(1);
    curves_add(&curves, 0, 7 * MI_SECOND, 20);
    struct lines lines = draw(&curves, 0, 20, 20);
    for (size_t i = 0; i < CURVE_ROWS; i++)
        assert_string_equal(lines.rows[i], i == CURVE_ROWS / 2 ? "⠁       " : "        ");
    curves_free(&curves);
}

static void neighbours_are_joined(void **state)
{
    (void)state;
    struct curves curves = begin(1);
    for (int i = 0; i <= 8; i++)
        curves_add(&curves, 0, i * MI_SECOND, (float)i);
    struct lines lines = draw(&curves, 0, 0, 8);
    assert_string_equal(lines.rows[0], "      ⢀⡞");
    assert_string_equal(lines.rows[CURVE_ROWS - 1], "⣸⠁      ");
    curves_free(&curves);
}

static void steps_stay_until_they_jump(void **state)
{
    (void)state;
    struct curves curves = begin(1);
    curves.at[0].has_steps = true;
    for (int i = 0; i <= 8; i++)
        curves_add(&curves, 0, i * MI_SECOND, i >= 4);
    struct lines lines = draw(&curves, 0, 0, 1);
    assert_string_equal(lines.rows[0], "   ⢸⠉⠉⠉⠉");
    assert_string_equal(lines.rows[CURVE_ROWS - 1], "⣀⣀⣀⣸    ");
    curves_free(&curves);
}

static void what_is_far_apart_is_not_joined(void **state)
{
    (void)state;
    struct curves curves = begin(1);
    for (int i = 0; i <= 100; i++)
        if (i < 30 || i > 70)
            curves_add(&curves, 0, i * MI_SECOND, 1);
    struct lines lines = draw(&curves, 0, 0, 1);
    assert_string_equal(lines.rows[0], "⠉⠉⠁  ⠉⠉⠉");
    curves_free(&curves);
}

/* However long it gets, and in whatever order moments come, extremes stay. */
static void buckets_merge(void **state)
{
    (void)state;
    struct curves curves = begin(2);
    static const mi_time TIMES[] = {
        5000, 1, -4000, 9000000, -300, 7777777, INT64_MAX / 1000, INT64_MIN / 1000};
    for (size_t i = 0; i < sizeof TIMES / sizeof TIMES[0]; i++) {
        curves_add(&curves, i % 2, TIMES[i] * 1000, (float)i);
        assert_true(curves.last - curves.first < CURVE_BUCKETS);
    }
    const struct bucket *second = curves.buckets + CURVE_BUCKETS;
    float highest = 0;
    for (size_t i = 0; i < CURVE_BUCKETS; i++)
        if (second[i].lowest <= second[i].highest)
            highest = second[i].highest > highest ? second[i].highest : highest;
    assert_true(highest >= 7);
    assert_true(curves.earliest == TIMES[7] * 1000 && curves.latest == TIMES[6] * 1000);
    curves_free(&curves);
}

/* The more curves there are, the coarser each gets, but it goes where it went. */
static void many_curves_get_coarser(void **state)
{
    (void)state;
    enum { CURVES = 1024, VALUES = 100 };
    struct curves curves = begin(0);
    for (size_t i = 0; i < CURVES; i++) {
        curves_begin(&curves, i, false);
        for (int k = 0; k < VALUES; k++)
            curves_add(&curves, i, k * MI_SECOND, (float)(i % 2 == 0 ? k : VALUES - 1 - k));
    }
    assert_int_equal(curves.room, CURVES_BUCKETS / CURVES);
    for (size_t i = 0; i < CURVES; i++) {
        struct lines lines = draw(&curves, i, 0, VALUES - 1);
        struct lines first = draw(&curves, i % 2, 0, VALUES - 1); /* begun when there was room */
        size_t left = i % 2 == 0 ? CURVE_ROWS - 1 : 0;            /* the row of the first values */
        for (size_t row = 0; row < CURVE_ROWS; row++)
            assert_string_equal(lines.rows[row], first.rows[row]);
        assert_string_equal(strpbrk(lines.rows[left], " "), "      ");
        assert_memory_equal(lines.rows[CURVE_ROWS - 1 - left], "      ", 6);
    }
    curves_free(&curves);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_value_is_a_dot),
        cmocka_unit_test(neighbours_are_joined),
        cmocka_unit_test(steps_stay_until_they_jump),
        cmocka_unit_test(what_is_far_apart_is_not_joined),
        cmocka_unit_test(buckets_merge),
        cmocka_unit_test(many_curves_get_coarser),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
