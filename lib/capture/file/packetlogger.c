/*
 * Apple PacketLogger. There is no file header; numbers are big-endian in version 1 and
 * little-endian in version 2 of the format.
 *
 *     record   length u32, of what follows  seconds u32  microseconds u32  type u8
 *              packet without H4 type
 *
 * Layout from Wireshark's wiretap/packetlogger.c and BlueZ src/shared/btsnoop.c.
 */
#include "capture/file/record.h"

#include <stdlib.h>

enum {
    LENGTH_SIZE = 4,
    HEADER = 4 + 4 + 1, /* counted in the length */
    LOOKED_AT = 5,      /* records, to tell whether it is this format */
    LENGTH_MAX = 65535, /* so that its first bytes show the byte order */
    MICROSECONDS = 1000000,
    TYPE_EVENT = 0x01,
    TYPE_ACL_SENT = 0x02,
    TYPE_ACL_RECEIVED = 0x03,
};

struct record {
    uint32_t length;
    uint32_t seconds;
    uint32_t microseconds;
    uint8_t type;
};

struct packetlogger {
    struct mi_records records;
    bool has_order;
    bool is_little;
};

static uint32_t get_u32(struct mi_bytes *bytes, bool is_little)
{
    return is_little ? mi_get_le32(bytes) : mi_get_be32(bytes);
}

static struct record get_record(struct mi_bytes *bytes, bool is_little)
{
    struct record record;
    record.length = get_u32(bytes, is_little);
    record.seconds = get_u32(bytes, is_little);
    record.microseconds = get_u32(bytes, is_little);
    record.type = mi_get_u8(bytes);
    return record;
}

/* Commands, events, data, voice, link manager, isochronous, and notes of the logger. */
static bool is_type(uint8_t type)
{
    return type <= 0x03 || (type >= 0x08 && type <= 0x0d) || type == 0x12 || type == 0x13 ||
           type >= 0xf7;
}

static bool is_sane(const struct record *record)
{
    return record->length >= HEADER && record->length <= LENGTH_MAX &&
           record->microseconds < MICROSECONDS && is_type(record->type);
}

/* A length below 65536 begins with two zeros when it is big-endian. */
static bool is_little_endian(struct mi_bytes head)
{
    return mi_get_be16(&head) != 0;
}

/* At least one whole record, and sane beginnings of those behind it. */
static enum mi_match matches(const uint8_t *start, size_t size)
{
    struct mi_bytes head = mi_bytes(start, size);
    bool is_little = is_little_endian(head);
    for (unsigned i = 0; i < LOOKED_AT; i++) {
        struct mi_bytes look = head;
        struct record record = get_record(&look, is_little);
        bool is_length_there = head.left >= LENGTH_SIZE;
        if (is_length_there && (record.length < HEADER || record.length > LENGTH_MAX))
            return MI_MATCH_NO;
        if (look.failed)
            return i > 0 ? MI_MATCH_YES : MI_MATCH_MORE;
        if (!is_sane(&record))
            return MI_MATCH_NO;
        (void)mi_get_run(&head, LENGTH_SIZE + (size_t)record.length);
        if (head.failed)
            return i > 0 ? MI_MATCH_YES : MI_MATCH_MORE;
    }
    return MI_MATCH_YES;
}

/* Events, and data where they are wanted. */
static bool is_wanted(const struct packetlogger *reader, uint8_t type, struct mi_packet *packet)
{
    bool is_data = type == TYPE_ACL_SENT || type == TYPE_ACL_RECEIVED;
    packet->layer = is_data ? MI_LAYER_ACL : MI_LAYER_EVENT;
    if (is_data)
        packet->direction = type == TYPE_ACL_SENT ? MI_SENT : MI_RECEIVED;
    return is_data ? reader->records.input.gives_data : type == TYPE_EVENT;
}

static enum mi_step step(void *state, struct mi_item *item)
{
    struct packetlogger *reader = state;
    struct mi_records *records = &reader->records;
    struct mi_bytes bytes;
    if (!mi_records_peek(records, LENGTH_SIZE + HEADER, &bytes))
        return mi_records_end(records, item);
    if (!reader->has_order)
        reader->is_little = is_little_endian(bytes);
    reader->has_order = true;
    struct record record = get_record(&bytes, reader->is_little);
    if (record.length < HEADER || record.length > LENGTH_MAX)
        return mi_records_bad(records, item);
    size_t size = LENGTH_SIZE + (size_t)record.length;
    if (!mi_records_peek(records, size, &bytes))
        return mi_records_end(records, item);

    (void)mi_get_run(&bytes, LENGTH_SIZE + HEADER);
    mi_records_packet(records, item, MI_LAYER_EVENT, bytes);
    item->packet.time = mi_record_time(record.seconds, record.microseconds * UINT64_C(1000));
    mi_records_take(records, size);
    return is_wanted(reader, record.type, &item->packet) ? MI_STEP_PACKET : MI_STEP_ON;
}

const struct mi_reader_type mi_packetlogger_reader = {
    .name = "packetlogger",
    .matches = matches,
    .size = sizeof(struct packetlogger),
    .next = mi_records_next,
    .step = step,
    .close = free,
};
