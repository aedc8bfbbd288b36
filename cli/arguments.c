#include "arguments.h"

#include "talk.h"

#include "base/base64.h"
#include "base/hex.h"
#include "beacon/bare.h"
#include "beacon/ccm.h"
#include "beacon/formats/mibeacon.h"
#include "beacon/key.h"
#include "beacon/makers.h"
#include "radio/assigned.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PIECE_DIGITS = 4, ARGUMENT_NAME = 32 };

static bool is_there(const char *path)
{
    return access(path, F_OK) == 0;
}

/*
 * A shell splits "04 3e 2a": when most arguments are such short pieces, they are one frame, unless
 * all are files.
 */
static bool are_pieces(int count, char **arguments)
{
    int pieces = 0;
    int files = 0;
    for (int i = 0; i < count; i++) {
        size_t length = strlen(arguments[i]);
        if (strspn(arguments[i], "0123456789abcdefABCDEFxX,:") != length)
            return false;
        pieces += length <= PIECE_DIGITS;
        files += is_there(arguments[i]);
    }
    return pieces > 1 && 2 * pieces > count && files < count;
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

/* What is given itself has no lines. */
static void take_problem(struct sink *sink, const char *place, uint64_t position,
                         const struct mi_problem *problem)
{
    const struct arguments *given = sink->self;
    sink_problem(sink->next, place, given->is_hex ? 0 : position, problem);
}

bool arguments_add(struct arguments *given, struct pipeline *pipeline, unsigned flags)
{
    static const struct sink_kind GIVEN = {.problem = take_problem};
    *given = (struct arguments){.sink = {&GIVEN, given, NULL, NULL}, .flags = flags};
    return pipeline_add(pipeline, &given->sink);
}

static void read_hex(struct arguments *given, const char *hex, const char *name)
{
    given->is_hex = true;
    pipeline_read(given->sink.pipeline, mi_source_text(hex, strlen(hex), name, MI_SOURCE_BARE));
    given->is_hex = false;
}

static bool is_hex(const char *argument)
{
    uint8_t bytes[1024];
    return mi_hex_decode(argument, strlen(argument), bytes, sizeof bytes).status == MI_HEX_OK;
}

/* Whether it is taken for a frame; without flags, also where nobody says that it is one. */
static bool is_frame(const char *argument, unsigned flags)
{
    struct mi_source *source = mi_source_text(argument, strlen(argument), argument, flags);
    bool is_one = source != NULL && mi_source_next(source) == MI_GOT_PACKET;
    mi_source_close(source);
    return is_one;
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

/* A payload as base64 may have slashes; few paths have capitals and digits and no point. */
static bool is_base64(const char *argument)
{
    enum { LEAST = 16 };
    uint8_t bytes[1024];
    size_t size = 0;
    size_t length = strlen(argument);
    bool has_capital = strpbrk(argument, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != NULL;
    bool has_digit = strpbrk(argument, "0123456789") != NULL;
    return length >= LEAST && has_capital && has_digit &&
           mi_base64_decode(argument, length, bytes, sizeof bytes, &size) == length;
}

enum { KEY_AND_MAC = MI_KEY_SIZE + MI_ADDRESS_SIZE };

/* A key as somebody writes it, and perhaps a MAC with it, which is then that of a sensor. */
static bool is_written_as_key(const char *argument, bool *has_mac)
{
    struct mi_key key;
    struct mi_address mac;
    struct mi_problem problem =
        mi_key_parse_with_mac(argument, strlen(argument), &key, &mac, has_mac);
    mi_wipe(&key, sizeof key);
    return problem.code == MI_OK && (!*has_mac || mi_is_of_maker(mac));
}

/* As short as a short key, and of MiBeacon version 0, which has frames of that length. */
static bool may_be_old(struct mi_bytes bytes)
{
    return bytes.left == MI_KEY_SHORT && mi_get_le16(&bytes) >> MI_CONTROL_VERSION_SHIFT == 0;
}

/* A key, and neither a frame nor behind the UUID of one. */
static bool is_key(const char *argument)
{
    uint8_t data[KEY_AND_MAC];
    bool has_mac;
    struct mi_hex hex = mi_hex_decode(argument, strlen(argument), data, sizeof data);
    struct mi_bytes bytes = mi_bytes(data, hex.size);
    if (!is_written_as_key(argument, &has_mac))
        return false;
    if (hex.status != MI_HEX_OK)
        return !is_frame(argument, MI_SOURCE_BARE);
    bool may_be_frame = may_be_old(bytes) || mi_bare_is_likely(bytes) ||
                        (!has_mac && mi_bare_is_no_key(bytes, NULL)) ||
                        mi_bare_service(bytes, MI_TRUST_HINT, NULL) != 0;
    return !may_be_frame && !mi_is_sensor_uuid(mi_get_le16(&bytes));
}

/* A file that is there, but for hex that is a frame, too; a path without a file, to complain of. */
static bool is_file(const char *argument, const char *name)
{
    if (strcmp(argument, "-") == 0)
        return true;
    if (!is_there(argument))
        return strchr(argument, '/') != NULL && !is_base64(argument);
    if (strchr(argument, '/') != NULL || !is_hex(argument) || !is_frame(argument, 0))
        return true;
    talk(name, 0, "a frame; './%s' is the file of that name", argument);
    return false;
}

static void read_argument(struct arguments *given, const char *argument, int number)
{
    struct pipeline *pipeline = given->sink.pipeline;
    char name[ARGUMENT_NAME];
    struct mi_text text = mi_text(name, sizeof name);
    mi_text_add(&text, "argument ");
    mi_text_unsigned(&text, (uint64_t)number);
    if (is_file(argument, name)) {
        pipeline_read_file(pipeline, argument, given->flags);
    } else if (!is_hex(argument) && is_name(argument)) {
        talk(name, 0, "'%s' is neither hexadecimal nor the name of a file", argument);
        pipeline->tally.problems++;
    } else if (is_key(argument)) {
        talk_problem(name, 0, &(struct mi_problem){.code = MI_P_KEY_FOR_FRAME});
        pipeline->tally.problems++;
    } else {
        read_hex(given, argument, name);
    }
}

static void read_pieces(struct arguments *given, int count, char **arguments)
{
    char *joined = join(count, arguments);
    if (joined == NULL)
        pipeline_read(given->sink.pipeline, NULL);
    else
        read_hex(given, joined, "arguments");
    free(joined);
}

void arguments_read(struct arguments *given, int count, char **arguments)
{
    if (count == 0)
        pipeline_read_file(given->sink.pipeline, "-", given->flags);
    else if (are_pieces(count, arguments))
        read_pieces(given, count, arguments);
    else
        for (int i = 0; i < count; i++)
            read_argument(given, arguments[i], i + 1);
}
