/* Moments as people write them in options. */
#ifndef MITOOL_CLI_MOMENT_H
#define MITOOL_CLI_MOMENT_H

#include "base/time.h"

/* Of a moment that clocks show twice, where summer time ends. */
enum turn { TURN_FIRST, TURN_LAST };

/*
 * A date and time of which seconds, time or date may be missing, with or without a zone; seconds
 * since 1970; or how long before `now`: -90s, -30m, -1h, -2d. A time without a date is today;
 * without a zone it is in UTC or, with `is_local`, in that of the process. False when it is none of
 * these.
 */
bool moment_read(const char *text, bool is_local, mi_time now, enum turn turn, mi_time *moment);

#endif
