/*
 * Service data without its UUID, as people copy it and as programs log it: of which service it is,
 * and whether it is a frame at all. One rule for all who find such bytes. Not installed.
 */
#ifndef MITOOL_BEACON_BARE_H
#define MITOOL_BEACON_BARE_H

#include "../base/address.h"
#include "../base/bytes.h"

enum { MI_BARE_MIN = 5 /* bytes of the shortest frame that is not expected */ };

/* What the text around bytes lets them be; each allows what those before it do. */
enum mi_trust {
    MI_TRUST_WORDS, /* nothing: they stand among words, as numbers and names of commits do */
    MI_TRUST_ALONE, /* nothing else stands there but time, address and signal strength */
    MI_TRUST_NAMED, /* a program calls them service data, of whatever device */
    MI_TRUST_HINT,  /* the same, and whoever asks expects payloads of any format */
    MI_TRUST_TOLD,  /* a label, or whoever asks, says that they are a payload */
};

/* Whether a format has it as its carrier: sensors put their readings into data of this service. */
bool mi_is_sensor_uuid(uint16_t uuid);

/*
 * The UUID that the bytes were sent under, 0 when they are no frame. A frame has no byte left over
 * or missing, and
 *
 * - carries the MAC that stands beside it, `beside`, which is NULL when none does; or
 * - stands alone, and is MiBeacon of a known product that says nothing unknown; or
 * - is named or expected, and is BTHome or Qingping that says nothing unknown, in plain unless it
 *   is expected; or
 * - is named or expected, and begins like MiBeacon of a known product; or
 * - is told to be one. What is told to be one and fits nothing is MiBeacon; beside a MAC only when
 *   it is likely so, as gateways tell of frames of all kinds.
 *
 * Beside a MAC, as many bytes as a key has are a key unless they carry that MAC, or are told to be
 * a frame and are likely one.
 */
uint16_t mi_bare_service(struct mi_bytes bytes, enum mi_trust trust,
                         const struct mi_address *beside);

/* Whether a frame of service data under `uuid` ends where the bytes do. */
bool mi_bare_is_whole(struct mi_bytes bytes, uint16_t uuid);

/* Whether they begin like MiBeacon of a known product, whatever follows. */
bool mi_bare_names_product(struct mi_bytes bytes);

/*
 * Whether the last byte is a signal strength that somebody put behind a frame of MiBeacon: that is
 * whole only without it, or has without it a counter that a device can reach.
 */
bool mi_bare_has_stray(struct mi_bytes bytes);

/* Behind the UUID of MiBeacon: whether a frame fits the bytes, or they name a known product. */
bool mi_bare_is_likely(struct mi_bytes bytes);

/*
 * Whether they are not as many as a key has, or are a frame nonetheless, which carries the MAC of
 * the key's owner, has its UUID in front, or stands in structures that end where the bytes do.
 */
bool mi_bare_is_no_key(struct mi_bytes bytes, const struct mi_address *owner);

#endif
