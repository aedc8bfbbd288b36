/*
 * Key rings: files of `MAC KEY [NAME...]` lines, and how they are read, looked up and written.
 *
 * Key memory is wiped when it is given back, and nothing is moved by realloc, which would leave
 * copies behind.
 */
#ifndef MITOOL_KEYS_KEYRING_H
#define MITOOL_KEYS_KEYRING_H

#include "../base/address.h"
#include "../base/problem.h"
#include "../beacon/key.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    MI_SECRET_MAX = 64 * 1024 * 1024, /* bytes of a file that is read whole */
    MI_RING_NAME = 64,                /* of a device's name, the NUL included */
};

/* --- a file with secrets, in memory --- */

struct mi_secret {
    char *text;  /* with a NUL behind it */
    size_t size; /* without that NUL */
    size_t room;
    bool is_open_to_others; /* a file that group or others can read */
};

/* Reads a whole file; "-" is standard input. To be given back with mi_secret_free in any case. */
struct mi_problem mi_secret_read(const char *path, struct mi_secret *secret);

/* Appends; false when out of memory, and nothing is appended then. */
bool mi_secret_append(struct mi_secret *secret, const char *run, size_t length);

/*
 * Writes it to `path` as a whole or not at all, with mode 0600: a new file in the same directory
 * takes the old one's place. Missing directories are made with mode 0700; a symbolic link is
 * followed.
 */
struct mi_problem mi_secret_write(const char *path, const struct mi_secret *secret);

/*
 * Keeps others who call this from changing the file until the descriptor that it gives is closed;
 * makes missing directories. -1 when it cannot, which need not stop anybody.
 */
int mi_secret_lock(const char *path);

void mi_secret_free(struct mi_secret *secret);

/* --- the ring --- */

struct mi_ring_entry {
    struct mi_address address;
    struct mi_key key;
    char name[MI_RING_NAME]; /* empty: none */
};

enum mi_ring_line { MI_RING_BLANK, MI_RING_ENTRY, MI_RING_BAD };

/*
 * Reads one line without its line end: empty or a comment, an entry, or bad. The problem of a bad
 * one never repeats what stands in it.
 */
enum mi_ring_line mi_ring_line(const char *line, size_t length, struct mi_ring_entry *entry,
                               struct mi_problem *problem);

/*
 * Makes a name of what somebody wrote: without # and blanks at its ends, without control
 * characters, cut to whole characters.
 */
void mi_ring_name(char name[MI_RING_NAME], const char *run, size_t length);

/* Appends the line of an entry, and before it a line end when the last line has none. */
bool mi_ring_append(struct mi_secret *text, const struct mi_ring_entry *entry);

struct mi_keyring;

/* Told of each line that is wrong; the line counts from 1. */
typedef void mi_ring_tell(void *context, uint64_t line, const struct mi_problem *problem);

/* The entries of a text. NULL when out of memory. `tell` may be NULL. */
struct mi_keyring *mi_keyring_new(const char *text, size_t size, mi_ring_tell *tell, void *context);

/* The same from a file; NULL and a problem when it cannot be read. */
struct mi_keyring *mi_keyring_load(const char *path, mi_ring_tell *tell, void *context,
                                   bool *is_open_to_others, struct mi_problem *problem);

void mi_keyring_free(struct mi_keyring *ring);

/* Entries are sorted by address; those of one address keep the order of the file. */
size_t mi_keyring_count(const struct mi_keyring *ring);
struct mi_address mi_keyring_address(const struct mi_keyring *ring, size_t index);
const char *mi_keyring_name(const struct mi_keyring *ring, size_t index); /* "": none */
uint64_t mi_keyring_line(const struct mi_keyring *ring, size_t index);

/* All keys, in the order of the entries. */
const struct mi_key *mi_keyring_keys(const struct mi_keyring *ring);

/* How many keys this address has; they stand in mi_keyring_keys from `*first` on. */
size_t mi_keyring_find(const struct mi_keyring *ring, struct mi_address address, size_t *first);

/* The first name that stands with this address, or NULL. */
const char *mi_keyring_name_of(const struct mi_keyring *ring, struct mi_address address);

#endif
