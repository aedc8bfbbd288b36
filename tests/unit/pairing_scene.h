/* What the tests of pairings share: connections, and what is found in them as lines of text. */
#ifndef MITOOL_TESTS_PAIRING_SCENE_H
#define MITOOL_TESTS_PAIRING_SCENE_H

#include "link_scene.h"

#include "pairing/pairing.h"

/* The device of these tests, as it is written and as it is sent. */
#define DEVICE      "A1:B2:C3:D4:E5:F6"
#define DEVICE_SENT "f6e5d4c3b2a1"

enum { LINK = 0x40 };

struct pairing_scene {
    struct link_scene link; /* feeds packets */
    struct mi_pairing pairing;
    char said[8192];
};

static inline int pairing_scene_new(void **state)
{
    struct pairing_scene *scene = calloc(1, sizeof *scene);
    assert_non_null(scene);
    scene->link.links.take = mi_pairing_take;
    scene->link.links.context = &scene->pairing;
    *state = scene;
    return 0;
}

static inline int pairing_scene_free(void **state)
{
    struct pairing_scene *scene = *state;
    mi_pairing_wipe(&scene->pairing);
    free(scene);
    return 0;
}

static inline void say_bytes(struct mi_text *text, const char *name, const uint8_t *bytes,
                             size_t size)
{
    mi_text_add(text, name);
    mi_text_bytes(text, bytes, size, '\0');
}

/* "legacy_pairing A1:B2:C3:D4:E5:F6 product 03b6 key … token … 128 bits done current; " */
static inline void say_clue(struct mi_text *text, const struct mi_clue *clue)
{
    static const char *const CURRENT[] = {"", " current", " old"};
    mi_text_add(text, mi_clue_name(clue->kind));
    mi_text_char(text, ' ');
    if (clue->has_address)
        mi_text_address(text, clue->address);
    if (clue->has_product) {
        mi_text_add(text, " product ");
        mi_text_hex(text, clue->product_id, 4);
    }
    if (clue->key.size > 0)
        say_bytes(text, " key ", clue->key.bytes, clue->key.size);
    if (clue->has_token)
        say_bytes(text, " token ", clue->token, sizeof clue->token);
    if (clue->proof_bits > 0) {
        mi_text_char(text, ' ');
        mi_text_unsigned(text, clue->proof_bits);
        mi_text_add(text, " bits");
    }
    if (clue->result != MI_RESULT_NONE) {
        mi_text_char(text, ' ');
        mi_text_add(text, mi_result_name(clue->result));
    }
    mi_text_add(text, CURRENT[clue->current]);
    mi_text_add(text, clue->needs_frame ? " by shape" : "");
    mi_text_add(text, clue->was_set ? " set" : "");
    if (clue->has_holder) {
        mi_text_add(text, " held by ");
        mi_text_address(text, clue->holder);
    }
    if (clue->did[0] != '\0') {
        mi_text_add(text, " did ");
        mi_text_add(text, clue->did);
    }
    mi_text_add(text, "; ");
}

/* The end of the input, and all that was found. */
static inline void expect_found(struct pairing_scene *scene, const char *expected)
{
    struct mi_text text = mi_text(scene->said, sizeof scene->said);
    mi_links_end(&scene->link.links);
    mi_pairing_end(&scene->pairing);
    for (size_t i = 0; i < scene->pairing.clue_count; i++)
        say_clue(&text, &scene->pairing.clues[i]);
    assert_string_equal(scene->said, expected);
}

static inline void open_link(struct pairing_scene *scene)
{
    feed_connection(&scene->link, LINK, DEVICE_SENT);
}

static inline void write_value(struct pairing_scene *scene, const char *handle_and_value)
{
    char hex[SCENE_BYTES + 64];
    (void)snprintf(hex, sizeof hex, "12%s", handle_and_value);
    to_device(&scene->link, LINK, hex);
}

static inline void told(struct pairing_scene *scene, const char *handle_and_value)
{
    char hex[SCENE_BYTES + 64];
    (void)snprintf(hex, sizeof hex, "1b%s", handle_and_value);
    to_host(&scene->link, LINK, hex);
}

static inline void read_value(struct pairing_scene *scene, const char *handle, const char *value)
{
    char hex[SCENE_BYTES + 64];
    (void)snprintf(hex, sizeof hex, "0a%s", handle);
    to_device(&scene->link, LINK, hex);
    (void)snprintf(hex, sizeof hex, "0b%s", value);
    to_host(&scene->link, LINK, hex);
}

/* One service over all handles, and a characteristic of 16 bits in it; both as they are sent. */
static inline void name_service(struct pairing_scene *scene, const char *uuid)
{
    char hex[SCENE_BYTES + 64];
    to_device(&scene->link, LINK, "100100ffff0028");
    (void)snprintf(hex, sizeof hex, "11060100ffff%s", uuid);
    to_host(&scene->link, LINK, hex);
}

static inline void name_value(struct pairing_scene *scene, unsigned handle, const char *uuid)
{
    char hex[SCENE_BYTES + 64];
    to_device(&scene->link, LINK, "080100ffff0328");
    (void)snprintf(hex, sizeof hex, "0907%02x%02x18%02x%02x%s", (handle - 1) & 0xff, handle >> 8,
                   handle & 0xff, handle >> 8, uuid);
    to_host(&scene->link, LINK, hex);
}

static inline void give_token(struct pairing_scene *scene, const char *hex,
                              const struct mi_address *address)
{
    uint8_t token[MI_TOKEN_SIZE];
    assert_int_equal(mi_hex_decode(hex, strlen(hex), token, sizeof token).size, sizeof token);
    assert_true(mi_pairing_give_token(&scene->pairing, token, address));
}

/* An advertisement of an address, with a MiBeacon frame when `frame` is not empty. */
static inline void hear(struct pairing_scene *scene, const char *address, const char *frame)
{
    uint8_t bytes[64];
    char hex[128];
    struct mi_advert advert = {.has_address = true};
    assert_true(mi_address_parse(address, strlen(address), &advert.address) > 0);
    (void)snprintf(hex, sizeof hex, "020106%s%s", frame[0] != '\0' ? "081695fe" : "", frame);
    advert.data = mi_bytes(bytes, mi_hex_decode(hex, strlen(hex), bytes, sizeof bytes).size);
    mi_pairing_hear(&scene->pairing, &advert);
}

#define TEST(function)                                                                             \
    cmocka_unit_test_setup_teardown(function, pairing_scene_new, pairing_scene_free)

#endif
