#include "live.h"

#include "capture/live/privilege.h"
#include "talk.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const struct row {
    int number;
    enum live_signal meaning;
    bool is_for_stops;
} ROWS[] = {
    {SIGINT, LIVE_END, false},  {SIGTERM, LIVE_END, false}, {SIGHUP, LIVE_END, false},
    {SIGQUIT, LIVE_END, false}, {SIGPIPE, LIVE_END, false}, {SIGWINCH, LIVE_RESIZE, true},
    {SIGTSTP, LIVE_STOP, true},
};

enum { ROW_COUNT = sizeof ROWS / sizeof ROWS[0] };

/* What a signal handler can reach. */
static volatile sig_atomic_t has_come[LIVE_SIGNALS];
static int wake[2] = {-1, -1};

static struct sigaction before[ROW_COUNT];
static bool is_taken[ROW_COUNT];

static int (*turn_of_command)(void *context);

static void remember(int number)
{
    int reason = errno;
    for (size_t i = 0; i < ROW_COUNT; i++)
        if (ROWS[i].number == number)
            has_come[ROWS[i].meaning] = 1;
    ssize_t written = write(wake[1], "", 1); /* a full pipe wakes as well */
    (void)written;
    errno = reason;
}

/* A signal that is ignored stays so, as nohup(1) wants it. */
static void take_signal(size_t row)
{
    struct sigaction action = {.sa_handler = remember}; /* and no SA_RESTART */
    (void)sigemptyset(&action.sa_mask);
    if (sigaction(ROWS[row].number, NULL, &before[row]) == 0 && before[row].sa_handler != SIG_IGN)
        is_taken[row] = sigaction(ROWS[row].number, &action, NULL) == 0;
}

bool live_begin(bool takes_stops)
{
    if (pipe2(wake, O_CLOEXEC | O_NONBLOCK) != 0) {
        talk(NULL, 0, "no pipe: %s", strerror(errno));
        return false;
    }
    for (size_t i = 0; i < ROW_COUNT; i++)
        if (takes_stops || !ROWS[i].is_for_stops)
            take_signal(i);
    return true;
}

bool live_take(enum live_signal signal)
{
    bool it_has = has_come[signal] != 0;
    has_come[signal] = 0;
    return it_has;
}

static int before_wait(void *context)
{
    char bytes[64];
    while (read(wake[0], bytes, sizeof bytes) > 0) {
    }
    if (has_come[LIVE_END] != 0)
        return -1;
    return turn_of_command != NULL ? turn_of_command(context) : INT_MAX;
}

struct mi_source *live_open(const struct settings *settings, int file, int (*turn)(void *context),
                            void *context)
{
    const struct mi_live_options options = {
        .adapter = settings->has_adapter ? settings->adapter : MI_LIVE_ANY,
        .only_listens = settings->listens,
        .files = {wake[0], file},
        .wait = before_wait,
        .context = context,
    };
    turn_of_command = turn;
    struct mi_source *source = mi_source_live(&options);
    if (!mi_privileges_drop())
        talk(NULL, 0, "privileges could not be dropped: %s", strerror(errno));
    return source;
}

void live_end(void)
{
    for (size_t i = 0; i < ROW_COUNT; i++) {
        if (is_taken[i])
            (void)sigaction(ROWS[i].number, &before[i], NULL);
        is_taken[i] = false;
    }
    for (size_t i = 0; i < 2; i++) {
        (void)close(wake[i]);
        wake[i] = -1;
    }
}
