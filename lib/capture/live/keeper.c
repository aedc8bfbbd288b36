#include "capture/live/keeper.h"

#include "capture/live/privilege.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { RELEASE = MI_HCI_COMMANDS }; /* a request that is no command */

/* --- in the process of its own: only what is safe after fork --- */

static void close_all_from(unsigned first)
{
#ifdef SYS_close_range
    if (syscall(SYS_close_range, first, UINT_MAX, 0) == 0)
        return;
#endif
    for (int file = (int)first; file < 1024; file++)
        (void)close(file);
}

/* Keeps the two sockets, as files 0 and 1, and nothing else of what the parent had open. */
static bool keep_only(int line, int adapter)
{
    enum { OUT_OF_THE_WAY = 16 };
    int high_line = fcntl(line, F_DUPFD, OUT_OF_THE_WAY);
    int high_adapter = fcntl(adapter, F_DUPFD, OUT_OF_THE_WAY);
    if (high_line < 0 || high_adapter < 0 || dup2(high_line, 0) != 0 || dup2(high_adapter, 1) != 1)
        return false;
    close_all_from(2);
    return true;
}

static int send_command(int adapter, enum mi_hci_command command)
{
    uint8_t packet[MI_HCI_COMMAND_MAX];
    size_t size = mi_hci_build(command, packet);
    return send(adapter, packet, size, MSG_NOSIGNAL) == (ssize_t)size ? 0 : errno;
}

/* `*owed` is the command that ends the scan which runs, MI_HCI_COMMANDS when there is none. */
static int serve(int adapter, uint8_t request, enum mi_hci_command *owed)
{
    if (request == MI_HCI_LEGACY_ENABLE)
        *owed = MI_HCI_LEGACY_DISABLE;
    if (request == MI_HCI_EXTENDED_ENABLE)
        *owed = MI_HCI_EXTENDED_DISABLE;
    if (request == *owed || request == RELEASE)
        *owed = MI_HCI_COMMANDS;
    if (request == RELEASE)
        return 0;
    return request < MI_HCI_COMMANDS ? send_command(adapter, (enum mi_hci_command)request) : EINVAL;
}

static void keep(int line, int adapter)
{
    enum mi_hci_command owed = MI_HCI_COMMANDS;
    uint8_t request = 0;
    sigset_t all;
    (void)sigfillset(&all);
    (void)sigprocmask(SIG_SETMASK, &all, NULL);
    (void)setsid();
    if (!keep_only(line, adapter))
        return;
    (void)mi_privileges_keep(MI_CAP_NET_RAW);
    while (recv(0, &request, 1, 0) == 1) {
        int result = serve(1, request, &owed);
        (void)send(0, &result, sizeof result, MSG_NOSIGNAL);
    }
    if (owed != MI_HCI_COMMANDS)
        (void)send_command(1, owed);
}

/* --- in the parent --- */

bool mi_keeper_start(struct mi_keeper *keeper, int adapter)
{
    int line[2];
    *keeper = (struct mi_keeper){.line = -1};
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, line) != 0)
        return false;
    keeper->process = fork();
    if (keeper->process == 0) {
        (void)close(line[0]);
        keep(line[1], adapter);
        _exit(0);
    }
    int reason = errno;
    (void)close(line[1]);
    if (keeper->process > 0) {
        keeper->line = line[0];
        return true;
    }
    (void)close(line[0]);
    errno = reason;
    return false;
}

static int ask(struct mi_keeper *keeper, uint8_t request)
{
    int result = 0;
    ssize_t got = 0;
    if (send(keeper->line, &request, 1, MSG_NOSIGNAL) != 1)
        return errno;
    do
        got = recv(keeper->line, &result, sizeof result, 0);
    while (got < 0 && errno == EINTR);
    if (got == (ssize_t)sizeof result)
        return result;
    return got < 0 ? errno : ECHILD;
}

int mi_keeper_send(struct mi_keeper *keeper, enum mi_hci_command command)
{
    return ask(keeper, (uint8_t)command);
}

void mi_keeper_release(struct mi_keeper *keeper)
{
    (void)ask(keeper, RELEASE);
}

void mi_keeper_end(struct mi_keeper *keeper)
{
    if (keeper->line < 0)
        return;
    (void)close(keeper->line);
    keeper->line = -1;
    while (waitpid(keeper->process, NULL, 0) < 0 && errno == EINTR) {
    }
}
