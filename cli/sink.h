/*
 * Sinks: what becomes of what a pipeline reads. They form a chain: each event goes to the first
 * one that has a function for it, which passes on what those behind it should get.
 */
#ifndef MITOOL_CLI_SINK_H
#define MITOOL_CLI_SINK_H

#include "capture/writer.h"
#include "devices/device.h"
#include "printer.h"
#include "talk.h"

struct pipeline;
struct sink;

/* An envelope that may be a copy of one that was heard before. */
struct copy {
    uint64_t hash;
    const struct mi_advert *advert;
    const char *name;      /* of the device; NULL: none is known */
    enum mi_status status; /* of the frame, as it was when it was decoded */
};

struct sink_kind {
    size_t size; /* of a sink and what is behind it; 0: it is not the pipeline's */

    /* The first input is open, and is read next. */
    void (*opened)(struct sink *sink);

    /* Nothing comes for a while: what was taken so far has to be delivered. */
    void (*wait)(struct sink *sink);

    /* Nothing comes any more. */
    void (*end)(struct sink *sink);

    /* A packet; then what was found in it; then its end, with how many frames it held. */
    void (*packet)(struct sink *sink, const struct mi_packet *packet);
    void (*packet_end)(struct sink *sink, unsigned frames);

    /* A frame that passes the filter. */
    void (*frame)(struct sink *sink, struct sighting *sighting);

    /*
     * An envelope whose frame was heard before, as its hash tells. True when it was taken as it is,
     * its name and status filled in; otherwise it is decoded and comes as a frame.
     */
    bool (*copy)(struct sink *sink, struct copy *copy);

    /* Whether `copy` would take it. */
    bool (*recalls)(struct sink *sink, const struct copy *copy);

    /* A device sent its name. */
    void (*name)(struct sink *sink, struct mi_address address, const struct mi_ad *ad);

    /* An advertisement whose frames, or one of them, passed the filter, or that has none. */
    void (*advert)(struct sink *sink, const struct mi_advert *advert);

    /* What is wrong with the input, or to be noted. */
    void (*problem)(struct sink *sink, const char *place, uint64_t position,
                    const struct mi_problem *problem);

    void (*free)(struct sink *sink); /* what it holds besides; NULL: nothing */
};

struct sink {
    const struct sink_kind *kind;
    void *self;
    struct sink *next;
    struct pipeline *pipeline;
};

/* A new sink and zeros behind it; NULL when out of memory. */
void *sink_new(const struct sink_kind *kind);

/* The first sink from `sink` on that has the function; NULL: none has. */
#define SINK_SEEK(sink, function)                                                                  \
    while ((sink) != NULL && (sink)->kind->function == NULL)                                       \
    (sink) = (sink)->next

/* sink_packet and so on: they give the event to that sink. */
#define SINK_EVENT(event, parameters, arguments)                                                   \
    static inline void sink_##event parameters                                                     \
    {                                                                                              \
        SINK_SEEK(sink, event);                                                                    \
        if (sink != NULL)                                                                          \
            sink->kind->event arguments;                                                           \
    }

/* clang-format off */
SINK_EVENT(opened, (struct sink *sink), (sink))
SINK_EVENT(wait, (struct sink *sink), (sink))
SINK_EVENT(end, (struct sink *sink), (sink))
SINK_EVENT(packet, (struct sink *sink, const struct mi_packet *packet), (sink, packet))
SINK_EVENT(packet_end, (struct sink *sink, unsigned frames), (sink, frames))
SINK_EVENT(frame, (struct sink *sink, struct sighting *sighting), (sink, sighting))
SINK_EVENT(name, (struct sink *sink, struct mi_address address, const struct mi_ad *ad),
           (sink, address, ad))
SINK_EVENT(advert, (struct sink *sink, const struct mi_advert *advert), (sink, advert))
/* clang-format on */

static inline bool sink_copy(struct sink *sink, struct copy *copy)
{
    SINK_SEEK(sink, copy);
    return sink != NULL && sink->kind->copy(sink, copy);
}

static inline bool sink_recalls(struct sink *sink, const struct copy *copy)
{
    SINK_SEEK(sink, recalls);
    return sink == NULL || sink->kind->recalls(sink, copy);
}

/* When no sink wants it, it becomes a message. */
static inline void sink_problem(struct sink *sink, const char *place, uint64_t position,
                                const struct mi_problem *problem)
{
    SINK_SEEK(sink, problem);
    if (sink != NULL)
        sink->kind->problem(sink, place, position, problem);
    else
        talk_problem(place, position, problem);
}

/* --- the sinks that commands are made of; NULL when out of memory --- */

/* Opens frames with the keys of the settings. */
struct sink *opening_new(const struct key_settings *settings, struct mi_ccm *ccm);

/* Follows devices, whose names it adds, and maybe their readings; with `folds`, what is behind it
 * gets no copies. */
struct sink *following_new(bool folds, bool has_readings);
struct mi_devices *following_devices(const struct sink *sink);

/* Ends the pipeline after `count` frames. */
struct sink *counting_new(uint64_t count);

/* Prints frames; with `remembers`, copies need not be decoded to be printed. */
struct sink *printing_new(const struct output_settings *settings, bool remembers);

/* Writes the packets that passed the filter to a capture file, each of them once. */
struct sink *writing_new(const struct write_settings *settings);

/* Says when a frame was heard that carries no time: now. */
struct sink *stamping_new(void);

/* Publishes frames, of devices that are wanted. */
struct desk;
struct sink *publishing_new(struct desk *desk);

#endif
