#include "capture_file.h"

/* btsnoop, version 1, packets of H4 */
static void put_header(struct file *file)
{
    put_hex(file, "6274736e6f6f7000 00000001 000003ea");
}

static void put_record(struct file *file, uint8_t type, const char *packet, unsigned missing)
{
    size_t length = hex_size(packet) + 1;
    put_number(file, length, 2, false);
    put_number(file, length + missing, 2, false);
    put_number(file, 2500, 4, false);
    put_number(file, type, 1, false);
    put_hex(file, packet);
}

static void put_log(struct file *file)
{
    put_header(file);
    put_record(file, 0x20, "030c00", 0); /* a command */
    put_record(file, 0x10, SHORT_EVENT, 0);
    put_record(file, 0x11, "0220 0400", 30); /* the beginning of data */
    put_record(file, 0x10, EVENT, 0);
}

static void events_are_given_without_times(void **state)
{
    struct file *file = *state;
    put_log(file);
    assert_string_equal(format_of(file), "btsnooz log");
    assert_string_equal(say(file), "2 event " SHORT_EVENT "\n4 event " EVENT "\n");
}

static void what_is_snapped_is_marked(void **state)
{
    struct file *file = *state;
    put_header(file);
    put_record(file, 0x10, SHORT_EVENT, 3);
    assert_string_equal(say(file), "1 event " SHORT_EVENT ", snapped\n");
}

static void a_cut_log_gives_what_is_whole(void **state)
{
    struct file *file = *state;
    put_log(file);
    assert_true(cut_everywhere(file) > 40);
}

/* The first record has to look like one; later ones may have types of years to come. */
static void a_type_that_is_not_known_is_passed_over(void **state)
{
    struct file *file = *state;
    put_header(file);
    put_record(file, 0x10, SHORT_EVENT, 0);
    put_record(file, 0x33, "0102", 0);
    put_record(file, 0x10, EVENT, 0);
    assert_string_equal(say(file), "1 event " SHORT_EVENT "\n3 event " EVENT "\n");
}

static void a_length_of_zero_ends_it(void **state)
{
    struct file *file = *state;
    put_header(file);
    put_record(file, 0x10, SHORT_EVENT, 0);
    put_hex(file, "0000 0000 00000000 10 3e0f0201");
    assert_non_null(strstr(say(file), "1 event " SHORT_EVENT "\n!2 the file is damaged at byte "));
}

static void btsnoop_is_another_format(void **state)
{
    struct file *file = *state;
    put_header(file);
    assert_string_equal(format_of(file), "btsnoop");
    put_hex(file, "00000012 00000012 00000001 00000000 00e0d8a2f7c1c800 04" SHORT_EVENT);
    assert_string_equal(format_of(file), "btsnoop");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(events_are_given_without_times, file_new, file_free),
        cmocka_unit_test_setup_teardown(what_is_snapped_is_marked, file_new, file_free),
        cmocka_unit_test_setup_teardown(a_cut_log_gives_what_is_whole, file_new, file_free),
        cmocka_unit_test_setup_teardown(a_type_that_is_not_known_is_passed_over, file_new,
                                        file_free),
        cmocka_unit_test_setup_teardown(a_length_of_zero_ends_it, file_new, file_free),
        cmocka_unit_test_setup_teardown(btsnoop_is_another_format, file_new, file_free),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
