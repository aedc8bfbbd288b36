/* Texts without regard to case, in every script whose letters have one; no locale is asked. */
#ifndef MITOOL_CLI_FOLD_H
#define MITOOL_CLI_FOLD_H

#include <stdbool.h>

bool fold_is_same(const char *a, const char *b);

/* Whether `part` stands somewhere in `text`. */
bool fold_has(const char *text, const char *part);

#endif
