/*
 * What hcidump -w wrote before 2012, without a file header. Numbers are little-endian.
 *
 *     record   length u16, of the packet  incoming u8, 0 or 1  0  seconds u32  microseconds u32
 *              packet with H4 type
 *
 * Layout from BlueZ tools/hcidump.c.
 */
#include "capture/file/record.h"

#include <stdlib.h>

enum {
    HEADER = 12,
    LOOKED_AT = 5, /* records, to tell whether it is this format */
    MICROSECONDS = 1000000,
    TYPE_FIRST = 1, /* H4: command */
    TYPE_LAST = 5,  /* isochronous data */
};

struct record {
    uint16_t length;
    uint8_t incoming;
    uint8_t padding;
    uint32_t seconds;
    uint32_t microseconds;
};

static struct record get_record(struct mi_bytes *bytes)
{
    struct record record;
    record.length = mi_get_le16(bytes);
    record.incoming = mi_get_u8(bytes);
    record.padding = mi_get_u8(bytes);
    record.seconds = mi_get_le32(bytes);
    record.microseconds = mi_get_le32(bytes);
    return record;
}

static bool is_sane(const struct record *record)
{
    return record->length > 0 && record->incoming <= 1 && record->padding == 0 &&
           record->microseconds < MICROSECONDS;
}

/* At least one whole record, and sane beginnings of those behind it. */
static enum mi_match matches(const uint8_t *start, size_t size)
{
    struct mi_bytes head = mi_bytes(start, size);
    for (unsigned i = 0; i < LOOKED_AT; i++) {
        struct mi_bytes look = head;
        struct record record = get_record(&look); /* what is not there is 0 */
        if (record.incoming > 1 || record.padding != 0)
            return MI_MATCH_NO;
        uint8_t type = mi_get_u8(&look);
        if (look.failed)
            return i > 0 ? MI_MATCH_YES : MI_MATCH_MORE;
        if (!is_sane(&record) || type < TYPE_FIRST || type > TYPE_LAST)
            return MI_MATCH_NO;
        (void)mi_get_run(&head, HEADER + (size_t)record.length);
        if (head.failed)
            return i > 0 ? MI_MATCH_YES : MI_MATCH_MORE;
    }
    return MI_MATCH_YES;
}

static enum mi_step step(void *state, struct mi_item *item)
{
    struct mi_records *records = state;
    struct mi_bytes bytes;
    if (!mi_records_peek(records, HEADER, &bytes))
        return mi_records_end(records, item);
    struct record record = get_record(&bytes);
    if (!is_sane(&record))
        return mi_records_bad(records, item);
    size_t size = HEADER + (size_t)record.length;
    if (!mi_records_peek(records, size, &bytes))
        return mi_records_end(records, item);

    (void)mi_get_run(&bytes, HEADER);
    mi_records_packet(records, item, MI_LAYER_H4, bytes);
    item->packet.time = mi_record_time(record.seconds, record.microseconds * UINT64_C(1000));
    item->packet.direction = record.incoming != 0 ? MI_RECEIVED : MI_SENT;
    mi_records_take(records, size);
    return MI_STEP_PACKET;
}

const struct mi_reader_type mi_hcidump_native_reader = {
    .name = "hcidump",
    .matches = matches,
    .size = sizeof(struct mi_records),
    .next = mi_records_next,
    .step = step,
    .close = free,
};
