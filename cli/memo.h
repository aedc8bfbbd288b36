/*
 * What was printed lately, except for its start, by the hash of the frame: a copy of a frame is
 * printed with its own time and signal strength, and the rest as before, without being decoded
 * again.
 */
#ifndef MITOOL_CLI_MEMO_H
#define MITOOL_CLI_MEMO_H

#include "beacon/frame.h"

/* A device has a place for its last frames, which it seldom shares with another one. */
enum { MEMO_PLACES = 256, MEMO_ROWS = 2, MEMO_ROW_BYTES = 384 };

struct memo_row {
    uint64_t hash; /* of the frame; 0: the row is empty */
    struct mi_address address;
    enum mi_status status;
    uint16_t size;
    char end[MEMO_ROW_BYTES];
};

struct memo_place {
    struct memo_row rows[MEMO_ROWS];
    unsigned newest; /* of the rows */
};

struct memo {
    struct memo_place places[MEMO_PLACES];
};

/* Keeps the end of what was printed for a frame, unless it is too long. */
void memo_keep(struct memo *memo, const struct mi_frame *frame, const char *end, size_t size);

/* NULL when it is not kept. */
const struct memo_row *memo_find(const struct memo *memo, uint64_t hash, struct mi_address address);

#endif
