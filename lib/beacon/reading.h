/*
 * What a device says: one reading is one number, one yes or no, one text, or one event.
 */
#ifndef MITOOL_BEACON_READING_H
#define MITOOL_BEACON_READING_H

#include "../base/linkage.h"
#include "../base/number.h"

MI_BEGIN

enum mi_kind {
    MI_SENSOR, /* number */
    MI_BINARY, /* on */
    MI_TEXT,   /* text */
    MI_EVENT,  /* text is the event's type, or NULL; with properties */
};

enum { MI_PROPERTIES_MAX = 3 /* of one event */ };

/* A number that belongs to an event, such as the steps of a dimmer. */
struct mi_property {
    const char *key; /* static */
    int32_t value;
};

struct mi_reading {
    const char *key;  /* static: Home Assistant's name, or the event's */
    const char *unit; /* static UTF-8, or NULL */
    enum mi_kind kind;
    uint8_t ordinal; /* 1, or 2 for the second reading of this key in the frame, and so on */
    uint8_t property_count;
    union {
        struct mi_number number;
        bool on;
        const char *text; /* static, or in the frame that holds the reading; UTF-8 not checked */
    };
    const struct mi_property *properties; /* in the frame that holds the reading */
};

/* "temperature", "temperature_2" */
void mi_text_key(struct mi_text *text, const struct mi_reading *reading);

/* "sensor", "binary", "text", "event"; NULL for what is no kind. */
const char *mi_kind_name(enum mi_kind kind);

MI_END

#endif
