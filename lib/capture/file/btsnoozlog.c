/*
 * btsnooz_hci.log and btsnooz_hci.log.last of Android's bug reports: the header of a btsnoop file,
 * and then records of btsnooz, version 2, as they are and up to the end of the file.
 *
 * They tell the time between packets, and nothing tells when it begins: the packets have none.
 */
#include "capture/file/btsnooz.h"
#include "capture/file/record.h"

#include <stdlib.h>
#include <string.h>

enum { FILE_HEADER = 16, VERSION = 2 };

static const char HEADER[FILE_HEADER] = "btsnoop\0\0\0\0\1\0\0\3\xea";

struct reader {
    struct mi_records records;
    bool has_begun;
};

static bool is_type(uint8_t type)
{
    static const uint8_t TYPES[] = {0x10, 0x11, 0x12, 0x17, 0x20, 0x21, 0x22, 0x2d};
    return memchr(TYPES, type, sizeof TYPES) != NULL;
}

/* By all but the packet. */
static bool may_be_record(struct mi_bytes bytes)
{
    uint16_t length = mi_get_le16(&bytes);
    uint16_t original = mi_get_le16(&bytes);
    (void)mi_get_le32(&bytes);
    return is_type(mi_get_u8(&bytes)) && length > 0 && length <= original;
}

/* A record of btsnoop begins with a length of four bytes, the high ones first, which are zeros. */
static enum mi_match matches(const uint8_t *head, size_t size)
{
    struct mi_bytes bytes = mi_bytes(head, size);
    enum mi_match match = mi_match_start(head, size, HEADER, FILE_HEADER);
    (void)mi_get_run(&bytes, FILE_HEADER);
    bool is_btsnoop = bytes.left >= 2 && bytes.at[0] == 0 && bytes.at[1] == 0;
    if (match != MI_MATCH_YES || is_btsnoop)
        return match != MI_MATCH_YES ? match : MI_MATCH_NO;
    if (bytes.left < MI_BTSNOOZ_HEADER)
        return MI_MATCH_MORE;
    return may_be_record(bytes) ? MI_MATCH_YES : MI_MATCH_NO;
}

/* The bytes of the next record; false when the file ends before them. */
static bool peek_record(struct mi_records *records, struct mi_bytes *bytes)
{
    if (!mi_records_peek(records, MI_BTSNOOZ_HEADER, bytes))
        return false;
    struct mi_bytes header = *bytes;
    uint16_t length = mi_get_le16(&header);
    return mi_records_peek(records, MI_BTSNOOZ_HEADER - 1u + length, bytes);
}

static enum mi_step step(void *state, struct mi_item *item)
{
    struct reader *reader = state;
    struct mi_records *records = &reader->records;
    struct mi_btsnooz_record record;
    struct mi_bytes bytes;
    if (!reader->has_begun) {
        reader->has_begun = true;
        (void)mi_records_skip(records, FILE_HEADER);
    }
    if (!peek_record(records, &bytes))
        return mi_records_end(records, item);
    if (!mi_btsnooz_get(&bytes, VERSION, &record))
        return mi_records_bad(records, item);
    mi_records_packet(records, item, MI_LAYER_EVENT, record.packet);
    mi_records_take(records, MI_BTSNOOZ_HEADER + record.packet.left);
    bool is_wanted = mi_btsnooz_put(&record, records->input.gives_data, &item->packet);
    return is_wanted ? MI_STEP_PACKET : MI_STEP_ON;
}

const struct mi_reader_type mi_btsnooz_log_reader = {
    .name = "btsnooz log",
    .matches = matches,
    .size = sizeof(struct reader),
    .next = mi_records_next,
    .step = step,
    .close = free,
};
