/*
 * Qingping's own format on 0xFDCD and 0xFFF9.
 *
 *   flags 1 | product 1 | MAC 6, last byte first | items: id 1, length 1, value
 *
 * Items and models are collected from other open decoders and from observed frames.
 */
#include "beacon/decode.h"
#include "beacon/rows.h"
#include "radio/assigned.h"

enum {
    ITEM_HEADER = 2,
    ITEM_PACKET_COUNTER = 0x0f,
    TOO_BRIGHT = 83001, /* lx: the sensor ends before it, though some frames carry more */
};

#define AIR_MONITOR "CGDN1"

/* clang-format off */

static const struct mi_object_type ITEMS[] = {
    OBJECT(0x01, "temperature_humidity",
           {SENSOR("temperature", "°C"), LENGTH(4), S16LE(0), TENTHS},
           {SENSOR("humidity", "%"), LENGTH(4), U16LE(2), TENTHS}),
    /* bit 7 tells that it is charging; all bits, that it runs from a supply */
    OBJECT(0x02, "battery",
           {SENSOR("battery", "%"), LENGTH(1), U8(0), BITS(0, 6), VALUES(ABSENT_RANGE(101, 127))}),
    OBJECT(0x04, "door",
           {BINARY("door"), LENGTH(1), U8(0), VALUES(ON(0), OFF(1), ON(2))},
           {BINARY("door_left_open"), LENGTH(1), U8(0), VALUES(OFF_RANGE(0, 1), ON(2))}),
    OBJECT(0x07, "pressure", {SENSOR("pressure", "hPa"), LENGTH(2), U16LE(0), TENTHS}),
    OBJECT(0x08, "motion_illuminance",
           {BINARY("motion"), LENGTH(4), U8(0), VALUES(OFF(0), ON(1))},
           {SENSOR("illuminance", "lx"), LENGTH(4), U24LE(1),
            VALUES(ABSENT_RANGE(TOO_BRIGHT, 0xffffff))}),
    OBJECT(0x09, "illuminance",
           {SENSOR("illuminance", "lx"), LENGTH(4), U32LE(0),
            VALUES(ABSENT_RANGE(TOO_BRIGHT, UINT32_MAX))}),
    BARE_OBJECT(0x0f, "packet_counter"),
    OBJECT(0x11, "light", {BINARY("light"), LENGTH(1), U8(0), VALUES(OFF(0), ON(1))}),
    OBJECT(0x12, "particulate_matter",
           {SENSOR("pm25", "µg/m³"), LENGTH(4), U16LE(0)},
           {SENSOR("pm10", "µg/m³"), LENGTH(4), U16LE(2)}),
    OBJECT(0x13, "carbon_dioxide", {SENSOR("carbon_dioxide", "ppm"), LENGTH(2), U16LE(0)}),
    OBJECT(0x15, "voc_index", {SENSOR("voc_index", NO_UNIT), LENGTH(2), U16LE(0)}),
    BARE_OBJECT(0x18, "hardware"),
    OBJECT(0x19, "noise", {SENSOR("noise", "dB"), LENGTH(1), U8(0)}),
};

static const struct mi_model MODELS[] = {
    {0x01, "CGG1"},
    {0x04, "CGH1"},
    {0x07, "CGG1"},
    {0x09, "CGP1W"},
    {0x0c, "CGD1"},
    {0x0e, AIR_MONITOR},
    {0x0f, "CGM1"},
    {0x10, "CGDK2"},
    {0x12, "CGPR1"},
    {0x15, "CGF1W"},
    {0x16, "CGG1"},
    {0x18, "CGP23W"},
    {0x1e, "CGC1"},
    {0x24, AIR_MONITOR},
    {0x26, "CGP23W"},
    {0x33, "CGP22C"},
    {0x4f, "CGG3"},
    {0x52, "CGR1PC"},
    {0x5d, "CGP22C"},
    {0x62, "CGR1PC"},
    {.name = NULL},
};

/* clang-format on */

static const struct mi_object_table TABLE = {
    .name = "qingping",
    .types = ITEMS,
    .count = sizeof ITEMS / sizeof ITEMS[0],
};

static void read_item(struct mi_frame *frame, uint8_t id, struct mi_bytes value)
{
    struct mi_object *object = mi_object_begin(frame, id, value);
    if (object == NULL)
        return;
    if (id == ITEM_PACKET_COUNTER && value.left == 1) {
        struct mi_bytes counter = value;
        frame->counter = mi_get_u8(&counter);
        frame->counter_bits = 8;
    } else if (object->type != NULL) {
        mi_fields_read(frame, object->type->fields, frame->model, value);
    }
    mi_object_end(frame, object, value.at - ITEM_HEADER, value.left + ITEM_HEADER);
}

static void read_items(struct mi_frame *frame, struct mi_bytes bytes)
{
    while (bytes.left >= ITEM_HEADER) {
        const uint8_t *start = bytes.at;
        uint8_t id = mi_get_u8(&bytes);
        uint8_t size = mi_get_u8(&bytes);
        if (size > bytes.left) {
            mi_object_cut(frame, MI_P_ITEM_CUT, id, start, size, bytes.left);
            return;
        }
        read_item(frame, id, mi_get_slice(&bytes, size));
    }
}

/*
 * The MAC in the data, which on an air monitor may be that of its Wi-Fi: then the device has the
 * address of the sender.
 */
static void take_address(struct mi_frame *frame, struct mi_address address, const uint8_t *at)
{
    bool is_other = frame->address_source == MI_ADDRESS_ADVERTISER &&
                    !mi_address_equal(address, frame->address);
    if (is_other && frame->model != NULL && mi_is_word(frame->model, AIR_MONITOR))
        mi_frame_part(frame, MI_ROLE_WIFI_MAC, at, MI_ADDRESS_SIZE);
    else
        mi_frame_address(frame, address, at);
}

static void read_frame(struct mi_frame *frame, struct mi_bytes bytes)
{
    const uint8_t *start = bytes.at;
    (void)mi_get_u8(&bytes);
    frame->product_id = mi_get_u8(&bytes);
    struct mi_address address = mi_get_address(&bytes);
    if (bytes.failed) {
        mi_frame_cut(frame, MI_P_HEADER_CUT, frame->bytes.left, 0);
        return;
    }
    frame->has_product = true;
    frame->model = mi_format_model(frame->format, frame->product_id);
    mi_frame_part(frame, MI_ROLE_CONTROL, start, 1);
    mi_frame_part(frame, MI_ROLE_PRODUCT, start + 1, 1);
    take_address(frame, address, start + 2);
    if (bytes.left == 0)
        frame->status = MI_STATUS_EMPTY;
    read_items(frame, bytes);
}

static bool is_evident(const struct mi_frame *frame)
{
    return frame->model != NULL && frame->object_count > 0 && mi_frame_knows_objects(frame);
}

/* clang-format off */
#define QINGPING(uuid_) \
    {FORMAT("qingping", "Qingping"), SERVICE(uuid_), FROM_TO(8, 255), ENCRYPTED("no"), \
     .objects = &TABLE, .models = MODELS, .read = read_frame, .is_evident = is_evident}

const struct mi_format MI_QINGPING_FORMATS[] = {
    QINGPING(MI_UUID_QINGPING),
    QINGPING(MI_UUID_FIDO),
    {.name = NULL},
};
/* clang-format on */
