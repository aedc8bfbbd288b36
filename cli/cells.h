/* What tables say of a device, cell by cell. */
#ifndef MITOOL_CLI_CELLS_H
#define MITOOL_CLI_CELLS_H

#include "devices/device.h"
#include "printer.h"

/* Columns as they are seen: bytes that continue a UTF-8 character take none. */
size_t cell_width(const char *cell);

/* How the key fares: "wrong", "right", "missing", … */
const char *cell_key(const struct mi_device *device);

/* Model, or what else is known of the product. */
void cell_model(struct mi_text *out, const struct mi_device *device);

/* The readings of a device, with a sparkline behind each one that changes. */
void cell_readings(struct mi_text *out, const struct mi_device *device);

/* For qsort over pointers to devices: what needs attention first, then by address. */
int compare_devices(const void *left, const void *right);

/* For json_product. */
struct product_words product_of(const struct mi_device *device);

#endif
