/* How far a long input was read, on standard error when that is a terminal. */
#ifndef MITOOL_CLI_PROGRESS_H
#define MITOOL_CLI_PROGRESS_H

#include "capture/source.h"

struct progress {
    const struct mi_source *source;
    bool is_wanted;
    bool is_shown; /* there is a line on the terminal */
    mi_time last;  /* when it was renewed, of CLOCK_MONOTONIC */
};

/* `is_alone`: nothing else is printed meanwhile, which the line would disturb. */
struct progress progress_begin(const struct mi_source *source, bool is_alone);

/* To be called now and then; shows something after a second, and not more often than that. */
void progress_show(struct progress *progress);

/* Takes the line off the terminal. */
void progress_end(struct progress *progress);

#endif
