#include "beacon/bare.h"

#include "beacon/decode.h"
#include "beacon/key.h"
#include "beacon/open.h"
#include "radio/advert.h"

enum { MI_TRUST_NEVER = MI_TRUST_TOLD + 1 };

/* In the order of asking, with what they need unless a MAC proves them. */
static const struct {
    uint16_t uuid;
    unsigned least; /* enum mi_trust */
} SERVICES[] = {
    {MI_UUID_XIAOMI, MI_TRUST_ALONE},
    {MI_UUID_ALLTERCO, MI_TRUST_NAMED},
    {MI_UUID_QINGPING, MI_TRUST_NAMED},
    {MI_UUID_ENVIRONMENTAL_SENSING, MI_TRUST_NEVER},
};

/* Reads them as service data of `uuid`. False when they do not fit. */
static bool read_whole(struct mi_frame *frame, struct mi_bytes bytes, uint16_t uuid)
{
    const struct mi_envelope envelope = {.bytes = bytes, .carrier = uuid};
    if (!mi_frame_read_envelope(frame, &envelope))
        return false;
    bool is_read = mi_status_is_success(frame->status) || frame->status == MI_STATUS_KEY_MISSING;
    return is_read && mi_frame_is_whole(frame);
}

/* In either order: gateways print MACs backwards. */
static bool is_same_mac(struct mi_address a, struct mi_address b)
{
    return mi_address_equal(a, b) || mi_address_equal(a, mi_address_reversed(b));
}

static bool shows_itself(const struct mi_frame *frame)
{
    return frame->format->is_evident != NULL && frame->format->is_evident(frame);
}

static bool may_be_key(size_t size)
{
    return size == MI_KEY_SIZE || size == MI_KEY_SHORT;
}

static bool is_frame(const struct mi_frame *frame, enum mi_trust trust, unsigned least,
                     const struct mi_address *beside)
{
    bool may_be_sealed = least <= MI_TRUST_ALONE || trust >= MI_TRUST_HINT;
    bool is_trusted = (unsigned)trust >= least && (may_be_sealed || frame->seal.scheme == NULL);
    bool has_two = beside != NULL && frame->address_source == MI_ADDRESS_FRAME;
    if (has_two && is_same_mac(frame->address, *beside))
        return true;
    return is_trusted && shows_itself(frame) && !(beside != NULL && may_be_key(frame->bytes.left));
}

static bool has_known_version(struct mi_bytes bytes)
{
    enum { OLDEST = 2, NEWEST = 5, SHIFT = 12 };
    unsigned version = (unsigned)mi_get_le16(&bytes) >> SHIFT;
    return version >= OLDEST && version <= NEWEST;
}

uint16_t mi_bare_service(struct mi_bytes bytes, enum mi_trust trust,
                         const struct mi_address *beside)
{
    enum { SHORTEST = 3 /* bytes of one object of BTHome */ };
    struct mi_frame frame;
    bool is_short = bytes.left < MI_BARE_MIN;
    if (bytes.left < SHORTEST || (is_short && trust < MI_TRUST_HINT))
        return 0;
    for (size_t i = 0; i < sizeof SERVICES / sizeof SERVICES[0]; i++)
        if (read_whole(&frame, bytes, SERVICES[i].uuid) &&
            is_frame(&frame, trust, SERVICES[i].least, beside))
            return SERVICES[i].uuid;
    bool is_told =
        trust == MI_TRUST_TOLD && !is_short && (beside == NULL || mi_bare_is_likely(bytes));
    bool is_named =
        trust >= MI_TRUST_NAMED && has_known_version(bytes) && mi_bare_names_product(bytes);
    return is_told || is_named ? MI_UUID_XIAOMI : 0;
}

bool mi_bare_is_whole(struct mi_bytes bytes, uint16_t uuid)
{
    struct mi_frame frame;
    return read_whole(&frame, bytes, uuid);
}

bool mi_bare_has_stray(struct mi_bytes bytes)
{
    enum { WEAKEST = -110, STRONGEST = -20, COUNTER_BITS = 24 };
    struct mi_frame with, without;
    struct mi_bytes front = bytes;
    struct mi_bytes last = mi_get_tail(&front, 1);
    int8_t rssi = (int8_t)mi_get_u8(&last);
    if (front.left < MI_BARE_MIN || rssi < WEAKEST || rssi > STRONGEST ||
        !read_whole(&without, front, MI_UUID_XIAOMI))
        return false;
    return !read_whole(&with, bytes, MI_UUID_XIAOMI) ||
           (with.counter >> COUNTER_BITS != 0 && without.counter >> COUNTER_BITS == 0);
}

bool mi_bare_names_product(struct mi_bytes bytes)
{
    if (bytes.left < MI_BARE_MIN)
        return false;
    (void)mi_get_le16(&bytes); /* its control */
    return mi_product_find(mi_get_le16(&bytes)) != NULL;
}

bool mi_bare_is_likely(struct mi_bytes bytes)
{
    return bytes.left >= MI_BARE_MIN &&
           (mi_bare_is_whole(bytes, MI_UUID_XIAOMI) || mi_bare_names_product(bytes));
}

/* MiBeacon that names its product, or a whole frame of another sensor. */
static bool is_likely_of(struct mi_bytes bytes, uint16_t uuid)
{
    if (uuid == MI_UUID_XIAOMI)
        return mi_bare_names_product(bytes) || mi_bare_service(bytes, MI_TRUST_ALONE, NULL) == uuid;
    return mi_is_sensor_uuid(uuid) && mi_bare_is_whole(bytes, uuid);
}

/* 95 FE and a frame, or 16 and the UUID and frame of any sensor */
static bool begins_like_service(struct mi_bytes bytes)
{
    struct mi_bytes behind = bytes;
    bool has_type = mi_get_u8(&behind) == MI_AD_SERVICE_DATA_16;
    bytes = has_type ? behind : bytes;
    uint16_t uuid = mi_get_le16(&bytes);
    return (has_type || uuid == MI_UUID_XIAOMI) && is_likely_of(bytes, uuid);
}

/* Structures up to the last byte, and a frame in one of them. */
static bool are_structures(struct mi_bytes bytes)
{
    struct mi_ad ad = {.missing = 0};
    struct mi_bytes data;
    uint16_t uuid = 0;
    bool has_frame = false;
    while (mi_ad_next(&bytes, &ad))
        if (mi_ad_service(&ad, &uuid, &data) && mi_is_sensor_uuid(uuid))
            has_frame = has_frame || uuid != MI_UUID_XIAOMI || is_likely_of(data, uuid);
    return has_frame && bytes.left == 0 && ad.missing == 0;
}

bool mi_bare_is_no_key(struct mi_bytes bytes, const struct mi_address *owner)
{
    return !may_be_key(bytes.left) || mi_bare_service(bytes, MI_TRUST_WORDS, owner) != 0 ||
           begins_like_service(bytes) || are_structures(bytes);
}
