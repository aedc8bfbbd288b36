/* parse: frames in any text or capture, each as it comes. */
#include "show.h"

static enum exit_status run_parse(const struct settings *settings, int count, char **arguments)
{
    return show_frames(settings, "parse", &(struct place){false, count, arguments}, false);
}

const struct command PARSE_COMMAND = {
    .name = "parse",
    .summary = "a stream as it comes: any text or capture, from files or a pipe",
    .arguments = "[FILE | -]...",
    .help = "Reads lines of hex, hcidump output and whatever else carries advertisements, mixed "
            "with other text, and prints each frame as soon as it has arrived. Without arguments "
            "it reads standard input. 'pcap' does the same with whole recordings, copies folded.",
    .options = OPTIONS_SHOW,
    .run = run_parse,
};
