/*
 * bluetoothctl: one property of a device a line, "[CHG] Device ADDRESS PROPERTY: VALUE" or below
 * "Device ADDRESS (public)" of its info command; bytes follow as rows of a hex dump.
 */
#include "capture/text/report.h"

#include <string.h>

enum {
    ROW_SIZE = 16,
    VALUE_MAX = 256,
};

struct bluetoothctl {
    struct mi_address address; /* of the device whose properties are read */
    bool in_info;              /* its properties belong together, signal strength last */

    bool has_rssi; /* a change of it comes as a property of its own */
    struct mi_address rssi_address;
    int64_t rssi;

    uint16_t uuid; /* of the service data whose value comes */
    bool has_uuid;
    bool in_dump;    /* rows of a value follow */
    bool is_service; /* and it is service data */
    size_t size;
    uint8_t value[VALUE_MAX];

    struct mi_report report; /* info: all services together */
};

static void give_service(struct bluetoothctl *control, struct mi_out *out)
{
    mi_report_service(&control->report, control->uuid, control->value, control->size);
    if (!control->in_info)
        mi_report_give(&control->report, out);
}

/* A dump has no length in front: it ends with a short row or before another line. */
static void finish_dump(struct bluetoothctl *control, struct mi_out *out)
{
    if (control->in_dump && control->is_service && control->size > 0)
        give_service(control, out);
    control->in_dump = false;
}

static bool read_row(struct bluetoothctl *control, const struct mi_line *line, struct mi_out *out)
{
    uint8_t row[ROW_SIZE];
    if (!control->in_dump || line->text.length == 0 || line->text.at[0] != ' ')
        return false;
    size_t count = mi_span_dump_row(mi_span_trim(line->text), 0, row);
    for (size_t i = 0; i < count && control->size < VALUE_MAX; i++)
        control->value[control->size++] = row[i];
    if (count > 0 && count < ROW_SIZE)
        finish_dump(control, out);
    return count > 0;
}

static void open_report(struct bluetoothctl *control, const struct mi_line *line)
{
    struct mi_packet about = mi_line_packet(line);
    mi_report_open(&control->report, &about);
    mi_report_address(&control->report, control->address);
    bool is_same = mi_address_equal(control->address, control->rssi_address);
    if (control->has_rssi && is_same && !control->in_info)
        mi_packet_rssi(&control->report.about, control->rssi);
}

static void start_dump(struct bluetoothctl *control, bool is_service, const struct mi_line *line)
{
    control->in_dump = true;
    control->is_service = is_service;
    control->size = 0;
    if (is_service && !control->in_info)
        open_report(control, line);
}

/* Of old versions, one byte a line: "ServiceData Value: 0x58" */
static bool read_byte(struct bluetoothctl *control, const struct mi_line *line)
{
    struct mi_span value;
    int64_t byte = 0;
    if (!mi_span_find(line->body, "ServiceData Value:", &value) || !control->has_uuid)
        return false;
    value = mi_span_trim(value);
    if (mi_span_number(value, &byte) == 0 || byte < 0 || byte > UINT8_MAX)
        return false;
    if (!control->in_dump || !control->is_service)
        start_dump(control, true, line);
    if (control->size < VALUE_MAX)
        control->value[control->size++] = (uint8_t)byte;
    return true;
}

/* "RSSI: -72", "RSSI: 0xffffffb8 (-72)" */
static void read_rssi(struct bluetoothctl *control, struct mi_span value, struct mi_out *out)
{
    int64_t dbm = 0;
    if (!mi_span_code(value, &dbm))
        return;
    control->has_rssi = true;
    control->rssi_address = control->address;
    control->rssi = dbm;
    if (control->in_info && control->report.size > 0) {
        mi_packet_rssi(&control->report.about, control->rssi);
        mi_report_give(&control->report, out);
    }
}

static void read_property(struct bluetoothctl *control, struct mi_span text,
                          const struct mi_line *line, struct mi_out *out)
{
    if (mi_span_take(&text, "RSSI:")) {
        read_rssi(control, text, out);
    } else if (mi_span_take(&text, "ServiceData Key:")) {
        control->has_uuid = mi_span_uuid(text, &control->uuid) > 0;
    } else if (mi_span_equals(text, "ServiceData Value:")) {
        start_dump(control, control->has_uuid, line);
    } else if (mi_span_take(&text, "ServiceData.")) {
        control->has_uuid = mi_span_uuid(text, &control->uuid) > 0;
        start_dump(control, control->has_uuid, line);
    } else if (mi_span_ends(text, ":")) {
        start_dump(control, false, line);
    }
}

static void leave_info(struct bluetoothctl *control, struct mi_out *out)
{
    if (control->in_info && control->report.size > 0)
        mi_report_give(&control->report, out);
    control->in_info = false;
    control->report.is_open = false;
}

static bool take_device(struct bluetoothctl *control, struct mi_span *text)
{
    if (!mi_span_take(text, "Device "))
        return false;
    size_t length = mi_address_parse(text->at, text->length, &control->address);
    *text = mi_span_trim(mi_span_from(*text, length));
    return length > 0;
}

/* "Device 58:2D:34:35:93:21 (public)" */
static bool read_info(struct bluetoothctl *control, const struct mi_line *line)
{
    struct mi_span text = line->body;
    if (!mi_span_ends(text, "(public)") && !mi_span_ends(text, "(random)"))
        return false;
    bool is_random = mi_span_ends(text, "(random)");
    if (!take_device(control, &text))
        return false;
    control->in_info = true;
    open_report(control, line);
    control->report.address_type = is_random ? 1 : 0;
    return true;
}

/* What stands in a string of a program's source: "\"  30 58 5b …\\n\" +" */
static struct mi_line without_quotes(const struct mi_line *line)
{
    struct mi_line inner = *line;
    struct mi_span text = line->body;
    const char *end =
        text.length > 1 && text.at[0] == '"' ? memrchr(text.at, '"', text.length) : NULL;
    if (end == NULL || end == text.at)
        return inner;
    inner.text = mi_span_first(mi_span_from(text, 1), (size_t)(end - text.at) - 1);
    if (mi_span_ends(inner.text, "\\n"))
        inner.text.length -= 2;
    inner.body = mi_span_trim(inner.text);
    return inner;
}

static bool read_inner(struct bluetoothctl *control, const struct mi_line *line, struct mi_out *out)
{
    if (read_row(control, line, out) || read_byte(control, line))
        return true;
    finish_dump(control, out);

    bool is_property = line->text.length > 0 && mi_is_blank(line->text.at[0]);
    if (control->in_info && is_property) {
        read_property(control, line->body, line, out);
        return true;
    }
    leave_info(control, out);
    struct mi_span text;
    if (!mi_span_find(line->body, "[CHG] ", &text))
        return read_info(control, line);
    if (take_device(control, &text))
        read_property(control, text, line, out);
    return true;
}

static bool read_line(void *state, const struct mi_line *line, struct mi_out *out)
{
    struct mi_line inner = without_quotes(line);
    return read_inner(state, &inner, out);
}

static void end(void *state, struct mi_out *out)
{
    struct bluetoothctl *control = state;
    finish_dump(control, out);
    leave_info(control, out);
}

const struct mi_dialect mi_bluetoothctl_dialect = {
    .size = sizeof(struct bluetoothctl),
    .line = read_line,
    .end = end,
};
