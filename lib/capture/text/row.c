#include "capture/text/row.h"

#include "base/hex.h"
#include "capture/text/search.h"

#include <string.h>

enum {
    OFFSET_MIN = 4, /* digits */
    OFFSET_MAX = 16
};

/* --- bytes in groups --- */

static size_t count_blanks(struct mi_span span)
{
    size_t count = 0;
    while (count < span.length && mi_is_blank(span.at[count]))
        count++;
    return count;
}

/* Groups of the same number of bytes; the last one may be shorter. */
struct groups {
    struct mi_span rest; /* behind them */
    size_t group;        /* digits of each */
    size_t size;
};

/* The digits of the next one, or 0. */
static size_t next_group(const struct groups *groups)
{
    size_t digits = mi_span_hex_digits(groups->rest);
    bool ends = digits == groups->rest.length || mi_is_blank(groups->rest.at[digits]);
    bool fits = groups->group > 0 ? digits <= groups->group && digits % 2 == 0
                                  : digits == 2 || digits == 4 || digits == 8;
    return ends && fits ? digits : 0;
}

/* Up to the end, or to the same bytes as characters, which two blanks or a bar part from them. */
static bool take_groups(struct groups *groups, uint8_t bytes[MI_PAYLOAD_MAX])
{
    enum { WIDE = 4 }; /* of hexdump -x */
    size_t digits;
    size_t blanks = 0;
    size_t most = 2;
    while (blanks <= most && (digits = next_group(groups)) > 0) {
        size_t room = MI_PAYLOAD_MAX - groups->size;
        struct mi_hex hex = mi_hex_decode(groups->rest.at, digits, bytes + groups->size, room);
        groups->size += hex.size;
        groups->rest = mi_span_from(groups->rest, digits);
        blanks = count_blanks(groups->rest);
        groups->rest = mi_span_from(groups->rest, blanks);
        if (groups->group == 0 && blanks == WIDE)
            most = WIDE;
        if (digits < groups->group)
            break;
        groups->group = digits;
    }
    return groups->size > 0 &&
           (groups->rest.length == 0 || blanks >= 2 || mi_span_starts(groups->rest, "|"));
}

/* Words of the machine, as od and hexdump print them without being told: its low byte first. */
static void swap_groups(const struct groups *groups, uint8_t bytes[MI_PAYLOAD_MAX])
{
    size_t width = groups->group / 2;
    for (size_t start = 0; start < groups->size; start += width) {
        size_t end = start + width < groups->size ? start + width : groups->size;
        for (size_t low = start, high = end; low + 1 < high; low++) {
            uint8_t byte = bytes[--high];
            bytes[high] = bytes[low];
            bytes[low] = byte;
        }
    }
}

static bool is_one_of(char c, const char *set)
{
    return c != '\0' && strchr(set, c) != NULL;
}

/* Of "0x02, 0x01, 0x06,", "0x02\t0x01": the characters, or 0. */
static size_t numbers_length(struct mi_span text)
{
    size_t length = 0;
    while (mi_span_starts_like(text, "0x") && length < text.length &&
           (mi_hex_value(text.at[length]) >= 0 || is_one_of(text.at[length], "xX, \t")))
        length++;
    return length;
}

static size_t take_numbers(struct mi_row *row, struct mi_span text)
{
    size_t length = numbers_length(text);
    struct mi_hex hex = mi_hex_decode(text.at, length, row->bytes, sizeof row->bytes);
    row->size = hex.status == MI_HEX_OK ? hex.size : 0;
    return row->size > 0 ? length : 0;
}

/* "2, 1, 6, 21,", "  2   1   6  21" and nothing else */
static bool take_decimals(struct mi_row *row, struct mi_span text)
{
    bool is_other = text.length == 0 || memchr(text.at, 'x', text.length) != NULL ||
                    (text.at[0] == '-' && !row->is_behind_decimal);
    row->is_decimal = !is_other && mi_span_numbers(text, row->bytes, sizeof row->bytes, &row->size);
    return row->is_decimal;
}

/* --- rows of dumps --- */

static uint64_t in_radix(struct mi_span digits, unsigned radix)
{
    uint64_t value = 0;
    for (size_t i = 0; i < digits.length; i++) {
        unsigned digit = (unsigned)mi_hex_value(digits.at[i]);
        if (digit >= radix)
            return UINT64_MAX;
        value = value * radix + digit;
    }
    return value;
}

/* A file begins with offset 0, memory anywhere: but an address of six bytes or a UUID is none. */
static bool may_be_first(struct mi_span text, struct mi_span digits, uint64_t offset)
{
    uint16_t uuid;
    bool is_address =
        digits.length == (size_t)2 * MI_ADDRESS_SIZE && !mi_span_starts_like(text, "0x");
    return offset == 0 || (digits.length >= 8 && !is_address && mi_span_uuid(text, &uuid) == 0);
}

/* "00000010: ", "0x3ffb4280   ", "0000020" and nothing behind it */
static bool take_offset(struct mi_row *row, struct mi_span *text, struct mi_span *digits)
{
    static const unsigned RADIXES[] = {[MI_HEXADECIMAL] = 16, [MI_OCTAL] = 8, [MI_DECIMAL] = 10};
    struct mi_span rest = mi_span_from(*text, mi_span_starts(*text, "0x") ? 2 : 0);
    *digits = mi_span_first(rest, mi_span_hex_digits(rest));
    rest = mi_span_from(rest, digits->length);
    if (digits->length < OFFSET_MIN || digits->length > OFFSET_MAX)
        return false;
    for (size_t i = 0; i < MI_RADIX_COUNT; i++)
        row->offset[i] = in_radix(*digits, RADIXES[i]);
    row->may_start = may_be_first(*text, *digits, row->offset[MI_HEXADECIMAL]);
    size_t colon = mi_span_starts(rest, ":") ? 1 : 0;
    size_t blanks = count_blanks(mi_span_from(rest, colon));
    *text = mi_span_from(rest, colon + blanks);
    return blanks > 0 || text->length == 0;
}

static bool read_dump(struct mi_row *row, struct mi_span text)
{
    enum { WORD_OFFSET = 7 }; /* digits of the offset in front of words of the machine */
    struct mi_span digits;
    struct groups groups = {.rest = text};
    row->kind = MI_ROW_DUMP;
    row->size = 0;
    if (!take_offset(row, &groups.rest, &digits))
        return false;
    if (groups.rest.length == 0)
        return row->is_behind_dump;
    if (mi_span_starts_like(groups.rest, "0x"))
        return take_numbers(row, groups.rest) == groups.rest.length;
    struct mi_span numbers = groups.rest;
    if (row->is_behind_decimal || !take_groups(&groups, row->bytes))
        return take_decimals(row, numbers);
    if (digits.length == WORD_OFFSET && groups.group > 2)
        swap_groups(&groups, row->bytes);
    row->size = groups.size;
    return true;
}

/* --- rows without an offset --- */

/* An address, and behind it something that is joined in another way or not at all. */
static bool starts_with_address(struct mi_span text)
{
    struct mi_address address;
    size_t length = mi_address_parse(text.at, text.length, &address);
    return length > 2 && length < text.length && text.at[length] != text.at[2];
}

static bool read_plain(struct mi_row *row, struct mi_span text)
{
    struct groups groups = {.rest = text};
    struct mi_hex hex = mi_hex_decode(text.at, text.length, row->bytes, sizeof row->bytes);
    row->kind = MI_ROW_PLAIN;
    if (row->is_behind_decimal)
        return take_decimals(row, text);
    row->size = hex.size;
    if (text.length == 0 || starts_with_address(text) || strchr("-.,;:", text.at[0]) != NULL)
        return false;
    if (hex.status == MI_HEX_OK)
        return true;
    bool is_row = take_groups(&groups, row->bytes) && groups.group == 2;
    row->size = groups.size;
    return is_row || take_decimals(row, text);
}

/* What a logger puts in front of a row ends so. */
static bool ends_head(struct mi_span head)
{
    static const char *const ENDS[] = {": ", "> ", "] ", ":\t", "]\t"};
    return mi_span_any(head, mi_span_ends, ENDS, sizeof ENDS / sizeof ENDS[0]);
}

/* Digits and nothing else. */
static bool read_solid(struct mi_row *row, struct mi_span text)
{
    if (mi_span_hex_digits(text) != text.length)
        return false;
    struct mi_hex hex = mi_hex_decode(text.at, text.length, row->bytes, sizeof row->bytes);
    row->size = hex.size;
    return hex.status == MI_HEX_OK;
}

static bool read_log(struct mi_row *row, struct mi_span text)
{
    enum { HEAD_MAX = 256 };
    for (size_t at = 2; at < text.length && at < HEAD_MAX; at++) {
        struct mi_span rest = mi_span_from(text, at);
        struct groups groups = {.rest = rest};
        row->head = mi_span_first(text, at);
        if (mi_hex_value(text.at[at]) < 0 && text.at[at] != ' ')
            continue;
        if (!ends_head(row->head))
            continue;
        if (read_dump(row, rest) && row->size > 0)
            return true;
        if (mi_span_service(row->head) != 0 || mi_span_names_key(row->head))
            return false;
        row->kind = MI_ROW_LOG;
        groups.rest = mi_span_trim(rest);
        if (read_solid(row, groups.rest))
            return true;
        if (take_groups(&groups, row->bytes) && groups.group == 2 && groups.size > 0) {
            row->size = groups.size;
            return true;
        }
    }
    return false;
}

/* --- source code --- */

/* The string at the start, of bytes or of hex, behind what the row has. Its characters, or 0. */
static size_t take_string(struct mi_row *row, struct mi_span text)
{
    uint8_t *out = row->bytes + row->size;
    size_t room = sizeof row->bytes - row->size;
    size_t size = 0;
    size_t length = mi_span_literal(text, out, room, &size);
    const char *close = text.length > 1 && is_one_of(text.at[0], "\"'")
                            ? memchr(text.at + 1, text.at[0], text.length - 1)
                            : NULL;
    if (length == 0 && close != NULL) {
        size_t inside = (size_t)(close - text.at) - 1;
        struct mi_hex hex = mi_hex_decode(text.at + 1, inside, out, room);
        length = hex.status == MI_HEX_OK ? inside + 2 : 0;
        size = hex.size;
    }
    row->size += length > 0 ? size : 0;
    return length;
}

/* All of it is punctuation of a language, up to a comment. */
static bool is_syntax(struct mi_span text, const char *set)
{
    for (size_t i = 0; i < text.length; i++) {
        struct mi_span rest = mi_span_from(text, i);
        if (mi_span_starts(rest, "//") || mi_span_starts(rest, "/*") || rest.at[0] == '#')
            return true;
        if (!is_one_of(rest.at[0], set))
            return false;
    }
    return true;
}

/* Where a string or numbers begin, which the row takes, and how long they are; or the end. */
static size_t find_bytes(struct mi_row *row, struct mi_span text, size_t *length)
{
    size_t at = 0;
    *length = 0;
    while (at < text.length) {
        struct mi_span rest = mi_span_from(text, at);
        bool is_inside = at > 0 && (mi_is_name(text.at[at - 1]) || text.at[at - 1] == '\\');
        size_t numbers = is_inside ? 0 : numbers_length(rest);
        if (numbers > 0)
            *length = take_numbers(row, rest);
        else if (!is_inside && is_one_of(*rest.at, "\"'b"))
            *length = take_string(row, rest);
        if (*length > 0)
            return at;
        at += numbers > 0 ? numbers : 1;
    }
    return at;
}

static bool read_source(struct mi_row *row, struct mi_span text)
{
    size_t length = 0;
    row->kind = MI_ROW_SOURCE;
    row->size = 0;
    size_t at = find_bytes(row, text, &length);
    struct mi_span front = mi_span_first(text, at);
    row->is_first = !is_syntax(front, " \t([{+");
    if (row->is_first && (ends_head(front) || mi_span_ends(front, "= ")))
        row->head = front;
    if (mi_span_names_key(front) || (mi_span_service(front) != 0 && !mi_span_ends(text, ",")))
        return false;
    return length > 0 && is_syntax(mi_span_from(text, at + length), " \t,;)}]\\+");
}

bool mi_row_read(struct mi_row *row, struct mi_span text)
{
    static bool (*const KINDS[])(struct mi_row * row, struct mi_span text) = {
        read_dump, read_source, read_plain, read_log};
    for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++) {
        row->head = mi_span_first(text, 0);
        row->is_first = row->is_decimal = false;
        if (KINDS[i](row, text))
            return true;
    }
    return false;
}
