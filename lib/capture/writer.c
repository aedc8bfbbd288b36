#include "capture/writer.h"

#include "base/put.h"
#include "radio/event.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    LEGACY_DATA_MAX = 31,
    EXTENDED_DATA_MAX = 229,

    LINK_TYPE = 201,
    SNAP_LENGTH = 65535,
    DIRECTION_IN = 1,
    DATALINK_H4 = 1002,

    PACKET_MAX = 1024,
    COMMENT_MAX = 60000,
    WRITE_AT = 65536, /* bytes that wait for the next write at most, but for one record */
    BUFFER = WRITE_AT + COMMENT_MAX + PACKET_MAX + 256,
    RECORDS_MAX = 4096, /* that wait */
};

/* btsnoop counts microseconds from the year 0. */
static const uint64_t BTSNOOP_EPOCH = UINT64_C(0x00dcddb30f2f8000);

struct mi_writer {
    int file;
    enum mi_file_type type;
    bool is_regular; /* a file that can be cut */
    int reason;      /* errno of the first failure: nothing is written any more */
    bool (*before_write)(void *context, int file);
    void *context;
    struct mi_put out; /* records that wait */
    size_t ends[RECORDS_MAX];
    size_t records;
    uint8_t buffer[BUFFER];
};

static uint64_t since_1970(mi_time time)
{
    return time < 0 ? 0 : (uint64_t)time;
}

/* --- pcapng --- */

static void put_pcapng_head(struct mi_put *head)
{
    enum { SECTION = 28, INTERFACE = 32 };
    mi_put_le(head, 0x0a0d0d0a, 4);
    mi_put_le(head, SECTION, 4);
    mi_put_le(head, 0x1a2b3c4d, 4);
    mi_put_le(head, 1, 4);          /* version 1.0 */
    mi_put_le(head, UINT64_MAX, 8); /* of unknown length */
    mi_put_le(head, SECTION, 4);
    mi_put_le(head, 1, 4); /* interface description */
    mi_put_le(head, INTERFACE, 4);
    mi_put_le(head, LINK_TYPE, 4);
    mi_put_le(head, SNAP_LENGTH, 4);
    mi_put_le(head, 9, 2); /* option if_tsresol: 10^-9 s */
    mi_put_le(head, 1, 2);
    mi_put_le(head, 9, 4);
    mi_put_le(head, 0, 4); /* end of options */
    mi_put_le(head, INTERFACE, 4);
}

static size_t padded(size_t size)
{
    return (size + 3) & ~(size_t)3;
}

static void put_padded(struct mi_put *out, const void *bytes, size_t size)
{
    mi_put_run(out, bytes, size);
    mi_put_le(out, 0, (unsigned)(padded(size) - size));
}

/* The comment as the only option. */
static void put_options(struct mi_put *out, const char *comment, size_t size)
{
    mi_put_le(out, 1, 2);
    mi_put_le(out, size, 2);
    put_padded(out, comment, size);
    mi_put_le(out, 0, 4);
}

/* Enhanced packet block. */
static void put_pcapng(struct mi_put *out, const struct mi_put *packet, mi_time time,
                       const char *comment)
{
    enum { BLOCK = 32, OPTIONS = 4 + 4, ENHANCED_PACKET = 6 };
    size_t comment_size = comment != NULL ? strnlen(comment, COMMENT_MAX) : 0;
    size_t options = comment_size > 0 ? OPTIONS + padded(comment_size) : 0;
    size_t total = BLOCK + padded(packet->size) + options;
    mi_put_le(out, ENHANCED_PACKET, 4);
    mi_put_le(out, total, 4);
    mi_put_le(out, 0, 4);
    mi_put_le(out, since_1970(time) >> 32, 4);
    mi_put_le(out, since_1970(time), 4);
    mi_put_le(out, packet->size, 4);
    mi_put_le(out, packet->size, 4);
    put_padded(out, packet->start, packet->size);
    if (comment_size > 0)
        put_options(out, comment, comment_size);
    mi_put_le(out, total, 4);
}

/* --- pcap --- */

static void put_pcap_head(struct mi_put *head)
{
    mi_put_le(head, 0xa1b23c4d, 4); /* nanoseconds */
    mi_put_le(head, 2, 2);
    mi_put_le(head, 4, 2);
    mi_put_le(head, 0, 8);
    mi_put_le(head, SNAP_LENGTH, 4);
    mi_put_le(head, LINK_TYPE, 4);
}

static void put_pcap(struct mi_put *out, const struct mi_put *packet, mi_time time,
                     const char *comment)
{
    (void)comment;
    mi_put_le(out, since_1970(time) / (uint64_t)MI_SECOND, 4);
    mi_put_le(out, since_1970(time) % (uint64_t)MI_SECOND, 4);
    mi_put_le(out, packet->size, 4);
    mi_put_le(out, packet->size, 4);
    mi_put_run(out, packet->start, packet->size);
}

/* --- btsnoop --- */

static void put_btsnoop_head(struct mi_put *head)
{
    mi_put_run(head, "btsnoop", 8);
    mi_put_be(head, 1, 4);
    mi_put_be(head, DATALINK_H4, 4);
}

static void put_btsnoop(struct mi_put *out, const struct mi_put *packet, mi_time time,
                        const char *comment)
{
    enum { RECEIVED_EVENT = 3 };
    (void)comment;
    mi_put_be(out, packet->size, 4);
    mi_put_be(out, packet->size, 4);
    mi_put_be(out, RECEIVED_EVENT, 4);
    mi_put_be(out, 0, 4); /* drops */
    mi_put_be(out, since_1970(time) / 1000 + BTSNOOP_EPOCH, 8);
    mi_put_run(out, packet->start, packet->size);
}

/* --- which file --- */

static const struct {
    const char *name;
    const char *endings[3];
    bool has_direction; /* in front of a packet */
    void (*put_head)(struct mi_put *head);
    /* A packet without a time gets that of 1970, which no packet has. */
    void (*put)(struct mi_put *out, const struct mi_put *packet, mi_time time, const char *comment);
} TYPES[MI_FILE_TYPES] = {
    [MI_FILE_PCAPNG] = {"pcapng", {".pcapng", ".ntar", NULL}, true, put_pcapng_head, put_pcapng},
    [MI_FILE_PCAP] = {"pcap", {".pcap", ".cap", NULL}, true, put_pcap_head, put_pcap},
    [MI_FILE_BTSNOOP] =
        {"btsnoop", {".btsnoop", ".log", ".snoop"}, false, put_btsnoop_head, put_btsnoop},
};

const char *mi_file_type_name(enum mi_file_type type)
{
    return (unsigned)type < MI_FILE_TYPES ? TYPES[type].name : NULL;
}

bool mi_file_type_find(const char *name, enum mi_file_type *type)
{
    for (size_t i = 0; i < MI_FILE_TYPES; i++) {
        if (strcasecmp(name, TYPES[i].name) == 0) {
            *type = (enum mi_file_type)i;
            return true;
        }
    }
    return false;
}

bool mi_file_type_of(const char *path, enum mi_file_type *type)
{
    const char *ending = strrchr(path, '.');
    for (size_t i = 0; ending != NULL && i < MI_FILE_TYPES; i++) {
        for (size_t k = 0; k < 3 && TYPES[i].endings[k] != NULL; k++) {
            if (strcasecmp(ending, TYPES[i].endings[k]) == 0) {
                *type = (enum mi_file_type)i;
                return true;
            }
        }
    }
    return false;
}

/* --- the file --- */

/* Of the bytes that wait, those of whole records within the first `size`. */
static size_t whole_within(const struct mi_writer *writer, size_t size)
{
    size_t count = writer->records;
    while (count > 0 && writer->ends[count - 1] > size)
        count--;
    return count > 0 ? writer->ends[count - 1] : 0;
}

/* Takes a part of a record away again, so that what is there can be read. */
static void cut_back(const struct mi_writer *writer, size_t written)
{
    off_t end = lseek(writer->file, 0, SEEK_CUR);
    off_t part = (off_t)(written - whole_within(writer, written));
    if (writer->is_regular && end >= part && ftruncate(writer->file, end - part) == 0)
        (void)lseek(writer->file, end - part, SEEK_SET);
}

bool mi_writer_flush(struct mi_writer *writer)
{
    size_t done = 0;
    while (done < writer->out.size && writer->reason == 0) {
        bool is_wanted =
            writer->before_write == NULL || writer->before_write(writer->context, writer->file);
        ssize_t written = -1;
        errno = ETIMEDOUT;
        if (is_wanted)
            written = write(writer->file, writer->buffer + done, writer->out.size - done);
        if (written >= 0)
            done += (size_t)written;
        else if (!is_wanted || errno != EINTR)
            writer->reason = errno;
    }
    if (writer->reason != 0)
        cut_back(writer, done);
    writer->out.size = 0;
    writer->records = 0;
    errno = writer->reason;
    return writer->reason == 0;
}

/* What was put is a whole record. */
static bool end_record(struct mi_writer *writer)
{
    writer->ends[writer->records++] = writer->out.size;
    if (writer->out.size >= WRITE_AT || writer->records == RECORDS_MAX)
        return mi_writer_flush(writer);
    errno = writer->reason;
    return writer->reason == 0;
}

/* --- packets --- */

/* An event, its code in front. */
static bool write_event(struct mi_writer *writer, struct mi_bytes event, mi_time time,
                        const char *comment)
{
    uint8_t buffer[PACKET_MAX];
    struct mi_put packet = mi_put(buffer, sizeof buffer);
    if (TYPES[writer->type].has_direction)
        mi_put_be(&packet, DIRECTION_IN, 4);
    mi_put_le(&packet, MI_H4_EVENT, 1);
    size_t room = packet.room - packet.size;
    mi_put_run(&packet, event.at, event.left < room ? event.left : room);
    TYPES[writer->type].put(&writer->out, &packet, time, comment);
    return end_record(writer);
}

static struct mi_event_report make_report(const struct mi_advert *advert)
{
    bool is_extended = advert->data.left > LEGACY_DATA_MAX || !advert->has_address;
    return (struct mi_event_report){
        .is_extended = is_extended,
        .type = is_extended ? 0 : mi_event_type_of(advert->pdu),
        .address_type = !advert->has_address        ? MI_ADDRESS_ANONYMOUS
                        : advert->address_is_random ? MI_ADDRESS_RANDOM
                                                    : 0,
        .address = advert->address,
        .secondary_phy = MI_PHY_1M,
        .set = MI_NO_SET,
        .rssi = advert->has_rssi ? (uint8_t)advert->rssi : MI_DBM_NOT_AVAILABLE,
    };
}

/* As reports made of what is known, several when one cannot hold the data. */
static bool write_reports(struct mi_writer *writer, const struct mi_advert *advert,
                          const char *comment)
{
    struct mi_event_report report = make_report(advert);
    struct mi_bytes data = advert->data;
    bool written = true;
    do {
        bool has_more = data.left > EXTENDED_DATA_MAX;
        struct mi_event event;
        if (report.is_extended)
            report.type = has_more ? MI_EVENT_TYPE_MORE : 0;
        report.data = mi_get_slice(&data, has_more ? EXTENDED_DATA_MAX : data.left);
        written = mi_event_build(&event, &report) &&
                  write_event(writer, mi_bytes(event.bytes, event.size), advert->time,
                              has_more ? NULL : comment);
    } while (data.left > 0 && written);
    return written;
}

bool mi_writer_put(struct mi_writer *writer, const struct mi_packet *packet,
                   const struct mi_advert *advert, const char *comment)
{
    struct mi_bytes event = mi_bytes(packet->bytes, packet->size);
    bool is_event = (packet->layer == MI_LAYER_H4 || packet->layer == MI_LAYER_EVENT) &&
                    mi_advert_is_in(advert, packet);
    if (!is_event)
        return write_reports(writer, advert, comment);
    if (packet->layer == MI_LAYER_H4)
        (void)mi_get_u8(&event); /* its type */
    return write_event(writer, event, advert->time, comment);
}

struct mi_writer *mi_writer_open(const char *path, enum mi_file_type type)
{
    enum { OWNER_ONLY = 0600 };
    struct stat status;
    struct mi_writer *writer = calloc(1, sizeof *writer);
    if (writer == NULL || (unsigned)type >= MI_FILE_TYPES) {
        errno = writer == NULL ? ENOMEM : EINVAL;
        free(writer);
        return NULL;
    }
    writer->file = strcmp(path, "-") == 0
                       ? dup(STDOUT_FILENO)
                       : open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, OWNER_ONLY);
    if (writer->file < 0) {
        int reason = errno;
        free(writer);
        errno = reason;
        return NULL;
    }
    writer->is_regular = fstat(writer->file, &status) == 0 && S_ISREG(status.st_mode);
    writer->type = type;
    writer->out = mi_put(writer->buffer, sizeof writer->buffer);
    TYPES[type].put_head(&writer->out);
    (void)end_record(writer);
    return writer;
}

void mi_writer_before_write(struct mi_writer *writer, bool (*hook)(void *context, int file),
                            void *context)
{
    writer->before_write = hook;
    writer->context = context;
}

bool mi_writer_close(struct mi_writer *writer)
{
    (void)mi_writer_flush(writer);
    int reason = writer->reason;
    if (close(writer->file) != 0 && reason == 0)
        reason = errno;
    free(writer);
    errno = reason;
    return reason == 0;
}
