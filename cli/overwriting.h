/* Nothing is written over what is read: it would be lost, or reading it would never end. */
#ifndef MITOOL_CLI_OVERWRITING_H
#define MITOOL_CLI_OVERWRITING_H

#include "command.h"

/* Each says what is wrong, and returns the exit status. Inputs are as on the command line. */
enum exit_status overwriting_keys(const struct settings *settings);
enum exit_status overwriting_inputs(const struct settings *settings, const char *command, int count,
                                    char **inputs);

/* The standard file behind this path, when it is a regular one or a pipe: "standard output",
 * "standard error"; NULL: none. */
const char *overwriting_standard(const char *path);

#endif
