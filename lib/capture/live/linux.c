/*
 * A scan on Linux. Everything is read from the monitor channel, which shows the reports of all
 * adapters, who else commands them, and when one is switched off or unplugged; commands go through
 * the keeper. So a scan and listening to another program's scan are read in the same way.
 */
#include "capture/live/live.h"

#include "capture/clock.h"
#include "capture/live/privilege.h"
#include "capture/live/scan.h"
#include "radio/event.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#ifdef __linux__

#include <linux/filter.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

/* From the kernel's interface, which has no header of its own. */
enum {
    FAMILY_BLUETOOTH = 31,
    PROTOCOL_HCI = 1,
    CHANNEL_RAW = 0,
    CHANNEL_MONITOR = 2,
    NO_ADAPTER = 0xffff,
    ADAPTERS_MAX = 1024, /* as many as the kernel lists */
    ADAPTER_IS_UP = 1 << 0,
};

struct hci_address {
    uint16_t family;
    uint16_t adapter;
    uint16_t channel;
};

struct adapter_row {
    uint16_t adapter;
    uint32_t flags;
};

struct adapter_list {
    uint16_t count; /* in: rows there are; out: rows filled */
    struct adapter_row rows[ADAPTERS_MAX];
};

#define SWITCH_ON        _IOW('H', 201, int)
#define RESET_STATISTICS _IOW('H', 204, int)
#define LIST_ADAPTERS    _IOR('H', 210, int)

enum {
    BATCH = 64,
    MESSAGE_MAX = 6 + 2 + 1 + 255 + 1, /* of a command, which is longer than an event */
    CONTROL_MAX = 64,
    WANTED_BUFFER = 16 << 20, /* the kernel needs about 1 KB for a report */
    DROPS = 8,                /* place in SO_MEMINFO */
    TELL_LOSS_EVERY = 5000,
    END_WITHIN = 500,
    FILES = 2 + MI_LIVE_FILES,
    LISTENED_MAX = 16,
};

struct slot {
    uint8_t message[MESSAGE_MAX];
    union {
        size_t align;
        uint8_t bytes[CONTROL_MAX];
    } control;
    struct iovec run;
};

struct mi_live {
    struct mi_live_options options;
    struct mi_scan scan;
    struct mi_scan listened[LISTENED_MAX]; /* those of each adapter, when all are listened to */
    unsigned listened_count;
    struct mi_keeper keeper;
    bool keeper_owes; /* it would end the scan */
    int monitor;      /* -1: none */
    bool has_ended;
    bool has_told_failure;
    int64_t deadline; /* in milliseconds of the same clock as that of the scan */

    void (*before_read)(void *context);
    void *context;

    struct slot slots[BATCH];
    struct mmsghdr heads[BATCH];
    unsigned there; /* messages in the batch */
    unsigned taken;

    uint64_t number; /* of packets given */
    uint32_t drops;  /* as the kernel counts */
    uint32_t told_drops;
    int64_t tell_drops_at;

    char words[2 * PATH_MAX]; /* what a problem's string is */
};

static int64_t milliseconds(void)
{
    return mi_clock() / MI_MILLISECOND;
}

/* --- what is wrong --- */

static void fail(struct mi_live *live, enum mi_problem_code code, uint32_t detail)
{
    uint32_t adapter = live->options.adapter >= 0 ? (uint32_t)live->options.adapter : 0;
    live->scan.state = MI_SCAN_FAILED;
    live->scan.failure = (struct mi_problem){.code = code, .number = {adapter, detail}};
}

static void add_system_reason(struct mi_live *live, int reason)
{
    struct mi_text words = mi_text(live->words, sizeof live->words);
    mi_text_add(&words, strerror(reason));
}

/* Path of this program, quoted for a shell if it has to be. */
static void add_program(struct mi_live *live)
{
    static const char PLAIN[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._+-";
    char path[PATH_MAX] = "mitool";
    struct mi_text words = mi_text(live->words, sizeof live->words);
    ssize_t size = readlink("/proc/self/exe", path, sizeof path - 1);
    if (size > 0)
        path[size] = '\0';
    if (path[strspn(path, PLAIN)] == '\0') {
        mi_text_add(&words, path);
        return;
    }
    mi_text_char(&words, '\'');
    for (const char *at = path; *at != '\0'; at++)
        mi_text_run(&words, *at == '\'' ? "'\\''" : at, *at == '\'' ? 4 : 1);
    mi_text_char(&words, '\'');
}

/* The item that a problem becomes; its string is made now. */
static enum mi_got tell(struct mi_live *live, struct mi_item *item, struct mi_problem problem,
                        enum mi_got got)
{
    bool names_program = problem.code == MI_P_LIVE_PRIVILEGE || problem.code == MI_P_LIVE_DOWN;
    if (names_program)
        add_program(live);
    else if (problem.code == MI_P_LIVE_SYSTEM)
        add_system_reason(live, (int)problem.number[1]);
    problem.string = live->words;
    item->problem = problem;
    item->position = 0;
    return got;
}

/* --- opening --- */

static int hci_socket(uint16_t adapter, uint16_t channel)
{
    const struct hci_address address = {FAMILY_BLUETOOTH, adapter, channel};
    struct sockaddr_storage place = {0};
    int file = socket(FAMILY_BLUETOOTH, SOCK_RAW | SOCK_CLOEXEC, PROTOCOL_HCI);
    memcpy(&place, &address, sizeof address);
    if (file < 0 || bind(file, (const struct sockaddr *)&place, sizeof address) == 0)
        return file;
    int reason = errno;
    (void)close(file);
    errno = reason;
    return -1;
}

/* The adapter asked for, or the first, one that is on before others. */
static bool choose_adapter(struct mi_live *live, int file)
{
    struct adapter_list list = {.count = ADAPTERS_MAX};
    int wanted = live->options.adapter;
    const struct adapter_row *best = NULL;
    if (ioctl(file, LIST_ADAPTERS, &list) != 0)
        list.count = 0;
    for (size_t i = 0; i < list.count && i < ADAPTERS_MAX; i++) {
        const struct adapter_row *row = &list.rows[i];
        bool is_up = (row->flags & ADAPTER_IS_UP) != 0;
        bool best_is_up = best != NULL && (best->flags & ADAPTER_IS_UP) != 0;
        bool is_better = best == NULL || is_up > best_is_up ||
                         (is_up == best_is_up && row->adapter < best->adapter);
        if (wanted >= 0 ? row->adapter == wanted : is_better)
            best = row;
    }
    if (list.count == 0)
        fail(live, MI_P_LIVE_NO_ADAPTER, 0);
    else if (best == NULL)
        fail(live, MI_P_LIVE_NOT_THERE, 0);
    else if (!live->options.only_listens)
        live->options.adapter = best->adapter;
    return best != NULL;
}

/* Signals end the wait for the adapter, and are no failure. */
static int ask_adapter(struct mi_live *live, int file, unsigned long request)
{
    while (ioctl(file, request, (unsigned long)live->options.adapter) != 0) {
        if (errno != EINTR)
            return errno;
        live->has_ended =
            live->options.wait != NULL && live->options.wait(live->options.context) < 0;
        if (live->has_ended)
            return EINTR;
    }
    return 0;
}

/*
 * Also when it is on already: the kernel may be about to switch it off again. An adapter that
 * another program has to itself shows only when something is asked of it that does no harm.
 */
static int switch_on(struct mi_live *live, int file)
{
    int reason = ask_adapter(live, file, SWITCH_ON);
    return reason == 0 || reason == EALREADY ? ask_adapter(live, file, RESET_STATISTICS) : reason;
}

static bool prepare_adapter(struct mi_live *live, int file)
{
    static const struct {
        int reason;
        enum mi_problem_code code;
    } CODES[] = {
        {ERFKILL, MI_P_LIVE_BLOCKED}, {ETIMEDOUT, MI_P_LIVE_MUTE},   {EBUSY, MI_P_LIVE_TAKEN},
        {EPERM, MI_P_LIVE_CONFINED},  {ENODEV, MI_P_LIVE_NOT_THERE},
    };
    if (live->options.only_listens || !mi_privileges_have(MI_CAP_NET_ADMIN))
        return true;
    int reason = switch_on(live, file);
    for (size_t i = 0; i < sizeof CODES / sizeof CODES[0]; i++) {
        if (CODES[i].reason == reason) {
            fail(live, CODES[i].code, (uint32_t)live->options.adapter);
            return false;
        }
    }
    if (reason != 0 && !live->has_ended)
        fail(live, MI_P_LIVE_SYSTEM, (uint32_t)reason);
    return reason == 0;
}

/* Passes events that are reports or answers, commands, and what happens to adapters. */
static void filter_messages(int monitor)
{
    enum { CODE = 0, EVENT = 6, DROP = 0, PASS = UINT16_MAX };
    struct sock_filter program[] = {
        BPF_STMT(BPF_LD | BPF_B | BPF_ABS, CODE),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, MI_MONITOR_EVENT, 5, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, MI_MONITOR_COMMAND, 8, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, MI_MONITOR_DELETED, 7, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, MI_MONITOR_OPENED, 6, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, MI_MONITOR_CLOSED, 5, 0),
        BPF_STMT(BPF_RET | BPF_K, DROP),
        BPF_STMT(BPF_LD | BPF_B | BPF_ABS, EVENT),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, MI_EVENT_LE_META, 2, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, MI_EVENT_COMMAND_COMPLETE, 1, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, MI_EVENT_COMMAND_STATUS, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, PASS),
        BPF_STMT(BPF_RET | BPF_K, DROP),
    };
    const struct sock_fprog fprog = {sizeof program / sizeof program[0], program};
    /* Without it more messages have to be read: nothing else. */
    (void)setsockopt(monitor, SOL_SOCKET, SO_ATTACH_FILTER, &fprog, sizeof fprog);
}

static bool open_monitor(struct mi_live *live)
{
    const int yes = 1;
    const int size = WANTED_BUFFER;
    live->monitor = hci_socket(NO_ADAPTER, CHANNEL_MONITOR);
    if (live->monitor < 0) {
        fail(live, errno == EPERM ? MI_P_LIVE_CONFINED : MI_P_LIVE_SYSTEM, (uint32_t)errno);
        return false;
    }
    filter_messages(live->monitor);
    (void)setsockopt(live->monitor, SOL_SOCKET, SO_TIMESTAMPNS, &yes, sizeof yes);
    if (setsockopt(live->monitor, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size) != 0)
        (void)setsockopt(live->monitor, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
    return true;
}

/* What no command needs when it only listens. */
static bool open_commands(struct mi_live *live)
{
    if (live->options.only_listens)
        return true;
    int adapter = hci_socket((uint16_t)live->options.adapter, CHANNEL_RAW);
    bool is_kept = adapter >= 0 && mi_keeper_start(&live->keeper, adapter);
    if (!is_kept)
        fail(live, MI_P_LIVE_SYSTEM, (uint32_t)errno);
    if (adapter >= 0)
        (void)close(adapter);
    return is_kept;
}

static bool open_all(struct mi_live *live, int file)
{
    if (file < 0) {
        bool has_none = errno == EAFNOSUPPORT || errno == EPROTONOSUPPORT;
        fail(live, has_none ? MI_P_LIVE_NO_BLUETOOTH : MI_P_LIVE_SYSTEM, (uint32_t)errno);
        return false;
    }
    if (!choose_adapter(live, file))
        return false;
    if (!mi_privileges_have(MI_CAP_NET_RAW)) {
        fail(live, MI_P_LIVE_PRIVILEGE, 0);
        return false;
    }
    return prepare_adapter(live, file) && open_monitor(live) && open_commands(live);
}

static struct mi_live *new_live(const struct mi_live_options *options)
{
    struct mi_live *live = calloc(1, sizeof *live);
    if (live == NULL)
        return NULL;
    live->options = *options;
    live->deadline = INT64_MAX;
    live->monitor = -1;
    live->keeper.line = -1;
    return live;
}

static void begin(struct mi_live *live)
{
    int adapter = live->options.adapter;
    mi_scan_begin(&live->scan, (uint16_t)(adapter >= 0 ? adapter : 0), live->options.only_listens,
                  milliseconds());
}

struct mi_live *mi_live_open(const struct mi_live_options *options)
{
    struct mi_live *live = new_live(options);
    if (live == NULL)
        return NULL;
    int file = socket(FAMILY_BLUETOOTH, SOCK_RAW | SOCK_CLOEXEC, PROTOCOL_HCI);
    if (open_all(live, file))
        begin(live);
    if (file >= 0)
        (void)close(file);
    return live;
}

struct mi_live *mi_live_on(const struct mi_live_options *options, int monitor,
                           const struct mi_keeper *keeper)
{
    struct mi_live *live = new_live(options);
    if (live == NULL)
        return NULL;
    live->monitor = monitor;
    live->keeper = *keeper;
    begin(live);
    return live;
}

bool mi_live_is_open(const struct mi_live *live)
{
    return live->scan.state != MI_SCAN_FAILED && !live->has_ended;
}

int mi_live_adapter(const struct mi_live *live)
{
    return live->options.adapter;
}

void mi_live_before_read(struct mi_live *live, void (*hook)(void *context), void *context)
{
    live->before_read = hook;
    live->context = context;
}

void mi_live_deadline(struct mi_live *live, mi_time moment)
{
    live->deadline = moment != MI_NO_TIME ? moment / MI_MILLISECOND : INT64_MAX;
}

/* --- commands --- */

/* Sends what the scan wants sent, and tells the keeper whose scan it is. */
static void command(struct mi_live *live)
{
    enum mi_hci_command wanted;
    while (mi_scan_take_command(&live->scan, &wanted)) {
        int reason = mi_keeper_send(&live->keeper, wanted);
        live->keeper_owes = live->scan.is_ours;
        if (reason == ECHILD)
            fail(live, MI_P_LIVE_KEEPER, 0);
        else if (reason != 0)
            mi_scan_not_sent(&live->scan, reason, milliseconds());
    }
    if (live->keeper_owes && !live->scan.is_ours) {
        mi_keeper_release(&live->keeper);
        live->keeper_owes = false;
    }
}

/* --- reading --- */

static void read_batch(struct mi_live *live)
{
    for (size_t i = 0; i < BATCH; i++) {
        struct slot *slot = &live->slots[i];
        slot->run = (struct iovec){slot->message, sizeof slot->message};
        live->heads[i].msg_hdr = (struct msghdr){
            .msg_iov = &slot->run,
            .msg_iovlen = 1,
            .msg_control = slot->control.bytes,
            .msg_controllen = sizeof slot->control.bytes,
        };
    }
    int got = recvmmsg(live->monitor, live->heads, BATCH, MSG_DONTWAIT, NULL);
    bool is_ended = got == 0 || (got > 0 && live->heads[0].msg_len == 0);
    live->taken = 0;
    live->there = got > 0 && !is_ended ? (unsigned)got : 0;
    if (is_ended)
        mi_scan_gone(&live->scan);
    else if (got < 0 && errno != EAGAIN && errno != EINTR)
        fail(live, MI_P_LIVE_SYSTEM, (uint32_t)errno);
}

/* The kernel counts what found no room in the buffer. */
static void count_drops(struct mi_live *live)
{
    uint32_t memory[DROPS + 1] = {0};
    socklen_t size = sizeof memory;
    if (getsockopt(live->monitor, SOL_SOCKET, SO_MEMINFO, memory, &size) == 0 &&
        size == sizeof memory)
        live->drops = memory[DROPS];
}

/* How many milliseconds the next wait may last; negative: it is over. */
static int patience(struct mi_live *live)
{
    int wanted = live->options.wait != NULL ? live->options.wait(live->options.context) : INT_MAX;
    int64_t now = milliseconds();
    int64_t until = live->scan.deadline < live->deadline ? live->scan.deadline : live->deadline;
    if (wanted < 0 || now >= live->deadline)
        return -1;
    if (until - now >= wanted)
        return wanted;
    return until > now ? (int)(until - now) : 0;
}

/* Until there is something to read or to do. */
static void wait_for_more(struct mi_live *live)
{
    struct pollfd files[FILES] = {{.fd = live->monitor, .events = POLLIN},
                                  {.fd = live->keeper.line}};
    nfds_t count = 2;
    for (size_t i = 0; i < MI_LIVE_FILES && i < live->options.file_count; i++)
        files[count++] = (struct pollfd){.fd = live->options.files[i], .events = POLLIN};
    if (live->before_read != NULL)
        live->before_read(live->context);
    int limit = patience(live);
    if (limit < 0) {
        live->has_ended = true;
        return;
    }
    bool is_ready = poll(files, count, limit) > 0;
    if (is_ready && files[0].revents != 0)
        read_batch(live);
    else if (is_ready && files[1].revents != 0)
        fail(live, MI_P_LIVE_KEEPER, 0); /* it has hung up */
    count_drops(live);
    mi_scan_time(&live->scan, milliseconds());
}

static mi_time time_of(struct msghdr *head)
{
    struct timespec moment;
    struct cmsghdr *control = CMSG_FIRSTHDR(head);
    while (control != NULL &&
           (control->cmsg_level != SOL_SOCKET || control->cmsg_type != SO_TIMESTAMPNS))
        control = CMSG_NXTHDR(head, control);
    if (control == NULL || control->cmsg_len < CMSG_LEN(sizeof moment))
        return mi_clock_wall();
    memcpy(&moment, CMSG_DATA(control), sizeof moment);
    return (mi_time)moment.tv_sec * MI_SECOND + moment.tv_nsec;
}

/* Of whose scan a message tells. When all adapters are listened to, each has its own. */
static struct mi_scan *scan_on(struct mi_live *live, uint16_t adapter)
{
    struct mi_scan *scan = &live->scan;
    if (live->options.adapter >= 0)
        return scan;
    for (unsigned i = 0; i < live->listened_count; i++)
        if (live->listened[i].adapter == adapter)
            return &live->listened[i];
    live->listened_count += live->listened_count < LISTENED_MAX;
    scan = &live->listened[live->listened_count - 1];
    mi_scan_begin(scan, adapter, true, milliseconds());
    return scan;
}

static bool take_note(struct mi_live *live, struct mi_problem *problem)
{
    bool is_taken = mi_scan_take_note(&live->scan, problem);
    for (unsigned i = 0; i < live->listened_count && !is_taken; i++)
        is_taken = mi_scan_take_note(&live->listened[i], problem);
    return is_taken;
}

static bool take_event(struct mi_live *live, const struct mi_monitor *monitor, struct mi_item *item)
{
    mi_scan_event(scan_on(live, monitor->adapter), monitor->data, milliseconds());
    if (!mi_event_has_reports(monitor->data))
        return false;
    live->scan.reports_come = true;
    item->position = ++live->number;
    item->packet = (struct mi_packet){
        .time = time_of(&live->heads[live->taken - 1].msg_hdr),
        .layer = MI_LAYER_EVENT,
        .bytes = monitor->data.at,
        .size = monitor->data.left,
        .number = live->number,
        .adapter = monitor->adapter,
    };
    return true;
}

/* The next message of the batch; whether it is a packet to give. */
static bool take_message(struct mi_live *live, struct mi_item *item)
{
    struct mi_monitor monitor;
    unsigned index = live->taken++;
    int wanted = live->options.adapter;
    struct mi_bytes message = mi_bytes(live->slots[index].message, live->heads[index].msg_len);
    if (!mi_monitor_read(message, &monitor) || (wanted >= 0 && monitor.adapter != wanted))
        return false;
    switch (monitor.code) {
    case MI_MONITOR_EVENT: return take_event(live, &monitor, item);
    case MI_MONITOR_COMMAND: mi_scan_command(scan_on(live, monitor.adapter), monitor.data); break;
    case MI_MONITOR_OPENED: mi_scan_power(&live->scan, true, milliseconds()); break;
    case MI_MONITOR_CLOSED: mi_scan_power(&live->scan, false, milliseconds()); break;
    case MI_MONITOR_DELETED:
        if (wanted >= 0)
            mi_scan_gone(&live->scan);
        break;
    default: break;
    }
    return false;
}

/* Losses are told now and then, and in the end. */
static bool has_losses_to_tell(struct mi_live *live, struct mi_problem *problem)
{
    bool is_over = live->has_ended || live->scan.state == MI_SCAN_FAILED;
    uint32_t lost = live->drops - live->told_drops;
    int64_t now = lost > 0 ? milliseconds() : 0;
    if (lost == 0 || (!is_over && now < live->tell_drops_at))
        return false;
    live->told_drops = live->drops;
    live->tell_drops_at = now + TELL_LOSS_EVERY;
    *problem = (struct mi_problem){.code = MI_P_LIVE_LOST, .number = {lost}};
    return true;
}

static enum mi_got next(void *reader, struct mi_item *item)
{
    struct mi_live *live = reader;
    struct mi_problem problem;
    for (;;) {
        if (take_note(live, &problem) || has_losses_to_tell(live, &problem))
            return tell(live, item, problem, MI_GOT_NOTE);
        if (live->scan.state == MI_SCAN_FAILED && !live->has_told_failure) {
            live->has_told_failure = true;
            live->has_ended = true;
            return tell(live, item, live->scan.failure, MI_GOT_PROBLEM);
        }
        if (live->has_ended)
            return MI_GOT_END;
        bool has_message = live->taken < live->there;
        if (has_message && take_message(live, item))
            return MI_GOT_PACKET;
        command(live);
        if (!has_message && live->scan.state != MI_SCAN_FAILED)
            wait_for_more(live);
    }
}

/* --- the end --- */

/* Until the controller has said that the scan is over, so that the next program finds it free. */
static void await_end(struct mi_live *live)
{
    struct mi_hci_answer answer;
    int64_t end = milliseconds() + END_WITHIN;
    for (int64_t now = milliseconds(); now < end; now = milliseconds()) {
        struct pollfd file = {.fd = live->monitor, .events = POLLIN};
        struct mi_monitor monitor;
        uint8_t message[MESSAGE_MAX];
        if (poll(&file, 1, (int)(end - now)) <= 0)
            return;
        ssize_t got = recv(live->monitor, message, sizeof message, MSG_DONTWAIT);
        if (got <= 0)
            return;
        if (mi_monitor_read(mi_bytes(message, (size_t)got), &monitor) &&
            monitor.code == MI_MONITOR_EVENT && mi_hci_read_answer(monitor.data, &answer) &&
            (answer.opcode == mi_hci_opcode(MI_HCI_LEGACY_DISABLE) ||
             answer.opcode == mi_hci_opcode(MI_HCI_EXTENDED_DISABLE)))
            return;
    }
}

static void close_live(void *reader)
{
    struct mi_live *live = reader;
    mi_keeper_end(&live->keeper);
    if (live->keeper_owes)
        await_end(live);
    if (live->monitor >= 0)
        (void)close(live->monitor);
    free(live);
}

const struct mi_reader_type mi_live_reader = {.name = "live", .next = next, .close = close_live};

#endif
