/*
 * A packet as tshark has decoded it, detail by detail in the order of the packet, whether printed
 * as words (-V) or as JSON. Inside lib/capture only.
 */
#ifndef MITOOL_CAPTURE_TEXT_DECODED_H
#define MITOOL_CAPTURE_TEXT_DECODED_H

#include "report.h"

enum mi_detail {
    MI_DETAIL_TIME,       /* seconds since 1970, or a date and time */
    MI_DETAIL_SUBEVENT,   /* LE Advertising Report (0x02) */
    MI_DETAIL_EVENT_TYPE, /* begins a report */
    MI_DETAIL_ADDRESS_TYPE,
    MI_DETAIL_ADDRESS, /* begins one too when there was no event type: a sniffer's packet */
    MI_DETAIL_RSSI,
    MI_DETAIL_UUID,    /* of the service data that follows */
    MI_DETAIL_SERVICE, /* hex */
    MI_DETAIL_COMPANY, /* of the manufacturer data that follows */
    MI_DETAIL_DATA,    /* hex */
    MI_DETAIL_NAME,
};

struct mi_decoded {
    struct mi_packet about; /* what holds for all reports of the packet */
    enum mi_report_kind kind;
    struct mi_report report;
    uint16_t uuid;
    uint16_t company;
    bool has_uuid;
    bool has_company;
};

void mi_decoded_open(struct mi_decoded *decoded, const struct mi_packet *about);

/*
 * The value of a detail, also with a name in front and the value in parentheses. `is_further`: a
 * further value of a list, which stands for several reports or structures and tells not for which.
 */
void mi_decoded_detail(struct mi_decoded *decoded, enum mi_detail detail, struct mi_span value,
                       bool is_further, struct mi_out *out);

/* The end of the packet. */
void mi_decoded_give(struct mi_decoded *decoded, struct mi_out *out);

#endif
