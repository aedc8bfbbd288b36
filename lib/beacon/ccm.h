/*
 * AES-128-CCM (RFC 3610, NIST SP 800-38C) with the AES of libcrypto, and what else is taken from
 * there.
 */
#ifndef MITOOL_BEACON_CCM_H
#define MITOOL_BEACON_CCM_H

#include "../base/linkage.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

MI_BEGIN

/* Sizes in bytes. All schemes have messages of one advertising structure. */
enum {
    MI_NONCE_MIN = 7,
    MI_NONCE_MAX = 13,
    MI_TAG_MIN = 4,
    MI_TAG_MAX = 16,
    MI_ASSOCIATED_MAX = 30,
    MI_MESSAGE_MAX = 256,
};

/*
 * Up to 64 keys that were used lately, set up for use, in some 45 KB: nothing is allocated for a
 * frame once they are. Not for two threads at once.
 */
struct mi_ccm;

/* NULL when libcrypto cannot give AES-128, or memory. */
struct mi_ccm *mi_ccm_new(void);

/* Wipes all keys that it kept. */
void mi_ccm_free(struct mi_ccm *ccm);

/* One message: the cipher text as sent and all that belongs to its nonce. */
struct mi_message {
    const uint8_t *nonce;
    size_t nonce_size; /* MI_NONCE_MIN to MI_NONCE_MAX */
    const uint8_t *associated;
    size_t associated_size; /* up to MI_ASSOCIATED_MAX */
    const uint8_t *text; /* cipher or plain text, by the function; may be where the result goes */
    size_t size;         /* up to MI_MESSAGE_MAX */
};

/*
 * Of each: `tag_size` is even, MI_TAG_MIN to MI_TAG_MAX. False, and nothing written, when a size is
 * not one that it can have or libcrypto fails.
 */

/*
 * Decrypts and authenticates: true when the tag fits; `plain` then holds `size` bytes, else it is
 * as it was.
 */
bool mi_ccm_open(struct mi_ccm *ccm, const uint8_t key[16], const struct mi_message *message,
                 const uint8_t *tag, size_t tag_size, uint8_t *plain);

/* Encrypts: `cipher` gets `size` bytes, `tag` gets `tag_size`. */
bool mi_ccm_seal(struct mi_ccm *ccm, const uint8_t key[16], const struct mi_message *message,
                 uint8_t *tag, size_t tag_size, uint8_t *cipher);

/*
 * Decrypts without proof: `plain` gets `size` bytes whatever the key, and `tag` the tag that they
 * would have. For frames of MiBeacon versions 2 and 3, and to show what a wrong key gives.
 */
bool mi_ccm_reveal(struct mi_ccm *ccm, const uint8_t key[16], const struct mi_message *message,
                   uint8_t *tag, size_t tag_size, uint8_t *plain);

/*
 * One message and its tag, to find out which of many keys opens it: what does not depend on the key
 * is done once. NULL when a size is not one that it can have, or libcrypto fails. Not for two
 * threads at once.
 */
struct mi_trial;
struct mi_trial *mi_trial_new(const struct mi_ccm *ccm, const struct mi_message *message,
                              const uint8_t *tag, size_t tag_size);
void mi_trial_free(struct mi_trial *trial);

/* Whether the tag fits. Allocates nothing. */
bool mi_trial_opens(struct mi_trial *trial, const uint8_t key[16]);

/*
 * Many messages and their tags, to find out which of them a key opens: AES goes over all of them at
 * once, which takes a fifth of the time. Only for texts and associated data as short as frames have
 * them. Not for two threads at once.
 */
enum { MI_SIEVE_TEXT = 32, MI_SIEVE_ASSOCIATED = 14 };
struct mi_sieve;

/* With room for so many messages; NULL when libcrypto cannot give AES-128, or memory. */
struct mi_sieve *mi_sieve_new(const struct mi_ccm *ccm, size_t room);
void mi_sieve_free(struct mi_sieve *sieve);
void mi_sieve_empty(struct mi_sieve *sieve);

/* Adds one behind the others. False when there is no room, or a size is not one for a sieve. */
bool mi_sieve_add(struct mi_sieve *sieve, const struct mi_message *message, const uint8_t *tag,
                  size_t tag_size);

/* Gives a message another nonce of the same size. False when there is no such message. */
bool mi_sieve_set_nonce(struct mi_sieve *sieve, size_t index, const uint8_t *nonce);

/* How many messages the key opens; `opened` gets their indexes, in any order, and has room for
 * all. Allocates nothing. */
size_t mi_sieve_try(struct mi_sieve *sieve, const uint8_t key[16], size_t *opened);

/* Overwrites a secret; not optimised away. */
void mi_wipe(void *secret, size_t size);

/*
 * Names a key without telling it: the first 32 bits of its SHA-256, to be shown as 8 digits. 0 when
 * libcrypto fails.
 */
uint32_t mi_fingerprint(const uint8_t *key, size_t size);

/*
 * Makes libcrypto start in half the time: it reads no configuration and fills no tables that this
 * library has no use for. For the whole process: to be called before anything else uses libcrypto,
 * by a program that does not speak TLS, which wants the system's policies.
 */
void mi_crypto_start_lean(void);

/* The version of libcrypto in use, static. */
const char *mi_crypto_version(void);

MI_END

#endif
