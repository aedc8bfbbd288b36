#include "capture/writer.h"

#include "base/put.h"
#include "radio/event.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum {
    LEGACY_DATA_MAX = 31,
    EXTENDED_DATA_MAX = 229,

    LINK_TYPE = 201,
    SNAP_LENGTH = 65535,
    DIRECTION_IN = 1,
    DATALINK_H4 = 1002,

    HEAD_MAX = 64, /* bytes in front of a file or of a packet */
    PACKET_MAX = 1024,
    COMMENT_MAX = 60000,
};

/* btsnoop counts microseconds from the year 0. */
static const uint64_t BTSNOOP_EPOCH = UINT64_C(0x00dcddb30f2f8000);

struct mi_writer {
    FILE *file;
    enum mi_file_type type;
};

static bool write_out(struct mi_writer *writer, const void *bytes, size_t size)
{
    return fwrite(bytes, 1, size, writer->file) == size;
}

static bool write_put(struct mi_writer *writer, const struct mi_put *put)
{
    return write_out(writer, put->start, put->size);
}

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

static bool write_padded(struct mi_writer *writer, const void *bytes, size_t size)
{
    static const uint8_t ZEROS[4];
    return write_out(writer, bytes, size) && write_out(writer, ZEROS, padded(size) - size);
}

/* The comment as the only option. */
static bool write_options(struct mi_writer *writer, const char *comment, size_t size)
{
    uint8_t buffer[HEAD_MAX];
    struct mi_put option = mi_put(buffer, sizeof buffer), end = option;
    mi_put_le(&option, 1, 2);
    mi_put_le(&option, size, 2);
    if (!write_put(writer, &option) || !write_padded(writer, comment, size))
        return false;
    mi_put_le(&end, 0, 4);
    return write_put(writer, &end);
}

/* Enhanced packet block. */
static bool write_pcapng(struct mi_writer *writer, const struct mi_put *packet, mi_time time,
                         const char *comment)
{
    enum { BLOCK = 32, OPTIONS = 4 + 4, ENHANCED_PACKET = 6 };
    size_t comment_size = comment != NULL ? strnlen(comment, COMMENT_MAX) : 0;
    size_t options = comment_size > 0 ? OPTIONS + padded(comment_size) : 0;
    size_t total = BLOCK + padded(packet->size) + options;
    uint8_t buffer[HEAD_MAX];
    struct mi_put head = mi_put(buffer, sizeof buffer), tail = head;
    mi_put_le(&head, ENHANCED_PACKET, 4);
    mi_put_le(&head, total, 4);
    mi_put_le(&head, 0, 4);
    mi_put_le(&head, since_1970(time) >> 32, 4);
    mi_put_le(&head, since_1970(time), 4);
    mi_put_le(&head, packet->size, 4);
    mi_put_le(&head, packet->size, 4);
    if (!write_put(writer, &head) || !write_padded(writer, packet->start, packet->size) ||
        (comment_size > 0 && !write_options(writer, comment, comment_size)))
        return false;
    mi_put_le(&tail, total, 4);
    return write_put(writer, &tail);
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

static bool write_pcap(struct mi_writer *writer, const struct mi_put *packet, mi_time time,
                       const char *comment)
{
    uint8_t buffer[HEAD_MAX];
    struct mi_put head = mi_put(buffer, sizeof buffer);
    (void)comment;
    mi_put_le(&head, since_1970(time) / (uint64_t)MI_SECOND, 4);
    mi_put_le(&head, since_1970(time) % (uint64_t)MI_SECOND, 4);
    mi_put_le(&head, packet->size, 4);
    mi_put_le(&head, packet->size, 4);
    return write_put(writer, &head) && write_put(writer, packet);
}

/* --- btsnoop --- */

static void put_btsnoop_head(struct mi_put *head)
{
    mi_put_run(head, "btsnoop", 8);
    mi_put_be(head, 1, 4);
    mi_put_be(head, DATALINK_H4, 4);
}

static bool write_btsnoop(struct mi_writer *writer, const struct mi_put *packet, mi_time time,
                          const char *comment)
{
    enum { RECEIVED_EVENT = 3 };
    uint8_t buffer[HEAD_MAX];
    struct mi_put head = mi_put(buffer, sizeof buffer);
    (void)comment;
    mi_put_be(&head, packet->size, 4);
    mi_put_be(&head, packet->size, 4);
    mi_put_be(&head, RECEIVED_EVENT, 4);
    mi_put_be(&head, 0, 4); /* drops */
    mi_put_be(&head, since_1970(time) / 1000 + BTSNOOP_EPOCH, 8);
    return write_put(writer, &head) && write_put(writer, packet);
}

/* --- which file --- */

static const struct {
    const char *name;
    const char *endings[3];
    bool has_direction; /* in front of a packet */
    void (*put_head)(struct mi_put *head);
    bool (*write)(struct mi_writer *writer, const struct mi_put *packet, mi_time time,
                  const char *comment);
} TYPES[MI_FILE_TYPES] = {
    [MI_FILE_PCAPNG] = {"pcapng", {".pcapng", ".ntar", NULL}, true, put_pcapng_head, write_pcapng},
    [MI_FILE_PCAP] = {"pcap", {".pcap", ".cap", NULL}, true, put_pcap_head, write_pcap},
    [MI_FILE_BTSNOOP] =
        {"btsnoop", {".btsnoop", ".log", ".snoop"}, false, put_btsnoop_head, write_btsnoop},
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
    return TYPES[writer->type].write(writer, &packet, time, comment);
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

static bool write_head(struct mi_writer *writer)
{
    uint8_t buffer[HEAD_MAX];
    struct mi_put head = mi_put(buffer, sizeof buffer);
    TYPES[writer->type].put_head(&head);
    return write_put(writer, &head);
}

struct mi_writer *mi_writer_open(const char *path, enum mi_file_type type)
{
    enum { OWNER_ONLY = 0600 };
    struct mi_writer *writer = calloc(1, sizeof *writer);
    if (writer == NULL || (unsigned)type >= MI_FILE_TYPES) {
        errno = writer == NULL ? ENOMEM : EINVAL;
        free(writer);
        return NULL;
    }
    writer->type = type;
    int file = strcmp(path, "-") == 0
                   ? dup(STDOUT_FILENO)
                   : open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, OWNER_ONLY);
    writer->file = file >= 0 ? fdopen(file, "w") : NULL;
    if (writer->file != NULL && write_head(writer))
        return writer;
    int reason = errno;
    if (writer->file != NULL)
        (void)fclose(writer->file);
    else if (file >= 0)
        (void)close(file);
    free(writer);
    errno = reason;
    return NULL;
}

bool mi_writer_close(struct mi_writer *writer)
{
    bool failed = ferror(writer->file) != 0;
    failed = fclose(writer->file) != 0 || failed;
    free(writer);
    return !failed;
}
