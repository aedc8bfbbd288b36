/*
 * Pieces of a text that somebody wrote. A span owns nothing, carries no NUL, and lives as long as
 * its text.
 */
#ifndef MITOOL_BASE_SPAN_H
#define MITOOL_BASE_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct mi_span {
    const char *at;
    size_t length;
};

bool mi_is_blank(char c);  /* space, tab, CR, LF */
bool mi_is_digit(char c);  /* decimal */
bool mi_is_letter(char c); /* ASCII */
bool mi_is_name(char c);   /* letter, digit or '_' */

/* Past the end, both give an empty span or all of it. */
struct mi_span mi_span_from(struct mi_span span, size_t offset);
struct mi_span mi_span_first(struct mi_span span, size_t length);

struct mi_span mi_span_trim(struct mi_span span);    /* without blanks around it */
struct mi_span mi_span_unquote(struct mi_span span); /* without blanks and quotes around it */

bool mi_span_starts(struct mi_span span, const char *text);
bool mi_span_ends(struct mi_span span, const char *text);
bool mi_span_equals(struct mi_span span, const char *text);

/* The same in any case of letters. */
bool mi_span_starts_like(struct mi_span span, const char *text);
bool mi_span_ends_like(struct mi_span span, const char *text);
bool mi_span_is_like(struct mi_span span, const char *text);
bool mi_span_holds_like(struct mi_span span, const char *text);
bool mi_spans_are_alike(struct mi_span a, struct mi_span b);

/* Whether one of these says yes to one of the words. */
typedef bool mi_span_test(struct mi_span span, const char *text);
bool mi_span_any(struct mi_span span, mi_span_test *test, const char *const *words, size_t count);

/* Takes `text` off the front, and blanks behind it. False, and nothing taken, when it is not so. */
bool mi_span_take(struct mi_span *span, const char *text);

/* Sets `after` to what follows the first `text`. False when there is none. */
bool mi_span_find(struct mi_span span, const char *text, struct mi_span *after);
bool mi_span_find_like(struct mi_span span, const char *text, struct mi_span *after);

/* Takes the next run of characters that are not blank; an empty span at the end. */
struct mi_span mi_span_word(struct mi_span *span);

/* How many characters from the start on are hex digits. */
size_t mi_span_hex_digits(struct mi_span span);

/* Takes the next line, whose LF is in neither. False at the end of the text. */
bool mi_span_line(struct mi_span *text, struct mi_span *line);

enum mi_encoding { MI_UTF_8, MI_UTF_16_LE, MI_UTF_16_BE };

/*
 * Takes the mark of the byte order off the front of a text. Without one it is MI_UTF_8, unless each
 * of the first units has a zero.
 */
enum mi_encoding mi_span_take_mark(struct mi_span *text);

/* Bytes of the character of UTF-8 at the start, by its first byte; 1 where it is not whole. */
size_t mi_span_character(struct mi_span span);

/*
 * Writes a text as UTF-8, without its mark and with blanks for NULs. Of UTF-16, `out` needs room
 * for half as much again, 3 bytes for each unit. How many bytes were written.
 */
size_t mi_span_to_utf8(struct mi_span text, char *out);

/*
 * The length of a control sequence of a terminal (ECMA-48) at the start, such as a colour; 0 when
 * there is none. It ends with the line at the latest, and takes no half of two hex digits.
 */
size_t mi_span_escape(struct mi_span span);

#endif
