/* A command line that is none, without a command in front or with a wrong word: the one meant. */
#ifndef MITOOL_CLI_SUGGEST_H
#define MITOOL_CLI_SUGGEST_H

#include "command.h"

/*
 * Says which command line to use for these arguments, the first of which is no command: options
 * without or before a command, files, or hex. What may be a key is not repeated. False, and nothing
 * said, when they are none of these.
 */
bool suggest(int count, char **arguments);

/* Of a command whose arguments are words, one of which is wrong: says so, with the nearest of its
 * own or else of the other commands. `noun` is what the word should be. */
enum exit_status refuse_word(const struct command *command, const char *noun, const char *word);

/* Whether arguments that should be names of files are frames in hexadecimal. */
bool suggest_is_hex(int count, char **arguments);

#endif
