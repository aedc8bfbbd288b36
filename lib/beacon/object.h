/* Tables of objects: which ids there are and what their bytes mean. Not installed. */
#ifndef MITOOL_BEACON_OBJECT_H
#define MITOOL_BEACON_OBJECT_H

#include <stddef.h>
#include <stdint.h>

struct mi_field;

struct mi_object_type {
    uint16_t id;
    uint8_t length; /* BTHome: bytes of the value, or one of those below; others: not used */
    const char *name;
    const struct mi_field *fields; /* ended by a row without a key */
};

enum {
    MI_LENGTH_BYTE = 0xff,    /* a length byte stands before the value */
    MI_ARGUMENTS_BYTE = 0xfe, /* the same, of what follows the first byte of the value */
};

struct mi_object_table {
    const char *name;                   /* as it is listed */
    const struct mi_object_type *types; /* by rising id */
    size_t count;
};

/* NULL when unknown. */
const struct mi_object_type *mi_object_find(const struct mi_object_table *table, uint16_t id);

#endif
