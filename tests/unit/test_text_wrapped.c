/* Lines that go on in the next one without a mark of it. */
#include "text_items.h"

struct spelling {
    const char *name;
    const char *text;
};

/* One packet that begins in the first line, also where the text is read byte by byte. */
static void expect_each(const struct spelling *spellings, size_t count, enum mi_layer layer,
                        const char *hex)
{
    for (size_t i = 0; i < count; i++) {
        struct items *items = read_text(spellings[i].text);
        if (items->count != 1)
            print_message("%s: %zu items\n", spellings[i].name, items->count);
        expect_count(items, 1);
        expect_packet(items, 0, 1, layer, hex);
        free(items);
        cut_everywhere(spellings[i].text);
    }
}

#define EXPECT_EACH(spellings_, layer_, hex_)                                                      \
    expect_each(spellings_, sizeof spellings_ / sizeof spellings_[0], layer_, hex_)

static void a_list_of_numbers_may_go_on(void **state)
{
    (void)state;
    static const struct spelling SPELLINGS[] = {
        /* clang-format off */
        {"a list",
         "[2, 1, 6, 21, 22, 149, 254, 80, 32, 170, 1, 7,\n"
         " 12, 11, 10, 52, 45, 88, 13, 16, 4, 250, 0, 18, 2]\n"},
        {"numpy",
         "array([  2,   1,   6,  21,  22, 149, 254,  80,  32, 170,   1,   7,  12,\n"
         "        11,  10,  52,  45,  88,  13,  16,   4, 250,   0,  18,   2], dtype=uint8)\n"},
        {"Java",
         "byte[] data = {2, 1, 6, 21, 22, -107, -2, 80, 32, -86, 1, 7,\n"
         "    12, 11, 10, 52, 45, 88, 13, 16, 4, -6, 0, 18, 2};\n"},
        {"node",
         "Uint8Array(25) [\n"
         "    2,   1,   6,  21,  22, 149,\n"
         "  254,  80,  32, 170,   1,   7,\n"
         "   12,  11,  10,  52,  45,  88,\n"
         "   13,  16,   4, 250,   0,  18,\n"
         "    2\n"
         "]\n"},
        {"a Buffer",
         "Buffer(25) [Uint8Array] [\n"
         "    2,   1,   6,  21,  22, 149, 254,  80,  32, 170,   1,   7,\n"
         "   12,  11,  10,  52,  45,  88,  13,  16,   4, 250,   0,  18,\n"
         "    2\n"
         "]\n"},
        {"Rust",
         "[\n    2,\n    1,\n    6,\n    21,\n    22,\n    149,\n    254,\n    80,\n    32,\n"
         "    170,\n    1,\n    7,\n    12,\n    11,\n    10,\n    52,\n    45,\n    88,\n"
         "    13,\n    16,\n    4,\n    250,\n    0,\n    18,\n    2,\n]\n"},
        {"C#",
         "new byte[] {2, 1, 6, 21, 22, 149, 254, 80, 32, 170, 1, 7,\n"
         "12, 11, 10, 52, 45, 88, 13, 16, 4, 250, 0, 18, 2\n}\n"},
        {"dbus-python",
         "dbus.Array([dbus.Byte(2), dbus.Byte(1), dbus.Byte(6), dbus.Byte(21), dbus.Byte(22),\n"
         "dbus.Byte(149), dbus.Byte(254), dbus.Byte(80), dbus.Byte(32), dbus.Byte(170),\n"
         "dbus.Byte(1), dbus.Byte(7), dbus.Byte(12), dbus.Byte(11), dbus.Byte(10),\n"
         "dbus.Byte(52), dbus.Byte(45), dbus.Byte(88), dbus.Byte(13), dbus.Byte(16),\n"
         "dbus.Byte(4), dbus.Byte(250), dbus.Byte(0), dbus.Byte(18), dbus.Byte(2)],\n"
         "signature=dbus.Signature('y'))\n"},
        /* clang-format on */
    };
    EXPECT_EACH(SPELLINGS, MI_LAYER_AD, DATA_A);
}

static void service_data_may_go_on(void **state)
{
    (void)state;
    static const struct spelling SPELLINGS[] = {
        /* clang-format off */
        {"numbers below the UUID",
         "0000fe95-0000-1000-8000-00805f9b34fb: [\n"
         "    80,\n    32,\n    170,\n    1,\n    7,\n    12,\n    11,\n    10,\n    52,\n"
         "    45,\n    88,\n    13,\n    16,\n    4,\n    250,\n    0,\n    18,\n    2,\n],\n"},
        {"node", "uuid: 'fe95',\n"
         "data: <Buffer 50 20 aa 01 07 0c 0b 0a 34 2d 58 0d 10 04 fa 00 12 02>\n"},
        {"node, a Buffer in rows", "  uuid: 'fe95',\n"
         "  data: Buffer(18) [Uint8Array] [\n"
         "    80, 32, 170,  1,  7, 12, 11,\n"
         "    10, 52,  45, 88, 13, 16,  4,\n"
         "   250,  0,  18,  2\n  ]\n"},
        {"ESPHome", "- FE95: (length 18)\n"
         "50 20 aa 01 07 0c 0b 0a 34 2d 58 0d 10 04 fa 00 12 02\n"},
        {"ESPHome, in rows", "- FE95: (length 18)\n"
         "    50 20 aa 01 07 0c 0b 0a\n    34 2d 58 0d 10 04 fa 00\n    12 02\n"},
        {"words", "service_data fe95: 50 20 aa 01 07\n0c 0b 0a 34 2d 58 0d 10 04 fa 00 12 02\n"},
        {"a UUID", "fe95: 50 20 aa 01 07 0c 0b 0a\n34 2d 58 0d 10 04 fa 00 12 02\n"},
        {"without blanks", "fe95: 5020aa01070c0b0a342d5\n80d1004fa001202\n"},
        {"three lines", "fe95: 50 20 aa 01 07\n0c 0b 0a 34 2d 58\n0d 10 04 fa 00 12 02\n"},
        {"a string", "{'0000fe95-0000-1000-8000-00805f9b34fb': '5020aa01070c\n"
         "0b0a342d580d1004fa001202'}\n"},
        {"JSON", "{\"id\":\"58:2D:34:0A:0B:0C\",\"servicedatauuid\":\"0xfe95\",\"servicedata\":"
         "\"5020aa01070c0b\n0a342d580d1004fa001202\",\"rssi\":-60}\n"},
        {"JSON, in a name", "{\"id\":\"58:2D:34:0A:0B:0C\",\"servicedatauuid\":\"0xfe95\",\"na\n"
         "me\":\"x\",\"servicedata\":\"5020aa01070c0b0a342d580d1004fa001202\"}\n"},
        /* clang-format on */
    };
    EXPECT_EACH(SPELLINGS, MI_LAYER_SERVICE, SERVICE_A);
}

/* Of any number of digits a line. */
static void hex_may_be_folded_anywhere(void **state)
{
    (void)state;
    enum { WIDTH_MIN = 8 };
    static const char EVENT[] = "04" EVENT_A;
    for (size_t width = WIDTH_MIN; width < sizeof EVENT; width++) {
        char folded[2 * sizeof EVENT];
        size_t length = 0;
        for (size_t i = 0; i < sizeof EVENT - 1; i++) {
            if (i > 0 && i % width == 0)
                folded[length++] = '\n';
            folded[length++] = EVENT[i];
        }
        struct items *items = read_bytes(folded, length, 0);
        expect_count(items, 1);
        expect_packet(items, 0, 1, MI_LAYER_H4, EVENT);
        free(items);
    }
}

static void what_stands_in_the_first_line_is_kept(void **state)
{
    (void)state;
    struct items *items =
        read_text("2024-01-01T10:00:00Z 58:2D:34:0A:0B:0C RSSI=-61 service data: 50 20 aa 01 07\n"
                  "0c 0b 0a 34 2d 58 0d 10 04 fa 00 12 02\n");
    expect_count(items, 1);
    expect_packet(items, 0, 1, MI_LAYER_SERVICE, SERVICE_A);
    expect_address(items, 0, ADDRESS_A);
    expect_rssi(items, 0, -61);
    expect_time(items, 0, "2024-01-01T10:00:00.000000Z");
    free(items);
}

/* A packet of its own, and lines that are of something else. */
static void what_does_not_go_on_is_read_by_itself(void **state)
{
    (void)state;
    struct items *items = read_text("fe95: 5020aa0107\n" DATA_B "\n");
    expect_count(items, 2);
    expect_packet(items, 1, 2, MI_LAYER_AD, DATA_B);
    free(items);
    items = read_text("values = [\nfe95: " SERVICE_A "\n");
    expect_count(items, 1);
    expect_packet(items, 0, 2, MI_LAYER_SERVICE, SERVICE_A);
    free(items);
    items = read_text("uuid: 'fe95',\n" DATA_B "\n");
    expect_count(items, 1);
    expect_packet(items, 0, 2, MI_LAYER_AD, DATA_B);
    free(items);
    expect_nothing("bindkey: 5020aa01070c0b0a\n342d580d1004fa00\n", 0);
    expect_nothing("int table[] = {\n 2, 1, 6, 3, 5, 8,\n 13, 21, 34, 55, 89, 144};\n", 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_list_of_numbers_may_go_on),
        cmocka_unit_test(service_data_may_go_on),
        cmocka_unit_test(hex_may_be_folded_anywhere),
        cmocka_unit_test(what_stands_in_the_first_line_is_kept),
        cmocka_unit_test(what_does_not_go_on_is_read_by_itself),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
