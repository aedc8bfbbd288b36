#include "capture/source.h"

#include "capture/ahead.h"
#include "capture/live/live.h"
#include "capture/reader.h"

#include <stdlib.h>
#include <string.h>

/* In the order of asking; the last one takes everything. */
static const struct mi_reader_type *const READERS[] = {
    &mi_btsnoop_reader,      &mi_pcap_reader,           &mi_pcapng_reader,    &mi_btsnooz_reader,
    &mi_packetlogger_reader, &mi_hcidump_native_reader, &mi_bugreport_reader, &mi_text_reader,
};

enum mi_match mi_match_start(const uint8_t *head, size_t size, const void *start, size_t length)
{
    if (memcmp(head, start, size < length ? size : length) != 0)
        return MI_MATCH_NO;
    return size < length ? MI_MATCH_MORE : MI_MATCH_YES;
}

struct mi_source {
    struct mi_stream *stream; /* NULL: an adapter */
    unsigned flags;
    char *name;
    const struct mi_reader_type *type; /* NULL before the first item */
    void *reader;
    bool ended;
    struct mi_ahead *ahead; /* takes the items out of the reader; NULL: nobody does */
    uint64_t size;          /* of the file, for as long as the stream is `ahead`'s */
    struct mi_item item;    /* the last one given, but for a packet that was read ahead */
    void (*hook)(void *context);
    void *context;
};

/* Takes over the stream, also when it fails. */
static struct mi_source *new_source(struct mi_stream *stream, const char *name, unsigned flags)
{
    struct mi_source *source = calloc(1, sizeof *source);
    char *copy = strdup(name);
    if (stream == NULL || source == NULL || copy == NULL) {
        mi_stream_close(stream);
        free(source);
        free(copy);
        return NULL;
    }
    source->stream = stream;
    source->name = copy;
    source->flags = flags;
    return source;
}

struct mi_source *mi_source_open(const char *path, unsigned flags)
{
    bool is_standard_input = strcmp(path, "-") == 0;
    return new_source(mi_stream_open(path), is_standard_input ? "standard input" : path, flags);
}

struct mi_source *mi_source_text(const char *text, size_t size, const char *name, unsigned flags)
{
    return new_source(mi_stream_memory(text, size), name, flags);
}

struct mi_source *mi_source_live(const struct mi_live_options *options)
{
    struct mi_source *source = calloc(1, sizeof *source);
    if (source == NULL)
        return NULL;
    source->type = &mi_live_reader;
    source->name = strdup("Bluetooth");
    source->reader = source->name != NULL ? mi_live_open(options) : NULL;
    if (source->reader != NULL)
        return source;
    free(source->name);
    free(source);
    return NULL;
}

/* The type that the first bytes show; NULL when `*wanted` of them are needed to tell. */
static const struct mi_reader_type *recognise(const uint8_t *head, size_t there, size_t *wanted)
{
    for (size_t i = 0; i < sizeof READERS / sizeof READERS[0]; i++) {
        bool can_have_more = there >= *wanted && there < MI_STREAM_BUFFER;
        switch (READERS[i]->matches(head, there)) {
        case MI_MATCH_YES: return READERS[i];
        case MI_MATCH_MORE:
            if (can_have_more) {
                *wanted = there + 1;
                return NULL;
            }
            break;
        case MI_MATCH_NO: break;
        }
    }
    return &mi_text_reader;
}

/* Of a file for which it is worth while. */
static void read_ahead(struct mi_source *source)
{
    enum { WORTH_WHILE = 1 << 20 };
    uint64_t done;
    mi_stream_progress(source->stream, &done, &source->size);
    if (!mi_stream_is_file(source->stream) || source->size < WORTH_WHILE)
        return;
    mi_stream_before_read(source->stream, NULL, NULL);
    source->ahead =
        mi_ahead_begin(source->type, source->reader, source->stream, source->hook, source->context);
    if (source->ahead == NULL)
        mi_stream_before_read(source->stream, source->hook, source->context);
}

static bool begin(struct mi_source *source)
{
    size_t wanted = 1;
    while (source->type == NULL) {
        size_t there = 0;
        const uint8_t *head = mi_stream_peek(source->stream, wanted, &there);
        source->type = recognise(head, there, &wanted);
    }
    source->reader = source->type->open(source->stream, source->flags);
    if (source->reader != NULL)
        read_ahead(source);
    return source->reader != NULL;
}

/* The end, or first what stopped the stream before its end. */
static enum mi_got end(struct mi_source *source)
{
    struct mi_problem problem = {.code = MI_OK};
    if (source->stream != NULL)
        problem = mi_stream_problem(source->stream);
    source->ended = true;
    if (problem.code == MI_OK)
        return MI_GOT_END;
    source->item = (struct mi_item){.problem = problem};
    return MI_GOT_PROBLEM;
}

/* Of a file that is read ahead, all is there. */
static bool is_over(const struct mi_source *source)
{
    return source->stream != NULL && source->ahead == NULL && mi_stream_is_over(source->stream);
}

enum mi_got mi_source_next(struct mi_source *source)
{
    if (source->ended)
        return MI_GOT_END;
    if (source->reader == NULL && !begin(source)) {
        source->ended = true;
        source->item = (struct mi_item){
            .problem = {.code = MI_P_CANNOT_READ, .string = "out of memory"},
        };
        return MI_GOT_PROBLEM;
    }
    enum mi_got got = source->ahead != NULL ? mi_ahead_next(source->ahead, &source->item)
                                            : source->type->next(source->reader, &source->item);
    if (got == MI_GOT_PROBLEM && is_over(source))
        got = MI_GOT_END; /* that the input breaks off here is no fault of it */
    return got == MI_GOT_END ? end(source) : got;
}

const struct mi_packet *mi_source_packet(const struct mi_source *source)
{
    return source->ahead != NULL ? mi_ahead_packet(source->ahead) : &source->item.packet;
}

const struct mi_problem *mi_source_problem(const struct mi_source *source)
{
    return &source->item.problem;
}

uint64_t mi_source_position(const struct mi_source *source)
{
    return source->item.position;
}

const char *mi_source_name(const struct mi_source *source)
{
    return source->name;
}

const char *mi_source_format(const struct mi_source *source)
{
    return source->type != NULL ? source->type->name : NULL;
}

bool mi_source_is_live(const struct mi_source *source)
{
    return source->stream == NULL;
}

void mi_source_progress(const struct mi_source *source, uint64_t *done, uint64_t *size)
{
    *done = 0;
    *size = 0;
    if (source->ahead != NULL) {
        *done = mi_ahead_progress(source->ahead);
        *size = source->size;
    } else if (source->stream != NULL) {
        mi_stream_progress(source->stream, done, size);
    }
}

void mi_source_before_read(struct mi_source *source, void (*hook)(void *context), void *context)
{
    source->hook = hook;
    source->context = context;
    if (source->stream != NULL)
        mi_stream_before_read(source->stream, hook, context);
    else
        mi_live_before_read(source->reader, hook, context);
}

void mi_source_deadline(struct mi_source *source, mi_time moment)
{
    if (source->stream != NULL)
        mi_stream_deadline(source->stream, moment);
    else
        mi_live_deadline(source->reader, moment);
}

void mi_source_end_with(struct mi_source *source, int file)
{
    if (source->stream != NULL)
        mi_stream_end_with(source->stream, file);
}

bool mi_source_is_open(const struct mi_source *source)
{
    return source->stream != NULL ? mi_stream_problem(source->stream).code == MI_OK
                                  : mi_live_is_open(source->reader);
}

void mi_source_close(struct mi_source *source)
{
    if (source == NULL)
        return;
    mi_ahead_end(source->ahead);
    if (source->reader != NULL)
        source->type->close(source->reader);
    mi_stream_close(source->stream);
    free(source->name);
    free(source);
}
