#include "pairing_scene.h"

#include "pairing/exchange.h"

#define KEY_A   "000102030405060708090a0b0c0d0e0f"
#define KEY_B   "101112131415161718191a1b1c1d1e1f"
#define TOKEN_A "a0a1a2a3a4a5a6a7a8a9aaab"
#define TOKEN_B "b0b1b2b3b4b5b6b7b8b9babb"
#define CUSTOM  "custom_key " DEVICE

static void name_pvvx(struct pairing_scene *scene)
{
    open_link(scene);
    name_service(scene, "101f");
    name_value(scene, 0x2d, "1f1f");
}

static void test_key_is_told(void **state)
{
    static const char *const NAMES[][3] = {{"101f", "1f1f", "pvvx"}, {"d2fc", "f4ff", "phy62x2"}};
    struct pairing_scene *scene = *state;
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        open_link(scene);
        name_service(scene, NAMES[i][0]);
        name_value(scene, 0x2d, NAMES[i][1]);
        write_value(scene, "2d0018");
        told(scene, "2d0018" KEY_A);
        expect_found(scene, CUSTOM " key " KEY_A " current; ");
        assert_string_equal(scene->pairing.clues[0].firmware, NAMES[i][2]);
        scene->pairing.clue_count = 0;
    }
}

/* Inputs may be read in any order. */
static void test_the_last_in_time_is_current(void **state)
{
    struct pairing_scene *scene = *state;
    name_pvvx(scene);
    scene->link.time = 2000 * MI_SECOND;
    told(scene, "2d0018" KEY_B);
    mi_links_end(&scene->link.links);
    scene->link.time = 1000 * MI_SECOND;
    name_pvvx(scene);
    told(scene, "2d0018" KEY_A);
    told(scene, "2d0018" KEY_B);
    expect_found(scene, CUSTOM " key " KEY_B " current; " CUSTOM " key " KEY_A " old; ");
    assert_int_equal(scene->pairing.clues[0].last_time, 2000 * MI_SECOND);
}

static void test_key_is_set(void **state)
{
    struct pairing_scene *scene = *state;
    name_pvvx(scene);
    write_value(scene, "2d0018");
    told(scene, "2d0018" KEY_A);
    write_value(scene, "2d0018" KEY_B);
    told(scene, "2d0018" KEY_B);
    expect_found(scene, CUSTOM " key " KEY_A " old; " CUSTOM " key " KEY_B " current set; ");
}

/* A key that is told twice is one clue, and the last one that was told counts. */
static void test_key_comes_back(void **state)
{
    struct pairing_scene *scene = *state;
    name_pvvx(scene);
    told(scene, "2d0018" KEY_A);
    told(scene, "2d0018" KEY_B);
    told(scene, "2d0018" KEY_A);
    told(scene, "2d0018" KEY_A);
    expect_found(scene, CUSTOM " key " KEY_A " current; " CUSTOM " key " KEY_B " old; ");
}

static void test_no_key(void **state)
{
    struct pairing_scene *scene = *state;
    name_pvvx(scene);
    write_value(scene, "2d0018");
    told(scene, "2d0018ff");
    expect_found(scene, CUSTOM "; ");
}

static void test_key_is_gone(void **state)
{
    struct pairing_scene *scene = *state;
    name_pvvx(scene);
    told(scene, "2d0018" KEY_A);
    told(scene, "2d0018ff");
    expect_found(scene, CUSTOM " key " KEY_A " old; " CUSTOM "; ");
}

static void test_never_written_memory(void **state)
{
    struct pairing_scene *scene = *state;
    name_pvvx(scene);
    told(scene, "2d0018ffffffffffffffffffffffffffffffff");
    told(scene, "2d0018"
                "00000000000000000000000000000000");
    expect_found(scene, CUSTOM "; ");
}

static void test_no_key_commands(void **state)
{
    static const char *const TOLD[] = {
        "2d0018", "2d001800", "2d0018" KEY_A "00", "2d0019" KEY_A, "2d00" KEY_A, "2e0018" KEY_A,
    };
    struct pairing_scene *scene = *state;
    name_pvvx(scene);
    name_value(scene, 0x2e, "0229");
    for (size_t i = 0; i < sizeof TOLD / sizeof TOLD[0]; i++)
        told(scene, TOLD[i]);
    read_value(scene, "2d00", "18" KEY_A);
    write_value(scene, "2d0018" KEY_A);
    expect_found(scene, "");
}

static void test_another_product(void **state)
{
    struct pairing_scene *scene = *state;
    open_link(scene);
    name_service(scene, "e0ff");
    name_value(scene, 0x2d, "e1ff");
    write_value(scene, "2d0018");
    told(scene, "2d0018" KEY_A);
    expect_found(scene, "");
}

static void test_by_shape(void **state)
{
    struct pairing_scene *scene = *state;
    open_link(scene);
    told(scene, "2d0018" KEY_B); /* nobody has asked */
    write_value(scene, "2d0018");
    told(scene, "2e0018" KEY_B); /* another one */
    told(scene, "2d0018ff");
    told(scene, "2d0018" KEY_A);
    told(scene, "2d0018" KEY_B);
    write_value(scene, "2d0018" KEY_B);
    told(scene, "2d0018" KEY_B);
    expect_found(scene, CUSTOM " key " KEY_A " old by shape; " CUSTOM " key " KEY_B
                               " current by shape set; ");
}

/* --- keys of the vendor's firmware --- */

/* 28 bytes in two parts, as with the smallest MTU. */
static void tell_block(struct pairing_scene *scene, const char *id, const char *token,
                       const char *key)
{
    char text[128];
    (void)snprintf(text, sizeof text, "2d00%s1c%s%.12s", id, token, key);
    told(scene, text);
    (void)snprintf(text, sizeof text, "2d00%s0a%s", id, key + 12);
    told(scene, text);
}

#define MI_KEYS "mi_keys " DEVICE " key "

static void test_vendor_keys(void **state)
{
    struct pairing_scene *scene = *state;
    name_pvvx(scene);
    write_value(scene, "2d0015");
    told(scene, "2d001008f6e5d4c3b2a10000");
    tell_block(scene, "12", TOKEN_A, KEY_A);
    told(scene, "2d001304d2040000");
    tell_block(scene, "14", TOKEN_B, KEY_B);
    tell_block(scene, "14", TOKEN_A, KEY_A);
    tell_block(scene, "14", "ffffffffffffffffffffffff", "ffffffffffffffffffffffffffffffff");
    told(scene, "2d001400");
    expect_found(scene, MI_KEYS KEY_A " token " TOKEN_A " current; " MI_KEYS KEY_B " token " TOKEN_B
                                      " old; " MI_KEYS KEY_A " token " TOKEN_A " old; ");
}

static void test_vendor_keys_are_set(void **state)
{
    struct pairing_scene *scene = *state;
    name_pvvx(scene);
    tell_block(scene, "12", TOKEN_A, KEY_A);
    to_device(&scene->link, LINK, "022000");
    write_value(scene, "2d0012" TOKEN_B KEY_B);
    told(scene, "2d00121c" TOKEN_B KEY_B); /* all at once */
    expect_found(scene, MI_KEYS KEY_A " token " TOKEN_A " old; " MI_KEYS KEY_B " token " TOKEN_B
                                      " current; ");
}

static void test_broken_blocks(void **state)
{
    static const char *const TOLD[] = {
        "2d00120a"
        "000102030405060708090a", /* more than is left */
        "2d00120a"
        "00010203040506070809", /* without its beginning */
        "2d00121c" TOKEN_A "000102030405",
        "2d00140a"
        "060708090a0b0c0d0e0f", /* of another block */
        "2d001209"
        "0708090a0b0c0d0e0f",                    /* one is missing */
        "2d00121d" TOKEN_A "000102030405060708", /* too long */
        "2d0012",
    };
    struct pairing_scene *scene = *state;
    name_pvvx(scene);
    for (size_t i = 0; i < sizeof TOLD / sizeof TOLD[0]; i++)
        told(scene, TOLD[i]);
    expect_found(scene, "");
}

/* --- a bridge --- */

#define BRIDGED "bridge_key A4:C1:38:EE:4A:BE key "

static void test_bridge(void **state)
{
    struct pairing_scene *scene = *state;
    open_link(scene);
    name_service(scene, "feff");
    name_value(scene, 0x0e, "01ff");
    told(scene, "0e001000"
                "be4aee38c1a4");
    told(scene, "0e001801" KEY_B); /* of which the address comes later */
    told(scene, "0e001800" KEY_A);
    told(scene, "0e001802ff");
    told(scene, "0e001003"
                "be4aee38c1a4");
    told(scene, "0e001813" KEY_B); /* shares its place, but is another one */
    told(scene, "0e001001"
                "010203040506");
    expect_found(scene, BRIDGED KEY_A " current held by " DEVICE "; bridge_key 06:05:04:03:02:01 "
                                      "key " KEY_B " current held by " DEVICE "; ");
}

/* --- what keeps a capture from telling anything --- */

static void test_cut_values(void **state)
{
    struct pairing_scene *scene = *state;
    open_link(scene);
    feed_hex(&scene->link, MI_LAYER_H4, MI_SENT, "02 4000 0b00 0700 0400 1213 0090ca");
    feed_hex(&scene->link, MI_LAYER_H4, MI_SENT, "02 4000 0b00 0700 0400 1213 0090ca");
    feed_connection(&scene->link, LINK + 1, "010203040506");
    expect_found(scene, "cut " DEVICE "; ");
    assert_int_equal(scene->pairing.clues[0].number, 2);
}

static void test_cut_values_are_no_keys(void **state)
{
    struct pairing_scene *scene = *state;
    name_pvvx(scene);
    feed_hex(&scene->link, MI_LAYER_ACL, MI_RECEIVED, "4020 1900 1500 0400 1b2d0018" KEY_A);
    expect_found(scene, "cut " DEVICE "; ");
}

static void test_encrypted_link(void **state)
{
    struct pairing_scene *scene = *state;
    name_pvvx(scene);
    feed_event(&scene->link, "0804 00 4000 01"); /* a host's log stays clear */
    told(scene, "2d0018" KEY_A);
    feed_hex(
        &scene->link, MI_LAYER_AIR, MI_DIRECTION_UNTOLD,
        "d6be898e 4522 c0ffee010203 be4aee38c1a4 ab5d6550 a1b2c3020a0024000000f401ffffffff1f27");
    feed_hex(&scene->link, MI_LAYER_AIR, MI_RECEIVED, "ab5d6550 0301 05");
    feed_hex(&scene->link, MI_LAYER_AIR, MI_SENT, "ab5d6550 020d 5f89438417a5714395b53e4675");
    expect_found(scene, CUSTOM " key " KEY_A " current; encrypted_link A4:C1:38:EE:4A:BE; ");
}

/* --- the list --- */

static void test_more_clues_than_room(void **state)
{
    struct pairing_scene *scene = *state;
    name_pvvx(scene);
    for (unsigned i = 1; i <= MI_CLUES_MAX + 10; i++) {
        char text[64];
        (void)snprintf(text, sizeof text, "2d0018%032x", i);
        told(scene, text);
    }
    mi_links_end(&scene->link.links);
    mi_pairing_end(&scene->pairing);
    assert_int_equal(scene->pairing.clue_count, MI_CLUES_MAX);
    assert_int_equal(scene->pairing.dropped, 10);
    /* the last one is there, and is the current one */
    size_t current = 0;
    for (size_t i = 0; i < MI_CLUES_MAX; i++) {
        const struct mi_clue *clue = &scene->pairing.clues[i];
        assert_int_equal(clue->current == MI_YES, clue->order == scene->pairing.order);
        current += clue->current == MI_YES;
    }
    assert_int_equal(current, 1);
}

/* What tells of no key makes room for a key. */
static void test_a_key_behind_much_else(void **state)
{
    struct pairing_scene *scene = *state;
    for (size_t i = 0; i < MI_CLUES_MAX; i++) {
        struct mi_clue clue = {.kind = MI_FOUND_LEGACY_PAIRING, .result = MI_RESULT_FAILED};
        mi_pairing_add(&scene->pairing, &clue);
    }
    name_pvvx(scene);
    told(scene, "2d0018" KEY_A);
    mi_links_end(&scene->link.links);
    mi_pairing_end(&scene->pairing);
    assert_int_equal(scene->pairing.dropped, 1);
    assert_int_equal(scene->pairing.clues[0].current, MI_YES);
    assert_int_equal(scene->pairing.clues[0].key.size, MI_KEY_SIZE);
}

/* A proof makes room for itself, what tells less does not. */
static void test_a_proof_behind_logins(void **state)
{
    struct pairing_scene *scene = *state;
    struct mi_pairing *pairing = &scene->pairing;
    for (size_t i = 0; i < 2 * MI_CLUES_MAX; i++) {
        struct mi_clue login = {.kind = MI_FOUND_STANDARD_LOGIN, .result = MI_RESULT_DONE};
        login.current = i < 3 ? MI_NO : MI_NOT_KNOWN;
        mi_pairing_add(pairing, &login);
    }
    for (uint16_t bits = 1; bits <= MI_CLUES_MAX; bits++) {
        struct mi_clue proof = {.kind = MI_FOUND_STANDARD_LOGIN, .has_token = true};
        proof.proof_bits = bits;
        mi_pairing_add(pairing, &proof);
        assert_int_equal(pairing->clues[0].has_token, bits > MI_CLUES_MAX - 3);
    }
    for (size_t i = 0; i < MI_CLUES_MAX; i++)
        assert_true(pairing->clues[i].has_token);
}

static void test_more_tokens_than_room(void **state)
{
    static const uint8_t TOKEN[MI_TOKEN_SIZE] = {1};
    struct pairing_scene *scene = *state;
    for (unsigned i = 0; i < MI_TOKENS_MAX; i++)
        assert_true(mi_pairing_give_token(&scene->pairing, TOKEN, NULL));
    assert_false(mi_pairing_give_token(&scene->pairing, TOKEN, NULL));
}

/* Mi devices stay, whoever else is heard. */
static void test_heard(void **state)
{
    struct pairing_scene *scene = *state;
    const struct mi_address device = {{0xa1, 0xb2, 0xc3, 0xd4, 0xe5, 0xf6}};
    hear(scene, DEVICE, "5032b60301");
    for (unsigned i = 0; i < 4 * MI_HEARD_PLACES * MI_HEARD_WAYS; i++) {
        char address[32];
        (void)snprintf(address, sizeof address, "7C:D9:F4:00:%02X:%02X", i >> 8, i & 0xff);
        hear(scene, address, "");
    }
    const struct mi_heard_device *heard = mi_heard_find(&scene->pairing.heard, device);
    assert_non_null(heard);
    assert_true(heard->has_product);
    assert_int_equal(heard->product_id, 0x03b6);
}

/* Each has a name and a sentence, whatever else is known of it. */
static void test_sentences(void **state)
{
    char sentence[512];
    (void)state;
    for (int kind = 0; kind < MI_FOUND_KINDS; kind++)
        for (int current = MI_NOT_KNOWN; current <= MI_NO; current++) {
            const struct mi_clue clue = {.kind = (enum mi_clue_kind)kind,
                                         .current = (enum mi_answer)current};
            struct mi_text text = mi_text(sentence, sizeof sentence);
            mi_text_clue(&text, &clue);
            assert_true(text.length > 0);
            assert_false(text.full);
            assert_int_not_equal(sentence[text.length - 1], '.');
            assert_non_null(mi_clue_name((enum mi_clue_kind)kind));
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_key_is_told),
        TEST(test_the_last_in_time_is_current),
        TEST(test_key_is_set),
        TEST(test_key_comes_back),
        TEST(test_no_key),
        TEST(test_key_is_gone),
        TEST(test_never_written_memory),
        TEST(test_no_key_commands),
        TEST(test_another_product),
        TEST(test_by_shape),
        TEST(test_vendor_keys),
        TEST(test_vendor_keys_are_set),
        TEST(test_broken_blocks),
        TEST(test_bridge),
        TEST(test_cut_values),
        TEST(test_cut_values_are_no_keys),
        TEST(test_encrypted_link),
        TEST(test_more_clues_than_room),
        TEST(test_a_key_behind_much_else),
        TEST(test_a_proof_behind_logins),
        TEST(test_more_tokens_than_room),
        TEST(test_heard),
        TEST(test_sentences),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
