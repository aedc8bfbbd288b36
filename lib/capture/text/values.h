/*
 * What is commonly found in a line of text: numbers, addresses, moments, UUIDs, bytes. Inside
 * lib/capture only.
 */
#ifndef MITOOL_CAPTURE_TEXT_VALUES_H
#define MITOOL_CAPTURE_TEXT_VALUES_H

#include "../../base/address.h"
#include "../../base/literal.h"
#include "../../base/span.h"
#include "../../base/time.h"

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
 * A moment at the start: date and time, also in brackets, with a zone or in that of the process, or
 * seconds or milliseconds since 1970. The characters read, or 0.
 */
size_t mi_span_time(struct mi_span span, mi_time *time);

/*
 * A time at the start whose date is not there or may be read in two ways: "22:13:20.123",
 * "05/06/2023 10:13:20 PM", "Nov 21 22:13:20", and in brackets seconds as well, "[   12.345678]".
 * The characters read, or 0.
 */
size_t mi_span_clock(struct mi_span span);

/*
 * What a system's journal puts in front of a line, "Nov 21 10:00:00 pi btmon[12]: ", with its time
 * where that has a date. The characters up to the line, or 0.
 */
size_t mi_span_syslog(struct mi_span span, mi_time *time);

/*
 * A 16-bit UUID at the start: four digits, also after 0x or 0000, or the whole 36 characters on
 * the base UUID; no further digit may follow. The characters read, or 0.
 */
size_t mi_span_uuid(struct mi_span span, uint16_t *uuid);

/* Whether a UUID of 36 characters stands at the start, on whatever base. */
bool mi_span_is_uuid(struct mi_span span);

/* The UUID of a sensor that stands somewhere in the text, and says what the bytes behind it are; 0:
 * none. */
uint16_t mi_span_service(struct mi_span front);

/* Whether there is a word of three letters that are not all hex digits. */
bool mi_span_has_words(struct mi_span text);

/* The characters between a name and its value: blanks, colons, equals signs, quotes, commas. */
size_t mi_span_marks(struct mi_span span);

/* Whether what follows is a key: "bindkey: ", "BLE KEY = 0x", "token: [" and blanks, marks, counts.
 */
bool mi_span_names_key(struct mi_span front);

/* Without the blanks, colons, equals signs, quotes, commas and open brackets at the end. */
struct mi_span mi_span_without_marks(struct mi_span front);

/* The letters, digits and '_' at the end. */
struct mi_span mi_span_last_word(struct mi_span text);

/* Whether what follows is manufacturer data of a company that makes no sensor: "company: 76, b'".
 */
bool mi_span_names_company(struct mi_span front);

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

#endif
