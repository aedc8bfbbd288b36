/* How frame counters go on. Inside lib/devices only. */
#ifndef MITOOL_DEVICES_COUNTER_H
#define MITOOL_DEVICES_COUNTER_H

#include <stdbool.h>
#include <stdint.h>

enum {
    MI_STEP_MAX = 511, /* a counter goes on by so much at most, unless the device was restarted */
    MI_STEP_LATE = 16, /* frames that were overtaken fall back by as much at most */
};

/* `step`: from the counter before, below 0 when it fell. */
static inline bool mi_step_is_ordinary(int64_t step)
{
    return step >= -MI_STEP_LATE && step <= MI_STEP_MAX;
}

#endif
