/*
 * Items and product bytes of Qingping's own format. Collected from other open decoders and from
 * observed frames.
 */
#include "beacon/formats/qingping_items.h"
#include "beacon/rows.h"

/* clang-format off */

static const struct mi_object_type TYPES[] = {
    OBJECT(0x01, "temperature_humidity",
           {SENSOR("temperature", "°C"), LENGTH(4), S16LE(0), TENTHS},
           {SENSOR("humidity", "%"), LENGTH(4), U16LE(2), TENTHS}),
    /* bit 7 tells that it is charging */
    OBJECT(0x02, "battery", {SENSOR("battery", "%"), LENGTH(1), U8(0), BITS(0, 6)}),
    OBJECT(0x04, "door",
           {BINARY("door"), LENGTH(1), U8(0), VALUES(ON(0), OFF(1), ON(2))},
           {BINARY("door_left_open"), LENGTH(1), U8(0), VALUES(OFF_RANGE(0, 1), ON(2))}),
    OBJECT(0x07, "pressure", {SENSOR("pressure", "hPa"), LENGTH(2), U16LE(0), TENTHS}),
    OBJECT(0x08, "motion_illuminance",
           {BINARY("motion"), LENGTH(4), U8(0), VALUES(OFF(0), ON(1))},
           {SENSOR("illuminance", "lx"), LENGTH(4), U24LE(1)}),
    OBJECT(0x09, "illuminance", {SENSOR("illuminance", "lx"), LENGTH(4), U32LE(0)}),
    BARE_OBJECT(0x0f, "packet_counter"),
    OBJECT(0x11, "light", {BINARY("light"), LENGTH(1), U8(0), VALUES(OFF(0), ON(1))}),
    OBJECT(0x12, "particulate_matter",
           {SENSOR("pm25", "µg/m³"), LENGTH(4), U16LE(0)},
           {SENSOR("pm10", "µg/m³"), LENGTH(4), U16LE(2)}),
    OBJECT(0x13, "carbon_dioxide", {SENSOR("carbon_dioxide", "ppm"), LENGTH(2), U16LE(0)}),
};

const struct mi_object_table MI_QINGPING_ITEMS = {
    .types = TYPES,
    .count = sizeof TYPES / sizeof TYPES[0],
};

static const struct {
    uint8_t product;
    const char *model;
} PRODUCTS[] = {
    {0x01, "CGG1"},
    {0x04, "CGH1"},
    {0x07, "CGG1"},
    {0x09, "CGP1W"},
    {0x0c, "CGD1"},
    {0x0e, "CGDN1"},
    {0x0f, "CGM1"},
    {0x10, "CGDK2"},
    {0x12, "CGPR1"},
    {0x15, "CGF1W"},
    {0x16, "CGG1"},
    {0x18, "CGP23W"},
    {0x1e, "CGC1"},
    {0x24, "CGDN1"},
    {0x33, "CGP22C"},
    {0x4f, "CGG3"},
    {0x5d, "CGP22C"},
};

/* clang-format on */

const char *mi_qingping_model(uint8_t product)
{
    for (size_t i = 0; i < sizeof PRODUCTS / sizeof PRODUCTS[0]; i++)
        if (PRODUCTS[i].product == product)
            return PRODUCTS[i].model;
    return NULL;
}
