/* JSON lines: one object a frame or row. */
#include "print_json.h"

#include "notes.h"
#include "output.h"

#include "base/pen.h"

#include <assert.h>

enum { TEXT_MAX = 1024, LINE_BYTES = 4096 };

static struct json_pieces pieces;

/* What stands between what a frame has of its own. */
#define TIME      "\"time\":\""
#define RSSI      "\"rssi\":"
#define COUNTER   ",\"counter\":"
#define OPENED_BY ",\"opened_by\":\""
#define READINGS  ",\"readings\":{"
#define OBJECTS   ",\"objects\":["
#define ID        "{\"id\":\"0x"
#define NAME      "\",\"name\":\""
#define VALUE     "\",\"value\":\""

/* The most characters of each part, beside words of tables, for which more is reserved. */
enum {
    RSSI_MAX = sizeof RSSI "," + MI_PEN_INTEGER,
    START_MAX = sizeof "{" TIME "\"," + MI_STAMP + JSON_DEVICE_MAX + RSSI_MAX,
    HEAD_MAX = sizeof COUNTER OPENED_BY "\"" + JSON_KIND_MAX + MI_PEN_INTEGER + 4 * MI_PEN_BYTE,
    READING_MAX = sizeof READINGS "\"_\":" + MI_PEN_INTEGER + MI_PEN_NUMBER,
    OBJECT_MAX = sizeof OBJECTS ID NAME VALUE "\"}" + MI_PEN_HEX,
    OBJECT_VALUE_MAX = UINT8_MAX * MI_PEN_BYTE,
};

static_assert(START_MAX + HEAD_MAX + MI_READINGS_MAX * READING_MAX +
                      MI_OBJECTS_MAX * (OBJECT_MAX + OBJECT_VALUE_MAX) <
                  PRINTED_MAX * 3 / 4,
              "a line has room for all of a frame, and a quarter for words and sentences");

/* --- what changes from copy to copy --- */

/* One whose name is too long to be kept takes as much room as it takes. */
static char *add_device(struct mi_text *out, char *at, struct mi_address address, const char *name)
{
    const struct json_device *device = json_device_of(&pieces, address, name);
    if (device != NULL)
        return mi_pen_run(at, device->text, device->size);
    mi_pen_end(out, at);
    json_write_device(out, address, name);
    return mi_pen_begin(out, RSSI_MAX);
}

static void print_start(struct mi_text *out, const struct mi_address *address, const char *name,
                        const struct mi_advert *advert)
{
    char *at = mi_pen_begin(out, START_MAX);
    if (at == NULL)
        return;
    at = mi_pen_char(at, '{');
    if (advert->time != MI_NO_TIME)
        at = mi_pen_add(mi_pen_stamp(mi_pen_add(at, TIME), advert->time, &pieces.stamp), "\",");
    if (address != NULL)
        at = add_device(out, at, *address, name != NULL ? name : "");
    if (at == NULL)
        return;
    if (advert->has_rssi)
        at = mi_pen_char(mi_pen_signed(mi_pen_add(at, RSSI), advert->rssi), ',');
    mi_pen_end(out, at);
}

/* --- the rest --- */

/* Format and product, then what each frame has its own of, then flags and status. */
static void add_head(struct mi_text *out, const struct sighting *sighting)
{
    const struct mi_frame *frame = sighting->frame;
    const struct json_kind *kind = json_kind_of(&pieces, frame);
    char *at = mi_pen_begin(out, HEAD_MAX);
    if (at == NULL)
        return;
    at = mi_pen_run(at, kind->text, kind->head);
    if (frame->counter_bits > 0)
        at = mi_pen_unsigned(mi_pen_add(at, COUNTER), frame->counter);
    if (sighting_is_open(sighting)) {
        uint32_t id = key_choice_fingerprint(sighting->choice, frame->seal.key_index);
        at = mi_pen_char(mi_pen_id(mi_pen_add(at, OPENED_BY), id), '"');
    }
    at = mi_pen_run(at, kind->text + kind->head, (size_t)(kind->size - kind->head));
    mi_pen_end(out, at);
}

/* "temperature": or "temperature_2": and what it is. */
static void add_reading(struct mi_text *out, const struct mi_reading *reading, bool is_first)
{
    size_t key_size = strlen(reading->key);
    char *at = mi_pen_begin(out, READING_MAX + key_size);
    if (at == NULL)
        return;
    at = is_first ? mi_pen_add(at, READINGS) : mi_pen_char(at, ',');
    at = mi_pen_run(mi_pen_char(at, '"'), reading->key, key_size);
    if (reading->ordinal > 1)
        at = mi_pen_unsigned(mi_pen_char(at, '_'), reading->ordinal);
    at = mi_pen_add(at, "\":");
    if (reading->kind == MI_SENSOR)
        at = mi_pen_number(at, reading->number);
    else if (reading->kind == MI_BINARY)
        at = mi_pen_add(at, reading->on ? "true" : "false");
    mi_pen_end(out, at);
    if (reading->kind == MI_TEXT)
        mi_json_quote(&(struct mi_json){.out = out}, reading->text);
}

/* How many of them are events. */
static size_t add_readings(struct mi_text *out, const struct mi_frame *frame)
{
    size_t events = 0;
    for (size_t i = 0; i < frame->reading_count; i++)
        if (frame->readings[i].kind == MI_EVENT)
            events++;
        else
            add_reading(out, &frame->readings[i], i == events);
    if (events < frame->reading_count)
        mi_text_char(out, '}');
    return events;
}

static void add_event(struct mi_json *json, const struct mi_reading *event)
{
    char key[TEXT_MAX];
    struct mi_text text = mi_text(key, sizeof key);
    mi_text_key(&text, event);
    mi_json_open(json, NULL, '{');
    mi_json_word(json, "event", key);
    mi_json_optional(json, "type", event->text);
    for (size_t i = 0; i < event->property_count; i++)
        mi_json_integer(json, event->properties[i].key, event->properties[i].value);
    mi_json_close(json, '}');
}

static void add_events(struct mi_json *json, const struct mi_frame *frame)
{
    mi_json_open(json, "events", '[');
    for (size_t i = 0; i < frame->reading_count; i++)
        if (frame->readings[i].kind == MI_EVENT)
            add_event(json, &frame->readings[i]);
    mi_json_close(json, ']');
}

static void add_object(struct mi_text *out, const struct mi_object *object, unsigned id_digits,
                       bool is_first)
{
    const char *name = mi_object_name(object);
    size_t name_size = name != NULL ? strlen(name) : 0;
    char *at = mi_pen_begin(out, OBJECT_MAX + name_size + (size_t)object->size * MI_PEN_BYTE);
    if (at == NULL)
        return;
    at = is_first ? mi_pen_add(at, OBJECTS) : mi_pen_char(at, ',');
    at = mi_pen_hex(mi_pen_add(at, ID), object->id, id_digits);
    if (name != NULL)
        at = mi_pen_run(mi_pen_add(at, NAME), name, name_size);
    at = mi_pen_bytes(mi_pen_add(at, VALUE), object->value, object->size);
    mi_pen_end(out, mi_pen_add(at, "\"}"));
}

static void add_objects(struct mi_text *out, const struct mi_frame *frame)
{
    unsigned id_digits = mi_format_id_digits(frame->format);
    for (size_t i = 0; i < frame->object_count; i++)
        add_object(out, &frame->objects[i], id_digits, i == 0);
    if (frame->object_count > 0)
        mi_text_char(out, ']');
}

static void add_notes(struct mi_json *json, const struct sighting *sighting, uint32_t notes)
{
    char sentence[TEXT_MAX];
    mi_json_open(json, "notes", '[');
    while (notes != 0) {
        struct mi_text note = mi_text(sentence, sizeof sentence);
        note_next(&note, sighting, &notes);
        mi_json_string(json, NULL, sentence);
    }
    mi_json_close(json, ']');
}

static void add_error(struct mi_json *json, const struct mi_problem *problem)
{
    char sentence[TEXT_MAX];
    struct mi_text text = mi_text(sentence, sizeof sentence);
    mi_text_problem(&text, problem);
    mi_json_string(json, "error", sentence);
    text = mi_text(sentence, sizeof sentence);
    mi_text_problem_code(&text, problem->code);
    mi_json_word(json, "error_code", sentence);
}

static void print_rest(struct mi_text *out, const struct sighting *sighting)
{
    const struct mi_frame *frame = sighting->frame;
    struct mi_json json = {.out = out, .needs_comma = true};
    uint32_t notes = notes_on(sighting);
    add_head(out, sighting);
    if (add_readings(out, frame) > 0)
        add_events(&json, frame);
    add_objects(out, frame);
    if (sighting->copies > 0)
        mi_json_integer(&json, "repeat", sighting->copies);
    if (notes != 0)
        add_notes(&json, sighting, notes);
    if (frame->problem.code != MI_OK)
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
    .is_json = true,
    .frame = print_frame,
    .start = print_start,
    .rest = print_rest,
    .devices = json_devices,
    .verdict = json_verdict,
    .clue = json_clue,
    .row = print_row,
    .problem = print_problem,
};
