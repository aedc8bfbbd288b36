/* A table of devices, whose columns are as wide as their cells. */
#ifndef MITOOL_CLI_TABLE_H
#define MITOOL_CLI_TABLE_H

#include "devices/device.h"

enum { TABLE_COLUMNS = 10, TABLE_LINE_BYTES = 8192 };

struct table_column {
    const char *heading;
    void (*fill)(struct mi_text *cell, const struct mi_device *device);
    bool is_right; /* aligned */
};

struct table {
    const struct table_column *columns;
    size_t count;
    size_t widths[TABLE_COLUMNS];
};

/* Makes room for the headings and for these devices. */
void table_fit(struct table *table, struct mi_device *const *devices, size_t count);

/* A line without its end; of the headings when `device` is NULL. */
void table_line(const struct table *table, struct mi_text *out, const struct mi_device *device);

/* As much of a text as fits into `width` columns of a screen. */
void table_cut(struct mi_text *out, const char *text, size_t width);

#endif
