/* What web pages and word processors make of characters, as plain text has them. Not installed. */
#ifndef MITOOL_BASE_PLAIN_H
#define MITOOL_BASE_PLAIN_H

#include "span.h"

/*
 * The bytes at the start that stand for others, for `plain`, which is never longer; 0: they stand
 * for themselves. Double quotes are left alone where the text has plain ones: there they may be of
 * a string.
 */
size_t mi_span_plain(struct mi_span span, bool has_quotes, const char **plain);

#endif
