/*
 * Who advertised in a capture, and as which product: what the legacy authentication mixes into its
 * keys. Fixed memory; of addresses that share a place, Mi devices stay before others, and then
 * those heard lately.
 */
#ifndef MITOOL_PAIRING_HEARD_H
#define MITOOL_PAIRING_HEARD_H

#include "../base/linkage.h"
#include "../radio/advert.h"

MI_BEGIN

enum { MI_HEARD_PLACES = 256, MI_HEARD_WAYS = 4 };

struct mi_heard_device {
    struct mi_address address;
    bool is_used;
    bool has_product;
    uint16_t product_id;
    uint64_t heard; /* order of the last advertisement */
};

/* Zeroed memory is the state before the first advertisement. */
struct mi_heard {
    uint64_t clock;
    struct mi_heard_device devices[MI_HEARD_PLACES][MI_HEARD_WAYS];
};

void mi_heard_note(struct mi_heard *heard, const struct mi_advert *advert);

/* NULL when the address was not heard, or was forgotten. */
const struct mi_heard_device *mi_heard_find(const struct mi_heard *heard,
                                            struct mi_address address);

MI_END

#endif
