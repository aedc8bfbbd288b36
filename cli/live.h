/* A live source for a command: it ends with a signal, and then privileges are dropped.
 */
#ifndef MITOOL_CLI_LIVE_H
#define MITOOL_CLI_LIVE_H

#include "capture/source.h"
#include "options.h"

/*
 * As --adapter and --listen say. `turn`, when it is not NULL, is called before each wait and says
 * how many milliseconds it may last, negative to end; `file` ends waits too, -1: none. NULL when
 * out of memory.
 */
struct mi_source *live_open(const struct live_settings *settings, int file,
                            int (*turn)(void *context), void *context);

/* Gives up privileges once all that needs them is open; says so when that fails. */
void live_drop(void);

/* Whether one of the inputs is a file, which is long ago. An adapter is live (no input), and so is
 * a pipe. */
bool live_is_capture(int count, char **paths);

#endif
