/*
 * The readings of all devices over time: each device has those that it sends. Their points share a
 * fixed room; when there are too many trends for it, all keep half as many. Inside lib/devices
 * only.
 */
#ifndef MITOOL_DEVICES_TRENDS_H
#define MITOOL_DEVICES_TRENDS_H

#include "device.h"

struct trends {
    struct mi_trend *at;
    size_t used;            /* of them, so far; those behind were never touched */
    struct mi_trend *empty; /* the first that was given back */
    union mi_trend_words *words;
    size_t words_used;
    union mi_trend_words *words_empty;
    float *points; /* `room` of each trend, in the same order */
    size_t points_max;
    size_t room;
};

/* False: out of memory. */
bool trends_begin(struct trends *trends, uint32_t devices);
void trends_free(struct trends *trends);

/* A new one of a device that has less than MI_TRENDS_MAX, behind its others. */
struct mi_trend *trends_add(struct trends *trends, struct mi_device *device, enum mi_kind kind);

/* Gives back those of a device. */
void trends_drop_all(struct trends *trends, struct mi_device *device);

#endif
