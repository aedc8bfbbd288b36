/* Tries what is left to try on the devices that no candidate opens: other addresses, all keys. */
#include "beacon/open.h"
#include "devices/inquiry_parts.h"

enum {
    OTHER_ADDRESSES_MAX = 256,
    STEP = 1024, /* keys between two looks at whether to stop */
    PROOF = 2,   /* samples that a key has to open, unless one of them proves it */
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
    struct mi_evidence *evidence = mi_inquiry_evidence(inquiry, voice);
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

static bool sample_opens(struct mi_inquiry *inquiry, const struct mi_kept *sample, size_t key,
                         const struct mi_address *address)
{
    const struct mi_envelope envelope = mi_kept_envelope(sample);
    return mi_frame_read_envelope(inquiry->frame, &envelope) &&
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
    const struct mi_evidence *evidence = mi_inquiry_evidence(inquiry, voice);
    const struct mi_kept *last = NULL;
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
    const struct mi_evidence *evidence = mi_inquiry_evidence(inquiry, voice);
    *suspect = (struct mi_suspect){.voice = voice, .is_nameless = evidence->untried > 0};
    if (!mi_inquiry_speaks(inquiry, voice) || mi_evidence_opens(evidence))
        return false;
    for (uint8_t i = 0; i < evidence->sample_count; i++) {
        const struct mi_envelope envelope = mi_kept_envelope(&evidence->samples[i]);
        if (!mi_frame_read_envelope(inquiry->frame, &envelope) ||
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

/* --- the sieve --- */

/*
 * Most keys open nothing. So each is tried on many seals at once, and only what the sieve lets
 * through is looked at one by one. What it cannot take, it lets through.
 */
enum {
    TOGETHER = 16, /* suspects */
    PASSES = (1 + OTHER_ADDRESSES_MAX) * MI_SAMPLES,
};

/* Whose address is in a nonce: one that stays, or that of the owner of each key. */
enum whose { FIXED, OWNERS, OWNERS_REVERSED };

struct pass {
    const struct mi_suspect *suspect;
    const struct mi_seal *seal;
    enum whose whose;
};

struct sifting {
    struct mi_inquiry *inquiry;
    struct mi_sieve *sieve; /* NULL: there is no memory for one */
    size_t count;
    bool has_owners;            /* addresses that are not fixed */
    struct pass passes[PASSES]; /* of the messages in the sieve */
    size_t opened[PASSES];
};

static void begin_sifting(struct sifting *sifting, struct mi_inquiry *inquiry)
{
    const struct mi_inquiry_options *options = &inquiry->options;
    sifting->inquiry = inquiry;
    sifting->sieve = options->keys.count > 0 ? mi_sieve_new(options->ccm, PASSES) : NULL;
}

static void empty(struct sifting *sifting)
{
    sifting->count = 0;
    sifting->has_owners = false;
    if (sifting->sieve != NULL)
        mi_sieve_empty(sifting->sieve);
}

/* Adds the seals with the address that is in their nonces. */
static void add_seals(struct sifting *sifting, struct mi_suspect *suspect, enum whose whose)
{
    for (uint8_t i = 0; i < suspect->count && suspect->is_sifted; i++) {
        const struct mi_seal *seal = &suspect->seals[i];
        const struct mi_message message = mi_seal_message(seal);
        suspect->is_sifted = sifting->sieve != NULL && !mi_seal_is_legacy(seal) &&
                             mi_sieve_add(sifting->sieve, &message, seal->tag.at, seal->tag.left);
        sifting->has_owners = sifting->has_owners || whose != FIXED;
        if (suspect->is_sifted)
            sifting->passes[sifting->count++] = (struct pass){suspect, seal, whose};
    }
}

static void put_owner(struct sifting *sifting, struct mi_address owner)
{
    for (size_t i = 0; sifting->has_owners && i < sifting->count; i++) {
        const struct pass *pass = &sifting->passes[i];
        if (pass->whose == FIXED)
            continue;
        struct mi_seal seal = *pass->seal;
        mi_seal_set_address(&seal, pass->whose == OWNERS ? owner : mi_address_reversed(owner));
        (void)mi_sieve_set_nonce(sifting->sieve, i, seal.nonce);
    }
}

/* Tries a key on all; how many passes it opens. */
static size_t sift(struct sifting *sifting, const struct mi_key *key)
{
    return sifting->count > 0 ? mi_sieve_try(sifting->sieve, key->bytes, sifting->opened) : 0;
}

/* --- a candidate, with an address that the frames did not come from --- */

static size_t count_others(const struct mi_inquiry *inquiry)
{
    uint32_t count = mi_devices_count(inquiry->devices);
    return count < OTHER_ADDRESSES_MAX ? count : OTHER_ADDRESSES_MAX;
}

static bool try_addresses_with(struct mi_inquiry *inquiry, struct mi_suspect suspect, size_t key)
{
    size_t count = count_others(inquiry);
    struct mi_address own = mi_inquiry_device(inquiry, suspect.voice)->address;
    if (try_address(inquiry, &suspect, key, mi_address_reversed(own)))
        return true;
    for (uint32_t i = 0; i < count; i++)
        if (i != suspect.voice / MI_VOICES &&
            try_address(inquiry, &suspect, key, mi_devices_at(inquiry->devices, i)->address))
            return true;
    return false;
}

static void add_address(struct sifting *sifting, struct mi_suspect *suspect,
                        struct mi_address address)
{
    set_address(suspect, address);
    add_seals(sifting, suspect, FIXED);
}

static void add_other_addresses(struct sifting *sifting, struct mi_suspect *suspect)
{
    struct mi_devices *devices = sifting->inquiry->devices;
    size_t count = count_others(sifting->inquiry);
    struct mi_address own = mi_inquiry_device(sifting->inquiry, suspect->voice)->address;
    empty(sifting);
    suspect->is_sifted = true;
    add_address(sifting, suspect, mi_address_reversed(own));
    for (uint32_t i = 0; i < count; i++)
        if (i != suspect->voice / MI_VOICES)
            add_address(sifting, suspect, mi_devices_at(devices, i)->address);
}

static bool may_open(struct sifting *sifting, const struct mi_suspect *suspect, size_t key)
{
    const struct mi_key *bytes = &sifting->inquiry->options.keys.keys[key];
    return !suspect->is_sifted || bytes->size != MI_KEY_SIZE || sift(sifting, bytes) > 0;
}

static bool try_other_addresses(struct sifting *sifting, struct mi_suspect suspect)
{
    struct mi_inquiry *inquiry = sifting->inquiry;
    struct mi_range ranges[MI_RANGES];
    mi_inquiry_ranges(inquiry, mi_inquiry_device(inquiry, suspect.voice)->address, ranges);
    bool is_ready = false;
    for (size_t i = 0; i < MI_RANGES; i++)
        for (size_t k = 0; k < ranges[i].count && !mi_inquiry_is_stopped(inquiry); k++) {
            size_t key = ranges[i].first + k;
            if (!is_ready)
                add_other_addresses(sifting, &suspect);
            is_ready = true;
            if (may_open(sifting, &suspect, key) && try_addresses_with(inquiry, suspect, key))
                return true;
        }
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

/* With the same addresses. */
static void add_suspect(struct sifting *sifting, struct mi_suspect *suspect)
{
    struct mi_inquiry *inquiry = sifting->inquiry;
    suspect->is_sifted = true;
    if (suspect->lacks_address) {
        add_seals(sifting, suspect, OWNERS);
        add_seals(sifting, suspect, OWNERS_REVERSED);
        set_address(suspect, mi_inquiry_device(inquiry, suspect->voice)->address);
    }
    if (!suspect->is_nameless)
        add_seals(sifting, suspect, FIXED);
}

static void add_suspects(struct sifting *sifting, struct mi_suspect *suspects, size_t count)
{
    empty(sifting);
    for (size_t i = 0; i < count; i++)
        add_suspect(sifting, &suspects[i]);
}

/* Which of the suspects a key may open. */
static void choose(struct sifting *sifting, const struct mi_suspect *suspects, size_t count,
                   size_t key, bool chosen[TOGETHER])
{
    const struct mi_key_set *set = &sifting->inquiry->options.keys;
    bool is_whole = set->keys[key].size == MI_KEY_SIZE;
    for (size_t i = 0; i < count; i++)
        chosen[i] = !is_whole || !suspects[i].is_sifted;
    if (!is_whole)
        return;
    put_owner(sifting, set->owners[key]);
    size_t opened = sift(sifting, &set->keys[key]);
    for (size_t i = 0; i < opened; i++)
        chosen[sifting->passes[sifting->opened[i]].suspect - suspects] = true;
}

/* How many of the suspects are left; they stand in front. */
static size_t try_on(struct sifting *sifting, struct mi_suspect *suspects, size_t count, size_t key)
{
    bool chosen[TOGETHER];
    size_t left = 0;
    choose(sifting, suspects, count, key, chosen);
    for (size_t i = 0; i < count; i++)
        if (!chosen[i] || !try_key(sifting->inquiry, &suspects[i], key))
            suspects[left++] = suspects[i];
    if (left < count)
        add_suspects(sifting, suspects, left);
    return left;
}

struct watcher {
    void (*progress)(void *context, double share);
    void *context;
};

static void tell(const struct watcher *watcher, double share)
{
    if (watcher->progress != NULL)
        watcher->progress(watcher->context, share);
}

/* All keys on a few suspects; `share` and `part` of all the trying are before it, and it. */
static void try_all_keys(struct sifting *sifting, struct mi_suspect *suspects, size_t count,
                         const struct watcher *watcher, double share, double part)
{
    size_t owned = sifting->inquiry->options.keys.owned;
    add_suspects(sifting, suspects, count);
    for (size_t key = 0; key < owned && count > 0; key++) {
        if (key % STEP == 0) {
            if (mi_inquiry_is_stopped(sifting->inquiry))
                return;
            tell(watcher, share + part * (double)key / (double)owned);
        }
        count = try_on(sifting, suspects, count, key);
    }
}

/* Those among the voices before `end` and from `*voice` on that are left when candidates were tried
 * with other addresses; at most TOGETHER. */
static size_t find_suspects(struct sifting *sifting, struct mi_suspect *suspects, uint32_t *voice,
                            uint32_t end)
{
    size_t count = 0;
    for (; *voice < end && count < TOGETHER; ++*voice)
        if (make_suspect(sifting->inquiry, *voice, &suspects[count]) &&
            !try_other_addresses(sifting, suspects[count]))
            count++;
    return count;
}

void mi_inquiry_search(struct mi_inquiry *inquiry, void (*progress)(void *context, double share),
                       void *context)
{
    const struct watcher watcher = {progress, context};
    uint32_t voices = mi_inquiry_voices(inquiry);
    struct mi_suspect suspects[TOGETHER];
    struct sifting sifting;
    bool is_told = false;
    begin_sifting(&sifting, inquiry);
    for (uint32_t first = 0, next = 0; first < voices; first = next) {
        size_t count = find_suspects(&sifting, suspects, &next, voices);
        try_all_keys(&sifting, suspects, count, &watcher, (double)first / voices,
                     (double)(next - first) / voices);
        is_told = is_told || count > 0;
    }
    if (is_told)
        tell(&watcher, 1);
    mi_sieve_free(sifting.sieve);
}
