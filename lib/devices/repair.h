/*
 * A key that opens nothing may be a damaged copy of the right one: a digit mistyped, lost or
 * doubled, bytes turned round. The frames tell, so the usual damages are tried, the likelier ones
 * first. Only what was typed by people is mended so; whether it is the key of another device,
 * another region or an older binding has to be seen before.
 */
#ifndef MITOOL_DEVICES_REPAIR_H
#define MITOOL_DEVICES_REPAIR_H

#include "../base/linkage.h"
#include "../beacon/open.h"

MI_BEGIN

enum { MI_REPAIR_SENTENCE = 192 };

/* What is to be mended. All that it points to is the caller's. */
struct mi_repair_task {
    const char *text; /* the key as it was typed */
    size_t length;

    /*
     * Encrypted frames of the device, all different, of the same binding. Keys are tried on the
     * first one, and what opens it on the others: two are enough, but of MiBeacon versions 2 and 3,
     * which prove little, it takes three. One of the first may be damaged: when no key opens it,
     * the next two are tried in the same way.
     */
    const struct mi_envelope *const *frames;
    size_t frame_count;
    const struct mi_address *given; /* the device's address, for frames that lack it; or NULL */

    struct mi_ccm *ccm;
    struct mi_frame *frame; /* for use meanwhile */

    /* Also the damages that take seconds: three digits, and up to four lost at one end. */
    bool is_deep;
    /* Both are called some ten times a second, and may be NULL: with the share done of the damage
     * that is tried, 0 to 1; true ends the search. */
    void (*progress)(void *context, double share);
    bool (*stops)(void *context);
    void *context;
};

/* What came out. Secret: wipe it with mi_wipe (ccm.h). */
struct mi_repair {
    const char *damage; /* static, as in JSON: "one_digit"; NULL: nothing fits */
    struct mi_key key;  /* the key meant, when there is a damage */
    uint32_t tries;     /* keys */
    uint32_t opened;    /* frames that the key opens, of */
    uint32_t of;
    uint32_t rivals; /* further keys that fit as well: another frame tells which is right */
    bool was_stopped;
    /* What the damage is, or that nothing fits; without a full stop. Tells two digits of the key
     * at most. Empty when it does not tell anything. */
    char sentence[MI_REPAIR_SENTENCE];
};

/*
 * Looks for the damage; true when a key fits. Of the first damage that fits, all keys are tried. A
 * key fits when it opens two frames, or one in which an object is known; of versions 2 and 3, when
 * at least three frames make sense. Keys of one digit repeated are placeholders and are not
 * mended.
 */
bool mi_repair(const struct mi_repair_task *task, struct mi_repair *repair);

/* Whether a text that is no key can be one that was damaged: it has digits enough, or is of digits
 * and letters that look like them. */
bool mi_repair_takes(const char *text, size_t length);

MI_END

#endif
