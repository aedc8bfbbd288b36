/* What an inquiry has found: about which devices, and the verdict on each. */
#include "beacon/spelling.h"
#include "devices/inquiry_parts.h"
#include "devices/judge.h"

#include <stdlib.h>
#include <string.h>

enum {
    STRAY_BITS = 3,   /* that differ in an address which damage made of another one, */
    STRAY_SHARE = 16, /* if that one was heard so many times more often */
    RANKS = 3,
};

static const uint32_t NO_VOICE = UINT32_MAX;

/* --- one device --- */

/* The other voice of the same device, when it speaks, and else NO_VOICE. */
static uint32_t other_voice(const struct mi_inquiry *inquiry, uint32_t voice)
{
    uint32_t other = voice ^ 1;
    return voice != NO_VOICE && mi_inquiry_speaks(inquiry, other) ? other : NO_VOICE;
}

static const struct mi_mending *mended_at(const struct mi_inquiry *inquiry, uint32_t voice)
{
    const struct mi_mending *mending = mi_inquiry_mending(inquiry, voice);
    return mending != NULL && mending->repair.damage != NULL ? mending : NULL;
}

/* Whether a key is that of the voice, as it stands or mended. */
static bool is_key_of(const struct mi_inquiry *inquiry, uint32_t voice, size_t key)
{
    if (voice == NO_VOICE)
        return false;
    const struct mi_mending *mending = mended_at(inquiry, voice);
    return (mending != NULL && mending->has_key && mending->key == key) ||
           (mi_evidence_opens(mi_inquiry_evidence(inquiry, voice)) &&
            mi_inquiry_evidence(inquiry, voice)->key == key);
}

/* The first key that would be tried, and is not that of the other voice; false when there is none.
 */
static bool first_candidate(const struct mi_inquiry *inquiry, uint32_t voice,
                            const struct mi_range ranges[MI_RANGES], size_t *key)
{
    uint32_t other = other_voice(inquiry, voice);
    for (size_t i = 0; i < MI_RANGES; i++)
        for (*key = ranges[i].first; *key < ranges[i].first + ranges[i].count; ++*key)
            if (!is_key_of(inquiry, other, *key))
                return true;
    return false;
}

/* The key that opens the device is stored for this address. */
static bool is_stored_for(const struct mi_inquiry *inquiry, const struct mi_evidence *evidence,
                          struct mi_address address)
{
    const struct mi_key_set *set = &inquiry->options.keys;
    struct mi_range stored = mi_inquiry_keys_of(set, address);
    return mi_evidence_opens(evidence) &&
           mi_inquiry_same_key(set, stored, evidence->key) - stored.first < stored.count;
}

/* The same for the address that it opens the device with, in any order. */
static bool opens_as_stored(const struct mi_inquiry *inquiry, const struct mi_evidence *evidence)
{
    struct mi_address used = evidence->nonce_address;
    return is_stored_for(inquiry, evidence, used) ||
           is_stored_for(inquiry, evidence, mi_address_reversed(used));
}

/*
 * Whether the key that opens the device is in question: a candidate is, and, unless another one was
 * given, a key that opens frames without an address with its owner's.
 */
static bool is_in_question(const struct mi_inquiry *inquiry, const struct mi_evidence *evidence)
{
    return !evidence->is_no_candidate ||
           (opens_as_stored(inquiry, evidence) && !mi_inquiry_is_key_given(inquiry));
}

/* Of the key that opens the device, when it is none that is in question. */
static const struct mi_address *other_owner(const struct mi_inquiry *inquiry,
                                            const struct mi_evidence *evidence)
{
    return mi_evidence_opens(evidence) && !is_in_question(inquiry, evidence)
               ? &inquiry->options.keys.owners[evidence->key]
               : NULL;
}

/* What is said about the key: the one that fits, else the one that was tried. */
static void find_key(const struct mi_inquiry *inquiry, uint32_t voice,
                     const struct mi_range ranges[MI_RANGES], struct mi_finding *finding)
{
    const struct mi_evidence *evidence = mi_inquiry_evidence(inquiry, voice);
    bool has_candidate = first_candidate(inquiry, voice, ranges, &finding->key);
    finding->has_key = has_candidate;
    finding->fits = mi_evidence_opens(evidence);
    finding->encrypted = evidence->sealed - evidence->untried;
    if (!finding->fits)
        return;
    finding->fitting = evidence->key;
    finding->key_form = evidence->key_form;
    finding->needs_whole_key = mi_evidence_needs_whole_key(evidence);
    finding->nonce_address = evidence->nonce_address;
    if (!is_in_question(inquiry, evidence) && (has_candidate || mi_inquiry_is_key_given(inquiry)))
        return; /* the key in question still opens nothing */
    finding->has_key = true;
    finding->key = evidence->key;
    finding->opened = evidence->opened;
    if (evidence->opened_by_search)
        finding->encrypted = evidence->searched;
}

static bool is_backwards(struct mi_address address, struct mi_address given)
{
    return !mi_address_equal(address, given) &&
           mi_address_equal(address, mi_address_reversed(given));
}

/* Whether the address in question, or that of the owner of the key that fits, is. */
static bool is_given_backwards(const struct mi_inquiry *inquiry, const struct mi_device *device,
                               const struct mi_finding *finding)
{
    const struct mi_key_set *set = &inquiry->options.keys;
    const struct mi_address *mac = inquiry->options.mac;
    return (mac != NULL && is_backwards(device->address, *mac)) ||
           (finding->fits && finding->fitting < set->owned &&
            is_backwards(device->address, set->owners[finding->fitting]));
}

static const struct mi_typed_key *typed_at(const struct mi_inquiry *inquiry, size_t index)
{
    return &inquiry->options.mend.typed[index];
}

/* What was typed is no key, but the damaged one of a device: it says nothing of others. */
static bool is_typed_mended(const struct mi_inquiry *inquiry)
{
    for (size_t i = 0; i < inquiry->mending_count; i++)
        if (inquiry->mendings[i].repair.damage != NULL && !inquiry->mendings[i].has_key &&
            typed_at(inquiry, inquiry->mendings[i].key)->file == NULL)
            return true;
    return false;
}

/* What stands in a file where the key of the device should: what was mended, or else could not be;
 * NULL: nothing, or there is a key beside it. */
static const struct mi_typed_key *find_typed(const struct mi_inquiry *inquiry, uint32_t voice,
                                             const struct mi_finding *finding)
{
    const struct mi_mending *other = mended_at(inquiry, other_voice(inquiry, voice));
    if (finding->has_key || (other != NULL && !other->has_key))
        return NULL;
    if (finding->repair == NULL)
        return finding->fits ? NULL : mi_inquiry_typed_of(inquiry, finding->address);
    const struct mi_typed_key *typed = typed_at(inquiry, finding->key);
    return typed->file != NULL ? typed : NULL;
}

static void ask_typed(struct mi_question *question, const struct mi_typed_key *typed)
{
    struct mi_spelled spelled;
    question->typed = typed;
    if (typed == NULL)
        return;
    (void)mi_spelling_read(typed->text, typed->length, &spelled);
    question->bad_key_digits = (uint32_t)spelled.count;
    question->bad_key_letters = 0;
    for (size_t i = 0; i < spelled.count && i < MI_SPELLED_MAX; i++)
        question->bad_key_letters += !mi_is_spelled_digit(spelled.digit[i]);
    mi_wipe(&spelled, sizeof spelled);
}

/* The MAC that was given with the key that opens the device, when it is that of another one. */
static const struct mi_address *other_mac(const struct mi_inquiry *inquiry,
                                          const struct mi_finding *finding)
{
    const struct mi_address *mac = inquiry->options.split_mac;
    bool is_opened = finding->fits && finding->fitting >= inquiry->options.keys.owned;
    if (mac == NULL || (!is_opened && finding->repair == NULL))
        return NULL;
    bool is_same = mi_address_equal(finding->nonce_address, *mac) ||
                   mi_address_equal(finding->nonce_address, mi_address_reversed(*mac));
    return is_same ? NULL : mac;
}

/* Whether what was typed and is no key says nothing of this device: it is the key of another, or
 * one that was given beside it is right. */
static bool is_typed_of_others(const struct mi_inquiry *inquiry, const struct mi_finding *finding)
{
    bool is_right = finding->fits && finding->fitting >= inquiry->options.keys.owned;
    return is_right || is_typed_mended(inquiry);
}

/* What is asked about the key, whether the device was heard or not. */
static struct mi_question question_of(const struct mi_inquiry *inquiry, uint32_t voice,
                                      struct mi_address own,
                                      const struct mi_range ranges[MI_RANGES],
                                      const struct mi_finding *finding)
{
    const struct mi_inquiry_options *options = &inquiry->options;
    struct mi_question question = {
        .asked = own,
        .is_asked = finding->is_asked,
        .key_size = finding->has_key ? options->keys.keys[finding->key].size : 0,
        .opens_other = finding->opened > 0 ? NULL : mi_inquiry_other_opened(inquiry, own, ranges),
        .bad_key_digits = is_typed_of_others(inquiry, finding) ? 0 : options->bad_key_digits,
        .bad_key_letters = options->bad_key_letters,
        .is_deep = options->mend.is_deep,
        .is_key_split = options->is_key_split,
        .split_mac = other_mac(inquiry, finding),
    };
    ask_typed(&question, find_typed(inquiry, voice, finding));
    return question;
}

/* Whether the device is in question, or has a key of its own. */
static bool is_meant(const struct mi_inquiry *inquiry, struct mi_address address,
                     const struct mi_evidence *evidence)
{
    return inquiry->options.mac != NULL || mi_inquiry_is_asked(inquiry, address) ||
           (opens_as_stored(inquiry, evidence) && !mi_inquiry_is_key_given(inquiry));
}

static void drop_advice(struct mi_verdict *verdict, enum mi_advice_code code)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < verdict->advice_count; i++)
        if (verdict->advice[i] != code)
            verdict->advice[count++] = verdict->advice[i];
    verdict->advice_count = count;
}

/* Whether it tells of the key in question, or of another one; of neither when there is none. */
static bool is_of_key(const struct mi_inquiry *inquiry, const struct mi_tiding *tiding,
                      const struct mi_finding *finding, bool is_other)
{
    if (tiding->key.size == 0 || !finding->has_key || finding->repair != NULL)
        return false;
    const struct mi_key *key = &inquiry->options.keys.keys[finding->key];
    bool is_same =
        key->size == tiding->key.size && memcmp(key->bytes, tiding->key.bytes, key->size) == 0;
    return is_same != is_other;
}

/* The last frame that the key in question opens; MI_NO_TIME: there is none, or it has no time. */
static mi_time last_opened(const struct mi_evidence *evidence, const struct mi_finding *finding)
{
    if (evidence == NULL || finding->opened == 0)
        return MI_NO_TIME;
    return evidence->opened_by_search ? finding->device->last : evidence->last_opened_time;
}

/* Whether the device got another key after all frames that the key in question opens. */
static bool is_void(const struct mi_inquiry *inquiry, const struct mi_evidence *evidence,
                    const struct mi_finding *finding)
{
    mi_time opened = last_opened(evidence, finding);
    for (size_t i = 0; i < inquiry->tiding_count && opened != MI_NO_TIME; i++) {
        const struct mi_tiding *tiding = &inquiry->tidings[i];
        bool is_end = tiding->reason.code == MI_REASON_BOUND_AGAIN ||
                      (tiding->reason.code == MI_REASON_KEY_IN_CAPTURE &&
                       is_of_key(inquiry, tiding, finding, true));
        if (is_end && mi_address_equal(tiding->address, finding->address) &&
            tiding->reason.time > opened)
            return true;
    }
    return false;
}

/* Who has the TOKEN of the binding has its key, too. */
static void drop_search(struct mi_verdict *verdict)
{
    drop_advice(verdict, MI_ADVICE_READ_KEY_AGAIN);
    drop_advice(verdict, MI_ADVICE_CAPTURE_AFTER);
    drop_advice(verdict, MI_ADVICE_ALL_REGIONS);
}

/* A key that opens what was sent after a registration was read after it. */
static bool is_refuted(const struct mi_reason *reason, mi_time opened)
{
    bool is_registration =
        reason->code == MI_REASON_BOUND_AGAIN || reason->code == MI_REASON_BOUND_MAYBE;
    return is_registration && reason->time != MI_NO_TIME && opened > reason->time;
}

/* What is known from elsewhere, and what to do when it is about a key that is not right. */
static void add_tidings(const struct mi_inquiry *inquiry, const struct mi_evidence *evidence,
                        struct mi_finding *finding)
{
    static const enum mi_advice_code ADVICE[MI_REASON_CODES] = {
        [MI_REASON_BOUND_AGAIN] = MI_ADVICE_READ_KEY_AGAIN,
        [MI_REASON_BOUND_MAYBE] = MI_ADVICE_READ_KEY_AGAIN,
        [MI_REASON_TOKEN_OLD] = MI_ADVICE_READ_KEY_AGAIN,
        [MI_REASON_TOKEN_CURRENT] = MI_ADVICE_KEY_OF_TOKEN,
        [MI_REASON_KEY_IN_CAPTURE] = MI_ADVICE_IMPORT_KEY,
    };
    struct mi_verdict *verdict = &finding->verdict;
    bool is_well = verdict->kind == MI_VERDICT_RIGHT || verdict->kind == MI_VERDICT_LIKELY ||
                   (verdict->kind == MI_VERDICT_OTHER_FORMAT && finding->opened > 0);
    for (size_t i = 0; i < inquiry->tiding_count; i++) {
        const struct mi_tiding *tiding = &inquiry->tidings[i];
        if (!mi_address_equal(tiding->address, finding->address) ||
            is_refuted(&tiding->reason, last_opened(evidence, finding)))
            continue;
        struct mi_reason reason = tiding->reason;
        reason.number[0] = is_of_key(inquiry, tiding, finding, true);
        mi_verdict_reason(verdict, reason);
        if (is_well || is_of_key(inquiry, tiding, finding, false) ||
            (reason.code == MI_REASON_TOKEN_CURRENT && verdict->kind != MI_VERDICT_WRONG))
            continue;
        if (reason.code == MI_REASON_TOKEN_CURRENT)
            drop_search(verdict);
        drop_advice(verdict, MI_ADVICE_READ_KEY);
        mi_verdict_advise(verdict, ADVICE[tiding->reason.code]);
    }
}

/* The key in question is the one that could be mended. */
static void take_mending(const struct mi_mending *mending, struct mi_finding *finding)
{
    if (mending->repair.damage == NULL)
        return;
    finding->repair = &mending->repair;
    finding->nonce_address = finding->address;
    finding->has_key = mending->has_key;
    finding->key = mending->key;
}

static bool is_address_given(const struct mi_inquiry *inquiry, const struct mi_evidence *evidence)
{
    const struct mi_address *mac = inquiry->options.mac;
    return mac != NULL && mi_address_equal(evidence->nonce_address, *mac);
}

/* Frames that carry no address are of the device that opens them, whoever sent them on. */
static bool is_sent_on(const struct mi_inquiry *inquiry, const struct mi_evidence *evidence)
{
    return evidence->is_nameless || evidence->address_source == MI_ADDRESS_REVERSED ||
           (evidence->address_source == MI_ADDRESS_GIVEN &&
            (opens_as_stored(inquiry, evidence) || is_address_given(inquiry, evidence)));
}

/* The same of a device that was heard, and of its frames. */
static struct mi_question question_on(const struct mi_inquiry *inquiry, uint32_t voice,
                                      const struct mi_range ranges[MI_RANGES],
                                      const struct mi_finding *finding)
{
    const struct mi_device *device = mi_inquiry_device(inquiry, voice);
    const struct mi_evidence *evidence = mi_inquiry_evidence(inquiry, voice);
    const struct mi_mending *mending = mi_inquiry_mending(inquiry, voice);
    uint32_t other = other_voice(inquiry, voice);
    struct mi_question question = question_of(inquiry, voice, device->address, ranges, finding);
    question.device = device;
    question.evidence = evidence;
    question.encrypts = mi_evidence_opens(evidence) || mi_device_encrypts(device);
    question.format = question.encrypts ? evidence->sealing.format : evidence->plain_format;
    question.is_reversed = is_given_backwards(inquiry, device, finding);
    question.owner = other_owner(inquiry, evidence);
    if (question.owner != NULL)
        question.slips = mi_inquiry_slips(inquiry, &inquiry->options.keys.keys[evidence->key]);
    question.opens_as_stored = opens_as_stored(inquiry, evidence);
    question.is_address_given = is_address_given(inquiry, evidence);
    question.is_stored_backwards = question.opens_as_stored && !question.is_address_given &&
                                   !is_stored_for(inquiry, evidence, evidence->nonce_address);
    question.repair = mending != NULL ? &mending->repair : NULL;
    question.is_repair_former = mending != NULL && mending->is_former;
    question.is_unmended = mi_inquiry_is_unmended(inquiry, voice);
    question.other_format =
        other != NO_VOICE ? mi_inquiry_evidence(inquiry, other)->sealing.format : NULL;
    return question;
}

static void judge_voice(struct mi_inquiry *inquiry, uint32_t voice, struct mi_finding *finding)
{
    const struct mi_device *device = mi_inquiry_device(inquiry, voice);
    struct mi_evidence *evidence = mi_inquiry_evidence(inquiry, voice);
    struct mi_range ranges[MI_RANGES];
    mi_inquiry_ranges(inquiry, device->address, ranges);
    *finding = (struct mi_finding){
        .device = device,
        .address = device->address,
        .is_asked = is_meant(inquiry, device->address, evidence),
        .is_nameless = evidence->is_nameless,
        .is_second = voice % MI_VOICES != 0,
        .verdict.reasons = inquiry->reasons + inquiry->reason_count,
    };
    find_key(inquiry, voice, ranges, finding);
    const struct mi_mending *mending = mi_inquiry_mending(inquiry, voice);
    if (mending != NULL)
        take_mending(mending, finding);
    if (finding->fits && is_sent_on(inquiry, evidence)) {
        finding->is_nameless = false;
        finding->address = evidence->nonce_address;
    }
    evidence->is_void = is_void(inquiry, evidence, finding);
    finding->damaged = mi_evidence_damaged(evidence) + evidence->cut + evidence->cut_by_device;
    const struct mi_question question = question_on(inquiry, voice, ranges, finding);
    finding->was_tried = finding->has_key && finding->encrypted > 0 && question.encrypts;
    mi_judge(&question, &finding->verdict);
    add_tidings(inquiry, evidence, finding);
    inquiry->reason_count += finding->verdict.reason_count;
}

/* The device in question was not heard. */
static void find_absent(const struct mi_inquiry *inquiry, struct mi_finding *finding)
{
    struct mi_range ranges[MI_RANGES];
    *finding = (struct mi_finding){
        .address = *inquiry->options.mac, .is_asked = true, .verdict.reasons = inquiry->reasons};
    mi_inquiry_ranges(inquiry, finding->address, ranges);
    finding->has_key = first_candidate(inquiry, NO_VOICE, ranges, &finding->key);
    const struct mi_question question =
        question_of(inquiry, NO_VOICE, finding->address, ranges, finding);
    mi_judge(&question, &finding->verdict);
    add_tidings(inquiry, NULL, finding);
}

/* --- which devices are shown --- */

/* Strays are devices, seen at their first voices. Whether the frames of `index` seem to be damaged
 * ones of `self`. */
static bool is_damage_of(const struct mi_inquiry *inquiry, uint32_t index, uint32_t self)
{
    const struct mi_device *device = mi_inquiry_device(inquiry, index);
    const struct mi_device *other = mi_inquiry_device(inquiry, self);
    const struct mi_evidence *evidence = mi_inquiry_evidence(inquiry, index);
    if (index == self || other->frames < STRAY_SHARE * device->frames)
        return false;
    if (mi_evidence_opens(evidence))
        return mi_address_equal(evidence->nonce_address, other->address);
    return mi_address_distance(device->address, other->address) <= STRAY_BITS;
}

/* The device that this one is but for bit errors; false when it is one of its own. The same bits
 * do not flip twice, so what frame and sender agree on is no error. */
static bool find_true_self(const struct mi_inquiry *inquiry, uint32_t index, uint32_t *self)
{
    const struct mi_device *device = mi_inquiry_device(inquiry, index);
    bool is_found = false;
    if (device->frames == 0 || mi_inquiry_evidence(inquiry, index)->is_confirmed ||
        mi_inquiry_is_asked(inquiry, device->address))
        return false;
    for (uint32_t i = 0; i < mi_inquiry_voices(inquiry); i += MI_VOICES) {
        if (!is_damage_of(inquiry, index, i))
            continue;
        if (!is_found ||
            mi_inquiry_device(inquiry, i)->frames > mi_inquiry_device(inquiry, *self)->frames)
            *self = i;
        is_found = true;
    }
    return is_found;
}

static void find_strays(struct mi_inquiry *inquiry)
{
    for (uint32_t i = 0; i < mi_inquiry_voices(inquiry); i += MI_VOICES) {
        uint32_t self = i;
        if (!find_true_self(inquiry, i, &self))
            continue;
        mi_inquiry_evidence(inquiry, i)->is_stray = true;
        mi_inquiry_evidence(inquiry, self)->strayed +=
            (uint32_t)mi_inquiry_device(inquiry, i)->different;
    }
}

/* Phones and others use the same UUID; they are no sensors and of no interest. */
static bool is_no_sensor(const struct mi_inquiry *inquiry, uint32_t voice)
{
    const struct mi_device *device = mi_inquiry_device(inquiry, voice);
    return device->by_status[MI_STATUS_UNSUPPORTED] == device->frames &&
           !mi_inquiry_evidence(inquiry, voice)->is_version_old &&
           !mi_inquiry_is_asked(inquiry, device->address);
}

/* How sure it is that the device is meant, 0 first; RANKS: it is not. */
static unsigned rank_of(const struct mi_inquiry *inquiry, uint32_t voice)
{
    const struct mi_address *mac = inquiry->options.mac;
    const struct mi_evidence *evidence = mi_inquiry_evidence(inquiry, voice);
    struct mi_address own = mi_inquiry_device(inquiry, voice)->address;
    if (mac == NULL)
        return mi_inquiry_evidence(inquiry, voice - voice % MI_VOICES)->is_stray ||
                       is_no_sensor(inquiry, voice)
                   ? RANKS
                   : 0;
    if (mi_address_equal(own, *mac))
        return 0;
    if (mi_evidence_opens(evidence) && (mi_address_equal(evidence->nonce_address, *mac) ||
                                        is_backwards(evidence->nonce_address, *mac)))
        return 1;
    return is_backwards(own, *mac) ? 2 : RANKS;
}

/* Judges the devices that are meant, as surely as any is. */
static void find_devices(struct mi_inquiry *inquiry)
{
    for (unsigned rank = 0; rank < RANKS && inquiry->finding_count == 0; rank++)
        for (uint32_t i = 0; i < mi_inquiry_voices(inquiry); i++)
            if (mi_inquiry_speaks(inquiry, i) && rank_of(inquiry, i) == rank)
                judge_voice(inquiry, i, &inquiry->findings[inquiry->finding_count++]);
}

static int compare_findings(const void *left, const void *right)
{
    const struct mi_finding *a = left;
    const struct mi_finding *b = right;
    int order = (int)a->verdict.kind - (int)b->verdict.kind;
    if (order == 0)
        order = mi_address_compare(a->address, b->address);
    if (order == 0)
        order = (a->device > b->device) - (a->device < b->device);
    return order != 0 ? order : (int)a->is_second - (int)b->is_second;
}

void mi_inquiry_conclude(struct mi_inquiry *inquiry, void (*progress)(void *context, double share),
                         void *context)
{
    mi_inquiry_search(inquiry, progress, context);
    mi_inquiry_match(inquiry);
    mi_inquiry_mend(inquiry, progress, context);
    find_strays(inquiry);
    find_devices(inquiry);
    if (inquiry->finding_count == 0 && inquiry->options.mac != NULL)
        find_absent(inquiry, &inquiry->findings[inquiry->finding_count++]);
    qsort(inquiry->findings, inquiry->finding_count, sizeof *inquiry->findings, compare_findings);
}

size_t mi_inquiry_count(const struct mi_inquiry *inquiry)
{
    return inquiry->finding_count;
}

const struct mi_finding *mi_inquiry_finding(const struct mi_inquiry *inquiry, size_t index)
{
    return index < inquiry->finding_count ? &inquiry->findings[index] : NULL;
}
