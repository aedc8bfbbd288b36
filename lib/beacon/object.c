#include "beacon/object.h"

const struct mi_object_type *mi_object_find(const struct mi_object_table *table, uint16_t id)
{
    size_t low = 0;
    size_t high = table->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct mi_object_type *type = &table->types[middle];
        if (type->id == id)
            return type;
        if (type->id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}
