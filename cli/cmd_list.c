/* list: the tables that frames are decoded by, a row each. */
#include "command.h"
#include "printer.h"
#include "readings.h"
#include "suggest.h"
#include "talk.h"

#include "beacon/decode.h"
#include "beacon/field.h"
#include "beacon/object.h"
#include "capture/file/linktype.h"

#include <stdlib.h>
#include <string.h>

/* Prints a table that frames are decoded by, a row each. False when out of memory, which it says.
 */
typedef bool list_table(const struct printer *printer);

/* --- products --- */

static bool list_products(const struct printer *printer)
{
    static const char *const SLEEPY[] = {NULL, "no", "yes"};
    static const struct column COLUMNS[] = {
        {.name = "id"},
        {.name = "model", .before = "  ", .width = 27, .absent = "-"},
        {.name = "encryption", .before = " ", .width = 14},
        {.name = "name", .before = " "},
        {.name = "maker", .before = " (", .after = ")"},
        {0},
    };
    struct row row;
    const struct mi_product *product;
    for (size_t i = 0; (product = mi_product_at(i)) != NULL; i++) {
        row_begin(&row, COLUMNS);
        row_hex(&row, "id", product->id, 4);
        row_text(&row, "model", product->model);
        row_text(&row, "name", product->name);
        row_text(&row, "maker", product->maker);
        row_text(&row, "encryption", mi_encryption_name((enum mi_encryption)product->encryption));
        row_text(&row, "sleepy", SLEEPY[product->sleepy]);
        PRINTER_OF(printer, row)(&row);
    }
    return true;
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
                        const struct printer *printer)
{
    static const struct column COLUMNS[] = {
        {.name = "format", .width = 10},
        {.name = "id", .width = 8},
        {.name = "name", .width = 30},
        {.name = "readings", .before = " "},
        {0},
    };
    struct row row;
    row_begin(&row, COLUMNS);
    row_text(&row, "format", format->objects->name);
    row_hex(&row, "id", type->id, mi_format_id_digits(format));
    row_text(&row, "name", type->name);
    row_list(&row, "readings");
    for (const struct mi_field *field = type->fields; field->key != NULL; field++)
        if (is_first_of_key(type->fields, field))
            row_item(&row, field->key);
    PRINTER_OF(printer, row)(&row);
}

static bool list_objects(const struct printer *printer)
{
    const struct mi_format *format;
    for (size_t i = 0; (format = mi_format_at(i)) != NULL; i++)
        for (size_t k = 0; has_new_objects(i) && k < format->objects->count; k++)
            list_object(format, &format->objects->types[k], printer);
    return true;
}

/* --- formats --- */

static bool list_formats(const struct printer *printer)
{
    static const struct column COLUMNS[] = {
        {.name = "format", .width = 11},
        {.name = "title", .before = " ", .width = 12},
        {.name = "company", .before = " company "},
        {.name = "service", .before = " service "},
        {.name = "minimum", .before = "  ", .width = -3},
        {.name = "maximum", .before = " to ", .width = -3, .after = " bytes"},
        {.name = "encrypted", .before = "  encrypted: "},
        {0},
    };
    struct row row;
    const struct mi_format *format;
    for (size_t i = 0; (format = mi_format_at(i)) != NULL; i++) {
        row_begin(&row, COLUMNS);
        row_text(&row, "format", format->name);
        row_text(&row, "title", format->title);
        row_hex(&row, format->in_manufacturer_data ? "company" : "service", format->carrier, 4);
        row_number(&row, "minimum", format->minimum);
        row_number(&row, "maximum", format->maximum);
        row_text(&row, "encrypted", format->encryption);
        PRINTER_OF(printer, row)(&row);
    }
    return true;
}

/* --- link types --- */

static bool list_link_types(const struct printer *printer)
{
    static const struct column COLUMNS[] = {
        {.name = "number", .width = -3},
        {.name = "name", .before = "  ", .width = 26},
        {.name = "read", .before = " ", .width = 4, .absent = "-"},
        {.name = "title", .before = " "},
        {0},
    };
    struct row row;
    for (size_t i = 0; i < MI_LINK_TYPE_COUNT; i++) {
        const struct mi_link_type *type = &MI_LINK_TYPES[i];
        row_begin(&row, COLUMNS);
        row_number(&row, "number", type->number);
        row_text(&row, "name", type->name);
        row_text(&row, "title", type->title);
        row_flag(&row, "read", type->unwrap != NULL);
        PRINTER_OF(printer, row)(&row);
    }
    return true;
}

/* --- readings --- */

static int compare_rows(const void *left, const void *right)
{
    const struct known_reading *a = left;
    const struct known_reading *b = right;
    int by_key = strcmp(a->key, b->key);
    return by_key != 0 ? by_key : (int)a->kind - (int)b->kind;
}

struct row_list {
    struct known_reading *rows; /* NULL: they are only counted */
    size_t count;
};

static void add_row(void *context, const struct known_reading *reading)
{
    struct row_list *list = context;
    if (list->rows != NULL)
        list->rows[list->count] = *reading;
    list->count++;
}

static void list_reading(const struct known_reading *reading, const struct printer *printer)
{
    static const struct column COLUMNS[] = {
        {.name = "key", .width = 32},
        {.name = "kind", .before = " ", .width = 7},
        {.name = "unit", .before = " ", .absent = ""},
        {.name = "yes", .before = "yes: "},
        {0},
    };
    struct row row;
    row_begin(&row, COLUMNS);
    row_text(&row, "key", reading->key);
    row_text(&row, "kind", mi_kind_name((enum mi_kind)reading->kind));
    row_text(&row, "unit", reading->unit);
    row_text(&row, "yes", reading->kind == MI_BINARY ? reading_yes(reading->key) : NULL);
    PRINTER_OF(printer, row)(&row);
}

static bool list_readings(const struct printer *printer)
{
    struct row_list list = {.rows = NULL};
    readings_visit(add_row, &list);
    list = (struct row_list){.rows = talk_allocate(list.count, sizeof *list.rows)};
    if (list.rows == NULL)
        return false;
    readings_visit(add_row, &list);
    qsort(list.rows, list.count, sizeof *list.rows, compare_rows);
    for (size_t i = 0; i < list.count; i++)
        if (i == 0 || compare_rows(&list.rows[i - 1], &list.rows[i]) != 0)
            list_reading(&list.rows[i], printer);
    free(list.rows);
    return true;
}

static enum exit_status run_list(const struct settings *settings, int count, char **arguments)
{
    static const struct {
        const char *name;
        list_table *list;
    } LISTS[] = {
        {"products", list_products}, {"objects", list_objects},      {"formats", list_formats},
        {"readings", list_readings}, {"linktypes", list_link_types},
    };
    for (size_t i = 0; count == 1 && i < sizeof LISTS / sizeof LISTS[0]; i++) {
        if (strcmp(arguments[0], LISTS[i].name) == 0)
            return LISTS[i].list(settings->output.printer) ? EXIT_DONE : EXIT_INPUT;
    }
    if (count != 1)
        return talk_usage("list",
                          count == 0 ? "list what? %s" : "list takes one word, %s: pipe it to grep",
                          LIST_COMMAND.arguments);
    return refuse_word(&LIST_COMMAND, "list", arguments[0]);
}

const struct command LIST_COMMAND = {
    .name = "list",
    .summary = "products, objects, formats, readings and link types it knows",
    .arguments = "products | objects | formats | readings | linktypes",
    .help = "Prints one of the tables that mitool decodes by.",
    .options = OPTIONS_COMMON | OPTIONS_ROWS,
    .run = run_list,
};
