/*
 * A broker: takes letters over MQTT. A thread of its own connects, asks for letters, sees them
 * acknowledged, and begins anew when the connection breaks: MQTT 5 first, 3.1.1 where that is not
 * known. Nothing is kept here but the few letters that are on their way.
 *
 * There is one lock, held while the correspondent is called: whoever else touches what it touches
 * takes it.
 */
#ifndef MITOOL_BROKER_BROKER_H
#define MITOOL_BROKER_BROKER_H

#include "base/problem.h"
#include "base/span.h"
#include "base/time.h"
#include "publish/letter.h"

struct mi_broker_options {
    const char *host;
    uint16_t port;
    const char *user;       /* NULL: none */
    const char *password;   /* NULL: none */
    const char *client;     /* two of one name throw each other out */
    const char *will_topic; /* NULL: no will */
    const char *will;
    bool has_tls;
    const char *authority;   /* file with its certificate; NULL: those of the system */
    const char *certificate; /* our own, and its key; NULL: none */
    const char *key;
    bool takes_any_host; /* whoever the broker's certificate is for */
};

/* Who writes the letters. */
struct mi_correspondent {
    void *context;

    /* The next letter; false when there is none. */
    bool (*next)(void *context, mi_time now, struct mi_letter *letter);

    /* When there may be one although nothing happens; MI_NO_TIME: never. */
    mi_time (*due)(void *context);

    /* The broker has the one with this token. */
    void (*acknowledged)(void *context, uint32_t token);

    /* A connection begins, in which nothing is on its way; `has_expiry`: letters can expire. */
    void (*connected)(void *context, mi_time now, bool has_expiry);

    /* What to subscribe to; false past the end. `is_news`: not what the broker has kept. */
    bool (*subscription)(void *context, size_t index, struct mi_text *topic, bool *is_news);

    void (*heard)(void *context, const char *topic, struct mi_span payload);

    /* Something to tell, once: that the broker is away, is back, or, as the `last` thing, why it is
     * given up. */
    void (*tell)(void *context, const struct mi_problem *problem, bool is_last);
};

struct mi_broker;

/* The strings must outlive it. NULL, and why in `problem`, when there can be none. */
struct mi_broker *mi_broker_new(const struct mi_broker_options *options,
                                const struct mi_correspondent *correspondent,
                                struct mi_problem *problem);

/* Begins to connect. False when there can be no thread. */
bool mi_broker_begin(struct mi_broker *broker);

void mi_broker_lock(struct mi_broker *broker);
void mi_broker_unlock(struct mi_broker *broker);

/* There is something to send. */
void mi_broker_wake(struct mi_broker *broker);

/* With the lock: waits until something has changed, for so long at most. */
void mi_broker_wait(struct mi_broker *broker, unsigned milliseconds);

struct mi_broker_state {
    uint64_t taken;   /* letters */
    size_t in_flight; /* letters on their way */
    bool was_there;   /* once */
    bool is_given_up; /* because it refuses what will not be otherwise the next time */
};

/* To be looked at with the lock. */
const struct mi_broker_state *mi_broker_state(const struct mi_broker *broker);

/* Takes leave of it and gives all back. What is still on its way is lost. NULL is none. */
void mi_broker_end(struct mi_broker *broker);

/* Of the library in use: "2.0.11"; NULL when there is none. */
const char *mi_mosquitto_version(void);

#endif
