/* JSON lines: one object a frame or row. */
#include "print_json.h"

#include "notes.h"
#include "output.h"

enum { TEXT_MAX = 1024, LINE_BYTES = 4096 };

static struct json_pieces pieces;

static void print_start(struct mi_text *out, const struct mi_address *address, const char *name,
                        const struct mi_advert *advert)
{
    mi_text_char(out, '{');
    if (advert->time != MI_NO_TIME) {
        mi_text_add(out, "\"time\":\"");
        mi_text_stamp(out, advert->time, &pieces.stamp);
        mi_text_add(out, "\",");
    }
    if (address != NULL) {
        json_add_device(&pieces, out, *address, name != NULL ? name : "");
        mi_text_char(out, ',');
    }
    if (advert->has_rssi) {
        mi_text_add(out, "\"rssi\":");
        mi_text_signed(out, advert->rssi);
        mi_text_char(out, ',');
    }
}

/* The key of a reading; one with a number is written into `buffer`. */
static const char *key_of(const struct mi_reading *reading, char buffer[TEXT_MAX])
{
    if (reading->ordinal == 1)
        return reading->key;
    struct mi_text text = mi_text(buffer, TEXT_MAX);
    mi_text_key(&text, reading);
    return buffer;
}

static void add_reading(struct mi_json *json, const struct mi_reading *reading)
{
    char buffer[TEXT_MAX];
    const char *key = key_of(reading, buffer);
    if (reading->kind == MI_SENSOR)
        mi_json_number(json, key, reading->number);
    else if (reading->kind == MI_BINARY)
        mi_json_bool(json, key, reading->on);
    else
        mi_json_string(json, key, reading->text);
}

static void add_event(struct mi_json *json, const struct mi_reading *event)
{
    char buffer[TEXT_MAX];
    mi_json_open(json, NULL, '{');
    mi_json_word(json, "event", key_of(event, buffer));
    mi_json_optional(json, "type", event->text);
    for (size_t i = 0; i < event->property_count; i++)
        mi_json_integer(json, event->properties[i].key, event->properties[i].value);
    mi_json_close(json, '}');
}

/* All readings that are events, or all that are not; nothing when there are none. */
static void add_readings(struct mi_text *out, const struct mi_frame *frame, bool events)
{
    struct mi_json json = {.out = out};
    for (size_t i = 0; i < frame->reading_count; i++) {
        if ((frame->readings[i].kind == MI_EVENT) != events)
            continue;
        if (!json.needs_comma)
            mi_text_add(out, events ? ",\"events\":[" : ",\"readings\":{");
        (events ? add_event : add_reading)(&json, &frame->readings[i]);
    }
    if (json.needs_comma)
        mi_text_char(out, events ? ']' : '}');
}

static void add_object(struct mi_text *out, const struct mi_object *object, unsigned id_digits)
{
    mi_text_add(out, "{\"id\":\"0x");
    mi_text_hex(out, object->id, id_digits);
    if (object->type != NULL) {
        mi_text_add(out, "\",\"name\":\"");
        mi_text_add(out, mi_object_name(object));
    }
    mi_text_add(out, "\",\"value\":\"");
    mi_text_bytes(out, object->value, object->size, '\0');
    mi_text_add(out, "\"}");
}

static void add_objects(struct mi_text *out, const struct mi_frame *frame)
{
    unsigned id_digits = mi_format_id_digits(frame->format);
    if (frame->object_count == 0)
        return;
    mi_text_add(out, ",\"objects\":[");
    for (size_t i = 0; i < frame->object_count; i++) {
        if (i > 0)
            mi_text_char(out, ',');
        add_object(out, &frame->objects[i], id_digits);
    }
    mi_text_char(out, ']');
}

static void add_notes(struct mi_json *json, const struct sighting *sighting)
{
    bool is_open = false;
    unsigned at = 0;
    for (;;) {
        char sentence[TEXT_MAX];
        struct mi_text note = mi_text(sentence, sizeof sentence);
        if (!note_next(sighting, &at, &note))
            break;
        if (!is_open)
            mi_json_open(json, "notes", '[');
        is_open = true;
        mi_json_string(json, NULL, sentence);
    }
    if (is_open)
        mi_json_close(json, ']');
}

static void add_error(struct mi_json *json, const struct mi_problem *problem)
{
    char sentence[TEXT_MAX];
    struct mi_text text = mi_text(sentence, sizeof sentence);
    if (problem->code == MI_OK)
        return;
    mi_text_problem(&text, problem);
    mi_json_string(json, "error", sentence);
    text = mi_text(sentence, sizeof sentence);
    mi_text_problem_code(&text, problem->code);
    mi_json_word(json, "error_code", sentence);
}

static void add_opened_by(struct mi_text *out, const struct sighting *sighting)
{
    mi_text_add(out, ",\"opened_by\":\"");
    mi_text_hex(out, key_choice_fingerprint(sighting->choice, sighting->frame->seal.key_index), 8);
    mi_text_char(out, '"');
}

static void print_rest(struct mi_text *out, const struct sighting *sighting)
{
    const struct mi_frame *frame = sighting->frame;
    const struct json_kind *kind = json_kind_of(&pieces, frame);
    struct mi_json json = {.out = out, .needs_comma = true};
    mi_text_run(out, kind->text, kind->head);
    if (frame->counter_bits > 0) {
        mi_text_add(out, ",\"counter\":");
        mi_text_unsigned(out, frame->counter);
    }
    if (sighting_is_open(sighting))
        add_opened_by(out, sighting);
    mi_text_run(out, kind->text + kind->head, (size_t)(kind->size - kind->head));
    add_readings(out, frame, false);
    add_readings(out, frame, true);
    add_objects(out, frame);
    if (sighting->copies > 0)
        mi_json_integer(&json, "repeat", sighting->copies);
    add_notes(&json, sighting);
    add_error(&json, &frame->problem);
    mi_text_add(out, "}\n");
}

static void print_frame(struct mi_text *out, const struct sighting *sighting,
                        const struct output_settings *settings)
{
    bool has_address = sighting->frame->address_source != MI_ADDRESS_NONE;
    print_start(out, has_address ? &sighting->frame->address : NULL, sighting->name,
                sighting->advert);
    (void)settings;
    print_rest(out, sighting);
}

/* --- rows --- */

static void add_list(struct mi_json *json, const struct cell *cell)
{
    const char *item = cell->text;
    mi_json_open(json, cell->name, '[');
    for (int64_t i = 0; i < cell->number; i++, item += strlen(item) + 1)
        mi_json_string(json, NULL, item);
    mi_json_close(json, ']');
}

static void print_row(const struct row *row)
{
    char buffer[LINE_BYTES];
    struct mi_text line = mi_text(buffer, sizeof buffer);
    struct mi_json json = {.out = &line, .spill = output_text};
    mi_json_open(&json, NULL, '{');
    for (size_t i = 0; i < row->count; i++) {
        const struct cell *cell = &row->cells[i];
        switch (cell->kind) {
        case CELL_ABSENT: break;
        case CELL_TEXT: mi_json_string(&json, cell->name, cell->text); break;
        case CELL_NUMBER: mi_json_integer(&json, cell->name, cell->number); break;
        case CELL_FLAG: mi_json_bool(&json, cell->name, cell->number != 0); break;
        case CELL_LIST: add_list(&json, cell); break;
        }
    }
    mi_json_close(&json, '}');
    mi_text_char(&line, '\n');
    output_text(&line);
}

static void print_problem(const char *place, uint64_t position, const struct mi_problem *problem)
{
    struct row row;
    row_begin(&row, NULL);
    row_text(&row, "file", place);
    if (position > 0)
        row_number(&row, "line", (int64_t)position);
    row_problem(&row, "error", problem);
    print_row(&row);
}

const struct printer JSON_PRINTER = {
    .frame = print_frame,
    .start = print_start,
    .rest = print_rest,
    .devices = json_devices,
    .verdict = json_verdict,
    .clue = json_clue,
    .row = print_row,
    .problem = print_problem,
};
