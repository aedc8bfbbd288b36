/* Curves over time: what falls into a bucket, and how it is drawn. */
#include "support.h"

#include "curve.h"

enum { COLUMNS = 8, ROW_BYTES = 4 * COLUMNS + 1 };

struct lines {
    char rows[CURVE_ROWS][ROW_BYTES];
};

static struct curves begin(struct curve *at, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        at[i].has_steps = false;
        curve_begin(&at[i]);
    }
    return (struct curves){.at = at, .count = count};
}

static struct lines draw(const struct curves *curves, const struct curve *curve, float lowest,
                         float highest)
{
    struct lines lines;
    struct mi_text rows[CURVE_ROWS];
    for (size_t i = 0; i < CURVE_ROWS; i++)
        rows[i] = mi_text(lines.rows[i], ROW_BYTES);
    curve_draw(curves, curve, lowest, highest, COLUMNS, rows);
    return lines;
}

static void a_value_is_a_dot(void **state)
{
    (void)state;
    static struct curve curve[1];
    struct curves curves = begin(curve, 1);
    curves_add(&curves, curve, 7 * MI_SECOND, 20);
    struct lines lines = draw(&curves, curve, 20, 20);
    for (size_t i = 0; i < CURVE_ROWS; i++)
        assert_string_equal(lines.rows[i], i == CURVE_ROWS / 2 ? "⠁       " : "        ");
}

static void neighbours_are_joined(void **state)
{
    (void)state;
    static struct curve curve[1];
    struct curves curves = begin(curve, 1);
    for (int i = 0; i <= 8; i++)
        curves_add(&curves, curve, i * MI_SECOND, (float)i);
    struct lines lines = draw(&curves, curve, 0, 8);
    assert_string_equal(lines.rows[0], "      ⢀⡞");
    assert_string_equal(lines.rows[CURVE_ROWS - 1], "⣸⠁      ");
}

static void steps_stay_until_they_jump(void **state)
{
    (void)state;
    static struct curve curve[1];
    struct curves curves = begin(curve, 1);
    curve->has_steps = true;
    for (int i = 0; i <= 8; i++)
        curves_add(&curves, curve, i * MI_SECOND, i >= 4);
    struct lines lines = draw(&curves, curve, 0, 1);
    assert_string_equal(lines.rows[0], "   ⢸⠉⠉⠉⠉");
    assert_string_equal(lines.rows[CURVE_ROWS - 1], "⣀⣀⣀⣸    ");
}

static void what_is_far_apart_is_not_joined(void **state)
{
    (void)state;
    static struct curve curve[1];
    struct curves curves = begin(curve, 1);
    for (int i = 0; i <= 100; i++)
        if (i < 30 || i > 70)
            curves_add(&curves, curve, i * MI_SECOND, 1);
    struct lines lines = draw(&curves, curve, 0, 1);
    assert_string_equal(lines.rows[0], "⠉⠉⠁  ⠉⠉⠉");
}

/* However long it gets, and in whatever order moments come, extremes stay. */
static void buckets_merge(void **state)
{
    (void)state;
    static struct curve at[2];
    struct curves curves = begin(at, 2);
    static const mi_time TIMES[] = {
        5000, 1, -4000, 9000000, -300, 7777777, INT64_MAX / 1000, INT64_MIN / 1000};
    for (size_t i = 0; i < sizeof TIMES / sizeof TIMES[0]; i++) {
        curves_add(&curves, &at[i % 2], TIMES[i] * 1000, (float)i);
        assert_true(curves.last - curves.first < CURVE_BUCKETS);
    }
    float highest = 0;
    for (size_t i = 0; i < CURVE_BUCKETS; i++)
        if (at[1].buckets[i].lowest <= at[1].buckets[i].highest)
            highest = at[1].buckets[i].highest > highest ? at[1].buckets[i].highest : highest;
    assert_true(highest >= 7);
    assert_true(curves.earliest == TIMES[7] * 1000 && curves.latest == TIMES[6] * 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_value_is_a_dot),
        cmocka_unit_test(neighbours_are_joined),
        cmocka_unit_test(steps_stay_until_they_jump),
        cmocka_unit_test(what_is_far_apart_is_not_joined),
        cmocka_unit_test(buckets_merge),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
