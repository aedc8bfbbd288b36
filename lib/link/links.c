/* The connections that are open. */
#include "link/links.h"

#include <string.h>

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

static bool is_same(const struct mi_link_key *a, const struct mi_link_key *b)
{
    return a->id == b->id && a->is_air == b->is_air && a->adapter == b->adapter;
}

static struct mi_link_key key_of(const struct mi_connection *connection)
{
    return (struct mi_link_key){connection->is_air, connection->adapter, connection->id};
}

struct mi_connection *mi_links_find(struct mi_links *links, const struct mi_link_key *key)
{
    for (size_t i = 0; i < MI_CONNECTIONS; i++) {
        struct mi_connection *connection = &links->connections[i];
        const struct mi_link_key own = key_of(connection);
        if (connection->is_open && is_same(&own, key)) {
            connection->heard = ++links->clock;
            return connection;
        }
    }
    return NULL;
}

/* --- those that found no place --- */

static struct mi_link_key *find_lost(struct mi_links *links, const struct mi_link_key *key)
{
    for (size_t i = 0; i < links->lost_count; i++)
        if (is_same(&links->lost[i], key))
            return &links->lost[i];
    return NULL;
}

/* The one that was lost first makes room. */
static void lose(struct mi_links *links, const struct mi_link_key *key)
{
    links->evicted++;
    if (links->lost_count == MI_LINKS_LOST)
        memmove(links->lost, links->lost + 1, --links->lost_count * sizeof *links->lost);
    links->lost[links->lost_count++] = *key;
}

static void forget_lost(struct mi_links *links, const struct mi_link_key *key)
{
    struct mi_link_key *lost = find_lost(links, key);
    if (lost != NULL)
        *lost = links->lost[--links->lost_count];
}

/* --- opening and closing --- */

/* Whether `a` had better make room than `b`: closed ones before open ones, then by age. */
static bool is_staler(const struct mi_connection *a, const struct mi_connection *b)
{
    return a->is_open != b->is_open ? b->is_open : a->heard < b->heard;
}

static struct mi_connection *find_stalest(struct mi_links *links)
{
    struct mi_connection *stalest = &links->connections[0];
    for (size_t i = 1; i < MI_CONNECTIONS; i++)
        if (is_staler(&links->connections[i], stalest))
            stalest = &links->connections[i];
    return stalest;
}

static void give_up(struct mi_links *links, struct mi_connection *connection)
{
    const struct mi_link_key key = key_of(connection);
    connection->is_given_up = true;
    lose(links, &key);
    mi_links_close(links, connection);
}

/* Whether there is a place for a connection of which only data tells. */
static bool has_room(struct mi_links *links, const struct mi_link_key *key)
{
    if (find_lost(links, key) != NULL)
        return false;
    bool has_room = !find_stalest(links)->is_open;
    if (!has_room)
        lose(links, key);
    return has_room;
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
    if (address == NULL && !has_room(links, key))
        return NULL;
    forget_lost(links, key);
    const struct mi_connection *former = find_former(links, key, address);
    struct mi_gatt remembered = {0};
    if (former != NULL)
        remembered = former->gatt;
    struct mi_connection *connection = find_stalest(links);
    if (connection->is_open)
        give_up(links, connection);
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
    for (size_t i = links->lost_count; i-- > 0;)
        if (!links->lost[i].is_air && links->lost[i].adapter == adapter)
            links->lost[i] = links->lost[--links->lost_count];
}

void mi_links_encrypted(struct mi_links *links, struct mi_connection *connection)
{
    if (connection->is_encrypted)
        return;
    connection->is_encrypted = true;
    tell(links, connection, MI_LINK_ENCRYPTED);
}
