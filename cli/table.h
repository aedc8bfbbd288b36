/*
 * A table of devices, whose columns are as wide as their cells. Where its lines may not be wider
 * than a terminal, cells that can be shortened are; then columns are left out, those that tell
 * least first; and the last column takes what is left.
 */
#ifndef MITOOL_CLI_TABLE_H
#define MITOOL_CLI_TABLE_H

#include "devices/device.h"

enum { TABLE_COLUMNS = 10, TABLE_LINE_BYTES = 8192 };

struct table_column {
    const char *heading;
    void (*fill)(struct mi_text *cell, const struct mi_device *device);
    /* Instead of it: as much as fits. */
    void (*fit)(struct mi_text *cell, const struct mi_device *device, size_t width);
    bool is_right;     /* aligned */
    uint8_t narrowest; /* that it may become; 0: it may not be shortened */
    uint8_t leaves;    /* as which of them it is left out; 0: never */
};

struct table {
    const struct table_column *columns;
    size_t count;
    size_t width;                 /* of a line; 0: any */
    size_t widths[TABLE_COLUMNS]; /* 0: left out */
};

/* Makes room for the headings and for these devices. */
void table_fit(struct table *table, struct mi_device *const *devices, size_t count);

/* A line without its end; of the headings when `device` is NULL. */
void table_line(const struct table *table, struct mi_text *out, const struct mi_device *device);

/* As much of a text as fits into `width` columns of a screen; and the same with a mark where
 * something is missing. */
void table_cut(struct mi_text *out, const char *text, size_t width);
void table_shorten(struct mi_text *out, const char *text, size_t width);

#endif
