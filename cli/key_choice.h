/* The keys to try on one frame, in order: first those of its device in the ring, then those given.
 */
#ifndef MITOOL_CLI_KEY_CHOICE_H
#define MITOOL_CLI_KEY_CHOICE_H

#include "options.h"

struct key_choice {
    const struct key_settings *settings; /* where the keys are from */
    const struct mi_key *keys;
    size_t count;
    size_t ring_count;    /* how many of them are from the ring */
    size_t ring_first;    /* the first of these in the ring */
    struct mi_key *mixed; /* owned; for keys from several places */
    size_t room;
    /* Owned: of the ring's keys, then of those given; 0: not asked for yet. One takes longer than
     * to open a frame. */
    uint32_t *fingerprints;
};

/* `address` may be NULL: not known. Valid until the next call. */
void key_choice_make(struct key_choice *choice, const struct key_settings *settings,
                     const struct mi_address *address);

/* One key of the ring alone. */
void key_choice_take(struct key_choice *choice, const struct mi_keyring *ring, size_t place);

void key_choice_wipe(struct key_choice *choice);

/* Of the key at `index`, as mi_fingerprint has it. */
uint32_t key_choice_fingerprint(struct key_choice *choice, size_t index);

/* The place in the ring of the key at `index`; false when it is not from there. */
bool key_choice_place(const struct key_choice *choice, size_t index, size_t *place);

#endif
