#include "live.h"
#include "pipeline.h"
#include "summary.h"
#include "talk.h"
#include "verify.h"
#include "watch.h"

#include "capture/clock.h"

#include <stdio.h>
#include <string.h>

static void scan(struct pipeline *pipeline)
{
    pipeline_read(pipeline, live_open(pipeline->settings, -1, NULL, NULL));
    /* A signal may have interrupted the printing of a line: that is no failure. */
    if (live_take(LIVE_END))
        clearerr(stdout);
}

static void scan_watching(struct pipeline *pipeline)
{
    struct watch *watch = watch_begin(pipeline);
    if (watch == NULL) {
        pipeline->tally.problems++;
        return;
    }
    pipeline_read(pipeline, live_open(pipeline->settings, watch_file(watch), watch_turn, watch));
    watch_end(watch);
    if (!print_summary(pipeline->devices, false))
        pipeline->tally.problems++;
}

static void tell_rest(const struct pipeline *pipeline)
{
    if (pipeline->tally.frames == 0 && pipeline->tally.problems == 0)
        pipeline_tell_nothing(pipeline);
    pipeline_tell_tally(pipeline);
}

enum exit_status run_scan(const struct settings *settings, int count, char **arguments)
{
    if (count > 0) {
        talk_usage("scan", "'%s' is too much: scan reads no files", arguments[0]);
        return EXIT_USAGE;
    }
    if (settings->until_verdict)
        return verify_live(settings);
    bool watches = settings->watch && watch_is_possible();
    struct pipeline *pipeline = pipeline_new(settings);
    if (pipeline == NULL || !pipeline_follow(pipeline) ||
        !recorder_open(&pipeline->recorder, settings) || !live_begin(watches)) {
        pipeline_free(pipeline);
        return EXIT_INPUT;
    }
    pipeline->folds = !settings->all;
    if (settings->write_path != NULL && strcmp(settings->write_path, "-") == 0)
        pipeline->printer = NULL;
    pipeline->deadline = mi_clock_in(settings->duration);
    if (watches)
        scan_watching(pipeline);
    else
        scan(pipeline);
    live_end();
    tell_rest(pipeline);
    enum exit_status status = pipeline_status(pipeline);
    if (!recorder_close(&pipeline->recorder))
        status = EXIT_INPUT;
    pipeline_free(pipeline);
    return status;
}
