/* Talk: what is not data goes to standard error, as "mitool: FILE:LINE: reason". */
#ifndef MITOOL_CLI_TALK_H
#define MITOOL_CLI_TALK_H

#include "exit_status.h"

#include "base/problem.h"

enum { TALK_MAX = 1024 }; /* of one sentence, its NUL included */

/* No talk but usage errors from now on. */
void talk_quietly(void);

/* place: a file name or an option, NULL for none; position: 0 for none. */
void talk(const char *place, uint64_t position, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void talk_problem(const char *place, uint64_t position, const struct mi_problem *problem);

/* "1 frame has …" or "2 frames have …", what stands behind the number being given; nothing of 0. */
void talk_count(uint64_t count, const char *one, const char *more);

/* Says so. Gives false. */
bool talk_no_memory(void);

/* Zeros, for so many; NULL, after saying so, when out of memory. */
void *talk_allocate(size_t count, size_t size);

/* A path as messages name it: "-" is standard input. */
const char *talk_place(const char *path);

/* "1 packet", "2 packets" */
void add_count(struct mi_text *text, uint64_t count, const char *noun);

/* The command line is wrong: always said, but for the keys in what was typed. `command`: whose help
 * to look at, "" for that of all commands, NULL for none. Gives EXIT_USAGE. */
enum exit_status talk_usage(const char *command, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
