#include "beacon/seal.h"

#include "beacon/scheme.h"

enum { FORMS_MAX = 2 };

static const uint8_t ASSOCIATED = 0x11; /* in all schemes that have any */

const char *mi_seal_name(const struct mi_seal *seal)
{
    return seal->scheme->name;
}

bool mi_seal_is_legacy(const struct mi_seal *seal)
{
    return seal->scheme->is_sane != NULL;
}

bool mi_seal_takes(const struct mi_seal *seal, size_t key_size)
{
    return key_size == MI_KEY_SIZE || (key_size == MI_KEY_SHORT && seal->scheme->takes_short_key);
}

void mi_seal_set_address(struct mi_seal *seal, struct mi_address address)
{
    const struct mi_scheme *scheme = seal->scheme;
    uint8_t *at = seal->nonce + scheme->address_at;
    for (size_t i = 0; i < scheme->address_size; i++)
        at[i] = address.octet[scheme->address_reversed ? MI_ADDRESS_SIZE - 1 - i : i];
}

struct mi_message mi_seal_message(const struct mi_seal *seal)
{
    return (struct mi_message){
        .nonce = seal->nonce,
        .nonce_size = seal->scheme->nonce_size,
        .associated = &ASSOCIATED,
        .associated_size = seal->scheme->has_associated ? sizeof ASSOCIATED : 0,
        .text = seal->cipher_text.at,
        .size = seal->cipher_text.left,
    };
}

/*
 * The forms in which the scheme takes a key of this size, the likeliest first: 12 bytes have two.
 * How many there are; 0 when it has no use for such a key.
 */
static size_t forms_of(const struct mi_seal *seal, const struct mi_key *key,
                       enum mi_key_form forms[FORMS_MAX])
{
    bool is_legacy = mi_seal_is_legacy(seal);
    forms[0] = MI_KEY_AS_IS;
    if (key->size == MI_KEY_SIZE)
        return 1;
    forms[0] = is_legacy ? MI_KEY_LEGACY : MI_KEY_FILLED;
    forms[1] = is_legacy ? MI_KEY_FILLED : MI_KEY_LEGACY;
    return mi_seal_takes(seal, key->size) ? FORMS_MAX : 0;
}

/* A legacy tag proves nothing: it takes sane objects; a check byte that fits is noted. */
static bool legacy_opens(struct mi_seal *seal, struct mi_ccm *ccm, const uint8_t *shaped,
                         uint8_t *plain)
{
    uint8_t tag[MI_TAG_MAX];
    struct mi_message message = mi_seal_message(seal);
    struct mi_bytes check = seal->tag;
    if (!mi_ccm_reveal(ccm, shaped, &message, tag, sizeof tag, plain))
        return false;
    seal->tag_fits = tag[0] == mi_get_u8(&check);
    return seal->scheme->is_sane(mi_bytes(plain, message.size));
}

static bool proven_opens(struct mi_seal *seal, struct mi_ccm *ccm, const uint8_t *shaped,
                         uint8_t *plain)
{
    struct mi_message message = mi_seal_message(seal);
    seal->tag_fits = mi_ccm_open(ccm, shaped, &message, seal->tag.at, seal->tag.left, plain);
    return seal->tag_fits;
}

static bool form_opens(struct mi_seal *seal, struct mi_ccm *ccm, const struct mi_key *key,
                       enum mi_key_form form, uint8_t *plain)
{
    uint8_t shaped[MI_KEY_SIZE];
    mi_key_shape(key, form, shaped);
    bool opens = mi_seal_is_legacy(seal) ? legacy_opens(seal, ccm, shaped, plain)
                                         : proven_opens(seal, ccm, shaped, plain);
    mi_wipe(shaped, sizeof shaped);
    return opens;
}

bool mi_seal_open(struct mi_seal *seal, struct mi_ccm *ccm, const struct mi_key *key,
                  uint8_t *plain)
{
    enum mi_key_form forms[FORMS_MAX];
    size_t count = forms_of(seal, key, forms);
    size_t unproven = count; /* the first form that opens it, while its check byte does not fit */
    for (size_t i = 0; i < count; i++) {
        seal->was_tried = true;
        seal->key_form = forms[i];
        bool opens = form_opens(seal, ccm, key, forms[i], plain);
        if (opens && seal->tag_fits)
            return true;
        if (opens && unproven == count)
            unproven = i;
    }
    seal->key_form = forms[unproven < count ? unproven : 0];
    bool is_there = unproven + 1 == count; /* in `plain`: nothing was tried after it */
    return is_there || (unproven < count && form_opens(seal, ccm, key, seal->key_form, plain));
}

bool mi_seal_reveal(const struct mi_seal *seal, struct mi_ccm *ccm, const struct mi_key *key,
                    uint8_t *plain, uint8_t tag[MI_TAG_MAX])
{
    uint8_t shaped[MI_KEY_SIZE];
    enum mi_key_form forms[FORMS_MAX];
    if (seal->scheme == NULL || forms_of(seal, key, forms) == 0)
        return false;
    mi_key_shape(key, forms[0], shaped);
    struct mi_message message = mi_seal_message(seal);
    size_t tag_size = mi_seal_is_legacy(seal) ? MI_TAG_MAX : seal->scheme->tag_size;
    bool revealed = mi_ccm_reveal(ccm, shaped, &message, tag, tag_size, plain);
    mi_wipe(shaped, sizeof shaped);
    return revealed;
}
