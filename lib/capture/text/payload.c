#include "capture/text/payload.h"

#include "base/hex.h"
#include "radio/event.h"

enum {
    ACCESS_ADDRESS_SIZE = 4,
    PSEUDO_HEADER_MAX = 40, /* of the link types in front of an air packet */
};

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

/* The text around the bytes. */
struct around {
    enum mi_trust trust;
    const struct mi_address *beside;
};

/* The bytes of an event of reports that its length announces, or 0; the event may be cut. */
static size_t announced_by_event(struct mi_bytes bytes)
{
    enum { REPORT_MIN = 10 };
    bool has_reports = mi_event_has_reports(bytes);
    (void)mi_get_u8(&bytes); /* its code */
    uint8_t length = mi_get_u8(&bytes);
    (void)mi_get_u8(&bytes); /* its subevent */
    uint8_t reports = mi_get_u8(&bytes);
    bool is_counted = reports > 0 && length / REPORT_MIN >= reports;
    return has_reports && (bytes.failed || is_counted) ? 2u + length : 0;
}

/* Bytes of an event that is cut. */
static size_t least_event(const struct around *around)
{
    enum { SURE = 4, WITH_ADDRESS = 12 };
    return around->trust == MI_TRUST_WORDS ? WITH_ADDRESS : SURE;
}

/* 04 and an event; bytes behind it are ignored */
static bool is_h4_event(struct mi_bytes bytes, const struct around *around,
                        struct mi_payload *payload)
{
    size_t there = bytes.left;
    bool is_event = mi_get_u8(&bytes) == MI_H4_EVENT && there >= least_event(around);
    size_t size = is_event ? announced_by_event(bytes) : 0;
    return size > 0 && take_announced(payload, MI_LAYER_H4, 0, 1 + size, there);
}

static bool is_event(struct mi_bytes bytes, const struct around *around, struct mi_payload *payload)
{
    size_t there = bytes.left;
    size_t size = there >= least_event(around) ? announced_by_event(bytes) : 0;
    return size > 0 && take_announced(payload, MI_LAYER_EVENT, 0, size, there);
}

/* PacketLogger's number for events in front of a whole one */
static bool is_logged_event(struct mi_bytes bytes, const struct around *around,
                            struct mi_payload *payload)
{
    (void)around;
    size_t there = bytes.left;
    bool is_logged = mi_get_u8(&bytes) == 1;
    size_t size = is_logged ? announced_by_event(bytes) : 0;
    return size > 0 && size <= bytes.left &&
           take_announced(payload, MI_LAYER_EVENT, 1, size, there);
}

static bool is_air(struct mi_bytes bytes, const struct around *around, struct mi_payload *payload)
{
    (void)around;
    uint32_t access_address = mi_get_le32(&bytes);
    if (bytes.failed || access_address != MI_ADVERTISING_ACCESS_ADDRESS)
        return false;
    payload->layer = MI_LAYER_AIR;
    payload->size = ACCESS_ADDRESS_SIZE + bytes.left;
    return true;
}

/* What a sensor says in a structure, and of which service it is. */
static bool is_of_a_sensor(const struct mi_ad *ad, uint16_t *uuid, struct mi_bytes *data)
{
    uint16_t company = 0;
    if (mi_ad_service(ad, uuid, data))
        return mi_is_sensor_uuid(*uuid);
    *uuid = MI_UUID_XIAOMI;
    return mi_ad_manufacturer(ad, &company, data) && company == MI_COMPANY_XIAOMI;
}

/* Among words a UUID is too little to tell by, as machine code has them: a frame must be there. */
static bool is_credible(struct mi_bytes data, uint16_t uuid, const struct around *around)
{
    return around->trust > MI_TRUST_WORDS || mi_bare_is_whole(data, uuid) ||
           (uuid == MI_UUID_XIAOMI && mi_bare_names_product(data));
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
 * last structure, and one that a sensor sends among them. Several whole ones are no chance.
 */
static bool is_advertising(struct mi_bytes bytes, const struct around *around,
                           struct mi_payload *payload)
{
    size_t there = bytes.left;
    size_t count = 0;
    bool has_sensor = false;
    bool is_sure = false;
    uint16_t uuid = 0;
    struct mi_bytes data;
    struct mi_bytes tail = bytes;
    struct mi_ad ad = {.missing = 0};
    for (; mi_ad_next(&bytes, &ad); tail = bytes, count++) {
        bool is_one = is_of_a_sensor(&ad, &uuid, &data);
        has_sensor = has_sensor || is_one;
        is_sure = is_sure || (is_one && is_credible(data, uuid, around));
    }
    is_sure = is_sure || (count > 1 && ad.missing == 0);
    if (!has_sensor || !is_sure || (tail.left > 1 && !is_padding(tail)))
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

/*
 * Its length in front of advertising data: behind it zeros up to 31 bytes, as in commands, or the
 * signal strength, as in reports.
 */
static bool is_counted_advertising(struct mi_bytes bytes, const struct around *around,
                                   struct mi_payload *payload)
{
    struct mi_bytes data = mi_get_slice(&bytes, mi_get_u8(&bytes));
    if (bytes.failed || !is_advertising(data, around, payload))
        return false;
    payload->skip = 1;
    if (is_padding(bytes))
        return true;
    payload->rssi = bytes.left == 1 ? (int8_t)mi_get_u8(&bytes) : 0;
    return payload->rssi < 0;
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
static bool is_structure(struct mi_bytes bytes, const struct around *around,
                         struct mi_payload *payload)
{
    uint8_t type = mi_get_u8(&bytes);
    uint16_t uuid = mi_get_le16(&bytes);
    return type == MI_AD_SERVICE_DATA_16 && mi_is_sensor_uuid(uuid) &&
           is_credible(bytes, uuid, around) && take_service(bytes, uuid, 3, payload);
}

/* 95 FE …, when a frame of it is there: by themselves the two bytes are too few to tell */
static bool is_service(struct mi_bytes bytes, const struct around *around,
                       struct mi_payload *payload)
{
    uint16_t uuid = mi_get_le16(&bytes);
    if (uuid != MI_UUID_XIAOMI || !take_service(bytes, uuid, 2, payload))
        return false;
    switch (around->trust) {
    case MI_TRUST_WORDS: return mi_bare_service(bytes, MI_TRUST_WORDS, around->beside) != 0;
    case MI_TRUST_ALONE: return mi_bare_is_likely(bytes);
    default: return true;
    }
}

/* Any other H4 packet, by its exact length: nothing to decode, and nothing wrong with it. */
static bool is_other_h4(struct mi_bytes bytes, const struct around *around,
                        struct mi_payload *payload)
{
    (void)around;
    static const struct {
        uint8_t type, before_length, length_size;
    } HEADERS[] = {
        {MI_H4_COMMAND, 2, 1}, {MI_H4_ACL, 2, 2}, {MI_H4_SYNC, 2, 1},
        {MI_H4_EVENT, 1, 1},   {MI_H4_ISO, 2, 2},
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
static bool is_air_behind_header(struct mi_bytes bytes, const struct around *around,
                                 struct mi_payload *payload)
{
    for (size_t skip = 1; skip <= PSEUDO_HEADER_MAX; skip++) {
        (void)mi_get_u8(&bytes);
        if (is_air(bytes, around, payload)) {
            payload->skip = skip;
            return true;
        }
    }
    return false;
}

/* Flags, then structures to the very end: advertising data, whoever sends it. */
static bool is_foreign_advertising(struct mi_bytes bytes, const struct around *around,
                                   struct mi_payload *payload)
{
    (void)around;
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

/*
 * The UUID of another sensor in front: no frame of 0xFE95 begins so, by its version. Untold, a
 * frame has to be behind it that says nothing unknown.
 */
static bool is_other_service(struct mi_bytes bytes, const struct around *around,
                             struct mi_payload *payload)
{
    uint16_t uuid = mi_get_le16(&bytes);
    bool is_one =
        mi_is_sensor_uuid(uuid) && uuid != MI_UUID_XIAOMI &&
        (around->trust == MI_TRUST_TOLD || mi_bare_service(bytes, MI_TRUST_NAMED, NULL) == uuid);
    return is_one && take_service(bytes, uuid, 2, payload);
}

static bool is_bare(struct mi_bytes bytes, const struct around *around, struct mi_payload *payload)
{
    struct mi_bytes front = bytes;
    if (mi_bare_has_stray(bytes))
        (void)mi_get_tail(&front, 1);
    uint16_t uuid = mi_bare_service(front, around->trust, around->beside);
    return uuid != 0 && take_service(bytes, uuid, 0, payload);
}

/* In the order of asking. */
static const struct {
    bool (*is)(struct mi_bytes bytes, const struct around *around, struct mi_payload *payload);
    enum mi_trust least;
} SHAPES[] = {
    {is_h4_event, MI_TRUST_WORDS},
    {is_event, MI_TRUST_WORDS},
    {is_logged_event, MI_TRUST_ALONE},
    {is_air, MI_TRUST_WORDS},
    {is_advertising, MI_TRUST_WORDS},
    {is_counted_advertising, MI_TRUST_WORDS},
    {is_structure, MI_TRUST_WORDS},
    {is_service, MI_TRUST_WORDS},
    {is_other_h4, MI_TRUST_ALONE},
    {is_air_behind_header, MI_TRUST_ALONE},
    {is_foreign_advertising, MI_TRUST_TOLD},
    {is_other_service, MI_TRUST_ALONE},
    {is_bare, MI_TRUST_WORDS},
};

/* Among words or beside an address, what is as long as a key is mostly one. */
static bool may_be_key(const struct mi_payload *payload, struct mi_bytes bytes,
                       const struct around *around)
{
    bool is_told = around->trust == MI_TRUST_TOLD;
    bool is_among_others = around->trust == MI_TRUST_WORDS || around->beside != NULL;
    bool has_header = payload->layer != MI_LAYER_AD && payload->layer != MI_LAYER_SERVICE;
    return !is_told && is_among_others && !has_header && !mi_bare_is_no_key(bytes, around->beside);
}

bool mi_payload_recognise(struct mi_bytes bytes, enum mi_trust trust,
                          const struct mi_address *beside, struct mi_payload *payload)
{
    const struct around around = {trust, beside};
    for (size_t i = 0; i < sizeof SHAPES / sizeof SHAPES[0]; i++) {
        *payload = (struct mi_payload){.size = 0};
        if (trust >= SHAPES[i].least && SHAPES[i].is(bytes, &around, payload))
            return !may_be_key(payload, bytes, &around);
    }
    return false;
}

/* --- whether they are all of it --- */

/* Whether a structure lacks its end. */
static bool is_open_ad(struct mi_bytes bytes)
{
    struct mi_ad ad = {.missing = 0};
    while (mi_ad_next(&bytes, &ad))
        continue;
    return ad.missing > 0;
}

/* Flags or a name in front of whatever follows, or a bare frame that has no end yet. */
static bool may_go_on(struct mi_bytes bytes)
{
    struct mi_bytes start = bytes;
    uint8_t length = mi_get_u8(&start);
    uint8_t type = mi_get_u8(&start);
    bool is_usual = (type >= MI_AD_FLAGS && type <= MI_AD_NAME) || mi_ad_type_has_data(type);
    if (!start.failed && length > 1 && length <= 30 && is_usual) {
        struct mi_ad ad;
        while (mi_ad_next(&bytes, &ad))
            continue;
        return bytes.left == 0;
    }
    return mi_bare_names_product(bytes);
}

static bool is_open(const struct mi_payload *payload, struct mi_bytes bytes)
{
    (void)mi_get_run(&bytes, payload->skip);
    switch (payload->layer) {
    case MI_LAYER_AD: return is_open_ad(bytes);
    case MI_LAYER_SERVICE:
        return payload->uuid == MI_UUID_XIAOMI && mi_bare_names_product(bytes) &&
               !mi_bare_is_whole(bytes, payload->uuid) && !mi_bare_has_stray(bytes);
    case MI_LAYER_AIR:
        (void)mi_get_run(&bytes, ACCESS_ADDRESS_SIZE + 1);
        return mi_get_u8(&bytes) > bytes.left || bytes.failed;
    default: return payload->size < payload->announced;
    }
}

enum mi_match mi_payload_match(struct mi_bytes bytes)
{
    struct mi_payload payload;
    if (mi_payload_recognise(bytes, MI_TRUST_ALONE, NULL, &payload))
        return is_open(&payload, bytes) ? MI_MATCH_MORE : MI_MATCH_WHOLE;
    return may_go_on(bytes) ? MI_MATCH_MORE : MI_MATCH_NO;
}

/* --- one or two --- */

enum length { LENGTH_NONE, LENGTH_OF_STRUCTURES, LENGTH_OF_PACKET };

static enum length own_length(struct mi_bytes bytes)
{
    struct mi_payload payload;
    if (!mi_payload_recognise(bytes, MI_TRUST_ALONE, NULL, &payload))
        return LENGTH_NONE;
    return payload.announced > 0          ? LENGTH_OF_PACKET
           : payload.layer == MI_LAYER_AD ? LENGTH_OF_STRUCTURES
                                          : LENGTH_NONE;
}

bool mi_payload_has_length(struct mi_bytes bytes)
{
    return own_length(bytes) != LENGTH_NONE;
}

/*
 * Frames without a length of their own: of one product, or the first one with a whole header; what
 * is cut in its header may go on with an address that looks like a product.
 */
static bool are_two_frames(struct mi_bytes front, struct mi_bytes behind)
{
    enum { HEADER = 11 /* bytes of MiBeacon's, with its MAC */ };
    bool is_whole = front.left >= HEADER;
    return mi_bare_names_product(front) && mi_bare_names_product(behind) &&
           (is_whole || mi_get_le32(&front) == mi_get_le32(&behind));
}

bool mi_payload_are_two(struct mi_bytes front, struct mi_bytes behind)
{
    enum length length = own_length(front);
    enum length other = own_length(behind);
    if (length == LENGTH_NONE)
        return are_two_frames(front, behind);
    return other >= length || (other != LENGTH_NONE && mi_payload_match(behind) == MI_MATCH_WHOLE);
}

/* --- packets --- */

static void give_recognised(struct mi_out *out, struct mi_packet about,
                            const struct mi_payload *payload, struct mi_bytes bytes)
{
    if (payload->size < payload->announced) {
        mi_out_cut(out, about.number, payload->size, payload->announced);
        about.is_cut_told = true;
    }
    (void)mi_get_run(&bytes, payload->skip);
    about.has_stray = payload->layer == MI_LAYER_SERVICE && payload->uuid == MI_UUID_XIAOMI &&
                      mi_bare_has_stray(bytes);
    about.layer = payload->layer;
    about.uuid = payload->uuid;
    about.bytes = bytes.at;
    about.size = payload->size;
    if (!about.has_rssi && payload->rssi < 0)
        mi_packet_rssi(&about, payload->rssi);
    mi_out_packet(out, &about);
}

/* What comes behind an event that announces its length: whole ones of the same kind. */
static bool take_next_event(struct mi_bytes *bytes, struct mi_payload *payload)
{
    const struct around around = {.trust = MI_TRUST_WORDS};
    const enum mi_layer layer = payload->layer;
    (void)mi_get_run(bytes, payload->skip + payload->size);
    *payload = (struct mi_payload){.size = 0};
    bool is_next = layer == MI_LAYER_H4      ? is_h4_event(*bytes, &around, payload)
                   : layer == MI_LAYER_EVENT ? is_event(*bytes, &around, payload)
                                             : false;
    return is_next && payload->size == payload->announced;
}

bool mi_payload_give(struct mi_out *out, struct mi_packet about, struct mi_bytes bytes,
                     enum mi_trust trust)
{
    struct mi_payload payload;
    const struct mi_address *beside = about.has_address ? &about.address : NULL;
    if (!mi_payload_recognise(bytes, trust, beside, &payload))
        return false;
    do
        give_recognised(out, about, &payload, bytes);
    while (take_next_event(&bytes, &payload));
    return true;
}

struct mi_bytes mi_service_unwrap(struct mi_bytes bytes, uint16_t uuid)
{
    struct mi_bytes inner = bytes;
    if (bytes.left > 0 && mi_get_u8(&inner) != inner.left)
        inner = bytes;
    struct mi_bytes typed = inner;
    if (mi_get_u8(&typed) == MI_AD_SERVICE_DATA_16)
        inner = typed;
    bool is_wrapped = mi_get_le16(&inner) == uuid && !inner.failed;
    return is_wrapped ? inner : bytes;
}

/* --- signal strength --- */

void mi_packet_rssi(struct mi_packet *about, int64_t dbm)
{
    about->has_rssi = dbm >= -127 && dbm <= 20;
    about->rssi = about->has_rssi ? (int8_t)dbm : 0;
}

/* Of a number that must be one: no device is heard better or worse. */
enum { WEAKEST = -127, STRONGEST = -20 };

bool mi_span_strength(struct mi_span span, struct mi_packet *about)
{
    int64_t dbm = 0;
    while (span.length > 0 && (mi_is_blank(span.at[0]) || strchr(",;:|'\"\\", span.at[0]) != NULL))
        span = mi_span_from(span, 1);
    size_t length = mi_span_starts(span, "-") ? mi_span_number(span, &dbm) : 0;
    struct mi_span rest = mi_span_from(span, length);
    bool ends =
        rest.length == 0 || mi_is_blank(rest.at[0]) || strchr(",;|])}'\"", rest.at[0]) != NULL;
    if (!ends || dbm < WEAKEST || dbm > STRONGEST)
        return false;
    mi_packet_rssi(about, dbm);
    return true;
}

/* "-60 dBm" */
static bool take_dbm(struct mi_span span, struct mi_packet *about)
{
    struct mi_span rest;
    int64_t dbm = 0;
    if (!mi_span_find_like(span, "dBm", &rest))
        return false;
    span = mi_span_trim(mi_span_first(span, span.length - rest.length - 3));
    const char *sign = span.length > 0 ? memrchr(span.at, '-', span.length) : NULL;
    struct mi_span number =
        mi_span_from(span, sign != NULL ? (size_t)(sign - span.at) : span.length);
    if (number.length == 0 || mi_span_number(number, &dbm) != number.length)
        return false;
    mi_packet_rssi(about, dbm);
    return true;
}

/* "-60"; bluepy-helper writes "h3C", without the sign */
static bool take_level(struct mi_span span, int64_t *dbm)
{
    static const char *const CASTS[] = {"Some(", "<int16 "}; /* Rust, D-Bus */
    for (size_t i = 0; i < sizeof CASTS / sizeof CASTS[0]; i++)
        (void)mi_span_take(&span, CASTS[i]);
    if (!mi_span_starts(span, "h") || mi_span_hex_digits(mi_span_from(span, 1)) != 2)
        return mi_span_number(span, dbm) > 0;
    *dbm = -(mi_hex_value(span.at[1]) * 16 + mi_hex_value(span.at[2]));
    return true;
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
        if (behind > at + 4 && take_level(mi_span_from(span, behind), &dbm)) {
            mi_packet_rssi(about, dbm);
            return true;
        }
    }
    return take_dbm(span, about);
}
