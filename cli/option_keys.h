/* The keys that options, files and the environment give. */
#ifndef MITOOL_CLI_OPTION_KEYS_H
#define MITOOL_CLI_OPTION_KEYS_H

#include "command.h"

/* Each adds a key to the settings; says what is wrong and returns the exit status if it is. */
enum exit_status key_take(struct settings *settings, const char *value);
enum exit_status key_take_file(struct settings *settings, const char *path);
enum exit_status key_take_environment(struct settings *settings);

void keys_wipe(struct settings *settings);

#endif
