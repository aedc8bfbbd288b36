/* The encrypted part of a frame, in whatever format: what is needed to try a key on it. */
#ifndef MITOOL_BEACON_SEAL_H
#define MITOOL_BEACON_SEAL_H

#include "../base/address.h"
#include "ccm.h"
#include "key.h"

/* How a format encrypts: where the address stands in the nonce, and what the tag is. */
struct mi_scheme {
    const char *name;
    uint8_t nonce_size;
    uint8_t tag_size;
    uint8_t address_at;    /* in the nonce */
    uint8_t address_size;  /* 6, or 5: without its first byte */
    bool has_associated;   /* one byte, 0x11 */
    bool address_reversed; /* last byte first */
    bool is_legacy;        /* the tag proves nothing */
    bool takes_short_key;  /* of 12 bytes, too */
};

struct mi_seal {
    const struct mi_scheme *scheme; /* NULL: not encrypted */
    struct mi_bytes cipher_text;
    struct mi_bytes tag;
    uint8_t nonce[MI_NONCE_MAX]; /* with the address, when it is known */
    const char *nonce_layout;    /* static: what it is made of */

    /* of the key that opened it, or else of the last one tried */
    bool was_tried;
    bool tag_fits;
    enum mi_key_form key_form;
    size_t key_index; /* set by mi_frame_open */
};

/* The associated data of all schemes that have any: one byte. */
extern const uint8_t MI_ASSOCIATED;

/* Puts the address where the scheme has it in the nonce. */
void mi_seal_set_address(struct mi_seal *seal, struct mi_address address);

/*
 * Tries one key, in each form that it can have: true when the tag proves it or, where the tag
 * proves nothing, when the plain text is a list of objects of which the first is known. `plain`
 * (room for the cipher text) then holds the plain text.
 */
bool mi_seal_open(struct mi_seal *seal, struct mi_ccm *ccm, const struct mi_key *key,
                  uint8_t *plain);

/*
 * What a key in its likeliest form makes of it, right or wrong: `plain` gets the bytes that it
 * gives and `tag` the tag that they would have. False when the scheme has no use for such a key.
 */
bool mi_seal_reveal(const struct mi_seal *seal, struct mi_ccm *ccm, const struct mi_key *key,
                    uint8_t *plain, uint8_t tag[MI_TAG_MAX]);

#endif
