/*
 * One payload a line, written as hex in any of the ways people write it, or as a Python bytes
 * literal; time, address and signal strength may stand around it.
 */
#include "capture/text/search.h"

#include "base/hex.h"

#include <string.h>

enum {
    ADDRESS_LENGTH = 17,
    WORD_MAX = 32, /* characters of a time, an address or a signal strength */
};

struct payload_text {
    struct mi_span text;
    struct mi_packet about;
};

/* --- what stands around it --- */

static bool is_separator(char c)
{
    return mi_is_blank(c) || c == ',' || c == ';' || c == '|';
}

static struct mi_span trim(struct mi_span span)
{
    while (span.length > 0 && is_separator(span.at[span.length - 1]))
        span.length--;
    while (span.length > 0 && is_separator(span.at[0]))
        span = mi_span_from(span, 1);
    return span;
}

/* "#1" at the front is a number. */
static struct mi_span without_comment(struct mi_span span)
{
    for (size_t i = 0; i < span.length; i++)
        if (span.at[i] == '#' &&
            (i == 0 ? span.length > 1 && !mi_is_digit(span.at[1]) : mi_is_blank(span.at[i - 1])))
            return mi_span_trim(mi_span_first(span, i));
    return span;
}

/* An address at the start that ends there: with separators, or with a colon behind it. */
static size_t take_address(struct mi_span span, struct mi_address *address)
{
    struct mi_address found;
    size_t length = mi_address_parse(span.at, span.length, &found);
    struct mi_span rest = mi_span_from(span, length);
    bool has_separators = length == ADDRESS_LENGTH;
    bool ends = mi_span_starts(rest, ": ") ||
                (has_separators && (rest.length == 0 || is_separator(rest.at[0])));
    if (length == 0 || !ends)
        return 0;
    *address = found;
    return length;
}

/* "-60": with its sign, so that it is no byte */
static bool take_signed_rssi(struct mi_span span, struct mi_packet *about)
{
    int64_t dbm = 0;
    bool is_signed =
        span.length > 1 && span.length <= 4 && (span.at[0] == '-' || span.at[0] == '+');
    if (!is_signed || mi_span_number(span, &dbm) != span.length)
        return false;
    mi_packet_rssi(about, dbm);
    return true;
}

/* The first word; what is longer than any that is looked for is cut. */
static struct mi_span first_word(struct mi_span span)
{
    size_t end = 0;
    while (end < span.length && end < WORD_MAX && !is_separator(span.at[end]))
        end++;
    return mi_span_first(span, end);
}

static struct mi_span last_word(struct mi_span span)
{
    size_t start = span.length;
    while (start > 0 && span.length - start < WORD_MAX && !is_separator(span.at[start - 1]))
        start--;
    return mi_span_from(span, start);
}

/* Of quotations, lists, prompts, comments, serial bridges and scripts. */
static const char *const FRONT_MARKS[] = {
    ">",  "==>", "=>", "->", "<-", "RX:", "RX ", "* ", "- ", "$ ",
    "//", "/*",  "< ", "•",  "◦",  "▪",   "·",   "→",  "–",  "—",
};

static const char *const BACK_MARKS[] = {"*/", "…", "...", " \\"};

static bool peel_mark(struct mi_span *text)
{
    for (size_t i = 0; i < sizeof FRONT_MARKS / sizeof FRONT_MARKS[0]; i++) {
        if (mi_span_take(text, FRONT_MARKS[i])) {
            *text = trim(*text);
            return true;
        }
    }
    return false;
}

static bool peel_back_mark(struct mi_span *text)
{
    for (size_t i = 0; i < sizeof BACK_MARKS / sizeof BACK_MARKS[0]; i++) {
        if (mi_span_ends(*text, BACK_MARKS[i])) {
            *text = trim(mi_span_first(*text, text->length - strlen(BACK_MARKS[i])));
            return true;
        }
    }
    return false;
}

static size_t count_digits(struct mi_span span)
{
    size_t digits = 0;
    while (digits < span.length && mi_is_digit(span.at[digits]))
        digits++;
    return digits;
}

/* "1. ", "2) ", "#3 ", "4: ", "(5) ", "[6] ", and "7" before a tab or before bytes without blanks
 */
static bool peel_number(struct mi_span *text)
{
    enum { DIGITS_MAX = 6, RUN_MIN = 2 * MI_BARE_MIN };
    bool is_open = mi_span_starts(*text, "(") || mi_span_starts(*text, "[");
    bool is_marked = is_open || mi_span_starts(*text, "#");
    struct mi_span rest = mi_span_from(*text, is_marked ? 1 : 0);
    size_t digits = count_digits(rest);
    rest = mi_span_from(rest, digits);
    bool has_end = rest.length > 1 && strchr(is_open ? ")]" : ".):", rest.at[0]) != NULL;
    rest = mi_span_from(rest, has_end ? 1 : 0);
    struct mi_span behind = trim(rest);
    bool has_gap = behind.length < rest.length && mi_is_blank(rest.at[0]);
    bool is_plain = !is_marked && !has_end;
    bool is_column =
        rest.length > 1 && rest.at[0] == '\t' && memchr(behind.at, '\t', behind.length) == NULL;
    bool is_number =
        digits > 0 && digits <= DIGITS_MAX && has_gap && has_end >= is_open &&
        (!is_plain || is_column || (digits != 2 && mi_span_hex_digits(behind) >= RUN_MIN));
    *text = is_number ? behind : *text;
    return is_number;
}

/* "[RX] " */
static bool peel_tag(struct mi_span *text)
{
    enum { TAG_MAX = 8 };
    struct mi_span rest = mi_span_from(*text, 1);
    size_t length = 0;
    while (length < rest.length && mi_is_name(rest.at[length]))
        length++;
    if (!mi_span_starts(*text, "[") || length == 0 || length > TAG_MAX ||
        !mi_span_starts(mi_span_from(rest, length), "] "))
        return false;
    *text = trim(mi_span_from(rest, length + 1));
    return true;
}

/* "[A4:C1:38:5E:0A:01]" */
static bool peel_bracketed(struct payload_text *payload)
{
    struct mi_span rest = payload->text;
    if (!mi_span_take(&rest, "[") ||
        mi_address_parse(rest.at, rest.length, &payload->about.address) != ADDRESS_LENGTH)
        return false;
    rest = mi_span_from(rest, ADDRESS_LENGTH);
    payload->about.has_address = mi_span_take(&rest, "]");
    payload->text = payload->about.has_address ? trim(rest) : payload->text;
    return payload->about.has_address;
}

static bool peel_front(struct payload_text *payload)
{
    struct mi_span *text = &payload->text;
    if (peel_mark(text) || peel_number(text) || peel_tag(text) || peel_bracketed(payload))
        return true;
    struct mi_span word = first_word(*text);
    size_t length = take_address(*text, &payload->about.address);
    payload->about.has_address = payload->about.has_address || length > 0;
    if (length == 0)
        length = mi_span_clock(*text);
    if (length == 0 && (mi_span_clock(word) > 0 || mi_span_equals(word, "dBm") ||
                        take_signed_rssi(word, &payload->about)))
        length = word.length;
    if (length == 0)
        return false;
    payload->text = trim(mi_span_from(payload->text, length));
    return true;
}

/* "(25)", "(14 bytes)": how many bytes there are */
static bool peel_count(struct mi_span *text)
{
    size_t reach = text->length < WORD_MAX ? text->length : WORD_MAX;
    struct mi_span end = mi_span_from(*text, text->length - reach);
    const char *open = mi_span_ends(end, ")") ? memrchr(end.at, '(', end.length) : NULL;
    if (open == NULL || !(mi_is_digit(open[1]) || open[1] == '+'))
        return false;
    *text = trim(mi_span_first(*text, (size_t)(open - text->at)));
    return true;
}

static bool peel_back(struct payload_text *payload)
{
    struct mi_span word = last_word(payload->text);
    struct mi_packet *about = &payload->about;
    if (peel_count(&payload->text) || peel_back_mark(&payload->text))
        return true;
    if (take_address(word, &about->address) == word.length && word.length > 0)
        about->has_address = true;
    else if (!mi_span_equals(word, "dBm") && !take_signed_rssi(word, about) &&
             !(mi_span_starts_like(word, "rssi") && mi_span_rssi(word, about)) &&
             !mi_span_equals(word, "RSSI:") && !mi_span_equals(word, "rssi:"))
        return false;
    payload->text = trim(mi_span_first(payload->text, payload->text.length - word.length));
    return true;
}

static bool unwrap(struct mi_span *text)
{
    static const struct {
        const char *front, *back;
    } PAIRS[] = {{"\"", "\""}, {"'", "'"}, {"{", "}"},          {"[", "]"},
                 {"(", ")"},   {"`", "`"}, {"**", "**"},        {"*", "*"},
                 {"__", "__"}, {"<", ">"}, {"bytearray(", ")"}, {"", "\\n"}};
    for (size_t i = 0; i < sizeof PAIRS / sizeof PAIRS[0]; i++) {
        struct mi_span rest = *text;
        if (mi_span_take(&rest, PAIRS[i].front) && mi_span_ends(rest, PAIRS[i].back)) {
            *text = trim(mi_span_first(rest, rest.length - strlen(PAIRS[i].back)));
            return true;
        }
    }
    return false;
}

static struct payload_text peel(const struct mi_line *line)
{
    struct payload_text payload = {
        .text = trim(without_comment(line->body)),
        .about = mi_line_packet(line),
    };
    while (payload.text.length > 0 &&
           (unwrap(&payload.text) || peel_front(&payload) || peel_back(&payload)))
        ;
    return payload;
}

/* --- the bytes --- */

/* "582D34359321 5020aa01…": the first word is an address when what follows it is a payload. */
static bool give_behind_address(struct mi_out *out, struct payload_text payload)
{
    struct mi_span word = first_word(payload.text);
    struct mi_span rest = trim(mi_span_from(payload.text, word.length));
    struct mi_address *address = &payload.about.address;
    if (word.length != 2 * MI_ADDRESS_SIZE || !mi_address_read(word.at, word.length, address))
        return false;
    payload.about.has_address = true;
    return mi_search(out, &payload.about, rest, MI_PLACE_WHOLE, MI_TRUST_ALONE);
}

static bool give(struct mi_out *out, const struct payload_text *payload, unsigned flags)
{
    const struct mi_packet *about = &payload->about;
    enum mi_trust asked = (flags & MI_SOURCE_BARE) != 0 ? MI_TRUST_TOLD : MI_TRUST_HINT;
    return mi_search(out, about, payload->text, MI_PLACE_WHOLE, MI_TRUST_ALONE) ||
           give_behind_address(out, *payload) ||
           ((flags & (MI_SOURCE_BARE | MI_SOURCE_HINT)) != 0 &&
            mi_search(out, about, payload->text, MI_PLACE_WHOLE, asked));
}

/*
 * What is in front of a slip of the pen shows whether it is one: a packet that goes on behind it,
 * or something that words around it would not make doubtful.
 */
static bool is_meant_as_payload(struct mi_bytes front, const struct mi_packet *about)
{
    struct mi_payload payload;
    const struct mi_address *beside = about->has_address ? &about->address : NULL;
    if (mi_payload_recognise(front, MI_TRUST_ALONE, beside, &payload) &&
        payload.size < payload.announced)
        return true;
    return mi_payload_recognise(front, MI_TRUST_WORDS, beside, &payload) &&
           (payload.layer == MI_LAYER_AD || payload.skip > 0);
}

/* "0F 16 95 FE  30 58 …   B2   living room": columns that end where words begin. */
static bool give_before_remark(struct mi_out *out, const struct payload_text *payload)
{
    uint8_t bytes[MI_PAYLOAD_MAX];
    struct mi_hex hex = mi_hex_decode(payload->text.at, payload->text.length, bytes, sizeof bytes);
    struct mi_bytes front = mi_bytes(bytes, hex.size);
    return hex.status == MI_HEX_NOT_HEX && hex.column > 0 &&
           mi_is_blank(payload->text.at[hex.column - 1]) &&
           mi_payload_match(front) == MI_MATCH_WHOLE &&
           mi_payload_give(out, payload->about, front, MI_TRUST_WORDS);
}

static struct mi_problem hex_problem(const struct mi_hex *hex, size_t column)
{
    uint32_t place = (uint32_t)(column + hex->column + 1);
    switch (hex->status) {
    case MI_HEX_ODD: return (struct mi_problem){.code = MI_P_HEX_ODD, .number = {place}};
    case MI_HEX_NOT_HEX: return (struct mi_problem){.code = MI_P_HEX_DIGIT, .number = {place}};
    case MI_HEX_TOO_LARGE:
        return (struct mi_problem){.code = MI_P_HEX_LONG, .number = {MI_PAYLOAD_MAX}};
    default: return (struct mi_problem){.code = MI_P_HEX_SHORT, .number = {(uint32_t)hex->size}};
    }
}

/* Hex that is no payload: what is wrong with it, where it was meant to be one. */
static void tell(struct mi_out *out, const struct mi_line *line, const struct payload_text *payload,
                 bool is_asked)
{
    struct mi_span text = payload->text;
    uint8_t bytes[MI_PAYLOAD_MAX];
    struct mi_hex hex = mi_hex_decode(text.at, text.length, bytes, sizeof bytes);
    if (is_asked || (hex.status != MI_HEX_OK &&
                     is_meant_as_payload(mi_bytes(bytes, hex.size), &payload->about)))
        mi_out_problem(out, line->number,
                       hex_problem(&hex, line->column + (size_t)(text.at - line->text.at)));
}

static bool read_line(void *state, const struct mi_line *line, struct mi_out *out)
{
    (void)state;
    bool is_asked = (out->flags & MI_SOURCE_BARE) != 0;
    if (without_comment(line->body).length == 0)
        return false;
    struct payload_text payload = peel(line);
    if (!give(out, &payload, out->flags) && !give_before_remark(out, &payload))
        tell(out, line, &payload, is_asked);
    return true;
}

const struct mi_dialect mi_hexline_dialect = {.size = 1, .line = read_line};
