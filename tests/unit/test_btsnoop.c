#include "capture_file.h"

#include <unistd.h>
#include <zlib.h>

/* 2023-11-14 22:13:20.5 as the format counts: microseconds since the year 0. */
static const uint64_t TIME = 0x00dcddb30f2f8000 + UINT64_C(1700000000500000);

enum { H1 = 1001, H4 = 1002, MONITOR = 2001, EVENT_IN = 3 };

static struct file *begin(void **state, uint32_t type)
{
    struct file *file = *state;
    file->size = 0;
    put_hex(file, "6274736e6f6f7000");
    put_number(file, 1, 4, true);
    put_number(file, type, 4, true);
    return file;
}

static void put_record(struct file *file, uint32_t flags, uint32_t missing, const char *hex)
{
    uint32_t size = (uint32_t)hex_size(hex);
    put_number(file, size + missing, 4, true);
    put_number(file, size, 4, true);
    put_number(file, flags, 4, true);
    put_number(file, 0, 4, true);
    put_number(file, TIME, 8, true);
    put_hex(file, hex);
}

static void test_h4_goes_by_the_type_byte(void **state)
{
    struct file *file = begin(state, H4);
    put_record(file, 0, 0, "04" EVENT);
    put_record(file, 0x10, 0, "0201200500010203");
    assert_string_equal(say(file), "1 h4 04" EVENT " 2023-11-14T22:13:20.500000Z\n"
                                   "2 h4 0201200500010203 2023-11-14T22:13:20.500000Z\n");
    assert_string_equal(format_of(file), "btsnoop");
}

static void test_h1_goes_by_the_flags(void **state)
{
    struct file *file = begin(state, H1);
    put_record(file, 0, 0, "0201200500010203"); /* data to the controller */
    put_record(file, 1, 0, "0201200500010203"); /* data from it */
    put_record(file, 2, 0, "030c00");           /* a command */
    put_record(file, 3, 0, EVENT);
    assert_string_equal(say(file), "4 event " EVENT " 2023-11-14T22:13:20.500000Z\n");
}

static void test_monitor_goes_by_the_opcode(void **state)
{
    struct file *file = begin(state, MONITOR);
    put_record(file, 0x00010000, 0, "000000000000000000000000000000"); /* new index */
    put_record(file, 0x00010008, 0, "");                               /* open index */
    put_record(file, 0x00010003, 0, EVENT);
    put_record(file, 0x00020011, 0, "1200" SENT); /* the same once more, to management */
    put_record(file, 0x00020103, 0, EVENT);       /* no such opcode */
    put_record(file, 0x00000003, 0, SHORT_EVENT);
    assert_string_equal(say(file), "3 event " EVENT " 2023-11-14T22:13:20.500000Z, adapter 1\n"
                                   "6 event " SHORT_EVENT " 2023-11-14T22:13:20.500000Z\n");
}

static void test_times_before_1970_and_nonsense(void **state)
{
    struct file *file = begin(state, H4);
    put_record(file, 3, 0, "04");
    put_record(file, 3, 0, "04");
    /* the times stand in the last 9 bytes of the records, and before the packet */
    size_t first = 16 + 16;
    file->size = first;
    put_number(file, TIME - UINT64_C(1700000001000000), 8, true); /* half a second before */
    put_hex(file, "04");
    file->size += 16;
    put_number(file, UINT64_MAX, 8, true);
    put_hex(file, "04");
    assert_string_equal(say(file), "1 h4 04 1969-12-31T23:59:59.500000Z\n2 h4 04\n");
}

static void test_the_included_length_counts(void **state)
{
    struct file *file = begin(state, H4);
    put_record(file, 3, 5, "04" SHORT_EVENT);
    put_record(file, 3, 0, "04" SHORT_EVENT);
    assert_string_equal(say(file), "1 h4 04" SHORT_EVENT " 2023-11-14T22:13:20.500000Z, snapped\n"
                                   "2 h4 04" SHORT_EVENT " 2023-11-14T22:13:20.500000Z\n");
}

static void test_other_types_are_refused_by_name(void **state)
{
    static const struct {
        uint32_t type;
        const char *said;
    } CASES[] = {
        {1003, "type 1003 (BCSP), "},
        {1004, "type 1004 (H5), "},
        {2002, "type 2002 (simulator), "},
        {77, "type 77 (unknown), "},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct file *file = begin(state, CASES[i].type);
        put_record(file, 3, 0, "04" EVENT);
        const char *said = say(file);
        assert_memory_equal(said, "!0 ", 3);
        assert_non_null(strstr(said, CASES[i].said));
        assert_null(strstr(said, "h4"));
    }
    struct file *file = begin(state, H4);
    file->bytes[11] = 2;
    assert_string_equal(say(file), "!0 version 2 of btsnoop is not known here\n");
}

static void test_an_impossible_length_ends_the_file(void **state)
{
    struct file *file = begin(state, H4);
    put_record(file, 3, 0, "04" SHORT_EVENT);
    put_record(file, 3, 0, "04" SHORT_EVENT);
    size_t second = 16 + 24 + hex_size("04" SHORT_EVENT);
    file->bytes[second + 5] = 1; /* 65536 more */
    assert_string_equal(say(file), "1 h4 04" SHORT_EVENT " 2023-11-14T22:13:20.500000Z\n"
                                   "!2 the file is damaged at byte 58, a packet of more than "
                                   "65536 bytes: what came before is read\n");
}

static void test_cut_files(void **state)
{
    struct file *file = begin(state, H4);
    put_record(file, 3, 0, "04" EVENT);
    put_record(file, 3, 0, "");
    put_record(file, 3, 0, "04" SHORT_EVENT);
    /* silent: up to the magic number, and between records */
    assert_int_equal(cut_everywhere(file), file->size - 8 - 3);
    file->size -= 1;
    assert_non_null(
        strstr(say(file), "\n!3 the file is cut, it ends at byte 145: what is whole is read\n"));
}

/* Packed, and the packed file cut: only that is told, and whole records are given. */
static void test_cut_packed_files(void **state)
{
    struct file *file = begin(state, H4);
    for (int i = 0; i < 20; i++)
        put_record(file, 3, 0, "04" EVENT);
    char path[] = "/tmp/mitool-test-XXXXXX";
    int handle = mkstemp(path);
    assert_true(handle >= 0);
    gzFile packed = gzdopen(dup(handle), "wb0"); /* as it is: so that cuts fall into records */
    assert_int_equal(gzwrite(packed, file->bytes, (unsigned)file->size), file->size);
    assert_int_equal(gzclose(packed), Z_OK);
    assert_int_equal(ftruncate(handle, 15 + 16 + 2 * 64 + 30), 0);
    struct mi_text text = mi_text(file->said, SAID_SIZE);
    say_source(&text, mi_source_open(path, 0));
    assert_string_equal(file->said, "1 h4 04" EVENT " 2023-11-14T22:13:20.500000Z\n"
                                    "2 h4 04" EVENT " 2023-11-14T22:13:20.500000Z\n"
                                    "!0 the gzip file is cut: what is whole is read\n");
    assert_int_equal(unlink(path), 0);
    assert_int_equal(close(handle), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_h4_goes_by_the_type_byte),
        cmocka_unit_test(test_h1_goes_by_the_flags),
        cmocka_unit_test(test_monitor_goes_by_the_opcode),
        cmocka_unit_test(test_times_before_1970_and_nonsense),
        cmocka_unit_test(test_the_included_length_counts),
        cmocka_unit_test(test_other_types_are_refused_by_name),
        cmocka_unit_test(test_an_impossible_length_ends_the_file),
        cmocka_unit_test(test_cut_files),
        cmocka_unit_test(test_cut_packed_files),
    };
    return cmocka_run_group_tests(tests, file_new, file_free);
}
