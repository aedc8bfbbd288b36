/*
 * btmon: reports decoded to words, in the dialects of all its versions. The advertising data is
 * taken from the hex dump of it where there is one, else put together from the decoded structures.
 */
#include "capture/text/btmonlink.h"
#include "capture/text/report.h"

#include "base/hex.h"
#include "capture/clock.h"

#include <string.h>

enum {
    VALUE_MAX = 256, /* of one structure */
    ROW_MAX = 16,
};

/* What the next rows of a hex dump are. */
enum dump {
    DUMP_NONE,
    DUMP_DATA,    /* the advertising data */
    DUMP_SERVICE, /* service data of `number` */
    DUMP_COMPANY, /* manufacturer data of `number` */
};

struct btmon {
    bool in_packet;         /* below a header: the indented lines are btmon's */
    bool is_loose;          /* its blanks or its header are lost: lines between may be of others */
    struct mi_packet about; /* time and adapter of the header */
    enum mi_report_kind kind; /* of the event; MI_REPORT_PLAIN: not of interest */
    struct mi_report report;
    enum dump value_kind; /* of the structure whose value comes next */
    uint16_t number;      /* UUID or company of that structure */
    enum dump dump;
    size_t wanted; /* bytes of the dump that are still to come */
    size_t size;
    uint8_t value[VALUE_MAX];
    struct mi_btmon_link link;
};

static void give(struct btmon *monitor, struct mi_out *out)
{
    if (monitor->kind == MI_REPORT_PLAIN && monitor->report.size == 0)
        monitor->report.is_open = false;
    mi_report_give(&monitor->report, out);
    monitor->dump = DUMP_NONE;
    monitor->value_kind = DUMP_NONE;
}

static void finish_value(struct btmon *monitor)
{
    if (monitor->dump == DUMP_SERVICE)
        mi_report_service(&monitor->report, monitor->number, monitor->value, monitor->size);
    else if (monitor->dump == DUMP_COMPANY)
        mi_report_company(&monitor->report, monitor->number, monitor->value, monitor->size);
    monitor->dump = DUMP_NONE;
}

/* An extended report has its data last, and is complete with it; a legacy one ends with RSSI. */
static void finish_data(struct btmon *monitor, struct mi_out *out)
{
    monitor->dump = DUMP_NONE;
    if (monitor->kind == MI_REPORT_EXTENDED)
        give(monitor, out);
}

/* --- hex dumps --- */

static void start_dump(struct btmon *monitor, enum dump dump, size_t wanted)
{
    monitor->dump = dump;
    monitor->wanted = wanted;
    monitor->size = 0;
}

static void take_value_row(struct btmon *monitor, const uint8_t *row, size_t count)
{
    for (size_t i = 0; i < count && monitor->size < sizeof monitor->value; i++)
        monitor->value[monitor->size++] = row[i];
    if (monitor->wanted == 0)
        finish_value(monitor);
}

static void take_data_row(struct btmon *monitor, const uint8_t *row, size_t count,
                          struct mi_out *out)
{
    monitor->report.is_whole = true;
    mi_report_raw(&monitor->report, row, count);
    if (monitor->wanted == 0)
        finish_data(monitor, out);
}

/* Advertising data that btmon could not decode: a structure that runs past the end. */
static void take_odd_row(struct btmon *monitor, const uint8_t *row, size_t count)
{
    bool fits = monitor->report.size + count <= monitor->report.announced;
    if (monitor->kind == MI_REPORT_LEGACY && !monitor->report.is_whole && fits)
        mi_report_raw(&monitor->report, row, count);
}

static bool take_row(struct btmon *monitor, struct mi_span text, struct mi_out *out)
{
    uint8_t row[ROW_MAX];
    size_t count = mi_span_dump_row(text, 0, row);
    if (count == 0)
        return false;
    if (monitor->dump == DUMP_NONE) {
        take_odd_row(monitor, row, count);
        return true;
    }
    if (count > monitor->wanted)
        count = monitor->wanted;
    monitor->wanted -= count;
    if (monitor->dump == DUMP_DATA)
        take_data_row(monitor, row, count, out);
    else
        take_value_row(monitor, row, count);
    return true;
}

/* --- lines of a report --- */

static void open_report(struct btmon *monitor, struct mi_out *out)
{
    give(monitor, out);
    mi_report_open(&monitor->report, &monitor->about);
    monitor->report.kind = monitor->kind;
}

static void read_entry(struct btmon *monitor, struct mi_span value, struct mi_out *out)
{
    (void)value;
    if (monitor->kind == MI_REPORT_EXTENDED)
        open_report(monitor, out);
}

static void read_event_type(struct btmon *monitor, struct mi_span value, struct mi_out *out)
{
    int64_t type = 0;
    if (monitor->kind != MI_REPORT_EXTENDED || !monitor->report.is_open)
        open_report(monitor, out);
    if (mi_span_code(value, &type))
        monitor->report.event_type = (uint16_t)type;
}

static void read_address_type(struct btmon *monitor, struct mi_span value, struct mi_out *out)
{
    int64_t type = 0;
    (void)out;
    if (mi_span_code(value, &type))
        monitor->report.address_type = (uint8_t)type;
}

static void read_address(struct btmon *monitor, struct mi_span value, struct mi_out *out)
{
    struct mi_address address;
    (void)out;
    if (mi_address_parse(value.at, value.length, &address) > 0)
        mi_report_address(&monitor->report, address);
}

static void read_set(struct btmon *monitor, struct mi_span value, struct mi_out *out)
{
    int64_t set = 0;
    (void)out;
    if (mi_span_code(value, &set))
        monitor->report.set = (uint8_t)set;
}

static void read_rssi(struct btmon *monitor, struct mi_span value, struct mi_out *out)
{
    int64_t dbm = 0;
    if (mi_span_number(value, &dbm) > 0)
        mi_packet_rssi(&monitor->report.about, dbm);
    if (monitor->kind == MI_REPORT_LEGACY)
        give(monitor, out);
}

static void expect_data(struct btmon *monitor, int64_t size, struct mi_out *out)
{
    monitor->report.announced = size < MI_REPORT_AD_MAX ? (size_t)size : MI_REPORT_AD_MAX;
    monitor->report.size = 0;
    start_dump(monitor, DUMP_DATA, monitor->report.announced);
    if (size == 0)
        finish_data(monitor, out);
}

static void read_length(struct btmon *monitor, struct mi_span value, struct mi_out *out)
{
    int64_t size = 0;
    if (mi_span_number(value, &size) > 0 && size >= 0)
        expect_data(monitor, size, out);
}

/* "25]:" */
static void read_data(struct btmon *monitor, struct mi_span value, struct mi_out *out)
{
    read_length(monitor, value, out);
}

static void read_flags(struct btmon *monitor, struct mi_span value, struct mi_out *out)
{
    int64_t flags = 0;
    (void)out;
    if (mi_span_number(value, &flags) > 0)
        mi_report_flags(&monitor->report, (uint8_t)flags);
}

static void read_name(struct btmon *monitor, struct mi_span value, struct mi_out *out)
{
    (void)out;
    mi_report_name(&monitor->report, value);
}

static void read_service(struct btmon *monitor, struct mi_span value, struct mi_out *out)
{
    int64_t uuid = 0;
    (void)out;
    bool is_known = mi_span_code(value, &uuid) && uuid <= UINT16_MAX;
    monitor->value_kind = is_known ? DUMP_SERVICE : DUMP_NONE;
    monitor->number = (uint16_t)uuid;
}

static void read_company(struct btmon *monitor, struct mi_span value, struct mi_out *out)
{
    int64_t company = 0;
    (void)out;
    bool is_known = mi_span_code(value, &company) && company <= UINT16_MAX;
    monitor->value_kind = is_known ? DUMP_COMPANY : DUMP_NONE;
    monitor->number = (uint16_t)company;
}

static void take_value(struct btmon *monitor, struct mi_span digits)
{
    struct mi_hex hex = mi_hex_decode(digits.at, digits.length, monitor->value, VALUE_MAX);
    monitor->size = hex.size;
    monitor->dump = monitor->value_kind;
    finish_value(monitor);
}

/* "Service Data (UUID 0xfe95): 5020aa…" */
static void read_service_line(struct btmon *monitor, struct mi_span value, struct mi_out *out)
{
    struct mi_span digits;
    if (!mi_span_find(value, "): ", &digits))
        return;
    read_service(monitor, value, out);
    take_value(monitor, digits);
    monitor->value_kind = DUMP_NONE;
}

/* "Data: 5020aa…" */
static void read_value(struct btmon *monitor, struct mi_span value, struct mi_out *out)
{
    (void)out;
    take_value(monitor, value);
    monitor->value_kind = DUMP_NONE;
}

/* "Data[18]: 5020aa…", or "Data[18]:" and a dump */
static void read_counted_value(struct btmon *monitor, struct mi_span value, struct mi_out *out)
{
    int64_t size = 0;
    size_t digits = mi_span_number(value, &size);
    struct mi_span rest = mi_span_from(value, digits);
    if (digits == 0 || size < 0 || !mi_span_take(&rest, "]:"))
        return;
    if (rest.length > 0)
        read_value(monitor, rest, out);
    else
        start_dump(monitor, monitor->value_kind, size < VALUE_MAX ? (size_t)size : VALUE_MAX);
    monitor->value_kind = DUMP_NONE;
}

struct label {
    const char *text;
    void (*read)(struct btmon *monitor, struct mi_span value, struct mi_out *out);
};

static const struct label LABELS[] = {
    {"Entry ", read_entry},
    {"Event type: ", read_event_type},
    {"Address type: ", read_address_type},
    {"Address: ", read_address},
    {"SID: ", read_set},
    {"RSSI: ", read_rssi},
    {"Data length: ", read_length},
    {"Advertising Data[", read_data},
    {"Flags: ", read_flags},
    {"Name (complete): ", read_name},
    {"Name (short): ", read_name},
    {"Service Data (UUID ", read_service_line},
    {"Service Data: ", read_service},
    {"Company: ", read_company},
    {"Data: ", read_value},
    {"Data[", read_counted_value},
};

/* False when the line has no label of a report. */
static bool read_labelled(struct btmon *monitor, struct mi_span text, struct mi_out *out)
{
    for (size_t i = 0; i < sizeof LABELS / sizeof LABELS[0]; i++) {
        struct mi_span value = text;
        bool opens = LABELS[i].read == read_entry || LABELS[i].read == read_event_type;
        if (!mi_span_take(&value, LABELS[i].text))
            continue;
        if (monitor->report.is_open || (opens && monitor->kind != MI_REPORT_PLAIN))
            LABELS[i].read(monitor, value, out);
        return true;
    }
    return false;
}

/* --- packets --- */

/* A header has its place in the file and its time at the right: "#12 [hci0] 1.123456". */
static void read_header(struct btmon *monitor, const struct mi_line *line)
{
    struct mi_span after;
    int64_t adapter = 0;
    monitor->about = mi_line_packet(line);
    if (mi_span_find(line->text, " [hci", &after) && mi_span_number(after, &adapter) > 0)
        monitor->about.adapter = (uint16_t)adapter;
    for (size_t at = line->text.length; at-- > 1;) {
        struct mi_span rest = mi_span_from(line->text, at);
        bool is_word = mi_is_blank(line->text.at[at - 1]);
        if (is_word && mi_time_parse(rest.at, rest.length, &monitor->about.time) > 0) {
            monitor->about.time = mi_clock_local(monitor->about.time);
            return;
        }
    }
}

static bool ends_with_time(struct mi_span text)
{
    enum { DECIMALS = 6 };
    if (text.length <= DECIMALS)
        return false;
    struct mi_span end = mi_span_from(text, text.length - DECIMALS - 1);
    bool is_time = end.at[0] == '.';
    for (size_t i = 1; i <= DECIMALS; i++)
        is_time = is_time && mi_is_digit(end.at[i]);
    return is_time;
}

/* "[hci0]" is the last where no times are printed. */
static bool ends_with_adapter(struct mi_span text)
{
    struct mi_span after;
    int64_t adapter = 0;
    return mi_span_find(text, " [hci", &after) &&
           mi_span_equals(mi_span_from(after, mi_span_number(after, &adapter)), "]");
}

static bool is_header(struct mi_span text)
{
    text = mi_span_trim(text);
    return text.length > 2 && strchr("><=@", text.at[0]) != NULL && text.at[1] == ' ' &&
           (ends_with_time(text) || ends_with_adapter(text));
}

static enum mi_report_kind report_kind(struct mi_span text)
{
    return mi_span_equals(text, "LE Advertising Report (0x02)")            ? MI_REPORT_LEGACY
           : mi_span_equals(text, "LE Extended Advertising Report (0x0d)") ? MI_REPORT_EXTENDED
                                                                           : MI_REPORT_PLAIN;
}

static bool is_indented(const struct mi_line *line)
{
    return line->body.length > 0 && mi_is_blank(line->text.at[0]);
}

/* "LE Advertising Report (0x02)"; also without a header above it, as people cut it out. */
static bool read_subevent(struct btmon *monitor, const struct mi_line *line, struct mi_out *out)
{
    enum mi_report_kind kind = report_kind(line->body);
    if (kind == MI_REPORT_PLAIN)
        return false;
    give(monitor, out);
    bool has_header = monitor->in_packet && monitor->kind == MI_REPORT_PLAIN;
    if (!has_header)
        monitor->about = mi_line_packet(line);
    monitor->in_packet = true;
    monitor->is_loose = !is_indented(line);
    monitor->kind = kind;
    return true;
}

/* "Address: 58:2D:34:35:93:21 (OUI 58-2D-34)", "Service Data: Xiaomi Inc. (0xfe95)": what is above
 * was cut off. */
static void begin_inside(struct btmon *monitor, const struct mi_line *line)
{
    struct mi_span value = line->body;
    struct mi_address address;
    int64_t uuid = 0;
    bool is_address = mi_span_take(&value, "Address: ") && mi_span_ends(value, ")") &&
                      mi_address_parse(value.at, value.length, &address) > 0;
    bool is_service = mi_span_take(&value, "Service Data: ") && mi_span_ends(value, ")") &&
                      mi_span_code(value, &uuid) && uuid <= UINT16_MAX &&
                      mi_is_sensor_uuid((uint16_t)uuid);
    if (monitor->in_packet || !(is_address || is_service))
        return;
    monitor->about = mi_line_packet(line);
    monitor->in_packet = monitor->is_loose = true;
    mi_report_open(&monitor->report, &monitor->about);
}

/* Whether the line belongs to the packet above it. */
static bool is_inside(const struct btmon *monitor, const struct mi_line *line)
{
    bool is_flush =
        monitor->in_packet && (monitor->is_loose || report_kind(line->body) != MI_REPORT_PLAIN);
    return line->body.length > 0 && !is_header(line->body) && (is_indented(line) || is_flush);
}

static bool read_inside(struct btmon *monitor, struct mi_span text, struct mi_out *out)
{
    bool may_be_row = !monitor->is_loose || monitor->dump != DUMP_NONE;
    if (!monitor->is_loose)
        mi_btmon_link_line(&monitor->link, text, out);
    if (may_be_row && take_row(monitor, text, out))
        return true;
    if (monitor->dump == DUMP_DATA && !monitor->report.is_whole)
        monitor->dump = DUMP_NONE; /* no dump below "Data length": decoded structures */
    return read_labelled(monitor, text, out) || !monitor->is_loose;
}

static bool read_line(void *state, const struct mi_line *line, struct mi_out *out)
{
    struct btmon *monitor = state;
    if (!is_inside(monitor, line)) {
        give(monitor, out);
        monitor->kind = MI_REPORT_PLAIN;
        monitor->in_packet = is_header(line->body);
        monitor->is_loose = false;
        if (monitor->in_packet) {
            read_header(monitor, line);
            mi_btmon_link_begin(&monitor->link, &monitor->about, line->body);
        }
    }
    if (read_subevent(monitor, line, out) || is_header(line->body))
        return true;
    begin_inside(monitor, line);
    return monitor->in_packet && read_inside(monitor, line->body, out);
}

static void end(void *state, struct mi_out *out)
{
    give(state, out);
}

const struct mi_dialect mi_btmon_dialect = {
    .size = sizeof(struct btmon),
    .line = read_line,
    .end = end,
};
