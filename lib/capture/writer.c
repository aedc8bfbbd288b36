#include "capture/writer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum {
    H4_EVENT = 0x04,
    EVENT_LE_META = 0x3e,
    LEGACY_REPORT = 0x02,
    EXTENDED_REPORT = 0x0d,
    LEGACY_DATA_MAX = 31,
    EXTENDED_DATA_MAX = 229,
    STATUS_MORE = 1 << 5, /* in the event type: fragments follow */
    NOT_AVAILABLE = 0x7f,
    NO_SET = 0xff,
    ANONYMOUS = 0xff,
    PHY_1M = 1,

    LINK_TYPE = 201,
    SNAP_LENGTH = 65535,
    DIRECTION_IN = 1,
    DATALINK_H4 = 1002,

    RECORD_MAX = 1024,
    COMMENT_MAX = 60000,
};

/* btsnoop counts microseconds from the year 0. */
static const uint64_t BTSNOOP_EPOCH = UINT64_C(0x00dcddb30f2f8000);

struct mi_writer {
    FILE *file;
    enum mi_file_type type;
};

/* --- which file --- */

static const struct {
    const char *name;
    const char *endings[3];
} TYPES[MI_FILE_TYPES] = {
    [MI_FILE_PCAPNG] = {"pcapng", {".pcapng", ".ntar", NULL}},
    [MI_FILE_PCAP] = {"pcap", {".pcap", ".cap", NULL}},
    [MI_FILE_BTSNOOP] = {"btsnoop", {".btsnoop", ".log", ".snoop"}},
};

const char *mi_file_type_name(enum mi_file_type type)
{
    return TYPES[type].name;
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

/* --- putting numbers --- */

struct record {
    uint8_t bytes[RECORD_MAX];
    size_t size;
};

static void put(struct record *record, const void *bytes, size_t size)
{
    if (size > sizeof record->bytes - record->size)
        size = sizeof record->bytes - record->size;
    if (size > 0)
        memcpy(record->bytes + record->size, bytes, size);
    record->size += size;
}

static void put_le(struct record *record, uint64_t value, unsigned size)
{
    for (unsigned i = 0; i < size; i++, value >>= 8)
        put(record, &(uint8_t){(uint8_t)value}, 1);
}

static void put_be(struct record *record, uint64_t value, unsigned size)
{
    while (size-- > 0)
        put(record, &(uint8_t){(uint8_t)(value >> (8 * size))}, 1);
}

static bool write_out(struct mi_writer *writer, const void *bytes, size_t size)
{
    return fwrite(bytes, 1, size, writer->file) == size;
}

static bool write_record(struct mi_writer *writer, const struct record *record)
{
    return write_out(writer, record->bytes, record->size);
}

/* --- advertising reports --- */

static void put_address(struct record *event, const struct mi_advert *advert)
{
    for (size_t i = MI_ADDRESS_SIZE; i-- > 0;)
        put(event, &advert->address.octet[i], 1);
}

static void put_legacy_report(struct record *event, const struct mi_advert *advert)
{
    static const uint8_t TYPE[] = {
        [MI_PDU_UNKNOWN] = 3,      [MI_PDU_ADV_IND] = 0,         [MI_PDU_ADV_DIRECT_IND] = 1,
        [MI_PDU_ADV_SCAN_IND] = 2, [MI_PDU_ADV_NONCONN_IND] = 3, [MI_PDU_SCAN_RSP] = 4,
        [MI_PDU_EXTENDED] = 3,
    };
    put_le(event, LEGACY_REPORT, 1);
    put_le(event, 1, 1);
    put_le(event, TYPE[advert->pdu], 1);
    put_le(event, advert->address_is_random, 1);
    put_address(event, advert);
    put_le(event, advert->data.left, 1);
    put(event, advert->data.at, advert->data.left);
    put_le(event, advert->has_rssi ? (uint8_t)advert->rssi : NOT_AVAILABLE, 1);
}

static void put_extended_report(struct record *event, const struct mi_advert *advert,
                                struct mi_bytes data, bool has_more)
{
    put_le(event, EXTENDED_REPORT, 1);
    put_le(event, 1, 1);
    put_le(event, has_more ? STATUS_MORE : 0, 2);
    put_le(event, advert->has_address ? advert->address_is_random : ANONYMOUS, 1);
    put_address(event, advert);
    put_le(event, PHY_1M, 1);
    put_le(event, PHY_1M, 1);
    put_le(event, NO_SET, 1);
    put_le(event, NOT_AVAILABLE, 1);
    put_le(event, advert->has_rssi ? (uint8_t)advert->rssi : NOT_AVAILABLE, 1);
    put_le(event, 0, 2 + 1 + MI_ADDRESS_SIZE); /* interval, direct address */
    put_le(event, data.left, 1);
    put(event, data.at, data.left);
}

/* The header of the event around the report that stands in `report`. */
static void wrap_event(struct record *event, const struct record *report)
{
    *event = (struct record){.size = 0};
    put_le(event, H4_EVENT, 1);
    put_le(event, EVENT_LE_META, 1);
    put_le(event, report->size, 1);
    put(event, report->bytes, report->size);
}

/* --- files --- */

static uint64_t microseconds(mi_time time)
{
    return time < 0 ? 0 : (uint64_t)time / 1000;
}

static bool write_head(struct mi_writer *writer)
{
    static const uint8_t BTSNOOP_MAGIC[] = {'b', 't', 's', 'n', 'o', 'o', 'p', 0};
    enum { PCAPNG_SECTION = 28, PCAPNG_INTERFACE = 32 };
    struct record head = {.size = 0};
    switch (writer->type) {
    case MI_FILE_PCAPNG:
        put_le(&head, 0x0a0d0d0a, 4);
        put_le(&head, PCAPNG_SECTION, 4);
        put_le(&head, 0x1a2b3c4d, 4);
        put_le(&head, 1, 4);          /* version 1.0 */
        put_le(&head, UINT64_MAX, 8); /* of unknown length */
        put_le(&head, PCAPNG_SECTION, 4);
        put_le(&head, 1, 4); /* interface description */
        put_le(&head, PCAPNG_INTERFACE, 4);
        put_le(&head, LINK_TYPE, 4);
        put_le(&head, SNAP_LENGTH, 4);
        put_le(&head, 9, 2); /* option if_tsresol: 10^-9 s */
        put_le(&head, 1, 2);
        put_le(&head, 9, 4);
        put_le(&head, 0, 4); /* end of options */
        put_le(&head, PCAPNG_INTERFACE, 4);
        break;
    case MI_FILE_PCAP:
        put_le(&head, 0xa1b23c4d, 4); /* nanoseconds */
        put_le(&head, 2, 2);
        put_le(&head, 4, 2);
        put_le(&head, 0, 8);
        put_le(&head, SNAP_LENGTH, 4);
        put_le(&head, LINK_TYPE, 4);
        break;
    default:
        put(&head, BTSNOOP_MAGIC, sizeof BTSNOOP_MAGIC);
        put_be(&head, 1, 4);
        put_be(&head, DATALINK_H4, 4);
        break;
    }
    return write_record(writer, &head);
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

/* Enhanced packet block, with the comment as its only option. */
static bool write_pcapng(struct mi_writer *writer, const struct record *packet, mi_time time,
                         const char *comment)
{
    enum { BLOCK = 32, OPTION = 4, ENHANCED_PACKET = 6 };
    size_t comment_size = comment != NULL ? strlen(comment) : 0;
    if (comment_size > COMMENT_MAX)
        comment_size = COMMENT_MAX;
    size_t options = comment_size > 0 ? OPTION + padded(comment_size) + OPTION : 0;
    uint32_t total = (uint32_t)(BLOCK + padded(packet->size) + options);
    uint64_t nanoseconds = time < 0 ? 0 : (uint64_t)time;
    struct record head = {.size = 0};
    struct record tail = {.size = 0};
    put_le(&head, ENHANCED_PACKET, 4);
    put_le(&head, total, 4);
    put_le(&head, 0, 4);
    put_le(&head, nanoseconds >> 32, 4);
    put_le(&head, nanoseconds & UINT32_MAX, 4);
    put_le(&head, packet->size, 4);
    put_le(&head, packet->size, 4);
    bool written = write_record(writer, &head) && write_padded(writer, packet->bytes, packet->size);
    if (comment_size > 0) {
        struct record option = {.size = 0};
        put_le(&option, 1, 2);
        put_le(&option, comment_size, 2);
        written =
            written && write_record(writer, &option) && write_padded(writer, comment, comment_size);
        put_le(&tail, 0, 4);
    }
    put_le(&tail, total, 4);
    return written && write_record(writer, &tail);
}

static bool write_pcap(struct mi_writer *writer, const struct record *packet, mi_time time)
{
    uint64_t nanoseconds = time < 0 ? 0 : (uint64_t)time;
    struct record head = {.size = 0};
    put_le(&head, nanoseconds / (uint64_t)MI_SECOND, 4);
    put_le(&head, nanoseconds % (uint64_t)MI_SECOND, 4);
    put_le(&head, packet->size, 4);
    put_le(&head, packet->size, 4);
    return write_record(writer, &head) && write_record(writer, packet);
}

static bool write_btsnoop(struct mi_writer *writer, const struct record *packet, mi_time time)
{
    enum { RECEIVED_EVENT = 3 };
    struct record head = {.size = 0};
    put_be(&head, packet->size, 4);
    put_be(&head, packet->size, 4);
    put_be(&head, RECEIVED_EVENT, 4);
    put_be(&head, 0, 4); /* drops */
    put_be(&head, microseconds(time) + BTSNOOP_EPOCH, 8);
    return write_record(writer, &head) && write_record(writer, packet);
}

static bool write_event(struct mi_writer *writer, const struct record *event, mi_time time,
                        const char *comment)
{
    struct record packet = {.size = 0};
    if (writer->type != MI_FILE_BTSNOOP)
        put_be(&packet, DIRECTION_IN, 4);
    put(&packet, event->bytes, event->size);
    switch (writer->type) {
    case MI_FILE_PCAPNG: return write_pcapng(writer, &packet, time, comment);
    case MI_FILE_PCAP: return write_pcap(writer, &packet, time);
    default: return write_btsnoop(writer, &packet, time);
    }
}

static bool write_extended(struct mi_writer *writer, const struct mi_advert *advert,
                           const char *comment)
{
    struct mi_bytes data = advert->data;
    bool written = true;
    do {
        bool has_more = data.left > EXTENDED_DATA_MAX;
        struct mi_bytes piece = mi_get_slice(&data, has_more ? EXTENDED_DATA_MAX : data.left);
        struct record report = {.size = 0};
        struct record event;
        put_extended_report(&report, advert, piece, has_more);
        wrap_event(&event, &report);
        written = written && write_event(writer, &event, advert->time, has_more ? NULL : comment);
    } while (data.left > 0 && written);
    return written;
}

bool mi_writer_put(struct mi_writer *writer, const struct mi_packet *packet,
                   const struct mi_advert *advert, const char *comment)
{
    struct record event = {.size = 0};
    bool is_event = (packet->layer == MI_LAYER_H4 || packet->layer == MI_LAYER_EVENT) &&
                    mi_advert_is_in(advert, packet);
    if (!is_event && (advert->data.left > LEGACY_DATA_MAX || !advert->has_address))
        return write_extended(writer, advert, comment);
    if (is_event) {
        if (packet->layer == MI_LAYER_EVENT)
            put_le(&event, H4_EVENT, 1);
        put(&event, packet->bytes, packet->size);
    } else {
        struct record report = {.size = 0};
        put_legacy_report(&report, advert);
        wrap_event(&event, &report);
    }
    return write_event(writer, &event, advert->time, comment);
}

struct mi_writer *mi_writer_open(const char *path, enum mi_file_type type)
{
    enum { OWNER_ONLY = 0600 };
    struct mi_writer *writer = calloc(1, sizeof *writer);
    if (writer == NULL)
        return NULL;
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
