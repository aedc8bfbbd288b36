/* A Bluetooth device address as it is written: the most significant byte first. */
#ifndef MITOOL_BASE_ADDRESS_H
#define MITOOL_BASE_ADDRESS_H

#include "bytes.h"
#include "linkage.h"
#include "text.h"

MI_BEGIN

enum { MI_ADDRESS_SIZE = 6, MI_ADDRESS_TEXT = 18 /* A4:C1:38:D4:3C:48 and a NUL */ };

struct mi_address {
    uint8_t octet[MI_ADDRESS_SIZE];
};

/* As it is sent: the last byte of the written form first. Zero when fewer than 6 bytes are left. */
static inline struct mi_address mi_get_address(struct mi_bytes *bytes)
{
    static const uint8_t NOTHING[MI_ADDRESS_SIZE] = {0};
    const uint8_t *run = mi_get_run(bytes, MI_ADDRESS_SIZE);
    const uint8_t *at = run != NULL ? run : NOTHING;
    struct mi_address address = {{at[5], at[4], at[3], at[2], at[1], at[0]}};
    return address;
}

/* As some formats (ATC1441) send it: the first byte of the written form first. */
struct mi_address mi_get_address_be(struct mi_bytes *bytes);

/* The 48 bits as a number, in the order of the written form. */
static inline uint64_t mi_address_number(struct mi_address address)
{
    const uint8_t *octet = address.octet;
    uint32_t high = (uint32_t)octet[0] << 8 | octet[1];
    uint32_t low = (uint32_t)octet[2] << 24 | (uint32_t)octet[3] << 16 | (uint32_t)octet[4] << 8 |
                   (uint32_t)octet[5];
    return (uint64_t)high << 32 | low;
}

static inline bool mi_address_equal(struct mi_address a, struct mi_address b)
{
    return mi_address_number(a) == mi_address_number(b);
}

/* Below, at or above 0, in the order of the written form. */
int mi_address_compare(struct mi_address a, struct mi_address b);

/* The last byte first. */
struct mi_address mi_address_reversed(struct mi_address address);

/* How many bits of two addresses differ. */
unsigned mi_address_distance(struct mi_address a, struct mi_address b);

/* A4:C1:38:D4:3C:48 */
void mi_text_address(struct mi_text *text, struct mi_address address);

/*
 * Reads 12 hex digits in pairs with ':' or '-' between all of them or nowhere, from the start of
 * `run`; a further hex digit must not follow. The number of characters read, or 0.
 */
size_t mi_address_parse(const char *run, size_t length, struct mi_address *address);

/* Whether the run is an address from its first to its last character. */
static inline bool mi_address_read(const char *run, size_t length, struct mi_address *address)
{
    return length > 0 && mi_address_parse(run, length, address) == length;
}

MI_END

#endif
