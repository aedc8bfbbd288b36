/*
 * What Home Assistant and ble_monitor log of a frame that no key opens: not the frame, but a line
 * for each of its parts. The nonce has the rest: address, product or UUID, and counters.
 */
#include "capture/text/payload.h"

#include "base/hex.h"
#include "base/put.h"

#include <string.h>

enum {
    LINES_MAX = 8, /* from the first part to the last */
    PART_MAX = 255,
    MIC_SIZE = 4,
};

enum part_name { NONCE, CIPHER, MIC, PART_COUNT };

struct part {
    size_t size; /* 0: not seen */
    uint8_t bytes[PART_MAX];
};

struct failed {
    uint64_t number; /* of the line of the first part */
    struct part part[PART_COUNT];
};

/* Bytes of the nonce. */
struct slice {
    uint8_t at, size;
};

/*
 * Which nonce belongs to which frame: address, UUID or product, and counters. The frame is control,
 * front and MAC, cipher text, tail and MIC.
 */
static const struct layout {
    uint16_t uuid;
    size_t nonce_size;
    size_t uuid_at;   /* in the nonce; 0: it is not in there */
    bool is_reversed; /* the address, which is first */
    uint16_t control; /* of MiBeacon: encrypted, with MAC and object, version 5; 0: has none */
    struct slice front, mac, tail;
} LAYOUTS[] = {
    {MI_UUID_BOND_MANAGEMENT, 12, 6, false, 0, {0, 0}, {0, 0}, {8, 4}},
    {MI_UUID_ALLTERCO, 13, 6, false, 0, {8, 1}, {0, 0}, {9, 4}},
    {MI_UUID_ENVIRONMENTAL_SENSING, 11, 8, true, 0, {10, 1}, {0, 0}, {0, 0}},
    {MI_UUID_XIAOMI, 12, 0, true, 0x5858, {6, 3}, {0, 6}, {9, 3}},
};

static bool fits(const struct layout *layout, const struct part *nonce)
{
    struct mi_bytes bytes = mi_bytes(nonce->bytes, nonce->size);
    (void)mi_get_run(&bytes, layout->uuid_at);
    return nonce->size == layout->nonce_size &&
           (layout->uuid_at == 0 || mi_get_le16(&bytes) == layout->uuid);
}

static void put_slice(struct mi_put *put, const struct part *nonce, struct slice slice)
{
    mi_put_run(put, nonce->bytes + slice.at, slice.size);
}

/* ble_monitor's cipher text has tail and MIC behind it. */
static size_t cipher_size(const struct part *cipher, const struct mi_put *behind)
{
    bool has_both =
        cipher->size > behind->size &&
        memcmp(cipher->bytes + cipher->size - behind->size, behind->start, behind->size) == 0;
    return has_both ? cipher->size - behind->size : cipher->size;
}

static void give_frame(const struct failed *failed, const struct layout *layout,
                       const struct mi_line *line, struct mi_out *out)
{
    uint8_t end[UINT8_MAX], frame[2 * PART_MAX];
    const struct part *nonce = &failed->part[NONCE];
    const struct part *cipher = &failed->part[CIPHER];
    struct mi_put behind = mi_put(end, sizeof end);
    put_slice(&behind, nonce, layout->tail);
    mi_put_run(&behind, failed->part[MIC].bytes, MIC_SIZE);

    struct mi_put put = mi_put(frame, sizeof frame);
    mi_put_le(&put, layout->control, layout->control != 0 ? 2 : 0);
    put_slice(&put, nonce, layout->front);
    put_slice(&put, nonce, layout->mac);
    mi_put_run(&put, cipher->bytes, cipher_size(cipher, &behind));
    mi_put_run(&put, behind.start, behind.size);

    struct mi_bytes address = mi_bytes(nonce->bytes, nonce->size);
    struct mi_packet packet = mi_line_packet(line);
    packet.layer = MI_LAYER_SERVICE;
    packet.uuid = layout->uuid;
    packet.bytes = put.start;
    packet.size = put.size;
    packet.has_address = true;
    packet.address = layout->is_reversed ? mi_get_address(&address) : mi_get_address_be(&address);
    mi_out_packet(out, &packet);
}

/* Once all parts are there. */
static void give(struct failed *failed, const struct mi_line *line, struct mi_out *out)
{
    const struct part *part = failed->part;
    if (part[NONCE].size == 0 || part[CIPHER].size == 0 || part[MIC].size != MIC_SIZE)
        return;
    for (size_t i = 0; i < sizeof LAYOUTS / sizeof LAYOUTS[0]; i++) {
        if (fits(&LAYOUTS[i], &part[NONCE])) {
            give_frame(failed, &LAYOUTS[i], line, out);
            break;
        }
    }
    memset(failed, 0, sizeof *failed);
}

/* A part that comes again is of another frame. */
static void keep(struct failed *failed, enum part_name name, struct mi_span value,
                 const struct mi_line *line)
{
    if (failed->part[name].size > 0 || line->number - failed->number > LINES_MAX)
        memset(failed, 0, sizeof *failed);
    if (failed->number == 0)
        failed->number = line->number;
    struct part *part = &failed->part[name];
    struct mi_hex hex = mi_hex_decode(value.at, value.length, part->bytes, PART_MAX);
    part->size = hex.status == MI_HEX_OK ? hex.size : 0;
}

/* At the front, or behind the name of who logs it. */
static bool find_label(struct mi_span text, const char *label, struct mi_span *value)
{
    struct mi_span after;
    while (mi_span_find(text, "] ", &after))
        text = after;
    *value = mi_span_trim(text);
    return mi_span_take(value, label);
}

static bool read_line(void *state, const struct mi_line *line, struct mi_out *out)
{
    static const struct {
        const char *label;
        enum part_name name;
    } LABELS[] = {
        {"nonce:", NONCE},
        {"encrypted payload:", CIPHER},
        {"encrypted_payload:", CIPHER},
        {"mic:", MIC},
        {"token:", MIC},
    };
    struct mi_span value;
    for (size_t i = 0; i < sizeof LABELS / sizeof LABELS[0]; i++) {
        if (!find_label(line->body, LABELS[i].label, &value))
            continue;
        keep(state, LABELS[i].name, value, line);
        give(state, line, out);
        return true;
    }
    return false;
}

const struct mi_dialect mi_failed_dialect = {.size = sizeof(struct failed), .line = read_line};
