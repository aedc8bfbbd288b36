/* A Bluetooth device address as it is written: the most significant byte first. */
#ifndef MITOOL_BASE_ADDRESS_H
#define MITOOL_BASE_ADDRESS_H

#include "bytes.h"
#include "text.h"

enum { MI_ADDRESS_SIZE = 6, MI_ADDRESS_TEXT = 18 /* A4:C1:38:D4:3C:48 and a NUL */ };

struct mi_address {
    uint8_t octet[MI_ADDRESS_SIZE];
};

/* As it is sent: the last byte of the written form first. Zero when fewer than 6 bytes are left. */
struct mi_address mi_get_address(struct mi_bytes *bytes);

/* As some formats (ATC1441) send it: the first byte of the written form first. */
struct mi_address mi_get_address_be(struct mi_bytes *bytes);

bool mi_address_equal(struct mi_address a, struct mi_address b);

/* A4:C1:38:D4:3C:48 */
void mi_text_address(struct mi_text *text, struct mi_address address);

/*
 * Reads 12 hex digits in pairs with ':' or '-' between all of them or nowhere, from the start of
 * `run`; a further hex digit must not follow. The number of characters read, or 0.
 */
size_t mi_address_parse(const char *run, size_t length, struct mi_address *address);

#endif
