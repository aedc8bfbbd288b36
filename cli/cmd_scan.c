/* scan: frames as an adapter hears them, in lines or in a table that updates. */
#include "show.h"
#include "talk.h"

static enum exit_status run_scan(const struct settings *settings, int count, char **arguments)
{
    if (count > 0)
        return talk_usage("scan", "scan reads no files, and '%s' is one", arguments[0]);
    if (settings->verify.until_verdict)
        return verify_live(settings);
    return show_frames(settings, "scan", &(struct place){.is_live = true}, true);
}

const struct command SCAN_COMMAND = {
    .name = "scan",
    .summary = "live frames from a Bluetooth adapter",
    .arguments = "",
    .help = "Listens to the radio and prints each frame once, however often it is repeated. "
            "It runs until Ctrl-C, and needs privileges that 'setcap' grants: when they are "
            "missing, it says how. It never ends the scan of another program: while one runs, "
            "it listens to that.",
    .options = OPTIONS_SHOW | OPTIONS_ADAPTER | OPTIONS_SETTLE | OPTIONS_WAIT,
    .run = run_scan,
};
