/* pcap: frames of captures without their copies, a summary, conversion. */
#include "chain.h"
#include "summary.h"
#include "talk.h"

#include <inttypes.h>

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
             nameless == 1 ? "%" PRIu64 " frame has no address and belongs to no device (see --mac)"
                           : "%" PRIu64
                             " frames have no address and belong to no device (see --mac)",
             nameless);
}

/* Writing a file while it is read would destroy it. */
static enum exit_status check_inputs(const struct write_settings *write, int count,
                                     char **arguments)
{
    bool is_input = count == 0 && writing_destroys(write, "-");
    for (int i = 0; i < count; i++)
        is_input = is_input || writing_destroys(write, arguments[i]);
    if (!is_input)
        return EXIT_DONE;
    talk_usage("pcap", "--write: %s is one of the inputs",
               chain_is_piped(write) ? "standard output" : write->path);
    return EXIT_USAGE;
}

static enum exit_status run_pcap(const struct settings *settings, int count, char **arguments)
{
    if (check_inputs(&settings->write, count, arguments) != EXIT_DONE)
        return EXIT_USAGE;
    struct pipeline *pipeline = pipeline_new(settings);
    struct sink *following;
    bool is_piped = chain_is_piped(&settings->write);
    if (pipeline == NULL ||
        !chain_to_follow(pipeline, !settings->output.summary && !is_piped, &following)) {
        pipeline_free(pipeline);
        return EXIT_INPUT;
    }
    struct mi_devices *devices = following_devices(following);
    pipeline_read_files(pipeline, count, arguments);
    pipeline_end(pipeline);
    if (settings->output.summary && !is_piped && !print_summary(devices, settings->output.printer))
        pipeline->tally.problems++;
    tell_rest(pipeline, devices);
    pipeline_tell_tally(pipeline);
    enum exit_status status = pipeline_status(pipeline);
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
