/*
 * What connected devices say in an input, beside its advertisements: readings in the clear become
 * frames, and what tells of keys is for those who give a struct mi_pairing.
 */
#ifndef MITOOL_CLI_CONNECTIONS_H
#define MITOOL_CLI_CONNECTIONS_H

#include "pairing/gatt_frame.h"
#include "pairing/pairing.h"

/* What a connection says, when readings are wanted; gives how many frames pass the filter. */
typedef unsigned connections_take(void *context, const struct mi_link_event *event);

struct connections {
    connections_take *take;
    void *context;              /* of `take` */
    struct mi_pairing *pairing; /* NULL: readings are wanted instead */
    uint64_t count;
    uint64_t of_mi;  /* of these, with a service of Xiaomi's */
    unsigned frames; /* of this packet */
    struct mi_links links;
    struct mi_gatt_readings readings;
};

/* NULL, after saying so, when out of memory. */
struct connections *connections_new(struct mi_pairing *pairing, connections_take *take_reading,
                                    void *context);

/* Takes a packet, of which it may be known that it is of advertisements; how many frames it held.
 */
unsigned connections_feed(struct connections *connections, const struct mi_packet *packet,
                          bool has_reports);

/* The end of an input, which the next one may continue; and of the last one. */
void connections_next(struct connections *connections);
void connections_end(struct connections *connections);

#endif
