/* What is asked about one device and its key. Inside lib/devices only. */
#ifndef MITOOL_DEVICES_QUESTION_H
#define MITOOL_DEVICES_QUESTION_H

#include "evidence.h"

struct mi_question {
    const struct mi_device *device; /* NULL: it was not heard */
    const struct mi_evidence *evidence;
    bool encrypts;                        /* encrypted frames of it are no bit errors */
    const struct mi_format *format;       /* in which it sends its data; NULL: none was heard */
    const struct mi_format *other_format; /* in which it encrypts besides; or NULL */
    struct mi_address asked;              /* as it was given */
    bool is_asked;                        /* the user wants to know about this device */
    bool is_reversed;                     /* the address given for it is written backwards */
    uint8_t key_size;                     /* of the key in question; 0: there is none */
    const struct mi_address *opens_other; /* another device that this key opens, or NULL */
    const struct mi_address *owner;       /* the key that opens it is stored for this, or NULL */
    uint32_t slips;       /* of the key given, which is a damaged copy of that one; 0: it is none */
    bool opens_as_stored; /* with the address that it is stored for, */
    bool is_address_given;            /* which was given besides, */
    bool is_stored_backwards;         /* or is written backwards there */
    const struct mi_typed_key *typed; /* stands in a file in place of its key; or NULL */
    uint32_t bad_key_digits;
    uint32_t bad_key_letters;
    const struct mi_repair *repair; /* what came of mending its keys; NULL: it was not tried */
    bool is_repair_former;          /* the mended key fits no frame since the counter fell */
    bool is_unmended;               /* as so many others were tried */
    bool is_deep;                   /* damages that are looked for on request have been */
    bool is_key_split;
    const struct mi_address *split_mac; /* another one, which stands with the key; or NULL */
};

/* Whether the device sends its data in a format of this family. */
static inline bool mi_question_is_of(const struct mi_question *question, enum mi_family family)
{
    return question->format != NULL && mi_format_family(question->format) == family;
}

/* What Home Assistant does with this key; static; NULL: nobody can tell. */
const char *mi_home_assistant(const struct mi_question *question, enum mi_verdict_kind kind);

#endif
