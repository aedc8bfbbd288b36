/* The encrypted part of a frame, in whatever format: what is needed to try a key on it. */
#ifndef MITOOL_BEACON_SEAL_H
#define MITOOL_BEACON_SEAL_H

#include "../base/address.h"
#include "../base/linkage.h"
#include "ccm.h"
#include "key.h"

MI_BEGIN

struct mi_scheme; /* how a format encrypts */

/* What speaks for a key, the weakest first. */
enum mi_belief {
    MI_BELIEF_NONE,  /* nothing: it does not open the seal */
    MI_BELIEF_WHOLE, /* the plain text is a list of whole objects, though none that is known here */
    MI_BELIEF_KNOWN, /* and one of them is known */
    MI_BELIEF_PROOF, /* the tag */
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
    enum mi_belief belief;
    enum mi_key_form key_form;
    size_t key_index; /* among the keys of the opener */
};

/* The scheme in words; NULL of what is not encrypted. */
const char *mi_seal_name(const struct mi_seal *seal);

/* Whether the tag proves nothing, as in MiBeacon versions 2 and 3. */
bool mi_seal_is_legacy(const struct mi_seal *seal);

/* Whether keys of so many bytes are of use to it. */
bool mi_seal_takes(const struct mi_seal *seal, size_t key_size);

/* What the cipher is given beside the key; nothing for what is not encrypted. */
struct mi_message mi_seal_message(const struct mi_seal *seal);

/* Puts the address where the scheme has it in the nonce. */
void mi_seal_set_address(struct mi_seal *seal, struct mi_address address);

/*
 * Tries one key, in each form that it can have: true when the tag proves it or, where the tag
 * proves nothing, when the plain text can be one. `plain` (room for the cipher text) then holds
 * the plain text that there is most to say for.
 */
bool mi_seal_open(struct mi_seal *seal, struct mi_ccm *ccm, const struct mi_key *key,
                  uint8_t *plain);

/* To compare keys, or forms of one, that open a seal: belief, then whether the tag fits. */
unsigned mi_seal_rank(const struct mi_seal *seal);

/* Whether no other key can have a higher rank. */
bool mi_seal_is_sure(const struct mi_seal *seal);

/*
 * What a key in its likeliest form makes of it, right or wrong: `plain` gets the bytes that it
 * gives and `tag` the tag that they would have. False when the scheme has no use for such a key.
 */
bool mi_seal_reveal(const struct mi_seal *seal, struct mi_ccm *ccm, const struct mi_key *key,
                    uint8_t *plain, uint8_t tag[MI_TAG_MAX]);

MI_END

#endif
