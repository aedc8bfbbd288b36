/* Two sorted lists in fixed memory. */
#include "link/gatt.h"

#include "base/sorted.h"

#include <string.h>

/* Where the handle stands among the attributes, or would stand. */
static bool find(const struct mi_gatt *gatt, uint16_t handle, size_t *at)
{
    const struct mi_attribute *place = mi_sorted_place(gatt->attributes, gatt->attribute_count,
                                                       sizeof gatt->attributes[0], handle);
    *at = (size_t)(place - gatt->attributes);
    return *at < gatt->attribute_count && place->handle == handle;
}

void mi_gatt_note(struct mi_gatt *gatt, uint16_t handle, struct mi_uuid uuid)
{
    size_t at;
    bool is_there = find(gatt, handle, &at);
    struct mi_attribute *attribute = &gatt->attributes[at];
    if (!is_there) {
        if (gatt->attribute_count == MI_ATTRIBUTES)
            return;
        memmove(attribute + 1, attribute, (gatt->attribute_count - at) * sizeof *attribute);
        gatt->attribute_count++;
    }
    *attribute = (struct mi_attribute){handle, uuid};
}

void mi_gatt_note_service(struct mi_gatt *gatt, uint16_t first, uint16_t last, struct mi_uuid uuid)
{
    size_t at = 0;
    while (at < gatt->service_count && gatt->services[at].first < first)
        at++;
    struct mi_service *service = &gatt->services[at];
    if (at == gatt->service_count || service->first != first) {
        if (gatt->service_count == MI_SERVICES)
            return;
        memmove(service + 1, service, (gatt->service_count - at) * sizeof *service);
        gatt->service_count++;
    }
    *service = (struct mi_service){first, last, uuid};
}

struct mi_uuid mi_gatt_uuid(const struct mi_gatt *gatt, uint16_t handle)
{
    size_t at;
    return find(gatt, handle, &at) ? gatt->attributes[at].uuid : (struct mi_uuid){0, 0};
}

struct mi_uuid mi_gatt_service(const struct mi_gatt *gatt, uint16_t handle)
{
    for (size_t i = gatt->service_count; i-- > 0;)
        if (handle >= gatt->services[i].first)
            return handle <= gatt->services[i].last ? gatt->services[i].uuid
                                                    : (struct mi_uuid){0, 0};
    return (struct mi_uuid){0, 0};
}

bool mi_gatt_has(const struct mi_gatt *gatt, struct mi_uuid uuid)
{
    for (size_t i = 0; i < gatt->service_count; i++)
        if (mi_uuid_equal(gatt->services[i].uuid, uuid))
            return true;
    for (size_t i = 0; i < gatt->attribute_count; i++)
        if (mi_uuid_equal(gatt->attributes[i].uuid, uuid))
            return true;
    return false;
}
