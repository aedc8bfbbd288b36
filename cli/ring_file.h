/* The key ring as a file: where it is, and the messages when it is read. */
#ifndef MITOOL_CLI_RING_FILE_H
#define MITOOL_CLI_RING_FILE_H

#include "command.h"

enum { RING_PATH_MAX = 4096 };

/* $XDG_CONFIG_HOME/mitool/keys, or ~/.config/mitool/keys. False when there is no home. */
bool ring_default_path(char path[RING_PATH_MAX]);

bool ring_is_missing(const char *path);

/* Whether it is a key, where the name of a file belongs. */
bool is_misplaced_key(const char *path);

/*
 * Reads the ring that --keys names, else the default one if there is any, into the settings. Only a
 * ring that was named must be readable.
 */
enum exit_status ring_load(struct settings *settings);

/* Says what is wrong with its lines, the first few of a kind. NULL, after saying so, on failure. */
struct mi_keyring *ring_read(const char *path);

/* Whether it has a key of this device; NULL has none. */
bool ring_has(const struct mi_keyring *ring, struct mi_address address);

/* Whether a file is a key ring with a key in it. */
bool ring_is_one(const char *path);

/*
 * Changes the ring at `path`, with nobody else doing so meanwhile: `change` gets its text, which is
 * empty when there is none yet. It is written when that has changed it and found no problem. False,
 * after saying so, on failure.
 */
typedef struct mi_problem ring_edit(void *context, struct mi_secret *text, bool *is_changed);
bool ring_change(const char *path, ring_edit *change, void *context);

#endif
