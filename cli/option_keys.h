/* The keys that options, files and the environment give. */
#ifndef MITOOL_CLI_OPTION_KEYS_H
#define MITOOL_CLI_OPTION_KEYS_H

#include "command.h"

/* Each adds keys or TOKENs to the settings. */
option_take key_take, key_take_file, token_take, token_take_file;

/* The same; says what is wrong and returns the exit status if it is. */
enum exit_status key_take_environment(struct settings *settings);

/* For the logins in a capture. */
void give_tokens(const struct key_settings *settings, struct mi_pairing *pairing);

void keys_wipe(struct settings *settings);

#endif
