/* Files of options: `name value` a line, with empty lines and comments (#) between. */
#ifndef MITOOL_CLI_CONFIG_H
#define MITOOL_CLI_CONFIG_H

#include "command.h"

/* Gets each line; `value` is empty where there is none. Both live as long as the content. */
typedef enum exit_status config_take(void *context, const char *name, const char *value);

/* Until one is not taken; says what is wrong with the file, or with which of its lines. */
enum exit_status config_read(const char *path, struct mi_secret *content, config_take *take,
                             void *context);

#endif
