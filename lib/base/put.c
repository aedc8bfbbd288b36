#include "base/put.h"

#include <string.h>

void mi_put_run(struct mi_put *put, const void *bytes, size_t size)
{
    if (size > put->room - put->size) {
        put->full = true;
        return;
    }
    if (size > 0)
        memcpy(put->start + put->size, bytes, size);
    put->size += size;
}

static void put_u8(struct mi_put *put, uint64_t value)
{
    uint8_t byte = (uint8_t)(value & 0xff);
    mi_put_run(put, &byte, 1);
}

void mi_put_le(struct mi_put *put, uint64_t value, unsigned size)
{
    for (; size > 0; size--, value >>= 8)
        put_u8(put, value);
}

void mi_put_be(struct mi_put *put, uint64_t value, unsigned size)
{
    while (size-- > 0)
        put_u8(put, value >> (8 * size));
}
