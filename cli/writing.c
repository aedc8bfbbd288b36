/* The sink that writes packets to a capture file. */
#include "output.h"
#include "pipeline.h"
#include "print_text.h"
#include "sink.h"
#include "talk.h"

#include <errno.h>
#include <string.h>

enum { COMMENT_MAX = 8192 };

struct writing {
    struct sink sink;
    const struct write_settings *settings;
    struct mi_writer *writer; /* NULL before it is open */
    bool has_failed;          /* which is said once */

    /* of the packet that is read */
    const struct mi_packet *packet;
    struct mi_advert advert; /* of one that passed */
    bool is_wanted;
    struct mi_text comment;
    char comment_buffer[COMMENT_MAX];
};

/* A reader who has had enough of a pipe need not be told. */
static void fail(struct sink *sink, int reason)
{
    struct writing *writing = sink->self;
    const char *path = writing->settings->path;
    const char *place = strcmp(path, "-") == 0 ? "standard output" : path;
    struct mi_problem problem = {.code = MI_P_CANNOT_WRITE, .string = strerror(reason)};
    if (reason == ETIMEDOUT || reason == EINTR)
        problem.code = MI_P_NOT_TAKEN;
    if (!writing->has_failed && reason != EPIPE)
        talk_problem(place, 0, &problem);
    writing->has_failed = true;
    sink->pipeline->tally.problems++;
    sink->pipeline->is_done = true;
}

static bool may_write(void *context, int file)
{
    (void)context;
    return output_wait(file);
}

/* Not before there is an input: what the file holds until then is not given away for nothing. */
static void begin(struct sink *sink)
{
    struct writing *writing = sink->self;
    writing->writer = mi_writer_open(writing->settings->path, writing->settings->type);
    if (writing->writer != NULL)
        mi_writer_before_write(writing->writer, may_write, NULL);
    else
        fail(sink, errno);
    sink_opened(sink->next);
}

static void flush(struct sink *sink)
{
    struct writing *writing = sink->self;
    if (writing->writer != NULL && !mi_writer_flush(writing->writer))
        fail(sink, errno);
    sink_wait(sink->next);
}

static void end(struct sink *sink)
{
    struct writing *writing = sink->self;
    if (writing->writer != NULL && !mi_writer_close(writing->writer))
        fail(sink, errno);
    writing->writer = NULL;
    sink_end(sink->next);
}

static void take_packet(struct sink *sink, const struct mi_packet *packet)
{
    struct writing *writing = sink->self;
    writing->packet = packet;
    writing->is_wanted = false;
    writing->comment = mi_text(writing->comment_buffer, sizeof writing->comment_buffer);
    sink_packet(sink->next, packet);
}

static void take_frame(struct sink *sink, struct sighting *sighting)
{
    static const struct output_settings PLAIN = {.color = COLOR_NEVER};
    struct writing *writing = sink->self;
    if (writing->settings->decrypted) {
        mi_text_add(&writing->comment, writing->comment.length > 0 ? "; " : "");
        text_outcome(&writing->comment, sighting->frame, &PLAIN);
    }
    sink_frame(sink->next, sighting);
}

static void write_out(struct sink *sink)
{
    struct writing *writing = sink->self;
    const char *comment = writing->comment.length > 0 ? writing->comment.start : NULL;
    if (!mi_writer_put(writing->writer, writing->packet, &writing->advert, comment))
        fail(sink, errno);
}

static void take_advert(struct sink *sink, const struct mi_advert *advert)
{
    struct writing *writing = sink->self;
    writing->advert = *advert;
    /* Advertising data put together from several packets does not outlive the next one. */
    if (mi_advert_is_in(advert, writing->packet))
        writing->is_wanted = true;
    else
        write_out(sink);
    sink_advert(sink->next, advert);
}

static void end_packet(struct sink *sink, unsigned frames)
{
    struct writing *writing = sink->self;
    if (writing->is_wanted)
        write_out(sink);
    sink_packet_end(sink->next, frames);
}

struct sink *writing_new(const struct write_settings *settings)
{
    static const struct sink_kind KIND = {.size = sizeof(struct writing),
                                          .opened = begin,
                                          .wait = flush,
                                          .end = end,
                                          .packet = take_packet,
                                          .packet_end = end_packet,
                                          .frame = take_frame,
                                          .advert = take_advert};
    struct writing *writing = sink_new(&KIND);
    if (writing == NULL)
        return NULL;
    writing->settings = settings;
    return &writing->sink;
}
