/* What the frames of one device tell of its key, kept small. Inside lib/devices only. */
#ifndef MITOOL_DEVICES_EVIDENCE_H
#define MITOOL_DEVICES_EVIDENCE_H

#include "beacon/kept.h"
#include "inquiry.h"

enum {
    MI_SAMPLES = 4 /* encrypted frames to try more on later: the first two, and the last two */
};

/* An unusual step of the 32-bit frame counter, confirmed by the frame after it. */
struct mi_step {
    uint32_t from;
    uint32_t to;
    uint32_t frame; /* number of the encrypted frame, from 1 */
    mi_time time;
};

/* What encrypts the frames. */
struct mi_sealing {
    const struct mi_format *format;
    bool is_legacy;  /* proves nothing */
    uint8_t version; /* of MiBeacon */
};

struct mi_evidence {
    uint64_t number; /* of the device, among all that were ever heard; 0: nothing was heard */

    /* Frames that are no copies of one before. struct mi_device counts the copies too: of a device
     * that repeats itself, most frames are whole, while most of those that are new are damaged. */
    uint32_t idle;
    uint32_t plain;
    uint32_t sealed;  /* encrypted, and not cut */
    uint32_t bare;    /* sealed ones of which nothing told where they end */
    uint32_t untried; /* sealed ones, for want of an address */
    uint32_t cut;     /* in the recording */
    uint32_t cut_by_device;
    uint32_t malformed;
    uint32_t pairing;
    uint32_t strayed;  /* under an address that is this one but for bit errors */
    bool has_nameless; /* one of the sealed, and the input, gave no address */
    bool is_nameless;  /* nobody did, so that the device's own is none */
    bool is_confirmed; /* a frame and its sender gave the same address */

    /* Frames of a product for which pvvx has firmware, as that sends them in its MiBeacon mode. */
    struct {
        uint32_t plain;
        uint32_t humidity; /* encrypted, as long as humidity and when it would be sent */
        uint32_t battery;
        uint32_t others; /* encrypted or idle, and not as it sends them */
    } pvvx;

    struct mi_sealing sealing; /* as most of the encrypted frames have it */
    uint8_t sealing_votes;
    const struct mi_format *plain_format; /* of most of the plain ones */
    uint8_t plain_votes;
    uint8_t bad_version;
    bool is_version_old; /* of bad_version */
    bool has_unknown_object;
    bool is_unknown_proven; /* it came out of a frame that the key proves */
    uint16_t unknown_object;

    /* trying keys */
    size_t tries;       /* keys that are tried on each frame */
    size_t key;         /* index into the set: fits when opened > 0 */
    bool has_other_key; /* frames before open with another candidate */
    uint32_t opened;
    uint32_t known; /* of those, with an object that is known, or proven */
    uint32_t check_bytes;
    uint32_t first_opened; /* numbers of encrypted frames, from 1; 0: none */
    uint32_t last_opened;
    uint32_t longest_gap; /* frames in a row that do not open, between others that do */

    /* Encrypted frames that do not open and seem to be damaged, so that it is no surprise. */
    uint32_t noisy;
    uint32_t noisy_before; /* those before the first that opened */
    uint32_t noisy_since;  /* those after the last that opened */

    mi_time first_opened_time;
    mi_time last_opened_time;
    bool is_void;             /* the device got another key after that */
    mi_time next_failed_time; /* of the first frame after the last that opened */
    enum mi_key_form key_form;
    enum mi_address_source address_source;
    struct mi_address nonce_address;
    uint8_t quirks;

    /* what the search found, on the samples */
    bool opened_by_search;
    uint32_t searched;    /* samples tried */
    bool is_no_candidate; /* the key that fits is none of those meant for the device */

    /* the counter of encrypted frames */
    uint8_t counter_support; /* frames that went on from there */
    uint32_t first_counter;
    uint32_t counter; /* the last one believed */
    bool has_doubt;
    struct mi_step doubt; /* the last frame did not follow the one before */
    bool has_fallen;
    struct mi_step fall;
    bool has_jumped;
    struct mi_step jump;

    /* The counter of idle frames, copies too: how many more have this one than any other. */
    uint32_t idle_counter;
    uint32_t idle_votes;

    bool is_settled; /* more frames would hardly change the verdict */
    bool is_stray;   /* a bit error of another device's address */
    uint8_t sample_count;
    struct mi_kept *samples; /* there is room for MI_SAMPLES when a frame is encrypted */
    bool has_sample_before_fall;
    struct mi_kept *before_fall; /* the last one; there is room for it, too */
};

/* Takes a frame, copy or not, before keys are tried. */
void mi_evidence_see(struct mi_evidence *evidence, const struct mi_frame *frame);

/*
 * Takes a frame that is no copy, after keys were tried; `key` is the one that opened it, if any.
 * `is_noisy`: it seems to be damaged, going by other signs than the key.
 */
void mi_evidence_add(struct mi_evidence *evidence, const struct mi_frame *frame, size_t key,
                     mi_time time, bool is_noisy);

/* Keeps how a frame was opened. */
void mi_evidence_take_key(struct mi_evidence *evidence, const struct mi_frame *frame, size_t key);

/* Whether frames after, or before, those that opened are so many that the key was changed. */
bool mi_evidence_stopped(const struct mi_evidence *evidence);
bool mi_evidence_started(const struct mi_evidence *evidence);

/* Whether what opened is more than chance, which legacy frames leave room for. */
bool mi_evidence_opens(const struct mi_evidence *evidence);

/* Frames that did not open though their neighbours did, or that make no sense. */
uint32_t mi_evidence_damaged(const struct mi_evidence *evidence);

/* Whether MiBeacon frames, if the device sends these, come from pvvx's firmware. */
bool mi_evidence_is_pvvx(const struct mi_evidence *evidence);

/* Whether other programs need all 32 digits that were made of a key of 24. */
bool mi_evidence_needs_whole_key(const struct mi_evidence *evidence);

#endif
