/*
 * btsnooz: the log of Bluetooth packets that Android keeps in memory, raw or as base64 inside the
 * text of a bugreport or of `dumpsys bluetooth_manager`. Numbers are little-endian.
 *
 *     log      version u8, 1 or 2  time of the last record u64, microseconds since 1970
 *              zlib stream of records
 *     1        length u16, of type and packet  microseconds since the record before u32  type u8
 *     2        length u16  original length u16  microseconds since the record before u32  type u8
 *              packet without H4 type
 *
 * A log is small (256 KiB unpacked) and its times count back from its end, so it is unpacked as a
 * whole, up to a limit. Layout from AOSP's btif_debug_btsnoop.cc and btsnooz.py.
 */
#include "capture/file/btsnooz.h"
#include "capture/file/record.h"
#include "capture/inflate.h"
#include "capture/inset.h"
#include "capture/reader.h"

#include <stdlib.h>
#include <string.h>

enum {
    HEADER = 9,
    UNPACKED_MAX = 4 << 20,
    UNPACKED_FIRST = 64 << 10,
    TYPE_EVENT = 0x10,
    TYPE_ACL_RECEIVED = 0x11,
    TYPE_ACL_SENT = 0x21,
    MICROSECONDS = 1000000,
};

/* One log, from its bytes to its records. Zeroed at its first byte. */
struct log {
    uint8_t header[HEADER];
    size_t header_size;
    struct mi_inflate *inflate;
    enum mi_inflated inflated;
    bool is_full; /* more than UNPACKED_MAX bytes */
    bool is_out_of_memory;
    uint8_t *unpacked;
    size_t size;
    size_t room;

    /* After the last byte. */
    struct mi_bytes records; /* not yet given */
    bool has_times;
    uint64_t time;             /* microseconds, of the record last given */
    struct mi_problem problem; /* told behind the records */
};

/* --- unpack a log --- */

static void close_log(struct log *log)
{
    mi_inflate_free(log->inflate);
    free(log->unpacked);
    memset(log, 0, sizeof *log);
}

static bool make_room(struct log *log)
{
    if (log->size < log->room)
        return true;
    size_t room = log->room == 0 ? UNPACKED_FIRST : log->room * 2;
    log->is_full = room > UNPACKED_MAX;
    uint8_t *unpacked = log->is_full ? NULL : realloc(log->unpacked, room);
    log->is_out_of_memory = !log->is_full && unpacked == NULL;
    if (unpacked == NULL)
        return false;
    log->unpacked = unpacked;
    log->room = room;
    return true;
}

static void unpack(struct log *log, struct mi_bytes bytes)
{
    if (log->inflate == NULL)
        log->inflate = mi_inflate_new(MI_WRAPPER_ZLIB);
    log->is_out_of_memory = log->inflate == NULL;
    size_t made = 1;
    while (log->inflate != NULL && log->inflated == MI_INFLATE_ON && (bytes.left > 0 || made > 0) &&
           make_room(log)) {
        log->inflated = mi_inflate(log->inflate, &bytes, log->unpacked + log->size,
                                   log->room - log->size, &made);
        log->size += made;
    }
}

static void add_bytes(struct log *log, struct mi_bytes bytes)
{
    size_t missing = HEADER - log->header_size;
    size_t size = bytes.left < missing ? bytes.left : missing;
    const uint8_t *run = mi_get_run(&bytes, size);
    if (size > 0)
        memcpy(log->header + log->header_size, run, size);
    log->header_size += size;
    if (bytes.left > 0 && !log->is_full && !log->is_out_of_memory)
        unpack(log, bytes);
}

static int base64_value(char digit)
{
    if (digit >= 'A' && digit <= 'Z')
        return digit - 'A';
    if (digit >= 'a' && digit <= 'z')
        return digit - 'a' + 26;
    if (digit >= '0' && digit <= '9')
        return digit - '0' + 52;
    return digit == '+' ? 62 : digit == '/' ? 63 : -1;
}

/* Four digits make three bytes. What is none, such as blanks and the '=' at the end, is skipped. */
struct base64 {
    uint32_t bits;
    unsigned digits; /* in `bits`, 0 to 3 */
};

static void add_base64(struct log *log, struct base64 *base64, const char *text, size_t length)
{
    uint8_t bytes[1024];
    size_t size = 0;
    for (size_t i = 0; i < length; i++) {
        int value = base64_value(text[i]);
        if (value < 0)
            continue;
        base64->bits = base64->bits << 6 | (uint32_t)value;
        if (base64->digits++ > 0)
            bytes[size++] = (uint8_t)(base64->bits >> (2 * (4 - base64->digits)));
        base64->digits %= 4;
        if (size == sizeof bytes) {
            add_bytes(log, mi_bytes(bytes, size));
            size = 0;
        }
    }
    add_bytes(log, mi_bytes(bytes, size));
}

/* --- read its records --- */

bool mi_btsnooz_get(struct mi_bytes *bytes, uint8_t version, struct mi_btsnooz_record *record)
{
    record->length = mi_get_le16(bytes);
    record->original = version == 1 ? record->length : mi_get_le16(bytes);
    record->delta = mi_get_le32(bytes);
    record->type = mi_get_u8(bytes);
    bytes->failed = bytes->failed || record->length == 0; /* it counts the type */
    record->packet = mi_get_slice(bytes, record->length - 1u);
    return !bytes->failed;
}

bool mi_btsnooz_put(const struct mi_btsnooz_record *record, bool gives_data,
                    struct mi_packet *packet)
{
    bool is_data = record->type == TYPE_ACL_RECEIVED || record->type == TYPE_ACL_SENT;
    packet->layer = is_data ? MI_LAYER_ACL : MI_LAYER_EVENT;
    packet->direction = record->type == TYPE_ACL_SENT ? MI_SENT : MI_RECEIVED;
    packet->bytes = record->packet.at;
    packet->size = record->packet.left;
    packet->is_snapped = record->length < record->original;
    return record->type == TYPE_EVENT || (is_data && gives_data);
}

static struct mi_problem find_problem(const struct log *log)
{
    struct mi_problem problem = {.code = MI_OK};
    if (log->is_out_of_memory)
        problem = (struct mi_problem){.code = MI_P_CANNOT_READ, .string = "out of memory"};
    else if (log->is_full)
        problem = (struct mi_problem){.code = MI_P_BTSNOOZ_LONG, .number = {UNPACKED_MAX}};
    else if (log->inflated != MI_INFLATE_DONE)
        problem.code = log->inflated == MI_INFLATE_BAD ? MI_P_BTSNOOZ_BAD : MI_P_BTSNOOZ_CUT;
    return problem;
}

/* All bytes of the log are there: finds the time before its first record. */
static void finish(struct log *log)
{
    struct mi_bytes header = mi_bytes(log->header, log->header_size);
    uint8_t version = mi_get_u8(&header);
    uint64_t last = mi_get_le64(&header);
    log->problem = find_problem(log);
    if (version != 1 && version != 2) {
        log->problem.code = MI_P_BTSNOOZ_BAD;
        return;
    }
    log->records = mi_bytes(log->unpacked, log->size);
    struct mi_bytes records = log->records;
    struct mi_btsnooz_record record;
    uint64_t before = last;
    log->has_times = log->problem.code == MI_OK;
    while (records.left > 0 && mi_btsnooz_get(&records, version, &record)) {
        log->has_times = log->has_times && record.delta <= before;
        before -= record.delta;
    }
    if (records.failed) {
        log->problem.code = log->problem.code == MI_OK ? MI_P_BTSNOOZ_BAD : log->problem.code;
        log->has_times = false;
    }
    log->time = before;
}

static mi_time log_time(const struct log *log)
{
    return log->has_times ? mi_record_time((int64_t)(log->time / MICROSECONDS),
                                           log->time % MICROSECONDS * 1000)
                          : MI_NO_TIME;
}

/* The next event, or data when they are wanted; false behind the last record. */
static bool next_packet(struct log *log, uint64_t *number, bool gives_data, struct mi_item *item)
{
    struct mi_btsnooz_record record;
    while (log->records.left > 0 && mi_btsnooz_get(&log->records, log->header[0], &record)) {
        log->time += record.delta;
        item->position = ++*number;
        item->packet = (struct mi_packet){.time = log_time(log), .number = *number};
        if (mi_btsnooz_put(&record, gives_data, &item->packet))
            return true;
    }
    log->records.left = 0;
    return false;
}

/* --- raw, and text --- */

static const char BEGIN[] = "--- BEGIN:BTSNOOP_LOG_SUMMARY";
static const char END[] = "--- END:BTSNOOP_LOG_SUMMARY";

struct reader {
    struct mi_input input;
    struct log log;
    bool is_giving; /* the log is complete */
    bool has_seen_log;
    bool has_told_none;
    uint64_t number;
};

static void close_reader(void *state)
{
    struct reader *reader = state;
    close_log(&reader->log);
    free(reader);
}

/* What the log still has: a packet, its problem at the end, or MI_GOT_END when it is used up. */
static enum mi_got give(struct reader *reader, struct mi_item *item)
{
    if (next_packet(&reader->log, &reader->number, reader->input.gives_data, item))
        return MI_GOT_PACKET;
    item->problem = reader->log.problem;
    item->position = reader->number + 1;
    close_log(&reader->log);
    reader->is_giving = false;
    bool is_told_by_stream = mi_stream_problem(reader->input.stream).code != MI_OK;
    return item->problem.code == MI_OK || is_told_by_stream ? MI_GOT_END : MI_GOT_PROBLEM;
}

static enum mi_match matches_raw(const uint8_t *head, size_t size)
{
    enum { ZLIB_WINDOW = 0x78 };
    static const uint64_t YEAR_2000 = 946684800, YEAR_2200 = 7258118400;
    struct mi_bytes bytes = mi_bytes(head, size);
    uint8_t version = mi_get_u8(&bytes);
    uint64_t seconds = mi_get_le64(&bytes) / MICROSECONDS;
    bool has_time = !bytes.failed;
    uint16_t zlib = mi_get_be16(&bytes);
    if (size == 0)
        return MI_MATCH_MORE;
    if (version != 1 && version != 2)
        return MI_MATCH_NO;
    if (has_time && (seconds < YEAR_2000 || seconds > YEAR_2200))
        return MI_MATCH_NO;
    if (bytes.failed)
        return MI_MATCH_MORE;
    return zlib >> 8 == ZLIB_WINDOW && zlib % 31 == 0 ? MI_MATCH_YES : MI_MATCH_NO;
}

static bool read_raw(struct reader *reader)
{
    size_t there = 0;
    if (reader->has_seen_log)
        return false;
    reader->has_seen_log = true;
    for (;;) {
        const uint8_t *bytes = mi_stream_peek(reader->input.stream, 1, &there);
        if (there == 0)
            return true;
        add_bytes(&reader->log, mi_bytes(bytes, there));
        mi_stream_skip(reader->input.stream, there);
    }
}

static bool has_mark(const char *line, size_t length, const char *mark)
{
    return length > 0 && memmem(line, length, mark, strlen(mark)) != NULL;
}

/* The lines of a log up to its end, which may be missing. */
static void read_section(struct reader *reader)
{
    struct base64 base64 = {.digits = 0};
    const char *line;
    size_t length;
    enum mi_line_status status;
    while ((status = mi_stream_line(reader->input.stream, &line, &length)) != MI_LINE_END) {
        if (has_mark(line, length, END))
            return;
        add_base64(&reader->log, &base64, line, length);
        while (status == MI_LINE_TOO_LONG) {
            status = mi_stream_rest(reader->input.stream, &line, &length);
            add_base64(&reader->log, &base64, line, length);
        }
    }
}

/* The next log in a text that has something in it. */
static bool read_text(struct reader *reader)
{
    const char *line;
    size_t length;
    while (mi_stream_line(reader->input.stream, &line, &length) != MI_LINE_END) {
        if (!has_mark(line, length, BEGIN))
            continue;
        read_section(reader);
        if (reader->log.header_size > 0)
            return true;
    }
    return false;
}

static enum mi_got next_of(struct reader *reader, bool (*read)(struct reader *reader),
                           struct mi_item *item)
{
    enum mi_got got = MI_GOT_END;
    while (got == MI_GOT_END) {
        if (!reader->is_giving && !read(reader))
            return MI_GOT_END;
        if (!reader->is_giving)
            finish(&reader->log);
        reader->is_giving = true;
        reader->has_seen_log = true;
        got = give(reader, item);
    }
    return got;
}

static enum mi_got next_raw(void *state, struct mi_item *item)
{
    return next_of(state, read_raw, item);
}

static enum mi_got next_text(void *state, struct mi_item *item)
{
    struct reader *reader = state;
    enum mi_got got = next_of(reader, read_text, item);
    bool is_told_by_stream = mi_stream_problem(reader->input.stream).code != MI_OK;
    if (got != MI_GOT_END || reader->has_seen_log || reader->has_told_none || is_told_by_stream)
        return got;
    reader->has_told_none = true;
    item->problem = (struct mi_problem){.code = MI_P_NO_BTSNOOZ};
    item->position = 0;
    return MI_GOT_PROBLEM;
}

/* A report is known by its first line: the log stands far behind it. */
static enum mi_match matches_text(const uint8_t *head, size_t size)
{
    static const char *const FIRST[] = {
        "========================================================\n== dumpstate: ",
        "========================================================\r\n== dumpstate: ",
        "Bluetooth Status",
        BEGIN,
    };
    enum mi_match match = MI_MATCH_NO;
    for (size_t i = 0; match == MI_MATCH_NO && i < sizeof FIRST / sizeof FIRST[0]; i++)
        match = mi_match_start(head, size, FIRST[i], strlen(FIRST[i]));
    return match;
}

/* --- in any other text --- */

struct mi_inset {
    struct log log;
    struct base64 base64;
    bool gives_data; /* MI_SOURCE_DATA */
    uint64_t number;
};

bool mi_inset_begins(const char *line, size_t length)
{
    return length >= sizeof BEGIN - 1 && memcmp(line, BEGIN, sizeof BEGIN - 1) == 0;
}

struct mi_inset *mi_inset_new(unsigned flags)
{
    struct mi_inset *inset = calloc(1, sizeof *inset);
    if (inset != NULL)
        inset->gives_data = (flags & MI_SOURCE_DATA) != 0;
    return inset;
}

bool mi_inset_add(struct mi_inset *inset, const char *line, size_t length)
{
    bool is_end = has_mark(line, length, END);
    if (!is_end)
        add_base64(&inset->log, &inset->base64, line, length);
    return !is_end;
}

void mi_inset_end(struct mi_inset *inset)
{
    if (inset->log.header_size > 0)
        finish(&inset->log);
}

enum mi_got mi_inset_next(struct mi_inset *inset, struct mi_item *item)
{
    if (next_packet(&inset->log, &inset->number, inset->gives_data, item))
        return MI_GOT_PACKET;
    item->problem = inset->log.problem;
    item->position = inset->number + 1;
    inset->log.problem.code = MI_OK;
    return item->problem.code == MI_OK ? MI_GOT_END : MI_GOT_PROBLEM;
}

void mi_inset_free(struct mi_inset *inset)
{
    if (inset == NULL)
        return;
    close_log(&inset->log);
    free(inset);
}

const struct mi_reader_type mi_btsnooz_reader = {
    .name = "btsnooz",
    .matches = matches_raw,
    .size = sizeof(struct reader),
    .next = next_raw,
    .close = close_reader,
};

const struct mi_reader_type mi_bugreport_reader = {
    .name = "Android report",
    .matches = matches_text,
    .size = sizeof(struct reader),
    .next = next_text,
    .close = close_reader,
};
