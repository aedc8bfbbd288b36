/*
 * Custom firmware, which tells its key to whoever connects:
 *
 *     pvvx, THB2   write 18, or 18 key16 to set it; told 18 key16, or 18 ff when there is none
 *     pvvx         told in parts, with the bytes that are left: 12 token12 key16, of the vendor's
 *                  firmware; 14 the same of former bindings; 14 00 at the end
 *     bridge       told 10 index address6 and 18 index key16, of each device that it listens to
 *
 * Sources: pvvx/ATC_MiThermometer and pvvx/THB2 (cmd_parser.c), pvvx.github.io (BLE2Zigbee.html).
 */
#include "pairing/exchange.h"

#include "beacon/ccm.h"
#include "radio/assigned.h"

#include <string.h>

enum {
    COMMAND_ADDRESS = 0x10, /* of the bridge */
    COMMAND_KEY = 0x18,
    BLOCK_CURRENT = 0x12,
    BLOCK_FORMER = 0x14,
    NO_KEY = 0xff,
};

/* Memory that was never written. */
static bool is_blank(const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (bytes[i] != bytes[0])
            return false;
    return bytes[0] == 0x00 || bytes[0] == 0xff;
}

static void set_key(struct mi_key *key, struct mi_bytes bytes)
{
    const uint8_t *run = mi_get_run(&bytes, MI_KEY_SIZE);
    if (run == NULL || is_blank(run, MI_KEY_SIZE))
        return;
    memcpy(key->bytes, run, MI_KEY_SIZE);
    key->size = MI_KEY_SIZE;
}

static struct mi_clue new_clue(const struct mi_pairing *pairing, enum mi_clue_kind kind,
                               const struct mi_link_event *event)
{
    const struct mi_beginning now = mi_begins_at(event);
    return mi_clue_of(pairing, kind, event, &now);
}

/* --- the key in use --- */

/* Whether the host asks for the key or sets it. */
static bool is_key_command(struct mi_bytes value)
{
    return mi_get_u8(&value) == COMMAND_KEY && (value.left == 0 || value.left == MI_KEY_SIZE);
}

static void add_key(struct mi_pairing *pairing, const struct mi_custom *custom,
                    const struct mi_link_event *event, const char *firmware, struct mi_bytes key)
{
    struct mi_clue clue = new_clue(pairing, MI_FOUND_CUSTOM_KEY, event);
    clue.firmware = firmware;
    clue.was_set = custom->was_set;
    clue.needs_frame = firmware == NULL;
    set_key(&clue.key, key);
    mi_pairing_add(pairing, &clue);
}

static void take_key(struct mi_pairing *pairing, struct mi_custom *custom,
                     const struct mi_link_event *event, const char *firmware)
{
    struct mi_bytes value = event->value;
    if (event->what == MI_VALUE_WRITTEN && is_key_command(value))
        custom->was_set = value.left > 1;
    if (event->what != MI_VALUE_TOLD || mi_get_u8(&value) != COMMAND_KEY)
        return;
    struct mi_bytes first = value;
    bool is_none = value.left == 1 && mi_get_u8(&first) == NO_KEY;
    if (is_none || value.left == MI_KEY_SIZE)
        add_key(pairing, custom, event, firmware, value);
}

/* Nobody tells what is behind the handle: the shape of question and answer has to do. */
static void take_by_shape(struct mi_pairing *pairing, struct mi_custom *custom,
                          const struct mi_link_event *event)
{
    struct mi_bytes value = event->value;
    bool is_answer = event->what == MI_VALUE_TOLD && event->handle == custom->handle &&
                     value.left == 1 + MI_KEY_SIZE && mi_get_u8(&value) == COMMAND_KEY;
    if (event->what == MI_VALUE_WRITTEN && is_key_command(event->value)) {
        custom->handle = event->handle;
        custom->was_set = event->value.left > 1;
    } else if (is_answer) {
        add_key(pairing, custom, event, NULL, value);
        custom->handle = 0;
    }
}

/* --- the keys of the vendor's firmware --- */

static void add_block(struct mi_pairing *pairing, const struct mi_block *block,
                      const struct mi_link_event *event)
{
    struct mi_clue clue = new_clue(pairing, MI_FOUND_MI_KEYS, event);
    struct mi_bytes bytes = mi_bytes(block->bytes, block->size);
    const uint8_t *token = mi_get_run(&bytes, MI_TOKEN_SIZE);
    clue.is_former = block->id == BLOCK_FORMER;
    clue.has_token = token != NULL && !is_blank(token, MI_TOKEN_SIZE);
    if (clue.has_token)
        memcpy(clue.token, token, MI_TOKEN_SIZE);
    set_key(&clue.key, bytes);
    if (clue.key.size > 0)
        mi_pairing_add(pairing, &clue);
    mi_wipe(&clue, sizeof clue);
}

/* id, bytes left with this part, part */
static void take_block(struct mi_pairing *pairing, struct mi_custom *custom,
                       const struct mi_link_event *event)
{
    struct mi_bytes value = event->value;
    struct mi_block *block = &custom->block;
    uint8_t id = mi_get_u8(&value);
    uint8_t missing = mi_get_u8(&value);
    if (value.failed || (id != BLOCK_CURRENT && id != BLOCK_FORMER) || missing > MI_BLOCK_MAX ||
        value.left > missing)
        return;
    if (missing == MI_BLOCK_MAX)
        *block = (struct mi_block){.id = id, .missing = missing};
    if (block->id != id || block->missing != missing || value.left == 0)
        return;
    uint8_t size = (uint8_t)value.left;
    memcpy(block->bytes + block->size, mi_get_run(&value, size), size);
    block->size = (uint8_t)(block->size + size);
    block->missing = (uint8_t)(block->missing - size);
    if (block->missing > 0)
        return;
    add_block(pairing, block, event);
    mi_wipe(block, sizeof *block);
}

static void take_pvvx(struct mi_pairing *pairing, struct mi_custom *custom,
                      const struct mi_link_event *event, const char *firmware)
{
    take_key(pairing, custom, event, firmware);
    if (event->what == MI_VALUE_TOLD)
        take_block(pairing, custom, event);
}

/* --- a bridge --- */

static void add_bridged(struct mi_pairing *pairing, const struct mi_bridged *bridged,
                        const struct mi_link_event *event, const char *firmware)
{
    struct mi_clue clue = new_clue(pairing, MI_FOUND_BRIDGE_KEY, event);
    clue.firmware = firmware;
    clue.holder = clue.address;
    clue.has_holder = clue.has_address;
    clue.address = bridged->address;
    clue.has_address = true;
    clue.key = bridged->key;
    mi_pairing_add(pairing, &clue);
}

/* command, index, address 6 or key 16: a clue with the second of both */
static void take_bridge(struct mi_pairing *pairing, struct mi_custom *custom,
                        const struct mi_link_event *event, const char *firmware)
{
    struct mi_bytes value = event->value;
    uint8_t command = mi_get_u8(&value);
    uint8_t index = mi_get_u8(&value);
    struct mi_bridged *bridged = &custom->bridged[index % MI_BRIDGED];
    if (event->what != MI_VALUE_TOLD || value.failed)
        return;
    if (bridged->index != index)
        *bridged = (struct mi_bridged){.index = index};
    if (command == COMMAND_ADDRESS && value.left == MI_ADDRESS_SIZE) {
        bridged->address = mi_get_address(&value);
        bridged->has_address = true;
    } else if (command == COMMAND_KEY && value.left == MI_KEY_SIZE) {
        set_key(&bridged->key, value);
    } else {
        return;
    }
    if (bridged->has_address && bridged->key.size > 0)
        add_bridged(pairing, bridged, event, firmware);
}

/* --- the exchange --- */

static const struct {
    struct mi_characteristic characteristic;
    const char *firmware;
    void (*take)(struct mi_pairing *pairing, struct mi_custom *custom,
                 const struct mi_link_event *event, const char *firmware);
} FIRMWARES[] = {
    {{0x1f10, 0x1f1f}, "pvvx", take_pvvx},
    {{MI_UUID_ALLTERCO, 0xfff4}, "phy62x2", take_key},
    {{0xfffe, 0xff01}, "ble2zigbee", take_bridge},
};

static void take(struct mi_pairing *pairing, struct mi_session *session,
                 const struct mi_link_event *event)
{
    struct mi_custom *custom = &session->custom;
    if (!mi_uuid_is_known(event->uuid)) {
        take_by_shape(pairing, custom, event);
        return;
    }
    for (size_t i = 0; i < sizeof FIRMWARES / sizeof FIRMWARES[0]; i++)
        if (mi_is_named(event, FIRMWARES[i].characteristic))
            FIRMWARES[i].take(pairing, custom, event, FIRMWARES[i].firmware);
}

const struct mi_exchange mi_custom_exchange = {.take = take};
