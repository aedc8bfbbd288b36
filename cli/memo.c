#include "memo.h"

#include "base/hash.h"

#include <string.h>

static size_t place_of(struct mi_address address)
{
    return (size_t)(mi_hash_word(0, mi_address_number(address)) % MEMO_PLACES);
}

void memo_keep(struct memo *memo, const struct mi_frame *frame, const char *end, size_t size)
{
    struct memo_place *place = &memo->places[place_of(frame->address)];
    if (size > MEMO_ROW_BYTES)
        return;
    place->newest = (place->newest + 1) % MEMO_ROWS;
    struct memo_row *row = &place->rows[place->newest];
    row->hash = frame->envelope.hash;
    row->address = frame->address;
    row->status = frame->status;
    row->size = (uint16_t)size;
    memcpy(row->end, end, size);
}

const struct memo_row *memo_find(const struct memo *memo, uint64_t hash, struct mi_address address)
{
    const struct memo_place *place = &memo->places[place_of(address)];
    for (size_t i = 0; i < MEMO_ROWS; i++) {
        const struct memo_row *row = &place->rows[i];
        if (row->hash == hash && mi_address_equal(row->address, address))
            return row;
    }
    return NULL;
}
