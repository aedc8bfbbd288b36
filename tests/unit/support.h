/* What the unit tests share: frames from hex, and what they say as one line of text. */
#ifndef MITOOL_TESTS_SUPPORT_H
#define MITOOL_TESTS_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/hex.h"
#include "beacon/open.h"
#include "radio/radio.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SUPPORT_BYTES = 2048, SUPPORT_KEYS = 4 };

/* One of everything that a frame is read with; made once for all tests of a file. */
struct bench {
    struct mi_ccm *ccm;
    struct mi_radio radio;
    struct mi_advert advert;
    struct mi_frame frame;
    uint8_t *bytes; /* of exactly the size of the packet, so that every overrun is seen */
    struct mi_key keys[SUPPORT_KEYS];
    char line[4096];
};

static inline int bench_new(void **state)
{
    struct bench *bench = calloc(1, sizeof *bench);
    assert_non_null(bench);
    bench->ccm = mi_ccm_new();
    assert_non_null(bench->ccm);
    *state = bench;
    return 0;
}

static inline int bench_free(void **state)
{
    struct bench *bench = *state;
    mi_ccm_free(bench->ccm);
    free(bench->bytes);
    free(bench);
    return 0;
}

/* Hex with any separators, into memory of exactly that size, which is the bench's. */
static inline struct mi_bytes bench_bytes(struct bench *bench, const char *hex)
{
    uint8_t room[SUPPORT_BYTES];
    struct mi_hex decoded = mi_hex_decode(hex, strlen(hex), room, sizeof room);
    assert_true(decoded.status == MI_HEX_OK || decoded.status == MI_HEX_EMPTY);
    free(bench->bytes);
    bench->bytes = malloc(decoded.size > 0 ? decoded.size : 1);
    assert_non_null(bench->bytes);
    memcpy(bench->bytes, room, decoded.size);
    return mi_bytes(bench->bytes, decoded.size);
}

static inline struct mi_address address_of(const char *text)
{
    struct mi_address address;
    assert_true(mi_address_parse(text, strlen(text), &address) > 0);
    return address;
}

/* The first frame of a packet; false when there is none. */
static inline bool read_packet(struct bench *bench, const struct mi_packet *packet)
{
    mi_radio_feed(&bench->radio, packet);
    while (mi_radio_next(&bench->radio, &bench->advert)) {
        struct mi_bytes data = bench->advert.data;
        struct mi_ad ad;
        while (mi_ad_next(&data, &ad))
            if (mi_frame_read(&bench->frame, &bench->advert, &ad))
                return true;
    }
    return false;
}

/* `sender` may be NULL. */
static inline bool read_layer(struct bench *bench, enum mi_layer layer, const char *hex,
                              const char *sender)
{
    struct mi_bytes bytes = bench_bytes(bench, hex);
    struct mi_packet packet = {
        .layer = layer,
        .bytes = bytes.at,
        .size = bytes.left,
        .has_address = sender != NULL,
    };
    if (sender != NULL)
        packet.address = address_of(sender);
    return read_packet(bench, &packet);
}

/* As the whole of the service data in an advertising structure. */
static inline bool read_service(struct bench *bench, uint16_t uuid, const char *hex,
                                const char *sender)
{
    char structure[SUPPORT_BYTES];
    uint8_t room[SUPPORT_BYTES];
    size_t size = mi_hex_decode(hex, strlen(hex), room, sizeof room).size;
    (void)snprintf(structure, sizeof structure, "%02zx16%02x%02x%s", size + 3, uuid & 0xff,
                   uuid >> 8, hex);
    return read_layer(bench, MI_LAYER_AD, structure, sender);
}

static inline struct mi_key key_of(const char *hex)
{
    struct mi_key key = {.size = 0};
    key.size = (uint8_t)mi_hex_decode(hex, strlen(hex), key.bytes, sizeof key.bytes).size;
    return key;
}

/* Up to four keys with blanks between them; `given` may be NULL. */
static inline void open_frame(struct bench *bench, const char *keys, const char *given)
{
    struct mi_address address = given != NULL ? address_of(given) : (struct mi_address){{0}};
    struct mi_opener opener = {
        .ccm = bench->ccm,
        .keys = bench->keys,
        .given = given != NULL ? &address : NULL,
    };
    char copy[256];
    (void)snprintf(copy, sizeof copy, "%s", keys);
    for (char *key = strtok(copy, " "); key != NULL; key = strtok(NULL, " "))
        bench->keys[opener.key_count++] = key_of(key);
    mi_frame_open(&bench->frame, &opener);
}

static inline void add_said(struct mi_text *text, const struct mi_reading *reading)
{
    mi_text_add(text, "; ");
    mi_text_key(text, reading);
    mi_text_char(text, ' ');
    switch (reading->kind) {
    case MI_SENSOR: mi_text_number(text, reading->number); break;
    case MI_BINARY: mi_text_add(text, reading->on ? "yes" : "no"); break;
    case MI_TEXT: mi_text_add(text, reading->text); break;
    case MI_EVENT: mi_text_add(text, reading->text != NULL ? reading->text : "event"); break;
    }
    if (reading->unit != NULL) {
        mi_text_char(text, ' ');
        mi_text_add(text, reading->unit);
    }
    for (size_t i = 0; i < reading->property_count; i++) {
        mi_text_char(text, ' ');
        mi_text_add(text, reading->properties[i].key);
        mi_text_char(text, '=');
        mi_text_signed(text, reading->properties[i].value);
    }
}

/* The code of a problem and its arguments: their wording is no business of the decoders' tests. */
static inline void add_problem(struct mi_text *text, const struct mi_problem *problem)
{
#define NAMED(code_, numbers_) [MI_P_##code_] = { #code_, numbers_, false }
#define WITH_ID(code_)         [MI_P_##code_] = {#code_, 4, true}
    static const struct {
        const char *name;
        size_t numbers;
        bool has_id;
    } NAMES[MI_P_CODES] = {
        NAMED(FRAME_SHORT, 2),      NAMED(HEADER_CUT, 1),       NAMED(OBJECT_MISSING, 0),
        WITH_ID(OBJECT_CUT),        WITH_ID(OBJECT_RUN_OVER),   WITH_ID(ITEM_CUT),
        NAMED(SEALED_SHORT, 2),     NAMED(CUT_BY_CAPTURE, 1),   NAMED(CUT_BY_DEVICE, 1),
        NAMED(VERSION_DOUBTFUL, 2), NAMED(VERSION_WIFI, 1),     NAMED(VERSION_OLD, 1),
        NAMED(VERSION_UNKNOWN, 1),  NAMED(BTHOME_VERSION, 1),   NAMED(KEY_MISSING, 0),
        NAMED(KEY_WRONG, 0),        NAMED(KEYS_WRONG, 0),       NAMED(KEY_SIZE, 0),
        NAMED(KEY_WRONG_TOKEN, 1),  NAMED(KEY_WRONG_LEGACY, 1), NAMED(KEY_INSANE, 1),
        NAMED(ADDRESS_MISSING, 0),  NAMED(REPORT_CUT, 2),       NAMED(PACKET_CUT, 2),
    };
    if (problem->code == MI_OK)
        return;
    mi_text_add(text, " ! ");
    mi_text_add(text, NAMES[problem->code].name != NULL ? NAMES[problem->code].name : "another");
    for (size_t i = 0; i < NAMES[problem->code].numbers; i++) {
        mi_text_char(text, ' ');
        if (i == 0 && NAMES[problem->code].has_id) {
            mi_text_add(text, "0x");
            mi_text_hex(text, problem->number[i], problem->number[i] > UINT8_MAX ? 4 : 2);
        } else {
            mi_text_unsigned(text, problem->number[i]);
        }
    }
    if (problem->code == MI_P_CUT_BY_DEVICE) {
        mi_text_char(text, ' ');
        mi_text_add(text, problem->string);
    }
#undef NAMED
#undef WITH_ID
}

/* "plain; temperature 21.3 °C; humidity 50.8 %", with " ! " and the problem when there is one. */
static inline const char *said(struct bench *bench)
{
    const struct mi_frame *frame = &bench->frame;
    struct mi_text text = mi_text(bench->line, sizeof bench->line);
    mi_text_add(&text, mi_status_name(frame->status));
    for (size_t i = 0; i < frame->reading_count; i++)
        add_said(&text, &frame->readings[i]);
    add_problem(&text, &frame->problem);
    return bench->line;
}

static inline const char *address_text(struct bench *bench)
{
    struct mi_text text = mi_text(bench->line, sizeof bench->line);
    mi_text_address(&text, bench->frame.address);
    return bench->line;
}

#endif
