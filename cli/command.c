#include "command.h"

#include <ctype.h>
#include <stdio.h>
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

/* They are in lower case. */
bool command_word(const struct command *command, const char **at, char word[COMMAND_WORD])
{
    static const char BETWEEN[] = " []|.";
    const char *next = *at != NULL ? *at : command->arguments;
    for (next += strspn(next, BETWEEN); *next != '\0'; next += strspn(next, BETWEEN)) {
        const char *start = next;
        next += strcspn(next, BETWEEN);
        *at = next;
        if (!islower((unsigned char)*start))
            continue;
        (void)snprintf(word, COMMAND_WORD, "%.*s", (int)(next - start), start);
        return true;
    }
    return false;
}
