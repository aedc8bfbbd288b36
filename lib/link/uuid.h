/*
 * UUIDs of services, characteristics and descriptors, as numbers of 128 bits. Those of 16 bits
 * stand on the Bluetooth base UUID (Core, Vol 3 Part B, 2.5.1). Zeroed: none is known.
 */
#ifndef MITOOL_LINK_UUID_H
#define MITOOL_LINK_UUID_H

#include "../base/bytes.h"

/* ebe0ccc1-7a0a-4b0c-8a1a-6ff2997da3a6 is {0xebe0ccc17a0a4b0c, 0x8a1a6ff2997da3a6}. */
struct mi_uuid {
    uint64_t high;
    uint64_t low;
};

/* The same of a 16-bit number, for tables: 0000xxxx-0000-1000-8000-00805f9b34fb. */
#define MI_UUID_ON_BASE(number_)                                                                   \
    {                                                                                              \
        (uint64_t)(number_) << 32 | 0x1000, UINT64_C(0x800000805f9b34fb)                           \
    }

enum { MI_UUID_16_SIZE = 2, MI_UUID_128_SIZE = 16 };

static inline struct mi_uuid mi_uuid(uint16_t number)
{
    const struct mi_uuid uuid = MI_UUID_ON_BASE(number);
    return uuid;
}

static inline bool mi_uuid_equal(struct mi_uuid a, struct mi_uuid b)
{
    return a.high == b.high && a.low == b.low;
}

static inline bool mi_uuid_is(struct mi_uuid uuid, uint16_t number)
{
    return mi_uuid_equal(uuid, mi_uuid(number));
}

static inline bool mi_uuid_is_known(struct mi_uuid uuid)
{
    return (uuid.high | uuid.low) != 0;
}

/*
 * Reads a UUID of 2 or 16 bytes, the least significant first. None when fewer are left; of another
 * size there is no UUID either, and `bytes` have failed.
 */
static inline struct mi_uuid mi_get_uuid(struct mi_bytes *bytes, size_t size)
{
    struct mi_uuid uuid = {0, 0};
    struct mi_bytes sent = mi_get_slice(bytes, size);
    if (!sent.failed && size == MI_UUID_16_SIZE)
        return mi_uuid(mi_get_le16(&sent));
    bytes->failed = bytes->failed || size != MI_UUID_128_SIZE;
    if (bytes->failed)
        return uuid;
    uuid.low = mi_get_le64(&sent);
    uuid.high = mi_get_le64(&sent);
    return uuid;
}

#endif
