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

/*
 * A second process, for when the keeper is killed: it reads what is owed, and when the keeper is
 * gone and still owes it, sends it. What is owed is the command that ends the scan which runs,
 * MI_HCI_COMMANDS when there is none.
 */
static void inherit(int will, int adapter)
{
    uint8_t owed = MI_HCI_COMMANDS;
    uint8_t next = 0;
    (void)setsid();
    while (read(will, &next, 1) == 1)
        owed = next;
    if (owed < MI_HCI_COMMANDS)
        (void)send_command(adapter, (enum mi_hci_command)owed);
}

/* Where to write what is owed; -1 when there is no pipe. */
static int start_heir(int line, int adapter, pid_t *heir)
{
    int will[2];
    *heir = -1;
    if (pipe(will) != 0)
        return -1;
    *heir = fork();
    if (*heir == 0) {
        (void)close(line);
        (void)close(will[1]);
        inherit(will[0], adapter);
        _exit(0);
    }
    (void)close(will[0]);
    return will[1];
}

static void bequeath(int will, uint8_t owed)
{
    ssize_t written = write(will, &owed, 1); /* without an heir, nobody is told */
    (void)written;
}

/* The heir knows what is owed before it is and until it is no more. */
static int serve(int adapter, int will, uint8_t request, uint8_t *owed)
{
    bool is_paid = request == *owed || request == RELEASE;
    if (request == MI_HCI_LEGACY_ENABLE)
        *owed = MI_HCI_LEGACY_DISABLE;
    if (request == MI_HCI_EXTENDED_ENABLE)
        *owed = MI_HCI_EXTENDED_DISABLE;
    bequeath(will, *owed);
    int result = request == RELEASE ? 0 : EINVAL;
    if (request < MI_HCI_COMMANDS)
        result = send_command(adapter, (enum mi_hci_command)request);
    if (is_paid) {
        *owed = MI_HCI_COMMANDS;
        bequeath(will, *owed);
    }
    return result;
}

static void keep(int line, int adapter)
{
    uint8_t owed = MI_HCI_COMMANDS;
    uint8_t request = 0;
    pid_t heir;
    sigset_t all;
    (void)sigfillset(&all);
    (void)sigprocmask(SIG_SETMASK, &all, NULL);
    (void)setsid();
    if (!keep_only(line, adapter))
        return;
    (void)mi_privileges_keep(MI_CAP_NET_RAW);
    int will = start_heir(0, 1, &heir);
    while (recv(0, &request, 1, 0) == 1) {
        int result = serve(1, will, request, &owed);
        (void)send(0, &result, sizeof result, MSG_NOSIGNAL);
    }
    if (owed != MI_HCI_COMMANDS)
        (void)serve(1, will, owed, &owed);
    (void)close(will);
    if (heir > 0)
        (void)waitpid(heir, NULL, 0);
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
        return ECHILD;
    do
        got = recv(keeper->line, &result, sizeof result, 0);
    while (got < 0 && errno == EINTR);
    if (got == (ssize_t)sizeof result)
        return result;
    return ECHILD;
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
