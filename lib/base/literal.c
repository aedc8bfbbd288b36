#include "base/literal.h"

#include "base/hex.h"

/* "\x9f" or "\237", from the letter or number on: the characters of it, or 0. */
static size_t take_coded_byte(struct mi_span span, uint8_t *byte)
{
    enum { HEX_DIGITS = 2, OCTAL_DIGITS = 3 };
    bool is_hex = mi_span_starts(span, "x");
    size_t start = is_hex ? 1 : 0;
    size_t end = start + (is_hex ? HEX_DIGITS : OCTAL_DIGITS);
    size_t at = start;
    unsigned value = 0;
    for (; at < end && at < span.length; at++) {
        int digit = mi_hex_value(span.at[at]);
        if (digit < 0 || (!is_hex && digit > 7))
            break;
        value = value * (is_hex ? 16 : 8) + (unsigned)digit;
    }
    *byte = (uint8_t)value;
    return at > start && (!is_hex || at == end) && value <= UINT8_MAX ? at : 0;
}

enum { DEEPEST = 4 /* backslashes that stand for one */ };

static size_t count_backslashes(struct mi_span span)
{
    size_t count = 0;
    while (count < span.length && span.at[count] == '\\')
        count++;
    return count;
}

/*
 * One byte of a literal, an escape of so many backslashes or a printable character. The characters
 * read, or 0.
 */
static size_t take_literal_byte(struct mi_span span, size_t backslashes, uint8_t *byte)
{
    static const struct {
        char letter;
        uint8_t byte;
    } ESCAPES[] = {{'n', '\n'}, {'r', '\r'}, {'t', '\t'}, {'\'', '\''}, {'"', '"'}};

    if (span.at[0] != '\\') {
        *byte = (uint8_t)span.at[0];
        return *byte >= 0x20 && *byte < 0x7f ? 1 : 0;
    }
    size_t there = count_backslashes(span);
    *byte = '\\';
    if (there >= 2 * backslashes)
        return 2 * backslashes;
    struct mi_span code = mi_span_from(span, backslashes);
    if (there < backslashes || code.length == 0)
        return 0;
    for (size_t i = 0; i < sizeof ESCAPES / sizeof ESCAPES[0]; i++) {
        if (code.at[0] == ESCAPES[i].letter) {
            *byte = ESCAPES[i].byte;
            return backslashes + 1;
        }
    }
    size_t length = take_coded_byte(code, byte);
    return length > 0 ? backslashes + length : 0;
}

/*
 * How many backslashes stand for one: two or four in a literal inside of JSON, where every other
 * number of them is a multiple. `span` is behind the quote.
 */
static size_t escape_length(struct mi_span span, char quote)
{
    size_t least = DEEPEST;
    for (size_t at = 0; at < span.length && span.at[at] != quote;) {
        size_t count = count_backslashes(mi_span_from(span, at));
        least = count > 0 && count < least ? count : least;
        at += count > 0 ? count + 1 : 1;
    }
    return least == 3 ? 1 : least;
}

/* What stands up to the quote with which it ends. The characters read, that quote with them. */
static size_t take_literal(struct mi_span span, char quote, size_t backslashes, uint8_t *out,
                           size_t room, size_t *size, bool *is_bytes)
{
    size_t at = 0;
    *size = 0;
    while (at < span.length && span.at[at] != quote) {
        struct mi_span rest = mi_span_from(span, at);
        size_t length = *size < room ? take_literal_byte(rest, backslashes, out + *size) : 0;
        if (length == 0)
            return 0;
        *is_bytes = *is_bytes || (length > backslashes + 1 && length != 2 * backslashes);
        at += length;
        ++*size;
    }
    return at < span.length ? at + 1 : 0;
}

/* Bytes that are digits themselves, as Python's hexlify returns them: what they say. */
static size_t take_digits(uint8_t *bytes, size_t size)
{
    enum { DIGITS_MIN = 10 };
    struct mi_span text = {.at = (const char *)bytes, .length = size};
    bool are_digits = size >= DIGITS_MIN && mi_span_hex_digits(text) == size;
    struct mi_hex hex = {.status = MI_HEX_EMPTY};
    if (are_digits)
        hex = mi_hex_decode(text.at, size, bytes, size);
    return hex.status == MI_HEX_OK ? hex.size : size;
}

size_t mi_span_literal(struct mi_span span, uint8_t *out, size_t room, size_t *size)
{
    bool is_bytes = mi_span_starts(span, "b");
    size_t front = is_bytes ? 2 : 1;
    char quote = front <= span.length ? span.at[front - 1] : '\0';
    struct mi_span inside = mi_span_from(span, front);
    *size = 0;
    if (quote != '\'' && quote != '"')
        return 0;
    size_t backslashes = escape_length(mi_span_first(inside, DEEPEST * room), quote);
    size_t length = take_literal(inside, quote, backslashes, out, room, size, &is_bytes);
    if (length == 0 && backslashes > 1)
        length = take_literal(inside, quote, 1, out, room, size, &is_bytes);
    if (!is_bytes || length == 0)
        return 0;
    *size = take_digits(out, *size);
    return front + length;
}
