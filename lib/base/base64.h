/* Base64, of the alphabet for files and of that for addresses. */
#ifndef MITOOL_BASE_BASE64_H
#define MITOOL_BASE_BASE64_H

#include <stddef.h>
#include <stdint.h>

/* The value of a character, or -1 when it is none. */
int mi_base64_value(char c);

/*
 * The bytes of the characters at the start, with or without the padding behind them. The characters
 * read, or 0 when there are none, they do not come out even or have more than `room` bytes.
 */
size_t mi_base64_decode(const char *text, size_t length, uint8_t *out, size_t room, size_t *size);

#endif
