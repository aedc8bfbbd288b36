#include "beacon/kept.h"

#include <string.h>

bool mi_keep(struct mi_kept *kept, const struct mi_envelope *envelope)
{
    if (envelope->bytes.left > MI_KEPT_BYTES)
        return false;
    *kept = (struct mi_kept){
        .hash = envelope->hash,
        .carrier = envelope->carrier,
        .missing = (uint16_t)(envelope->missing < UINT16_MAX ? envelope->missing : UINT16_MAX),
        .size = (uint8_t)envelope->bytes.left,
        .in_manufacturer_data = envelope->in_manufacturer_data,
        .is_bare = envelope->is_bare,
        .has_stray = envelope->has_stray,
        .has_advertiser = envelope->has_advertiser,
        .advertiser = envelope->advertiser,
    };
    memcpy(kept->bytes, envelope->bytes.at, envelope->bytes.left);
    return true;
}

struct mi_envelope mi_kept_envelope(const struct mi_kept *kept)
{
    return (struct mi_envelope){
        .bytes = mi_bytes(kept->bytes, kept->size),
        .missing = kept->missing,
        .carrier = kept->carrier,
        .in_manufacturer_data = kept->in_manufacturer_data,
        .is_bare = kept->is_bare,
        .has_stray = kept->has_stray,
        .has_advertiser = kept->has_advertiser,
        .advertiser = kept->advertiser,
        .hash = kept->hash,
    };
}
