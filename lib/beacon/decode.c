#include "beacon/decode.h"

#include "beacon/object.h"

const char *mi_format_model(const struct mi_format *format, uint16_t product)
{
    for (const struct mi_model *model = format->models; model->name != NULL; model++)
        if (model->product == product)
            return model->name;
    return NULL;
}

void mi_frame_fail(struct mi_frame *frame, enum mi_status status, struct mi_problem problem)
{
    if (frame->problem.code != MI_OK)
        return;
    frame->status = status;
    frame->problem = problem;
}

void mi_frame_cut(struct mi_frame *frame, enum mi_problem_code code, size_t there, size_t needed)
{
    mi_frame_fail(frame, MI_STATUS_TRUNCATED,
                  (struct mi_problem){code, {(uint32_t)there, (uint32_t)needed}, NULL});
}

void mi_object_cut(struct mi_frame *frame, enum mi_problem_code code, uint16_t id,
                   const uint8_t *at, size_t announced, size_t left)
{
    bool was_sealed = frame->seal.scheme != NULL;
    const uint8_t *start = was_sealed ? frame->plain : frame->bytes.at;
    struct mi_problem problem = {
        .code = was_sealed ? MI_P_OBJECT_RUN_OVER : code,
        .number = {id, (uint32_t)(at - start), (uint32_t)announced, (uint32_t)left},
    };
    mi_frame_fail(frame, was_sealed ? MI_STATUS_MALFORMED : MI_STATUS_TRUNCATED, problem);
}

/* Of one key, readings and events count apart. */
static uint8_t next_ordinal(const struct mi_frame *frame, enum mi_kind kind, const char *key)
{
    for (size_t i = frame->reading_count; i-- > 0;) {
        const struct mi_reading *other = &frame->readings[i];
        if ((other->kind == MI_EVENT) == (kind == MI_EVENT) && mi_is_word(other->key, key))
            return (uint8_t)(other->ordinal + 1);
    }
    return 1;
}

struct mi_reading *mi_frame_add(struct mi_frame *frame, enum mi_kind kind, const char *key)
{
    if (frame->reading_count == MI_READINGS_MAX)
        return NULL;
    uint8_t ordinal = next_ordinal(frame, kind, key);
    struct mi_reading *reading = &frame->readings[frame->reading_count++];
    *reading = (struct mi_reading){.key = key, .kind = kind, .ordinal = ordinal};
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
    struct mi_part *part = mi_frame_part(frame, MI_ROLE_OBJECT, start, size);
    if (part != NULL)
        part->index = (uint8_t)(object - frame->objects);
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
