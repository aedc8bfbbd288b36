/* What proves a login with the standard authentication: HKDF and HMAC through libcrypto. */
#ifndef MITOOL_PAIRING_PROOF_H
#define MITOOL_PAIRING_PROOF_H

#include "../base/linkage.h"

#include <stdbool.h>
#include <stdint.h>

MI_BEGIN

enum { MI_TOKEN_SIZE = 12, MI_RANDOM_SIZE = 16, MI_PROOF_SIZE = 32 };

/*
 * The proofs that the two sides of a login send when they have this TOKEN and have drawn these
 * numbers (protocol of the vendor's mible_standard_auth). False when libcrypto fails.
 */
bool mi_login_proofs(const uint8_t token[MI_TOKEN_SIZE], const uint8_t host_random[MI_RANDOM_SIZE],
                     const uint8_t device_random[MI_RANDOM_SIZE],
                     uint8_t device_proof[MI_PROOF_SIZE], uint8_t host_proof[MI_PROOF_SIZE]);

MI_END

#endif
