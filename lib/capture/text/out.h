/* What dialects make of lines, until the reader hands it on. Inside lib/capture only. */
#ifndef MITOOL_CAPTURE_TEXT_OUT_H
#define MITOOL_CAPTURE_TEXT_OUT_H

#include "../reader.h"

enum { MI_OUT_ITEMS = 4096 /* packets and problems of one line, or of a piece of a long one */ };

/* What one line has given and the reader has not yet handed on. */
struct mi_out {
    unsigned flags; /* enum mi_source_flags */
    bool is_silent; /* the input is no text: problems with lines are not worth telling */
    bool is_full;   /* something did not fit, which was told */
    size_t count;
    size_t taken;
    size_t used;  /* of `bytes` */
    size_t given; /* of these, by packets that were taken */
    size_t item_room;
    size_t byte_room;
    struct mi_item *items; /* whose packets have no bytes until they are taken */
    uint8_t *bytes;        /* of all packets, one behind the other */
};

/* Makes room for what a line has as a rule. False when out of memory. */
bool mi_out_begin(struct mi_out *out);

/* Copies the packet and its bytes; it stands at line `packet->number`. */
void mi_out_packet(struct mi_out *out, const struct mi_packet *packet);

void mi_out_problem(struct mi_out *out, uint64_t number, struct mi_problem problem);

/* Of a packet, `there` bytes of `announced`: tells what is missing. */
void mi_out_cut(struct mi_out *out, uint64_t number, size_t there, size_t announced);

/* The next one that was put in; false when there is none, and there is room again. */
bool mi_out_take(struct mi_out *out, struct mi_item *item);

void mi_out_free(struct mi_out *out);

#endif
