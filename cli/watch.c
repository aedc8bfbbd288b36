#include "watch.h"

#include "cells.h"
#include "output.h"
#include "signals.h"
#include "table.h"
#include "talk.h"
#include "terminal.h"

#include "capture/clock.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

enum {
    DRAW_EVERY = 250, /* milliseconds */
    SCREEN_BYTES = 1 << 18,
    MESSAGES = 8,
    MESSAGE_BYTES = 512,
    LINES_AROUND = 4, /* title, headings, what is left out, message */
};

struct watch {
    struct sink sink;
    struct mi_devices *heard;
    struct termios before;
    bool has_keys;
    bool is_quit;
    struct terminal_size size;
    mi_time begun;
    mi_time next_draw;
    uint64_t shown; /* packets before the last read */
    struct device_list devices;
    char messages[MESSAGES][MESSAGE_BYTES];
    uint64_t message_count; /* of all; the last MESSAGES are kept */
    char screen[SCREEN_BYTES];
};

/* --- the terminal --- */

static void measure(struct watch *watch)
{
    watch->size = terminal_size();
    watch->next_draw = 0;
}

static void take_terminal(struct watch *watch)
{
    static const char SCREEN_OF_ITS_OWN[] = "\033[?1049h\033[?25l\033[2J";
    if (watch->has_keys) {
        struct termios keys = watch->before;
        keys.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
        keys.c_cc[VMIN] = 0;
        keys.c_cc[VTIME] = 0;
        (void)tcsetattr(STDIN_FILENO, TCSANOW, &keys);
    }
    output_put(SCREEN_OF_ITS_OWN, sizeof SCREEN_OF_ITS_OWN - 1);
    measure(watch);
}

static void give_terminal_back(const struct watch *watch)
{
    static const char AS_BEFORE[] = "\033[?25h\033[?1049l";
    output_put(AS_BEFORE, sizeof AS_BEFORE - 1);
    if (watch->has_keys)
        (void)tcsetattr(STDIN_FILENO, TCSANOW, &watch->before);
}

/* Ctrl-Z: the shell gets its terminal as it was. */
static void stop(struct watch *watch)
{
    give_terminal_back(watch);
    (void)raise(SIGSTOP);
    take_terminal(watch);
}

static void read_keys(struct watch *watch)
{
    char keys[16];
    ssize_t count = watch->has_keys ? read(STDIN_FILENO, keys, sizeof keys) : 0;
    for (ssize_t i = 0; i < count; i++)
        if (keys[i] == 'q' || keys[i] == 'Q')
            watch->is_quit = true;
}

/* --- the table --- */

static void cell_age(struct mi_text *out, const struct mi_device *device)
{
    static const struct {
        int64_t seconds;
        const char *unit;
    } UNITS[] = {{86400, " d"}, {3600, " h"}, {60, " min"}, {1, " s"}};
    if (device->last == MI_NO_TIME)
        return;
    int64_t age = (mi_clock_wall() - device->last) / MI_SECOND;
    size_t unit = 0;
    age = age > 0 ? age : 0;
    while (UNITS[unit].seconds > 1 && age < UNITS[unit].seconds)
        unit++;
    mi_text_signed(out, age / UNITS[unit].seconds);
    mi_text_add(out, UNITS[unit].unit);
}

static void cell_last_signal(struct mi_text *out, const struct mi_device *device)
{
    if (device->has_rssi)
        mi_text_signed(out, device->rssi_last);
}

static const struct table_column COLUMNS[] = {
    {.heading = "address", .fill = cell_address},
    {.heading = "name", .fill = cell_name, .narrowest = 8, .leaves = 4},
    {.heading = "model", .fill = cell_model, .narrowest = 10, .leaves = 3},
    {.heading = "key", .fill = cell_key, .narrowest = 5},
    {.heading = "rssi", .fill = cell_last_signal, .is_right = true, .leaves = 2},
    {.heading = "age", .fill = cell_age, .is_right = true, .leaves = 1},
    {.heading = "readings", .fit = cell_readings},
};

/* As much of a line as fits the screen. */
static void add_line(const struct watch *watch, struct mi_text *out, const char *line)
{
    table_cut(out, line, watch->size.columns);
    mi_text_add(out, "\033[K\r\n");
}

static void add_row(const struct watch *watch, struct mi_text *out, const struct table *table,
                    const struct mi_device *device)
{
    char line[TABLE_LINE_BYTES];
    struct mi_text text = mi_text(line, sizeof line);
    table_line(table, &text, device);
    add_line(watch, out, line);
}

static void add_title(const struct watch *watch, struct mi_text *out)
{
    char counts[256];
    char line[256];
    struct mi_text text = mi_text(counts, sizeof counts);
    const char *end = watch->has_keys ? "; q quits" : "; Ctrl-C quits";
    size_t room = watch->size.columns > strlen(end) ? watch->size.columns - strlen(end) : 0;
    const struct tally *tally = &watch->sink.pipeline->tally;
    add_count(&text, watch->devices.count, "device");
    mi_text_add(&text, ", ");
    add_count(&text, tally->frames, "frame");
    mi_text_add(&text, ", ");
    add_count(&text, tally->packets, "packet");
    mi_text_add(&text, " in ");
    mi_text_signed(&text, (mi_clock() - watch->begun) / MI_SECOND);
    mi_text_add(&text, " s");
    text = mi_text(line, sizeof line);
    table_shorten(&text, counts, room);
    mi_text_add(&text, end);
    add_line(watch, out, line);
}

static void draw(struct watch *watch)
{
    struct mi_text out = mi_text(watch->screen, sizeof watch->screen);
    struct table table = {.columns = COLUMNS,
                          .count = sizeof COLUMNS / sizeof COLUMNS[0],
                          .width = watch->size.columns};
    struct device_list *devices = &watch->devices;
    (void)devices_sort(devices, watch->heard);
    size_t room = watch->size.lines > LINES_AROUND ? watch->size.lines - LINES_AROUND : 1;
    size_t shown = devices->count < room ? devices->count : room;
    table_fit(&table, devices->at, shown);
    mi_text_add(&out, "\033[H");
    add_title(watch, &out);
    add_row(watch, &out, &table, NULL);
    for (size_t i = 0; i < shown; i++)
        add_row(watch, &out, &table, devices->at[i]);
    if (shown < devices->count) {
        char line[64];
        struct mi_text text = mi_text(line, sizeof line);
        mi_text_add(&text, "and ");
        mi_text_unsigned(&text, devices->count - shown);
        mi_text_add(&text, " more");
        add_line(watch, &out, line);
    }
    if (watch->message_count > 0)
        table_cut(&out, watch->messages[(watch->message_count - 1) % MESSAGES],
                  watch->size.columns);
    mi_text_add(&out, "\033[K\033[J");
    output_put(out.start, out.length);
}

/* --- for the command --- */

static void take_problem(struct sink *sink, const char *place, uint64_t position,
                         const struct mi_problem *problem)
{
    struct watch *watch = sink->self;
    char buffer[MESSAGE_BYTES];
    struct mi_text sentence = mi_text(buffer, sizeof buffer);
    struct mi_text text =
        mi_text(watch->messages[watch->message_count++ % MESSAGES], MESSAGE_BYTES);
    (void)place;
    (void)position;
    mi_text_problem(&sentence, problem);
    mi_text_clean(&text, buffer);
    watch->next_draw = 0;
}

static void watch_free(struct sink *sink)
{
    struct watch *watch = sink->self;
    free(watch->devices.at);
}

bool watch_is_possible(void)
{
    return isatty(STDOUT_FILENO) != 0 && !terminal_is_dumb();
}

/* Between two reads of a file or pipe. A pipe may be silent for long: what came is shown now. */
static void take_turn(struct sink *sink)
{
    struct watch *watch = sink->self;
    const struct pipeline *pipeline = sink->pipeline;
    uint64_t done = 0;
    uint64_t size = 0;
    mi_source_progress(pipeline->source, &done, &size);
    if (size == 0 && pipeline->tally.packets > watch->shown)
        watch->next_draw = 0;
    watch->shown = pipeline->tally.packets;
    if (watch_turn(watch) < 0)
        sink->pipeline->is_done = true;
}

struct watch *watch_begin(struct pipeline *pipeline, struct mi_devices *devices)
{
    static const struct sink_kind KIND = {.size = sizeof(struct watch),
                                          .wait = take_turn,
                                          .problem = take_problem,
                                          .free = watch_free};
    struct watch *watch = sink_new(&KIND);
    if (!pipeline_add(pipeline, watch != NULL ? &watch->sink : NULL))
        return NULL;
    watch->heard = devices;
    watch->begun = mi_clock();
    signals_begin_stops();
    watch->has_keys = tcgetattr(STDIN_FILENO, &watch->before) == 0;
    take_terminal(watch);
    return watch;
}

int watch_file(const struct watch *watch)
{
    return watch->has_keys ? STDIN_FILENO : -1;
}

int watch_turn(void *context)
{
    struct watch *watch = context;
    if (signals_take(SIGNAL_STOP))
        stop(watch);
    if (signals_take(SIGNAL_RESIZE))
        measure(watch);
    read_keys(watch);
    if (watch->is_quit)
        return -1;
    mi_time now = mi_clock();
    if (now >= watch->next_draw) {
        draw(watch);
        watch->next_draw = now + DRAW_EVERY * MI_MILLISECOND;
    }
    return (int)((watch->next_draw - now) / MI_MILLISECOND);
}

void watch_end(struct watch *watch)
{
    give_terminal_back(watch);
    uint64_t first = watch->message_count > MESSAGES ? watch->message_count - MESSAGES : 0;
    for (uint64_t i = first; i < watch->message_count; i++)
        talk(NULL, 0, "%s", watch->messages[i % MESSAGES]);
}
