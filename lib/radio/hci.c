#include "radio/hci.h"

#include "radio/event.h"
#include "radio/fragments.h"

struct mi_missing mi_hci_begin(struct mi_hci *hci, struct mi_bytes event)
{
    uint8_t code = mi_get_u8(&event);
    uint8_t size = mi_get_u8(&event);
    uint8_t there = size < event.left ? size : (uint8_t)event.left;
    struct mi_bytes reports = mi_get_slice(&event, there);
    uint8_t subevent = mi_get_u8(&reports);
    uint8_t announced = mi_get_u8(&reports);
    struct mi_missing missing = {0, size};
    hci->announced = hci->taken = 0;
    if (reports.failed || !mi_event_is_of_reports(code, subevent))
        return missing;
    missing.bytes = (uint32_t)size - there;
    hci->reports = reports;
    hci->is_extended = subevent == MI_SUBEVENT_EXTENDED_REPORT;
    hci->is_cut = there < size;
    hci->announced = announced;
    return missing;
}

static void take_report(struct mi_advert *advert, const struct mi_event_report *report)
{
    advert->pdu = mi_event_pdu(report);
    advert->address = report->address;
    advert->has_address = report->address_type != MI_ADDRESS_ANONYMOUS;
    advert->address_is_random =
        (report->address_type & MI_ADDRESS_RANDOM) != 0 && advert->has_address;
    mi_event_set_signal(advert, report->rssi);
    advert->data = report->data;
}

/*
 * Whether the report is an advertisement by itself, or completes one, whose data are then put into
 * `advert`. Fragments of anonymous advertisers cannot be told apart: each stands alone.
 */
static bool join(struct mi_fragments *fragments, const struct mi_event_report *report,
                 struct mi_advert *advert)
{
    unsigned status = report->is_extended ? report->type & MI_EVENT_TYPE_STATUS : 0u;
    bool can_be_one_of_several =
        report->is_extended && advert->has_address && (report->type & MI_EVENT_TYPE_LEGACY) == 0;
    advert->is_cut = status != 0;
    if (!can_be_one_of_several || (status != MI_EVENT_TYPE_MORE && fragments->open == 0))
        return true;

    const struct mi_fragment_key key = {
        .is_scan_response = (report->type & MI_EVENT_TYPE_SCAN_RESPONSE) != 0,
        .address_type = report->address_type,
        .address = advert->address,
        .set = report->set,
        .adapter = advert->adapter,
    };
    struct mi_fragment_set *set = mi_fragments_find(fragments, &key, advert->time);
    if (set == NULL && status != MI_EVENT_TYPE_MORE)
        return true;
    if (set == NULL)
        set = mi_fragments_open(fragments, &key, advert->time);
    mi_fragments_add(fragments, set, advert->time, advert->data);
    return status != MI_EVENT_TYPE_MORE &&
           mi_fragments_close(fragments, set, advert->is_cut, &advert->data);
}

/*
 * Ends the event at a report that is not whole. Of one that somebody cut, the data as far as they
 * are there are given, so that the frame in them can tell what it lacks; but not of a capture that
 * has snapped its packets, where that would be told of every one.
 */
static bool end_early(struct mi_hci *hci, const struct mi_event_report *report, bool has_head,
                      struct mi_problem *problem)
{
    if (!hci->is_cut)
        *problem = (struct mi_problem){MI_P_REPORT_CUT, {hci->announced, hci->taken}, NULL};
    hci->announced = hci->taken;
    return hci->is_cut && has_head && (!hci->is_snapped || report->has_all_data);
}

bool mi_hci_next(struct mi_hci *hci, struct mi_fragments *fragments, struct mi_advert *advert,
                 struct mi_problem *problem)
{
    while (hci->taken < hci->announced) {
        struct mi_event_report report;
        struct mi_bytes rest = mi_event_get_report(hci->reports, hci->is_extended, &report);
        bool is_whole = !rest.failed && !report.is_cut;
        if (!is_whole && !end_early(hci, &report, !rest.failed, problem))
            return false;
        hci->reports = rest;
        hci->taken = (uint8_t)(hci->taken + is_whole);
        take_report(advert, &report);
        advert->is_cut = !report.has_all_data;
        if (advert->pdu != MI_PDU_ADV_DIRECT_IND && (!is_whole || join(fragments, &report, advert)))
            return true;
    }
    return false;
}
