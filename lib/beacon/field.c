#include "beacon/field.h"

#include "beacon/decode.h"

#include <string.h>

static const struct number_type {
    uint8_t size; /* bytes; 0: none, or as many as there are */
    bool is_big_endian;
    uint32_t sign; /* the bit of it; 0: has none */
} TYPES[] = {
    [MI_NO_VALUE] = {0, false, 0},   [MI_U8] = {1, false, 0},
    [MI_S8] = {1, false, 0x80},      [MI_U16LE] = {2, false, 0},
    [MI_S16LE] = {2, false, 0x8000}, [MI_U24LE] = {3, false, 0},
    [MI_U32LE] = {4, false, 0},      [MI_S32LE] = {4, false, 0x80000000},
    [MI_F32LE] = {4, false, 0},      [MI_UINT_LE] = {0, false, 0},
    [MI_U16BE] = {2, true, 0},       [MI_S16BE] = {2, true, 0x8000},
    [MI_U24BE] = {3, true, 0},
};

bool mi_model_in(const char *model, const char *list)
{
    size_t length = strlen(model);
    for (const char *at = list; at != NULL; at = strchr(at, ',')) {
        at += *at == ',';
        if (strncmp(at, model, length) == 0 && (at[length] == ',' || at[length] == '\0'))
            return true;
    }
    return false;
}

int64_t mi_field_raw(const struct mi_field *field, struct mi_bytes value)
{
    const struct number_type *type = &TYPES[field->type];
    unsigned size = type->size;
    if (field->type == MI_UINT_LE)
        size = value.left < 4 ? (unsigned)value.left : 4;
    (void)mi_get_run(&value, field->offset);
    uint64_t raw = type->is_big_endian ? mi_get_be(&value, size) : mi_get_le(&value, size);
    if (field->bits > 0)
        return (int64_t)(raw >> field->bit & ((UINT64_C(1) << field->bits) - 1));
    return (int64_t)((raw ^ type->sign) - type->sign);
}

/* The case that the raw number falls into; NULL when none does. */
static const struct mi_case *find_case(const struct mi_field *field, int64_t raw)
{
    for (size_t i = 0; i < field->case_count; i++)
        if (raw >= field->cases[i].low && raw <= field->cases[i].high)
            return &field->cases[i];
    return NULL;
}

void mi_field_number(struct mi_frame *frame, const struct mi_field *field, struct mi_number number)
{
    struct mi_reading *reading = mi_frame_add(frame, MI_SENSOR, field->key);
    if (reading == NULL)
        return;
    reading->unit = field->unit;
    reading->number = number;
}

static bool read_sensor(struct mi_frame *frame, const struct mi_field *field, int64_t raw)
{
    struct mi_number number;
    bool is_number = field->type == MI_NO_VALUE ? false
                     : field->type == MI_F32LE  ? mi_number_float((uint32_t)raw, &number)
                                                : mi_number_scaled(raw, field->scale, &number);
    if (!is_number || find_case(field, raw) != NULL)
        return false;
    mi_field_number(frame, field, number);
    return true;
}

static bool read_computed(struct mi_frame *frame, const struct mi_field *field,
                          struct mi_bytes value)
{
    struct mi_number number;
    if (!field->compute(value, &number))
        return false;
    mi_field_number(frame, field, number);
    return true;
}

static bool read_binary(struct mi_frame *frame, const struct mi_field *field, int64_t raw)
{
    const struct mi_case *found = find_case(field, raw);
    struct mi_reading *reading = found != NULL ? mi_frame_add(frame, MI_BINARY, field->key) : NULL;
    if (reading == NULL)
        return false;
    reading->on = found->on;
    return true;
}

/* A text of the tables with its {raw} or {low16} filled in; itself when it has none. */
static const char *fill_in(struct mi_frame *frame, const char *text, int64_t raw)
{
    const char *mark = strchr(text, '{');
    if (mark == NULL)
        return text;
    size_t start = frame->words.length;
    mi_text_run(&frame->words, text, (size_t)(mark - text));
    mi_text_signed(&frame->words, strncmp(mark, "{low16}", 7) == 0 ? (raw & 0xffff) : raw);
    mi_text_add(&frame->words, strchr(mark, '}') + 1);
    return mi_frame_word(frame, start);
}

static bool read_text(struct mi_frame *frame, const struct mi_field *field, int64_t raw)
{
    const struct mi_case *found = find_case(field, raw);
    if (found == NULL || found->text == NULL)
        return false;
    const char *text = fill_in(frame, found->text, raw);
    struct mi_reading *reading = text != NULL ? mi_frame_add(frame, MI_TEXT, field->key) : NULL;
    if (reading == NULL)
        return false;
    reading->text = text;
    return true;
}

static bool add_event(struct mi_frame *frame, const char *key, const char *type)
{
    struct mi_reading *reading = mi_frame_add(frame, MI_EVENT, key);
    if (reading == NULL)
        return false;
    reading->text = type;
    return true;
}

static bool read_event(struct mi_frame *frame, const struct mi_field *field, int64_t raw)
{
    const struct mi_case *found = find_case(field, raw);
    if (field->case_count == 0) {
        if (!add_event(frame, field->key, NULL))
            return false;
        struct mi_reading *reading = &frame->readings[frame->reading_count - 1];
        if (field->type != MI_NO_VALUE)
            mi_frame_property(frame, reading, "value", (int32_t)raw);
        return true;
    }
    if (found == NULL || found->text == NULL)
        return false;
    bool added = add_event(frame, found->key != NULL ? found->key : field->key, found->text);
    return added && (found->more == NULL || add_event(frame, found->more, found->text));
}

static bool read_field(struct mi_frame *frame, const struct mi_field *field, struct mi_bytes value)
{
    static bool (*const READ[])(struct mi_frame *, const struct mi_field *, int64_t) = {
        [MI_SENSOR] = read_sensor,
        [MI_BINARY] = read_binary,
        [MI_TEXT] = read_text,
        [MI_EVENT] = read_event,
    };
    bool applies = value.left >= field->minimum &&
                   (field->maximum == 0 || value.left <= field->maximum) &&
                   (field->when == NULL || field->when(value));
    if (!applies)
        return false;
    if (field->compute != NULL)
        return read_computed(frame, field, value);
    return READ[field->kind](frame, field, mi_field_raw(field, value));
}

static bool is_for_model(const struct mi_field *field, const char *model)
{
    if (field->only != NULL)
        return model != NULL && mi_model_in(model, field->only);
    return field->except == NULL || model == NULL || !mi_model_in(model, field->except);
}

/* Several rows may have one key; only the first that gives something counts. */
static bool was_given(const char *const *given, size_t count, const char *key)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(given[i], key) == 0)
            return true;
    return false;
}

void mi_fields_read(struct mi_frame *frame, const struct mi_field *fields, const char *model,
                    struct mi_bytes value)
{
    const char *given[MI_FIELDS_MAX];
    size_t count = 0;
    for (const struct mi_field *field = fields; field->key != NULL; field++) {
        if (!is_for_model(field, model) || was_given(given, count, field->key))
            continue;
        if (read_field(frame, field, value) && count < MI_FIELDS_MAX)
            given[count++] = field->key;
    }
}

/* Marks the bytes of a row; rows of the same bytes share one mark. */
static void mark_row(struct mi_frame *frame, const uint8_t *at, size_t size, size_t reading)
{
    struct mi_part *last = frame->part_count > 0 ? &frame->parts[frame->part_count - 1] : NULL;
    struct mi_part *part = mi_frame_part(frame, MI_ROLE_READING, at, size);
    if (part == NULL)
        return;
    part->index = (uint8_t)reading;
    part->count = 1;
    if (last != NULL && last->role == MI_ROLE_READING && last->at == part->at &&
        last->in_plain == part->in_plain) {
        last->count++;
        frame->part_count--;
    }
}

void mi_frame_layout(struct mi_frame *frame, struct mi_bytes value)
{
    const char *last_key = "";
    for (const struct mi_field *field = frame->format->layout; field->key != NULL; field++) {
        struct mi_bytes rest = value;
        size_t reading = frame->reading_count;
        (void)mi_get_run(&rest, field->offset);
        size_t size = TYPES[field->type].size;
        bool is_given = strcmp(field->key, last_key) == 0;
        if (is_given || rest.failed || size > rest.left || !read_field(frame, field, value))
            continue;
        last_key = field->key;
        mark_row(frame, rest.at, size, reading);
    }
}
