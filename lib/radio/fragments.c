#include "radio/fragments.h"

#include <string.h>

static bool is_same_key(const struct mi_fragment_key *a, const struct mi_fragment_key *b)
{
    return a->is_air == b->is_air && a->is_scan_response == b->is_scan_response &&
           a->address_type == b->address_type && mi_address_equal(a->address, b->address) &&
           a->set == b->set && a->adapter == b->adapter;
}

static bool is_too_old(const struct mi_fragment_set *set, mi_time now)
{
    return set->time != MI_NO_TIME && now != MI_NO_TIME &&
           !mi_time_is_near(set->time, now, MI_FRAGMENT_MS * (uint64_t)MI_MILLISECOND);
}

static void drop_old(struct mi_fragments *fragments, mi_time now)
{
    for (unsigned i = 0; fragments->open > 0 && i < MI_FRAGMENT_SETS; i++)
        if (fragments->sets[i].is_open && is_too_old(&fragments->sets[i], now))
            mi_fragments_drop(fragments, &fragments->sets[i]);
}

struct mi_fragment_set *mi_fragments_find(struct mi_fragments *fragments,
                                          const struct mi_fragment_key *key, mi_time time)
{
    drop_old(fragments, time);
    for (unsigned i = 0; fragments->open > 0 && i < MI_FRAGMENT_SETS; i++)
        if (fragments->sets[i].is_open && is_same_key(&fragments->sets[i].key, key))
            return &fragments->sets[i];
    return NULL;
}

/* A closed set, or else the one that was not heard for longest. */
static struct mi_fragment_set *find_room(struct mi_fragments *fragments)
{
    struct mi_fragment_set *longest = &fragments->sets[0];
    for (unsigned i = 0; i < MI_FRAGMENT_SETS; i++) {
        struct mi_fragment_set *set = &fragments->sets[i];
        if (!set->is_open)
            return set;
        if (set->heard < longest->heard)
            longest = set;
    }
    mi_fragments_drop(fragments, longest);
    return longest;
}

struct mi_fragment_set *mi_fragments_open(struct mi_fragments *fragments,
                                          const struct mi_fragment_key *key, mi_time time)
{
    struct mi_fragment_set *set = find_room(fragments);
    memset(set, 0, offsetof(struct mi_fragment_set, data));
    set->is_open = true;
    set->key = *key;
    set->time = time;
    set->heard = ++fragments->clock;
    fragments->open++;
    return set;
}

void mi_fragments_add(struct mi_fragments *fragments, struct mi_fragment_set *set, mi_time time,
                      struct mi_bytes fragment)
{
    size_t size = fragment.left;
    set->time = time;
    set->heard = ++fragments->clock;
    if (size > sizeof set->data - set->size)
        set->is_spoilt = true;
    const uint8_t *run = mi_get_run(&fragment, size);
    if (set->is_spoilt || run == NULL)
        return;
    memcpy(set->data + set->size, run, size);
    set->size += size;
}

bool mi_fragments_close(struct mi_fragments *fragments, struct mi_fragment_set *set,
                        struct mi_bytes *data)
{
    if (set->is_spoilt) {
        mi_fragments_drop(fragments, set);
        return false;
    }
    set->is_open = false;
    fragments->open--;
    *data = mi_bytes(set->data, set->size);
    return true;
}

void mi_fragments_drop(struct mi_fragments *fragments, struct mi_fragment_set *set)
{
    set->is_open = false;
    fragments->open--;
    fragments->dropped++;
}

void mi_fragments_drop_all(struct mi_fragments *fragments)
{
    for (unsigned i = 0; i < MI_FRAGMENT_SETS; i++)
        if (fragments->sets[i].is_open)
            mi_fragments_drop(fragments, &fragments->sets[i]);
}
