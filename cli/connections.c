#include "connections.h"

#include "talk.h"

#include <stdlib.h>

static void count(struct connections *connections, const struct mi_link_event *event)
{
    static const struct mi_uuid MI = MI_UUID_ON_BASE(MI_UUID_XIAOMI);
    if (event->what != MI_LINK_CLOSED)
        return;
    connections->count++;
    connections->of_mi += mi_gatt_has(&event->connection->gatt, MI);
}

static void take(void *context, const struct mi_link_event *event)
{
    struct connections *connections = context;
    count(connections, event);
    if (connections->pairing != NULL)
        mi_pairing_take(connections->pairing, event);
    else
        connections->frames += connections->take(connections->context, event);
}

struct connections *connections_new(struct mi_pairing *pairing, connections_take *take_reading,
                                    void *context)
{
    struct connections *connections = calloc(1, sizeof *connections);
    if (connections == NULL) {
        talk(NULL, 0, "out of memory");
        return NULL;
    }
    connections->pairing = pairing;
    connections->take = take_reading;
    connections->context = context;
    connections->links.take = take;
    connections->links.context = connections;
    return connections;
}

unsigned connections_feed(struct connections *connections, const struct mi_packet *packet,
                          bool has_reports)
{
    connections->frames = 0;
    (has_reports ? mi_links_pass : mi_links_feed)(&connections->links, packet);
    return connections->frames;
}

void connections_next(struct connections *connections)
{
    mi_links_next(&connections->links);
}

static void tell_given_up(const struct mi_links *links)
{
    uint32_t count = links->evicted < UINT32_MAX ? (uint32_t)links->evicted : UINT32_MAX;
    const struct mi_problem problem = {MI_P_LINKS_GIVEN_UP, {count, MI_CONNECTIONS}, NULL};
    if (count > 0)
        talk_problem(NULL, 0, &problem);
}

void connections_end(struct connections *connections)
{
    mi_links_end(&connections->links);
    tell_given_up(&connections->links);
    if (connections->pairing != NULL)
        mi_pairing_end(connections->pairing);
}
