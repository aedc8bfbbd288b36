#include "beacon/seal.h"

#include "beacon/decode.h"

void mi_seal_set_address(struct mi_seal *seal, struct mi_address address)
{
    const struct mi_scheme *scheme = seal->scheme;
    uint8_t *at = seal->nonce + scheme->address_at;
    for (size_t i = 0; i < scheme->address_size; i++)
        at[i] = address.octet[scheme->address_reversed ? MI_ADDRESS_SIZE - 1 - i : i];
}

static struct mi_message message_of(const struct mi_seal *seal)
{
    static const uint8_t ASSOCIATED[] = {0x11};
    return (struct mi_message){
        .nonce = seal->nonce,
        .nonce_size = seal->scheme->nonce_size,
        .associated = ASSOCIATED,
        .associated_size = seal->scheme->has_associated ? sizeof ASSOCIATED : 0,
        .text = seal->cipher_text.at,
        .size = seal->cipher_text.left,
    };
}

/* The form in which the scheme uses a key of this size; false when it has no use for it. */
static bool form_of(const struct mi_seal *seal, const struct mi_key *key, enum mi_key_form *form)
{
    *form = MI_KEY_AS_IS;
    if (key->size == MI_KEY_SHORT)
        *form = seal->scheme->is_legacy ? MI_KEY_LEGACY : MI_KEY_FILLED;
    return key->size == MI_KEY_SIZE || seal->scheme->takes_short_key;
}

/* A legacy tag proves nothing: it takes sane objects; a check byte that fits is noted. */
static bool legacy_opens(struct mi_seal *seal, struct mi_ccm *ccm, const uint8_t *shaped,
                         uint8_t *plain)
{
    uint8_t tag[MI_TAG_MAX];
    struct mi_message message = message_of(seal);
    struct mi_bytes check = seal->tag;
    if (!mi_ccm_reveal(ccm, shaped, &message, tag, sizeof tag, plain))
        return false;
    seal->tag_fits = tag[0] == mi_get_u8(&check);
    return mi_mibeacon_is_sane(mi_bytes(plain, message.size));
}

bool mi_seal_open(struct mi_seal *seal, struct mi_ccm *ccm, const struct mi_key *key,
                  uint8_t *plain)
{
    uint8_t shaped[MI_KEY_SIZE];
    enum mi_key_form form;
    if (!form_of(seal, key, &form))
        return false;
    seal->was_tried = true;
    seal->key_form = form;
    mi_key_shape(key, form, shaped);
    bool opens = false;
    if (seal->scheme->is_legacy) {
        opens = legacy_opens(seal, ccm, shaped, plain);
    } else {
        struct mi_message message = message_of(seal);
        opens = mi_ccm_open(ccm, shaped, &message, seal->tag.at, seal->tag.left, plain);
        seal->tag_fits = opens;
    }
    mi_wipe(shaped, sizeof shaped);
    return opens;
}

bool mi_seal_reveal(const struct mi_seal *seal, struct mi_ccm *ccm, const struct mi_key *key,
                    uint8_t *plain, uint8_t tag[MI_TAG_MAX])
{
    uint8_t shaped[MI_KEY_SIZE];
    enum mi_key_form form;
    if (seal->scheme == NULL || !form_of(seal, key, &form))
        return false;
    mi_key_shape(key, form, shaped);
    struct mi_message message = message_of(seal);
    size_t tag_size = seal->scheme->is_legacy ? MI_TAG_MAX : seal->scheme->tag_size;
    bool revealed = mi_ccm_reveal(ccm, shaped, &message, tag, tag_size, plain);
    mi_wipe(shaped, sizeof shaped);
    return revealed;
}
