#include "capture/inflate.h"

#include "capture/source.h"

#include <stdlib.h>

#define ZLIB_CONST /* input is not written to */
#include <zlib.h>

struct mi_inflate {
    z_stream zlib;
};

/* zlib's largest window; 16 more ask for gzip. */
static const int WINDOWS[] = {
    [MI_WRAPPER_ZLIB] = MAX_WBITS,
    [MI_WRAPPER_GZIP] = MAX_WBITS + 16,
};

struct mi_inflate *mi_inflate_new(enum mi_wrapper wrapper)
{
    struct mi_inflate *state = calloc(1, sizeof *state);
    if (state == NULL || inflateInit2(&state->zlib, WINDOWS[wrapper]) != Z_OK) {
        free(state);
        return NULL;
    }
    return state;
}

enum mi_inflated mi_inflate(struct mi_inflate *state, struct mi_bytes *in, uint8_t *out,
                            size_t room, size_t *made)
{
    static const size_t STEP = 1u << 30; /* zlib counts in unsigned int */
    uInt given = (uInt)(in->left < STEP ? in->left : STEP);
    uInt wanted = (uInt)(room < STEP ? room : STEP);
    state->zlib.next_in = in->at;
    state->zlib.avail_in = given;
    state->zlib.next_out = out;
    state->zlib.avail_out = wanted;
    int status = inflate(&state->zlib, Z_NO_FLUSH);
    (void)mi_get_run(in, given - state->zlib.avail_in);
    *made = wanted - state->zlib.avail_out;
    if (status == Z_STREAM_END)
        return MI_INFLATE_DONE;
    return status == Z_OK || status == Z_BUF_ERROR ? MI_INFLATE_ON : MI_INFLATE_BAD;
}

void mi_inflate_again(struct mi_inflate *state)
{
    (void)inflateReset(&state->zlib);
}

void mi_inflate_free(struct mi_inflate *state)
{
    if (state == NULL)
        return;
    (void)inflateEnd(&state->zlib);
    free(state);
}

const char *mi_zlib_version(void)
{
    return zlibVersion();
}
