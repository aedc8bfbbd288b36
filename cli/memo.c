#include "memo.h"

#include <string.h>

static size_t place_of(uint64_t hash, struct mi_address address)
{
    uint64_t mixed = hash ^ hash >> 32 ^ address.octet[MI_ADDRESS_SIZE - 1];
    return (size_t)((mixed >> 1) % MEMO_ROWS); /* the lowest bit of a hash is always set */
}

void memo_keep(struct memo *memo, uint64_t hash, struct mi_address address, const char *end,
               size_t size)
{
    struct memo_row *row = &memo->rows[place_of(hash, address)];
    if (size > sizeof row->end)
        return;
    row->hash = hash;
    row->address = address;
    row->size = (uint16_t)size;
    memcpy(row->end, end, size);
}

const struct memo_row *memo_find(const struct memo *memo, uint64_t hash, struct mi_address address)
{
    const struct memo_row *row = &memo->rows[place_of(hash, address)];
    return row->hash == hash && mi_address_equal(row->address, address) ? row : NULL;
}
