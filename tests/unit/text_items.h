/* What a text gives, all of it, for the tests of the text reader. */
#ifndef MITOOL_TESTS_TEXT_ITEMS_H
#define MITOOL_TESTS_TEXT_ITEMS_H

#include "base/hex.h"
#include "capture/source.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/*
 * Two devices of our own, from which all samples are made: a thermometer in plain, 25.0 degrees and
 * 53.0 %, and one with a scan response.
 */
#define SERVICE_A "5020aa01070c0b0a342d580d1004fa001202"
#define DATA_A    "020106151695fe" SERVICE_A
#define EVENT_A   "3e25020100000c0b0a342d5819" DATA_A "c4"
#define ADDRESS_A "58:2D:34:0A:0B:0C"

#define SERVICE_B "50305b05090f0e0d38c1a40d10041001ea01"
#define DATA_B    "151695fe" SERVICE_B
#define EVENT_B   "3e22020103000f0e0d38c1a416" DATA_B "cf"
#define ADDRESS_B "A4:C1:38:0D:0E:0F"

/* The name "MJ_HT_V1" of the first device. */
#define DATA_NAME "09094d4a5f48545f5631"

enum { ITEMS_MAX = 64, ITEM_BYTES = 2048 };

struct item {
    enum mi_got got;
    struct mi_packet packet; /* its bytes point into `bytes` */
    enum mi_problem_code code;
    uint32_t number[2]; /* of the problem */
    uint64_t position;
    uint8_t bytes[ITEM_BYTES];
};

struct items {
    size_t count; /* also of those that found no room */
    struct item item[ITEMS_MAX];
};

static inline void keep_item(struct items *items, enum mi_got got, const struct mi_packet *packet,
                             const struct mi_source *source)
{
    struct item *item = &items->item[items->count++ % ITEMS_MAX];
    *item = (struct item){.got = got, .position = mi_source_position(source)};
    if (got == MI_GOT_PROBLEM) {
        item->code = mi_source_problem(source)->code;
        item->number[0] = mi_source_problem(source)->number[0];
        item->number[1] = mi_source_problem(source)->number[1];
        return;
    }
    assert_true(packet->size <= ITEM_BYTES);
    item->packet = *packet;
    if (packet->size > 0)
        memcpy(item->bytes, packet->bytes, packet->size);
    item->packet.bytes = item->bytes;
}

/* To be freed. The text is read from a copy of its exact size. */
static inline struct items *read_bytes(const char *text, size_t size, unsigned flags)
{
    struct items *items = calloc(1, sizeof *items);
    char *copy = malloc(size > 0 ? size : 1);
    assert_non_null(items);
    assert_non_null(copy);
    memcpy(copy, text, size);
    struct mi_source *source = mi_source_text(copy, size, "a test", flags);
    assert_non_null(source);
    enum mi_got got;
    while ((got = mi_source_next(source)) != MI_GOT_END)
        keep_item(items, got, mi_source_packet(source), source);
    assert_int_equal(mi_source_next(source), MI_GOT_END);
    assert_string_equal(mi_source_format(source), "text");
    mi_source_close(source);
    free(copy);
    return items;
}

static inline struct items *read_text(const char *text)
{
    return read_bytes(text, strlen(text), 0);
}

static inline void expect_count(const struct items *items, size_t count)
{
    if (items->count != count)
        print_message("%zu items, the first is %s in line %d\n", items->count,
                      items->item[0].got == MI_GOT_PACKET ? "a packet" : "a problem",
                      (int)items->item[0].position);
    assert_int_equal(items->count, count);
}

static inline void expect_packet(const struct items *items, size_t i, uint64_t line,
                                 enum mi_layer layer, const char *hex)
{
    char written[2 * ITEM_BYTES + 1];
    assert_true(i < items->count);
    const struct item *item = &items->item[i];
    assert_int_equal(item->got, MI_GOT_PACKET);
    struct mi_text text = mi_text(written, sizeof written);
    mi_text_bytes(&text, item->packet.bytes, item->packet.size, '\0');
    assert_string_equal(written, hex);
    assert_int_equal(item->packet.layer, layer);
    assert_int_equal(item->packet.number, line);
    assert_int_equal(item->position, line);
}

static inline void expect_address(const struct items *items, size_t i, const char *address)
{
    char written[MI_ADDRESS_TEXT];
    struct mi_text text = mi_text(written, sizeof written);
    assert_true(items->item[i].packet.has_address);
    mi_text_address(&text, items->item[i].packet.address);
    assert_string_equal(written, address);
}

enum { NO_RSSI = 127 };

static inline void expect_rssi(const struct items *items, size_t i, int rssi)
{
    const struct mi_packet *packet = &items->item[i].packet;
    assert_int_equal(packet->has_rssi ? packet->rssi : NO_RSSI, rssi);
}

static inline void expect_time(const struct items *items, size_t i, const char *time)
{
    char written[64];
    struct mi_text text = mi_text(written, sizeof written);
    assert_true(items->item[i].packet.time != MI_NO_TIME);
    mi_text_time(&text, items->item[i].packet.time);
    assert_string_equal(written, time);
}

static inline void expect_problem(const struct items *items, size_t i, uint64_t line,
                                  enum mi_problem_code code)
{
    assert_true(i < items->count);
    assert_int_equal(items->item[i].got, MI_GOT_PROBLEM);
    assert_int_equal(items->item[i].code, code);
    assert_int_equal(items->item[i].position, line);
}

/* One text, one packet: from the first line, of a layer, and nothing else. */
static inline void expect_only(const char *text, unsigned flags, enum mi_layer layer,
                               const char *hex)
{
    struct items *items = read_bytes(text, strlen(text), flags);
    if (items->count != 1)
        print_message("in: %s\n", text);
    expect_count(items, 1);
    expect_packet(items, 0, 1, layer, hex);
    free(items);
}

/* One text, one problem, with its first number. */
static inline void expect_only_problem(const char *text, unsigned flags, enum mi_problem_code code,
                                       uint32_t number)
{
    struct items *items = read_bytes(text, strlen(text), flags);
    if (items->count != 1)
        print_message("in: %s\n", text);
    expect_count(items, 1);
    expect_problem(items, 0, 1, code);
    assert_int_equal(items->item[0].number[0], number);
    free(items);
}

static inline void expect_nothing(const char *text, unsigned flags)
{
    struct items *items = read_bytes(text, strlen(text), flags);
    if (items->count != 0)
        print_message("in: %s\n", text);
    expect_count(items, 0);
    free(items);
}

/* The text cut at every length, with both flags: whatever comes, it must end and stay in bounds. */
static inline void cut_everywhere(const char *text)
{
    for (size_t size = 0; size <= strlen(text); size++) {
        free(read_bytes(text, size, 0));
        free(read_bytes(text, size, MI_SOURCE_BARE));
    }
}

#endif
