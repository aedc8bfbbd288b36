#include "base/hex.h"

#include <string.h>

int mi_hex_value(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    if (digit >= 'a' && digit <= 'f')
        return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F')
        return digit - 'A' + 10;
    return -1;
}

static bool is_separator(char c)
{
    return c != '\0' && strchr(" \t\r\n:-.,;", c) != NULL;
}

static size_t prefix_length(const char *text, size_t length)
{
    bool is_prefix = length >= 2 && (text[0] == '0' || text[0] == '\\') &&
                     (text[1] == 'x' || (text[0] == '0' && text[1] == 'X'));
    return is_prefix ? 2 : 0;
}

static size_t count_digits(const char *text, size_t length)
{
    size_t digits = 0;
    for (size_t i = 0; i < length; i++)
        digits += mi_hex_value(text[i]) >= 0;
    return digits;
}

struct mi_hex mi_hex_decode(const char *text, size_t length, uint8_t *out, size_t room)
{
    struct mi_hex hex = {.status = MI_HEX_EMPTY};
    size_t at = 0;
    while (at < length) {
        hex.column = at;
        if (is_separator(text[at])) {
            at++;
            continue;
        }
        at += prefix_length(text + at, length - at);
        int high = at < length ? mi_hex_value(text[at]) : -1;
        int low = at + 1 < length ? mi_hex_value(text[at + 1]) : -1;
        if (high < 0) {
            hex.status = MI_HEX_NOT_HEX;
            return hex;
        }
        hex.digits++;
        if (low < 0) {
            bool ended = at + 1 == length || is_separator(text[at + 1]);
            hex.status = ended ? MI_HEX_ODD : MI_HEX_NOT_HEX;
            hex.column = ended ? at : at + 1;
            return hex;
        }
        hex.digits++;
        if (hex.size == room) {
            hex.status = MI_HEX_TOO_LARGE;
            hex.digits += count_digits(text + at + 2, length - at - 2);
            return hex;
        }
        out[hex.size++] = (uint8_t)(high << 4 | low);
        at += 2;
    }
    hex.column = length;
    if (hex.size > 0)
        hex.status = MI_HEX_OK;
    return hex;
}
