/* The layers of this room, from those below to those above. Not installed. */
#ifndef MITOOL_LINK_LINK_PARTS_H
#define MITOOL_LINK_LINK_PARTS_H

#include "links.h"

enum { MI_HANDLE = 0x0fff /* the bits of a connection handle */ };

/* hci.c: an event, code and length in front. */
void mi_link_hci_event(struct mi_links *links, uint16_t adapter, struct mi_bytes event);

/* acl.c: an ACL packet, handle in front. */
void mi_link_acl(struct mi_links *links, const struct mi_packet *packet, struct mi_bytes acl);

/* air.c: an LE air packet, access address in front. */
void mi_link_air(struct mi_links *links, const struct mi_packet *packet, struct mi_bytes air);

/* acl.c: a part of a message, of which the capture lacks the last `missing` bytes. */
struct mi_link_part {
    enum mi_direction direction;
    bool is_start;
    struct mi_bytes bytes;
    uint32_t missing;
};
void mi_link_part(struct mi_links *links, struct mi_connection *connection,
                  const struct mi_link_part *part);

/* Channels of L2CAP (Assigned Numbers, 2.12). */
enum {
    MI_CHANNEL_ATT = 4,
    MI_CHANNEL_SECURITY = 6,
    MI_CHANNEL_FREE = 0x40, /* those of LE from here to MI_CHANNEL_LAST are made when needed */
    MI_CHANNEL_LAST = 0x7f,
};

/* att.c: an attribute PDU. */
void mi_link_att(struct mi_links *links, struct mi_connection *connection,
                 enum mi_direction direction, struct mi_bytes content, bool is_cut);

#endif
