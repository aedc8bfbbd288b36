/*
 * Small tools for the test machine, for which busybox has none.
 *
 *     lab as UID PROGRAM ARGUMENT...     runs a program as another user, without capabilities
 *     lab grant FILE raw|admin|both      file capabilities, as setcap(8) writes them
 *     lab power N up|down                switches an adapter
 *     lab send N HEX...                  HCI commands of another program
 *     lab mgmt HEX                       a management command, which the kernel carries out
 *     lab hold N SECONDS                 takes an adapter for itself
 *     lab pty COLUMNS LINES STEPS PROGRAM ARGUMENT...
 *         runs a program on a terminal and prints what it writes there. STEPS are MS:WHAT, with
 *         blanks between: after that many milliseconds the keys WHAT, or @COLUMNSxLINES a new
 *         size, or -NUMBER a signal. In the end: whether the terminal is as it was, and the status.
 */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

enum {
    FAMILY_BLUETOOTH = 31,
    PROTOCOL_HCI = 1,
    CHANNEL_RAW = 0,
    CHANNEL_USER = 1,
    CHANNEL_CONTROL = 3,
    NO_ADAPTER = 0xffff,
    CAP_NET_ADMIN = 12,
    CAP_NET_RAW = 13,
};

#define SWITCH_ON  _IOW('H', 201, int)
#define SWITCH_OFF _IOW('H', 202, int)

static int failed(const char *what)
{
    (void)fprintf(stderr, "lab: %s: %s\n", what, strerror(errno));
    return 1;
}

static int number(const char *text)
{
    return (int)strtol(text, NULL, 10);
}

static int run_as(int count, char **arguments)
{
    (void)count;
    int id = number(arguments[0]);
    /* A shell lets what runs in its background ignore these. */
    (void)signal(SIGINT, SIG_DFL);
    (void)signal(SIGQUIT, SIG_DFL);
    if (setgroups(0, NULL) != 0 || setgid((gid_t)id) != 0 || setuid((uid_t)id) != 0)
        return failed("setuid");
    (void)execvp(arguments[1], arguments + 1);
    return failed(arguments[1]);
}

static int grant(int count, char **arguments)
{
    (void)count;
    enum { REVISION_2_EFFECTIVE = 0x02000001 };
    uint32_t raw = UINT32_C(1) << CAP_NET_RAW;
    uint32_t admin = UINT32_C(1) << CAP_NET_ADMIN;
    uint32_t granted = strcmp(arguments[1], "raw") == 0     ? raw
                       : strcmp(arguments[1], "admin") == 0 ? admin
                                                            : raw | admin;
    /* permitted and inheritable, low halves and then high ones */
    uint32_t data[5] = {REVISION_2_EFFECTIVE, granted, 0, 0, 0};
    if (setxattr(arguments[0], "security.capability", data, sizeof data, 0) != 0)
        return failed(arguments[0]);
    return 0;
}

static int hci_socket(uint16_t adapter, uint16_t channel)
{
    const uint16_t address[3] = {FAMILY_BLUETOOTH, adapter, channel};
    struct sockaddr_storage place = {0};
    int file = socket(FAMILY_BLUETOOTH, SOCK_RAW | SOCK_CLOEXEC, PROTOCOL_HCI);
    memcpy(&place, address, sizeof address);
    if (file >= 0 && bind(file, (const struct sockaddr *)&place, sizeof address) != 0)
        return -1;
    return file;
}

static int power(int count, char **arguments)
{
    (void)count;
    int file = socket(FAMILY_BLUETOOTH, SOCK_RAW | SOCK_CLOEXEC, PROTOCOL_HCI);
    unsigned long request = strcmp(arguments[1], "up") == 0 ? SWITCH_ON : SWITCH_OFF;
    if (ioctl(file, request, (unsigned long)number(arguments[0])) == 0 || errno == EALREADY)
        return 0;
    return failed(arguments[1]);
}

static int send_hex(int file, const char *hex)
{
    uint8_t packet[256];
    size_t size = 0;
    unsigned byte = 0;
    for (const char *at = hex; size < sizeof packet && sscanf(at, "%2x", &byte) == 1; at += 2)
        packet[size++] = (uint8_t)byte;
    if (write(file, packet, size) != (ssize_t)size)
        return failed("write");
    (void)usleep(100000);
    return 0;
}

static int send_commands(int count, char **arguments)
{
    int file = hci_socket((uint16_t)number(arguments[0]), CHANNEL_RAW);
    int status = 0;
    for (int i = 1; i < count && status == 0; i++)
        status = send_hex(file, arguments[i]);
    return status;
}

static int manage(int count, char **arguments)
{
    (void)count;
    int status = send_hex(hci_socket(NO_ADAPTER, CHANNEL_CONTROL), arguments[0]);
    (void)sleep(11); /* what the socket has asked for ends with it */
    return status;
}

static int hold(int count, char **arguments)
{
    (void)count;
    if (hci_socket((uint16_t)number(arguments[0]), CHANNEL_USER) < 0)
        return failed("bind");
    (void)sleep((unsigned)number(arguments[1]));
    return 0;
}

/* --- a terminal --- */

static int open_terminal(int *other, const struct winsize *size)
{
    int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (master < 0 || grantpt(master) != 0 || unlockpt(master) != 0)
        return -1;
    *other = open(ptsname(master), O_RDWR | O_NOCTTY | O_CLOEXEC);
    (void)ioctl(master, TIOCSWINSZ, size);
    return *other >= 0 ? master : -1;
}

static pid_t start_on(int terminal, char **arguments)
{
    pid_t process = fork();
    if (process != 0)
        return process;
    (void)setsid();
    (void)ioctl(terminal, TIOCSCTTY, 0);
    for (int file = 0; file < 3; file++)
        (void)dup2(terminal, file);
    (void)execvp(arguments[0], arguments);
    _exit(127);
}

static void take_step(int master, pid_t process, const char *what)
{
    unsigned columns = 0;
    unsigned lines = 0;
    if (sscanf(what, "@%ux%u", &columns, &lines) == 2) {
        struct winsize size = {.ws_col = (unsigned short)columns, .ws_row = (unsigned short)lines};
        (void)ioctl(master, TIOCSWINSZ, &size);
    } else if (what[0] == '-') {
        (void)kill(process, number(what + 1));
    } else if (write(master, what, strlen(what)) < 0) {
        (void)failed("terminal");
    }
}

/* Copies what the program writes for so many milliseconds, or until it ends. */
static void copy_for(int master, int milliseconds)
{
    char bytes[4096];
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    int64_t end = (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000 + milliseconds;
    for (;;) {
        struct pollfd file = {.fd = master, .events = POLLIN};
        (void)clock_gettime(CLOCK_MONOTONIC, &now);
        int64_t left = end - ((int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000);
        if (left <= 0 || poll(&file, 1, (int)left) <= 0)
            return;
        ssize_t got = read(master, bytes, sizeof bytes);
        if (got <= 0)
            return;
        (void)fwrite(bytes, 1, (size_t)got, stdout);
    }
}

static int on_terminal(int count, char **arguments)
{
    (void)count;
    enum { LINGER = 1500 };
    int terminal = -1;
    int status = 0;
    struct winsize size = {.ws_col = (unsigned short)number(arguments[0]),
                           .ws_row = (unsigned short)number(arguments[1])};
    struct termios before = {0};
    struct termios after = {0};
    int master = open_terminal(&terminal, &size);
    if (master < 0)
        return failed("terminal");
    (void)tcgetattr(terminal, &before);
    pid_t process = start_on(terminal, arguments + 3);
    for (char *step = strtok(arguments[2], " "); step != NULL; step = strtok(NULL, " ")) {
        const char *what = strchr(step, ':');
        copy_for(master, number(step));
        take_step(master, process, what != NULL ? what + 1 : "");
    }
    copy_for(master, LINGER);
    (void)waitpid(process, &status, 0);
    (void)tcgetattr(terminal, &after);
    bool is_same = before.c_lflag == after.c_lflag && before.c_iflag == after.c_iflag &&
                   before.c_oflag == after.c_oflag;
    (void)printf("\nterminal %s, status %d\n", is_same ? "as before" : "CHANGED",
                 WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status));
    return 0;
}

static const struct {
    const char *name;
    int count; /* of arguments at least */
    int (*run)(int count, char **arguments);
} TOOLS[] = {
    {"as", 2, run_as},   {"grant", 2, grant}, {"power", 2, power},     {"send", 2, send_commands},
    {"mgmt", 1, manage}, {"hold", 2, hold},   {"pty", 4, on_terminal},
};

int main(int count, char **arguments)
{
    for (size_t i = 0; count > 1 && i < sizeof TOOLS / sizeof TOOLS[0]; i++)
        if (strcmp(arguments[1], TOOLS[i].name) == 0 && count - 2 >= TOOLS[i].count)
            return TOOLS[i].run(count - 2, arguments + 2);
    (void)fprintf(stderr, "lab: which tool?\n");
    return 2;
}
