/*
 * What btmon prints of connections: attribute PDUs and the events that open, close and encrypt a
 * link, decoded to words, are put together again as the packets that they were.
 */
#ifndef MITOOL_CAPTURE_TEXT_BTMONLINK_H
#define MITOOL_CAPTURE_TEXT_BTMONLINK_H

#include "dialect.h"

enum {
    MI_BTMON_HEAD = 16, /* what stands in front of the fields */
    MI_BTMON_PACKET = MI_BTMON_HEAD + 520,
    MI_BTMON_LINKS = 16,
};

/* Zeroed: no packet that is of interest. */
struct mi_btmon_link {
    struct mi_packet about;
    uint16_t handle;               /* of ACL data */
    uint16_t open[MI_BTMON_LINKS]; /* handles of the connections that are open */
    size_t open_count;
    bool is_acl;
    bool is_error; /* an Error Response that lacks its first field yet */
    size_t wanted; /* bytes that are told; 0: no packet is put together */
    size_t whole;  /* bytes of the packet */
    size_t size;   /* so far */
    uint8_t bytes[MI_BTMON_PACKET];
};

/* A header: "< ACL Data TX: Handle 64 flags 0x00 dlen 7", "> HCI Event: …". */
void mi_btmon_link_begin(struct mi_btmon_link *link, const struct mi_packet *about,
                         struct mi_span text);

/* A line below it; gives the packet when it is whole. */
void mi_btmon_link_line(struct mi_btmon_link *link, struct mi_span text, struct mi_out *out);

#endif
