/*
 * From an advertisement to its frame: mi_frame_read finds the format and takes the frame apart;
 * when it is encrypted, mi_frame_open tries keys on it.
 */
#ifndef MITOOL_BEACON_OPEN_H
#define MITOOL_BEACON_OPEN_H

#include "../base/linkage.h"
#include "../radio/advert.h"
#include "format.h"

MI_BEGIN

/*
 * Reads the frame in one advertising structure. False when it is in none of the formats known here;
 * `frame` is then of no use. Encrypted frames have the status MI_STATUS_KEY_MISSING.
 */
bool mi_frame_read(struct mi_frame *frame, const struct mi_advert *advert, const struct mi_ad *ad);

/*
 * The same in two steps: what a frame could be read from, and reading it. The envelope may be kept
 * in between, as long as its bytes live, and may be that of the frame itself. mi_envelope_read is
 * false when `ad` is of no type that holds frames.
 */
bool mi_envelope_read(struct mi_envelope *envelope, const struct mi_advert *advert,
                      const struct mi_ad *ad);
bool mi_frame_read_envelope(struct mi_frame *frame, const struct mi_envelope *envelope);

struct mi_opener {
    struct mi_ccm *ccm;
    const struct mi_key *keys;
    size_t key_count;
    const struct mi_address *given; /* an address to try as well, and backwards; or NULL */
};

/*
 * Tries keys on an encrypted frame that is not open yet, and what may be odd about its bytes. Sets
 * status, problem and, when a key fits, objects and readings. Does nothing to other frames.
 */
void mi_frame_open(struct mi_frame *frame, const struct mi_opener *opener);

/* Keys for devices whose addresses are known. */
struct mi_owned_keys {
    struct mi_ccm *ccm;
    const struct mi_key *keys;
    const struct mi_address *owners; /* of each key */
    size_t count;
};

/*
 * Tries each key with its owner's address, on an encrypted frame that is not open yet and carries
 * no address. When none is sure to be right, the frame stays as it is.
 */
bool mi_frame_open_by_owner(struct mi_frame *frame, const struct mi_owned_keys *owned);

MI_END

#endif
