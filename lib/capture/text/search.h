/*
 * A payload in a line of text: bytes in any of the spellings people use, which are given when what
 * stands around them lets them be a payload. One search for all dialects. Inside lib/capture only.
 */
#ifndef MITOOL_CAPTURE_TEXT_SEARCH_H
#define MITOOL_CAPTURE_TEXT_SEARCH_H

#include "payload.h"

/* Where in the text the payload stands. */
enum mi_place {
    MI_PLACE_ANYWHERE, /* perhaps behind a few bytes of something else */
    MI_PLACE_START,    /* whatever follows */
    MI_PLACE_WHOLE,    /* nothing else does, so that its bytes may stand in groups of any size */
};

/*
 * Bytes at the start that are long enough for a payload: a literal of Python, a list of numbers, or
 * hex with the same joint or none between all bytes. The characters read, or 0.
 */
size_t mi_span_value(struct mi_span span, uint8_t bytes[MI_PAYLOAD_MAX], size_t *size);

/* "80, 32, -86", "80 32 170": numbers of bytes from the first character to the last. */
bool mi_span_numbers(struct mi_span span, uint8_t *out, size_t room, size_t *size);

/* Gives the first payload with what `about` tells beside it; false when there is none. */
bool mi_search(struct mi_out *out, const struct mi_packet *about, struct mi_span text,
               enum mi_place place, enum mi_trust trust);

/* Gives what is a payload as base64, wherever it stands; mi_search does it last of all. */
bool mi_search_base64(struct mi_out *out, const struct mi_packet *about, struct mi_span text,
                      enum mi_trust trust);

#endif
