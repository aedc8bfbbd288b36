#include "capture/file/record.h"
#include "capture_file.h"

enum {
    SECTION = 0x0a0d0d0a,
    INTERFACE = 1,
    OBSOLETE = 2,
    SIMPLE = 3,
    STATISTICS = 5,
    ENHANCED = 6,
    H4 = 187,
    MONITOR = 254,
    LE = 251,
};

#define TIME_TEXT " 2023-11-14T22:13:20.500000Z"

static const uint64_t MICROSECONDS = UINT64_C(1700000000500000);

/* Ends the block that begins at `start`: pads it and writes its length at both ends. */
static void end_block(struct file *file, size_t start, bool is_big)
{
    while (file->size % 4 != 0)
        put_hex(file, "00");
    size_t size = file->size + 4 - start;
    size_t end = file->size;
    file->size = start + 4;
    put_number(file, size, 4, is_big);
    file->size = end;
    put_number(file, size, 4, is_big);
}

static size_t begin_block(struct file *file, uint32_t type, bool is_big)
{
    size_t start = file->size;
    put_number(file, type, 4, is_big);
    put_number(file, 0, 4, is_big);
    return start;
}

static void put_section(struct file *file, bool is_big)
{
    size_t start = begin_block(file, SECTION, is_big);
    put_number(file, 0x1a2b3c4d, 4, is_big);
    put_number(file, 1, 2, is_big);
    put_number(file, 0, 2, is_big);
    put_number(file, UINT64_MAX, 8, is_big);
    end_block(file, start, is_big);
}

/* `options` as hex in the byte order of the section. */
static void put_interface(struct file *file, bool is_big, uint16_t link, uint32_t snap,
                          const char *options)
{
    size_t start = begin_block(file, INTERFACE, is_big);
    put_number(file, link, 2, is_big);
    put_number(file, 0, 2, is_big);
    put_number(file, snap, 4, is_big);
    put_hex(file, options);
    end_block(file, start, is_big);
}

static void put_enhanced(struct file *file, bool is_big, uint32_t interface, uint64_t time,
                         uint32_t missing, const char *hex)
{
    uint32_t size = (uint32_t)hex_size(hex);
    size_t start = begin_block(file, ENHANCED, is_big);
    put_number(file, interface, 4, is_big);
    put_number(file, time >> 32, 4, is_big);
    put_number(file, time & 0xffffffff, 4, is_big);
    put_number(file, size, 4, is_big);
    put_number(file, size + missing, 4, is_big);
    put_hex(file, hex);
    end_block(file, start, is_big);
}

static struct file *begin(void **state, bool is_big, uint16_t link)
{
    struct file *file = *state;
    file->size = 0;
    put_section(file, is_big);
    put_interface(file, is_big, link, 65535, "");
    return file;
}

static void test_both_byte_orders(void **state)
{
    for (int is_big = 0; is_big < 2; is_big++) {
        struct file *file = begin(state, is_big, H4);
        put_enhanced(file, is_big, 0, MICROSECONDS, 0, "04" EVENT);
        put_enhanced(file, is_big, 0, MICROSECONDS, 9, "04" SHORT_EVENT);
        assert_string_equal(say(file), "1 h4 04" EVENT TIME_TEXT "\n2 h4 04" SHORT_EVENT TIME_TEXT
                                       ", snapped\n");
        assert_string_equal(format_of(file), "pcapng");
    }
}

static void test_the_older_packet_block(void **state)
{
    struct file *file = begin(state, false, H4);
    size_t start = begin_block(file, OBSOLETE, false);
    put_number(file, 0, 2, false);
    put_number(file, 3, 2, false); /* packets dropped */
    put_number(file, MICROSECONDS >> 32, 4, false);
    put_number(file, MICROSECONDS & 0xffffffff, 4, false);
    put_number(file, 18, 4, false);
    put_number(file, 18, 4, false);
    put_hex(file, "04" SHORT_EVENT);
    end_block(file, start, false);
    assert_string_equal(say(file), "1 h4 04" SHORT_EVENT TIME_TEXT "\n");
}

static void put_simple(struct file *file, uint32_t original, const char *hex)
{
    size_t start = begin_block(file, SIMPLE, false);
    put_number(file, original, 4, false);
    put_hex(file, hex);
    end_block(file, start, false);
}

static void test_the_simple_packet_block_follows_the_snap_length(void **state)
{
    struct file *file = *state;
    file->size = 0;
    put_section(file, false);
    put_interface(file, false, H4, 18, "");
    put_simple(file, 18, "04" SHORT_EVENT);
    put_simple(file, 40, "04" SHORT_EVENT "ffff");
    put_simple(file, 3, "04ffffff");
    assert_string_equal(say(file), "1 h4 04" SHORT_EVENT "\n2 h4 04" SHORT_EVENT ", snapped\n"
                                   "3 h4 04ffff\n");
    file->size = 0;
    put_section(file, false);
    put_interface(file, false, H4, 0, ""); /* unlimited */
    put_simple(file, 18, "04" SHORT_EVENT);
    assert_string_equal(say(file), "1 h4 04" SHORT_EVENT "\n");
}

static void test_several_interfaces(void **state)
{
    struct file *file = begin(state, false, MONITOR);
    put_enhanced(file, false, 0, MICROSECONDS, 0, "0007 0003" SHORT_EVENT);
    put_interface(file, false, LE, 100, "");
    put_interface(file, false, H4, 200, "");
    put_enhanced(file, false, 1, MICROSECONDS, 0, AIR);
    put_enhanced(file, false, 2, MICROSECONDS, 0, "04" EVENT);
    put_enhanced(file, false, 0, MICROSECONDS, 0, "0000 0003" SHORT_EVENT);
    assert_string_equal(say(file), "1 event " SHORT_EVENT TIME_TEXT ", adapter 7\n"
                                   "2 air " AIR TIME_TEXT ", adapter 1\n"
                                   "3 h4 04" EVENT TIME_TEXT ", adapter 2\n"
                                   "4 event " SHORT_EVENT TIME_TEXT "\n");
}

static void test_sections_of_different_order(void **state)
{
    struct file *file = begin(state, false, H4);
    put_enhanced(file, false, 0, MICROSECONDS, 0, "0401");
    put_section(file, true);
    put_interface(file, true, LE, 0, "");
    put_enhanced(file, true, 0, MICROSECONDS, 0, AIR);
    put_section(file, false);
    put_enhanced(file, false, 0, MICROSECONDS, 0, "0402"); /* the interfaces are forgotten */
    put_enhanced(file, false, 0, MICROSECONDS, 0, "0403");
    assert_string_equal(say(file), "1 h4 0401" TIME_TEXT "\n2 air " AIR TIME_TEXT "\n"
                                   "!3 interface 0 is not described in the file: its packets are "
                                   "not read\n");
}

static void test_times(void **state)
{
    static const struct {
        const char *options;
        uint64_t units;
        const char *said;
    } CASES[] = {
        {"", UINT64_C(1700000000500000), TIME_TEXT},
        {"0900 0100 09 000000", UINT64_C(1700000000500000000), TIME_TEXT},
        {"0900 0100 00 000000", 1700000000, " 2023-11-14T22:13:20.000000Z"},
        {"0900 0100 0c 000000", UINT64_C(1700000500000000), " 1970-01-01T00:28:20.000500Z"},
        {"0900 0100 13 000000", UINT64_C(15000000000000000000), " 1970-01-01T00:00:01.500000Z"},
        {"0900 0100 15 000000", UINT64_C(15000000000000000000), " 1970-01-01T00:00:00.015000Z"},
        {"0900 0100 7f 000000", UINT64_MAX, ""},
        {"0900 0100 81 000000", UINT64_C(3400000001), TIME_TEXT},
        {"0900 0100 a0 000000", UINT64_C(1700000000) << 32 | UINT64_C(1) << 31, TIME_TEXT},
        {"0900 0100 bf 000000", UINT64_C(3) << 62, " 1970-01-01T00:00:01.500000Z"},
        {"0900 0100 c0 000000", UINT64_C(1) << 63, " 1970-01-01T00:00:00.500000Z"},
        {"0900 0100 ff 000000", UINT64_MAX, ""},
        /* an hour more, an hour less, and beyond all dates */
        {"0e00 0800 100e000000000000", UINT64_C(1700000000500000), " 2023-11-14T23:13:20.500000Z"},
        {"0e00 0800 f0f1ffffffffffff", UINT64_C(1700000000500000), " 2023-11-14T21:13:20.500000Z"},
        {"0e00 0800 ffffffffffffff7f", UINT64_C(1700000000500000), ""},
        {"0e00 0800 0000000000000080", UINT64_C(1700000000500000), ""},
        {"0900 0100 00 000000", UINT64_MAX, ""},
        /* behind other options, behind the end of them, and of a wrong size */
        {"0200 0300 616263 00 0900 0100 09 000000 0000 0000", UINT64_C(1700000000500000000),
         TIME_TEXT},
        {"0000 0000 0900 0100 09 000000", UINT64_C(1700000000500000), TIME_TEXT},
        {"0900 0200 09 000000", UINT64_C(1700000000500000), TIME_TEXT},
        {"0900 ffff 09 000000", UINT64_C(1700000000500000), TIME_TEXT},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct file *file = *state;
        char expected[128];
        file->size = 0;
        put_section(file, false);
        put_interface(file, false, H4, 0, CASES[i].options);
        put_enhanced(file, false, 0, CASES[i].units, 0, "0401");
        (void)snprintf(expected, sizeof expected, "1 h4 0401%s\n", CASES[i].said);
        assert_string_equal(say(file), expected);
    }
}

static void test_other_blocks_are_skipped(void **state)
{
    struct file *file = begin(state, false, H4);
    size_t start = begin_block(file, STATISTICS, false);
    put_hex(file, "0102030405060708");
    end_block(file, start, false);
    start = begin_block(file, 0x80000bad, false);
    end_block(file, start, false);
    put_enhanced(file, false, 0, MICROSECONDS, 0, "0401");
    assert_string_equal(say(file), "1 h4 0401" TIME_TEXT "\n");
}

/* A block that is larger than any buffer costs nothing but time. */
static void test_a_huge_block_is_skipped(void **state)
{
    enum { HUGE_SIZE = 5000000 };
    struct file *file = begin(state, false, H4);
    size_t front = file->size;
    uint8_t *bytes = calloc(1, HUGE_SIZE + 1000);
    assert_non_null(bytes);
    memcpy(bytes, file->bytes, front);
    file->size = 0;
    put_number(file, 0x0bad, 4, false);
    put_number(file, HUGE_SIZE, 4, false);
    memcpy(bytes + front, file->bytes, file->size);
    file->size = 0;
    put_number(file, HUGE_SIZE, 4, false);
    put_enhanced(file, false, 0, MICROSECONDS, 0, "0401");
    memcpy(bytes + front + HUGE_SIZE - 4, file->bytes, file->size);

    struct mi_text text = mi_text(file->said, SAID_SIZE);
    size_t whole = front + HUGE_SIZE - 4 + file->size;
    say_source(&text, mi_source_text((char *)bytes, whole, "a test", 0));
    assert_string_equal(file->said, "1 h4 0401" TIME_TEXT "\n");
    /* cut where a piece of it ends */
    text = mi_text(file->said, SAID_SIZE);
    say_source(&text, mi_source_text((char *)bytes, front + 65536, "a test", 0));
    assert_non_null(strstr(file->said, "!1 the file is cut, it ends at byte 65584: "));
    free(bytes);
}

/* Larger than any buffer: with the packet at its front, and with a packet that is as large. */
static void test_a_huge_packet_block_is_read_as_far_as_it_matters(void **state)
{
    enum { HUGE_SIZE = 5000000, INCLUDED_AT = 20 };
    struct file *file = begin(state, false, H4);
    size_t front = file->size;
    uint8_t *bytes = calloc(1, HUGE_SIZE + 1000);
    assert_non_null(bytes);
    put_enhanced(file, false, 0, MICROSECONDS, 0, "0401");
    memcpy(bytes, file->bytes, file->size);
    file->size = 0;
    put_number(file, HUGE_SIZE, 4, false);
    memcpy(bytes + front + 4, file->bytes, 4);
    put_enhanced(file, false, 0, MICROSECONDS, 0, "0402");
    memcpy(bytes + front + HUGE_SIZE - 4, file->bytes, file->size);
    size_t whole = front + HUGE_SIZE - 4 + file->size;

    struct mi_text text = mi_text(file->said, SAID_SIZE);
    say_source(&text, mi_source_text((char *)bytes, whole, "a test", 0));
    assert_string_equal(file->said, "1 h4 0401" TIME_TEXT "\n2 h4 0402" TIME_TEXT "\n");

    file->size = 0;
    put_number(file, HUGE_SIZE - 100, 4, false);
    memcpy(bytes + front + INCLUDED_AT, file->bytes, 4);
    text = mi_text(file->said, SAID_SIZE);
    say_source(&text, mi_source_text((char *)bytes, whole, "a test", 0));
    assert_string_equal(file->said, "!1 a packet of more than 262144 bytes, as Bluetooth has none, "
                                    "is not read\n2 h4 0402" TIME_TEXT "\n");
    free(bytes);
}

static void test_damaged_blocks_end_the_file(void **state)
{
    static const struct {
        size_t at; /* in the second block with a packet, which begins at byte 84 */
        uint8_t byte;
        const char *said;
    } CASES[] = {
        {4, 0x26, "!2 the file is damaged at byte 84: "},  /* odd length */
        {4, 8, "!2 the file is damaged at byte 84: "},     /* shorter than head and tail */
        {4, 12, "!2 the file is damaged at byte 84: "},    /* too short for its kind */
        {20, 0x7f, "!2 the file is damaged at byte 84: "}, /* the packet is longer than it */
        {32, 0, "!2 the file is damaged at byte 84: "},    /* the lengths differ */
        {7, 0x7f, "!2 the file is damaged at byte 84, a packet of more than 262144 bytes: "},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct file *file = begin(state, false, H4);
        put_enhanced(file, false, 0, MICROSECONDS, 0, "04010203");
        put_enhanced(file, false, 0, MICROSECONDS, 0, "04010203");
        put_enhanced(file, false, 0, MICROSECONDS, 0, "04010203");
        file->bytes[84 + CASES[i].at] = CASES[i].byte;
        const char *said = say(file);
        assert_memory_equal(said, "1 h4 04010203" TIME_TEXT "\n!", 42);
        assert_memory_equal(strchr(said, '!'), CASES[i].said, strlen(CASES[i].said));
        assert_null(strstr(said, "\n2"));
    }
}

static void test_damaged_blocks_of_other_kinds(void **state)
{
    struct file *file = begin(state, false, H4);
    put_hex(file, "05000000 10000000 00000000 14000000"); /* the lengths differ */
    put_enhanced(file, false, 0, MICROSECONDS, 0, "0401");
    assert_string_equal(say(file), "!1 the file is damaged at byte 60: what came before is read\n");
    file = begin(state, false, H4);
    put_hex(file, "05000000 0e000000 0000 0e000000"); /* no multiple of 4 */
    put_enhanced(file, false, 0, MICROSECONDS, 0, "0401");
    assert_string_equal(say(file), "!1 the file is damaged at byte 48: what came before is read\n");
}

static void test_times_have_limits(void **state)
{
    (void)state;
    const int64_t last = INT64_MAX / MI_SECOND - 1;
    assert_true(mi_record_time(last, 999999999) == last * MI_SECOND + 999999999);
    assert_true(mi_record_time(last, 1000000000) == MI_NO_TIME);
    assert_true(mi_record_time(last + 1, 0) == MI_NO_TIME);
    assert_true(mi_record_time(-last, 1) == -last * MI_SECOND + 1);
    assert_true(mi_record_time(-last - 1, 0) == MI_NO_TIME);
    assert_true(mi_record_time(INT64_MIN, UINT64_MAX) == MI_NO_TIME);
    assert_true(mi_record_time(1, 2500000000) == 3500000000);
}

static void test_damaged_sections(void **state)
{
    struct file *file = begin(state, false, H4);
    file->bytes[8] = 0; /* the mark of the byte order */
    assert_string_equal(say(file), "!1 the file is damaged at byte 0: what came before is read\n");
    file = begin(state, false, H4);
    file->bytes[12] = 2;
    assert_string_equal(say(file), "!1 version 2 of pcapng is not known here\n");
}

static void test_many_interfaces(void **state)
{
    struct file *file = *state;
    file->size = 0;
    put_section(file, false);
    for (int i = 0; i < 600; i++)
        put_interface(file, false, H4, 0, "");
    put_enhanced(file, false, 255, MICROSECONDS, 0, "0401");
    put_enhanced(file, false, 256, MICROSECONDS, 0, "0402");
    put_enhanced(file, false, 599, MICROSECONDS, 0, "0403");
    assert_string_equal(say(file), "1 h4 0401" TIME_TEXT ", adapter 255\n"
                                   "2 h4 0402" TIME_TEXT ", adapter 256\n"
                                   "3 h4 0403" TIME_TEXT ", adapter 599\n");
}

/* Memory has a limit: what is behind it is told once, and the others are read. */
static void test_too_many_interfaces(void **state)
{
    enum { COUNT = 65540 };
    struct file *file = *state;
    file->size = 0;
    put_interface(file, false, H4, 0, "");
    size_t one = file->size;
    uint8_t *bytes = malloc(one * COUNT + 1000);
    assert_non_null(bytes);
    for (size_t i = 0; i < COUNT; i++)
        memcpy(bytes + 28 + i * one, file->bytes, one);
    file->size = 0;
    put_section(file, false);
    assert_int_equal(file->size, 28);
    memcpy(bytes, file->bytes, 28);
    file->size = 0;
    put_enhanced(file, false, 65535, MICROSECONDS, 0, "0401");
    put_enhanced(file, false, 65536, MICROSECONDS, 0, "0402");
    memcpy(bytes + 28 + one * COUNT, file->bytes, file->size);
    struct mi_text text = mi_text(file->said, SAID_SIZE);
    size_t whole = 28 + one * COUNT + file->size;
    say_source(&text, mi_source_text((char *)bytes, whole, "a test", 0));
    assert_string_equal(file->said,
                        "!1 more than 65536 interfaces in one section: the packets of the others "
                        "are not read\n1 h4 0401" TIME_TEXT ", adapter 65535\n"
                        "!2 interface 65536 is not described in the file: its packets are not "
                        "read\n");
    free(bytes);
}

static void test_other_link_types_are_told_once_an_interface(void **state)
{
    struct file *file = begin(state, false, 1);
    put_interface(file, false, H4, 0, "");
    put_enhanced(file, false, 1, MICROSECONDS, 0, "0401");
    put_enhanced(file, false, 0, MICROSECONDS, 0, "00");
    put_enhanced(file, false, 0, MICROSECONDS, 0, "00");
    put_enhanced(file, false, 1, MICROSECONDS, 0, "0402");
    assert_string_equal(say(file), "1 h4 0401" TIME_TEXT ", adapter 1\n"
                                   "!2 link type 1 is no Bluetooth that is known here: such "
                                   "packets are not read\n"
                                   "4 h4 0402" TIME_TEXT ", adapter 1\n");
}

static void test_cut_files(void **state)
{
    struct file *file = begin(state, true, H4);
    put_enhanced(file, true, 0, MICROSECONDS, 0, "04" EVENT);
    size_t start = begin_block(file, STATISTICS, true);
    put_hex(file, "0102030405060708");
    end_block(file, start, true);
    put_enhanced(file, true, 0, MICROSECONDS, 0, "04" SHORT_EVENT);
    /* silent: up to the first number, which are empty lines, and between the five blocks */
    assert_int_equal(cut_everywhere(file), file->size - 4 - 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_both_byte_orders),
        cmocka_unit_test(test_the_older_packet_block),
        cmocka_unit_test(test_the_simple_packet_block_follows_the_snap_length),
        cmocka_unit_test(test_several_interfaces),
        cmocka_unit_test(test_sections_of_different_order),
        cmocka_unit_test(test_times),
        cmocka_unit_test(test_other_blocks_are_skipped),
        cmocka_unit_test(test_a_huge_block_is_skipped),
        cmocka_unit_test(test_damaged_blocks_end_the_file),
        cmocka_unit_test(test_damaged_blocks_of_other_kinds),
        cmocka_unit_test(test_times_have_limits),
        cmocka_unit_test(test_damaged_sections),
        cmocka_unit_test(test_many_interfaces),
        cmocka_unit_test(test_too_many_interfaces),
        cmocka_unit_test(test_a_huge_packet_block_is_read_as_far_as_it_matters),
        cmocka_unit_test(test_other_link_types_are_told_once_an_interface),
        cmocka_unit_test(test_cut_files),
    };
    return cmocka_run_group_tests(tests, file_new, file_free);
}
