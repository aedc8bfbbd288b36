#include "beacon/ccm.h"

#include <limits.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

/*
 * libcrypto wants the sizes of nonce and tag before the key, and setting a key anew costs as much
 * as decrypting a frame: contexts are kept with the key they hold, each in the one place that key
 * and sizes lead to.
 */
enum { CONTEXTS = 64, KEY_SIZE = 16 };

struct context {
    EVP_CIPHER_CTX *evp; /* NULL: not used yet */
    size_t nonce_size;
    size_t tag_size;
    bool encrypts;
    bool has_key;
    uint8_t key[KEY_SIZE];
};

struct mi_ccm {
    EVP_CIPHER *cipher;
    struct context contexts[CONTEXTS];
};

struct mi_ccm *mi_ccm_new(void)
{
    struct mi_ccm *ccm = calloc(1, sizeof *ccm);
    if (ccm == NULL)
        return NULL;
    ccm->cipher = EVP_CIPHER_fetch(NULL, "AES-128-CCM", NULL);
    if (ccm->cipher != NULL)
        return ccm;
    mi_ccm_free(ccm);
    return NULL;
}

void mi_ccm_free(struct mi_ccm *ccm)
{
    if (ccm == NULL)
        return;
    for (size_t i = 0; i < CONTEXTS; i++)
        EVP_CIPHER_CTX_free(ccm->contexts[i].evp);
    EVP_CIPHER_free(ccm->cipher);
    mi_wipe(ccm, sizeof *ccm);
    free(ccm);
}

static bool context_prepare(struct mi_ccm *ccm, struct context *context, size_t nonce_size,
                            size_t tag_size, bool encrypts)
{
    context->has_key = false;
    context->nonce_size = 0;
    if (context->evp == NULL)
        context->evp = EVP_CIPHER_CTX_new();
    if (context->evp == NULL || EVP_CIPHER_CTX_reset(context->evp) != 1 ||
        EVP_CipherInit_ex2(context->evp, ccm->cipher, NULL, NULL, encrypts, NULL) != 1 ||
        EVP_CIPHER_CTX_ctrl(context->evp, EVP_CTRL_AEAD_SET_IVLEN, (int)nonce_size, NULL) != 1 ||
        EVP_CIPHER_CTX_ctrl(context->evp, EVP_CTRL_AEAD_SET_TAG, (int)tag_size, NULL) != 1)
        return false;
    context->nonce_size = nonce_size;
    context->tag_size = tag_size;
    context->encrypts = encrypts;
    return true;
}

static struct context *context_place(struct mi_ccm *ccm, const uint8_t *key, size_t nonce_size,
                                     size_t tag_size, bool encrypts)
{
    size_t mixed = nonce_size + 3 * tag_size + 7 * encrypts;
    for (size_t i = 0; i < KEY_SIZE; i += 4)
        mixed += key[i];
    return &ccm->contexts[mixed % CONTEXTS];
}

/* A context of these sizes that holds the key; NULL when libcrypto refuses. */
static struct context *context_get(struct mi_ccm *ccm, const uint8_t *key, size_t nonce_size,
                                   size_t tag_size, bool encrypts)
{
    struct context *context = context_place(ccm, key, nonce_size, tag_size, encrypts);
    bool fits = context->nonce_size == nonce_size && context->tag_size == tag_size &&
                context->encrypts == encrypts;
    if (!fits && !context_prepare(ccm, context, nonce_size, tag_size, encrypts))
        return NULL;
    if (!context->has_key || memcmp(context->key, key, KEY_SIZE) != 0) {
        context->has_key = EVP_CipherInit_ex2(context->evp, NULL, key, NULL, encrypts, NULL) == 1;
        memcpy(context->key, key, KEY_SIZE);
    }
    return context->has_key ? context : NULL;
}

/* The steps that both directions share: nonce (and tag), size, associated data, text. */
static bool run(EVP_CIPHER_CTX *evp, const struct mi_message *message, const OSSL_PARAM *tag,
                uint8_t *out)
{
    int size = (int)message->size;
    int associated_size = (int)message->associated_size;
    int written = 0;
    return EVP_CipherInit_ex2(evp, NULL, NULL, message->nonce, -1, tag) == 1 &&
           EVP_CipherUpdate(evp, NULL, &written, NULL, size) == 1 &&
           (associated_size == 0 ||
            EVP_CipherUpdate(evp, NULL, &written, message->associated, associated_size) == 1) &&
           EVP_CipherUpdate(evp, out, &written, message->text, size) == 1 && written == size;
}

bool mi_ccm_open(struct mi_ccm *ccm, const uint8_t key[16], const struct mi_message *message,
                 const uint8_t *tag, size_t tag_size, uint8_t *plain)
{
    if (message->size > INT_MAX || message->associated_size > INT_MAX || tag_size > MI_TAG_MAX)
        return false;
    struct context *context = context_get(ccm, key, message->nonce_size, tag_size, false);
    uint8_t expected[MI_TAG_MAX]; /* the interface takes no const */
    memcpy(expected, tag, tag_size);
    const OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_octet_string(OSSL_CIPHER_PARAM_AEAD_TAG, expected, tag_size),
        OSSL_PARAM_construct_end(),
    };
    bool fits = context != NULL && run(context->evp, message, parameters, plain);
    if (!fits)
        mi_wipe(plain, message->size);
    return fits;
}

bool mi_ccm_seal(struct mi_ccm *ccm, const uint8_t key[16], const struct mi_message *message,
                 uint8_t *tag, size_t tag_size, uint8_t *cipher)
{
    if (message->size > INT_MAX || message->associated_size > INT_MAX || tag_size > MI_TAG_MAX)
        return false;
    struct context *context = context_get(ccm, key, message->nonce_size, tag_size, true);
    int written = 0;
    return context != NULL && run(context->evp, message, NULL, cipher) &&
           EVP_CipherFinal_ex(context->evp, cipher + message->size, &written) == 1 &&
           EVP_CIPHER_CTX_ctrl(context->evp, EVP_CTRL_AEAD_GET_TAG, (int)tag_size, tag) == 1;
}

bool mi_ccm_reveal(struct mi_ccm *ccm, const uint8_t key[16], const struct mi_message *message,
                   uint8_t *tag, size_t tag_size, uint8_t *plain)
{
    /* The key stream is the same in both directions, so encrypting the cipher text gives the plain
     * text, and encrypting that once more its tag. */
    struct mi_message revealed = *message;
    uint8_t scratch[512];
    if (message->size > sizeof scratch || !mi_ccm_seal(ccm, key, message, tag, tag_size, plain))
        return false;
    revealed.text = plain;
    return mi_ccm_seal(ccm, key, &revealed, tag, tag_size, scratch);
}

void mi_wipe(void *secret, size_t size)
{
    OPENSSL_cleanse(secret, size);
}

uint32_t mi_fingerprint(const uint8_t *key, size_t size)
{
    uint8_t digest[EVP_MAX_MD_SIZE] = {0};
    if (EVP_Digest(key, size, digest, NULL, EVP_sha256(), NULL) != 1)
        return 0;
    return (uint32_t)digest[0] << 24 | (uint32_t)digest[1] << 16 | (uint32_t)digest[2] << 8 |
           digest[3];
}

const char *mi_crypto_version(void)
{
    return OpenSSL_version(OPENSSL_VERSION_STRING);
}
