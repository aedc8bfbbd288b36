/* parse: frames in any text or capture, each as it comes. */
#include "chain.h"
#include "overwriting.h"

static enum exit_status run_parse(const struct settings *settings, int count, char **arguments)
{
    if (overwriting_inputs(settings, "parse", count, arguments) != EXIT_DONE)
        return EXIT_USAGE;
    struct pipeline *pipeline = pipeline_new(settings);
    if (pipeline == NULL || !connections_begin(pipeline, NULL) || !chain_to_print(pipeline)) {
        pipeline_free(pipeline);
        return EXIT_INPUT;
    }
    pipeline_read_files(pipeline, count, arguments);
    pipeline_end(pipeline);
    if (pipeline->tally.frames == 0)
        pipeline_tell_nothing(pipeline);
    pipeline_tell_tally(pipeline);
    enum exit_status status = pipeline_status(pipeline);
    pipeline_free(pipeline);
    return status;
}

const struct command PARSE_COMMAND = {
    .name = "parse",
    .summary = "any text or capture, from files or a pipe, to frames",
    .arguments = "[FILE | -]...",
    .help = "Reads lines of hex, hcidump output and whatever else carries advertisements, mixed\n"
            "with other text, and prints each frame as soon as it has arrived. Without arguments\n"
            "it reads standard input.",
    .options = OPTIONS_COMMON | OPTIONS_READ | OPTIONS_RING | OPTIONS_ROWS | OPTIONS_FRAME |
               OPTIONS_FILTER | OPTIONS_COUNT,
    .run = run_parse,
};
