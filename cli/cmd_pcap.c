#include "pipeline.h"
#include "summary.h"
#include "talk.h"

#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>

/* What the summary leaves out. */
static void tell_rest(const struct pipeline *pipeline)
{
    uint64_t dropped = mi_devices_dropped(pipeline->devices);
    uint64_t nameless = pipeline->tally.nameless;
    if (pipeline->tally.frames == 0)
        pipeline_tell_nothing(pipeline);
    if (pipeline->settings->summary && dropped > 0)
        talk(NULL, 0,
             dropped == 1 ? "%" PRIu64 " more device was heard and is not shown"
                          : "%" PRIu64 " more devices were heard and are not shown",
             dropped);
    if (pipeline->settings->summary && nameless > 0)
        talk(NULL, 0,
             nameless == 1 ? "%" PRIu64 " frame has no address and is of no device (see --mac)"
                           : "%" PRIu64 " frames have no address and are of no device (see --mac)",
             nameless);
}

/* Writing a file while it is read would destroy it. */
static bool is_input(const char *path, int count, char **arguments)
{
    struct stat written;
    struct stat read;
    if (path == NULL || strcmp(path, "-") == 0 || stat(path, &written) != 0 ||
        !S_ISREG(written.st_mode))
        return false;
    for (int i = 0; i < count; i++)
        if (stat(arguments[i], &read) == 0 && read.st_dev == written.st_dev &&
            read.st_ino == written.st_ino)
            return true;
    return false;
}

enum exit_status run_pcap(const struct settings *settings, int count, char **arguments)
{
    if (is_input(settings->write_path, count, arguments)) {
        talk_usage("pcap", "--write: %s is one of the inputs", settings->write_path);
        return EXIT_USAGE;
    }
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
    if (settings->summary && !is_piped && !print_summary(pipeline->devices, settings->json))
        pipeline->tally.problems++;
    tell_rest(pipeline);
    pipeline_tell_tally(pipeline);
    enum exit_status status = pipeline_status(pipeline);
    if (!recorder_close(&pipeline->recorder))
        status = EXIT_INPUT;
    pipeline_free(pipeline);
    return status;
}
