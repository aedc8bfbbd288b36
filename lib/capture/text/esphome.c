/*
 * ESPHome's very verbose log of esp32_ble_tracker: a block of lines for every advertisement, from
 * "Parse Result:" on. The line with all advertising data is the last one; old versions lack it.
 */
#include "capture/text/report.h"

#include "base/hex.h"

struct esphome {
    struct mi_report report;
    uint16_t uuid;
    bool has_uuid; /* "UUID:" came, "Data:" comes */
};

static size_t take_bytes(struct mi_span value, uint8_t bytes[MI_PAYLOAD_MAX])
{
    const struct mi_span all = value;
    struct mi_span after;
    if (mi_span_find(all, "(", &after))
        value = mi_span_first(all, all.length - after.length - 1);
    return mi_hex_decode(value.at, value.length, bytes, MI_PAYLOAD_MAX).size;
}

/* "0xFE95", "FE:95", or 128 bits of it */
static bool take_uuid(struct mi_span value, uint16_t *uuid)
{
    uint8_t bytes[2];
    if (mi_span_uuid(value, uuid) > 0)
        return true;
    struct mi_hex hex = mi_hex_decode(value.at, value.length, bytes, sizeof bytes);
    *uuid = (uint16_t)(bytes[0] << 8 | bytes[1]);
    return hex.status == MI_HEX_OK && hex.size == sizeof bytes;
}

static void read_value(struct esphome *log, struct mi_span text, struct mi_out *out)
{
    struct mi_address address;
    uint8_t bytes[MI_PAYLOAD_MAX];
    int64_t number = 0;
    if (mi_span_take(&text, "Address:")) {
        if (mi_address_parse(text.at, text.length, &address) > 0)
            mi_report_address(&log->report, address);
        log->report.address_type = mi_span_ends(text, "(RANDOM)") ? 1 : 0;
    } else if (mi_span_take(&text, "RSSI:")) {
        if (mi_span_number(text, &number) > 0)
            mi_packet_rssi(&log->report.about, number);
    } else if (mi_span_take(&text, "UUID:")) {
        log->has_uuid = take_uuid(text, &log->uuid);
    } else if (mi_span_take(&text, "Data:")) {
        if (log->has_uuid)
            mi_report_service(&log->report, log->uuid, bytes, take_bytes(text, bytes));
        log->has_uuid = false;
    } else if (mi_span_take(&text, "Adv data:")) {
        log->report.is_whole = true;
        log->report.size = 0;
        mi_report_raw(&log->report, bytes, take_bytes(text, bytes));
        mi_report_give(&log->report, out);
    }
}

static void finish(struct esphome *log, struct mi_out *out)
{
    if (log->report.size > 0)
        mi_report_give(&log->report, out);
    log->report.is_open = false;
    log->report.size = 0;
}

static bool read_line(void *state, const struct mi_line *line, struct mi_out *out)
{
    struct esphome *log = state;
    struct mi_span text;
    if (!mi_span_find(line->body, "[esp32_ble_tracker", &text) || !mi_span_find(text, "]:", &text))
        return false;
    text = mi_span_trim(text);
    if (mi_span_starts(text, "Parse Result:")) {
        struct mi_packet about = mi_line_packet(line);
        finish(log, out);
        mi_report_open(&log->report, &about);
    } else if (log->report.is_open) {
        read_value(log, text, out);
    }
    return true;
}

static void end(void *state, struct mi_out *out)
{
    finish(state, out);
}

const struct mi_dialect mi_esphome_dialect = {
    .size = sizeof(struct esphome),
    .line = read_line,
    .end = end,
};
