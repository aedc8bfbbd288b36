#include "link/l2cap.h"

#include <string.h>

enum { LENGTH_UNKNOWN = UINT16_MAX + MI_L2CAP_HEADER + 1 };

void mi_l2cap_begin(struct mi_l2cap *message)
{
    memset(message, 0, offsetof(struct mi_l2cap, bytes));
    message->is_open = true;
}

/* Bytes of the whole message, as it says itself. */
static uint32_t announced(const struct mi_l2cap *message)
{
    struct mi_bytes header = mi_bytes(message->bytes, message->kept);
    uint32_t length = mi_get_le16(&header);
    return message->kept < MI_L2CAP_HEADER ? (uint32_t)LENGTH_UNKNOWN : length + MI_L2CAP_HEADER;
}

static void keep(struct mi_l2cap *message, struct mi_bytes part)
{
    uint32_t room = MI_L2CAP_MAX - message->kept;
    uint32_t size = part.left < room ? part.left : room;
    const uint8_t *run = message->is_cut ? NULL : mi_get_run(&part, size);
    if (run == NULL || size == 0)
        return;
    memcpy(message->bytes + message->kept, run, size);
    message->kept += size;
}

bool mi_l2cap_add(struct mi_l2cap *message, struct mi_bytes part, uint32_t missing)
{
    keep(message, part);
    message->size += part.left + missing;
    message->is_cut = message->is_cut || missing > 0;
    uint32_t length = announced(message);
    bool can_end = length == LENGTH_UNKNOWN ? !message->is_cut : length <= MI_L2CAP_MAX;
    message->is_open = can_end && message->size < length;
    return message->size == length && length <= MI_L2CAP_MAX;
}

struct mi_bytes mi_l2cap_content(const struct mi_l2cap *message, uint16_t *channel)
{
    struct mi_bytes content = mi_bytes(message->bytes, message->kept);
    (void)mi_get_le16(&content);
    *channel = mi_get_le16(&content);
    return content;
}
