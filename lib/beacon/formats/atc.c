/* clang-format off */
/*
 * Custom firmware of LYWSD03MMC and relatives on 0x181A: the layouts of ATC1441 and of pvvx, plain
 * and encrypted. The length tells which it is.
 *
 *   ATC1441     MAC 6, first byte first | temperature 2 | humidity 1 | battery 1 | voltage 2
 *               | counter 1
 *   pvvx        MAC 6, last byte first | temperature 2 | humidity 2 | voltage 2 | battery 1
 *               | counter 1 | flags 1 (absent in builds without the trigger service)
 *   encrypted   counter 1 | cipher text 3 (ATC1441) or 6 (pvvx) | MIC 4
 */
/* clang-format on */
#include "beacon/decode.h"
#include "beacon/rows.h"
#include "radio/advert.h"
#include "radio/assigned.h"

#include <string.h>

enum { TAG_SIZE = 4, AD_HEADER = 3, UUID = MI_UUID_ENVIRONMENTAL_SENSING };

/* clang-format off */
static const struct mi_case BIT[] = {OFF(0), ON(1)};

static const struct mi_field ATC[] = {
    {SENSOR("temperature", "°C"), S16BE(6), TENTHS},
    {SENSOR("humidity", "%"), U8(8), WHOLE},
    {SENSOR("battery", "%"), U8(9), WHOLE},
    {SENSOR("voltage", "V"), U16BE(10), THOUSANDTHS},
    {.key = NULL},
};

static const struct mi_field ATC_SEALED[] = {
    {SENSOR("temperature", "°C"), U8(0), .scale = {5, -1, -400}}, /* raw / 2 - 40 */
    {SENSOR("humidity", "%"), U8(1), .scale = {5, -1, 0}},        /* raw / 2 */
    {SENSOR("battery", "%"), U8(2), BITS(0, 6), WHOLE},
    {BINARY("switch"), U8(2), BITS(7, 7), CASES(BIT)},
    {.key = NULL},
};

static const struct mi_field PVVX[] = {
    {SENSOR("temperature", "°C"), S16LE(6), HUNDREDTHS},
    {SENSOR("humidity", "%"), U16LE(8), HUNDREDTHS},
    {SENSOR("voltage", "V"), U16LE(10), THOUSANDTHS},
    {SENSOR("battery", "%"), U8(12), WHOLE},
    {BINARY("opening"), U8(14), BITS(0, 0), CASES(BIT)},
    {BINARY("switch"), U8(14), BITS(1, 1), CASES(BIT)},
    {.key = NULL},
};

static const struct mi_field PVVX_SEALED[] = {
    {SENSOR("temperature", "°C"), S16LE(0), HUNDREDTHS},
    {SENSOR("humidity", "%"), U16LE(2), HUNDREDTHS},
    {SENSOR("battery", "%"), U8(4), WHOLE},
    {BINARY("opening"), U8(5), BITS(0, 0), CASES(BIT)},
    {BINARY("switch"), U8(5), BITS(1, 1), CASES(BIT)},
    {.key = NULL},
};
/* clang-format on */

static const struct mi_scheme SCHEME = {
    .name = "AES-128-CCM, MIC of 4 bytes",
    .nonce_size = 11,
    .tag_size = TAG_SIZE,
    .has_associated = true,
    .address_at = 0,
    .address_size = 6,
    .address_reversed = true,
};

static void read_counter(struct mi_frame *frame, struct mi_bytes *bytes)
{
    const uint8_t *at = bytes->at;
    frame->counter = mi_get_u8(bytes);
    if (bytes->failed)
        return;
    frame->counter_bits = 8;
    mi_frame_part(frame, MI_ROLE_COUNTER, at, 1);
}

static void read_plain(struct mi_frame *frame, struct mi_bytes bytes, size_t counter_at,
                       struct mi_address (*get_address)(struct mi_bytes *))
{
    struct mi_bytes rest = bytes;
    struct mi_address address = get_address(&rest);
    if (!rest.failed)
        mi_frame_address(frame, address, bytes.at);
    mi_frame_layout(frame, bytes);
    (void)mi_get_run(&bytes, counter_at);
    read_counter(frame, &bytes);
}

static void read_atc(struct mi_frame *frame, struct mi_bytes bytes)
{
    enum { COUNTER_AT = 12 };
    read_plain(frame, bytes, COUNTER_AT, mi_get_address_be);
}

static void read_pvvx(struct mi_frame *frame, struct mi_bytes bytes)
{
    enum { COUNTER_AT = 13 };
    read_plain(frame, bytes, COUNTER_AT, mi_get_address);
}

/* With one byte behind it, ATC1441 is as long. */
static bool is_plausible_pvvx(struct mi_bytes bytes)
{
    enum { HUMIDITY_AT = 8, HUMIDITY_MAX = 10000, MILLIVOLT_MIN = 1000, MILLIVOLT_MAX = 4500 };
    (void)mi_get_run(&bytes, HUMIDITY_AT);
    uint16_t humidity = mi_get_le16(&bytes);
    uint16_t millivolt = mi_get_le16(&bytes);
    uint8_t battery = mi_get_u8(&bytes);
    return humidity <= HUMIDITY_MAX && millivolt >= MILLIVOLT_MIN && millivolt <= MILLIVOLT_MAX &&
           battery <= 100;
}

/* The nonce begins as the advertising structure does: MAC, length, type, UUID, counter. */
static void read_sealed(struct mi_frame *frame, struct mi_bytes bytes)
{
    const uint8_t start[] = {
        (uint8_t)(frame->bytes.left + AD_HEADER),
        MI_AD_SERVICE_DATA_16,
        UUID & 0xff,
        UUID >> 8,
    };
    read_counter(frame, &bytes);
    struct mi_bytes tag = mi_get_tail(&bytes, TAG_SIZE);
    if (bytes.failed)
        return; /* cut: the bytes that are missing will be told */
    mi_frame_part(frame, MI_ROLE_CIPHER_TEXT, bytes.at, bytes.left);
    mi_frame_part(frame, MI_ROLE_TAG, tag.at, tag.left);
    uint8_t *nonce = frame->seal.nonce;
    memcpy(nonce + MI_ADDRESS_SIZE, start, sizeof start);
    nonce[MI_ADDRESS_SIZE + sizeof start] = (uint8_t)frame->counter;
    mi_frame_seal(frame, &SCHEME, bytes, tag, "MAC reversed, length, type, UUID, counter");
}

/* clang-format off */
#define CUSTOM(name_, title_) \
    FORMAT(name_, title_), SERVICE(UUID), .family = MI_FAMILY_CUSTOM

const struct mi_format MI_ATC_FORMATS[] = {
    {CUSTOM("atc1441", "ATC1441"), LENGTH(13), ENCRYPTED("no"), .layout = ATC, .read = read_atc},
    {CUSTOM("atc1441", "ATC1441"), LENGTH(8), ENCRYPTED("yes"), .layout = ATC_SEALED,
     .read = read_sealed, .unpack = mi_frame_layout},
    {CUSTOM("pvvx", "pvvx custom"), FROM_TO(14, 15), ENCRYPTED("no"), .layout = PVVX,
     .read = read_pvvx, .is_plausible = is_plausible_pvvx},
    {CUSTOM("pvvx", "pvvx custom"), LENGTH(11), ENCRYPTED("yes"), .layout = PVVX_SEALED,
     .read = read_sealed, .unpack = mi_frame_layout},
    {.name = NULL},
};
/* clang-format on */
