#include "progress.h"

#include "terminal.h"

#include "capture/clock.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

struct progress progress_begin(const struct mi_source *source, bool is_alone)
{
    return (struct progress){
        .source = source,
        .is_wanted =
            isatty(STDERR_FILENO) && !terminal_is_dumb() && (is_alone || !isatty(STDOUT_FILENO)),
        .last = mi_clock(),
    };
}

void progress_show(struct progress *progress)
{
    enum { MEGABYTE = 1000000 };
    uint64_t done = 0;
    uint64_t size = 0;
    if (!progress->is_wanted || mi_clock() - progress->last < MI_SECOND)
        return;
    progress->last = mi_clock();
    progress->is_shown = true;
    mi_source_progress(progress->source, &done, &size);
    if (size > 0)
        (void)fprintf(stderr, "\r%3" PRIu64 " %% of %" PRIu64 " MB ", done * 100 / size,
                      size / MEGABYTE);
    else
        (void)fprintf(stderr, "\r%" PRIu64 " MB ", done / MEGABYTE);
    (void)fflush(stderr);
}

void progress_end(struct progress *progress)
{
    if (progress->is_shown)
        (void)fputs("\r\033[K", stderr);
    progress->is_shown = false;
}
