/* The sinks that publish frames. */
#include "sink.h"

#include "desk.h"
#include "notify.h"
#include "output.h"
#include "pipeline.h"

#include "capture/clock.h"

/* --- what is live and has no time was heard now --- */

static struct mi_advert stamped(const struct mi_advert *advert)
{
    struct mi_advert copy = *advert;
    if (copy.time == MI_NO_TIME)
        copy.time = mi_clock_wall();
    return copy;
}

static void stamp_frame(struct sink *sink, struct sighting *sighting)
{
    const struct mi_advert *before = sighting->advert;
    struct mi_advert advert = stamped(before);
    sighting->advert = &advert;
    sink_frame(sink->next, sighting);
    sighting->advert = before;
}

static bool stamp_copy(struct sink *sink, struct copy *copy)
{
    const struct mi_advert *before = copy->advert;
    struct mi_advert advert = stamped(before);
    copy->advert = &advert;
    bool is_taken = sink_copy(sink->next, copy);
    copy->advert = before;
    return is_taken;
}

struct sink *stamping_new(void)
{
    static const struct sink_kind KIND = {
        .size = sizeof(struct sink), .frame = stamp_frame, .copy = stamp_copy};
    return sink_new(&KIND);
}

/* --- publishing --- */

struct publishing {
    struct sink sink;
    struct desk *desk;
    char line[PRINTED_MAX];
};

static bool is_own(const struct sighting *sighting)
{
    size_t first;
    return sighting->ring != NULL &&
           mi_keyring_find(sighting->ring, sighting->frame->address, &first) > 0;
}

static void take_line(struct publishing *publishing, const struct sighting *sighting)
{
    struct mi_text line = mi_text(publishing->line, sizeof publishing->line);
    JSON_PRINTER.frame(&line, sighting, &publishing->desk->settings->output);
    mi_publisher_take_line(publishing->desk->publisher, sighting->frame->address, line.start,
                           line.length - 1); /* without its end */
}

static void take_frame(struct sink *sink, struct sighting *sighting)
{
    struct publishing *publishing = sink->self;
    struct desk *desk = publishing->desk;
    const struct settings *settings = desk->settings;
    bool is_wanted = settings->publish.all_devices || settings->filter.count > 0;
    const struct mi_frame *frame = sighting->frame;
    if (frame->address_source == MI_ADDRESS_NONE || !(is_wanted || is_own(sighting)))
        return;
    desk_begin(desk);
    desk_lock(desk);
    mi_publisher_hear(desk->publisher,
                      &(struct mi_news){
                          .frame = frame,
                          .advert = sighting->advert,
                          .name = sighting->ring != NULL
                                      ? mi_keyring_name_of(sighting->ring, frame->address)
                                      : NULL,
                          .is_own = is_own(sighting),
                          .is_copy = sighting->is_copy,
                          .time = sighting->advert->time,
                          .now = mi_clock(),
                      });
    if (settings->publish.raw)
        take_line(publishing, sighting);
    desk_unlock(desk);
    desk_wait(desk);
    sink->pipeline->is_done = sink->pipeline->is_done || desk->has_failed;
}

static bool recalls(struct sink *sink, const struct copy *copy)
{
    const struct publishing *publishing = sink->self;
    struct desk *desk = publishing->desk;
    if (desk->broker != NULL)
        mi_broker_lock(desk->broker);
    bool is_known =
        mi_publisher_knows(desk->publisher, copy->advert->address, copy->hash, mi_clock());
    if (desk->broker != NULL)
        mi_broker_unlock(desk->broker);
    return is_known;
}

/* Nothing is new in it. */
static bool take_copy(struct sink *sink, struct copy *copy)
{
    (void)sink;
    (void)copy;
    return true;
}

static void wait(struct sink *sink)
{
    const struct publishing *publishing = sink->self;
    if (!publishing->desk->has_begun)
        notify("READY=1");
    desk_begin(publishing->desk);
}

/* The thread of the broker talks, too. */
static void take_problem(struct sink *sink, const char *place, uint64_t position,
                         const struct mi_problem *problem)
{
    const struct publishing *publishing = sink->self;
    desk_lock(publishing->desk);
    talk_problem(place, position, problem);
    desk_unlock(publishing->desk);
}

struct sink *publishing_new(struct desk *desk)
{
    static const struct sink_kind KIND = {
        .size = sizeof(struct publishing),
        .wait = wait,
        .frame = take_frame,
        .copy = take_copy,
        .recalls = recalls,
        .problem = take_problem,
    };
    struct publishing *publishing = sink_new(&KIND);
    if (publishing == NULL)
        return NULL;
    publishing->desk = desk;
    return &publishing->sink;
}
