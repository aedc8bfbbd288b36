/*
 * A file that is one packet and nothing else, as scripts dump it: an HCI event, with or without its
 * H4 type, advertising data or service data.
 */
#include "base/span.h"
#include "beacon/bare.h"
#include "capture/file/record.h"
#include "radio/advert.h"
#include "radio/assigned.h"

#include <stdlib.h>

enum { PACKET_MAX = 258 }; /* an event with its type; advertising data has fewer bytes */

/* LE Meta with a report of advertisements. */
static enum mi_match matches_event(struct mi_bytes bytes)
{
    if (bytes.left == 0)
        return MI_MATCH_MORE;
    if (mi_get_u8(&bytes) != MI_EVENT_LE_META)
        return MI_MATCH_NO;
    uint8_t length = mi_get_u8(&bytes);
    uint32_t there = bytes.left;
    uint8_t subevent = mi_get_u8(&bytes);
    if (bytes.failed)
        return MI_MATCH_MORE;
    if ((subevent != MI_SUBEVENT_REPORT && subevent != MI_SUBEVENT_EXTENDED_REPORT) ||
        there > length)
        return MI_MATCH_NO;
    return there == length ? MI_MATCH_WHOLE : MI_MATCH_MORE;
}

static enum mi_match matches_h4(struct mi_bytes bytes)
{
    if (bytes.left == 0)
        return MI_MATCH_MORE;
    return mi_get_u8(&bytes) == MI_H4_EVENT ? matches_event(bytes) : MI_MATCH_NO;
}

/* What stands at the beginning of advertising data, and not at that of a text. */
static bool may_be_first(const struct mi_ad *ad)
{
    enum { LEGACY_MAX = 31 };
    return ad->length <= LEGACY_MAX &&
           (ad->type == MI_AD_FLAGS || ad->type == MI_AD_SERVICE_DATA_16 ||
            ad->type == MI_AD_MANUFACTURER);
}

static bool is_padding(struct mi_bytes bytes)
{
    while (bytes.left > 0)
        if (mi_get_u8(&bytes) != 0)
            return false;
    return true;
}

/* Whole structures up to the end or to zeros, one of them with data. */
static enum mi_match matches_ad(struct mi_bytes bytes)
{
    struct mi_ad ad = {.length = 0};
    bool has_data = false;
    bool is_first = true;
    if (bytes.left < 2)
        return MI_MATCH_MORE;
    for (; mi_ad_next(&bytes, &ad); is_first = false) {
        if (is_first && !may_be_first(&ad))
            return MI_MATCH_NO;
        has_data = has_data || mi_ad_type_has_data(ad.type);
    }
    if (is_first || !is_padding(bytes))
        return MI_MATCH_NO;
    return ad.missing == 0 && has_data ? MI_MATCH_WHOLE : MI_MATCH_MORE;
}

static bool is_text(struct mi_bytes bytes)
{
    bool is_one = true;
    while (is_one && bytes.left > 0) {
        uint8_t c = mi_get_u8(&bytes);
        is_one = (c >= ' ' && c <= '~') || mi_is_blank((char)c);
    }
    return is_one;
}

/*
 * Of MiBeacon, which names its product; others show nothing of what they are. A short text may come
 * out even, too.
 */
static enum mi_match matches_service(struct mi_bytes bytes)
{
    if (bytes.left < MI_BARE_MIN)
        return MI_MATCH_MORE;
    if (!is_text(bytes) && mi_bare_service(bytes, MI_TRUST_ALONE, NULL) == MI_UUID_XIAOMI)
        return MI_MATCH_WHOLE;
    return mi_bare_names_product(bytes) ? MI_MATCH_MORE : MI_MATCH_NO;
}

static const struct {
    enum mi_layer layer;
    enum mi_match (*matches)(struct mi_bytes bytes);
} KINDS[] = {
    {MI_LAYER_H4, matches_h4},
    {MI_LAYER_EVENT, matches_event},
    {MI_LAYER_AD, matches_ad},
    {MI_LAYER_SERVICE, matches_service},
};

enum { KIND_COUNT = sizeof KINDS / sizeof KINDS[0] };

static enum mi_match matches(const uint8_t *head, size_t size)
{
    enum mi_match best = MI_MATCH_NO;
    for (size_t i = 0; i < KIND_COUNT && size <= PACKET_MAX; i++) {
        enum mi_match match = KINDS[i].matches(mi_bytes(head, size));
        best = match > best ? match : best;
    }
    return best;
}

static enum mi_step step(void *state, struct mi_item *item)
{
    struct mi_records *records = state;
    struct mi_bytes bytes;
    (void)mi_records_peek(records, PACKET_MAX, &bytes);
    size_t kind = 0;
    while (KINDS[kind].matches(bytes) != MI_MATCH_WHOLE && kind + 1 < KIND_COUNT)
        kind++;
    mi_records_packet(records, item, KINDS[kind].layer, bytes);
    item->packet.uuid = KINDS[kind].layer == MI_LAYER_SERVICE ? MI_UUID_XIAOMI : 0;
    records->ended = true;
    return MI_STEP_PACKET;
}

const struct mi_reader_type mi_raw_reader = {
    .name = "one packet",
    .matches = matches,
    .size = sizeof(struct mi_records),
    .next = mi_records_next,
    .step = step,
    .close = free,
};
