#include "support.h"

#include "beacon/decode.h"
#include "beacon/field.h"
#include "link_scene.h"
#include "pairing/gatt_frame.h"

enum { LINK = 0x40 };

/* Connections, and the readings that come over them. */
struct room {
    struct link_scene link;
    struct mi_gatt_readings readings;
    struct mi_frame frame;
    char said[1024];
    struct mi_text text;
    uint64_t hashes[64]; /* of the frames so far, modulo their number */
    size_t count;
};

/* "LYWSD03MMC A1:B2:C3:D4:E5:F6; temperature 21.3 °C …| " */
static void take(void *context, const struct mi_link_event *event)
{
    struct room *room = context;
    if (!mi_gatt_frame(&room->readings, &room->frame, event))
        return;
    assert_int_equal(room->frame.status, MI_STATUS_PLAIN);
    assert_string_equal(mi_format_name(room->frame.format), "gatt");
    mi_text_add(&room->text, room->frame.model != NULL ? room->frame.model : "?");
    mi_text_char(&room->text, ' ');
    mi_text_address(&room->text, room->frame.address);
    for (size_t i = 0; i < room->frame.reading_count; i++)
        add_said(&room->text, &room->frame.readings[i]);
    mi_text_add(&room->text, " | ");
    room->hashes[room->count++ % 64] = room->frame.envelope.hash;
}

static int new_room(void **state)
{
    struct room *room = calloc(1, sizeof *room);
    assert_non_null(room);
    room->link.links.take = take;
    room->link.links.context = room;
    room->text = mi_text(room->said, sizeof room->said);
    feed_connection(&room->link, LINK, "f6e5d4c3b2a1");
    *state = room;
    return 0;
}

static int free_room(void **state)
{
    free(*state);
    return 0;
}

static void expect(struct room *room, const char *expected)
{
    assert_string_equal(room->said, expected);
    room->text = mi_text(room->said, sizeof room->said);
}

/* Characteristics as Find Information names them, and services. */
#define XIAOMI(first) "a6a37d99f26f1a8a0c4b0a7a" first "e0eb"

static void name(struct room *room, const char *handle, const char *uuid)
{
    char hex[128];
    to_device(&room->link, LINK, "040100ffff");
    (void)snprintf(hex, sizeof hex, "05%s%s%s", strlen(uuid) == 4 ? "01" : "02", handle, uuid);
    to_host(&room->link, LINK, hex);
}

#define DEVICE " A1:B2:C3:D4:E5:F6; "

static void test_climate(void **state)
{
    struct room *room = *state;
    name(room, "3600", XIAOMI("c1cc"));
    to_host(&room->link, LINK, "1b3600 5308 39 8a0b");
    expect(room, "LYWSD03MMC" DEVICE "temperature 21.31 °C; humidity 57 %; voltage 2.954 V | ");
    to_host(&room->link, LINK, "1b3600 00fe 1f");
    expect(room, "LYWSD02" DEVICE "temperature -5.12 °C; humidity 31 % | ");
    to_host(&room->link, LINK, "1b3600 d500 4602 3a0c");
    expect(room, "XMWSDJ04MMC" DEVICE "temperature 21.3 °C; humidity 58.2 %; voltage 3.13 V | ");
    name(room, "3800", XIAOMI("c4cc"));
    to_device(&room->link, LINK, "0a3800");
    to_host(&room->link, LINK, "0b4f");
    expect(room, "?" DEVICE "battery 79 % | ");
}

static void test_equal_values_are_no_copies(void **state)
{
    struct room *room = *state;
    name(room, "3500", XIAOMI("c1cc"));
    name(room, "3800", XIAOMI("c1cc"));
    while (room->count < 64) {
        to_host(&room->link, LINK, "1b3500 5308 39");
        to_host(&room->link, LINK, "1b3800 5308 39");
        room->text = mi_text(room->said, sizeof room->said);
    }
    for (size_t i = 0; i < 64; i++)
        for (size_t j = 0; j < i; j++)
            assert_int_not_equal(room->hashes[i], room->hashes[j]);
}

static void test_no_readings(void **state)
{
    struct room *room = *state;
    to_host(&room->link, LINK, "1b3600530839"); /* without a name */
    name(room, "3600", XIAOMI("c1cc"));
    to_host(&room->link, LINK, "1b36005308");
    to_host(&room->link, LINK, "1b360053083900");
    to_host(&room->link, LINK, "1b360053083900000000");
    to_device(&room->link, LINK, "123600530839"); /* written */
    name(room, "1800", "192a");                   /* the battery of whatever it is */
    to_host(&room->link, LINK, "1b18003b");
    feed_hex(&room->link, MI_LAYER_ACL, MI_RECEIVED, "4020 0c00 0800 0400 1b3600530839"); /* cut */
    expect(room, "");
}

static void test_text(void **state)
{
    static const struct {
        const char *text, *said;
    } CASES[] = {
        {"543d32312e3320483d35382e3200", "temperature 21.3 °C; humidity 58.2 %"},
        {"543d2d302e3520483d3939", "temperature -0.5 °C; humidity 99 %"},
        {"543d2e3520483d35382e3200", "humidity 58.2 %"},
        {"543d312e322e3320483d2d2d", "temperature 1.2 °C"},
        {"483d353820202020", "humidity 58 %"},
        {"543d3939393939393939393939", "temperature 999999 °C"},
    };
    struct room *room = *state;
    name(room, "0e00", "6d667044736662756645766455aa6c22");
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        char hex[64];
        char said[128];
        (void)snprintf(hex, sizeof hex, "1b0e00%s", CASES[i].text);
        (void)snprintf(said, sizeof said, "LYWSDCGQ" DEVICE "%s | ", CASES[i].said);
        to_host(&room->link, LINK, hex);
        expect(room, said);
    }
    to_host(&room->link, LINK, "1b0e0020202020202020202020");
    to_host(&room->link, LINK, "1b0e00543d20202020483d");
    expect(room, "");
    name(room, "1800", "192a");
    to_host(&room->link, LINK, "1b18003b");
    expect(room, "LYWSDCGQ" DEVICE "battery 59 % | ");
}

#define FLOWER "ea00 00 e2040000 26 9c01 023c00fb349b"

static void test_flower(void **state)
{
    struct room *room = *state;
    to_device(&room->link, LINK, "100100ffff0028");
    to_host(&room->link, LINK, "1106310038000412");
    name(room, "3300", "001a");
    name(room, "3500", "011a");
    name(room, "3800", "021a");
    to_device(&room->link, LINK, "0a3500");
    to_host(&room->link, LINK, "0b" FLOWER); /* it does not measure yet */
    expect(room, "");
    to_device(&room->link, LINK, "123300a01f");
    to_device(&room->link, LINK, "0a3500");
    to_host(&room->link, LINK, "0b" FLOWER);
    expect(room, "HHCCJCY01" DEVICE "temperature 23.4 °C; illuminance 1250 lx; moisture 38 %; "
                 "conductivity 412 µS/cm | ");
    to_device(&room->link, LINK, "0a3800");
    to_host(&room->link, LINK, "0b6315332e322e31");
    expect(room, "HHCCJCY01" DEVICE "battery 99 % | ");
    feed_connection(&room->link, LINK, "f6e5d4c3b2a1"); /* the next time it has to be asked anew */
    to_device(&room->link, LINK, "0a3500");
    to_host(&room->link, LINK, "0b" FLOWER);
    expect(room, "");
}

static void test_pvvx(void **state)
{
    struct room *room = *state;
    name(room, "1f00", "1f2a");
    to_host(&room->link, LINK, "1b1f00d500");
    expect(room, "");
    name(room, "2d00", "1f1f");
    name(room, "2200", "6e2a");
    name(room, "2500", "6f2a");
    name(room, "1b00", "192a");
    to_host(&room->link, LINK, "1b1f00d500");
    to_host(&room->link, LINK, "1b220053f8");
    to_host(&room->link, LINK, "1b2500bc16");
    to_host(&room->link, LINK, "1b1b0064");
    expect(room, "?" DEVICE "temperature 21.3 °C | ?" DEVICE "temperature -19.65 °C | ?" DEVICE
                 "humidity 58.2 % | ?" DEVICE "battery 100 % | ");
}

static void test_table(void **state)
{
    size_t count = 0;
    (void)state;
    for (const struct mi_format *format; (format = mi_gatt_format_at(count)) != NULL; count++) {
        assert_string_equal(format->name, "gatt");
        assert_true(format->minimum > 0 && format->minimum <= format->maximum);
        assert_non_null(format->layout[0].key);
    }
    assert_int_equal(count, 12);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, new_room, free_room)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_climate),     TEST(test_equal_values_are_no_copies),
        TEST(test_no_readings), TEST(test_text),
        TEST(test_flower),      TEST(test_pvvx),
        TEST(test_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
