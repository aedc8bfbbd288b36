/* What options say together, when all are read; and the environment and the key ring with them. */
#ifndef MITOOL_CLI_SETTLE_H
#define MITOOL_CLI_SETTLE_H

#include "command.h"

/*
 * Settles what other options, the terminal, the environment or the key ring decide, and refuses
 * what has no effect, contradicts or destroys. Says what is wrong and returns the exit status.
 */
enum exit_status settle(const struct command *command, const struct given *given,
                        struct settings *settings);

#endif
