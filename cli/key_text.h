/* Whether a text is a key, or may have been one. */
#ifndef MITOOL_CLI_KEY_TEXT_H
#define MITOOL_CLI_KEY_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* In any spelling. */
bool is_key_text(const char *text, size_t length);

/* Of what is no key. */
bool key_can_be_damaged(const char *text, size_t length);

#endif
