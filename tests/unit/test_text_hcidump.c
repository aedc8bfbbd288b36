#include "text_items.h"

#define DATA_X                                                                                     \
    "020106" DATA_B "0a096578742d6164762d7819ffffff000102030405060708090a0b0c0d0e0f101112131415"
#define EVENT_X "3e580d010000000f0e0d38c1a40101017fc90000000000000000003e" DATA_X

static const char RAW[] = "HCI sniffer - Bluetooth packet analyzer ver 5.66\n"
                          "device: hci0 snap_len: 1500 filter: 0xffffffff\n"
                          "> 04 3E 25 02 01 00 00 0C 0B 0A 34 2D 58 19 02 01 06 15 16 95 \n"
                          "  FE 50 20 AA 01 07 0C 0B 0A 34 2D 58 0D 10 04 FA 00 12 02 C4 \n"
                          "> 04 3E 22 02 01 03 00 0F 0E 0D 38 C1 A4 16 15 16 95 FE 50 30 \n"
                          "  5B 05 09 0F 0E 0D 38 C1 A4 0D 10 04 10 01 EA 01 CF \n"
                          "> 04 3E 58 0D 01 00 00 00 0F 0E 0D 38 C1 A4 01 01 01 7F C9 00 \n"
                          "  00 00 00 00 00 00 00 00 3E 02 01 06 15 16 95 FE 50 30 5B 05 \n"
                          "  09 0F 0E 0D 38 C1 A4 0D 10 04 10 01 EA 01 0A 09 65 78 74 2D \n"
                          "  61 64 76 2D 78 19 FF FF FF 00 01 02 03 04 05 06 07 08 09 0A \n"
                          "  0B 0C 0D 0E 0F 10 11 12 13 14 15 \n";

static const char RAW_TIMES[] =
    "2023-11-14 22:13:20.123456 > 04 3E 25 02 01 00 00 0C 0B 0A 34 2D 58 19 02 01 06 15 16 95 \n"
    "  FE 50 20 AA 01 07 0C 0B 0A 34 2D 58 0D 10 04 FA 00 12 02 C4 \n"
    "2023-11-14 22:13:21.124456 > 04 3E 22 02 01 03 00 0F 0E 0D 38 C1 A4 16 15 16 95 FE 50 30 \n"
    "  5B 05 09 0F 0E 0D 38 C1 A4 0D 10 04 10 01 EA 01 CF \n";

static const char OFFSETS[] =
    "> 0000: 04 3e 25 02 01 00 00 0c  0b 0a 34 2d 58 19 02 01  .>%.......4-X...\n"
    "  0010: 06 15 16 95 fe 50 20 aa  01 07 0c 0b 0a 34 2d 58  .....P ......4-X\n"
    "  0020: 0d 10 04 fa 00 12 02 c4                           ........\n"
    "> 0000: 04 3e 22 02 01 03 00 0f  0e 0d 38 c1 a4 16 15 16  .>\".......8.....\n"
    "  0010: 95 fe 50 30 5b 05 09 0f  0e 0d 38 c1 a4 0d 10 04  ..P0[.....8.....\n"
    "  0020: 10 01 ea 01 cf                                    .....\n"
    "> 0000: 04 3e 58 0d 01 00 00 00  0f 0e 0d 38 c1 a4 01 01  .>X........8....\n"
    "  0010: 01 7f c9 00 00 00 00 00  00 00 00 00 3e 02 01 06  ............>...\n"
    "  0020: 15 16 95 fe 50 30 5b 05  09 0f 0e 0d 38 c1 a4 0d  ....P0[.....8...\n"
    "  0030: 10 04 10 01 ea 01 0a 09  65 78 74 2d 61 64 76 2d  ........ext-adv-\n"
    "  0040: 78 19 ff ff ff 00 01 02  03 04 05 06 07 08 09 0a  x...............\n"
    "  0050: 0b 0c 0d 0e 0f 10 11 12  13 14 15                 ...........\n";

static const char DECODED[] =
    "2023-11-14 22:13:20.123456 > HCI Event: LE Meta Event (0x3e) plen 37\n"
    "    LE Advertising Report\n"
    "      ADV_IND - Connectable undirected advertising (0)\n"
    "      bdaddr 58:2D:34:0A:0B:0C (Public)\n"
    "      Flags: 0x06\n"
    "      Unknown type 0x16 with 20 bytes data\n"
    "      RSSI: -60\n"
    "2023-11-14 22:13:21.124456 > HCI Event: LE Meta Event (0x3e) plen 34\n"
    "    LE Advertising Report\n"
    "      RSSI: -49\n"
    "2023-11-14 22:13:25.128456 > HCI Event: LE Meta Event (0x3e) plen 88\n"
    "    Disconn Complete\n"
    "    01 00 00 00 0F 0E 0D 38 C1 A4 01 01 01 7F C9 00 00 00 00 00 \n"
    "    00 00 00 00 3E 02 01 06 15 16 95 FE 50 30 5B 05 09 0F 0E 0D \n"
    "    38 C1 A4 0D 10 04 10 01 EA 01 0A 09 65 78 74 2D 61 64 76 2D \n"
    "    78 19 FF FF FF 00 01 02 03 04 05 06 07 08 09 0A 0B 0C 0D 0E \n"
    "    0F 10 11 12 13 14 15 \n";

static const char DECODED_OFFSETS[] =
    "> HCI Event: LE Meta Event (0x3e) plen 88\n"
    "    Disconn Complete\n"
    "    0000: 01 00 00 00 0f 0e 0d 38  c1 a4 01 01 01 7f c9 00  .......8........\n"
    "    0010: 00 00 00 00 00 00 00 00  3e 02 01 06 15 16 95 fe  ........>.......\n"
    "    0020: 50 30 5b 05 09 0f 0e 0d  38 c1 a4 0d 10 04 10 01  P0[.....8.......\n"
    "    0030: ea 01 0a 09 65 78 74 2d  61 64 76 2d 78 19 ff ff  ....ext-adv-x...\n"
    "    0040: ff 00 01 02 03 04 05 06  07 08 09 0a 0b 0c 0d 0e  ................\n"
    "    0050: 0f 10 11 12 13 14 15                              .......\n";

static void expect_events(const struct items *items)
{
    expect_count(items, 3);
    expect_packet(items, 0, items->item[0].position, MI_LAYER_H4, "04" EVENT_A);
    expect_packet(items, 1, items->item[1].position, MI_LAYER_H4, "04" EVENT_B);
    expect_packet(items, 2, items->item[2].position, MI_LAYER_H4, "04" EVENT_X);
}

static void packets_reach_over_lines(void **state)
{
    (void)state;
    struct items *items = read_text(RAW);
    expect_events(items);
    assert_int_equal(items->item[0].position, 3);
    assert_int_equal(items->item[1].position, 5);
    free(items);
    items = read_text(OFFSETS);
    expect_events(items);
    free(items);
}

static void times_are_read(void **state)
{
    (void)state;
    struct items *items = read_text(RAW_TIMES);
    expect_count(items, 2);
    expect_time(items, 0, "2023-11-14T22:13:20.123456Z");
    expect_time(items, 1, "2023-11-14T22:13:21.124456Z");
    free(items);
}

static void other_output_in_between_does_no_harm(void **state)
{
    (void)state;
    struct items *items =
        read_text("LE Scan ...\n"
                  "> 04 3E 22 02 01 03 00 0F 0E 0D 38 C1 A4 16 15 16 95 FE 50 30 \n"
                  "A4:C1:38:0D:0E:0F (unknown)\n"
                  "A4:C1:38:0D:0E:0F LYWSD03MMC\n"
                  "  5B 05 09 0F 0E 0D 38 C1 A4 0D 10 04 10 01 EA 01 CF \n"
                  "A4:C1:38:0D:0E:0F (unknown)\n");
    expect_count(items, 1);
    expect_packet(items, 0, 2, MI_LAYER_H4, "04" EVENT_B);
    free(items);
}

static void a_packet_ends_with_its_length(void **state)
{
    (void)state;
    struct items *items = read_text("> 04 3E 04 02 01 00 00 AA BB \n"
                                    "  CC DD \n"
                                    "> 04 0E 04 01 03 0C 00 \n");
    expect_count(items, 2);
    expect_packet(items, 0, 1, MI_LAYER_H4, "043e0402010000");
    expect_packet(items, 1, 3, MI_LAYER_H4, "040e0401030c00");
    free(items);
}

static void what_the_host_sends_and_data_are_passed_over(void **state)
{
    (void)state;
    struct items *items = read_text("< 01 0C 20 02 01 00 \n"
                                    "< 04 3E 04 02 01 00 00 \n"
                                    "  01 02 03 \n"
                                    "> 02 40 20 0B 00 07 00 04 00 \n"
                                    "  1B 03 00 01 02 \n");
    expect_count(items, 0);
    free(items);
}

static void joined_lines_are_one_packet(void **state)
{
    (void)state;
    expect_only(
        "> 04 3E 22 02 01 03 00 0F 0E 0D 38 C1 A4 16 15 16 95 FE 50 30 5B 05 09 0F 0E 0D 38 "
        "C1 A4 0D 10 04 10 01 EA 01 CF",
        0, MI_LAYER_H4, "04" EVENT_B);
}

static void a_cut_packet_is_given_and_told(void **state)
{
    (void)state;
    static const char *const NEXT[] = {"", "> 04 3E 04 02 01 00 00\n", "> HCI Event: foo"};
    for (size_t i = 0; i < 3; i++) {
        char text[256];
        (void)snprintf(text, sizeof text, "> 04 3E 22 02 01 03 00 0F 0E 0D \n%s", NEXT[i]);
        struct items *items = read_text(text);
        expect_problem(items, 0, 1, MI_P_PACKET_CUT);
        assert_int_equal(items->item[0].number[0], 27);
        assert_int_equal(items->item[0].number[1], 37);
        expect_packet(items, 1, 1, MI_LAYER_H4, "043e22020103000f0e0d");
        expect_count(items, i == 1 ? 3 : 2);
        free(items);
    }
    expect_only_problem("> 04 3E\n", 0, MI_P_PACKET_CUT, 1);
}

static void lost_payloads_are_told_once_and_the_others_saved(void **state)
{
    (void)state;
    struct items *items = read_text(DECODED);
    expect_count(items, 2);
    expect_problem(items, 0, 2, MI_P_NO_PAYLOAD);
    expect_packet(items, 1, 11, MI_LAYER_H4, "04" EVENT_X);
    expect_time(items, 1, "2023-11-14T22:13:25.128456Z");
    free(items);
    items = read_text(DECODED_OFFSETS);
    expect_count(items, 1);
    expect_packet(items, 0, 1, MI_LAYER_H4, "04" EVENT_X);
    free(items);
}

static void cut_text_does_no_harm(void **state)
{
    (void)state;
    cut_everywhere(RAW);
    cut_everywhere(OFFSETS);
    cut_everywhere(DECODED);
    cut_everywhere(DECODED_OFFSETS);
}

static void packets_may_be_joined_in_a_line(void **state)
{
    (void)state;
    struct items *items = read_text(
        "> 04 3E 25 02 01 00 00 0C 0B 0A 34 2D 58 19 02 01 06 15 16 95 FE 50 20 AA 01 07 0C 0B 0A "
        "34 2D 58 0D 10 04 FA 00 12 02 C4 > 04 3E 22 02 01 03 00 0F 0E 0D 38 C1 A4 16 15 16 95 FE "
        "50 30 5B 05 09 0F 0E 0D 38 C1 A4 0D 10 04 10 01 EA 01 CF\n");
    expect_count(items, 2);
    expect_packet(items, 0, 1, MI_LAYER_H4, "04" EVENT_A);
    expect_packet(items, 1, 1, MI_LAYER_H4, "04" EVENT_B);
    free(items);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(packets_may_be_joined_in_a_line),
        cmocka_unit_test(packets_reach_over_lines),
        cmocka_unit_test(times_are_read),
        cmocka_unit_test(other_output_in_between_does_no_harm),
        cmocka_unit_test(a_packet_ends_with_its_length),
        cmocka_unit_test(what_the_host_sends_and_data_are_passed_over),
        cmocka_unit_test(joined_lines_are_one_packet),
        cmocka_unit_test(a_cut_packet_is_given_and_told),
        cmocka_unit_test(lost_payloads_are_told_once_and_the_others_saved),
        cmocka_unit_test(cut_text_does_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
