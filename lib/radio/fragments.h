/*
 * Advertising data that comes in several reports or air packets, put together again (Core, Vol 4
 * Part E, 7.7.65.13; Vol 6 Part B, 2.3.4). Memory is fixed; what does not fit is counted.
 */
#ifndef MITOOL_RADIO_FRAGMENTS_H
#define MITOOL_RADIO_FRAGMENTS_H

#include "../base/address.h"
#include "../base/time.h"

enum {
    MI_FRAGMENT_SETS = 16,  /* open at a time; the one longest unheard makes room */
    MI_FRAGMENT_MAX = 1650, /* bytes of one set: the most that a host may be given */
    MI_FRAGMENT_MS = 2500,  /* of capture time between two fragments; AuxPtr reaches 2458 ms */
};

/* Whether two moments, both known, are at most `span` apart, whichever comes first. */
static inline bool mi_time_is_near(mi_time a, mi_time b, uint64_t span)
{
    uint64_t apart = a > b ? (uint64_t)a - (uint64_t)b : (uint64_t)b - (uint64_t)a;
    return apart <= span;
}

/* What the fragments of one set have in common. Compared field by field. */
struct mi_fragment_key {
    bool is_air; /* air packets do not carry the address in each: it stays zero then */
    bool is_scan_response;
    uint8_t address_type;
    struct mi_address address;
    uint16_t set; /* advertising SID of a report, AdvDataInfo of an air packet */
    uint16_t adapter;
};

struct mi_fragment_set {
    bool is_open;
    bool is_spoilt; /* too long, or not to be told from another one: dropped at its end */
    struct mi_fragment_key key;
    mi_time time;   /* of the last fragment */
    uint64_t heard; /* order of the last fragments among sets */

    /* Of air packets: the advertiser, and the channel that the next fragment is announced on. */
    struct mi_address address;
    bool has_address;
    bool address_is_random;
    uint8_t next_channel;

    size_t size;
    uint8_t data[MI_FRAGMENT_MAX];
};

/* Zeroed memory is the state before the first fragment. */
struct mi_fragments {
    struct mi_fragment_set sets[MI_FRAGMENT_SETS];
    uint64_t clock;   /* fragments so far */
    unsigned open;    /* sets open */
    uint64_t dropped; /* sets that were begun and never given */
};

/* The open set of that key, or NULL. Sets that are too old at `time` are dropped first. */
struct mi_fragment_set *mi_fragments_find(struct mi_fragments *fragments,
                                          const struct mi_fragment_key *key, mi_time time);

/* Opens an empty set, which must not be open yet; drops another one when there is no room. */
struct mi_fragment_set *mi_fragments_open(struct mi_fragments *fragments,
                                          const struct mi_fragment_key *key, mi_time time);

/* Adds a fragment. More than MI_FRAGMENT_MAX bytes spoil the set. */
void mi_fragments_add(struct mi_fragments *fragments, struct mi_fragment_set *set, mi_time time,
                      struct mi_bytes fragment);

/*
 * Closes a set. False, and the set is counted as dropped, when it was spoilt. Else `data` is all of
 * it; its bytes live until the next set is opened.
 */
bool mi_fragments_close(struct mi_fragments *fragments, struct mi_fragment_set *set,
                        struct mi_bytes *data);

/* Drops one open set, or all of them. */
void mi_fragments_drop(struct mi_fragments *fragments, struct mi_fragment_set *set);
void mi_fragments_drop_all(struct mi_fragments *fragments);

#endif
