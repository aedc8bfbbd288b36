/* CSV (RFC 4180): a header, then a row for each reading. */
#include "output.h"
#include "printer.h"

#include "base/stamp.h"

#include <string.h>

enum { CELL_BYTES = 1024 };

static void print_begin(void)
{
    output_print("time,address,name,model,format,status,reading,value,unit,rssi,counter\n");
}

/* Quoted when it has to be. */
static void add_cell(struct mi_text *out, const char *value)
{
    if (value[strcspn(value, ",\"\r\n")] == '\0') {
        mi_text_add(out, value);
        return;
    }
    mi_text_char(out, '"');
    for (const char *at = value; *at != '\0'; at++) {
        if (*at == '"')
            mi_text_char(out, '"');
        mi_text_char(out, *at);
    }
    mi_text_char(out, '"');
}

static bool is_number(const char *value)
{
    const char *at = value + strspn(value, "+-");
    return *at != '\0' && at - value <= 1 && strspn(at, "0123456789.") == strlen(at);
}

/* What comes from the air may be made to be taken for a formula by spreadsheets. */
static void add_foreign_cell(struct mi_text *out, const char *value)
{
    char buffer[CELL_BYTES];
    struct mi_text clean = mi_text(buffer, sizeof buffer);
    bool is_formula = *value != '\0' && strchr("=+-@", *value) != NULL && !is_number(value);
    mi_text_add(&clean, is_formula ? "'" : "");
    mi_text_clean(&clean, value);
    add_cell(out, buffer);
}

/* The cells that all rows of a frame have in front: up to its status. */
static void add_front(struct mi_text *out, const struct sighting *sighting)
{
    static struct mi_stamp stamp;
    const struct mi_frame *frame = sighting->frame;
    if (sighting->advert->time != MI_NO_TIME)
        mi_text_stamp(out, sighting->advert->time, &stamp);
    mi_text_char(out, ',');
    if (frame->address_source != MI_ADDRESS_NONE)
        mi_text_address(out, frame->address);
    mi_text_char(out, ',');
    add_foreign_cell(out, sighting->name != NULL ? sighting->name : "");
    mi_text_char(out, ',');
    if (frame->model != NULL) {
        add_cell(out, frame->model);
    } else if (frame->has_product) {
        mi_text_add(out, "0x");
        mi_text_hex(out, frame->product_id, mi_format_id_digits(frame->format));
    }
    mi_text_char(out, ',');
    mi_text_add(out, mi_format_name(frame->format));
    mi_text_char(out, ',');
    mi_text_add(out, mi_status_name(frame->status));
    mi_text_char(out, ',');
}

/* And behind. */
static void add_end(struct mi_text *out, const struct sighting *sighting)
{
    mi_text_char(out, ',');
    if (sighting->advert->has_rssi)
        mi_text_signed(out, sighting->advert->rssi);
    mi_text_char(out, ',');
    if (sighting->frame->counter_bits > 0)
        mi_text_unsigned(out, sighting->frame->counter);
    mi_text_char(out, '\n');
}

static void add_value(struct mi_text *out, const struct mi_reading *reading)
{
    switch (reading->kind) {
    case MI_SENSOR: mi_text_number(out, reading->number); break;
    case MI_BINARY: mi_text_add(out, reading->on ? "true" : "false"); break;
    case MI_TEXT:
    case MI_EVENT: add_foreign_cell(out, reading->text != NULL ? reading->text : ""); break;
    }
}

static void add_reading(struct mi_text *out, const struct sighting *sighting,
                        const struct mi_reading *reading)
{
    add_front(out, sighting);
    mi_text_key(out, reading);
    mi_text_char(out, ',');
    add_value(out, reading);
    mi_text_char(out, ',');
    add_cell(out, reading->unit != NULL ? reading->unit : "");
    add_end(out, sighting);
    for (size_t i = 0; i < reading->property_count; i++) {
        add_front(out, sighting);
        mi_text_add(out, reading->properties[i].key);
        mi_text_char(out, ',');
        mi_text_signed(out, reading->properties[i].value);
        mi_text_char(out, ',');
        add_end(out, sighting);
    }
}

static void print_frame(struct mi_text *out, const struct sighting *sighting,
                        const struct output_settings *settings)
{
    const struct mi_frame *frame = sighting->frame;
    (void)settings;
    for (size_t i = 0; i < frame->reading_count; i++)
        add_reading(out, sighting, &frame->readings[i]);
    if (frame->reading_count > 0)
        return;
    add_front(out, sighting);
    mi_text_add(out, ",,");
    add_end(out, sighting);
}

const struct printer CSV_PRINTER = {.begin = print_begin, .frame = print_frame};
