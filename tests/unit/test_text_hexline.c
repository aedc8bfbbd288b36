#include "text_items.h"

#define BARE MI_SOURCE_BARE

static void an_event_is_found_by_its_first_bytes(void **state)
{
    (void)state;
    expect_only("04" EVENT_A, 0, MI_LAYER_H4, "04" EVENT_A);
    expect_only(EVENT_A, 0, MI_LAYER_EVENT, EVENT_A);
    expect_only("01" EVENT_A, 0, MI_LAYER_EVENT, EVENT_A);
    expect_only("04" EVENT_A "0011", 0, MI_LAYER_H4, "04" EVENT_A);
    expect_only("040e0401030c00", 0, MI_LAYER_H4, "040e0401030c00");
    expect_only("d6be898e40240c0b0a342d58" DATA_A "112233", 0, MI_LAYER_AIR,
                "d6be898e40240c0b0a342d58" DATA_A "112233");
}

static void a_header_in_front_of_an_air_packet_is_left_out(void **state)
{
    (void)state;
    expect_only("27c400000000000000000300d6be898e02250c0b0a342d58", 0, MI_LAYER_AIR,
                "d6be898e02250c0b0a342d58");
}

static void advertising_data_is_found_by_its_walk(void **state)
{
    (void)state;
    expect_only(DATA_A, 0, MI_LAYER_AD, DATA_A);
    expect_only(DATA_A "000000", 0, MI_LAYER_AD, DATA_A "000000");
    expect_only("09ff8f03112233445566", 0, MI_LAYER_AD, "09ff8f03112233445566");
    expect_only("0b16d2fc4002c4090341"
                "23",
                0, MI_LAYER_AD,
                "0b16d2fc400"
                "2c409034123");
    expect_nothing("02010605ff4c001000", 0);
}

static void a_byte_behind_the_data_is_the_signal_strength(void **state)
{
    (void)state;
    struct items *items = read_text(DATA_B "cf");
    expect_count(items, 1);
    expect_packet(items, 0, 1, MI_LAYER_AD, DATA_B);
    expect_rssi(items, 0, -49);
    free(items);
}

static void cut_data_is_still_data(void **state)
{
    (void)state;
    expect_only("1a1695fe5858480b680c0b", 0, MI_LAYER_AD, "1a1695fe5858480b680c0b");
    expect_only("1a1695fe5858480b680c0b", BARE, MI_LAYER_AD, "1a1695fe5858480b680c0b");
}

static void service_data_is_known_by_its_uuid(void **state)
{
    (void)state;
    static const char *const UUIDS[] = {"95fe", "1a18", "1b18", "1c18", "1d18",
                                        "1e18", "d2fc", "50fd", "cdfd", "f9ff"};
    for (size_t i = 0; i < sizeof UUIDS / sizeof UUIDS[0]; i++) {
        char text[64];
        (void)snprintf(text, sizeof text, "16%s" SERVICE_A, UUIDS[i]);
        expect_only(text, 0, MI_LAYER_SERVICE, SERVICE_A);
    }
    expect_only("        \"" DATA_A "\\n\";", 0, MI_LAYER_AD, DATA_A); /* in C */
    expect_only("d2fc40007b016402f60803b013", 0, MI_LAYER_SERVICE, "40007b016402f60803b013");
    expect_nothing("d2fc40ff7b016402f60803b013", 0);
    struct items *items = read_text("95fe" SERVICE_A);
    expect_packet(items, 0, 1, MI_LAYER_SERVICE, SERVICE_A);
    assert_int_equal(items->item[0].packet.uuid, 0xfe95);
    free(items);
}

static void bare_service_data_is_taken_when_asked_for(void **state)
{
    (void)state;
    expect_only(SERVICE_A, BARE, MI_LAYER_SERVICE, SERVICE_A);
    expect_only("b'P \\xaa\\x01\\x07'", BARE, MI_LAYER_SERVICE, "5020aa0107");
    expect_only("5020ffff070c0b0a342d58", BARE, MI_LAYER_SERVICE, "5020ffff070c0b0a342d58");
}

static void bare_service_data_of_a_known_product_shows_itself(void **state)
{
    (void)state;
    expect_only(SERVICE_A, 0, MI_LAYER_SERVICE, SERVICE_A);
    expect_only("-60 " SERVICE_A, 0, MI_LAYER_SERVICE, SERVICE_A);
    expect_nothing("b'P \\xaa\\x01\\x07'", 0);                 /* announces an object and a MAC */
    expect_nothing("5020ffff070c0b0a342d580d1004fa001202", 0); /* of no product */
    expect_nothing(SERVICE_A "00", 0);                         /* a byte too many */
    expect_nothing("5020aa01070c0b0a342d580d1004fa0012", 0);   /* and one too few */
    expect_nothing("5024aa01070c0b0a342d580d1004fa001202", 0); /* a bit that means nothing */
    expect_nothing("5020aa01070c0b0a342d58ff7704fa001202", 0); /* nor does the object */
}

/* Lists of MACs and numbers, and key rings. */
static void what_stands_beside_an_address_is_a_frame_only_with_that_address(void **state)
{
    (void)state;
    expect_only(ADDRESS_A " 5020ffff070c0b0a342d580d1004fa001202", 0, MI_LAYER_SERVICE,
                "5020ffff070c0b0a342d580d1004fa001202");
    expect_only("0C:0B:0A:34:2D:58 5020ffff070c0b0a342d580d1004fa001202", 0, MI_LAYER_SERVICE,
                "5020ffff070c0b0a342d580d1004fa001202");
    expect_nothing(ADDRESS_B " 5020ffff070c0b0a342d580d1004fa001202", 0);
    expect_only(ADDRESS_B " 30585b05090f0e0d38c1a408", 0, MI_LAYER_SERVICE,
                "30585b05090f0e0d38c1a408");
    expect_nothing(ADDRESS_A " 30585b05090f0e0d38c1a408", 0); /* as long as a key */
    expect_nothing(ADDRESS_A " 1234567890\n" ADDRESS_A " E8BC163C82EEE187\n", 0);
    expect_nothing("582D340A0B0C 5c1fe9c2b320de3a54c7ae4fb6da718a", 0);
    expect_nothing(ADDRESS_A " 5c1fe9c2b320de3a54c7ae4fb6da718a", 0);
    expect_nothing(ADDRESS_A " 5c1fe9c2b320de3a54c7ae4f", 0);
}

static void an_address_beside_it_makes_it_service_data_too(void **state)
{
    (void)state;
    static const char *const LINES[] = {
        ADDRESS_A " " SERVICE_A " -60",           "582D340A0B0C " SERVICE_A " -60",
        "58-2d-34-0a-0b-0c," SERVICE_A ",-60",    "-60 " ADDRESS_A " " SERVICE_A,
        SERVICE_A " " ADDRESS_A " RSSI: -60 dBm", SERVICE_A " " ADDRESS_A " rssi=-60",
    };
    for (size_t i = 0; i < sizeof LINES / sizeof LINES[0]; i++) {
        struct items *items = read_text(LINES[i]);
        expect_count(items, 1);
        expect_packet(items, 0, 1, MI_LAYER_SERVICE, SERVICE_A);
        expect_address(items, 0, ADDRESS_A);
        expect_rssi(items, 0, -60);
        free(items);
    }
}

static void hex_is_written_in_many_ways(void **state)
{
    (void)state;
    static const char *const LINES[] = {
        "15 16 95 FE 50 30 5B 05 09 0F 0E 0D 38 C1 A4 0D 10 04 10 01 EA 01",
        "15:16:95:fe:50:30:5b:05:09:0f:0e:0d:38:c1:a4:0d:10:04:10:01:ea:01",
        "15-16-95-fe-50-30-5b-05-09-0f-0e-0d-38-c1-a4-0d-10-04-10-01-ea-01",
        "15.16.95.FE.50.30.5B.05.09.0F.0E.0D.38.C1.A4.0D.10.04.10.01.EA.01 (22)",
        "15.16.95.FE.50.30.5B.05.09.0F.0E.0D.38.C1.A4.0D.10.04.10.01.EA.01. (22 bytes)",
        "0x" DATA_B,
        "15 16 95 FE 50 30 5B 5 9 F E D 38 C1 A4 D 10 4 10 1 EA 1", /* of Arduino */
        "Payload: 15 16 95 fe 50 30 5b 5 9 f e d 38 c1 a4 d 10 4 10 1 ea 1",
        "0x15, 0x16, 0x95, 0xfe, 0x50, 0x30, 0x5b, 0x05, 0x09, 0x0f, 0x0e, 0x0d, 0x38, 0xc1, "
        "0xa4, 0x0d, 0x10, 0x04, 0x10, 0x01, 0xea, 0x01",
        "{0x15,0x16,0x95,0xfe,0x50,0x30,0x5b,0x05,0x09,0x0f,0x0e,0x0d,0x38,0xc1,0xa4,0x0d,0x10,"
        "0x04,0x10,0x01,0xea,0x01};",
        "\\x15\\x16\\x95\\xfe\\x50\\x30\\x5b\\x05\\x09\\x0f\\x0e\\x0d\\x38\\xc1\\xa4\\x0d\\x10\\x04"
        "\\x10\\x01\\xea\\x01",
        "b'\\x15\\x16\\x95\\xfeP0["
        "\\x05\\t\\x0f\\x0e\\r8\\xc1\\xa4\\r\\x10\\x04\\x10\\x01\\xea\\x01'",
        "bytearray(b\"\\x15\\x16\\x95\\xfeP0["
        "\\x05\\t\\x0f\\x0e\\r8\\xc1\\xa4\\r\\x10\\x04\\x10\\x01"
        "\\xea\\x01\")",
        "\"" DATA_B "\"",
        "'" DATA_B "',",
        "   " DATA_B "\t\r\n",
        DATA_B "  # the bedroom",
        "2023-11-14 22:13:20.5 " DATA_B,
        "1700000000.500000 " DATA_B,
        "22:13:20.500 " DATA_B,
        "\xef\xbb\xbf" DATA_B,
        "\x1b[0;32m" DATA_B "\x1b[0m",
        "15\xc2\xa0"
        "1695fe" SERVICE_B,
        "15\xe2\x80\x8c"
        "1695\xc2\xad"
        "fe" SERVICE_B,
        "15h 16h 95h FEh 50h 30h 5Bh 05h 09h 0Fh 0Eh 0Dh 38h C1h A4h 0Dh 10h 04h 10h 01h EAh 01h",
        "15h, 16h, 95h, 0FEh, 50h, 30h, 5Bh, 5h, 9h, 0Fh, 0Eh, 0Dh, 38h, 0C1h, 0A4h, 0Dh, 10h, 4h, "
        "10h, 1h, 0EAh, 1h",
        "$15 $16 $95 $FE $50 $30 $5B $05 $09 $0F $0E $0D $38 $C1 $A4 $0D $10 $04 $10 $01 $EA $01",
        "15_16_95_fe_50_30_5b_05_09_0f_0e_0d_38_c1_a4_0d_10_04_10_01_ea_01",
        "\\u0015\\u0016\\u0095\\u00fe\\u0050\\u0030\\u005b\\u0005\\u0009\\u000f\\u000e\\u000d"
        "\\u0038\\u00c1\\u00a4\\u000d\\u0010\\u0004\\u0010\\u0001\\u00ea\\u0001",
    };
    for (size_t i = 0; i < sizeof LINES / sizeof LINES[0]; i++)
        expect_only(LINES[i], 0, MI_LAYER_AD, DATA_B);
}

static void several_events_may_stand_in_a_line(void **state)
{
    (void)state;
    static const char *const LINES[] = {
        "04" EVENT_A "04" EVENT_B,
        "04" EVENT_A " 04" EVENT_B,
        "04" EVENT_A ",04" EVENT_B,
    };
    for (size_t i = 0; i < sizeof LINES / sizeof LINES[0]; i++) {
        struct items *items = read_text(LINES[i]);
        expect_count(items, 2);
        expect_packet(items, 0, 1, MI_LAYER_H4, "04" EVENT_A);
        expect_packet(items, 1, 1, MI_LAYER_H4, "04" EVENT_B);
        free(items);
    }
}

static void an_event_may_be_base64(void **state)
{
    (void)state;
    expect_only("BD4lAgEAAAwLCjQtWBkCAQYVFpX+UCCqAQcMCwo0LVgNEAT6ABICxA==", 0, MI_LAYER_H4,
                "04" EVENT_A);
}

static void lines_may_end_with_cr_alone(void **state)
{
    (void)state;
    struct items *items = read_text(DATA_A "\r" DATA_B "\r");
    expect_count(items, 2);
    expect_packet(items, 0, 1, MI_LAYER_AD, DATA_A);
    expect_packet(items, 1, 2, MI_LAYER_AD, DATA_B);
    free(items);
}

static void the_time_in_front_is_that_of_the_packet(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *time;
    } CASES[] = {
        {"2023-11-14 22:13:20.123456 " DATA_B, "2023-11-14T22:13:20.123456Z"},
        {"2023-11-14T22:13:20Z " DATA_B, "2023-11-14T22:13:20.000000Z"},
        {"2023-11-14T22:13:20.5+01:00 " DATA_B, "2023-11-14T21:13:20.500000Z"},
        {"2023-11-14T22:13:20-0230 " DATA_B, "2023-11-15T00:43:20.000000Z"},
        {"[2023-11-14 22:13:20,250] " DATA_B, "2023-11-14T22:13:20.250000Z"},
        {"1700000000.123456000\t" DATA_B, "2023-11-14T22:13:20.123456Z"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct items *items = read_text(CASES[i].text);
        expect_count(items, 1);
        expect_time(items, 0, CASES[i].time);
        free(items);
    }
}

static void a_cut_event_is_given_and_told(void **state)
{
    (void)state;
    struct items *items = read_text("043e25020100000c0b0a342d58");
    expect_count(items, 2);
    expect_problem(items, 0, 1, MI_P_PACKET_CUT);
    assert_int_equal(items->item[0].number[0], 27);
    assert_int_equal(items->item[0].number[1], 40);
    expect_packet(items, 1, 1, MI_LAYER_H4, "043e25020100000c0b0a342d58");
    free(items);
}

static void what_is_meant_as_hex_and_is_none_is_told(void **state)
{
    (void)state;
    expect_only_problem("043e2502010", 0, MI_P_HEX_ODD, 11);
    expect_only_problem("  04 3e 25 02 01 0", 0, MI_P_HEX_ODD, 18);
    expect_only_problem("043e2502o100000c0b", 0, MI_P_HEX_DIGIT, 9);
    expect_only_problem("04 3E 25 02 01 \xe2\x80\xa6 00 00 21 93 35 34", 0, MI_P_HEX_DIGIT, 16);
    expect_only_problem(DATA_A "0", 0, MI_P_HEX_ODD, 51);

    char *text = calloc(1, 5000);
    assert_non_null(text);
    memset(text, '7', 4999);
    expect_nothing(text, 0);
    memcpy(text, DATA_A, sizeof DATA_A - 1);
    memcpy(text + sizeof DATA_A - 1, "ff", 2);
    expect_only_problem(text, 0, MI_P_HEX_LONG, 2048);
    free(text);
}

static void prose_comments_and_blank_lines_are_passed_over(void **state)
{
    (void)state;
    expect_nothing("", 0);
    expect_nothing("\n \n\t\r\n# 043e2502\n  # comment\n", 0);
    expect_nothing("\n \n# 043e2502\n  # comment\n", BARE);
    expect_nothing("LE Scan ...\n" ADDRESS_A " (unknown)\n" ADDRESS_A " LYWSD03MMC\n", 0);
    expect_nothing("2023-11-14\n2023-11-14 22:13:20\n22:13:20\n" ADDRESS_A "\n", 0);
    expect_nothing("0000fe95-0000-1000-8000-00805f9b34fb\n", 0);
    expect_nothing("a bad cafe\n", 0);
    expect_nothing("31 Dec 1999.\n192.168.100.200\n10.0.0.1\n00 32 11 22 33 44\n", 0);
    expect_nothing("001122334455667788990011\n0011223344556677889\n", 0);
    expect_nothing("043e4d2f4b668cfc48e6059d36e91326bf87de39\n"
                   "95fe711430f6164e93803d93428bc1fab80f41e2\n"
                   "commit 95fe58585b05668cfc48e6059d36e91326bf87de\n",
                   0);
    expect_nothing("ac8f7622f24f14eb45b88dccb4359b07  usr/bin/a\n", 0);
}

static void every_line_counts_when_asked_for_bytes(void **state)
{
    (void)state;
    expect_only_problem("hello", BARE, MI_P_HEX_DIGIT, 1);
    expect_only_problem("12", BARE, MI_P_HEX_SHORT, 1);
    expect_only_problem("{\"a\": 1}", BARE, MI_P_HEX_DIGIT, 2);
    expect_only_problem(SERVICE_A " but", BARE, MI_P_HEX_DIGIT, 39);
}

static void words_may_stand_behind_columns(void **state)
{
    (void)state;
    struct items *items = read_text(
        "15   16  95 FE  50 30  5B 05   09   0F 0E 0D 38 C1 A4   0D 10 04 10 01 EA 01  CF   X1\n"
        "15   16  95 FE  50 30  5B 05   09   0F 0E 0D 38 C1 A4   0D 10 04 10 01 EA 01  CF   the "
        "hall\n");
    expect_count(items, 2);
    for (size_t i = 0; i < 2; i++) {
        expect_packet(items, i, i + 1, MI_LAYER_AD, DATA_B);
        expect_rssi(items, i, -49);
    }
    free(items);
    expect_only_problem("15 16 95 fe 50 30 5b 05 09 0f 0e 0d 38 c1 x4 0d 10 04 10 01 ea 01\n", 0,
                        MI_P_HEX_DIGIT, 43);
}

static void lines_are_counted(void **state)
{
    (void)state;
    struct items *items = read_text("# first\n\n" DATA_A "\r\nxyz\n" DATA_B);
    expect_count(items, 2);
    expect_packet(items, 0, 3, MI_LAYER_AD, DATA_A);
    expect_packet(items, 1, 5, MI_LAYER_AD, DATA_B);
    assert_true(items->item[0].packet.time == MI_NO_TIME);
    assert_false(items->item[0].packet.has_address);
    expect_rssi(items, 0, NO_RSSI);
    free(items);
}

static void cut_lines_do_no_harm(void **state)
{
    (void)state;
    cut_everywhere("2023-11-14 22:13:20.123456+01:00 " ADDRESS_A " 04" EVENT_A " -60 dBm (25) # x");
    cut_everywhere("\"0x15, 0x16, \\x95, 0xfe\", " ADDRESS_A ", -60\n582D340A0B0C " SERVICE_A);
    cut_everywhere("bytearray(b'\\x15\\x16\\x95\\xfeP0[\\x05\\t\\x0f\\'\\\\')");
}

static void a_signal_strength_may_be_the_last_byte(void **state)
{
    (void)state;
    static const char *const LINES[] = {SERVICE_A "c3", ("95 fe  " SERVICE_A "  c3"),
                                        "95fe" SERVICE_A};
    for (size_t i = 0; i < sizeof LINES / sizeof LINES[0]; i++) {
        struct items *items = read_text(LINES[i]);
        expect_count(items, 1);
        assert_int_equal(items->item[0].packet.has_stray, i < 2);
        free(items);
    }
    expect_nothing(SERVICE_A "03", 0);
    struct items *items = read_text("95 FE " SERVICE_A " c3\n95 FE " SERVICE_B " c4\n");
    expect_count(items, 2);
    free(items);
}

static void times_and_marks_may_stand_in_front(void **state)
{
    (void)state;
    static const char *const FRONTS[] = {"[12:34:56] ",
                                         "[12:34:56.789] ",
                                         "12:34:56.789 -> ",
                                         "[   12.345678] ",
                                         "RX ",
                                         "RX: ",
                                         "==>",
                                         "=> ",
                                         "-> ",
                                         "> ",
                                         "12:34:56.789 -> > ",
                                         "1. ",
                                         "2) ",
                                         "#3 ",
                                         "4: ",
                                         "5\t",
                                         "16\t",
                                         "(1234) ",
                                         "[7] ",

                                         "* ",
                                         "$ ",
                                         "// ",
                                         "[RX] ",
                                         ">> ",
                                         "• ",
                                         "→ ",
                                         "– "};
    for (size_t i = 0; i < sizeof FRONTS / sizeof FRONTS[0]; i++) {
        char line[200];
        (void)snprintf(line, sizeof line, "%s" ADDRESS_A ": " DATA_A, FRONTS[i]);
        struct items *items = read_text(line);
        expect_count(items, 1);
        expect_packet(items, 0, 1, MI_LAYER_AD, DATA_A);
        expect_address(items, 0, ADDRESS_A);
        free(items);
        (void)snprintf(line, sizeof line, "%s" DATA_A, FRONTS[i]);
        expect_only(line, 0, MI_LAYER_AD, DATA_A);
    }
    struct items *items = read_text("[10:20:30:40:50:60] " DATA_A "\n");
    expect_count(items, 1);
    expect_address(items, 0, "10:20:30:40:50:60");
    free(items);
}

enum { DRESSED_MAX = 200 };

/* `pattern` with the bytes in place of its %s. */
static void dress(char line[DRESSED_MAX], const char *pattern, const char *bytes)
{
    const char *place = strstr(pattern, "%s");
    assert_non_null(place);
    (void)snprintf(line, DRESSED_MAX, "%.*s%s%s", (int)(place - pattern), pattern, bytes,
                   place + 2);
}

/* As tables of CSV and Markdown have them, and with what else stands around them on web pages. */
static void columns_and_dress_may_stand_around(void **state)
{
    (void)state;
    static const char *const LINES[] = {
        ADDRESS_A ",-60,%s",     ADDRESS_A ", -60, %s",
        ADDRESS_A " | -60 | %s", "| " ADDRESS_A " | -60 | %s |",
        "-60;" ADDRESS_A ";%s",  "12:34:56," ADDRESS_A ",-60,%s",
        ADDRESS_A " -60 dBm %s", "582D340A0B0C: %s -60",
    };
    static const char *const DRESSES[] = {
        "“%s”",   "«%s»",           "‘%s’",          "**%s**",      "*%s*",
        "<%s>",   "/* %s */",       "%s …",          "<td>%s</td>", "<li class=\"x\">%s</li>",
        "%s<br>", "&quot;%s&quot;", "<w:t>%s</w:t>", "[4] `%s`",
    };
    char line[DRESSED_MAX];
    for (size_t i = 0; i < sizeof LINES / sizeof LINES[0]; i++) {
        dress(line, LINES[i], SERVICE_A);
        struct items *items = read_text(line);
        expect_count(items, 1);
        expect_packet(items, 0, 1, MI_LAYER_SERVICE, SERVICE_A);
        expect_address(items, 0, ADDRESS_A);
        expect_rssi(items, 0, -60);
        free(items);
    }
    for (size_t i = 0; i < sizeof DRESSES / sizeof DRESSES[0]; i++) {
        dress(line, DRESSES[i], DATA_A);
        expect_only(line, 0, MI_LAYER_AD, DATA_A);
    }
    expect_nothing("# " DATA_A, 0);
    expect_nothing("    + '585cb009290e2fcde7b5ec66d9084be44055a619d9dd7fc3166f9487f7cb2729'", 0);
}

/* What may be read in two ways, or lacks its year, is no time rather than a wrong one. */
static void a_date_of_any_country_may_stand_in_front(void **state)
{
    (void)state;
    static const struct {
        const char *front, *time;
    } CASES[] = {
        {"05/06/2023 12:13:14", NULL},
        {"06.05.2023 12:13:14.123", NULL},
        {"[06.05.2023 12:13:14]", NULL},
        {"06.05. 12:13:14", NULL},
        {"5/6/2023, 12:13:14 PM", NULL},
        {"[5/6/23, 9:13:14 AM]", NULL},
        {"05-06 12:13:14.123", NULL},
        {"20230506 12:13:14", NULL},
        {"6-May-2023 12:13:14", NULL},
        {"May  6 12:13:14", NULL},
        {"May 6, 2023 12:13:14 PM", NULL},
        {"Sat May  6 12:13:14 2023", NULL},
        {"Sat May  6 12:13:14 CEST 2023", NULL},
        {"Sat, 06 May 2023 12:13:14 +0000", NULL},
        {"12:13:14 PM", NULL},
        {"2023/05/06 12:13:14", "2023-05-06T12:13:14.000000Z"},
        {"[2023/05/06 12:13:14.5]", "2023-05-06T12:13:14.500000Z"},
        {"2023-05-06 12:13:14 -0500", "2023-05-06T17:13:14.000000Z"},
        {"2023-05-06 12:13:14 +02:00", "2023-05-06T10:13:14.000000Z"},
        {"2023-05-06 12:13:14 UTC", "2023-05-06T12:13:14.000000Z"},
        {"1683372000", "2023-05-06T11:20:00.000000Z"},
        {"[1683372000]", "2023-05-06T11:20:00.000000Z"},
        {"1683372000123", "2023-05-06T11:20:00.123000Z"},
    };
    static const struct {
        const char *payload;
        enum mi_layer layer;
        const char *hex;
    } BEHIND[] = {{"04" EVENT_A, MI_LAYER_H4, "04" EVENT_A},
                  {ADDRESS_A " " DATA_A, MI_LAYER_AD, DATA_A},
                  {ADDRESS_A " -60 " DATA_A, MI_LAYER_AD, DATA_A}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        for (size_t j = 0; j < sizeof BEHIND / sizeof BEHIND[0]; j++) {
            char text[512];
            (void)snprintf(text, sizeof text, "%s %s\n", CASES[i].front, BEHIND[j].payload);
            struct items *items = read_text(text);
            expect_count(items, 1);
            expect_packet(items, 0, 1, BEHIND[j].layer, BEHIND[j].hex);
            if (CASES[i].time != NULL)
                expect_time(items, 0, CASES[i].time);
            else
                assert_int_equal(items->item[0].packet.time, MI_NO_TIME);
            if (j > 0)
                expect_address(items, 0, ADDRESS_A);
            if (j == 2)
                expect_rssi(items, 0, -60);
            free(items);
        }
    }
}

/* Bytes in groups of five are no seconds, and what has no clock behind it is no date. */
static void bytes_are_no_date(void **state)
{
    (void)state;
    expect_only("0201061516 95fe5020aa 01070c0b0a 342d580d10 04fa001202", 0, MI_LAYER_AD, DATA_A);
    expect_only("02-01-06-15-16-95-fe-50-20-aa-01-07-0c-0b-0a-34-2d-58-0d-10-04-fa-00-12-02", 0,
                MI_LAYER_AD, DATA_A);
    expect_only("02 01 06 15 16 95 fe 50 20 aa 01 07 0c 0b 0a 34 2d 58 0d 10 04 fa 00 12 02", 0,
                MI_LAYER_AD, DATA_A);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_date_of_any_country_may_stand_in_front),
        cmocka_unit_test(bytes_are_no_date),
        cmocka_unit_test(an_event_is_found_by_its_first_bytes),
        cmocka_unit_test(a_header_in_front_of_an_air_packet_is_left_out),
        cmocka_unit_test(advertising_data_is_found_by_its_walk),
        cmocka_unit_test(a_byte_behind_the_data_is_the_signal_strength),
        cmocka_unit_test(cut_data_is_still_data),
        cmocka_unit_test(service_data_is_known_by_its_uuid),
        cmocka_unit_test(bare_service_data_is_taken_when_asked_for),
        cmocka_unit_test(bare_service_data_of_a_known_product_shows_itself),
        cmocka_unit_test(what_stands_beside_an_address_is_a_frame_only_with_that_address),
        cmocka_unit_test(an_address_beside_it_makes_it_service_data_too),
        cmocka_unit_test(hex_is_written_in_many_ways),
        cmocka_unit_test(several_events_may_stand_in_a_line),
        cmocka_unit_test(an_event_may_be_base64),
        cmocka_unit_test(lines_may_end_with_cr_alone),
        cmocka_unit_test(the_time_in_front_is_that_of_the_packet),
        cmocka_unit_test(a_cut_event_is_given_and_told),
        cmocka_unit_test(what_is_meant_as_hex_and_is_none_is_told),
        cmocka_unit_test(prose_comments_and_blank_lines_are_passed_over),
        cmocka_unit_test(every_line_counts_when_asked_for_bytes),
        cmocka_unit_test(words_may_stand_behind_columns),
        cmocka_unit_test(lines_are_counted),
        cmocka_unit_test(a_signal_strength_may_be_the_last_byte),
        cmocka_unit_test(times_and_marks_may_stand_in_front),
        cmocka_unit_test(columns_and_dress_may_stand_around),
        cmocka_unit_test(cut_lines_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
