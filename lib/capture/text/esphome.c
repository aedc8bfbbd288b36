/*
 * ESPHome's very verbose log: of esp32_ble_tracker a block of lines for every advertisement, from
 * "Parse Result:" on, and of xiaomi_ble the service data as "Packet : …". The line with all
 * advertising data is the last of a block; old versions lack it. Any line may be missing.
 */
#include "capture/text/report.h"

#include "base/hex.h"

struct esphome {
    struct mi_report report;
    size_t next_head; /* of the rows of VALUES that begin a block, those that still fit this one */
    bool has_uuid;    /* "UUID:" came, "Data:" comes */
    uint16_t uuid;    /* 0: none that has 16 bits */
    struct mi_address address; /* of the packet that comes */
    bool has_address;
};

static size_t take_bytes(struct mi_span value, uint8_t bytes[MI_PAYLOAD_MAX])
{
    const struct mi_span all = value;
    struct mi_span after;
    if (mi_span_find(all, "(", &after))
        value = mi_span_first(all, all.length - after.length - 1);
    return mi_hex_decode(value.at, value.length, bytes, MI_PAYLOAD_MAX).size;
}

/* "0xFE95", "FE:95", "FE:FE95", or 128 bits of it */
static uint16_t take_uuid(struct mi_span value)
{
    uint8_t bytes[3];
    uint16_t uuid = 0;
    struct mi_span word = mi_span_word(&value);
    if (mi_span_uuid(word, &uuid) > 0)
        return uuid;
    struct mi_hex hex = mi_hex_decode(word.at, word.length, bytes, sizeof bytes);
    bool is_uuid = hex.status == MI_HEX_OK && hex.size >= 2;
    return is_uuid ? (uint16_t)(bytes[hex.size - 2] << 8 | bytes[hex.size - 1]) : 0;
}

static void finish(struct esphome *log, struct mi_out *out)
{
    if (log->report.size > 0)
        mi_report_give(&log->report, out);
    log->report.is_open = false;
    log->report.size = 0;
    log->next_head = 0;
}

static void open_block(struct esphome *log, const struct mi_line *line)
{
    struct mi_packet about = mi_line_packet(line);
    if (!log->report.is_open)
        mi_report_open(&log->report, &about);
}

/* --- the values --- */

typedef void reader(struct esphome *log, struct mi_span value, const struct mi_line *line,
                    struct mi_out *out);

static void read_nothing(struct esphome *log, struct mi_span value, const struct mi_line *line,
                         struct mi_out *out)
{
    (void)value;
    (void)line;
    (void)out;
    log->has_uuid = false;
}

static void read_address(struct esphome *log, struct mi_span value, const struct mi_line *line,
                         struct mi_out *out)
{
    struct mi_address address;
    (void)line;
    (void)out;
    if (mi_address_parse(value.at, value.length, &address) > 0)
        mi_report_address(&log->report, address);
    log->report.address_type = mi_span_ends(value, "(RANDOM)") ? 1 : 0;
}

static void read_rssi(struct esphome *log, struct mi_span value, const struct mi_line *line,
                      struct mi_out *out)
{
    int64_t dbm = 0;
    (void)line;
    (void)out;
    if (mi_span_number(value, &dbm) > 0)
        mi_packet_rssi(&log->report.about, dbm);
}

static void read_uuid(struct esphome *log, struct mi_span value, const struct mi_line *line,
                      struct mi_out *out)
{
    (void)line;
    (void)out;
    log->has_uuid = true;
    log->uuid = take_uuid(value);
}

/* Without the line of its UUID, what it is shows by itself; without a block, each line is one. */
static void read_service(struct esphome *log, struct mi_span value, const struct mi_line *line,
                         struct mi_out *out)
{
    uint8_t bytes[MI_PAYLOAD_MAX];
    size_t size = take_bytes(value, bytes);
    uint16_t uuid =
        log->has_uuid ? log->uuid : mi_bare_service(mi_bytes(bytes, size), MI_TRUST_ALONE, NULL);
    log->has_uuid = false;
    if (uuid == 0)
        return;
    if (log->next_head == 0)
        finish(log, out);
    open_block(log, line);
    mi_report_service(&log->report, uuid, bytes, size);
}

static void read_all(struct esphome *log, struct mi_span value, const struct mi_line *line,
                     struct mi_out *out)
{
    uint8_t bytes[MI_PAYLOAD_MAX];
    open_block(log, line);
    log->report.is_whole = true;
    log->report.size = 0;
    mi_report_raw(&log->report, bytes, take_bytes(value, bytes));
    finish(log, out);
}

static void read_owner(struct esphome *log, struct mi_span value, const struct mi_line *line,
                       struct mi_out *out)
{
    uint8_t bytes[MI_PAYLOAD_MAX];
    (void)line;
    (void)out;
    log->has_address = take_bytes(value, bytes) == MI_ADDRESS_SIZE;
    struct mi_bytes cursor = mi_bytes(bytes, MI_ADDRESS_SIZE);
    log->address = mi_get_address_be(&cursor);
}

static void read_packet(struct esphome *log, struct mi_span value, const struct mi_line *line,
                        struct mi_out *out)
{
    uint8_t bytes[MI_PAYLOAD_MAX];
    struct mi_packet packet = mi_line_packet(line);
    finish(log, out);
    packet.layer = MI_LAYER_SERVICE;
    packet.uuid = MI_UUID_XIAOMI;
    packet.bytes = bytes;
    packet.size = take_bytes(value, bytes);
    packet.address = log->address;
    packet.has_address = log->has_address;
    log->has_address = false;
    if (packet.size >= MI_BARE_MIN)
        mi_out_packet(out, &packet);
}

/* --- the lines --- */

enum { HEADS = 4 };

static const struct {
    const char *label;
    reader *read;
} VALUES[] = {
    {"Parse Result", read_nothing}, /* the first HEADS begin a block, in this order */
    {"Address", read_address},      {"RSSI", read_rssi},
    {"Name", read_nothing},         {"UUID", read_uuid},
    {"Data", read_service},         {"Adv data", read_all},
    {"MAC address", read_owner},    {"Packet", read_packet},
};

static void begin_block(struct esphome *log, size_t head, const struct mi_line *line,
                        struct mi_out *out)
{
    if (head < log->next_head || log->report.size > 0)
        finish(log, out);
    open_block(log, line);
    log->next_head = head + 1;
}

static void read_value(struct esphome *log, struct mi_span text, const struct mi_line *line,
                       struct mi_out *out)
{
    if (mi_span_starts(text, "[")) /* the tag, once more */
        (void)mi_span_find(text, "] ", &text);
    for (size_t i = 0; i < sizeof VALUES / sizeof VALUES[0]; i++) {
        struct mi_span value = text;
        if (!mi_span_take(&value, VALUES[i].label) || !mi_span_take(&value, ":"))
            continue;
        if (i < HEADS)
            begin_block(log, i, line, out);
        VALUES[i].read(log, value, line, out);
        return;
    }
}

/* Whoever passes a log on may have joined its lines. */
static bool read_line(void *state, const struct mi_line *line, struct mi_out *out)
{
    static const char *const TAGS[] = {"[esp32_ble_tracker:", "[xiaomi_ble:"};
    struct esphome *log = state;
    bool any = false;
    for (size_t i = 0; i < sizeof TAGS / sizeof TAGS[0]; i++) {
        struct mi_span text = line->body;
        while (mi_span_find(text, TAGS[i], &text) && mi_span_find(text, "]:", &text)) {
            read_value(log, mi_span_trim(text), line, out);
            any = true;
        }
    }
    if (!any && log->next_head == 0)
        finish(log, out);
    return any;
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
