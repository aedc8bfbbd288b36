/*
 * The attribute protocol (Core, Vol 3 Part F, 3.4), as far as it shows values of the device and
 * what they are called. The host's own attributes are of no interest.
 */
#include "link/link_parts.h"

#include <string.h>

enum {
    ERROR_RESPONSE = 0x01,
    MTU_REQUEST = 0x02,
    MTU_RESPONSE = 0x03,
    FIND_INFORMATION_REQUEST = 0x04,
    FIND_INFORMATION_RESPONSE = 0x05,
    FIND_BY_TYPE_VALUE_REQUEST = 0x06,
    FIND_BY_TYPE_VALUE_RESPONSE = 0x07,
    READ_BY_TYPE_REQUEST = 0x08,
    READ_BY_TYPE_RESPONSE = 0x09,
    READ_REQUEST = 0x0a,
    READ_RESPONSE = 0x0b,
    READ_BLOB_REQUEST = 0x0c,
    READ_BLOB_RESPONSE = 0x0d,
    READ_BY_GROUP_TYPE_REQUEST = 0x10,
    READ_BY_GROUP_TYPE_RESPONSE = 0x11,
    WRITE_REQUEST = 0x12,
    PREPARE_WRITE_REQUEST = 0x16,
    EXECUTE_WRITE_REQUEST = 0x18,
    NOTIFICATION = 0x1b,
    INDICATION = 0x1d,
    WRITE_COMMAND = 0x52,

    PRIMARY_SERVICE = 0x2800,
    SECONDARY_SERVICE = 0x2801,
    CHARACTERISTIC = 0x2803,

    FIRST_HANDLE = 0x0001,
};

/* A PDU behind its opcode. */
struct pdu {
    struct mi_links *links;
    struct mi_connection *connection;
    struct mi_bytes rest;
    bool is_cut;
    enum mi_link_what what; /* of those that are a value */
};

static void tell(const struct pdu *pdu, enum mi_link_what what, uint16_t handle,
                 struct mi_bytes value, bool may_go_on)
{
    struct mi_link_event event = {
        .what = what,
        .handle = handle,
        .value = value,
        .is_cut = pdu->is_cut,
        .may_go_on = may_go_on,
    };
    mi_links_tell(pdu->links, pdu->connection, &event);
}

/* Handle and value, of which the capture may have lost even the handle. */
static void take_value(struct pdu *pdu)
{
    uint16_t handle = mi_get_le16(&pdu->rest);
    if (!pdu->rest.failed || pdu->is_cut)
        tell(pdu, pdu->what, handle, pdu->rest, false);
}

/* --- requests: noted until their answer comes --- */

static struct mi_request *ask(struct pdu *pdu, uint8_t opcode)
{
    pdu->connection->request = (struct mi_request){.opcode = opcode};
    return &pdu->connection->request;
}

/* The request that this answers; false when it is another one. */
static bool answers(struct pdu *pdu, uint8_t opcode, struct mi_request *request)
{
    *request = pdu->connection->request;
    pdu->connection->request.opcode = 0;
    return request->opcode == opcode;
}

static void take_error(struct pdu *pdu)
{
    pdu->connection->request.opcode = 0;
}

static void take_mtu_request(struct pdu *pdu)
{
    pdu->connection->mtu_asked = mi_get_le16(&pdu->rest);
}

static void take_mtu_response(struct pdu *pdu)
{
    struct mi_connection *connection = pdu->connection;
    uint16_t other = mi_get_le16(&pdu->rest);
    uint16_t mtu = other < connection->mtu_asked ? other : connection->mtu_asked;
    connection->mtu = mtu > MI_MTU_LEAST ? mtu : MI_MTU_LEAST;
}

/* first handle, last handle */
static void take_find_information_request(struct pdu *pdu)
{
    (void)ask(pdu, FIND_INFORMATION_REQUEST);
}

/* first handle, last handle, type 2, value: of the services with this UUID */
static void take_find_by_type_value_request(struct pdu *pdu)
{
    struct mi_request *request = ask(pdu, FIND_BY_TYPE_VALUE_REQUEST);
    (void)mi_get_run(&pdu->rest, 2 + 2);
    if (mi_get_le16(&pdu->rest) == PRIMARY_SERVICE)
        request->uuid = mi_get_uuid(&pdu->rest, pdu->rest.left);
}

/* first handle, last handle, type 2 or 16 */
static void take_read_by_type_request(struct pdu *pdu)
{
    struct mi_request *request = ask(pdu, READ_BY_TYPE_REQUEST);
    (void)mi_get_run(&pdu->rest, 2 + 2);
    request->uuid = mi_get_uuid(&pdu->rest, pdu->rest.left);
}

/* The same. A host that looks for all services knows nothing of the device, or has forgotten it. */
static void take_read_by_group_type_request(struct pdu *pdu)
{
    struct mi_connection *connection = pdu->connection;
    struct mi_request *request = ask(pdu, READ_BY_GROUP_TYPE_REQUEST);
    uint16_t first = mi_get_le16(&pdu->rest);
    (void)mi_get_le16(&pdu->rest);
    request->uuid = mi_get_uuid(&pdu->rest, pdu->rest.left);
    if (first == FIRST_HANDLE && connection->is_remembered) {
        memset(&connection->gatt, 0, sizeof connection->gatt);
        connection->is_remembered = false;
    }
}

static void take_read_request(struct pdu *pdu)
{
    ask(pdu, READ_REQUEST)->handle = mi_get_le16(&pdu->rest);
}

static void take_read_blob_request(struct pdu *pdu)
{
    struct mi_request *request = ask(pdu, READ_BLOB_REQUEST);
    request->handle = mi_get_le16(&pdu->rest);
    request->offset = mi_get_le16(&pdu->rest);
}

/* --- discovery --- */

/* format, then handle 2, UUID of 2 bytes (format 1) or 16 (format 2) each */
static void take_find_information_response(struct pdu *pdu)
{
    enum { FORMAT_16 = 1 };
    struct mi_request request;
    size_t size = mi_get_u8(&pdu->rest) == FORMAT_16 ? MI_UUID_16_SIZE : MI_UUID_128_SIZE;
    bool is_asked = answers(pdu, FIND_INFORMATION_REQUEST, &request);
    while (is_asked && pdu->rest.left >= 2 + size) {
        uint16_t handle = mi_get_le16(&pdu->rest);
        struct mi_uuid uuid = mi_get_uuid(&pdu->rest, size);
        bool is_declaration = mi_uuid_is(uuid, PRIMARY_SERVICE) ||
                              mi_uuid_is(uuid, SECONDARY_SERVICE) ||
                              mi_uuid_is(uuid, CHARACTERISTIC);
        if (!is_declaration)
            mi_gatt_note(&pdu->connection->gatt, handle, uuid);
    }
}

/* first handle, last handle of each service */
static void take_find_by_type_value_response(struct pdu *pdu)
{
    struct mi_request request;
    bool is_asked = answers(pdu, FIND_BY_TYPE_VALUE_REQUEST, &request);
    while (is_asked && mi_uuid_is_known(request.uuid) && pdu->rest.left >= 2 + 2) {
        uint16_t first = mi_get_le16(&pdu->rest);
        uint16_t last = mi_get_le16(&pdu->rest);
        mi_gatt_note_service(&pdu->connection->gatt, first, last, request.uuid);
    }
}

/* size of an item, then first handle, last handle, UUID each */
static void take_read_by_group_type_response(struct pdu *pdu)
{
    struct mi_request request;
    size_t size = mi_get_u8(&pdu->rest);
    bool is_asked =
        answers(pdu, READ_BY_GROUP_TYPE_REQUEST, &request) &&
        (mi_uuid_is(request.uuid, PRIMARY_SERVICE) || mi_uuid_is(request.uuid, SECONDARY_SERVICE));
    while (is_asked && size > 0 && pdu->rest.left >= size) {
        struct mi_bytes item = mi_get_slice(&pdu->rest, size);
        uint16_t first = mi_get_le16(&item);
        uint16_t last = mi_get_le16(&item);
        struct mi_uuid uuid = mi_get_uuid(&item, item.left);
        if (!item.failed)
            mi_gatt_note_service(&pdu->connection->gatt, first, last, uuid);
    }
}

/*
 * properties, handle of the value, UUID. The value stands right behind its declaration (Core, Vol 3
 * Part G, 3.3.2): what is said of its handle is not looked at, as custom firmware (pvvx) declares
 * wrong ones.
 */
static void note_characteristic(struct pdu *pdu, uint16_t declaration, struct mi_bytes item)
{
    (void)mi_get_run(&item, 1 + 2);
    struct mi_uuid uuid = mi_get_uuid(&item, item.left);
    if (!item.failed && declaration < UINT16_MAX)
        mi_gatt_note(&pdu->connection->gatt, (uint16_t)(declaration + 1), uuid);
}

/* A value that was asked for by what it is called. */
static void tell_found(struct pdu *pdu, uint16_t handle, struct mi_uuid uuid, struct mi_bytes value)
{
    enum { AROUND_VALUE = 4, LENGTH_MAX = 253 };
    bool is_full = value.left + AROUND_VALUE == pdu->connection->mtu || value.left == LENGTH_MAX;
    mi_gatt_note(&pdu->connection->gatt, handle, uuid);
    tell(pdu, MI_VALUE_READ, handle, value, is_full);
}

/* size of an item, then handle, value each */
static void take_read_by_type_response(struct pdu *pdu)
{
    struct mi_request request;
    size_t size = mi_get_u8(&pdu->rest);
    bool is_asked = answers(pdu, READ_BY_TYPE_REQUEST, &request);
    while (is_asked && size > 2 && pdu->rest.left >= size) {
        struct mi_bytes item = mi_get_slice(&pdu->rest, size);
        uint16_t handle = mi_get_le16(&item);
        if (mi_uuid_is(request.uuid, CHARACTERISTIC))
            note_characteristic(pdu, handle, item);
        else if (mi_uuid_is_known(request.uuid))
            tell_found(pdu, handle, request.uuid, item);
    }
}

/* --- reading --- */

/* Adds to the value that is being read, and tells all of it. */
static void go_on_reading(struct pdu *pdu)
{
    struct mi_connection *connection = pdu->connection;
    struct mi_long_read *read = &connection->read;
    uint32_t room = MI_VALUE_MAX - read->size;
    uint32_t size = pdu->rest.left;
    bool may_go_on = size + 1 == connection->mtu;
    const uint8_t *run = size <= room ? mi_get_run(&pdu->rest, size) : NULL;
    if (run == NULL)
        return;
    memcpy(read->bytes + read->size, run, size);
    read->size = (uint16_t)(read->size + size);
    tell(pdu, MI_VALUE_READ, read->handle, mi_bytes(read->bytes, read->size), may_go_on);
    if (pdu->is_cut)
        read->handle = 0;
}

static void begin_reading(struct pdu *pdu, uint16_t handle)
{
    pdu->connection->read.handle = handle;
    pdu->connection->read.size = 0;
    go_on_reading(pdu);
}

static void take_read_response(struct pdu *pdu)
{
    struct mi_request request;
    if (answers(pdu, READ_REQUEST, &request))
        begin_reading(pdu, request.handle);
}

static void take_read_blob_response(struct pdu *pdu)
{
    struct mi_request request;
    const struct mi_long_read *read = &pdu->connection->read;
    if (!answers(pdu, READ_BLOB_REQUEST, &request))
        return;
    if (request.offset == 0)
        begin_reading(pdu, request.handle);
    else if (request.handle == read->handle && request.offset == read->size)
        go_on_reading(pdu);
}

/* --- writing in parts --- */

/* handle, offset, part of a value */
static void take_prepare_write_request(struct pdu *pdu)
{
    struct mi_prepared *prepared = &pdu->connection->prepared;
    uint16_t handle = mi_get_le16(&pdu->rest);
    uint16_t offset = mi_get_le16(&pdu->rest);
    uint32_t size = pdu->rest.left;
    bool has_room =
        prepared->count < MI_PREPARED_MAX && size <= sizeof prepared->bytes - prepared->size;
    prepared->is_cut = prepared->is_cut || pdu->is_cut || !has_room;
    if (!has_room || pdu->rest.failed)
        return;
    prepared->parts[prepared->count++] = (struct mi_prepared_part){
        .handle = handle, .offset = offset, .at = prepared->size, .size = (uint16_t)size};
    if (size > 0)
        memcpy(prepared->bytes + prepared->size, mi_get_run(&pdu->rest, size), size);
    prepared->size = (uint16_t)(prepared->size + size);
}

/* How many parts from this one on make one value; they stand one behind the other. */
static size_t count_parts(const struct mi_prepared *prepared, size_t first, size_t *size)
{
    const struct mi_prepared_part *part = &prepared->parts[first];
    size_t count = 0;
    *size = 0;
    while (first + count < prepared->count && part[count].handle == part->handle &&
           part[count].offset == part->offset + *size)
        *size += part[count++].size;
    return count;
}

/* flags: 0 forgets what was prepared, 1 writes it */
static void take_execute_write_request(struct pdu *pdu)
{
    struct mi_prepared *prepared = &pdu->connection->prepared;
    bool is_written = mi_get_u8(&pdu->rest) == 1;
    size_t size;
    pdu->is_cut = pdu->is_cut || prepared->is_cut;
    for (size_t i = 0; is_written && i < prepared->count;) {
        const struct mi_prepared_part *first = &prepared->parts[i];
        i += count_parts(prepared, i, &size);
        if (first->offset == 0)
            tell(pdu, MI_VALUE_WRITTEN, first->handle, mi_bytes(prepared->bytes + first->at, size),
                 false);
    }
    memset(prepared, 0, offsetof(struct mi_prepared, parts));
}

/* --- the table --- */

enum sender { EITHER, HOST, DEVICE };

#define PDU(sender_, take_)                                                                        \
    {                                                                                              \
        .sender = sender_, .take = take_                                                           \
    }
#define VALUE(sender_, what_)                                                                      \
    {                                                                                              \
        .sender = sender_, .take = take_value, .what = what_                                       \
    }

static const struct {
    enum sender sender;
    void (*take)(struct pdu *pdu);
    enum mi_link_what what; /* for take_value */
} PDUS[] = {
    [ERROR_RESPONSE] = PDU(DEVICE, take_error),
    [MTU_REQUEST] = PDU(EITHER, take_mtu_request),
    [MTU_RESPONSE] = PDU(EITHER, take_mtu_response),
    [FIND_INFORMATION_REQUEST] = PDU(HOST, take_find_information_request),
    [FIND_INFORMATION_RESPONSE] = PDU(DEVICE, take_find_information_response),
    [FIND_BY_TYPE_VALUE_REQUEST] = PDU(HOST, take_find_by_type_value_request),
    [FIND_BY_TYPE_VALUE_RESPONSE] = PDU(DEVICE, take_find_by_type_value_response),
    [READ_BY_TYPE_REQUEST] = PDU(HOST, take_read_by_type_request),
    [READ_BY_TYPE_RESPONSE] = PDU(DEVICE, take_read_by_type_response),
    [READ_REQUEST] = PDU(HOST, take_read_request),
    [READ_RESPONSE] = PDU(DEVICE, take_read_response),
    [READ_BLOB_REQUEST] = PDU(HOST, take_read_blob_request),
    [READ_BLOB_RESPONSE] = PDU(DEVICE, take_read_blob_response),
    [READ_BY_GROUP_TYPE_REQUEST] = PDU(HOST, take_read_by_group_type_request),
    [READ_BY_GROUP_TYPE_RESPONSE] = PDU(DEVICE, take_read_by_group_type_response),
    [WRITE_REQUEST] = VALUE(HOST, MI_VALUE_WRITTEN),
    [PREPARE_WRITE_REQUEST] = PDU(HOST, take_prepare_write_request),
    [EXECUTE_WRITE_REQUEST] = PDU(HOST, take_execute_write_request),
    [NOTIFICATION] = VALUE(DEVICE, MI_VALUE_TOLD),
    [INDICATION] = VALUE(DEVICE, MI_VALUE_TOLD),
    [WRITE_COMMAND] = VALUE(HOST, MI_VALUE_WRITTEN),
};

/* Where the capture does not tell who sends, the opcode does. */
static bool is_sent_by(enum mi_direction direction, enum sender sender)
{
    return direction == MI_DIRECTION_UNTOLD || sender == EITHER ||
           direction == (sender == HOST ? MI_SENT : MI_RECEIVED);
}

void mi_link_att(struct mi_links *links, struct mi_connection *connection,
                 enum mi_direction direction, struct mi_bytes content, bool is_cut)
{
    struct pdu pdu = {links, connection, content, is_cut, MI_VALUE_READ};
    uint8_t opcode = mi_get_u8(&pdu.rest);
    bool is_known = opcode < sizeof PDUS / sizeof PDUS[0] && PDUS[opcode].take != NULL;
    if (!is_known || !is_sent_by(direction, PDUS[opcode].sender))
        return;
    pdu.what = PDUS[opcode].what;
    PDUS[opcode].take(&pdu);
    if (pdu.rest.failed)
        connection->request.opcode = 0; /* what was asked for is not known */
}
