/*
 * Key rings: files of `MAC KEY [NAME...]` lines, and how they are read, looked up and written.
 * Memory in which keys stood is wiped when it is given back.
 */
#ifndef MITOOL_KEYS_KEYRING_H
#define MITOOL_KEYS_KEYRING_H

#include "../base/address.h"
#include "../base/linkage.h"
#include "../base/problem.h"
#include "../beacon/key.h"
#include "secret.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

MI_BEGIN

enum { MI_RING_NAME = 64 /* of a device's name, the NUL included */ };

struct mi_ring_entry {
    struct mi_address address;
    struct mi_key key;
    char name[MI_RING_NAME]; /* empty: none */
};

enum mi_ring_kind { MI_RING_BLANK, MI_RING_ENTRY, MI_RING_BAD };

/*
 * Reads one line without its line end: empty or a comment, an entry, or bad. The problem of a bad
 * one, or of a key that looks like none, never repeats what stands in it.
 */
enum mi_ring_kind mi_ring_line(const char *line, size_t length, struct mi_ring_entry *entry,
                               struct mi_problem *problem);

/*
 * Makes a name of what somebody wrote: without # and blanks at its ends, without keys and TOKENs in
 * front and control characters, cut to whole characters.
 */
void mi_ring_name(char name[MI_RING_NAME], const char *run, size_t length);

/* How the lines of a ring end: as the first one does, "\r\n" or "\n". */
const char *mi_ring_end(const char *text, size_t size);

/*
 * Appends the line of an entry, with such an end, and before it one when the last line has none.
 * False when the entry has no key, or as mi_secret_append.
 */
bool mi_ring_append(struct mi_secret *text, const struct mi_ring_entry *entry, const char *end);

/* --- the ring --- */

struct mi_keyring;

/* Is told of each line that is wrong; lines count from 1. */
typedef void mi_ring_tell(void *context, uint64_t line, const struct mi_problem *problem);

/* The entries of a text. NULL when out of memory. `tell` may be NULL. */
struct mi_keyring *mi_keyring_new(const char *text, size_t size, mi_ring_tell *tell, void *context);

/* The same from a file; NULL and a problem when it cannot be read. All but `path` may be NULL. */
struct mi_keyring *mi_keyring_load(const char *path, mi_ring_tell *tell, void *context,
                                   bool *is_open_to_others, struct mi_problem *problem);

void mi_keyring_free(struct mi_keyring *ring);

/*
 * Entries are sorted by address; those of one address keep the order of the file. Past the end, all
 * is zero or empty.
 */
size_t mi_keyring_count(const struct mi_keyring *ring);
struct mi_address mi_keyring_address(const struct mi_keyring *ring, size_t index);
const char *mi_keyring_name(const struct mi_keyring *ring, size_t index); /* "": none */
uint64_t mi_keyring_line(const struct mi_keyring *ring, size_t index);

/* All keys and their addresses, in the order of the entries. */
const struct mi_key *mi_keyring_keys(const struct mi_keyring *ring);
const struct mi_address *mi_keyring_addresses(const struct mi_keyring *ring);

/* How many keys this address has; they stand in mi_keyring_keys from `*first` on. */
size_t mi_keyring_find(const struct mi_keyring *ring, struct mi_address address, size_t *first);

/*
 * The first entry with this address and this key, also among very many keys of one address; the
 * count of entries when there is none.
 */
size_t mi_keyring_find_key(const struct mi_keyring *ring, struct mi_address address,
                           const struct mi_key *key);

/* What stands with an address where a key belongs, and is none, though it may have been one.
 * Secret. */
struct mi_ring_typed {
    struct mi_address address;
    uint64_t line;
    size_t length;
    char *text;
};

/* Sorted by address; NULL past the end. */
const struct mi_ring_typed *mi_keyring_typed(const struct mi_keyring *ring, size_t index);

/* The first name that stands with this address, or NULL. */
const char *mi_keyring_name_of(const struct mi_keyring *ring, struct mi_address address);

MI_END

#endif
