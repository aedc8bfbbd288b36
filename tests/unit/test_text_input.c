/* What holds for every text: where it comes from, how it is written, and that nothing harms. */
#include "text_items.h"

#include <unistd.h>

/* One of every dialect, in one text. */
static const char MIXED[] =
    "# notes\n"
    "> 04 3E 22 02 01 03 00 0F 0E 0D 38 C1 A4 16 15 16 95 FE 50 30 \n"
    "A4:C1:38:0D:0E:0F LYWSD03MMC\n"
    "  5B 05 09 0F 0E 0D 38 C1 A4 0D 10 04 10 01 EA 01 CF \n"
    "> HCI Event: LE Meta Event (0x3e) plen 34                    #2 [hci0] 2.124456\n"
    "      LE Advertising Report (0x02)\n"
    "        Num reports: 1\n"
    "        Event type: Non connectable undirected - ADV_NONCONN_IND (0x03)\n"
    "        Address type: Public (0x00)\n"
    "        Address: A4:C1:38:0D:0E:0F (Telink Semiconductor (Taipei) Co. Ltd.)\n"
    "        Data length: 22\n"
    "        Service Data: Xiaomi Inc. (0xfe95)\n"
    "          Data: " SERVICE_B "\n"
    "        RSSI: -49 dBm (0xcf)\n"
    "[CHG] Device A4:C1:38:0D:0E:0F ServiceData.0000fe95-0000-1000-8000-00805f9b34fb:\n"
    "  50 30 5b 05 09 0f 0e 0d 38 c1 a4 0d 10 04 10 01  P0[.....8.......\n"
    "  ea 01                                            ..              \n"
    "[22:13:20][VV][esp32_ble_tracker:431]: Parse Result:\n"
    "[22:13:20][VV][esp32_ble_tracker:447]:   Address: A4:C1:38:0D:0E:0F (PUBLIC)\n"
    "[22:13:20][VV][esp32_ble_tracker:483]:   Adv data: "
    "15.16.95.FE.50.30.5B.05.09.0F.0E.0D.38.C1.A4.0D.10.04.10.01.EA.01 (22)\n"
    "2023-11-14 22:13:20 INFO BLE ADV from UNKNOWN: RSSI: -49, MAC: A4C1380D0E0F, ADV: " DATA_B "\n"
    "{\"servicedatauuid\": \"fe95\", \"servicedata\": \"" SERVICE_B "\", \"rssi\": -49}\n"
    "0000  3e 22 02 01 03 00 0f 0e 0d 38 c1 a4 16 15 16 95   >\".......8......\n"
    "0010  fe 50 30 5b 05 09 0f 0e 0d 38 c1 a4 0d 10 04 10   .P0[.....8......\n"
    "0020  01 ea 01 cf                                       ....\n"
    "\n" DATA_B "\n";

enum { MIXED_PACKETS = 8 };

static void expect_mixed(const char *text, size_t size)
{
    static const char *const HEX[MIXED_PACKETS] = {
        "04" EVENT_B, EVENT_B, DATA_B, DATA_B, DATA_B, SERVICE_B, EVENT_B, DATA_B,
    };
    static const enum mi_layer LAYERS[MIXED_PACKETS] = {
        MI_LAYER_H4, MI_LAYER_EVENT,   MI_LAYER_AD,    MI_LAYER_AD,
        MI_LAYER_AD, MI_LAYER_SERVICE, MI_LAYER_EVENT, MI_LAYER_AD,
    };
    static const uint64_t LINES[MIXED_PACKETS] = {2, 5, 15, 18, 21, 22, 23, 27};
    struct items *items = read_bytes(text, size, 0);
    expect_count(items, MIXED_PACKETS);
    for (size_t i = 0; i < MIXED_PACKETS; i++)
        expect_packet(items, i, LINES[i], LAYERS[i], HEX[i]);
    free(items);
}

static void all_dialects_may_stand_in_one_text(void **state)
{
    (void)state;
    expect_mixed(MIXED, sizeof MIXED - 1);
    cut_everywhere(MIXED);
}

/* Writes `before`, each character followed by `behind`, and a CR before each LF. */
static size_t rewrite(char *out, const char *before, const char *behind, size_t behind_size,
                      bool with_cr)
{
    size_t length = strlen(before);
    memcpy(out, before, length);
    for (const char *at = MIXED; *at != '\0'; at++) {
        if (*at == '\n' && with_cr) {
            out[length++] = '\r';
            memcpy(out + length, behind, behind_size);
            length += behind_size;
        }
        out[length++] = *at;
        memcpy(out + length, behind, behind_size);
        length += behind_size;
    }
    return length;
}

static void line_ends_and_encodings_do_not_matter(void **state)
{
    (void)state;
    char *out = malloc(4 * sizeof MIXED + 16);
    assert_non_null(out);
    expect_mixed(out, rewrite(out, "", "", 0, true));
    expect_mixed(out, rewrite(out, "\xef\xbb\xbf", "", 0, true));
    expect_mixed(out, rewrite(out, "\xff\xfe", "\0", 1, true)); /* UTF-16, as Windows writes it */
    expect_mixed(out, rewrite(out, "\xff\xfe", "\0", 1, false));
    expect_mixed(out, rewrite(out, "", "\0", 1, true));
    free(out);
}

static void terminal_sequences_are_left_out(void **state)
{
    (void)state;
    expect_only("\x1b]0;a title\x07\x1b[?2004h\x1b[1;32m" DATA_B "\x1b[0m\x1b(B", 0, MI_LAYER_AD,
                DATA_B);
    expect_only("\x1b]0;a title\x1b\\" DATA_B, 0, MI_LAYER_AD, DATA_B);
    expect_only("progress 50 %\rprogress 99 %\r" DATA_B "\r\r\n", 0, MI_LAYER_AD, DATA_B);
    expect_nothing("\x1b", 0);
    expect_nothing("\x1b[", 0);
    expect_nothing("\x1b]", 0);
}

static void binary_input_is_told_once(void **state)
{
    (void)state;
    enum { SIZE = 100000 };
    static const unsigned FLAGS[] = {0, MI_SOURCE_BARE};
    char *noise = malloc(SIZE);
    assert_non_null(noise);
    uint32_t number = 1;
    for (size_t i = 0; i < SIZE; i++) {
        number = number * 1664525 + 1013904223;
        noise[i] = (char)(number >> 24);
    }
    for (size_t i = 0; i < 2; i++) {
        struct items *items = read_bytes(noise, SIZE, FLAGS[i]);
        assert_true(items->count >= 1);
        expect_problem(items, 0, 0, MI_P_NOT_TEXT);
        for (size_t other = 1; other < items->count; other++)
            assert_int_equal(items->item[other].got, MI_GOT_PACKET);
        free(items);
    }
    memset(noise, 0, SIZE);
    struct items *items = read_bytes(noise, SIZE, 0);
    expect_count(items, 1);
    expect_problem(items, 0, 0, MI_P_NOT_TEXT);
    free(items);
    free(noise);
}

static void expect_of_noise(const char *noise, size_t size, size_t count)
{
    struct items *items = read_bytes(noise, size, 0);
    expect_count(items, count);
    expect_problem(items, 0, 0, MI_P_NOT_TEXT);
    free(items);
}

/* Halves of pairs of surrogates and overlong forms, as some programs write them. */
static void odd_characters_are_text(void **state)
{
    (void)state;
    static const char *const ODD[] = {"\xed\xa0\xbd\xed\xb8\x80", "\xe0\x80\xaf",
                                      "\xf4\xbf\xbf\xbf"};
    for (size_t i = 0; i < sizeof ODD / sizeof ODD[0]; i++) {
        char text[512];
        struct mi_text out = mi_text(text, sizeof text);
        for (size_t k = 0; k < 8; k++)
            mi_text_add(&out, ODD[i]);
        mi_text_add(&out, "\n58zz\n");
        struct items *items = read_text(text);
        expect_count(items, 0);
        free(items);
    }
}

/* A file of 10 GB need not be read to its end; noise in front of a text does no harm. */
static void what_is_no_text_is_not_read_to_its_end(void **state)
{
    (void)state;
    enum { STEP = 1 << 19, SIZE = 4 * STEP };
    static const char LINE[] = "\n" DATA_B "\n";
    static const char FILLERS[] = {'\0', '\n'};
    char *noise = malloc(SIZE);
    assert_non_null(noise);
    for (size_t i = 0; i < sizeof FILLERS; i++) {
        memset(noise, FILLERS[i], SIZE);
        memset(noise, '\x80', 8192);
        memcpy(noise + STEP, LINE, sizeof LINE - 1);
        expect_of_noise(noise, SIZE, 2);
        memcpy(noise + 2 * STEP + 1, LINE, sizeof LINE - 1);
        expect_of_noise(noise, SIZE, 3);
        memset(noise + STEP, FILLERS[i], sizeof LINE);
        expect_of_noise(noise, SIZE, 1);
    }
    free(noise);
}

static void nul_bytes_in_a_text_do_no_harm(void **state)
{
    (void)state;
    static const char TEXT[] = "a\0b\0\n" DATA_B "\n\0\n043e\0"
                               "2502\n" DATA_A;
    struct items *items = read_bytes(TEXT, sizeof TEXT - 1, 0);
    expect_count(items, 2);
    expect_packet(items, 0, 2, MI_LAYER_AD, DATA_B);
    expect_packet(items, 1, 5, MI_LAYER_AD, DATA_A);
    free(items);
}

static void a_very_long_line_is_told_and_the_next_one_read(void **state)
{
    (void)state;
    enum { LONG = 10000000 };
    static const char FILLS[] = "x0 {[\"\\>'\x1b(";
    char *text = malloc(LONG + sizeof "\n" DATA_B);
    assert_non_null(text);
    memcpy(text + LONG, "\n" DATA_B, sizeof "\n" DATA_B);
    for (size_t i = 0; i < sizeof FILLS - 1; i++) {
        memset(text, FILLS[i], LONG);
        struct items *items = read_bytes(text, LONG + sizeof DATA_B, 0);
        expect_problem(items, 0, 1, MI_P_LINE_LONG);
        assert_int_equal(items->count, 2);
        expect_packet(items, 1, 2, MI_LAYER_AD, DATA_B);
        free(items);
    }
    free(text);
}

/* `front`, and `one` as often as that. */
static void count_items(const char *front, const char *one, size_t times, size_t *packets,
                        size_t *problems)
{
    size_t size = strlen(front) + strlen(one) * times;
    char *buffer = malloc(size + 1);
    assert_non_null(buffer);
    struct mi_text text = mi_text(buffer, size + 1);
    mi_text_add(&text, front);
    for (size_t i = 0; i < times; i++)
        mi_text_add(&text, one);
    struct mi_source *source = mi_source_text(buffer, size, "a test", 0);
    assert_non_null(source);
    enum mi_got got;
    *packets = *problems = 0;
    while ((got = mi_source_next(source)) != MI_GOT_END) {
        *packets += got == MI_GOT_PACKET ? 1 : 0;
        *problems += got == MI_GOT_PROBLEM && mi_source_problem(source)->code == MI_P_LINE_CROWDED;
        if (got == MI_GOT_PACKET && *packets % 100 == 0)
            assert_int_equal(mi_source_packet(source)->bytes[0], one[0] == '{' ? 0x00 : 'a');
    }
    mi_source_close(source);
    free(buffer);
}

static void all_packets_of_a_long_line_are_given(void **state)
{
    (void)state;
    size_t packets;
    size_t problems;
    for (size_t times = 1000; times <= 30000; times *= 3) {
        count_items("", "{\"servicedata\":\"95fe001122\"}", times, &packets, &problems);
        assert_int_equal(packets, times);
        assert_int_equal(problems, 0);
    }
}

static void a_line_with_too_many_packets_is_told(void **state)
{
    (void)state;
    size_t packets;
    size_t problems;
    count_items("data ", "fe95 b'a' ", 6500, &packets, &problems);
    assert_int_equal(packets, 4095);
    assert_int_equal(problems, 1);
}

static void a_pipe_gives_a_packet_as_soon_as_it_is_there(void **state)
{
    (void)state;
    int ends[2];
    char path[32];
    assert_int_equal(pipe(ends), 0);
    (void)snprintf(path, sizeof path, "/dev/fd/%d", ends[0]);
    (void)alarm(10); /* a read that waits for more would never return */
    struct mi_source *source = mi_source_open(path, 0);
    assert_non_null(source);
    assert_null(mi_source_format(source));
    assert_string_equal(mi_source_name(source), path);

    static const char FIRST[] = "> 04 3E 04 02 01\n  00 00\n";
    assert_int_equal(write(ends[1], FIRST, sizeof FIRST - 1), sizeof FIRST - 1);
    assert_int_equal(mi_source_next(source), MI_GOT_PACKET);
    assert_int_equal(mi_source_packet(source)->size, 7);
    assert_int_equal(write(ends[1], DATA_B "\n", sizeof DATA_B), sizeof DATA_B);
    assert_int_equal(mi_source_next(source), MI_GOT_PACKET);
    assert_int_equal(mi_source_packet(source)->number, 3);
    assert_int_equal(close(ends[1]), 0);
    assert_int_equal(mi_source_next(source), MI_GOT_END);
    mi_source_close(source);
    (void)alarm(0);
    assert_int_equal(close(ends[0]), 0);
}

static void what_cannot_be_opened_or_read_is_a_problem(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        enum mi_problem_code code;
    } CASES[] = {{"/nonexistent/file", MI_P_CANNOT_OPEN}, {"/", MI_P_CANNOT_READ}};
    for (size_t i = 0; i < 2; i++) {
        struct mi_source *source = mi_source_open(CASES[i].path, 0);
        assert_non_null(source);
        assert_int_equal(mi_source_next(source), MI_GOT_PROBLEM);
        assert_int_equal(mi_source_problem(source)->code, CASES[i].code);
        assert_int_equal(mi_source_position(source), 0);
        assert_int_equal(mi_source_next(source), MI_GOT_END);
        assert_int_equal(mi_source_next(source), MI_GOT_END);
        mi_source_close(source);
    }
    mi_source_close(NULL);
}

/* One packet of hcidump in two lines, behind what logs and editors put in front of each. */
static void a_prefix_of_all_lines_is_left_out(void **state)
{
    (void)state;
    static const char *const PREFIXES[] = {
        "",
        "ble-1  | ",
        "home_ble_1 | ",
        "[pod/ble-0/ble] ",
        "ble: ",
        "| ",
        "// ",
        " * ",
        ";; ",
        "     7\t",
        "123456\t",
        "Feb 11 07:30:29 pi x[1]: ",
        "2023-01-02T03:04:05.123456789Z ",
        "ble-1  | 2023-01-02T03:04:05.123456789Z ",
    };
    for (size_t i = 0; i < sizeof PREFIXES / sizeof PREFIXES[0]; i++) {
        char text[1024];
        const char *front = PREFIXES[i];
        (void)snprintf(text, sizeof text,
                       "%s> 04 3E 25 02 01 00 00 0C 0B 0A 34 2D 58 19 02 01 06 15 16 95\n"
                       "%s  FE 50 20 AA 01 07 0C 0B 0A 34 2D 58 0D 10 04 FA 00 12 02 C4\n"
                       "%s[CHG] Device " ADDRESS_B " ServiceData Key: "
                       "0000fe95-0000-1000-8000-00805f9b34fb\n"
                       "%s[CHG] Device " ADDRESS_B " ServiceData Value:\n"
                       "%s  50 30 5b 05 09 0f 0e 0d 38 c1 a4 0d 10 04 10 01  P0[.....8.......\n"
                       "%s  ea 01                                            ..\n",
                       front, front, front, front, front, front);
        struct items *items = read_text(text);
        expect_count(items, 2);
        expect_packet(items, 0, 1, MI_LAYER_H4, "04" EVENT_A);
        expect_packet(items, 1, 4, MI_LAYER_AD, DATA_B);
        expect_address(items, 1, ADDRESS_B);
        free(items);
    }
}

/* An address in a table is none, and neither are words that only happen to stand there. */
static void what_belongs_to_a_line_is_no_prefix(void **state)
{
    (void)state;
    struct items *items = read_text("58-2D-34-0A-0B-0C | " DATA_A "\n");
    expect_count(items, 1);
    expect_address(items, 0, ADDRESS_A);
    free(items);
    items = read_text("582D340A0B0C | " DATA_A "\n");
    expect_count(items, 1);
    expect_address(items, 0, ADDRESS_A);
    free(items);
}

/* A UUID and its service data; two events, and one without its end. */
static void raw_bytes_are_told_how_to_be_read(void **state)
{
    (void)state;
    static const char *const RAW[] = {"95fe" SERVICE_A, "04" EVENT_A "04" EVENT_A,
                                      "043e25020100000c0b0a342d5819020106151695fe5020aa0107"};
    for (size_t i = 0; i < sizeof RAW / sizeof RAW[0]; i++) {
        uint8_t bytes[ITEM_BYTES];
        struct mi_hex hex = mi_hex_decode(RAW[i], strlen(RAW[i]), bytes, sizeof bytes);
        struct items *items = read_bytes((const char *)bytes, hex.size, 0);
        expect_problem(items, 0, 0, MI_P_RAW_BYTES);
        free(items);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(raw_bytes_are_told_how_to_be_read),
        cmocka_unit_test(a_prefix_of_all_lines_is_left_out),
        cmocka_unit_test(what_belongs_to_a_line_is_no_prefix),
        cmocka_unit_test(all_dialects_may_stand_in_one_text),
        cmocka_unit_test(line_ends_and_encodings_do_not_matter),
        cmocka_unit_test(terminal_sequences_are_left_out),
        cmocka_unit_test(binary_input_is_told_once),
        cmocka_unit_test(odd_characters_are_text),
        cmocka_unit_test(what_is_no_text_is_not_read_to_its_end),
        cmocka_unit_test(nul_bytes_in_a_text_do_no_harm),
        cmocka_unit_test(a_very_long_line_is_told_and_the_next_one_read),
        cmocka_unit_test(all_packets_of_a_long_line_are_given),
        cmocka_unit_test(a_line_with_too_many_packets_is_told),
        cmocka_unit_test(a_pipe_gives_a_packet_as_soon_as_it_is_there),
        cmocka_unit_test(what_cannot_be_opened_or_read_is_a_problem),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
