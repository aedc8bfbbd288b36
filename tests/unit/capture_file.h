/* Small captures built in memory, and what they give as lines of text. */
#ifndef MITOOL_TESTS_CAPTURE_FILE_H
#define MITOOL_TESTS_CAPTURE_FILE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/hex.h"
#include "capture/source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * A device of our own: a thermometer, 25.0 degrees and 53.0 %. As data, as the event in an HCI
 * packet of 39 bytes without and 40 with type, and as an LE air packet with its CRC.
 */
#define ADDRESS     "58:2D:34:0A:0B:0C"
#define SENT        "0c0b0a342d58"
#define DATA        "020106151695fe5020aa01070c0b0a342d580d1004fa001202"
#define EVENT       "3e25020100000c0b0a342d5819" DATA "c4"
#define SHORT_EVENT "3e0f020100000c0b0a342d5803020106b0"
#define AIR         "d6be898e001f0c0b0a342d58" DATA "1bbaf5"

enum { FILE_SIZE = 16384, SAID_SIZE = 65536 };

struct file {
    uint8_t bytes[FILE_SIZE];
    size_t size;
    char said[SAID_SIZE];
};

static inline int file_new(void **state)
{
    *state = calloc(1, sizeof(struct file));
    return *state == NULL;
}

static inline int file_free(void **state)
{
    free(*state);
    return 0;
}

static inline void put_number(struct file *file, uint64_t value, unsigned width, bool is_big)
{
    assert_true(file->size + width <= FILE_SIZE);
    for (unsigned i = 0; i < width; i++)
        file->bytes[file->size++] = (uint8_t)(value >> 8 * (is_big ? width - 1 - i : i));
}

static inline void put_hex(struct file *file, const char *hex)
{
    struct mi_hex decoded =
        mi_hex_decode(hex, strlen(hex), file->bytes + file->size, FILE_SIZE - file->size);
    assert_true(decoded.status == MI_HEX_OK || decoded.status == MI_HEX_EMPTY);
    file->size += decoded.size;
}

static inline size_t hex_size(const char *hex)
{
    uint8_t room[4096];
    return mi_hex_decode(hex, strlen(hex), room, sizeof room).size;
}

/* "2 event 3e25… 2023-11-14T22:13:20.500000Z -60 dBm, adapter 1, snapped\n" */
static inline void say_packet(struct mi_text *text, const struct mi_packet *packet)
{
    static const char *const LAYERS[] = {"h4", "event", "air", "ad", "service"};
    mi_text_unsigned(text, packet->number);
    mi_text_char(text, ' ');
    mi_text_add(text, LAYERS[packet->layer]);
    mi_text_char(text, ' ');
    mi_text_bytes(text, packet->bytes, packet->size, '\0');
    if (packet->time != MI_NO_TIME) {
        mi_text_char(text, ' ');
        mi_text_time(text, packet->time);
    }
    if (packet->has_rssi) {
        mi_text_char(text, ' ');
        mi_text_signed(text, packet->rssi);
        mi_text_add(text, " dBm");
    }
    if (packet->adapter != 0) {
        mi_text_add(text, ", adapter ");
        mi_text_unsigned(text, packet->adapter);
    }
    mi_text_add(text, packet->is_snapped ? ", snapped\n" : "\n");
}

/* "!3 the file is cut…\n" */
static inline void say_problem(struct mi_text *text, const struct mi_source *source)
{
    mi_text_char(text, '!');
    mi_text_unsigned(text, mi_source_position(source));
    mi_text_char(text, ' ');
    mi_text_problem(text, mi_source_problem(source));
    mi_text_char(text, '\n');
}

/* All that a source gives; closes it. */
static inline void say_source(struct mi_text *text, struct mi_source *source)
{
    enum mi_got got;
    assert_non_null(source);
    while ((got = mi_source_next(source)) != MI_GOT_END) {
        if (got == MI_GOT_PACKET) {
            assert_int_equal(mi_source_packet(source)->number, mi_source_position(source));
            say_packet(text, mi_source_packet(source));
        } else {
            say_problem(text, source);
        }
    }
    assert_int_equal(mi_source_next(source), MI_GOT_END);
    mi_source_close(source);
}

/* The first `size` bytes of the file, read from memory of exactly that size. */
static inline struct mi_text say_first(const struct file *file, size_t size, char *said)
{
    struct mi_text text = mi_text(said, SAID_SIZE);
    char *copy = malloc(size > 0 ? size : 1);
    assert_non_null(copy);
    memcpy(copy, file->bytes, size);
    say_source(&text, mi_source_text(copy, size, "a test", 0));
    assert_false(text.full);
    free(copy);
    return text;
}

static inline const char *say(struct file *file)
{
    (void)say_first(file, file->size, file->said);
    return file->said;
}

/* The format that is recognised. */
static inline const char *format_of(const struct file *file)
{
    struct mi_source *source = mi_source_text((const char *)file->bytes, file->size, "a test", 0);
    assert_non_null(source);
    (void)mi_source_next(source);
    const char *format = mi_source_format(source);
    mi_source_close(source);
    return format;
}

/*
 * The file cut at every length: it gives packets of the whole file, from the first one on, and then
 * at most one problem. How many lengths gave a problem.
 */
static inline size_t cut_everywhere(struct file *file)
{
    static char said[SAID_SIZE];
    size_t problems = 0;
    (void)say(file);
    for (size_t size = 0; size < file->size; size++) {
        struct mi_text text = say_first(file, size, said);
        const char *problem = strchr(said, '!');
        size_t whole = problem != NULL ? (size_t)(problem - said) : text.length;
        assert_memory_equal(said, file->said, whole);
        assert_true(problem == NULL || strchr(problem + 1, '!') == NULL);
        assert_true(problem == NULL || strchr(problem, '\n') == said + text.length - 1);
        problems += problem != NULL ? 1 : 0;
    }
    return problems;
}

#endif
