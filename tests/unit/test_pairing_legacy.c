#include "pairing_scene.h"

#include "pairing/rc4.h"

/*
 * A made-up pairing: product 0x03B6, token 10 11 … 1b, key c0 c1 … cb; and a login with the tick
 * 01020304.
 */
#define TOKEN    "101112131415161718191a1b"
#define KEY      "c0c1c2c3c4c5c6c7c8c9cacb"
#define SENT     "a6df7d6c26c047bc5e6ea6bf"
#define ECHO     "93244c8a978899b09bd1e60b"
#define END      "b1101579"
#define VERSION  "129571ad36a274" /* 1.0.1_1 */
#define KEY_READ "e37a8340c338837ec15c732b"
#define FRAME    "5032b60301" /* the beginning of one, of this product */

#define FOUND(bits)                                                                                \
    "legacy_pairing " DEVICE " product 03b6 key " KEY " token " TOKEN " " bits                     \
    " bits done current; "
#define FAILED "legacy_pairing " DEVICE " product 03b6 failed; "

static const uint8_t TOKEN_BYTES[] = {0x10, 0x11, 0x12, 0x13, 0x14, 0x15,
                                      0x16, 0x17, 0x18, 0x19, 0x1a, 0x1b};

/* What the token encrypts, behind the handle that it is for. */
static const char *encrypt(const char *handle, const char *hex)
{
    static char text[64];
    uint8_t bytes[20];
    struct mi_text made = mi_text(text, sizeof text);
    size_t size = mi_hex_decode(hex, strlen(hex), bytes, sizeof bytes).size;
    mi_rc4(TOKEN_BYTES, sizeof TOKEN_BYTES, bytes, size, bytes);
    mi_text_add(&made, handle);
    mi_text_bytes(&made, bytes, size, '\0');
    return text;
}

static void test_rc4(void **state)
{
    static const uint8_t PLAIN[] = {0x92, 0xab, 0x54, 0xfa};
    static const uint8_t CIPHER[] = {0xb1, 0x10, 0x15, 0x79};
    uint8_t out[sizeof PLAIN];
    (void)state;
    mi_rc4(TOKEN_BYTES, sizeof TOKEN_BYTES, PLAIN, sizeof PLAIN, out);
    assert_memory_equal(out, CIPHER, sizeof out);
    mi_rc4(TOKEN_BYTES, sizeof TOKEN_BYTES, out, sizeof out, out);
    assert_memory_equal(out, PLAIN, sizeof out);
}

/* The values of a pairing, of which some may be missing (NULL). */
struct values {
    const char *sent, *echo, *end, *key;
};

static const struct values WHOLE = {"0300" SENT, "0300" ECHO, "0300" END, KEY_READ};

static void pair(struct pairing_scene *scene, struct values values)
{
    write_value(scene, "130090ca85de");
    write_value(scene, "04000100");
    if (values.sent != NULL)
        write_value(scene, values.sent);
    if (values.echo != NULL)
        told(scene, values.echo);
    if (values.end != NULL)
        write_value(scene, values.end);
    read_value(scene, "0a00", VERSION);
    if (values.key != NULL)
        read_value(scene, "1900", values.key);
}

static void name_all(struct pairing_scene *scene)
{
    name_service(scene, "95fe");
    name_value(scene, 0x03, "0100");
    name_value(scene, 0x0a, "0400");
    name_value(scene, 0x13, "1000");
    name_value(scene, 0x19, "1400");
}

static void test_pairing(void **state)
{
    struct pairing_scene *scene = *state;
    hear(scene, DEVICE, FRAME);
    open_link(scene);
    name_all(scene);
    pair(scene, WHOLE);
    expect_found(scene, FOUND("128"));
    assert_int_equal(scene->pairing.clues[0].number, 12);
}

static void test_without_names(void **state)
{
    struct pairing_scene *scene = *state;
    hear(scene, DEVICE, FRAME);
    open_link(scene);
    pair(scene, WHOLE);
    expect_found(scene, FOUND("128"));
}

/* Another characteristic with values of the same sizes. */
static void test_other_names(void **state)
{
    struct pairing_scene *scene = *state;
    hear(scene, DEVICE, FRAME);
    open_link(scene);
    name_all(scene);
    name_value(scene, 0x21, "0200");
    write_value(scene, "130090ca85de");
    write_value(scene, "2100" ECHO);
    write_value(scene, "0300" SENT);
    told(scene, "2100" SENT);
    told(scene, "0300" ECHO);
    read_value(scene, "2100", ECHO);
    read_value(scene, "1900", KEY_READ);
    expect_found(scene, FOUND("96"));
}

static void test_another_service(void **state)
{
    struct pairing_scene *scene = *state;
    hear(scene, DEVICE, FRAME);
    open_link(scene);
    name_all(scene);
    name_service(scene, "0f18");
    pair(scene, WHOLE);
    expect_found(scene, "");
}

/* More connections at once than there is room for. */
static void test_given_up(void **state)
{
    struct pairing_scene *scene = *state;
    char sentence[256];
    struct mi_text text = mi_text(sentence, sizeof sentence);
    hear(scene, DEVICE, FRAME);
    open_link(scene);
    write_value(scene, "130090ca85de");
    write_value(scene, "0300" SENT);
    told(scene, "0300" ECHO);
    write_value(scene, "0300" END);
    for (unsigned i = 1; i <= MI_CONNECTIONS; i++)
        feed_connection(&scene->link, LINK + i, "0102030405c6");
    read_value(scene, "1900", KEY_READ);
    expect_found(scene,
                 "legacy_pairing " DEVICE " product 03b6 token " TOKEN " 128 bits aborted; ");
    mi_text_clue(&text, &scene->pairing.clues[0]);
    assert_non_null(strstr(sentence, "not followed to its end"));
}

static void test_missing_values(void **state)
{
    static const struct {
        struct values values;
        const char *found;
    } CASES[] = {
        {{"0300" SENT, NULL, "0300" END, KEY_READ}, FOUND("32")},
        {{"0300" SENT, "0300" ECHO, NULL, KEY_READ}, FOUND("96")},
        {{"0300" SENT, "0300" ECHO, "0300" END, NULL},
         "legacy_pairing " DEVICE " product 03b6 token " TOKEN " 128 bits aborted; "},
        {{"0300" SENT, NULL, NULL, KEY_READ}, "legacy_pairing " DEVICE " product 03b6 aborted; "},
        {{NULL, "0300" ECHO, "0300" END, KEY_READ},
         "legacy_pairing " DEVICE " product 03b6 aborted; "},
        {{"0300" SENT, "0300" KEY_READ, "0300" END, KEY_READ}, FAILED},
        {{"0300" SENT, "0300" ECHO, "030092ab54fa", KEY_READ}, FOUND("96")}, /* in plain */
        {{"0300" SENT, "0300" ECHO, "030092ab54fb", KEY_READ}, FAILED},
        {{"0300" KEY, "0300" ECHO, "0300" END, KEY_READ}, FAILED},
    };
    struct pairing_scene *scene = *state;
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        hear(scene, DEVICE, FRAME);
        open_link(scene);
        pair(scene, CASES[i].values);
        expect_found(scene, CASES[i].found);
        scene->pairing.clue_count = 0;
    }
}

static void test_verdict_of_the_host(void **state)
{
    struct pairing_scene *scene = *state;
    hear(scene, DEVICE, FRAME);
    open_link(scene);
    pair(scene, WHOLE);
    write_value(scene, encrypt("1300", "30bf41e9")); /* not bound */
    expect_found(scene, "legacy_pairing " DEVICE " product 03b6 key " KEY " token " TOKEN
                        " 128 bits failed current; ");
}

/* A version text may be as long as a key, and without names it is read first. */
static void test_version_like_a_key(void **state)
{
    struct pairing_scene *scene = *state;
    hear(scene, DEVICE, FRAME);
    open_link(scene);
    pair(scene, (struct values){"0300" SENT, "0300" ECHO, "0300" END, NULL});
    read_value(scene, "0c00", encrypt("", "312e302e305f303031323334"));
    read_value(scene, "1900", KEY_READ);
    expect_found(scene, FOUND("128"));
}

static void test_product_is_searched(void **state)
{
    struct pairing_scene *scene = *state;
    open_link(scene);
    pair(scene, WHOLE);
    expect_found(scene, FOUND("128"));
    scene->pairing.clue_count = 0;
    open_link(scene);
    pair(scene, (struct values){"0300" SENT, "0300" ECHO, NULL, KEY_READ});
    expect_found(scene, FOUND("96"));
    scene->pairing.clue_count = 0;
    open_link(scene);
    pair(scene, (struct values){"0300" SENT, NULL, "0300" END, KEY_READ});
    expect_found(scene,
                 "legacy_pairing " DEVICE " key " KEY " token " TOKEN " 32 bits done current; ");
}

/* However many there are, searching ends. */
static void test_searches_are_limited(void **state)
{
    struct pairing_scene *scene = *state;
    for (unsigned i = 0; i < 200; i++) {
        char address[16];
        (void)snprintf(address, sizeof address, "%02xe5d4c3b2a1", i);
        feed_connection(&scene->link, LINK, address);
        pair(scene, (struct values){"0300" KEY, "0300" ECHO, NULL, KEY_READ});
    }
    mi_links_end(&scene->link.links);
    assert_int_equal(scene->pairing.clue_count, 200);
    assert_in_range(scene->pairing.tries, 1 << 20, (1 << 20) + 1000);
}

static void test_device_is_searched(void **state)
{
    struct pairing_scene *scene = *state;
    hear(scene, "11:22:33:44:55:66", FRAME);
    pair(scene, WHOLE);
    hear(scene, DEVICE, FRAME); /* also when it is heard later */
    hear(scene, "11:22:33:44:55:67", "");
    expect_found(scene, FOUND("128"));
}

static void test_device_was_not_heard(void **state)
{
    struct pairing_scene *scene = *state;
    hear(scene, "11:22:33:44:55:66", FRAME);
    pair(scene, WHOLE);
    expect_found(scene, "legacy_pairing  failed; ");
}

static void test_pairing_twice(void **state)
{
    struct pairing_scene *scene = *state;
    hear(scene, DEVICE, FRAME);
    open_link(scene);
    pair(scene, (struct values){"0300" KEY, "0300" ECHO, NULL, NULL});
    pair(scene, WHOLE);
    expect_found(scene, FAILED FOUND("128"));
}

static void test_no_pairing(void **state)
{
    struct pairing_scene *scene = *state;
    open_link(scene);
    told(scene, "130090ca85de");
    write_value(scene, "130090ca85de00");
    write_value(scene, "130090ca85");
    write_value(scene, "130090ca85df");
    write_value(scene, "0300" SENT);
    told(scene, "0300" ECHO);
    write_value(scene, "0300" END);
    read_value(scene, "1900", KEY_READ);
    expect_found(scene, "");
}

/* --- login --- */

#define OTHER_TOKEN "202122232425262728292a2b"

static void log_in(struct pairing_scene *scene, const char *tick, const char *proof,
                   const char *answer)
{
    open_link(scene);
    write_value(scene, "04000100");
    write_value(scene, "130000bc43cd");
    told(scene, tick);
    write_value(scene, proof);
    if (answer != NULL)
        told(scene, answer);
    feed_event(&scene->link, "0504 00 4000 13");
}

static void test_login_without_token(void **state)
{
    struct pairing_scene *scene = *state;
    log_in(scene, "030022b94287", "0300f4656957", "030034914cf2");
    log_in(scene, "030022b94287", "0300f4656957", NULL);
    expect_found(scene, "legacy_login " DEVICE " done; legacy_login " DEVICE " aborted; ");
}

static void test_login_with_token(void **state)
{
    static const struct {
        const char *token, *tick, *proof, *answer, *found;
    } CASES[] = {
        {TOKEN, "030022b94287", "0300f4656957", "030034914cf2",
         "legacy_login " DEVICE " token " TOKEN " 64 bits done current; "},
        {TOKEN, "030022b942870001020304050607", "0300f4656957", "030034914cf20001020304050607",
         "legacy_login " DEVICE " token " TOKEN " 64 bits done current; "},
        {TOKEN, "030022b94287", "0300f4656957", NULL,
         "legacy_login " DEVICE " token " TOKEN " 32 bits aborted current; "},
        {TOKEN, "030022b94287", "0300f4656957", "030034914cf3",
         "legacy_login " DEVICE " done old; "},
        {OTHER_TOKEN, "030022b94287", "0300f4656957", "030034914cf2",
         "legacy_login " DEVICE " done old; "},
    };
    struct pairing_scene *scene = *state;
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        scene->pairing.clue_count = 0;
        scene->pairing.token_count = 0;
        give_token(scene, CASES[i].token, NULL);
        log_in(scene, CASES[i].tick, CASES[i].proof, CASES[i].answer);
        expect_found(scene, CASES[i].found);
    }
}

/* Several TOKENs; those of other devices are not tried. */
static void test_login_with_tokens(void **state)
{
    const struct mi_address other = {{1, 2, 3, 4, 5, 6}};
    struct pairing_scene *scene = *state;
    give_token(scene, TOKEN, &other);
    log_in(scene, "030022b94287", "0300f4656957", "030034914cf2");
    give_token(scene, OTHER_TOKEN, NULL);
    log_in(scene, "030022b94287", "0300f4656957", "030034914cf2");
    give_token(scene, TOKEN, NULL);
    log_in(scene, "030022b94287", "0300f4656957", "030034914cf2");
    expect_found(scene,
                 "legacy_login " DEVICE " done; legacy_login " DEVICE
                 " done old; legacy_login " DEVICE " token " TOKEN " 64 bits done current; ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_rc4),
        TEST(test_pairing),
        TEST(test_without_names),
        TEST(test_other_names),
        TEST(test_another_service),
        TEST(test_given_up),
        TEST(test_missing_values),
        TEST(test_verdict_of_the_host),
        TEST(test_version_like_a_key),
        TEST(test_product_is_searched),
        TEST(test_searches_are_limited),
        TEST(test_device_is_searched),
        TEST(test_device_was_not_heard),
        TEST(test_pairing_twice),
        TEST(test_no_pairing),
        TEST(test_login_without_token),
        TEST(test_login_with_token),
        TEST(test_login_with_tokens),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
