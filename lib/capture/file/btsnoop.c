/*
 * btsnoop: Android's btsnoop_hci.log, btmon -w, hcidump -w. All numbers big-endian.
 *
 *     file     "btsnoop\0"  version u32 = 1  type of packets u32
 *     record   original length u32  included length u32  flags u32  drops u32  time i64
 *              included bytes
 *
 * The length on file is the included one. Layout from BlueZ src/shared/btsnoop.h and Wireshark's
 * wiretap/btsnoop.c, checked against files of both.
 */
#include "capture/file/record.h"

#include <stdlib.h>

enum {
    MAGIC_SIZE = 8,
    FILE_HEADER = 16,
    RECORD_HEADER = 24,
    VERSION = 1,
};

static const uint8_t MAGIC[MAGIC_SIZE] = "btsnoop";

/* 1970-01-01 in microseconds since the year 0, as the format counts them. */
static const int64_t EPOCH = 0x00dcddb30f2f8000;

enum { RECEIVED = 1, COMMAND_OR_EVENT = 2 };

static enum mi_direction direction(uint32_t flags)
{
    return (flags & RECEIVED) != 0 ? MI_RECEIVED : MI_SENT;
}

/* Where the type of packet stands. Each says whether the packet may be an event or ACL data. */
static bool is_h1(uint32_t flags, struct mi_packet *packet)
{
    bool is_data = (flags & COMMAND_OR_EVENT) == 0;
    packet->layer = is_data ? MI_LAYER_ACL : MI_LAYER_EVENT;
    packet->direction = direction(flags);
    return is_data || packet->direction == MI_RECEIVED;
}

/* The type byte counts: writers disagree about the flags. */
static bool is_h4(uint32_t flags, struct mi_packet *packet)
{
    packet->layer = MI_LAYER_H4;
    packet->direction = direction(flags);
    return true;
}

static bool is_monitor(uint32_t flags, struct mi_packet *packet)
{
    packet->adapter = (uint16_t)(flags >> 16);
    return mi_record_monitor(packet, flags & 0xffff);
}

static const struct packet_type {
    uint32_t number;
    const char *name;
    bool (*is_wanted)(uint32_t flags, struct mi_packet *packet); /* NULL: not read here */
} TYPES[] = {
    {1001, "H1", is_h1}, {1002, "H4", is_h4},           {1003, "BCSP", NULL},
    {1004, "H5", NULL},  {2001, "monitor", is_monitor}, {2002, "simulator", NULL},
};

struct btsnoop {
    struct mi_records records;
    const struct packet_type *type; /* NULL before the header is read */
};

static enum mi_match matches(const uint8_t *head, size_t size)
{
    return mi_match_start(head, size, MAGIC, sizeof MAGIC);
}

static struct mi_problem find_type(struct btsnoop *reader, uint32_t version, uint32_t number)
{
    struct mi_problem problem = {
        .code = MI_P_BTSNOOP_TYPE, .number = {number}, .string = "unknown"};
    if (version != VERSION)
        return (struct mi_problem){.code = MI_P_BTSNOOP, .number = {version}};
    for (size_t i = 0; i < sizeof TYPES / sizeof TYPES[0]; i++) {
        if (TYPES[i].number != number)
            continue;
        reader->type = &TYPES[i];
        problem.string = TYPES[i].name;
    }
    if (reader->type != NULL && reader->type->is_wanted != NULL)
        problem.code = MI_OK;
    return problem;
}

static enum mi_step read_file_header(struct btsnoop *reader, struct mi_item *item)
{
    struct mi_bytes header;
    if (!mi_records_peek(&reader->records, FILE_HEADER, &header))
        return mi_records_end(&reader->records, item);
    mi_records_take(&reader->records, FILE_HEADER);
    (void)mi_get_run(&header, MAGIC_SIZE);
    uint32_t version = mi_get_be32(&header);
    struct mi_problem problem = find_type(reader, version, mi_get_be32(&header));
    return problem.code == MI_OK ? MI_STEP_ON : mi_records_refuse(&reader->records, item, problem);
}

static mi_time read_time(struct mi_bytes *header)
{
    uint64_t time = mi_get_be64(header);
    if (time > INT64_MAX)
        return MI_NO_TIME;
    int64_t microseconds = (int64_t)time - EPOCH;
    int64_t seconds = microseconds / 1000000 - (microseconds % 1000000 < 0 ? 1 : 0);
    return mi_record_time(seconds, (uint64_t)(microseconds - seconds * 1000000) * 1000);
}

static enum mi_step read_record(struct btsnoop *reader, struct mi_item *item)
{
    struct mi_records *records = &reader->records;
    struct mi_bytes record;
    if (!mi_records_peek(records, RECORD_HEADER, &record))
        return mi_records_end(records, item);
    uint32_t original = mi_get_be32(&record);
    uint32_t included = mi_get_be32(&record);
    if (included > MI_PACKET_MAX)
        return mi_records_long(records, item, MI_PACKET_MAX);
    if (!mi_records_peek(records, RECORD_HEADER + included, &record))
        return mi_records_end(records, item);

    (void)mi_get_run(&record, 8); /* both lengths */
    uint32_t flags = mi_get_be32(&record);
    (void)mi_get_be32(&record); /* packets lost so far */
    mi_time time = read_time(&record);
    mi_records_packet(records, item, MI_LAYER_H4, record);
    item->packet.time = time;
    item->packet.is_snapped = included < original;
    mi_records_take(records, RECORD_HEADER + included);
    bool is_wanted = reader->type->is_wanted(flags, &item->packet) &&
                     (item->packet.layer != MI_LAYER_ACL || reader->records.input.gives_data);
    return is_wanted ? MI_STEP_PACKET : MI_STEP_ON;
}

static enum mi_step step(void *state, struct mi_item *item)
{
    struct btsnoop *reader = state;
    return reader->type == NULL ? read_file_header(reader, item) : read_record(reader, item);
}

const struct mi_reader_type mi_btsnoop_reader = {
    .name = "btsnoop",
    .matches = matches,
    .size = sizeof(struct btsnoop),
    .next = mi_records_next,
    .step = step,
    .close = free,
};
