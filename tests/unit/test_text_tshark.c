#include "text_items.h"

static const char DUMPS[] =
    "0000  04 3e 25 02 01 00 00 0c 0b 0a 34 2d 58 19 02 01   .>%.......4-X...\n"
    "0010  06 15 16 95 fe 50 20 aa 01 07 0c 0b 0a 34 2d 58   .....P ......4-X\n"
    "0020  0d 10 04 fa 00 12 02 c4                           ........\n"
    "\n"
    "0000  3e 22 02 01 03 00 0f 0e 0d 38 c1 a4 16 15 16 95   >\".......8......\n"
    "0010  fe 50 30 5b 05 09 0f 0e 0d 38 c1 a4 0d 10 04 10   .P0[.....8......\n"
    "0020  01 ea 01 cf                                       ....\n"
    "\n"
    "0000  01 3e 25 02 01 00 00 0c 0b 0a 34 2d 58 19 02 01   .>%.......4-X...\n"
    "0010  06 15 16 95 fe 50 20 aa 01 07 0c 0b 0a 34 2d 58   .....P ......4-X\n"
    "0020  0d 10 04 fa 00 12 02 c4                           ........\n"
    "\n"
    "0000  27 c4 80 00 00 00 00 00 03 00 d6 be 89 8e 40 24   '.............@$\n"
    "0010  0c 0b 0a 34 2d 58 02 01 06 15 16 95 fe 50 20 aa   ...4-X.......P .\n"
    "0020  01 07 0c 0b 0a 34 2d 58 0d 10 04 fa 00 12 02 11   .....4-X........\n"
    "0030  22 33                                             \"3\n"
    "\n"
    "0000  01 02 03 04 05 06 07 09 aa                        .........\n";

/* As hexdump -C parts its rows. */
static const char PARTED[] =
    "0000  04 3e 25 02 01 00 00 0c  0b 0a 34 2d 58 19 02 01  .>%.......4-X...\n"
    "0010  06 15 16 95 fe 50 20 aa  01 07 0c 0b 0a 34 2d 58  .....P ......4-X\n"
    "0020  0d 10 04 fa 00 12 02 c4                           ........\n";

static const char WORDS[] = "Frame 1: 40 bytes on wire (320 bits), 40 bytes captured (320 bits)\n"
                            "    Encapsulation type: Bluetooth H4 with linux header (99)\n"
                            "    Arrival Time: Nov 14, 2023 22:13:20.123456000 UTC\n"
                            "    Epoch Time: 1700000000.123456000 seconds\n"
                            "    Frame Number: 1\n"
                            "Bluetooth\n"
                            "Bluetooth HCI Event - LE Meta\n"
                            "    Event Code: LE Meta (0x3e)\n"
                            "    Sub Event: LE Advertising Report (0x02)\n"
                            "    Num Reports: 1\n"
                            "    Event Type: Connectable Undirected Advertising (0x00)\n"
                            "    Peer Address Type: Public Device Address (0x00)\n"
                            "    BD_ADDR: Qingping_0a:0b:0c (58:2d:34:0a:0b:0c)\n"
                            "    Data Length: 25\n"
                            "    Advertising Data\n"
                            "        Service Data - 16 bit UUID\n"
                            "            Length: 21\n"
                            "            UUID 16: Xiaomi Inc. (0xfe95)\n"
                            "            Service Data: 5020aa01070c0b0a342d580d1004fa001202\n"
                            "    RSSI: -60 dBm\n"
                            "\n"
                            "Frame 2: 40 bytes on wire (320 bits), 40 bytes captured (320 bits)\n"
                            "    Epoch Time: 1700000001.500000000 seconds\n"
                            "Bluetooth Low Energy Link Layer\n"
                            "    Advertising Address: Telink_0d:0e:0f (a4:c1:38:0d:0e:0f)\n"
                            "        UUID 16: Xiaomi Inc. (0xfe95)\n"
                            "        Service Data: 50305b05090f0e0d38c1a40d10041001ea01\n"
                            "\n";

static const char WORDS_AND_DUMPS[] =
    "Frame 1: 40 bytes on wire (320 bits), 40 bytes captured (320 bits)\n"
    "    Encapsulation type: Bluetooth H4 with linux header (99)\n"
    "    Arrival Time: Nov 14, 2023 22:13:20.123456000 UTC\n"
    "    Epoch Time: 1700000000.123456000 seconds\n"
    "    Frame Number: 1\n"
    "Bluetooth\n"
    "Bluetooth HCI Event - LE Meta\n"
    "    Event Code: LE Meta (0x3e)\n"
    "    Sub Event: LE Advertising Report (0x02)\n"
    "    Num Reports: 1\n"
    "    Event Type: Connectable Undirected Advertising (0x00)\n"
    "    Peer Address Type: Public Device Address (0x00)\n"
    "    BD_ADDR: Qingping_0a:0b:0c (58:2d:34:0a:0b:0c)\n"
    "    Data Length: 25\n"
    "    Advertising Data\n"
    "        Service Data - 16 bit UUID\n"
    "            Length: 21\n"
    "            UUID 16: Xiaomi Inc. (0xfe95)\n"
    "            Service Data: 5020aa01070c0b0a342d580d1004fa001202\n"
    "    RSSI: -60 dBm\n"
    "\n"
    "0000  04 3e 25 02 01 00 00 0c 0b 0a 34 2d 58 19 02 01   .>%.......4-X...\n"
    "0010  06 15 16 95 fe 50 20 aa 01 07 0c 0b 0a 34 2d 58   .....P ......4-X\n"
    "0020  0d 10 04 fa 00 12 02 c4                           ........\n"
    "\n"
    "Frame 2: 40 bytes on wire (320 bits), 40 bytes captured (320 bits)\n"
    "    Epoch Time: 1700000001.500000000 seconds\n"
    "Bluetooth Low Energy Link Layer\n"
    "    Advertising Address: Telink_0d:0e:0f (a4:c1:38:0d:0e:0f)\n"
    "        UUID 16: Xiaomi Inc. (0xfe95)\n"
    "        Service Data: 50305b05090f0e0d38c1a40d10041001ea01\n"
    "\n";

static void a_dump_is_what_its_bytes_show(void **state)
{
    (void)state;
    struct items *items = read_text(DUMPS);
    expect_count(items, 4);
    expect_packet(items, 0, 1, MI_LAYER_H4, "04" EVENT_A);
    expect_packet(items, 1, 5, MI_LAYER_EVENT, EVENT_B);
    expect_packet(items, 2, 9, MI_LAYER_EVENT, EVENT_A);
    expect_packet(items, 3, 13, MI_LAYER_AIR, "d6be898e40240c0b0a342d58" DATA_A "112233");
    free(items);
    expect_only(PARTED, 0, MI_LAYER_H4, "04" EVENT_A);
}

static void a_row_at_the_wrong_place_ends_a_dump(void **state)
{
    (void)state;
    struct items *items =
        read_text("0000  04 3e 22 02 01 03 00 0f 0e 0d 38 c1 a4 16 15 16   .>\"....\n"
                  "0020  0e 0d 38 c1 a4 0d 10 04 10 01 ea 01 cf 00 00 00   ........\n");
    expect_count(items, 2);
    expect_problem(items, 0, 1, MI_P_PACKET_CUT);
    expect_packet(items, 1, 1, MI_LAYER_H4, "043e22020103000f0e0d38c1a4161516");
    free(items);
}

/* Rows of any width: the first one may be a whole packet of another kind by itself. */
static void a_short_row_does_not_end_a_dump(void **state)
{
    (void)state;
    expect_only("0000  04 3e 25 02\n"
                "0004  01 00 00 0c 0b 0a 34 2d 58 19 02 01 06 15 16 95\n"
                "0014  fe 50 20 aa 01 07 0c 0b 0a 34 2d 58 0d 10 04\n"
                "0023  fa 00 12 02 c4\n",
                0, MI_LAYER_H4, "04" EVENT_A);
    expect_nothing("0000  01 0f 3e 02 04 00  ..>...\n"
                   "0006  02 01 06 15 16 95  ......\n",
                   0);
}

static void decoded_packets_give_the_event_again(void **state)
{
    (void)state;
    struct items *items = read_text(WORDS);
    expect_count(items, 2);
    expect_packet(items, 0, 1, MI_LAYER_EVENT, "3e22020100000c0b0a342d5816151695fe" SERVICE_A "c4");
    expect_address(items, 0, ADDRESS_A);
    expect_time(items, 0, "2023-11-14T22:13:20.123456Z");
    expect_packet(items, 1, 22, MI_LAYER_AD, DATA_B);
    expect_address(items, 1, ADDRESS_B);
    expect_time(items, 1, "2023-11-14T22:13:21.500000Z");
    free(items);
}

static void with_words_and_a_dump_the_dump_counts(void **state)
{
    (void)state;
    struct items *items = read_text(WORDS_AND_DUMPS);
    expect_count(items, 2);
    expect_packet(items, 0, 22, MI_LAYER_H4, "04" EVENT_A);
    expect_time(items, 0, "2023-11-14T22:13:20.123456Z");
    expect_packet(items, 1, 26, MI_LAYER_AD, DATA_B);
    free(items);
}

static void fields_are_parted_by_tabs(void **state)
{
    (void)state;
    struct items *items = read_text("1700000000.123456000\t58:2d:34:0a:0b:0c\t-60\t" SERVICE_A "\n"
                                    "1700000001.124456000\tc3:11:22:33:44:55\t-81\t\n"
                                    "1700000002.124456000\t58:2d:34:0a:0b:0c,a4:c1:38:0d:0e:0f\t"
                                    "-60,-49\t" SERVICE_A "," SERVICE_B "\n"
                                    "1700000003.124456000\t58:2d:34:0a:0b:0c,a4:c1:38:0d:0e:0f\t"
                                    "-60,-49\t" SERVICE_B "\n");
    expect_count(items, 4);
    expect_packet(items, 0, 1, MI_LAYER_SERVICE, SERVICE_A);
    expect_address(items, 0, ADDRESS_A);
    expect_rssi(items, 0, -60);
    expect_time(items, 0, "2023-11-14T22:13:20.123456Z");
    expect_packet(items, 2, 3, MI_LAYER_SERVICE, SERVICE_B);
    expect_address(items, 2, ADDRESS_B);
    expect_rssi(items, 2, -49);
    expect_packet(items, 3, 4, MI_LAYER_SERVICE, SERVICE_B);
    assert_false(items->item[3].packet.has_address);
    free(items);
}

static void cut_text_does_no_harm(void **state)
{
    (void)state;
    cut_everywhere(DUMPS);
    cut_everywhere(PARTED);
    cut_everywhere(WORDS_AND_DUMPS);
    cut_everywhere("1700000002.124456000\t58:2d:34:0a:0b:0c,a4:c1:38:0d:0e:0f\t-60,-49\t" SERVICE_A
                   "," SERVICE_B "\n");
}

static void what_is_above_the_address_may_be_cut_off(void **state)
{
    (void)state;
    struct items *items = read_text("    BD_ADDR: BeijingX_0a:0b:0c (58:2d:34:0a:0b:0c)\n"
                                    "    Data Length: 22\n"
                                    "    Advertising Data\n"
                                    "        Service Data - 16 bit UUID\n"
                                    "            UUID 16: Xiaomi Inc. (0xfe95)\n"
                                    "            Service Data: " SERVICE_A "\n"
                                    "    RSSI: -60 dBm\n");
    expect_count(items, 1);
    expect_packet(items, 0, 1, MI_LAYER_AD, "151695fe" SERVICE_A);
    expect_address(items, 0, ADDRESS_A);
    expect_rssi(items, 0, -60);
    free(items);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_above_the_address_may_be_cut_off),
        cmocka_unit_test(a_dump_is_what_its_bytes_show),
        cmocka_unit_test(a_row_at_the_wrong_place_ends_a_dump),
        cmocka_unit_test(a_short_row_does_not_end_a_dump),
        cmocka_unit_test(decoded_packets_give_the_event_again),
        cmocka_unit_test(with_words_and_a_dump_the_dump_counts),
        cmocka_unit_test(fields_are_parted_by_tabs),
        cmocka_unit_test(cut_text_does_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
