#include "support.h"

#include "keys/keyring.h"
#include "keys/secret.h"

#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static char directory[] = "/tmp/mitool-test-XXXXXX";

static int make_directory(void **state)
{
    (void)state;
    return mkdtemp(directory) != NULL ? 0 : -1;
}

static const char *in_directory(const char *name)
{
    static char path[256];
    (void)snprintf(path, sizeof path, "%s/%s", directory, name);
    return path;
}

static int remove_directory(void **state)
{
    (void)state;
    (void)unlink(in_directory("new/deep/keys"));
    (void)unlink(in_directory("new/real"));
    (void)unlink(in_directory("new/link"));
    (void)rmdir(in_directory("new/deep"));
    (void)rmdir(in_directory("new"));
    return rmdir(directory);
}

static void test_limits(void **state)
{
    (void)state;
    struct mi_secret text = {.size = 0};
    assert_false(mi_secret_append(&text, "", SIZE_MAX));
    assert_false(mi_secret_append(&text, "", MI_SECRET_MAX + 1));
    assert_null(text.text);
    assert_true(mi_secret_append(&text, "one", 3));
    assert_false(mi_secret_append(&text, "", SIZE_MAX - 2));
    assert_false(mi_secret_append(&text, "", MI_SECRET_MAX - 2));
    assert_true(text.is_full);
    assert_string_equal(text.text, "one");
    assert_int_equal(text.size, 3);
    mi_secret_free(&text);
    mi_secret_free(&text);
}

static void test_writing(void **state)
{
    (void)state;
    struct stat status;
    struct mi_secret text = {.size = 0}, read = {.size = 0};
    const char *path = in_directory("new/deep/keys");
    assert_true(mi_secret_append(&text, "one\n", 4));
    assert_int_equal(mi_secret_write(path, &text).code, MI_OK);
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 07777, 0600);
    assert_int_equal(stat(in_directory("new/deep"), &status), 0);
    assert_int_equal(status.st_mode & 07777, 0700);

    path = in_directory("new/deep/keys");
    assert_int_equal(chmod(path, 0644), 0);
    assert_true(mi_secret_append(&text, "two\n", 4));
    assert_int_equal(mi_secret_write(path, &text).code, MI_OK);
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 07777, 0600);
    assert_int_equal(mi_secret_read(path, &read).code, MI_OK);
    assert_string_equal(read.text, "one\ntwo\n");
    assert_int_equal(read.size, 8);
    assert_false(read.is_open_to_others);
    mi_secret_free(&read);
    mi_secret_free(&text);
}

static void test_a_link_stays_a_link(void **state)
{
    (void)state;
    struct stat status;
    char real[256];
    struct mi_secret text = {.size = 0};
    assert_true(mi_secret_append(&text, "", 0));
    (void)snprintf(real, sizeof real, "%s", in_directory("new/real"));
    assert_int_equal(mi_secret_write(real, &text).code, MI_OK);
    assert_int_equal(symlink("real", in_directory("new/link")), 0);
    assert_true(mi_secret_append(&text, "three\n", 6));
    assert_int_equal(mi_secret_write(in_directory("new/link"), &text).code, MI_OK);
    assert_int_equal(lstat(in_directory("new/link"), &status), 0);
    assert_true(S_ISLNK(status.st_mode));
    assert_int_equal(stat(real, &status), 0);
    assert_int_equal(status.st_size, 6);
    mi_secret_free(&text);
}

static void test_a_link_to_what_is_not_there_yet(void **state)
{
    (void)state;
    struct stat status;
    struct mi_secret text = {.size = 0};
    const char *const links[][2] = {
        {"first/keys", "new/dangling"}, {"dangling", "new/second"}, {"round", "new/round"}};
    for (size_t i = 0; i < sizeof links / sizeof links[0]; i++)
        assert_int_equal(symlink(links[i][0], in_directory(links[i][1])), 0);
    assert_true(mi_secret_append(&text, "four\n", 5));
    assert_int_equal(mi_secret_write(in_directory("new/second"), &text).code, MI_OK);
    assert_int_equal(lstat(in_directory("new/second"), &status), 0);
    assert_true(S_ISLNK(status.st_mode));
    assert_int_equal(lstat(in_directory("new/first/keys"), &status), 0);
    assert_true(S_ISREG(status.st_mode));
    assert_int_equal(mi_secret_write(in_directory("new/round"), &text).code, MI_P_CANNOT_WRITE);
    mi_secret_free(&text);
    (void)unlink(in_directory("new/first/keys"));
    (void)rmdir(in_directory("new/first"));
    for (size_t i = 0; i < sizeof links / sizeof links[0]; i++)
        (void)unlink(in_directory(links[i][1]));
}

static void test_what_cannot_be_read_or_written(void **state)
{
    (void)state;
    struct mi_secret text;
    assert_int_equal(mi_secret_read(in_directory("none"), &text).code, MI_P_CANNOT_OPEN);
    mi_secret_free(&text);
    assert_int_equal(mi_secret_read(directory, &text).code, MI_P_CANNOT_READ);
    mi_secret_free(&text);
    assert_int_equal(mi_secret_write("", &text).code, MI_P_CANNOT_WRITE);
    assert_int_equal(mi_secret_write(directory, &text).code, MI_P_NOT_A_FILE);
    assert_int_equal(mi_secret_write("/dev/null/keys", &text).code, MI_P_CANNOT_WRITE);
    assert_int_equal(mi_secret_write(in_directory("later/"), &text).code, MI_P_NOT_A_FILE);
    assert_int_equal(access(in_directory("later"), F_OK), -1);
}

static void test_what_is_no_file_is_left_alone(void **state)
{
    (void)state;
    struct stat status;
    struct mi_secret text = {.size = 0};
    const char *pipe = in_directory("pipe");
    int lock;
    assert_int_equal(mkfifo(pipe, 0600), 0);
    assert_int_equal(mi_secret_lock(pipe, &lock).code, MI_P_NOT_A_FILE);
    assert_int_equal(mi_secret_write(pipe, &text).code, MI_P_NOT_A_FILE);
    assert_int_equal(stat(pipe, &status), 0);
    assert_true(S_ISFIFO(status.st_mode));
    assert_int_equal(unlink(pipe), 0);
    assert_int_equal(mi_secret_write("/dev/null", &text).code, MI_P_NOT_A_FILE);
    assert_int_equal(stat("/dev/null", &status), 0);
    assert_true(S_ISCHR(status.st_mode));
}

static void test_the_owner_stays(void **state)
{
    (void)state;
    enum { SOMEBODY = 12345 };
    struct stat status;
    struct mi_secret text = {.size = 0};
    const char *path = in_directory("new/real");
    if (geteuid() != 0)
        skip();
    assert_int_equal(chown(path, SOMEBODY, SOMEBODY), 0);
    assert_int_equal(mi_secret_write(path, &text).code, MI_OK);
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_uid, SOMEBODY);
    assert_int_equal(status.st_gid, SOMEBODY);
    assert_int_equal(status.st_mode & 07777, 0600);
    assert_int_equal(chown(path, 0, 0), 0);
}

static void test_a_new_one_in_a_users_directory_is_that_users(void **state)
{
    (void)state;
    enum { SOMEBODY = 12345 };
    static const char *const NAMES[] = {"home/deep/down/keys", "home/deep/down", "home/deep"};
    struct stat status;
    struct mi_secret text = {.size = 0};
    if (geteuid() != 0)
        skip();
    assert_int_equal(mkdir(in_directory("home"), 0755), 0);
    assert_int_equal(chown(in_directory("home"), SOMEBODY, SOMEBODY), 0);
    assert_int_equal(mi_secret_write(in_directory(NAMES[0]), &text).code, MI_OK);
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        assert_int_equal(stat(in_directory(NAMES[i]), &status), 0);
        assert_int_equal(status.st_uid, SOMEBODY);
        assert_int_equal(remove(in_directory(NAMES[i])), 0);
    }
    assert_int_equal(rmdir(in_directory("home")), 0);
}

static void test_the_mode_stays_unless_others_can_use_it(void **state)
{
    (void)state;
    static const struct {
        mode_t before, after;
    } MODES[] = {{0640, 0640}, {0660, 0660}, {0400, 0400}, {0644, 0600}, {0602, 0600}};
    struct stat status;
    struct mi_secret text = {.size = 0};
    const char *path = in_directory("new/real");
    for (size_t i = 0; i < sizeof MODES / sizeof MODES[0]; i++) {
        assert_int_equal(chmod(path, MODES[i].before), 0);
        assert_int_equal(mi_secret_write(path, &text).code, MI_OK);
        assert_int_equal(stat(path, &status), 0);
        assert_int_equal(status.st_mode & 07777, MODES[i].after);
    }
}

static void test_reading_until(void **state)
{
    (void)state;
    struct mi_secret text;
    int ends[2], signal[2];
    char path[64];
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(pipe(signal), 0);
    (void)snprintf(path, sizeof path, "/dev/fd/%d", ends[0]);
    assert_int_equal(write(signal[1], "", 1), 1);
    assert_int_equal(mi_secret_read_until(path, signal[0], &text).code, MI_OK);
    assert_int_equal(text.size, 0);
    mi_secret_free(&text);
    for (size_t i = 0; i < 2; i++) {
        (void)close(ends[i]);
        (void)close(signal[i]);
    }
}

static void test_locks(void **state)
{
    (void)state;
    int lock, other;
    const char *path = in_directory("keys");
    assert_int_equal(mi_secret_lock("/dev/null/keys", &lock).code, MI_OK);
    assert_int_equal(lock, -1);
    assert_int_equal(mi_secret_lock(path, &lock).code, MI_OK);
    assert_true(lock >= 0);
    time_t begun = time(NULL);
    assert_int_equal(mi_secret_lock(path, &other).code, MI_P_LOCKED);
    assert_int_equal(other, -1);
    assert_in_range(time(NULL) - begun, MI_SECRET_PATIENCE - 1, MI_SECRET_PATIENCE + 5);
    (void)close(lock);
    assert_int_equal(mi_secret_lock(path, &lock).code, MI_OK);
    (void)close(lock);
}

static void test_open_to_others(void **state)
{
    (void)state;
    struct mi_problem problem;
    bool is_open_to_others = false;
    const char *path = in_directory("new/real");
    assert_int_equal(chmod(path, 0640), 0);
    struct mi_keyring *ring = mi_keyring_load(path, NULL, NULL, &is_open_to_others, &problem);
    assert_non_null(ring);
    assert_int_equal(problem.code, MI_OK);
    assert_true(is_open_to_others);
    mi_keyring_free(ring);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_writing),
        cmocka_unit_test(test_a_link_stays_a_link),
        cmocka_unit_test(test_a_link_to_what_is_not_there_yet),
        cmocka_unit_test(test_what_cannot_be_read_or_written),
        cmocka_unit_test(test_what_is_no_file_is_left_alone),
        cmocka_unit_test(test_the_owner_stays),
        cmocka_unit_test(test_a_new_one_in_a_users_directory_is_that_users),
        cmocka_unit_test(test_the_mode_stays_unless_others_can_use_it),
        cmocka_unit_test(test_reading_until),
        cmocka_unit_test(test_locks),
        cmocka_unit_test(test_open_to_others),
    };
    return cmocka_run_group_tests(tests, make_directory, remove_directory);
}
