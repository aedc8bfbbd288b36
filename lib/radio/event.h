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
    bool is_cut; /* when read: what is behind the head is not all there */
};

/* Whether an event, its code in front, holds reports. */
bool mi_event_has_reports(struct mi_bytes event);

/* The next report, of a cut one what is there; `reports` has failed when its head is cut. */
struct mi_event_report mi_event_get_report(struct mi_bytes *reports, bool is_extended);

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
