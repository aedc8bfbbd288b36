#include "capture/text/wrapped.h"

#include "base/hex.h"
#include "capture/text/search.h"

#include <string.h>

static struct mi_span kept(const struct mi_wrapped *wrapped)
{
    return (struct mi_span){.at = wrapped->text, .length = wrapped->length};
}

/* --- lists of numbers --- */

static bool are_decimals(struct mi_span text)
{
    uint8_t bytes[MI_PAYLOAD_MAX];
    size_t size = 0;
    return memchr(text.at, 'x', text.length) == NULL &&
           mi_span_numbers(text, bytes, sizeof bytes, &size);
}

/* "Uint8Array(18) [", "service_data: [80, 32," */
static bool is_open_list(struct mi_span text)
{
    size_t at = text.length;
    while (at > 0 && text.at[at - 1] != '[' && text.at[at - 1] != '{') {
        char c = text.at[--at];
        if (c == ']' || c == '}' || c == ':' || c == '"')
            return false;
    }
    struct mi_span inside = mi_span_trim(mi_span_from(text, at));
    return at > 0 && (inside.length == 0 || are_decimals(inside));
}

static struct mi_span before_list_end(struct mi_span next)
{
    size_t end = 0;
    while (end < next.length && next.at[end] != ']' && next.at[end] != '}')
        end++;
    return mi_span_first(next, end);
}

/* "170, 1, 77,", "40, 2]);" */
static bool goes_on_as_list(struct mi_span text, size_t behind)
{
    struct mi_span next = mi_span_trim(mi_span_from(text, behind));
    struct mi_span numbers = mi_span_trim(before_list_end(next));
    char last = text.at[behind - 1];
    return numbers.length > 0
               ? are_decimals(numbers)
               : next.length > 0 && (*next.at == ']' || mi_is_digit(last) || last == ',');
}

/* --- bytes --- */

static bool is_hex_or_blank(char c)
{
    return c == ' ' || mi_hex_value(c) >= 0;
}

/* The hex at the end: "50 20 aa 01" of "fe95: 50 20 aa 01". */
static struct mi_span last_hex(struct mi_span text)
{
    size_t at = text.length;
    while (at > 0 && is_hex_or_blank(text.at[at - 1]))
        at--;
    bool is_inside = at > 0 && strchr(":='\"<[(|,;>", text.at[at - 1]) == NULL;
    while (is_inside && at < text.length && text.at[at] != ' ')
        at++;
    while (at < text.length && text.at[at] == ' ')
        at++;
    return mi_span_from(text, at);
}

static bool is_solid(struct mi_span hex)
{
    return mi_span_hex_digits(hex) == hex.length;
}

/* Without the half of a byte that a run may end with. */
static struct mi_hex decode(struct mi_span hex, uint8_t bytes[MI_PAYLOAD_MAX])
{
    size_t half = is_solid(hex) ? hex.length % 2 : 0;
    return mi_hex_decode(hex.at, hex.length - half, bytes, MI_PAYLOAD_MAX);
}

/* Of `uuid`, or 0: whether the digits are a payload, or the beginning of one. */
static enum mi_match match(struct mi_span hex, uint16_t uuid)
{
    enum { SIZE_MIN = 2 };
    uint8_t bytes[MI_PAYLOAD_MAX];
    struct mi_hex read = decode(hex, bytes);
    struct mi_bytes payload = mi_bytes(bytes, read.size);
    if (read.status != MI_HEX_OK || read.size < SIZE_MIN)
        return MI_MATCH_NO;
    if (uuid != 0 && uuid != MI_UUID_XIAOMI)
        return mi_bare_is_whole(payload, uuid) ? MI_MATCH_WHOLE : MI_MATCH_MORE;
    return mi_payload_match(payload);
}

/* The words, the UUID or the address in front say that the line is not one of rows of bytes. */
static bool is_labelled(struct mi_span front)
{
    struct mi_address address;
    size_t offset = 0;
    return (mi_span_has_words(front) || mi_span_service(front) != 0 ||
            mi_span_address(front, &address, &offset)) &&
           !mi_span_names_key(front);
}

/* Bytes with something in front, or with half a byte at the end: rows of bytes read the others. */
static bool is_open_hex(struct mi_span text)
{
    enum { RUN_MIN = 9 };
    struct mi_span hex = last_hex(text);
    struct mi_span front = mi_span_first(text, text.length - hex.length);
    bool may_wrap = front.length > 0
                        ? is_labelled(front)
                        : is_solid(hex) && hex.length % 2 != 0 && hex.length >= RUN_MIN;
    return may_wrap && match(hex, mi_span_service(front)) == MI_MATCH_MORE;
}

/* Whether the next digits are a packet of their own, and do not go on with those above. */
static bool are_two(struct mi_span above, struct mi_span next)
{
    uint8_t bytes[MI_PAYLOAD_MAX], more[MI_PAYLOAD_MAX];
    struct mi_bytes front = mi_bytes(bytes, decode(above, bytes).size);
    struct mi_bytes behind = mi_bytes(more, decode(next, more).size);
    bool is_cut_packet = mi_payload_has_length(front);
    return mi_payload_are_two(front, behind) || (!is_cut_packet && mi_payload_has_length(behind));
}

/* Up to the end of the line, or to what closes a string behind them. */
static bool goes_on_as_hex(struct mi_span text, size_t behind)
{
    struct mi_span above = last_hex(mi_span_first(text, behind));
    struct mi_span front = mi_span_first(text, (size_t)(above.at - text.at));
    size_t end = behind;
    while (end < text.length && is_hex_or_blank(text.at[end]))
        end++;
    struct mi_span next = mi_span_trim(mi_span_first(mi_span_from(text, behind), end - behind));
    struct mi_span hex =
        mi_span_trim(mi_span_first(mi_span_from(text, front.length), end - front.length));
    bool is_word = next.length == 0 || (end < text.length && mi_is_name(text.at[end]));
    uint16_t uuid = mi_span_service(front);
    bool may_be_part = uuid == 0 || uuid == MI_UUID_XIAOMI;
    enum mi_match found = is_word || are_two(above, next) ? MI_MATCH_NO : match(hex, uuid);
    return found == MI_MATCH_WHOLE || (found == MI_MATCH_MORE && may_be_part && end == text.length);
}

/* --- data below its UUID --- */

/* "uuid: 'fe95',", "- FE95: (length 18)"; but what bluetoothctl writes is its own */
static bool is_lone_uuid(struct mi_span text)
{
    static const char MARKS[] = " \t:='\",<";
    struct mi_span after;
    size_t start = 0;
    uint16_t uuid = 0;
    if (mi_span_ends(text, ")") && mi_span_find(text, "(length ", &after))
        text = mi_span_first(text, text.length - after.length - strlen("(length "));
    while (text.length > 0 && strchr(MARKS, text.at[text.length - 1]) != NULL)
        text.length--;
    for (start = text.length;
         start > 0 && (mi_is_name(text.at[start - 1]) || text.at[start - 1] == '-');)
        start--;
    struct mi_span word = mi_span_from(text, start);
    bool is_property = start > 0 && text.at[start - 1] == '.';
    return word.length > 0 && !is_property && mi_span_uuid(word, &uuid) == word.length &&
           mi_is_sensor_uuid(uuid);
}

/* "data: <Buffer …>", or bytes that are no packet of their own */
static bool goes_on_as_data(struct mi_span text, size_t behind)
{
    uint8_t bytes[MI_PAYLOAD_MAX];
    size_t size = 0;
    struct mi_span next = mi_span_trim(mi_span_from(text, behind));
    if (mi_span_starts_like(next, "data:"))
        return mi_span_holds_like(mi_span_first(text, behind), "uuid");
    next = mi_span_from(next, mi_span_starts(next, "<") ? 1 : 0);
    return mi_span_value(next, bytes, &size) > 0 && !mi_payload_has_length(mi_bytes(bytes, size));
}

/* --- lines --- */

static const struct {
    bool (*is_open)(struct mi_span text);
    bool (*goes_on)(struct mi_span text, size_t behind); /* the line begins `behind` those before */
} WRAPS[] = {
    [MI_WRAP_LIST] = {is_open_list, goes_on_as_list},
    [MI_WRAP_UUID] = {is_lone_uuid, goes_on_as_data},
    [MI_WRAP_BYTES] = {is_open_hex, goes_on_as_hex},
};

static enum mi_wrap find_wrap(struct mi_span text)
{
    for (enum mi_wrap wrap = MI_WRAP_LIST; wrap <= MI_WRAP_BYTES; wrap++)
        if (WRAPS[wrap].is_open(text))
            return wrap;
    return MI_WRAP_NONE;
}

/* The next line has been added to a text that went on so. */
static enum mi_wrap wrap_behind(enum mi_wrap wrap, struct mi_span text, struct mi_span next)
{
    struct mi_span hex = last_hex(text);
    struct mi_span front = mi_span_first(text, text.length - hex.length);
    if (wrap == MI_WRAP_UUID)
        return find_wrap(text);
    bool is_whole = wrap == MI_WRAP_LIST ? before_list_end(next).length < next.length
                                         : match(hex, mi_span_service(front)) != MI_MATCH_MORE;
    return is_whole ? MI_WRAP_NONE : wrap;
}

static void append(struct mi_wrapped *wrapped, struct mi_span text)
{
    memcpy(wrapped->text + wrapped->length, text.at, text.length);
    wrapped->length += text.length;
}

bool mi_wrapped_keep(struct mi_wrapped *wrapped, const struct mi_line *line)
{
    struct mi_span text = line->text;
    wrapped->wrap = line->status == MI_LINE ? find_wrap(line->body) : MI_WRAP_NONE;
    if (wrapped->wrap == MI_WRAP_NONE || text.length == 0)
        return false;
    while (mi_is_blank(text.at[text.length - 1]))
        text.length--;
    wrapped->number = line->number;
    wrapped->column = line->column;
    wrapped->time = line->time;
    wrapped->length = 0;
    append(wrapped, text);
    return true;
}

bool mi_wrapped_add(struct mi_wrapped *wrapped, const struct mi_line *line)
{
    static const struct mi_span BLANK = {.at = " ", .length = 1};
    const size_t before = wrapped->length;
    const struct mi_span next = mi_span_trim(line->text);
    bool is_run = wrapped->wrap == MI_WRAP_BYTES && is_solid(last_hex(kept(wrapped)));
    if (line->status != MI_LINE || next.length == 0 ||
        next.length + BLANK.length > sizeof wrapped->text - before)
        return false;
    if (!is_run)
        append(wrapped, BLANK);
    append(wrapped, next);
    if (!WRAPS[wrapped->wrap].goes_on(kept(wrapped), before)) {
        wrapped->length = before;
        return false;
    }
    wrapped->wrap = wrap_behind(wrapped->wrap, kept(wrapped), next);
    return true;
}
