#include "output.h"

#include "ascii.h"
#include "beacon/ccm.h"
#include "signals.h"
#include "terminal.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
    BUFFER_BYTES = 65536,
    PRINT_BYTES = 8192,
    GRACE = 1000, /* milliseconds in which something has to be taken after a signal to end */
};

static struct {
    /* What was put, up to BUFFER_BYTES, and room for a frame behind it. */
    char bytes[BUFFER_BYTES + PRINTED_MAX];
    size_t size;
    bool is_terminal;
    bool is_ascii; /* all that it shows */
    bool is_json;
    int reason; /* errno of the first failure */
} output;

void output_begin(void)
{
    output.is_terminal = isatty(STDOUT_FILENO) != 0;
    output.is_ascii = terminal_is_ascii(STDOUT_FILENO);
}

void output_begin_json(void)
{
    output.is_json = true;
}

bool output_is_over(void)
{
    return output.reason != 0;
}

bool output_wait(int file)
{
    for (;;) {
        bool is_ending = signals_have(SIGNAL_END);
        struct pollfd files[] = {{.fd = file, .events = POLLOUT},
                                 {.fd = is_ending ? -1 : signals_file(), .events = POLLIN}};
        int ready = poll(files, 2, is_ending ? GRACE : -1);
        if (ready == 0)
            return false;
        if (ready < 0 ? errno != EINTR : files[0].revents != 0)
            return true;
        signals_empty_file();
    }
}

void output_flush(void)
{
    size_t done = 0;
    while (done < output.size && !output_is_over()) {
        bool is_taken = output_wait(STDOUT_FILENO);
        ssize_t written = -1;
        if (is_taken)
            written = write(STDOUT_FILENO, output.bytes + done, output.size - done);
        if (written >= 0)
            done += (size_t)written;
        else if (!is_taken)
            output.reason = ETIMEDOUT;
        else if (errno != EINTR && errno != EAGAIN)
            output.reason = errno;
    }
    output.size = 0;
}

static void put(const char *run, size_t size)
{
    if (size > BUFFER_BYTES - output.size)
        output_flush();
    while (size > 0 && !output_is_over()) {
        size_t room = BUFFER_BYTES - output.size;
        size_t part = size < room ? size : room;
        memcpy(output.bytes + output.size, run, part);
        output.size += part;
        run += part;
        size -= part;
        if (size > 0 || output.is_terminal)
            output_flush();
    }
}

void output_put(const char *run, size_t size)
{
    char buffer[PRINT_BYTES];
    while (output.is_ascii && size > 0) {
        struct mi_text ascii = mi_text(buffer, sizeof buffer);
        size_t taken = (output.is_json ? ascii_add_json : ascii_add)(&ascii, run, size);
        put(buffer, ascii.length);
        mi_wipe(buffer, ascii.length);
        run += taken;
        size -= taken;
    }
    put(run, size);
}

void output_text(struct mi_text *text)
{
    output_put(text->start, text->length);
    mi_wipe(text->start, text->length);
    text->length = 0;
}

struct mi_text output_begin_frame(void)
{
    /* What becomes ASCII is not printed where that goes. */
    return mi_text(output.bytes + (output.is_ascii ? BUFFER_BYTES : output.size), PRINTED_MAX);
}

void output_end_frame(const struct mi_text *frame)
{
    if (output.is_ascii) {
        output_put(frame->start, frame->length);
        return;
    }
    if (frame->length > BUFFER_BYTES - output.size) {
        output_flush();
        memmove(output.bytes, frame->start, frame->length);
    }
    output.size += frame->length;
    if (output.size > BUFFER_BYTES || output.is_terminal)
        output_flush();
}

void output_print(const char *format, ...)
{
    char text[PRINT_BYTES];
    va_list arguments;
    va_start(arguments, format);
    int size = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (size > 0)
        output_put(text, (size_t)size < sizeof text ? (size_t)size : sizeof text - 1);
}

int output_end(void)
{
    output_flush();
    if (close(STDOUT_FILENO) != 0 && output.reason == 0)
        output.reason = errno;
    return output.reason;
}
