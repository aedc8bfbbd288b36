#include "base/address.h"

#include "base/hex.h"

#include <string.h>

struct mi_address mi_get_address_be(struct mi_bytes *bytes)
{
    return mi_address_reversed(mi_get_address(bytes));
}

struct mi_address mi_address_reversed(struct mi_address address)
{
    struct mi_address result;
    for (size_t i = 0; i < MI_ADDRESS_SIZE; i++)
        result.octet[i] = address.octet[MI_ADDRESS_SIZE - 1 - i];
    return result;
}

unsigned mi_address_distance(struct mi_address a, struct mi_address b)
{
    unsigned distance = 0;
    for (size_t i = 0; i < MI_ADDRESS_SIZE; i++)
        for (unsigned bits = a.octet[i] ^ b.octet[i]; bits != 0; bits &= bits - 1)
            distance++;
    return distance;
}

int mi_address_compare(struct mi_address a, struct mi_address b)
{
    return memcmp(a.octet, b.octet, MI_ADDRESS_SIZE);
}

void mi_text_address(struct mi_text *text, struct mi_address address)
{
    static const char UPPER[] = "0123456789ABCDEF";
    char written[MI_ADDRESS_TEXT - 1];
    for (size_t i = 0; i < MI_ADDRESS_SIZE; i++) {
        written[3 * i] = UPPER[address.octet[i] >> 4];
        written[3 * i + 1] = UPPER[address.octet[i] & 15];
        if (i + 1 < MI_ADDRESS_SIZE)
            written[3 * i + 2] = ':';
    }
    mi_text_run(text, written, sizeof written);
}

size_t mi_address_parse(const char *run, size_t length, struct mi_address *address)
{
    size_t at = 0;
    char separator = length > 2 && (run[2] == ':' || run[2] == '-') ? run[2] : '\0';
    for (size_t i = 0; i < MI_ADDRESS_SIZE; i++) {
        if (i > 0 && separator != '\0' && (at == length || run[at++] != separator))
            return 0;
        int high = at < length ? mi_hex_value(run[at]) : -1;
        int low = at + 1 < length ? mi_hex_value(run[at + 1]) : -1;
        if (high < 0 || low < 0)
            return 0;
        address->octet[i] = (uint8_t)(high << 4 | low);
        at += 2;
    }
    return at < length && mi_hex_value(run[at]) >= 0 ? 0 : at;
}
