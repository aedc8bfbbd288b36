/*
 * One advertising report put together from the words of a decoder (btmon, tshark, bluetoothctl,
 * ESPHome, …), which come line by line and in any order. Inside lib/capture only.
 */
#ifndef MITOOL_CAPTURE_TEXT_REPORT_H
#define MITOOL_CAPTURE_TEXT_REPORT_H

#include "payload.h"

enum { MI_REPORT_AD_MAX = 1650 /* Core, Vol 4 Part E, 7.7.65.13: the longest advertising data */ };

enum mi_report_kind {
    MI_REPORT_PLAIN,    /* the text does not tell: given as advertising data */
    MI_REPORT_LEGACY,   /* given as the HCI event that it was decoded from */
    MI_REPORT_EXTENDED, /* the same */
};

struct mi_report {
    bool is_open;
    struct mi_packet about; /* time, number, adapter, address and signal strength */

    enum mi_report_kind kind;
    uint16_t event_type; /* as in the event; the other fields too */
    uint8_t address_type;
    uint8_t set; /* advertising SID */

    size_t announced; /* bytes of advertising data, 0: unknown */
    bool is_whole;    /* `data` is the advertising data as sent, not put together again */
    size_t size;
    uint8_t data[MI_REPORT_AD_MAX];
};

/* Begins a report; what the one before it had and nobody took is lost. */
void mi_report_open(struct mi_report *report, const struct mi_packet *about);

void mi_report_address(struct mi_report *report, struct mi_address address);

/* Bytes of the advertising data as they were sent. */
void mi_report_raw(struct mi_report *report, const uint8_t *bytes, size_t size);

/* A structure of the advertising data, unless that is there as it was sent. */
void mi_report_service(struct mi_report *report, uint16_t uuid, const uint8_t *bytes, size_t size);
void mi_report_company(struct mi_report *report, uint16_t company, const uint8_t *bytes,
                       size_t size);
void mi_report_name(struct mi_report *report, struct mi_span name);
void mi_report_flags(struct mi_report *report, uint8_t flags);

/* Gives the report, if one is open, and closes it. */
void mi_report_give(struct mi_report *report, struct mi_out *out);

#endif
