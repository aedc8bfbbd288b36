#include "capture/text/report.h"

#include "radio/advert.h"

#include <string.h>

enum {
    AD_FLAGS = 0x01,
    ADDRESS_ANONYMOUS = 0xff, /* address type */
    NO_RSSI_BYTE = 0x7f,
    EVENT_MAX = 2 + 255,
    LEGACY_HEADER = 12,   /* bytes of an event with one report, before and behind its data */
    EXTENDED_HEADER = 26, /* the same */
};

void mi_report_open(struct mi_report *report, const struct mi_packet *about)
{
    memset(report, 0, offsetof(struct mi_report, data));
    report->is_open = true;
    report->about = *about;
}

void mi_report_address(struct mi_report *report, struct mi_address address)
{
    report->about.address = address;
    report->about.has_address = true;
}

void mi_report_raw(struct mi_report *report, const uint8_t *bytes, size_t size)
{
    size_t room = sizeof report->data - report->size;
    size_t fitting = size < room ? size : room;
    if (fitting > 0)
        memcpy(report->data + report->size, bytes, fitting);
    report->size += fitting;
}

/* A structure of type, a 16-bit number and bytes. */
static void add_structure(struct mi_report *report, enum mi_ad_type type, uint16_t number,
                          const uint8_t *bytes, size_t size)
{
    size_t length = 1 + 2 + size;
    if (report->is_whole || length > UINT8_MAX || length >= sizeof report->data - report->size)
        return;
    const uint8_t head[] = {(uint8_t)length, (uint8_t)type, (uint8_t)number,
                            (uint8_t)(number >> 8)};
    mi_report_raw(report, head, sizeof head);
    mi_report_raw(report, bytes, size);
}

void mi_report_service(struct mi_report *report, uint16_t uuid, const uint8_t *bytes, size_t size)
{
    add_structure(report, MI_AD_SERVICE_DATA_16, uuid, bytes, size);
}

void mi_report_company(struct mi_report *report, uint16_t company, const uint8_t *bytes,
                       size_t size)
{
    add_structure(report, MI_AD_MANUFACTURER, company, bytes, size);
}

void mi_report_name(struct mi_report *report, struct mi_span name)
{
    if (report->is_whole || name.length == 0 || name.length >= UINT8_MAX ||
        name.length + 2 > sizeof report->data - report->size)
        return;
    const uint8_t head[] = {(uint8_t)(name.length + 1), MI_AD_NAME};
    mi_report_raw(report, head, sizeof head);
    mi_report_raw(report, (const uint8_t *)name.at, name.length);
}

void mi_report_flags(struct mi_report *report, uint8_t flags)
{
    const uint8_t structure[] = {2, AD_FLAGS, flags};
    if (!report->is_whole)
        mi_report_raw(report, structure, sizeof structure);
}

/* --- the event again --- */

struct event {
    size_t size;
    uint8_t bytes[EVENT_MAX];
};

static void put(struct event *event, uint64_t value, unsigned size)
{
    for (unsigned i = 0; i < size; i++)
        event->bytes[event->size++] = (uint8_t)(value >> (8 * i));
}

static void put_address(struct event *event, const struct mi_report *report)
{
    put(event, report->address_type, 1);
    for (size_t i = MI_ADDRESS_SIZE; i-- > 0;)
        put(event, report->about.address.octet[i], 1);
}

static void put_data(struct event *event, const struct mi_report *report)
{
    put(event, report->size, 1);
    for (size_t i = 0; i < report->size; i++)
        put(event, report->data[i], 1);
}

static void put_head(struct event *event, size_t size, uint8_t subevent)
{
    put(event, 0x3e, 1);
    put(event, size, 1);
    put(event, subevent, 1);
    put(event, 1, 1); /* reports */
}

static void make_legacy(struct event *event, const struct mi_report *report, uint8_t rssi)
{
    put_head(event, LEGACY_HEADER + report->size, 0x02);
    put(event, report->event_type, 1);
    put_address(event, report);
    put_data(event, report);
    put(event, rssi, 1);
}

static void make_extended(struct event *event, const struct mi_report *report, uint8_t rssi)
{
    put_head(event, EXTENDED_HEADER + report->size, 0x0d);
    put(event, report->event_type, 2);
    put_address(event, report);
    put(event, 1, 1); /* primary PHY: 1M */
    put(event, 0, 1); /* secondary PHY: unknown */
    put(event, report->set, 1);
    put(event, NO_RSSI_BYTE, 1); /* power of the sender: unknown */
    put(event, rssi, 1);
    put(event, 0, 2); /* no periodic advertising */
    put(event, 0, 7); /* addressed to nobody */
    put_data(event, report);
}

static bool make_event(struct event *event, const struct mi_report *report)
{
    bool is_extended = report->kind == MI_REPORT_EXTENDED;
    size_t header = is_extended ? EXTENDED_HEADER : LEGACY_HEADER;
    bool has_sender = report->about.has_address || report->address_type == ADDRESS_ANONYMOUS;
    if (report->kind == MI_REPORT_PLAIN || !has_sender || report->size > UINT8_MAX - header)
        return false;
    uint8_t rssi = report->about.has_rssi ? (uint8_t)report->about.rssi : NO_RSSI_BYTE;
    (is_extended ? make_extended : make_legacy)(event, report, rssi);
    return true;
}

void mi_report_give(struct mi_report *report, struct mi_out *out)
{
    struct event event = {0};
    if (!report->is_open)
        return;
    report->is_open = false;
    if (report->is_whole && report->size < report->announced) {
        struct mi_problem problem = {
            .code = MI_P_PACKET_CUT,
            .number = {(uint32_t)(report->announced - report->size), (uint32_t)report->announced},
        };
        mi_out_problem(out, report->about.number, problem);
    }
    struct mi_packet packet = report->about;
    bool is_event = make_event(&event, report);
    packet.layer = is_event ? MI_LAYER_EVENT : MI_LAYER_AD;
    packet.bytes = is_event ? event.bytes : report->data;
    packet.size = is_event ? event.size : report->size;
    if (report->address_type == ADDRESS_ANONYMOUS)
        packet.has_address = false;
    else
        packet.address_is_random = (report->address_type & 1) != 0;
    mi_out_packet(out, &packet);
}
