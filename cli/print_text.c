/* For people: a frame in lines, a row in columns. */
#include "print_text.h"

#include "base/stamp.h"
#include "base/unicode.h"
#include "capture/clock.h"
#include "notes.h"
#include "output.h"
#include "table.h"
#include "talk.h"

#include <string.h>

static const struct {
    const char *words;
    enum paint paint;
} STATUS[] = {
    [MI_STATUS_OK] = {"decrypted", PAINT_GOOD},
    [MI_STATUS_PLAIN] = {"plain", PAINT_GOOD},
    [MI_STATUS_UNAUTHENTICATED] = {"decrypted, not proven", PAINT_WEAK},
    [MI_STATUS_EMPTY] = {"no data", PAINT_WEAK},
    [MI_STATUS_KEY_MISSING] = {"NOT OPENED", PAINT_WEAK},
    [MI_STATUS_KEY_WRONG] = {"NOT OPENED", PAINT_BAD},
    [MI_STATUS_TRUNCATED] = {"TRUNCATED", PAINT_BAD},
    [MI_STATUS_MALFORMED] = {"MALFORMED", PAINT_BAD},
    [MI_STATUS_UNSUPPORTED] = {"UNSUPPORTED", PAINT_WEAK},
};

enum { LINE_BYTES = 8192, VALUE_BYTES = 4096 };

void paint(struct mi_text *out, const struct output_settings *settings, enum paint paint,
           const char *words)
{
    static const char *const START[] = {[PAINT_GOOD] = "\033[32m",
                                        [PAINT_WEAK] = "\033[33m",
                                        [PAINT_BAD] = "\033[1;31m",
                                        [PAINT_STRONG] = "\033[1m"};
    bool is_coloured = settings->color == COLOR_ALWAYS;
    mi_text_add(out, is_coloured ? START[paint] : "");
    mi_text_add(out, words);
    mi_text_add(out, is_coloured ? "\033[0m" : "");
}

void text_model(struct mi_text *out, const struct mi_frame *frame)
{
    if (frame->model != NULL) {
        mi_text_add(out, "  ");
        mi_text_add(out, frame->model);
    } else if (frame->product != NULL) {
        mi_text_add(out, "  ");
        mi_text_add(out, frame->product->name);
    } else if (frame->has_product) {
        mi_text_add(out, "  product 0x");
        mi_text_hex(out, frame->product_id, mi_format_id_digits(frame->format));
    }
}

void text_name(struct mi_text *out, const char *name)
{
    if (name == NULL || *name == '\0')
        return;
    mi_text_add(out, "  ");
    mi_text_clean(out, name);
}

static void add_status(struct mi_text *out, enum mi_status status,
                       const struct output_settings *settings)
{
    paint(out, settings, STATUS[status].paint, STATUS[status].words);
}

/* With the offset from UTC behind it, "+02:00". */
static void add_local_time(struct mi_text *out, mi_time time)
{
    char written[] = "2000-01-01T00:00:00.000000Z";
    struct mi_text text = mi_text(written, sizeof written);
    mi_time shown = mi_clock_shown(time);
    mi_time minutes = (shown - time) / MI_SECOND / 60;
    mi_text_stamp(&text, shown, &(struct mi_stamp){0});
    mi_text_run(out, written, text.length - 1);
    mi_text_char(out, minutes < 0 ? '-' : '+');
    minutes = minutes < 0 ? -minutes : minutes;
    mi_text_char(out, (char)('0' + minutes / 600));
    mi_text_char(out, (char)('0' + minutes / 60 % 10));
    mi_text_char(out, ':');
    mi_text_char(out, (char)('0' + minutes % 60 / 10));
    mi_text_char(out, (char)('0' + minutes % 10));
}

void text_moment(struct mi_text *out, mi_time time, const struct output_settings *settings)
{
    if (settings->local && time != MI_NO_TIME)
        add_local_time(out, time);
    else
        mi_text_time(out, time);
}

void text_second(struct mi_text *out, mi_time time, const struct output_settings *settings)
{
    enum { SECONDS_END = 19, ZONE = 26 };
    char written[64];
    struct mi_text text = mi_text(written, sizeof written);
    if (time == MI_NO_TIME)
        return;
    text_moment(&text, time, settings);
    mi_text_run(out, written, SECONDS_END);
    mi_text_add(out, written + ZONE);
}

void text_time(struct mi_text *out, mi_time time, const struct output_settings *settings)
{
    if (time == MI_NO_TIME)
        return;
    text_moment(out, time, settings);
    mi_text_add(out, "  ");
}

void text_address(struct mi_text *out, bool is_known, struct mi_address address)
{
    if (is_known)
        mi_text_address(out, address);
    else
        mi_text_add(out, "(no address)");
}

void text_headline(struct mi_text *out, const struct sighting *sighting,
                   const struct output_settings *settings)
{
    const struct mi_frame *frame = sighting->frame;
    const struct mi_advert *advert = sighting->advert;
    text_time(out, advert->time, settings);
    text_address(out, frame->address_source != MI_ADDRESS_NONE, frame->address);
    text_name(out, sighting->name);
    text_model(out, frame);
    if (frame->model == NULL || strcmp(frame->model, mi_format_title(frame->format)) != 0) {
        mi_text_add(out, "  ");
        mi_text_add(out, mi_format_title(frame->format));
    }
    if (frame->has_version) {
        mi_text_add(out, " v");
        mi_text_unsigned(out, frame->version);
    }
    if (frame->counter_bits > 0) {
        mi_text_add(out, "  counter ");
        mi_text_unsigned(out, frame->counter);
    }
    if (advert->has_rssi) {
        mi_text_add(out, "  ");
        mi_text_signed(out, advert->rssi);
        mi_text_add(out, " dBm");
    }
    mi_text_add(out, "  ");
    add_status(out, frame->status, settings);
    if (sighting->copies > 0) {
        mi_text_add(out, "  and ");
        mi_text_unsigned(out, sighting->copies);
        mi_text_add(out, " copies before");
    }
    mi_text_char(out, '\n');
}

/* With the decimals that were sent; those of a conversion, such as from pounds, are many. */
static void print_number(struct mi_text *out, struct mi_number number)
{
    enum { DECIMALS_SENT = 6 };
    if (number.exponent < -DECIMALS_SENT)
        mi_text_number(out, number);
    else
        mi_text_number_sent(out, number);
}

void text_value(struct mi_text *out, const struct mi_reading *reading)
{
    switch (reading->kind) {
    case MI_SENSOR: print_number(out, reading->number); break;
    case MI_BINARY: mi_text_add(out, reading->on ? "yes" : "no"); break;
    case MI_TEXT:
    case MI_EVENT: mi_text_clean(out, reading->text != NULL ? reading->text : "event"); break;
    }
    if (reading->unit != NULL) {
        mi_text_char(out, ' ');
        mi_text_add(out, reading->unit);
    }
    for (size_t i = 0; i < reading->property_count; i++) {
        mi_text_add(out, ", ");
        mi_text_add(out, reading->properties[i].key);
        mi_text_char(out, ' ');
        mi_text_signed(out, reading->properties[i].value);
    }
}

void text_strong_value(struct mi_text *out, const struct mi_reading *reading,
                       const struct output_settings *settings)
{
    char buffer[VALUE_BYTES];
    struct mi_text value = mi_text(buffer, sizeof buffer);
    text_value(&value, reading);
    paint(out, settings, PAINT_STRONG, buffer);
}

/* ": temperature 21.3 °C, humidity 54 %"; nothing when there is none. */
static void add_line_of_readings(struct mi_text *out, const struct mi_frame *frame,
                                 const struct output_settings *settings)
{
    for (size_t i = 0; i < frame->reading_count; i++) {
        mi_text_add(out, i == 0 ? ": " : ", ");
        mi_text_key(out, &frame->readings[i]);
        mi_text_char(out, ' ');
        text_strong_value(out, &frame->readings[i], settings);
    }
}

void text_outcome(struct mi_text *out, const struct mi_frame *frame,
                  const struct output_settings *settings)
{
    add_status(out, frame->status, settings);
    add_line_of_readings(out, frame, settings);
    if (frame->problem.code != MI_OK) {
        mi_text_add(out, ": ");
        mi_text_problem(out, &frame->problem);
    }
}

static size_t key_width(const struct mi_reading *reading)
{
    return strlen(reading->key) + (reading->ordinal > 1 ? 2 : 0);
}

static void add_readings(struct mi_text *out, const struct mi_frame *frame,
                         const struct output_settings *settings)
{
    size_t widest = 0;
    for (size_t i = 0; i < frame->reading_count; i++)
        if (key_width(&frame->readings[i]) > widest)
            widest = key_width(&frame->readings[i]);
    for (size_t i = 0; i < frame->reading_count; i++) {
        size_t start = out->length;
        mi_text_add(out, "  ");
        mi_text_key(out, &frame->readings[i]);
        mi_text_pad(out, start + widest + 4);
        text_strong_value(out, &frame->readings[i], settings);
        mi_text_char(out, '\n');
    }
}

void text_object(struct mi_text *out, const struct mi_frame *frame, const struct mi_object *object)
{
    mi_text_add(out, "object 0x");
    mi_text_hex(out, object->id, mi_format_id_digits(frame->format));
    mi_text_char(out, ' ');
    mi_text_add(out, object->type != NULL ? mi_object_name(object) : "(unknown)");
}

/* Objects that gave no reading are shown as they came. */
static void add_raw_objects(struct mi_text *out, const struct mi_frame *frame)
{
    for (size_t i = 0; i < frame->object_count; i++) {
        const struct mi_object *object = &frame->objects[i];
        if (object->reading_count > 0)
            continue;
        mi_text_add(out, "  ");
        text_object(out, frame, object);
        if (object->size > 0)
            mi_text_add(out, ": ");
        mi_text_bytes(out, object->value, object->size, ' ');
        mi_text_char(out, '\n');
    }
}

void text_notes(struct mi_text *out, const struct sighting *sighting)
{
    const struct mi_frame *frame = sighting->frame;
    char buffer[VALUE_BYTES];
    uint32_t notes = notes_on(sighting);
    if (frame->problem.code != MI_OK) {
        mi_text_add(out, "  because  ");
        mi_text_problem(out, &frame->problem);
        mi_text_char(out, '\n');
    }
    while (notes != 0) {
        struct mi_text note = mi_text(buffer, sizeof buffer);
        note_next(&note, sighting, &notes);
        mi_text_add(out, "  note     ");
        mi_text_add(out, buffer);
        mi_text_char(out, '\n');
    }
}

static void print_frame(struct mi_text *out, const struct sighting *sighting,
                        const struct output_settings *settings)
{
    text_headline(out, sighting, settings);
    add_readings(out, sighting->frame, settings);
    add_raw_objects(out, sighting->frame);
    text_notes(out, sighting);
}

/* --- rows --- */

static void add_number(struct mi_text *out, const struct cell *cell, const char *noun)
{
    if (noun != NULL)
        add_count(out, (uint64_t)cell->number, noun);
    else
        mi_text_signed(out, cell->number);
}

static void add_aligned(struct mi_text *out, const char *value, int width)
{
    size_t start = out->length;
    size_t room = (size_t)(width < 0 ? -width : width);
    size_t taken = mi_text_width(value);
    if (width < 0 && taken < room)
        mi_text_pad(out, start + room - taken);
    size_t value_at = out->length;
    mi_text_clean(out, value);
    taken = mi_text_width(out->start + value_at);
    if (width > 0 && taken < room)
        mi_text_pad(out, out->length + room - taken);
}

static void add_list(struct mi_text *out, const struct cell *cell, const char *before)
{
    const char *item = cell->text;
    for (int64_t i = 0; i < cell->number; i++, item += strlen(item) + 1) {
        mi_text_add(out, before);
        mi_text_clean(out, item);
    }
}

static void shorten(struct mi_text *value, size_t width)
{
    char whole[VALUE_BYTES];
    memcpy(whole, value->start, value->length + 1);
    *value = mi_text(value->start, value->size);
    table_shorten(value, whole, width);
}

static void add_column(struct mi_text *out, const struct column *column, const struct cell *cell)
{
    char buffer[VALUE_BYTES];
    struct mi_text value = mi_text(buffer, sizeof buffer);
    mi_text_add(out, column->before != NULL ? column->before : "");
    if (cell == NULL || (cell->kind == CELL_FLAG && cell->number == 0))
        mi_text_add(&value, column->absent);
    else if (cell->kind == CELL_NUMBER)
        add_number(&value, cell, column->noun);
    else
        mi_text_add(&value, cell->kind == CELL_FLAG ? cell->name : cell->text);
    if (column->is_named) {
        mi_text_char(&value, ' ');
        mi_text_add(&value, column->name);
    }
    for (size_t i = 0; column->is_word && i < value.length; i++)
        buffer[i] = buffer[i] == '_' ? ' ' : buffer[i];
    if (column->shortens)
        shorten(&value, (size_t)column->width);
    add_aligned(out, buffer, column->width);
    if (column->after != NULL)
        mi_text_add(out, column->after);
}

static void print_row(const struct row *row)
{
    char buffer[LINE_BYTES];
    struct mi_text line = mi_text(buffer, sizeof buffer);
    if (row->columns == NULL)
        return;
    for (const struct column *column = row->columns; column->name != NULL; column++) {
        const struct cell *cell = column->rather != NULL ? row_find(row, column->rather) : NULL;
        if (cell == NULL)
            cell = row_find(row, column->name);
        if (cell != NULL && cell->kind == CELL_LIST)
            add_list(&line, cell, column->before);
        else if (cell != NULL || column->absent != NULL)
            add_column(&line, column, cell);
    }
    while (line.length > 0 && line.start[line.length - 1] == ' ')
        line.length--;
    mi_text_char(&line, '\n');
    output_put(line.start, line.length);
    mi_wipe(buffer, line.length);
}

const struct printer TEXT_PRINTER = {
    .frame = print_frame,
    .devices = text_devices,
    .verdict = text_verdict,
    .clue = text_clue,
    .row = print_row,
    .problem = talk_problem,
};
