#include "radio/event.h"

#include "base/put.h"

/* By the event type of legacy reports. */
static const enum mi_pdu LEGACY_PDUS[] = {
    MI_PDU_ADV_IND,         MI_PDU_ADV_DIRECT_IND, MI_PDU_ADV_SCAN_IND,
    MI_PDU_ADV_NONCONN_IND, MI_PDU_SCAN_RSP,
};

enum { LEGACY_PDU_COUNT = sizeof LEGACY_PDUS / sizeof LEGACY_PDUS[0] };

static enum mi_pdu extended_pdu(uint16_t type)
{
    if ((type & MI_EVENT_TYPE_DIRECTED) != 0)
        return MI_PDU_ADV_DIRECT_IND;
    if ((type & MI_EVENT_TYPE_SCAN_RESPONSE) != 0)
        return MI_PDU_SCAN_RSP;
    if ((type & MI_EVENT_TYPE_LEGACY) == 0)
        return MI_PDU_EXTENDED;
    if ((type & MI_EVENT_TYPE_CONNECTABLE) != 0)
        return MI_PDU_ADV_IND;
    return (type & MI_EVENT_TYPE_SCANNABLE) != 0 ? MI_PDU_ADV_SCAN_IND : MI_PDU_ADV_NONCONN_IND;
}

enum mi_pdu mi_event_pdu(const struct mi_event_report *report)
{
    if (report->is_extended)
        return extended_pdu(report->type);
    return report->type < LEGACY_PDU_COUNT ? LEGACY_PDUS[report->type] : MI_PDU_UNKNOWN;
}

uint8_t mi_event_type_of(enum mi_pdu pdu)
{
    enum { NOT_CONNECTABLE = 3 };
    for (uint8_t type = 0; type < LEGACY_PDU_COUNT; type++)
        if (LEGACY_PDUS[type] == pdu)
            return type;
    return NOT_CONNECTABLE;
}

static void put_report(struct mi_put *event, const struct mi_event_report *report)
{
    mi_put_le(event, report->type, report->is_extended ? 2 : 1);
    mi_put_le(event, report->address_type, 1);
    mi_put_le(event, mi_address_number(report->address), MI_ADDRESS_SIZE);
    if (report->is_extended) {
        mi_put_le(event, MI_PHY_1M, 1);
        mi_put_le(event, report->secondary_phy, 1);
        mi_put_le(event, report->set, 1);
        mi_put_le(event, MI_DBM_NOT_AVAILABLE, 1); /* transmit power */
        mi_put_le(event, report->rssi, 1);
        mi_put_le(event, 0, 2 + 1 + MI_ADDRESS_SIZE); /* interval, direct address */
    }
    mi_put_le(event, report->data.left, 1);
    mi_put_run(event, report->data.at, report->data.left);
    if (!report->is_extended)
        mi_put_le(event, report->rssi, 1);
}

bool mi_event_build(struct mi_event *event, const struct mi_event_report *report)
{
    enum { LEGACY = 12, EXTENDED = 26 /* subevent, how many, and the report's own */ };
    size_t length = report->data.left + (size_t)(report->is_extended ? EXTENDED : LEGACY);
    struct mi_put put = mi_put(event->bytes, sizeof event->bytes);
    mi_put_le(&put, MI_EVENT_LE_META, 1);
    mi_put_le(&put, length, 1);
    mi_put_le(&put, report->is_extended ? MI_SUBEVENT_EXTENDED_REPORT : MI_SUBEVENT_REPORT, 1);
    mi_put_le(&put, 1, 1);
    put_report(&put, report);
    event->size = put.size;
    return length <= UINT8_MAX;
}
