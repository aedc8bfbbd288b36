/*
 * Bytes as the payload of every format and carrier: read, opened with keys, and everything that the
 * results point to looked at. The first byte chooses the carrier and what is known beside it.
 */
#include "beacon/decode.h"
#include "beacon/open.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct mi_ccm *ccm;
static struct mi_frame frame;

/* Those of the samples. */
static const struct mi_key KEYS[] = {
    {{0x1f, 0x22, 0x81, 0x55, 0xbd, 0xd1, 0x2f, 0xbe, 0xe1, 0xf6, 0xfe, 0xf0, 0x74, 0xfc, 0x85,
      0xb6},
     16},
    {{0x62, 0xd9, 0x27, 0x1e, 0xaf, 0xcc, 0xcf, 0x6f, 0x8c, 0x7d, 0x68, 0x41}, 12},
};

/* Reads all that is given; `sink` keeps the compiler from dropping it. */
static volatile size_t sink;

static void touch_reading(const struct mi_reading *reading)
{
    char buffer[2048];
    struct mi_text text = mi_text(buffer, sizeof buffer);
    mi_text_key(&text, reading);
    if (reading->kind == MI_SENSOR) {
        mi_text_number(&text, reading->number);
        mi_text_number_sent(&text, reading->number);
        sink += (size_t)(mi_number_value(reading->number) > 0);
    } else if (reading->kind != MI_BINARY && reading->text != NULL) {
        mi_text_clean(&text, reading->text);
    }
    for (size_t i = 0; i < reading->property_count; i++)
        mi_text_signed(&text, reading->properties[i].value);
    sink += text.length;
}

static void touch_bytes(const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        sink += bytes[i];
}

static void touch(void)
{
    char buffer[1024];
    struct mi_text text = mi_text(buffer, sizeof buffer);
    unsigned bit = 0;
    while (mi_frame_next_flag(&frame, &bit) != NULL)
        ;
    for (size_t i = 0; i < frame.reading_count; i++)
        touch_reading(&frame.readings[i]);
    for (size_t i = 0; i < frame.object_count; i++) {
        const struct mi_object *object = &frame.objects[i];
        touch_bytes(object->value, object->size);
        if ((size_t)object->first_reading + object->reading_count > frame.reading_count)
            abort();
    }
    for (size_t i = 0; i < frame.part_count; i++) {
        const struct mi_part *part = &frame.parts[i];
        size_t end = (size_t)part->at + part->size;
        if (end > (part->in_plain ? frame.plain_size : frame.bytes.left))
            abort();
        touch_bytes((part->in_plain ? frame.plain : frame.bytes.at) + part->at, part->size);
    }
    touch_bytes(frame.plain, frame.plain_size);
    mi_text_problem(&text, &frame.problem);
    /* a frame that failed says why, and no other does */
    if (mi_status_is_success(frame.status) != (frame.problem.code == MI_OK))
        abort();
}

/* A number past the last format begins with the first again. */
static const struct mi_format *choose_format(size_t choice)
{
    size_t count = 0;
    while (mi_format_at(count) != NULL)
        count++;
    return mi_format_at(choice % count);
}

static bool read_frame(uint8_t choice, const uint8_t *payload, size_t size)
{
    const struct mi_format *format = choose_format(choice);
    uint8_t carrier[2] = {(uint8_t)(format->carrier & 0xff), (uint8_t)(format->carrier >> 8)};
    uint8_t *value = malloc(size + sizeof carrier);
    if (value == NULL)
        abort();
    memcpy(value, carrier, sizeof carrier);
    memcpy(value + sizeof carrier, payload, size);
    struct mi_ad ad = {
        .type = format->in_manufacturer_data ? MI_AD_MANUFACTURER : MI_AD_SERVICE_DATA_16,
        .value = mi_bytes(value, size + sizeof carrier),
        .missing = choice >= 224 ? 5 : 0,
    };
    struct mi_advert advert = {
        .has_address = (choice & 0x20) != 0,
        .address = {{0xa4, 0xc1, 0x38, 0x7b, 0x20, 0xe1}},
        .is_bare = (choice & 0x40) != 0,
    };
    const struct mi_opener opener = {
        .ccm = ccm,
        .keys = KEYS,
        .key_count = sizeof KEYS / sizeof KEYS[0],
        .given = (choice & 0x10) != 0 ? &advert.address : NULL,
    };
    bool is_frame = mi_frame_read(&frame, &advert, &ad);
    if (is_frame) {
        touch();
        mi_frame_open(&frame, &opener);
        touch();
    }
    free(value);
    return is_frame;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { CARRIER_SIZE = 2 };
    if (ccm == NULL)
        ccm = mi_ccm_new();
    if (ccm == NULL)
        abort();
    if (size > 0 && size - 1 <= MI_FRAME_MAX - CARRIER_SIZE)
        sink += read_frame(data[0], data + 1, size - 1);
    return 0;
}
