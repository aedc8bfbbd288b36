/*
 * The frames that were heard, by a hash of each: a set with a fixed size, which forgets the oldest
 * of those that share a place. Inside lib/devices only.
 */
#ifndef MITOOL_DEVICES_HEARD_H
#define MITOOL_DEVICES_HEARD_H

#include <stdbool.h>
#include <stdint.h>

enum {
    MI_HEARD_PLACES = 1 << 13,
    MI_HEARD_DEPTH = 8, /* frames in a place */
};

/* All zero: nothing was heard. */
struct mi_heard {
    /* The upper half of each, never even; both halves tell the place. The newest first; 0: none. */
    uint32_t hashes[MI_HEARD_PLACES][MI_HEARD_DEPTH];
};

/* Puts a frame in, by a hash that is not 0. Whether it was there before. */
bool mi_heard_before(struct mi_heard *heard, uint64_t hash);

#endif
