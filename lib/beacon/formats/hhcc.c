/*
 * HHCCJCY10, the pink plant sensor, on 0xFD50; big endian.
 *
 *   moisture 1 | temperature 2 | illuminance 3 | battery 1 | conductivity 2
 */
#include "beacon/decode.h"
#include "beacon/rows.h"

const char MI_HHCC_MODEL[] = "HHCCJCY10";

/* clang-format off */
const struct mi_field MI_HHCC[] = {
    {SENSOR("moisture", "%"), U8(0), WHOLE},
    {SENSOR("temperature", "°C"), S16BE(1), TENTHS},
    {SENSOR("illuminance", "lx"), U24BE(3), WHOLE},
    {SENSOR("battery", "%"), U8(6), WHOLE},
    {SENSOR("conductivity", "µS/cm"), U16BE(7), WHOLE},
    {.key = NULL},
};
/* clang-format on */

void mi_hhcc_read(struct mi_frame *frame, struct mi_bytes bytes)
{
    frame->model = MI_HHCC_MODEL;
    mi_frame_layout(frame, MI_HHCC, bytes);
}
