/* What messages do not repeat of what was typed: keys, and values that stand in private files. */
#ifndef MITOOL_CLI_HIDING_H
#define MITOOL_CLI_HIDING_H

#include "base/text.h"

/* Adds a sentence with "(a key)" in place of each key in it, however that is written, also when it
 * has a digit too many or too few. */
void hide_keys(struct mi_text *out, const char *sentence);

/* The same for what stands before a message, such as the name of a file. */
void hide_place(struct mi_text *out, const char *place);

/* Hides this value as well, where a message quotes it; NULL: none any more. */
void hide_value(const char *value);

#endif
