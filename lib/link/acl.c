/* HCI ACL data packets (Core, Vol 4 Part E, 5.4.2), and the messages in them. */
#include "link/link_parts.h"

enum {
    BOUNDARY_SHIFT = 12, /* two bits: */
    BOUNDARY = 3,
    START_BY_HOST = 0,
    CONTINUATION = 1,
    START = 2, /* on LE: from the controller */
};

void mi_link_part(struct mi_links *links, struct mi_connection *connection,
                  const struct mi_link_part *part)
{
    struct mi_l2cap *message = &connection->messages[part->direction];
    if (part->is_start)
        mi_l2cap_begin(message);
    if (!message->is_open || !mi_l2cap_add(message, part->bytes, part->missing))
        return;
    uint16_t channel;
    struct mi_bytes content = mi_l2cap_content(message, &channel);
    if (channel == MI_CHANNEL_ATT)
        mi_link_att(links, connection, part->direction, content, message->is_cut);
}

/* Without a connection event: whether the message that begins here is an LE link's. */
static bool is_attribute_message(const struct mi_link_part *part)
{
    struct mi_bytes bytes = part->bytes;
    (void)mi_get_le16(&bytes);
    return part->is_start && mi_get_le16(&bytes) == MI_CHANNEL_ATT;
}

/*
 * On LE the boundary flag of a beginning tells more than writers of captures do; the rest follows
 * what has begun.
 */
static enum mi_direction find_direction(const struct mi_packet *packet, unsigned boundary,
                                        const struct mi_connection *connection)
{
    enum mi_direction told =
        packet->direction != MI_DIRECTION_UNTOLD ? packet->direction : MI_RECEIVED;
    if (boundary == START_BY_HOST)
        return MI_SENT;
    if (boundary != CONTINUATION || connection->messages[told].is_open)
        return told;
    return told == MI_SENT ? MI_RECEIVED : MI_SENT;
}

void mi_link_acl(struct mi_links *links, const struct mi_packet *packet, struct mi_bytes acl)
{
    uint16_t head = mi_get_le16(&acl);
    uint32_t size = mi_get_le16(&acl);
    unsigned boundary = head >> BOUNDARY_SHIFT & BOUNDARY;
    const struct mi_link_key key = {.adapter = packet->adapter, .id = head & MI_HANDLE};
    struct mi_connection *connection = mi_links_find(links, &key);
    struct mi_link_part part = {.is_start = boundary != CONTINUATION};
    part.missing = size > acl.left ? size - acl.left : 0;
    part.bytes = mi_get_slice(&acl, size - part.missing);
    if (acl.failed)
        return;
    if (connection == NULL && is_attribute_message(&part))
        connection = mi_links_open(links, &key, NULL);
    if (connection == NULL)
        return;
    part.direction = find_direction(packet, boundary, connection);
    mi_link_part(links, connection, &part);
}
