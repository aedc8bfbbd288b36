/* A scan where there is none: on all systems but Linux. */
#include "capture/live/live.h"

#ifndef __linux__

#include <stdlib.h>

struct mi_live {
    bool is_told;
};

struct mi_live *mi_live_open(const struct mi_live_options *options)
{
    (void)options;
    return calloc(1, sizeof(struct mi_live));
}

bool mi_live_is_open(const struct mi_live *live)
{
    (void)live;
    return false;
}

int mi_live_adapter(const struct mi_live *live)
{
    (void)live;
    return MI_LIVE_ANY;
}

void mi_live_before_read(struct mi_live *live, void (*hook)(void *context), void *context)
{
    (void)live;
    (void)hook;
    (void)context;
}

void mi_live_deadline(struct mi_live *live, mi_time moment)
{
    (void)live;
    (void)moment;
}

static enum mi_got next(void *reader, struct mi_item *item)
{
    struct mi_live *live = reader;
    *item = (struct mi_item){.problem = {.code = MI_P_LIVE_ELSEWHERE}};
    return live->is_told ? MI_GOT_END : (live->is_told = true, MI_GOT_PROBLEM);
}

static void close_live(void *reader)
{
    free(reader);
}

const struct mi_reader_type mi_live_reader = {.name = "live", .next = next, .close = close_live};

#endif
