/*
 * HHCCJCY10, the pink plant sensor, on 0xFD50; big endian.
 *
 *   moisture 1 | temperature 2 | illuminance 3 | battery 1 | conductivity 2
 */
#include "beacon/decode.h"
#include "beacon/rows.h"
#include "radio/assigned.h"

static const struct mi_model MODELS[] = {{0, "HHCCJCY10"}, {.name = NULL}};

/* clang-format off */
static const struct mi_field LAYOUT[] = {
    {SENSOR("moisture", "%"), U8(0), WHOLE},
    {SENSOR("temperature", "°C"), S16BE(1), TENTHS},
    {SENSOR("illuminance", "lx"), U24BE(3), WHOLE},
    {SENSOR("battery", "%"), U8(6), WHOLE},
    {SENSOR("conductivity", "µS/cm"), U16BE(7), WHOLE},
    {.key = NULL},
};
/* clang-format on */

static void read_frame(struct mi_frame *frame, struct mi_bytes bytes)
{
    frame->model = mi_format_model(frame->format, 0);
    mi_frame_layout(frame, bytes);
}

const struct mi_format MI_HHCC_FORMATS[] = {
    {FORMAT("hhcc", "HHCCJCY10"), SERVICE(MI_UUID_TUYA), LENGTH(9), ENCRYPTED("no"),
     .layout = LAYOUT, .models = MODELS, .read = read_frame},
    {.name = NULL},
};
