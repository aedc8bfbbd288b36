#include "summary.h"

#include "json.h"
#include "printer.h"
#include "talk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_BYTES = 8192, CELL_BYTES = 2048, READINGS_SHOWN = 6, COLUMNS = 10 };

/* --- how a device fares, worst first --- */

enum key_state {
    KEY_WRONG,
    KEY_PARTLY,
    KEY_MISSING,
    KEY_RIGHT,
    KEY_NOT_NEEDED,
    KEY_UNKNOWN,
};

static const char *const KEY_WORDS[] = {
    [KEY_WRONG] = "wrong", [KEY_PARTLY] = "partly",          [KEY_MISSING] = "missing",
    [KEY_RIGHT] = "right", [KEY_NOT_NEEDED] = "none needed", [KEY_UNKNOWN] = "-",
};

static enum key_state key_state(const struct mi_device *device)
{
    if (device->encrypted == 0)
        return device->with_data > 0 ? KEY_NOT_NEEDED : KEY_UNKNOWN;
    if (device->tried == 0)
        return KEY_MISSING;
    if (device->opened == 0)
        return KEY_WRONG;
    return device->opened == device->tried ? KEY_RIGHT : KEY_PARTLY;
}

static int compare_devices(const void *left, const void *right)
{
    const struct mi_device *a = *(const struct mi_device *const *)left;
    const struct mi_device *b = *(const struct mi_device *const *)right;
    int by_key = (int)key_state(a) - (int)key_state(b);
    if (by_key != 0)
        return by_key;
    if ((a->damaged > 0) != (b->damaged > 0))
        return a->damaged > 0 ? -1 : 1;
    return memcmp(a->address.octet, b->address.octet, MI_ADDRESS_SIZE);
}

/* Mean time between two copies of a frame, in seconds; 0 when it is not known. */
static double interval(const struct mi_device *device)
{
    if (device->first == MI_NO_TIME || device->frames < 2)
        return 0;
    return (double)(device->last - device->first) / (double)MI_SECOND /
           (double)(device->frames - 1);
}

/* --- sparklines --- */

static bool is_drawn(const struct mi_trend *trend)
{
    return trend->last.kind == MI_SENSOR &&
           mi_number_value(trend->highest) > mi_number_value(trend->lowest);
}

/* Two readings in one unit are told apart by their names. */
static bool needs_key(const struct mi_device *device, const struct mi_trend *trend)
{
    if (trend->last.unit == NULL)
        return true;
    for (size_t i = 0; i < device->trend_count; i++) {
        const struct mi_trend *other = &device->trends[i];
        if (other != trend && other->last.unit != NULL &&
            strcmp(other->last.unit, trend->last.unit) == 0)
            return true;
    }
    return false;
}

static void add_sparkline(struct mi_text *out, const struct mi_trend *trend)
{
    static const char *const BARS[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    enum { LEVELS = sizeof BARS / sizeof BARS[0] };
    size_t count = trend->point_count;
    size_t first = (trend->next_point + MI_TREND_POINTS - count) % MI_TREND_POINTS;
    float lowest = trend->points[first];
    float highest = lowest;
    for (size_t i = 0; i < count; i++) {
        float point = trend->points[(first + i) % MI_TREND_POINTS];
        lowest = point < lowest ? point : lowest;
        highest = point > highest ? point : highest;
    }
    for (size_t i = 0; i < count; i++) {
        float point = trend->points[(first + i) % MI_TREND_POINTS];
        float share = highest > lowest ? (point - lowest) / (highest - lowest) : 0;
        mi_text_add(out, BARS[(size_t)(share * (LEVELS - 1) + 0.5F)]);
    }
}

static void add_trend(struct mi_text *out, const struct mi_device *device,
                      const struct mi_trend *trend)
{
    const struct mi_reading *reading = &trend->last;
    switch (reading->kind) {
    case MI_SENSOR:
        if (needs_key(device, trend)) {
            mi_text_key(out, reading);
            mi_text_char(out, ' ');
        }
        print_value(out, reading);
        break;
    case MI_TEXT: mi_text_key(out, reading); break;
    case MI_BINARY:
    case MI_EVENT:
        mi_text_key(out, reading);
        mi_text_char(out, ' ');
        print_value(out, reading);
        break;
    }
    if (is_drawn(trend)) {
        mi_text_char(out, ' ');
        add_sparkline(out, trend);
    }
}

/* --- the table --- */

struct row {
    char cells[COLUMNS][CELL_BYTES];
};

static const char *const HEADINGS[COLUMNS] = {
    "address", "name", "model", "frames", "data", "key", "lost", "every", "rssi", "readings",
};

/* Columns as they are seen: bytes that continue a UTF-8 character take none. */
static size_t width(const char *cell)
{
    size_t columns = 0;
    for (; *cell != '\0'; cell++)
        columns += ((uint8_t)*cell & 0xc0) != 0x80;
    return columns;
}

static void fill_model(struct mi_text *cell, const struct mi_device *device)
{
    if (device->model != NULL) {
        mi_text_add(cell, device->model);
    } else if (device->has_product) {
        mi_text_add(cell, "0x");
        mi_text_hex(cell, device->product_id, device->has_version ? 4 : 2);
    } else {
        mi_text_add(cell, device->format->title);
    }
}

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
    if (device->rssi_last == MI_NO_RSSI) {
        mi_text_char(cell, '-');
        return;
    }
    mi_text_signed(cell, device->rssi_lowest);
    if (device->rssi_lowest == device->rssi_highest)
        return;
    mi_text_add(cell, "..");
    mi_text_signed(cell, device->rssi_highest);
}

static void fill_readings(struct mi_text *cell, const struct mi_device *device)
{
    size_t shown = 0;
    for (size_t i = 0; i < device->trend_count && shown < READINGS_SHOWN; i++) {
        if (strcmp(device->trends[i].last.key, "timestamp") == 0)
            continue;
        mi_text_add(cell, shown++ > 0 ? "  " : "");
        add_trend(cell, device, &device->trends[i]);
    }
    if (device->damaged > 0) {
        mi_text_add(cell, shown > 0 ? "  " : "");
        mi_text_unsigned(cell, device->damaged);
        mi_text_add(cell, " damaged");
    }
}

static void fill_row(struct row *row, const struct mi_device *device)
{
    struct mi_text cells[COLUMNS];
    for (size_t i = 0; i < COLUMNS; i++)
        cells[i] = mi_text(row->cells[i], sizeof row->cells[i]);
    mi_text_address(&cells[0], device->address);
    mi_text_clean(&cells[1], device->name);
    fill_model(&cells[2], device);
    mi_text_unsigned(&cells[3], device->frames);
    mi_text_unsigned(&cells[4], device->with_data);
    mi_text_add(&cells[5], KEY_WORDS[key_state(device)]);
    mi_text_unsigned(&cells[6], device->lost);
    fill_interval(&cells[7], device);
    fill_signal(&cells[8], device);
    fill_readings(&cells[9], device);
}

static bool is_right_aligned(size_t column)
{
    return column == 3 || column == 4 || column == 6 || column == 7;
}

static void print_cells(const char *const cells[COLUMNS], const size_t widths[COLUMNS])
{
    for (size_t i = 0; i < COLUMNS; i++) {
        int padding = (int)(widths[i] - width(cells[i]));
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
        widths[i] = width(HEADINGS[i]);
    for (size_t k = 0; k < count; k++) {
        fill_row(&row, devices[k]);
        for (size_t i = 0; i < COLUMNS; i++)
            widths[i] = width(row.cells[i]) > widths[i] ? width(row.cells[i]) : widths[i];
    }
    print_cells(HEADINGS, widths);
    for (size_t k = 0; k < count; k++) {
        fill_row(&row, devices[k]);
        print_row(&row, widths);
    }
}

/* --- JSON --- */

static void add_product(struct json *json, const struct mi_device *device)
{
    if (!device->has_product && device->model == NULL)
        return;
    json_open(json, "product", '{');
    if (device->has_product)
        json_hex(json, "id", device->product_id, device->has_version ? 4 : 2);
    json_optional(json, "model", device->model);
    if (device->product != NULL)
        json_string(json, "name", device->product->name);
    json_close(json, '}');
}

static void add_signal(struct json *json, const struct mi_device *device)
{
    if (device->rssi_last == MI_NO_RSSI)
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
    json_string(&json, "format", device->format->name);
    if (device->has_version)
        json_integer(&json, "version", device->version);
    add_product(&json, device);
    json_integer(&json, "frames", (int64_t)device->frames);
    json_integer(&json, "different", (int64_t)device->different);
    json_integer(&json, "with_data", (int64_t)device->with_data);
    json_integer(&json, "encrypted", (int64_t)device->encrypted);
    json_integer(&json, "opened", (int64_t)device->opened);
    json_integer(&json, "damaged", (int64_t)device->damaged);
    json_integer(&json, "lost", (int64_t)device->lost);
    json_string(&json, "key", KEY_WORDS[key_state(device)]);
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
