#include "devices/evidence.h"

#include "beacon/format.h"
#include "beacon/formats/mibeacon.h"
#include "devices/counter.h"

#include <string.h>

enum {
    RESTART_STEP = 512, /* the vendor's SDK adds this to the counter saved at a restart */
    RESTART_STEP_MAX = 1023,
    VOTES_MAX = 8,
    CHANGE_RUN = 3, /* frames in a row that do not open make a change, */
    FALL_NEAR = 2,  /* or fewer when the counter fell so near */
    OBJECT_PAIRING = 0x0002,
    PVVX_FRAMES = 2,  /* of each kind that tells it from other firmware */
    DAMAGE_SHARE = 8, /* so many frames to one that is out of order, or more */
    NOISE_SHARE = 4,  /* so many frames to one that seems to be damaged, or more */
    FEW = 2,          /* legacy frames that a key has to open, if there are so many */
    CHECK_BITS = 8,   /* wrong keys pass the check of sizes, of an id, or of a byte so seldom */
    SURE_BITS = 5,    /* that a key opens frames by chance has to be so seldom */
    TRIES_BITS = 32,  /* there are fewer keys */
};

/* --- samples --- */

/* Of the last two, the older one is where the next goes. */
static struct mi_kept *next_sample(struct mi_evidence *evidence)
{
    size_t last = MI_SAMPLES / 2 + evidence->sealed % (MI_SAMPLES / 2);
    return &evidence->samples[evidence->sample_count < MI_SAMPLES ? evidence->sample_count : last];
}

static void keep_sample(struct mi_evidence *evidence, const struct mi_frame *frame)
{
    if (mi_keep(next_sample(evidence), &frame->envelope) && evidence->sample_count < MI_SAMPLES)
        evidence->sample_count++;
}

/* The counter fell with the last frame, and the one that follows is about to be kept. */
static void keep_before_fall(struct mi_evidence *evidence)
{
    evidence->has_sample_before_fall = evidence->sample_count == MI_SAMPLES;
    if (evidence->has_sample_before_fall)
        *evidence->before_fall = *next_sample(evidence);
}

/* --- the counter --- */

static bool follows(uint32_t counter, uint32_t before)
{
    return mi_step_is_ordinary((int64_t)counter - before);
}

static void believe_counter(struct mi_evidence *evidence, uint32_t counter, uint8_t support)
{
    evidence->counter = counter;
    evidence->counter_support = support;
    evidence->has_doubt = false;
}

static void note_step(struct mi_evidence *evidence, const struct mi_step *step)
{
    if (step->to < step->from) {
        evidence->has_fallen = true;
        evidence->fall = *step;
        keep_before_fall(evidence);
    } else if (step->to - step->from >= RESTART_STEP && step->to - step->from <= RESTART_STEP_MAX) {
        evidence->has_jumped = true;
        evidence->jump = *step;
    }
}

/*
 * A counter out of line counts when the next one follows it: damage does not repeat itself. Nor
 * does it when it came first, so a counter that nothing followed is no start.
 */
static void add_counter(struct mi_evidence *evidence, uint32_t counter, mi_time time)
{
    const struct mi_step doubt = evidence->doubt;
    if (evidence->counter_support == 0) {
        evidence->first_counter = counter;
        believe_counter(evidence, counter, 1);
    } else if (follows(counter, evidence->counter)) {
        believe_counter(evidence, counter, 2);
    } else if (evidence->has_doubt && follows(counter, doubt.to)) {
        if (evidence->counter_support > 1)
            note_step(evidence, &doubt);
        else
            evidence->first_counter = doubt.to;
        believe_counter(evidence, counter, 2);
    } else {
        evidence->has_doubt = true;
        evidence->doubt = (struct mi_step){evidence->counter, counter, evidence->sealed, time};
    }
}

static void vote_idle_counter(struct mi_evidence *evidence, uint32_t counter)
{
    if (evidence->idle_votes == 0)
        evidence->idle_counter = counter;
    if (evidence->idle_counter == counter)
        evidence->idle_votes++;
    else
        evidence->idle_votes--;
}

/* --- what was tried --- */

static bool is_proven(const struct mi_frame *frame)
{
    return frame->seal.scheme != NULL && frame->plain_size > 0 && !mi_seal_is_legacy(&frame->seal);
}

static void vote_sealing(struct mi_evidence *evidence, const struct mi_frame *frame)
{
    const struct mi_sealing sealing = {frame->format, mi_seal_is_legacy(&frame->seal),
                                       frame->has_version ? frame->version : (uint8_t)0};
    const struct mi_sealing *elected = &evidence->sealing;
    bool is_same = sealing.format == elected->format && sealing.version == elected->version;
    if (is_same && evidence->sealing_votes < VOTES_MAX)
        evidence->sealing_votes++;
    else if (!is_same && !is_proven(frame) && evidence->sealing_votes > 0)
        evidence->sealing_votes--;
    else if (!is_same) {
        evidence->sealing = sealing;
        evidence->sealing_votes = 1;
    }
}

static void vote_plain(struct mi_evidence *evidence, const struct mi_format *format)
{
    if (evidence->plain_votes == 0)
        evidence->plain_format = format;
    if (evidence->plain_format != format)
        evidence->plain_votes--;
    else if (evidence->plain_votes < VOTES_MAX)
        evidence->plain_votes++;
}

/* From now on it is about the key that opens the newer frames. */
static void change_key(struct mi_evidence *evidence)
{
    evidence->has_other_key = !evidence->sealing.is_legacy;
    evidence->opened = 0;
    evidence->known = 0;
    evidence->check_bytes = 0;
    evidence->first_opened = 0;
    evidence->longest_gap = 0;
    evidence->noisy_before = 0;
}

void mi_evidence_take_key(struct mi_evidence *evidence, const struct mi_frame *frame, size_t key)
{
    evidence->key = key;
    evidence->key_form = frame->seal.key_form;
    evidence->address_source = frame->address_source;
    evidence->nonce_address = frame->address;
    evidence->quirks = frame->quirks;
}

static void add_opened(struct mi_evidence *evidence, const struct mi_frame *frame, size_t key,
                       mi_time time)
{
    if (evidence->opened > 0 && key != evidence->key)
        change_key(evidence);
    if (evidence->opened > 0 &&
        evidence->sealed - evidence->last_opened - 1 > evidence->longest_gap)
        evidence->longest_gap = evidence->sealed - evidence->last_opened - 1;
    if (evidence->opened == 0) {
        evidence->first_opened = evidence->sealed;
        evidence->first_opened_time = time;
    }
    evidence->opened++;
    evidence->known += frame->seal.belief >= MI_BELIEF_KNOWN;
    evidence->noisy_since = 0;
    evidence->check_bytes += frame->seal.tag_fits;
    evidence->last_opened = evidence->sealed;
    evidence->last_opened_time = time;
    mi_evidence_take_key(evidence, frame, key);
}

static void add_closed(struct mi_evidence *evidence, mi_time time, bool is_noisy)
{
    if (evidence->sealed == evidence->last_opened + 1)
        evidence->next_failed_time = time;
    evidence->noisy += is_noisy;
    evidence->noisy_since += is_noisy;
    evidence->noisy_before += is_noisy && evidence->opened == 0;
}

/*
 * Of two keys that seem to open legacy frames, or two forms of one, the one that does so more than
 * once is right, and one that gives known objects before one that does not.
 */
static bool is_chance(const struct mi_evidence *evidence, const struct mi_seal *seal, size_t key)
{
    bool is_other = key != evidence->key || seal->key_form != evidence->key_form;
    uint32_t believed =
        seal->belief < MI_BELIEF_KNOWN ? evidence->opened + evidence->known : evidence->known;
    return mi_seal_is_legacy(seal) && is_other && believed > 1;
}

static void add_sealed(struct mi_evidence *evidence, const struct mi_frame *frame, size_t key,
                       mi_time time, bool is_noisy)
{
    bool is_opened =
        frame->seal.was_tried && frame->plain_size > 0 && !is_chance(evidence, &frame->seal, key);
    evidence->sealed++;
    evidence->bare += frame->envelope.is_bare;
    evidence->untried += frame->address_source == MI_ADDRESS_NONE && !frame->seal.was_tried;
    vote_sealing(evidence, frame);
    if (frame->has_version && frame->counter_bits == 32)
        add_counter(evidence, frame->counter, time);
    keep_sample(evidence, frame);
    if (is_opened)
        add_opened(evidence, frame, key, time);
    else
        add_closed(evidence, time, is_noisy);
}

/* --- custom firmware that speaks MiBeacon --- */

static bool can_have_pvvx(const struct mi_frame *frame)
{
    return frame->product != NULL && frame->product->has_pvvx;
}

/*
 * pvvx's firmware in its MiBeacon mode. In plain it sends version 3, where the product's own
 * firmware encrypts with version 5. Encrypted, the two lowest bits of its counter say what is in
 * the frame: temperature (0) and humidity (1) in 5 bytes, the battery (2) in 4, nothing (3);
 * Xiaomi's sends readings with every other counter, and the battery seldom. Source:
 * ATC_MiThermometer by pvvx, src/mi_beacon.c and README.md.
 */
static void note_plain(struct mi_evidence *evidence, const struct mi_frame *frame)
{
    static const uint16_t READINGS[] = {0x1004, 0x1006, 0x100a, 0x100d};
    if (!can_have_pvvx(frame) || frame->version > MI_VERSION_LEGACY || frame->object_count == 0)
        return;
    for (size_t i = 0; i < sizeof READINGS / sizeof READINGS[0]; i++)
        evidence->pvvx.plain += frame->objects[0].id == READINGS[i];
}

/* `size`: bytes of cipher text, 0 of an idle frame. */
static void note_order(struct mi_evidence *evidence, const struct mi_frame *frame, size_t size)
{
    static const uint8_t SIZES[] = {5, 5, 4, 0};
    unsigned step = frame->counter & 3;
    if (!can_have_pvvx(frame))
        return;
    evidence->pvvx.humidity += size == SIZES[step] && step == 1;
    evidence->pvvx.battery += size == SIZES[step] && step == 2;
    evidence->pvvx.others += size != SIZES[step];
}

/* --- frames of each kind --- */

static void add_objects(struct mi_evidence *evidence, const struct mi_frame *frame)
{
    for (size_t i = 0; i < frame->object_count; i++) {
        const struct mi_object *object = &frame->objects[i];
        evidence->pairing += frame->has_version && object->id == OBJECT_PAIRING;
        if (object->type != NULL || evidence->is_unknown_proven)
            continue;
        evidence->has_unknown_object = true;
        evidence->is_unknown_proven = is_proven(frame);
        evidence->unknown_object = object->id;
    }
}

/* A frame can also be cut when nothing around it told its length. */
static bool is_cut(const struct mi_frame *frame)
{
    return frame->status == MI_STATUS_TRUNCATED &&
           (frame->envelope.missing > 0 || frame->envelope.is_bare);
}

void mi_evidence_see(struct mi_evidence *evidence, const struct mi_frame *frame)
{
    bool is_sealed = frame->seal.scheme != NULL && !is_cut(frame);
    evidence->has_nameless |= is_sealed && frame->address_source == MI_ADDRESS_NONE;
    evidence->is_confirmed |= frame->address_source == MI_ADDRESS_FRAME &&
                              frame->envelope.has_advertiser &&
                              mi_address_equal(frame->address, frame->envelope.advertiser);
    if (frame->status == MI_STATUS_EMPTY)
        vote_idle_counter(evidence, frame->counter);
}

void mi_evidence_add(struct mi_evidence *evidence, const struct mi_frame *frame, size_t key,
                     mi_time time, bool is_noisy)
{
    add_objects(evidence, frame);
    if (frame->status == MI_STATUS_UNSUPPORTED) {
        evidence->bad_version = frame->version;
        evidence->is_version_old = frame->problem.code == MI_P_VERSION_OLD;
    } else if (is_cut(frame)) {
        bool is_own_doing = frame->problem.code == MI_P_CUT_BY_DEVICE;
        evidence->cut += !is_own_doing;
        evidence->cut_by_device += is_own_doing;
    } else if (frame->seal.scheme != NULL) {
        add_sealed(evidence, frame, key, time, is_noisy);
        note_order(evidence, frame, frame->seal.cipher_text.left);
    } else if (frame->status == MI_STATUS_EMPTY) {
        evidence->idle++;
        note_order(evidence, frame, 0);
    } else if (frame->status == MI_STATUS_PLAIN) {
        evidence->plain++;
        note_plain(evidence, frame);
        vote_plain(evidence, frame->format);
    } else {
        evidence->malformed++;
    }
}

/* --- what it comes to --- */

static bool fell_near(const struct mi_evidence *evidence, uint32_t frame)
{
    return evidence->has_fallen && evidence->fall.frame + FALL_NEAR >= frame &&
           evidence->fall.frame <= frame + FALL_NEAR;
}

/*
 * Where frames are damaged in between, more of them at an end are no surprise; nor are those of
 * which most are `noisy`, while such are few in all. That the counter fell is no damage.
 */
static bool is_change(const struct mi_evidence *evidence, uint32_t run, uint32_t noisy,
                      uint32_t frame)
{
    bool is_noise = 2 * noisy > run && NOISE_SHARE * evidence->noisy <= evidence->sealed;
    if (evidence->opened == 0 || evidence->opened_by_search || run == 0)
        return false;
    return fell_near(evidence, frame) ||
           (!is_noise && run >= CHANGE_RUN && run > 2 * evidence->longest_gap);
}

bool mi_evidence_stopped(const struct mi_evidence *evidence)
{
    return evidence->is_void || is_change(evidence, evidence->sealed - evidence->last_opened,
                                          evidence->noisy_since, evidence->last_opened + 1);
}

bool mi_evidence_started(const struct mi_evidence *evidence)
{
    return evidence->has_other_key || is_change(evidence, evidence->first_opened - 1,
                                                evidence->noisy_before, evidence->first_opened);
}

/* Frames between the first and the last that opened, these included. */
static uint32_t span_of(const struct mi_evidence *evidence)
{
    return evidence->opened_by_search ? evidence->searched
                                      : evidence->last_opened - evidence->first_opened + 1;
}

/* Any key gives whole objects in one of 256 frames. */
static bool opens_by_form(const struct mi_evidence *evidence)
{
    return 2 * evidence->opened >= evidence->sealed &&
           (evidence->opened >= FEW || evidence->opened == evidence->sealed);
}

/* Of many wrong keys, one passes what few do. */
static bool is_by_chance(const struct mi_evidence *evidence)
{
    uint64_t passed = (uint64_t)evidence->opened + evidence->known + evidence->check_bytes;
    uint64_t bits = CHECK_BITS * passed - SURE_BITS;
    return bits < TRIES_BITS && evidence->tries > UINT64_C(1) << bits;
}

bool mi_evidence_opens(const struct mi_evidence *evidence)
{
    if (evidence->opened == 0 || !evidence->sealing.is_legacy)
        return evidence->opened > 0;
    if (is_by_chance(evidence))
        return false;
    if (evidence->known == 0)
        return opens_by_form(evidence);
    return 2 * evidence->opened >= span_of(evidence) &&
           (evidence->opened >= FEW || evidence->sealed <= FEW);
}

uint32_t mi_evidence_damaged(const struct mi_evidence *evidence)
{
    uint32_t damaged = evidence->malformed + evidence->strayed;
    if (!mi_evidence_opens(evidence) || evidence->opened_by_search)
        return damaged;
    damaged += span_of(evidence) - evidence->opened;
    if (!mi_evidence_started(evidence))
        damaged += evidence->first_opened - 1;
    if (!mi_evidence_stopped(evidence))
        damaged += evidence->sealed - evidence->last_opened;
    return damaged;
}

bool mi_evidence_is_pvvx(const struct mi_evidence *evidence)
{
    uint32_t humidity = evidence->pvvx.humidity;
    uint32_t battery = evidence->pvvx.battery;
    bool is_in_order = humidity >= PVVX_FRAMES && battery >= PVVX_FRAMES &&
                       humidity + battery >= DAMAGE_SHARE * evidence->pvvx.others;
    return is_in_order || (evidence->pvvx.plain >= PVVX_FRAMES &&
                           2 * evidence->pvvx.plain > evidence->plain + evidence->sealed);
}

bool mi_evidence_needs_whole_key(const struct mi_evidence *evidence)
{
    return evidence->key_form == MI_KEY_FILLED ||
           (evidence->key_form == MI_KEY_LEGACY && !evidence->sealing.is_legacy);
}
