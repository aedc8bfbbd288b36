/* pcap: frames of captures without their copies, a summary, conversion. */
#include "chain.h"
#include "summary.h"
#include "talk.h"

#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>

/* What the summary leaves out. */
static void tell_rest(const struct pipeline *pipeline, const struct mi_devices *devices)
{
    uint64_t dropped = mi_devices_dropped(devices);
    uint64_t nameless = pipeline->tally.nameless;
    if (pipeline->tally.frames == 0)
        pipeline_tell_nothing(pipeline);
    if (pipeline->settings->output.summary && dropped > 0)
        talk(NULL, 0,
             dropped == 1 ? "%" PRIu64 " more device was heard and is not shown"
                          : "%" PRIu64 " more devices were heard and are not shown",
             dropped);
    if (pipeline->settings->output.summary && nameless > 0)
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

static enum exit_status run_pcap(const struct settings *settings, int count, char **arguments)
{
    if (is_input(settings->write.path, count, arguments)) {
        talk_usage("pcap", "--write: %s is one of the inputs", settings->write.path);
        return EXIT_USAGE;
    }
    struct pipeline *pipeline = pipeline_new(settings);
    struct chain chain;
    bool is_piped = chain_is_piped(&settings->write);
    if (pipeline == NULL ||
        !chain_to_follow(pipeline, !settings->output.summary && !is_piped, &chain)) {
        pipeline_free(pipeline);
        return EXIT_INPUT;
    }
    struct mi_devices *devices = following_devices(chain.following);
    pipeline_read_files(pipeline, count, arguments);
    if (settings->output.summary && !is_piped && !print_summary(devices, settings->output.printer))
        pipeline->tally.problems++;
    tell_rest(pipeline, devices);
    pipeline_tell_tally(pipeline);
    enum exit_status status = pipeline_status(pipeline);
    if (chain.writing != NULL && !writing_close(chain.writing))
        status = EXIT_INPUT;
    pipeline_free(pipeline);
    return status;
}

const struct command PCAP_COMMAND = {
    .name = "pcap",
    .summary = "capture files to frames, or to a summary; filtering, conversion",
    .arguments = "[FILE | -]...",
    .help = "Reads captures and logs of any kind and prints each frame once, however often it was\n"
            "heard, or with --summary one line a device. The packets of the frames can be written\n"
            "to a capture file for other tools.",
    .options = OPTIONS_COMMON | OPTIONS_READ | OPTIONS_RING | OPTIONS_ROWS | OPTIONS_FRAME |
               OPTIONS_FILTER | OPTIONS_COUNT | OPTIONS_CAPTURE | OPTIONS_PCAP,
    .run = run_pcap,
};
