#include "beacon/open.h"

#include "base/hash.h"
#include "beacon/decode.h"

#include <string.h>

/* --- reading a frame --- */

/* Whatever else was found, the bytes that are missing explain it. */
static void mark_cut(struct mi_frame *frame)
{
    const struct mi_format *format = frame->format;
    bool is_own_doing = format->cut_itself != NULL && format->cut_itself(frame);
    frame->status = MI_STATUS_TRUNCATED;
    frame->problem = (struct mi_problem){
        .code = is_own_doing ? MI_P_CUT_BY_DEVICE : MI_P_CUT_BY_CAPTURE,
        .number = {(uint32_t)frame->envelope.missing},
        .string = frame->model,
    };
}

/* Of bytes that nothing ends, the last may be a stray one: then another length is meant. */
static bool is_likely(const struct mi_frame *frame)
{
    const struct mi_format *format = frame->format;
    return format != NULL && !frame->envelope.has_stray &&
           (format->is_plausible == NULL || format->is_plausible(frame->envelope.bytes));
}

/* Reads frame->envelope in frame->quirks; the rest of the frame is set anew. */
static bool read_envelope(struct mi_frame *frame)
{
    size_t kept = offsetof(struct mi_frame, format);
    memset((char *)frame + kept, 0, offsetof(struct mi_frame, parts) - kept);
    frame->words.start = frame->word_buffer;
    frame->word_buffer[0] = '\0';
    frame->words.size = sizeof frame->word_buffer;
    struct mi_bytes bytes = frame->envelope.bytes;
    size_t size = bytes.left + frame->envelope.missing;
    frame->format = mi_format_find(&frame->envelope, size);
    if (frame->envelope.is_bare && size > 0 && !is_likely(frame)) {
        frame->format = mi_format_find(&frame->envelope, size - 1);
        frame->quirks |= MI_QUIRK_STRAY_BYTE;
    }
    if (frame->format == NULL)
        return false;
    if ((frame->quirks & MI_QUIRK_STRAY_BYTE) != 0)
        (void)mi_get_tail(&bytes, 1);
    frame->bytes = bytes;
    if (frame->envelope.has_advertiser) {
        frame->address = frame->envelope.advertiser;
        frame->address_source = MI_ADDRESS_ADVERTISER;
    }
    frame->status = MI_STATUS_PLAIN;
    frame->format->read(frame, bytes);
    if (frame->format->is_frame != NULL && !frame->format->is_frame(frame))
        return false;
    if (frame->envelope.missing > 0 && frame->status != MI_STATUS_UNSUPPORTED)
        mark_cut(frame);
    return true;
}

static uint64_t hash_envelope(const struct mi_envelope *envelope)
{
    uint64_t around = (uint64_t)envelope->carrier << 32 |
                      (uint64_t)(envelope->missing & 0xffff) << 8 |
                      (uint64_t)envelope->in_manufacturer_data << 1 | envelope->is_bare;
    return mi_hash_bytes(around, envelope->bytes) | 1;
}

bool mi_envelope_read(struct mi_envelope *envelope, const struct mi_advert *advert,
                      const struct mi_ad *ad)
{
    bool is_manufacturer = ad->type == MI_AD_MANUFACTURER;
    bool is_there = is_manufacturer ? mi_ad_manufacturer(ad, &envelope->carrier, &envelope->bytes)
                                    : mi_ad_service(ad, &envelope->carrier, &envelope->bytes);
    if (!is_there)
        return false;
    envelope->missing = ad->missing;
    envelope->in_manufacturer_data = is_manufacturer;
    envelope->is_bare = advert->is_bare;
    envelope->has_stray = advert->has_stray;
    envelope->has_advertiser = advert->has_address;
    envelope->advertiser = advert->address;
    envelope->hash = hash_envelope(envelope);
    return true;
}

bool mi_frame_read_envelope(struct mi_frame *frame, const struct mi_envelope *envelope)
{
    if (envelope != &frame->envelope)
        frame->envelope = *envelope;
    frame->quirks = MI_QUIRK_NONE;
    return read_envelope(frame);
}

bool mi_frame_read(struct mi_frame *frame, const struct mi_advert *advert, const struct mi_ad *ad)
{
    return mi_envelope_read(&frame->envelope, advert, ad) &&
           mi_frame_read_envelope(frame, &frame->envelope);
}

/* --- opening it --- */

/* All keys with the address that stands in the nonce: the one that there is most to say for. */
static bool try_keys(struct mi_frame *frame, const struct mi_opener *opener)
{
    struct mi_seal *seal = &frame->seal;
    size_t best_key = 0;
    unsigned best = 0;
    for (size_t i = 0; i < opener->key_count; i++) {
        seal->key_index = i;
        if (!mi_seal_open(seal, opener->ccm, &opener->keys[i], frame->plain))
            continue;
        if (mi_seal_is_sure(seal))
            return true;
        best_key = mi_seal_rank(seal) > best ? i : best_key;
        best = mi_seal_rank(seal) > best ? mi_seal_rank(seal) : best;
    }
    if (best == 0)
        return false;
    seal->key_index = best_key;
    return mi_seal_open(seal, opener->ccm, &opener->keys[best_key], frame->plain);
}

static bool try_address(struct mi_frame *frame, const struct mi_opener *opener,
                        struct mi_address address, enum mi_address_source source)
{
    mi_seal_set_address(&frame->seal, address);
    if (!try_keys(frame, opener))
        return false;
    frame->address = address;
    frame->address_source = source;
    return true;
}

static bool try_addresses(struct mi_frame *frame, const void *context)
{
    const struct mi_opener *opener = context;
    bool is_known = frame->address_source != MI_ADDRESS_NONE;
    if (is_known && try_keys(frame, opener))
        return true;
    if (opener->given == NULL)
        return false;
    struct mi_address given = *opener->given;
    bool was_given = is_known && mi_address_equal(given, frame->address);
    if ((!was_given && try_address(frame, opener, given, MI_ADDRESS_GIVEN)) ||
        try_address(frame, opener, mi_address_reversed(given), MI_ADDRESS_REVERSED))
        return true;
    if (is_known)
        mi_seal_set_address(&frame->seal, frame->address);
    return false;
}

/* Among many keys, what a legacy frame says for one may be chance: its check byte has to fit. */
static bool try_owner(struct mi_frame *frame, const struct mi_owned_keys *owned, size_t index,
                      struct mi_address owner, enum mi_address_source source)
{
    struct mi_seal *seal = &frame->seal;
    seal->key_index = index;
    mi_seal_set_address(seal, owner);
    if (!mi_seal_open(seal, owned->ccm, &owned->keys[index], frame->plain) ||
        !mi_seal_is_sure(seal))
        return false;
    frame->address = owner;
    frame->address_source = source;
    return true;
}

static bool try_owners(struct mi_frame *frame, const void *context)
{
    const struct mi_owned_keys *owned = context;
    for (size_t i = 0; i < owned->count; i++) {
        struct mi_address owner = owned->owners[i];
        if (try_owner(frame, owned, i, owner, MI_ADDRESS_OWNER) ||
            try_owner(frame, owned, i, mi_address_reversed(owner), MI_ADDRESS_OWNER_REVERSED))
            return true;
    }
    return false;
}

static void unpack(struct mi_frame *frame)
{
    frame->status = mi_seal_is_legacy(&frame->seal) ? MI_STATUS_UNAUTHENTICATED : MI_STATUS_OK;
    frame->problem.code = MI_OK;
    frame->plain_size = frame->seal.cipher_text.left;
    frame->format->unpack(frame, mi_bytes(frame->plain, frame->plain_size));
}

/* Why the keys do not open it, as far as one frame tells. */
static struct mi_problem wrong_key_problem(const struct mi_frame *frame,
                                           const struct mi_opener *opener)
{
    const struct mi_key *key = &opener->keys[frame->seal.key_index];
    struct mi_problem problem = {
        .code = frame->envelope.is_bare ? MI_P_KEY_WRONG_BARE : MI_P_KEY_WRONG,
        .number = {frame->version},
    };
    if (frame->address_source == MI_ADDRESS_NONE && opener->given == NULL)
        problem.code = MI_P_ADDRESS_MISSING;
    else if (opener->key_count > 1)
        problem.code = MI_P_KEYS_WRONG;
    else if (mi_seal_is_legacy(&frame->seal))
        problem.code = key->size == MI_KEY_SHORT ? MI_P_KEY_INSANE : MI_P_KEY_WRONG_LEGACY;
    else if (key->size == MI_KEY_SHORT)
        problem.code = frame->seal.scheme->takes_short_key ? MI_P_KEY_WRONG_TOKEN : MI_P_KEY_SIZE;
    return problem;
}

/* As it was before quirks were tried, with what is known of the last key. */
static void read_again(struct mi_frame *frame, uint8_t quirks)
{
    struct mi_seal tried = frame->seal;
    if (frame->quirks == quirks)
        return;
    frame->quirks = quirks;
    (void)read_envelope(frame);
    frame->seal.was_tried = tried.was_tried;
    frame->seal.key_index = tried.key_index;
    frame->seal.key_form = tried.key_form;
}

static bool has_key(const struct mi_opener *opener)
{
    for (size_t i = 0; i < opener->key_count; i++)
        if (opener->keys[i].size > 0)
            return true;
    return false;
}

static bool is_closed(const struct mi_frame *frame)
{
    return frame->status == MI_STATUS_KEY_MISSING || frame->status == MI_STATUS_KEY_WRONG;
}

/* How keys are tried on a frame as it was read. */
typedef bool trying(struct mi_frame *frame, const void *context);

/* With what may be odd about the bytes. */
static bool try_quirks(struct mi_frame *frame, trying *try, const void *context)
{
    const uint8_t as_read = frame->quirks;
    unsigned possible = as_read | (frame->io_size == 2 ? MI_QUIRK_ONE_IO_BYTE : 0u) |
                        (frame->envelope.is_bare ? MI_QUIRK_STRAY_BYTE : 0u);
    for (unsigned quirks = as_read + 1u; quirks <= MI_QUIRKS_ALL; quirks++) {
        if ((quirks & ~possible) != 0 || (quirks & as_read) != as_read)
            continue;
        frame->quirks = (uint8_t)quirks;
        if (read_envelope(frame) && frame->status == MI_STATUS_KEY_MISSING && try(frame, context))
            return true;
    }
    read_again(frame, as_read);
    return false;
}

static bool open_with(struct mi_frame *frame, trying *try, const void *context)
{
    bool is_open = try(frame, context) || try_quirks(frame, try, context);
    if (is_open)
        unpack(frame);
    return is_open;
}

void mi_frame_open(struct mi_frame *frame, const struct mi_opener *opener)
{
    if (!is_closed(frame) || !has_key(opener) || open_with(frame, try_addresses, opener))
        return;
    frame->problem = wrong_key_problem(frame, opener);
    if (frame->problem.code != MI_P_ADDRESS_MISSING)
        frame->status = MI_STATUS_KEY_WRONG;
}

bool mi_frame_open_by_owner(struct mi_frame *frame, const struct mi_owned_keys *owned)
{
    const struct mi_seal seal = frame->seal;
    const struct mi_problem problem = frame->problem;
    enum mi_status status = frame->status;
    if (!is_closed(frame) || frame->address_source == MI_ADDRESS_FRAME)
        return false;
    if (open_with(frame, try_owners, owned))
        return true;
    frame->seal = seal;
    frame->problem = problem;
    frame->status = status;
    return false;
}
