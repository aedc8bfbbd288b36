/* Signals that end reading: they are remembered, and they end waits. */
#ifndef MITOOL_CLI_SIGNALS_H
#define MITOOL_CLI_SIGNALS_H

#include <stdbool.h>

enum signal_meaning {
    SIGNAL_END,    /* SIGINT, SIGTERM, SIGHUP, SIGQUIT */
    SIGNAL_RESIZE, /* SIGWINCH */
    SIGNAL_STOP,   /* SIGTSTP, when stops are taken */
    SIGNAL_MEANINGS
};

/* A pipe that nobody reads any more fails when it is written to, and ends nothing else. */
void signals_ignore_pipes(void);

/* From now on signals are remembered, and end waits. False, with errno, when that fails. */
bool signals_begin(void);

/* SIGTSTP and SIGWINCH as well. */
void signals_begin_stops(void);

/* Whether such a signal has come; signals_take forgets it. */
bool signals_have(enum signal_meaning meaning);
bool signals_take(enum signal_meaning meaning);

/* As if one had come. */
void signals_pretend(enum signal_meaning meaning);

/* A file that can be read when a signal has come, until it is emptied; after one to end, always. -1
 * when signals are not taken. */
int signals_file(void);
void signals_empty_file(void);

/* Signals do what they did before; those that have come are still remembered. */
void signals_end(void);

#endif
