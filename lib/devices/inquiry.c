#include "devices/inquiry.h"

#include "base/hash.h"
#include "beacon/open.h"
#include "devices/inquiry_parts.h"

#include <stdlib.h>
#include <string.h>

enum {
    SETTLED_CLOSED = 5, /* frames that did not open: the key is wrong, damage is rarer than that */
    SETTLED_OPENED = 2,
    SETTLED_PLAIN = 3,
};

/* --- addresses and keys --- */

struct mi_range mi_inquiry_keys_of(const struct mi_key_set *set, struct mi_address owner)
{
    size_t low = 0;
    size_t high = set->owned;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (mi_address_compare(set->owners[middle], owner) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    struct mi_range range = {.first = low};
    while (low + range.count < set->owned &&
           mi_address_compare(set->owners[low + range.count], owner) == 0)
        range.count++;
    return range;
}

size_t mi_inquiry_same_key(const struct mi_key_set *set, struct mi_range range, size_t key)
{
    const struct mi_key *wanted = &set->keys[key];
    for (size_t i = range.first; i < range.first + range.count; i++)
        if (set->keys[i].size == wanted->size &&
            memcmp(set->keys[i].bytes, wanted->bytes, wanted->size) == 0)
            return i;
    return key;
}

static bool has_loose_keys(const struct mi_inquiry *inquiry)
{
    return inquiry->options.keys.count > inquiry->options.keys.owned;
}

bool mi_inquiry_is_key_given(const struct mi_inquiry *inquiry)
{
    return has_loose_keys(inquiry) || inquiry->options.bad_key_digits > 0;
}

/* A key, or what stands where it should. */
static bool has_own_keys(const struct mi_inquiry *inquiry, struct mi_address address)
{
    const struct mi_key_set *set = &inquiry->options.keys;
    return mi_inquiry_keys_of(set, address).count > 0 ||
           mi_inquiry_keys_of(set, mi_address_reversed(address)).count > 0 ||
           mi_inquiry_typed_of(inquiry, address) != NULL;
}

static bool is_in_question(const struct mi_inquiry *inquiry, struct mi_address address)
{
    const struct mi_address *mac = inquiry->options.mac;
    return mac != NULL && (mi_address_equal(address, *mac) ||
                           mi_address_equal(address, mi_address_reversed(*mac)));
}

bool mi_inquiry_is_asked(const struct mi_inquiry *inquiry, struct mi_address address)
{
    if (inquiry->options.mac != NULL)
        return is_in_question(inquiry, address);
    return !mi_inquiry_is_key_given(inquiry) && has_own_keys(inquiry, address);
}

/*
 * Keys without an owner: what is given is what is judged, and keys that are stored wait for the
 * search. Without any such, those of this address, those stored under it backwards, and those of
 * the device in question, whose frames may come without its address.
 */
void mi_inquiry_ranges(const struct mi_inquiry *inquiry, struct mi_address address,
                       struct mi_range ranges[MI_RANGES])
{
    const struct mi_key_set *set = &inquiry->options.keys;
    const struct mi_address *mac = inquiry->options.mac;
    memset(ranges, 0, MI_RANGES * sizeof *ranges);
    ranges[0] = (struct mi_range){set->owned, set->count - set->owned};
    if (mi_inquiry_is_key_given(inquiry))
        return;
    ranges[1] = mi_inquiry_keys_of(set, address);
    ranges[2] = mi_inquiry_keys_of(set, mi_address_reversed(address));
    if (mac != NULL)
        ranges[3] = mi_inquiry_keys_of(set, *mac);
}

bool mi_inquiry_is_typed_for(const struct mi_inquiry *inquiry, const struct mi_typed_key *typed,
                             struct mi_address address)
{
    if (typed->file == NULL)
        return true;
    return !mi_inquiry_is_key_given(inquiry) &&
           (mi_address_equal(typed->owner, address) ||
            mi_address_equal(typed->owner, mi_address_reversed(address)));
}

/* Those of rings come first, sorted by owner. */
static const struct mi_typed_key *typed_for(const struct mi_mend_options *mend,
                                            struct mi_address owner)
{
    size_t first = 0;
    size_t end = mend->typed_count;
    while (first < end) {
        size_t middle = first + (end - first) / 2;
        const struct mi_typed_key *typed = &mend->typed[middle];
        if (typed->file != NULL && mi_address_compare(typed->owner, owner) < 0)
            first = middle + 1;
        else
            end = middle;
    }
    bool is_there = first < mend->typed_count && mend->typed[first].file != NULL &&
                    mi_address_equal(mend->typed[first].owner, owner);
    return is_there ? &mend->typed[first] : NULL;
}

const struct mi_typed_key *mi_inquiry_typed_of(const struct mi_inquiry *inquiry,
                                               struct mi_address address)
{
    const struct mi_mend_options *mend = &inquiry->options.mend;
    if (mi_inquiry_is_key_given(inquiry))
        return NULL;
    const struct mi_typed_key *typed = typed_for(mend, address);
    return typed != NULL ? typed : typed_for(mend, mi_address_reversed(address));
}

bool mi_inquiry_is_candidate(const struct mi_range ranges[MI_RANGES], size_t key)
{
    for (size_t i = 0; i < MI_RANGES; i++)
        if (key >= ranges[i].first && key - ranges[i].first < ranges[i].count)
            return true;
    return false;
}

/* --- voices --- */

uint32_t mi_inquiry_voices(const struct mi_inquiry *inquiry)
{
    return MI_VOICES * mi_devices_count(inquiry->devices);
}

const struct mi_device *mi_inquiry_device(const struct mi_inquiry *inquiry, uint32_t voice)
{
    return mi_devices_at(inquiry->devices, voice / MI_VOICES);
}

bool mi_inquiry_speaks(const struct mi_inquiry *inquiry, uint32_t voice)
{
    const struct mi_evidence *evidence = mi_inquiry_evidence(inquiry, voice);
    return mi_inquiry_device(inquiry, voice)->frames > 0 &&
           (voice % MI_VOICES == 0 || evidence->sealed > 1 || evidence->opened > 0);
}

/* The voice of the same key, or else of the same format. */
static struct mi_evidence *find_voice(struct mi_evidence *const voices[MI_VOICES],
                                      const struct mi_frame *frame, size_t key)
{
    bool is_opened = frame->seal.was_tried && frame->plain_size > 0;
    if (frame->seal.scheme == NULL)
        return voices[0];
    for (size_t i = 0; i < MI_VOICES && is_opened; i++)
        if (voices[i]->opened > 0 && voices[i]->key == key)
            return voices[i];
    for (size_t i = 0; i < MI_VOICES; i++)
        if (voices[i]->sealed == 0 || voices[i]->sealing.format == frame->format)
            return voices[i];
    return voices[MI_VOICES - 1];
}

/* --- an inquiry --- */

static size_t count_owners(const struct mi_key_set *set, const struct mi_mend_options *mend)
{
    size_t owners = 0;
    for (size_t i = 0; i < set->owned; i++)
        owners += i == 0 || !mi_address_equal(set->owners[i], set->owners[i - 1]);
    for (size_t i = 0; i < mend->typed_count; i++) {
        const struct mi_typed_key *typed = &mend->typed[i];
        bool is_other = i == 0 || !mi_address_equal(typed->owner, typed[-1].owner);
        owners +=
            typed->file != NULL && is_other && mi_inquiry_keys_of(set, typed->owner).count == 0;
    }
    return owners;
}

static bool make_sense(const struct mi_inquiry_options *options)
{
    const struct mi_key_set *set = &options->keys;
    return set->owned <= set->count && (set->owned == 0 || set->owners != NULL) &&
           (set->count == 0 || (set->keys != NULL && options->ccm != NULL)) &&
           options->device_limit <= MI_DEVICES_MAX;
}

struct mi_inquiry *mi_inquiry_new(const struct mi_inquiry_options *options)
{
    uint32_t limit = options->device_limit > 0 ? options->device_limit : MI_INQUIRY_DEVICES;
    size_t voices = (size_t)MI_VOICES * limit;
    struct mi_inquiry *inquiry = make_sense(options) ? calloc(1, sizeof *inquiry) : NULL;
    if (inquiry == NULL)
        return NULL;
    inquiry->options = *options;
    inquiry->owners = count_owners(&options->keys, &options->mend);
    inquiry->devices = mi_devices_new(limit);
    for (size_t i = 0; i < MI_VOICES; i++)
        inquiry->evidence[i] = calloc(limit, sizeof *inquiry->evidence[i]);
    inquiry->samples = calloc(voices, sizeof *inquiry->samples);
    inquiry->before_falls = calloc(voices, sizeof *inquiry->before_falls);
    inquiry->heard = calloc(1, sizeof *inquiry->heard);
    inquiry->frame = calloc(1, sizeof *inquiry->frame);
    inquiry->matches = calloc(voices, sizeof *inquiry->matches);
    inquiry->findings = calloc(voices, sizeof *inquiry->findings);
    inquiry->reasons = calloc(voices, MI_REASONS_MAX * sizeof *inquiry->reasons);
    if (inquiry->devices != NULL && inquiry->evidence[0] != NULL && inquiry->evidence[1] != NULL &&
        inquiry->samples != NULL && inquiry->before_falls != NULL && inquiry->heard != NULL &&
        inquiry->frame != NULL && inquiry->matches != NULL && inquiry->findings != NULL &&
        inquiry->reasons != NULL) {
        mi_devices_follow_no_readings(inquiry->devices);
        return inquiry;
    }
    mi_inquiry_free(inquiry);
    return NULL;
}

void mi_inquiry_free(struct mi_inquiry *inquiry)
{
    if (inquiry == NULL)
        return;
    mi_devices_free(inquiry->devices);
    for (size_t i = 0; i < MI_VOICES; i++)
        free(inquiry->evidence[i]);
    free(inquiry->samples);
    free(inquiry->before_falls);
    free(inquiry->heard);
    free(inquiry->frame);
    free(inquiry->matches);
    free(inquiry->findings);
    free(inquiry->reasons);
    mi_wipe(inquiry->mendings, inquiry->mending_count * sizeof *inquiry->mendings);
    mi_wipe(inquiry->tidings, inquiry->tiding_count * sizeof *inquiry->tidings);
    free(inquiry);
}

/* --- hearing --- */

bool mi_inquiry_open(const struct mi_inquiry *inquiry, struct mi_frame *frame,
                     struct mi_range range, const struct mi_address *given)
{
    const struct mi_opener opener = {
        .ccm = inquiry->options.ccm,
        .keys = inquiry->options.keys.keys + range.first,
        .key_count = range.count,
        .given = given,
    };
    if (range.count == 0)
        return false;
    mi_frame_open(frame, &opener);
    return frame->seal.scheme != NULL && frame->plain_size > 0;
}

/* One without any address is taken for one of the device in question. */
static struct mi_address identity_of(const struct mi_inquiry *inquiry, const struct mi_frame *frame)
{
    bool is_nameless = frame->address_source == MI_ADDRESS_NONE;
    return is_nameless && inquiry->options.mac != NULL ? *inquiry->options.mac
                                                       : mi_devices_owner(inquiry->devices, frame);
}

static size_t count_keys(const struct mi_range ranges[MI_RANGES])
{
    size_t count = 0;
    for (size_t i = 0; i < MI_RANGES; i++)
        count += ranges[i].count;
    return count;
}

/* Tries the candidates, first the one that opened the last frame; the key that opens this one. */
static size_t try_candidates(const struct mi_inquiry *inquiry, struct mi_evidence *evidence,
                             struct mi_frame *frame, struct mi_address address)
{
    struct mi_range ranges[1 + MI_RANGES] = {{evidence->key, evidence->opened > 0 ? 1 : 0}};
    mi_inquiry_ranges(inquiry, address, &ranges[1]);
    evidence->tries = count_keys(&ranges[1]);
    for (size_t i = 0; i < 1 + MI_RANGES; i++)
        if (mi_inquiry_open(inquiry, frame, ranges[i], inquiry->options.mac))
            return ranges[i].first + frame->seal.key_index;
    return 0;
}

static bool is_evidence_enough(const struct mi_evidence *evidence)
{
    if (mi_evidence_opens(evidence))
        return evidence->opened >= SETTLED_OPENED;
    return evidence->sealed >= SETTLED_CLOSED || evidence->plain >= SETTLED_PLAIN;
}

/* The device in question, or one that a key for whatever it fits opens, or all that have a key. */
static void note_settled(struct mi_inquiry *inquiry, const struct mi_device *device,
                         struct mi_evidence *const voices[MI_VOICES], struct mi_evidence *evidence)
{
    const struct mi_address *mac = inquiry->options.mac;
    if (evidence->is_settled || !is_evidence_enough(evidence))
        return;
    evidence->is_settled = true;
    bool is_opened = mi_evidence_opens(evidence);
    inquiry->settled_owners +=
        voices[0]->is_settled != voices[1]->is_settled && has_own_keys(inquiry, device->address);
    if (mac != NULL)
        inquiry->is_settled |= is_in_question(inquiry, device->address) ||
                               (is_opened && is_in_question(inquiry, evidence->nonce_address));
    else if (has_loose_keys(inquiry))
        inquiry->is_settled |= is_opened;
    else if (mi_inquiry_is_key_given(inquiry))
        inquiry->is_settled = true;
    else
        inquiry->is_settled |= inquiry->settled_owners == inquiry->owners && inquiry->owners > 0;
}

/* Of this device, since it has its place in the table; whenever that was. */
static bool was_heard(struct mi_inquiry *inquiry, const struct mi_evidence *evidence,
                      const struct mi_frame *frame)
{
    return mi_heard_before(inquiry->heard,
                           mi_hash_word(frame->envelope.hash, evidence->number) | 1);
}

/* A device that takes the place of another one has its room for samples. */
static void begin_voice(struct mi_evidence *evidence)
{
    if (evidence->number != 0) /* memory of a voice that was never heard stays untouched */
        *evidence = (struct mi_evidence){.samples = evidence->samples,
                                         .before_fall = evidence->before_fall};
}

static struct mi_device *find_device(struct mi_inquiry *inquiry, const struct mi_frame *frame,
                                     struct mi_evidence *voices[MI_VOICES])
{
    struct mi_device *device = mi_devices_get(inquiry->devices, identity_of(inquiry, frame));
    for (size_t i = 0; i < MI_VOICES; i++)
        voices[i] = inquiry->evidence[i] + (device - mi_devices_at(inquiry->devices, 0));
    if (device->frames > 0)
        return device;
    begin_voice(voices[0]);
    begin_voice(voices[1]);
    voices[0]->number = ++inquiry->numbers;
    if (mi_inquiry_is_asked(inquiry, device->address))
        mi_devices_keep(inquiry->devices, device, MI_WORTH_ASKED);
    return device;
}

/* Numbers the voice, and gives it samples at its first encrypted frame. */
static void begin_hearing(struct mi_inquiry *inquiry, struct mi_evidence *evidence, uint64_t number,
                          const struct mi_frame *frame)
{
    evidence->number = number;
    if (frame->seal.scheme == NULL || evidence->samples != NULL)
        return;
    evidence->samples = inquiry->samples[inquiry->sampled];
    evidence->before_fall = &inquiry->before_falls[inquiry->sampled++];
}

void mi_inquiry_hear(struct mi_inquiry *inquiry, struct mi_frame *frame,
                     const struct mi_advert *advert)
{
    struct mi_evidence *voices[MI_VOICES];
    struct mi_device *device = find_device(inquiry, frame, voices);
    struct mi_evidence *evidence = find_voice(voices, frame, 0);
    enum mi_status status;
    begin_hearing(inquiry, evidence, voices[0]->number, frame);
    evidence->is_nameless |=
        frame->address_source == MI_ADDRESS_NONE && inquiry->options.mac == NULL;
    mi_evidence_see(evidence, frame);
    if (mi_device_hear_copy(device, frame->envelope.hash, advert, &status))
        return;
    if (was_heard(inquiry, voices[0], frame)) {
        mi_device_hear_again(device, frame, advert);
        return;
    }
    bool is_noisy = mi_device_doubts(device, frame, advert);
    size_t key = 0;
    if (frame->status == MI_STATUS_KEY_MISSING)
        key = try_candidates(inquiry, evidence, frame, device->address);
    evidence = find_voice(voices, frame, key);
    begin_hearing(inquiry, evidence, voices[0]->number, frame);
    (void)mi_device_hear(device, frame, advert);
    mi_evidence_add(evidence, frame, key, advert->time, is_noisy);
    if (frame->seal.was_tried)
        mi_devices_keep(inquiry->devices, device,
                        mi_evidence_opens(evidence) ? MI_WORTH_OPENED : MI_WORTH_TRIED);
    note_settled(inquiry, device, voices, evidence);
}

bool mi_inquiry_tell(struct mi_inquiry *inquiry, struct mi_address address, struct mi_reason reason,
                     const struct mi_key *key)
{
    struct mi_tiding tiding = {.address = address, .reason = reason};
    if (key != NULL)
        tiding.key = *key;
    for (size_t i = 0; i < inquiry->tiding_count; i++) {
        struct mi_tiding *told = &inquiry->tidings[i];
        if (told->reason.code != reason.code || !mi_address_equal(told->address, address))
            continue;
        if (reason.time > told->reason.time)
            *told = tiding;
        return true;
    }
    if (inquiry->tiding_count == MI_TIDINGS_MAX)
        return false;
    inquiry->tidings[inquiry->tiding_count++] = tiding;
    return true;
}

bool mi_inquiry_has_heard(const struct mi_inquiry *inquiry, struct mi_address address)
{
    const struct mi_device *device = mi_devices_find(inquiry->devices, address);
    return device != NULL && device->frames > 0;
}

uint64_t mi_inquiry_dropped(const struct mi_inquiry *inquiry)
{
    return mi_devices_dropped(inquiry->devices);
}

/* Names of what sends no frames would only fill the table. */
void mi_inquiry_take_name(struct mi_inquiry *inquiry, struct mi_address address,
                          const struct mi_ad *ad)
{
    struct mi_device *device = mi_devices_find(inquiry->devices, address);
    if (device != NULL)
        mi_device_take_name(device, ad);
}

bool mi_inquiry_is_settled(const struct mi_inquiry *inquiry)
{
    return inquiry->is_settled;
}
