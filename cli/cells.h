/* What tables say of a device, cell by cell, and the order of devices. */
#ifndef MITOOL_CLI_CELLS_H
#define MITOOL_CLI_CELLS_H

#include "devices/device.h"

void cell_address(struct mi_text *out, const struct mi_device *device);
void cell_name(struct mi_text *out, const struct mi_device *device);
void cell_frames(struct mi_text *out, const struct mi_device *device);
void cell_data(struct mi_text *out, const struct mi_device *device);
void cell_key(struct mi_text *out, const struct mi_device *device);
void cell_lost(struct mi_text *out, const struct mi_device *device);
void cell_interval(struct mi_text *out, const struct mi_device *device);
void cell_signal(struct mi_text *out, const struct mi_device *device);

/* Model, or what else is known of the product. */
void cell_model(struct mi_text *out, const struct mi_device *device);

/*
 * The readings of a device, with a sparkline behind each one that changes. What is too wide has no
 * sparklines, then not all of them: "21.3 °C  +3".
 */
void cell_readings(struct mi_text *out, const struct mi_device *device, size_t width);

/* Of all its numbers, with one decimal more than they have; false when there is none. */
bool trend_mean(const struct mi_trend *trend, struct mi_number *mean);

/* How the key fares: "wrong", "right", "missing", … */
const char *device_key(const struct mi_device *device);

/* Mean time between two copies of a frame, in seconds; 0 when it is not known. */
double device_interval(const struct mi_device *device);

struct device_list {
    struct mi_device **at; /* owned */
    size_t count;
    size_t room;
};

/* The devices of which a frame was heard: what needs attention first, then by address. False when
 * out of memory. */
bool devices_sort(struct device_list *list, struct mi_devices *devices);

/* Whether a reading is rather that of frames whose UUID lost a bit: the device has one many times
 * as often under a UUID that is one bit apart. */
bool device_doubts(const struct mi_device *device, const struct mi_trend *trend);

#endif
