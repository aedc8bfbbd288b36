/* A hash for tables in memory. Not for secrets: whoever wants inputs of one hash can have them. */
#ifndef MITOOL_BASE_HASH_H
#define MITOOL_BASE_HASH_H

#include "bytes.h"

/* One word more, with a multiplication and a shift, as in MurmurHash. */
static inline uint64_t mi_hash_word(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
    return hash ^ hash >> 29;
}

/* Bytes and how many they are, eight at a time; the last eight overlap those before. */
static inline uint64_t mi_hash_bytes(uint64_t hash, struct mi_bytes bytes)
{
    struct mi_bytes rest = bytes;
    hash ^= (uint64_t)bytes.left << 48;
    if (bytes.left < sizeof hash)
        return mi_hash_word(hash, mi_get_le(&bytes, bytes.left));
    while (bytes.left > sizeof hash)
        hash = mi_hash_word(hash, mi_get_le64(&bytes));
    struct mi_bytes last = mi_get_tail(&rest, sizeof hash);
    return mi_hash_word(hash, mi_get_le64(&last));
}

#endif
