#include "radio/hci.h"

enum {
    EVENT_LE_META = 0x3e,
    SUBEVENT_ADVERTISING_REPORT = 0x02,
    SUBEVENT_EXTENDED_ADVERTISING_REPORT = 0x0d,

    ADDRESS_RANDOM = 0x01, /* bit 0 of the address type: public or random, identity or not */
    ADDRESS_ANONYMOUS = 0xff,
    RSSI_NOT_AVAILABLE = 0x7f,
};

void mi_hci_begin(struct mi_radio *radio, struct mi_bytes event)
{
    uint8_t code = mi_get_u8(&event);
    uint8_t size = mi_get_u8(&event);
    uint32_t there = event.left;
    bool is_cut = size > there;
    struct mi_bytes parameters = mi_get_slice(&event, is_cut ? there : size);
    uint8_t subevent = mi_get_u8(&parameters);
    uint8_t announced = mi_get_u8(&parameters);

    bool has_reports =
        subevent == SUBEVENT_ADVERTISING_REPORT || subevent == SUBEVENT_EXTENDED_ADVERTISING_REPORT;
    if (event.failed || parameters.failed || code != EVENT_LE_META || !has_reports)
        return;
    if (is_cut && radio->packet->is_snapped) {
        mi_radio_tell_snapped(radio);
        return;
    }
    radio->subevent = subevent;
    radio->announced = announced;
    radio->reports = parameters;
    radio->is_event_cut = is_cut;
    if (is_cut && !radio->packet->is_cut_told)
        radio->problem = (struct mi_problem){MI_P_PACKET_CUT, {size - there, size}, NULL};
}

static void set_address(struct mi_advert *advert, uint8_t type, struct mi_address address)
{
    advert->address = address;
    advert->has_address = type != ADDRESS_ANONYMOUS;
    advert->address_is_random = (type & ADDRESS_RANDOM) != 0 && advert->has_address;
}

static void get_rssi(struct mi_advert *advert, struct mi_bytes *report)
{
    int8_t rssi = (int8_t)mi_get_u8(report);
    advert->has_rssi = rssi != RSSI_NOT_AVAILABLE;
    advert->rssi = advert->has_rssi ? rssi : 0;
}

/* Reads the report that comes next; what is behind it. */
static struct mi_bytes read_legacy_report(struct mi_advert *advert, struct mi_bytes reports)
{
    static const enum mi_pdu PDU[] = {
        MI_PDU_ADV_IND,         MI_PDU_ADV_DIRECT_IND, MI_PDU_ADV_SCAN_IND,
        MI_PDU_ADV_NONCONN_IND, MI_PDU_SCAN_RSP,
    };
    uint8_t type = mi_get_u8(&reports);
    advert->pdu = type < sizeof PDU / sizeof PDU[0] ? PDU[type] : MI_PDU_UNKNOWN;
    uint8_t address_type = mi_get_u8(&reports);
    set_address(advert, address_type, mi_get_address(&reports));
    advert->data = mi_get_slice(&reports, mi_get_u8(&reports));
    get_rssi(advert, &reports);
    return reports;
}

/* --- extended reports --- */

/* Event type of an extended report. */
enum {
    CONNECTABLE = 0x01,
    SCANNABLE = 0x02,
    DIRECTED = 0x04,
    SCAN_RESPONSE = 0x08,
    LEGACY = 0x10,
    DATA_STATUS = 0x60,
    DATA_MORE = 0x20,      /* incomplete, more to come */
    DATA_TRUNCATED = 0x40, /* incomplete, no more to come */
};

struct extended_report {
    uint16_t type;
    uint8_t address_type;
    uint8_t set;
};

static enum mi_pdu extended_pdu(uint16_t type)
{
    if ((type & DIRECTED) != 0)
        return MI_PDU_ADV_DIRECT_IND;
    if ((type & SCAN_RESPONSE) != 0)
        return MI_PDU_SCAN_RSP;
    if ((type & LEGACY) == 0)
        return MI_PDU_EXTENDED;
    if ((type & CONNECTABLE) != 0)
        return MI_PDU_ADV_IND;
    return (type & SCANNABLE) != 0 ? MI_PDU_ADV_SCAN_IND : MI_PDU_ADV_NONCONN_IND;
}

static struct mi_bytes read_extended_report(struct mi_advert *advert, struct mi_bytes reports,
                                            struct extended_report *head)
{
    head->type = mi_get_le16(&reports);
    head->address_type = mi_get_u8(&reports);
    set_address(advert, head->address_type, mi_get_address(&reports));
    (void)mi_get_run(&reports, 2); /* both PHYs */
    head->set = mi_get_u8(&reports);
    (void)mi_get_u8(&reports); /* transmit power */
    get_rssi(advert, &reports);
    (void)mi_get_run(&reports, 2 + 1 + MI_ADDRESS_SIZE); /* interval, direct address */
    advert->data = mi_get_slice(&reports, mi_get_u8(&reports));
    advert->pdu = extended_pdu(head->type);
    return reports;
}

/*
 * Whether the report is an advertisement by itself, or completes one, whose data are then put into
 * `advert`. Fragments of anonymous advertisers cannot be told apart: each stands alone.
 */
static bool join(struct mi_radio *radio, const struct extended_report *head,
                 struct mi_advert *advert)
{
    struct mi_fragments *fragments = &radio->fragments;
    unsigned status = head->type & DATA_STATUS;
    advert->is_cut = status != 0;
    bool can_be_one_of_several = (head->type & LEGACY) == 0 && advert->has_address;
    if (!can_be_one_of_several || (status != DATA_MORE && fragments->open == 0))
        return true;

    const struct mi_fragment_key key = {
        .is_scan_response = (head->type & SCAN_RESPONSE) != 0,
        .address_type = head->address_type,
        .address = advert->address,
        .set = head->set,
        .adapter = advert->adapter,
    };
    struct mi_fragment_set *set = mi_fragments_find(fragments, &key, advert->time);
    if (set == NULL && status != DATA_MORE)
        return true;
    if (set == NULL)
        set = mi_fragments_open(fragments, &key, advert->time);
    mi_fragments_add(fragments, set, advert->time, advert->data);
    return status != DATA_MORE && mi_fragments_close(fragments, set, &advert->data);
}

/* --- the event --- */

/*
 * The last report of an event that somebody cut: its data as far as they are there, so that the
 * frame in them can tell what it lacks.
 */
static bool salvage(struct mi_radio *radio, struct mi_advert *advert)
{
    enum { LEGACY_HEAD = 8, EXTENDED_HEAD = 23 };
    struct mi_bytes report = radio->reports;
    bool is_legacy = radio->subevent == SUBEVENT_ADVERTISING_REPORT;
    (void)mi_get_run(&report, is_legacy ? LEGACY_HEAD : EXTENDED_HEAD);
    uint8_t size = mi_get_u8(&report);
    radio->announced = radio->taken;
    if (report.failed)
        return false;
    advert->is_cut = true;
    advert->data = mi_get_slice(&report, size < report.left ? size : report.left);
    if (is_legacy)
        advert->has_rssi = false;
    return advert->pdu != MI_PDU_ADV_DIRECT_IND;
}

/* Reads one report; whether there is an advertisement to give. */
static bool read_report(struct mi_radio *radio, struct mi_advert *advert)
{
    struct extended_report head = {.type = LEGACY};
    struct mi_bytes reports = mi_bytes(radio->reports.at, radio->reports.left);
    advert->is_cut = false;
    if (radio->subevent == SUBEVENT_ADVERTISING_REPORT)
        reports = read_legacy_report(advert, reports);
    else
        reports = read_extended_report(advert, reports, &head);
    if (reports.failed && radio->is_event_cut)
        return salvage(radio, advert);
    if (reports.failed) {
        radio->problem =
            (struct mi_problem){MI_P_REPORT_CUT, {radio->announced, radio->taken}, NULL};
        radio->announced = radio->taken;
        return false;
    }
    radio->reports = reports;
    radio->taken++;
    return advert->pdu != MI_PDU_ADV_DIRECT_IND && join(radio, &head, advert);
}

bool mi_hci_next(struct mi_radio *radio, struct mi_advert *advert)
{
    while (radio->taken < radio->announced)
        if (read_report(radio, advert))
            return true;
    return false;
}
