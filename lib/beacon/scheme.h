/* How a format encrypts. Not installed: decoders have a scheme, and the seal follows it. */
#ifndef MITOOL_BEACON_SCHEME_H
#define MITOOL_BEACON_SCHEME_H

#include "seal.h"

struct mi_scheme {
    const char *name;
    uint8_t nonce_size;
    uint8_t tag_size;
    uint8_t address_at;    /* in the nonce */
    uint8_t address_size;  /* 6, or 5: without its first byte */
    bool has_associated;   /* one byte, 0x11 */
    bool address_reversed; /* last byte first */
    bool takes_short_key;  /* of 12 bytes, too */
    /* Legacy: the tag proves nothing, and what speaks for a key is the plain text. */
    enum mi_belief (*believe)(struct mi_bytes plain);
};

#endif
