/*
 * Packets of connections, down to the keys, TOKENs and readings in them. An input is a list of
 * packets: layer and direction in one byte, length in one byte, bytes.
 */
#include "pairing/gatt_frame.h"
#include "pairing/pairing.h"
#include "radio/radio.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static volatile unsigned sink;

/* Made anew for each input. */
struct state {
    struct mi_radio radio;
    struct mi_links links;
    struct mi_pairing pairing;
    struct mi_gatt_readings readings;
    struct mi_frame frame;
};

static void look_at(struct mi_bytes bytes)
{
    while (bytes.left > 0 && !bytes.failed)
        sink += mi_get_u8(&bytes);
}

static void take(void *context, const struct mi_link_event *event)
{
    struct state *state = context;
    if (event->slot >= MI_CONNECTIONS || !event->connection->is_open ||
        event->value.left > 2 * MI_VALUE_MAX || event->connection->mtu < 23)
        abort();
    look_at(event->value);
    mi_pairing_take(&state->pairing, event);
    if (mi_gatt_frame(&state->readings, &state->frame, event) && state->frame.reading_count == 0)
        abort();
}

static void feed(struct state *state, struct mi_packet *packet, struct mi_bytes bytes)
{
    struct mi_advert advert;
    uint8_t *copy = malloc(bytes.left > 0 ? bytes.left : 1);
    if (copy == NULL)
        abort();
    packet->size = bytes.left;
    packet->bytes = copy;
    if (bytes.left > 0)
        memcpy(copy, mi_get_run(&bytes, bytes.left), packet->size);
    mi_links_feed(&state->links, packet);
    mi_radio_feed(&state->radio, packet);
    while (mi_radio_next(&state->radio, &advert))
        mi_pairing_hear(&state->pairing, &advert);
    free(copy);
}

/* Nothing is proved by noise, and a registration has no key. */
static void judge(const struct mi_clue *clue)
{
    char sentence[512];
    struct mi_text text = mi_text(sentence, sizeof sentence);
    bool can_have_key = clue->kind <= MI_FOUND_BRIDGE_KEY;
    bool is_size =
        clue->key.size == 0 || clue->key.size == MI_KEY_SIZE || clue->key.size == MI_KEY_SHORT;
    mi_text_clue(&text, clue);
    if (text.length == 0 || text.full || mi_clue_name(clue->kind) == NULL || !is_size ||
        (clue->key.size > 0 && !can_have_key))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { TRIES_BEFORE = (1 << 20) - 600 }; /* some searching, but not a second of it */
    static struct state state;
    static const uint8_t TOKEN[MI_TOKEN_SIZE] = {0x20, 0x21, 0x22, 0x23};
    static const enum mi_layer LAYERS[] = {MI_LAYER_H4, MI_LAYER_ACL, MI_LAYER_AIR, MI_LAYER_EVENT};
    struct mi_bytes bytes = mi_bytes(data, size);
    memset(&state, 0, sizeof state);
    state.links.take = take;
    state.links.context = &state;
    state.pairing.tries = TRIES_BEFORE;
    (void)mi_pairing_give_token(&state.pairing, TOKEN, NULL);
    while (bytes.left > 0) {
        uint8_t head = mi_get_u8(&bytes);
        uint8_t length = mi_get_u8(&bytes);
        struct mi_packet packet = {
            .time = MI_NO_TIME,
            .layer = LAYERS[head & 3],
            .direction = (enum mi_direction)((head >> 2 & 3) % 3),
            .adapter = head >> 4 & 1,
            .air = {.crc = MI_CRC_GOOD, .is_coded = (head & 0x20) != 0},
            .number = ++state.links.number,
        };
        feed(&state, &packet, mi_get_slice(&bytes, length < bytes.left ? length : bytes.left));
    }
    mi_links_end(&state.links);
    mi_pairing_end(&state.pairing);
    for (size_t i = 0; i < state.pairing.clue_count; i++)
        judge(&state.pairing.clues[i]);
    return 0;
}
