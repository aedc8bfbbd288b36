/* What is known of the terminal that standard output or standard error may be. */
#ifndef MITOOL_CLI_TERMINAL_H
#define MITOOL_CLI_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

struct terminal_size {
    size_t columns;
    size_t lines;
};

/* Of standard output; 80 to 24 where it does not say. */
struct terminal_size terminal_size(void);

/* How wide a line may be: 0 when standard output is no terminal, any. */
size_t terminal_width(void);

/* Whether the file is a terminal that does not show UTF-8, as the locale says. */
bool terminal_is_ascii(int file);

/* It takes no control sequences: TERM says so. */
bool terminal_is_dumb(void);

/* Whether colours are shown and wanted (no-color.org). */
bool terminal_has_color(void);

#endif
