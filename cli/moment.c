#include "moment.h"

#include "base/stamp.h"
#include "capture/clock.h"

#include <stdlib.h>
#include <string.h>

#define DIGITS "0123456789"

enum { DATE_LENGTH = 10, TIME_LENGTH = 8, WHOLE_LENGTH = DATE_LENGTH + 1 + TIME_LENGTH };

/* -30m */
static bool read_ago(const char *text, mi_time now, mi_time *moment)
{
    static const struct {
        char letter;
        int64_t seconds;
    } UNITS[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}};
    enum { DIGITS_MAX = 8 };
    size_t digits = *text == '-' ? strspn(text + 1, DIGITS) : 0;
    if (digits == 0 || digits > DIGITS_MAX || text[1 + digits] == '\0' || text[2 + digits] != '\0')
        return false;
    for (size_t i = 0; i < sizeof UNITS / sizeof UNITS[0]; i++) {
        if (text[1 + digits] != UNITS[i].letter)
            continue;
        *moment = now - (mi_time)strtoull(text + 1, NULL, 10) * UNITS[i].seconds * MI_SECOND;
        return *moment > 0;
    }
    return false;
}

/* 1700000000, with or without a fraction */
static bool read_seconds(const char *text, mi_time *moment)
{
    enum { DIGITS_MAX = 10 };
    const uint64_t year_1980 = UINT64_C(315532800); /* fewer are rather a year, or an hour */
    const uint64_t year_2200 = UINT64_C(7258118400);
    size_t digits = strspn(text, DIGITS);
    uint64_t seconds = digits <= DIGITS_MAX ? strtoull(text, NULL, 10) : 0;
    const char *rest = text + digits;
    if (seconds < year_1980 || seconds >= year_2200 || (*rest != '\0' && *rest != '.'))
        return false;
    *moment = (mi_time)seconds * MI_SECOND;
    mi_time weight = MI_SECOND / 10;
    for (rest += *rest == '.'; *rest >= '0' && *rest <= '9'; rest++, weight /= 10)
        *moment += (*rest - '0') * weight;
    return *rest == '\0';
}

/* Whether the text begins like the shape, in which d stands for a digit. */
static bool begins_like(const char *text, const char *shape)
{
    for (; *shape != '\0'; shape++, text++)
        if (*shape == 'd' ? *text < '0' || *text > '9' : *text != *shape)
            return false;
    return true;
}

/* What is missing of date and time is filled in; behind them stands what did behind the text. */
static void complete(struct mi_text *whole, const char *text, mi_time shown_now)
{
    bool is_date = false; /* and nothing more */
    if (begins_like(text, "dddd-dd-dd")) {
        mi_text_run(whole, text, DATE_LENGTH);
        text += DATE_LENGTH;
        is_date = *text != 'T' && *text != ' ';
        text += !is_date;
    } else {
        mi_text_stamp(whole, shown_now, &(struct mi_stamp){0});
        whole->start[whole->length = DATE_LENGTH] = '\0';
    }
    mi_text_char(whole, 'T');
    size_t minutes = begins_like(text, "d:") ? 1 : 2;
    bool has_hour = begins_like(text, minutes == 1 ? "d:dd" : "dd:dd");
    mi_text_add(whole, has_hour && minutes == 1 ? "0" : "");
    if (has_hour && begins_like(text + minutes, ":dd:dd")) {
        mi_text_add(whole, text);
    } else if (has_hour) {
        mi_text_run(whole, text, minutes + 3);
        mi_text_add(whole, ":00");
        mi_text_add(whole, text + minutes + 3);
    } else if (is_date) {
        mi_text_add(whole, "00:00:00");
        mi_text_add(whole, text);
    }
}

bool moment_read(const char *text, bool is_local, mi_time now, mi_time *moment)
{
    char buffer[64];
    struct mi_text whole = mi_text(buffer, sizeof buffer);
    if (read_ago(text, now, moment) || read_seconds(text, moment))
        return true;
    complete(&whole, text, is_local ? mi_clock_shown(now) : now);
    size_t length = mi_time_parse(whole.start, whole.length, moment);
    if (length < WHOLE_LENGTH || whole.full)
        return false;
    if (length == whole.length) {
        if (is_local && whole.start[length - 1] != 'Z')
            *moment = mi_clock_local(*moment);
        return true;
    }
    length += mi_time_zone(whole.start + length, whole.length - length, moment);
    return length == whole.length;
}
