/*
 * What stands in front of each line of a log because of where it was seen: the name of a container,
 * the number of the line, the mark of a comment. Inside lib/capture only.
 */
#ifndef MITOOL_CAPTURE_TEXT_PREFIX_H
#define MITOOL_CAPTURE_TEXT_PREFIX_H

#include "values.h"

enum { MI_PREFIX_MAX = 64 };

/* What stood in front of the last line that shows where it begins; zeroed memory is none. */
struct mi_prefix {
    size_t length;
    char text[MI_PREFIX_MAX];
};

/* "> 04 3E", "> 0000: 04", "> HCI Event": the direction of a packet, as hcidump and btmon mark it.
 */
bool mi_is_packet_mark(struct mi_span text);

/* The text without all of it; a time in front of an indented line is kept in `time`. */
struct mi_span mi_prefix_drop(struct mi_prefix *prefix, struct mi_span text, mi_time *time);

#endif
