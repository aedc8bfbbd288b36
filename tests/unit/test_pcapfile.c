#include "capture_file.h"

enum { H4 = 187, H4_WITH_HEADER = 201, MONITOR = 254 };

#define TIME_TEXT " 2023-11-14T22:13:20.500000Z"

struct kind {
    uint32_t magic;
    uint32_t fraction; /* half a second */
    unsigned extra;    /* bytes that the modified format has more in a record */
};

static const struct kind MICRO = {0xa1b2c3d4, 500000, 0};
static const struct kind NANO = {0xa1b23c4d, 500000000, 0};
static const struct kind MODIFIED = {0xa1b2cd34, 500000, 8};

static struct file *begin(void **state, const struct kind *kind, bool is_big, uint32_t link)
{
    struct file *file = *state;
    file->size = 0;
    put_number(file, kind->magic, 4, is_big);
    put_number(file, 2, 2, is_big);
    put_number(file, 4, 2, is_big);
    put_number(file, 0, 8, is_big);
    put_number(file, 65535, 4, is_big);
    put_number(file, link, 4, is_big);
    return file;
}

static void put_record(struct file *file, const struct kind *kind, bool is_big, uint32_t missing,
                       const char *hex)
{
    uint32_t size = (uint32_t)hex_size(hex);
    put_number(file, 1700000000, 4, is_big);
    put_number(file, kind->fraction, 4, is_big);
    put_number(file, size, 4, is_big);
    put_number(file, size + missing, 4, is_big);
    put_number(file, 0, kind->extra, is_big);
    put_hex(file, hex);
}

static void test_orders_and_resolutions(void **state)
{
    static const struct kind *const KINDS[] = {&MICRO, &NANO, &MODIFIED};
    for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++) {
        for (int is_big = 0; is_big < 2; is_big++) {
            struct file *file = begin(state, KINDS[i], is_big, H4);
            put_record(file, KINDS[i], is_big, 0, "04" EVENT);
            put_record(file, KINDS[i], is_big, 0, "04" SHORT_EVENT);
            assert_string_equal(say(file),
                                "1 h4 04" EVENT TIME_TEXT "\n2 h4 04" SHORT_EVENT TIME_TEXT "\n");
            assert_string_equal(format_of(file), "pcap");
        }
    }
}

static void test_what_is_in_front_of_a_packet(void **state)
{
    struct file *file = begin(state, &MICRO, false, MONITOR);
    put_record(file, &MICRO, false, 0, "0001 0002 030c00"); /* a command */
    put_record(file, &MICRO, false, 0, "0001 0003 " EVENT);
    assert_string_equal(say(file), "2 event " EVENT TIME_TEXT ", adapter 1\n");
}

static void test_snapped_packets(void **state)
{
    struct file *file = begin(state, &MICRO, false, H4);
    put_record(file, &MICRO, false, 3, "043e0f0201");
    put_record(file, &MICRO, false, 0, "04" SHORT_EVENT);
    assert_string_equal(say(file), "1 h4 043e0f0201" TIME_TEXT
                                   ", snapped\n2 h4 04" SHORT_EVENT TIME_TEXT "\n");
}

static void test_a_header_that_makes_no_sense_is_told_once(void **state)
{
    struct file *file = begin(state, &MICRO, false, H4_WITH_HEADER);
    put_record(file, &MICRO, false, 0, "0000");
    put_record(file, &MICRO, false, 0, "0000");
    put_record(file, &MICRO, false, 0, "00000001 04" SHORT_EVENT);
    assert_string_equal(say(file),
                        "!1 the header of link type 201 is malformed here: such packets are not "
                        "read\n3 h4 04" SHORT_EVENT TIME_TEXT "\n");
}

static void test_other_link_types_are_refused(void **state)
{
    struct file *file = begin(state, &MICRO, false, 189);
    put_record(file, &MICRO, false, 0, "04" EVENT);
    const char *said = say(file);
    assert_memory_equal(said, "!0 link type 189 is USB traffic (usbmon), ", 42);
    assert_null(strchr(said, '4'));

    file = begin(state, &MICRO, false, 1);
    put_record(file, &MICRO, false, 0, "04" EVENT);
    assert_string_equal(say(file),
                        "!0 link type 1 is no Bluetooth that is known here: such packets "
                        "are not read\n");
}

static void test_a_private_link_type_must_fit(void **state)
{
    struct file *file = begin(state, &MICRO, false, 157);
    put_record(file, &MICRO, false, 0, "01020304050607080910111213141516171819");
    put_record(file, &MICRO, false, 0, "01020304050607080910111213141516171819");
    assert_string_equal(say(file), "!1 link type 157 is no Bluetooth that is known here: such "
                                   "packets are not read\n");
    file = begin(state, &MICRO, false, 157);
    put_record(file, &MICRO, false, 0, "07 3200 03 0000 02 0a01253c0000 40e20100" AIR);
    assert_string_equal(say(file), "1 air " AIR TIME_TEXT " -60 dBm\n");
}

static void test_damage_is_told_in_libpcaps_words(void **state)
{
    struct file *file = begin(state, &MICRO, false, H4);
    put_record(file, &MICRO, false, 0, "04" SHORT_EVENT);
    put_record(file, &MICRO, false, 0, "04" SHORT_EVENT);
    file->bytes[24 + 16 + 18 + 11] = 0x7f; /* the length of the second packet */
    const char *said = say(file);
    const char *expected = "1 h4 04" SHORT_EVENT TIME_TEXT "\n!2 damaged here: ";
    assert_memory_equal(said, expected, strlen(expected));
    assert_true(strchr(said + strlen(expected), '\n')[1] == '\0');
}

static void test_cut_files(void **state)
{
    struct file *file = begin(state, &MICRO, false, H4);
    put_record(file, &MICRO, false, 0, "04" EVENT);
    put_record(file, &MICRO, false, 0, "04" SHORT_EVENT);
    /* silent: before the magic number is whole some lengths are text, then only between packets */
    assert_in_range(cut_everywhere(file), file->size - 4 - 2, file->size - 2);
    file->size -= 1;
    assert_non_null(strstr(say(file), "\n!2 the file is cut, it ends at byte 113: "));
    file->size = 23;
    assert_string_equal(say(file),
                        "!0 the file is cut, it ends at byte 23: what is whole is read\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_orders_and_resolutions),
        cmocka_unit_test(test_what_is_in_front_of_a_packet),
        cmocka_unit_test(test_snapped_packets),
        cmocka_unit_test(test_a_header_that_makes_no_sense_is_told_once),
        cmocka_unit_test(test_other_link_types_are_refused),
        cmocka_unit_test(test_a_private_link_type_must_fit),
        cmocka_unit_test(test_damage_is_told_in_libpcaps_words),
        cmocka_unit_test(test_cut_files),
    };
    return cmocka_run_group_tests(tests, file_new, file_free);
}
