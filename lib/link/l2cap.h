/*
 * One L2CAP message that comes in parts: ACL packets with the same handle, or data PDUs on air
 * (Core, Vol 3 Part A, 7.2.1).
 */
#ifndef MITOOL_LINK_L2CAP_H
#define MITOOL_LINK_L2CAP_H

#include "../base/bytes.h"
#include "../base/linkage.h"

MI_BEGIN

enum {
    MI_L2CAP_HEADER = 4, /* length u16 of what follows, channel u16 */
    MI_L2CAP_MAX = 1024  /* bytes with the header; an attribute value has 512 at most */
};

/* Zeroed memory is no message at all. */
struct mi_l2cap {
    bool is_open;  /* further parts are expected */
    bool is_cut;   /* the capture kept `kept` bytes of it only */
    uint32_t size; /* bytes so far, with those that are missing */
    uint32_t kept;
    uint8_t bytes[MI_L2CAP_MAX];
};

/* Begins a message; one that was not finished is forgotten. */
void mi_l2cap_begin(struct mi_l2cap *message);

/*
 * Adds a part, of which the capture lacks the last `missing` bytes. True when the message is
 * complete with it. A message that is longer than it says, or than there is room for, ends.
 */
bool mi_l2cap_add(struct mi_l2cap *message, struct mi_bytes part, uint32_t missing);

/* The content of a complete message, and the channel that it is for. */
struct mi_bytes mi_l2cap_content(const struct mi_l2cap *message, uint16_t *channel);

MI_END

#endif
