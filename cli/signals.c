#include "signals.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

static const struct row {
    int number;
    enum signal_meaning meaning;
    bool is_for_stops;
} ROWS[] = {
    {SIGINT, SIGNAL_END, false},  {SIGTERM, SIGNAL_END, false},    {SIGHUP, SIGNAL_END, false},
    {SIGQUIT, SIGNAL_END, false}, {SIGWINCH, SIGNAL_RESIZE, true}, {SIGTSTP, SIGNAL_STOP, true},
};

enum { ROW_COUNT = sizeof ROWS / sizeof ROWS[0] };

/* What a signal handler can reach. */
static volatile sig_atomic_t has_come[SIGNAL_MEANINGS];
static int wake[2] = {-1, -1};

static struct sigaction before[ROW_COUNT];
static bool is_taken[ROW_COUNT];

static void fill_file(void)
{
    ssize_t written = write(wake[1], "", 1); /* a full pipe wakes as well */
    (void)written;
}

static void remember(int number)
{
    int reason = errno;
    for (size_t i = 0; i < ROW_COUNT; i++)
        if (ROWS[i].number == number)
            has_come[ROWS[i].meaning] = 1;
    fill_file();
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

static void take_signals(bool for_stops)
{
    for (size_t i = 0; i < ROW_COUNT; i++)
        if (ROWS[i].is_for_stops == for_stops)
            take_signal(i);
}

void signals_ignore_pipes(void)
{
    (void)signal(SIGPIPE, SIG_IGN);
}

bool signals_begin(void)
{
    if (pipe2(wake, O_CLOEXEC | O_NONBLOCK) != 0)
        return false;
    take_signals(false);
    return true;
}

void signals_begin_stops(void)
{
    take_signals(true);
}

bool signals_have(enum signal_meaning meaning)
{
    return has_come[meaning] != 0;
}

bool signals_take(enum signal_meaning meaning)
{
    bool it_has = signals_have(meaning);
    has_come[meaning] = 0;
    return it_has;
}

void signals_pretend(enum signal_meaning meaning)
{
    has_come[meaning] = 1;
    fill_file();
}

int signals_file(void)
{
    return wake[0];
}

void signals_empty_file(void)
{
    char bytes[64];
    while (read(wake[0], bytes, sizeof bytes) > 0) {
    }
    if (signals_have(SIGNAL_END))
        fill_file();
}

void signals_end(void)
{
    for (size_t i = 0; i < ROW_COUNT; i++) {
        if (is_taken[i])
            (void)sigaction(ROWS[i].number, &before[i], NULL);
        is_taken[i] = false;
    }
    for (size_t i = 0; i < 2; i++) {
        if (wake[i] >= 0)
            (void)close(wake[i]);
        wake[i] = -1;
    }
}
