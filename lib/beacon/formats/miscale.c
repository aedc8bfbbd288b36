/*
 * Mi scales on the SIG's weight and body composition services; little endian.
 *
 *   v1, 0x181D   control 1 | weight 2 | year 2 | month 1 | day 1 | hour 1 | minute 1 | second 1
 *   v2, 0x181B   control 2 | year 2 | month 1 | … | second 1 | impedance 2 | weight 2
 *
 * The clock is the scale's own, of unknown time zone. Weights: raw / 200 kg, raw / 100 lb, and
 * raw / 100 jin of 0.5 kg, which is raw / 200 kg again.
 */
#include "beacon/decode.h"
#include "beacon/rows.h"
#include "radio/assigned.h"

enum {
    V1_WEIGHT = 1,
    V1_CLOCK = 3,
    V2_CLOCK = 2,
    V2_WEIGHT = 11,
    CLOCK_SIZE = 7,

    V1_POUNDS = 1 << 0,
    V1_STABILIZED = 1 << 5,
    V1_REMOVED = 1 << 7,

    /* the first control byte, then the second shifted by 8 */
    V2_POUNDS = 1 << 0,
    V2_IMPEDANCE = 1 << 9,
    V2_STABILIZED = 1 << 13,
    V2_REMOVED = 1 << 15,
};

static bool v1_has(struct mi_bytes value, uint8_t mask, uint8_t wanted)
{
    return (mi_get_u8(&value) & mask) == wanted;
}

static bool v2_has(struct mi_bytes value, uint16_t mask, uint16_t wanted)
{
    return (mi_get_le16(&value) & mask) == wanted;
}

static bool is_above_zero(struct mi_bytes value, size_t at)
{
    (void)mi_get_run(&value, at);
    return mi_get_le16(&value) > 0;
}

static bool v1_settled(struct mi_bytes value)
{
    return v1_has(value, V1_STABILIZED | V1_REMOVED, V1_STABILIZED) &&
           is_above_zero(value, V1_WEIGHT);
}

static bool v2_settled(struct mi_bytes value)
{
    return v2_has(value, V2_STABILIZED | V2_REMOVED, V2_STABILIZED) &&
           is_above_zero(value, V2_WEIGHT);
}

static bool v2_settled_with_impedance(struct mi_bytes value)
{
    return v2_settled(value) && v2_has(value, V2_IMPEDANCE, V2_IMPEDANCE);
}

static bool weigh(struct mi_bytes value, size_t at, bool is_in_pounds, struct mi_number *mass)
{
    static const struct mi_scale POUND = {45359237, -10, 0}; /* a hundredth of one in kg */
    static const struct mi_scale HALF_JIN = {5, -3, 0};      /* the same */
    (void)mi_get_run(&value, at);
    return mi_number_scaled(mi_get_le16(&value), is_in_pounds ? POUND : HALF_JIN, mass);
}

static bool v1_weigh(struct mi_bytes value, struct mi_number *mass)
{
    return weigh(value, V1_WEIGHT, v1_has(value, V1_POUNDS, V1_POUNDS), mass);
}

static bool v2_weigh(struct mi_bytes value, struct mi_number *mass)
{
    return weigh(value, V2_WEIGHT, v2_has(value, V2_POUNDS, V2_POUNDS), mass);
}

/* clang-format off */
static const struct mi_field LAYOUT_V1[] = {
    {SENSOR("mass_non_stabilized", "kg"), U16LE(V1_WEIGHT), COMPUTE(v1_weigh)},
    {SENSOR("mass", "kg"), U16LE(V1_WEIGHT), COMPUTE(v1_weigh), WHEN(v1_settled)},
    {BINARY("stabilized"), U8(0), VALUES(ANY_ON), WHEN(v1_settled)},
    {BINARY("stabilized"), U8(0), VALUES(ANY_OFF)},
    {.key = NULL},
};

static const struct mi_field LAYOUT_V2[] = {
    {SENSOR("mass_non_stabilized", "kg"), U16LE(V2_WEIGHT), COMPUTE(v2_weigh)},
    {SENSOR("mass", "kg"), U16LE(V2_WEIGHT), COMPUTE(v2_weigh), WHEN(v2_settled)},
    {SENSOR("impedance", "Ω"), U16LE(9), WHOLE, WHEN(v2_settled_with_impedance)},
    {BINARY("stabilized"), U16LE(0), VALUES(ANY_ON), WHEN(v2_settled)},
    {BINARY("stabilized"), U16LE(0), VALUES(ANY_OFF)},
    {.key = NULL},
};
/* clang-format on */

static void read_with_clock(struct mi_frame *frame, struct mi_bytes bytes, size_t clock_at)
{
    mi_frame_layout(frame, bytes);
    (void)mi_get_run(&bytes, clock_at);
    const uint8_t *clock = mi_get_run(&bytes, CLOCK_SIZE);
    if (clock != NULL)
        mi_frame_part(frame, MI_ROLE_CLOCK, clock, CLOCK_SIZE);
}

static void read_v1(struct mi_frame *frame, struct mi_bytes bytes)
{
    read_with_clock(frame, bytes, V1_CLOCK);
}

static void read_v2(struct mi_frame *frame, struct mi_bytes bytes)
{
    read_with_clock(frame, bytes, V2_CLOCK);
}

const struct mi_format MI_MISCALE_FORMATS[] = {
    {FORMAT("miscale_v1", "Mi Scale v1"), SERVICE(MI_UUID_WEIGHT_SCALE), LENGTH(10),
     ENCRYPTED("no"), .sleeps = true, .layout = LAYOUT_V1, .read = read_v1},
    {FORMAT("miscale_v2", "Mi Scale v2"), SERVICE(MI_UUID_BODY_COMPOSITION), LENGTH(13),
     ENCRYPTED("no"), .sleeps = true, .layout = LAYOUT_V2, .read = read_v2},
    {.name = NULL},
};
