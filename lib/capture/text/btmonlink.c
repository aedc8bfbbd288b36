#include "capture/text/btmonlink.h"

#include "base/bytes.h"
#include "base/hex.h"
#include "base/put.h"
#include "radio/assigned.h"

#include <string.h>

enum {
    FLAGS_SENT = 0x0000, /* of the first part of a message, by the host */
    FLAGS_RECEIVED = 0x2000,
    CHANNEL_ATT = 4,
    ERROR_RESPONSE = 1,
    LINK_SIZE = 1 + 2 + 1,                                 /* status, handle, what it is */
    CONNECTION_SIZE = 19,                                  /* of which these matter: */
    CONNECTION_USED = 1 + 1 + 2 + 1 + 1 + MI_ADDRESS_SIZE, /* up to the address */
    UUID_SIZE = 16,
    ROW_MAX = 16,
};

static struct mi_put put_on(struct mi_btmon_link *link)
{
    struct mi_put put = mi_put(link->bytes, sizeof link->bytes);
    put.size = link->size;
    return put;
}

/* --- fields, in the order in which they are sent --- */

static void put_number(struct mi_put *put, struct mi_span value, unsigned size)
{
    int64_t number = 0;
    if (mi_span_number(value, &number) > 0)
        mi_put_le(put, (uint64_t)number, size);
}

static void put_u8(struct mi_put *put, struct mi_span value)
{
    put_number(put, value, 1);
}

static void put_u16(struct mi_put *put, struct mi_span value)
{
    put_number(put, value, 2);
}

/* "Success (0x00)" */
static void put_code(struct mi_put *put, struct mi_span value)
{
    int64_t code = 0;
    if (mi_span_code(value, &code))
        mi_put_le(put, (uint64_t)code, 1);
}

/* "0x0001-0xffff" */
static void put_range(struct mi_put *put, struct mi_span value)
{
    struct mi_span last;
    put_u16(put, value);
    if (mi_span_find(value, "-", &last))
        put_u16(put, last);
}

/* "Primary Service (0x2800)", or all of it in the parentheses */
static void put_uuid(struct mi_put *put, struct mi_span value)
{
    uint8_t bytes[UUID_SIZE];
    char digits[2 * UUID_SIZE];
    size_t count = 0;
    int64_t uuid = 0;
    struct mi_span after;
    while (mi_span_find(value, "(", &after))
        value = after;
    if (!mi_span_is_uuid(value)) {
        if (mi_span_number(value, &uuid) > 0)
            mi_put_le(put, (uint64_t)uuid, 2);
        return;
    }
    for (size_t i = 0; count < sizeof digits; i++)
        if (value.at[i] != '-')
            digits[count++] = value.at[i];
    (void)mi_hex_decode(digits, sizeof digits, bytes, sizeof bytes);
    for (size_t i = UUID_SIZE; i-- > 0;)
        mi_put_le(put, bytes[i], 1);
}

static void put_hex(struct mi_put *put, struct mi_span value)
{
    uint8_t bytes[MI_BTMON_PACKET];
    struct mi_hex hex = mi_hex_decode(value.at, value.length, bytes, sizeof bytes);
    mi_put_run(put, bytes, hex.size);
}

/* "2]: 0100" */
static void put_counted(struct mi_put *put, struct mi_span value)
{
    struct mi_span digits;
    if (mi_span_find(value, "]: ", &digits))
        put_hex(put, digits);
}

static void put_address(struct mi_put *put, struct mi_span value)
{
    struct mi_address address;
    if (mi_address_parse(value.at, value.length, &address) == 0)
        return;
    for (size_t i = MI_ADDRESS_SIZE; i-- > 0;)
        mi_put_le(put, address.octet[i], 1);
}

static const struct {
    const char *label;
    void (*put)(struct mi_put *put, struct mi_span value);
} FIELDS[] = {
    {"Handle range: ", put_range},
    {"Handle: ", put_u16},
    {"Client RX MTU: ", put_u16},
    {"Server RX MTU: ", put_u16},
    {"Offset: ", put_u16},
    {"Attribute group type: ", put_uuid},
    {"Attribute type: ", put_uuid},
    {"UUID: ", put_uuid},
    {"Attribute data length: ", put_u8},
    {"Format: ", put_code},
    {"Flags: ", put_code},
    {"Error: ", put_code},
    {"Data: ", put_hex},
    {"Value: ", put_hex},
    {"Data[", put_counted},
    {"Value[", put_counted},
    {"Status: ", put_code},
    {"Role: ", put_code},
    {"Peer address type: ", put_code},
    {"Peer address: ", put_address},
    {"Reason: ", put_code},
    {"Encryption: ", put_code},
};

/* --- connections that are open --- */

static void close_link(struct mi_btmon_link *link, uint16_t handle)
{
    for (size_t i = link->open_count; i-- > 0;)
        if (link->open[i] == handle)
            link->open[i] = link->open[--link->open_count];
}

static void open_link(struct mi_btmon_link *link, uint16_t handle)
{
    close_link(link, handle);
    if (link->open_count < MI_BTMON_LINKS)
        link->open[link->open_count++] = handle;
}

/* The packet that was put together: does it open or close a connection? */
static void note_link(struct mi_btmon_link *link)
{
    struct mi_bytes bytes = mi_bytes(link->bytes, link->size);
    uint8_t layer = mi_get_u8(&bytes);
    uint8_t code = mi_get_u8(&bytes);
    (void)mi_get_u8(&bytes);
    if (layer != MI_H4_EVENT)
        return;
    if (code == MI_EVENT_LE_META)
        (void)mi_get_u8(&bytes);
    bool is_good = mi_get_u8(&bytes) == 0;
    uint16_t handle = mi_get_le16(&bytes);
    if (bytes.failed || !is_good)
        return;
    if (code == MI_EVENT_LE_META)
        open_link(link, handle);
    else if (code == MI_EVENT_DISCONNECTION_COMPLETE)
        close_link(link, handle);
}

/*
 * "ACL Data TX: Handle 64 flags 0x00 dlen 7"; with -T, btmon shortens that to "ACL Data TX: Hand..
 * flags", and it is the one connection that is open.
 */
static bool read_handle(struct mi_btmon_link *link, struct mi_span text)
{
    struct mi_span after;
    int64_t handle = 0;
    if (!mi_span_find(text, "ACL Data TX: ", &after) &&
        !mi_span_find(text, "ACL Data RX: ", &after))
        return false;
    struct mi_span number = after;
    bool is_told = mi_span_take(&number, "Handle ") && mi_span_number(number, &handle) > 0;
    bool is_cut = mi_span_find(after, ".. flags ", &after);
    if (!is_told && !(is_cut && link->open_count == 1))
        return false;
    link->handle = is_told ? (uint16_t)handle : link->open[0];
    return true;
}

/* --- packets --- */

/* Of what it announces, `used` bytes are told; the others are 0. */
static void begin_event(struct mi_btmon_link *link, uint8_t code, size_t size, size_t used)
{
    struct mi_put put = mi_put(link->bytes, sizeof link->bytes);
    memset(link->bytes, 0, sizeof link->bytes);
    mi_put_le(&put, MI_H4_EVENT, 1);
    mi_put_le(&put, code, 1);
    mi_put_le(&put, size, 1);
    link->size = put.size;
    link->wanted = put.size + used;
    link->whole = put.size + size;
}

void mi_btmon_link_begin(struct mi_btmon_link *link, const struct mi_packet *about,
                         struct mi_span text)
{
    struct mi_span after;
    link->about = *about;
    link->wanted = 0;
    link->is_error = false;
    link->is_acl = read_handle(link, text);
    link->about.direction = mi_span_starts(text, ">") ? MI_RECEIVED : MI_SENT;
    if (mi_span_find(text, "HCI Event: Disc", &after) && mi_span_find(after, " (0x05) ", &after))
        begin_event(link, MI_EVENT_DISCONNECTION_COMPLETE, LINK_SIZE, LINK_SIZE);
    else if (mi_span_find(text, "HCI Event: Encr", &after) &&
             mi_span_find(after, " (0x08) ", &after))
        begin_event(link, MI_EVENT_ENCRYPTION_CHANGE, LINK_SIZE, LINK_SIZE);
}

/* "ATT: Write Request (0x12) len 6" */
static bool begin_attribute(struct mi_btmon_link *link, struct mi_span text)
{
    struct mi_span after;
    int64_t opcode = 0;
    int64_t size = 0;
    if (!link->is_acl || !mi_span_take(&text, "ATT: ") || !mi_span_find(text, ") len ", &after) ||
        mi_span_number(after, &size) == 0 || size < 0 || size > MI_BTMON_PACKET - MI_BTMON_HEAD)
        return false;
    (void)mi_span_code(mi_span_first(text, text.length - after.length), &opcode);
    bool is_sent = link->about.direction == MI_SENT;
    struct mi_put put = mi_put(link->bytes, sizeof link->bytes);
    mi_put_le(&put, MI_H4_ACL, 1);
    mi_put_le(&put, link->handle | (is_sent ? FLAGS_SENT : FLAGS_RECEIVED), 2);
    mi_put_le(&put, (uint64_t)size + 1 + 4, 2);
    mi_put_le(&put, (uint64_t)size + 1, 2);
    mi_put_le(&put, CHANNEL_ATT, 2);
    mi_put_le(&put, (uint64_t)opcode, 1);
    link->size = put.size;
    link->wanted = link->whole = put.size + (size_t)size;
    link->is_error = opcode == ERROR_RESPONSE;
    return true;
}

/* "LE Connection Complete (0x01)", and the enhanced one, which begins in the same way */
static bool begin_connection(struct mi_btmon_link *link, struct mi_span text)
{
    if (!mi_span_starts(text, "LE Connection Complete (") &&
        !mi_span_starts(text, "LE Enhanced Connection Complete "))
        return false;
    begin_event(link, MI_EVENT_LE_META, CONNECTION_SIZE, CONNECTION_USED);
    link->bytes[link->size++] = MI_SUBEVENT_CONNECTION_COMPLETE;
    return true;
}

/* A row of a hex dump: of some values, btmon prints nothing else. */
static void put_row(struct mi_put *put, struct mi_span text)
{
    uint8_t row[ROW_MAX];
    size_t count = mi_span_dump_row(text, 0, row);
    mi_put_run(put, row, count);
}

static void take_field(struct mi_btmon_link *link, struct mi_span text)
{
    struct mi_put put = put_on(link);
    for (size_t i = 0; i < sizeof FIELDS / sizeof FIELDS[0]; i++) {
        struct mi_span value = text;
        if (!mi_span_take(&value, FIELDS[i].label))
            continue;
        FIELDS[i].put(&put, value);
        link->size = put.size;
        return;
    }
    if (!link->is_error)
        put_row(&put, text);
    else /* what was asked has no label: "Read By Type Request (0x08)" */
        put_code(&put, text);
    link->is_error = false;
    link->size = put.size;
}

void mi_btmon_link_line(struct mi_btmon_link *link, struct mi_span text, struct mi_out *out)
{
    if ((out->flags & MI_SOURCE_DATA) == 0)
        return;
    if (!begin_attribute(link, text) && !begin_connection(link, text)) {
        if (link->wanted == 0)
            return;
        take_field(link, text);
    }
    if (link->size < link->wanted)
        return;
    bool is_whole = link->size == link->wanted;
    link->wanted = 0;
    if (!is_whole)
        return;
    note_link(link);
    link->about.layer = MI_LAYER_H4;
    link->about.bytes = link->bytes;
    link->about.size = link->whole;
    mi_out_packet(out, &link->about);
}
