/*
 * A cursor over untrusted bytes.
 *
 * Every byte that comes from a file, a pipe or the air is read through it. A read past the end
 * gives 0 or NULL and sets `failed`, which stays set: read a whole layout first, then ask once.
 * The cursor never owns the bytes; what it hands out lives as long as they do.
 */
#ifndef MITOOL_BASE_BYTES_H
#define MITOOL_BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Sixteen bytes, so that it is passed and returned in registers. */
struct mi_bytes {
    const uint8_t *at; /* next byte to read */
    uint32_t left;     /* bytes from `at` on */
    bool failed;       /* a read wanted more than was left */
};

/* Of more than 4 GiB, only the first 4 GiB are seen. */
static inline struct mi_bytes mi_bytes(const void *start, size_t size)
{
    struct mi_bytes bytes = {(const uint8_t *)start,
                             size < UINT32_MAX ? (uint32_t)size : UINT32_MAX, false};
    return bytes;
}

/* The next `size` bytes, or NULL (and failed) when fewer are left. */
static inline const uint8_t *mi_get_run(struct mi_bytes *bytes, size_t size)
{
    const uint8_t *run = bytes->at;
    if (bytes->failed || size > bytes->left) {
        bytes->failed = true;
        return NULL;
    }
    if (size > 0) {
        bytes->at += size;
        bytes->left -= (uint32_t)size;
    }
    return run;
}

/* The next `size` bytes as a cursor of their own; an empty one when fewer are left. */
static inline struct mi_bytes mi_get_slice(struct mi_bytes *bytes, size_t size)
{
    const uint8_t *run = mi_get_run(bytes, size);
    const struct mi_bytes none = {NULL, 0, true};
    return bytes->failed ? none : mi_bytes(run, size);
}

/* The last `size` bytes as a cursor of their own, taken off the end. */
static inline struct mi_bytes mi_get_tail(struct mi_bytes *bytes, size_t size)
{
    const struct mi_bytes none = {NULL, 0, true};
    if (bytes->failed || size > bytes->left) {
        bytes->failed = true;
        return none;
    }
    bytes->left -= (uint32_t)size;
    return mi_bytes(bytes->left > 0 ? bytes->at + bytes->left : bytes->at, size);
}

/*
 * Loads. `le`: least significant byte first; `be`: most significant byte first; width in bits, or
 * `size` in bytes: of more than 8 the 8 least significant ones count.
 */
static inline uint64_t mi_get_le(struct mi_bytes *bytes, unsigned size)
{
    const uint8_t *run = mi_get_run(bytes, size);
    uint64_t value = 0;
    for (unsigned i = size; run != NULL && i-- > 0;)
        value = value << 8 | run[i];
    return value;
}

static inline uint64_t mi_get_be(struct mi_bytes *bytes, unsigned size)
{
    const uint8_t *run = mi_get_run(bytes, size);
    uint64_t value = 0;
    for (unsigned i = 0; run != NULL && i < size; i++)
        value = value << 8 | run[i];
    return value;
}

static inline uint8_t mi_get_u8(struct mi_bytes *bytes)
{
    const uint8_t *run = mi_get_run(bytes, 1);
    return run != NULL ? run[0] : 0;
}

static inline uint16_t mi_get_le16(struct mi_bytes *bytes)
{
    const uint8_t *run = mi_get_run(bytes, 2);
    return run != NULL ? (uint16_t)(run[0] | (unsigned)run[1] << 8) : 0;
}

static inline uint32_t mi_get_le24(struct mi_bytes *bytes)
{
    return (uint32_t)mi_get_le(bytes, 3);
}

static inline uint32_t mi_get_le32(struct mi_bytes *bytes)
{
    const uint8_t *run = mi_get_run(bytes, 4);
    if (run == NULL)
        return 0;
    return run[0] | (uint32_t)run[1] << 8 | (uint32_t)run[2] << 16 | (uint32_t)run[3] << 24;
}

static inline uint64_t mi_get_le64(struct mi_bytes *bytes)
{
    const uint8_t *run = mi_get_run(bytes, 8);
    if (run == NULL)
        return 0;
    uint64_t low = run[0] | (uint32_t)run[1] << 8 | (uint32_t)run[2] << 16 | (uint32_t)run[3] << 24;
    uint64_t high =
        run[4] | (uint32_t)run[5] << 8 | (uint32_t)run[6] << 16 | (uint32_t)run[7] << 24;
    return low | high << 32;
}

static inline uint16_t mi_get_be16(struct mi_bytes *bytes)
{
    const uint8_t *run = mi_get_run(bytes, 2);
    return run != NULL ? (uint16_t)((unsigned)run[0] << 8 | run[1]) : 0;
}

static inline uint32_t mi_get_be32(struct mi_bytes *bytes)
{
    const uint8_t *run = mi_get_run(bytes, 4);
    if (run == NULL)
        return 0;
    return (uint32_t)run[0] << 24 | (uint32_t)run[1] << 16 | (uint32_t)run[2] << 8 | run[3];
}

static inline uint64_t mi_get_be64(struct mi_bytes *bytes)
{
    return mi_get_be(bytes, 8);
}

#endif
