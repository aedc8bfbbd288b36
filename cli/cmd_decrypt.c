#include "pipeline.h"
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

static void read_hex(struct pipeline *pipeline, const char *hex, const char *name)
{
    pipeline->is_argument = true;
    pipeline_read(pipeline, mi_source_text(hex, strlen(hex), name, MI_SOURCE_BARE));
    pipeline->is_argument = false;
}

static bool is_hex(const char *argument)
{
    uint8_t bytes[1024];
    return mi_hex_decode(argument, strlen(argument), bytes, sizeof bytes).status == MI_HEX_OK;
}

/* Neither hex with a slip of the pen nor a line of something else. */
static bool is_name(const char *argument)
{
    size_t length = 0;
    size_t digits = 0;
    for (const char *at = argument; *at != '\0'; at++, length++) {
        if (!isalnum((unsigned char)*at) && strchr("._-", *at) == NULL)
            return false;
        digits += mi_hex_value(*at) >= 0;
    }
    return 2 * digits < length || strchr(argument, '.') != NULL;
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

enum exit_status run_decrypt(const struct settings *settings, int count, char **arguments)
{
    static char standard_input[] = "-";
    static char *no_arguments[] = {standard_input};
    struct pipeline *pipeline = pipeline_new(settings);
    if (pipeline == NULL)
        return EXIT_INPUT;
    pipeline->wants_frames = true;
    if (count == 0) {
        count = 1;
        arguments = no_arguments;
    }
    if (are_pieces(count, arguments))
        read_pieces(pipeline, count, arguments);
    else
        for (int i = 0; i < count; i++)
            read_argument(pipeline, arguments[i], i + 1);

    pipeline_tell_tally(pipeline);
    enum exit_status status = pipeline_status(pipeline);
    if (pipeline->tally.frames == 0 && status == EXIT_DONE) {
        talk(NULL, 0, "there is no frame in it");
        status = EXIT_INPUT;
    }
    for (int kind = 0; status == EXIT_DONE && kind <= MI_STATUS_UNSUPPORTED; kind++)
        if (pipeline->tally.by_status[kind] > 0 && !mi_status_is_success((enum mi_status)kind))
            status = EXIT_NO;
    pipeline_free(pipeline);
    return status;
}
