/*
 * BTHome version 1 (service data 0x181C, encrypted 0x181E) and version 2 (0xFCD2), bthome.io.
 */
#include "beacon/decode.h"
#include "beacon/formats/objects.h"
#include "beacon/rows.h"
#include "radio/assigned.h"

#include <string.h>

enum {
    COUNTER_SIZE = 4,
    TAG_SIZE = 4,

    V1_SIZE_MASK = 0x1f, /* of the control byte before each object */
    V1_FORMAT_SHIFT = 5,

    V2_ENCRYPTED = 1 << 0,
    V2_MAC = 1 << 1,
    V2_VERSION_SHIFT = 5,
    V2_VERSION = 2,

    V2_ARGUMENTS_MASK = 0x1f, /* of the byte before a command */

    OBJECT_COMMAND = 0x3b,
    OBJECT_DIMMER = 0x3c,
    OBJECT_TEXT = 0x53,
    OBJECT_RAW = 0x54,
    OBJECT_FIRMWARE_4 = 0xf1,
    OBJECT_FIRMWARE_3 = 0xf2,
};

enum v1_format { V1_UNSIGNED, V1_SIGNED, V1_FLOAT, V1_TEXT, V1_MAC, V1_TIME };

static const struct mi_scheme V1_SCHEME = {
    .name = "AES-128-CCM, MIC of 4 bytes",
    .nonce_size = 12,
    .tag_size = TAG_SIZE,
    .has_associated = true,
    .address_at = 0,
    .address_size = 6,
};

static const struct mi_scheme V2_SCHEME = {
    .name = "AES-128-CCM, MIC of 4 bytes",
    .nonce_size = 13,
    .tag_size = TAG_SIZE,
    .has_associated = false,
    .address_at = 0,
    .address_size = 6,
};

static const char *flag(const struct mi_frame *frame, unsigned bit)
{
    static const char *const NAMES[] = {"encrypted", "mac", "trigger_based"};
    (void)frame;
    return bit < sizeof NAMES / sizeof NAMES[0] ? NAMES[bit] : NULL;
}

/* Cipher text, counter, MIC: the end of both versions. `prefix` of the nonce follows the MAC. */
static void read_sealed(struct mi_frame *frame, struct mi_bytes bytes,
                        const struct mi_scheme *scheme, const uint8_t *prefix, size_t prefix_size)
{
    enum { SHORTEST = 2 + COUNTER_SIZE + TAG_SIZE };
    if (frame->envelope.missing > 0)
        return; /* what stands at its end is not there: that will be told */
    if (bytes.left < SHORTEST) {
        struct mi_problem problem = {MI_P_SEALED_SHORT, {(uint32_t)bytes.left, SHORTEST}, NULL};
        mi_frame_fail(frame, MI_STATUS_TRUNCATED, problem);
        return;
    }
    struct mi_bytes tag = mi_get_tail(&bytes, TAG_SIZE);
    struct mi_bytes counter = mi_get_tail(&bytes, COUNTER_SIZE);
    mi_frame_part(frame, MI_ROLE_CIPHER_TEXT, bytes.at, bytes.left);
    mi_frame_part(frame, MI_ROLE_COUNTER, counter.at, counter.left);
    mi_frame_part(frame, MI_ROLE_TAG, tag.at, tag.left);

    uint8_t *nonce = frame->seal.nonce;
    memcpy(nonce + MI_ADDRESS_SIZE, prefix, prefix_size);
    memcpy(nonce + MI_ADDRESS_SIZE + prefix_size, counter.at, COUNTER_SIZE);
    frame->counter = mi_get_le32(&counter);
    frame->counter_bits = 32;
    mi_frame_seal(frame, scheme, bytes, tag,
                  prefix_size == 2 ? "MAC, UUID, counter"
                                   : "MAC, UUID, device information, counter");
}

/* --- values that are no numbers --- */

static void add_text(struct mi_frame *frame, const char *key, size_t start)
{
    const char *word = mi_frame_word(frame, start);
    struct mi_reading *reading = word != NULL ? mi_frame_add(frame, MI_TEXT, key) : NULL;
    if (reading != NULL)
        reading->text = word;
}

static void add_firmware(struct mi_text *words, struct mi_bytes value)
{
    for (size_t left = value.left; left > 0; left--) {
        struct mi_bytes last = mi_get_tail(&value, 1);
        mi_text_unsigned(words, mi_get_u8(&last));
        if (left > 1)
            mi_text_char(words, '.');
    }
}

/* True when the object is one of those whose value is shown as a text. */
static bool read_text(struct mi_frame *frame, uint16_t id, const char *key, struct mi_bytes value)
{
    struct mi_text *words = &frame->words;
    size_t start = words->length;
    switch (id) {
    case OBJECT_TEXT: mi_text_run(words, (const char *)value.at, value.left); break;
    case OBJECT_RAW: mi_text_bytes(words, value.at, value.left, '\0'); break;
    case OBJECT_FIRMWARE_4:
    case OBJECT_FIRMWARE_3: add_firmware(words, value); break;
    default: return false;
    }
    add_text(frame, key, start);
    return true;
}

static bool is_same_kind(const struct mi_field *a, const struct mi_field *b)
{
    return (a->kind == MI_EVENT) == (b->kind == MI_EVENT) && mi_is_word(a->key, b->key);
}

/* Objects of one kind are numbered, also those that say nothing, as idle buttons do. */
static void number_readings(struct mi_frame *frame, const struct mi_object *object)
{
    uint8_t ordinal = 0;
    for (size_t i = 0; i < frame->object_count; i++) {
        const struct mi_object_type *type = frame->objects[i].type;
        ordinal =
            (uint8_t)(ordinal + (type != NULL && is_same_kind(type->fields, object->type->fields)));
    }
    for (size_t i = object->first_reading; i < frame->reading_count; i++)
        frame->readings[i].ordinal = ordinal;
}

static void end_object(struct mi_frame *frame, struct mi_object *object, const uint8_t *start,
                       size_t size)
{
    if (object->type != NULL)
        number_readings(frame, object);
    mi_object_end(frame, object, start, size);
}

/* The byte behind what an event is, when there is one. */
static void add_amount(struct mi_frame *frame, struct mi_reading *event, const char *name,
                       struct mi_bytes value)
{
    (void)mi_get_u8(&value);
    uint8_t amount = mi_get_u8(&value);
    if (!value.failed)
        mi_frame_property(frame, event, name, amount);
}

static void read_value(struct mi_frame *frame, const struct mi_object *object,
                       struct mi_bytes value)
{
    const struct mi_field *field = object->type->fields;
    if (read_text(frame, object->id, field->key, value))
        return;
    mi_fields_read(frame, field, NULL, value);
    if (frame->reading_count == object->first_reading)
        return;
    if (object->id == OBJECT_DIMMER)
        add_amount(frame, &frame->readings[object->first_reading], "steps", value);
    if (object->id == OBJECT_COMMAND)
        add_amount(frame, &frame->readings[object->first_reading], "argument", value);
}

static void fail_item(struct mi_frame *frame, uint16_t id, const uint8_t *at, size_t announced,
                      size_t left)
{
    bool was_sealed = frame->seal.scheme != NULL;
    const uint8_t *start = was_sealed ? frame->plain : frame->bytes.at;
    struct mi_problem problem = {
        .code = was_sealed ? MI_P_OBJECT_RUN_OVER : MI_P_ITEM_CUT,
        .number = {id, (uint32_t)(at - start), (uint32_t)announced, (uint32_t)left},
    };
    mi_frame_fail(frame, was_sealed ? MI_STATUS_MALFORMED : MI_STATUS_TRUNCATED, problem);
}

/* --- version 2 --- */

/* Takes the length when it stands before the value. */
static size_t value_size(struct mi_bytes *bytes, const struct mi_object_type *type)
{
    if (type == NULL)
        return bytes->left;
    if (type->length < MI_ARGUMENTS_BYTE)
        return type->length;
    if (bytes->left == 0)
        return 1;
    uint8_t length = mi_get_u8(bytes);
    return type->length == MI_LENGTH_BYTE ? length : (length & V2_ARGUMENTS_MASK) + 1u;
}

static void read_v2_objects(struct mi_frame *frame, struct mi_bytes bytes)
{
    while (bytes.left > 0) {
        const uint8_t *start = bytes.at;
        uint8_t id = mi_get_u8(&bytes);
        const struct mi_object_type *type = mi_object_find(&MI_BTHOME_OBJECTS, id);
        size_t size = value_size(&bytes, type);
        if (size > bytes.left) {
            fail_item(frame, id, start, size, bytes.left);
            return;
        }
        struct mi_bytes value = mi_get_slice(&bytes, size);
        struct mi_object *object = mi_object_begin(frame, id, value);
        if (object == NULL)
            return;
        if (type != NULL)
            read_value(frame, object, value);
        end_object(frame, object, start, (size_t)(bytes.at - start));
    }
    if (frame->object_count == 0 && frame->status == MI_STATUS_PLAIN)
        frame->status = MI_STATUS_EMPTY;
}

static void read_v2(struct mi_frame *frame, struct mi_bytes bytes)
{
    const uint8_t *start = bytes.at;
    uint8_t information = mi_get_u8(&bytes);
    unsigned version = information >> V2_VERSION_SHIFT;
    if (bytes.failed) {
        mi_frame_fail(frame, MI_STATUS_TRUNCATED, (struct mi_problem){.code = MI_P_HEADER_CUT});
        return;
    }
    frame->control = information;
    frame->has_control = true;
    mi_frame_part(frame, MI_ROLE_CONTROL, start, 1);
    if (version != V2_VERSION) {
        struct mi_problem problem = {MI_P_BTHOME_VERSION, {version}, NULL};
        mi_frame_fail(frame, MI_STATUS_UNSUPPORTED, problem);
        return;
    }
    if ((information & V2_MAC) != 0) {
        const uint8_t *at = bytes.at;
        struct mi_address address = mi_get_address(&bytes);
        if (bytes.failed) {
            struct mi_problem problem = {MI_P_HEADER_CUT, {(uint32_t)frame->bytes.left}, NULL};
            mi_frame_fail(frame, MI_STATUS_TRUNCATED, problem);
            return;
        }
        mi_frame_address(frame, address, at);
    }
    const uint8_t prefix[] = {MI_UUID_ALLTERCO & 0xff, MI_UUID_ALLTERCO >> 8, information};
    if ((information & V2_ENCRYPTED) != 0)
        read_sealed(frame, bytes, &V2_SCHEME, prefix, sizeof prefix);
    else
        read_v2_objects(frame, bytes);
}

/* Encrypted, or something that is known; of the device information, no bit that is none. */
static bool is_evident_v2(const struct mi_frame *frame)
{
    enum { V2_RESERVED = 0x18 };
    bool says_what = frame->seal.scheme != NULL || frame->object_count > 0;
    return (frame->control & V2_RESERVED) == 0 && says_what && mi_frame_knows_objects(frame);
}

/* --- version 1 --- */

/* IEEE 754 numbers of 2, 4 or 8 bytes; scaled like integers of the same object. */
static bool read_float(struct mi_bytes value, struct mi_scale scale, struct mi_number *number)
{
    size_t size = value.left;
    bool is_number = size == 2   ? mi_number_half(mi_get_le16(&value), number)
                     : size == 4 ? mi_number_float(mi_get_le32(&value), number)
                     : size == 8 ? mi_number_double(mi_get_le64(&value), number)
                                 : false;
    int16_t exponent = number->exponent;
    if (!is_number || !mi_number_scaled(number->digits, scale, number))
        return false;
    number->exponent = (int16_t)(number->exponent + exponent);
    return true;
}

static bool read_integer(struct mi_bytes value, bool is_signed, int64_t *raw)
{
    size_t size = value.left;
    if (size == 0 || size > 8)
        return false;
    uint64_t sign = is_signed ? UINT64_C(1) << (8 * size - 1) : 0;
    uint64_t bits = mi_get_le(&value, (unsigned)size);
    *raw = (int64_t)((bits ^ sign) - sign);
    return is_signed || bits <= INT64_MAX;
}

static bool is_integer(enum v1_format format)
{
    return format == V1_UNSIGNED || format == V1_SIGNED || format == V1_TIME;
}

static void read_v1_sensor(struct mi_frame *frame, const struct mi_field *field,
                           enum v1_format format, struct mi_bytes value)
{
    struct mi_number number = {0};
    int64_t raw;
    bool is_number = format == V1_FLOAT
                         ? read_float(value, field->scale, &number)
                         : is_integer(format) && read_integer(value, format == V1_SIGNED, &raw) &&
                               mi_number_scaled(raw, field->scale, &number);
    if (is_number)
        mi_field_number(frame, field, number);
}

/* The width comes with the value, so the row gives name, unit and scale only. */
static void read_v1_value(struct mi_frame *frame, const struct mi_object *object,
                          enum v1_format format, struct mi_bytes value)
{
    static const uint8_t YES_OR_NO[] = {0, 1};
    const struct mi_field *field = object->type->fields;
    int64_t raw;
    if (field->kind == MI_SENSOR)
        read_v1_sensor(frame, field, format, value);
    else if (field->kind == MI_BINARY && is_integer(format) && read_integer(value, true, &raw))
        read_value(frame, object, mi_bytes(&YES_OR_NO[raw != 0], 1));
    else
        read_value(frame, object, value);
}

/* It stands without a type. What is encrypted has been opened by another one already. */
static void read_v1_mac(struct mi_frame *frame, struct mi_bytes value)
{
    const uint8_t *at = value.at;
    struct mi_address address = mi_get_address(&value);
    if (!value.failed && value.left == 0 && frame->seal.scheme == NULL)
        mi_frame_address(frame, address, at);
}

static void read_v1_objects(struct mi_frame *frame, struct mi_bytes bytes)
{
    while (bytes.left > 0) {
        const uint8_t *start = bytes.at;
        uint8_t control = mi_get_u8(&bytes);
        size_t size = control & V1_SIZE_MASK;
        enum v1_format format = (enum v1_format)(control >> V1_FORMAT_SHIFT);
        if (size > bytes.left) {
            struct mi_bytes rest = bytes;
            uint8_t id = mi_get_u8(&rest);
            fail_item(frame, id, start, size, bytes.left);
            return;
        }
        struct mi_bytes value = mi_get_slice(&bytes, size);
        if (format == V1_MAC)
            read_v1_mac(frame, value);
        if (format == V1_MAC || size == 0)
            continue;
        uint8_t id = mi_get_u8(&value);
        struct mi_object *object = mi_object_begin(frame, id, value);
        if (object == NULL)
            return;
        if (object->type != NULL)
            read_v1_value(frame, object, format, value);
        end_object(frame, object, start, size + 1);
    }
    if (frame->object_count == 0 && frame->status == MI_STATUS_PLAIN)
        frame->status = MI_STATUS_EMPTY;
}

static void read_v1_sealed(struct mi_frame *frame, struct mi_bytes bytes)
{
    static const uint8_t PREFIX[] = {MI_UUID_BOND_MANAGEMENT & 0xff, MI_UUID_BOND_MANAGEMENT >> 8};
    read_sealed(frame, bytes, &V1_SCHEME, PREFIX, sizeof PREFIX);
}

/* clang-format off */
#define BTHOME(name_, title_) \
    FORMAT(name_, title_), .family = MI_FAMILY_BTHOME, .objects = &MI_BTHOME_OBJECTS

const struct mi_format MI_BTHOME_FORMATS[] = {
    {BTHOME("bthome_v1", "BTHome v1"), SERVICE(MI_UUID_USER_DATA), FROM_TO(1, 255),
     ENCRYPTED("no"), .read = read_v1_objects},
    {BTHOME("bthome_v1", "BTHome v1"), SERVICE(MI_UUID_BOND_MANAGEMENT), FROM_TO(1, 255),
     ENCRYPTED("yes"), .read = read_v1_sealed, .unpack = read_v1_objects},
    {BTHOME("bthome_v2", "BTHome v2"), SERVICE(MI_UUID_ALLTERCO), FROM_TO(1, 255),
     ENCRYPTED("optional"), .read = read_v2, .unpack = read_v2_objects, .flag = flag,
     .is_evident = is_evident_v2},
    {.name = NULL},
};
/* clang-format on */
