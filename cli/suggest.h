/* A command line without a command in front: the one that was meant. */
#ifndef MITOOL_CLI_SUGGEST_H
#define MITOOL_CLI_SUGGEST_H

#include <stdbool.h>

/*
 * Says which command line to use for these arguments, the first of which is no command: options
 * before the command, files, or hex. What may be a key is not repeated. False, and nothing said,
 * when they are none of these.
 */
bool suggest(int count, char **arguments);

/* Whether arguments that should be names of files are frames in hexadecimal. */
bool suggest_is_hex(int count, char **arguments);

#endif
