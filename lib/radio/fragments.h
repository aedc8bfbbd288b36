/*
 * Advertising data that comes in several reports or air packets, put together again (Core, Vol 4
 * Part E, 7.7.65.13; Vol 6 Part B, 2.3.4). Memory is fixed; what does not fit is counted. Inside
 * lib/radio only.
 */
#ifndef MITOOL_RADIO_FRAGMENTS_H
#define MITOOL_RADIO_FRAGMENTS_H

#include "state.h"

/* The open set of that key, or NULL. Sets that are too old at `time` are dropped first. */
struct mi_fragment_set *mi_fragments_find(struct mi_fragments *fragments,
                                          const struct mi_fragment_key *key, mi_time time);

/* Opens an empty set, which must not be open yet; drops another one when there is no room. */
struct mi_fragment_set *mi_fragments_open(struct mi_fragments *fragments,
                                          const struct mi_fragment_key *key, mi_time time);

/*
 * Whether a fragment is the first of a new set, because it begins as this one did and stands where
 * that cannot be: the end of this one was lost.
 */
bool mi_fragments_begins_anew(const struct mi_fragment_set *set, struct mi_bytes fragment);

/*
 * Adds a fragment; one that begins the set anew, in place of what was there. More than
 * MI_FRAGMENT_MAX bytes spoil the set.
 */
void mi_fragments_add(struct mi_fragments *fragments, struct mi_fragment_set *set, mi_time time,
                      struct mi_bytes fragment);

/*
 * Closes a set, with its last fragment or cut before that. False, and the set is counted as
 * dropped, when it was spoilt. Else `data` is all of it, or what follows one without its end; its
 * bytes live until the next set is opened.
 */
bool mi_fragments_close(struct mi_fragments *fragments, struct mi_fragment_set *set, bool is_cut,
                        struct mi_bytes *data);

/* Drops one open set, or all of them. */
void mi_fragments_drop(struct mi_fragments *fragments, struct mi_fragment_set *set);
void mi_fragments_drop_all(struct mi_fragments *fragments);

#endif
