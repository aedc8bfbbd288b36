/*
 * Unpacks deflated bytes that come in pieces, as a zlib stream (RFC 1950) or as a gzip file
 * (RFC 1952). Inside lib/capture only.
 */
#ifndef MITOOL_CAPTURE_INFLATE_H
#define MITOOL_CAPTURE_INFLATE_H

#include "../base/bytes.h"

enum mi_wrapper { MI_WRAPPER_ZLIB, MI_WRAPPER_GZIP };

enum mi_inflated {
    MI_INFLATE_ON,   /* it wants more input or more room */
    MI_INFLATE_DONE, /* that was all, and its checksum is right */
    MI_INFLATE_BAD,  /* not wrapped so, or damaged */
};

struct mi_inflate;

/* NULL when out of memory. */
struct mi_inflate *mi_inflate_new(enum mi_wrapper wrapper);

/* Unpacks from `in`, which moves on, into `out`; `*made` is how many bytes were written. */
enum mi_inflated mi_inflate(struct mi_inflate *state, struct mi_bytes *in, uint8_t *out,
                            size_t room, size_t *made);

/* What comes next is packed by itself. */
void mi_inflate_again(struct mi_inflate *state);

void mi_inflate_free(struct mi_inflate *state);

#endif
