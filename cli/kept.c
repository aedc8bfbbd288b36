#include "kept.h"

#include "base/hash.h"

#include <string.h>

enum { PROOF = 2 /* frames, unless the object in one is known */ };

static size_t place_of(struct mi_address address)
{
    uint64_t hash = mi_hash_bytes(0, mi_bytes(address.octet, MI_ADDRESS_SIZE));
    return (hash ^ hash >> 32) % KEPT_PLACES;
}

static size_t count_at(const struct kept *kept, size_t place)
{
    return kept->counts[place] < KEPT_DEPTH ? kept->counts[place] : KEPT_DEPTH;
}

static bool is_kept(const struct kept *kept, size_t place, const struct mi_frame *frame)
{
    for (size_t i = 0; i < count_at(kept, place); i++)
        if (kept->frames[place][i].envelope.hash == frame->envelope.hash &&
            mi_address_equal(kept->frames[place][i].address, frame->address))
            return true;
    return false;
}

void kept_add(struct kept *kept, const struct mi_frame *frame)
{
    size_t place = place_of(frame->address);
    if (frame->seal.scheme == NULL || frame->address_source == MI_ADDRESS_NONE ||
        is_kept(kept, place, frame))
        return;
    struct kept_frame *at = &kept->frames[place][kept->counts[place] % KEPT_DEPTH];
    if (!mi_keep(&at->envelope, &frame->envelope))
        return;
    at->address = frame->address;
    kept->counts[place]++;
}

static bool opens(struct kept *kept, struct mi_ccm *ccm, const struct mi_key *key,
                  const struct kept_frame *at)
{
    const struct mi_opener opener = {.ccm = ccm, .keys = key, .key_count = 1};
    const struct mi_envelope envelope = mi_kept_envelope(&at->envelope);
    if (!mi_frame_read_envelope(&kept->frame, &envelope))
        return false;
    mi_frame_open(&kept->frame, &opener);
    return kept->frame.plain_size > 0 && mi_status_is_success(kept->frame.status);
}

struct kept_trial kept_try(struct kept *kept, struct mi_ccm *ccm, const struct mi_key *key,
                           struct mi_address address)
{
    struct kept_trial trial = {0};
    size_t place = place_of(address);
    for (size_t i = 0; i < count_at(kept, place); i++) {
        const struct kept_frame *at = &kept->frames[place][i];
        if (!mi_address_equal(at->address, address))
            continue;
        bool it_opens = opens(kept, ccm, key, at);
        trial.of++;
        trial.opens += it_opens;
        trial.proven += it_opens && kept->frame.status == MI_STATUS_OK;
    }
    return trial;
}

/* Among so many frames a tag fits by chance now and then, but then the object is no known one. */
static bool is_owner(struct kept *kept, struct mi_ccm *ccm, const struct mi_key *key,
                     const struct kept_frame *at)
{
    if (!opens(kept, ccm, key, at) || kept->frame.status != MI_STATUS_OK)
        return false;
    bool is_known = !mi_format_has_objects(kept->frame.format) ||
                    (kept->frame.object_count > 0 && kept->frame.objects[0].type != NULL);
    return is_known || kept_try(kept, ccm, key, at->address).proven >= PROOF;
}

const struct mi_address *kept_owner(struct kept *kept, struct mi_ccm *ccm, const struct mi_key *key)
{
    for (size_t place = 0; place < KEPT_PLACES; place++)
        for (size_t i = 0; i < count_at(kept, place); i++)
            if (is_owner(kept, ccm, key, &kept->frames[place][i]))
                return &kept->frames[place][i].address;
    return NULL;
}
