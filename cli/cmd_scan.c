/* scan: frames as an adapter hears them, in lines or in a table that updates. */
#include "show.h"
#include "talk.h"

static enum exit_status run_scan(const struct settings *settings, int count, char **arguments)
{
    if (count > 0) {
        talk_usage("scan", "'%s' is too much: scan reads no files", arguments[0]);
        return EXIT_USAGE;
    }
    if (settings->verify.until_verdict)
        return verify_live(settings);
    return show_frames(settings, &(struct place){.is_live = true}, true);
}

const struct command SCAN_COMMAND = {
    .name = "scan",
    .summary = "live frames from a Bluetooth adapter",
    .arguments = "",
    .help = "Hears what is sent by radio and prints each frame once, however often it is "
            "repeated.\n"
            "It runs until Ctrl-C, and needs privileges that 'setcap' grants: when they are "
            "missing,\n"
            "it says how. The scan of another program is never ended: while one runs, its reports\n"
            "are heard.",
    .options = OPTIONS_SHOW | OPTIONS_ADAPTER | OPTIONS_SETTLE | OPTIONS_WAIT,
    .run = run_scan,
};
