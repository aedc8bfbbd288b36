/* decrypt: frames given as arguments or in files, each of which has to open. */
#include "chain.h"
#include "talk.h"

#include "base/hex.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PIECE_DIGITS = 4, ARGUMENT_NAME = 32 };

/* A shell splits "04 3e 2a": when most arguments are such short pieces, they are one frame. */
static bool are_pieces(int count, char **arguments)
{
    int pieces = 0;
    for (int i = 0; i < count; i++) {
        size_t length = strlen(arguments[i]);
        if (strspn(arguments[i], "0123456789abcdefABCDEFxX,:") != length)
            return false;
        pieces += length <= PIECE_DIGITS;
    }
    return pieces > 1 && 2 * pieces > count;
}

static char *join(int count, char **arguments)
{
    size_t size = 1;
    for (int i = 0; i < count; i++)
        size += strlen(arguments[i]) + 1;
    char *joined = malloc(size);
    if (joined == NULL)
        return NULL;
    struct mi_text text = mi_text(joined, size);
    for (int i = 0; i < count; i++) {
        mi_text_add(&text, arguments[i]);
        mi_text_char(&text, ' ');
    }
    return joined;
}

/* --- the sink in front: a packet without a frame is worth a message --- */

struct asking {
    struct sink sink;
    bool is_argument; /* what is read: it has no lines */
};

static void end_packet(struct sink *sink, unsigned frames)
{
    struct pipeline *pipeline = sink->pipeline;
    if (frames == 0 && pipeline->radio.problem.code == MI_OK)
        pipeline_complain(pipeline, mi_source_packet(pipeline->source)->number,
                          &(struct mi_problem){.code = MI_P_NO_FRAME});
    sink_packet_end(sink->next, frames);
}

static void take_problem(struct sink *sink, const char *place, uint64_t position,
                         const struct mi_problem *problem)
{
    const struct asking *asking = sink->self;
    sink_problem(sink->next, place, asking->is_argument ? 0 : position, problem);
}

static const struct sink_kind ASKING = {.packet_end = end_packet, .problem = take_problem};

/* --- arguments --- */

static void read_hex(struct pipeline *pipeline, const char *hex, const char *name)
{
    struct asking *asking = pipeline->first->self;
    asking->is_argument = true;
    pipeline_read(pipeline, mi_source_text(hex, strlen(hex), name, MI_SOURCE_BARE));
    asking->is_argument = false;
}

static bool is_hex(const char *argument)
{
    uint8_t bytes[1024];
    return mi_hex_decode(argument, strlen(argument), bytes, sizeof bytes).status == MI_HEX_OK;
}

/* Neither hex with a slip of the pen nor a line of something else; an empty text is neither. */
static bool is_name(const char *argument)
{
    size_t length = 0;
    size_t digits = 0;
    for (const char *at = argument; *at != '\0'; at++, length++) {
        if (!isalnum((unsigned char)*at) && strchr("._-", *at) == NULL)
            return false;
        digits += mi_hex_value(*at) >= 0;
    }
    return length == 0 || 2 * digits < length || strchr(argument, '.') != NULL;
}

static void read_argument(struct pipeline *pipeline, const char *argument, int number)
{
    char name[ARGUMENT_NAME];
    struct mi_text text = mi_text(name, sizeof name);
    mi_text_add(&text, "argument ");
    mi_text_unsigned(&text, (uint64_t)number);
    bool is_file = strcmp(argument, "-") == 0 || strchr(argument, '/') != NULL ||
                   (!is_hex(argument) && access(argument, F_OK) == 0);
    if (is_file) {
        pipeline_read_file(pipeline, argument, MI_SOURCE_BARE);
    } else if (!is_hex(argument) && is_name(argument)) {
        talk(name, 0, "'%s' is neither hexadecimal nor the name of a file", argument);
        pipeline->tally.problems++;
    } else {
        read_hex(pipeline, argument, name);
    }
}

static void read_pieces(struct pipeline *pipeline, int count, char **arguments)
{
    char *joined = join(count, arguments);
    if (joined == NULL)
        pipeline_read(pipeline, NULL);
    else
        read_hex(pipeline, joined, "arguments");
    free(joined);
}

static void read_arguments(struct pipeline *pipeline, int count, char **arguments)
{
    if (count == 0)
        pipeline_read_file(pipeline, "-", MI_SOURCE_BARE);
    else if (are_pieces(count, arguments))
        read_pieces(pipeline, count, arguments);
    else
        for (int i = 0; i < count; i++)
            read_argument(pipeline, arguments[i], i + 1);
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
    struct asking asking = {.sink = {&ASKING, &asking, NULL, NULL}};
    struct pipeline *pipeline = pipeline_new(settings);
    enum exit_status status = EXIT_INPUT;
    if (pipeline != NULL && pipeline_add(pipeline, &asking.sink) && chain_to_print(pipeline)) {
        read_arguments(pipeline, count, arguments);
        pipeline_end(pipeline);
        pipeline_tell_tally(pipeline);
        status = status_of(pipeline);
    }
    pipeline_free(pipeline);
    return status;
}

const struct command DECRYPT_COMMAND = {
    .name = "decrypt",
    .summary = "frames given as hex, opened with a key",
    .arguments = "[HEX | FILE | -]...",
    .help = "Takes frames as hexadecimal text in any framing: a whole HCI event, advertising "
            "data,\n"
            "service data with or without its UUID, with any separators, upper or lower case.\n"
            "Without arguments it reads standard input. A stray byte at the end, such as an RSSI,\n"
            "is recognised. The exit status is 1 when a frame did not open.",
    .options = OPTIONS_COMMON | OPTIONS_READ | OPTIONS_RING | OPTIONS_ROWS | OPTIONS_FRAME,
    .run = run_decrypt,
};
