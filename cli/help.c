/* Help on a command: its synopsis, what it does, and its options. */
#include "command.h"
#include "output.h"

#include <stdio.h>
#include <string.h>

static void print_indented(const char *text, int column)
{
    for (const char *at = text; *at != '\0'; at++) {
        output_put(at, 1);
        if (*at == '\n')
            output_print("%*s", column, "");
    }
    output_put("\n", 1);
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
    print_indented(right, COLUMN);
}

void print_help(const struct command *command)
{
    output_print("usage: mitool %s [options]%s%s\n\n%s\n\noptions:\n", command->name,
                 *command->arguments != '\0' ? " " : "", command->arguments, command->help);
    struct option_face option;
    for (size_t i = 0; option_of(command, i, &option); i++)
        print_option(&option);
    output_print("\nMore in mitool-%s(1).\n", command->name);
}
