/*
 * pcapng (IETF draft-ietf-opsawg-pcapng), all of it that carries packets: sections of either byte
 * order, any number of interfaces of any link type and snap length, enhanced, simple and obsolete
 * packet blocks, time resolutions and offsets. Other blocks are skipped whatever their size.
 *
 *     block    type u32  length u32, of all of it  body, to a multiple of 4  length u32 again
 */
#include "capture/file/linktype.h"
#include "capture/file/record.h"

#include <stdlib.h>

enum {
    INTERFACES_FIRST = 16,
    INTERFACES_MAX = 65536, /* of one section: more are passed over */

    BLOCK_HEAD = 8,
    BLOCK_TAIL = 4,
    BLOCK_MIN = BLOCK_HEAD + BLOCK_TAIL,
    BLOCK_ALIGN = 4,
    READ_MAX = MI_STREAM_BUFFER, /* bytes of a block that are read; the others are skipped */

    VERSION = 1,
};

enum block_type {
    BLOCK_INTERFACE = 1,
    BLOCK_PACKET = 2,
    BLOCK_SIMPLE = 3,
    BLOCK_ENHANCED = 6,
    BLOCK_SECTION = 0x0a0d0d0a, /* the same in both byte orders */
};

static const uint32_t ORDER_MAGIC = 0x1a2b3c4d;

/* Bytes with the byte order that the section has. */
struct ordered {
    struct mi_bytes bytes;
    bool is_big;
};

struct interface {
    struct mi_link link;
    uint32_t snap_length; /* 0: unlimited */
    uint8_t resolution;   /* as if_tsresol codes it */
    int64_t offset;       /* seconds to add */
};

struct pcapng {
    struct mi_records records;
    bool is_big;
    bool has_told_unknown; /* a packet of an interface that is not described */
    bool has_told_many;    /* interfaces */
    uint32_t block;        /* length of the one that is being read */
    uint32_t rest;         /* bytes of it that are still to be skipped */
    uint32_t count;
    uint32_t room;
    struct interface *interfaces;
};

static uint16_t get_u16(struct ordered *from)
{
    return from->is_big ? mi_get_be16(&from->bytes) : mi_get_le16(&from->bytes);
}

static uint32_t get_u32(struct ordered *from)
{
    return from->is_big ? mi_get_be32(&from->bytes) : mi_get_le32(&from->bytes);
}

static enum mi_match matches(const uint8_t *head, size_t size)
{
    static const uint8_t SECTION[] = {0x0a, 0x0d, 0x0d, 0x0a};
    return mi_match_start(head, size, SECTION, sizeof SECTION);
}

/* --- time --- */

enum { RESOLUTION_MICRO = 6, RESOLUTION_BINARY = 0x80, RESOLUTION_POWER = 0x7f };

struct parts {
    uint64_t seconds;
    uint64_t nanoseconds;
};

static uint64_t power_of_ten(unsigned power)
{
    uint64_t value = 1;
    while (power-- > 0)
        value *= 10;
    return value;
}

/* Units of 10^-power seconds. */
static struct parts split_decimal(uint64_t units, unsigned power)
{
    enum { NANO = 9, MOST = 19 /* the largest power of ten in 64 bits */ };
    for (; power > MOST; power--)
        units /= 10;
    uint64_t rest = units % power_of_ten(power);
    return (struct parts){
        .seconds = units / power_of_ten(power),
        .nanoseconds =
            power > NANO ? rest / power_of_ten(power - NANO) : rest * power_of_ten(NANO - power),
    };
}

/* Units of 2^-power seconds. */
static struct parts split_binary(uint64_t units, unsigned power)
{
    enum { MOST = 63, FINE = 34 /* bits that can be multiplied by 10^9 */ };
    if (power > MOST) {
        units = power - MOST <= MOST ? units >> (power - MOST) : 0;
        power = MOST;
    }
    uint64_t rest = units & ((UINT64_C(1) << power) - 1);
    unsigned spare = power > FINE ? power - FINE : 0;
    return (struct parts){
        .seconds = units >> power,
        .nanoseconds = (rest >> spare) * (uint64_t)MI_SECOND >> (power - spare),
    };
}

static mi_time to_time(const struct interface *interface, uint64_t units)
{
    static const int64_t FAR = INT64_C(1) << 40; /* seconds: beyond any date */
    unsigned power = interface->resolution & RESOLUTION_POWER;
    struct parts parts = (interface->resolution & RESOLUTION_BINARY) != 0
                             ? split_binary(units, power)
                             : split_decimal(units, power);
    if (parts.seconds > (uint64_t)FAR || interface->offset > FAR || interface->offset < -FAR)
        return MI_NO_TIME;
    return mi_record_time((int64_t)parts.seconds + interface->offset, parts.nanoseconds);
}

/* --- sections and interfaces --- */

/* A block that says how those behind it are to be read. Its problem, if it has one, is the last. */
static enum mi_step read_section(struct pcapng *reader, struct ordered *body, struct mi_item *item)
{
    (void)get_u32(body); /* the order, which is known */
    uint16_t version = get_u16(body);
    if (body->bytes.failed)
        return mi_records_bad(&reader->records, item);
    if (version != VERSION)
        return mi_records_stop(&reader->records, item,
                               (struct mi_problem){.code = MI_P_PCAPNG, .number = {version}});
    reader->count = 0;
    reader->has_told_unknown = reader->has_told_many = false;
    return MI_STEP_ON;
}

static void read_option(struct interface *interface, uint16_t code, struct ordered value)
{
    enum { TIME_RESOLUTION = 9, TIME_OFFSET = 14 };
    if (code == TIME_RESOLUTION && value.bytes.left == 1)
        interface->resolution = mi_get_u8(&value.bytes);
    if (code == TIME_OFFSET && value.bytes.left == 8)
        interface->offset =
            (int64_t)(value.is_big ? mi_get_be64(&value.bytes) : mi_get_le64(&value.bytes));
}

/* Code u16, length u16, value to a multiple of 4, and so on to the end or code 0. */
static void read_options(struct interface *interface, struct ordered options)
{
    enum { END = 0 };
    while (options.bytes.left > 0) {
        uint16_t code = get_u16(&options);
        uint16_t length = get_u16(&options);
        struct ordered value = {mi_get_slice(&options.bytes, length), options.is_big};
        if (options.bytes.failed || code == END)
            return;
        read_option(interface, code, value);
        (void)mi_get_run(&options.bytes, (0u - length) % BLOCK_ALIGN);
    }
}

static bool make_room(struct pcapng *reader)
{
    if (reader->count < reader->room)
        return true;
    uint32_t room = reader->room > 0 ? 2 * reader->room : INTERFACES_FIRST;
    struct interface *interfaces = realloc(reader->interfaces, room * sizeof *reader->interfaces);
    if (interfaces == NULL)
        return false;
    reader->interfaces = interfaces;
    reader->room = room;
    return true;
}

/* One too many: told once. */
static enum mi_step pass_over_interface(struct pcapng *reader, struct mi_item *item)
{
    bool has_told = reader->has_told_many;
    reader->has_told_many = true;
    item->problem = (struct mi_problem){MI_P_INTERFACES, {INTERFACES_MAX}, NULL};
    item->position = reader->records.number + 1;
    return has_told ? MI_STEP_ON : MI_STEP_PROBLEM;
}

/* link type u16, reserved u16, snap length u32, options */
static enum mi_step read_interface(struct pcapng *reader, struct ordered *body,
                                   struct mi_item *item)
{
    struct interface interface = {.resolution = RESOLUTION_MICRO};
    interface.link = mi_link(get_u16(body));
    interface.link.gives_data = reader->records.input.gives_data;
    (void)get_u16(body);
    interface.snap_length = get_u32(body);
    if (body->bytes.failed)
        return mi_records_bad(&reader->records, item);
    if (reader->count == INTERFACES_MAX)
        return pass_over_interface(reader, item);
    if (!make_room(reader))
        return mi_records_stop(&reader->records, item,
                               (struct mi_problem){.code = MI_P_OUT_OF_MEMORY});
    read_options(&interface, *body);
    reader->interfaces[reader->count++] = interface;
    return MI_STEP_ON;
}

/* --- packets --- */

/* What the three kinds of packet blocks say. */
struct captured {
    uint32_t interface;
    bool has_time;
    uint64_t time;
    uint32_t included;
    uint32_t original;
};

/* time u32 high and low, length u32 here and as sent, packet, options */
static struct captured read_timed(struct ordered *body, uint32_t interface)
{
    struct captured captured = {.interface = interface, .has_time = true};
    captured.time = (uint64_t)get_u32(body) << 32;
    captured.time |= get_u32(body);
    captured.included = get_u32(body);
    captured.original = get_u32(body);
    return captured;
}

/* interface u32, and then as above */
static struct captured read_enhanced(struct ordered *body)
{
    uint32_t interface = get_u32(body);
    return read_timed(body, interface);
}

/* interface u16, drops u16, and then as above */
static struct captured read_obsolete(struct ordered *body)
{
    uint16_t interface = get_u16(body);
    (void)get_u16(body);
    return read_timed(body, interface);
}

/* original length u32, packet: of the first interface, as long as that lets it be */
static struct captured read_simple(const struct pcapng *reader, struct ordered *body)
{
    struct captured captured = {.original = get_u32(body)};
    uint32_t limit = reader->count > 0 ? reader->interfaces[0].snap_length : 0;
    captured.included = limit > 0 && limit < captured.original ? limit : captured.original;
    return captured;
}

static enum mi_step read_packet(struct pcapng *reader, struct ordered *body,
                                const struct captured *captured, struct mi_item *item)
{
    bool is_long = captured->included > body->bytes.left && captured->included < reader->block &&
                   reader->block > READ_MAX;
    struct mi_bytes bytes = mi_get_slice(&body->bytes, is_long ? 0 : captured->included);
    if (body->bytes.failed)
        return mi_records_bad(&reader->records, item);
    mi_records_packet(&reader->records, item, MI_LAYER_H4, bytes);
    if (is_long) {
        item->problem = (struct mi_problem){MI_P_PACKET_LONG, {READ_MAX}, NULL};
        return MI_STEP_PROBLEM;
    }
    if (captured->interface >= reader->count) {
        bool has_told = reader->has_told_unknown;
        reader->has_told_unknown = true;
        item->problem = (struct mi_problem){MI_P_INTERFACE, {captured->interface}, NULL};
        return has_told ? MI_STEP_ON : MI_STEP_PROBLEM;
    }
    struct interface *interface = &reader->interfaces[captured->interface];
    struct mi_packet *packet = &item->packet;
    if (captured->has_time)
        packet->time = to_time(interface, captured->time);
    packet->adapter = (uint16_t)captured->interface;
    packet->is_snapped = captured->included < captured->original;
    return mi_link_unwrap(&interface->link, &item->packet, &item->problem);
}

/* --- blocks --- */

static enum mi_step read_body(struct pcapng *reader, uint32_t type, struct ordered *body,
                              struct mi_item *item)
{
    struct captured captured;
    switch (type) {
    case BLOCK_SECTION: return read_section(reader, body, item);
    case BLOCK_INTERFACE: return read_interface(reader, body, item);
    case BLOCK_ENHANCED: captured = read_enhanced(body); break;
    case BLOCK_PACKET: captured = read_obsolete(body); break;
    default: captured = read_simple(reader, body); break;
    }
    return read_packet(reader, body, &captured, item);
}

static bool is_read(uint32_t type)
{
    return type == BLOCK_SECTION || type == BLOCK_INTERFACE || type == BLOCK_ENHANCED ||
           type == BLOCK_PACKET || type == BLOCK_SIMPLE;
}

static bool skip_block(struct pcapng *reader, uint32_t length, struct mi_bytes *tail)
{
    return mi_records_skip(&reader->records, length - BLOCK_TAIL) &&
           mi_records_peek(&reader->records, BLOCK_TAIL, tail);
}

/* What is of no interest of the block: all of it, or what is behind its first READ_MAX bytes. */
static enum mi_step pass_over(struct pcapng *reader, struct mi_item *item)
{
    struct ordered tail = {.is_big = reader->is_big};
    uint32_t rest = reader->rest;
    reader->rest = 0;
    if (!skip_block(reader, rest, &tail.bytes))
        return mi_records_cut(&reader->records, item);
    if (get_u32(&tail) != reader->block)
        return mi_records_bad(&reader->records, item);
    mi_records_take(&reader->records, BLOCK_TAIL);
    return MI_STEP_ON;
}

/* The byte order of a section stands behind the length of its block. */
static bool find_order(struct pcapng *reader, struct mi_bytes block)
{
    (void)mi_get_run(&block, BLOCK_HEAD);
    struct mi_bytes again = block;
    reader->is_big = mi_get_be32(&block) == ORDER_MAGIC;
    return reader->is_big || mi_get_le32(&again) == ORDER_MAGIC;
}

/* A block of which all that is looked at is there. */
static enum mi_step read_block(struct pcapng *reader, uint32_t type, struct ordered block,
                               struct mi_item *item)
{
    struct mi_records *records = &reader->records;
    uint32_t there = block.bytes.left;
    (void)mi_get_run(&block.bytes, BLOCK_HEAD);
    if (there == reader->block) {
        struct ordered tail = {mi_get_tail(&block.bytes, BLOCK_TAIL), reader->is_big};
        if (get_u32(&tail) != reader->block)
            return mi_records_bad(records, item);
    }
    enum mi_step got = read_body(reader, type, &block, item);
    if (!records->ended)
        mi_records_take(records, there);
    reader->rest = reader->block - there;
    return got;
}

static enum mi_step step(void *state, struct mi_item *item)
{
    struct pcapng *reader = state;
    struct mi_records *records = &reader->records;
    struct ordered block;
    if (reader->rest > 0)
        return pass_over(reader, item);
    if (!mi_records_peek(records, BLOCK_MIN, &block.bytes))
        return mi_records_end(records, item);
    block.is_big = reader->is_big;
    struct ordered head = block;
    uint32_t type = get_u32(&head);
    if (type == BLOCK_SECTION && !find_order(reader, block.bytes))
        return mi_records_bad(records, item);
    head.is_big = reader->is_big;
    uint32_t length = get_u32(&head);
    if (length < BLOCK_MIN || length % BLOCK_ALIGN != 0)
        return mi_records_bad(records, item);
    reader->block = length;
    if (!is_read(type)) {
        reader->rest = length;
        return MI_STEP_ON;
    }
    if (!mi_records_peek(records, length < READ_MAX ? length : READ_MAX, &block.bytes))
        return length > READ_MAX ? mi_records_long(records, item, READ_MAX)
                                 : mi_records_end(records, item);
    block.is_big = reader->is_big;
    return read_block(reader, type, block, item);
}

static void close_reader(void *state)
{
    struct pcapng *reader = state;
    free(reader->interfaces);
    free(reader);
}

const struct mi_reader_type mi_pcapng_reader = {
    .name = "pcapng",
    .matches = matches,
    .size = sizeof(struct pcapng),
    .next = mi_records_next,
    .step = step,
    .close = close_reader,
};
