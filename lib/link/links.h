/*
 * From packets to what connected devices say: HCI connection events and ACL data, or connection
 * requests and data PDUs on air, become attribute values (Core, Vol 3 Parts A, F and G).
 *
 * Packets are fed in; each value, and what becomes of the connections, is handed to a function at
 * once. What is no part of an LE connection is passed over and is no error: advertisements,
 * commands, BR/EDR. Memory is fixed: of more connections at once than there is room for, the one
 * longest unheard makes room, and what it says from then on is passed over.
 *
 *     struct mi_links links = {.take = mine, .context = my};
 *     mi_links_feed(&links, packet);  for each packet
 *     mi_links_next(&links);          between inputs
 *     mi_links_end(&links);           at the end of the last one
 */
#ifndef MITOOL_LINK_LINKS_H
#define MITOOL_LINK_LINKS_H

#include "../base/linkage.h"
#include "../radio/packet.h"
#include "gatt.h"
#include "l2cap.h"

MI_BEGIN

enum {
    MI_CONNECTIONS = 16,
    MI_LINKS_LOST = 64, /* connections without a place that are remembered */
    MI_MTU_LEAST = 23,
    MI_VALUE_MAX = 512,  /* bytes of an attribute value (Core, Vol 3 Part F, 3.2.9) */
    MI_PREPARED_MAX = 64 /* parts of values written with Prepare Write */
};

/* The request that the device has not answered yet; zeroed: none. There is one at most. */
struct mi_request {
    uint8_t opcode;
    uint16_t handle;
    uint16_t offset;
    struct mi_uuid uuid; /* what it asks for, by type or by value */
};

/* A value that is read in several parts. */
struct mi_long_read {
    uint16_t handle; /* 0: none */
    uint16_t size;
    uint8_t bytes[MI_VALUE_MAX];
};

/* Values that are written in several parts, in the order of sending. */
struct mi_prepared {
    bool is_cut; /* not all of it is there */
    uint16_t count;
    uint16_t size;
    struct mi_prepared_part {
        uint16_t handle;
        uint16_t offset;
        uint16_t at; /* in `bytes` */
        uint16_t size;
    } parts[MI_PREPARED_MAX];
    uint8_t bytes[2 * MI_VALUE_MAX];
};

/* One connection, for users to look at only. */
struct mi_connection {
    bool is_open;
    bool is_air;        /* heard by a sniffer, else logged by a host */
    bool is_encrypting; /* the device has asked for it */
    bool is_encrypted;  /* as was told with MI_LINK_ENCRYPTED */
    bool is_given_up;   /* made room for another one, before its end */
    uint8_t unreadable; /* of the last PDUs on air in a row */
    uint8_t repeats;    /* place in `last` to use next */
    uint16_t adapter;
    uint32_t id;               /* connection handle, or access address */
    struct mi_address address; /* of the other device, on air of the peripheral */
    bool has_address;          /* false: the capture begins after the connection */
    uint64_t heard;            /* order of the last packet among connections */

    uint16_t mtu; /* bytes of an attribute PDU at most */
    uint16_t mtu_asked;
    struct mi_request request;
    struct mi_long_read read;
    struct mi_prepared prepared;
    struct mi_l2cap messages[MI_RECEIVED + 1]; /* by direction */
    uint64_t last[2]; /* hashes of the last PDUs on air, which may be sent again */

    bool is_remembered; /* the attributes are those of an earlier connection */
    struct mi_gatt gatt;
};

enum mi_link_what {
    MI_LINK_OPENED,
    MI_LINK_CLOSED,
    MI_LINK_ENCRYPTED, /* from now on; on air nothing can be read then, a host's log stays clear */
    MI_VALUE_WRITTEN,  /* by a request, a command, or Execute Write; before the device answers */
    MI_VALUE_READ,
    MI_VALUE_TOLD, /* by a notification or an indication */
};

/* What happens on a connection. Bytes and pointers live until the function returns. */
struct mi_link_event {
    enum mi_link_what what;
    mi_time time;
    uint64_t number; /* of the packet, the last one when there were several */
    uint32_t input;  /* that the packet is in: how many there were before */
    unsigned slot;   /* below MI_CONNECTIONS; of one connection only, until it is closed */
    const struct mi_connection *connection;

    /* Of values only. */
    uint16_t handle;        /* 0: cut off */
    struct mi_uuid uuid;    /* of the characteristic or descriptor, when it is known */
    struct mi_uuid service; /* around it, when it is known */
    struct mi_bytes value;
    bool is_cut;    /* the capture kept no more of the value than this */
    bool may_go_on; /* read: if there is more, the event that follows has all of it */
};

/* What tells a connection apart. */
struct mi_link_key {
    bool is_air;
    uint16_t adapter;
    uint32_t id;
};

/* Zeroed memory, with `take` set, is the state before the first packet. */
struct mi_links {
    void (*take)(void *context, const struct mi_link_event *event);
    void *context;
    mi_time time; /* of the packet last fed in */
    uint64_t number;
    uint32_t input;   /* it was in */
    uint32_t inputs;  /* that have ended */
    uint64_t clock;   /* orders packets of connections */
    uint64_t evicted; /* connections that made room for others, or found none */
    struct mi_link_key lost[MI_LINKS_LOST]; /* of these; data alone does not open them anew */
    size_t lost_count;
    struct mi_connection connections[MI_CONNECTIONS];
};

/* Takes a packet of any layer in. */
void mi_links_feed(struct mi_links *links, const struct mi_packet *packet);

/* The same of a packet that is known to hold advertisements alone. */
void mi_links_pass(struct mi_links *links, const struct mi_packet *packet);

/*
 * The end of an input that the next one may continue, as logs do that a host breaks off and begins
 * anew: when that one's first packet follows within moments, connections stay open.
 */
void mi_links_next(struct mi_links *links);

/* The end: all connections are closed and nothing of them is remembered. */
void mi_links_end(struct mi_links *links);

/* --- for the layers of this room --- */

/* The open connection of that key, which counts as heard now; NULL when there is none. */
struct mi_connection *mi_links_find(struct mi_links *links, const struct mi_link_key *key);

/*
 * Opens one, after closing what had its key before. With NULL for `address` only data tells of it:
 * then it takes no place from others, nor is it opened when it was lost; NULL.
 */
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

MI_END

#endif
