/* decrypt: frames given as arguments or in files, each of which has to open. */
#include "arguments.h"
#include "chain.h"
#include "overwriting.h"
#include "talk.h"

static void end_packet(struct sink *sink, unsigned frames)
{
    struct pipeline *pipeline = sink->pipeline;
    if (frames == 0 && pipeline->radio.problem.code == MI_OK)
        pipeline_complain(pipeline, mi_source_packet(pipeline->source)->number,
                          &(struct mi_problem){.code = MI_P_NO_FRAME});
    sink_packet_end(sink->next, frames);
}

/* A packet without a frame is worth a message. */
static const struct sink_kind ASKING = {.packet_end = end_packet};

/* What may be wrong with a key takes more than one frame, or other devices, to tell. */
static void tell_who_knows(const struct pipeline *pipeline)
{
    if (pipeline->settings->keys.count == 1 && pipeline->tally.by_status[MI_STATUS_KEY_WRONG] > 0)
        talk(NULL, 0, "'mitool verify' tells what may be wrong with the key, and mends a slip");
}

/* Each frame has to open. */
static enum exit_status status_of(const struct pipeline *pipeline)
{
    const struct tally *tally = &pipeline->tally;
    enum exit_status status = pipeline_status(pipeline);
    if (tally->frames == 0 && status == EXIT_DONE)
        talk(NULL, 0, "there is no frame in it");
    for (int kind = 0; status == EXIT_DONE && kind <= MI_STATUS_UNSUPPORTED; kind++)
        if (tally->by_status[kind] > 0 && !mi_status_is_success((enum mi_status)kind))
            status = EXIT_NO;
    return status;
}

static enum exit_status run_decrypt(const struct settings *settings, int count, char **arguments)
{
    if (overwriting_inputs(settings, "decrypt", count, arguments) != EXIT_DONE)
        return EXIT_USAGE;
    struct sink asking = {&ASKING, NULL, NULL, NULL};
    struct arguments given;
    struct pipeline *pipeline = pipeline_new(settings);
    enum exit_status status = EXIT_INPUT;
    if (pipeline != NULL && pipeline_add(pipeline, &asking) &&
        arguments_add(&given, pipeline, MI_SOURCE_BARE) && chain_to_print(pipeline)) {
        arguments_read(&given, count, arguments);
        pipeline_end(pipeline);
        pipeline_tell_tally(pipeline);
        tell_who_knows(pipeline);
        status = status_of(pipeline);
    }
    pipeline_free(pipeline);
    return status;
}

const struct command DECRYPT_COMMAND = {
    .name = "decrypt",
    .summary = "frames given as hex, opened with a key",
    .arguments = "[HEX | FILE | -]...",
    .help = "Takes frames as hexadecimal text in any framing: a whole HCI event, advertising data, "
            "service data with or without its UUID, with any separators, upper or lower case. "
            "Without arguments it reads standard input. A stray byte at the end, such as an RSSI, "
            "is recognised. The exit status is 1 when a frame did not open.",
    .options = OPTIONS_COMMON | OPTIONS_READ | OPTIONS_RING | OPTIONS_ROWS | OPTIONS_FRAME,
    .run = run_decrypt,
};
