#include "pipeline.h"
#include "summary.h"
#include "talk.h"

#include <inttypes.h>
#include <string.h>

/* What the summary leaves out. */
static void tell_rest(const struct pipeline *pipeline)
{
    uint64_t dropped = mi_devices_dropped(pipeline->devices);
    if (pipeline->tally.frames == 0)
        talk(NULL, 0, "no frame of a known sensor in %" PRIu64 " packets", pipeline->tally.packets);
    if (pipeline->settings->summary && dropped > 0)
        talk(NULL, 0, "%" PRIu64 " more devices were heard and are not shown", dropped);
}

enum exit_status run_pcap(const struct settings *settings, int count, char **arguments)
{
    struct pipeline *pipeline = pipeline_new(settings);
    if (pipeline == NULL || !pipeline_follow(pipeline) ||
        !recorder_open(&pipeline->recorder, settings)) {
        pipeline_free(pipeline);
        return EXIT_INPUT;
    }
    pipeline->folds = !settings->all;
    /* A capture that goes to standard output leaves no room for text. */
    bool is_piped = settings->write_path != NULL && strcmp(settings->write_path, "-") == 0;
    if (settings->summary || is_piped)
        pipeline->printer = NULL;
    pipeline_read_files(pipeline, count, arguments);
    if (settings->summary && !is_piped)
        print_summary(pipeline->devices, settings->json);
    tell_rest(pipeline);
    pipeline_tell_tally(pipeline);
    enum exit_status status = pipeline_status(pipeline);
    if (!recorder_close(&pipeline->recorder))
        status = EXIT_INPUT;
    pipeline_free(pipeline);
    return status;
}
