#include "key_choice.h"

#include "beacon/ccm.h"

#include <stdlib.h>
#include <string.h>

static void wipe_mixed(struct key_choice *choice)
{
    if (choice->mixed != NULL)
        mi_wipe(choice->mixed, choice->room * sizeof *choice->mixed);
    free(choice->mixed);
    choice->mixed = NULL;
    choice->room = 0;
}

static bool make_room(struct key_choice *choice, size_t count)
{
    if (count <= choice->room)
        return true;
    wipe_mixed(choice);
    choice->mixed = calloc(count, sizeof *choice->mixed);
    choice->room = choice->mixed != NULL ? count : 0;
    return choice->mixed != NULL;
}

/* Those of the address; if there are none, those stored under it written backwards. */
static size_t find_in_ring(const struct mi_keyring *ring, struct mi_address address, size_t *first)
{
    size_t count = mi_keyring_find(ring, address, first);
    return count > 0 ? count : mi_keyring_find(ring, mi_address_reversed(address), first);
}

void key_choice_make(struct key_choice *choice, const struct key_settings *settings,
                     const struct mi_address *address)
{
    const struct mi_keyring *ring = settings->ring;
    choice->settings = settings;
    choice->keys = settings->given;
    choice->count = settings->count;
    choice->ring_count =
        ring != NULL && address != NULL ? find_in_ring(ring, *address, &choice->ring_first) : 0;
    if (choice->ring_count == 0)
        return;
    const struct mi_key *keys = mi_keyring_keys(ring) + choice->ring_first;
    if (settings->count == 0 || !make_room(choice, choice->ring_count + settings->count)) {
        choice->keys = keys;
        choice->count = choice->ring_count;
        return;
    }
    memcpy(choice->mixed, keys, choice->ring_count * sizeof *keys);
    memcpy(choice->mixed + choice->ring_count, settings->given, settings->count * sizeof *keys);
    choice->keys = choice->mixed;
    choice->count = choice->ring_count + settings->count;
}

void key_choice_take(struct key_choice *choice, const struct mi_keyring *ring, size_t place)
{
    choice->keys = mi_keyring_keys(ring) + place;
    choice->count = choice->ring_count = 1;
    choice->ring_first = place;
}

void key_choice_wipe(struct key_choice *choice)
{
    wipe_mixed(choice);
    free(choice->fingerprints);
    choice->fingerprints = NULL;
}

/* Where the fingerprint of the key is kept; NULL when there is no memory for that. */
static uint32_t *fingerprint_place(struct key_choice *choice, size_t index)
{
    const struct key_settings *settings = choice->settings;
    size_t ring = settings->ring != NULL ? mi_keyring_count(settings->ring) : 0;
    bool is_of_ring = index < choice->ring_count;
    if (choice->fingerprints == NULL)
        choice->fingerprints = calloc(ring + settings->count, sizeof *choice->fingerprints);
    if (choice->fingerprints == NULL)
        return NULL;
    return &choice->fingerprints[is_of_ring ? choice->ring_first + index
                                            : ring + index - choice->ring_count];
}

uint32_t key_choice_fingerprint(struct key_choice *choice, size_t index)
{
    const struct mi_key *key = &choice->keys[index];
    uint32_t *place = fingerprint_place(choice, index);
    if (place != NULL && *place != 0)
        return *place;
    uint32_t fingerprint = mi_fingerprint(key->bytes, key->size);
    if (place != NULL)
        *place = fingerprint;
    return fingerprint;
}

bool key_choice_place(const struct key_choice *choice, size_t index, size_t *place)
{
    *place = choice->ring_first + index;
    return index < choice->ring_count;
}
