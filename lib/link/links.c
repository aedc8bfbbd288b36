/* The connections that are open. */
#include "link/links.h"

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
