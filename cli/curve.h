/*
 * Curves: how values went over time, in memory that does not grow. Moments fall into buckets of the
 * same time in all curves; two become one when the time that they span gets too long, or when there
 * are so many curves that each can have only half as many.
 */
#ifndef MITOOL_CLI_CURVE_H
#define MITOOL_CLI_CURVE_H

#include "base/text.h"
#include "base/time.h"

enum {
    CURVE_BUCKETS = 512,      /* of a curve, at most, */
    CURVES_BUCKETS = 1 << 18, /* and of all */
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
};

struct curves {
    struct curve *at; /* owned by whoever has them */
    size_t count;
    struct bucket *buckets; /* `room` of each, in their order */
    size_t room;
    bool is_begun;
    int64_t first; /* the bucket at the left: moments divided by `span` */
    int64_t last;
    mi_time span;     /* of a bucket */
    mi_time earliest; /* moments that were added */
    mi_time latest;
};

/* Room for up to CURVES_BUCKETS curves; false when out of memory. */
bool curves_new(struct curves *curves, size_t most);
void curves_free(struct curves *curves);

/* An empty one at this index, which is new or that of another one. */
void curves_begin(struct curves *curves, size_t index, bool has_steps);

/* Adds a value to the curve at this index. */
void curves_add(struct curves *curves, size_t index, mi_time time, float value);

/*
 * One row of its drawing, `columns` wide, in braille: from `lowest` at the foot to `highest`. What
 * is much farther apart than usual is not joined.
 */
void curve_draw(const struct curves *curves, size_t index, float lowest, float highest,
                size_t columns, struct mi_text rows[CURVE_ROWS]);

#endif
