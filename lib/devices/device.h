/*
 * What is known of each device that was heard: a table with a cap. When it is full, of the devices
 * that are worth least the one is dropped that was silent for longest; but for one that was dropped
 * before, the one that came last.
 */
#ifndef MITOOL_DEVICES_DEVICE_H
#define MITOOL_DEVICES_DEVICE_H

#include "../base/linkage.h"
#include "../beacon/format.h"
#include "../radio/advert.h"

MI_BEGIN

enum {
    MI_DEVICES_MAX = 1 << 20, /* that a table can hold */
    MI_NAME_MAX = 64,         /* of a device name, the NUL included */
    MI_TRENDS_MAX = 24,       /* readings of one device that are followed */
    MI_TREND_TEXT = 64,       /* bytes that are kept of a text, the NUL included */
    MI_TREND_POINTS = 16,
};

/* Copies of a frame within this time of capture belong together. */
#define MI_REPEAT_WINDOW (30 * MI_SECOND)

/* What a device is worth when another one needs its place, the least first. */
enum mi_worth {
    MI_WORTH_NONE,
    MI_WORTH_OFTEN,  /* heard often, which the table sees itself */
    MI_WORTH_TRIED,  /* a key was tried on it, */
    MI_WORTH_OPENED, /* or opened it */
    MI_WORTH_ASKED,  /* somebody wants to know about it */
    MI_WORTHS,
};

/* What a reading points to, kept. */
union mi_trend_words {
    char text[MI_TREND_TEXT]; /* cut to whole characters */
    struct mi_property properties[MI_PROPERTIES_MAX];
    union mi_trend_words *next; /* of those that nobody has */
};

/* One reading of a device over time. */
struct mi_trend {
    struct mi_reading last; /* with the text, or the properties, that are kept here */
    struct mi_number lowest;
    struct mi_number highest;
    double sum;
    uint64_t count;
    union {
        float *points;               /* of numbers, the last ones, a ring: mi_trend_point */
        union mi_trend_words *words; /* of texts and events */
    };
    struct mi_trend *next; /* of the same device */
    uint16_t carrier;      /* the UUID or company of the frames that it came from first */
    uint8_t point_room;    /* up to MI_TREND_POINTS, less where there are more than 3,072 trends */
    uint8_t point_count;
    uint8_t next_point;
};

/* One of `point_count` points, the oldest first. */
static inline float mi_trend_point(const struct mi_trend *trend, size_t index)
{
    size_t first = (size_t)trend->next_point + trend->point_room - trend->point_count;
    return trend->points[(first + index) % trend->point_room];
}

struct mi_device {
    struct mi_address address;
    char *name; /* from its advertisements, MI_NAME_MAX bytes; empty: none was heard */

    const struct mi_format *format; /* of the last frame; NULL: no frame was heard */
    const char *model;              /* static, or NULL */
    const struct mi_product *product;
    uint16_t product_id;
    bool has_product;
    uint8_t version; /* MiBeacon, of the last frame */
    bool has_version;

    /* Frames, each copy counted. */
    uint64_t frames;
    uint64_t by_status[MI_STATUS_UNSUPPORTED + 1];
    uint64_t with_data; /* with objects or readings, or encrypted */
    uint64_t encrypted;
    uint64_t tried;  /* encrypted ones on which a key was tried, or cannot be used */
    uint64_t opened; /* decrypted, also those that cannot be proven */
    uint64_t damaged;
    uint64_t mesh;       /* from a mesh device */
    uint64_t registered; /* saying that the device is bound to an account */

    uint64_t different; /* frames that were no copy of one before */
    uint64_t lost;      /* frames that the counter says were missed */

    mi_time first; /* MI_NO_TIME when the input has no times */
    mi_time last;
    bool has_rssi;
    int8_t rssi_lowest; /* dBm */
    int8_t rssi_highest;
    int8_t rssi_last;

    enum mi_worth worth; /* for the table to set: mi_devices_keep */

    struct mi_device_inside *inside; /* what only the table knows */

    struct mi_trend *trends; /* the first */
    uint8_t trend_count;
};

struct mi_devices;

/*
 * Holds up to `limit` devices; memory for all of them is taken here, and first touched when there
 * are as many. NULL when out of memory, or when the limit is 0 or above MI_DEVICES_MAX.
 */
struct mi_devices *mi_devices_new(uint32_t limit);
void mi_devices_free(struct mi_devices *devices);

/* From now on devices have no trends: for who does not ask for them, as they take most memory. */
void mi_devices_follow_no_readings(struct mi_devices *devices);

/* The device of this address, made when it is not there. Valid until the next call. */
struct mi_device *mi_devices_get(struct mi_devices *devices, struct mi_address address);

/* The same without dropping another one: NULL when there is no place for it. */
struct mi_device *mi_devices_get_unless_full(struct mi_devices *devices, struct mi_address address);

/* The device was heard just now, and is worth as much from now on, or more. */
void mi_devices_keep(struct mi_devices *devices, struct mi_device *device, enum mi_worth worth);

/* NULL when it is not there. */
struct mi_device *mi_devices_find(struct mi_devices *devices, struct mi_address address);

/*
 * Whose frame it is. When the address in a frame is the sender's but for some bits, one of the two
 * is damaged: the one that was heard less often.
 */
struct mi_address mi_devices_owner(struct mi_devices *devices, const struct mi_frame *frame);

/* How many there are, and the one at `index`, in no order that means anything; NULL past the end.
 */
uint32_t mi_devices_count(const struct mi_devices *devices);
struct mi_device *mi_devices_at(struct mi_devices *devices, uint32_t index);

/*
 * How many that were heard are not there because the table was full: each counts once, however
 * often it came and went; where there are hundreds of thousands, a few are missed.
 */
uint64_t mi_devices_dropped(const struct mi_devices *devices);

/* What follows is of devices that a table gave: a zeroed struct mi_device is none. */

struct mi_repeat {
    bool is_copy;    /* the same bytes were heard shortly before */
    uint32_t copies; /* when it is none: how many were heard since it was told last */
};

/*
 * Counts a frame of which the same bytes were heard shortly before, by the hash of its envelope,
 * and gives the status it had. False when it is no such copy: then it has to be read. Only for
 * frames that are about their advertiser.
 */
bool mi_device_hear_copy(struct mi_device *device, uint64_t hash, const struct mi_advert *advert,
                         enum mi_status *status);

/* Counts a frame of which the same bytes were heard, however long ago. */
void mi_device_hear_again(struct mi_device *device, const struct mi_frame *frame,
                          const struct mi_advert *advert);

/* Counts a frame, after mi_frame_open was done with it. */
struct mi_repeat mi_device_hear(struct mi_device *device, const struct mi_frame *frame,
                                const struct mi_advert *advert);

/*
 * Whether a frame seems to be damaged, going by what was heard before: it is louder than any
 * sender, or from another product. To be asked before the frame is counted.
 */
bool mi_device_doubts(const struct mi_device *device, const struct mi_frame *frame,
                      const struct mi_advert *advert);

/*
 * Whether the device encrypts: an encrypted frame or two among many plain ones are bit errors, if
 * no key opens them.
 */
bool mi_device_encrypts(const struct mi_device *device);

/* Whether its idle frames are those of a device that is bound to no account, but for bit errors. */
bool mi_device_seems_unbound(const struct mi_device *device);

/* Keeps the name in a name structure; a complete one replaces a short one. */
void mi_device_take_name(struct mi_device *device, const struct mi_ad *ad);

MI_END

#endif
