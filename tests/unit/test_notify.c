/* What a service tells its manager. */
#include "support.h"

#include "notify.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* A socket such as systemd's; where it is goes into the environment. */
static int manager(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    size_t length = strlen(path);
    int file = socket(AF_UNIX, SOCK_DGRAM, 0);
    assert_true(file >= 0);
    memcpy(address.sun_path, path, length);
    if (*path == '@')
        address.sun_path[0] = '\0';
    assert_int_equal(bind(file, (const struct sockaddr *)&address,
                          (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length)),
                     0);
    assert_int_equal(setenv("NOTIFY_SOCKET", path, 1), 0);
    return file;
}

static void check_at(const char *path)
{
    char heard[64] = "";
    int file = manager(path);
    notify("READY=1");
    assert_int_equal(recv(file, heard, sizeof heard - 1, MSG_DONTWAIT), strlen("READY=1"));
    assert_string_equal(heard, "READY=1");
    (void)close(file);
}

static void it_is_one_datagram(void **state)
{
    char path[64];
    (void)state;
    (void)snprintf(path, sizeof path, "/tmp/mitool-notify.%d", (int)getpid());
    check_at(path);
    (void)unlink(path);
    (void)snprintf(path, sizeof path, "@mitool-notify.%d", (int)getpid());
    check_at(path);
}

static void without_a_manager_nothing_is_told(void **state)
{
    static const char *const PATHS[] = {"", "relative", "/no/such/socket"};
    (void)state;
    for (size_t i = 0; i < sizeof PATHS / sizeof PATHS[0]; i++) {
        assert_int_equal(setenv("NOTIFY_SOCKET", PATHS[i], 1), 0);
        notify("READY=1");
    }
    assert_int_equal(unsetenv("NOTIFY_SOCKET"), 0);
    notify("READY=1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_one_datagram),
        cmocka_unit_test(without_a_manager_nothing_is_told),
    };
    return cmocka_run_group_tests_name("notify", tests, NULL, NULL);
}
