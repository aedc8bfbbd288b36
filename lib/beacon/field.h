/*
 * The language of the tables: one row says which bytes of a value make which reading.
 *
 * Objects of MiBeacon and BTHome, items of Qingping and whole payloads of the fixed formats are
 * all described by such rows and read by the same few functions.
 */
#ifndef MITOOL_BEACON_FIELD_H
#define MITOOL_BEACON_FIELD_H

#include "../base/bytes.h"
#include "reading.h"

struct mi_frame;

enum { MI_FIELDS_MAX = 16 }; /* rows of one object */

enum mi_number_type {
    MI_NO_VALUE, /* the row needs no bytes */
    MI_U8,
    MI_S8,
    MI_U16LE,
    MI_S16LE,
    MI_U24LE,
    MI_U32LE,
    MI_S32LE,
    MI_F32LE,
    MI_UINT_LE, /* the whole value, 1 to 4 bytes */
    MI_U16BE,
    MI_S16BE,
    MI_U24BE,
};

/* Raw numbers `low` to `high` mean this. */
struct mi_case {
    uint32_t low;
    uint32_t high;
    bool on;          /* binary */
    const char *text; /* text or event type; NULL: no reading. "{raw}", "{low16}": the number */
    const char *key;  /* event: overrides the row's key */
    const char *more; /* event: key of a second event of the same type */
};

struct mi_field {
    const char *key;
    const char *unit;
    uint8_t kind;    /* enum mi_kind */
    uint8_t type;    /* enum mi_number_type */
    uint8_t offset;  /* of the first byte within the value */
    uint8_t bit;     /* lowest bit used */
    uint8_t bits;    /* how many; 0: all */
    uint8_t minimum; /* bytes the value must have for this row to give something */
    uint8_t maximum; /* 0: any */
    uint8_t case_count;
    struct mi_scale scale;
    const struct mi_case *cases; /* sensor: only cases without text, which mean "no reading" */
    const char *only;            /* models that the row is for, with commas between; NULL: all */
    const char *except;          /* models that the row is not for */
    bool (*when)(struct mi_bytes value); /* further condition, or NULL */
    bool (*compute)(struct mi_bytes value,
                    struct mi_number *); /* instead of type, scale and cases */
};

/*
 * Rows are ended by one without a key. Of several rows with one key, the first that gives a reading
 * counts. `model` may be NULL.
 */
void mi_fields_read(struct mi_frame *frame, const struct mi_field *fields, const char *model,
                    struct mi_bytes value);

/*
 * Reads the rows of the format's fixed layout whose bytes are there, and marks them. Of
 * neighbouring rows with one key, the first that gives a reading counts.
 */
void mi_frame_layout(struct mi_frame *frame, struct mi_bytes value);

/* One reading of a row from a number that has been read otherwise than the row says. */
void mi_field_number(struct mi_frame *frame, const struct mi_field *field, struct mi_number number);

/* True when `model` stands in the comma-separated `list`. */
bool mi_model_in(const char *model, const char *list);

/* The raw number that a row looks at, sign extended; bytes past the end count as 0. */
int64_t mi_field_raw(const struct mi_field *field, struct mi_bytes value);

#endif
