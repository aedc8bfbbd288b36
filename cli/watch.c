#include "watch.h"

#include "cells.h"
#include "live.h"
#include "talk.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

enum {
    DRAW_EVERY = 250, /* milliseconds */
    CELL_BYTES = 2048,
    SCREEN_BYTES = 1 << 18,
    MESSAGES = 8,
    MESSAGE_BYTES = 512,
    NARROW_SCREEN = 80,
    SHORT_SCREEN = 24,
    GAP = 2,
    LINES_AROUND = 4, /* title, headings, what is left out, message */
};

struct watch {
    struct pipeline *pipeline;
    struct termios before;
    bool has_keys;
    bool is_quit;
    size_t columns;
    size_t lines;
    int64_t begun;
    int64_t next_draw;
    struct mi_device **devices; /* sorted */
    uint32_t room;
    uint32_t count;
    char messages[MESSAGES][MESSAGE_BYTES];
    uint64_t message_count; /* of all; the last MESSAGES are kept */
    char screen[SCREEN_BYTES];
};

static int64_t milliseconds(clockid_t clock)
{
    struct timespec now = {0};
    (void)clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* --- the terminal --- */

static void put(const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t written = write(STDOUT_FILENO, bytes, size);
        if (written < 0 && errno != EINTR)
            return;
        bytes += written > 0 ? written : 0;
        size -= written > 0 ? (size_t)written : 0;
    }
}

static void measure(struct watch *watch)
{
    struct winsize size = {0};
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0)
        size.ws_col = size.ws_row = 0;
    watch->columns = size.ws_col > 0 ? size.ws_col : NARROW_SCREEN;
    watch->lines = size.ws_row > 0 ? size.ws_row : SHORT_SCREEN;
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
    put(SCREEN_OF_ITS_OWN, sizeof SCREEN_OF_ITS_OWN - 1);
    measure(watch);
}

static void give_terminal_back(const struct watch *watch)
{
    static const char AS_BEFORE[] = "\033[?25h\033[?1049l";
    put(AS_BEFORE, sizeof AS_BEFORE - 1);
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

enum column { ADDRESS, NAME, MODEL, KEY, RSSI, AGE, READINGS, COLUMNS };

static const struct {
    const char *heading;
    bool is_right; /* aligned */
} HEADS[COLUMNS] = {
    [ADDRESS] = {"address", false},   [NAME] = {"name", false}, [MODEL] = {"model", false},
    [KEY] = {"key", false},           [RSSI] = {"rssi", true},  [AGE] = {"age", true},
    [READINGS] = {"readings", false},
};

static void fill_age(struct mi_text *out, const struct mi_device *device)
{
    static const struct {
        int64_t seconds;
        const char *unit;
    } UNITS[] = {{86400, " d"}, {3600, " h"}, {60, " min"}, {1, " s"}};
    if (device->last == MI_NO_TIME)
        return;
    int64_t age = (milliseconds(CLOCK_REALTIME) - device->last / (MI_SECOND / 1000)) / 1000;
    size_t unit = 0;
    age = age > 0 ? age : 0;
    while (UNITS[unit].seconds > 1 && age < UNITS[unit].seconds)
        unit++;
    mi_text_signed(out, age / UNITS[unit].seconds);
    mi_text_add(out, UNITS[unit].unit);
}

static void fill_cell(struct mi_text *out, const struct mi_device *device, enum column column)
{
    switch (column) {
    case ADDRESS: mi_text_address(out, device->address); break;
    case NAME: mi_text_clean(out, device->name); break;
    case MODEL: cell_model(out, device); break;
    case KEY: mi_text_add(out, cell_key(device)); break;
    case RSSI:
        if (device->has_rssi)
            mi_text_signed(out, device->rssi_last);
        break;
    case AGE: fill_age(out, device); break;
    default: cell_readings(out, device); break;
    }
}

/* As much of a cell as fits `width` columns. */
static void add_cut(struct mi_text *out, const char *cell, size_t width)
{
    for (size_t columns = 0; *cell != '\0'; cell++) {
        columns += ((uint8_t)*cell & 0xc0) != 0x80;
        if (columns > width)
            return;
        mi_text_char(out, *cell);
    }
}

static void add_blanks(struct mi_text *out, size_t count)
{
    while (count-- > 0)
        mi_text_char(out, ' ');
}

/* `*left` is how many columns of the screen are left. */
static void add_cell(struct mi_text *out, const char *cell, size_t width, bool is_right,
                     size_t *left)
{
    size_t seen = cell_width(cell);
    size_t padding = width > seen ? width - seen : 0;
    size_t room = width < *left ? width : *left;
    if (is_right)
        add_blanks(out, padding < room ? padding : room);
    add_cut(out, cell, is_right && padding < room ? room - padding : room);
    if (!is_right)
        add_blanks(out, seen < room ? room - seen : 0);
    *left -= room;
    room = *left < GAP ? *left : GAP;
    add_blanks(out, room);
    *left -= room;
}

static void end_line(struct mi_text *out)
{
    mi_text_add(out, "\033[K\r\n");
}

static void add_row(const struct watch *watch, struct mi_text *out, const struct mi_device *device,
                    const size_t widths[COLUMNS])
{
    size_t left = watch->columns;
    for (int column = 0; column < COLUMNS; column++) {
        char cell[CELL_BYTES];
        struct mi_text text = mi_text(cell, sizeof cell);
        if (device == NULL)
            mi_text_add(&text, HEADS[column].heading);
        else
            fill_cell(&text, device, (enum column)column);
        bool is_last = column == READINGS;
        add_cell(out, cell, is_last ? left : widths[column], HEADS[column].is_right, &left);
    }
    end_line(out);
}

static void find_widths(const struct watch *watch, size_t shown, size_t widths[COLUMNS])
{
    for (int column = 0; column < COLUMNS; column++)
        widths[column] = cell_width(HEADS[column].heading);
    for (size_t i = 0; i < shown; i++) {
        for (int column = 0; column < READINGS; column++) {
            char cell[CELL_BYTES];
            struct mi_text text = mi_text(cell, sizeof cell);
            fill_cell(&text, watch->devices[i], (enum column)column);
            size_t width = cell_width(cell);
            widths[column] = width > widths[column] ? width : widths[column];
        }
    }
}

/* The devices that sent a frame, sorted. */
static void sort_devices(struct watch *watch)
{
    struct mi_devices *devices = watch->pipeline->devices;
    uint32_t total = mi_devices_count(devices);
    if (total > watch->room) {
        struct mi_device **more = realloc(watch->devices, total * sizeof *more);
        if (more == NULL)
            return;
        watch->devices = more;
        watch->room = total;
    }
    watch->count = 0;
    for (uint32_t i = 0; i < total; i++)
        if (mi_devices_at(devices, i)->frames > 0)
            watch->devices[watch->count++] = mi_devices_at(devices, i);
    if (watch->count > 0)
        qsort(watch->devices, watch->count, sizeof *watch->devices, compare_devices);
}

static void add_line(const struct watch *watch, struct mi_text *out, const char *line)
{
    add_cut(out, line, watch->columns);
    end_line(out);
}

static void add_title(const struct watch *watch, struct mi_text *out)
{
    char line[256];
    struct mi_text text = mi_text(line, sizeof line);
    const struct tally *tally = &watch->pipeline->tally;
    mi_text_unsigned(&text, watch->count);
    mi_text_add(&text, watch->count == 1 ? " device, " : " devices, ");
    mi_text_unsigned(&text, tally->frames);
    mi_text_add(&text, " frames, ");
    mi_text_unsigned(&text, tally->packets);
    mi_text_add(&text, " packets in ");
    mi_text_signed(&text, (milliseconds(CLOCK_MONOTONIC) - watch->begun) / 1000);
    mi_text_add(&text, " s; q quits");
    add_line(watch, out, line);
}

static void draw(struct watch *watch)
{
    struct mi_text out = mi_text(watch->screen, sizeof watch->screen);
    size_t widths[COLUMNS];
    sort_devices(watch);
    size_t room = watch->lines > LINES_AROUND ? watch->lines - LINES_AROUND : 1;
    size_t shown = watch->count < room ? watch->count : room;
    find_widths(watch, shown, widths);
    mi_text_add(&out, "\033[H");
    add_title(watch, &out);
    add_row(watch, &out, NULL, widths);
    for (size_t i = 0; i < shown; i++)
        add_row(watch, &out, watch->devices[i], widths);
    if (shown < watch->count) {
        char line[64];
        struct mi_text text = mi_text(line, sizeof line);
        mi_text_add(&text, "and ");
        mi_text_unsigned(&text, watch->count - shown);
        mi_text_add(&text, " more");
        add_line(watch, &out, line);
    }
    if (watch->message_count > 0)
        add_cut(&out, watch->messages[(watch->message_count - 1) % MESSAGES], watch->columns);
    mi_text_add(&out, "\033[K\033[J");
    put(out.start, out.length);
}

/* --- for the command --- */

static void take_message(void *context, const char *sentence)
{
    struct watch *watch = context;
    char *place = watch->messages[watch->message_count++ % MESSAGES];
    struct mi_text text = mi_text(place, MESSAGE_BYTES);
    mi_text_clean(&text, sentence);
    watch->next_draw = 0;
}

bool watch_is_possible(void)
{
    return isatty(STDOUT_FILENO) != 0;
}

struct watch *watch_begin(struct pipeline *pipeline)
{
    struct watch *watch = calloc(1, sizeof *watch);
    if (watch == NULL) {
        talk(NULL, 0, "out of memory");
        return NULL;
    }
    watch->pipeline = pipeline;
    watch->begun = milliseconds(CLOCK_MONOTONIC);
    watch->has_keys = tcgetattr(STDIN_FILENO, &watch->before) == 0;
    pipeline->printer = NULL;
    pipeline->told = take_message;
    pipeline->told_context = watch;
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
    if (live_take(LIVE_STOP))
        stop(watch);
    if (live_take(LIVE_RESIZE))
        measure(watch);
    read_keys(watch);
    if (watch->is_quit)
        return -1;
    int64_t now = milliseconds(CLOCK_MONOTONIC);
    if (now >= watch->next_draw) {
        draw(watch);
        watch->next_draw = now + DRAW_EVERY;
    }
    return (int)(watch->next_draw - now);
}

void watch_end(struct watch *watch)
{
    give_terminal_back(watch);
    watch->pipeline->told = NULL;
    uint64_t first = watch->message_count > MESSAGES ? watch->message_count - MESSAGES : 0;
    for (uint64_t i = first; i < watch->message_count; i++)
        talk(NULL, 0, "%s", watch->messages[i % MESSAGES]);
    free(watch->devices);
    free(watch);
}
