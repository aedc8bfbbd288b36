#include "talk.h"

#include "ascii.h"
#include "hiding.h"
#include "output.h"
#include "terminal.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static bool is_quiet;

void talk_quietly(void)
{
    is_quiet = true;
}

static void say(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void say_all(const char *format, va_list arguments) __attribute__((format(printf, 1, 0)));

static void say_all(const char *format, va_list arguments)
{
    char said[4 * TALK_MAX];
    char buffer[sizeof said];
    struct mi_text ascii = mi_text(buffer, sizeof buffer);
    if (!terminal_is_ascii(STDERR_FILENO)) {
        (void)vfprintf(stderr, format, arguments);
        return;
    }
    (void)vsnprintf(said, sizeof said, format, arguments);
    (void)ascii_add(&ascii, said, strlen(said));
    (void)fputs(buffer, stderr);
}

static void say(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    say_all(format, arguments);
    va_end(arguments);
}

static void say_place(const char *place, uint64_t position)
{
    output_flush(); /* keeps the order on a terminal */
    (void)fputs("mitool: ", stderr);
    if (place == NULL)
        return;
    char shown[4 * TALK_MAX];
    char clean[sizeof shown];
    struct mi_text text = mi_text(shown, sizeof shown);
    hide_place(&text, place);
    text = mi_text(clean, sizeof clean);
    mi_text_clean(&text, shown);
    if (position > 0)
        say("%s:%" PRIu64 ": ", clean, position);
    else
        say("%s: ", clean);
}

void talk(const char *place, uint64_t position, const char *format, ...)
{
    va_list arguments;
    if (is_quiet)
        return;
    say_place(place, position);
    va_start(arguments, format);
    say_all(format, arguments);
    va_end(arguments);
    (void)fputc('\n', stderr);
}

void talk_problem(const char *place, uint64_t position, const struct mi_problem *problem)
{
    char buffer[TALK_MAX];
    struct mi_text sentence = mi_text(buffer, sizeof buffer);
    mi_text_problem(&sentence, problem);
    talk(place, position, "%s", buffer);
}

void talk_count(uint64_t count, const char *one, const char *more)
{
    if (count > 0)
        talk(NULL, 0, "%" PRIu64 " %s", count, count == 1 ? one : more);
}

bool talk_no_memory(void)
{
    talk_problem(NULL, 0, &(struct mi_problem){.code = MI_P_OUT_OF_MEMORY});
    return false;
}

void *talk_allocate(size_t count, size_t size)
{
    void *memory = calloc(count, size);
    if (memory == NULL)
        (void)talk_no_memory();
    return memory;
}

const char *talk_place(const char *path)
{
    return strcmp(path, "-") == 0 ? "standard input" : path;
}

void add_count(struct mi_text *text, uint64_t count, const char *noun)
{
    mi_text_unsigned(text, count);
    mi_text_char(text, ' ');
    mi_text_add(text, noun);
    if (count != 1)
        mi_text_char(text, 's');
}

/* What was typed may hold anything. */
enum exit_status talk_usage(const char *command, const char *format, ...)
{
    va_list arguments;
    char said[4 * TALK_MAX];
    char shown[sizeof said];
    char buffer[sizeof said];
    struct mi_text text = mi_text(shown, sizeof shown);
    va_start(arguments, format);
    (void)vsnprintf(said, sizeof said, format, arguments);
    va_end(arguments);
    hide_keys(&text, said);
    text = mi_text(buffer, sizeof buffer);
    mi_text_clean(&text, shown);
    (void)fputs("mitool: ", stderr);
    say("%s", buffer);
    if (command != NULL)
        say(" (see 'mitool help%s%s')", *command != '\0' ? " " : "", command);
    (void)fputc('\n', stderr);
    return EXIT_USAGE;
}
