/* What the files of this room share. Not installed. */
#ifndef MITOOL_LINK_LINK_PARTS_H
#define MITOOL_LINK_LINK_PARTS_H

#include "links.h"

/* --- links.c: the connections --- */

/* What tells a connection apart. */
struct mi_link_key {
    bool is_air;
    uint16_t adapter;
    uint32_t id;
};

/* The open connection of that key, which counts as heard now; NULL when there is none. */
struct mi_connection *mi_links_find(struct mi_links *links, const struct mi_link_key *key);

/* Opens one, after closing what had its key before. `address` may be NULL. */
struct mi_connection *mi_links_open(struct mi_links *links, const struct mi_link_key *key,
                                    const struct mi_address *address);

/* Does nothing to a connection that is NULL or closed. */
void mi_links_close(struct mi_links *links, struct mi_connection *connection);

/* Closes all connections of an adapter's host. */
void mi_links_reset(struct mi_links *links, uint16_t adapter);

/* Says that a connection is encrypted, once. */
void mi_links_encrypted(struct mi_links *links, struct mi_connection *connection);

/* Gives an event: what, and of values handle, value, is_cut and may_go_on; the rest is filled in.
 */
void mi_links_tell(struct mi_links *links, const struct mi_connection *connection,
                   struct mi_link_event *event);

/* --- from the layers below to those above --- */

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
    MI_CHANNEL_SIGNALING = 5,
    MI_CHANNEL_SECURITY = 6,
    MI_CHANNEL_FREE = 0x40, /* those of LE from here to MI_CHANNEL_LAST are made when needed */
    MI_CHANNEL_LAST = 0x7f,
};

/* att.c: an attribute PDU. */
void mi_link_att(struct mi_links *links, struct mi_connection *connection,
                 enum mi_direction direction, struct mi_bytes content, bool is_cut);

enum { MI_MTU_LEAST = 23 };

#endif
