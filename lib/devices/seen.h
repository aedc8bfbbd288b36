/*
 * The frames that devices sent lately, to tell copies by: those of all devices share their places,
 * and when all are taken, the one goes that was silent for longest. Inside lib/devices only.
 */
#ifndef MITOOL_DEVICES_SEEN_H
#define MITOOL_DEVICES_SEEN_H

#include "device.h"

enum {
    MI_SEEN_MAX = 16,   /* different frames of one device that are remembered, */
    MI_SEEN_ALL = 8192, /* and of all together: 270 a second in the window of copies */
};

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

/* Those of one device, in a ring. Links are an index plus 1, or 0 for none. */
struct seen_list {
    uint16_t newest; /* link; nothing when there are none */
    uint16_t count;
};

/* A frame that was heard. */
struct seen {
    uint64_t hash;
    mi_time time;           /* when it was last heard, or MI_NO_TIME */
    struct seen_list *list; /* whose it is */
    uint32_t copies;        /* heard since it was told last */
    uint16_t next;  /* link: of the same device, heard after it; of the newest: the oldest */
    uint16_t older; /* links: of all devices */
    uint16_t newer;
    struct traits traits;
    uint8_t later; /* copies that are not of one packet, recorded more than once; 255 and more */
};

/* Those of all devices. */
struct seen_places {
    struct seen *at;
    uint32_t count;
    uint32_t used;   /* of them, so far; those behind were never touched */
    uint16_t empty;  /* link: the first that was given back */
    uint16_t oldest; /* links: of all */
    uint16_t newest;
};

/* Whether frames of the same bytes are copies. */
static inline bool seen_is_near(mi_time a, mi_time b)
{
    return a == MI_NO_TIME || b == MI_NO_TIME || mi_time_is_near(a, b, MI_REPEAT_WINDOW);
}

/* False: out of memory. */
bool seen_begin(struct seen_places *places, uint32_t devices);
void seen_free(struct seen_places *places);

/* The frame with this hash; NULL: it is not remembered, or the hash is 0. */
static inline struct seen *seen_find(const struct seen_places *places, const struct seen_list *list,
                                     uint64_t hash)
{
    uint16_t link = list->newest;
    for (unsigned i = hash != 0 ? list->count : 0; i > 0; i--, link = places->at[link - 1].next)
        if (places->at[link - 1].hash == hash)
            return &places->at[link - 1];
    return NULL;
}

/* It was heard just now. */
void seen_renew(struct seen_places *places, struct seen *seen);

/* A new one of the list, heard just now; what is in it is to be set. */
struct seen *seen_add(struct seen_places *places, struct seen_list *list);

void seen_drop_all(struct seen_places *places, struct seen_list *list);

#endif
