/* What the tests of connections share: packets from hex, and what they give as lines of text. */
#ifndef MITOOL_TESTS_LINK_SCENE_H
#define MITOOL_TESTS_LINK_SCENE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/hex.h"
#include "link/links.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SCENE_BYTES = 1024 };

/* Connections, and what they have told; made anew for each test. */
struct link_scene {
    struct mi_links links;
    char said[16384];
    struct mi_text text;
    uint64_t number;
    unsigned fragment; /* bytes of an ACL packet or air PDU at most; 0: any */
    bool is_direction_hidden;
    uint16_t adapter;
    mi_time time;
    bool is_number_free; /* what is told at the end of an input has the number of its last packet */
};

static inline void say_uuid(struct mi_text *text, struct mi_uuid uuid)
{
    if (!mi_uuid_is_known(uuid))
        mi_text_char(text, '?');
    else if (mi_uuid_is(uuid, (uint16_t)(uuid.high >> 32)))
        mi_text_hex(text, uuid.high >> 32, 4);
    else
        mi_text_hex(text, uuid.high, 16);
}

/* "write 0013 fe95/0010 90ca85de; " */
static inline void link_scene_take(void *context, const struct mi_link_event *event)
{
    static const char *const WHAT[] = {"open", "close", "encrypted", "write", "read", "told"};
    struct link_scene *scene = context;
    struct mi_text *text = &scene->text;
    assert_true(scene->is_number_free || event->number == scene->number);
    assert_ptr_equal(event->connection, &scene->links.connections[event->slot]);
    mi_text_add(text, WHAT[event->what]);
    mi_text_char(text, ' ');
    if (event->what == MI_LINK_OPENED && event->connection->has_address) {
        mi_text_address(text, event->connection->address);
        mi_text_char(text, ' ');
    }
    if (event->what >= MI_VALUE_WRITTEN) {
        mi_text_hex(text, event->handle, 4);
        mi_text_char(text, ' ');
        say_uuid(text, event->service);
        mi_text_char(text, '/');
        say_uuid(text, event->uuid);
        mi_text_char(text, ' ');
        mi_text_bytes(text, event->value.at, event->value.left, '\0');
        mi_text_add(text, event->is_cut ? " cut" : event->may_go_on ? " …" : "");
    }
    mi_text_add(text, "; ");
}

static inline int link_scene_new(void **state)
{
    struct link_scene *scene = calloc(1, sizeof *scene);
    assert_non_null(scene);
    scene->links.take = link_scene_take;
    scene->links.context = scene;
    scene->text = mi_text(scene->said, sizeof scene->said);
    *state = scene;
    return 0;
}

static inline int link_scene_free(void **state)
{
    free(*state);
    return 0;
}

/* The packet stands in memory of exactly its size, so that every overrun is seen. */
static inline void feed_packet(struct link_scene *scene, struct mi_packet packet)
{
    uint8_t *copy = malloc(packet.size > 0 ? packet.size : 1);
    assert_non_null(copy);
    if (packet.size > 0)
        memcpy(copy, packet.bytes, packet.size);
    packet.bytes = copy;
    packet.number = ++scene->number;
    packet.adapter = scene->adapter;
    packet.time = scene->time;
    if (scene->is_direction_hidden)
        packet.direction = MI_DIRECTION_UNTOLD;
    mi_links_feed(&scene->links, &packet);
    free(copy);
}

static inline void feed_hex(struct link_scene *scene, enum mi_layer layer,
                            enum mi_direction direction, const char *hex)
{
    uint8_t bytes[SCENE_BYTES];
    struct mi_hex decoded = mi_hex_decode(hex, strlen(hex), bytes, sizeof bytes);
    assert_true(decoded.status == MI_HEX_OK);
    feed_packet(scene, (struct mi_packet){
                           .layer = layer,
                           .bytes = bytes,
                           .size = decoded.size,
                           .direction = direction,
                       });
}

static inline void feed_event(struct link_scene *scene, const char *hex)
{
    feed_hex(scene, MI_LAYER_EVENT, MI_RECEIVED, hex);
}

/* LE Connection Complete with that handle and the address, in the order of sending. */
static inline void feed_connection(struct link_scene *scene, unsigned handle, const char *address)
{
    char hex[128];
    (void)snprintf(hex, sizeof hex, "3e13 0100 %02x%02x 00 00 %s 24000000f40100", handle & 0xff,
                   handle >> 8, address);
    feed_event(scene, hex);
}

/* A whole L2CAP message on the attribute channel; its size. */
static inline size_t put_message(uint8_t *message, const char *hex)
{
    struct mi_hex decoded = mi_hex_decode(hex, strlen(hex), message + 4, SCENE_BYTES - 4);
    assert_true(decoded.status == MI_HEX_OK);
    const uint8_t header[] = {(uint8_t)decoded.size, (uint8_t)(decoded.size >> 8), 4, 0};
    memcpy(message, header, sizeof header);
    return decoded.size + sizeof header;
}

/* An attribute PDU in ACL packets of scene->fragment bytes. */
static inline void feed_att(struct link_scene *scene, enum mi_direction direction, unsigned handle,
                            const char *hex)
{
    uint8_t message[SCENE_BYTES];
    uint8_t packet[SCENE_BYTES + 4];
    size_t size = put_message(message, hex);
    for (size_t at = 0; at < size;) {
        size_t part =
            scene->fragment > 0 && scene->fragment < size - at ? scene->fragment : size - at;
        unsigned boundary = at > 0 ? 1 : direction == MI_SENT ? 0 : 2;
        unsigned head = handle | boundary << 12;
        const uint8_t header[] = {(uint8_t)head, (uint8_t)(head >> 8), (uint8_t)part,
                                  (uint8_t)(part >> 8)};
        memcpy(packet, header, sizeof header);
        memcpy(packet + sizeof header, message + at, part);
        feed_packet(scene, (struct mi_packet){
                               .layer = MI_LAYER_ACL,
                               .bytes = packet,
                               .size = part + sizeof header,
                               .direction = direction,
                           });
        at += part;
    }
}

static inline void to_device(struct link_scene *scene, unsigned handle, const char *hex)
{
    feed_att(scene, MI_SENT, handle, hex);
}

static inline void to_host(struct link_scene *scene, unsigned handle, const char *hex)
{
    feed_att(scene, MI_RECEIVED, handle, hex);
}

/* What was told since the last time. */
static inline void expect_said(struct link_scene *scene, const char *expected)
{
    assert_string_equal(scene->said, expected);
    assert_false(scene->text.full);
    scene->text = mi_text(scene->said, sizeof scene->said);
}

#endif
