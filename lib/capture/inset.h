/*
 * A log of packets in the middle of a text, between two marks, one in a line each: btsnooz as
 * base64 in what Android prints. Inside lib/capture only.
 */
#ifndef MITOOL_CAPTURE_INSET_H
#define MITOOL_CAPTURE_INSET_H

#include "reader.h"

struct mi_inset;

/* Whether the line is the mark that such a log begins behind. */
bool mi_inset_begins(const char *line, size_t length);

/* The log that begins; `flags` as for a reader. NULL when out of memory. */
struct mi_inset *mi_inset_new(unsigned flags);

/* A line of it, or a piece of one. False when it is the mark at the end. */
bool mi_inset_add(struct mi_inset *inset, const char *line, size_t length);

/* Its last line was added: its items can be asked for. */
void mi_inset_end(struct mi_inset *inset);
enum mi_got mi_inset_next(struct mi_inset *inset, struct mi_item *item);

void mi_inset_free(struct mi_inset *inset);

#endif
