#include "capture/source.h"

#include "capture/ahead.h"
#include "capture/archive.h"
#include "capture/live/live.h"
#include "capture/reader.h"

#include <stdlib.h>
#include <string.h>

#define READER_LISTED(name_) &mi_##name_##_reader,

static const struct mi_reader_type *const LIST[] = {READERS(READER_LISTED)};

struct mi_source {
    struct mi_stream *file;     /* NULL: an adapter */
    struct mi_archive *archive; /* NULL: the file is none */
    struct mi_stream *stream;   /* the file, or one in it */
    unsigned flags;
    char *name;
    const struct mi_reader_type *type; /* NULL before the first item */
    void *reader;
    bool has_begun;
    bool is_used_up;    /* the reader of the stream has come to its end */
    bool knows_nothing; /* of what is in an archive, so far */
    bool ended;
    struct mi_ahead *ahead; /* takes the items out of the reader; NULL: nobody does */
    uint64_t size;          /* of the stream, for as long as it is `ahead`'s */
    struct mi_item item;    /* the last one given, but for packets that were read ahead, */
    struct mi_run run;      /* of which this is the last one given, and how many are left */
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
    source->file = stream;
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
    return new_source(mi_stream_memory(text, size), name != NULL ? name : "", flags);
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
    for (size_t i = 0; i < sizeof LIST / sizeof LIST[0]; i++) {
        bool can_have_more = there >= *wanted && there < MI_STREAM_BUFFER;
        enum mi_match match = LIST[i]->matches(head, there);
        bool is_undecided = match == MI_MATCH_MORE || match == MI_MATCH_WHOLE;
        if (is_undecided && can_have_more) {
            *wanted = there + 1;
            return NULL;
        }
        if (match == MI_MATCH_YES || match == MI_MATCH_WHOLE)
            return LIST[i];
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

static const struct mi_reader_type *find_type(struct mi_stream *stream)
{
    const struct mi_reader_type *type = NULL;
    size_t wanted = 1;
    while (type == NULL) {
        size_t there = 0;
        const uint8_t *head = mi_stream_peek(stream, wanted, &there);
        type = recognise(head, there, &wanted);
    }
    return type;
}

void *mi_reader_open(const struct mi_reader_type *type, struct mi_stream *stream, unsigned flags)
{
    struct mi_input *reader = calloc(1, type->size);
    if (reader == NULL)
        return NULL;
    *reader = (struct mi_input){type, stream, flags, (flags & MI_SOURCE_DATA) != 0};
    if (type->prepare == NULL || type->prepare(reader))
        return reader;
    type->close(reader);
    return NULL;
}

static bool begin_stream(struct mi_source *source)
{
    source->type = find_type(source->stream);
    source->reader = mi_reader_open(source->type, source->stream, source->flags);
    if (source->reader != NULL)
        read_ahead(source);
    return source->reader != NULL;
}

static void leave_stream(struct mi_source *source)
{
    mi_ahead_end(source->ahead);
    source->ahead = NULL;
    if (source->reader != NULL)
        source->type->close(source->reader);
    source->reader = NULL;
    source->is_used_up = false;
    source->stream = NULL;
}

static enum mi_got give_problem(struct mi_source *source, struct mi_problem problem)
{
    source->item = (struct mi_item){.problem = problem};
    return MI_GOT_PROBLEM;
}

/* Of a file that is read ahead, all is there. */
static bool is_over(const struct mi_source *source)
{
    return source->stream != NULL && source->ahead == NULL && mi_stream_is_over(source->stream);
}

/* What the reader gives; behind its end what stopped the stream. */
static enum mi_got read_stream(struct mi_source *source)
{
    if (source->is_used_up)
        return MI_GOT_END;
    if (source->reader == NULL && !begin_stream(source)) {
        source->is_used_up = true;
        return give_problem(source, (struct mi_problem){.code = MI_P_OUT_OF_MEMORY});
    }
    enum mi_got got = source->ahead != NULL
                          ? mi_ahead_next(source->ahead, &source->item, &source->run)
                          : source->type->next(source->reader, &source->item);
    if (got == MI_GOT_PROBLEM && is_over(source))
        got = MI_GOT_END; /* that the input breaks off here is no fault of it */
    if (got != MI_GOT_END)
        return got;
    source->is_used_up = true;
    struct mi_problem problem = {.code = MI_OK};
    if (source->stream != NULL)
        problem = mi_stream_problem(source->stream);
    return problem.code != MI_OK ? give_problem(source, problem) : MI_GOT_END;
}

/* The next file of the archive becomes what is read; MI_GOT_PACKET when there is one. */
static enum mi_got next_file(struct mi_source *source)
{
    struct mi_problem problem;
    source->stream = mi_archive_next(source->archive, &problem);
    if (source->stream != NULL) {
        mi_stream_wait_like(source->stream, source->file);
        return MI_GOT_PACKET;
    }
    if (problem.code == MI_OK && source->knows_nothing)
        problem.code = MI_P_ZIP_NOTHING;
    source->knows_nothing = false;
    return problem.code != MI_OK ? give_problem(source, problem) : MI_GOT_END;
}

/* Pictures and the like are passed over, unless there is nothing else. */
static enum mi_got read_archive(struct mi_source *source)
{
    for (;;) {
        enum mi_got got = source->stream != NULL ? MI_GOT_PACKET : next_file(source);
        if (got != MI_GOT_PACKET)
            return got;
        got = read_stream(source);
        bool is_known = got != MI_GOT_PROBLEM || source->item.problem.code != MI_P_NOT_TEXT;
        source->knows_nothing = source->knows_nothing && !is_known;
        bool is_last = got == MI_GOT_END && mi_stream_is_over(source->stream);
        if (is_last || (got != MI_GOT_END && is_known))
            return got;
        leave_stream(source);
    }
}

/* When the file is an archive: opens it. False with a problem when that fails. */
static bool begin_file(struct mi_source *source)
{
    struct mi_problem problem;
    source->has_begun = true;
    if (source->file == NULL || find_type(source->file) != &mi_zip_reader ||
        !mi_stream_is_random(source->file))
        return true;
    source->type = &mi_zip_reader;
    source->stream = NULL;
    source->knows_nothing = true;
    source->archive = mi_archive_open(source->file, source->name, &problem);
    if (source->archive == NULL)
        (void)give_problem(source, problem);
    return source->archive != NULL;
}

enum mi_got mi_source_next(struct mi_source *source)
{
    if (source->run.more > 0) {
        source->run.more--;
        source->run.packet++;
        return MI_GOT_PACKET;
    }
    if (source->ended)
        return MI_GOT_END;
    if (!source->has_begun && !begin_file(source)) {
        source->ended = true;
        return MI_GOT_PROBLEM;
    }
    enum mi_got got = source->archive != NULL ? read_archive(source) : read_stream(source);
    source->ended = got == MI_GOT_END;
    return got;
}

const struct mi_packet *mi_source_packet(const struct mi_source *source)
{
    return source->ahead != NULL ? source->run.packet : &source->item.packet;
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
    return source->archive != NULL ? mi_archive_name(source->archive) : source->name;
}

const char *mi_source_format(const struct mi_source *source)
{
    return source->type != NULL ? source->type->name : NULL;
}

bool mi_source_is_live(const struct mi_source *source)
{
    return source->file == NULL;
}

int mi_source_adapter(const struct mi_source *source)
{
    return mi_source_is_live(source) ? mi_live_adapter(source->reader) : MI_LIVE_ANY;
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
    if (source->archive != NULL)
        mi_archive_progress(source->archive, done, size);
}

void mi_source_before_read(struct mi_source *source, void (*hook)(void *context), void *context)
{
    source->hook = hook;
    source->context = context;
    if (source->file != NULL)
        mi_stream_before_read(source->file, hook, context);
    else
        mi_live_before_read(source->reader, hook, context);
}

void mi_source_deadline(struct mi_source *source, mi_time moment)
{
    if (source->file != NULL)
        mi_stream_deadline(source->file, moment);
    else
        mi_live_deadline(source->reader, moment);
}

void mi_source_end_with(struct mi_source *source, int file)
{
    if (source->file != NULL)
        mi_stream_end_with(source->file, file);
}

bool mi_source_is_open(const struct mi_source *source)
{
    return source->file != NULL ? mi_stream_problem(source->file).code == MI_OK
                                : mi_live_is_open(source->reader);
}

void mi_source_close(struct mi_source *source)
{
    if (source == NULL)
        return;
    leave_stream(source);
    mi_archive_close(source->archive);
    mi_stream_close(source->file);
    free(source->name);
    free(source);
}
