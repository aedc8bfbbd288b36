#include "pairing/clue.h"

const char *mi_clue_name(enum mi_clue_kind kind)
{
    static const char *const NAMES[MI_FOUND_KINDS] = {
        [MI_FOUND_LEGACY_PAIRING] = "legacy_pairing",
        [MI_FOUND_CUSTOM_KEY] = "custom_key",
        [MI_FOUND_MI_KEYS] = "mi_keys",
        [MI_FOUND_BRIDGE_KEY] = "bridge_key",
        [MI_FOUND_LEGACY_LOGIN] = "legacy_login",
        [MI_FOUND_STANDARD_REGISTRATION] = "standard_registration",
        [MI_FOUND_STANDARD_LOGIN] = "standard_login",
        [MI_FOUND_SECURE_CHIP] = "secure_chip",
        [MI_FOUND_ENCRYPTED_LINK] = "encrypted_link",
        [MI_FOUND_CUT] = "cut",
    };
    return NAMES[kind];
}

const char *mi_result_name(enum mi_result result)
{
    static const char *const NAMES[] = {
        [MI_RESULT_NONE] = NULL,
        [MI_RESULT_DONE] = "done",
        [MI_RESULT_FAILED] = "failed",
        [MI_RESULT_ABORTED] = "aborted",
    };
    return NAMES[result];
}

/* --- sentences --- */

static bool any(const struct mi_clue *clue)
{
    (void)clue;
    return true;
}

static bool has_key(const struct mi_clue *clue)
{
    return clue->key.size > 0;
}

static bool has_token(const struct mi_clue *clue)
{
    return clue->has_token;
}

static bool is_former(const struct mi_clue *clue)
{
    return clue->is_former;
}

static bool is_replaced(const struct mi_clue *clue)
{
    return has_key(clue) && clue->current == MI_NO;
}

static bool needs_frame(const struct mi_clue *clue)
{
    return clue->needs_frame;
}

static bool is_current(const struct mi_clue *clue)
{
    return clue->current == MI_YES;
}

static bool is_refuted(const struct mi_clue *clue)
{
    return clue->current == MI_NO;
}

static bool has_others_tokens(const struct mi_clue *clue)
{
    return clue->has_others_tokens;
}

static bool is_overtaken(const struct mi_clue *clue)
{
    return clue->is_overtaken;
}

static bool was_current(const struct mi_clue *clue)
{
    return clue->is_overtaken && clue->has_token;
}

static bool is_given_up(const struct mi_clue *clue)
{
    return clue->is_given_up && clue->result == MI_RESULT_ABORTED;
}

static bool is_done(const struct mi_clue *clue)
{
    return clue->result == MI_RESULT_DONE;
}

static bool is_failed(const struct mi_clue *clue)
{
    return clue->result == MI_RESULT_FAILED;
}

/* Of one kind, the first that holds is told. */
static const struct {
    enum mi_clue_kind kind;
    bool (*holds)(const struct mi_clue *clue);
    const char *sentence;
} SENTENCES[] = {
    {MI_FOUND_LEGACY_PAIRING, has_key,
     "legacy pairing: the device told its key, and the session proves the TOKEN that it was "
     "encrypted with"},
    {MI_FOUND_LEGACY_PAIRING, is_given_up,
     "legacy pairing that was not followed to its end, as too many connections were open at once: "
     "no key"},
    {MI_FOUND_LEGACY_PAIRING, has_token,
     "legacy pairing: the TOKEN is proved, but the host did not read the key"},
    {MI_FOUND_LEGACY_PAIRING, is_failed,
     "legacy pairing that failed: no TOKEN fits what host and device say, so there is no key"},
    {MI_FOUND_LEGACY_PAIRING, any,
     "legacy pairing that was broken off, or of which the capture lacks a part: no key"},
    {MI_FOUND_CUSTOM_KEY, is_replaced,
     "custom firmware told this key, which was replaced later in the capture"},
    {MI_FOUND_CUSTOM_KEY, needs_frame,
     "looks like a key that custom firmware told; without the names of its characteristics only a "
     "frame that it opens proves it"},
    {MI_FOUND_CUSTOM_KEY, has_key, "custom firmware told its key"},
    {MI_FOUND_CUSTOM_KEY, any, "custom firmware was asked for its key and has none"},
    {MI_FOUND_MI_KEYS, is_former,
     "key and TOKEN of a former binding, which custom firmware has kept"},
    {MI_FOUND_MI_KEYS, is_replaced,
     "key and TOKEN of the vendor's firmware, which were replaced later in the capture"},
    {MI_FOUND_MI_KEYS, any,
     "key and TOKEN of the last binding with the vendor's firmware, which custom firmware has "
     "kept"},
    {MI_FOUND_BRIDGE_KEY, is_replaced,
     "a bridge told this key of a device, which was replaced later in the capture"},
    {MI_FOUND_BRIDGE_KEY, any, "a bridge told the key of a device that it listens to"},
    {MI_FOUND_LEGACY_LOGIN, was_current,
     "legacy login: it proves a TOKEN given, but that is an old one: the device was bound anew "
     "later in the capture"},
    {MI_FOUND_LEGACY_LOGIN, is_overtaken,
     "legacy login: the device was bound anew later in the capture, so it tells nothing of now"},
    {MI_FOUND_LEGACY_LOGIN, is_current,
     "legacy login: it proves that the TOKEN given is that of the current binding"},
    {MI_FOUND_LEGACY_LOGIN, is_refuted,
     "legacy login: no TOKEN given is that of the current binding"},
    {MI_FOUND_LEGACY_LOGIN, has_others_tokens,
     "legacy login: no key is in it, and none of the TOKENs given is for this device"},
    {MI_FOUND_LEGACY_LOGIN, any,
     "legacy login: no key is in it, but it can prove a TOKEN: give it with --token"},
    {MI_FOUND_STANDARD_REGISTRATION, is_done,
     "the device was bound anew: every key read before is void, and nobody who only listens can "
     "have the new one"},
    {MI_FOUND_STANDARD_REGISTRATION, is_failed,
     "a registration that did not succeed: the old key stays"},
    {MI_FOUND_STANDARD_REGISTRATION, is_given_up,
     "a registration that was not followed to its end, as too many connections were open at once: "
     "if it succeeded, every key read before is void"},
    {MI_FOUND_STANDARD_REGISTRATION, any,
     "a registration whose end is not in the capture: if it succeeded, every key read before is "
     "void"},
    {MI_FOUND_STANDARD_LOGIN, was_current,
     "login: it proves a TOKEN given, but that is an old one: the device was bound anew later in "
     "the capture"},
    {MI_FOUND_STANDARD_LOGIN, is_overtaken,
     "login: the device was bound anew later in the capture, so it tells nothing of now"},
    {MI_FOUND_STANDARD_LOGIN, is_current,
     "login: it proves that the TOKEN given is that of the current binding, so the key of the same "
     "account fits"},
    {MI_FOUND_STANDARD_LOGIN, is_refuted,
     "login: no TOKEN given is that of the current binding; if it was this device's, it is old"},
    {MI_FOUND_STANDARD_LOGIN, has_others_tokens,
     "login: no key is in it, and none of the TOKENs given is for this device"},
    {MI_FOUND_STANDARD_LOGIN, any,
     "login: no key is in it, but it can prove a TOKEN: give it with --token"},
    {MI_FOUND_SECURE_CHIP, any,
     "authentication with a security chip: nothing of it can be read or proved by who listens"},
    {MI_FOUND_ENCRYPTED_LINK, any,
     "the connection is encrypted: nothing on air can be read, a log of the host's HCI would do"},
    {MI_FOUND_CUT, any,
     "the capture holds only the beginning of each packet, so no key can be read: record anew with "
     "the full log"},
};

void mi_text_clue(struct mi_text *text, const struct mi_clue *clue)
{
    for (size_t i = 0; i < sizeof SENTENCES / sizeof SENTENCES[0]; i++)
        if (SENTENCES[i].kind == clue->kind && SENTENCES[i].holds(clue)) {
            mi_text_add(text, SENTENCES[i].sentence);
            return;
        }
}
