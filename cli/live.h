/* A live source for a command: signals end it, and privileges are dropped once it is open. */
#ifndef MITOOL_CLI_LIVE_H
#define MITOOL_CLI_LIVE_H

#include "capture/source.h"
#include "options.h"

enum live_signal {
    LIVE_END,    /* SIGINT, SIGTERM, SIGHUP, SIGQUIT; SIGPIPE, so that a recording is whole */
    LIVE_RESIZE, /* SIGWINCH */
    LIVE_STOP,   /* SIGTSTP, when stops are taken */
    LIVE_SIGNALS
};

/*
 * From now on signals are remembered, and end waits and whatever write they interrupt. With
 * `takes_stops` also SIGTSTP and SIGWINCH. False, after saying so, when that fails.
 */
bool live_begin(bool takes_stops);

/* Whether the signal has come since it was asked for last. */
bool live_take(enum live_signal signal);

/*
 * As --adapter and --listen say. `turn`, when it is not NULL, is called before each wait and says
 * how many milliseconds it may last, negative to end; `file` ends waits too, -1: none. NULL when
 * out of memory.
 */
struct mi_source *live_open(const struct settings *settings, int file, int (*turn)(void *context),
                            void *context);

/* Signals do again what they did before. */
void live_end(void);

#endif
