#include "radio/echo.h"

#include "base/hash.h"
#include "radio/event.h"

#include <string.h>

/*
 * code, length, subevent, how many reports; of a legacy report then: type, address type, address,
 * length of the data, data, signal strength; of an extended one: type u16, address type, address,
 * two PHYs, set, transmit power, signal strength
 *
 * Where the signal strength stands; 0: the event is not one report of legacy advertising.
 */
static size_t find_signal(const struct mi_packet *packet)
{
    enum { HEAD = 13, EXTENDED_HEAD = 17, CODE = 0, SUBEVENT = 2, COUNT = 3, TYPE = 4, SIZE = 12 };
    struct mi_bytes event = mi_bytes(packet->bytes, packet->size);
    bool is_event = packet->layer == MI_LAYER_EVENT ||
                    (packet->layer == MI_LAYER_H4 && mi_get_u8(&event) == MI_H4_EVENT);
    size_t start = packet->size - event.left;
    const uint8_t *head = mi_get_run(&event, HEAD);
    if (!is_event || head == NULL || !mi_event_is_of_reports(head[CODE], head[SUBEVENT]) ||
        head[COUNT] != 1 || packet->size > MI_ECHO_BYTES || packet->is_snapped ||
        packet->is_cut_told)
        return 0;
    bool is_extended = head[SUBEVENT] == MI_SUBEVENT_EXTENDED_REPORT;
    size_t signal = start + (is_extended ? EXTENDED_HEAD : HEAD + head[SIZE]);
    bool is_legacy = !is_extended || (head[TYPE] & MI_EVENT_TYPE_LEGACY) != 0;
    return is_legacy && signal < packet->size ? signal : 0;
}

/*
 * Of the size and the bytes around the address: of the frames of one device that are of one size,
 * the last is remembered, and those of all devices are few enough to stay near the processor.
 */
static size_t find_place(const struct mi_packet *packet)
{
    enum { AROUND_ADDRESS = 5 };
    struct mi_bytes bytes = mi_bytes(packet->bytes, packet->size);
    (void)mi_get_run(&bytes, AROUND_ADDRESS);
    uint64_t hash = mi_hash_word(packet->size, mi_get_le64(&bytes));
    return (hash ^ hash >> 32) % MI_ECHOES;
}

static bool is_echo(const struct mi_echo *echo, const struct mi_packet *packet, size_t signal)
{
    size_t behind = signal + 1;
    return echo->size == packet->size && echo->advert.adapter == packet->adapter &&
           memcmp(echo->bytes, packet->bytes, signal) == 0 &&
           memcmp(echo->bytes + behind, packet->bytes + behind, packet->size - behind) == 0;
}

bool mi_echoes_feed(struct mi_echoes *echoes, const struct mi_packet *packet)
{
    echoes->packet = packet;
    echoes->signal = find_signal(packet);
    if (echoes->signal == 0)
        return false;
    echoes->place = &echoes->places[find_place(packet)];
    return is_echo(echoes->place, packet, echoes->signal);
}

static uint16_t place_number(const struct mi_echoes *echoes)
{
    return (uint16_t)(echoes->place - echoes->places + 1);
}

void mi_echoes_give(const struct mi_echoes *echoes, struct mi_advert *advert)
{
    const struct mi_packet *packet = echoes->packet;
    const struct mi_echo *echo = echoes->place;
    *advert = echo->advert;
    advert->time = packet->time;
    advert->number = packet->number;
    mi_event_set_signal(advert, packet->bytes[echoes->signal]);
    advert->data.at = packet->bytes + (echo->advert.data.at - echo->bytes);
    advert->place = place_number(echoes);
    advert->is_echo = true;
}

void mi_echoes_keep(struct mi_echoes *echoes, struct mi_advert *advert)
{
    const struct mi_packet *packet = echoes->packet;
    struct mi_echo *echo = echoes->place;
    if (echoes->signal == 0 || advert->is_cut || !mi_advert_is_in(advert, packet))
        return;
    echo->size = packet->size;
    memcpy(echo->bytes, packet->bytes, packet->size);
    echo->advert = *advert;
    echo->advert.data.at = echo->bytes + (advert->data.at - packet->bytes);
    advert->place = place_number(echoes);
}
