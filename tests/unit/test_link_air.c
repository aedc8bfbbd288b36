#include "link_scene.h"

#define ACCESS  "ab5d6550"
#define DEVICE  "be02d34124f8" /* as it is sent */
#define OPENED  "open F8:24:41:D3:02:BE ; "
#define REQUEST "c0ffee010203" DEVICE ACCESS "a1b2c3020a0024000000f401ffffffff1f27"

static void feed_air(struct link_scene *scene, enum mi_direction direction, const char *hex)
{
    feed_hex(scene, MI_LAYER_AIR, direction, hex);
}

static void connect(struct link_scene *scene)
{
    feed_air(scene, MI_DIRECTION_UNTOLD, "d6be898e 4522" REQUEST "ff5b84");
    expect_said(scene, OPENED);
}

static void test_connection_request(void **state)
{
    struct link_scene *scene = *state;
    connect(scene);
    feed_air(scene, MI_SENT, ACCESS "0208 0400 0400 52030001 37a141");
    expect_said(scene, "write 0003 ?/? 01; ");
    feed_air(scene, MI_DIRECTION_UNTOLD, "d6be898e 4522" REQUEST); /* the same once more */
    expect_said(scene, "close ; " OPENED);
}

static void test_no_connection_request(void **state)
{
    static const char *const PACKETS[] = {
        "d6be898e 0009 010203040506020106",           /* an advertisement */
        "d6be898e 030c c0ffee010203" DEVICE,          /* SCAN_REQ */
        "d6be898e 4522 c0ffee010203" DEVICE "ab5d65", /* cut */
        ACCESS "0208 0400 0400 52030001",             /* nobody has asked for it */
        "d6be898e",
        "d6be89",
        "d6be898e45",
    };
    struct link_scene *scene = *state;
    for (size_t i = 0; i < sizeof PACKETS / sizeof PACKETS[0]; i++)
        feed_air(scene, MI_SENT, PACKETS[i]);
    expect_said(scene, "");
}

static void test_bad_reception(void **state)
{
    static const struct mi_air BAD[] = {{.crc = MI_CRC_BAD}, {.is_whitened = true}};
    struct link_scene *scene = *state;
    uint8_t bytes[SCENE_BYTES];
    const char *hex = ACCESS "0208 0400 0400 52030001 37a141";
    size_t size = mi_hex_decode(hex, strlen(hex), bytes, sizeof bytes).size;
    connect(scene);
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++)
        feed_packet(scene, (struct mi_packet){
                               .layer = MI_LAYER_AIR, .bytes = bytes, .size = size, .air = BAD[i]});
    expect_said(scene, "");
}

static void test_coded(void **state)
{
    struct link_scene *scene = *state;
    uint8_t bytes[SCENE_BYTES];
    const char *hex = ACCESS "00 0208 0400 0400 52030001";
    size_t size = mi_hex_decode(hex, strlen(hex), bytes, sizeof bytes).size;
    connect(scene);
    feed_packet(
        scene, (struct mi_packet){
                   .layer = MI_LAYER_AIR, .bytes = bytes, .size = size, .air = {.is_coded = true}});
    expect_said(scene, "write 0003 ?/? 01; ");
}

static void test_fragments(void **state)
{
    struct link_scene *scene = *state;
    for (unsigned hidden = 0; hidden < 2; hidden++) {
        scene->is_direction_hidden = hidden != 0;
        connect(scene);
        feed_air(scene, MI_SENT, ACCESS "0206 0600 0400 5203");
        feed_air(scene, MI_RECEIVED, ACCESS "0100");
        feed_air(scene, MI_SENT, ACCESS "0902 00a1");
        feed_air(scene, MI_RECEIVED, ACCESS "0900");
        feed_air(scene, MI_SENT, ACCESS "0102 a2a3");
        expect_said(scene, "write 0003 ?/? a1a2a3; ");
        feed_air(scene, MI_RECEIVED, ACCESS "0209 0500 0400 1b0400b1b2");
        expect_said(scene, "told 0004 ?/? b1b2; ");
        mi_links_end(&scene->links);
        expect_said(scene, "close ; ");
    }
}

/* What was not acknowledged is sent again, with the same sequence number. */
static void test_repeated(void **state)
{
    struct link_scene *scene = *state;
    connect(scene);
    feed_air(scene, MI_SENT, ACCESS "0208 0400 0400 52030001");
    feed_air(scene, MI_RECEIVED, ACCESS "0100");
    feed_air(scene, MI_SENT, ACCESS "0608 0400 0400 52030001");
    feed_air(scene, MI_SENT, ACCESS "1208 0400 0400 52030001");
    expect_said(scene, "write 0003 ?/? 01; ");
    feed_air(scene, MI_SENT, ACCESS "0a08 0400 0400 52030001"); /* the same value, anew */
    expect_said(scene, "write 0003 ?/? 01; ");
    feed_air(scene, MI_SENT, ACCESS "0a08 0400 0400 52030002"); /* one in between was missed */
    expect_said(scene, "write 0003 ?/? 02; ");
}

static void test_repeated_part(void **state)
{
    struct link_scene *scene = *state;
    connect(scene);
    feed_air(scene, MI_SENT, ACCESS "0206 0600 0400 5203");
    feed_air(scene, MI_SENT, ACCESS "0206 0600 0400 5203");
    feed_air(scene, MI_SENT, ACCESS "0902 00a1");
    feed_air(scene, MI_SENT, ACCESS "0902 00a1");
    feed_air(scene, MI_SENT, ACCESS "0102 a2a3");
    expect_said(scene, "write 0003 ?/? a1a2a3; ");
}

static void test_part_of_a_zero(void **state)
{
    struct link_scene *scene = *state;
    connect(scene);
    feed_air(scene, MI_SENT, ACCESS "0206 0400 0400 5203");
    feed_air(scene, MI_RECEIVED, ACCESS "0900");
    feed_air(scene, MI_SENT, ACCESS "0901 00");
    feed_air(scene, MI_SENT, ACCESS "0101 00");
    expect_said(scene, "write 0003 ?/? 00; ");
}

static void test_cut(void **state)
{
    struct link_scene *scene = *state;
    connect(scene);
    feed_air(scene, MI_SENT, ACCESS "020a 0600 0400 520300a1");
    expect_said(scene, "write 0003 ?/? a1 cut; ");
}

static void test_termination(void **state)
{
    struct link_scene *scene = *state;
    connect(scene);
    feed_air(scene, MI_SENT, ACCESS "0302 0213");
    expect_said(scene, "close ; ");
    feed_air(scene, MI_SENT, ACCESS "0208 0400 0400 52030001");
    expect_said(scene, "");
}

/* --- encryption --- */

#define NOISE_1 ACCESS "020d 5f89438417a5714395b53e4675"
#define NOISE_2 ACCESS "060c 9685332dbe1bd5753914af9c"

static void test_encryption_that_was_asked_for(void **state)
{
    struct link_scene *scene = *state;
    connect(scene);
    feed_air(scene, MI_RECEIVED, ACCESS "0301 05"); /* LL_START_ENC_REQ */
    expect_said(scene, "");
    feed_air(scene, MI_SENT, NOISE_1);
    expect_said(scene, "encrypted ; ");
    feed_air(scene, MI_RECEIVED, NOISE_2);
    feed_air(scene, MI_SENT, ACCESS "0305 0213010203"); /* LL_TERMINATE_IND is encrypted, too */
    expect_said(scene, "");
}

static void test_encryption_that_was_missed(void **state)
{
    struct link_scene *scene = *state;
    connect(scene);
    feed_air(scene, MI_SENT, NOISE_1);
    feed_air(scene, MI_SENT, ACCESS "0a08 0400 0400 52030001"); /* an accident, as it seems */
    feed_air(scene, MI_SENT, NOISE_2);
    expect_said(scene, "write 0003 ?/? 01; ");
    feed_air(scene, MI_RECEIVED, NOISE_1);
    expect_said(scene, "encrypted ; ");
}

/* A sniffer that has the key gives what was encrypted in clear. */
static void test_decrypted_by_the_sniffer(void **state)
{
    struct link_scene *scene = *state;
    connect(scene);
    feed_air(scene, MI_RECEIVED, ACCESS "0301 05");
    feed_air(scene, MI_SENT, ACCESS "0208 0400 0400 52030001");
    expect_said(scene, "write 0003 ?/? 01; ");
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, link_scene_new, link_scene_free)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_connection_request),
        TEST(test_no_connection_request),
        TEST(test_bad_reception),
        TEST(test_coded),
        TEST(test_fragments),
        TEST(test_repeated),
        TEST(test_repeated_part),
        TEST(test_part_of_a_zero),
        TEST(test_cut),
        TEST(test_termination),
        TEST(test_encryption_that_was_asked_for),
        TEST(test_encryption_that_was_missed),
        TEST(test_decrypted_by_the_sniffer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
