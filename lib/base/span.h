/*
 * Pieces of a line of text, and what is commonly found in them. A span owns nothing, carries no
 * NUL, and lives as long as its line.
 */
#ifndef MITOOL_BASE_SPAN_H
#define MITOOL_BASE_SPAN_H

#include "address.h"
#include "time.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct mi_span {
    const char *at;
    size_t length;
};

bool mi_is_blank(char c);  /* space, tab, CR */
bool mi_is_digit(char c);  /* decimal */
bool mi_is_letter(char c); /* ASCII */

struct mi_span mi_span_from(struct mi_span span, size_t offset);
struct mi_span mi_span_first(struct mi_span span, size_t length);
struct mi_span mi_span_trim(struct mi_span span);

bool mi_span_starts(struct mi_span span, const char *text);
bool mi_span_ends(struct mi_span span, const char *text);
bool mi_span_equals(struct mi_span span, const char *text);

/* Takes `text` off the front, and blanks behind it. False, and nothing taken, when it is not so. */
bool mi_span_take(struct mi_span *span, const char *text);

/* Sets `after` to what follows the first `text`. False when there is none. */
bool mi_span_find(struct mi_span span, const char *text, struct mi_span *after);

/* Takes the next run of characters that are not blank; an empty span at the end. */
struct mi_span mi_span_word(struct mi_span *span);

/* How many characters from the start on are hex digits. */
size_t mi_span_hex_digits(struct mi_span span);

/*
 * A number at the start: decimal with an optional sign, or after 0x hexadecimal. The characters
 * read, or 0; also 0 when it does not fit 32 bits.
 */
size_t mi_span_number(struct mi_span span, int64_t *value);

/* The number in the last "(...)" when there is one, else the one at the start: "Random (0x01)". */
bool mi_span_code(struct mi_span span, int64_t *value);

/* The first address with separators, not part of a longer run; its offset in `*offset`. */
bool mi_span_address(struct mi_span span, struct mi_address *address, size_t *offset);

/*
 * A moment at the start: date and time with an optional zone, also in brackets, or seconds since
 * 1970 with a fraction. The characters read, or 0.
 */
size_t mi_span_time(struct mi_span span, mi_time *time);

/*
 * A 16-bit UUID at the start: four digits, also after 0x or 0000, or the whole 36 characters on
 * the base UUID; no further digit may follow. The characters read, or 0.
 */
size_t mi_span_uuid(struct mi_span span, uint16_t *uuid);

/* Whether a UUID of 36 characters stands at the start, on whatever base. */
bool mi_span_is_uuid(struct mi_span span);

/*
 * Bytes written as pairs of digits with single blanks between them, and nothing else. How many
 * bytes; 0 when it is something else or more than `room`.
 */
size_t mi_span_pairs(struct mi_span span, uint8_t *out, size_t room);

/*
 * One row of a hex dump: up to 16 pairs, each in its column, then perhaps the same as characters.
 * `gap`: after so many pairs one blank more, 0: nowhere. How many bytes.
 */
size_t mi_span_dump_row(struct mi_span span, size_t gap, uint8_t out[16]);

/*
 * A Python bytes literal at the start, b'...' or b"...". The characters read, or 0 when it is none,
 * is not closed or has more than `room` bytes.
 */
size_t mi_span_literal(struct mi_span span, uint8_t *out, size_t room, size_t *size);

#endif
