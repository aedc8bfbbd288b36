#include "pairing_scene.h"

/* A made-up login: host random 00 01 … 0f, device random 80 81 … 8f. */
#define TOKEN         "202122232425262728292a2b"
#define OTHER_TOKEN   "302122232425262728292a2b"
#define HOST_RANDOM   "000102030405060708090a0b0c0d0e0f"
#define DEVICE_RANDOM "808182838485868788898a8b8c8d8e8f"
#define DEVICE_PROOF  "8c286357dfde67a396300b46dbacefbae76a968e9acc5d323b880c1f6ca1b3c4"
#define HOST_PROOF    "8ea754dad171c449457ed110a812ae5168db2a97f5bbaf446384f34a051d73e0"
#define PUBLIC_KEY                                                                                 \
    "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"                             \
    "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
#define DID "blt.3.129v2beb9aATC"

#define LOGIN        "standard_login " DEVICE
#define REGISTRATION "standard_registration " DEVICE

static void test_proofs(void **state)
{
    uint8_t token[MI_TOKEN_SIZE];
    uint8_t host_random[MI_RANDOM_SIZE];
    uint8_t device_random[MI_RANDOM_SIZE];
    uint8_t proofs[2][MI_PROOF_SIZE];
    uint8_t wanted[2][MI_PROOF_SIZE];
    (void)state;
    (void)mi_hex_decode(TOKEN, strlen(TOKEN), token, sizeof token);
    (void)mi_hex_decode(HOST_RANDOM, strlen(HOST_RANDOM), host_random, sizeof host_random);
    (void)mi_hex_decode(DEVICE_RANDOM, strlen(DEVICE_RANDOM), device_random, sizeof device_random);
    (void)mi_hex_decode(DEVICE_PROOF, strlen(DEVICE_PROOF), wanted[0], sizeof wanted[0]);
    (void)mi_hex_decode(HOST_PROOF, strlen(HOST_PROOF), wanted[1], sizeof wanted[1]);
    assert_true(mi_login_proofs(token, host_random, device_random, proofs[0], proofs[1]));
    assert_memory_equal(proofs, wanted, sizeof wanted);
}

/* --- messages over handle 0056, commands over 004c --- */

static void send(struct pairing_scene *scene, bool is_host, const char *hex)
{
    if (is_host)
        write_value(scene, hex);
    else
        told(scene, hex);
}

/* In frames of 18 bytes. */
static void send_message(struct pairing_scene *scene, bool is_host, unsigned type, const char *hex)
{
    enum { FRAME = 36 /* digits */ };
    char text[SCENE_BYTES];
    unsigned count = (unsigned)((strlen(hex) + FRAME - 1) / FRAME);
    (void)snprintf(text, sizeof text, "5600000000%02x%02x00", type, count);
    send(scene, is_host, text);
    send(scene, !is_host, "560000000101"); /* ready */
    for (unsigned i = 1; i <= count; i++) {
        (void)snprintf(text, sizeof text, "5600%02x00%.*s", i, FRAME, hex + (i - 1) * FRAME);
        send(scene, is_host, text);
    }
    send(scene, !is_host, "560000000100"); /* received */
}

static void send_single(struct pairing_scene *scene, bool is_host, unsigned type, const char *hex)
{
    char text[SCENE_BYTES];
    to_device(&scene->link, LINK, "020002");
    to_host(&scene->link, LINK, "03f700");
    (void)snprintf(text, sizeof text, "5600000002%02x%s", type, hex);
    send(scene, is_host, text);
    send(scene, !is_host, "560000000300");
}

static void name_all(struct pairing_scene *scene)
{
    name_service(scene, "95fe");
    name_value(scene, 0x4c, "1000");
    name_value(scene, 0x56, "1900");
}

typedef void sender(struct pairing_scene *scene, bool is_host, unsigned type, const char *hex);

static void log_in(struct pairing_scene *scene, sender *send_one)
{
    write_value(scene, "4c0024000000");
    send_one(scene, true, 0x0b, HOST_RANDOM);
    send_one(scene, false, 0x0d, DEVICE_RANDOM);
    send_one(scene, false, 0x0c, DEVICE_PROOF);
    send_one(scene, true, 0x0a, HOST_PROOF);
    told(scene, "4c0021000000");
}

static void test_login(void **state)
{
    static sender *const SENDERS[] = {send_message, send_single};
    struct pairing_scene *scene = *state;
    give_token(scene, OTHER_TOKEN, NULL);
    give_token(scene, TOKEN, NULL);
    for (unsigned i = 0; i < 4; i++) {
        open_link(scene);
        if (i < 2)
            name_all(scene);
        log_in(scene, SENDERS[i % 2]);
        expect_found(scene, LOGIN " token " TOKEN " 512 bits done current; ");
        scene->pairing.clue_count = 0;
    }
}

static void test_login_with_another_token(void **state)
{
    struct pairing_scene *scene = *state;
    open_link(scene);
    log_in(scene, send_message);
    give_token(scene, OTHER_TOKEN, NULL);
    log_in(scene, send_message);
    expect_found(scene, LOGIN " done; " LOGIN " done old; ");
}

static void register_device(struct pairing_scene *scene)
{
    write_value(scene, "4c0015000000");
    told(scene, "4c0011000000");
}

/* What a login shows holds until the device is bound anew. */
static void test_login_before_a_registration(void **state)
{
    static const struct {
        const char *token, *found;
    } CASES[] = {
        {TOKEN, LOGIN " token " TOKEN " 512 bits done old; " REGISTRATION " done; "},
        {OTHER_TOKEN, LOGIN " done; " REGISTRATION " done; "},
    };
    struct pairing_scene *scene = *state;
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        scene->pairing.token_count = 0;
        scene->pairing.clue_count = 0;
        give_token(scene, CASES[i].token, NULL);
        open_link(scene);
        name_all(scene);
        log_in(scene, send_message);
        register_device(scene);
        expect_found(scene, CASES[i].found);
        assert_true(scene->pairing.clues[0].is_overtaken);
    }
}

static void test_login_after_a_registration(void **state)
{
    struct pairing_scene *scene = *state;
    give_token(scene, TOKEN, NULL);
    open_link(scene);
    name_all(scene);
    register_device(scene);
    log_in(scene, send_message);
    expect_found(scene, REGISTRATION " done; " LOGIN " token " TOKEN " 512 bits done current; ");
}

/* Without a registration in the capture, a later login shows it as well. */
static void test_login_that_another_one_refutes(void **state)
{
    struct pairing_scene *scene = *state;
    give_token(scene, TOKEN, NULL);
    open_link(scene);
    name_all(scene);
    log_in(scene, send_message);
    write_value(scene, "4c0024000000");
    send_message(scene, true, 0x0b, HOST_RANDOM);
    send_message(scene, false, 0x0d, DEVICE_RANDOM);
    send_message(scene, false, 0x0c, HOST_PROOF);
    expect_found(scene, LOGIN " token " TOKEN " 512 bits done old; " LOGIN " aborted old; ");
}

static void test_login_in_part(void **state)
{
    struct pairing_scene *scene = *state;
    give_token(scene, TOKEN, NULL);
    open_link(scene);
    name_all(scene);
    write_value(scene, "4c0024000000"); /* no answer */
    write_value(scene, "4c0024000000");
    send_message(scene, true, 0x0b, HOST_RANDOM);
    send_message(scene, false, 0x0d, DEVICE_RANDOM);
    write_value(scene, "4c0020000000"); /* as older hosts do */
    send_message(scene, true, 0x0b, HOST_RANDOM);
    send_message(scene, false, 0x0d, DEVICE_RANDOM);
    send_message(scene, false, 0x0c, DEVICE_PROOF);
    told(scene, "4c0022000000");
    assert_int_equal(scene->pairing.clues[0].times, 2);
    expect_found(scene, LOGIN " aborted; " LOGIN " token " TOKEN " 256 bits failed current; ");
}

/* The host has the TOKEN that is given, but the device has another one. */
static void test_device_does_not_know_the_token(void **state)
{
    struct pairing_scene *scene = *state;
    give_token(scene, TOKEN, NULL);
    open_link(scene);
    write_value(scene, "4c0024000000");
    send_message(scene, true, 0x0b, HOST_RANDOM);
    send_message(scene, false, 0x0d, DEVICE_RANDOM);
    send_message(scene, false, 0x0c, HOST_PROOF);
    send_message(scene, true, 0x0a, HOST_PROOF);
    expect_found(scene, LOGIN " aborted old; ");
}

static void test_frames_in_another_order(void **state)
{
    struct pairing_scene *scene = *state;
    give_token(scene, TOKEN, NULL);
    open_link(scene);
    write_value(scene, "4c0024000000");
    send_message(scene, true, 0x0b, HOST_RANDOM);
    send_message(scene, false, 0x0d, DEVICE_RANDOM);
    told(scene, "56000000000c0200");
    told(scene, "56000200968e9acc5d323b880c1f6ca1b3c4");
    told(scene, "56000200968e9acc5d323b880c1f6ca1b3c4");
    told(scene, "560003008c28"); /* there are only two */
    told(scene, "560001008c286357dfde67a396300b46dbacefbae76a");
    expect_found(scene, LOGIN " token " TOKEN " 256 bits aborted current; ");
}

static void test_frames_of_another_size(void **state)
{
    struct pairing_scene *scene = *state;
    give_token(scene, TOKEN, NULL);
    open_link(scene);
    write_value(scene, "4c0024000000");
    send_message(scene, true, 0x0b, HOST_RANDOM);
    send_message(scene, false, 0x0d, DEVICE_RANDOM);
    told(scene, "56000000000c0200");
    told(scene, "560001008c286357dfde67a396300b46dbacefbae76a968e9acc5d32");
    told(scene, "560002003b880c1f6ca1b3c4");
    expect_found(scene, LOGIN " token " TOKEN " 256 bits aborted current; ");
}

/* What is too short proves nothing, and refutes nothing. */
static void test_short_messages(void **state)
{
    struct pairing_scene *scene = *state;
    give_token(scene, TOKEN, NULL);
    open_link(scene);
    name_all(scene);
    write_value(scene, "4c0024000000");
    send_message(scene, true, 0x0b, HOST_RANDOM);
    send_message(scene, false, 0x0d, DEVICE_RANDOM);
    send_message(scene, false, 0x0c, HOST_RANDOM);
    expect_found(scene, LOGIN " aborted; ");
}

/* --- registration --- */

static void test_registration(void **state)
{
    static const struct {
        const char *answer, *found;
    } CASES[] = {
        {"4c0011000000", " done; "},
        {"4c0012000000", " failed; "},
        {"4c00e1000000", " failed; "},
        {"4c0021000000", " aborted; "}, /* of a login */
    };
    struct pairing_scene *scene = *state;
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        char expected[128];
        open_link(scene);
        write_value(scene, "4c00a2000000");
        send_message(scene, false, 0x00, "01000000");
        write_value(scene, "4c0015000000");
        send_message(scene, true, 0x03, PUBLIC_KEY);
        send_message(scene, false, 0x03, PUBLIC_KEY);
        write_value(scene, "4c0013000000");
        told(scene, CASES[i].answer);
        (void)snprintf(expected, sizeof expected, "%s%s", REGISTRATION, CASES[i].found);
        expect_found(scene, expected);
        scene->pairing.clue_count = 0;
    }
}

static void test_former_did(void **state)
{
    struct pairing_scene *scene = *state;
    open_link(scene);
    name_all(scene);
    write_value(scene, "4c00a2000000");
    send_message(scene, false, 0x00, "01000000626c742e332e3132397632626562396141544300");
    write_value(scene, "4c0015000000");
    send_message(scene, true, 0x00, "01000000ffffffffffffffffffffffffffffffffffffffff");
    told(scene, "4c0011000000");
    log_in(scene, send_message);
    write_value(scene, "4c0015000000");
    expect_found(scene,
                 REGISTRATION " done did " DID "; " LOGIN " done; " REGISTRATION " aborted; ");
}

static void test_broken_messages(void **state)
{
    static const char *const TOLD[] = {
        "5600",         "560000",
        "56000000",     "5600000000",
        "560000000003", "56000000000304",
        "56000100",     "560000000003ffff",
        "5600ffff00",   "56000100ffffffffffffffffffffffffffffffffffffffff",
        "560000000002", "56000000000203",
        "5600000000ff", "5600000000030000",
        "56000100",
    };
    struct pairing_scene *scene = *state;
    open_link(scene);
    name_all(scene);
    write_value(scene, "4c0015000000");
    for (size_t i = 0; i < sizeof TOLD / sizeof TOLD[0]; i++)
        told(scene, TOLD[i]);
    expect_found(scene, REGISTRATION " aborted; ");
}

/* Without a name, four bytes are no evidence. */
static void test_no_registration(void **state)
{
    struct pairing_scene *scene = *state;
    open_link(scene);
    write_value(scene, "4c0015000000");
    write_value(scene, "4c0024000000");
    write_value(scene, "4c0015000000");
    send_message(scene, true, 0x03, PUBLIC_KEY);
    told(scene, "4c0011000000");
    told(scene, "4c0021000000");
    expect_found(scene, "");
}

static void test_another_characteristic(void **state)
{
    struct pairing_scene *scene = *state;
    open_link(scene);
    name_all(scene);
    name_value(scene, 0x4c, "1100");
    log_in(scene, send_message);
    expect_found(scene, "");
}

/* --- security chips --- */

static void test_chip(void **state)
{
    static const struct {
        const char *begin;
        bool is_host;
        unsigned type;
    } CASES[] = {
        {"4c0010000000", true, 0x05}, {"4c0015000000", false, 0x01}, {"4c0015000000", false, 0x02},
        {"4c0015000000", true, 0x0e}, {"4c0024000000", true, 0x03},
    };
    struct pairing_scene *scene = *state;
    give_token(scene, TOKEN, NULL);
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        open_link(scene);
        name_all(scene);
        write_value(scene, CASES[i].begin);
        send_message(scene, CASES[i].is_host, CASES[i].type, HOST_RANDOM);
        expect_found(scene, "secure_chip " DEVICE " aborted; ");
        scene->pairing.clue_count = 0;
    }
    open_link(scene);
    name_all(scene);
    name_value(scene, 0x56, "1600"); /* its own characteristic */
    log_in(scene, send_message);
    expect_found(scene, "secure_chip " DEVICE " done; ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_proofs),
        TEST(test_login),
        TEST(test_login_with_another_token),
        TEST(test_login_before_a_registration),
        TEST(test_login_after_a_registration),
        TEST(test_login_that_another_one_refutes),
        TEST(test_login_in_part),
        TEST(test_device_does_not_know_the_token),
        TEST(test_frames_in_another_order),
        TEST(test_frames_of_another_size),
        TEST(test_short_messages),
        TEST(test_registration),
        TEST(test_former_did),
        TEST(test_broken_messages),
        TEST(test_no_registration),
        TEST(test_another_characteristic),
        TEST(test_chip),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
