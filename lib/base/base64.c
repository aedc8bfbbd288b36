#include "base/base64.h"

#include <string.h>

int mi_base64_value(char c)
{
    static const char ALPHABET[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_";
    const char *found = c != '\0' ? strchr(ALPHABET, c) : NULL;
    int value = found != NULL ? (int)(found - ALPHABET) : -1;
    return value < 64 ? value : value - 2;
}

size_t mi_base64_decode(const char *text, size_t length, uint8_t *out, size_t room, size_t *size)
{
    uint32_t bits = 0;
    size_t at = 0;
    *size = 0;
    for (; at < length && mi_base64_value(text[at]) >= 0; at++) {
        bits = bits << 6 | (uint32_t)mi_base64_value(text[at]);
        if (at % 4 == 0)
            continue;
        if (*size == room)
            return 0;
        out[(*size)++] = (uint8_t)(bits >> (2 * (3 - at % 4)));
    }
    static const uint32_t LEFT[] = {0, 0, 0xf, 0x3}; /* bits behind the last byte: zeros */
    if (at % 4 == 1 || (bits & LEFT[at % 4]) != 0)
        return 0;
    for (size_t padding = (4 - at % 4) % 4; padding > 0 && at < length && text[at] == '=';
         padding--)
        at++;
    return at;
}
