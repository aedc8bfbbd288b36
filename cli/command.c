#include "command.h"

#include <string.h>

#define COMMAND_LISTED(NAME) &NAME##_COMMAND,

static const struct command *const LIST[] = {COMMANDS(COMMAND_LISTED)};

const struct command *command_at(size_t index)
{
    return index < sizeof LIST / sizeof LIST[0] ? LIST[index] : NULL;
}

const struct command *command_find(const char *name)
{
    const struct command *command;
    for (size_t i = 0; (command = command_at(i)) != NULL; i++)
        if (strcmp(command->name, name) == 0)
            return command;
    return NULL;
}
