/* The table of `scan --watch`: one row a device, updated in place on a terminal. */
#ifndef MITOOL_CLI_WATCH_H
#define MITOOL_CLI_WATCH_H

#include "pipeline.h"

struct watch;

/* Whether there is a terminal to watch on. */
bool watch_is_possible(void);

/* A sink at the end of the pipeline, which frees it: it takes over the terminal, and messages.
 * NULL, after saying so, on failure. */
struct watch *watch_begin(struct pipeline *pipeline, struct mi_devices *devices);

/* The file that keys come from, or -1. */
int watch_file(const struct watch *watch);

/* Reads keys and draws when it is time; for live_open. */
int watch_turn(void *watch);

/* Gives the terminal back as it was, and prints the messages that came meanwhile. */
void watch_end(struct watch *watch);

#endif
