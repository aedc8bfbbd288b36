/* Mends keys that open nothing: for which devices, and which keys; how stands in repair.h. */
#include "beacon/open.h"
#include "devices/inquiry_parts.h"

#include <stdlib.h>
#include <string.h>

enum {
    STRANGERS_MAX = 16, /* devices that nobody asked for */
    MENDS_MAX = 64,     /* keys of which everything is tried, in vain */
};

/* What a key is mended on: frames of one binding, or of some. */
struct patient {
    struct mi_inquiry *inquiry;
    struct mi_mending *mending;
    struct mi_envelope envelopes[1 + MI_SAMPLES];
    const struct mi_envelope *frames[1 + MI_SAMPLES]; /* these */
    size_t frame_count;
    void (*progress)(void *context, double share);
    void *context;
};

bool mi_inquiry_is_stopped(const struct mi_inquiry *inquiry)
{
    const struct mi_mend_options *mend = &inquiry->options.mend;
    return mend->stops != NULL && mend->stops(mend->context);
}

const struct mi_mending *mi_inquiry_mending(const struct mi_inquiry *inquiry, uint32_t voice)
{
    for (size_t i = 0; i < inquiry->mending_count; i++)
        if (inquiry->mendings[i].voice == voice)
            return &inquiry->mendings[i];
    return NULL;
}

/* --- one key --- */

static bool is_over(const struct mi_inquiry *inquiry)
{
    return inquiry->mends >= MENDS_MAX || mi_inquiry_is_stopped(inquiry);
}

static bool stops(void *context)
{
    const struct patient *patient = context;
    return mi_inquiry_is_stopped(patient->inquiry);
}

static void show(void *context, double share)
{
    const struct patient *patient = context;
    if (patient->progress != NULL && share < 1)
        patient->progress(patient->context, share);
}

static bool mend(struct patient *patient, struct mi_typed_key typed)
{
    struct mi_inquiry *inquiry = patient->inquiry;
    const struct mi_address own = mi_inquiry_device(inquiry, patient->mending->voice)->address;
    const struct mi_repair_task task = {
        .text = typed.text,
        .length = typed.length,
        .frames = patient->frames,
        .frame_count = patient->frame_count,
        .given = &own,
        .ccm = inquiry->options.ccm,
        .frame = inquiry->frame,
        .is_deep = inquiry->options.mend.is_deep,
        .progress = show,
        .stops = stops,
        .context = patient,
    };
    bool is_mended = mi_repair(&task, &patient->mending->repair);
    inquiry->mends += !is_mended;
    return is_mended;
}

/* A key has one device: what opens another, or was mended for another, is its key. */
static bool is_taken(const struct mi_inquiry *inquiry, bool has_key, size_t key)
{
    for (size_t i = 0; i < inquiry->mending_count; i++) {
        const struct mi_mending *mending = &inquiry->mendings[i];
        if (mending->repair.damage != NULL && mending->has_key == has_key && mending->key == key)
            return true;
    }
    return has_key && mi_inquiry_opens(inquiry, key);
}

static bool mend_key(struct patient *patient, size_t key)
{
    const struct mi_key *bytes = &patient->inquiry->options.keys.keys[key];
    char digits[2 * MI_KEY_SIZE + 1];
    struct mi_text text = mi_text(digits, sizeof digits);
    if (is_taken(patient->inquiry, true, key))
        return false;
    mi_text_bytes(&text, bytes->bytes, bytes->size, '\0');
    patient->mending->has_key = true;
    patient->mending->key = key;
    bool is_mended = mend(patient, (struct mi_typed_key){.text = digits, .length = text.length});
    mi_wipe(digits, sizeof digits);
    return is_mended;
}

static bool mend_typed(struct patient *patient, size_t index)
{
    if (is_taken(patient->inquiry, false, index))
        return false;
    patient->mending->has_key = false;
    patient->mending->key = index;
    return mend(patient, patient->inquiry->options.mend.typed[index]);
}

/* --- one device --- */

static bool mend_keys(struct patient *patient, struct mi_address address)
{
    const struct mi_inquiry *inquiry = patient->inquiry;
    struct mi_range ranges[MI_RANGES];
    mi_inquiry_ranges(inquiry, address, ranges);
    for (size_t i = 0; i < inquiry->options.mend.typed_count && !is_over(inquiry); i++)
        if (mi_inquiry_is_typed_for(inquiry, &inquiry->options.mend.typed[i], address) &&
            mend_typed(patient, i))
            return true;
    for (size_t r = 0; r < MI_RANGES; r++)
        for (size_t i = 0; i < ranges[r].count && !is_over(inquiry); i++)
            if (mend_key(patient, ranges[r].first + i))
                return true;
    return false;
}

static void add_frame(struct patient *patient, const struct mi_kept *sample)
{
    struct mi_envelope *envelope = &patient->envelopes[patient->frame_count];
    *envelope = mi_kept_envelope(sample);
    patient->frames[patient->frame_count++] = envelope;
}

static void add_samples(struct patient *patient, const struct mi_evidence *evidence, uint8_t first,
                        uint8_t end)
{
    for (uint8_t i = first; i < end; i++)
        add_frame(patient, &evidence->samples[i]);
}

/* What opens no new frame may be the key of a binding before: of the last one, or of the first. */
static void mend_former(struct patient *patient, const struct mi_evidence *evidence,
                        struct mi_address address)
{
    struct mi_mending since = *patient->mending;
    patient->frame_count = 0;
    if (evidence->has_sample_before_fall)
        add_frame(patient, evidence->before_fall);
    add_samples(patient, evidence, 0, MI_SAMPLES / 2);
    patient->mending->is_former = mend_keys(patient, address);
    if (!patient->mending->is_former)
        *patient->mending = since;
    mi_wipe(&since, sizeof since);
}

static void mend_device(struct mi_inquiry *inquiry, uint32_t voice,
                        void (*progress)(void *, double), void *context)
{
    const struct mi_evidence *evidence = mi_inquiry_evidence(inquiry, voice);
    struct mi_mending *mending = &inquiry->mendings[inquiry->mending_count];
    struct patient patient = {
        .inquiry = inquiry, .mending = mending, .progress = progress, .context = context};
    bool is_renewed = evidence->has_fallen && evidence->sample_count == MI_SAMPLES;
    *mending = (struct mi_mending){.voice = voice};
    const struct mi_address address = mi_inquiry_device(inquiry, voice)->address;
    add_samples(&patient, evidence, is_renewed ? MI_SAMPLES / 2 : 0, evidence->sample_count);
    if (!mend_keys(&patient, address) && is_renewed)
        mend_former(&patient, evidence, address);
    inquiry->mending_count++;
    if (progress != NULL)
        progress(context, 1);
}

/* --- which devices --- */

static bool is_broken(const struct mi_inquiry *inquiry, uint32_t voice)
{
    const struct mi_device *device = mi_inquiry_device(inquiry, voice);
    const struct mi_evidence *evidence = mi_inquiry_evidence(inquiry, voice);
    bool is_meant = mi_inquiry_is_asked(inquiry, device->address) ||
                    (inquiry->options.mac == NULL && mi_inquiry_is_key_given(inquiry));
    return is_meant && mi_inquiry_speaks(inquiry, voice) && evidence->sample_count > 0 &&
           evidence->untried == 0 && !mi_evidence_opens(evidence) && mi_device_encrypts(device);
}

bool mi_inquiry_is_unmended(const struct mi_inquiry *inquiry, uint32_t voice)
{
    return inquiry->mends >= MENDS_MAX && mi_inquiry_mending(inquiry, voice) == NULL &&
           is_broken(inquiry, voice) &&
           mi_inquiry_is_asked(inquiry, mi_inquiry_device(inquiry, voice)->address);
}

/* Puts a device where it belongs among those with the most encrypted frames. */
static void rank(const struct mi_inquiry *inquiry, uint32_t voice, uint32_t *ranked, size_t *count,
                 size_t room)
{
    size_t at = *count;
    while (at > 0 && mi_inquiry_evidence(inquiry, ranked[at - 1])->sealed <
                         mi_inquiry_evidence(inquiry, voice)->sealed)
        at--;
    if (at == room)
        return;
    *count += *count < room;
    memmove(ranked + at + 1, ranked + at, (*count - at - 1) * sizeof *ranked);
    ranked[at] = voice;
}

void mi_inquiry_mend(struct mi_inquiry *inquiry, void (*progress)(void *context, double share),
                     void *context)
{
    uint32_t ranked[MI_MENDINGS_MAX];
    size_t count = 0;
    size_t room = mi_inquiry_is_key_given(inquiry) ? STRANGERS_MAX : MI_MENDINGS_MAX;
    if (inquiry->options.ccm == NULL)
        return;
    for (uint32_t i = 0; i < mi_inquiry_voices(inquiry); i++)
        if (is_broken(inquiry, i))
            rank(inquiry, i, ranked, &count, room);
    for (size_t i = 0; i < count && !is_over(inquiry); i++)
        mend_device(inquiry, ranked[i], progress, context);
}
