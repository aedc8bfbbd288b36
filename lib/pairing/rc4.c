#include "pairing/rc4.h"

#include "beacon/ccm.h"

enum { STATES = 256 };

static void swap(uint8_t *a, uint8_t *b)
{
    uint8_t kept = *a;
    *a = *b;
    *b = kept;
}

void mi_rc4(const uint8_t *key, size_t key_size, const uint8_t *text, size_t size, uint8_t *out)
{
    uint8_t state[STATES];
    for (unsigned i = 0; i < STATES; i++)
        state[i] = (uint8_t)i;
    for (unsigned i = 0, j = 0; i < STATES; i++) {
        j = (j + state[i] + key[i % key_size]) % STATES;
        swap(&state[i], &state[j]);
    }
    uint8_t j = 0;
    for (size_t n = 0; n < size; n++) {
        uint8_t i = (uint8_t)(n + 1);
        j = (uint8_t)(j + state[i]);
        swap(&state[i], &state[j]);
        out[n] = text[n] ^ state[(uint8_t)(state[i] + state[j])];
    }
    mi_wipe(state, sizeof state);
}
