/* pcap: frames of captures without their copies, a summary, conversion. */
#include "show.h"

static enum exit_status run_pcap(const struct settings *settings, int count, char **arguments)
{
    return show_frames(settings, "pcap", &(struct place){false, count, arguments}, true);
}

const struct command PCAP_COMMAND = {
    .name = "pcap",
    .summary = "whole recordings, copies folded: frames, a summary, conversion",
    .arguments = "[FILE | -]...",
    .help = "Reads captures and logs of any kind and prints each frame once, however often it was "
            "heard, or with --summary one line a device. The packets of the frames can be written "
            "to a capture file for other tools.",
    .options = OPTIONS_SHOW,
    .run = run_pcap,
};
