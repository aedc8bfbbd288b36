/*
 * What a capture shows of a device's attributes: which handle has which UUID, and to which service
 * it belongs. Hosts that remember a device do not ask again, so there may be nothing.
 */
#ifndef MITOOL_LINK_GATT_H
#define MITOOL_LINK_GATT_H

#include "../base/linkage.h"
#include "uuid.h"

MI_BEGIN

enum { MI_ATTRIBUTES = 128, MI_SERVICES = 24 }; /* kept of one device; further ones are not */

struct mi_attribute {
    uint16_t handle;
    struct mi_uuid uuid; /* of a value: that of its characteristic */
};

struct mi_service {
    uint16_t first; /* handle, both included */
    uint16_t last;
    struct mi_uuid uuid;
};

/* Zeroed memory knows nothing. Both lists are sorted by handle. */
struct mi_gatt {
    uint16_t attribute_count;
    uint16_t service_count;
    struct mi_attribute attributes[MI_ATTRIBUTES];
    struct mi_service services[MI_SERVICES];
};

/* Notes an attribute or a service; what was known of the same (first) handle is replaced. */
void mi_gatt_note(struct mi_gatt *gatt, uint16_t handle, struct mi_uuid uuid);
void mi_gatt_note_service(struct mi_gatt *gatt, uint16_t first, uint16_t last, struct mi_uuid uuid);

/* The UUID of a handle, and of the service around it; none when it is not known. */
struct mi_uuid mi_gatt_uuid(const struct mi_gatt *gatt, uint16_t handle);
struct mi_uuid mi_gatt_service(const struct mi_gatt *gatt, uint16_t handle);

/* Whether any service or attribute has this UUID. */
bool mi_gatt_has(const struct mi_gatt *gatt, struct mi_uuid uuid);

MI_END

#endif
