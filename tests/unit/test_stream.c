#include "capture/source.h"
#include "capture/stream.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <cmocka.h>

enum { PATH_SIZE = 64 };

static void write_file(char path[PATH_SIZE], const void *bytes, size_t size)
{
    (void)snprintf(path, PATH_SIZE, "/tmp/mitool-stream-XXXXXX");
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, bytes, size), (ssize_t)size);
    assert_int_equal(close(file), 0);
}

/* One member of gzip; its size. */
static size_t pack(const char *text, uint8_t *out, size_t room)
{
    z_stream zlib = {0};
    assert_int_equal(deflateInit2(&zlib, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    zlib.next_in = (Bytef *)(uintptr_t)text;
    zlib.avail_in = (uInt)strlen(text);
    zlib.next_out = out;
    zlib.avail_out = (uInt)room;
    assert_int_equal(deflate(&zlib, Z_FINISH), Z_STREAM_END);
    size_t size = zlib.total_out;
    assert_int_equal(deflateEnd(&zlib), Z_OK);
    return size;
}

static struct mi_stream *open_bytes(const void *bytes, size_t size)
{
    char path[PATH_SIZE];
    write_file(path, bytes, size);
    struct mi_stream *stream = mi_stream_open(path);
    assert_non_null(stream);
    assert_int_equal(unlink(path), 0);
    return stream;
}

static void expect_line(struct mi_stream *stream, const char *wanted)
{
    const char *line = NULL;
    size_t length = 0;
    assert_int_equal(mi_stream_line(stream, &line, &length), MI_LINE);
    assert_int_equal(length, strlen(wanted));
    assert_memory_equal(line, wanted, length);
}

static void expect_end(struct mi_stream *stream, enum mi_problem_code code)
{
    const char *line = NULL;
    size_t length = 0;
    assert_int_equal(mi_stream_line(stream, &line, &length), MI_LINE_END);
    assert_int_equal(mi_stream_line(stream, &line, &length), MI_LINE_END);
    assert_int_equal(mi_stream_problem(stream).code, code);
    mi_stream_close(stream);
}

static void lines_end_with_lf_crlf_or_the_file(void **state)
{
    (void)state;
    static const char TEXT[] = "one\ntwo\r\n\nthree\r\r\n\rfour";
    struct mi_stream *streams[] = {
        mi_stream_memory(TEXT, sizeof TEXT - 1),
        open_bytes(TEXT, sizeof TEXT - 1),
    };
    for (size_t i = 0; i < 2; i++) {
        expect_line(streams[i], "one");
        expect_line(streams[i], "two");
        expect_line(streams[i], "");
        expect_line(streams[i], "three\r");
        expect_line(streams[i], "\rfour");
        expect_end(streams[i], MI_OK);
    }
    expect_end(mi_stream_memory("", 0), MI_OK);
    expect_end(open_bytes("", 0), MI_OK);
}

static void nul_is_a_byte_like_others(void **state)
{
    (void)state;
    struct mi_stream *stream = open_bytes("a\0b\n\0", 5);
    const char *line = NULL;
    size_t length = 0;
    assert_int_equal(mi_stream_line(stream, &line, &length), MI_LINE);
    assert_int_equal(length, 3);
    assert_memory_equal(line, "a\0b", 3);
    assert_int_equal(mi_stream_line(stream, &line, &length), MI_LINE);
    assert_int_equal(length, 1);
    expect_end(stream, MI_OK);
}

static void peeking_consumes_nothing(void **state)
{
    (void)state;
    struct mi_stream *stream = open_bytes("abcdef", 6);
    size_t there = 0;
    assert_memory_equal(mi_stream_peek(stream, 3, &there), "abc", 3);
    assert_true(there >= 3);
    assert_memory_equal(mi_stream_peek(stream, 100, &there), "abcdef", 6);
    assert_int_equal(there, 6);
    mi_stream_skip(stream, 2);
    assert_memory_equal(mi_stream_peek(stream, 1, &there), "cdef", 4);
    mi_stream_skip(stream, 4);
    (void)mi_stream_peek(stream, 1, &there);
    assert_int_equal(there, 0);
    expect_end(stream, MI_OK);
}

static void a_large_file_passes_through_the_buffer(void **state)
{
    (void)state;
    enum { RECORD = 1000, RECORDS = 2000 };
    uint8_t *bytes = malloc((size_t)RECORD * RECORDS);
    assert_non_null(bytes);
    for (size_t i = 0; i < (size_t)RECORD * RECORDS; i++)
        bytes[i] = (uint8_t)(i * 7 + i / RECORD);
    struct mi_stream *stream = open_bytes(bytes, (size_t)RECORD * RECORDS);
    for (size_t i = 0; i < RECORDS; i++) {
        size_t there = 0;
        const uint8_t *record = mi_stream_peek(stream, RECORD, &there);
        assert_true(there >= RECORD);
        assert_memory_equal(record, bytes + i * RECORD, RECORD);
        mi_stream_skip(stream, RECORD);
    }
    uint64_t done = 0;
    uint64_t size = 0;
    mi_stream_progress(stream, &done, &size);
    assert_int_equal(done, (size_t)RECORD * RECORDS);
    assert_int_equal(size, (size_t)RECORD * RECORDS);
    free(bytes);
    expect_end(stream, MI_OK);
}

static void as_much_as_the_buffer_can_be_peeked(void **state)
{
    (void)state;
    char *bytes = malloc(MI_STREAM_BUFFER + 10);
    assert_non_null(bytes);
    memset(bytes, 'x', MI_STREAM_BUFFER + 10);
    struct mi_stream *stream = open_bytes(bytes, MI_STREAM_BUFFER + 10);
    size_t there = 0;
    (void)mi_stream_peek(stream, 1, &there);
    mi_stream_skip(stream, 5);
    (void)mi_stream_peek(stream, MI_STREAM_BUFFER, &there);
    assert_int_equal(there, MI_STREAM_BUFFER);
    mi_stream_close(stream);
    free(bytes);
}

static void of_a_long_line_the_beginning_is_given(void **state)
{
    (void)state;
    enum { LONG = 10000000 };
    static const char REST[] = "\nnext\n";
    char *text = malloc(LONG + sizeof REST);
    assert_non_null(text);
    memset(text, 'x', LONG);
    memcpy(text + LONG, REST, sizeof REST);
    struct mi_stream *stream = open_bytes(text, LONG + sizeof REST - 1);
    const char *line = NULL;
    size_t length = 0;
    assert_int_equal(mi_stream_line(stream, &line, &length), MI_LINE_TOO_LONG);
    assert_int_equal(length, MI_LINE_MAX);
    expect_line(stream, "next");
    expect_end(stream, MI_OK);
    free(text);
}

static void the_rest_of_a_long_line_comes_in_pieces(void **state)
{
    (void)state;
    enum { LONG = 2 * MI_LINE_MAX + 100 };
    char *text = malloc(LONG + 6);
    assert_non_null(text);
    memset(text, 'x', LONG);
    memcpy(text + LONG, "\nnext", 6);
    struct mi_stream *stream = mi_stream_memory(text, LONG + 5);
    const char *piece = NULL;
    size_t length = 0;
    assert_int_equal(mi_stream_rest(stream, &piece, &length), MI_LINE_END);
    assert_int_equal(mi_stream_line(stream, &piece, &length), MI_LINE_TOO_LONG);
    assert_int_equal(mi_stream_rest(stream, &piece, &length), MI_LINE_TOO_LONG);
    assert_int_equal(length, MI_LINE_MAX);
    assert_int_equal(mi_stream_rest(stream, &piece, &length), MI_LINE);
    assert_int_equal(length, 100);
    assert_int_equal(mi_stream_rest(stream, &piece, &length), MI_LINE_END);
    expect_line(stream, "next");
    expect_end(stream, MI_OK);
    free(text);
}

static void the_longest_line_is_whole(void **state)
{
    (void)state;
    for (size_t length = MI_LINE_MAX - 1; length <= MI_LINE_MAX + 1; length++) {
        char *text = malloc(length);
        assert_non_null(text);
        memset(text, 'x', length);
        struct mi_stream *stream = mi_stream_memory(text, length);
        const char *line = NULL;
        size_t given = 0;
        enum mi_line_status wanted = length > MI_LINE_MAX ? MI_LINE_TOO_LONG : MI_LINE;
        assert_int_equal(mi_stream_line(stream, &line, &given), wanted);
        expect_end(stream, MI_OK);
        free(text);
    }
}

struct wake {
    int file;
    unsigned reads;
};

/* Between the first read and the second one. */
static void wake_after_first(void *context)
{
    struct wake *wake = context;
    if (++wake->reads == 2)
        assert_int_equal(write(wake->file, "", 1), 1);
}

static void a_pipe_gives_a_line_as_soon_as_it_is_there(void **state)
{
    (void)state;
    int ends[2];
    char path[PATH_SIZE];
    assert_int_equal(pipe(ends), 0);
    (void)snprintf(path, sizeof path, "/dev/fd/%d", ends[0]);
    struct mi_stream *stream = mi_stream_open(path);
    assert_non_null(stream);
    (void)alarm(10); /* a read that waits for more would never return */
    assert_int_equal(write(ends[1], "first\nsec", 9), 9);
    expect_line(stream, "first");
    assert_int_equal(write(ends[1], "ond\n", 4), 4);
    expect_line(stream, "second");
    assert_int_equal(close(ends[1]), 0);
    expect_end(stream, MI_OK);
    (void)alarm(0);
    assert_int_equal(close(ends[0]), 0);
}

/* Somebody else ends it while it waits: half a line, half a record, half a member are no fault. */
static void a_file_that_can_be_read_ends_it(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t size;
        enum mi_got first;
    } STARTS[] = {
        {"043e2a020100005fx\n04", 20, MI_GOT_PROBLEM}, /* of the first line */
        {"\x80\x81\0\x01\xff", 5, MI_GOT_PROBLEM},     /* what is there is no text */
        {"043e2a0201", 10, MI_GOT_END},
        {"\xd4\xc3\xb2\xa1\x02", 5, MI_GOT_END},
        {"btsnoop\0\0\0\0\1\0\0\x03\xea\0\0", 18, MI_GOT_END},
        {"\x0a\x0d\x0d\x0a\x1c", 5, MI_GOT_END},
        {"\x1f\x8b\x08", 3, MI_GOT_END},
    };
    for (size_t i = 0; i < sizeof STARTS / sizeof STARTS[0]; i++) {
        int data[2], wake[2];
        char path[PATH_SIZE];
        size_t size = STARTS[i].size;
        assert_int_equal(pipe(data), 0);
        assert_int_equal(pipe(wake), 0);
        assert_int_equal(write(data[1], STARTS[i].bytes, size), size);
        assert_int_equal(write(wake[1], "", 1), 1);
        (void)snprintf(path, sizeof path, "/dev/fd/%d", data[0]);
        (void)alarm(10);
        struct mi_stream *stream = mi_stream_open(path);
        mi_stream_end_with(stream, wake[0]);
        expect_end(stream, MI_OK); /* before anything was read */

        struct mi_source *source = mi_source_open(path, 0);
        mi_source_end_with(source, wake[0]);
        assert_int_equal(read(wake[0], path, 1), 1);
        mi_source_before_read(source, wake_after_first, &(struct wake){.file = wake[1]});
        assert_int_equal(mi_source_next(source), STARTS[i].first);
        if (STARTS[i].first != MI_GOT_END)
            assert_int_equal(mi_source_next(source), MI_GOT_END);
        mi_source_close(source);
        (void)alarm(0);
        for (size_t k = 0; k < 2; k++) {
            (void)close(data[k]);
            (void)close(wake[k]);
        }
    }
}

static void what_cannot_be_opened_is_not_open(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        bool is_open;
    } ROWS[] = {{"/dev/null", true}, {"/tmp", false}, {"/tmp/mitool-test-none", false}};
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        struct mi_source *source = mi_source_open(ROWS[i].path, 0);
        assert_int_equal(mi_source_is_open(source), ROWS[i].is_open);
        assert_int_equal(mi_source_next(source), ROWS[i].is_open ? MI_GOT_END : MI_GOT_PROBLEM);
        mi_source_close(source);
    }
}

static void gzip_is_unpacked(void **state)
{
    (void)state;
    uint8_t packed[512];
    size_t size = pack("one\ntw", packed, sizeof packed);
    size += pack("o\nthree\n", packed + size, sizeof packed - size);
    memset(packed + size, 0, 20); /* padding, as on a tape */
    struct mi_stream *stream = open_bytes(packed, size + 20);
    expect_line(stream, "one");
    expect_line(stream, "two");
    expect_line(stream, "three");
    expect_end(stream, MI_OK);
}

static void cut_gzip_gives_what_is_there_and_a_problem(void **state)
{
    (void)state;
    uint8_t packed[512];
    size_t size = pack("one\ntwo\n", packed, sizeof packed);
    for (size_t cut = 3; cut < size; cut++) {
        struct mi_stream *stream = open_bytes(packed, cut);
        const char *line = NULL;
        size_t length = 0;
        while (mi_stream_line(stream, &line, &length) == MI_LINE)
            ;
        expect_end(stream, MI_P_GZIP_CUT);
    }
    struct mi_stream *stream = open_bytes(packed, size - 1);
    expect_line(stream, "one");
    expect_line(stream, "two");
    expect_end(stream, MI_P_GZIP_CUT);
}

static void damaged_gzip_is_a_problem(void **state)
{
    (void)state;
    uint8_t packed[512];
    size_t size = pack("one\ntwo\n", packed, sizeof packed);
    packed[size - 6] ^= 1; /* checksum */
    struct mi_stream *stream = open_bytes(packed, size);
    expect_line(stream, "one");
    expect_line(stream, "two");
    expect_end(stream, MI_P_GZIP_BAD);

    packed[size - 6] ^= 1;
    memcpy(packed + size, "junk", 4);
    stream = open_bytes(packed, size + 4);
    expect_line(stream, "one");
    expect_line(stream, "two");
    expect_end(stream, MI_P_GZIP_BAD);
}

static void expect_only_line(const void *bytes, size_t size)
{
    struct mi_stream *stream = open_bytes(bytes, size);
    expect_line(stream, bytes);
    expect_end(stream, MI_OK);
}

static void the_beginning_of_gzip_alone_is_text(void **state)
{
    (void)state;
    expect_only_line("\x1f\x8b", 2);
    expect_only_line("\x1f", 1);
    expect_only_line("\x1f\x8b\x07 no", 6);
}

static void what_cannot_be_opened_or_read_is_told(void **state)
{
    (void)state;
    struct mi_stream *stream = mi_stream_open("/nonexistent/file");
    assert_non_null(stream);
    assert_string_equal(mi_stream_problem(stream).string, "No such file or directory");
    expect_end(stream, MI_P_CANNOT_OPEN);
    stream = mi_stream_open("/");
    assert_non_null(stream);
    expect_end(stream, MI_P_CANNOT_READ);
}

/* All of it, through a FILE, when some of it was looked at before. */
static void expect_stdio(struct mi_stream *stream, const char *wanted)
{
    char read[64] = "";
    size_t there = 0;
    (void)mi_stream_peek(stream, 2, &there);
    FILE *file = mi_stream_stdio(stream);
    assert_non_null(file);
    assert_int_equal(fread(read, 1, sizeof read - 1, file), strlen(wanted));
    assert_string_equal(read, wanted);
    assert_true(feof(file));
    assert_int_equal(mi_stream_given(stream), strlen(wanted));
    assert_int_equal(fclose(file), 0);
    mi_stream_close(stream);
}

static void test_as_a_c_stream(void **state)
{
    (void)state;
    static const char TEXT[] = "one\ntwo\n";
    uint8_t packed[128];
    expect_stdio(open_bytes(TEXT, strlen(TEXT)), TEXT);
    expect_stdio(open_bytes(packed, pack(TEXT, packed, sizeof packed)), TEXT);
    expect_stdio(mi_stream_memory(TEXT, strlen(TEXT)), TEXT);
}

static void test_a_stopped_stream_reads_no_more(void **state)
{
    (void)state;
    struct mi_stream *stream = open_bytes("one\n", 4);
    size_t there = 1;
    mi_stream_stop(stream);
    (void)mi_stream_peek(stream, 1, &there);
    assert_int_equal(there, 0);
    assert_int_equal(mi_stream_problem(stream).code, MI_OK);
    mi_stream_close(stream);
}

/* --- a supply --- */

struct larder {
    const uint8_t *at;
    size_t left;
    enum mi_problem_code problem; /* behind the last byte */
};

static size_t take(void *context, uint8_t *out, size_t room, struct mi_problem *problem)
{
    struct larder *larder = context;
    size_t size = larder->left < room ? larder->left : room;
    size = size < 7 ? size : 7;
    if (size == 0)
        problem->code = larder->problem;
    memcpy(out, larder->at, size);
    larder->at += size;
    larder->left -= size;
    return size;
}

static void a_supply_is_read_as_a_file_is(void **state)
{
    (void)state;
    static const char TEXT[] = "one line\nanother line\nthe last";
    struct larder larder = {(const uint8_t *)TEXT, sizeof TEXT - 1, MI_OK};
    const struct mi_supply supply = {.read = take, .context = &larder, .size = sizeof TEXT - 1};
    struct mi_stream *stream = mi_stream_supplied(&supply);
    assert_non_null(stream);
    assert_true(mi_stream_is_supplied(stream));
    assert_false(mi_stream_is_random(stream));
    expect_line(stream, "one line");
    expect_line(stream, "another line");
    expect_line(stream, "the last");
    uint64_t done, size;
    mi_stream_progress(stream, &done, &size);
    assert_int_equal(done, size);
    expect_end(stream, MI_OK);
}

static void a_supply_tells_what_stopped_it(void **state)
{
    (void)state;
    struct larder larder = {(const uint8_t *)"one\n", 4, MI_P_ZIP_BAD};
    const struct mi_supply supply = {.read = take, .context = &larder};
    struct mi_stream *stream = mi_stream_supplied(&supply);
    assert_non_null(stream);
    expect_line(stream, "one");
    expect_end(stream, MI_P_ZIP_BAD);
}

static void gzip_of_a_supply_is_limited(void **state)
{
    (void)state;
    static const char TEXT[] = "one line\nanother line\nthe last";
    uint8_t packed[256];
    size_t size = pack(TEXT, packed, sizeof packed);
    for (uint64_t limit = 9; limit <= sizeof TEXT; limit += sizeof TEXT - 9) {
        uint64_t left = limit;
        struct larder larder = {packed, size, MI_OK};
        const struct mi_supply supply = {
            .read = take,
            .context = &larder,
            .unpacked_left = &left,
            .too_much = {.code = MI_P_ZIP_BOMB},
        };
        struct mi_stream *stream = mi_stream_supplied(&supply);
        assert_non_null(stream);
        expect_line(stream, "one line");
        if (limit == 9) {
            expect_end(stream, MI_P_ZIP_BOMB);
            assert_int_equal(left, 0);
        } else {
            expect_line(stream, "another line");
            expect_line(stream, "the last");
            expect_end(stream, MI_OK);
            assert_int_equal(left, 1);
        }
    }
}

/* Also behind what was consumed and before it. */
static void random_bytes_of_files_and_memory(void **state)
{
    (void)state;
    struct mi_stream *streams[] = {mi_stream_memory("abcdef", 6), open_bytes("abcdef", 6)};
    for (size_t i = 0; i < 2; i++) {
        char out[8];
        size_t there;
        (void)mi_stream_peek(streams[i], 4, &there);
        mi_stream_skip(streams[i], 4);
        assert_true(mi_stream_is_random(streams[i]));
        assert_int_equal(mi_stream_read_at(streams[i], 1, out, 3), 3);
        assert_memory_equal(out, "bcd", 3);
        assert_int_equal(mi_stream_read_at(streams[i], 4, out, 8), 2);
        assert_memory_equal(out, "ef", 2);
        assert_int_equal(mi_stream_read_at(streams[i], 6, out, 8), 0);
        assert_int_equal(mi_stream_read_at(streams[i], UINT64_MAX, out, 8), 0);
        mi_stream_close(streams[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_end_with_lf_crlf_or_the_file),
        cmocka_unit_test(nul_is_a_byte_like_others),
        cmocka_unit_test(peeking_consumes_nothing),
        cmocka_unit_test(a_large_file_passes_through_the_buffer),
        cmocka_unit_test(as_much_as_the_buffer_can_be_peeked),
        cmocka_unit_test(of_a_long_line_the_beginning_is_given),
        cmocka_unit_test(the_rest_of_a_long_line_comes_in_pieces),
        cmocka_unit_test(the_longest_line_is_whole),
        cmocka_unit_test(a_pipe_gives_a_line_as_soon_as_it_is_there),
        cmocka_unit_test(a_file_that_can_be_read_ends_it),
        cmocka_unit_test(what_cannot_be_opened_is_not_open),
        cmocka_unit_test(gzip_is_unpacked),
        cmocka_unit_test(cut_gzip_gives_what_is_there_and_a_problem),
        cmocka_unit_test(damaged_gzip_is_a_problem),
        cmocka_unit_test(the_beginning_of_gzip_alone_is_text),
        cmocka_unit_test(what_cannot_be_opened_or_read_is_told),
        cmocka_unit_test(test_as_a_c_stream),
        cmocka_unit_test(test_a_stopped_stream_reads_no_more),
        cmocka_unit_test(a_supply_is_read_as_a_file_is),
        cmocka_unit_test(a_supply_tells_what_stopped_it),
        cmocka_unit_test(gzip_of_a_supply_is_limited),
        cmocka_unit_test(random_bytes_of_files_and_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
