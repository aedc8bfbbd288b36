#include "capture/clock.h"

#include <limits.h>
#include <time.h>

static mi_time read_clock(clockid_t clock)
{
    struct timespec now = {0};
    (void)clock_gettime(clock, &now);
    return (mi_time)now.tv_sec * MI_SECOND + now.tv_nsec;
}

mi_time mi_clock(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

mi_time mi_clock_wall(void)
{
    return read_clock(CLOCK_REALTIME);
}

/* Whole seconds, and what is left of one. */
static void split(mi_time moment, time_t *seconds, mi_time *rest)
{
    *rest = (moment % MI_SECOND + MI_SECOND) % MI_SECOND;
    *seconds = (time_t)((moment - *rest) / MI_SECOND);
}

mi_time mi_clock_shown(mi_time moment)
{
    struct tm parts;
    time_t seconds;
    mi_time rest;
    split(moment, &seconds, &rest);
    if (localtime_r(&seconds, &parts) == NULL)
        return moment;
    return (mi_time)timegm(&parts) * MI_SECOND + rest;
}

mi_time mi_clock_local(mi_time shown)
{
    struct tm parts;
    time_t seconds;
    mi_time rest;
    split(shown, &seconds, &rest);
    if (gmtime_r(&seconds, &parts) == NULL)
        return shown;
    parts.tm_isdst = -1;
    time_t moment = mktime(&parts);
    return moment == (time_t)-1 ? shown : (mi_time)moment * MI_SECOND + rest;
}

mi_time mi_clock_in(uint64_t seconds)
{
    const uint64_t century = UINT64_C(100) * 366 * 86400;
    return seconds == 0 || seconds > century ? MI_NO_TIME
                                             : mi_clock() + (mi_time)seconds * MI_SECOND;
}

int mi_clock_left(mi_time deadline)
{
    mi_time now = mi_clock();
    mi_time left = deadline > now ? deadline - now + MI_MILLISECOND - 1 : 0;
    return left / MI_MILLISECOND < INT_MAX ? (int)(left / MI_MILLISECOND) : INT_MAX;
}
