/* Help: the commands; and of one its synopsis, what it does, and its options. */
#include "command.h"
#include "output.h"
#include "terminal.h"

#include <stdio.h>
#include <string.h>

static size_t line_width(void)
{
    enum { LEAST = 60, MOST = 80 };
    size_t terminal = terminal_width();
    return terminal == 0 || terminal > MOST ? MOST : terminal < LEAST ? LEAST : terminal;
}

/* How long what stands first in a text is, which is kept in one line. */
typedef size_t unit(const char *text);

static size_t word(const char *text)
{
    return strcspn(text, " ");
}

/* "add MAC [NAME] |" */
static size_t alternative(const char *text)
{
    int depth = 0;
    for (size_t i = 0; text[i] != '\0'; i++) {
        depth += (text[i] == '[') - (text[i] == ']');
        if (text[i] == '|' && depth == 0)
            return i + 1;
    }
    return strlen(text);
}

/* In lines that begin at `column`, where the first one stands already. */
static void print_units(const char *text, size_t column, unit *first)
{
    size_t width = line_width();
    size_t end = column;
    for (size_t length; *text != '\0'; text += length + (text[length] == ' ')) {
        length = first(text);
        if (end > column && end + 1 + length > width) {
            output_print("\n%*s", (int)column, "");
            end = column;
        }
        output_print("%s%.*s", end > column ? " " : "", (int)length, text);
        end += (end > column) + length;
    }
    output_put("\n", 1);
}

static void print_words(const char *text, size_t column)
{
    print_units(text, column, word);
}

static void print_paragraph(const char *text)
{
    output_put("\n", 1);
    print_words(text, 0);
}

static void print_option(const struct option_face *option)
{
    enum { COLUMN = 26 };
    char left[64], right[256];
    (void)snprintf(left, sizeof left, "  %c%c%s --%s %s", option->letter != '\0' ? '-' : ' ',
                   option->letter != '\0' ? option->letter : ' ',
                   option->letter != '\0' ? "," : " ", option->name,
                   option->argument != NULL ? option->argument : "");
    bool is_long = strlen(left) + 2 > COLUMN;
    output_print("%s%s%*s", left, is_long ? "\n" : "",
                 is_long ? COLUMN : COLUMN - (int)strlen(left), "");
    struct mi_text help = mi_text(right, sizeof right);
    mi_text_add(&help, option->help);
    if (option->choices != NULL)
        option_add_choices(&help, option->choices);
    print_words(right, COLUMN);
}

void print_help(const struct command *command)
{
    int column = snprintf(NULL, 0, "usage: mitool %s ", command->name);
    char usage[256];
    (void)snprintf(usage, sizeof usage, "[options] %s", command->arguments);
    output_print("usage: mitool %s ", command->name);
    print_units(usage, (size_t)column, alternative);
    print_paragraph(command->help);
    output_print("\noptions:\n");
    struct option_face option;
    for (size_t i = 0; option_of(command, i, &option); i++)
        print_option(&option);
    output_print("\nMore in mitool-%s(1).\n", command->name);
}

void print_commands(void)
{
    enum { COLUMN = 13 };
    output_print("usage: mitool COMMAND [options] [arguments]\n");
    print_paragraph(
        "Reads what Xiaomi Bluetooth sensors say, and tells whether a bindkey is right.");
    output_print("\ncommands:\n");
    const struct command *command;
    for (size_t i = 0; (command = command_at(i)) != NULL; i++) {
        output_print("  %-10s ", command->name);
        print_words(command->summary, COLUMN);
    }
    print_paragraph("'mitool help COMMAND' tells more, 'mitool version' which version this is.");
}
