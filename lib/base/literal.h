/* Bytes as string literals of programs. Not installed. */
#ifndef MITOOL_BASE_LITERAL_H
#define MITOOL_BASE_LITERAL_H

#include "span.h"

/*
 * A bytes literal at the start: b'...' or b"..." of Python, or a string with a byte as \x or octal
 * number in it; of b'0201…' the bytes that its digits say. The characters read, or 0 when it is
 * none, is not closed or has more than `room` bytes.
 */
size_t mi_span_literal(struct mi_span span, uint8_t *out, size_t room, size_t *size);

#endif
