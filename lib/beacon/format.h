/* The formats that frames come in. Each is one file in formats/, with its rows at the foot. */
#ifndef MITOOL_BEACON_FORMAT_H
#define MITOOL_BEACON_FORMAT_H

#include "../base/linkage.h"
#include "frame.h"

MI_BEGIN

/* Whose firmware sends a format, and so who knows the keys. */
enum mi_family {
    MI_FAMILY_VENDOR, /* the maker's own */
    MI_FAMILY_CUSTOM, /* others' for the makers' devices */
    MI_FAMILY_BTHOME, /* any that speaks BTHome */
};

/* All formats, a row for each carrier and layout; NULL past the end. */
const struct mi_format *mi_format_at(size_t index);

const char *mi_format_name(const struct mi_format *format);  /* as in JSON */
const char *mi_format_title(const struct mi_format *format); /* for people */
enum mi_family mi_format_family(const struct mi_format *format);
bool mi_format_has_objects(const struct mi_format *format);   /* else its layout is fixed */
bool mi_format_sleeps(const struct mi_format *format);        /* sends only when it has news */
bool mi_format_tells_no_end(const struct mi_format *format);  /* of motion */
unsigned mi_format_id_digits(const struct mi_format *format); /* of product and object ids */

/* Whether frames of any format can have this model; upper and lower case are the same. */
bool mi_model_is_known(const char *text);

/* Names of the bits set in `control`, lowest first; the next one, or NULL. Start with *bit = 0. */
const char *mi_frame_next_flag(const struct mi_frame *frame, unsigned *bit);

MI_END

#endif
