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
    mi_wipe(choice->kept, sizeof choice->kept);
}

uint32_t key_choice_fingerprint(struct key_choice *choice, size_t index)
{
    const struct mi_key *key = &choice->keys[index];
    size_t place = (key->bytes[0] ^ key->bytes[MI_KEY_SHORT - 1]) % FINGERPRINTS_KEPT;
    if (choice->kept[place].key.size != key->size ||
        memcmp(choice->kept[place].key.bytes, key->bytes, key->size) != 0) {
        choice->kept[place].key = *key;
        choice->kept[place].fingerprint = mi_fingerprint(key->bytes, key->size);
    }
    return choice->kept[place].fingerprint;
}

bool key_choice_place(const struct key_choice *choice, size_t index, size_t *place)
{
    *place = choice->ring_first + index;
    return index < choice->ring_count;
}
