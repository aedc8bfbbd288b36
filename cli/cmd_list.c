#include "command.h"
#include "json.h"
#include "printer.h"
#include "talk.h"

#include "beacon/decode.h"
#include "beacon/field.h"
#include "beacon/object.h"
#include "capture/file/linktype.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_MAX_BYTES = 4096 };

static void put_line(const struct mi_text *line)
{
    (void)fwrite(line->start, 1, line->length, stdout);
    (void)fputc('\n', stdout);
}

static const char *or_dash(const char *string)
{
    return string != NULL ? string : "-";
}

/* --- products --- */

static void list_products(bool as_json)
{
    static const char *const SLEEPY[] = {NULL, "no", "yes"};
    char buffer[LINE_MAX_BYTES];
    const struct mi_product *product;
    for (size_t i = 0; (product = mi_product_at(i)) != NULL; i++) {
        const char *encryption = mi_encryption_name((enum mi_encryption)product->encryption);
        if (!as_json) {
            (void)printf("0x%04x  %-27s %-14s %s%s%s%s\n", product->id, or_dash(product->model),
                         encryption, product->name, product->maker != NULL ? " (" : "",
                         product->maker != NULL ? product->maker : "",
                         product->maker != NULL ? ")" : "");
            continue;
        }
        struct mi_text line = mi_text(buffer, sizeof buffer);
        struct json json = {.out = &line};
        json_open(&json, NULL, '{');
        json_hex(&json, "id", product->id, 4);
        json_optional(&json, "model", product->model);
        json_string(&json, "name", product->name);
        json_optional(&json, "maker", product->maker);
        json_string(&json, "encryption", encryption);
        json_optional(&json, "sleepy", SLEEPY[product->sleepy]);
        json_close(&json, '}');
        put_line(&line);
    }
}

/* --- objects --- */

/* Formats may share a table: whether none before the one at `index` has its. */
static bool has_new_objects(size_t index)
{
    const struct mi_object_table *objects = mi_format_at(index)->objects;
    for (size_t i = 0; i < index; i++)
        if (mi_format_at(i)->objects == objects)
            return false;
    return objects != NULL;
}

/* Several rows of one key count once. */
static bool is_first_of_key(const struct mi_field *fields, const struct mi_field *field)
{
    for (const struct mi_field *earlier = fields; earlier < field; earlier++)
        if (strcmp(earlier->key, field->key) == 0 && earlier->kind == field->kind)
            return false;
    return true;
}

static void list_object(const struct mi_format *format, const struct mi_object_type *type,
                        bool as_json)
{
    char buffer[LINE_MAX_BYTES];
    struct mi_text line = mi_text(buffer, sizeof buffer);
    struct json json = {.out = &line};
    if (as_json) {
        json_open(&json, NULL, '{');
        json_string(&json, "format", format->objects->name);
        json_hex(&json, "id", type->id, mi_format_id_digits(format));
        json_string(&json, "name", type->name);
        json_open(&json, "readings", '[');
    } else {
        mi_text_add(&line, format->objects->name);
        mi_text_pad(&line, 10);
        mi_text_add(&line, "0x");
        mi_text_hex(&line, type->id, mi_format_id_digits(format));
        mi_text_pad(&line, 18);
        mi_text_add(&line, type->name);
        mi_text_pad(&line, 48);
    }
    for (const struct mi_field *field = type->fields; field->key != NULL; field++) {
        if (!is_first_of_key(type->fields, field))
            continue;
        if (as_json) {
            json_string(&json, NULL, field->key);
        } else {
            mi_text_char(&line, ' ');
            mi_text_add(&line, field->key);
        }
    }
    if (as_json) {
        json_close(&json, ']');
        json_close(&json, '}');
    }
    put_line(&line);
}

static void list_objects(bool as_json)
{
    const struct mi_format *format;
    for (size_t i = 0; (format = mi_format_at(i)) != NULL; i++)
        for (size_t k = 0; has_new_objects(i) && k < format->objects->count; k++)
            list_object(format, &format->objects->types[k], as_json);
}

/* --- formats --- */

static void list_formats(bool as_json)
{
    char buffer[LINE_MAX_BYTES];
    const struct mi_format *format;
    for (size_t i = 0; (format = mi_format_at(i)) != NULL; i++) {
        if (!as_json) {
            (void)printf("%-11s %-12s %s 0x%04x  %3u to %3u bytes  encrypted: %s\n", format->name,
                         format->title, format->in_manufacturer_data ? "company" : "service",
                         format->carrier, format->minimum, format->maximum, format->encryption);
            continue;
        }
        struct mi_text line = mi_text(buffer, sizeof buffer);
        struct json json = {.out = &line};
        json_open(&json, NULL, '{');
        json_string(&json, "format", format->name);
        json_string(&json, "title", format->title);
        json_hex(&json, format->in_manufacturer_data ? "company" : "service", format->carrier, 4);
        json_integer(&json, "minimum", format->minimum);
        json_integer(&json, "maximum", format->maximum);
        json_string(&json, "encrypted", format->encryption);
        json_close(&json, '}');
        put_line(&line);
    }
}

/* --- link types --- */

static void list_link_types(bool as_json)
{
    char buffer[LINE_MAX_BYTES];
    for (size_t i = 0; i < MI_LINK_TYPE_COUNT; i++) {
        const struct mi_link_type *type = &MI_LINK_TYPES[i];
        if (!as_json) {
            (void)printf("%3u  %-26s %-4s %s\n", type->number, type->name,
                         type->unwrap != NULL ? "read" : "-", type->title);
            continue;
        }
        struct mi_text line = mi_text(buffer, sizeof buffer);
        struct json json = {.out = &line};
        json_open(&json, NULL, '{');
        json_integer(&json, "number", type->number);
        json_string(&json, "name", type->name);
        json_string(&json, "title", type->title);
        json_bool(&json, "read", type->unwrap != NULL);
        json_close(&json, '}');
        put_line(&line);
    }
}

/* --- readings --- */

struct reading_row {
    const char *key;
    const char *unit;
    uint8_t kind;
};

static int compare_rows(const void *left, const void *right)
{
    const struct reading_row *a = left;
    const struct reading_row *b = right;
    int by_key = strcmp(a->key, b->key);
    return by_key != 0 ? by_key : (int)a->kind - (int)b->kind;
}

struct row_list {
    struct reading_row *rows; /* NULL: they are only counted */
    size_t count;
};

static void add_row(struct row_list *list, const char *key, const char *unit, uint8_t kind)
{
    if (key == NULL)
        return;
    if (list->rows != NULL)
        list->rows[list->count] = (struct reading_row){key, unit, kind};
    list->count++;
}

static void add_fields(struct row_list *list, const struct mi_field *fields)
{
    for (const struct mi_field *field = fields; field->key != NULL; field++) {
        add_row(list, field->key, field->unit, field->kind);
        for (size_t i = 0; field->kind == MI_EVENT && i < field->case_count; i++) {
            add_row(list, field->cases[i].key, NULL, MI_EVENT);
            add_row(list, field->cases[i].more, NULL, MI_EVENT);
        }
    }
}

static void add_format(struct row_list *list, const struct mi_format *format)
{
    for (size_t i = 0; format->objects != NULL && i < format->objects->count; i++)
        add_fields(list, format->objects->types[i].fields);
    if (format->layout != NULL)
        add_fields(list, format->layout);
    for (size_t i = 0; format->event != NULL && format->event(i) != NULL; i++)
        add_row(list, format->event(i), NULL, MI_EVENT);
}

static void collect(struct row_list *list)
{
    const struct mi_format *format;
    for (size_t i = 0; (format = mi_format_at(i)) != NULL; i++)
        add_format(list, format);
}

static void list_reading(const struct reading_row *row, bool as_json)
{
    char buffer[LINE_MAX_BYTES];
    struct mi_text line = mi_text(buffer, sizeof buffer);
    struct json json = {.out = &line};
    const char *kind = mi_kind_name((enum mi_kind)row->kind);
    if (!as_json) {
        (void)printf("%-32s %-7s %s\n", row->key, kind, row->unit != NULL ? row->unit : "");
        return;
    }
    json_open(&json, NULL, '{');
    json_string(&json, "key", row->key);
    json_string(&json, "kind", kind);
    json_optional(&json, "unit", row->unit);
    json_close(&json, '}');
    put_line(&line);
}

static void list_readings(bool as_json)
{
    struct row_list list = {.rows = NULL};
    collect(&list);
    list = (struct row_list){.rows = calloc(list.count, sizeof *list.rows)};
    if (list.rows == NULL) {
        talk(NULL, 0, "out of memory");
        return;
    }
    collect(&list);
    qsort(list.rows, list.count, sizeof *list.rows, compare_rows);
    for (size_t i = 0; i < list.count; i++)
        if (i == 0 || compare_rows(&list.rows[i - 1], &list.rows[i]) != 0)
            list_reading(&list.rows[i], as_json);
    free(list.rows);
}

enum exit_status run_list(const struct settings *settings, int count, char **arguments)
{
    static const struct {
        const char *name;
        void (*list)(bool as_json);
    } LISTS[] = {
        {"products", list_products}, {"objects", list_objects},      {"formats", list_formats},
        {"readings", list_readings}, {"linktypes", list_link_types},
    };
    for (size_t i = 0; count == 1 && i < sizeof LISTS / sizeof LISTS[0]; i++) {
        if (strcmp(arguments[0], LISTS[i].name) == 0) {
            LISTS[i].list(settings->json);
            return EXIT_DONE;
        }
    }
    talk_usage("list", "list what? products, objects, formats, readings or linktypes");
    return EXIT_USAGE;
}
