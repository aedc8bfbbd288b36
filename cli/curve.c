#include "curve.h"

#include "base/unicode.h"

#include <stdlib.h>

enum {
    DOTS = 4 * CURVE_ROWS,
    BRAILLE = 0x2800,
    GAP = 8, /* times the usual distance */
};

/* --- buckets --- */

static bool is_filled(const struct bucket *bucket)
{
    return bucket->lowest <= bucket->highest;
}

static void widen(struct bucket *bucket, float lowest, float highest)
{
    bucket->lowest = lowest < bucket->lowest ? lowest : bucket->lowest;
    bucket->highest = highest > bucket->highest ? highest : bucket->highest;
}

static void empty(struct bucket *buckets, size_t count)
{
    for (size_t i = 0; i < count; i++)
        buckets[i] = (struct bucket){1, -1};
}

static void take(struct bucket *to, const struct bucket *from)
{
    if (!is_filled(to))
        *to = *from;
    else if (is_filled(from))
        widen(to, from->lowest, from->highest);
}

void curve_begin(struct curve *curve)
{
    empty(curve->buckets, CURVE_BUCKETS);
}

static int64_t divide(int64_t number, int64_t by)
{
    return number / by - (number % by < 0);
}

/* Two buckets become one, in all curves. */
static void merge(struct curves *curves)
{
    int64_t first = divide(curves->first, 2);
    for (size_t i = 0; i < curves->count; i++) {
        struct bucket *buckets = curves->at[i].buckets;
        for (int64_t k = 0; k < CURVE_BUCKETS; k++) {
            struct bucket bucket = buckets[k];
            empty(&buckets[k], 1);
            take(&buckets[divide(curves->first + k, 2) - first], &bucket);
        }
    }
    curves->first = first;
    curves->last = divide(curves->last, 2);
    curves->span *= 2;
}

/* Makes room at the left. */
static void begin_earlier(struct curves *curves, int64_t first)
{
    size_t by = (size_t)(curves->first - first);
    for (size_t i = 0; i < curves->count; i++) {
        struct bucket *buckets = curves->at[i].buckets;
        memmove(buckets + by, buckets, (CURVE_BUCKETS - by) * sizeof *buckets);
        empty(buckets, by);
    }
    curves->first = first;
}

static int64_t lower_of(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t higher_of(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

void curves_add(struct curves *curves, struct curve *curve, mi_time time, float value)
{
    if (!curves->is_begun) {
        curves->is_begun = true;
        curves->span = MI_MILLISECOND;
        curves->first = curves->last = divide(time, curves->span);
        curves->earliest = curves->latest = time;
    }
    curves->earliest = lower_of(curves->earliest, time);
    curves->latest = higher_of(curves->latest, time);
    while (higher_of(curves->last, divide(time, curves->span)) -
               lower_of(curves->first, divide(time, curves->span)) >=
           CURVE_BUCKETS)
        merge(curves);
    int64_t index = divide(time, curves->span);
    if (index < curves->first)
        begin_earlier(curves, index);
    curves->last = higher_of(curves->last, index);
    struct bucket bucket = {value, value};
    take(&curve->buckets[index - curves->first], &bucket);
}

/* --- drawing --- */

struct drawing {
    float lowest;
    float highest;
    size_t columns; /* of dots */
    size_t span;    /* of buckets, from the first column to the last */
    bool dots[DOTS][2 * CURVE_COLUMNS];
};

static size_t column_of(const struct drawing *drawing, size_t bucket)
{
    return drawing->span > 0 ? bucket * (drawing->columns - 1) / drawing->span : 0;
}

/* Rows count from the top. */
static size_t row_of(const struct drawing *drawing, float value)
{
    float range = drawing->highest - drawing->lowest;
    float share = range > 0 ? (drawing->highest - value) / range : 0.5F;
    share = share < 0 ? 0 : share > 1 ? 1 : share;
    return (size_t)(share * (DOTS - 1) + 0.5F);
}

static void draw_down(struct drawing *drawing, size_t column, float from, float to)
{
    size_t a = row_of(drawing, from);
    size_t b = row_of(drawing, to);
    for (size_t row = a < b ? a : b; row <= (a < b ? b : a); row++)
        drawing->dots[row][column] = true;
}

static float middle(const struct bucket *bucket)
{
    return bucket->lowest + (bucket->highest - bucket->lowest) / 2;
}

/* From one bucket to the next that is filled. */
static void join(struct drawing *drawing, const struct curve *curve, size_t from, size_t to)
{
    size_t left = column_of(drawing, from);
    size_t right = column_of(drawing, to);
    float begin = middle(&curve->buckets[from]);
    float end = middle(&curve->buckets[to]);
    float before = begin;
    for (size_t column = left + 1; column <= right; column++) {
        float share = (float)(column - left) / (float)(right - left);
        float value = curve->has_steps ? begin : begin + (end - begin) * share;
        value = column == right ? end : value;
        draw_down(drawing, column, before, value);
        before = value;
    }
}

static size_t next_filled(const struct curve *curve, size_t at)
{
    while (at < CURVE_BUCKETS && !is_filled(&curve->buckets[at]))
        at++;
    return at;
}

static int compare(const void *left, const void *right)
{
    size_t a = *(const size_t *)left;
    size_t b = *(const size_t *)right;
    return (a > b) - (a < b);
}

/* The distance from which on buckets are not joined, by the median of all. */
static size_t gap_of(const struct curve *curve)
{
    size_t distances[CURVE_BUCKETS];
    size_t count = 0;
    size_t at = next_filled(curve, 0);
    for (size_t next; (next = next_filled(curve, at + 1)) < CURVE_BUCKETS; at = next)
        distances[count++] = next - at;
    if (count == 0)
        return 0;
    qsort(distances, count, sizeof distances[0], compare);
    return GAP * distances[count / 2];
}

static void draw(struct drawing *drawing, const struct curve *curve)
{
    size_t gap = gap_of(curve);
    for (size_t at = next_filled(curve, 0), next; at < CURVE_BUCKETS; at = next) {
        const struct bucket *bucket = &curve->buckets[at];
        draw_down(drawing, column_of(drawing, at), bucket->lowest, bucket->highest);
        next = next_filled(curve, at + 1);
        if (next < CURVE_BUCKETS && next - at <= gap)
            join(drawing, curve, at, next);
    }
}

/* The dots of a character, as Unicode numbers them. */
static unsigned dots_at(const struct drawing *drawing, size_t row, size_t column)
{
    static const uint8_t BITS[4][2] = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};
    unsigned dots = 0;
    for (size_t y = 0; y < 4; y++)
        for (size_t x = 0; x < 2; x++)
            if (drawing->dots[4 * row + y][2 * column + x])
                dots |= BITS[y][x];
    return dots;
}

void curve_draw(const struct curves *curves, const struct curve *curve, float lowest, float highest,
                size_t columns, struct mi_text rows[CURVE_ROWS])
{
    struct drawing drawing = {.lowest = lowest,
                              .highest = highest,
                              .columns = 2 * columns,
                              .span = (size_t)(curves->last - curves->first)};
    draw(&drawing, curve);
    for (size_t row = 0; row < CURVE_ROWS; row++)
        for (size_t column = 0; column < columns; column++) {
            char character[3];
            unsigned dots = dots_at(&drawing, row, column);
            size_t size = mi_utf8_from((uint16_t)(BRAILLE + dots), character);
            if (dots == 0)
                mi_text_char(&rows[row], ' ');
            else
                mi_text_run(&rows[row], character, size);
        }
}
