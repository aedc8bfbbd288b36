#include "beacon/seal.h"

#include "beacon/scheme.h"

enum { FORMS_MAX = 2 };

static const uint8_t ASSOCIATED = 0x11; /* in all schemes that have any */

const char *mi_seal_name(const struct mi_seal *seal)
{
    return seal->scheme != NULL ? seal->scheme->name : NULL;
}

bool mi_seal_is_legacy(const struct mi_seal *seal)
{
    return seal->scheme != NULL && seal->scheme->believe != NULL;
}

bool mi_seal_takes(const struct mi_seal *seal, size_t key_size)
{
    return key_size == MI_KEY_SIZE || (key_size == MI_KEY_SHORT && seal->scheme->takes_short_key);
}

void mi_seal_set_address(struct mi_seal *seal, struct mi_address address)
{
    const struct mi_scheme *scheme = seal->scheme;
    if (scheme == NULL)
        return;
    const uint8_t *octet =
        scheme->address_reversed ? address.octet + MI_ADDRESS_SIZE - 1 : address.octet;
    ptrdiff_t step = scheme->address_reversed ? -1 : 1;
    for (ptrdiff_t i = 0; i < scheme->address_size; i++)
        seal->nonce[scheme->address_at + i] = octet[i * step];
}

struct mi_message mi_seal_message(const struct mi_seal *seal)
{
    if (seal->scheme == NULL)
        return (struct mi_message){0};
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
    if (seal->scheme == NULL)
        return 0;
    if (key->size == MI_KEY_SIZE)
        return 1;
    forms[0] = is_legacy ? MI_KEY_LEGACY : MI_KEY_FILLED;
    forms[1] = is_legacy ? MI_KEY_FILLED : MI_KEY_LEGACY;
    return mi_seal_takes(seal, key->size) ? FORMS_MAX : 0;
}

unsigned mi_seal_rank(const struct mi_seal *seal)
{
    return 2 * (unsigned)seal->belief + seal->tag_fits;
}

bool mi_seal_is_sure(const struct mi_seal *seal)
{
    return seal->belief >= MI_BELIEF_KNOWN && seal->tag_fits;
}

/* A legacy tag proves nothing; one that fits supports what the plain text says. */
static void open_legacy(struct mi_seal *seal, struct mi_ccm *ccm, const uint8_t *key,
                        uint8_t *plain)
{
    uint8_t tag[MI_TAG_MAX];
    struct mi_message message = mi_seal_message(seal);
    struct mi_bytes check = seal->tag;
    if (!mi_ccm_reveal(ccm, key, &message, tag, sizeof tag, plain))
        return;
    seal->tag_fits = tag[0] == mi_get_u8(&check);
    seal->belief = seal->scheme->believe(mi_bytes(plain, message.size));
}

static void open_proven(struct mi_seal *seal, struct mi_ccm *ccm, const uint8_t *key,
                        uint8_t *plain)
{
    struct mi_message message = mi_seal_message(seal);
    seal->tag_fits = mi_ccm_open(ccm, key, &message, seal->tag.at, seal->tag.left, plain);
    seal->belief = seal->tag_fits ? MI_BELIEF_PROOF : MI_BELIEF_NONE;
}

/* How well the 16 bytes of a key in this form open it; 0: not at all. */
static unsigned open_with_bytes(struct mi_seal *seal, struct mi_ccm *ccm, const uint8_t *key,
                                enum mi_key_form form, uint8_t *plain)
{
    seal->was_tried = true;
    seal->key_form = form;
    seal->tag_fits = false;
    seal->belief = MI_BELIEF_NONE;
    if (mi_seal_is_legacy(seal))
        open_legacy(seal, ccm, key, plain);
    else
        open_proven(seal, ccm, key, plain);
    return seal->belief != MI_BELIEF_NONE ? mi_seal_rank(seal) : 0;
}

static unsigned open_with_form(struct mi_seal *seal, struct mi_ccm *ccm, const struct mi_key *key,
                               enum mi_key_form form, uint8_t *plain)
{
    uint8_t shaped[MI_KEY_SIZE];
    mi_key_shape(key, form, shaped);
    unsigned rank = open_with_bytes(seal, ccm, shaped, form, plain);
    mi_wipe(shaped, sizeof shaped);
    return rank;
}

/* Tries the forms of the key until one is sure; the one of the highest rank counts. */
static bool open_with_best_form(struct mi_seal *seal, struct mi_ccm *ccm, const struct mi_key *key,
                                uint8_t *plain)
{
    enum mi_key_form forms[FORMS_MAX];
    size_t count = forms_of(seal, key, forms);
    enum mi_key_form best_form = forms[0];
    unsigned best = 0;
    seal->belief = MI_BELIEF_NONE;
    for (size_t i = 0; i < count && !mi_seal_is_sure(seal); i++) {
        unsigned rank = open_with_form(seal, ccm, key, forms[i], plain);
        best_form = rank > best ? forms[i] : best_form;
        best = rank > best ? rank : best;
    }
    if (best > 0 && seal->key_form != best_form)
        (void)open_with_form(seal, ccm, key, best_form, plain);
    seal->key_form = best_form;
    return best > 0;
}

bool mi_seal_open(struct mi_seal *seal, struct mi_ccm *ccm, const struct mi_key *key,
                  uint8_t *plain)
{
    bool is_as_it_is = seal->scheme != NULL && key->size == MI_KEY_SIZE;
    return is_as_it_is ? open_with_bytes(seal, ccm, key->bytes, MI_KEY_AS_IS, plain) > 0
                       : open_with_best_form(seal, ccm, key, plain);
}

bool mi_seal_reveal(const struct mi_seal *seal, struct mi_ccm *ccm, const struct mi_key *key,
                    uint8_t *plain, uint8_t tag[MI_TAG_MAX])
{
    uint8_t shaped[MI_KEY_SIZE];
    enum mi_key_form forms[FORMS_MAX];
    if (forms_of(seal, key, forms) == 0)
        return false;
    mi_key_shape(key, forms[0], shaped);
    struct mi_message message = mi_seal_message(seal);
    size_t tag_size = mi_seal_is_legacy(seal) ? MI_TAG_MAX : seal->scheme->tag_size;
    bool revealed = mi_ccm_reveal(ccm, shaped, &message, tag, tag_size, plain);
    mi_wipe(shaped, sizeof shaped);
    return revealed;
}
