/*
 * Curves: how values went over time, in memory that does not grow. Moments fall into buckets, which
 * all curves share; two become one when the time that they span gets too long.
 */
#ifndef MITOOL_CLI_CURVE_H
#define MITOOL_CLI_CURVE_H

#include "base/text.h"
#include "base/time.h"

enum {
    CURVE_BUCKETS = 512,
    CURVE_ROWS = 6,     /* of a drawing; a character has 4 dots above and 2 beside each other */
    CURVE_COLUMNS = 500 /* at most */
};

/* The values within one of them; none when the lowest is above the highest. */
struct bucket {
    float lowest;
    float highest;
};

struct curve {
    bool has_steps; /* it stays where it is until it jumps */
    struct bucket buckets[CURVE_BUCKETS];
};

struct curves {
    struct curve *at; /* owned by whoever has them */
    size_t count;
    bool is_begun;
    int64_t first; /* the bucket at the left: moments divided by `span` */
    int64_t last;
    mi_time span;     /* of a bucket */
    mi_time earliest; /* moments that were added */
    mi_time latest;
};

/* An empty one. */
void curve_begin(struct curve *curve);

/* Adds a value to one of the curves. */
void curves_add(struct curves *curves, struct curve *curve, mi_time time, float value);

/*
 * One row of its drawing, `columns` wide, in braille: from `lowest` at the foot to `highest`. What
 * is much farther apart than usual is not joined.
 */
void curve_draw(const struct curves *curves, const struct curve *curve, float lowest, float highest,
                size_t columns, struct mi_text rows[CURVE_ROWS]);

#endif
