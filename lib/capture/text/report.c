#include "capture/text/report.h"

#include "radio/event.h"

#include <string.h>

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
    const uint8_t structure[] = {2, MI_AD_FLAGS, flags};
    if (!report->is_whole)
        mi_report_raw(report, structure, sizeof structure);
}

/* --- the event again --- */

static bool make_event(struct mi_event *event, const struct mi_report *report)
{
    const struct mi_packet *about = &report->about;
    const struct mi_event_report whole = {
        .is_extended = report->kind == MI_REPORT_EXTENDED,
        .type = report->event_type,
        .address_type = report->address_type,
        .address = about->address,
        .secondary_phy = MI_PHY_NONE,
        .set = report->set,
        .rssi = about->has_rssi ? (uint8_t)about->rssi : MI_DBM_NOT_AVAILABLE,
        .data = mi_bytes(report->data, report->size),
    };
    bool has_sender = about->has_address || report->address_type == MI_ADDRESS_ANONYMOUS;
    return report->kind != MI_REPORT_PLAIN && has_sender && mi_event_build(event, &whole);
}

void mi_report_give(struct mi_report *report, struct mi_out *out)
{
    struct mi_event event;
    if (!report->is_open)
        return;
    report->is_open = false;
    if (report->is_whole && report->size < report->announced)
        mi_out_cut(out, report->about.number, report->size, report->announced);
    struct mi_packet packet = report->about;
    bool is_event = make_event(&event, report);
    packet.layer = is_event ? MI_LAYER_EVENT : MI_LAYER_AD;
    packet.bytes = is_event ? event.bytes : report->data;
    packet.size = is_event ? event.size : report->size;
    if (report->address_type == MI_ADDRESS_ANONYMOUS)
        packet.has_address = false;
    else
        packet.address_is_random = (report->address_type & MI_ADDRESS_RANDOM) != 0;
    mi_out_packet(out, &packet);
}
