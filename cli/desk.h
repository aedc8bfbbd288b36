/* Where publishing is done: a publisher and its broker, or what is printed in place of one. */
#ifndef MITOOL_CLI_DESK_H
#define MITOOL_CLI_DESK_H

#include "broker_place.h"

#include "broker/broker.h"
#include "publish/publisher.h"

enum { DESK_NAME = 64, DESK_TOPIC = 256 };

struct desk {
    const struct settings *settings;
    struct broker_place place;
    char gateway[DESK_NAME];
    char client[2 * DESK_NAME];
    char will_topic[DESK_TOPIC];
    struct mi_publisher *publisher; /* NULL: none is needed */
    struct mi_broker *broker;       /* NULL: a dry run */
    bool is_capture;
    bool has_begun;
    bool has_failed;         /* the broker, or to be in time */
    struct mi_letter letter; /* of a dry run */
};

/* Names and broker, as the settings say; `is_capture`: what is published is long ago. Says what is
 * wrong; to be closed in any case. */
enum exit_status desk_open(struct desk *desk, const struct settings *settings, bool is_capture);

struct mi_names desk_names(const struct desk *desk);

/* With whom the broker is to deal, and whether a will is left. False, after saying why, when there
 * can be none. */
bool desk_write_to(struct desk *desk, const struct mi_correspondent *correspondent, bool has_will);

/* The publisher, which deals with the broker, or is printed. The same. */
bool desk_publish(struct desk *desk);

/* Begins to connect, or to print; only the first time. For a capture the broker has to be there. */
void desk_begin(struct desk *desk);

/* What the publisher is told comes between these. The second sends it on its way. */
void desk_lock(struct desk *desk);
void desk_unlock(struct desk *desk);

/* Until a capture is worth reading on: what was read first has to be on its way. */
void desk_wait(struct desk *desk);

/* Waits until `is_met`, asked with the lock, for so many seconds without anything taken. */
bool desk_wait_until(struct desk *desk, bool (*is_met)(void *context), void *context,
                     unsigned seconds);

/* Nothing more is to be published: what waits is sent, and that we leave; what was lost is said. */
void desk_end(struct desk *desk);

void desk_close(struct desk *desk);

#endif
