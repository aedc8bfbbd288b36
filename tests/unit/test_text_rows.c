/* Payloads over several lines. */
#include "text_items.h"

struct spelling {
    const char *name;
    const char *text;
};

static void expect_each(const struct spelling *spellings, size_t count, enum mi_layer layer,
                        const char *hex)
{
    for (size_t i = 0; i < count; i++) {
        struct items *items = read_text(spellings[i].text);
        if (items->count != 1)
            print_message("%s: %zu items\n%s\n", spellings[i].name, items->count,
                          spellings[i].text);
        expect_count(items, 1);
        expect_packet(items, 0, items->item[0].position, layer, hex);
        free(items);
        cut_everywhere(spellings[i].text);
    }
}

#define EXPECT_EACH(spellings_, layer_, hex_)                                                      \
    expect_each(spellings_, sizeof spellings_ / sizeof spellings_[0], layer_, hex_)

static void an_event_may_go_on_over_rows(void **state)
{
    (void)state;
    static const struct spelling SPELLINGS[] = {
        /* clang-format off */
        {"xxd",
         "00000000: 043e 2502 0100 000c 0b0a 342d 5819 0201  .>%.......4-X...\n"
         "00000010: 0615 1695 fe50 20aa 0107 0c0b 0a34 2d58  .....P ......4-X\n"
         "00000020: 0d10 04fa 0012 02c4                      ........\n"},
        {"xxd -g1",
         "00000000: 04 3e 25 02 01 00 00 0c 0b 0a 34 2d 58 19 02 01  .>%.......4-X...\n"
         "00000010: 06 15 16 95 fe 50 20 aa 01 07 0c 0b 0a 34 2d 58  .....P ......4-X\n"
         "00000020: 0d 10 04 fa 00 12 02 c4                          ........\n"},
        {"xxd -c 8",
         "00000000: 043e 2502 0100 000c  .>%.....\n"
         "00000008: 0b0a 342d 5819 0201  ..4-X...\n"
         "00000010: 0615 1695 fe50 20aa  .....P .\n"
         "00000018: 0107 0c0b 0a34 2d58  .....4-X\n"
         "00000020: 0d10 04fa 0012 02c4  ........\n"},
        {"hexdump -C",
         "00000000  04 3e 25 02 01 00 00 0c  0b 0a 34 2d 58 19 02 01  |.>%.......4-X...|\n"
         "00000010  06 15 16 95 fe 50 20 aa  01 07 0c 0b 0a 34 2d 58  |.....P ......4-X|\n"
         "00000020  0d 10 04 fa 00 12 02 c4                           |........|\n"
         "00000028\n"},
        {"od -t x1",
         "0000000 04 3e 25 02 01 00 00 0c 0b 0a 34 2d 58 19 02 01\n"
         "0000020 06 15 16 95 fe 50 20 aa 01 07 0c 0b 0a 34 2d 58\n"
         "0000040 0d 10 04 fa 00 12 02 c4\n"
         "0000050\n"},
        {"od -A x -t x1z",
         "000000 04 3e 25 02 01 00 00 0c 0b 0a 34 2d 58 19 02 01  >.>%.......4-X...<\n"
         "000010 06 15 16 95 fe 50 20 aa 01 07 0c 0b 0a 34 2d 58  >.....P ......4-X<\n"
         "000020 0d 10 04 fa 00 12 02 c4                          >........<\n"
         "000028\n"},
        {"od -A d -t x1",
         "0000000 04 3e 25 02 01 00 00 0c 0b 0a 34 2d 58 19 02 01\n"
         "0000016 06 15 16 95 fe 50 20 aa 01 07 0c 0b 0a 34 2d 58\n"
         "0000032 0d 10 04 fa 00 12 02 c4\n"
         "0000040\n"},
        {"od -A n -t x1",
         " 04 3e 25 02 01 00 00 0c 0b 0a 34 2d 58 19 02 01\n"
         " 06 15 16 95 fe 50 20 aa 01 07 0c 0b 0a 34 2d 58\n"
         " 0d 10 04 fa 00 12 02 c4\n"},
        {"od -t u1",
         "0000000   4  62  37   2   1   0   0  12  11  10  52  45  88  25   2   1\n"
         "0000020   6  21  22 149 254  80  32 170   1   7  12  11  10  52  45  88\n"
         "0000040  13  16   4 250   0  18   2 196\n"
         "0000050\n"},
        {"od -A n -t u1",
         "   4  62  37   2   1   0   0  12  11  10  52  45  88  25   2   1\n"
         "   6  21  22 149 254  80  32 170   1   7  12  11  10  52  45  88\n"
         "  13  16   4 250   0  18   2 196\n"},
        {"numbers",
         "4 62 37 2 1 0 0 12 11 10 52 \n"
         "45 88 25 2 1 6 21 22 149 254 80 \n"
         "32 170 1 7 12 11 10 52 45 88 13 \n"
         "16 4 250 0 18 2 196 \n"},
        {"numbers and commas",
         "4, 62, 37, 2, 1, 0, 0, 12, 11, 10, 52, 45, \n"
         "88, 25, 2, 1, 6, 21, 22, 149, 254, 80, 32, 170, \n"
         "1, 7, 12, 11, 10, 52, 45, 88, 13, 16, 4, 250, \n"
         "0, 18, 2, 196, \n"},
        {"hexdump",
         "0000000 3e04 0225 0001 0c00 0a0b 2d34 1958 0102\n"
         "0000010 1506 9516 50fe aa20 0701 0b0c 340a 582d\n"
         "0000020 100d fa04 1200 c402\n"
         "0000028\n"},
        {"od -t x4",
         "0000000 02253e04 0c000001 2d340a0b 01021958\n"
         "0000020 95161506 aa2050fe 0b0c0701 582d340a\n"
         "0000040 fa04100d c4021200\n"
         "0000050\n"},
        {"Wireshark",
         "0000   04 3e 25 02 01 00 00 0c 0b 0a 34 2d 58 19 02 01   .>%.......4-X...\n"
         "0010   06 15 16 95 fe 50 20 aa 01 07 0c 0b 0a 34 2d 58   .....P ......4-X\n"
         "0020   0d 10 04 fa 00 12 02 c4                           ........\n"},
        {"Wireshark, without characters",
         "0000   04 3e 25 02 01 00 00 0c 0b 0a 34 2d 58 19 02 01\n"
         "0010   06 15 16 95 fe 50 20 aa 01 07 0c 0b 0a 34 2d 58\n"
         "0020   0d 10 04 fa 00 12 02 c4\n"},
        {"tcpdump -XX",
         "\t0x0000:  043e 2502 0100 000c 0b0a 342d 5819 0201  .>%.......4-X...\n"
         "\t0x0010:  0615 1695 fe50 20aa 0107 0c0b 0a34 2d58  .....P ......4-X\n"
         "\t0x0020:  0d10 04fa 0012 02c4                      ........\n"},
        {"gdb x/8xb",
         "0x7ffe3b40c000:\t0x04\t0x3e\t0x25\t0x02\t0x01\t0x00\t0x00\t0x0c\n"
         "0x7ffe3b40c008:\t0x0b\t0x0a\t0x34\t0x2d\t0x58\t0x19\t0x02\t0x01\n"
         "0x7ffe3b40c010:\t0x06\t0x15\t0x16\t0x95\t0xfe\t0x50\t0x20\t0xaa\n"
         "0x7ffe3b40c018:\t0x01\t0x07\t0x0c\t0x0b\t0x0a\t0x34\t0x2d\t0x58\n"
         "0x7ffe3b40c020:\t0x0d\t0x10\t0x04\t0xfa\t0x00\t0x12\t0x02\t0xc4\n"},
        {"memory of an ESP32",
         "I (954) adv: 0x3ffb4280   04 3e 25 02 01 00 00 0c  0b 0a 34 2d 58 19 02 01  |.>%.......4-X...|\n"
         "I (954) adv: 0x3ffb4290   06 15 16 95 fe 50 20 aa  01 07 0c 0b 0a 34 2d 58  |.....P ......4-X|\n"
         "I (954) adv: 0x3ffb42a0   0d 10 04 fa 00 12 02 c4                           |........|\n"},
        {"the kernel",
         "[   12.345600] hci: 00000000: 04 3e 25 02 01 00 00 0c 0b 0a 34 2d 58 19 02 01  .>%.......4-X...\n"
         "[   12.345616] hci: 00000010: 06 15 16 95 fe 50 20 aa 01 07 0c 0b 0a 34 2d 58  .....P ......4-X\n"
         "[   12.345632] hci: 00000020: 0d 10 04 fa 00 12 02 c4                          ........\n"},
        {"ESP-IDF",
         "I (9990) GATTC: 04 3e 25 02 01 00 00 0c 0b 0a 34 2d 58 19 02 01 \n"
         "I (10006) GATTC: 06 15 16 95 fe 50 20 aa 01 07 0c 0b 0a 34 2d 58 \n"
         "I (10022) GATTC: 0d 10 04 fa 00 12 02 c4 \n"},
        {"ESP-IDF in colour",
         "\033[0;32mI (25660) GATTC: 04 3e 25 02 01 00 00 0c 0b 0a 34 2d 58 19 02 01 \033[0m\n"
         "\033[0;32mI (25676) GATTC: 06 15 16 95 fe 50 20 aa 01 07 0c 0b 0a 34 2d 58 \033[0m\n"
         "\033[0;32mI (25692) GATTC: 0d 10 04 fa 00 12 02 c4 \033[0m\n"},
        {"Zephyr",
         "                                 04 3e 25 02 01 00 00 0c  0b 0a 34 2d 58 19 02 01 |.>%..... ..4-X...\n"
         "                                 06 15 16 95 fe 50 20 aa  01 07 0c 0b 0a 34 2d 58 |.....P . .....4-X\n"
         "                                 0d 10 04 fa 00 12 02 c4                          |........ \n"},
        {"rows of uneven blanks",
         "04 3e 25 02  01 00 00 0c 0b 0a 34 2d  58 19 02 01\n"
         "06 15 16 95  fe 50 20 aa 01 07 0c 0b  0a 34 2d 58\n"
         "0d 10 04 fa  00 12 02 c4  \n"},
        {"wrapped",
         "043e25020100000c0b0a342d5819020106151695fe5020aa01070c0b0a342d58\n"
         "0d1004fa001202c4\n"},
        {"quoted",
         "> 00000000: 04 3e 25 02 01 00 00 0c 0b 0a 34 2d 58 19 02 01  .>%.......4-X...\n"
         "> 00000010: 06 15 16 95 fe 50 20 aa 01 07 0c 0b 0a 34 2d 58  .....P ......4-X\n"
         "> 00000020: 0d 10 04 fa 00 12 02 c4                          ........\n"},
        {"hcidump, its blanks lost",
         "> 04 3E 25 02 01 00 00 0C 0B 0A 34 2D 58 19 02 01 06 15 16 95 \n"
         "FE 50 20 AA 01 07 0C 0B 0A 34 2D 58 0D 10 04 FA 00 12 02 C4 \n"},
        {"hcidump, quoted",
         "> > 04 3E 25 02 01 00 00 0C 0B 0A 34 2D 58 19 02 01 06 15 16 95\n"
         ">   FE 50 20 AA 01 07 0C 0B 0A 34 2D 58 0D 10 04 FA 00 12 02 C4\n"},
        {"hcidump, quoted, its blanks lost",
         "> > 04 3E 25 02 01 00 00 0C 0B 0A 34 2D 58 19 02 01 06 15 16 95\n"
         "> FE 50 20 AA 01 07 0C 0B 0A 34 2D 58 0D 10 04 FA 00 12 02 C4\n"},
        {"hcidump in a table",
         "> 04 3E 25 02 01 00 00 0C 0B 0A 34 2D 58 19 02 01 06 15 16 95 | |\n"
         "FE 50 20 AA 01 07 0C 0B 0A 34 2D 58 0D 10 04 FA 00 12 02 C4 | |\n"},
        {"hcidump -X, its blanks lost",
         "> 0000: 04 3e 25 02 01 00 00 0c  0b 0a 34 2d 58 19 02 01  .>%.......4-X...\n"
         "0010: 06 15 16 95 fe 50 20 aa  01 07 0c 0b 0a 34 2d 58  .....P ......4-X\n"
         "0020: 0d 10 04 fa 00 12 02 c4                           ........\n"},
        /* clang-format on */
    };
    EXPECT_EACH(SPELLINGS, MI_LAYER_H4, "04" EVENT_A);
}

static void advertising_data_may_go_on_over_rows(void **state)
{
    (void)state;
    static const struct spelling SPELLINGS[] = {
        /* clang-format off */
        {"a C array",
         "const uint8_t adv[] = {\n"
         "    0x02, 0x01, 0x06, 0x15, 0x16, 0x95, 0xfe, 0x50,\n"
         "    0x20, 0xaa, 0x01, 0x07, 0x0c, 0x0b, 0x0a, 0x34,\n"
         "    0x2d, 0x58, 0x0d, 0x10, 0x04, 0xfa, 0x00, 0x12,\n"
         "    0x02,\n"
         "};\n"},
        {"a C array with remarks",
         "static const uint8_t adv[] = {\n"
         "  0x02, 0x01, 0x06, // flags\n"
         "  0x15, 0x16, 0x95, 0xfe, /* service data */\n"
         "  0x50, 0x20, 0xaa, 0x01, 0x07, 0x0c, 0x0b, 0x0a, 0x34, 0x2d, 0x58, 0x0d, 0x10, 0x04, 0xfa, 0x00, 0x12, 0x02 };\n"},
        {"a C array from its first line",
         "uint8_t adv[25] = {0x02,0x01,0x06,0x15,0x16,0x95,0xFE,0x50,0x20,0xAA,\n"
         "0x01,0x07,0x0C,0x0B,0x0A,0x34,0x2D,0x58,0x0D,0x10,\n"
         "0x04,0xFA,0x00,0x12,0x02};"},
        {"literals of Python",
         "data = (\n"
         "    b'\\x02\\x01\\x06\\x15\\x16\\x95\\xfeP \\xaa\\x01\\x07\\x0c\\x0b'\n"
         "    b'\\x0a4-X\\x0d\\x10\\x04\\xfa\\x00\\x12\\x02'\n"
         ")\n"},
        {"literals behind a name",
         "data = b'\\x02\\x01\\x06\\x15\\x16\\x95\\xfeP \\xaa\\x01\\x07\\x0c\\x0b' \\\n"
         "       b'\\x0a4-X\\x0d\\x10\\x04\\xfa\\x00\\x12\\x02'"},
        {"literals with a plus",
         "adv = b'\\x02\\x01\\x06\\x15\\x16\\x95\\xfeP '\n"
         "    + b'\\xaa\\x01\\x07\\x0c\\x0b\\x0a4-X'\n"
         "    + b'\\x0d\\x10\\x04\\xfa\\x00\\x12\\x02'"},
        {"fromhex",
         "x = bytes.fromhex(\n"
         "    \"02 01 06 15 16 95 fe 50 20 aa 01 07 0c 0b 0a 34 2d 58 \"\n"
         "    \"0d 10 04 fa 00 12 02\"),\n"},
        {"fromhex from its line on",
         "x = bytes.fromhex(\"020106151695fe5020aa01070c0b0a342d58\"\n"
         "                  \"0d1004fa001202\")\n"},
        {"strings of C",
         "const char adv[] =\n"
         "    \"\\x02\\x01\\x06\\x15\\x16\\x95\\xfe\\x50\\x20\"\n"
         "    \"\\xaa\\x01\\x07\\x0c\\x0b\\x0a\\x34\\x2d\\x58\"\n"
         "    \"\\x0d\\x10\\x04\\xfa\\x00\\x12\\x02\";\n"},
        {"ESP-IDF, 16 a row",
         "I (25660) GATTC: 02 01 06 15 16 95 fe 50 20 aa 01 07 0c 0b 0a 34 \n"
         "I (25661) GATTC: 2d 58 0d 10 04 fa 00 12 02 "},
        {"colons",
         "02:01:06:15:16:95:fe:50:20:aa:01:07:0c:0b:0a:34\n"
         "2d:58:0d:10:04:fa:00:12:02"},
        {"hexdump -x", "0000000    0102    1506    9516    50fe    aa20    0701    0b0c    340a\n"
                       "0000010    582d    100d    fa04    1200    0002\n0000019\n"},
        {"an array behind a logger's words",
         "[12:00:01.100] app: 0x02, 0x01, 0x06, 0x15, 0x16, 0x95, 0xfe, 0x50, 0x20, 0xaa,\n"
         "[12:00:01.101] app: 0x01, 0x07, 0x0c, 0x0b, 0x0a, 0x34, 0x2d, 0x58, 0x0d, 0x10,\n"
         "[12:00:01.102] app: 0x04, 0xfa, 0x00, 0x12, 0x02\n"},
        {"a blank line between the rows of xxd",
         "00000000: 0201 0615 1695 fe50 20aa 0107 0c0b 0a34  .......P ......4\n\n"
         "00000010: 2d58 0d10 04fa 0012 02                   -X.......\n"},
        {"digits behind a logger's words",
         "I (412) scan: 020106151695fe5020aa01070c0b0a34\nI (413) scan: 2d580d1004fa001202\n"},
        /* clang-format on */
    };
    EXPECT_EACH(SPELLINGS, MI_LAYER_AD, DATA_A);
}

static void service_data_may_go_on_over_rows(void **state)
{
    (void)state;
    static const struct spelling SPELLINGS[] = {
        {"xxd", "00000000: 5020 aa01 070c 0b0a 342d 580d 1004 fa00  P.......4-X.....\n"
                "00000010: 1202                                     ..\n"},
        {"plain", "50 20 aa 01 07 0c 0b 0a 34 2d 58 0d 10 04 fa 00\n12 02\n"},
    };
    EXPECT_EACH(SPELLINGS, MI_LAYER_SERVICE, SERVICE_A);
}

/* The structures inside of an event look like a second packet. */
static void an_event_may_be_folded_anywhere(void **state)
{
    (void)state;
    static const char EVENT[] = "04" EVENT_A;
    for (int width = 10; width < 2 * 40; width += 2) {
        char text[200];
        size_t length = 0;
        for (size_t at = 0; at < sizeof EVENT - 1; at += (size_t)width)
            length +=
                (size_t)snprintf(text + length, sizeof text - length, "%.*s\n", width, EVENT + at);
        expect_only(text, 0, MI_LAYER_H4, EVENT);
    }
}

/* Cut, they begin like the first of several rows. */
static void bytes_behind_a_uuid_are_no_row(void **state)
{
    (void)state;
    expect_only("0000fe95-0000-1000-8000-00805f9b34fb\t0x50 0x20 0xaa 0x01 0x07 0x0c 0x0b 0x0a", 0,
                MI_LAYER_SERVICE, "5020aa01070c0b0a");
    expect_only("service [x] FE95: 50 20 aa 01 07 0c 0b 0a", 0, MI_LAYER_SERVICE,
                "5020aa01070c0b0a");
}

/* One dump, and then the next; and one that is a part of a file. */
static void rows_that_do_not_follow_are_not_joined(void **state)
{
    (void)state;
    struct items *items = read_text("00000000  02 01 06 15 16 95 fe 50  20 aa 01 07 0c 0b 0a 34\n"
                                    "00000010  2d 58 0d 10 04 fa 00 12  02\n"
                                    "00000019\n"
                                    "00000000  15 16 95 fe 50 30 5b 05  09 0f 0e 0d 38 c1 a4 0d\n"
                                    "00000010  10 04 10 01 ea 01\n");
    expect_count(items, 2);
    expect_packet(items, 0, 1, MI_LAYER_AD, DATA_A);
    expect_packet(items, 1, 4, MI_LAYER_AD, DATA_B);
    free(items);
    expect_only("0000  02 01 06 15 16 95 fe 50 20 aa 01 07 0c 0b 0a 34\n"
                "0020  2d 58 0d 10 04 fa 00 12 02\n",
                0, MI_LAYER_AD, "020106151695fe5020aa01070c0b0a34");
    expect_only("02 01 06 15 16 95 fe 50 20 aa 01 07 0c 0b 0a 34\n\n"
                "2d 58 0d 10 04 fa 00 12 02\n",
                0, MI_LAYER_AD, "020106151695fe5020aa01070c0b0a34");
}

static void a_packet_that_begins_by_itself_is_none_that_goes_on(void **state)
{
    (void)state;
    struct items *items = read_text("020106151695fe5020aa0107\n" DATA_B "\n");
    expect_count(items, 2);
    expect_packet(items, 0, 1, MI_LAYER_AD, "020106151695fe5020aa0107");
    expect_packet(items, 1, 2, MI_LAYER_AD, DATA_B);
    free(items);
}

static void the_end_of_a_packet_is_missing_when_no_row_holds_it(void **state)
{
    (void)state;
    struct items *items = read_text("04 3E 25 02 01 00 00 0C 0B 0A 34 2D 58 19 02 01\n"
                                    "06 15 16 95 FE 50 20 AA 01 07 0C 0B 0A 34 2D 58\n"
                                    "and so on\n");
    expect_count(items, 2);
    expect_problem(items, 0, 1, MI_P_PACKET_CUT);
    assert_int_equal(items->item[0].number[0], 8);
    assert_int_equal(items->item[0].number[1], 40);
    free(items);
}

static void the_line_above_names_the_device(void **state)
{
    (void)state;
    struct items *items = read_text(
        "[00:00:00.258,636] <inf> scan: A4:C1:38:0D:0E:0F (public) RSSI -60\n"
        "                                 15 16 95 fe 50 30 5b 05  09 0f 0e 0d 38 c1 a4 0d "
        "|....P0[. ....8...\n"
        "                                 10 04 10 01 ea 01                                "
        "|......           \n");
    expect_count(items, 1);
    expect_packet(items, 0, 2, MI_LAYER_AD, DATA_B);
    expect_address(items, 0, ADDRESS_B);
    expect_rssi(items, 0, -60);
    free(items);
}

/* Words of od, and files of no interest. */
static void other_dumps_are_nothing(void **state)
{
    (void)state;
    expect_nothing("0000000 037004 001045 000001 006000 005013 026464 014530 000402\n"
                   "0000020 012406 112426 050376 125040 003401 005414 032012 054055\n",
                   0);
    expect_nothing("0000000   4   >   %   2   1  \\0  \\0  \\f  \\v  \\n   4   -   X 031 002 001\n",
                   0);
    expect_nothing("00000000: 7f45 4c46 0201 0100 0000 0000 0000 0000  .ELF............\n"
                   "00000010: 0300 3e00 0100 0000 780d 84b2 0d7a e7e6  ..>.....x....z..\n",
                   0);
}

static void a_literal_in_one_row_is_whole(void **state)
{
    (void)state;
    expect_only("    data_string = b\"P \\xaa\\x01\\x07\\x0c\\x0b\\n4-X\\r\\x10\\x04\\xfa"
                "\\x00\\x12\\x02\"\n",
                0, MI_LAYER_SERVICE, SERVICE_A);
    expect_nothing("bind_key = b\"P \\xaa\\x01\\x07\\x0c\\x0b\\n4-X\\r\\x10\\x04\\xfa"
                   "\\x00\\x12\\x02\"\n",
                   0);
}

static void pdml_tells_bytes_and_places(void **state)
{
    (void)state;
    struct items *items = read_text(
        "<packet>\n"
        "<field name=\"timestamp\" pos=\"0\" value=\"1700000000.250000000\" size=\"3\"/>\n"
        "<field name=\"ad\" size=\"22\" pos=\"0\" show=\"\" value=\"\">\n"
        "<field name=\"length\" showname=\"Length: 21\" size=\"1\" pos=\"0\" value=\"15\"/>\n"
        "<field name=\"bit\" size=\"1\" pos=\"1\" value=\"1\" unmaskedvalue=\"16\"/>\n"
        "<field name=\"uuid\" size=\"2\" pos=\"2\" value=\"95fe\"/>\n"
        "<field name=\"data\" size=\"18\" pos=\"4\" value=\"" SERVICE_B "\"/>\n"
        "<field name=\"far\" size=\"1\" pos=\"4000000000\" value=\"00\"/>\n"
        "</packet>\n");
    expect_count(items, 1);
    expect_packet(items, 0, 1, MI_LAYER_AD, DATA_B);
    expect_time(items, 0, "2023-11-14T22:13:20.250000Z");
    free(items);
    expect_nothing("<field name=\"uuid\" size=\"2\" pos=\"2\" value=\"95fe\"/>\n", 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_literal_in_one_row_is_whole),
        cmocka_unit_test(an_event_may_go_on_over_rows),
        cmocka_unit_test(advertising_data_may_go_on_over_rows),
        cmocka_unit_test(service_data_may_go_on_over_rows),
        cmocka_unit_test(an_event_may_be_folded_anywhere),
        cmocka_unit_test(bytes_behind_a_uuid_are_no_row),
        cmocka_unit_test(rows_that_do_not_follow_are_not_joined),
        cmocka_unit_test(a_packet_that_begins_by_itself_is_none_that_goes_on),
        cmocka_unit_test(the_end_of_a_packet_is_missing_when_no_row_holds_it),
        cmocka_unit_test(the_line_above_names_the_device),
        cmocka_unit_test(other_dumps_are_nothing),
        cmocka_unit_test(pdml_tells_bytes_and_places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
