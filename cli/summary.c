#include "summary.h"

#include "cells.h"
#include "json.h"
#include "printer.h"
#include "talk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_BYTES = 8192, CELL_BYTES = 2048, COLUMNS = 10 };

/* Mean time between two copies of a frame, in seconds; 0 when it is not known. */
static double interval(const struct mi_device *device)
{
    if (device->first == MI_NO_TIME || device->frames < 2)
        return 0;
    return (double)(device->last - device->first) / (double)MI_SECOND /
           (double)(device->frames - 1);
}

/* --- the table --- */

struct row {
    char cells[COLUMNS][CELL_BYTES];
};

static const char *const HEADINGS[COLUMNS] = {
    "address", "name", "model", "frames", "data", "key", "lost", "every", "rssi", "readings",
};

static void fill_interval(struct mi_text *cell, const struct mi_device *device)
{
    struct mi_number seconds;
    double mean = interval(device);
    if (mean <= 0 || !mi_number_rounded(mean, mean < 10 ? 1 : 0, &seconds)) {
        mi_text_char(cell, '-');
        return;
    }
    mi_text_number_sent(cell, seconds);
    mi_text_add(cell, " s");
}

static void fill_signal(struct mi_text *cell, const struct mi_device *device)
{
    if (!device->has_rssi) {
        mi_text_char(cell, '-');
        return;
    }
    mi_text_signed(cell, device->rssi_lowest);
    if (device->rssi_lowest == device->rssi_highest)
        return;
    mi_text_add(cell, "..");
    mi_text_signed(cell, device->rssi_highest);
}

static void fill_row(struct row *row, const struct mi_device *device)
{
    struct mi_text cells[COLUMNS];
    for (size_t i = 0; i < COLUMNS; i++)
        cells[i] = mi_text(row->cells[i], sizeof row->cells[i]);
    mi_text_address(&cells[0], device->address);
    mi_text_clean(&cells[1], device->name);
    cell_model(&cells[2], device);
    mi_text_unsigned(&cells[3], device->frames);
    mi_text_unsigned(&cells[4], device->with_data);
    mi_text_add(&cells[5], cell_key(device));
    mi_text_unsigned(&cells[6], device->lost);
    fill_interval(&cells[7], device);
    fill_signal(&cells[8], device);
    cell_readings(&cells[9], device);
}

static bool is_right_aligned(size_t column)
{
    return column == 3 || column == 4 || column == 6 || column == 7;
}

static void print_cells(const char *const cells[COLUMNS], const size_t widths[COLUMNS])
{
    for (size_t i = 0; i < COLUMNS; i++) {
        int padding = (int)(widths[i] - cell_width(cells[i]));
        bool is_last = i + 1 == COLUMNS;
        if (is_right_aligned(i))
            (void)printf("%*s%s", padding, "", cells[i]);
        else
            (void)printf("%s%*s", cells[i], is_last ? 0 : padding, "");
        (void)fputs(is_last ? "\n" : "  ", stdout);
    }
}

static void print_row(const struct row *row, const size_t widths[COLUMNS])
{
    const char *cells[COLUMNS];
    for (size_t i = 0; i < COLUMNS; i++)
        cells[i] = row->cells[i];
    print_cells(cells, widths);
}

/* Twice over the devices: once for the widths of the columns, once to print. */
static void print_table(struct mi_device *const *devices, size_t count)
{
    size_t widths[COLUMNS];
    struct row row = {{{0}}};
    for (size_t i = 0; i < COLUMNS; i++)
        widths[i] = cell_width(HEADINGS[i]);
    for (size_t k = 0; k < count; k++) {
        fill_row(&row, devices[k]);
        for (size_t i = 0; i < COLUMNS; i++)
            widths[i] = cell_width(row.cells[i]) > widths[i] ? cell_width(row.cells[i]) : widths[i];
    }
    print_cells(HEADINGS, widths);
    for (size_t k = 0; k < count; k++) {
        fill_row(&row, devices[k]);
        print_row(&row, widths);
    }
}

/* --- JSON --- */

static void add_signal(struct json *json, const struct mi_device *device)
{
    if (!device->has_rssi)
        return;
    json_open(json, "rssi", '{');
    json_integer(json, "min", device->rssi_lowest);
    json_integer(json, "max", device->rssi_highest);
    json_integer(json, "last", device->rssi_last);
    json_close(json, '}');
}

static void add_trend_object(struct json *json, const struct mi_trend *trend)
{
    char key[CELL_BYTES];
    struct mi_text text = mi_text(key, sizeof key);
    mi_text_key(&text, &trend->last);
    json_open(json, key, '{');
    switch (trend->last.kind) {
    case MI_SENSOR:
        json_number(json, "last", trend->last.number);
        json_number(json, "min", trend->lowest);
        json_number(json, "max", trend->highest);
        break;
    case MI_BINARY: json_bool(json, "last", trend->last.on); break;
    case MI_EVENT: json_optional(json, "last", trend->last.text); break;
    case MI_TEXT: break;
    }
    json_integer(json, "count", (int64_t)trend->count);
    json_close(json, '}');
}

static void print_json(const struct mi_device *device)
{
    char buffer[LINE_BYTES];
    struct mi_text line = mi_text(buffer, sizeof buffer);
    struct json json = {.out = &line};
    struct mi_number mean;
    json_open(&json, NULL, '{');
    json_address(&json, "address", device->address);
    if (device->name[0] != '\0')
        json_string(&json, "name", device->name);
    json_string(&json, "format", mi_format_name(device->format));
    if (device->has_version)
        json_integer(&json, "version", device->version);
    struct product_words product = product_of(device);
    json_product(&json, &product);
    json_integer(&json, "frames", (int64_t)device->frames);
    json_integer(&json, "different", (int64_t)device->different);
    json_integer(&json, "with_data", (int64_t)device->with_data);
    json_integer(&json, "encrypted", (int64_t)device->encrypted);
    json_integer(&json, "opened", (int64_t)device->opened);
    json_integer(&json, "damaged", (int64_t)device->damaged);
    json_integer(&json, "lost", (int64_t)device->lost);
    json_string(&json, "key", cell_key(device));
    json_time(&json, "first", device->first);
    json_time(&json, "last", device->last);
    if (interval(device) > 0 && mi_number_rounded(interval(device), 3, &mean))
        json_number(&json, "interval", mean);
    add_signal(&json, device);
    json_open(&json, "readings", '{');
    for (size_t i = 0; i < device->trend_count; i++)
        add_trend_object(&json, &device->trends[i]);
    json_close(&json, '}');
    json_close(&json, '}');
    (void)puts(buffer);
}

void print_summary(struct mi_devices *devices, bool as_json)
{
    uint32_t total = mi_devices_count(devices);
    struct mi_device **heard = calloc((size_t)total + 1, sizeof *heard);
    size_t count = 0;
    if (heard == NULL) {
        talk(NULL, 0, "out of memory");
        return;
    }
    for (uint32_t i = 0; i < total; i++)
        if (mi_devices_at(devices, i)->frames > 0)
            heard[count++] = mi_devices_at(devices, i);
    qsort(heard, count, sizeof *heard, compare_devices);
    if (as_json)
        for (size_t i = 0; i < count; i++)
            print_json(heard[i]);
    else if (count > 0)
        print_table(heard, count);
    free(heard);
}
