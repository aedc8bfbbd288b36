/*
 * Bytes put together in a caller's buffer: the twin of bytes.h. What does not fit is dropped and
 * `full` is set.
 */
#ifndef MITOOL_BASE_PUT_H
#define MITOOL_BASE_PUT_H

#include "bytes.h"

struct mi_put {
    uint8_t *start;
    size_t room;
    size_t size;
    bool full;
};

static inline struct mi_put mi_put(uint8_t *buffer, size_t room)
{
    struct mi_put put = {buffer, room, 0, false};
    return put;
}

void mi_put_run(struct mi_put *put, const void *bytes, size_t size);

/* `size` bytes of a number, least or most significant byte first. */
void mi_put_le(struct mi_put *put, uint64_t value, unsigned size);
void mi_put_be(struct mi_put *put, uint64_t value, unsigned size);

#endif
