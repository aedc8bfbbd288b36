/* HCI events that begin, end or encrypt a connection (Core, Vol 4 Part E, 7.7). */
#include "link/link_parts.h"

#include "radio/assigned.h"

/* status, handle u16: the connection that it went well for; NULL when there is none. */
static struct mi_connection *get_connection(struct mi_links *links, uint16_t adapter,
                                            struct mi_bytes *parameters)
{
    uint8_t status = mi_get_u8(parameters);
    struct mi_link_key key = {.adapter = adapter, .id = mi_get_le16(parameters) & MI_HANDLE};
    return status == 0 && !parameters->failed ? mi_links_find(links, &key) : NULL;
}

static void close_link(struct mi_links *links, uint16_t adapter, struct mi_bytes parameters)
{
    mi_links_close(links, get_connection(links, adapter, &parameters));
}

/* status, handle u16, enabled */
static void change_encryption(struct mi_links *links, uint16_t adapter, struct mi_bytes parameters)
{
    struct mi_connection *connection = get_connection(links, adapter, &parameters);
    if (connection != NULL && mi_get_u8(&parameters) != 0)
        mi_links_encrypted(links, connection);
}

/* packets allowed, opcode u16, status */
static void complete_command(struct mi_links *links, uint16_t adapter, struct mi_bytes parameters)
{
    (void)mi_get_u8(&parameters);
    if (mi_get_le16(&parameters) == MI_OPCODE_RESET)
        mi_links_reset(links, adapter);
}

/* subevent, status, handle u16, role, address type, address 6: the beginning of all its forms */
static void complete_connection(struct mi_links *links, uint16_t adapter,
                                struct mi_bytes parameters)
{
    uint8_t subevent = mi_get_u8(&parameters);
    if (subevent != MI_SUBEVENT_CONNECTION_COMPLETE &&
        subevent != MI_SUBEVENT_ENHANCED_CONNECTION_COMPLETE &&
        subevent != MI_SUBEVENT_ENHANCED_CONNECTION_COMPLETE_2)
        return;
    uint8_t status = mi_get_u8(&parameters);
    struct mi_link_key key = {.adapter = adapter, .id = mi_get_le16(&parameters) & MI_HANDLE};
    (void)mi_get_run(&parameters, 1 + 1);
    struct mi_address address = mi_get_address(&parameters);
    if (status == 0 && !parameters.failed)
        (void)mi_links_open(links, &key, &address);
}

static const struct {
    uint8_t code;
    void (*read)(struct mi_links *links, uint16_t adapter, struct mi_bytes parameters);
} EVENTS[] = {
    {MI_EVENT_LE_META, complete_connection},
    {MI_EVENT_CONNECTION_COMPLETE, close_link}, /* the handle belongs to BR/EDR now */
    {MI_EVENT_DISCONNECTION_COMPLETE, close_link},
    {MI_EVENT_ENCRYPTION_CHANGE, change_encryption},
    {MI_EVENT_COMMAND_COMPLETE, complete_command},
    {MI_EVENT_ENCRYPTION_CHANGE_2, change_encryption},
};

void mi_link_hci_event(struct mi_links *links, uint16_t adapter, struct mi_bytes event)
{
    uint8_t code = mi_get_u8(&event);
    (void)mi_get_u8(&event); /* length: what an event announces and lacks is not read */
    for (size_t i = 0; i < sizeof EVENTS / sizeof EVENTS[0] && !event.failed; i++)
        if (EVENTS[i].code == code) {
            EVENTS[i].read(links, adapter, event);
            return;
        }
}
