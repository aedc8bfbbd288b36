#include "link_scene.h"

#include "radio/radio.h"

#define DEVICE "d780284124f8" /* as it is sent */
#define OPENED "open F8:24:41:28:80:D7 ; "
#define OTHER  "c60b0a38c1a4"

enum { LINK = 0x40, OTHER_LINK = 0x41 };

/* --- connections --- */

static void test_connection_events(void **state)
{
    static const char *const EVENTS[] = {
        "3e13 01 00 4000 00 00" DEVICE "24000000f40100",
        "3e1f 0a 00 4000 00 01" DEVICE "000000000000 000000000000 24000000f40100",
        "3e22 29 00 4000 00 00" DEVICE "000000000000 000000000000 24000000f40100 ffffff",
    };
    struct link_scene *scene = *state;
    for (size_t i = 0; i < sizeof EVENTS / sizeof EVENTS[0]; i++) {
        feed_event(scene, EVENTS[i]);
        expect_said(scene, OPENED);
        to_device(scene, LINK, "520300aa");
        expect_said(scene, "write 0003 ?/? aa; ");
        feed_event(scene, "0504 00 4000 13");
        expect_said(scene, "close ; ");
    }
}

static void test_no_connections(void **state)
{
    static const char *const EVENTS[] = {
        "3e13 01 3c 4000 00 00" DEVICE "24000000f40100", /* failed */
        "3e0c 01 00 4000 00 00" DEVICE,                  /* whole, but for the rest */
        "3e0b 01 00 4000 00 00"
        "d780284124",                            /* cut */
        "3e0f 02 01 00 00" DEVICE "03020106 c4", /* an advertisement */
        "030b 00 4000" DEVICE "01 00",           /* BR/EDR */
        "0504 0c 4000 13",                       /* failed to disconnect */
        "0504 00 4100 13",                       /* another one */
        "0e04 01 0104 00",
        "3e",
        "03",
        "05",
        "08",
        "0803004000",
        "ff",
    };
    struct link_scene *scene = *state;
    for (size_t i = 0; i < sizeof EVENTS / sizeof EVENTS[0]; i++) {
        feed_event(scene, EVENTS[i]);
        expect_said(scene, i == 1 ? OPENED : i == 4 ? "close ; " : "");
    }
}

/* Data of connections are no advertisements, whatever is in them. */
static void test_no_advertisement(void **state)
{
    static struct mi_radio radio;
    static const uint8_t BYTES[] = {2, 1, 6};
    const struct mi_packet packet = {.layer = MI_LAYER_ACL, .bytes = BYTES, .size = sizeof BYTES};
    struct mi_advert advert;
    (void)state;
    mi_radio_feed(&radio, &packet);
    assert_false(mi_radio_next(&radio, &advert));
    assert_int_equal(radio.problem.code, MI_OK);
}

static void test_reset_and_end(void **state)
{
    struct link_scene *scene = *state;
    feed_connection(scene, LINK, DEVICE);
    feed_connection(scene, OTHER_LINK, OTHER);
    scene->adapter = 1;
    feed_connection(scene, LINK, OTHER);
    expect_said(scene, OPENED "open A4:C1:38:0A:0B:C6 ; open A4:C1:38:0A:0B:C6 ; ");
    scene->adapter = 0;
    feed_event(scene, "0e04 01 030c 00");
    expect_said(scene, "close ; close ; ");
    mi_links_end(&scene->links);
    expect_said(scene, "close ; ");
    mi_links_end(&scene->links);
    expect_said(scene, "");
}

/* A log that was rotated in the middle of a connection; other inputs have nothing to do with it. */
static void test_input_that_goes_on(void **state)
{
    enum { DAYS = 86400 };
    static const struct {
        mi_time first, second;
        const char *said;
    } CASES[] = {
        {1000 * MI_SECOND, 1002 * MI_SECOND, "write 0003 ?/? aa; "},
        {1000 * MI_SECOND, 999 * MI_SECOND, "close ; open ; write 0003 ?/? aa; "},
        {DAYS * MI_SECOND, 2 * DAYS * MI_SECOND, "close ; open ; write 0003 ?/? aa; "},
        {MI_NO_TIME, MI_NO_TIME, "close ; open ; write 0003 ?/? aa; "},
        {MI_NO_TIME, 1000 * MI_SECOND, "close ; open ; write 0003 ?/? aa; "},
    };
    struct link_scene *scene = *state;
    scene->is_number_free = true;
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        scene->time = CASES[i].first;
        feed_connection(scene, LINK, DEVICE);
        expect_said(scene, OPENED);
        mi_links_next(&scene->links);
        mi_links_next(&scene->links); /* one that is empty */
        scene->time = CASES[i].second;
        to_device(scene, LINK, "520300aa");
        expect_said(scene, CASES[i].said);
        assert_int_equal(scene->links.input, 2 * (i + 1));
        mi_links_end(&scene->links);
        expect_said(scene, "close ; ");
    }
}

static void test_without_connection_event(void **state)
{
    struct link_scene *scene = *state;
    feed_hex(scene, MI_LAYER_H4, MI_SENT, "02 4000 0700 0300 0500 0a0a00"); /* signaling */
    expect_said(scene, "");
    to_device(scene, LINK, "520300aa");
    expect_said(scene, "open ; write 0003 ?/? aa; ");
    feed_connection(scene, LINK, DEVICE);
    expect_said(scene, "close ; " OPENED);
}

static void test_oldest_makes_room(void **state)
{
    struct link_scene *scene = *state;
    for (unsigned i = 0; i < MI_CONNECTIONS; i++)
        feed_connection(scene, LINK + i, DEVICE);
    to_device(scene, LINK, "520300aa");
    scene->text = mi_text(scene->said, sizeof scene->said);
    feed_connection(scene, 0x100, OTHER);
    expect_said(scene, "close ; open A4:C1:38:0A:0B:C6 ; ");
    assert_int_equal(scene->links.evicted, 1);
    to_device(scene, LINK, "520300aa"); /* heard lately */
    expect_said(scene, "write 0003 ?/? aa; ");
    to_device(scene, LINK + 1, "520300aa"); /* the oldest: it takes the place of no other */
    expect_said(scene, "");
    feed_event(scene, "0504 00 0001 13"); /* nor that of one that ends */
    to_device(scene, LINK + 1, "520300aa");
    expect_said(scene, "close ; ");
    feed_connection(scene, LINK + 1, DEVICE);
    expect_said(scene, OPENED);
    assert_int_equal(scene->links.evicted, 1);
}

/* What only data tells of takes no place, and each counts once. */
static void test_data_evicts_nothing(void **state)
{
    struct link_scene *scene = *state;
    for (unsigned i = 0; i < MI_CONNECTIONS; i++)
        feed_connection(scene, LINK + i, DEVICE);
    scene->text = mi_text(scene->said, sizeof scene->said);
    for (unsigned i = 0; i < 4 * MI_LINKS_LOST; i++)
        to_device(scene, 0x100 + i % MI_LINKS_LOST, "520300aa");
    expect_said(scene, "");
    assert_int_equal(scene->links.evicted, MI_LINKS_LOST);
    to_device(scene, 0x200, "520300aa"); /* one more than are remembered */
    assert_int_equal(scene->links.evicted, MI_LINKS_LOST + 1);
    feed_event(scene, "0e04 01 030c 00");
    scene->text = mi_text(scene->said, sizeof scene->said);
    to_device(scene, 0x200, "520300aa");
    expect_said(scene, "open ; write 0003 ?/? aa; ");
}

static void test_encryption(void **state)
{
    struct link_scene *scene = *state;
    feed_connection(scene, LINK, DEVICE);
    feed_event(scene, "0804 05 4000 00"); /* failed */
    feed_event(scene, "0804 00 4000 00"); /* off */
    expect_said(scene, OPENED);
    feed_event(scene, "0804 00 4000 01");
    feed_event(scene, "5905 00 4000 01 10");
    to_host(scene, LINK, "1b0300aa");
    expect_said(scene, "encrypted ; told 0003 ?/? aa; ");
}

/* --- values --- */

static void test_values(void **state)
{
    static const struct {
        enum mi_direction direction;
        const char *pdu;
        const char *said;
    } STEPS[] = {
        {MI_SENT, "12030001", "write 0003 ?/? 01; "},
        {MI_RECEIVED, "13", ""},
        {MI_SENT, "520300", "write 0003 ?/? ; "},
        {MI_RECEIVED, "1b0300a1a2", "told 0003 ?/? a1a2; "},
        {MI_RECEIVED, "1d0400b1", "told 0004 ?/? b1; "},
        {MI_SENT, "1e", ""},
        {MI_SENT, "0a0500", ""},
        {MI_RECEIVED, "0bc1c2", "read 0005 ?/? c1c2; "},
        {MI_RECEIVED, "0bc1c2", ""}, /* nobody has asked */
        {MI_SENT, "0a0500", ""},
        {MI_RECEIVED, "010a050002", ""}, /* refused */
        {MI_RECEIVED, "0bc1c2", ""},
        {MI_SENT, "0801 00ffff 002a", ""}, /* by its name */
        {MI_RECEIVED, "0904 0300 d1d2 0900 d3d4", "read 0003 ?/2a00 d1d2; read 0009 ?/2a00 d3d4; "},
        {MI_RECEIVED, "52030001", ""}, /* of the host's own attributes */
        {MI_SENT, "1b030001", ""},
        {MI_SENT, "12", ""},
        {MI_SENT, "1203", ""},
        {MI_SENT, "ff", ""},
    };
    struct link_scene *scene = *state;
    feed_connection(scene, LINK, DEVICE);
    expect_said(scene, OPENED);
    for (size_t i = 0; i < sizeof STEPS / sizeof STEPS[0]; i++) {
        feed_att(scene, STEPS[i].direction, LINK, STEPS[i].pdu);
        expect_said(scene, STEPS[i].said);
    }
}

#define TEN     "00010203040506070809"
#define TWENTY  TEN TEN
#define FULL_22 TWENTY "aabb"

static void test_long_read(void **state)
{
    struct link_scene *scene = *state;
    feed_connection(scene, LINK, DEVICE);
    to_device(scene, LINK, "0a0500");
    to_host(scene, LINK, "0b" FULL_22);
    to_device(scene, LINK, "0c0500 1600");
    to_host(scene, LINK, "0dccdd");
    expect_said(scene, OPENED "read 0005 ?/? " FULL_22 " …; read 0005 ?/? " FULL_22 "ccdd; ");

    to_device(scene, LINK, "0c0500 0000"); /* from the start */
    to_host(scene, LINK, "0dee");
    to_device(scene, LINK, "0c0500 0500"); /* not where it ended */
    to_host(scene, LINK, "0dff");
    to_device(scene, LINK, "0c0600 0100"); /* of another one */
    to_host(scene, LINK, "0dff");
    expect_said(scene, "read 0005 ?/? ee; ");
}

static void test_mtu(void **state)
{
    struct link_scene *scene = *state;
    feed_connection(scene, LINK, DEVICE);
    to_device(scene, LINK, "020502");
    to_host(scene, LINK, "031900"); /* 25 */
    to_device(scene, LINK, "0a0500");
    to_host(scene, LINK, "0b" FULL_22);
    to_device(scene, LINK, "0a0500");
    to_host(scene, LINK, "0b" FULL_22 "ccdd");
    expect_said(scene, OPENED "read 0005 ?/? " FULL_22 "; read 0005 ?/? " FULL_22 "ccdd …; ");
    to_host(scene, LINK, "022000"); /* the device asks, too */
    to_device(scene, LINK, "030502");
    assert_int_equal(scene->links.connections[0].mtu, 0x20);
}

static void test_prepared_writes(void **state)
{
    struct link_scene *scene = *state;
    feed_connection(scene, LINK, DEVICE);
    to_device(scene, LINK, "16030000000102");
    to_host(scene, LINK, "17030000000102");
    to_device(scene, LINK, "160300020003");
    to_device(scene, LINK, "160900000009"); /* another value */
    to_device(scene, LINK, "160900050009"); /* with a hole in it */
    expect_said(scene, OPENED);
    to_device(scene, LINK, "1801");
    expect_said(scene, "write 0003 ?/? 010203; write 0009 ?/? 09; ");
    to_device(scene, LINK, "160300000001");
    to_device(scene, LINK, "1800"); /* never mind */
    to_device(scene, LINK, "1801");
    expect_said(scene, "");
}

static void test_too_much_is_prepared(void **state)
{
    struct link_scene *scene = *state;
    feed_connection(scene, LINK, DEVICE);
    for (unsigned i = 0; i < 2 * MI_PREPARED_MAX; i++) {
        char part[32];
        (void)snprintf(part, sizeof part, "160300%02x0001", i);
        to_device(scene, LINK, part);
    }
    scene->text = mi_text(scene->said, sizeof scene->said);
    to_device(scene, LINK, "1801");
    assert_non_null(strstr(scene->said, "01 cut; "));
}

/* --- discovery --- */

static void discover(struct link_scene *scene)
{
    to_device(scene, LINK, "100100ffff0028");
    to_host(scene, LINK, "1106 0100 0900 95fe 0a00 0f00 0f18");
    to_device(scene, LINK, "101000ffff0028");
    to_host(scene, LINK, "1114 1000 2000 a6a37d99f26f1a8a0c4b0a7ab0cce0eb");
    to_device(scene, LINK, "080100ffff0328");
    to_host(scene, LINK, "0907 0200 18 0300 0100 0400 02 0500 0400");
    to_device(scene, LINK, "080600ffff0328");
    to_host(scene, LINK, "0915 1100 12 1200 a6a37d99f26f1a8a0c4b0a7ac1cce0eb");
}

static void test_discovery(void **state)
{
    struct link_scene *scene = *state;
    feed_connection(scene, LINK, DEVICE);
    discover(scene);
    expect_said(scene, OPENED);
    to_device(scene, LINK, "12030001");
    to_host(scene, LINK, "1b120002");
    to_device(scene, LINK, "120a0003");
    to_device(scene, LINK, "12210004");
    expect_said(scene, "write 0003 fe95/0001 01; told 0012 ebe0ccb07a0a4b0c/ebe0ccc17a0a4b0c 02; "
                       "write 000a 180f/? 03; write 0021 ?/? 04; ");
}

static void test_other_discovery(void **state)
{
    struct link_scene *scene = *state;
    feed_connection(scene, LINK, DEVICE);
    to_device(scene, LINK, "060100ffff 0028 95fe"); /* services of one kind */
    to_host(scene, LINK, "07 0100 0900 2000 2900");
    to_device(scene, LINK, "0402000500"); /* whatever is there */
    to_host(scene, LINK, "0501 0300 0100 0400 0229 0500 0328");
    to_device(scene, LINK, "0420002100");
    to_host(scene, LINK, "0502 2100 a6a37d99f26f1a8a0c4b0a7ac1cce0eb");
    to_device(scene, LINK, "12030001");
    to_device(scene, LINK, "12040002");
    to_device(scene, LINK, "12050003");
    to_device(scene, LINK, "12210004");
    expect_said(scene, OPENED "write 0003 fe95/0001 01; write 0004 fe95/2902 02; "
                              "write 0005 fe95/? 03; write 0021 fe95/ebe0ccc17a0a4b0c 04; ");
}

/* The declarations of 2A6E and 2A6F in pvvx name a wrong handle. */
static void test_wrong_declarations(void **state)
{
    struct link_scene *scene = *state;
    feed_connection(scene, LINK, DEVICE);
    to_device(scene, LINK, "081d0026000328");
    to_host(scene, LINK, "0907 1e00121f001f2a 2100121f006e2a 2400121f006f2a");
    to_host(scene, LINK, "1b1f0001");
    to_host(scene, LINK, "1b220002");
    to_host(scene, LINK, "1b250003");
    expect_said(scene, OPENED "told 001f ?/2a1f 01; told 0022 ?/2a6e 02; told 0025 ?/2a6f 03; ");
}

static void test_answers_of_odd_sizes(void **state)
{
    static const char *const ANSWERS[][2] = {
        {"100100ffff0028", "11"},
        {"100100ffff0028", "1100 010002009500"},
        {"100100ffff0028", "1105 0100020095"},
        {"100100ffff0028", "1106 01000200"},
        {"080100ffff0328", "09"},
        {"080100ffff0328", "0900"},
        {"080100ffff0328", "0902 0100"},
        {"080100ffff0328", "0907 ffff18ffff0100"},
        {"080100ffff0328", "0908 0200180300010000"},
        {"080100ffff", "0904 01000200"},
        {"080100ffff01020304", "0904 01000200"},
        {"060100ffff0028", "0701000200"},
        {"0401000200", "05"},
        {"0401000200", "0503 0100"},
    };
    struct link_scene *scene = *state;
    feed_connection(scene, LINK, DEVICE);
    for (size_t i = 0; i < sizeof ANSWERS / sizeof ANSWERS[0]; i++) {
        to_device(scene, LINK, ANSWERS[i][0]);
        to_host(scene, LINK, ANSWERS[i][1]);
    }
    expect_said(scene, OPENED);
    assert_int_equal(scene->links.connections[0].gatt.attribute_count, 0);
    assert_int_equal(scene->links.connections[0].gatt.service_count, 0);
}

/* A host that knows a device does not ask for its attributes again. */
static void test_attributes_are_remembered(void **state)
{
    struct link_scene *scene = *state;
    feed_connection(scene, LINK, DEVICE);
    discover(scene);
    feed_event(scene, "0504 00 4000 13");
    feed_connection(scene, LINK, OTHER); /* the same handle, another device */
    to_device(scene, LINK, "12030001");
    feed_event(scene, "0504 00 4000 13");
    feed_connection(scene, OTHER_LINK, DEVICE);
    to_device(scene, OTHER_LINK, "12030001");
    expect_said(scene, OPENED "close ; open A4:C1:38:0A:0B:C6 ; write 0003 ?/? 01; close ; " OPENED
                              "write 0003 fe95/0001 01; ");
    to_device(scene, OTHER_LINK, "100100ffff0028"); /* it asks: they have changed */
    to_device(scene, OTHER_LINK, "12030001");
    expect_said(scene, "write 0003 ?/? 01; ");
}

static void test_more_attributes_than_room(void **state)
{
    struct mi_gatt *gatt = calloc(1, sizeof *gatt);
    (void)state;
    for (unsigned i = 1; i <= 2 * MI_ATTRIBUTES; i++) {
        mi_gatt_note(gatt, (uint16_t)(1000 - i), mi_uuid((uint16_t)i));
        mi_gatt_note_service(gatt, (uint16_t)(1000 - i), (uint16_t)(1000 - i),
                             mi_uuid((uint16_t)i));
    }
    assert_int_equal(gatt->attribute_count, MI_ATTRIBUTES);
    assert_int_equal(gatt->service_count, MI_SERVICES);
    assert_true(mi_uuid_is(mi_gatt_uuid(gatt, 999), 1));
    assert_false(mi_uuid_is_known(mi_gatt_uuid(gatt, 1000 - MI_ATTRIBUTES - 1)));
    mi_gatt_note(gatt, 999, mi_uuid(0x2a00)); /* replaced */
    assert_true(mi_uuid_is(mi_gatt_uuid(gatt, 999), 0x2a00));
    assert_true(mi_gatt_has(gatt, mi_uuid(0x2a00)));
    assert_false(mi_gatt_has(gatt, mi_uuid(0x2a01)));
    free(gatt);
}

/* --- fragments --- */

static void test_fragments(void **state)
{
    struct link_scene *scene = *state;
    for (scene->fragment = 1; scene->fragment < 30; scene->fragment++)
        for (unsigned hidden = 0; hidden < 2; hidden++) {
            scene->is_direction_hidden = hidden != 0;
            feed_connection(scene, LINK, DEVICE);
            to_device(scene, LINK, "120300" TWENTY);
            to_host(scene, LINK, "1b0400" TWENTY);
            feed_event(scene, "0504 00 4000 13");
            expect_said(scene,
                        OPENED "write 0003 ?/? " TWENTY "; told 0004 ?/? " TWENTY "; close ; ");
        }
}

static void test_fragments_among_others(void **state)
{
    struct link_scene *scene = *state;
    feed_connection(scene, LINK, DEVICE);
    feed_connection(scene, OTHER_LINK, OTHER);
    scene->text = mi_text(scene->said, sizeof scene->said);
    feed_hex(scene, MI_LAYER_ACL, MI_SENT, "4000 0700 0500 0400 120300");
    to_device(scene, OTHER_LINK, "12090001");
    to_host(scene, LINK, "1b050002");
    feed_hex(scene, MI_LAYER_ACL, MI_SENT, "4010 0200 a1a2");
    feed_hex(scene, MI_LAYER_ACL, MI_SENT, "4010 0200 b1b2"); /* of nothing */
    expect_said(scene, "write 0009 ?/? 01; told 0005 ?/? 02; write 0003 ?/? a1a2; ");
}

static void test_broken_messages(void **state)
{
    static const char *const PACKETS[] = {
        "4000 0900 0400 0400 12030001 ff", /* longer than it says */
        "4000 0400 0000 0400",             /* nothing in it */
        "4000 0800 0800 0400 12030001",    /* a start that is never finished … */
        "4010 0600 020304050607",          /* … with a part that is too long */
        "4000 0800 ffff 0400 12030001",    /* more than there is room for */
        "4010 0200 ffff",
        "4000 0800 0400 0500 12030001", /* another channel */
        "4000 0000",
        "4000",
        "40",
        "4010 0000",
    };
    struct link_scene *scene = *state;
    feed_connection(scene, LINK, DEVICE);
    for (size_t i = 0; i < sizeof PACKETS / sizeof PACKETS[0]; i++)
        feed_hex(scene, MI_LAYER_ACL, MI_SENT, PACKETS[i]);
    expect_said(scene, OPENED);
    to_device(scene, LINK, "12030001");
    expect_said(scene, "write 0003 ?/? 01; ");
}

/* Android keeps 14 bytes of each packet, H4 type included, when its log is off. */
static void test_cut_packets(void **state)
{
    struct link_scene *scene = *state;
    feed_connection(scene, LINK, DEVICE);
    feed_hex(scene, MI_LAYER_H4, MI_SENT, "02 4000 0b00 0700 0400 1213 0090ca");
    feed_hex(scene, MI_LAYER_H4, MI_RECEIVED, "02 4020 0b00 0700 0400 1b");
    feed_hex(scene, MI_LAYER_H4, MI_SENT, "02 4000 0700 0300 0400 0a0500");
    feed_hex(scene, MI_LAYER_H4, MI_RECEIVED, "02 4020 0b00 0700 0400 0ba1");
    feed_hex(scene, MI_LAYER_H4, MI_SENT, "02 4000 0900 0500 0400 0c050001");
    feed_hex(scene, MI_LAYER_H4, MI_RECEIVED, "02 4020 0600 0200 0400 0dff");
    expect_said(scene,
                OPENED "write 0013 ?/? 90ca cut; told 0000 ?/?  cut; read 0005 ?/? a1 cut; ");
}

/* A hole in the middle: nothing behind it is taken for what was there. */
static void test_cut_fragments(void **state)
{
    struct link_scene *scene = *state;
    feed_connection(scene, LINK, DEVICE);
    feed_hex(scene, MI_LAYER_ACL, MI_SENT, "4000 0a00 0a00 0400 120300a1");
    feed_hex(scene, MI_LAYER_ACL, MI_SENT, "4010 0400 a4a5a6a7");
    expect_said(scene, OPENED "write 0003 ?/? a1 cut; ");
    feed_hex(scene, MI_LAYER_ACL, MI_SENT, "4000 0a00 0a"); /* not even its length */
    feed_hex(scene, MI_LAYER_ACL, MI_SENT, "4010 0400 a4a5a6a7");
    expect_said(scene, "");
}

/* Every packet can be cut at every byte. */
static void test_every_cut(void **state)
{
    static const char *const PACKETS[] = {
        "043e13010040000000" DEVICE "24000000f40100",
        "0240000b000700040010 0100ffff0028",
        "0240200c0008000400 1106 0100ffff95fe",
        "0240000b000700040008 0100ffff0328",
        "0240201b0017000400 0907 0200180300010006000207000200 09 00020a000400",
        "02400009000500040004 04000400",
        "0240200a0006000400 0501 04000229",
        "0240000d000900040016 13000000 90ca85de",
        "02400006000200040018 01",
        "02400007000300040008 0a00",
        "04050400400013",
    };
    struct link_scene *scene = *state;
    for (size_t i = 0; i < sizeof PACKETS / sizeof PACKETS[0]; i++) {
        uint8_t bytes[SCENE_BYTES];
        size_t size = mi_hex_decode(PACKETS[i], strlen(PACKETS[i]), bytes, sizeof bytes).size;
        for (size_t cut = 0; cut <= size; cut++)
            feed_packet(scene, (struct mi_packet){
                                   .layer = MI_LAYER_H4,
                                   .bytes = bytes,
                                   .size = cut,
                                   .direction = i % 2 == 0 ? MI_RECEIVED : MI_SENT,
                               });
    }
    assert_true(scene->text.length > 0);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, link_scene_new, link_scene_free)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_connection_events),
        TEST(test_no_connections),
        TEST(test_no_advertisement),
        TEST(test_reset_and_end),
        TEST(test_input_that_goes_on),
        TEST(test_without_connection_event),
        TEST(test_oldest_makes_room),
        TEST(test_data_evicts_nothing),
        TEST(test_encryption),
        TEST(test_values),
        TEST(test_long_read),
        TEST(test_mtu),
        TEST(test_prepared_writes),
        TEST(test_too_much_is_prepared),
        TEST(test_discovery),
        TEST(test_other_discovery),
        TEST(test_wrong_declarations),
        TEST(test_answers_of_odd_sizes),
        TEST(test_attributes_are_remembered),
        TEST(test_more_attributes_than_room),
        TEST(test_fragments),
        TEST(test_fragments_among_others),
        TEST(test_broken_messages),
        TEST(test_cut_packets),
        TEST(test_cut_fragments),
        TEST(test_every_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
