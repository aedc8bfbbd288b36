/* The sink that writes packets to a capture file. */
#include "pipeline.h"
#include "print_text.h"
#include "sink.h"
#include "talk.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { COMMENT_MAX = 8192 };

struct writing {
    struct sink sink;
    const struct write_settings *settings;
    struct mi_writer *writer;
    bool has_failed; /* said when it is closed */
    int reason;      /* errno */

    /* of the packet that is read */
    const struct mi_packet *packet;
    struct mi_advert advert; /* of one that passed */
    bool is_wanted;
    struct mi_text comment;
    char comment_buffer[COMMENT_MAX];
};

static void say_error(const char *path, int reason)
{
    if (reason == EPIPE)
        return; /* whoever read it had enough */
    talk(strcmp(path, "-") == 0 ? "standard output" : path, 0, "cannot be written: %s",
         strerror(reason != 0 ? reason : EIO));
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
    struct writing *writing = sink->self;
    if (writing->settings->decrypted) {
        mi_text_add(&writing->comment, writing->comment.length > 0 ? "; " : "");
        text_comment(&writing->comment, sighting->frame);
    }
    sink_frame(sink->next, sighting);
}

static void write_out(struct writing *writing)
{
    const char *comment = writing->comment.length > 0 ? writing->comment.start : NULL;
    errno = 0;
    if (writing->has_failed ||
        mi_writer_put(writing->writer, writing->packet, &writing->advert, comment))
        return;
    writing->has_failed = true;
    writing->reason = errno;
}

static void take_advert(struct sink *sink, const struct mi_advert *advert)
{
    struct writing *writing = sink->self;
    writing->advert = *advert;
    /* Advertising data put together from several packets does not outlive the next one. */
    if (mi_advert_is_in(advert, writing->packet))
        writing->is_wanted = true;
    else
        write_out(writing);
    sink_advert(sink->next, advert);
}

static void end_packet(struct sink *sink, unsigned frames)
{
    struct writing *writing = sink->self;
    if (writing->is_wanted)
        write_out(writing);
    if (writing->has_failed) {
        sink->pipeline->tally.problems++;
        sink->pipeline->is_done = true;
    }
    sink_packet_end(sink->next, frames);
}

static void writing_free(struct sink *sink)
{
    struct writing *writing = sink->self;
    if (writing->writer != NULL)
        (void)mi_writer_close(writing->writer);
    free(writing);
}

struct sink *writing_new(const struct write_settings *settings)
{
    static const struct sink_kind KIND = {.packet = take_packet,
                                          .packet_end = end_packet,
                                          .frame = take_frame,
                                          .advert = take_advert,
                                          .free = writing_free};
    struct writing *writing = calloc(1, sizeof *writing);
    if (writing == NULL) {
        talk(NULL, 0, "out of memory");
        return NULL;
    }
    writing->sink = (struct sink){&KIND, writing, NULL, NULL};
    writing->settings = settings;
    writing->writer = mi_writer_open(settings->path, settings->type);
    if (writing->writer != NULL)
        return &writing->sink;
    say_error(settings->path, errno);
    free(writing);
    return NULL;
}

bool writing_close(struct sink *sink)
{
    struct writing *writing = sink->self;
    errno = 0;
    bool is_closed = mi_writer_close(writing->writer);
    writing->writer = NULL;
    if (is_closed && !writing->has_failed)
        return true;
    say_error(writing->settings->path, writing->has_failed ? writing->reason : errno);
    return false;
}
