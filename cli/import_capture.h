/* What captures of pairings and connections tell of keys, for keys import. */
#ifndef MITOOL_CLI_IMPORT_CAPTURE_H
#define MITOOL_CLI_IMPORT_CAPTURE_H

#include "kept.h"
#include "keys/secret.h"
#include "options.h"
#include "pairing/clue.h"

/* An input of keys import. What cannot be read twice is held in memory. */
struct import_input {
    const char *path;
    bool is_held;
    struct mi_secret content;
    mi_time time; /* of its first packets, as far as that is known */
    bool has_packets;
    bool is_text;         /* that may have keys, besides or instead */
    bool is_empty_report; /* of Android, without a Bluetooth log */
};

/* Finds out what it is. */
void import_look(struct import_input *input);

struct captures;

/* NULL, after saying so, when out of memory. Wiped by captures_free. */
struct captures *captures_new(const struct settings *settings);
void captures_free(struct captures *captures);

/* Before the captures are read: a TOKEN of this device, or with NULL of any. */
void captures_give_token(struct captures *captures, const uint8_t token[MI_TOKEN_SIZE],
                         const struct mi_address *address);

/*
 * Reads those that have packets, once: in the order of time where all have one, so that parts of a
 * log go on where the one before ended. False when one could not be read.
 */
bool captures_read(struct captures *captures, const struct import_input *inputs, size_t count);

/* What is to become of the key in a clue. */
enum clue_use {
    CLUE_KEYLESS, /* there is none */
    CLUE_ADDED,
    CLUE_CANDIDATE, /* it is not the device's last one, or nothing shows that it is needed */
    CLUE_UNPROVEN,  /* nothing but its shape says that it is a key: not told */
};

struct told_clue {
    const struct mi_clue *clue;
    const char *place;
    enum clue_use use;
    struct kept_trial trial; /* of the key on the frames of its device */
};

/* What was found, after the captures; false at the end. */
bool captures_clue(struct captures *captures, size_t index, struct told_clue *told);

/* Whether logins of a device show that this TOKEN is not that of its current binding. */
bool captures_refute_token(const struct captures *captures, const uint8_t token[MI_TOKEN_SIZE],
                           struct mi_address address);

/* Whether a key opens a frame of this device. */
bool captures_open(struct captures *captures, const struct mi_key *key, struct mi_address address);

/* The device whose frames a key opens; NULL when there is none. */
const struct mi_address *captures_owner(struct captures *captures, const struct mi_key *key);

/* Says how many findings there was no room for, when there was none. */
void captures_tell_dropped(const struct captures *captures);

/* Says what was seen in captures, when they tell nothing of keys. */
void captures_tell_nothing(const struct captures *captures);

#endif
