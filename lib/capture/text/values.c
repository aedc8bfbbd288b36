#include "capture/text/values.h"

#include "base/hex.h"
#include "beacon/bare.h"
#include "capture/clock.h"
#include "radio/assigned.h"

#include <string.h>

static bool is_one_of(char c, const char *set)
{
    return c != '\0' && strchr(set, c) != NULL;
}

size_t mi_span_number(struct mi_span span, int64_t *value)
{
    bool is_hex = span.length > 2 && span.at[0] == '0' && (span.at[1] == 'x' || span.at[1] == 'X');
    bool is_signed = span.length > 0 && (span.at[0] == '-' || span.at[0] == '+');
    size_t start = is_hex ? 2 : is_signed ? 1 : 0;
    size_t at = start;
    int64_t number = 0;
    for (; at < span.length && number <= UINT32_MAX; at++) {
        int digit = mi_hex_value(span.at[at]);
        if (digit < 0 || (!is_hex && digit > 9))
            break;
        number = number * (is_hex ? 16 : 10) + digit;
    }
    if (at == start || number > UINT32_MAX)
        return 0;
    *value = is_signed && span.at[0] == '-' ? -number : number;
    return at;
}

bool mi_span_code(struct mi_span span, int64_t *value)
{
    const char *open = span.length > 0 ? memrchr(span.at, '(', span.length) : NULL;
    if (open != NULL && mi_span_number(mi_span_from(span, (size_t)(open - span.at) + 1), value) > 0)
        return true;
    return mi_span_number(span, value) > 0;
}

bool mi_span_address(struct mi_span span, struct mi_address *address, size_t *offset)
{
    for (size_t at = 0; at + 17 <= span.length; at++) {
        char separator = span.at[at + 2];
        bool is_inside = at > 0 && (mi_hex_value(span.at[at - 1]) >= 0 ||
                                    span.at[at - 1] == separator || mi_is_letter(span.at[at - 1]));
        if (is_inside || (separator != ':' && separator != '-'))
            continue;
        size_t length = mi_address_parse(span.at + at, span.length - at, address);
        size_t end = at + length;
        bool goes_on = end + 1 < span.length && span.at[end] == separator &&
                       mi_hex_value(span.at[end + 1]) >= 0;
        if (length > 0 && !goes_on) {
            *offset = at;
            return true;
        }
    }
    return false;
}

/* "1700000000.123456": ten digits, from 2001 to 2200. */
static size_t take_seconds(struct mi_span span, mi_time *time)
{
    enum { DIGITS = 10 };
    const int64_t year_2200 = INT64_C(7258118400);
    int64_t seconds = 0;
    size_t at = 0;
    for (; at < DIGITS && at < span.length && mi_is_digit(span.at[at]); at++)
        seconds = seconds * 10 + (span.at[at] - '0');
    if (at < DIGITS || seconds >= year_2200 || at + 1 >= span.length || span.at[at] != '.' ||
        !mi_is_digit(span.at[at + 1]))
        return 0;
    int64_t weight = MI_SECOND / 10;
    *time = seconds * MI_SECOND;
    for (at++; at < span.length && mi_is_digit(span.at[at]); at++) {
        *time += (span.at[at] - '0') * weight;
        weight /= 10;
    }
    return at;
}

size_t mi_span_time(struct mi_span span, mi_time *time)
{
    bool in_brackets = span.length > 0 && span.at[0] == '[';
    size_t at = in_brackets ? 1 : 0;
    mi_time moment = 0;
    struct mi_span rest = mi_span_from(span, at);
    size_t length = mi_time_parse(rest.at, rest.length, &moment);
    if (length > 0) {
        size_t zone = mi_time_zone(rest.at + length, rest.length - length, &moment);
        if (zone == 0 && rest.at[length - 1] != 'Z')
            moment = mi_clock_local(moment);
        length += zone;
    } else {
        length = take_seconds(rest, &moment);
    }
    at += length;
    if (length == 0 || (in_brackets && (at == span.length || span.at[at++] != ']')))
        return 0;
    bool ends =
        at == span.length || mi_is_blank(span.at[at]) || strchr(":,;]", span.at[at]) != NULL;
    if (!ends)
        return 0;
    *time = moment;
    return at;
}

size_t mi_span_marks(struct mi_span span)
{
    size_t length = 0;
    while (length < span.length && is_one_of(span.at[length], " \t:='\","))
        length++;
    return length;
}

bool mi_span_names_key(struct mi_span front)
{
    while (front.length > 0 && (is_one_of(front.at[front.length - 1], " \t:='\"`,[](){}<>*x\\") ||
                                mi_is_digit(front.at[front.length - 1])))
        front.length--;
    return mi_span_ends_like(front, "key") || mi_span_ends_like(front, "token");
}

size_t mi_span_clock(struct mi_span span)
{
    enum { LENGTH_MAX = 32 };
    bool in_brackets = span.length > 0 && span.at[0] == '[';
    size_t colons = 0;
    size_t points = 0;
    size_t at = in_brackets ? 1 : 0;
    for (; at < span.length && at < LENGTH_MAX; at++) {
        char c = span.at[at];
        colons += c == ':' ? 1 : 0;
        points += c == '.' || c == ',' ? 1 : 0;
        if (!mi_is_digit(c) && c != ':' && c != '.' && c != ',' && !(in_brackets && c == ' '))
            break;
    }
    bool is_clock = colons == 2 && span.at[in_brackets ? 3 : 2] == ':';
    bool is_closed = in_brackets && at < span.length && span.at[at++] == ']';
    bool ends = at == span.length || mi_is_blank(span.at[at]);
    bool is_time = in_brackets ? is_closed && (is_clock || (colons == 0 && points == 1)) : is_clock;
    return ends && is_time ? at : 0;
}

/* "Nov 21 10:00:00" */
static size_t take_journal_time(struct mi_span span)
{
    enum { DATE = 7 };
    static const char MONTHS[] = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec";
    struct mi_span after;
    struct mi_span months = {.at = MONTHS, .length = sizeof MONTHS - 1};
    char month[4] = {0};
    if (span.length <= DATE || span.at[3] != ' ' || span.at[DATE - 1] != ' ')
        return 0;
    memcpy(month, span.at, sizeof month - 1);
    size_t clock = mi_span_clock(mi_span_from(span, DATE));
    return clock > 0 && mi_span_find(months, month, &after) ? DATE + clock : 0;
}

/* " btmon[12]: " behind the name of the machine */
static bool take_program(struct mi_span *rest)
{
    (void)mi_span_word(rest);
    struct mi_span program = mi_span_word(rest);
    const char *open = program.length > 0 ? memchr(program.at, '[', program.length) : NULL;
    bool is_program = open != NULL && mi_is_digit(open[1]) && mi_span_ends(program, "]:");
    *rest = mi_span_from(*rest, 1);
    return is_program;
}

size_t mi_span_syslog(struct mi_span span, mi_time *time)
{
    mi_time moment = *time;
    size_t length = mi_span_time(span, &moment);
    if (length == 0)
        length = take_journal_time(span);
    struct mi_span rest = mi_span_from(span, length);
    if (length == 0 || !take_program(&rest))
        return 0;
    *time = moment;
    return span.length - rest.length;
}

bool mi_span_is_uuid(struct mi_span span)
{
    static const char SHAPE[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    if (span.length < sizeof SHAPE - 1)
        return false;
    for (size_t i = 0; i < sizeof SHAPE - 1; i++)
        if (SHAPE[i] == '-' ? span.at[i] != '-' : mi_hex_value(span.at[i]) < 0)
            return false;
    return true;
}

static bool is_on_base(struct mi_span span)
{
    static const char BASE[] = "-0000-1000-8000-00805f9b34fb";
    for (size_t i = 0; i < sizeof BASE - 1; i++)
        if (BASE[i] == '-' ? span.at[8 + i] != '-'
                           : mi_hex_value(span.at[8 + i]) != mi_hex_value(BASE[i]))
            return false;
    return mi_span_starts(span, "0000");
}

size_t mi_span_uuid(struct mi_span span, uint16_t *uuid)
{
    enum { LONG_FORM = 36 };
    bool is_long = mi_span_is_uuid(span) && is_on_base(span);
    size_t at = 0;
    if (is_long || (mi_span_starts(span, "0000") && mi_span_hex_digits(span) == 8))
        at = 4;
    else if (mi_span_starts(span, "0x") || mi_span_starts(span, "0X"))
        at = 2;
    struct mi_span rest = mi_span_from(span, at);
    if (mi_span_hex_digits(rest) != 4)
        return 0;
    unsigned value = 0;
    for (size_t i = 0; i < 4; i++)
        value = value << 4 | (unsigned)mi_hex_value(rest.at[i]);
    *uuid = (uint16_t)value;
    return is_long ? LONG_FORM : at + 4;
}

uint16_t mi_span_service(struct mi_span front)
{
    uint16_t uuid = 0;
    for (size_t at = 0; at < front.length; at++)
        if ((at == 0 || !mi_is_name(front.at[at - 1])) &&
            mi_span_uuid(mi_span_from(front, at), &uuid) > 0 && mi_is_sensor_uuid(uuid))
            return uuid;
    return 0;
}

bool mi_span_has_words(struct mi_span text)
{
    size_t letters = 0;
    for (size_t i = 0; i < text.length; i++) {
        bool is_prefix = i > 0 && text.at[i] == 'x' && text.at[i - 1] == '0';
        letters = mi_is_letter(text.at[i]) && !is_prefix ? letters + 1 : 0;
        if (letters >= 3 && mi_span_hex_digits(mi_span_first(mi_span_from(text, i - 2), 3)) < 3)
            return true;
    }
    return false;
}

static bool take_pair(struct mi_span span, size_t at, uint8_t *out)
{
    int high = at < span.length ? mi_hex_value(span.at[at]) : -1;
    int low = at + 1 < span.length ? mi_hex_value(span.at[at + 1]) : -1;
    bool ends = at + 2 >= span.length || mi_is_blank(span.at[at + 2]);
    if (high < 0 || low < 0 || !ends)
        return false;
    *out = (uint8_t)(high << 4 | low);
    return true;
}

size_t mi_span_pairs(struct mi_span span, uint8_t *out, size_t room)
{
    span = mi_span_trim(span);
    size_t count = 0;
    for (size_t at = 0; at < span.length; at += 3) {
        if (count == room || !take_pair(span, at, &out[count]))
            return 0;
        count++;
    }
    return count;
}

size_t mi_span_dump_row(struct mi_span span, size_t gap, uint8_t out[16])
{
    size_t count = 0;
    for (size_t at = 0; count < 16 && take_pair(span, at, &out[count]); at += 3) {
        count++;
        if (count == gap)
            at++;
    }
    return count;
}
