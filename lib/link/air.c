/* Connection requests and data PDUs on air (Core, Vol 6 Part B, 2.3.3.1 and 2.4). */
#include "link/link_parts.h"

#include "base/hash.h"
#include "radio/assigned.h"

enum {
    PDU_TYPE = 0x0f, /* of an advertising PDU */

    /* of a data PDU */
    KIND = 0x03,
    KIND_START = 2, /* 1: a continuation, or empty */
    KIND_CONTROL = 3,
    SEQUENCE = 0x08,

    CONTROL_TERMINATE = 0x02,
    CONTROL_START_ENCRYPTION = 0x05, /* the last PDU in clear */

    UNREADABLE_TOLD = 1,   /* PDUs that make no sense and prove that a link is encrypted, */
    UNREADABLE_UNTOLD = 2, /* when the request for it was heard, and when it was not */
};

/* header 2, InitA 6, AdvA 6, access address 4, … */
static void connect(struct mi_links *links, uint16_t adapter, struct mi_bytes pdu)
{
    bool is_request = (mi_get_u8(&pdu) & PDU_TYPE) == MI_AIR_CONNECT_IND;
    (void)mi_get_run(&pdu, 1 + MI_ADDRESS_SIZE);
    struct mi_address address = mi_get_address(&pdu);
    const struct mi_link_key key = {true, adapter, mi_get_le32(&pdu)};
    if (is_request && !pdu.failed)
        (void)mi_links_open(links, &key, &address);
}

/*
 * Whether the PDU is one that was sent before: the same sequence number and the same bytes. The
 * sequence number alone tells little to a sniffer, which may have missed one. Two are remembered,
 * one of each side.
 */
static bool is_repeated(struct mi_connection *connection, uint8_t header, struct mi_bytes payload)
{
    uint64_t hash = mi_hash_bytes((header & (KIND | SEQUENCE)) | 1u << 8, payload);
    if (connection->last[0] == hash || connection->last[1] == hash)
        return true;
    connection->last[connection->repeats++ & 1] = hash;
    return false;
}

/* Encrypted bytes rarely look like the beginning of a message. */
static bool is_sane(struct mi_bytes payload)
{
    uint32_t there = payload.left;
    uint32_t length = mi_get_le16(&payload);
    uint16_t channel = mi_get_le16(&payload);
    bool is_fixed = channel >= MI_CHANNEL_ATT && channel <= MI_CHANNEL_SECURITY;
    bool is_free = channel >= MI_CHANNEL_FREE && channel <= MI_CHANNEL_LAST;
    return payload.failed || (length > 0 && there <= length + MI_L2CAP_HEADER &&
                              (is_free || (is_fixed && length <= MI_L2CAP_MAX)));
}

static bool is_readable(struct mi_links *links, struct mi_connection *connection,
                        struct mi_bytes payload)
{
    bool is_good = is_sane(payload);
    connection->unreadable = (uint8_t)(is_good ? 0 : connection->unreadable + 1);
    uint8_t limit = connection->is_encrypting ? UNREADABLE_TOLD : UNREADABLE_UNTOLD;
    if (connection->unreadable >= limit) {
        connection->unreadable = limit;
        mi_links_encrypted(links, connection);
    }
    return is_good;
}

static void control(struct mi_links *links, struct mi_connection *connection,
                    struct mi_bytes payload)
{
    uint8_t opcode = mi_get_u8(&payload);
    if (connection->is_encrypted)
        return;
    if (opcode == CONTROL_TERMINATE)
        mi_links_close(links, connection);
    else if (opcode == CONTROL_START_ENCRYPTION)
        connection->is_encrypting = true;
}

/* header: kind, sequence numbers; length; payload */
static void read_data(struct mi_links *links, struct mi_connection *connection,
                      enum mi_direction direction, struct mi_bytes pdu)
{
    uint8_t header = mi_get_u8(&pdu);
    uint32_t size = mi_get_u8(&pdu);
    uint32_t missing = size > pdu.left ? size - pdu.left : 0;
    struct mi_bytes payload = mi_get_slice(&pdu, size - missing);
    unsigned kind = header & KIND;
    bool is_start = kind == KIND_START;
    if (pdu.failed || is_repeated(connection, header, payload))
        return;
    const struct mi_link_part part = {direction, is_start, payload, missing};
    if (kind == KIND_CONTROL)
        control(links, connection, payload);
    else if (size > 0 && (!is_start || is_readable(links, connection, payload)))
        mi_link_part(links, connection, &part);
}

void mi_link_air(struct mi_links *links, const struct mi_packet *packet, struct mi_bytes air)
{
    uint32_t access_address = mi_get_le32(&air);
    if (packet->air.is_coded)
        (void)mi_get_u8(&air);
    if (packet->air.is_whitened || packet->air.crc == MI_CRC_BAD || air.failed)
        return;
    if (access_address == MI_ADVERTISING_ACCESS_ADDRESS) {
        connect(links, packet->adapter, air);
        return;
    }
    const struct mi_link_key key = {true, packet->adapter, access_address};
    struct mi_connection *connection = mi_links_find(links, &key);
    if (connection != NULL)
        read_data(links, connection, packet->direction, air);
}
