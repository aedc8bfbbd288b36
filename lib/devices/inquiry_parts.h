/* What the hearing, the search and the findings of an inquiry share. Inside lib/keys only. */
#ifndef MITOOL_DEVICES_INQUIRY_PARTS_H
#define MITOOL_DEVICES_INQUIRY_PARTS_H

#include "evidence.h"

struct mi_inquiry {
    struct mi_inquiry_options options;
    struct mi_devices *devices;
    struct mi_evidence *evidence; /* of the device at the same index */
    uint32_t *order;              /* devices, as they are to be shown, after the conclusion */
    size_t findings;
    struct mi_frame *frame; /* for what is tried later */
    size_t owners;          /* different ones of the keys */
    size_t settled_owners;
    bool is_settled;
};

/* Keys that stand side by side in the set. */
struct mi_range {
    size_t first;
    size_t count;
};

enum { MI_RANGES = 4 };

/* The candidates: keys that are meant for this device, by whoever gave them. */
void mi_inquiry_ranges(const struct mi_inquiry *inquiry, struct mi_address address,
                       struct mi_range ranges[MI_RANGES]);
bool mi_inquiry_is_candidate(const struct mi_range ranges[MI_RANGES], size_t key);

/* Tries keys on a frame; `given` is an address to try as well, or NULL. */
bool mi_inquiry_open(const struct mi_inquiry *inquiry, struct mi_frame *frame,
                     struct mi_range range, const struct mi_address *given);

/* Tries what is left to try on the devices that no candidate opens. */
void mi_inquiry_search(struct mi_inquiry *inquiry, void (*progress)(void *context, double share),
                       void *context);

/* Whether the user wants to know about this device. */
bool mi_inquiry_is_asked(const struct mi_inquiry *inquiry, struct mi_address address);

#endif
