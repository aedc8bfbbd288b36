#include "base/stamp.h"

struct date {
    uint32_t year;
    uint32_t month;
    uint32_t day;
};

/*
 * Days since 1970-01-01; 64 bits of nanoseconds reach 292 years around it. Counted in years that
 * begin in March, leap days stand at their end.
 */
static struct date date_of(int32_t days)
{
    enum { DAYS_IN_400_YEARS = 146097, DAYS_TO_MARCH_OF_YEAR_0 = 719468, FIVE_MONTHS = 153 };
    uint32_t since = (uint32_t)(days + DAYS_TO_MARCH_OF_YEAR_0);
    uint32_t era = since / DAYS_IN_400_YEARS;
    uint32_t day = since % DAYS_IN_400_YEARS;
    uint32_t year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
    uint32_t in_year = day - (365 * year + year / 4 - year / 100);
    uint32_t month = (5 * in_year + 2) / FIVE_MONTHS;
    return (struct date){
        .year = era * 400 + year + (month >= 10),
        .month = month < 10 ? month + 3 : month - 9,
        .day = in_year - (FIVE_MONTHS * month + 2) / 5 + 1,
    };
}

void mi_stamp_begin(struct mi_stamp *stamp, int64_t second)
{
    int64_t days = second / MI_SECONDS_A_DAY;
    int64_t clock = second % MI_SECONDS_A_DAY;
    if (clock < 0) {
        clock += MI_SECONDS_A_DAY;
        days--;
    }
    struct date date = date_of((int32_t)days);
    uint32_t in_day = (uint32_t)clock;
    *stamp = (struct mi_stamp){.second = second, .written = "0000-00-00T00:00:00.000000Z"};
    (void)mi_pen_two_digits(stamp->written, date.year / 100);
    (void)mi_pen_two_digits(stamp->written + 2, date.year % 100);
    (void)mi_pen_two_digits(stamp->written + 5, date.month);
    (void)mi_pen_two_digits(stamp->written + 8, date.day);
    (void)mi_pen_two_digits(stamp->written + 11, in_day / 3600);
    (void)mi_pen_two_digits(stamp->written + 14, in_day / 60 % 60);
    (void)mi_pen_two_digits(stamp->written + 17, in_day % 60);
}

void mi_text_stamp(struct mi_text *text, mi_time time, struct mi_stamp *stamp)
{
    char run[MI_STAMP];
    (void)mi_pen_stamp(run, time, stamp);
    mi_text_run(text, run, sizeof run);
}
