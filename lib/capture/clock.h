/*
 * The clocks of the machine, and deadlines: moments of the one that does not jump
 * (CLOCK_MONOTONIC). MI_NO_TIME is no deadline.
 */
#ifndef MITOOL_CAPTURE_CLOCK_H
#define MITOOL_CAPTURE_CLOCK_H

#include "../base/time.h"

mi_time mi_clock(void);      /* since the machine began */
mi_time mi_clock_wall(void); /* since 1970 */

/*
 * The zone of the process, which TZ or else the machine sets. What the clock on the wall shows at a
 * moment, as if that were UTC; and a moment at which it shows this, of which there are two, or
 * none, where summer time ends and begins. Unchanged where the C library knows no answer.
 */
mi_time mi_clock_shown(mi_time moment);
mi_time mi_clock_local(mi_time shown);

/* The deadline in so many seconds; none for 0 and for more than a century. */
mi_time mi_clock_in(uint64_t seconds);

/* Milliseconds until the deadline, rounded up, as poll(2) wants them; 0 when it has passed. */
int mi_clock_left(mi_time deadline);

#endif
