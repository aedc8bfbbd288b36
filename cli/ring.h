/* The key ring as the program uses it: where it is, and what is said when it is read. */
#ifndef MITOOL_CLI_RING_H
#define MITOOL_CLI_RING_H

#include "command.h"
#include "keys/keyring.h"

enum { RING_PATH_MAX = 4096 };

/* $XDG_CONFIG_HOME/mitool/keys, or ~/.config/mitool/keys. False when there is no home. */
bool ring_default_path(char path[RING_PATH_MAX]);

/*
 * Reads the ring that --keys names, else the default one if there is any, into the settings. Only a
 * ring that was named must be readable.
 */
enum exit_status ring_load(struct settings *settings);

/* The keys to try on one frame, in order, first those of the ring, then those of --key. */
struct key_choice {
    const struct mi_key *keys;
    size_t count;
    size_t ring_count;    /* how many of them are from the ring */
    size_t ring_first;    /* the first of these in the ring */
    struct mi_key *mixed; /* owned; for keys from several places */
    size_t room;
};

/* `address` may be NULL: not known. Valid until the next call. */
void ring_choose(struct key_choice *choice, const struct settings *settings,
                 const struct mi_address *address);
void ring_forget(struct key_choice *choice);

#endif
