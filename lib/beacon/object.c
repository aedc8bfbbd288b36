#include "beacon/object.h"

#include "base/sorted.h"

const struct mi_object_type *mi_object_find(const struct mi_object_table *table, uint16_t id)
{
    size_t place;
    bool is_there = mi_sorted_find(table->types, table->count, sizeof *table->types, id, &place);
    return is_there ? &table->types[place] : NULL;
}
