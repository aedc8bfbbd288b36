/*
 * Gathers evidence of each device from all its frames, then says whether its key is right and why.
 *
 * Frames are heard one by one, in the order of the input, and memory stays bounded: of each device
 * counts and a few frames are kept. A verdict is about a device, never about one frame.
 */
#ifndef MITOOL_DEVICES_INQUIRY_H
#define MITOOL_DEVICES_INQUIRY_H

#include "../base/linkage.h"
#include "device.h"
#include "repair.h"
#include "verdict.h"

MI_BEGIN

enum { MI_INQUIRY_DEVICES = 2048 /* that are judged, unless another limit is given */ };

/* Keys to try. Those with an owner come first, sorted by owner; the rest are for any device. */
struct mi_key_set {
    const struct mi_key *keys;
    const struct mi_address *owners; /* of the first `owned` keys */
    size_t owned;
    size_t count;
};

/* What was given as a key and is none, as it was typed. */
struct mi_typed_key {
    char *text;
    size_t length;
    const char *file; /* where it stands, with its owner; NULL: it was given for any device */
    uint32_t line;
    struct mi_address owner;
};

/*
 * Keys that open nothing are mended, if they can be (repair.h): of the devices in question, or else
 * of those with the most encrypted frames.
 */
struct mi_mend_options {
    const struct mi_typed_key
        *typed; /* to be mended as well: those of a ring by owner, then the others */
    size_t typed_count;
    bool is_deep;                 /* also damages that take seconds to find */
    bool (*stops)(void *context); /* asked now and then; true ends the trying. NULL: nothing does */
    void *context;
};

/* All zero: about whatever is heard, and there are no keys. */
struct mi_inquiry_options {
    struct mi_ccm *ccm;                 /* lives as long as the inquiry, and so do the keys */
    struct mi_key_set keys;             /* may be empty, and then `ccm` may be NULL */
    const struct mi_address *mac;       /* the device in question, or NULL: whatever is heard */
    uint32_t device_limit;              /* up to MI_DEVICES_MAX; 0: MI_INQUIRY_DEVICES */
    uint32_t bad_key_digits;            /* of what was given as a key and is none; 0: nothing was */
    uint32_t bad_key_letters;           /* of these, that are no digits */
    bool is_key_split;                  /* the key was taken out of 44 digits */
    const struct mi_address *split_mac; /* that stood with the only key given, or NULL */
    struct mi_mend_options mend;
};

struct mi_inquiry;

/* NULL when out of memory, or when the options make no sense. */
struct mi_inquiry *mi_inquiry_new(const struct mi_inquiry_options *options);
void mi_inquiry_free(struct mi_inquiry *inquiry);

/*
 * Takes a frame that was just read; tries the keys on it and leaves it opened when one fits, unless
 * the same bytes were heard before: these count once.
 */
void mi_inquiry_hear(struct mi_inquiry *inquiry, struct mi_frame *frame,
                     const struct mi_advert *advert);

/*
 * Something else that is known of a device and its key, before the conclusion: it becomes a reason
 * of the verdict. Of the same told twice, the later one counts. `key` is the one that the device
 * has by it, or NULL. False when there is no room.
 */
bool mi_inquiry_tell(struct mi_inquiry *inquiry, struct mi_address address, struct mi_reason reason,
                     const struct mi_key *key);

/* Whether a frame of this device was heard. */
bool mi_inquiry_has_heard(const struct mi_inquiry *inquiry, struct mi_address address);

/* How many devices are not judged, because there were too many. */
uint64_t mi_inquiry_dropped(const struct mi_inquiry *inquiry);

/* The name of a device, from its advertisements. */
void mi_inquiry_take_name(struct mi_inquiry *inquiry, struct mi_address address,
                          const struct mi_ad *ad);

/*
 * True when more frames would hardly change the verdict: on the device in question; without one, on
 * a device that a key without owner opens; without such keys, on every owner of a key.
 */
bool mi_inquiry_is_settled(const struct mi_inquiry *inquiry);

/*
 * Ends the hearing, once: tries what is left to try on the devices that did not open, and judges
 * all. Calls `progress`, if there is one, now and then with the share that is done, 0 to 1.
 */
void mi_inquiry_conclude(struct mi_inquiry *inquiry, void (*progress)(void *context, double share),
                         void *context);

/* What is known of one device, after the conclusion. */
struct mi_finding {
    const struct mi_device *device; /* without its readings; NULL: it was not heard */
    struct mi_address address;
    bool is_asked;      /* it is the device in question, or has a key of its own */
    bool is_second;     /* of a device that encrypts in two formats, the one that came later */
    bool is_nameless;   /* neither frames nor input give the address */
    uint32_t encrypted; /* different frames that keys were tried on */
    uint32_t opened;    /* of those, by `key` */
    uint32_t damaged;   /* cut, malformed, or not opened by a key that opens the others */
    bool was_tried;     /* a key was, on frames that are encrypted indeed */
    bool has_key;
    size_t key; /* the one in question, or else one that fits; index into the set */
    bool fits;  /* a key opens the frames, in whatever form and with whatever address: */
    size_t fitting;
    enum mi_key_form key_form;
    bool needs_whole_key; /* other programs need it in that form */
    struct mi_address nonce_address;
    const struct mi_repair *repair; /* what the key in question was meant to be; NULL: not known */
    struct mi_verdict verdict;
};

/* Whether this key opens a device, after the conclusion. */
bool mi_inquiry_opens(const struct mi_inquiry *inquiry, size_t key);

/*
 * By verdict, in the order of its enum, then by address. NULL when there is none at `index`; else
 * valid as long as the inquiry.
 */
size_t mi_inquiry_count(const struct mi_inquiry *inquiry);
const struct mi_finding *mi_inquiry_finding(const struct mi_inquiry *inquiry, size_t index);

MI_END

#endif
