#include "recorder.h"

#include "talk.h"

#include <errno.h>
#include <string.h>

static void say_error(const struct recorder *recorder, int reason)
{
    bool is_stdout = strcmp(recorder->settings->write_path, "-") == 0;
    if (reason == EPIPE)
        return; /* whoever read it had enough */
    talk(is_stdout ? "standard output" : recorder->settings->write_path, 0, "cannot be written: %s",
         strerror(reason != 0 ? reason : EIO));
}

bool recorder_open(struct recorder *recorder, const struct settings *settings)
{
    recorder->settings = settings;
    if (settings->write_path == NULL)
        return true;
    recorder->writer = mi_writer_open(settings->write_path, settings->write_type);
    if (recorder->writer == NULL)
        say_error(recorder, errno);
    return recorder->writer != NULL;
}

bool recorder_close(struct recorder *recorder)
{
    struct mi_writer *writer = recorder->writer;
    recorder->writer = NULL;
    if (writer == NULL)
        return true;
    errno = 0;
    bool is_closed = mi_writer_close(writer);
    if (is_closed && !recorder->has_failed)
        return true;
    say_error(recorder, recorder->has_failed ? recorder->reason : errno);
    return false;
}

void recorder_begin(struct recorder *recorder, const struct mi_packet *packet)
{
    if (recorder->writer == NULL)
        return;
    recorder->packet = packet;
    recorder->is_wanted = false;
    recorder->comment = mi_text(recorder->comment_buffer, sizeof recorder->comment_buffer);
}

void recorder_frame(struct recorder *recorder, const struct mi_frame *frame)
{
    if (recorder->writer == NULL || !recorder->settings->write_decrypted)
        return;
    if (recorder->comment.length > 0)
        mi_text_add(&recorder->comment, "; ");
    print_comment(&recorder->comment, frame);
}

static void write_out(struct recorder *recorder)
{
    const char *comment = recorder->comment.length > 0 ? recorder->comment.start : NULL;
    errno = 0;
    if (recorder->has_failed ||
        mi_writer_put(recorder->writer, recorder->packet, &recorder->advert, comment))
        return;
    recorder->has_failed = true;
    recorder->reason = errno;
}

void recorder_advert(struct recorder *recorder, const struct mi_advert *advert)
{
    if (recorder->writer == NULL)
        return;
    recorder->advert = *advert;
    /* Advertising data put together from several packets does not outlive the next one. */
    if (mi_advert_is_in(advert, recorder->packet))
        recorder->is_wanted = true;
    else
        write_out(recorder);
}

void recorder_end(struct recorder *recorder)
{
    if (recorder->is_wanted)
        write_out(recorder);
    recorder->is_wanted = false;
}
