/* The connections that are open, and the way of each packet to its reader. */
#include "link/links.h"

#include "link/link_parts.h"
#include "radio/assigned.h"

#include <string.h>

static const uint64_t PAUSE = 60 * MI_SECOND; /* between two parts of a log */

void mi_links_tell(struct mi_links *links, const struct mi_connection *connection,
                   struct mi_link_event *event)
{
    event->time = links->time;
    event->number = links->number;
    event->input = links->input;
    event->slot = (unsigned)(connection - links->connections);
    event->connection = connection;
    if (event->handle != 0) {
        event->uuid = mi_gatt_uuid(&connection->gatt, event->handle);
        event->service = mi_gatt_service(&connection->gatt, event->handle);
    }
    links->take(links->context, event);
}

static void tell(struct mi_links *links, const struct mi_connection *connection,
                 enum mi_link_what what)
{
    struct mi_link_event event = {.what = what};
    mi_links_tell(links, connection, &event);
}

struct mi_connection *mi_links_find(struct mi_links *links, const struct mi_link_key *key)
{
    for (size_t i = 0; i < MI_CONNECTIONS; i++) {
        struct mi_connection *connection = &links->connections[i];
        if (connection->is_open && connection->id == key->id && connection->is_air == key->is_air &&
            connection->adapter == key->adapter) {
            connection->heard = ++links->clock;
            return connection;
        }
    }
    return NULL;
}

/* Whether `a` had better make room than `b`: closed ones before open ones, then by age. */
static bool is_staler(const struct mi_connection *a, const struct mi_connection *b)
{
    return a->is_open != b->is_open ? b->is_open : a->heard < b->heard;
}

static struct mi_connection *find_room(struct mi_links *links)
{
    struct mi_connection *stalest = &links->connections[0];
    for (size_t i = 1; i < MI_CONNECTIONS; i++)
        if (is_staler(&links->connections[i], stalest))
            stalest = &links->connections[i];
    stalest->is_given_up = stalest->is_open;
    links->evicted += stalest->is_open;
    mi_links_close(links, stalest);
    return stalest;
}

/* The last connection of a device, whose attributes its host may remember. */
static const struct mi_connection *find_former(const struct mi_links *links,
                                               const struct mi_link_key *key,
                                               const struct mi_address *address)
{
    const struct mi_connection *former = NULL;
    for (size_t i = 0; address != NULL && i < MI_CONNECTIONS; i++) {
        const struct mi_connection *other = &links->connections[i];
        if (other->has_address && mi_address_equal(other->address, *address) &&
            other->adapter == key->adapter && (former == NULL || other->heard > former->heard))
            former = other;
    }
    return former;
}

struct mi_connection *mi_links_open(struct mi_links *links, const struct mi_link_key *key,
                                    const struct mi_address *address)
{
    mi_links_close(links, mi_links_find(links, key));
    const struct mi_connection *former = find_former(links, key, address);
    struct mi_gatt remembered = {0};
    if (former != NULL)
        remembered = former->gatt;
    struct mi_connection *connection = find_room(links);
    *connection = (struct mi_connection){
        .is_open = true,
        .is_air = key->is_air,
        .adapter = key->adapter,
        .id = key->id,
        .has_address = address != NULL,
        .heard = ++links->clock,
        .mtu = MI_MTU_LEAST,
        .is_remembered = former != NULL,
        .gatt = remembered,
    };
    if (address != NULL)
        connection->address = *address;
    tell(links, connection, MI_LINK_OPENED);
    return connection;
}

void mi_links_close(struct mi_links *links, struct mi_connection *connection)
{
    if (connection == NULL || !connection->is_open)
        return;
    tell(links, connection, MI_LINK_CLOSED);
    connection->is_open = false;
}

void mi_links_reset(struct mi_links *links, uint16_t adapter)
{
    for (size_t i = 0; i < MI_CONNECTIONS; i++)
        if (!links->connections[i].is_air && links->connections[i].adapter == adapter)
            mi_links_close(links, &links->connections[i]);
}

void mi_links_encrypted(struct mi_links *links, struct mi_connection *connection)
{
    if (connection->is_encrypted)
        return;
    connection->is_encrypted = true;
    tell(links, connection, MI_LINK_ENCRYPTED);
}

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

void mi_links_feed(struct mi_links *links, const struct mi_packet *packet)
{
    struct mi_bytes bytes = mi_bytes(packet->bytes, packet->size);
    if (links->input != links->inputs)
        begin_input(links, packet);
    links->time = packet->time;
    links->number = packet->number;
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
}
