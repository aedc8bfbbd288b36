/* The actions of `mitool keys`, and what they have in common. */
#ifndef MITOOL_CLI_KEYS_ACTIONS_H
#define MITOOL_CLI_KEYS_ACTIONS_H

#include "command.h"
#include "ring_file.h"
#include "row.h"

/* What stands behind their names; each returns an exit status. */
enum exit_status keys_import(const struct settings *settings, int count, char **arguments);
enum exit_status keys_add(const struct settings *settings, int count, char **arguments);
enum exit_status keys_remove(const struct settings *settings, int count, char **arguments);
enum exit_status keys_rename(const struct settings *settings, int count, char **arguments);

/* The ring that the command is about, into `standard` when it is the default one; NULL, after
 * saying so, when it is nowhere. */
const char *keys_ring_path(const struct settings *settings, char standard[RING_PATH_MAX]);

/* Why nothing could be appended to the text of a ring. */
struct mi_problem keys_no_room(const struct mi_secret *text);

/* A key that was found or changed: address, key, state, source, name. */
extern const struct column KEYS_COLUMNS[];

/* The fingerprint, and when asked for the key. */
void keys_add_key(struct row *row, const struct mi_key *key, bool whole);

/* A key of the ring, and what became of it, or NULL. */
void keys_print(struct mi_address address, const char *name, const struct mi_key *key,
                const char *state, const struct output_settings *settings);

/* Absent when it is empty. */
void keys_add_name(struct row *row, const char *name);

#endif
