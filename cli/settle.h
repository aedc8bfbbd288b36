/* What options say together: when all are read, and before a key ring is. */
#ifndef MITOOL_CLI_SETTLE_H
#define MITOOL_CLI_SETTLE_H

#include "command.h"

/*
 * Settles what other options or the terminal decide, and refuses what has no effect, contradicts
 * or destroys. Says what is wrong and returns the exit status.
 */
enum exit_status settle_options(const struct command *command, const struct given *given,
                                struct settings *settings);

/* What the terms of the filter are, which the names in the key ring tell as well. */
enum exit_status settle_filter(struct settings *settings);

#endif
