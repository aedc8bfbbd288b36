/* What is kept of a device to judge its next frames by. Inside lib/devices only. */
#ifndef MITOOL_DEVICES_DEVICE_INSIDE_H
#define MITOOL_DEVICES_DEVICE_INSIDE_H

#include "seen.h"
#include "trends.h"

/* What an idle frame tells of whether its device is bound. */
enum binding {
    BINDING_UNTOLD,
    BINDING_UNBOUND,  /* as it is sent before */
    BINDING_DOUBTFUL, /* as after, or as before with a bit error */
    BINDING_MOVED,    /* the counter went on, as it does after */
    BINDINGS,
};

/* What tells a device that encrypts from bit errors; of frames that were no copies. */
struct sealing {
    uint64_t plain;
    uint64_t encrypted;
    const struct mi_format *format; /* of the last encrypted one */
    uint32_t counter;               /* of the last one with a whole counter */
    bool has_counter;
    uint8_t steps;  /* from one of these to the next, up to IN_ORDER */
    uint8_t copies; /* of that encrypted frame which has most */
};

/* Where the counter of a device was. */
struct count {
    uint32_t value; /* of which only the low byte is known when there are 8 bits */
    uint8_t bits;   /* 8 or 32; 0: not known */
    bool is_unbound;
    mi_time time;
};

/* What all devices of a table share. */
struct mi_devices_shared {
    struct seen_places places;
    struct trends trends;
    bool has_no_readings; /* they are not followed */
};

struct mi_device_inside {
    struct mi_devices_shared *shared;
    struct count count;
    struct count doubt;               /* out of line with it, until the next one tells */
    const struct mi_format *counting; /* the format whose counter it is, */
    uint8_t counting_version;         /* and of MiBeacon the version */
    uint8_t product_votes;            /* for the product, so that damaged frames are outvoted */
    struct sealing sealing;
    uint64_t bindings[BINDINGS]; /* frames of each */

    struct seen_list seen; /* the frames heard lately */
    uint64_t unseen;       /* the hash of a frame that is none of them; 0: not known */

    /* Links in the table: an index plus 1, or 0 for none. */
    uint32_t next;  /* in the same bucket */
    uint32_t older; /* in the same order */
    uint32_t newer;
};

#endif
