/*
 * What connected devices say in an input, beside its advertisements: readings in the clear become
 * frames, and what tells of keys is for those who give a struct mi_pairing.
 */
#ifndef MITOOL_CLI_CONNECTIONS_H
#define MITOOL_CLI_CONNECTIONS_H

#include "pairing/gatt_frame.h"
#include "pairing/pairing.h"

struct pipeline;

struct connections {
    struct pipeline *pipeline;
    struct mi_pairing *pairing; /* NULL: readings are wanted instead */
    uint64_t count;
    uint64_t of_mi;  /* of these, with a service of Xiaomi's */
    unsigned frames; /* of this packet */
    struct mi_links links;
    struct mi_gatt_readings readings;
};

/* For this pipeline, which owns them. False, after saying so, when out of memory. */
bool connections_begin(struct pipeline *pipeline, struct mi_pairing *pairing);

/* Takes a packet; how many frames it held. */
unsigned connections_feed(struct connections *connections, const struct mi_packet *packet);

/* The end of an input, which the next one may continue; and of the last one. */
void connections_next(struct connections *connections);
void connections_end(struct connections *connections);

#endif
