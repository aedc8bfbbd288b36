#include "beacon/key.h"

#include "base/hex.h"
#include "beacon/ccm.h"

#include <string.h>

enum { TASMOTA_DIGITS = 44, HALF = MI_KEY_SHORT / 2 };

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

struct mi_problem mi_key_parse(const char *text, size_t length, struct mi_key *key)
{
    uint8_t bytes[64];
    struct mi_hex hex = mi_hex_decode(text, length, bytes, sizeof bytes);
    struct mi_problem result = problem(MI_OK, 0, NULL);
    size_t digits = hex.digits;

    if (hex.status == MI_HEX_EMPTY)
        result = problem(MI_P_KEY_EMPTY, 0, NULL);
    else if (hex.status == MI_HEX_NOT_HEX)
        result = problem(MI_P_KEY_NOT_HEX, hex.column + 1, NULL);
    else if (hex.status == MI_HEX_OK && digits == TASMOTA_DIGITS)
        result = problem(MI_P_KEY_FORTY_FOUR, 0, NULL);
    else if (hex.status != MI_HEX_OK || (hex.size != MI_KEY_SIZE && hex.size != MI_KEY_SHORT))
        result = problem(MI_P_KEY_DIGITS, digits, NULL);
    if (result.code == MI_OK) {
        memset(key->bytes, 0, sizeof key->bytes);
        memcpy(key->bytes, bytes, hex.size);
        key->size = (uint8_t)hex.size;
    }
    mi_wipe(bytes, sizeof bytes);
    return result;
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
