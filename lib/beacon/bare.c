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
    {MI_UUID_ALLTERCO, MI_TRUST_HINT},
    {MI_UUID_QINGPING, MI_TRUST_HINT},
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

static bool is_frame(const struct mi_frame *frame, bool is_trusted, const struct mi_address *beside)
{
    size_t size = frame->bytes.left;
    bool has_two = beside != NULL && frame->address_source == MI_ADDRESS_FRAME;
    bool may_be_key = size == MI_KEY_SIZE || size == MI_KEY_SHORT;
    if (has_two && is_same_mac(frame->address, *beside))
        return true;
    return is_trusted && shows_itself(frame) && !(beside != NULL && may_be_key);
}

uint16_t mi_bare_service(struct mi_bytes bytes, enum mi_trust trust,
                         const struct mi_address *beside)
{
    struct mi_frame frame;
    if (bytes.left < MI_BARE_MIN)
        return 0;
    for (size_t i = 0; i < sizeof SERVICES / sizeof SERVICES[0]; i++)
        if (read_whole(&frame, bytes, SERVICES[i].uuid) &&
            is_frame(&frame, (unsigned)trust >= SERVICES[i].least, beside))
            return SERVICES[i].uuid;
    bool is_told = trust == MI_TRUST_TOLD && (beside == NULL || mi_bare_is_likely(bytes));
    return is_told ? MI_UUID_XIAOMI : 0;
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

/* 95 FE and a frame, or 16 and the UUID of any sensor */
static bool begins_like_service(struct mi_bytes bytes)
{
    struct mi_bytes behind = bytes;
    if (mi_get_le16(&behind) == MI_UUID_XIAOMI && mi_bare_is_likely(behind))
        return true;
    return mi_get_u8(&bytes) == MI_AD_SERVICE_DATA_16 && mi_is_sensor_uuid(mi_get_le16(&bytes));
}

bool mi_bare_is_no_key(struct mi_bytes bytes, const struct mi_address *owner)
{
    struct mi_ad ad;
    struct mi_bytes data;
    uint16_t uuid = 0;
    if (mi_bare_service(bytes, MI_TRUST_WORDS, owner) != 0 || begins_like_service(bytes))
        return true;
    while (mi_ad_next(&bytes, &ad))
        if (mi_ad_service(&ad, &uuid, &data) && mi_is_sensor_uuid(uuid))
            return true;
    return false;
}
