#include "pairing/heard.h"

#include "base/hash.h"
#include "radio/assigned.h"

static size_t place_of(struct mi_address address)
{
    return mi_hash_word(0, mi_address_number(address)) % MI_HEARD_PLACES;
}

/* Product id in the MiBeacon frame: control u16, product u16, … */
static bool read_product(const struct mi_advert *advert, uint16_t *product)
{
    struct mi_bytes data = advert->data;
    struct mi_ad ad;
    while (mi_ad_next(&data, &ad)) {
        uint16_t uuid;
        struct mi_bytes frame;
        if (!mi_ad_service(&ad, &uuid, &frame) || uuid != MI_UUID_XIAOMI)
            continue;
        (void)mi_get_le16(&frame);
        *product = mi_get_le16(&frame);
        return !frame.failed;
    }
    return false;
}

static bool is_staler(const struct mi_heard_device *a, const struct mi_heard_device *b)
{
    if (a->is_used != b->is_used)
        return b->is_used;
    return a->has_product != b->has_product ? b->has_product : a->heard < b->heard;
}

/* The device's own place, or that of one which makes room. */
static struct mi_heard_device *find_room(struct mi_heard *heard, struct mi_address address)
{
    struct mi_heard_device *ways = heard->devices[place_of(address)];
    struct mi_heard_device *stalest = &ways[0];
    for (size_t i = 0; i < MI_HEARD_WAYS; i++) {
        if (ways[i].is_used && mi_address_equal(ways[i].address, address))
            return &ways[i];
        if (is_staler(&ways[i], stalest))
            stalest = &ways[i];
    }
    *stalest = (struct mi_heard_device){.address = address, .is_used = true};
    return stalest;
}

void mi_heard_note(struct mi_heard *heard, const struct mi_advert *advert)
{
    uint16_t product;
    if (!advert->has_address)
        return;
    struct mi_heard_device *device = find_room(heard, advert->address);
    device->heard = ++heard->clock;
    if (!read_product(advert, &product))
        return;
    device->has_product = true;
    device->product_id = product;
}

const struct mi_heard_device *mi_heard_find(const struct mi_heard *heard, struct mi_address address)
{
    const struct mi_heard_device *ways = heard->devices[place_of(address)];
    for (size_t i = 0; i < MI_HEARD_WAYS; i++)
        if (ways[i].is_used && mi_address_equal(ways[i].address, address))
            return &ways[i];
    return NULL;
}
