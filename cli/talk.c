#include "talk.h"

#include "output.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

enum { SENTENCE_MAX = 1024 };

static bool is_quiet;

void talk_quietly(void)
{
    is_quiet = true;
}

static void say_place(const char *place, uint64_t position)
{
    output_flush(); /* keeps the order on a terminal */
    (void)fputs("mitool: ", stderr);
    if (place == NULL)
        return;
    char clean[SENTENCE_MAX];
    struct mi_text text = mi_text(clean, sizeof clean);
    mi_text_clean(&text, place);
    if (position > 0)
        (void)fprintf(stderr, "%s:%" PRIu64 ": ", clean, position);
    else
        (void)fprintf(stderr, "%s: ", clean);
}

void talk(const char *place, uint64_t position, const char *format, ...)
{
    va_list arguments;
    if (is_quiet)
        return;
    say_place(place, position);
    va_start(arguments, format);
    (void)vfprintf(stderr, format, arguments);
    va_end(arguments);
    (void)fputc('\n', stderr);
}

void talk_problem(const char *place, uint64_t position, const struct mi_problem *problem)
{
    char buffer[SENTENCE_MAX];
    struct mi_text sentence = mi_text(buffer, sizeof buffer);
    mi_text_problem(&sentence, problem);
    talk(place, position, "%s", buffer);
}

void add_count(struct mi_text *text, uint64_t count, const char *noun)
{
    mi_text_unsigned(text, count);
    mi_text_char(text, ' ');
    mi_text_add(text, noun);
    if (count != 1)
        mi_text_char(text, 's');
}

void talk_usage(const char *command, const char *format, ...)
{
    va_list arguments;
    (void)fputs("mitool: ", stderr);
    va_start(arguments, format);
    (void)vfprintf(stderr, format, arguments);
    va_end(arguments);
    if (command != NULL)
        (void)fprintf(stderr, " (see 'mitool help%s%s')", *command != '\0' ? " " : "", command);
    (void)fputc('\n', stderr);
}
