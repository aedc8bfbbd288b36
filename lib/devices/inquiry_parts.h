/* What the hearing, the search and the findings of an inquiry share. Inside lib/devices only. */
#ifndef MITOOL_DEVICES_INQUIRY_PARTS_H
#define MITOOL_DEVICES_INQUIRY_PARTS_H

#include "evidence.h"
#include "heard.h"

/*
 * A device can encrypt in two formats, with a key for each: it has two voices, of which the second
 * is silent as a rule. Those of the device at index n have the indexes MI_VOICES * n and the next.
 */
enum { MI_VOICES = 2 };

/* A voice that a key opens. */
struct mi_match {
    size_t key;
    uint32_t voice;
};

/* What keys are tried on: the encrypted parts of one voice's samples. */
struct mi_suspect {
    uint32_t voice;
    uint8_t count;
    bool lacks_address; /* one of the frames does, */
    bool is_nameless;   /* and it is not known whose they are */
    bool is_sifted;     /* all seals are in the sieve */
    struct mi_seal seals[MI_SAMPLES];
};

/* What came of mending keys for one voice. Secret. */
struct mi_mending {
    uint32_t voice;
    bool has_key; /* else it was none, as it was typed */
    size_t key;
    bool is_former;          /* it fits frames before the counter fell, and none since */
    struct mi_repair repair; /* the one that fits, or of the last one tried */
};

/* What was told about a device. Secret. */
struct mi_tiding {
    struct mi_address address;
    struct mi_reason reason;
    struct mi_key key; /* of size 0: it is about none */
};

enum { MI_MENDINGS_MAX = 1024, MI_TIDINGS_MAX = 64 };

struct mi_inquiry {
    struct mi_inquiry_options options;
    struct mi_devices *devices;
    struct mi_evidence *evidence[MI_VOICES]; /* of the first voices of all devices, and so on */
    struct mi_kept (*samples)[MI_SAMPLES];   /* of voices that encrypt, */
    struct mi_kept *before_falls;            /* at the same index */
    size_t sampled;                          /* how many have them */
    struct mi_heard *heard;                  /* frames of all devices */
    struct mi_frame *frame;                  /* for what is tried later */
    uint64_t numbers;                        /* given to devices so far */
    size_t tiding_count;
    struct mi_tiding tidings[MI_TIDINGS_MAX];

    /* after the conclusion */
    struct mi_match *matches; /* by key, then by voice */
    size_t match_count;
    size_t mends; /* keys that could not be mended, which takes long */
    size_t mending_count;
    struct mi_mending mendings[MI_MENDINGS_MAX];
    struct mi_finding *findings; /* in order */
    size_t finding_count;
    struct mi_reason *reasons; /* of all of them */
    size_t reason_count;

    size_t owners; /* different ones of the keys */
    size_t settled_owners;
    bool is_settled;
};

/* Keys that stand side by side in the set. */
struct mi_range {
    size_t first;
    size_t count;
};

enum { MI_RANGES = 4 };

static inline struct mi_evidence *mi_inquiry_evidence(const struct mi_inquiry *inquiry,
                                                      uint32_t voice)
{
    return &inquiry->evidence[voice % MI_VOICES][voice / MI_VOICES];
}

uint32_t mi_inquiry_voices(const struct mi_inquiry *inquiry);

/* The device of a voice. */
const struct mi_device *mi_inquiry_device(const struct mi_inquiry *inquiry, uint32_t voice);

/* Whether it was heard; of a second voice, one frame alone may be damage. */
bool mi_inquiry_speaks(const struct mi_inquiry *inquiry, uint32_t voice);

/* Whether there is a key that no owner stands with, or something that was given as one. */
bool mi_inquiry_is_key_given(const struct mi_inquiry *inquiry);

/* The keys that are stored for an address. */
struct mi_range mi_inquiry_keys_of(const struct mi_key_set *set, struct mi_address owner);

/* The place in a range of a key of the same bytes; `key` itself when there is none. */
size_t mi_inquiry_same_key(const struct mi_key_set *set, struct mi_range range, size_t key);

/* The candidates: keys that are meant for this device, by whoever gave them. */
void mi_inquiry_ranges(const struct mi_inquiry *inquiry, struct mi_address address,
                       struct mi_range ranges[MI_RANGES]);
bool mi_inquiry_is_typed_for(const struct mi_inquiry *inquiry, const struct mi_typed_key *typed,
                             struct mi_address address);

/* What is stored for this address and is no key, if that is in question; or NULL. */
const struct mi_typed_key *mi_inquiry_typed_of(const struct mi_inquiry *inquiry,
                                               struct mi_address address);
bool mi_inquiry_is_candidate(const struct mi_range ranges[MI_RANGES], size_t key);

/* Tries keys on a frame; `given` is an address to try as well, or NULL. */
bool mi_inquiry_open(const struct mi_inquiry *inquiry, struct mi_frame *frame,
                     struct mi_range range, const struct mi_address *given);

/* Tries what is left to try on the devices that no candidate opens. */
void mi_inquiry_search(struct mi_inquiry *inquiry, void (*progress)(void *context, double share),
                       void *context);

/* Notes which voices open, and with which keys; after the search. */
void mi_inquiry_match(struct mi_inquiry *inquiry);

/* The first device but `own`, by index, that is opened by one of these keys; or NULL. */
const struct mi_address *mi_inquiry_other_opened(const struct mi_inquiry *inquiry,
                                                 struct mi_address own,
                                                 const struct mi_range ranges[MI_RANGES]);

/* How many digits a key without an owner, or what was typed as one, differs in from this one, of
 * which it is a damaged copy; 0: none is. */
uint32_t mi_inquiry_slips(const struct mi_inquiry *inquiry, const struct mi_key *key);

/* Whether what is tried is to end. */
bool mi_inquiry_is_stopped(const struct mi_inquiry *inquiry);

/* Tries to mend the keys of devices that none opens; after the search and its matches. */
void mi_inquiry_mend(struct mi_inquiry *inquiry, void (*progress)(void *context, double share),
                     void *context);

/* What came of it for this voice; NULL: nothing was tried. */
const struct mi_mending *mi_inquiry_mending(const struct mi_inquiry *inquiry, uint32_t voice);

/* Whether the keys of a device in question were not tried to mend, as so many could not be. */
bool mi_inquiry_is_unmended(const struct mi_inquiry *inquiry, uint32_t voice);

/* Whether the user wants to know about this device. */
bool mi_inquiry_is_asked(const struct mi_inquiry *inquiry, struct mi_address address);

#endif
