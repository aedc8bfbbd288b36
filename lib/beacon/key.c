#include "beacon/key.h"

#include "beacon/ccm.h"
#include "beacon/makers.h"
#include "beacon/spelling.h"

#include <string.h>

enum {
    WITH_MAC = MI_KEY_SIZE + MI_ADDRESS_SIZE,
    HALF = MI_KEY_SHORT / 2,
    LEAST_DIGITS = 2 * MI_KEY_SHORT - 4, /* of what may be a key that was damaged */
};

static bool is_one_byte_repeated(const struct mi_key *key)
{
    for (size_t i = 1; i < key->size; i++)
        if (key->bytes[i] != key->bytes[0])
            return false;
    return true;
}

/* 0011223344556677…, 000102030405…, 1112131415…: each byte is the last one and a constant. */
static bool is_counted_up(const struct mi_key *key)
{
    uint8_t step = (uint8_t)(key->bytes[1] - key->bytes[0]);
    for (size_t i = 1; i < key->size; i++)
        if ((uint8_t)(key->bytes[i] - key->bytes[i - 1]) != step)
            return false;
    return step == 0x11 || step == 0x01;
}

static struct mi_problem problem(enum mi_problem_code code, size_t number, const char *string)
{
    return (struct mi_problem){.code = code, .number = {(uint32_t)number}, .string = string};
}

struct mi_problem mi_key_doubt(const struct mi_key *key)
{
    bool is_repeated = is_one_byte_repeated(key);
    if (is_repeated && key->bytes[0] == 0xff)
        return problem(MI_P_KEY_BLANK, 0,
                       "all F is what the cloud gives for a device without a key; pair it again");
    if (is_repeated && key->bytes[0] == 0)
        return problem(MI_P_KEY_BLANK, 0, "all zeros stand for no key");
    return problem(is_repeated || is_counted_up(key) ? MI_P_KEY_PLACEHOLDER : MI_OK, 0, NULL);
}

static struct mi_problem why_no_key(const struct mi_spelled *spelled)
{
    if (spelled->count == 0)
        return problem(MI_P_KEY_EMPTY, 0, NULL);
    if (spelled->odd_at != SIZE_MAX)
        return problem(MI_P_KEY_NOT_HEX, spelled->odd_at + 1, NULL);
    return problem(
        MI_P_KEY_DIGITS, spelled->count,
        spelled->count >= LEAST_DIGITS ? "; 'mitool verify' may find what is wrong with it" : NULL);
}

/* Takes the MAC out of both: Tasmota wants it behind the key, some write it before. */
static struct mi_bytes split(struct mi_bytes both, struct mi_address *mac)
{
    struct mi_bytes rest = both;
    struct mi_bytes behind = mi_get_tail(&rest, MI_ADDRESS_SIZE);
    struct mi_address last = mi_get_address_be(&behind);
    *mac = mi_get_address_be(&both);
    if (mi_is_of_maker(*mac) && !mi_is_of_maker(last))
        return both;
    *mac = last;
    return rest;
}

struct mi_problem mi_key_parse_with_mac(const char *text, size_t length, struct mi_key *key,
                                        struct mi_address *mac, bool *has_mac)
{
    struct mi_spelled spelled;
    uint8_t bytes[WITH_MAC] = {0};
    bool is_read = mi_spelling_read(text, length, &spelled);
    size_t size = spelled.count / 2;
    bool is_key = is_read && spelled.odd_at == SIZE_MAX && spelled.count % 2 == 0 &&
                  (size == MI_KEY_SIZE || size == MI_KEY_SHORT || size == WITH_MAC);
    *has_mac = is_key && size == WITH_MAC;
    for (size_t i = 0; is_key && i < size; i++)
        bytes[i] = (uint8_t)(spelled.digit[2 * i] << 4 | spelled.digit[2 * i + 1]);
    struct mi_problem result = is_key ? problem(MI_OK, 0, NULL) : why_no_key(&spelled);
    if (is_key) {
        struct mi_bytes given = mi_bytes(bytes, size);
        given = *has_mac ? split(given, mac) : given;
        *key = (struct mi_key){.size = (uint8_t)given.left};
        memcpy(key->bytes, given.at, given.left);
    }
    mi_wipe(bytes, sizeof bytes);
    mi_wipe(&spelled, sizeof spelled);
    return result;
}

struct mi_problem mi_key_parse(const char *text, size_t length, struct mi_key *key)
{
    struct mi_address ignored;
    bool has_mac;
    return mi_key_parse_with_mac(text, length, key, &ignored, &has_mac);
}

void mi_key_shape(const struct mi_key *key, enum mi_key_form form, uint8_t shaped[MI_KEY_SIZE])
{
    static const uint8_t MIDDLE[] = {0x8d, 0x3d, 0x3c, 0x97};
    switch (form) {
    case MI_KEY_AS_IS: memcpy(shaped, key->bytes, MI_KEY_SIZE); break;
    case MI_KEY_LEGACY:
        memcpy(shaped, key->bytes, HALF);
        memcpy(shaped + HALF, MIDDLE, sizeof MIDDLE);
        memcpy(shaped + HALF + sizeof MIDDLE, key->bytes + HALF, HALF);
        break;
    case MI_KEY_FILLED:
        memcpy(shaped, key->bytes, MI_KEY_SHORT);
        memset(shaped + MI_KEY_SHORT, 0xff, MI_KEY_SIZE - MI_KEY_SHORT);
        break;
    }
}
