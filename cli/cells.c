#include "cells.h"

#include "base/unicode.h"
#include "print_text.h"
#include "table.h"

#include <stdlib.h>
#include <string.h>

enum { CELL_BYTES = 4096, KEY_BYTES = 256, LABEL_LEAST = 3 };

/* --- keys, worst first --- */

enum key_state {
    KEY_WRONG,
    KEY_PARTLY,
    KEY_MISSING,
    KEY_LIKELY,
    KEY_RIGHT,
    KEY_NOT_NEEDED,
    KEY_UNKNOWN,
};

static const char *const KEY_WORDS[] = {
    [KEY_WRONG] = "wrong",   [KEY_PARTLY] = "partly", [KEY_MISSING] = "missing",
    [KEY_LIKELY] = "likely", [KEY_RIGHT] = "right",   [KEY_NOT_NEEDED] = "none needed",
    [KEY_UNKNOWN] = "-",
};

static enum key_state key_state(const struct mi_device *device)
{
    if (!mi_device_encrypts(device))
        return device->with_data > 0 ? KEY_NOT_NEEDED : KEY_UNKNOWN;
    if (device->tried == 0)
        return KEY_MISSING;
    if (device->opened == 0)
        return KEY_WRONG;
    if (device->opened < device->tried)
        return KEY_PARTLY;
    return device->by_status[MI_STATUS_UNAUTHENTICATED] < device->opened ? KEY_RIGHT : KEY_LIKELY;
}

const char *device_key(const struct mi_device *device)
{
    return KEY_WORDS[key_state(device)];
}

void cell_key(struct mi_text *out, const struct mi_device *device)
{
    mi_text_add(out, device_key(device));
}

static int compare(const void *left, const void *right)
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

bool devices_sort(struct device_list *list, struct mi_devices *devices)
{
    uint32_t total = mi_devices_count(devices);
    if (total > list->room) {
        struct mi_device **more = realloc(list->at, total * sizeof *more);
        if (more == NULL)
            return false;
        list->at = more;
        list->room = total;
    }
    list->count = 0;
    for (uint32_t i = 0; i < total; i++)
        if (mi_devices_at(devices, i)->frames > 0)
            list->at[list->count++] = mi_devices_at(devices, i);
    if (list->count > 0)
        qsort(list->at, list->count, sizeof *list->at, compare);
    return true;
}

/* --- readings --- */

bool trend_mean(const struct mi_trend *trend, struct mi_number *mean)
{
    enum { DECIMALS_MOST = 6 };
    int decimals = trend->last.kind == MI_SENSOR ? 1 - trend->last.number.exponent : 0;
    decimals = decimals < 0 ? 0 : decimals > DECIMALS_MOST ? DECIMALS_MOST : decimals;
    return trend->last.kind == MI_SENSOR &&
           mi_number_rounded(trend->sum / (double)trend->count, (unsigned)decimals, mean);
}

static bool is_drawn(const struct mi_trend *trend)
{
    return trend->last.kind == MI_SENSOR && trend->point_count > 1 &&
           mi_number_value(trend->highest) > mi_number_value(trend->lowest);
}

/*
 * A reading stands without its name where the unit tells which it is, whatever stands beside it:
 * nobody knows what is 95 %, or the second of two temperatures.
 */
static bool is_told_by_unit(const struct mi_reading *reading)
{
    static const char *const KEYS[] = {
        "carbon_dioxide", "conductivity", "heart_rate",  "illuminance",
        "power",          "pressure",     "temperature", "voltage",
    };
    for (size_t i = 0; i < sizeof KEYS / sizeof KEYS[0]; i++)
        if (reading->kind == MI_SENSOR && reading->ordinal == 1 &&
            mi_is_word(KEYS[i], reading->key))
            return true;
    return false;
}

static void add_sparkline(struct mi_text *out, const struct mi_trend *trend)
{
    static const char *const BARS[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    enum { LEVELS = sizeof BARS / sizeof BARS[0] };
    size_t count = trend->point_count;
    float lowest = mi_trend_point(trend, 0);
    float highest = lowest;
    for (size_t i = 0; i < count; i++) {
        float point = mi_trend_point(trend, i);
        lowest = point < lowest ? point : lowest;
        highest = point > highest ? point : highest;
    }
    for (size_t i = 0; i < count; i++) {
        float point = mi_trend_point(trend, i);
        float share = highest > lowest ? (point - lowest) / (highest - lowest) : 0;
        mi_text_add(out, BARS[(size_t)(share * (LEVELS - 1) + 0.5F)]);
    }
}

/* The name of a reading, less some columns if it has them. */
static void add_label(struct mi_text *out, const struct mi_reading *reading, size_t less)
{
    char key[KEY_BYTES];
    struct mi_text text = mi_text(key, sizeof key);
    mi_text_key(&text, reading);
    table_shorten(out, key, text.length > less + LABEL_LEAST ? text.length - less : LABEL_LEAST);
    mi_text_char(out, ' ');
}

static void add_trend(struct mi_text *out, const struct mi_trend *trend, bool draws, size_t less)
{
    const struct mi_reading *reading = &trend->last;
    if (!is_told_by_unit(reading))
        add_label(out, reading, less);
    text_value(out, reading);
    if (draws && is_drawn(trend)) {
        mi_text_char(out, ' ');
        add_sparkline(out, trend);
    }
}

bool device_doubts(const struct mi_device *device, const struct mi_trend *trend)
{
    enum { TIMES = 8 };
    for (const struct mi_trend *other = device->trends; other != NULL; other = other->next) {
        unsigned apart = (unsigned)(other->carrier ^ trend->carrier);
        bool is_one_bit = apart != 0 && (apart & (apart - 1)) == 0;
        if (is_one_bit && other->count >= TIMES * trend->count)
            return true;
    }
    return false;
}

/* What stands in the cell at `index`; false behind the last. */
static bool add_item(struct mi_text *out, const struct mi_device *device, size_t index, bool draws,
                     size_t less)
{
    for (const struct mi_trend *trend = device->trends; trend != NULL; trend = trend->next) {
        if (strcmp(trend->last.key, "timestamp") == 0 || device_doubts(device, trend) ||
            index-- > 0)
            continue;
        add_trend(out, trend, draws, less);
        return true;
    }
    if (device->damaged == 0 || index > 0)
        return false;
    mi_text_unsigned(out, device->damaged);
    mi_text_add(out, " damaged");
    return true;
}

/* How many. */
static size_t add_items(struct mi_text *out, const struct mi_device *device, bool draws)
{
    char item[CELL_BYTES];
    for (size_t count = 0;; count++) {
        struct mi_text text = mi_text(item, sizeof item);
        if (!add_item(&text, device, count, draws, 0))
            return count;
        mi_text_add(out, count > 0 ? "  " : "");
        mi_text_add(out, item);
    }
}

/* "  +3" */
static void add_rest(struct mi_text *out, size_t count)
{
    if (count == 0)
        return;
    mi_text_add(out, "  +");
    mi_text_unsigned(out, count);
}

/* Columns that are left for an item when the number of those behind it is to fit as well. */
static size_t room_for(const struct mi_text *out, size_t behind, size_t width)
{
    char buffer[32];
    struct mi_text rest = mi_text(buffer, sizeof buffer);
    add_rest(&rest, behind);
    size_t taken = mi_text_width(out->start) + rest.length;
    return taken < width ? width - taken : 0;
}

/* An item whose name is shortened as far as that is needed; false when its value is still too wide.
 */
static bool add_shortened(struct mi_text *out, const struct mi_device *device, size_t index,
                          size_t room)
{
    char item[CELL_BYTES];
    struct mi_text text = mi_text(item, sizeof item);
    (void)add_item(&text, device, index, false, 0);
    size_t width = mi_text_width(item);
    text = mi_text(item, sizeof item);
    (void)add_item(&text, device, index, false, width > room ? width - room : 0);
    table_shorten(out, item, room);
    return mi_text_width(item) <= room;
}

/* The first item whose value is whole, or else the first. */
static void add_one(struct mi_text *out, const struct mi_device *device, size_t count, size_t room)
{
    for (size_t i = 0; i < count; i++) {
        *out = mi_text(out->start, out->size);
        if (add_shortened(out, device, i, room))
            return;
    }
    *out = mi_text(out->start, out->size);
    (void)add_shortened(out, device, 0, room);
}

/* The items that fit, or else one, and how many do not. */
static void add_some(struct mi_text *out, const struct mi_device *device, size_t count,
                     size_t width)
{
    size_t shown = 0;
    for (size_t i = 0; i < count; i++) {
        char item[CELL_BYTES];
        struct mi_text text = mi_text(item, sizeof item);
        mi_text_add(&text, shown > 0 ? "  " : "");
        (void)add_item(&text, device, i, false, 0);
        if (mi_text_width(item) > room_for(out, count - shown - 1, width))
            continue;
        mi_text_add(out, item);
        shown++;
    }
    if (shown == 0)
        add_one(out, device, count, room_for(out, count - ++shown, width));
    add_rest(out, count - shown);
}

void cell_readings(struct mi_text *out, const struct mi_device *device, size_t width)
{
    size_t count = add_items(out, device, true);
    if (mi_text_width(out->start) <= width)
        return;
    *out = mi_text(out->start, out->size);
    (void)add_items(out, device, false);
    if (mi_text_width(out->start) <= width)
        return;
    *out = mi_text(out->start, out->size);
    add_some(out, device, count, width);
}

/* --- counts and times --- */

double device_interval(const struct mi_device *device)
{
    if (device->first == MI_NO_TIME || device->frames < 2)
        return 0;
    return ((double)device->last - (double)device->first) / (double)MI_SECOND /
           (double)(device->frames - 1);
}

void cell_interval(struct mi_text *out, const struct mi_device *device)
{
    struct mi_number seconds;
    double mean = device_interval(device);
    if (!mi_number_rounded(mean, mean < 10 ? 1 : 0, &seconds) || mi_number_value(seconds) <= 0) {
        mi_text_char(out, '-');
        return;
    }
    mi_text_number_sent(out, seconds);
    mi_text_add(out, " s");
}

void cell_frames(struct mi_text *out, const struct mi_device *device)
{
    mi_text_unsigned(out, device->frames);
}

void cell_data(struct mi_text *out, const struct mi_device *device)
{
    mi_text_unsigned(out, device->with_data);
}

void cell_lost(struct mi_text *out, const struct mi_device *device)
{
    mi_text_unsigned(out, device->lost);
}

void cell_signal(struct mi_text *out, const struct mi_device *device)
{
    if (!device->has_rssi) {
        mi_text_char(out, '-');
        return;
    }
    mi_text_signed(out, device->rssi_lowest);
    if (device->rssi_lowest == device->rssi_highest)
        return;
    mi_text_add(out, "..");
    mi_text_signed(out, device->rssi_highest);
}

/* --- the rest --- */

void cell_address(struct mi_text *out, const struct mi_device *device)
{
    mi_text_address(out, device->address);
}

void cell_name(struct mi_text *out, const struct mi_device *device)
{
    mi_text_clean(out, device->name);
}

void cell_model(struct mi_text *out, const struct mi_device *device)
{
    if (device->model != NULL) {
        mi_text_add(out, device->model);
    } else if (device->has_product) {
        mi_text_add(out, "0x");
        mi_text_hex(out, device->product_id, mi_format_id_digits(device->format));
    } else {
        mi_text_add(out, mi_format_title(device->format));
    }
}
