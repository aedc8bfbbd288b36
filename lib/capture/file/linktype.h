/*
 * Link types of pcap and pcapng (https://www.tcpdump.org/linktypes.html): what stands before the
 * HCI packet or LE air packet in each record. `mitool list linktypes` shows the table.
 */
#ifndef MITOOL_CAPTURE_FILE_LINKTYPE_H
#define MITOOL_CAPTURE_FILE_LINKTYPE_H

#include "../reader.h"

#include <stddef.h>

enum mi_unwrapped {
    MI_UNWRAPPED,    /* what may be an event or an air packet */
    MI_UNWRAP_DATA,  /* what a connection carries: given when it is asked for */
    MI_UNWRAP_OTHER, /* something else, such as a command or a note of the sniffer */
    MI_UNWRAP_BAD,   /* the header is cut or contradicts itself */
};

struct mi_link_type {
    uint16_t number;
    bool is_private;   /* the number is free for anybody's use: believed when the header fits */
    const char *name;  /* as tcpdump.org writes it, without LINKTYPE_ */
    const char *title; /* what it is; of those that are not read, what to do instead */
    const char *holds; /* the layers in it, NULL when it is not read */

    /* Sets the layer and what the header tells, and leaves the bytes behind it; NULL: not read. */
    enum mi_unwrapped (*unwrap)(struct mi_packet *packet, struct mi_bytes *bytes);
};

/* Sorted by number. */
extern const struct mi_link_type MI_LINK_TYPES[];
extern const size_t MI_LINK_TYPE_COUNT;

/* The row of a number, or NULL. */
const struct mi_link_type *mi_link_type(uint32_t number);

/* One interface of a capture. */
struct mi_link {
    uint32_t number;
    const struct mi_link_type *type; /* NULL: unknown */
    bool is_believed;                /* a packet of it was understood */
    bool has_told;                   /* that packets are not read, once */
    bool gives_data;                 /* MI_SOURCE_DATA */
};

struct mi_link mi_link(uint32_t number);

/* Why packets of this link are not read, or MI_OK. */
struct mi_problem mi_link_problem(const struct mi_link *link);

/*
 * Turns a record (packet->bytes, packet->size) into the packet in it. What cannot be read is told
 * once a link: `problem` is set then.
 */
enum mi_step mi_link_unwrap(struct mi_link *link, struct mi_packet *packet,
                            struct mi_problem *problem);

#endif
