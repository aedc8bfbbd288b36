/*
 * What the readers of btsnoop, PacketLogger, hcidump and pcapng share: the records of a file, one
 * after the other, each of them whole.
 */
#ifndef MITOOL_CAPTURE_FILE_RECORD_H
#define MITOOL_CAPTURE_FILE_RECORD_H

#include "../../base/bytes.h"
#include "../reader.h"

enum {
    MI_PACKET_MAX = 65536, /* bytes of one packet, more than any of HCI has */
    MI_OFFSET_TEXT = 21,   /* a 64-bit number and a NUL */
};

/* What the state of such a reader begins with. */
struct mi_records {
    struct mi_input input;
    uint64_t number; /* packets begun so far */
    uint64_t offset; /* byte of the file that comes next */
    size_t pending;  /* bytes of the record last given, consumed when the next one is asked for */
    bool ended;
    char where[MI_OFFSET_TEXT];
};

/* Steps until one gives something, or a step has ended the records. */
enum mi_got mi_records_next(void *reader, struct mi_item *item);

/*
 * The next `size` bytes, at most MI_STREAM_BUFFER, without consuming them. False when the file ends
 * before them.
 */
bool mi_records_peek(struct mi_records *records, size_t size, struct mi_bytes *bytes);

/* Consumes `size` bytes that were peeked at; they live until the next call of a function here. */
void mi_records_take(struct mi_records *records, size_t size);

/* Consumes `size` bytes of any number. False when the file ends before them. */
bool mi_records_skip(struct mi_records *records, uint64_t size);

/* A packet of the next number. */
void mi_records_packet(struct mi_records *records, struct mi_item *item, enum mi_layer layer,
                       struct mi_bytes bytes);

/*
 * The end of the file where a record should begin or go on: MI_STEP_END when nothing of the record
 * is there or when the stream itself tells what is wrong, else MI_P_FILE_CUT.
 */
enum mi_step mi_records_end(struct mi_records *records, struct mi_item *item);

/* The same inside a record of which something was consumed already. */
enum mi_step mi_records_cut(struct mi_records *records, struct mi_item *item);

/* Stops with a problem at the record that begins at the next byte. */
enum mi_step mi_records_stop(struct mi_records *records, struct mi_item *item,
                             struct mi_problem problem);

/* The same of the whole file. */
enum mi_step mi_records_refuse(struct mi_records *records, struct mi_item *item,
                               struct mi_problem problem);

/* Stops with MI_P_RECORD_BAD, or MI_P_RECORD_LONG when it has more than `limit` bytes. */
enum mi_step mi_records_bad(struct mi_records *records, struct mi_item *item);
enum mi_step mi_records_long(struct mi_records *records, struct mi_item *item, uint32_t limit);

/*
 * Of a packet of the Linux monitor: its layer and direction from the opcode. False when it is
 * neither an event nor ACL data.
 */
bool mi_record_monitor(struct mi_packet *packet, uint16_t opcode);

/* A moment from seconds and nanoseconds since 1970, of which the latter may be any number. */
mi_time mi_record_time(int64_t seconds, uint64_t nanoseconds);

#endif
