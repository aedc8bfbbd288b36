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

/* What is known, or-ed. */
enum fact {
    ANY = 0,
    KEY = 1 << 0,
    TOKEN = 1 << 1,
    FORMER = 1 << 2,
    SHAPE = 1 << 3, /* and nothing else, says that it is a key */
    CURRENT = 1 << 4,
    NOT_CURRENT = 1 << 5,
    OTHERS_TOKENS = 1 << 6,
    OVERTAKEN = 1 << 7,
    DONE = 1 << 8,
    FAILED = 1 << 9,
    GIVEN_UP = 1 << 10,
};

static unsigned facts_of(const struct mi_clue *clue)
{
    return (clue->key.size > 0 ? KEY : 0u) | (clue->has_token ? TOKEN : 0u) |
           (clue->is_former ? FORMER : 0u) | (clue->needs_frame ? SHAPE : 0u) |
           (clue->current == MI_YES ? CURRENT : 0u) | (clue->current == MI_NO ? NOT_CURRENT : 0u) |
           (clue->has_others_tokens ? OTHERS_TOKENS : 0u) | (clue->is_overtaken ? OVERTAKEN : 0u) |
           (clue->result == MI_RESULT_DONE ? DONE : 0u) |
           (clue->result == MI_RESULT_FAILED ? FAILED : 0u) |
           (clue->is_given_up && clue->result == MI_RESULT_ABORTED ? GIVEN_UP : 0u);
}

/* Of one kind, the first whose facts are all there is told. */
static const struct {
    enum mi_clue_kind kind;
    unsigned facts;
    const char *sentence;
} SENTENCES[] = {
    {MI_FOUND_LEGACY_PAIRING, KEY,
     "legacy pairing: the device told its key, and the session proves the TOKEN that it was "
     "encrypted with"},
    {MI_FOUND_LEGACY_PAIRING, GIVEN_UP,
     "legacy pairing that was not followed to its end, as too many connections were open at once: "
     "no key"},
    {MI_FOUND_LEGACY_PAIRING, TOKEN,
     "legacy pairing: the TOKEN is proved, but the host did not read the key"},
    {MI_FOUND_LEGACY_PAIRING, FAILED,
     "legacy pairing that failed: no TOKEN fits what host and device say, so there is no key"},
    {MI_FOUND_LEGACY_PAIRING, ANY,
     "legacy pairing that was broken off, or of which the capture lacks a part: no key"},
    {MI_FOUND_CUSTOM_KEY, KEY | NOT_CURRENT,
     "custom firmware told this key, which was replaced later in the capture"},
    {MI_FOUND_CUSTOM_KEY, SHAPE,
     "looks like a key that custom firmware told; without the names of its characteristics only a "
     "frame that it opens proves it"},
    {MI_FOUND_CUSTOM_KEY, KEY, "custom firmware told its key"},
    {MI_FOUND_CUSTOM_KEY, ANY, "custom firmware was asked for its key and has none"},
    {MI_FOUND_MI_KEYS, FORMER, "key and TOKEN of a former binding, which custom firmware has kept"},
    {MI_FOUND_MI_KEYS, KEY | NOT_CURRENT,
     "key and TOKEN of the vendor's firmware, which were replaced later in the capture"},
    {MI_FOUND_MI_KEYS, ANY,
     "key and TOKEN of the last binding with the vendor's firmware, which custom firmware has "
     "kept"},
    {MI_FOUND_BRIDGE_KEY, KEY | NOT_CURRENT,
     "a bridge told this key of a device, which was replaced later in the capture"},
    {MI_FOUND_BRIDGE_KEY, ANY, "a bridge told the key of a device that it listens to"},
    {MI_FOUND_LEGACY_LOGIN, OVERTAKEN | TOKEN,
     "legacy login: it proves a TOKEN given, but that is an old one: the device was bound anew "
     "later in the capture"},
    {MI_FOUND_LEGACY_LOGIN, OVERTAKEN,
     "legacy login: the device was bound anew later in the capture, so it tells nothing of now"},
    {MI_FOUND_LEGACY_LOGIN, CURRENT,
     "legacy login: it proves that the TOKEN given is that of the current binding"},
    {MI_FOUND_LEGACY_LOGIN, NOT_CURRENT,
     "legacy login: no TOKEN given is that of the current binding"},
    {MI_FOUND_LEGACY_LOGIN, OTHERS_TOKENS,
     "legacy login: no key is in it, and none of the TOKENs given is for this device"},
    {MI_FOUND_LEGACY_LOGIN, ANY,
     "legacy login: no key is in it, but it can prove a TOKEN: give it with --token"},
    {MI_FOUND_STANDARD_REGISTRATION, DONE,
     "the device was bound anew: every key read before is void, and nobody who only listens can "
     "have the new one"},
    {MI_FOUND_STANDARD_REGISTRATION, FAILED,
     "a registration that did not succeed: the old key stays"},
    {MI_FOUND_STANDARD_REGISTRATION, GIVEN_UP,
     "a registration that was not followed to its end, as too many connections were open at once: "
     "if it succeeded, every key read before is void"},
    {MI_FOUND_STANDARD_REGISTRATION, ANY,
     "a registration whose end is not in the capture: if it succeeded, every key read before is "
     "void"},
    {MI_FOUND_STANDARD_LOGIN, OVERTAKEN | TOKEN,
     "login: it proves a TOKEN given, but that is an old one: the device was bound anew later in "
     "the capture"},
    {MI_FOUND_STANDARD_LOGIN, OVERTAKEN,
     "login: the device was bound anew later in the capture, so it tells nothing of now"},
    {MI_FOUND_STANDARD_LOGIN, CURRENT,
     "login: it proves that the TOKEN given is that of the current binding, so the key of the same "
     "account fits"},
    {MI_FOUND_STANDARD_LOGIN, NOT_CURRENT,
     "login: no TOKEN given is that of the current binding; if it was this device's, it is old"},
    {MI_FOUND_STANDARD_LOGIN, OTHERS_TOKENS,
     "login: no key is in it, and none of the TOKENs given is for this device"},
    {MI_FOUND_STANDARD_LOGIN, ANY,
     "login: no key is in it, but it can prove a TOKEN: give it with --token"},
    {MI_FOUND_SECURE_CHIP, ANY,
     "authentication with a security chip: nothing of it can be read or proved by who listens"},
    {MI_FOUND_ENCRYPTED_LINK, ANY,
     "the connection is encrypted: nothing on air can be read, a log of the host's HCI would do"},
    {MI_FOUND_CUT, ANY,
     "the capture holds only the beginning of each packet, so no key can be read: record anew with "
     "the full log"},
};

void mi_text_clue(struct mi_text *text, const struct mi_clue *clue)
{
    unsigned facts = facts_of(clue);
    for (size_t i = 0; i < sizeof SENTENCES / sizeof SENTENCES[0]; i++)
        if (SENTENCES[i].kind == clue->kind && (SENTENCES[i].facts & ~facts) == 0) {
            mi_text_add(text, SENTENCES[i].sentence);
            return;
        }
}
