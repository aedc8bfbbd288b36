/* What is kept of a device to judge its next frames by. Inside lib/devices only. */
#ifndef MITOOL_DEVICES_DEVICE_INSIDE_H
#define MITOOL_DEVICES_DEVICE_INSIDE_H

#include "device.h"

enum { MI_SEEN_MAX = 16 /* different frames of one device that are remembered */ };

/* What an idle frame tells of whether its device is bound. */
enum binding {
    BINDING_UNTOLD,
    BINDING_UNBOUND,  /* as it is sent before */
    BINDING_DOUBTFUL, /* as after, or as before with a bit error */
    BINDING_MOVED,    /* the counter went on, as it does after */
    BINDINGS,
};

/* What a frame counts for, so that its copies need not be decoded. */
struct traits {
    uint8_t status; /* enum mi_status */
    bool has_data;
    bool is_encrypted;
    bool was_tried;
    bool is_opened;
    bool is_damaged;
    bool is_mesh;
    bool is_registered;
    uint8_t binding; /* enum binding */
};

/* A frame that was heard. */
struct seen {
    mi_time time;    /* when it was last heard, or MI_NO_TIME */
    uint32_t copies; /* heard since it was told last, */
    uint32_t later;  /* and those that are not of one packet, recorded more than once */
    struct traits traits;
};

/* What tells a device that encrypts from bit errors; of frames that were no copies. */
struct sealing {
    uint64_t plain;
    uint64_t encrypted;
    const struct mi_format *format; /* of the last encrypted one */
    uint32_t counter;               /* of the last one with a whole counter */
    bool has_counter;
    uint8_t steps;   /* from one of these to the next, up to IN_ORDER */
    uint32_t copies; /* of that encrypted frame which has most */
};

/* Where the counter of a device was. */
struct count {
    uint32_t value; /* of which only the low byte is known when there are 8 bits */
    uint8_t bits;   /* 8 or 32; 0: not known */
    bool is_unbound;
    mi_time time;
};

struct mi_device_inside {
    struct count count;
    struct count doubt;               /* out of line with it, until the next one tells */
    const struct mi_format *counting; /* the format whose counter it is, */
    uint8_t counting_version;         /* and of MiBeacon the version */
    uint8_t product_votes;            /* for the product, so that damaged frames are outvoted */
    struct sealing sealing;
    uint64_t bindings[BINDINGS]; /* frames of each */

    /* The frames heard lately: their hashes (0: none), the number of the last copy, the rest. */
    uint64_t hashes[MI_SEEN_MAX];
    uint64_t order[MI_SEEN_MAX];
    struct seen seen[MI_SEEN_MAX];
    uint8_t last; /* index of the one heard last */

    /* Links in the table: an index plus 1, or 0 for none. */
    uint32_t next;  /* in the same bucket */
    uint32_t older; /* in the same order */
    uint32_t newer;
};

#endif
