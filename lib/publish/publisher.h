/*
 * The publisher: is told of frames, and gives the messages that are to be sent, when they are. It
 * keeps the last state of each topic and the last events, and nothing else: however slow or far
 * away the broker is, no last state is lost and memory stays what it is.
 *
 * Moments are of a clock that does not jump. All memory is taken in the beginning; nothing is read
 * or written here.
 */
#ifndef MITOOL_PUBLISH_PUBLISHER_H
#define MITOOL_PUBLISH_PUBLISHER_H

#include "base/span.h"
#include "beacon/frame.h"
#include "publish/letter.h"
#include "publish/names.h"
#include "radio/advert.h"

struct mi_publish_options {
    struct mi_names names;
    uint32_t expire;    /* seconds after which a measurement is none any more */
    uint32_t heartbeat; /* seconds after which a state that did not change is sent again */
    bool is_capture;    /* its times are long ago: nothing expires or beats */
    bool has_events;    /* of a capture, too */
    bool is_raw;        /* lines of JSON as well */
    bool is_dry;        /* nobody has to subscribe before something can be sent */
};

struct mi_publisher;

/* The names must outlive it. NULL when out of memory. */
struct mi_publisher *mi_publisher_new(const struct mi_publish_options *options);
void mi_publisher_free(struct mi_publisher *publisher);

/* --- what was heard --- */

struct mi_news {
    const struct mi_frame *frame;
    const struct mi_advert *advert;
    const char *name; /* of the device in the key ring; NULL: none */
    bool is_own;      /* the key ring has a key for it */
    bool is_copy;     /* the same bytes were heard shortly before */
    mi_time time;     /* since 1970, when it was sent; MI_NO_TIME: not known */
    mi_time now;
};

void mi_publisher_hear(struct mi_publisher *publisher, const struct mi_news *heard);

/* Whether a copy of the frame with this hash would change nothing yet: it need not be read again.
 */
bool mi_publisher_knows(const struct mi_publisher *publisher, struct mi_address address,
                        uint64_t hash, mi_time now);

/* A line of JSON about a device; is dropped when too many of them wait. */
void mi_publisher_take_line(struct mi_publisher *publisher, struct mi_address address,
                            const char *line, size_t size);

/* Nothing more is heard: what waits is given, and last of all that the gateway is offline. */
void mi_publisher_end(struct mi_publisher *publisher);

/* --- what is to be sent --- */

/* The next message that is due; false when there is none. */
bool mi_publisher_next(struct mi_publisher *publisher, mi_time now, struct mi_letter *message);

/* When there may be one although nothing happens; MI_NO_TIME: never. */
mi_time mi_publisher_due(const struct mi_publisher *publisher);

/* Whether so much waits that who reads a capture should wait, too. */
bool mi_publisher_is_crowded(const struct mi_publisher *publisher);

/* Whether everything was given, to the last message. */
bool mi_publisher_is_done(const struct mi_publisher *publisher);

/* --- what the broker does --- */

/* A connection begins, in which all is to be sent once more; with `has_expiry` the broker drops
 * what expires. Before the first one nothing is given. */
void mi_publisher_connect(struct mi_publisher *publisher, mi_time now, bool has_expiry);

/* It has the message with this token. */
void mi_publisher_acknowledge(struct mi_publisher *publisher, uint32_t token);

/* What is to be subscribed to; false past the end. `is_news`: without what the broker has kept. */
bool mi_publisher_subscription(const struct mi_publisher *publisher, size_t index,
                               struct mi_text *topic, bool *is_news);

/* A message that came. */
void mi_publisher_read(struct mi_publisher *publisher, const char *topic, struct mi_span payload);

/* What is lost for good. */
struct mi_publish_losses {
    uint32_t devices; /* for which there was no room */
    uint32_t events;  /* too many, or too old when they could be sent */
    uint32_t lines;
};
struct mi_publish_losses mi_publisher_losses(const struct mi_publisher *publisher);

#endif
