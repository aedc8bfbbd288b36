/* Moments: nanoseconds since 1970-01-01 00:00:00 UTC, without leap seconds. */
#ifndef MITOOL_BASE_TIME_H
#define MITOOL_BASE_TIME_H

#include "linkage.h"
#include "text.h"

#include <stdbool.h>
#include <stdint.h>

MI_BEGIN

typedef int64_t mi_time;

#define MI_NO_TIME     INT64_C(0) /* not known: the first nanosecond of 1970 cannot be told */
#define MI_SECOND      INT64_C(1000000000)
#define MI_MILLISECOND (MI_SECOND / 1000)

/* Whether two moments, both known, are at most `span` apart, whichever comes first. */
static inline bool mi_time_is_near(mi_time a, mi_time b, uint64_t span)
{
    uint64_t apart = a > b ? (uint64_t)a - (uint64_t)b : (uint64_t)b - (uint64_t)a;
    return apart <= span;
}

/* RFC 3339 in UTC with microseconds, 2023-11-14T22:13:20.123456Z; nothing of MI_NO_TIME. */
void mi_text_time(struct mi_text *text, mi_time time);

/*
 * A moment from its civil parts in UTC, of the years 1970 to 2200; false when a part is out of its
 * range.
 */
bool mi_time_civil(unsigned year, unsigned month, unsigned day, unsigned hour, unsigned minute,
                   unsigned second, uint32_t nanosecond, mi_time *time);

/*
 * Reads "2023-11-14 22:13:20.123456" or with a T between, or "2023/11/14", with or without fraction
 * and with or without Z, from the start of `run`. The number of characters read, or 0.
 */
size_t mi_time_parse(const char *run, size_t length, mi_time *time);

/*
 * Reads "+01:00" or "-0530" from the start of `run`, the zone of a time that was read as if it were
 * in UTC, and moves it there. The number of characters read, or 0.
 */
size_t mi_time_zone(const char *run, size_t length, mi_time *time);

MI_END

#endif
