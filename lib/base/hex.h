/* Hex digits, and bytes written as hex in the many ways people write them. */
#ifndef MITOOL_BASE_HEX_H
#define MITOOL_BASE_HEX_H

#include "linkage.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

MI_BEGIN

static inline char mi_hex_char(unsigned nibble)
{
    return "0123456789abcdef"[nibble & 15];
}

/* The value of one hex digit, upper or lower case, or -1. */
int mi_hex_value(char digit);

enum mi_hex_status {
    MI_HEX_OK,
    MI_HEX_EMPTY,     /* no digit at all */
    MI_HEX_ODD,       /* a byte has one digit only */
    MI_HEX_NOT_HEX,   /* a character that is neither digit nor separator */
    MI_HEX_TOO_LARGE, /* more bytes than there is room for */
};

struct mi_hex {
    enum mi_hex_status status;
    size_t size;   /* bytes written, also when status is not MI_HEX_OK */
    size_t column; /* where reading ended, from 0 */
    size_t digits; /* hex digits seen; all there are when status is MI_HEX_TOO_LARGE */
};

/*
 * Bytes from text. Between bytes stand nothing, white space, ':', '-', '.', ',' or ';'; a byte or
 * the whole may be prefixed with 0x or \x.
 */
struct mi_hex mi_hex_decode(const char *text, size_t length, uint8_t *out, size_t room);

MI_END

#endif
