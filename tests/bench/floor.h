/* The floor of what tries keys: the bare EVP call on a MiBeacon frame of version 5 with a MAC. */
#ifndef MITOOL_BENCH_FLOOR_H
#define MITOOL_BENCH_FLOOR_H

#include "beacon/key.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

enum {
    FRAME = 23, /* bytes of a MiBeacon frame with a MAC and a temperature */
    MAC_AT = 5, /* in the frame */
    SEALED_AT = 11,
};

/* What any program has to call for one key and one frame. */
static inline void try_bare(EVP_CIPHER_CTX *evp, const uint8_t key[MI_KEY_SIZE],
                            const uint8_t frame[FRAME])
{
    static const uint8_t ASSOCIATED[] = {0x11};
    const uint8_t *sealed = frame + SEALED_AT;
    uint8_t nonce[12];
    uint8_t tag[4];
    uint8_t plain[16];
    int size = 0;
    memcpy(nonce, frame + MAC_AT, 6);
    memcpy(nonce + 6, frame + 2, 3);
    memcpy(nonce + 9, sealed + 5, 3);
    memcpy(tag, sealed + 8, sizeof tag);
    if (EVP_DecryptInit_ex(evp, NULL, NULL, key, NULL) != 1 ||
        EVP_CIPHER_CTX_ctrl(evp, EVP_CTRL_AEAD_SET_TAG, sizeof tag, tag) != 1 ||
        EVP_DecryptInit_ex(evp, NULL, NULL, NULL, nonce) != 1 ||
        EVP_DecryptUpdate(evp, NULL, &size, NULL, 5) != 1 ||
        EVP_DecryptUpdate(evp, NULL, &size, ASSOCIATED, sizeof ASSOCIATED) != 1 ||
        EVP_DecryptUpdate(evp, plain, &size, sealed, 5) == 1)
        abort(); /* none of the keys is right */
}

#endif
