/*
 * Files with secrets, whole in memory.
 *
 * That memory is wiped when it is given back, and nothing is moved by realloc, which would leave
 * copies behind.
 */
#ifndef MITOOL_KEYS_SECRET_H
#define MITOOL_KEYS_SECRET_H

#include "../base/linkage.h"
#include "../base/problem.h"

#include <stdbool.h>
#include <stddef.h>

MI_BEGIN

enum {
    MI_SECRET_MAX = 64 * 1024 * 1024, /* bytes of a file */
    MI_SECRET_PATIENCE = 5,           /* seconds for which a lock is waited for */
};

/* All zero: empty. */
struct mi_secret {
    char *text;  /* with a NUL behind it */
    size_t size; /* without that NUL */
    size_t room;
    bool is_open_to_others; /* a file that group or others can read */
    bool is_full;           /* the last append would have made it larger than MI_SECRET_MAX */
};

/* Reads a whole file; "-" is standard input. To be given back with mi_secret_free in any case. */
struct mi_problem mi_secret_read(const char *path, struct mi_secret *secret);

/* The same; it is over, too, when something can be read from `end_file`. */
struct mi_problem mi_secret_read_until(const char *path, int end_file, struct mi_secret *secret);

/* Makes UTF-8 of a text in UTF-16, and takes the mark of either away. False when out of memory. */
bool mi_secret_to_utf8(struct mi_secret *secret);

/*
 * Appends. False when out of memory, or when it would be more than MI_SECRET_MAX bytes, which could
 * not be read again; nothing is appended then.
 */
bool mi_secret_append(struct mi_secret *secret, const char *run, size_t length);

/*
 * Writes it to `path` as a whole or not at all, with mode 0600: a new file in the same directory
 * takes the old one's place and has the same owner, and the same mode unless others could read or
 * write that. Missing directories are made with mode 0700; what root makes in a user's directory is
 * that user's. A symbolic link is followed. What is there and is no file is left alone.
 */
struct mi_problem mi_secret_write(const char *path, const struct mi_secret *secret);

/*
 * Keeps others who call this from changing the file until `*lock` is closed; makes missing
 * directories. `*lock` is -1 where there are no locks, which need not stop anybody. What does is a
 * problem: that it is no file, that it could not be written, or that another has the lock.
 */
struct mi_problem mi_secret_lock(const char *path, int *lock);

void mi_secret_free(struct mi_secret *secret);

MI_END

#endif
