/* The way of each packet to its reader. */
#include "link/link_parts.h"

#include "radio/assigned.h"

#include <string.h>

static const uint64_t PAUSE = 60 * MI_SECOND; /* between two parts of a log */

static void feed_h4(struct mi_links *links, const struct mi_packet *packet, struct mi_bytes bytes)
{
    switch (mi_get_u8(&bytes)) {
    case MI_H4_ACL: mi_link_acl(links, packet, bytes); break;
    case MI_H4_EVENT: mi_link_hci_event(links, packet->adapter, bytes); break;
    default: break;
    }
}

static bool goes_on(const struct mi_links *links, const struct mi_packet *packet)
{
    return links->time != MI_NO_TIME && packet->time >= links->time &&
           mi_time_is_near(links->time, packet->time, PAUSE);
}

static void begin_input(struct mi_links *links, const struct mi_packet *packet)
{
    if (!goes_on(links, packet))
        mi_links_end(links);
    links->input = links->inputs;
}

void mi_links_pass(struct mi_links *links, const struct mi_packet *packet)
{
    if (links->input != links->inputs)
        begin_input(links, packet);
    links->time = packet->time;
    links->number = packet->number;
}

void mi_links_feed(struct mi_links *links, const struct mi_packet *packet)
{
    struct mi_bytes bytes = mi_bytes(packet->bytes, packet->size);
    mi_links_pass(links, packet);
    switch (packet->layer) {
    case MI_LAYER_H4: feed_h4(links, packet, bytes); break;
    case MI_LAYER_EVENT: mi_link_hci_event(links, packet->adapter, bytes); break;
    case MI_LAYER_ACL: mi_link_acl(links, packet, bytes); break;
    case MI_LAYER_AIR: mi_link_air(links, packet, bytes); break;
    default: break;
    }
}

void mi_links_next(struct mi_links *links)
{
    links->inputs++;
}

void mi_links_end(struct mi_links *links)
{
    for (size_t i = 0; i < MI_CONNECTIONS; i++)
        mi_links_close(links, &links->connections[i]);
    memset(links->connections, 0, sizeof links->connections);
    links->lost_count = 0;
}
