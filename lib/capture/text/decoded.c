#include "capture/text/decoded.h"

#include "base/hex.h"

void mi_decoded_open(struct mi_decoded *decoded, const struct mi_packet *about)
{
    decoded->about = *about;
    decoded->kind = MI_REPORT_PLAIN;
    decoded->has_uuid = decoded->has_company = false;
    decoded->report.is_open = false;
}

void mi_decoded_give(struct mi_decoded *decoded, struct mi_out *out)
{
    mi_report_give(&decoded->report, out);
}

static void open_report(struct mi_decoded *decoded, struct mi_out *out)
{
    mi_decoded_give(decoded, out);
    mi_report_open(&decoded->report, &decoded->about);
    decoded->report.kind = decoded->kind;
}

static void read_subevent(struct mi_decoded *decoded, int64_t subevent)
{
    decoded->kind = subevent == 0x02   ? MI_REPORT_LEGACY
                    : subevent == 0x0d ? MI_REPORT_EXTENDED
                                       : MI_REPORT_PLAIN;
}

static void read_event_type(struct mi_decoded *decoded, int64_t type, bool is_further,
                            struct mi_out *out)
{
    if (decoded->kind == MI_REPORT_PLAIN)
        return; /* of another event */
    if (!is_further)
        open_report(decoded, out);
    else
        decoded->report.kind = MI_REPORT_PLAIN;
    decoded->report.event_type = (uint16_t)type;
}

static void read_address(struct mi_decoded *decoded, struct mi_span value, bool is_further,
                         struct mi_out *out)
{
    struct mi_address address;
    size_t offset = 0;
    if (!mi_span_address(value, &address, &offset))
        return;
    if (!decoded->report.is_open)
        open_report(decoded, out);
    if (!is_further)
        mi_report_address(&decoded->report, address);
    else if (!mi_address_equal(address, decoded->report.about.address))
        decoded->report.about.has_address = false;
}

static void read_rssi(struct mi_decoded *decoded, int64_t dbm, bool is_further)
{
    struct mi_packet *about = decoded->report.is_open ? &decoded->report.about : &decoded->about;
    mi_packet_rssi(about, dbm);
    about->has_rssi = about->has_rssi && !is_further;
}

static void read_uuid(struct mi_decoded *decoded, struct mi_span value, bool is_further)
{
    int64_t uuid = 0;
    bool is_known = mi_span_code(value, &uuid) && uuid >= 0 && uuid <= UINT16_MAX;
    if (is_further && !(is_known && mi_is_sensor_uuid((uint16_t)uuid)))
        return;
    decoded->has_uuid = is_known;
    decoded->uuid = (uint16_t)uuid;
}

static void read_bytes(struct mi_decoded *decoded, enum mi_field field, struct mi_span value)
{
    uint8_t bytes[UINT8_MAX];
    struct mi_hex hex = mi_hex_decode(value.at, value.length, bytes, sizeof bytes);
    if (hex.status != MI_HEX_OK || !decoded->report.is_open)
        return;
    if (field == MI_FIELD_SERVICE && decoded->has_uuid)
        mi_report_service(&decoded->report, decoded->uuid, bytes, hex.size);
    else if (field == MI_FIELD_DATA && decoded->has_company)
        mi_report_company(&decoded->report, decoded->company, bytes, hex.size);
}

void mi_decoded_field(struct mi_decoded *decoded, enum mi_field field, struct mi_span value,
                      bool is_further, struct mi_out *out)
{
    int64_t number = 0;
    bool is_number = mi_span_code(value, &number);
    switch (field) {
    case MI_FIELD_TIME: (void)mi_span_time(value, &decoded->about.time); break;
    case MI_FIELD_SUBEVENT: read_subevent(decoded, is_number ? number : 0); break;
    case MI_FIELD_EVENT_TYPE:
        if (is_number)
            read_event_type(decoded, number, is_further, out);
        break;
    case MI_FIELD_ADDRESS_TYPE:
        if (is_number && decoded->report.is_open)
            decoded->report.address_type = (uint8_t)number;
        break;
    case MI_FIELD_ADDRESS: read_address(decoded, value, is_further, out); break;
    case MI_FIELD_RSSI:
        if (is_number)
            read_rssi(decoded, number, is_further);
        break;
    case MI_FIELD_UUID: read_uuid(decoded, value, is_further); break;
    case MI_FIELD_COMPANY:
        decoded->has_company = is_number;
        decoded->company = (uint16_t)number;
        break;
    case MI_FIELD_SERVICE:
    case MI_FIELD_DATA: read_bytes(decoded, field, value); break;
    case MI_FIELD_NAME:
        if (decoded->report.is_open)
            mi_report_name(&decoded->report, value);
        break;
    }
}
