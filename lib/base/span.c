#include "base/span.h"

#include "base/bytes.h"
#include "base/hex.h"
#include "base/unicode.h"

#include <string.h>

bool mi_is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool mi_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool mi_is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool mi_is_name(char c)
{
    return mi_is_letter(c) || mi_is_digit(c) || c == '_';
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static struct mi_span span_of(const char *text)
{
    return (struct mi_span){.at = text, .length = strlen(text)};
}

struct mi_span mi_span_from(struct mi_span span, size_t offset)
{
    size_t skipped = offset < span.length ? offset : span.length;
    return (struct mi_span){.at = skipped > 0 ? span.at + skipped : span.at,
                            .length = span.length - skipped};
}

struct mi_span mi_span_first(struct mi_span span, size_t length)
{
    return (struct mi_span){.at = span.at, .length = length < span.length ? length : span.length};
}

static struct mi_span trim_front(struct mi_span span)
{
    size_t blanks = 0;
    while (blanks < span.length && mi_is_blank(span.at[blanks]))
        blanks++;
    return mi_span_from(span, blanks);
}

struct mi_span mi_span_trim(struct mi_span span)
{
    while (span.length > 0 && mi_is_blank(span.at[span.length - 1]))
        span.length--;
    return trim_front(span);
}

struct mi_span mi_span_unquote(struct mi_span span)
{
    span = mi_span_trim(span);
    bool is_quoted = span.length >= 2 && (*span.at == '"' || *span.at == '\'') &&
                     span.at[span.length - 1] == *span.at;
    return is_quoted ? mi_span_trim((struct mi_span){span.at + 1, span.length - 2}) : span;
}

bool mi_span_starts(struct mi_span span, const char *text)
{
    size_t length = strlen(text);
    return span.length >= length && memcmp(span.at, text, length) == 0;
}

bool mi_span_ends(struct mi_span span, const char *text)
{
    size_t length = strlen(text);
    return span.length >= length && memcmp(span.at + span.length - length, text, length) == 0;
}

bool mi_span_equals(struct mi_span span, const char *text)
{
    return span.length == strlen(text) && mi_span_starts(span, text);
}

bool mi_spans_are_alike(struct mi_span a, struct mi_span b)
{
    bool is_alike = a.length == b.length;
    for (size_t i = 0; is_alike && i < a.length; i++)
        is_alike = lower(a.at[i]) == lower(b.at[i]);
    return is_alike;
}

bool mi_span_is_like(struct mi_span span, const char *text)
{
    return mi_spans_are_alike(span, span_of(text));
}

bool mi_span_starts_like(struct mi_span span, const char *text)
{
    return mi_span_is_like(mi_span_first(span, strlen(text)), text);
}

bool mi_span_ends_like(struct mi_span span, const char *text)
{
    size_t length = strlen(text);
    return span.length >= length && mi_span_is_like(mi_span_from(span, span.length - length), text);
}

bool mi_span_find_like(struct mi_span span, const char *text, struct mi_span *after)
{
    char first = lower(*text);
    for (size_t i = 0; i < span.length; i++) {
        struct mi_span rest = mi_span_from(span, i);
        if ((first == '\0' || lower(rest.at[0]) == first) && mi_span_starts_like(rest, text)) {
            *after = mi_span_from(rest, strlen(text));
            return true;
        }
    }
    return false;
}

bool mi_span_holds_like(struct mi_span span, const char *text)
{
    struct mi_span after;
    return mi_span_find_like(span, text, &after);
}

bool mi_span_any(struct mi_span span, mi_span_test *test, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (test(span, words[i]))
            return true;
    return false;
}

bool mi_span_take(struct mi_span *span, const char *text)
{
    if (!mi_span_starts(*span, text))
        return false;
    *span = trim_front(mi_span_from(*span, strlen(text)));
    return true;
}

bool mi_span_find(struct mi_span span, const char *text, struct mi_span *after)
{
    size_t length = strlen(text);
    const char *found = span.length >= length ? memmem(span.at, span.length, text, length) : NULL;
    if (found == NULL)
        return false;
    *after = mi_span_from(span, (size_t)(found - span.at) + length);
    return true;
}

struct mi_span mi_span_word(struct mi_span *span)
{
    struct mi_span rest = trim_front(*span);
    size_t length = 0;
    while (length < rest.length && !mi_is_blank(rest.at[length]))
        length++;
    *span = mi_span_from(rest, length);
    return mi_span_first(rest, length);
}

size_t mi_span_hex_digits(struct mi_span span)
{
    size_t digits = 0;
    while (digits < span.length && mi_hex_value(span.at[digits]) >= 0)
        digits++;
    return digits;
}

bool mi_span_line(struct mi_span *text, struct mi_span *line)
{
    if (text->length == 0)
        return false;
    const char *end = memchr(text->at, '\n', text->length);
    *line = mi_span_first(*text, end != NULL ? (size_t)(end - text->at) : text->length);
    *text = mi_span_from(*text, line->length + 1);
    return true;
}

/* ASCII in UTF-16 has a zero in each unit, on the same side. */
static enum mi_encoding encoding_by_zeros(struct mi_span text)
{
    enum { UNITS_MIN = 4, BYTES_LOOKED_AT = 64 };
    struct mi_span start = mi_span_first(text, BYTES_LOOKED_AT);
    size_t zeros[2] = {0, 0};
    for (size_t i = 0; i < start.length; i++)
        zeros[i % 2] += start.at[i] == '\0';
    size_t units = start.length / 2;
    if (units < UNITS_MIN || zeros[0] + zeros[1] != units)
        return MI_UTF_8;
    return zeros[1] == units ? MI_UTF_16_LE : zeros[0] == units ? MI_UTF_16_BE : MI_UTF_8;
}

enum mi_encoding mi_span_take_mark(struct mi_span *text)
{
    static const struct {
        const char *mark;
        enum mi_encoding encoding;
    } MARKS[] = {
        {"\xef\xbb\xbf", MI_UTF_8}, {"\xff\xfe", MI_UTF_16_LE}, {"\xfe\xff", MI_UTF_16_BE}};
    for (size_t i = 0; i < sizeof MARKS / sizeof MARKS[0]; i++) {
        if (!mi_span_starts(*text, MARKS[i].mark))
            continue;
        *text = mi_span_from(*text, strlen(MARKS[i].mark));
        return MARKS[i].encoding;
    }
    return encoding_by_zeros(*text);
}

size_t mi_span_character(struct mi_span span)
{
    uint8_t first = span.length > 0 ? (uint8_t)span.at[0] : 0;
    size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
    size_t there = 1;
    while (there < length && there < span.length && ((uint8_t)span.at[there] & 0xc0) == 0x80)
        there++;
    return there == length ? length : 1;
}

static size_t utf16_to_utf8(struct mi_bytes text, bool is_little, char *out)
{
    size_t size = 0;
    while (text.left >= 2) {
        uint16_t unit = is_little ? mi_get_le16(&text) : mi_get_be16(&text);
        size += mi_utf8_from(unit != 0 ? unit : ' ', out + size);
    }
    return size;
}

size_t mi_span_to_utf8(struct mi_span text, char *out)
{
    enum mi_encoding encoding = mi_span_take_mark(&text);
    if (encoding != MI_UTF_8)
        return utf16_to_utf8(mi_bytes((const uint8_t *)text.at, text.length),
                             encoding == MI_UTF_16_LE, out);
    for (size_t i = 0; i < text.length; i++)
        out[i] = text.at[i] != '\0' ? text.at[i] : ' ';
    return text.length;
}

static size_t skip_while(struct mi_span span, size_t at, char first, char last)
{
    while (at < span.length && span.at[at] >= first && span.at[at] <= last)
        at++;
    return at;
}

/* Up to BEL or ST (0x9c or U+009C alone, or ESC \), which it includes, or another control. */
static size_t title_length(struct mi_span span)
{
    static const char *const ENDS[] = {"\a", "\x1b\\", "\x9c", "\xc2\x9c"};
    size_t at = 2;
    while (at < span.length) {
        struct mi_span rest = mi_span_from(span, at);
        for (size_t i = 0; i < sizeof ENDS / sizeof ENDS[0]; i++)
            if (mi_span_starts(rest, ENDS[i]))
                return at + strlen(ENDS[i]);
        if (*rest.at >= 0 && *rest.at < ' ')
            break;
        at += mi_span_character(rest);
    }
    return at;
}

/* Hex digits come in pairs: of an odd number behind an ESC, the first is the ESC's own. */
static bool is_of_pairs(struct mi_span span)
{
    size_t digits = mi_span_hex_digits(span);
    return digits > 0 && digits % 2 == 0;
}

/* What ends the sequence at `at`, if it is there: a character from `first` to '~'. */
static size_t with_final(struct mi_span span, size_t at, char first)
{
    return at < span.length && span.at[at] >= first && span.at[at] <= '~' ? at + 1 : at;
}

size_t mi_span_escape(struct mi_span span)
{
    if (span.length == 0 || span.at[0] != '\x1b')
        return 0;
    if (mi_span_starts(span, "\x1b]"))
        return title_length(span);
    if (mi_span_starts(span, "\x1b["))
        return with_final(span, skip_while(span, skip_while(span, 2, '0', '?'), ' ', '/'), '@');
    if (is_of_pairs(mi_span_from(span, 1)))
        return 1;
    return with_final(span, skip_while(span, 1, '!', '/'), '0');
}
