/* scan: frames as an adapter hears them, in lines or in a table that updates. */
#include "chain.h"
#include "live.h"
#include "summary.h"
#include "talk.h"
#include "watch.h"

#include "capture/clock.h"

static void scan(struct pipeline *pipeline)
{
    pipeline_read(pipeline, live_open(&pipeline->settings->live, -1, NULL, NULL));
    pipeline_end(pipeline);
}

static void scan_watching(struct pipeline *pipeline, struct mi_devices *devices)
{
    struct watch *watch = watch_begin(pipeline, devices);
    if (watch == NULL) {
        pipeline->tally.problems++;
        return;
    }
    pipeline_read(pipeline,
                  live_open(&pipeline->settings->live, watch_file(watch), watch_turn, watch));
    watch_end(watch);
    pipeline_end(pipeline);
    if (!print_summary(devices, &TEXT_PRINTER))
        pipeline->tally.problems++;
}

static void tell_rest(const struct pipeline *pipeline)
{
    if (pipeline->tally.frames == 0 && pipeline->tally.problems == 0)
        pipeline_tell_nothing(pipeline);
    pipeline_tell_tally(pipeline);
}

static enum exit_status run_scan(const struct settings *settings, int count, char **arguments)
{
    if (count > 0) {
        talk_usage("scan", "scan reads no files, and '%s' is one", arguments[0]);
        return EXIT_USAGE;
    }
    if (settings->verify.until_verdict)
        return verify_live(settings);
    bool watches = settings->output.watch && watch_is_possible();
    struct pipeline *pipeline = pipeline_new(settings);
    struct sink *following;
    if (pipeline == NULL ||
        !chain_to_follow(pipeline, !watches && !chain_is_piped(&settings->write), &following)) {
        pipeline_free(pipeline);
        return EXIT_INPUT;
    }
    pipeline->deadline = mi_clock_in(settings->live.duration);
    if (watches)
        scan_watching(pipeline, following_devices(following));
    else
        scan(pipeline);
    tell_rest(pipeline);
    enum exit_status status = pipeline_status(pipeline);
    pipeline_free(pipeline);
    return status;
}

const struct command SCAN_COMMAND = {
    .name = "scan",
    .summary = "live frames from a Bluetooth adapter",
    .arguments = "",
    .help = "Listens to the radio and prints each frame once, however often it is repeated.\n"
            "It runs until Ctrl-C, and needs privileges that 'setcap' grants: when they are\n"
            "missing, it says how. It never ends the scan of another program: while one runs,\n"
            "it listens to that.",
    .options = OPTIONS_COMMON | OPTIONS_READ | OPTIONS_RING | OPTIONS_ROWS | OPTIONS_FRAME |
               OPTIONS_FILTER | OPTIONS_COUNT | OPTIONS_CAPTURE | OPTIONS_ADAPTER | OPTIONS_SETTLE |
               OPTIONS_SCAN,
    .run = run_scan,
};
