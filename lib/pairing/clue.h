/* What a capture of a connection says about the key of a device: one clue is one line. */
#ifndef MITOOL_PAIRING_CLUE_H
#define MITOOL_PAIRING_CLUE_H

#include "../base/address.h"
#include "../base/linkage.h"
#include "../base/time.h"
#include "../beacon/key.h"
#include "proof.h"

MI_BEGIN

enum mi_clue_kind {
    MI_FOUND_LEGACY_PAIRING,
    MI_FOUND_CUSTOM_KEY, /* of custom firmware, told by the device itself */
    MI_FOUND_MI_KEYS,    /* of the vendor's firmware, kept by a custom one */
    MI_FOUND_BRIDGE_KEY, /* of one device, told by another one */
    MI_FOUND_LEGACY_LOGIN,
    MI_FOUND_STANDARD_REGISTRATION,
    MI_FOUND_STANDARD_LOGIN,
    MI_FOUND_SECURE_CHIP, /* a registration or a login with one */
    MI_FOUND_ENCRYPTED_LINK,
    MI_FOUND_CUT, /* values of which the capture kept a part only */
    MI_FOUND_KINDS
};

enum mi_result { MI_RESULT_NONE, MI_RESULT_DONE, MI_RESULT_FAILED, MI_RESULT_ABORTED };

enum mi_answer { MI_NOT_KNOWN, MI_YES, MI_NO };

enum { MI_DID_TEXT = 21 /* 20 characters and a NUL */ };

/* Key and TOKEN are secret: wipe it (mi_pairing_wipe does). Zeroed members are not known. */
struct mi_clue {
    enum mi_clue_kind kind;
    enum mi_result result; /* of pairings, registrations and logins */
    mi_time time;          /* of its beginning, MI_NO_TIME when the capture has none */
    uint64_t number;       /* of the packet that it begins with */
    uint32_t input;        /* that the packet is in (links.h) */

    struct mi_address address; /* of the device whose key it is about */
    bool has_address;
    struct mi_address holder; /* MI_FOUND_BRIDGE_KEY: of the bridge */
    bool has_holder;
    uint16_t product_id;
    bool has_product;

    struct mi_key key; /* size 0: none */
    uint8_t token[MI_TOKEN_SIZE];
    bool has_token;
    uint16_t proof_bits;    /* that prove the TOKEN within the session */
    enum mi_answer current; /* keys: the device's last one; logins: a TOKEN given is the current */
    bool has_others_tokens; /* logins: TOKENs were given, and not for this device */

    bool is_given_up;  /* its connection was, before its end: more can be in the capture */
    bool is_overtaken; /* logins: a later registration or login shows another binding */

    const char *firmware; /* custom keys: what told them, static; NULL when not known */
    bool was_set;         /* custom keys: written by the host, not only read */
    bool is_former;       /* MI_FOUND_MI_KEYS: of a binding before the last one */
    bool needs_frame; /* nothing but its shape says that it is a key: a frame has to confirm it */
    char did[MI_DID_TEXT]; /* registrations: of the former binding, as sent */

    uint32_t times; /* that the same was found, 1 or more */
    mi_time last_time;
    uint64_t order; /* among all clues, of the last time */
};

static inline bool mi_clue_is_login(const struct mi_clue *clue)
{
    return clue->kind == MI_FOUND_LEGACY_LOGIN || clue->kind == MI_FOUND_STANDARD_LOGIN;
}

/* "legacy_pairing", "custom_key", … as in JSON. */
const char *mi_clue_name(enum mi_clue_kind kind);

/* "done", "failed", "aborted"; NULL for MI_RESULT_NONE. */
const char *mi_result_name(enum mi_result result);

/* One sentence: what it is, and what it means. No key in it, no full stop at the end. */
void mi_text_clue(struct mi_text *text, const struct mi_clue *clue);

MI_END

#endif
