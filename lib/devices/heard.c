#include "devices/heard.h"

#include <string.h>

bool mi_heard_before(struct mi_heard *heard, uint64_t hash)
{
    uint64_t *place = heard->hashes[(hash ^ hash >> 32) % MI_HEARD_PLACES];
    for (size_t i = 0; i < MI_HEARD_DEPTH; i++)
        if (place[i] == hash)
            return true;
    memmove(place + 1, place, (MI_HEARD_DEPTH - 1) * sizeof *place);
    *place = hash;
    return false;
}
