#include "capture/text/payload.h"

#include "radio/advert.h"

enum {
    H4_COMMAND = 1,
    H4_ACL = 2,
    H4_SYNC = 3,
    H4_EVENT = 4,
    H4_ISO = 5,
    EVENT_LE_META = 0x3e,
    REPORT_LEGACY = 0x02,
    REPORT_EXTENDED = 0x0d,
    ACCESS_ADDRESS_SIZE = 4,
    PSEUDO_HEADER_MAX = 40, /* of the link types in front of an air packet */
};

static const uint32_t ADVERTISING_ACCESS_ADDRESS = 0x8e89bed6;

static bool is_report(uint8_t subevent)
{
    return subevent == REPORT_LEGACY || subevent == REPORT_EXTENDED;
}

/* A packet that announces its size: `announced` bytes from `skip` on, or what is there of them. */
static bool take_announced(struct mi_payload *payload, enum mi_layer layer, size_t skip,
                           size_t announced, size_t there)
{
    payload->layer = layer;
    payload->skip = skip;
    payload->size = announced < there - skip ? announced : there - skip;
    payload->announced = announced;
    return true;
}

/* 04 3E length …; bytes behind it are ignored */
static bool is_h4_event(struct mi_bytes bytes, struct mi_payload *payload)
{
    size_t there = bytes.left;
    uint8_t type = mi_get_u8(&bytes);
    uint8_t code = mi_get_u8(&bytes);
    uint8_t length = mi_get_u8(&bytes);
    return !bytes.failed && type == H4_EVENT && code == EVENT_LE_META &&
           take_announced(payload, MI_LAYER_H4, 0, 3u + length, there);
}

/* 3E length 02|0D …; may be cut, when enough is there to be sure of it */
static bool is_event(struct mi_bytes bytes, struct mi_payload *payload)
{
    size_t there = bytes.left;
    uint8_t code = mi_get_u8(&bytes);
    uint8_t length = mi_get_u8(&bytes);
    uint8_t subevent = mi_get_u8(&bytes);
    uint8_t reports = mi_get_u8(&bytes);
    return !bytes.failed && code == EVENT_LE_META && is_report(subevent) && reports > 0 &&
           length / 10 >= reports && take_announced(payload, MI_LAYER_EVENT, 0, 2u + length, there);
}

/* 01 3E length 02|0D …: PacketLogger's number for events in front */
static bool is_logged_event(struct mi_bytes bytes, struct mi_payload *payload)
{
    size_t there = bytes.left;
    if (mi_get_u8(&bytes) != 1 || !is_event(bytes, payload) || payload->size < payload->announced)
        return false;
    return take_announced(payload, MI_LAYER_EVENT, 1, payload->announced, there);
}

static bool is_air(struct mi_bytes bytes, struct mi_payload *payload)
{
    uint32_t access_address = mi_get_le32(&bytes);
    if (bytes.failed || access_address != ADVERTISING_ACCESS_ADDRESS)
        return false;
    payload->layer = MI_LAYER_AIR;
    payload->size = ACCESS_ADDRESS_SIZE + bytes.left;
    return true;
}

static bool is_of_a_sensor(const struct mi_ad *ad)
{
    uint16_t number = 0;
    struct mi_bytes data;
    if (mi_ad_service(ad, &number, &data))
        return mi_is_sensor_uuid(number);
    return mi_ad_manufacturer(ad, &number, &data) && number == MI_COMPANY_XIAOMI;
}

static bool is_padding(struct mi_bytes bytes)
{
    while (bytes.left > 0)
        if (mi_get_u8(&bytes) != 0)
            return false;
    return true;
}

/*
 * Structures up to the last byte, to the last but one (a signal strength), to zeros or into the
 * last structure, and one that a sensor sends among them.
 */
static bool is_advertising(struct mi_bytes bytes, struct mi_payload *payload)
{
    size_t there = bytes.left;
    bool has_sensor = false;
    struct mi_bytes tail = bytes;
    struct mi_ad ad;
    while (mi_ad_next(&bytes, &ad)) {
        has_sensor = has_sensor || is_of_a_sensor(&ad);
        tail = bytes;
    }
    if (!has_sensor || (tail.left > 1 && !is_padding(tail)))
        return false;
    payload->layer = MI_LAYER_AD;
    payload->size = there;
    int8_t behind = tail.left == 1 ? (int8_t)mi_get_u8(&tail) : 0;
    if (behind < 0) {
        payload->rssi = behind;
        payload->size--;
    }
    return true;
}

static bool take_service(struct mi_bytes bytes, uint16_t uuid, size_t skip,
                         struct mi_payload *payload)
{
    if (bytes.failed || bytes.left == 0)
        return false;
    payload->layer = MI_LAYER_SERVICE;
    payload->uuid = uuid;
    payload->skip = skip;
    payload->size = bytes.left;
    return true;
}

/* 16 95 FE …: a structure without its length */
static bool is_structure(struct mi_bytes bytes, struct mi_payload *payload)
{
    uint8_t type = mi_get_u8(&bytes);
    uint16_t uuid = mi_get_le16(&bytes);
    return type == MI_AD_SERVICE_DATA_16 && mi_is_sensor_uuid(uuid) &&
           take_service(bytes, uuid, 3, payload);
}

static bool is_service(struct mi_bytes bytes, struct mi_payload *payload)
{
    uint16_t uuid = mi_get_le16(&bytes);
    return uuid == MI_UUID_XIAOMI && take_service(bytes, uuid, 2, payload);
}

/* Any other H4 packet, by its exact length: nothing to decode, and nothing wrong with it. */
static bool is_other_h4(struct mi_bytes bytes, struct mi_payload *payload)
{
    static const struct {
        uint8_t type, before_length, length_size;
    } HEADERS[] = {
        {H4_COMMAND, 2, 1}, {H4_ACL, 2, 2}, {H4_SYNC, 2, 1}, {H4_EVENT, 1, 1}, {H4_ISO, 2, 2},
    };
    size_t there = bytes.left;
    uint8_t type = mi_get_u8(&bytes);
    for (size_t i = 0; i < sizeof HEADERS / sizeof HEADERS[0]; i++) {
        if (HEADERS[i].type != type)
            continue;
        (void)mi_get_run(&bytes, HEADERS[i].before_length);
        uint64_t length = mi_get_le(&bytes, HEADERS[i].length_size);
        return !bytes.failed && bytes.left == length &&
               take_announced(payload, MI_LAYER_H4, 0, there, there);
    }
    return false;
}

/* An air packet behind the header of its link type. */
static bool is_air_behind_header(struct mi_bytes bytes, struct mi_payload *payload)
{
    for (size_t skip = 1; skip <= PSEUDO_HEADER_MAX; skip++) {
        (void)mi_get_u8(&bytes);
        if (is_air(bytes, payload)) {
            payload->skip = skip;
            return true;
        }
    }
    return false;
}

/* Flags, then structures to the very end: advertising data, whoever sends it. */
static bool is_foreign_advertising(struct mi_bytes bytes, struct mi_payload *payload)
{
    size_t there = bytes.left;
    struct mi_bytes start = bytes;
    uint8_t length = mi_get_u8(&start);
    bool has_flags = length == 2 && mi_get_u8(&start) == MI_AD_FLAGS;
    struct mi_ad ad = {.missing = 0};
    while (mi_ad_next(&bytes, &ad))
        continue;
    payload->layer = MI_LAYER_AD;
    payload->size = there;
    return has_flags && bytes.left == 0 && ad.missing == 0;
}

/* The UUID of another sensor in front: no frame of 0xFE95 begins so, by its version. */
static bool is_other_service(struct mi_bytes bytes, struct mi_payload *payload)
{
    uint16_t uuid = mi_get_le16(&bytes);
    return mi_is_sensor_uuid(uuid) && take_service(bytes, uuid, 2, payload);
}

/* What only somebody who says that it is a frame may mean. */
static bool is_bare_frame(struct mi_bytes bytes, struct mi_payload *payload)
{
    return is_foreign_advertising(bytes, payload) || is_other_service(bytes, payload) ||
           (bytes.left >= MI_FRAME_MIN && take_service(bytes, MI_UUID_XIAOMI, 0, payload));
}

bool mi_payload_recognise(const uint8_t *bytes, size_t size, bool is_bare,
                          struct mi_payload *payload)
{
    static bool (*const RULES[])(struct mi_bytes, struct mi_payload *) = {
        is_h4_event, is_event,    is_logged_event,      is_air, is_advertising, is_structure,
        is_service,  is_other_h4, is_air_behind_header,
    };
    for (size_t i = 0; i < sizeof RULES / sizeof RULES[0]; i++) {
        *payload = (struct mi_payload){.size = 0};
        if (RULES[i](mi_bytes(bytes, size), payload))
            return true;
    }
    *payload = (struct mi_payload){.size = 0};
    return is_bare && is_bare_frame(mi_bytes(bytes, size), payload);
}

bool mi_payload_give(struct mi_out *out, struct mi_packet about, const uint8_t *bytes, size_t size,
                     bool is_bare)
{
    struct mi_payload payload;
    if (!mi_payload_recognise(bytes, size, is_bare, &payload))
        return false;
    if (payload.size < payload.announced) {
        struct mi_problem problem = {
            .code = MI_P_PACKET_CUT,
            .number = {(uint32_t)(payload.announced - payload.size), (uint32_t)payload.announced},
        };
        mi_out_problem(out, about.number, problem);
        about.is_cut_told = true;
    }
    about.layer = payload.layer;
    about.uuid = payload.uuid;
    about.bytes = bytes + payload.skip;
    about.size = payload.size;
    if (!about.has_rssi && payload.rssi < 0)
        mi_packet_rssi(&about, payload.rssi);
    mi_out_packet(out, &about);
    return true;
}

/* --- signal strength --- */

void mi_packet_rssi(struct mi_packet *about, int64_t dbm)
{
    about->has_rssi = dbm >= -127 && dbm <= 20;
    about->rssi = about->has_rssi ? (int8_t)dbm : 0;
}

bool mi_span_rssi(struct mi_span span, struct mi_packet *about)
{
    for (size_t at = 0; at + 5 <= span.length; at++) {
        if (!mi_span_starts_like(mi_span_from(span, at), "rssi"))
            continue;
        size_t behind = at + 4;
        while (behind < span.length && strchr("=: \"'", span.at[behind]) != NULL &&
               span.at[behind] != '\0')
            behind++;
        int64_t dbm = 0;
        if (behind > at + 4 && mi_span_number(mi_span_from(span, behind), &dbm) > 0) {
            mi_packet_rssi(about, dbm);
            return true;
        }
    }
    return false;
}
