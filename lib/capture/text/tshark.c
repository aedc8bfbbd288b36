/*
 * tshark's text: hex dumps of whole packets (-x), decoded packets (-V), and lines of fields parted
 * by tabs (-T fields) when they hold several reports. Where both -V and -x are there, the dump
 * counts.
 */
#include "capture/text/decoded.h"
#include "capture/text/search.h"

#include "base/hex.h"

enum {
    ROW_SIZE = 16,
    LIST_MAX = 32, /* reports in one event: 31 at most, by their sizes */
};

struct tshark {
    struct mi_packet about; /* of the dump */
    bool in_dump;
    size_t size;
    uint8_t bytes[MI_PAYLOAD_MAX];

    bool in_words;  /* below "Frame 1: …" */
    bool has_frame; /* since the last dump; a report of it may be kept back until there is one */
    struct mi_decoded decoded;
};

/* --- hex dumps --- */

static void finish_dump(struct tshark *shark, struct mi_out *out)
{
    if (!shark->in_dump)
        return;
    if (mi_payload_give(out, shark->about, mi_bytes(shark->bytes, shark->size), MI_TRUST_ALONE))
        shark->decoded.report.is_open = false;
    shark->in_dump = false;
    shark->has_frame = false;
}

/* The offset in front of a row: four digits or more. The characters of it, or 0. */
static size_t take_offset(struct mi_span text, size_t *offset)
{
    size_t digits = mi_span_hex_digits(text);
    *offset = 0;
    for (size_t i = 0; i < digits && digits <= 8; i++)
        *offset = *offset << 4 | (size_t)mi_hex_value(text.at[i]);
    bool is_offset = digits >= 4 && digits <= 8 && text.length > digits + 2 &&
                     text.at[digits] == ' ' && text.at[digits + 1] == ' ';
    return is_offset ? digits + 2 : 0;
}

/* Of od -t u1: behind what might be pairs of hex stand numbers too. */
static bool is_decimal(struct mi_span text, size_t pairs)
{
    uint8_t bytes[MI_PAYLOAD_MAX];
    size_t size = 0;
    return text.length > 3 * pairs && mi_span_numbers(text, bytes, sizeof bytes, &size);
}

static size_t take_row(struct mi_span text, uint8_t row[ROW_SIZE])
{
    uint8_t parted[ROW_SIZE];
    size_t count = mi_span_dump_row(text, 0, row);
    if (count == ROW_SIZE / 2 && mi_span_dump_row(text, ROW_SIZE / 2, parted) > count)
        count = mi_span_dump_row(text, ROW_SIZE / 2, row);
    return is_decimal(text, count) ? 0 : count;
}

static bool read_dump(struct tshark *shark, const struct mi_line *line, struct mi_out *out)
{
    uint8_t row[ROW_SIZE];
    size_t offset = 0;
    struct mi_span text = mi_span_trim(line->text);
    size_t length = take_offset(text, &offset);
    size_t count = length > 0 ? take_row(mi_span_from(text, length), row) : 0;
    bool fits = offset == 0 || (shark->in_dump && offset == shark->size);
    if (count == 0 || !fits) {
        finish_dump(shark, out);
        return count > 0 && offset % ROW_SIZE == 0; /* a row of nothing that is known */
    }
    if (offset == 0) {
        finish_dump(shark, out);
        shark->in_dump = true;
        shark->size = 0;
        shark->about = mi_line_packet(line);
        if (shark->has_frame)
            shark->about.time = shark->decoded.about.time;
    }
    for (size_t i = 0; i < count && shark->size < sizeof shark->bytes; i++)
        shark->bytes[shark->size++] = row[i];
    return true;
}

/* --- decoded words --- */

static const struct {
    const char *label;
    enum mi_detail detail;
} LABELS[] = {
    {"Epoch Time: ", MI_DETAIL_TIME},
    {"Epoch Arrival Time: ", MI_DETAIL_TIME},
    {"Sub Event: ", MI_DETAIL_SUBEVENT},
    {"Event Type: ", MI_DETAIL_EVENT_TYPE},
    {"Peer Address Type: ", MI_DETAIL_ADDRESS_TYPE},
    {"BD_ADDR: ", MI_DETAIL_ADDRESS},
    {"Advertising Address: ", MI_DETAIL_ADDRESS},
    {"RSSI: ", MI_DETAIL_RSSI},
    {"UUID 16: ", MI_DETAIL_UUID},
    {"Service Data: ", MI_DETAIL_SERVICE},
    {"Company ID: ", MI_DETAIL_COMPANY},
    {"Data: ", MI_DETAIL_DATA},
    {"Device Name: ", MI_DETAIL_NAME},
};

static void open_words(struct tshark *shark, const struct mi_line *line, struct mi_out *out)
{
    mi_decoded_give(&shark->decoded, out);
    struct mi_packet about = mi_line_packet(line);
    mi_decoded_open(&shark->decoded, &about);
    shark->in_words = true;
}

/* "BD_ADDR: BeijingX_5e:0e:05 (50:ec:50:5e:0e:05)": what is above was cut off. */
static void begin_inside(struct tshark *shark, const struct mi_line *line, struct mi_out *out)
{
    struct mi_address address;
    size_t offset = 0;
    if (!shark->in_words && mi_span_starts(line->body, "BD_ADDR: ") &&
        mi_span_ends(line->body, ")") && mi_span_address(line->body, &address, &offset))
        open_words(shark, line, out);
}

/* "Frame 1: 40 bytes on wire (320 bits), 40 bytes captured (320 bits)" */
static bool read_frame(struct tshark *shark, const struct mi_line *line, struct mi_out *out)
{
    struct mi_span after;
    if (!mi_span_starts(line->text, "Frame ") ||
        !mi_span_find(line->text, " bytes on wire (", &after))
        return false;
    open_words(shark, line, out);
    return shark->has_frame = true;
}

/* Fields are indented, the heads of layers ("Bluetooth HCI Event") are not; a blank line ends. */
static bool read_words(struct tshark *shark, const struct mi_line *line, struct mi_out *out)
{
    shark->in_words = shark->in_words && line->body.length > 0;
    begin_inside(shark, line, out);
    if (!shark->in_words || !(mi_is_blank(line->text.at[0]) || mi_is_letter(line->text.at[0])))
        return false;
    for (size_t i = 0; i < sizeof LABELS / sizeof LABELS[0]; i++) {
        struct mi_span value = line->body;
        if (mi_span_take(&value, LABELS[i].label)) {
            mi_decoded_detail(&shark->decoded, LABELS[i].detail, value, false, out);
            break;
        }
    }
    return true;
}

/* --- fields --- */

struct list {
    size_t count;
    struct mi_span items[LIST_MAX];
};

static struct list split(struct mi_span text, char separator)
{
    struct list list = {0};
    while (list.count < LIST_MAX) {
        size_t length = 0;
        while (length < text.length && text.at[length] != separator)
            length++;
        list.items[list.count++] = mi_span_first(text, length);
        if (length == text.length)
            break;
        text = mi_span_from(text, length + 1);
    }
    return list;
}

struct columns {
    struct list addresses;
    struct list strengths;
    struct list payloads;
};

static bool is_address(struct mi_span text)
{
    struct mi_address address;
    return text.length > 12 && mi_address_read(text.at, text.length, &address);
}

static struct columns find_columns(struct mi_span text)
{
    struct columns columns = {0};
    struct list fields = split(text, '\t');
    for (size_t i = 0; i < fields.count; i++) {
        struct list list = split(fields.items[i], ',');
        struct mi_span first = list.items[0];
        if (is_address(first))
            columns.addresses = list;
        else if (first.length > 1 && first.at[0] == '-')
            columns.strengths = list;
        else if (first.length >= 2 * MI_BARE_MIN && mi_span_hex_digits(first) == first.length)
            columns.payloads = list;
    }
    return columns;
}

/* The fields of report `i` of a line; an address only when it is certain whose it is. */
static void give_report(struct mi_out *out, const struct mi_line *line,
                        const struct columns *columns, size_t i)
{
    uint8_t bytes[MI_PAYLOAD_MAX];
    struct mi_packet about = mi_line_packet(line);
    bool is_paired = columns->payloads.count == columns->addresses.count;
    struct mi_span address = columns->addresses.items[is_paired ? i : 0];
    struct mi_span payload = columns->payloads.items[i];
    int64_t dbm = 0;
    about.has_address = is_paired && is_address(address) &&
                        mi_address_parse(address.at, address.length, &about.address) > 0;
    if (is_paired && i < columns->strengths.count &&
        mi_span_number(columns->strengths.items[i], &dbm) > 0)
        mi_packet_rssi(&about, dbm);
    struct mi_hex hex = mi_hex_decode(payload.at, payload.length, bytes, sizeof bytes);
    if (hex.status == MI_HEX_OK)
        (void)mi_payload_give(out, about, mi_bytes(bytes, hex.size), MI_TRUST_ALONE);
}

/* A line with one report is a hex line; here are those of an event with several. */
static bool read_fields(const struct mi_line *line, struct mi_out *out)
{
    struct mi_span after;
    if (!mi_span_find(line->body, "\t", &after))
        return false;
    struct columns columns = find_columns(line->body);
    if (columns.addresses.count < 2)
        return false;
    for (size_t i = 0; i < columns.payloads.count; i++)
        give_report(out, line, &columns, i);
    return true;
}

static bool read_line(void *state, const struct mi_line *line, struct mi_out *out)
{
    struct tshark *shark = state;
    return read_dump(shark, line, out) || read_frame(shark, line, out) ||
           read_words(shark, line, out) || read_fields(line, out);
}

static void end(void *state, struct mi_out *out)
{
    struct tshark *shark = state;
    finish_dump(shark, out);
    mi_decoded_give(&shark->decoded, out);
}

const struct mi_dialect mi_tshark_dialect = {
    .size = sizeof(struct tshark),
    .line = read_line,
    .end = end,
};
