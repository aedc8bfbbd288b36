#include "radio/radio.h"

#include "base/put.h"
#include "radio/echo.h"
#include "radio/fragments.h"
#include "radio/hci.h"
#include "radio/linklayer.h"

#include <string.h>

/* Of packets that the capture has snapped only the first one of an input is a problem. */
static void tell_cut(struct mi_radio *radio, struct mi_missing missing)
{
    const struct mi_packet *packet = radio->packet;
    bool is_told = packet->is_snapped ? radio->has_told_snapped : packet->is_cut_told;
    if (!is_told)
        radio->problem = (struct mi_problem){
            packet->is_snapped ? MI_P_SNAPPED : MI_P_PACKET_CUT, {missing.bytes, missing.of}, NULL};
    radio->counts.snapped += packet->is_snapped;
    radio->has_told_snapped |= packet->is_snapped;
}

static void begin_event(struct mi_radio *radio, struct mi_bytes event)
{
    struct mi_missing missing = mi_hci_begin(&radio->hci, event);
    radio->hci.is_snapped = radio->packet->is_snapped;
    if (missing.bytes > 0)
        tell_cut(radio, missing);
}

static void begin(struct mi_radio *radio, const struct mi_packet *packet)
{
    struct mi_bytes bytes = mi_bytes(packet->bytes, packet->size);
    bool is_event = packet->layer == MI_LAYER_EVENT ||
                    (packet->layer == MI_LAYER_H4 && mi_get_u8(&bytes) == MI_H4_EVENT);
    radio->is_pending = packet->layer == MI_LAYER_AIR || packet->layer == MI_LAYER_AD ||
                        packet->layer == MI_LAYER_SERVICE;
    if (is_event)
        begin_event(radio, bytes);
}

void mi_radio_feed(struct mi_radio *radio, const struct mi_packet *packet)
{
    radio->packet = packet;
    radio->problem.code = MI_OK;
    radio->hci.announced = radio->hci.taken = 0;
    radio->is_pending = false;
    radio->is_echo = radio->echoes != NULL && mi_echoes_feed(radio->echoes, packet);
    if (!radio->is_echo)
        begin(radio, packet);
}

/* Service data alone: the structure that it stood in is put around it again. */
static struct mi_bytes wrap_service_data(struct mi_radio *radio)
{
    const struct mi_packet *packet = radio->packet;
    if (packet->size > MI_SERVICE_DATA_MAX) {
        radio->problem = (struct mi_problem){MI_P_SERVICE_LONG, {(uint32_t)packet->size}, NULL};
        return mi_bytes(NULL, 0);
    }
    struct mi_put structure = mi_put(radio->structure, sizeof radio->structure);
    mi_put_le(&structure, packet->size + 3, 1);
    mi_put_le(&structure, MI_AD_SERVICE_DATA_16, 1);
    mi_put_le(&structure, packet->uuid, 2);
    mi_put_run(&structure, packet->bytes, packet->size);
    return mi_bytes(structure.start, structure.size);
}

static bool read_air(struct mi_radio *radio, struct mi_advert *advert)
{
    struct mi_radio_counts *counts = &radio->counts;
    struct mi_missing missing;
    switch (
        mi_linklayer_read(&radio->linklayer, &radio->fragments, radio->packet, advert, &missing)) {
    case MI_HEARD_ADVERT: return true;
    case MI_HEARD_NOTHING: break;
    case MI_HEARD_CUT: tell_cut(radio, missing); break;
    case MI_HEARD_BAD_CRC: counts->bad_crc++; break;
    case MI_HEARD_WHITENED: counts->whitened++; break;
    case MI_HEARD_FOREIGN: counts->foreign++; break;
    case MI_HEARD_MALFORMED: counts->malformed++; break;
    case MI_HEARD_ORPHAN: counts->orphaned++; break;
    }
    return false;
}

static bool read_payload(struct mi_radio *radio, struct mi_advert *advert)
{
    const struct mi_packet *packet = radio->packet;
    radio->is_pending = false;
    switch (packet->layer) {
    case MI_LAYER_AIR: return read_air(radio, advert);
    case MI_LAYER_SERVICE:
        advert->is_bare = true;
        advert->has_stray = packet->has_stray;
        advert->data = wrap_service_data(radio);
        return advert->data.left > 0;
    default: advert->data = mi_bytes(packet->bytes, packet->size); return true;
    }
}

static bool read_event(struct mi_radio *radio, struct mi_advert *advert)
{
    bool is_there = mi_hci_next(&radio->hci, &radio->fragments, advert, &radio->problem);
    if (is_there && radio->echoes != NULL && radio->problem.code == MI_OK)
        mi_echoes_keep(radio->echoes, advert);
    return is_there;
}

static bool give_echo(struct mi_radio *radio, struct mi_advert *advert)
{
    radio->is_echo = false;
    mi_echoes_give(radio->echoes, advert);
    return true;
}

bool mi_radio_next(struct mi_radio *radio, struct mi_advert *advert)
{
    const struct mi_packet *packet = radio->packet;
    if (radio->is_echo)
        return give_echo(radio, advert);
    if (!radio->is_pending && radio->hci.taken == radio->hci.announced)
        return false;
    *advert = (struct mi_advert){
        .time = packet->time,
        .address = packet->address,
        .has_address = packet->has_address,
        .address_is_random = packet->address_is_random,
        .has_rssi = packet->has_rssi,
        .rssi = packet->rssi,
        .adapter = packet->adapter,
        .number = packet->number,
    };
    return (radio->is_pending ? read_payload : read_event)(radio, advert);
}

void mi_radio_end(struct mi_radio *radio)
{
    mi_fragments_drop_all(&radio->fragments);
    memset(&radio->linklayer, 0, sizeof radio->linklayer);
    radio->has_told_snapped = false;
}

struct mi_radio_counts mi_radio_counts(const struct mi_radio *radio)
{
    struct mi_radio_counts counts = radio->counts;
    counts.dropped = radio->fragments.dropped;
    return counts;
}
