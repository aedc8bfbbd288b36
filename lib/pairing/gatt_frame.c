/*
 * The characteristics that say something in clear.
 *
 * Sources: JsBergbau/MiTemperature2, h4/lywsd02, pvvx.github.io (XMWSDJ04MMC_Utils.html,
 * ATC_MiThermometer: src/app_att.c), basnijholt/miflora, ratcashdev/mitemp.
 */
#include "pairing/gatt_frame.h"

#include "base/hash.h"
#include "beacon/decode.h"
#include "beacon/rows.h"

#include <string.h>

/* --- text: T=21.3 H=58.2 --- */

/* Moves past the letter and its '='. */
static bool find_letter(struct mi_bytes *text, char letter)
{
    while (text->left > 0) {
        bool is_letter = mi_get_u8(text) == letter;
        struct mi_bytes behind = *text;
        if (is_letter && mi_get_u8(&behind) == '=') {
            *text = behind;
            return true;
        }
    }
    return false;
}

/* A decimal number behind its letter. */
static bool read_number(struct mi_bytes text, char letter, struct mi_number *number)
{
    enum { DIGITS_MAX = 6 };
    bool is_fraction = false;
    unsigned digits = 0;
    *number = (struct mi_number){0, 0};
    if (!find_letter(&text, letter))
        return false;
    struct mi_bytes unsigned_text = text;
    bool is_negative = mi_get_u8(&unsigned_text) == '-';
    text = is_negative ? unsigned_text : text;
    while (digits < DIGITS_MAX) {
        uint8_t c = mi_get_u8(&text);
        if (c == '.' && digits > 0 && !is_fraction) {
            is_fraction = true;
            continue;
        }
        if (c < '0' || c > '9')
            break;
        number->digits = number->digits * 10 + (is_negative ? '0' - c : c - '0');
        number->exponent = (int16_t)(number->exponent - (is_fraction ? 1 : 0));
        digits++;
    }
    return digits > 0;
}

static bool read_temperature(struct mi_bytes text, struct mi_number *number)
{
    return read_number(text, 'T', number);
}

static bool read_humidity(struct mi_bytes text, struct mi_number *number)
{
    return read_number(text, 'H', number);
}

/* --- the table --- */

/* clang-format off */
static const struct mi_field CLIMATE[] = {
    {SENSOR("temperature", "°C"), S16LE(0), HUNDREDTHS},
    {SENSOR("humidity", "%"), U8(2), WHOLE},
    {SENSOR("voltage", "V"), U16LE(3), THOUSANDTHS},
    {.key = NULL},
};

static const struct mi_field FINE_CLIMATE[] = {
    {SENSOR("temperature", "°C"), S16LE(0), TENTHS},
    {SENSOR("humidity", "%"), S16LE(2), TENTHS},
    {SENSOR("voltage", "V"), S16LE(4), THOUSANDTHS},
    {.key = NULL},
};

static const struct mi_field CLIMATE_TEXT[] = {
    {SENSOR("temperature", "°C"), COMPUTE(read_temperature)},
    {SENSOR("humidity", "%"), COMPUTE(read_humidity)},
    {.key = NULL},
};

static const struct mi_field FLOWER[] = {
    {SENSOR("temperature", "°C"), S16LE(0), TENTHS},
    {SENSOR("illuminance", "lx"), U32LE(3), WHOLE},
    {SENSOR("moisture", "%"), U8(7), WHOLE},
    {SENSOR("conductivity", "µS/cm"), U16LE(8), WHOLE},
    {.key = NULL},
};

static const struct mi_field BATTERY[] = {
    {SENSOR("battery", "%"), U8(0), WHOLE},
    {.key = NULL},
};

static const struct mi_field TEMPERATURE_TENTHS[] = {
    {SENSOR("temperature", "°C"), S16LE(0), TENTHS},
    {.key = NULL},
};

static const struct mi_field TEMPERATURE[] = {
    {SENSOR("temperature", "°C"), S16LE(0), HUNDREDTHS},
    {.key = NULL},
};

static const struct mi_field HUMIDITY[] = {
    {SENSOR("humidity", "%"), U16LE(0), HUNDREDTHS},
    {.key = NULL},
};

#define BIT16(number_)          MI_UUID_ON_BASE(number_)
#define XIAOMI(first_)          {UINT64_C(first_) << 32 | 0x7a0a4b0c, UINT64_C(0x8a1a6ff2997da3a6)}
#define LYWSDCGQ_DATA           {UINT64_C(0x226caa5564764566), UINT64_C(0x756266734470666d)}
#define ONLY_BESIDE(uuid_)      .beside = uuid_
#define MODEL(model_)           .model = (model_)
#define VALUE(length_, layout_) .format = {FORMAT("gatt", "over a connection"), length_, \
                                           ENCRYPTED("no"), .layout = (layout_)}

/* Which characteristic it is, and what its value is read as. */
static const struct layout {
    struct mi_uuid uuid;
    struct mi_uuid beside; /* service or characteristic that the device must have, too; or none */
    bool when_awake;       /* only once the host has asked for measuring (HHCCJCY01) */
    const char *model;     /* NULL: several have it */
    struct mi_format format;
} LAYOUTS[] = {
    {XIAOMI(0xebe0ccc1), MODEL("LYWSD02"), VALUE(LENGTH(3), CLIMATE)},
    {XIAOMI(0xebe0ccc1), MODEL("LYWSD03MMC"), VALUE(LENGTH(5), CLIMATE)},
    {XIAOMI(0xebe0ccc1), MODEL("XMWSDJ04MMC"), VALUE(LENGTH(6), FINE_CLIMATE)},
    {XIAOMI(0xebe0ccc4), VALUE(LENGTH(1), BATTERY)},
    {LYWSDCGQ_DATA, MODEL("LYWSDCGQ"), VALUE(FROM_TO(8, 20), CLIMATE_TEXT)},
    {BIT16(0x2a19), ONLY_BESIDE(LYWSDCGQ_DATA), MODEL("LYWSDCGQ"), VALUE(LENGTH(1), BATTERY)},
    {BIT16(0x1a01), ONLY_BESIDE(BIT16(0x1204)), .when_awake = true, MODEL("HHCCJCY01"),
     VALUE(FROM_TO(10, 16), FLOWER)},
    {BIT16(0x1a02), ONLY_BESIDE(BIT16(0x1204)), MODEL("HHCCJCY01"), VALUE(LENGTH(7), BATTERY)},

    /* pvvx */
    {BIT16(0x2a19), ONLY_BESIDE(BIT16(0x1f1f)), VALUE(LENGTH(1), BATTERY)},
    {BIT16(0x2a1f), ONLY_BESIDE(BIT16(0x1f1f)), VALUE(LENGTH(2), TEMPERATURE_TENTHS)},
    {BIT16(0x2a6e), ONLY_BESIDE(BIT16(0x1f1f)), VALUE(LENGTH(2), TEMPERATURE)},
    {BIT16(0x2a6f), ONLY_BESIDE(BIT16(0x1f1f)), VALUE(LENGTH(2), HUMIDITY)},
};
/* clang-format on */

enum { LAYOUT_COUNT = sizeof LAYOUTS / sizeof LAYOUTS[0] };

const struct mi_format *mi_gatt_format_at(size_t index)
{
    return index < LAYOUT_COUNT ? &LAYOUTS[index].format : NULL;
}

/* --- frames --- */

/* HHCCJCY01: until the host writes this to 1A00, 1A01 holds no measurement. */
static bool is_waking(const struct mi_link_event *event)
{
    enum { MODE = 0x1a00, MEASURE = 0x1fa0 };
    struct mi_bytes value = event->value;
    return event->what == MI_VALUE_WRITTEN && mi_uuid_is(event->uuid, MODE) && value.left == 2 &&
           mi_get_le16(&value) == MEASURE;
}

static bool fits(const struct layout *layout, const struct mi_link_event *event)
{
    return mi_uuid_equal(layout->uuid, event->uuid) &&
           event->value.left >= layout->format.minimum &&
           event->value.left <= layout->format.maximum &&
           (!mi_uuid_is_known(layout->beside) ||
            mi_gatt_has(&event->connection->gatt, layout->beside));
}

static const struct layout *find_layout(const struct mi_link_event *event, bool is_awake)
{
    for (size_t i = 0; i < LAYOUT_COUNT; i++)
        if (fits(&LAYOUTS[i], event) && (is_awake || !LAYOUTS[i].when_awake))
            return &LAYOUTS[i];
    return NULL;
}

static void fill(struct mi_frame *frame, const struct mi_link_event *event,
                 const struct layout *layout)
{
    memset(frame, 0, offsetof(struct mi_frame, parts));
    frame->format = &layout->format;
    frame->status = MI_STATUS_PLAIN;
    frame->model = layout->model;
    frame->words = mi_text(frame->word_buffer, sizeof frame->word_buffer);
    frame->bytes = event->value;
    /* Each is one of its own: equal values are no copies. */
    frame->envelope.hash = mi_hash_word(0, event->number << 16 | event->handle) | 1;
    frame->envelope.bytes = event->value;
    if (event->connection->has_address) {
        frame->address = event->connection->address;
        frame->address_source = MI_ADDRESS_ADVERTISER;
    }
    mi_frame_layout(frame, event->value);
}

bool mi_gatt_frame(struct mi_gatt_readings *readings, struct mi_frame *frame,
                   const struct mi_link_event *event)
{
    bool is_value = event->what == MI_VALUE_READ || event->what == MI_VALUE_TOLD;
    if (event->what == MI_LINK_OPENED)
        readings->is_awake[event->slot] = false;
    if (is_waking(event))
        readings->is_awake[event->slot] = true;
    if (!is_value || event->is_cut || !mi_uuid_is_known(event->uuid))
        return false;
    const struct layout *layout = find_layout(event, readings->is_awake[event->slot]);
    if (layout == NULL)
        return false;
    fill(frame, event, layout);
    return frame->reading_count > 0;
}
