/*
 * AES-128-CCM (RFC 3610, NIST SP 800-38C) through libcrypto, and what else is taken from there.
 */
#ifndef MITOOL_BEACON_CCM_H
#define MITOOL_BEACON_CCM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MI_TAG_MAX = 16, MI_NONCE_MAX = 13 };

/*
 * Reusable cipher state, which keeps the keys used lately: none is allocated for a frame once the
 * keys have been used. Not for two threads at once.
 */
struct mi_ccm;

/* NULL when libcrypto cannot give AES-128-CCM. */
struct mi_ccm *mi_ccm_new(void);
void mi_ccm_free(struct mi_ccm *ccm);

/* One message: the cipher text as sent and all that belongs to its nonce. */
struct mi_message {
    const uint8_t *nonce;
    size_t nonce_size; /* 7 to 13 */
    const uint8_t *associated;
    size_t associated_size;
    const uint8_t *text; /* cipher or plain text, by the function */
    size_t size;
};

/*
 * Decrypts and authenticates: true when the tag of `tag_size` (4 to 16, even) bytes fits; `plain`
 * then holds `size` bytes, else nothing of use.
 */
bool mi_ccm_open(struct mi_ccm *ccm, const uint8_t key[16], const struct mi_message *message,
                 const uint8_t *tag, size_t tag_size, uint8_t *plain);

/* Encrypts: `cipher` gets `size` bytes, `tag` gets `tag_size`. False when libcrypto fails. */
bool mi_ccm_seal(struct mi_ccm *ccm, const uint8_t key[16], const struct mi_message *message,
                 uint8_t *tag, size_t tag_size, uint8_t *cipher);

/*
 * Decrypts without proof: `plain` gets `size` bytes whatever the key, and `tag` the tag that they
 * would have. For frames of MiBeacon versions 2 and 3, and to show what a wrong key gives.
 */
bool mi_ccm_reveal(struct mi_ccm *ccm, const uint8_t key[16], const struct mi_message *message,
                   uint8_t *tag, size_t tag_size, uint8_t *plain);

/* Overwrites a secret; not optimised away. */
void mi_wipe(void *secret, size_t size);

/*
 * Names a key without telling it: the first 32 bits of its SHA-256, to be shown as 8 digits. 0 when
 * libcrypto fails.
 */
uint32_t mi_fingerprint(const uint8_t *key, size_t size);

/* The version of libcrypto in use, static. */
const char *mi_crypto_version(void);

#endif
