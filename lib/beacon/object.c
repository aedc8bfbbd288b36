#include "beacon/object.h"

#include "base/sorted.h"

const struct mi_object_type *mi_object_find(const struct mi_object_table *table, uint16_t id)
{
    return mi_sorted_find(table->types, table->count, sizeof *table->types, id);
}
