/* Text for terminals that show nothing but ASCII. */
#ifndef MITOOL_CLI_ASCII_H
#define MITOOL_CLI_ASCII_H

#include "base/text.h"

/*
 * Adds a run of UTF-8 in characters of ASCII that look or mean alike, '?' in each column of others;
 * controls stay as they are. How many bytes of the run were taken: all, unless the text is full.
 */
size_t ascii_add(struct mi_text *out, const char *run, size_t size);

/* The same of JSON, which stays the same in other words: "\u00b0" in place of others. */
size_t ascii_add_json(struct mi_text *out, const char *run, size_t size);

#endif
