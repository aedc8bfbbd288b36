/* The commands of mitool, one file each. */
#ifndef MITOOL_CLI_COMMAND_H
#define MITOOL_CLI_COMMAND_H

#include "exit_status.h"
#include "options.h"

struct command {
    const char *name;
    const char *summary;   /* one line, for the list of commands */
    const char *arguments; /* as in a synopsis */
    const char *help;      /* a paragraph in one line */
    unsigned options;      /* bits of enum option_group */
    bool judges_keys;      /* a key of the wrong form is a finding, not a usage error */
    /* Gets the arguments behind the options. Returns an exit status. */
    enum exit_status (*run)(const struct settings *settings, int count, char **arguments);
};

/* clang-format off */

/* In the order of the help. Each NAME_COMMAND is at the foot of its cmd_NAME.c. */
#define COMMANDS(NAME) \
    NAME(DECRYPT)      \
    NAME(PARSE)        \
    NAME(PCAP)         \
    NAME(SCAN)         \
    NAME(PUBLISH)      \
    NAME(VERIFY)       \
    NAME(KEYS)         \
    NAME(LIST)         \
    NAME(COMPLETION)

/* clang-format on */

#define COMMAND_DECLARED(NAME) extern const struct command NAME##_COMMAND;
COMMANDS(COMMAND_DECLARED)

/* The commands in that order; NULL behind the last one, or when none has that name. */
const struct command *command_at(size_t index);
const struct command *command_find(const char *name);

/* The words of its synopsis that stand there as they are typed, one after the other from the place
 * in `*at`, which is NULL at first; false behind the last one. */
enum { COMMAND_WORD = 32 };
bool command_word(const struct command *command, const char **at, char word[COMMAND_WORD]);

/* `mitool verify --live`, which scan becomes with --until-verdict. */
enum exit_status verify_live(const struct settings *settings);

#endif
