/* What is put, and frames that are printed in place, come out whole and in their order. */
#include "support.h"

#include "output.h"
#include "signals.h"

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

static int kept; /* standard output, as it was */

/* From now on, standard output is that file. */
static void begin_on(int file)
{
    (void)fflush(stdout);
    kept = dup(STDOUT_FILENO);
    assert_true(kept >= 0 && dup2(file, STDOUT_FILENO) == STDOUT_FILENO);
    output_begin();
}

static void end(void)
{
    output_flush();
    assert_true(dup2(kept, STDOUT_FILENO) == STDOUT_FILENO);
    (void)close(kept);
    output_begin();
}

static char byte_at(size_t number)
{
    return (char)('a' + number * 7 % 26);
}

/* The next `size` bytes, put or printed as a frame. */
static void write_next(size_t *number, size_t size, bool is_frame)
{
    static char bytes[PRINTED_MAX];
    for (size_t i = 0; i < size; i++)
        bytes[i] = byte_at((*number)++);
    if (!is_frame) {
        output_put(bytes, size);
        return;
    }
    struct mi_text frame = output_begin_frame();
    assert_int_equal(frame.size, PRINTED_MAX);
    mi_text_run(&frame, bytes, size);
    assert_int_equal(frame.length, size);
    output_end_frame(&frame);
}

static void frames_and_others_take_turns(void **state)
{
    (void)state;
    static const size_t SIZES[] = {300, 1, 0, 65535, 65536, 65537, 2, PRINTED_MAX - 1, 300, 40000};
    enum { COUNT = sizeof SIZES / sizeof SIZES[0] };
    char name[] = "/tmp/test_output.XXXXXX";
    int file = mkstemp(name);
    assert_true(file >= 0 && unlink(name) == 0 && signals_begin());
    begin_on(file);
    size_t number = 0;
    for (size_t turn = 0; turn < 3 * COUNT * COUNT; turn++)
        write_next(&number, SIZES[(turn + turn / COUNT) % COUNT], turn % 3 != 0);
    end();
    signals_end();
    assert_true(lseek(file, 0, SEEK_SET) == 0);
    static char read_back[65536];
    size_t at = 0;
    for (ssize_t got; (got = read(file, read_back, sizeof read_back)) > 0;)
        for (ssize_t i = 0; i < got; i++)
            if (read_back[i] != byte_at(at++))
                fail_msg("byte %zu is another", at - 1);
    assert_int_equal(at, number);
    (void)close(file);
}

/* A terminal without UTF-8 gets each frame at once, and in ASCII. */
static void frames_become_ascii(void **state)
{
    (void)state;
    int terminal = posix_openpt(O_RDWR | O_NOCTTY);
    assert_true(terminal >= 0 && grantpt(terminal) == 0 && unlockpt(terminal) == 0);
    int file = open(ptsname(terminal), O_RDWR | O_NOCTTY);
    struct termios raw;
    assert_true(file >= 0 && tcgetattr(file, &raw) == 0);
    cfmakeraw(&raw);
    assert_true(tcsetattr(file, TCSANOW, &raw) == 0);
    assert_true(setenv("LC_ALL", "C", 1) == 0 && signals_begin());
    begin_on(file);
    for (int turn = 0; turn < 100; turn++) {
        char read_back[64] = "";
        struct mi_text frame = output_begin_frame();
        mi_text_add(&frame, "21.3 °C, 50.8 %\n");
        output_end_frame(&frame);
        ssize_t got = read(terminal, read_back, sizeof read_back - 1);
        assert_true(got > 0);
        assert_null(strstr(read_back, "°"));
        assert_non_null(strstr(read_back, "C, 50.8 %\n"));
    }
    end();
    signals_end();
    (void)close(file);
    (void)close(terminal);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frames_and_others_take_turns),
        cmocka_unit_test(frames_become_ascii),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
