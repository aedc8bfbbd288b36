/*
 * Advertising reports in HCI events (Core, Vol 4 Part E, 7.7.65.2 and 7.7.65.13), taken apart and
 * put together. Inside the library only.
 */
#ifndef MITOOL_RADIO_EVENT_H
#define MITOOL_RADIO_EVENT_H

#include "advert.h"

/* One report, its fields as they are sent. */
struct mi_event_report {
    bool is_extended;
    uint16_t type; /* event type */
    uint8_t address_type;
    struct mi_address address;
    uint8_t secondary_phy; /* of extended ones */
    uint8_t set;           /* the same: advertising SID */
    uint8_t rssi;
    struct mi_bytes data;
    bool is_cut;       /* when read: what is behind the head is not all there, */
    bool has_all_data; /* but the data are */
};

static inline bool mi_event_is_of_reports(uint8_t code, uint8_t subevent)
{
    return code == MI_EVENT_LE_META &&
           (subevent == MI_SUBEVENT_REPORT || subevent == MI_SUBEVENT_EXTENDED_REPORT);
}

/* Whether an event, its code in front, holds reports. */
static inline bool mi_event_has_reports(struct mi_bytes event)
{
    uint8_t code = mi_get_u8(&event);
    (void)mi_get_u8(&event); /* its length */
    return mi_event_is_of_reports(code, mi_get_u8(&event));
}

/* The data behind their length. */
static inline struct mi_bytes mi_event_get_data(struct mi_bytes *reports,
                                                struct mi_event_report *report)
{
    uint8_t size = mi_get_u8(reports);
    report->is_cut = size > reports->left;
    report->has_all_data = !report->is_cut;
    return mi_get_slice(reports, report->is_cut ? reports->left : size);
}

static inline struct mi_bytes mi_event_get_legacy(struct mi_bytes reports,
                                                  struct mi_event_report *report)
{
    report->type = mi_get_u8(&reports);
    report->address_type = mi_get_u8(&reports);
    report->address = mi_get_address(&reports);
    report->data = mi_event_get_data(&reports, report);
    report->is_cut = report->is_cut || reports.left == 0;
    report->rssi = report->is_cut ? MI_DBM_NOT_AVAILABLE : mi_get_u8(&reports);
    return reports;
}

static inline struct mi_bytes mi_event_get_extended(struct mi_bytes reports,
                                                    struct mi_event_report *report)
{
    report->type = mi_get_le16(&reports);
    report->address_type = mi_get_u8(&reports);
    report->address = mi_get_address(&reports);
    (void)mi_get_u8(&reports); /* primary PHY */
    report->secondary_phy = mi_get_u8(&reports);
    report->set = mi_get_u8(&reports);
    (void)mi_get_u8(&reports); /* transmit power */
    report->rssi = mi_get_u8(&reports);
    (void)mi_get_run(&reports, 2 + 1 + MI_ADDRESS_SIZE); /* interval, direct address */
    report->data = mi_event_get_data(&reports, report);
    return reports;
}

/* Reads the next report, of a cut one what is there; what is behind it, failed when its head is
 * cut. */
static inline struct mi_bytes mi_event_get_report(struct mi_bytes reports, bool is_extended,
                                                  struct mi_event_report *report)
{
    report->is_extended = is_extended;
    return is_extended ? mi_event_get_extended(reports, report)
                       : mi_event_get_legacy(reports, report);
}

static inline void mi_event_set_signal(struct mi_advert *advert, uint8_t rssi)
{
    advert->has_rssi = rssi != MI_DBM_NOT_AVAILABLE;
    advert->rssi = advert->has_rssi ? (int8_t)rssi : 0;
}

enum mi_pdu mi_event_pdu(const struct mi_event_report *report);

/* The event type that a legacy report has for it; for what is none, as if not connectable. */
uint8_t mi_event_type_of(enum mi_pdu pdu);

/* An event, its code in front. */
struct mi_event {
    size_t size;
    uint8_t bytes[2 + UINT8_MAX];
};

/* The event with this report alone; false when its data are too long for that. */
bool mi_event_build(struct mi_event *event, const struct mi_event_report *report);

#endif
