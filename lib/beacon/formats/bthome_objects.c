/*
 * BTHome objects, by the published list of the format. Names occur twice, for a number and for a
 * yes or no, or in two units; keys do not.
 */
#include "beacon/formats/objects.h"
#include "beacon/rows.h"

/* clang-format off */

/* Id, name, key, bytes of the value, how to read them, scale, unit. */
#define NUMBER(id_, name_, key_, bytes_, type_, scale_, unit_) \
    {.id = (id_), .length = (bytes_), .name = (name_), \
     .fields = FIELDS({SENSOR(key_, unit_), LENGTH(bytes_), type_(0), scale_})}

#define YES_NO(id_, name_, key_) \
    {.id = (id_), .length = 1, .name = (name_), \
     .fields = FIELDS({BINARY(key_), LENGTH(1), U8(0), CASES(NONZERO_IS_TRUE)})}

/* Put into words by bthome.c. */
#define WORDS(id_, name_, key_, bytes_) \
    {.id = (id_), .length = (bytes_), .name = (name_), .fields = FIELDS({TEXT(key_)})}

static const struct mi_case NONZERO_IS_TRUE[] = {OFF(0), ANY_ON};

static const struct mi_object_type TYPES[] = {
    NUMBER(0x00, "packet_id", "packet_id", 1, U8, WHOLE, NO_UNIT),
    NUMBER(0x01, "battery", "battery", 1, U8, WHOLE, "%"),
    NUMBER(0x02, "temperature", "temperature", 2, S16LE, HUNDREDTHS, "°C"),
    NUMBER(0x03, "humidity", "humidity", 2, U16LE, HUNDREDTHS, "%"),
    NUMBER(0x04, "pressure", "pressure", 3, U24LE, HUNDREDTHS, "hPa"),
    NUMBER(0x05, "illuminance", "illuminance", 3, U24LE, HUNDREDTHS, "lx"),
    NUMBER(0x06, "mass", "mass", 2, U16LE, HUNDREDTHS, "kg"),
    NUMBER(0x07, "mass", "mass_lb", 2, U16LE, HUNDREDTHS, "lb"),
    NUMBER(0x08, "dew_point", "dew_point", 2, S16LE, HUNDREDTHS, "°C"),
    NUMBER(0x09, "count", "count", 1, U8, WHOLE, NO_UNIT),
    NUMBER(0x0a, "energy", "energy", 3, U24LE, THOUSANDTHS, "kWh"),
    NUMBER(0x0b, "power", "power", 3, U24LE, HUNDREDTHS, "W"),
    NUMBER(0x0c, "voltage", "voltage", 2, U16LE, THOUSANDTHS, "V"),
    NUMBER(0x0d, "pm25", "pm25", 2, U16LE, WHOLE, "µg/m³"),
    NUMBER(0x0e, "pm10", "pm10", 2, U16LE, WHOLE, "µg/m³"),
    YES_NO(0x0f, "generic", "generic"),
    YES_NO(0x10, "power", "power_on"),
    YES_NO(0x11, "opening", "opening"),
    NUMBER(0x12, "carbon_dioxide", "carbon_dioxide", 2, U16LE, WHOLE, "ppm"),
    NUMBER(0x13, "volatile_organic_compounds", "volatile_organic_compounds",
           2, U16LE, WHOLE, "µg/m³"),
    NUMBER(0x14, "moisture", "moisture", 2, U16LE, HUNDREDTHS, "%"),
    YES_NO(0x15, "battery", "battery_low"),
    YES_NO(0x16, "battery_charging", "battery_charging"),
    YES_NO(0x17, "carbon_monoxide", "carbon_monoxide"),
    YES_NO(0x18, "cold", "cold"),
    YES_NO(0x19, "connectivity", "connectivity"),
    YES_NO(0x1a, "door", "door"),
    YES_NO(0x1b, "garage_door", "garage_door"),
    YES_NO(0x1c, "gas", "gas_detected"),
    YES_NO(0x1d, "heat", "heat"),
    YES_NO(0x1e, "light", "light"),
    YES_NO(0x1f, "lock", "lock"),
    YES_NO(0x20, "moisture", "moisture_detected"),
    YES_NO(0x21, "motion", "motion"),
    YES_NO(0x22, "moving", "moving"),
    YES_NO(0x23, "occupancy", "occupancy"),
    YES_NO(0x24, "plug", "plug"),
    YES_NO(0x25, "presence", "presence"),
    YES_NO(0x26, "problem", "problem"),
    YES_NO(0x27, "running", "running"),
    YES_NO(0x28, "safety", "safety"),
    YES_NO(0x29, "smoke", "smoke"),
    YES_NO(0x2a, "sound", "sound"),
    YES_NO(0x2b, "tamper", "tamper"),
    YES_NO(0x2c, "vibration", "vibration"),
    YES_NO(0x2d, "window", "window"),
    NUMBER(0x2e, "humidity", "humidity", 1, U8, WHOLE, "%"),
    NUMBER(0x2f, "moisture", "moisture", 1, U8, WHOLE, "%"),
    {.id = 0x3a, .length = 1, .name = "button", .fields = FIELDS(
        {EVENT("button"), LENGTH(1), U8(0),
         VALUES(ABSENT(0), IS(1, "press"), IS(2, "double_press"), IS(3, "triple_press"),
                IS(4, "long_press"), IS(5, "long_double_press"), IS(6, "long_triple_press"),
                IS(128, "hold_press"), IS(254, "hold_press"))})},
    {.id = 0x3b, .length = MI_ARGUMENTS_BYTE, .name = "command", .fields = FIELDS(
        {EVENT("command"), AT_LEAST(1), U8(0),
         VALUES(IS(0, "off"), IS(1, "on"), IS(2, "toggle"), IS(3, "step_up"),
                IS(4, "step_down"))})},
    {.id = 0x3c, .length = 2, .name = "dimmer", .fields = FIELDS(
        {EVENT("dimmer"), LENGTH(2), U8(0),
         VALUES(ABSENT(0), IS(1, "rotate_left"), IS(2, "rotate_right"))})},
    NUMBER(0x3d, "count", "count", 2, U16LE, WHOLE, NO_UNIT),
    NUMBER(0x3e, "count", "count", 4, U32LE, WHOLE, NO_UNIT),
    NUMBER(0x3f, "rotation", "rotation", 2, S16LE, TENTHS, "°"),
    NUMBER(0x40, "distance", "distance_mm", 2, U16LE, WHOLE, "mm"),
    NUMBER(0x41, "distance", "distance", 2, U16LE, TENTHS, "m"),
    NUMBER(0x42, "duration", "duration", 3, U24LE, THOUSANDTHS, "s"),
    NUMBER(0x43, "current", "current", 2, U16LE, THOUSANDTHS, "A"),
    NUMBER(0x44, "speed", "speed", 2, U16LE, HUNDREDTHS, "m/s"),
    NUMBER(0x45, "temperature", "temperature", 2, S16LE, TENTHS, "°C"),
    NUMBER(0x46, "uv_index", "uv_index", 1, U8, TENTHS, NO_UNIT),
    NUMBER(0x47, "volume", "volume", 2, U16LE, TENTHS, "L"),
    NUMBER(0x48, "volume", "volume_ml", 2, U16LE, WHOLE, "mL"),
    NUMBER(0x49, "volume_flow_rate", "volume_flow_rate", 2, U16LE, THOUSANDTHS, "m³/h"),
    NUMBER(0x4a, "voltage", "voltage", 2, U16LE, TENTHS, "V"),
    NUMBER(0x4b, "gas", "gas", 3, U24LE, THOUSANDTHS, "m³"),
    NUMBER(0x4c, "gas", "gas", 4, U32LE, THOUSANDTHS, "m³"),
    NUMBER(0x4d, "energy", "energy", 4, U32LE, THOUSANDTHS, "kWh"),
    NUMBER(0x4e, "volume", "volume", 4, U32LE, THOUSANDTHS, "L"),
    NUMBER(0x4f, "water", "water", 4, U32LE, THOUSANDTHS, "L"),
    NUMBER(0x50, "timestamp", "timestamp", 4, U32LE, WHOLE, "s"),
    NUMBER(0x51, "acceleration", "acceleration", 2, U16LE, THOUSANDTHS, "m/s²"),
    NUMBER(0x52, "gyroscope", "gyroscope", 2, U16LE, THOUSANDTHS, "°/s"),
    WORDS(0x53, "text", "text", MI_LENGTH_BYTE),
    WORDS(0x54, "raw", "raw", MI_LENGTH_BYTE),
    NUMBER(0x55, "volume_storage", "volume_storage", 4, U32LE, THOUSANDTHS, "L"),
    NUMBER(0x56, "conductivity", "conductivity", 2, U16LE, WHOLE, "µS/cm"),
    NUMBER(0x57, "temperature", "temperature", 1, S8, WHOLE, "°C"),
    NUMBER(0x58, "temperature", "temperature", 1, S8, SCALE(35, -2), "°C"),
    NUMBER(0x59, "count", "count", 1, S8, WHOLE, NO_UNIT),
    NUMBER(0x5a, "count", "count", 2, S16LE, WHOLE, NO_UNIT),
    NUMBER(0x5b, "count", "count", 4, S32LE, WHOLE, NO_UNIT),
    NUMBER(0x5c, "power", "power", 4, S32LE, HUNDREDTHS, "W"),
    NUMBER(0x5d, "current", "current", 2, S16LE, THOUSANDTHS, "A"),
    NUMBER(0x5e, "direction", "direction", 2, U16LE, HUNDREDTHS, "°"),
    NUMBER(0x5f, "precipitation", "precipitation", 2, U16LE, TENTHS, "mm"),
    NUMBER(0x60, "channel", "channel", 1, U8, WHOLE, NO_UNIT),
    NUMBER(0x61, "rotational_speed", "rotational_speed", 2, U16LE, WHOLE, "rpm"),
    NUMBER(0x62, "speed", "speed_signed", 4, S32LE, MILLIONTHS, "m/s"),
    NUMBER(0x63, "acceleration", "acceleration_signed", 4, S32LE, MILLIONTHS, "m/s²"),
    NUMBER(0x64, "light_level", "light_level", 1, U8, WHOLE, NO_UNIT),
    NUMBER(0x65, "settings_revision", "settings_revision", 1, U8, WHOLE, NO_UNIT),
    NUMBER(0xf0, "device_type_id", "device_type_id", 2, U16LE, WHOLE, NO_UNIT),
    WORDS(0xf1, "firmware_version", "firmware_version", 4),
    WORDS(0xf2, "firmware_version", "firmware_version", 3),
};

/* clang-format on */

const struct mi_object_table MI_BTHOME_OBJECTS = {
    .name = "bthome",
    .types = TYPES,
    .count = sizeof TYPES / sizeof TYPES[0],
};
