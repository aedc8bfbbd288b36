/*
 * Reading ahead gives what reading gives, in the same order, whatever the batches are: with a
 * reader of our own, and with files that are large enough, beside the same bytes in memory, which
 * are not read ahead.
 */
#include "capture/ahead.h"

#include "base/hash.h"
#include "capture/file/record.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

/* --- a reader of our own --- */

enum { LARGEST = 700000, NAME_SIZE = 24 };

struct script {
    unsigned next;
    unsigned end; /* items before the end */
    bool is_slow;
    char name[NAME_SIZE]; /* of the last problem */
    uint8_t bytes[LARGEST];
};

/* Every 1000th packet is empty and every 5000th larger than a batch; of the rest, one each size. */
static size_t size_of(unsigned number)
{
    if (number % 5000 == 4999)
        return LARGEST - number % 10;
    return number % 1000;
}

static uint8_t byte_of(unsigned number)
{
    return (uint8_t)(number * 7 + 1);
}

/* Now and then, and then a hundred in a row, which no batch has room for. */
static bool is_problem(unsigned number)
{
    return number % 777 == 5 || (number >= 9000 && number < 9100);
}

static void name_problem(char name[NAME_SIZE], unsigned number)
{
    (void)snprintf(name, NAME_SIZE, "problem %u", number);
}

static enum mi_got next(void *reader, struct mi_item *item)
{
    struct script *script = reader;
    unsigned number = script->next++;
    if (script->is_slow)
        (void)nanosleep(&(struct timespec){.tv_nsec = 600000000}, NULL);
    if (number >= script->end) {
        item->problem.string = (const char *)1; /* at the end nobody looks at the item */
        return MI_GOT_END;
    }
    name_problem(script->name, number); /* gone when the next item is read */
    if (is_problem(number)) {
        item->problem = (struct mi_problem){.code = MI_P_FILE_CUT, .string = script->name};
        item->position = number;
        return number % 2 == 0 ? MI_GOT_PROBLEM : MI_GOT_NOTE;
    }
    memset(script->bytes, byte_of(number), size_of(number));
    item->packet =
        (struct mi_packet){.number = number, .bytes = script->bytes, .size = size_of(number)};
    return MI_GOT_PACKET;
}

static const struct mi_reader_type SCRIPT = {.name = "script", .next = next};

static struct script *new_script(unsigned end)
{
    struct script *script = calloc(1, sizeof *script);
    assert_non_null(script);
    script->end = end;
    return script;
}

static void expect_packet(const struct mi_packet *packet, unsigned number)
{
    assert_int_equal(packet->number, number);
    assert_int_equal(packet->size, size_of(number));
    for (size_t i = 0; i < packet->size; i++)
        if (packet->bytes[i] != byte_of(number))
            fail_msg("byte %zu of packet %u", i, number);
}

static void expect_problem(const struct mi_item *item, enum mi_got got, unsigned number)
{
    char name[NAME_SIZE];
    name_problem(name, number);
    assert_int_equal(got, number % 2 == 0 ? MI_GOT_PROBLEM : MI_GOT_NOTE);
    assert_int_equal(item->position, number);
    assert_string_equal(item->problem.string, name);
}

/* The next item, of a run one packet after the other. */
static enum mi_got next_item(struct mi_ahead *ahead, struct mi_item *item, struct mi_run *run)
{
    if (run->more == 0)
        return mi_ahead_next(ahead, item, run);
    run->more--;
    run->packet++;
    return MI_GOT_PACKET;
}

static void every_item_comes_in_its_order(void **state)
{
    static const unsigned ENDS[] = {0, 1, 6, 4095, 4096, 4097, 8192, 9064, 9065, 9100, 30000};
    (void)state;
    for (size_t i = 0; i < sizeof ENDS / sizeof ENDS[0]; i++) {
        struct script *script = new_script(ENDS[i]);
        struct mi_stream *stream = mi_stream_memory("", 0);
        struct mi_ahead *ahead = mi_ahead_begin(&SCRIPT, script, stream, NULL, NULL);
        struct mi_item item;
        struct mi_run run = {.more = 0};
        assert_non_null(ahead);
        for (unsigned number = 0; number < ENDS[i]; number++) {
            enum mi_got got = next_item(ahead, &item, &run);
            if (is_problem(number))
                expect_problem(&item, got, number);
            else
                expect_packet(run.packet, number);
        }
        assert_int_equal(next_item(ahead, &item, &run), MI_GOT_END);
        mi_ahead_end(ahead);
        mi_stream_close(stream);
        free(script);
    }
}

static void it_can_be_left_at_any_item(void **state)
{
    (void)state;
    for (unsigned taken = 0; taken < 9000; taken += 750) {
        struct script *script = new_script(UINT32_MAX);
        struct mi_stream *stream = mi_stream_memory("", 0);
        struct mi_ahead *ahead = mi_ahead_begin(&SCRIPT, script, stream, NULL, NULL);
        struct mi_item item;
        struct mi_run run = {.more = 0};
        for (unsigned i = 0; i < taken; i++)
            (void)next_item(ahead, &item, &run);
        mi_ahead_end(ahead);
        mi_stream_close(stream);
        free(script);
    }
    mi_ahead_end(NULL);
}

static void count_call(void *context)
{
    ++*(unsigned *)context;
}

static void the_hook_is_called_while_it_waits(void **state)
{
    unsigned calls = 0;
    struct script *script = new_script(0);
    struct mi_stream *stream = mi_stream_memory("", 0);
    struct mi_ahead *ahead;
    struct mi_item item;
    struct mi_run run = {.more = 0};
    (void)state;
    script->is_slow = true;
    ahead = mi_ahead_begin(&SCRIPT, script, stream, count_call, &calls);
    assert_int_equal(next_item(ahead, &item, &run), MI_GOT_END);
    assert_true(calls >= 3); /* before the batch, and twice while it waits */
    mi_ahead_end(ahead);
    mi_stream_close(stream);
    free(script);
}

/* One packet, and then nothing until somebody says that no more is wanted. */
struct lone {
    struct mi_stream *stream;
    unsigned next;
    bool is_late;
};

static enum mi_got next_of_one(void *reader, struct mi_item *item)
{
    enum { STEPS_MAX = 5000 };
    struct lone *lone = reader;
    *item = (struct mi_item){.position = lone->next};
    if (lone->next++ == 0)
        return MI_GOT_PACKET;
    for (int i = 0; i < STEPS_MAX && !mi_stream_is_stopped(lone->stream); i++)
        (void)nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    lone->is_late = !mi_stream_is_stopped(lone->stream);
    return MI_GOT_END;
}

static void the_first_packet_waits_for_no_other(void **state)
{
    static const struct mi_reader_type LONE = {.name = "lone", .next = next_of_one};
    struct lone lone = {.stream = mi_stream_memory("", 0)};
    struct mi_ahead *ahead = mi_ahead_begin(&LONE, &lone, lone.stream, NULL, NULL);
    struct mi_item item;
    struct mi_run run = {.more = 0};
    (void)state;
    assert_int_equal(next_item(ahead, &item, &run), MI_GOT_PACKET);
    mi_ahead_end(ahead);
    assert_false(lone.is_late);
    mi_stream_close(lone.stream);
}

/* --- files --- */

enum { FILE_SIZE = 3 << 20 };

/* Lines of hex, now and then one that is cut. */
static size_t make_lines(uint8_t *out)
{
    size_t size = 0;
    for (unsigned i = 0; size + 128 < FILE_SIZE; i++)
        size += (size_t)snprintf((char *)out + size, 128,
                                 i % 100 == 7 ? "04 3e 25 02 01 0%u\n"
                                              : "020106151695fe5020aa01%02x0c0b0a342d580d1004fa0012"
                                                "02\n",
                                 i % 10 + (i % 100 == 7 ? 0 : i % 200));
    return size;
}

static void put_le32(uint8_t *out, uint32_t value)
{
    for (unsigned i = 0; i < 4; i++)
        out[i] = (uint8_t)(value >> (8 * i));
}

/* A pcap of HCI packets of all sizes, which ends within the last one. */
static size_t make_pcap(uint8_t *out)
{
    static const uint32_t HEAD[] = {0xa1b2c3d4, 0x00040002, 0, 0, 262144, 187};
    size_t size = 0;
    for (; size < sizeof HEAD; size += 4)
        put_le32(out + size, HEAD[size / 4]);
    for (uint32_t i = 0;; i++) {
        uint32_t length = i % 40 == 0 ? 100000 + i : i % 300 + 1;
        if (size + 16 + length > FILE_SIZE)
            return size + 10;
        put_le32(out + size, 1700000000 + i);
        put_le32(out + size + 4, i);
        put_le32(out + size + 8, length);
        put_le32(out + size + 12, length);
        memset(out + size + 16, (int)(i % 251), length);
        size += 16 + length;
    }
}

struct said {
    unsigned packets;
    unsigned problems;
    uint64_t hash; /* of all that was given, in its order */
};

static struct said read_all(struct mi_source *source)
{
    struct said said = {0};
    enum mi_got got;
    assert_non_null(source);
    while ((got = mi_source_next(source)) != MI_GOT_END) {
        const struct mi_packet *packet = mi_source_packet(source);
        const struct mi_problem *problem = mi_source_problem(source);
        uint64_t done;
        uint64_t size;
        mi_source_progress(source, &done, &size);
        if (got == MI_GOT_PACKET) {
            said.packets++;
            said.hash = mi_hash_word(said.hash, packet->number ^ (uint64_t)packet->time);
            said.hash = mi_hash_bytes(said.hash, mi_bytes(packet->bytes, packet->size));
        } else {
            const char *string = problem->string != NULL ? problem->string : "";
            said.problems++;
            said.hash = mi_hash_word(said.hash, mi_source_position(source) ^ problem->code);
            said.hash = mi_hash_bytes(said.hash, mi_bytes(string, strlen(string)));
        }
    }
    mi_source_close(source);
    return said;
}

static void write_file(char *path, const uint8_t *bytes, size_t size)
{
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, bytes, size), (ssize_t)size);
    assert_int_equal(close(file), 0);
}

static void compare(size_t (*make)(uint8_t *out), unsigned packets, unsigned problems)
{
    char path[] = "/tmp/mitool-ahead-XXXXXX";
    uint8_t *bytes = malloc(FILE_SIZE);
    assert_non_null(bytes);
    size_t size = make(bytes);
    write_file(path, bytes, size);
    struct said in_memory = read_all(mi_source_text((const char *)bytes, size, "memory", 0));
    struct said in_file = read_all(mi_source_open(path, 0));
    assert_true(in_memory.packets >= packets);
    assert_true(in_memory.problems >= problems);
    assert_int_equal(in_file.packets, in_memory.packets);
    assert_int_equal(in_file.problems, in_memory.problems);
    assert_int_equal(in_file.hash, in_memory.hash);

    struct mi_source *left = mi_source_open(path, 0);
    uint64_t done = 0;
    uint64_t total = 0;
    assert_int_equal(mi_source_next(left), MI_GOT_PACKET);
    mi_source_progress(left, &done, &total);
    assert_int_equal(total, size);
    assert_in_range(done, 1, size);
    mi_source_close(left);
    assert_int_equal(unlink(path), 0);
    free(bytes);
}

static void a_text_is_the_same_as_in_memory(void **state)
{
    (void)state;
    compare(make_lines, 50000, 500);
}

static void a_capture_is_the_same_as_in_memory(void **state)
{
    (void)state;
    compare(make_pcap, 1000, 1);
}

static void a_capture_can_be_stopped(void **state)
{
    (void)state;
    uint8_t *bytes = malloc(FILE_SIZE);
    assert_non_null(bytes);
    struct mi_stream *stream = mi_stream_memory(bytes, make_pcap(bytes));
    void *reader = mi_reader_open(&mi_pcap_reader, stream, 0);
    struct mi_item item;
    assert_non_null(reader);
    assert_int_equal(mi_pcap_reader.next(reader, &item), MI_GOT_PACKET);
    mi_stream_stop(stream);
    assert_int_equal(mi_pcap_reader.next(reader, &item), MI_GOT_END);
    mi_pcap_reader.close(reader);
    mi_stream_close(stream);
    free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_item_comes_in_its_order),
        cmocka_unit_test(it_can_be_left_at_any_item),
        cmocka_unit_test(the_hook_is_called_while_it_waits),
        cmocka_unit_test(the_first_packet_waits_for_no_other),
        cmocka_unit_test(a_capture_can_be_stopped),
        cmocka_unit_test(a_text_is_the_same_as_in_memory),
        cmocka_unit_test(a_capture_is_the_same_as_in_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
