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
