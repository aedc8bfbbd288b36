#include "beacon/decode.h"

#include "beacon/object.h"

const char *mi_format_model(const struct mi_format *format, uint16_t product)
{
    for (const struct mi_model *model = format->models; model->name != NULL; model++)
        if (model->product == product)
            return model->name;
    return NULL;
}

void mi_frame_part(struct mi_frame *frame, enum mi_role role, const uint8_t *at, size_t size)
{
    bool in_plain = at >= frame->plain && at < frame->plain + sizeof frame->plain;
    if (frame->part_count == MI_PARTS_MAX || size == 0)
        return;
    frame->parts[frame->part_count++] = (struct mi_part){
        .at = (uint16_t)(at - (in_plain ? frame->plain : frame->bytes.at)),
        .size = (uint16_t)size,
        .role = (uint8_t)role,
        .in_plain = in_plain,
    };
}

void mi_frame_fail(struct mi_frame *frame, enum mi_status status, struct mi_problem problem)
{
    if (frame->problem.code != MI_OK)
        return;
    frame->status = status;
    frame->problem = problem;
}

struct mi_reading *mi_frame_add(struct mi_frame *frame, enum mi_kind kind, const char *key)
{
    if (frame->reading_count == MI_READINGS_MAX)
        return NULL;
    struct mi_reading *reading = &frame->readings[frame->reading_count];
    *reading = (struct mi_reading){.key = key, .kind = kind, .ordinal = 1};
    for (size_t i = frame->reading_count; i-- > 0;) {
        const struct mi_reading *other = &frame->readings[i];
        if ((other->kind == MI_EVENT) == (kind == MI_EVENT) && mi_is_word(other->key, key)) {
            reading->ordinal = (uint8_t)(other->ordinal + 1);
            break;
        }
    }
    frame->reading_count++;
    return reading;
}

void mi_frame_property(struct mi_frame *frame, struct mi_reading *event, const char *key,
                       int32_t value)
{
    struct mi_property *property = &frame->properties[frame->property_count];
    if (frame->property_count == MI_NUMBERS_MAX || event->property_count == MI_PROPERTIES_MAX)
        return;
    if (event->property_count++ == 0)
        event->properties = property;
    *property = (struct mi_property){key, value};
    frame->property_count++;
}

const char *mi_frame_word(struct mi_frame *frame, size_t start)
{
    struct mi_text *words = &frame->words;
    if (words->full || words->length + 1 >= words->size) {
        words->length = start;
        return NULL;
    }
    words->length++; /* keeps the NUL */
    words->start[words->length] = '\0';
    return words->start + start;
}

struct mi_object *mi_object_begin(struct mi_frame *frame, uint16_t id, struct mi_bytes value)
{
    if (frame->object_count == MI_OBJECTS_MAX)
        return NULL;
    struct mi_object *object = &frame->objects[frame->object_count++];
    *object = (struct mi_object){
        .id = id,
        .size = (uint8_t)value.left,
        .value = value.at,
        .type = mi_object_find(frame->format->objects, id),
        .first_reading = (uint16_t)frame->reading_count,
    };
    return object;
}

void mi_object_end(struct mi_frame *frame, struct mi_object *object, const uint8_t *start,
                   size_t size)
{
    object->reading_count = (uint16_t)(frame->reading_count - object->first_reading);
    mi_frame_part(frame, MI_ROLE_OBJECT, start, size);
    if (frame->part_count > 0)
        frame->parts[frame->part_count - 1].index = (uint8_t)(object - frame->objects);
}

bool mi_frame_is_whole(const struct mi_frame *frame)
{
    size_t explained = 0;
    for (size_t i = 0; i < frame->part_count; i++)
        explained += frame->parts[i].in_plain ? 0u : frame->parts[i].size;
    return explained == frame->bytes.left;
}

bool mi_frame_knows_objects(const struct mi_frame *frame)
{
    for (size_t i = 0; i < frame->object_count; i++)
        if (frame->objects[i].type == NULL)
            return false;
    return true;
}

void mi_frame_address(struct mi_frame *frame, struct mi_address address, const uint8_t *at)
{
    frame->address = address;
    frame->address_source = MI_ADDRESS_FRAME;
    mi_frame_part(frame, MI_ROLE_ADDRESS, at, MI_ADDRESS_SIZE);
}

void mi_frame_seal(struct mi_frame *frame, const struct mi_scheme *scheme,
                   struct mi_bytes cipher_text, struct mi_bytes tag, const char *nonce_layout)
{
    struct mi_seal *seal = &frame->seal;
    seal->scheme = scheme;
    seal->cipher_text = cipher_text;
    seal->tag = tag;
    seal->nonce_layout = nonce_layout;
    if (frame->address_source != MI_ADDRESS_NONE)
        mi_seal_set_address(seal, frame->address);
    frame->status = MI_STATUS_KEY_MISSING;
    frame->problem = (struct mi_problem){.code = MI_P_KEY_MISSING};
}
