/*
 * Printers: each prints all nouns in one form, and knows nothing of how frames are decoded or
 * commands run. A new form is a file with its struct printer, and its line in FORMS.
 */
#ifndef MITOOL_CLI_PRINTER_H
#define MITOOL_CLI_PRINTER_H

#include "beacon/frame.h"
#include "devices/inquiry.h"
#include "key_choice.h"
#include "options.h"
#include "pairing/clue.h"
#include "row.h"

/* clang-format off */

/* The forms that options ask for: NAME_PRINTER, letter, option, which commands have it, help. */
#define FORMS(FORM)                                                                  \
    FORM(JSON, 'j', "json", OPTIONS_ROWS, "one JSON object a line")                  \
    FORM(CSV, '\0', "csv", OPTIONS_FRAME, "a header, and one row a reading")         \
    FORM(LINE, '\0', "line", OPTIONS_FRAME,                                          \
         "one line a frame: time, address, name or model, status, readings")         \
    FORM(EXPLAIN, '\0', "explain", OPTIONS_FRAME,                                    \
         "every byte of the frame and each input of the decryption")

/* clang-format on */

/* A frame as it was heard, and what the program knows besides. */
struct sighting {
    struct mi_frame *frame;
    const struct mi_advert *advert;
    struct mi_ccm *ccm;            /* to show what a wrong key gives */
    struct key_choice *choice;     /* the keys that were tried; NULL: none */
    const struct mi_keyring *ring; /* where some of them are from; NULL: none are */
    const char *name; /* of the device, from the key ring or as heard; NULL: none is known */
    bool is_of_other; /* the MAC that was given with the key is not the device's */
    bool is_copy;     /* the same frame was heard shortly before */
    uint32_t copies;  /* of the frame, that were not printed since it was printed last */
};

/* Whether a key opened it. */
static inline bool sighting_is_open(const struct sighting *sighting)
{
    return sighting->frame->status == MI_STATUS_OK ||
           sighting->frame->status == MI_STATUS_UNAUTHENTICATED;
}

/* What verify found out about one device. */
struct judgement {
    const struct mi_finding *finding;
    const struct mi_key *key;     /* the one in question; NULL: none is */
    const struct mi_key *fitting; /* the one that opens the frames; NULL: none does */
    const char *name;             /* of that key in the ring, or else of the device; NULL: none */
    const char *device_name;      /* NULL: none is known */
};

/* What a capture tells of the key of a device, and what became of it. */
struct judged_clue {
    const struct mi_clue *clue;
    const char *place;
    const char *state;  /* "added"; NULL: there is no key to add */
    bool is_left_out;   /* there is one, and it is not added */
    uint32_t opens, of; /* frames of the capture */
};

/* What a form prints as text does may be NULL; PRINTER_OF tells. */
struct printer {
    bool is_json; /* what it prints, also where that is shown in ASCII */

    /* Before the first frame. */
    void (*begin)(void);

    /* Appends what is printed for one frame, with its line ends. */
    void (*frame)(struct mi_text *out, const struct sighting *sighting,
                  const struct output_settings *settings);
    /*
     * The same in two parts, when the rest depends on nothing but the bytes of the frame: what
     * changes from copy to copy, and the rest. NULL, both: it is printed as a whole only. Address
     * and name may be NULL; a name has an address.
     */
    void (*start)(struct mi_text *out, const struct mi_address *address, const char *name,
                  const struct mi_advert *advert);
    void (*rest)(struct mi_text *out, const struct sighting *sighting);

    /* All that were heard, sorted. */
    void (*devices)(struct mi_device *const *devices, size_t count);

    void (*verdict)(const struct judgement *judgement, const struct output_settings *settings);

    void (*row)(const struct row *row);

    void (*clue)(const struct judged_clue *clue, const struct output_settings *settings);

    /* What is wrong with a file, where the command is about that. */
    void (*problem)(const char *place, uint64_t position, const struct mi_problem *problem);
};

#define PRINTER_DECLARED(NAME, letter, option, group, help)                                        \
    extern const struct printer NAME##_PRINTER;
FORMS(PRINTER_DECLARED)

/* For people, when no other form is asked for. */
extern const struct printer TEXT_PRINTER;

/* The printer's function for a noun, or that of text when it has none: PRINTER_OF(it, row)(&row).
 */
#define PRINTER_OF(printer, noun) ((printer)->noun != NULL ? (printer)->noun : TEXT_PRINTER.noun)

/* The key ring that works: for verdicts alone. */
extern const struct printer RING_PRINTER;

#endif
