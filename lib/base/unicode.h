/* What characters do to a terminal: how many columns they take, and which are not let through. */
#ifndef MITOOL_BASE_UNICODE_H
#define MITOOL_BASE_UNICODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Length of the UTF-8 character at `string`, 1 to 4, or 0 when there is none. */
size_t mi_utf8_length(const char *string);

/* Writes a unit of UTF-16 as UTF-8, also half of a pair of surrogates; how many characters. */
size_t mi_utf8_from(uint16_t unit, char out[3]);

/* The character at the start of a text in UTF-8, and its bytes in `*length`; 0 when there is none.
 */
uint32_t mi_utf8_read(const char *string, size_t *length);

/*
 * Whether it is a control character: C0, DEL, C1, what parts lines, and what turns the direction
 * of writing, which can make a line read as another: marks, embeddings, overrides and isolates.
 */
bool mi_char_is_control(uint32_t character);

/* How many characters from the start on are printable ones of ASCII. */
size_t mi_ascii_run(const char *string);

/* Columns of a terminal that it takes: 2 of East Asia's, 0 of marks on the one before, else 1. */
unsigned mi_char_width(uint32_t character);

/* The same of a text; a byte that is no UTF-8 takes one. */
size_t mi_text_width(const char *string);

#endif
