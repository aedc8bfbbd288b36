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

/* The data of a set from one of its bytes on. */
static struct mi_bytes data_from(const struct mi_fragment_set *set, size_t start)
{
    struct mi_bytes data = mi_bytes(set->data, set->size);
    (void)mi_get_run(&data, start);
    return data;
}

/* Whether data are whole structures to their end, or to padding. */
static bool comes_out_even(struct mi_bytes data)
{
    while (data.left > 0) {
        uint8_t length = mi_get_u8(&data);
        (void)mi_get_run(&data, length);
        if (length == 0 || data.failed)
            break;
    }
    while (data.left > 0 && !data.failed)
        data.failed = mi_get_u8(&data) != 0;
    return !data.failed;
}

/* Of two that are the first of a set: its first structure has the same type and begins alike. */
static bool begin_alike(struct mi_bytes a, struct mi_bytes b)
{
    (void)mi_get_u8(&a);
    (void)mi_get_u8(&b);
    uint16_t first = mi_get_le16(&a);
    return first == mi_get_le16(&b) && !a.failed && !b.failed;
}

bool mi_fragments_begins_anew(const struct mi_fragment_set *set, struct mi_bytes fragment)
{
    struct mi_bytes data = data_from(set, 0);
    return begin_alike(data, fragment) && !comes_out_even(data);
}

static void note_start(struct mi_fragment_set *set)
{
    if (set->start_count < MI_FRAGMENT_STARTS)
        set->starts[set->start_count++] = (uint16_t)set->size;
}

void mi_fragments_add(struct mi_fragments *fragments, struct mi_fragment_set *set, mi_time time,
                      struct mi_bytes fragment)
{
    size_t size = fragment.left;
    set->time = time;
    set->heard = ++fragments->clock;
    if (mi_fragments_begins_anew(set, fragment)) {
        fragments->dropped++;
        set->size = set->start_count = 0;
    }
    if (size > sizeof set->data - set->size)
        set->is_spoilt = true;
    const uint8_t *run = mi_get_run(&fragment, size);
    if (set->is_spoilt || run == NULL)
        return;
    note_start(set);
    memcpy(set->data + set->size, run, size);
    set->size += size;
}

/*
 * Where the advertisement begins. When all of it does not come out even and what was added from
 * some time on does, the beginning is of another one whose end was lost.
 */
static size_t beginning(const struct mi_fragment_set *set)
{
    for (size_t i = 0; i < set->start_count; i++) {
        struct mi_bytes data = data_from(set, set->starts[i]);
        struct mi_bytes first = data;
        if (mi_get_u8(&first) != 0 && comes_out_even(data))
            return set->starts[i];
    }
    return 0;
}

bool mi_fragments_close(struct mi_fragments *fragments, struct mi_fragment_set *set, bool is_cut,
                        struct mi_bytes *data)
{
    if (set->is_spoilt) {
        mi_fragments_drop(fragments, set);
        return false;
    }
    size_t start = is_cut ? 0 : beginning(set);
    set->is_open = false;
    fragments->open--;
    fragments->dropped += start > 0;
    *data = data_from(set, start);
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
