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

static size_t count_digits(struct mi_span span)
{
    size_t count = 0;
    while (count < span.length && mi_is_digit(span.at[count]))
        count++;
    return count;
}

enum { SECONDS = 10, MILLISECONDS = 13 /* digits of a time since 1970 */ };

/* "1700000000 ", "1700000000123 ": but not the first of several groups of as many digits */
static bool is_whole_time(struct mi_span span, size_t digits)
{
    struct mi_span rest = mi_span_from(span, digits);
    bool ends = rest.length > 1 && strchr(" \t,;:]", rest.at[0]) != NULL;
    return ends && (digits == MILLISECONDS ||
                    mi_span_hex_digits(mi_span_trim(mi_span_from(rest, 1))) != digits);
}

/* "1700000000.123456": ten digits, from 2001 to 2200; without a fraction from 2010 to 2100. */
static size_t take_seconds(struct mi_span span, mi_time *time)
{
    const int64_t year_2010 = INT64_C(1262304000), year_2100 = INT64_C(4102444800);
    const int64_t year_2200 = INT64_C(7258118400);
    size_t at = count_digits(span);
    if (at != SECONDS && at != MILLISECONDS)
        return 0;
    int64_t value = 0;
    for (size_t i = 0; i < at; i++)
        value = value * 10 + (span.at[i] - '0');
    if (value / (at == SECONDS ? 1 : 1000) >= year_2200)
        return 0;
    *time = value * (at == SECONDS ? MI_SECOND : MI_SECOND / 1000);
    bool has_fraction =
        at == SECONDS && at + 1 < span.length && span.at[at] == '.' && mi_is_digit(span.at[at + 1]);
    if (!has_fraction)
        return is_whole_time(span, at) && *time >= year_2010 * MI_SECOND &&
                       *time < year_2100 * MI_SECOND
                   ? at
                   : 0;
    int64_t weight = MI_SECOND / 10;
    for (at++; at < span.length && mi_is_digit(span.at[at]); at++) {
        *time += (span.at[at] - '0') * weight;
        weight /= 10;
    }
    return at;
}

/* "+01:00", " -0500", " UTC", which ends there. The characters, or 0. */
static size_t take_zone(struct mi_span span, mi_time *time)
{
    static const char *const NAMES[] = {"UTC", "GMT"};
    size_t blank = mi_span_starts(span, " ") ? 1 : 0;
    struct mi_span rest = mi_span_from(span, blank);
    mi_time moved = *time;
    size_t length = mi_time_zone(rest.at, rest.length, &moved);
    for (size_t i = 0; length == 0 && i < sizeof NAMES / sizeof NAMES[0]; i++)
        length = mi_span_starts(rest, NAMES[i]) ? strlen(NAMES[i]) : 0;
    rest = mi_span_from(rest, length);
    if (length == 0 || (rest.length > 0 && !mi_is_blank(rest.at[0]) && rest.at[0] != ']' &&
                        (blank > 0 || mi_is_name(rest.at[0]))))
        return 0;
    *time = moved;
    return blank + length;
}

size_t mi_span_time(struct mi_span span, mi_time *time)
{
    bool in_brackets = span.length > 0 && span.at[0] == '[';
    size_t at = in_brackets ? 1 : 0;
    mi_time moment = 0;
    struct mi_span rest = mi_span_from(span, at);
    size_t length = mi_time_parse(rest.at, rest.length, &moment);
    if (length > 0) {
        size_t zone = take_zone(mi_span_from(rest, length), &moment);
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

/* --- times of which the date is not known, or may be read in two ways --- */

/* "Nov", "Saturday," */
static bool is_date_name(struct mi_span word)
{
    static const char NAMES[] = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec "
                                "Mon Tue Wed Thu Fri Sat Sun";
    struct mi_span names = {.at = NAMES, .length = sizeof NAMES - 1};
    struct mi_span after;
    char name[4] = {0};
    if (word.length < 3 || !mi_is_letter(word.at[2]))
        return false;
    memcpy(name, word.at, sizeof name - 1);
    return mi_span_find(names, name, &after);
}

/* "05/06/2023,", "06.05.", "05-06", "6-May-2023", and behind a name "6" and "2023" */
static bool is_date_word(struct mi_span word, bool is_behind_name)
{
    enum { DATE_MAX = 12, SOLID = 8 };
    size_t digits = count_digits(word);
    size_t marks = 0;
    for (size_t i = 0; i < word.length; i++) {
        marks += is_one_of(word.at[i], "/.-") ? 1 : 0;
        if (!mi_is_digit(word.at[i]) && !mi_is_letter(word.at[i]) && !is_one_of(word.at[i], "/.-,"))
            return false;
    }
    bool is_number = digits > 0 && digits + (mi_span_ends(word, ",") ? 1 : 0) == word.length;
    return digits > 0 && word.length <= DATE_MAX &&
           (is_number ? is_behind_name || digits == SOLID
                      : marks > 0 && is_one_of(word.at[digits], "/.-"));
}

static size_t date_length(struct mi_span span)
{
    enum { WORDS_MAX = 4 };
    struct mi_span rest = span;
    bool has_name = false;
    size_t length = 0;
    for (size_t i = 0; i < WORDS_MAX; i++) {
        struct mi_span word = mi_span_word(&rest);
        bool is_name = is_date_name(word);
        if (word.at != span.at + length || !(is_name || is_date_word(word, has_name)))
            break;
        has_name = has_name || is_name;
        length += word.length;
        while (length < span.length && span.at[length] == ' ')
            length++;
    }
    return length;
}

/* "22:13:20", "9:13:20.123", "10:13:20 PM" */
static size_t clock_length(struct mi_span span, bool is_behind_date)
{
    static const char *const HALVES[] = {" AM", " PM", " am", " pm", " a.m.", " p.m."};
    size_t at = count_digits(span);
    if (at != 2 && !(at == 1 && is_behind_date))
        return 0;
    for (size_t part = 0; part < 2; part++, at += 3)
        if (!mi_span_starts(mi_span_from(span, at), ":") ||
            count_digits(mi_span_from(span, at + 1)) != 2)
            return 0;
    if (at < span.length && is_one_of(span.at[at], ".,"))
        at += 1 + count_digits(mi_span_from(span, at + 1));
    for (size_t i = 0; i < sizeof HALVES / sizeof HALVES[0]; i++)
        if (mi_span_starts(mi_span_from(span, at), HALVES[i]))
            return at + strlen(HALVES[i]);
    return at;
}

/* " 2023", " CEST 2023": behind the clock, where the names of days stand in front */
static size_t year_length(struct mi_span span)
{
    struct mi_span rest = span;
    struct mi_span word = mi_span_word(&rest);
    if (word.length > 2 && !mi_is_digit(word.at[0]) && mi_span_hex_digits(word) < word.length)
        word = mi_span_word(&rest);
    bool is_year = word.length == 4 && count_digits(word) == 4 && mi_span_starts(word, "20");
    return is_year ? span.length - rest.length : 0;
}

/* Since the machine or the program was started: "   12.345678" */
static size_t uptime_length(struct mi_span span)
{
    struct mi_span rest = mi_span_trim(span);
    size_t blanks = (size_t)(rest.at - span.at);
    size_t whole = count_digits(rest);
    size_t decimals = count_digits(mi_span_from(rest, whole + 1));
    bool is_time = whole > 0 && decimals > 0 && is_one_of(rest.at[whole], ".,");
    return is_time ? blanks + whole + 1 + decimals : 0;
}

size_t mi_span_clock(struct mi_span span)
{
    bool in_brackets = mi_span_starts(span, "[");
    size_t at = in_brackets ? 1 : 0;
    size_t date = date_length(mi_span_from(span, at));
    size_t clock = clock_length(mi_span_from(span, at + date), date > 0);
    mi_time unknown = MI_NO_TIME;
    bool is_named = date > 0 && mi_is_letter(span.at[at]);
    if (clock > 0) {
        at += date + clock;
        at += take_zone(mi_span_from(span, at), &unknown);
        at += is_named ? year_length(mi_span_from(span, at)) : 0;
    } else if (in_brackets && (clock = uptime_length(mi_span_from(span, at))) > 0) {
        at += clock;
    } else {
        return 0;
    }
    if (in_brackets && !mi_span_starts(mi_span_from(span, at++), "]"))
        return 0;
    return at == span.length || mi_is_blank(span.at[at]) ? at : 0;
}

size_t mi_span_marks(struct mi_span span)
{
    size_t length = 0;
    while (length < span.length && is_one_of(span.at[length], " \t:='\"`,"))
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

struct mi_span mi_span_without_marks(struct mi_span front)
{
    while (front.length > 0 && is_one_of(front.at[front.length - 1], " \t:='\"`,([{<"))
        front.length--;
    return front;
}

struct mi_span mi_span_last_word(struct mi_span text)
{
    size_t start = text.length;
    while (start > 0 && mi_is_name(text.at[start - 1]))
        start--;
    return mi_span_from(text, start);
}

bool mi_span_names_company(struct mi_span front)
{
    static const char *const WORDS[] = {"manufacturer data", "manufacturer_data",
                                        "manufacturerdata",  "manufacturer",
                                        "company",           "company id"};
    int64_t company = 0;
    front = mi_span_without_marks(front);
    size_t length = mi_span_number(mi_span_last_word(front), &company);
    if (length > 0 && company != MI_COMPANY_XIAOMI)
        front = mi_span_without_marks(
            mi_span_first(front, front.length - mi_span_last_word(front).length));
    return mi_span_any(front, mi_span_ends_like, WORDS, sizeof WORDS / sizeof WORDS[0]);
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
        length = mi_span_clock(span); /* "Nov 21 10:00:00" */
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
