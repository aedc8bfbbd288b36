/* MiBeacon product ids. */
#ifndef MITOOL_BEACON_PRODUCT_H
#define MITOOL_BEACON_PRODUCT_H

#include "../base/linkage.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

MI_BEGIN

enum mi_encryption {
    MI_ENCRYPTION_UNKNOWN,
    MI_ENCRYPTION_NONE,
    MI_ENCRYPTION_LEGACY, /* MiBeacon 2 and 3: a key of 12 bytes */
    MI_ENCRYPTION_CCM,    /* MiBeacon 4 and 5: a key of 16 bytes */
    MI_ENCRYPTION_EITHER, /* by the age of the unit */
    MI_ENCRYPTION_MESH,   /* a mesh product: its advertisements carry no objects */
};

enum mi_sleepy { MI_SLEEPY_UNKNOWN, MI_SLEEPY_NO, MI_SLEEPY_YES };

struct mi_product {
    uint16_t id;
    uint8_t encryption; /* enum mi_encryption */
    uint8_t sleepy;     /* enum mi_sleepy; yes: sends only when something happens */
    const char *model;  /* NULL when none is known */
    const char *name;
    const char *maker; /* NULL when unknown */
    bool is_scale;     /* sends when somebody steps on it */
    bool has_pvvx;     /* pvvx makes other firmware for it */
    bool cuts_itself;  /* announces 27 bytes and sends 22 when the object is long */
};

/* All products, by rising id; NULL past the end. */
const struct mi_product *mi_product_at(size_t index);

/* NULL when unknown. */
const struct mi_product *mi_product_find(uint16_t id);

/* "none", "16-byte key", …; NULL for any other number. */
const char *mi_encryption_name(enum mi_encryption encryption);

MI_END

#endif
