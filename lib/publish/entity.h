/*
 * Entities: what a reading is to those who subscribe, as Home Assistant names it. One table, in
 * which every reading that `mitool list readings` prints has a row.
 */
#ifndef MITOOL_PUBLISH_ENTITY_H
#define MITOOL_PUBLISH_ENTITY_H

#include "base/span.h"
#include "beacon/reading.h"

struct mi_entity {
    const char *key;
    enum mi_kind kind;
    const char *name;         /* for people; the ordinal is added to it */
    const char *device_class; /* NULL: none; so with what follows */
    const char *state_class;
    const char *icon;
    const char *values;  /* with commas between: all that a text or event can be; NULL: anything */
    uint8_t digits;      /* 1 + how many decimals are shown; 0: as they come */
    bool is_measured;    /* worth nothing when it is old */
    bool is_diagnostic;  /* of the device, not of what it measures */
    bool is_disabled;    /* until somebody wants it */
    bool is_quiet;       /* changes all the time: only sent with the heartbeat */
    bool has_attributes; /* sentences that explain its state */
    bool has_properties; /* events whose numbers are told, too: they are JSON */
};

/* All rows, by key and then by kind; NULL past the end. */
const struct mi_entity *mi_entity_at(size_t index);

/* NULL when there is none. */
const struct mi_entity *mi_entity_find(const char *key, enum mi_kind kind);

/* Whether Home Assistant knows it as one of this class. */
static inline bool mi_entity_is_class(const struct mi_entity *entity, const char *device_class)
{
    return entity->device_class != NULL && mi_is_word(entity->device_class, device_class);
}

/* What it is called in topics: "sensor", "binary_sensor" or "event". */
const char *mi_entity_component(const struct mi_entity *entity);

/* Takes the next of a row's values; false behind the last one. Start with a span of `values`. */
bool mi_entity_value(struct mi_span *values, struct mi_span *value);

/* All of them, for mi_entity_value. */
struct mi_span mi_entity_values(const struct mi_entity *entity);

/* Where among its values a word stands, from 0; MI_ENTITY_NO_VALUE when it is none of them. */
enum { MI_ENTITY_NO_VALUE = 64 };
unsigned mi_entity_place(const struct mi_entity *entity, const char *word);

#endif
