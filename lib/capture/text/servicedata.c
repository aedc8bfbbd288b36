/*
 * Service data behind its name, as gateways trace it (OpenMQTTGateway, Tasmota) and people write it
 * off: "service data: 5020…", in any spelling of the name. The UUID comes in the same line, in one
 * below, or not at all; in the oldest traces each value stands below its name.
 */
#include "capture/text/beside.h"
#include "capture/text/search.h"

#include <string.h>

enum {
    LINES_MAX = 6,  /* from the data to its UUID */
    LINES_BACK = 2, /* and back */
};

enum label { LABEL_NONE, LABEL_DATA, LABEL_UUID };

struct servicedata {
    enum label awaited;      /* whose value the next line has */
    struct mi_packet device; /* address and signal strength that a line above told */
    uint64_t uuid_line;      /* of a UUID that came before its data */
    uint16_t uuid;
    struct mi_packet packet; /* waits for its UUID */
    size_t size;             /* 0: none waits */
    uint8_t bytes[MI_PAYLOAD_MAX];
};

static void give(struct servicedata *log, bool has_uuid, uint16_t uuid, struct mi_out *out)
{
    struct mi_bytes bytes = mi_bytes(log->bytes, log->size);
    struct mi_packet packet = log->packet;
    if (log->size == 0)
        return;
    log->size = 0;
    if (!has_uuid) {
        (void)mi_payload_give(out, packet, bytes, MI_TRUST_NAMED);
        return;
    }
    bytes = mi_service_unwrap(bytes, uuid);
    packet.layer = MI_LAYER_SERVICE;
    packet.uuid = uuid;
    packet.bytes = bytes.at;
    packet.size = bytes.left;
    if (mi_is_sensor_uuid(uuid))
        mi_out_packet(out, &packet);
}

/* --- values --- */

/* The UUID of a sensor that stands in front of the data: "serviceUUID: 0xfe95, serviceData: "; or
 * 0. */
static uint16_t told_uuid(struct mi_span front)
{
    enum { REACH = 64 };
    uint16_t uuid = 0;
    bool is_sensor = false;
    front = mi_span_from(front, front.length > REACH ? front.length - REACH : 0);
    while (mi_span_find_like(front, "uuid:", &front))
        is_sensor = mi_span_uuid(mi_span_trim(front), &uuid) > 0 && mi_is_sensor_uuid(uuid);
    return is_sensor ? uuid : 0;
}

/* Data is waited with for its UUID; a trace may write the same more than once. */
static bool read_data(struct servicedata *log, const struct mi_line *line, struct mi_span *text,
                      struct mi_out *out)
{
    uint8_t bytes[MI_PAYLOAD_MAX];
    size_t size = 0;
    struct mi_span value = mi_span_first(*text, mi_span_value(*text, bytes, &size));
    if (value.length == 0)
        return false;
    *text = mi_span_from(*text, value.length);
    if (size == log->size && memcmp(bytes, log->bytes, size) == 0)
        return true;
    give(log, false, 0, out);
    log->packet = mi_line_about(line, value);
    if (!log->packet.has_address && log->device.has_address) {
        log->packet.address = log->device.address;
        log->packet.has_address = true;
        if (!log->packet.has_rssi && log->device.has_rssi)
            mi_packet_rssi(&log->packet, log->device.rssi);
    }
    log->size = size;
    memcpy(log->bytes, bytes, size);
    uint16_t uuid = told_uuid(mi_span_first(line->body, (size_t)(value.at - line->body.at)));
    if (uuid != 0)
        give(log, true, uuid, out);
    else if (log->uuid_line > 0 && line->number - log->uuid_line <= LINES_BACK)
        give(log, true, log->uuid, out);
    log->uuid_line = 0;
    return true;
}

static bool read_uuid(struct servicedata *log, const struct mi_line *line, struct mi_span *text,
                      struct mi_out *out)
{
    uint16_t uuid = 0;
    size_t length = mi_span_uuid(*text, &uuid);
    if (length == 0 && mi_span_is_uuid(*text))
        length = text->length;
    if (length == 0)
        return false;
    *text = mi_span_from(*text, length);
    if (log->size > 0) {
        give(log, true, uuid, out);
    } else {
        log->uuid = uuid;
        log->uuid_line = line->number;
    }
    return true;
}

/* bluepy: "(22, '16b Service Data', '95fe5020…')", with the UUID in front */
static bool read_tuple(struct servicedata *log, const struct mi_line *line, struct mi_span *text,
                       struct mi_out *out)
{
    if (!read_data(log, line, text, out))
        return false;
    struct mi_bytes bytes = mi_bytes(log->bytes, log->size);
    give(log, true, mi_get_le16(&bytes), out);
    return true;
}

/* --- names --- */

/* Behind a name: "(11) to 4000…" */
static struct mi_span skip_count(struct mi_span text)
{
    struct mi_span rest = text;
    int64_t count = 0;
    if (mi_span_take(&rest, "("))
        rest = mi_span_from(rest, mi_span_number(rest, &count));
    bool is_count = mi_span_take(&rest, ")") && mi_span_take(&rest, "to ");
    return is_count ? rest : text;
}

/* "service data", "servicedata", "Service-Data": sets `text` to what follows the next one. */
static enum label find_label(struct mi_span *text, bool *is_tuple)
{
    struct mi_span rest = *text;
    while (mi_span_find_like(rest, "service", &rest)) {
        struct mi_span before = mi_span_first(*text, text->length - rest.length);
        rest = mi_span_from(rest, rest.length > 0 && strchr(" _-", rest.at[0]) != NULL ? 1 : 0);
        if (!mi_span_starts_like(rest, "data"))
            continue;
        *is_tuple = mi_span_ends_like(before, "16b service");
        *text = skip_count(mi_span_trim(mi_span_from(rest, strlen("data"))));
        bool is_uuid = mi_span_starts_like(*text, "uuid");
        *text = mi_span_from(*text, is_uuid ? strlen("uuid") : 0);
        *text = mi_span_from(*text, mi_span_marks(*text));
        (void)mi_span_take(text, "<");
        return is_uuid ? LABEL_UUID : LABEL_DATA;
    }
    return LABEL_NONE;
}

static bool read_labels(struct servicedata *log, const struct mi_line *line, struct mi_out *out)
{
    struct mi_span text = line->body;
    enum label label;
    bool is_tuple = false;
    bool any = false;
    while ((label = find_label(&text, &is_tuple)) != LABEL_NONE) {
        log->awaited = text.length == 0 ? label : LABEL_NONE;
        bool is_read = label == LABEL_UUID ? read_uuid(log, line, &text, out)
                       : is_tuple          ? read_tuple(log, line, &text, out)
                                           : read_data(log, line, &text, out);
        any = any || is_read || text.length == 0;
    }
    return any;
}

/* "BT Device detected: A4:C1:…", "home/OpenMQTTGateway/BTtoMQTT/C47C8D5E0C03 -79", "Device (new): "
 */
static void read_device(struct servicedata *log, struct mi_span text)
{
    static const char *const NAMES[] = {"evice detected: ", "getDeviceByMac ", "BTtoMQTT/",
                                        "Device (new): ", "Device (update): "};
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        struct mi_span rest;
        struct mi_packet *device = &log->device;
        if (!mi_span_find(text, NAMES[i], &rest))
            continue;
        *device = (struct mi_packet){.number = 0};
        device->has_address = mi_address_parse(rest.at, rest.length, &device->address) > 0;
        (void)mi_span_rssi(rest, device);
    }
}

static bool read_line(void *state, const struct mi_line *line, struct mi_out *out)
{
    struct servicedata *log = state;
    struct mi_span text = line->body;
    enum label awaited = log->awaited;
    log->awaited = LABEL_NONE;
    if (log->size > 0 && line->number - log->packet.number > LINES_MAX)
        give(log, false, 0, out);
    if ((awaited == LABEL_DATA && read_data(log, line, &text, out)) ||
        (awaited == LABEL_UUID && read_uuid(log, line, &text, out)))
        return true;
    read_device(log, line->body);
    return read_labels(log, line, out);
}

static void end(void *state, struct mi_out *out)
{
    give(state, false, 0, out);
}

const struct mi_dialect mi_servicedata_dialect = {
    .size = sizeof(struct servicedata),
    .line = read_line,
    .end = end,
};
