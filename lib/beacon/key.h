/*
 * Bindkeys: 16 bytes, or 12 for older devices. Key memory is secret: wipe it with mi_wipe (ccm.h).
 */
#ifndef MITOOL_BEACON_KEY_H
#define MITOOL_BEACON_KEY_H

#include "../base/address.h"
#include "../base/linkage.h"
#include "../base/problem.h"

#include <stddef.h>
#include <stdint.h>

MI_BEGIN

enum { MI_KEY_SIZE = 16, MI_KEY_SHORT = 12 };

struct mi_key {
    uint8_t bytes[MI_KEY_SIZE];
    uint8_t size; /* MI_KEY_SIZE or MI_KEY_SHORT; 0: no key */
};

/* How the key was used. */
enum mi_key_form {
    MI_KEY_AS_IS,
    MI_KEY_LEGACY, /* first 6 bytes, 8d 3d 3c 97, last 6 bytes: mostly MiBeacon versions 2 and 3 */
    MI_KEY_FILLED, /* 12 bytes and ff ff ff ff: mostly MiBeacon versions 4 and 5 */
};

/*
 * Reads 32 or 24 hex digits as people write and programs print them: in quotes and brackets, with
 * separators, with a label in front, as base64 of 16 bytes, as literals and lists of numbers; also
 * 44, of which 12 are the MAC, before the key or behind it. Refuses other lengths.
 */
struct mi_problem mi_key_parse(const char *text, size_t length, struct mi_key *key);

/* The same; `has_mac` tells whether a MAC stood beside it. */
struct mi_problem mi_key_parse_with_mac(const char *text, size_t length, struct mi_key *key,
                                        struct mi_address *mac, bool *has_mac);

/*
 * Whether a key looks like none: MI_P_KEY_BLANK for all ff and all 00, MI_P_KEY_PLACEHOLDER for one
 * byte repeated, 00112233… and such, else MI_OK. It may be right all the same: published frames and
 * home-made devices have such keys.
 */
struct mi_problem mi_key_doubt(const struct mi_key *key);

/* Writes the 16 bytes that the cipher is given. `form` must fit the size of `key`. */
void mi_key_shape(const struct mi_key *key, enum mi_key_form form, uint8_t shaped[MI_KEY_SIZE]);

MI_END

#endif
