#include "capture_file.h"

#include <zlib.h>

enum { EVENT_IN = 0x10, COMMAND = 0x20, DATA_IN = 0x11 };

/* The time of the last record: 2023-11-14 22:13:20.5, in microseconds. */
static const uint64_t LAST = UINT64_C(1700000000500000);

static void put_record(struct file *file, unsigned version, uint8_t type, uint32_t delta,
                       uint32_t missing, const char *hex)
{
    size_t length = hex_size(hex) + 1;
    put_number(file, length, 2, false);
    if (version == 2)
        put_number(file, length + missing, 2, false);
    put_number(file, delta, 4, false);
    put_number(file, type, 1, false);
    put_hex(file, hex);
}

/* Packs the records that are in the file and puts the header before them. */
static void pack_until(struct file *file, unsigned version, uint64_t last)
{
    static uint8_t packed[FILE_SIZE];
    uLongf size = sizeof packed;
    assert_int_equal(compress2(packed, &size, file->bytes, file->size, 9), Z_OK);
    file->size = 0;
    put_number(file, version, 1, false);
    put_number(file, last, 8, false);
    memcpy(file->bytes + file->size, packed, size);
    file->size += size;
}

static void pack(struct file *file, unsigned version)
{
    pack_until(file, version, LAST);
}

static struct file *sample(void **state, unsigned version)
{
    struct file *file = *state;
    file->size = 0;
    put_record(file, version, COMMAND, 1000, 0, "030c00");
    put_record(file, version, EVENT_IN, 2000000, 0, EVENT);
    put_record(file, version, DATA_IN, 500000, 200, "01200500010203");
    put_record(file, version, EVENT_IN, 1000000, 0, SHORT_EVENT);
    pack(file, version);
    return file;
}

#define SAMPLE_SAID                                                                                \
    "2 event " EVENT " 2023-11-14T22:13:19.000000Z\n"                                              \
    "4 event " SHORT_EVENT " 2023-11-14T22:13:20.500000Z\n"

static void test_both_versions(void **state)
{
    for (unsigned version = 1; version <= 2; version++) {
        struct file *file = sample(state, version);
        assert_string_equal(say(file), SAMPLE_SAID);
        assert_string_equal(format_of(file), "btsnooz");
    }
}

static void test_snapped_events(void **state)
{
    struct file *file = *state;
    file->size = 0;
    put_record(file, 2, EVENT_IN, 0, 4, "3e1302");
    pack(file, 2);
    assert_string_equal(say(file), "1 event 3e1302 2023-11-14T22:13:20.500000Z, snapped\n");
}

/* Base64 of the file in lines, between the marks of a report. */
static void wrap(struct file *file, const char *before, const char *line_end, size_t width)
{
    static const char DIGITS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    static uint8_t bytes[FILE_SIZE + 2];
    size_t size = file->size;
    memset(bytes, 0, sizeof bytes);
    memcpy(bytes, file->bytes, size);
    struct mi_text text = mi_text((char *)file->bytes, sizeof file->bytes);
    mi_text_add(&text, before);
    mi_text_add(&text, "--- BEGIN:BTSNOOP_LOG_SUMMARY (");
    mi_text_unsigned(&text, size);
    mi_text_add(&text, " bytes in) ---");
    mi_text_add(&text, line_end);
    for (size_t i = 0, column = 0; i < size; i += 3) {
        uint32_t bits = (uint32_t)bytes[i] << 16 | (uint32_t)bytes[i + 1] << 8 | bytes[i + 2];
        for (unsigned k = 0; k < 4; k++)
            mi_text_char(&text, i + k <= size ? DIGITS[bits >> (18 - 6 * k) & 63] : '=');
        column += 4;
        if (column >= width || i + 3 >= size) {
            mi_text_add(&text, line_end);
            column = 0;
        }
    }
    mi_text_add(&text, "--- END:BTSNOOP_LOG_SUMMARY ---");
    mi_text_add(&text, line_end);
    mi_text_add(&text, "more\xff\xfe");
    mi_text_add(&text, line_end);
    file->size = text.length;
}

static void test_inside_a_report(void **state)
{
    static const char *const BEFORE[] = {
        "Bluetooth Status\n  enabled: true\n",
        "========================================================\n== dumpstate: 2023-11-14\n",
        "========================================================\r\n== dumpstate: 2023-11-14\r\n",
        "a few lines\nof something else\n",
        "",
    };
    for (size_t i = 0; i < sizeof BEFORE / sizeof BEFORE[0]; i++) {
        struct file *file = sample(state, 2);
        wrap(file, BEFORE[i], i % 2 == 0 ? "\n" : "\r\n", i == 3 ? 100000 : 76);
        assert_string_equal(say(file), SAMPLE_SAID);
        assert_string_equal(format_of(file), i == 3 ? "text" : "Android report");
    }
}

/* Far behind other text, twice, and with lines that are read around them. */
static void test_inside_any_text(void **state)
{
    enum { DISTANCE = 300000 };
    static const char FRAME[] = "\n020106151695fe5020aa01070c0b0a342d580d1004fa001202\n";
    struct file *file = sample(state, 2);
    wrap(file, "", "\n", 76);
    size_t size = 0;
    char *bytes = malloc(DISTANCE + 3 * FILE_SIZE);
    assert_non_null(bytes);
    for (; size < DISTANCE; size += 6)
        memcpy(bytes + size, "words\n", 6);
    for (int i = 0; i < 2; i++) {
        memcpy(bytes + size, file->bytes, file->size);
        size += file->size;
        memcpy(bytes + size, FRAME, sizeof FRAME - 1);
        size += sizeof FRAME - 1;
    }
    struct mi_text text = mi_text(file->said, SAID_SIZE);
    say_source(&text, mi_source_text(bytes, size, "a test", 0));
    const char *rest = file->said;
    for (int i = 0; i < 2; i++) {
        assert_memory_equal(rest, SAMPLE_SAID, sizeof SAMPLE_SAID - 1);
        rest = strstr(rest, " ad 020106151695fe");
        assert_non_null(rest);
        rest = strchr(rest, '\n') + 1;
    }
    assert_string_equal(rest, "");
    free(bytes);
}

static void test_base64_of_every_length(void **state)
{
    for (unsigned extra = 0; extra < 3; extra++) {
        struct file *file = sample(state, 1);
        file->size += extra; /* behind the end of the packed bytes: not looked at */
        wrap(file, "Bluetooth Status\n", "\n", 4);
        assert_string_equal(say(file), SAMPLE_SAID);
    }
}

static void test_two_logs_in_a_report(void **state)
{
    static struct file twice;
    struct file *file = sample(state, 2);
    wrap(file, "Bluetooth Status\n", "\n", 128);
    for (int i = 0; i < 2; i++) {
        memcpy(twice.bytes + twice.size, file->bytes, file->size);
        twice.size += file->size;
    }
    assert_string_equal(say(&twice),
                        SAMPLE_SAID "6 event " EVENT " 2023-11-14T22:13:19.000000Z\n"
                                    "8 event " SHORT_EVENT " 2023-11-14T22:13:20.500000Z\n");
}

static void test_a_report_without_a_log(void **state)
{
    static const char *const TEXTS[] = {
        "Bluetooth Status\n  enabled: false\n",
        "Bluetooth Status\n--- BEGIN:BTSNOOP_LOG_SUMMARY (0 bytes in) ---\n"
        "--- END:BTSNOOP_LOG_SUMMARY ---\n",
    };
    for (size_t i = 0; i < sizeof TEXTS / sizeof TEXTS[0]; i++) {
        struct file *file = *state;
        file->size = strlen(TEXTS[i]);
        memcpy(file->bytes, TEXTS[i], file->size);
        const char *said = say(file);
        assert_memory_equal(said, "!0 this Android report has no Bluetooth log ", 44);
    }
}

static void test_a_cut_log_has_no_times(void **state)
{
    struct file *file = sample(state, 2);
    file->size -= 4; /* the checksum */
    assert_string_equal(say(file), "2 event " EVENT "\n4 event " SHORT_EVENT "\n"
                                   "!5 the Bluetooth log in it is cut: what is whole is read, "
                                   "without times\n");
    file->size = 9;
    assert_string_equal(format_of(file), "text"); /* too little to tell */
    file->size = 11;
    assert_string_equal(say(file), "!1 the Bluetooth log in it is cut: what is whole is read, "
                                   "without times\n");
}

static void test_a_damaged_log(void **state)
{
    struct file *file = sample(state, 2);
    file->bytes[file->size - 1] ^= 1; /* the checksum */
    assert_string_equal(say(file), "2 event " EVENT "\n4 event " SHORT_EVENT "\n"
                                   "!5 the Bluetooth log in it is damaged: what came before is "
                                   "read, without times\n");
    /* a record without even a type, and one that runs past the end */
    file->size = 0;
    put_record(file, 1, EVENT_IN, 0, 0, SHORT_EVENT);
    put_hex(file, "0000 00000000 10");
    pack(file, 1);
    assert_non_null(strstr(say(file), "\n!2 the Bluetooth log in it is damaged: "));
    file->size = 0;
    put_record(file, 1, EVENT_IN, 0, 0, SHORT_EVENT);
    put_hex(file, "0900 00000000 10 3e0f02");
    pack(file, 1);
    const char *said = say(file);
    assert_memory_equal(said,
                        "1 event " SHORT_EVENT "\n!2 the Bluetooth log in it is damaged: ", 80);
    assert_null(strstr(said, "3e0f02\n"));
}

static void test_times_that_go_before_1970_are_none(void **state)
{
    struct file *file = *state;
    file->size = 0;
    for (int i = 0; i < 3; i++)
        put_record(file, 2, EVENT_IN, UINT32_MAX, 0, "0100");
    pack_until(file, 2, UINT32_MAX);
    wrap(file, "", "\n", 76);
    assert_string_equal(say(file), "1 event 0100\n2 event 0100\n3 event 0100\n");
}

/* What unpacks to more than a log may have is given up to the limit. */
static void test_a_log_has_a_limit(void **state)
{
    enum { RECORD = 7 + 255, COUNT = 20000, SIZE = COUNT * RECORD };
    uint8_t *records = calloc(COUNT, RECORD);
    uLongf size = FILE_SIZE * 4;
    uint8_t *packed = malloc(size + 9);
    assert_non_null(records);
    assert_non_null(packed);
    for (size_t i = 0; i < COUNT; i++) {
        records[i * RECORD + 1] = 1; /* 256 bytes */
        records[i * RECORD + 6] = COMMAND;
    }
    struct file *file = *state;
    file->size = 0;
    put_number(file, 1, 1, false);
    put_number(file, LAST, 8, false);
    memcpy(packed, file->bytes, 9);
    assert_int_equal(compress2(packed + 9, &size, records, SIZE, 9), Z_OK);
    struct mi_text text = mi_text(file->said, SAID_SIZE);
    say_source(&text, mi_source_text((char *)packed, size + 9, "a test", 0));
    assert_string_equal(file->said,
                        "!16009 the Bluetooth log in it has more than 4194304 bytes: the "
                        "first of them are read, without times\n");
    free(records);
    free(packed);
}

static void test_others_are_not_taken_for_it(void **state)
{
    static const struct {
        size_t at;
        uint8_t byte;
    } CASES[] = {{0, 3}, {8, 0xff}, {7, 0}, {9, 0x79}, {10, 0}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct file *file = sample(state, 1);
        file->bytes[CASES[i].at] = CASES[i].byte;
        assert_string_equal(format_of(file), "text");
    }
}

static void test_cut_files(void **state)
{
    struct file *file = sample(state, 2);
    static char said[SAID_SIZE];
    for (size_t size = 0; size < file->size; size++) {
        (void)say_first(file, size, said);
        /* whole events only */
        assert_true(strstr(said, "2 event") == NULL || strstr(said, "2 event " EVENT "\n") == said);
        assert_true(strstr(said, "4 event") == NULL || strstr(said, "4 event " SHORT_EVENT "\n"));
    }
    wrap(file, "Bluetooth Status\n", "\n", 16);
    for (size_t size = 0; size < file->size; size++)
        (void)say_first(file, size, said);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_both_versions),
        cmocka_unit_test(test_snapped_events),
        cmocka_unit_test(test_inside_a_report),
        cmocka_unit_test(test_inside_any_text),
        cmocka_unit_test(test_base64_of_every_length),
        cmocka_unit_test(test_two_logs_in_a_report),
        cmocka_unit_test(test_a_report_without_a_log),
        cmocka_unit_test(test_a_cut_log_has_no_times),
        cmocka_unit_test(test_a_damaged_log),
        cmocka_unit_test(test_times_that_go_before_1970_are_none),
        cmocka_unit_test(test_a_log_has_a_limit),
        cmocka_unit_test(test_others_are_not_taken_for_it),
        cmocka_unit_test(test_cut_files),
    };
    return cmocka_run_group_tests(tests, file_new, file_free);
}
