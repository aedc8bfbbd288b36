/* An envelope with its bytes, as small as can be: to read the frame again later. Not installed. */
#ifndef MITOOL_BEACON_KEPT_H
#define MITOOL_BEACON_KEPT_H

#include "frame.h"

enum { MI_KEPT_BYTES = 64 /* at most; longer frames are not kept */ };

struct mi_kept {
    uint64_t hash;
    uint16_t carrier;
    uint16_t missing;
    uint8_t size;
    bool in_manufacturer_data;
    bool is_bare;
    bool has_stray;
    bool has_advertiser;
    struct mi_address advertiser;
    uint8_t bytes[MI_KEPT_BYTES];
};

/* False when it is too long. */
bool mi_keep(struct mi_kept *kept, const struct mi_envelope *envelope);

/* Valid as long as what is kept. */
struct mi_envelope mi_kept_envelope(const struct mi_kept *kept);

#endif
