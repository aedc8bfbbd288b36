/* Capture files as they are written, read back by the source. */
#include "support.h"

#include "capture/source.h"
#include "capture/writer.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static char path[] = "/tmp/mitool-test-XXXXXX";

static const uint8_t EVENT[] = {0x3e, 0x0f, 0x02, 0x01, 0x00, 0x00, 0x01, 0x02, 0x03,
                                0x04, 0x05, 0x06, 0x03, 0x02, 0x01, 0x06, 0xc4};

static int make_path(void **state)
{
    (void)state;
    int file = mkstemp(path);
    return file >= 0 && close(file) == 0 ? 0 : -1;
}

static int remove_path(void **state)
{
    (void)state;
    return unlink(path);
}

static bool put(struct mi_writer *writer, mi_time time, const char *comment)
{
    const struct mi_packet packet = {
        .time = time, .layer = MI_LAYER_EVENT, .bytes = EVENT, .size = sizeof EVENT};
    struct mi_radio radio = {0};
    struct mi_advert advert;
    mi_radio_feed(&radio, &packet);
    assert_true(mi_radio_next(&radio, &advert));
    return mi_writer_put(writer, &packet, &advert, comment);
}

/* Packets in the file, which has to be whole; `times` gets those of the first ones. */
static size_t count_packets(mi_time *times, size_t room)
{
    struct mi_source *source = mi_source_open(path, 0);
    enum mi_got got;
    size_t count = 0;
    assert_non_null(source);
    while ((got = mi_source_next(source)) != MI_GOT_END) {
        assert_int_equal(got, MI_GOT_PACKET);
        if (count < room)
            times[count] = mi_source_packet(source)->time;
        count++;
    }
    mi_source_close(source);
    return count;
}

static void test_times(void **state)
{
    (void)state;
    static const mi_time TIMES[] = {MI_NO_TIME, INT64_C(1700000000123456000), -1, 1000000000,
                                    MI_NO_TIME};
    enum { COUNT = sizeof TIMES / sizeof TIMES[0] };
    for (int type = 0; type < MI_FILE_TYPES; type++) {
        mi_time times[COUNT];
        struct mi_writer *writer = mi_writer_open(path, (enum mi_file_type)type);
        assert_non_null(writer);
        for (size_t i = 0; i < COUNT; i++)
            assert_true(put(writer, TIMES[i], "a comment"));
        assert_true(mi_writer_close(writer));
        assert_int_equal(count_packets(times, COUNT), COUNT);
        for (size_t i = 0; i < COUNT; i++)
            assert_int_equal(times[i], TIMES[i] > 0 ? TIMES[i] : MI_NO_TIME);
    }
}

static void test_many_and_long_comments(void **state)
{
    (void)state;
    enum { PACKETS = 10000, LONG = 70000 };
    char *comment = malloc(LONG + 1);
    assert_non_null(comment);
    memset(comment, 'x', LONG);
    comment[LONG] = '\0';
    for (int type = 0; type < MI_FILE_TYPES; type++) {
        struct mi_writer *writer = mi_writer_open(path, (enum mi_file_type)type);
        assert_non_null(writer);
        for (size_t i = 0; i < PACKETS; i++)
            assert_true(put(writer, MI_SECOND, i % 1000 == 0 ? comment + i % 7 : NULL));
        assert_true(mi_writer_close(writer));
        assert_int_equal(count_packets(NULL, 0), PACKETS);
    }
    free(comment);
}

static void test_flushing(void **state)
{
    (void)state;
    for (int type = 0; type < MI_FILE_TYPES; type++) {
        struct mi_writer *writer = mi_writer_open(path, (enum mi_file_type)type);
        assert_non_null(writer);
        for (size_t i = 1; i <= 3; i++) {
            assert_true(put(writer, MI_SECOND, NULL));
            assert_true(mi_writer_flush(writer));
            assert_int_equal(count_packets(NULL, 0), i);
        }
        assert_true(mi_writer_close(writer));
    }
}

/* The disk is full in the middle of a packet. */
static void test_what_is_there_is_whole(void **state)
{
    (void)state;
    struct rlimit before;
    struct stat status;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
    for (int type = 0; type < MI_FILE_TYPES; type++) {
        for (rlim_t limit = 400; limit < 440; limit++) {
            struct mi_writer *writer = mi_writer_open(path, (enum mi_file_type)type);
            assert_non_null(writer);
            for (size_t i = 0; i < 20; i++)
                assert_true(put(writer, MI_SECOND, NULL));
            struct rlimit full = {.rlim_cur = limit, .rlim_max = before.rlim_max};
            assert_int_equal(setrlimit(RLIMIT_FSIZE, &full), 0);
            assert_false(mi_writer_flush(writer));
            assert_int_equal(errno, EFBIG);
            assert_false(put(writer, MI_SECOND, NULL));
            assert_false(mi_writer_close(writer));
            assert_int_equal(errno, EFBIG);
            assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
            assert_in_range(count_packets(NULL, 0), 4, 19);
            assert_int_equal(stat(path, &status), 0);
            assert_in_range(status.st_size, 300, limit);
        }
    }
    (void)signal(SIGXFSZ, handler);
}

static bool refuse(void *context, int file)
{
    unsigned *count = context;
    assert_true(file >= 0);
    return ++*count < 2;
}

static void test_giving_up(void **state)
{
    (void)state;
    unsigned count = 0;
    struct mi_writer *writer = mi_writer_open(path, MI_FILE_PCAP);
    assert_non_null(writer);
    mi_writer_before_write(writer, refuse, &count);
    assert_true(put(writer, MI_SECOND, NULL));
    assert_true(mi_writer_flush(writer));
    assert_true(put(writer, MI_SECOND, NULL));
    assert_false(mi_writer_flush(writer));
    assert_int_equal(errno, ETIMEDOUT);
    assert_false(mi_writer_close(writer));
    assert_int_equal(count, 2);
    assert_int_equal(count_packets(NULL, 0), 1);
}

static void test_what_cannot_be_opened(void **state)
{
    (void)state;
    assert_null(mi_writer_open("/dev/null/file", MI_FILE_PCAP));
    assert_int_equal(errno, ENOTDIR);
    assert_null(mi_writer_open(path, MI_FILE_TYPES));
    assert_int_equal(errno, EINVAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_times),     cmocka_unit_test(test_many_and_long_comments),
        cmocka_unit_test(test_flushing),  cmocka_unit_test(test_what_is_there_is_whole),
        cmocka_unit_test(test_giving_up), cmocka_unit_test(test_what_cannot_be_opened),
    };
    return cmocka_run_group_tests(tests, make_path, remove_path);
}
