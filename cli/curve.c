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

static struct bucket *buckets_of(const struct curves *curves, size_t index)
{
    return curves->buckets + index * curves->room;
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
        struct bucket *buckets = buckets_of(curves, i);
        for (int64_t k = 0; k < (int64_t)curves->room; k++) {
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
        struct bucket *buckets = buckets_of(curves, i);
        memmove(buckets + by, buckets, (curves->room - by) * sizeof *buckets);
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

/* Each curve has half as many buckets from now on. */
static void halve(struct curves *curves)
{
    size_t room = curves->room / 2;
    while (curves->last - curves->first >= (int64_t)room)
        merge(curves);
    for (size_t i = 0; i < curves->count; i++)
        memmove(curves->buckets + i * room, buckets_of(curves, i), room * sizeof *curves->buckets);
    curves->room = room;
}

bool curves_new(struct curves *curves, size_t most)
{
    *curves = (struct curves){.room = CURVE_BUCKETS};
    curves->at = calloc(most, sizeof *curves->at);
    curves->buckets = calloc(CURVES_BUCKETS, sizeof *curves->buckets);
    if (curves->at != NULL && curves->buckets != NULL)
        return true;
    curves_free(curves);
    return false;
}

void curves_free(struct curves *curves)
{
    free(curves->at);
    free(curves->buckets);
}

void curves_begin(struct curves *curves, size_t index, bool has_steps)
{
    while ((index + 1) * curves->room > CURVES_BUCKETS)
        halve(curves);
    curves->count = index < curves->count ? curves->count : index + 1;
    curves->at[index].has_steps = has_steps;
    empty(buckets_of(curves, index), curves->room);
}

void curves_add(struct curves *curves, size_t index, mi_time time, float value)
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
           (int64_t)curves->room)
        merge(curves);
    int64_t at = divide(time, curves->span);
    if (at < curves->first)
        begin_earlier(curves, at);
    curves->last = higher_of(curves->last, at);
    struct bucket bucket = {value, value};
    take(buckets_of(curves, index) + (at - curves->first), &bucket);
}

/* --- drawing --- */

struct drawing {
    const struct bucket *buckets;
    size_t count; /* of them */
    bool has_steps;
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
static void join(struct drawing *drawing, size_t from, size_t to)
{
    size_t left = column_of(drawing, from);
    size_t right = column_of(drawing, to);
    float begin = middle(&drawing->buckets[from]);
    float end = middle(&drawing->buckets[to]);
    float before = begin;
    for (size_t column = left + 1; column <= right; column++) {
        float share = (float)(column - left) / (float)(right - left);
        float value = drawing->has_steps ? begin : begin + (end - begin) * share;
        value = column == right ? end : value;
        draw_down(drawing, column, before, value);
        before = value;
    }
}

static size_t next_filled(const struct drawing *drawing, size_t at)
{
    while (at < drawing->count && !is_filled(&drawing->buckets[at]))
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
static size_t gap_of(const struct drawing *drawing)
{
    size_t distances[CURVE_BUCKETS];
    size_t count = 0;
    size_t at = next_filled(drawing, 0);
    for (size_t next; (next = next_filled(drawing, at + 1)) < drawing->count; at = next)
        distances[count++] = next - at;
    if (count == 0)
        return 0;
    qsort(distances, count, sizeof distances[0], compare);
    return GAP * distances[count / 2];
}

static void draw(struct drawing *drawing)
{
    size_t gap = gap_of(drawing);
    for (size_t at = next_filled(drawing, 0), next; at < drawing->count; at = next) {
        const struct bucket *bucket = &drawing->buckets[at];
        draw_down(drawing, column_of(drawing, at), bucket->lowest, bucket->highest);
        next = next_filled(drawing, at + 1);
        if (next < drawing->count && next - at <= gap)
            join(drawing, at, next);
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

void curve_draw(const struct curves *curves, size_t index, float lowest, float highest,
                size_t columns, struct mi_text rows[CURVE_ROWS])
{
    struct drawing drawing = {.buckets = buckets_of(curves, index),
                              .count = curves->room,
                              .has_steps = curves->at[index].has_steps,
                              .lowest = lowest,
                              .highest = highest,
                              .columns = 2 * columns,
                              .span = (size_t)(curves->last - curves->first)};
    draw(&drawing);
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
