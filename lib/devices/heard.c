#include "devices/heard.h"

#include <string.h>

bool mi_heard_before(struct mi_heard *heard, uint64_t hash)
{
    uint32_t *place = heard->hashes[(hash ^ hash >> 32) % MI_HEARD_PLACES];
    uint32_t part = (uint32_t)(hash >> 32) | 1;
    for (size_t i = 0; i < MI_HEARD_DEPTH; i++)
        if (place[i] == part)
            return true;
    memmove(place + 1, place, (MI_HEARD_DEPTH - 1) * sizeof *place);
    *place = part;
    return false;
}
