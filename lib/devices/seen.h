/*
 * The frames that devices sent lately, to tell copies by. Each device has a place for one; many
 * more are shared, and when all are taken, those of frames go that are too old to have copies.
 * Inside lib/devices only.
 */
#ifndef MITOOL_DEVICES_SEEN_H
#define MITOOL_DEVICES_SEEN_H

#include "device.h"

enum { MI_SEEN_MAX = 16 /* different frames of one device that are remembered */ };

/* What a frame counts for, so that its copies need not be decoded. */
struct traits {
    uint8_t status;  /* enum mi_status */
    uint8_t binding; /* enum binding */
    bool has_data : 1;
    bool is_encrypted : 1;
    bool was_tried : 1;
    bool is_opened : 1;
    bool is_damaged : 1;
    bool is_mesh : 1;
    bool is_registered : 1;
};

/* A frame that was heard. */
struct seen {
    uint64_t hash;
    mi_time time;    /* when it was last heard, or MI_NO_TIME */
    uint32_t copies; /* heard since it was told last, */
    uint32_t next;   /* index of the one that came after it */
    struct traits traits;
    uint8_t later; /* copies that are not of one packet, recorded more than once; 255 and more */
};

/* A ring: the one after the newest is the oldest. */
struct seen_list {
    uint32_t newest; /* index */
    uint32_t count;
};

/* Whether frames of the same bytes are copies. */
static inline bool seen_is_near(mi_time a, mi_time b)
{
    return a == MI_NO_TIME || b == MI_NO_TIME || mi_time_is_near(a, b, MI_REPEAT_WINDOW);
}

/* Those of all devices. */
struct seen_places {
    struct seen *at;
    uint32_t used;          /* of them, so far; those behind were never touched */
    uint32_t shared;        /* how many are left of those that are no device's first */
    struct seen_list empty; /* that were given back */
};

/* False: out of memory. */
bool seen_begin(struct seen_places *places, uint32_t devices);
void seen_free(struct seen_places *places);

/* The frame with this hash; NULL: it is not remembered, or the hash is 0. */
static inline struct seen *seen_find(const struct seen_places *places, const struct seen_list *list,
                                     uint64_t hash)
{
    uint32_t index = list->newest;
    for (uint32_t i = hash != 0 ? list->count : 0; i > 0; i--, index = places->at[index].next)
        if (places->at[index].hash == hash)
            return &places->at[index];
    return NULL;
}

/* Makes one of the list the newest. */
void seen_renew(struct seen_places *places, struct seen_list *list, struct seen *seen);

/* A new one of the list, and its newest; another one goes when there is no place. */
struct seen *seen_add(struct seen_places *places, struct seen_list *list);

/* Gives back the oldest of a list that has more than one, if what is heard now is no copy of it. */
void seen_drop_old(struct seen_places *places, struct seen_list *list, mi_time now);

void seen_drop_all(struct seen_places *places, struct seen_list *list);

#endif
