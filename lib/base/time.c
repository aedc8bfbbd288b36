#include "base/time.h"

#include "base/stamp.h"

static int64_t days_before_year(int64_t year)
{
    int64_t past = year - 1;
    return past * 365 + past / 4 - past / 100 + past / 400;
}

static bool is_leap(int64_t year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static unsigned days_in_month(int64_t year, unsigned month)
{
    static const uint8_t DAYS[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return DAYS[month - 1] + (month == 2 && is_leap(year) ? 1u : 0u);
}

void mi_text_time(struct mi_text *text, mi_time time)
{
    if (time != MI_NO_TIME)
        mi_text_stamp(text, time, &(struct mi_stamp){0});
}

bool mi_time_civil(unsigned year, unsigned month, unsigned day, unsigned hour, unsigned minute,
                   unsigned second, uint32_t nanosecond, mi_time *time)
{
    if (year < 1970 || year > 2200 || month < 1 || month > 12 || day < 1 ||
        day > days_in_month(year, month) || hour > 23 || minute > 59 || second > 60 ||
        nanosecond >= MI_SECOND)
        return false;
    int64_t days = days_before_year(year) - days_before_year(1970) + day - 1;
    for (unsigned earlier = 1; earlier < month; earlier++)
        days += days_in_month(year, earlier);
    int64_t seconds = days * MI_SECONDS_A_DAY + hour * 3600 + minute * 60 + second;
    *time = seconds * MI_SECOND + nanosecond;
    return true;
}

static bool read_digits(const char *run, size_t count, unsigned *value)
{
    *value = 0;
    for (size_t i = 0; i < count; i++) {
        if (run[i] < '0' || run[i] > '9')
            return false;
        *value = *value * 10 + (unsigned)(run[i] - '0');
    }
    return true;
}

static size_t read_fraction(const char *run, size_t length, uint32_t *nanosecond)
{
    uint32_t weight = 100000000;
    size_t at = 1;
    if (length == 0 || (run[0] != '.' && run[0] != ','))
        return 0;
    for (; at < length && run[at] >= '0' && run[at] <= '9'; at++) {
        *nanosecond += weight * (uint32_t)(run[at] - '0');
        weight /= 10;
    }
    return at > 1 ? at : 0;
}

size_t mi_time_parse(const char *run, size_t length, mi_time *time)
{
    static const char SHAPE[] = "dddd-dd-dd dd:dd:dd";
    unsigned part[6];
    size_t parts = 0;
    if (length < sizeof SHAPE - 1)
        return 0;
    for (size_t at = 0;;) {
        size_t digits = parts == 0 ? 4 : 2;
        if (!read_digits(run + at, digits, &part[parts++]))
            return 0;
        at += digits;
        if (at == sizeof SHAPE - 1)
            break;
        bool is_other =
            (SHAPE[at] == ' ' && run[at] == 'T') || (SHAPE[at] == '-' && run[at] == '/');
        if (run[at] != SHAPE[at] && !is_other)
            return 0;
        at++;
    }
    uint32_t nanosecond = 0;
    size_t end = sizeof SHAPE - 1;
    end += read_fraction(run + end, length - end, &nanosecond);
    if (end < length && run[end] == 'Z')
        end++;
    bool is_moment =
        mi_time_civil(part[0], part[1], part[2], part[3], part[4], part[5], nanosecond, time);
    return is_moment ? end : 0;
}

size_t mi_time_zone(const char *run, size_t length, mi_time *time)
{
    unsigned hours, minutes;
    if (length < 5 || (run[0] != '+' && run[0] != '-'))
        return 0;
    size_t minutes_at = run[3] == ':' ? 4 : 3;
    if (length < minutes_at + 2 || !read_digits(run + 1, 2, &hours) ||
        !read_digits(run + minutes_at, 2, &minutes))
        return 0;
    int64_t seconds = hours * 3600 + minutes * 60;
    *time += (run[0] == '-' ? seconds : -seconds) * MI_SECOND;
    return minutes_at + 2;
}
