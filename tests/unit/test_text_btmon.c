#include "text_items.h"

#define DATA_X                                                                                     \
    "020106" DATA_B "0a096578742d6164762d7819ffffff000102030405060708090a0b0c0d0e0f101112131415"
/* btmon does not tell all of the event; what it leaves out is given as unknown. */
#define EVENT_X    "3e580d010000000f0e0d38c1a40100017fc90000000000000000003e" DATA_X
#define EVENT_NAME "3e16020104015544332211c30a" DATA_NAME "7f"

/* Up to the service data, behind it, and what versions since 5.65 decode of extended reports. */
#define BEFORE                                                                                     \
    "Bluetooth monitor ver 5.66\n"                                                                 \
    "= Note: Linux version 6.1.0 (x86_64)                          0.000000\n"                     \
    "= New Index: 00:11:22:33:44:55 (Primary,USB,hci0)               [hci0] 0.000010\n"            \
    "> HCI Event: LE Meta Event (0x3e) plen 37                    #1 [hci0] 1.123456\n"            \
    "      LE Advertising Report (0x02)\n"                                                         \
    "        Num reports: 1\n"                                                                     \
    "        Event type: Connectable undirected - ADV_IND (0x00)\n"                                \
    "        Address type: Public (0x00)\n"                                                        \
    "        Address: 58:2D:34:0A:0B:0C (Example (Suzhou) Co., Ltd)\n"                             \
    "        Data length: 25\n"                                                                    \
    "        Flags: 0x06\n"                                                                        \
    "          LE General Discoverable Mode\n"                                                     \
    "          BR/EDR Not Supported\n"
#define BEHIND                                                                                     \
    "        RSSI: -60 dBm (0xc4)\n"                                                               \
    "> HCI Event: LE Meta Event (0x3e) plen 22                    #2 [hci0] 2.124456\n"            \
    "      LE Advertising Report (0x02)\n"                                                         \
    "        Num reports: 1\n"                                                                     \
    "        Event type: Scan response - SCAN_RSP (0x04)\n"                                        \
    "        Address type: Random (0x01)\n"                                                        \
    "        Address: C3:11:22:33:44:55 (Static)\n"                                                \
    "        Data length: 10\n"                                                                    \
    "        Name (complete): MJ_HT_V1\n"                                                          \
    "        RSSI: invalid (0x7f)\n"                                                               \
    "> HCI Event: LE Meta Event (0x3e) plen 88                    #3 [hci0] 3.125456\n"            \
    "      LE Extended Advertising Report (0x0d)\n"                                                \
    "        Num reports: 1\n"                                                                     \
    "        Entry 0\n"                                                                            \
    "          Event type: 0x0000\n"                                                               \
    "            Props: 0x0000\n"                                                                  \
    "            Data status: \x1b[0;32mComplete\x1b[0m\n"                                         \
    "          Address type: Public (0x00)\n"                                                      \
    "          Address: A4:C1:38:0D:0E:0F (Telink Semiconductor (Taipei) Co. Ltd.)\n"              \
    "          Primary PHY: LE 1M\n"                                                               \
    "          Secondary PHY: LE 1M\n"                                                             \
    "          SID: 0x01\n"                                                                        \
    "          TX power: 127 dBm\n"                                                                \
    "          RSSI: -55 dBm (0xc9)\n"                                                             \
    "          Periodic advertising interval: 0.00 msec (0x0000)\n"                                \
    "          Direct address type: Public (0x00)\n"                                               \
    "          Direct address: 00:00:00:00:00:00 (OUI 00-00-00)\n"                                 \
    "          Data length: 0x3e\n"                                                                \
    "        02 01 06 15 16 95 fe 50 30 5b 05 09 0f 0e 0d 38  .......P0[.....8\n"                  \
    "        c1 a4 0d 10 04 10 01 ea 01 0a 09 65 78 74 2d 61  ...........ext-a\n"                  \
    "        64 76 2d 78 19 ff ff ff 00 01 02 03 04 05 06 07  dv-x............\n"                  \
    "        08 09 0a 0b 0c 0d 0e 0f 10 11 12 13 14 15        ..............  \n"
#define DECODED                                                                                    \
    "        Flags: 0x06\n"                                                                        \
    "        Service Data: Xiaomi Inc. (0xfe95)\n"                                                 \
    "          Data: 50305b05090f0e0d38c1a40d10041001ea01\n"                                       \
    "        Name (complete): ext-adv-x\n"                                                         \
    "        Company: internal use (65535)\n"                                                      \
    "          Data[22]:\n"                                                                        \
    "        00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f  ................\n"                  \
    "        10 11 12 13 14 15                                ......          \n"

static const char DIALECT_A[] =
    BEFORE "        Service Data (UUID 0xfe95): 5020aa01070c0b0a342d580d1004fa001202\n" BEHIND;

static const char DIALECT_B[] =
    BEFORE "        Service Data: Xiaomi Inc. (0xfe95)\n"
           "          Data: 5020aa01070c0b0a342d580d1004fa001202\n" BEHIND DECODED;

static const char DIALECT_C[] =
    BEFORE "        Service Data: Xiaomi Inc. (0xfe95)\n"
           "          Data[18]: 5020aa01070c0b0a342d580d1004fa001202\n" BEHIND DECODED;

static const char DIALECT_D[] =
    "Bluetooth monitor ver 5.66\n"
    "= Note: Linux version 6.1.0 (x86_64)                          0.000000\n"
    "= New Index: 00:11:22:33:44:55 (Primary,USB,hci0)               [hci0] 0.000010\n"
    "> HCI Event: LE Meta Event (0x3e) plen 37                    #1 [hci0] 1.123456\n"
    "      LE Advertising Report (0x02)\n"
    "        Num reports: 1\n"
    "        Event type: Connectable undirected - ADV_IND (0x00)\n"
    "        Address type: Public (0x00)\n"
    "        Address: 58:2D:34:0A:0B:0C (Example (Suzhou) Co., Ltd)\n"
    "        Data length: 25\n"
    "        Advertising Data[25]:\n"
    "        02 01 06 15 16 95 fe 50 20 aa 01 07 0c 0b 0a 34  .......P ......4\n"
    "        2d 58 0d 10 04 fa 00 12 02                       -X.......       \n"
    "        Flags: 0x06\n"
    "          LE General Discoverable Mode\n"
    "          BR/EDR Not Supported\n"
    "        Service Data: Xiaomi Inc. (0xfe95)\n"
    "          Data[18]:\n"
    "        50 20 aa 01 07 0c 0b 0a 34 2d 58 0d 10 04 fa 00  P ......4-X.....\n"
    "        12 02                                            ..              \n"
    "        RSSI: -60 dBm (0xc4)\n"
    "> HCI Event: LE Meta Event (0x3e) plen 22                    #2 [hci0] 2.124456\n"
    "      LE Advertising Report (0x02)\n"
    "        Num reports: 1\n"
    "        Event type: Scan response - SCAN_RSP (0x04)\n"
    "        Address type: Random (0x01)\n"
    "        Address: C3:11:22:33:44:55 (Static)\n"
    "        Data length: 10\n"
    "        Advertising Data[10]:\n"
    "        09 09 4d 4a 5f 48 54 5f 56 31                    ..MJ_HT_V1      \n"
    "        Name (complete): MJ_HT_V1\n"
    "        RSSI: invalid (0x7f)\n"
    "> HCI Event: LE Meta Event (0x3e) plen 88                    #3 [hci0] 3.125456\n"
    "      LE Extended Advertising Report (0x0d)\n"
    "        Num reports: 1\n"
    "        Entry 0\n"
    "          Event type: 0x0000\n"
    "            Props: 0x0000\n"
    "            Data status: \x1b[0;32mComplete\x1b[0m\n"
    "          Address type: Public (0x00)\n"
    "          Address: A4:C1:38:0D:0E:0F (Telink Semiconductor (Taipei) Co. Ltd.)\n"
    "          Primary PHY: LE 1M\n"
    "          Secondary PHY: LE 1M\n"
    "          SID: 0x01\n"
    "          TX power: 127 dBm\n"
    "          RSSI: -55 dBm (0xc9)\n"
    "          Periodic advertising interval: 0.00 msec (0x0000)\n"
    "          Direct address type: Public (0x00)\n"
    "          Direct address: 00:00:00:00:00:00 (OUI 00-00-00)\n"
    "          Data length: 62\n"
    "        Advertising Data[62]:\n"
    "        02 01 06 15 16 95 fe 50 30 5b 05 09 0f 0e 0d 38  .......P0[.....8\n"
    "        c1 a4 0d 10 04 10 01 ea 01 0a 09 65 78 74 2d 61  ...........ext-a\n"
    "        64 76 2d 78 19 ff ff ff 00 01 02 03 04 05 06 07  dv-x............\n"
    "        08 09 0a 0b 0c 0d 0e 0f 10 11 12 13 14 15        ..............  \n"
    "        Flags: 0x06\n"
    "        Service Data: Xiaomi Inc. (0xfe95)\n"
    "          Data: 50305b05090f0e0d38c1a40d10041001ea01\n"
    "        Name (complete): ext-adv-x\n"
    "        Company: internal use (65535)\n"
    "          Data[22]:\n"
    "        00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f  ................\n"
    "        10 11 12 13 14 15                                ......          \n";

static const char TWO_REPORTS[] =
    "> HCI Event: LE Meta Event (0x3e) plen 57                    #4 [hci1] 2023-11-14 "
    "22:13:20.123456\n"
    "      LE Advertising Report (0x02)\n"
    "        Num reports: 2\n"
    "        Event type: Connectable undirected - ADV_IND (0x00)\n"
    "        Address type: Public (0x00)\n"
    "        Address: 58:2D:34:0A:0B:0C (Example (Suzhou) Co., Ltd)\n"
    "        Data length: 25\n"
    "        Flags: 0x06\n"
    "          LE General Discoverable Mode\n"
    "          BR/EDR Not Supported\n"
    "        Service Data (UUID 0xfe95): 5020aa01070c0b0a342d580d1004fa001202\n"
    "        RSSI: -60 dBm (0xc4)\n"
    "        Event type: Scan response - SCAN_RSP (0x04)\n"
    "        Address type: Random (0x01)\n"
    "        Address: C3:11:22:33:44:55 (Static)\n"
    "        Data length: 10\n"
    "        Name (complete): MJ_HT_V1\n"
    "        RSSI: invalid (0x7f)\n";

static const char NO_REPORTS[] =
    "@ MGMT Event: Device Found (0x0012) plen 39                    {0x0001} [hci0] 1.123460\n"
    "        LE Address: 58:2D:34:0A:0B:0C (Example)\n"
    "        RSSI: -60 dBm (0xc4)\n"
    "        Flags: 0x00000000\n"
    "        Data length: 25\n"
    "        Advertising Data[25]:\n"
    "        02 01 06 15 16 95 fe 50 20 aa 01 07 0c 0b 0a 34  .......P ......4\n"
    "        2d 58 0d 10 04 fa 00 12 02                       -X.......       \n"
    "        Service Data: Xiaomi Inc. (0xfe95)\n"
    "          Data: 5020aa01070c0b0a342d580d1004fa001202\n"
    "> HCI Event: LE Meta Event (0x3e) plen 18                  #11 [hci0] 111.000000\n"
    "      LE Direct Advertising Report (0x0b)\n"
    "        Num reports: 1\n"
    "        Event type: Connectable directed - ADV_DIRECT_IND (0x01)\n"
    "        Address type: Public (0x00)\n"
    "        Address: 58:2D:34:0A:0B:0C (Example)\n"
    "        Direct address type: Random (0x01)\n"
    "        Direct address: C3:11:22:33:44:55 (Static)\n"
    "        RSSI: -70 dBm (0xba)\n"
    "> ACL Data RX: Handle 64 flags 0x02 dlen 11                   #12 [hci0] 112.000000\n"
    "      ATT: Handle Value Notification (0x1b) len 6\n"
    "        Handle: 0x0003\n"
    "          Data: 5020aa01070c0b0a342d580d1004fa001202\n"
    "        02 01 06 15 16 95 fe 50 20 aa 01 07 0c 0b 0a 34  .......P ......4\n"
    "        2d 58 0d 10 04 fa 00 12 02                       -X.......       \n";

static const char OVERRUN[] =
    "> HCI Event: LE Meta Event (0x3e) plen 24                    #13 [hci0] 113.000000\n"
    "      LE Advertising Report (0x02)\n"
    "        Num reports: 1\n"
    "        Event type: Connectable undirected - ADV_IND (0x00)\n"
    "        Address type: Public (0x00)\n"
    "        Address: 58:2D:34:0A:0B:0C (Example)\n"
    "        Data length: 12\n"
    "        Flags: 0x06\n"
    "          LE General Discoverable Mode\n"
    "        1f 16 95 fe 50 20 aa 01 07                       ....P ...       \n"
    "        RSSI: -60 dBm (0xc4)\n";

static void expect_reports(const char *text)
{
    struct items *items = read_text(text);
    expect_count(items, 3);
    expect_packet(items, 0, 4, MI_LAYER_EVENT, EVENT_A);
    expect_address(items, 0, ADDRESS_A);
    expect_rssi(items, 0, -60);
    expect_packet(items, 1, items->item[1].position, MI_LAYER_EVENT, EVENT_NAME);
    expect_rssi(items, 1, NO_RSSI);
    assert_true(items->item[1].packet.address_is_random);
    expect_packet(items, 2, items->item[2].position, MI_LAYER_EVENT, EVENT_X);
    expect_rssi(items, 2, -55);
    free(items);
}

static void all_dialects_give_the_event_again(void **state)
{
    (void)state;
    expect_reports(DIALECT_A);
    expect_reports(DIALECT_B);
    expect_reports(DIALECT_C);
    expect_reports(DIALECT_D);
}

static void an_event_may_hold_several_reports(void **state)
{
    (void)state;
    struct items *items = read_text(TWO_REPORTS);
    expect_count(items, 2);
    expect_packet(items, 0, 1, MI_LAYER_EVENT, EVENT_A);
    expect_packet(items, 1, 1, MI_LAYER_EVENT, EVENT_NAME);
    expect_time(items, 1, "2023-11-14T22:13:20.123456Z");
    assert_int_equal(items->item[0].packet.adapter, 1);
    free(items);
}

static void what_is_no_report_is_passed_over(void **state)
{
    (void)state;
    expect_nothing(NO_REPORTS, 0);
}

static void data_that_btmon_cannot_decode_is_there_too(void **state)
{
    (void)state;
    expect_only(OVERRUN, 0, MI_LAYER_EVENT, "3e18020100000c0b0a342d580c0201061f1695fe5020aa0107c4");
}

static void a_report_without_its_header_is_read(void **state)
{
    (void)state;
    const char *report = strstr(DIALECT_B, "      LE Advertising Report");
    struct items *items = read_bytes(report, strlen(report), 0);
    expect_count(items, 3);
    expect_packet(items, 0, 1, MI_LAYER_EVENT, EVENT_A);
    free(items);
}

#define FLUSH_HEADER "> HCI Event: LE Meta Event (0x3e) plen 37     #12 [hci1] 22:13:20.123456\n"
#define FLUSH_TOP                                                                                  \
    "LE Advertising Report (0x02)\nNum reports: 1\n"                                               \
    "Event type: Connectable undirected - ADV_IND (0x00)\nAddress type: Public (0x00)\n"
#define FLUSH_REST                                                                                 \
    "Address: 58:2D:34:0A:0B:0C (OUI 58-2D-34)\nData length: 25\nFlags: 0x06\n"                    \
    "LE General Discoverable Mode\nBR/EDR Not Supported\n"                                         \
    "Service Data: Xiaomi Inc. (0xfe95)\nData: " SERVICE_A "\nRSSI: -60 dBm (0xc4)\n"

/* A forum takes them away. */
static void blanks_in_front_may_be_lost(void **state)
{
    (void)state;
    struct items *items = read_text(
        FLUSH_HEADER FLUSH_TOP FLUSH_REST FLUSH_HEADER FLUSH_TOP FLUSH_REST "\n" DATA_B "\n");
    expect_count(items, 3);
    expect_packet(items, 0, 1, MI_LAYER_EVENT, EVENT_A);
    assert_int_equal(items->item[0].packet.adapter, 1);
    expect_packet(items, 1, 14, MI_LAYER_EVENT, EVENT_A);
    expect_packet(items, 2, 28, MI_LAYER_AD, DATA_B);
    free(items);
}

static void the_top_may_be_cut_off(void **state)
{
    (void)state;
    static const char *const TEXTS[] = {
        FLUSH_REST,
        "  Address: 58:2D:34:0A:0B:0C (OUI 58-2D-34)\n  Flags: 0x06\n"
        "  Service Data: Xiaomi Inc. (0xfe95)\n    Data: " SERVICE_A "\n  RSSI: -60 dBm (0xc4)\n",
    };
    for (size_t i = 0; i < sizeof TEXTS / sizeof TEXTS[0]; i++) {
        struct items *items = read_text(TEXTS[i]);
        expect_count(items, 1);
        expect_packet(items, 0, 1, MI_LAYER_AD, DATA_A);
        expect_address(items, 0, ADDRESS_A);
        expect_rssi(items, 0, -60);
        free(items);
        cut_everywhere(TEXTS[i]);
    }
    expect_only("    Service Data: Xiaomi Inc. (0xfe95)\n      Data: " SERVICE_A "\n", 0,
                MI_LAYER_AD, "151695fe" SERVICE_A);
    expect_nothing("  Address: 58:2D:34:0A:0B:0C (OUI 58-2D-34)\n  Name: x\n", 0);
}

static void a_journal_may_stand_in_front(void **state)
{
    (void)state;
#define PI "Nov 21 10:00:00 pi btmon[12]: "
    struct items *items = read_text(
        PI "> HCI Event: LE Meta Event (0x3e) plen 37     #12 [hci1] 1.123456\n" PI
           "      LE Advertising Report (0x02)\n" PI "        Num reports: 1\n" PI
           "        Event type: Connectable undirected - ADV_IND (0x00)\n" PI
           "        Address type: Public (0x00)\n" PI
           "        Address: 58:2D:34:0A:0B:0C (OUI 58-2D-34)\n" PI "        Data length: 25\n" PI
           "        Flags: 0x06\n" PI "        Service Data: Xiaomi Inc. (0xfe95)\n" PI
           "          Data: " SERVICE_A "\n" PI "        RSSI: -60 dBm (0xc4)\n");
#undef PI
    expect_count(items, 1);
    expect_packet(items, 0, 1, MI_LAYER_EVENT, EVENT_A);
    free(items);
}

static void a_cut_dump_is_given_and_told(void **state)
{
    (void)state;
    const char *end = strstr(DIALECT_D, "Advertising Data[25]:\n");
    assert_non_null(end);
    size_t size = (size_t)(strchr(strchr(end, '\n') + 1, '\n') - DIALECT_D);
    struct items *items = read_bytes(DIALECT_D, size, 0);
    expect_count(items, 2);
    expect_problem(items, 0, 4, MI_P_PACKET_CUT);
    assert_int_equal(items->item[0].number[0], 9);
    assert_int_equal(items->item[0].number[1], 25);
    free(items);
}

#define ACL_SENT     "< ACL Data TX: Handle 64 flags 0x00 dlen 9 #1 [hci0] 1.123456\n"
#define ACL_RECEIVED "> ACL Data RX: Handle 64 flags 0x02 dlen 9 #1 [hci0] 1.123456\n"

static const struct {
    const char *text;
    const char *packet;
} LINKS[] = {
    {"> HCI Event: LE Meta Event (0x3e) plen 31 #1 [hci0] 1.123456\n"
     "      LE Enhanced Connection Complete (0x0a)\n"
     "        Status: Success (0x00)\n        Handle: 64\n        Role: Central (0x00)\n"
     "        Peer address type: Random (0x01)\n"
     "        Peer address: C1:02:03:04:05:06 (Static)\n"
     "        Local resolvable private address: 00:00:00:00:00:00 (Non-Resolvable)\n",
     "043e1301004000000106050403"
     "02c1"
     "00000000000000"},
    {"> HCI Event: Disconnect Complete (0x05) plen 4 #1 [hci0] 1.123456\n"
     "        Status: Success (0x00)\n        Handle: 64 Address: C1:02:03:04:05:06 (Static)\n"
     "        Reason: Remote User Terminated Connection (0x13)\n",
     "04050400400013"},
    {"> HCI Event: Encryption Change (0x08) plen 4 #1 [hci0] 1.123456\n"
     "        Status: Success (0x00)\n        Handle: 64\n"
     "        Encryption: Enabled with AES-CCM (0x01)\n",
     "04080400400001"},
    {ACL_SENT "      ATT: Exchange MTU Request (0x02) len 2\n        Client RX MTU: 517\n",
     "0240000700030004000205"
     "02"},
    {ACL_SENT "      ATT: Write Command (0x52) len 3\n        Handle: 0x002d\n"
              "          Data: 55\n",
     "024000080004000400522d0055"},
    {ACL_SENT "      ATT: Write Request (0x12) len 4\n"
              "        Handle: 0x002d Type: Unknown (0x2a05)\n          Data[2]: 0100\n",
     "024000090005000400122d000100"},
    {ACL_SENT "      ATT: Prepare Write Request (0x16) len 6\n        Handle: 0x0003\n"
              "        Offset: 0x0012\n        Data: aabb\n",
     "0240000b00070004001603001200aabb"},
    {ACL_SENT "      ATT: Execute Write Request (0x18) len 1\n"
              "        Flags: Immediately write all pending prepared values (0x01)\n",
     "02400006000200040018"
     "01"},
    {ACL_RECEIVED "      ATT: Error Response (0x01) len 4\n"
                  "        Read By Type Request (0x08)\n        Handle: 0x0001\n"
                  "        Error: Attribute Not Found (0x0a)\n",
     "02402009000500040001080100"
     "0a"},
    {ACL_RECEIVED "      ATT: Write Response (0x13) len 0\n", "02402005000100040013"},
    {ACL_RECEIVED "      ATT: Find Information Response (0x05) len 5\n"
                  "        Format: UUID-16 (0x01)\n        Handle: 0x0004\n"
                  "        UUID: Client Characteristic Configuration (0x2902)\n",
     "0240200a0006000400050104000229"},
    {ACL_RECEIVED "      ATT: Read By Group Type Response (0x11) len 21\n"
                  "        Attribute data length: 20\n        Attribute group list: 1 entry\n"
                  "        Handle range: 0x0021-0x0030\n"
                  "        UUID: Vendor (of its own) (00010203-0405-0607-0809-0a0b0c0d0e0f)\n",
     "0240201a00160004001114210030000f0e0d0c0b0a09080706050403020100"},
    {ACL_RECEIVED "      ATT: Read By Type Response (0x09) len 15\n"
                  "        Attribute data length: 7\n        Attribute data list: 2 entries\n"
                  "        Handle: 0x0002\n        Value[5]: 1803000100\n"
                  "            Properties: 0x18\n              Write (0x08)\n"
                  "            Value Handle: 0x0003\n            Value UUID: Unknown (0x0001)\n"
                  "        Handle: 0x0012\n        Value: 0813001000\n",
     "024020140010000400090702001803000100"
     "12000813001000"},
    {ACL_RECEIVED "      ATT: Read Blob Response (0x0d) len 18\n"
                  "        ac 3c f4 12 0d b5 bd e3 33 7f 9f fc 01 02 03 04  .<......3.......\n"
                  "        05 06                                            ..              \n",
     "0240201700130004000dac3cf4120db5bde3337f9ffc010203040506"},
};

static void links_are_put_together_again(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof LINKS / sizeof LINKS[0]; i++) {
        struct items *items = read_bytes(LINKS[i].text, strlen(LINKS[i].text), MI_SOURCE_DATA);
        expect_count(items, 1);
        expect_packet(items, 0, 1, MI_LAYER_H4, LINKS[i].packet);
        enum mi_direction direction = *LINKS[i].text == '<' ? MI_SENT : MI_RECEIVED;
        assert_int_equal(items->item[0].packet.direction, direction);
        free(items);
        expect_nothing(LINKS[i].text, 0); /* when nobody asks for them */
    }
}

/* btmon -T cuts the handle away, which is that of the only connection. */
static void a_handle_that_is_cut_away_is_the_open_one(void **state)
{
#define CONNECTED(handle)                                                                          \
    "> HCI Event: LE Meta Event (0x3e) plen 19 #1 [hci0] 1.123456\n"                               \
    "      LE Connection Complete (0x01)\n        Status: Success (0x00)\n        Handle: " handle \
    "\n        Role: Central (0x00)\n        Peer address type: Public (0x00)\n"                   \
    "        Peer address: C1:02:03:04:05:06 (Static)\n"
#define DISCONNECTED(handle)                                                                       \
    "> HCI Event: Disconn.. (0x05) plen 4 #1 [hci0] 1.123456\n        Status: Success (0x00)\n"    \
    "        Handle: " handle "\n        Reason: Remote User Terminated Connection (0x13)\n"
#define CUT_WRITE                                                                                  \
    "< ACL Data TX: Hand.. flags 0x00 dlen 7 #1 [hci0] 1.123456\n"                                 \
    "      ATT: Write Command (0x52) len 3\n        Handle: 0x002d\n          Data: 55\n"
    static const char WRITTEN[] = "024000080004000400522d0055";
    (void)state;
    expect_nothing(CUT_WRITE, MI_SOURCE_DATA);
    static const char ONE[] = CONNECTED("64") CUT_WRITE CONNECTED("65") CUT_WRITE /* which? */
        DISCONNECTED("65") CUT_WRITE DISCONNECTED("64") CUT_WRITE;
    struct items *items = read_bytes(ONE, strlen(ONE), MI_SOURCE_DATA);
    expect_count(items, 6);
    assert_int_equal(items->item[1].packet.size, strlen(WRITTEN) / 2);
    expect_packet(items, 1, 8, MI_LAYER_H4, WRITTEN);
    assert_int_equal(items->item[4].packet.size, strlen(WRITTEN) / 2);
    free(items);
}

static void links_that_are_not_whole_are_passed_over(void **state)
{
    static const char *const TEXTS[] = {
        ACL_SENT "      ATT: Write Command (0x52) len 600\n        Handle: 0x002d\n",
        ACL_SENT "      ATT: Write Command (0x52) len -1\n        Handle: 0x002d\n",
        ACL_SENT "      ATT: Write Command (0x52) len 4\n        Handle: 0x002d\n"
                 "          Data: 55\n",
        ACL_SENT "      ATT: Write Command (0x52) len 3\n        Handle: 0x002d\n"
                 "          Data: 5566778899\n",
        "      ATT: Write Command (0x52) len 3\n        Handle: 0x002d\n          Data: 55\n",
    };
    (void)state;
    for (size_t i = 0; i < sizeof TEXTS / sizeof TEXTS[0]; i++)
        expect_nothing(TEXTS[i], MI_SOURCE_DATA);
    for (size_t i = 0; i < sizeof LINKS / sizeof LINKS[0]; i++)
        for (size_t size = 0; size < strlen(LINKS[i].text); size++)
            free(read_bytes(LINKS[i].text, size, MI_SOURCE_DATA));
}

static void cut_text_does_no_harm(void **state)
{
    (void)state;
    cut_everywhere(DIALECT_A);
    cut_everywhere(DIALECT_D);
    cut_everywhere(NO_REPORTS);
}

#define LEGACY_BODY                                                                                \
    "      LE Advertising Report (0x02)\n"                                                         \
    "        Num reports: 1\n"                                                                     \
    "        Event type: Connectable undirected - ADV_IND (0x00)\n"                                \
    "        Address type: Public (0x00)\n"                                                        \
    "        Address: 58:2D:34:0A:0B:0C (Example)\n"                                               \
    "        Data length: 25\n"                                                                    \
    "        Flags: 0x06\n"                                                                        \
    "        Service Data: Xiaomi Inc. (0xfe95)\n"                                                 \
    "          Data: " SERVICE_A "\n"                                                              \
    "        RSSI: -60 dBm (0xc4)\n"

/* Old versions print no number, -T a date, --no-time nothing; people cut off the rest. */
static void a_header_needs_no_number(void **state)
{
    (void)state;
    static const struct {
        const char *header, *time;
        uint64_t line; /* that the first packet stands at */
    } CASES[] = {
        {"> HCI Event: LE Meta Event (0x3e) plen 37      [hci1] 2.345678\n", NULL, 1},
        {"> HCI Event: LE Meta Event (0x3e) plen 37      [hci1]\n", NULL, 1},
        {"> HCI Event: LE Meta Event (0x3e) plen 37      2023-01-02 03:04:05.123456\n",
         "2023-01-02T03:04:05.123456Z", 1},
        {"> HCI Event: LE Meta Event (0x3e) plen 37\n", NULL, 2},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        char text[2048];
        (void)snprintf(text, sizeof text, "%s%s%s%s", CASES[i].header, LEGACY_BODY, CASES[i].header,
                       LEGACY_BODY);
        struct items *items = read_text(text);
        expect_count(items, 2);
        for (size_t j = 0; j < 2; j++) {
            expect_packet(items, j, CASES[i].line + 11 * j, MI_LAYER_EVENT, EVENT_A);
            expect_rssi(items, j, -60);
            if (CASES[i].time != NULL)
                expect_time(items, j, CASES[i].time);
        }
        free(items);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_header_needs_no_number),
        cmocka_unit_test(all_dialects_give_the_event_again),
        cmocka_unit_test(an_event_may_hold_several_reports),
        cmocka_unit_test(what_is_no_report_is_passed_over),
        cmocka_unit_test(data_that_btmon_cannot_decode_is_there_too),
        cmocka_unit_test(a_report_without_its_header_is_read),
        cmocka_unit_test(blanks_in_front_may_be_lost),
        cmocka_unit_test(the_top_may_be_cut_off),
        cmocka_unit_test(a_journal_may_stand_in_front),
        cmocka_unit_test(a_cut_dump_is_given_and_told),
        cmocka_unit_test(links_are_put_together_again),
        cmocka_unit_test(a_handle_that_is_cut_away_is_the_open_one),
        cmocka_unit_test(links_that_are_not_whole_are_passed_over),
        cmocka_unit_test(cut_text_does_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
