/* Apple PacketLogger, and the old format of hcidump, which looks much like it. */
#include "capture_file.h"

#define TIME_TEXT " 2023-11-14T22:13:20.500000Z"

static void put_record(struct file *file, bool is_big, uint8_t type, const char *hex)
{
    put_number(file, 9 + hex_size(hex), 4, is_big);
    put_number(file, 1700000000, 4, is_big);
    put_number(file, 500000, 4, is_big);
    put_number(file, type, 1, is_big);
    put_hex(file, hex);
}

static void test_both_byte_orders(void **state)
{
    for (int is_big = 0; is_big < 2; is_big++) {
        struct file *file = *state;
        file->size = 0;
        put_record(file, is_big, 0x00, "030c00"); /* a command */
        put_record(file, is_big, 0x01, EVENT);
        put_record(file, is_big, 0x03, "01200500010203");
        put_record(file, is_big, 0xfc, "6e6f7465"); /* a note */
        put_record(file, is_big, 0x01, SHORT_EVENT);
        assert_string_equal(say(file),
                            "2 event " EVENT TIME_TEXT "\n5 event " SHORT_EVENT TIME_TEXT "\n");
        assert_string_equal(format_of(file), "packetlogger");
    }
}

static void test_one_record_is_enough(void **state)
{
    struct file *file = *state;
    file->size = 0;
    put_record(file, true, 0x01, SHORT_EVENT);
    assert_string_equal(say(file), "1 event " SHORT_EVENT TIME_TEXT "\n");
    file->size = 0;
    put_record(file, false, 0x01, SHORT_EVENT);
    assert_string_equal(say(file), "1 event " SHORT_EVENT TIME_TEXT "\n");
}

static void test_others_are_not_taken_for_it(void **state)
{
    static const struct {
        const char *what;
        size_t at;
        uint8_t byte;
    } CASES[] = {
        {"a type that nobody writes", 12, 0x44},
        {"a microsecond too many", 8, 0xff},
        {"a length without time and type", 3, 8},
        {"a second record that makes no sense", 13 + 17 + 12, 0x44},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct file *file = *state;
        file->size = 0;
        put_record(file, true, 0x01, SHORT_EVENT);
        put_record(file, true, 0x01, SHORT_EVENT);
        assert_string_equal(format_of(file), "packetlogger");
        file->bytes[CASES[i].at] = CASES[i].byte;
        assert_string_equal(format_of(file), "text");
    }
}

static void test_an_impossible_length_ends_the_file(void **state)
{
    struct file *file = *state;
    file->size = 0;
    for (int i = 0; i < 6; i++) /* more than are looked at to recognise the format */
        put_record(file, true, 0x00, "030c00");
    file->bytes[5 * 16 + 1] = 1;
    assert_string_equal(say(file), "!6 the file is damaged at byte 80: what came before is read\n");
}

static void test_cut_files(void **state)
{
    struct file *file = *state;
    file->size = 0;
    put_record(file, true, 0x01, EVENT);
    put_record(file, true, 0x01, SHORT_EVENT);
    put_record(file, true, 0x00, "030c00");
    (void)cut_everywhere(file);
    file->size -= 1;
    assert_non_null(strstr(say(file), "\n!3 the file is cut, it ends at byte 97: "));
    file->size -= 16 + 5;
    assert_string_equal(say(file),
                        "1 event " EVENT TIME_TEXT "\n!2 the file is cut, it ends at byte "
                        "76: what is whole is read\n");
}

/* --- hcidump -w before 2012 --- */

static void put_native(struct file *file, uint8_t incoming, const char *hex)
{
    put_number(file, hex_size(hex), 2, false);
    put_number(file, incoming, 1, false);
    put_number(file, 0, 1, false);
    put_number(file, 1700000000, 4, false);
    put_number(file, 500000, 4, false);
    put_hex(file, hex);
}

static void test_old_hcidump(void **state)
{
    struct file *file = *state;
    file->size = 0;
    put_native(file, 0, "01030c00"); /* begins like a PacketLogger record of four bytes */
    put_native(file, 1, "04" EVENT);
    assert_string_equal(say(file), "1 h4 01030c00" TIME_TEXT "\n2 h4 04" EVENT TIME_TEXT "\n");
    assert_string_equal(format_of(file), "hcidump");
    (void)cut_everywhere(file);
    file->size -= 1;
    assert_non_null(strstr(say(file), "\n!2 the file is cut, it ends at byte 67: "));

    file->size = 0;
    put_native(file, 1, "04" SHORT_EVENT);
    file->bytes[12] = 6; /* no such type */
    assert_string_equal(format_of(file), "text");
}

static void test_damage_in_old_hcidump(void **state)
{
    struct file *file = *state;
    file->size = 0;
    for (int i = 0; i < 6; i++)
        put_native(file, 1, "0401");
    file->bytes[5 * 14 + 3] = 9;
    assert_non_null(strstr(say(file), "\n!6 the file is damaged at byte 70: "));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_both_byte_orders),
        cmocka_unit_test(test_one_record_is_enough),
        cmocka_unit_test(test_others_are_not_taken_for_it),
        cmocka_unit_test(test_an_impossible_length_ends_the_file),
        cmocka_unit_test(test_cut_files),
        cmocka_unit_test(test_old_hcidump),
        cmocka_unit_test(test_damage_in_old_hcidump),
    };
    return cmocka_run_group_tests(tests, file_new, file_free);
}
