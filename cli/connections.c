#include "connections.h"

#include "pipeline.h"

#include <stdlib.h>

static void count(struct connections *connections, const struct mi_link_event *event)
{
    static const struct mi_uuid MI = MI_UUID_ON_BASE(MI_UUID_XIAOMI);
    if (event->what != MI_LINK_CLOSED)
        return;
    connections->count++;
    connections->of_mi += mi_gatt_has(&event->connection->gatt, MI);
}

static void take_reading(struct connections *connections, const struct mi_link_event *event)
{
    struct pipeline *pipeline = connections->pipeline;
    const struct mi_advert advert = {
        .time = event->time,
        .has_address = event->connection->has_address,
        .address = event->connection->address,
    };
    if (pipeline->is_done || !mi_gatt_frame(&connections->readings, &pipeline->frame, event))
        return;
    unsigned passed = pipeline_take_frame(pipeline, &advert);
    connections->frames += passed;
    pipeline->tally.filtered += 1 - passed;
}

static void take(void *context, const struct mi_link_event *event)
{
    struct connections *connections = context;
    count(connections, event);
    if (connections->pairing != NULL)
        mi_pairing_take(connections->pairing, event);
    else
        take_reading(connections, event);
}

bool connections_begin(struct pipeline *pipeline, struct mi_pairing *pairing)
{
    struct connections *connections = calloc(1, sizeof *connections);
    pipeline->connections = connections;
    if (connections == NULL) {
        talk(NULL, 0, "out of memory");
        return false;
    }
    connections->pipeline = pipeline;
    connections->pairing = pairing;
    connections->links.take = take;
    connections->links.context = connections;
    return true;
}

unsigned connections_feed(struct connections *connections, const struct mi_packet *packet)
{
    connections->frames = 0;
    mi_links_feed(&connections->links, packet);
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
