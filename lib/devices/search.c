/* Tries what is left to try on the devices that no candidate opens: other addresses, all keys. */
#include "beacon/open.h"
#include "devices/inquiry_parts.h"

enum {
    OTHER_ADDRESSES_MAX = 256,
    PROGRESS_STEP = 64, /* keys between two calls of the progress function */
    PROOF = 2,          /* samples that a key has to open, unless one of them proves it */
};

/* A candidate of the same bytes as a key that is none: the same key, given twice. */
static size_t same_candidate(const struct mi_inquiry *inquiry,
                             const struct mi_range ranges[MI_RANGES], size_t key)
{
    const struct mi_key_set *set = &inquiry->options.keys;
    size_t same = key;
    for (size_t i = 0; i < MI_RANGES && same == key; i++)
        same = mi_inquiry_same_key(set, ranges[i], key);
    return same;
}

/* Records how inquiry->frame was opened after all, and how many of the samples were. */
static void note_found(struct mi_inquiry *inquiry, uint32_t voice, size_t key, uint32_t opened)
{
    struct mi_range ranges[MI_RANGES];
    struct mi_evidence *evidence = &inquiry->evidence[voice];
    mi_inquiry_ranges(inquiry, mi_inquiry_device(inquiry, voice)->address, ranges);
    key = same_candidate(inquiry, ranges, key);
    mi_evidence_take_key(evidence, inquiry->frame, key);
    evidence->has_other_key = false;
    evidence->is_no_candidate =
        key < inquiry->options.keys.owned && !mi_inquiry_is_candidate(ranges, key);
    evidence->opened_by_search = true;
    evidence->searched = evidence->sample_count;
    evidence->opened = opened;
    evidence->known = opened;
}

static bool sample_opens(struct mi_inquiry *inquiry, const struct mi_sample *sample, size_t key,
                         const struct mi_address *address)
{
    return mi_frame_read_envelope(inquiry->frame, &sample->envelope) &&
           mi_inquiry_open(inquiry, inquiry->frame, (struct mi_range){key, 1}, address) &&
           inquiry->frame->seal.belief >= MI_BELIEF_KNOWN;
}

/* Among so many tries a MIC fits by chance now and then, but then the object is not a known one. */
static bool is_proof(const struct mi_frame *frame)
{
    return frame->status == MI_STATUS_OK &&
           (!mi_format_has_objects(frame->format) ||
            (frame->object_count > 0 && frame->objects[0].type != NULL));
}

/* Looks closer at a key that seems to open a device; true when it does. */
static bool confirm(struct mi_inquiry *inquiry, uint32_t voice, size_t key,
                    const struct mi_address *address)
{
    const struct mi_evidence *evidence = &inquiry->evidence[voice];
    const struct mi_sample *last = NULL;
    uint32_t opened = 0;
    bool is_proven = false;
    for (uint8_t i = 0; i < evidence->sample_count; i++) {
        if (!sample_opens(inquiry, &evidence->samples[i], key, address))
            continue;
        last = &evidence->samples[i];
        is_proven = is_proven || is_proof(inquiry->frame);
        opened++;
    }
    if (!is_proven && opened < PROOF)
        return false;
    (void)sample_opens(inquiry, last, key, address);
    note_found(inquiry, voice, key, opened);
    return true;
}

/* --- suspects --- */

static bool make_suspect(struct mi_inquiry *inquiry, uint32_t voice, struct mi_suspect *suspect)
{
    const struct mi_evidence *evidence = &inquiry->evidence[voice];
    *suspect = (struct mi_suspect){.voice = voice, .is_nameless = evidence->untried > 0};
    if (!mi_inquiry_speaks(inquiry, voice) || mi_evidence_opens(evidence))
        return false;
    for (uint8_t i = 0; i < evidence->sample_count; i++) {
        if (!mi_frame_read_envelope(inquiry->frame, &evidence->samples[i].envelope) ||
            inquiry->frame->seal.scheme == NULL)
            continue;
        suspect->seals[suspect->count++] = inquiry->frame->seal;
        suspect->lacks_address |= inquiry->frame->address_source != MI_ADDRESS_FRAME;
    }
    return suspect->count > 0;
}

static void set_address(struct mi_suspect *suspect, struct mi_address address)
{
    for (uint8_t i = 0; i < suspect->count; i++)
        mi_seal_set_address(&suspect->seals[i], address);
}

static bool seems_open(const struct mi_inquiry *inquiry, struct mi_suspect *suspect, size_t key)
{
    uint8_t plain[MI_FRAME_MAX];
    uint32_t opened = 0;
    for (uint8_t i = 0; i < suspect->count; i++) {
        opened += mi_seal_open(&suspect->seals[i], inquiry->options.ccm,
                               &inquiry->options.keys.keys[key], plain) &&
                  suspect->seals[i].belief >= MI_BELIEF_KNOWN;
        if (opened > 0 && !mi_seal_is_legacy(&suspect->seals[i]))
            return true;
    }
    return opened >= PROOF;
}

static bool try_address(struct mi_inquiry *inquiry, struct mi_suspect *suspect, size_t key,
                        struct mi_address address)
{
    set_address(suspect, address);
    return seems_open(inquiry, suspect, key) && confirm(inquiry, suspect->voice, key, &address);
}

/* It is told as the one given, which is written backwards. */
static bool try_backwards(struct mi_inquiry *inquiry, struct mi_suspect *suspect, size_t key,
                          struct mi_address given)
{
    set_address(suspect, mi_address_reversed(given));
    return seems_open(inquiry, suspect, key) && confirm(inquiry, suspect->voice, key, &given);
}

/* --- a candidate, with an address that the frames did not come from --- */

static bool try_addresses_with(struct mi_inquiry *inquiry, struct mi_suspect suspect, size_t key)
{
    uint32_t count = mi_devices_count(inquiry->devices);
    struct mi_address own = mi_inquiry_device(inquiry, suspect.voice)->address;
    if (try_address(inquiry, &suspect, key, mi_address_reversed(own)))
        return true;
    for (uint32_t i = 0; i < count && i < OTHER_ADDRESSES_MAX; i++)
        if (i != suspect.voice / MI_VOICES &&
            try_address(inquiry, &suspect, key, mi_devices_at(inquiry->devices, i)->address))
            return true;
    return false;
}

static bool try_other_addresses(struct mi_inquiry *inquiry, const struct mi_suspect *suspect)
{
    struct mi_range ranges[MI_RANGES];
    mi_inquiry_ranges(inquiry, mi_inquiry_device(inquiry, suspect->voice)->address, ranges);
    for (size_t i = 0; i < MI_RANGES; i++)
        for (size_t k = 0; k < ranges[i].count; k++)
            if (try_addresses_with(inquiry, *suspect, ranges[i].first + k))
                return true;
    return false;
}

/* --- all keys that have an owner --- */

/* With the address that the frames came from, and with that of the key's owner. */
static bool try_key(struct mi_inquiry *inquiry, struct mi_suspect *suspect, size_t key)
{
    struct mi_address owner = inquiry->options.keys.owners[key];
    struct mi_address own = mi_inquiry_device(inquiry, suspect->voice)->address;
    if (suspect->lacks_address &&
        (try_address(inquiry, suspect, key, owner) || try_backwards(inquiry, suspect, key, owner)))
        return true;
    if (suspect->is_nameless)
        return false;
    if (suspect->lacks_address)
        set_address(suspect, own);
    return seems_open(inquiry, suspect, key) && confirm(inquiry, suspect->voice, key, NULL);
}

/* Each key once, on all devices that are left: the cipher is set up anew for each key only. */
static void try_all_keys(struct mi_inquiry *inquiry, struct mi_suspect *suspects, size_t count,
                         void (*progress)(void *, double), void *context)
{
    size_t owned = inquiry->options.keys.owned;
    for (size_t key = 0; key < owned && count > 0; key++) {
        if (key % PROGRESS_STEP == 0 && mi_inquiry_is_stopped(inquiry))
            break;
        if (progress != NULL && key % PROGRESS_STEP == 0)
            progress(context, (double)key / (double)owned);
        for (size_t i = 0; i < count;) {
            if (try_key(inquiry, &suspects[i], key))
                suspects[i] = suspects[--count];
            else
                i++;
        }
    }
    if (progress != NULL)
        progress(context, 1);
}

void mi_inquiry_search(struct mi_inquiry *inquiry, void (*progress)(void *context, double share),
                       void *context)
{
    uint32_t voices = mi_inquiry_voices(inquiry);
    struct mi_suspect *suspects = inquiry->suspects;
    size_t count = 0;
    for (uint32_t i = 0; i < voices; i++)
        if (make_suspect(inquiry, i, &suspects[count]) &&
            !try_other_addresses(inquiry, &suspects[count]))
            count++;
    if (count > 0)
        try_all_keys(inquiry, suspects, count, progress, context);
}
