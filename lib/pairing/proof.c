/* The only file of this room that knows libcrypto. */
#include "pairing/proof.h"

#include "beacon/ccm.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <string.h>

enum { HALF_KEY = 16, BOTH_RANDOMS = 2 * MI_RANDOM_SIZE };

/* device key 16, host key 16, and both nonces, which are not needed here */
enum { DEVICE_KEY_AT = 0, HOST_KEY_AT = 16, LOGIN_KEYS = 64 };

static bool derive(const uint8_t token[MI_TOKEN_SIZE], uint8_t salt[BOTH_RANDOMS],
                   uint8_t keys[LOGIN_KEYS])
{
    char digest[] = "SHA256"; /* the interface takes no const */
    char info[] = "mible-login-info";
    uint8_t secret[MI_TOKEN_SIZE];
    memcpy(secret, token, sizeof secret);
    const OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, secret, sizeof secret),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, salt, BOTH_RANDOMS),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, info, sizeof info - 1),
        OSSL_PARAM_construct_end(),
    };
    EVP_KDF *hkdf = EVP_KDF_fetch(NULL, "HKDF", NULL);
    EVP_KDF_CTX *context = EVP_KDF_CTX_new(hkdf);
    bool is_derived = context != NULL && EVP_KDF_derive(context, keys, LOGIN_KEYS, parameters) == 1;
    EVP_KDF_CTX_free(context);
    EVP_KDF_free(hkdf);
    mi_wipe(secret, sizeof secret);
    return is_derived;
}

static bool sign(const uint8_t key[HALF_KEY], const uint8_t message[BOTH_RANDOMS],
                 uint8_t proof[MI_PROOF_SIZE])
{
    size_t size = 0;
    return EVP_Q_mac(NULL, "HMAC", NULL, "SHA256", NULL, key, HALF_KEY, message, BOTH_RANDOMS,
                     proof, MI_PROOF_SIZE, &size) != NULL &&
           size == MI_PROOF_SIZE;
}

bool mi_login_proofs(const uint8_t token[MI_TOKEN_SIZE], const uint8_t host_random[MI_RANDOM_SIZE],
                     const uint8_t device_random[MI_RANDOM_SIZE],
                     uint8_t device_proof[MI_PROOF_SIZE], uint8_t host_proof[MI_PROOF_SIZE])
{
    uint8_t keys[LOGIN_KEYS];
    uint8_t host_first[BOTH_RANDOMS];
    uint8_t device_first[BOTH_RANDOMS];
    memcpy(host_first, host_random, MI_RANDOM_SIZE);
    memcpy(host_first + MI_RANDOM_SIZE, device_random, MI_RANDOM_SIZE);
    memcpy(device_first, device_random, MI_RANDOM_SIZE);
    memcpy(device_first + MI_RANDOM_SIZE, host_random, MI_RANDOM_SIZE);
    bool is_made = derive(token, host_first, keys) &&
                   sign(keys + DEVICE_KEY_AT, device_first, device_proof) &&
                   sign(keys + HOST_KEY_AT, host_first, host_proof);
    mi_wipe(keys, sizeof keys);
    return is_made;
}
