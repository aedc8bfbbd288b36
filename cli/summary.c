/* One line a device, sorted by what needs attention. */
#include "summary.h"

#include "cells.h"
#include "output.h"
#include "print_text.h"
#include "table.h"
#include "talk.h"
#include "terminal.h"

#include <stdlib.h>

static const struct table_column COLUMNS[] = {
    {.heading = "address", .fill = cell_address},
    {.heading = "name", .fill = cell_name, .narrowest = 8, .leaves = 7},
    {.heading = "model", .fill = cell_model, .narrowest = 10, .leaves = 6},
    {.heading = "frames", .fill = cell_frames, .is_right = true, .leaves = 3},
    {.heading = "data", .fill = cell_data, .is_right = true, .leaves = 2},
    {.heading = "key", .fill = cell_key, .narrowest = 5},
    {.heading = "lost", .fill = cell_lost, .is_right = true, .leaves = 5},
    {.heading = "every", .fill = cell_interval, .is_right = true, .leaves = 1},
    {.heading = "rssi", .fill = cell_signal, .leaves = 4},
    {.heading = "readings", .fit = cell_readings},
};

static void put_line(const struct table *table, const struct mi_device *device)
{
    char buffer[TABLE_LINE_BYTES];
    struct mi_text line = mi_text(buffer, sizeof buffer);
    table_line(table, &line, device);
    mi_text_char(&line, '\n');
    output_put(line.start, line.length);
}

void text_devices(struct mi_device *const *devices, size_t count)
{
    struct table table = {
        .columns = COLUMNS, .count = sizeof COLUMNS / sizeof COLUMNS[0], .width = terminal_width()};
    if (count == 0)
        return;
    table_fit(&table, devices, count);
    put_line(&table, NULL);
    for (size_t i = 0; i < count; i++)
        put_line(&table, devices[i]);
}

bool print_summary(struct mi_devices *devices, const struct printer *printer)
{
    struct device_list list = {.count = 0};
    if (!devices_sort(&list, devices))
        return talk_no_memory();
    PRINTER_OF(printer, devices)(list.at, list.count);
    free(list.at);
    return true;
}
