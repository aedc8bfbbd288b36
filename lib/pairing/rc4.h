/*
 * RC4, which the legacy authentication uses as it is: nothing dropped, a fresh state for every
 * message. libcrypto has it only in its legacy provider.
 */
#ifndef MITOOL_PAIRING_RC4_H
#define MITOOL_PAIRING_RC4_H

#include <stddef.h>
#include <stdint.h>

/* Encrypts or decrypts, which is the same; `out` gets `size` bytes and may be `text`. */
void mi_rc4(const uint8_t *key, size_t key_size, const uint8_t *text, size_t size, uint8_t *out);

#endif
