/* What time it is. */
#ifndef MITOOL_CLI_CLOCK_H
#define MITOOL_CLI_CLOCK_H

#include "base/time.h"

#include <time.h>

static inline mi_time clock_read(clockid_t clock)
{
    struct timespec now = {0};
    (void)clock_gettime(clock, &now);
    return (mi_time)now.tv_sec * MI_SECOND + now.tv_nsec;
}

/* The time of the day, which may jump. */
static inline mi_time clock_time(void)
{
    return clock_read(CLOCK_REALTIME);
}

/* Time that passes evenly, since some moment. */
static inline mi_time clock_steady(void)
{
    return clock_read(CLOCK_MONOTONIC);
}

#endif
