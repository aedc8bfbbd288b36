/* hcidump: packets as hex over several lines, with other output in between. */
#include "capture/text/payload.h"

#include "radio/assigned.h"

#include <string.h>

enum {
    EVENT_HEADER = 3, /* type, code, length */
    ACL_HEADER = 5,   /* type, handle u16, length u16 */
    PACKET_MAX = ACL_HEADER + 1024,
    ROW_MAX = 512, /* bytes in one line, also when somebody joined them */
    DUMP_GAP = 8,  /* -X parts its rows after so many bytes */
};

enum phase {
    IDLE,
    COLLECTING,
    PASSING, /* rows of a packet that is complete or of no interest */
    DECODED, /* hcidump without -R: words instead of bytes */
};

struct hcidump {
    enum phase phase;
    bool told;      /* that the bytes are lost */
    bool is_quoted; /* the first line was */
    struct mi_packet about;
    uint8_t length; /* DECODED: of the event's parameters */
    size_t size;
    uint8_t bytes[PACKET_MAX];
};

static size_t header_size(const struct hcidump *dump)
{
    return dump->size > 0 && dump->bytes[0] == MI_H4_ACL ? ACL_HEADER : EVENT_HEADER;
}

static size_t wanted_size(const struct hcidump *dump)
{
    struct mi_bytes length = mi_bytes(dump->bytes, dump->size);
    size_t header = header_size(dump);
    if (dump->size < header)
        return header;
    (void)mi_get_slice(&length, header == ACL_HEADER ? 3 : 2);
    return header + (header == ACL_HEADER ? mi_get_le16(&length) : mi_get_u8(&length));
}

/* What is of use: what the adapter tells, and when it is asked for also data both ways. */
static bool is_wanted(const struct hcidump *dump, unsigned flags)
{
    bool is_event = dump->bytes[0] == MI_H4_EVENT && dump->about.direction == MI_RECEIVED;
    return is_event || (dump->bytes[0] == MI_H4_ACL && (flags & MI_SOURCE_DATA) != 0);
}

static void give(struct hcidump *dump, struct mi_out *out)
{
    dump->about.layer = MI_LAYER_H4;
    dump->about.bytes = dump->bytes;
    dump->about.size = dump->size;
    mi_out_packet(out, &dump->about);
    dump->phase = PASSING;
}

/* What was begun and has no end: what there is of it, and what is missing. */
static void give_cut(struct hcidump *dump, struct mi_out *out)
{
    if (dump->phase == COLLECTING) {
        mi_out_cut(out, dump->about.number, dump->size, wanted_size(dump));
        dump->about.is_cut_told = true;
        if (dump->size >= header_size(dump))
            give(dump, out);
    }
    dump->phase = IDLE;
}

static void append(struct hcidump *dump, const uint8_t *row, size_t count, struct mi_out *out)
{
    for (size_t i = 0; i < count && dump->phase == COLLECTING; i++) {
        dump->bytes[dump->size++] = row[i];
        if (!is_wanted(dump, out->flags) || wanted_size(dump) > PACKET_MAX)
            dump->phase = PASSING;
        else if (dump->size >= header_size(dump) && dump->size == wanted_size(dump))
            give(dump, out);
    }
}

/* "> 04 " inside of a line */
static bool is_mark(struct mi_span text)
{
    return text.length > 4 && (text.at[0] == '>' || text.at[0] == '<') && mi_is_blank(text.at[1]) &&
           mi_span_hex_digits(mi_span_from(text, 2)) == 2 && mi_is_blank(text.at[4]);
}

/* The text up to the next packet, where somebody joined lines: "> 04 3E … > 04 3E …" */
static struct mi_span before_next(struct mi_span text)
{
    size_t end = text.length > 0 ? 1 : 0;
    while (end < text.length &&
           !(mi_is_blank(text.at[end - 1]) && is_mark(mi_span_from(text, end))))
        end++;
    return mi_span_first(text, end);
}

/* A row of -R or of -X, which has an offset in front. How many bytes. */
static size_t take_row(struct mi_span text, uint8_t row[ROW_MAX])
{
    text = mi_span_trim(text);
    if (mi_span_hex_digits(text) == 4 && text.length > 6 && text.at[4] == ':')
        return mi_span_dump_row(mi_span_from(text, 6), DUMP_GAP, row);
    return mi_span_pairs(text, row, ROW_MAX);
}

static void start(struct hcidump *dump, const struct mi_line *line, struct mi_out *out)
{
    give_cut(dump, out);
    dump->about = mi_line_packet(line);
    dump->about.direction = line->body.at[0] == '>' ? MI_RECEIVED : MI_SENT;
    dump->size = 0;
}

/* "plen 37" ends a line of hcidump; behind it btmon has its number, adapter and time, or some. */
static bool ends_with_length(struct mi_span text)
{
    while (text.length > 0 && mi_is_digit(text.at[text.length - 1]))
        text.length--;
    return mi_span_ends(text, "len ");
}

static bool is_packet_type(uint8_t type)
{
    return type >= MI_H4_COMMAND && type <= MI_H4_ISO;
}

static bool is_head(struct mi_span text)
{
    static const char *const HEADS[] = {"HCI Event: ", "HCI Command: ", "ACL data: ", "SCO data: "};
    for (size_t i = 0; i < sizeof HEADS / sizeof HEADS[0]; i++)
        if (mi_span_starts(text, HEADS[i]))
            return ends_with_length(text);
    return false;
}

/* "HCI Event: LE Meta Event (0x3e) plen 37" */
static void start_decoded(struct hcidump *dump, struct mi_span text, const struct mi_line *line,
                          struct mi_out *out)
{
    struct mi_span after;
    int64_t length = 0;
    start(dump, line, out);
    bool is_report = mi_span_find(text, "(0x3e) plen ", &after) &&
                     mi_span_number(after, &length) > 0 && length > 0 && length <= UINT8_MAX;
    dump->phase = is_report ? DECODED : PASSING;
    dump->length = is_report ? (uint8_t)length : 0;
}

static bool read_start(struct hcidump *dump, const struct mi_line *line, struct mi_out *out)
{
    uint8_t row[ROW_MAX];
    struct mi_span text = mi_span_trim(mi_span_from(line->body, 1));
    size_t count = take_row(text, row);
    if (count > 0 && is_packet_type(row[0])) {
        start(dump, line, out);
        dump->is_quoted = line->column > 0;
        dump->phase = COLLECTING;
        append(dump, row, count, out);
        return true;
    }
    if (is_head(text)) {
        start_decoded(dump, text, line, out);
        return true;
    }
    give_cut(dump, out);
    return false;
}

/* One after the other, where the first one is a packet. */
static bool read_starts(struct hcidump *dump, const struct mi_line *line, struct mi_out *out)
{
    struct mi_line part = *line;
    struct mi_span rest = line->body;
    bool any = false;
    do {
        part.body = before_next(rest);
        rest = mi_span_from(rest, part.body.length);
        if (!read_start(dump, &part, out))
            break;
        any = true;
    } while (rest.length > 0);
    return any;
}

/* Of an extended report the bytes are there, all but the first ones; of others they are lost. */
static bool read_decoded(struct hcidump *dump, const struct mi_line *line, struct mi_out *out)
{
    if (mi_span_starts(line->body, "LE ") && mi_span_ends(line->body, ")")) {
        dump->phase = IDLE; /* btmon adds the code of the event */
    } else if (mi_span_equals(line->body, "Disconn Complete")) {
        const uint8_t lost[] = {MI_H4_EVENT, MI_EVENT_LE_META, dump->length,
                                MI_SUBEVENT_EXTENDED_REPORT};
        dump->phase = COLLECTING;
        append(dump, lost, sizeof lost, out);
    } else if (mi_span_equals(line->body, "LE Advertising Report") && !dump->told) {
        struct mi_problem problem = {.code = MI_P_NO_PAYLOAD, .string = "use hcidump -R"};
        mi_out_problem(out, line->number, problem);
        dump->told = true;
    }
    return dump->phase != IDLE;
}

static bool read_row(struct hcidump *dump, const struct mi_line *line, struct mi_out *out)
{
    uint8_t row[ROW_MAX];
    size_t count = take_row(line->body, row);
    append(dump, row, count, out);
    return count > 0;
}

/*
 * A row that has lost the blanks in front of it. In a quotation it looks like a first one, but that
 * the type of a packet stands at the front of it.
 */
static bool read_flush_row(struct hcidump *dump, const struct mi_line *line, struct mi_out *out)
{
    uint8_t row[ROW_MAX];
    bool is_marked = mi_span_starts(line->body, "> ");
    size_t count = take_row(mi_span_from(line->body, is_marked ? 2 : 0), row);
    if (dump->phase != COLLECTING || count == 0 || count > wanted_size(dump) - dump->size ||
        (is_marked && is_packet_type(row[0]) && !dump->is_quoted))
        return false;
    append(dump, row, count, out);
    return true;
}

static bool read_line(void *state, const struct mi_line *line, struct mi_out *out)
{
    struct hcidump *dump = state;
    if (line->body.length == 0) {
        dump->phase = dump->phase == COLLECTING ? COLLECTING : IDLE;
        return false;
    }
    if (read_flush_row(dump, line, out))
        return true;
    bool is_marked = line->body.length > 1 && mi_is_blank(line->body.at[1]);
    if (is_marked && (line->body.at[0] == '>' || line->body.at[0] == '<'))
        return read_starts(dump, line, out);
    if (dump->phase == IDLE || !mi_is_blank(line->text.at[0]))
        return false;
    return dump->phase == DECODED ? read_decoded(dump, line, out) : read_row(dump, line, out);
}

static void end(void *state, struct mi_out *out)
{
    give_cut(state, out);
}

const struct mi_dialect mi_hcidump_dialect = {
    .size = sizeof(struct hcidump),
    .line = read_line,
    .end = end,
};
