/*
 * Encrypted frames of a capture, kept to try keys on that come to light later: of each device, the
 * last ones that differ. Fixed memory.
 */
#ifndef MITOOL_CLI_KEPT_H
#define MITOOL_CLI_KEPT_H

#include "beacon/kept.h"
#include "beacon/open.h"

enum { KEPT_PLACES = 256, KEPT_DEPTH = 32 };

struct kept_frame {
    struct mi_address address;
    struct mi_kept envelope;
};

/* Zeroed memory holds none. Devices share places, by a hash of their address. */
struct kept {
    uint32_t counts[KEPT_PLACES]; /* that came to a place, also those that were replaced */
    struct kept_frame frames[KEPT_PLACES][KEPT_DEPTH];
    struct mi_frame frame; /* for use meanwhile */
};

/* Keeps a frame that was just read, if it is encrypted and differs from those that are kept. */
void kept_add(struct kept *kept, const struct mi_frame *frame);

/* What a key does with the frames of a device. */
struct kept_trial {
    uint32_t opens;
    uint32_t proven; /* of these, by their tag */
    uint32_t of;
};

struct kept_trial kept_try(struct kept *kept, struct mi_ccm *ccm, const struct mi_key *key,
                           struct mi_address address);

/* The device that a key opens, beyond doubt; NULL when there is none. */
const struct mi_address *kept_owner(struct kept *kept, struct mi_ccm *ccm,
                                    const struct mi_key *key);

#endif
