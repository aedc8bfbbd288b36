#include "radio/radio.h"

#include "radio/hci.h"
#include "radio/linklayer.h"

#include <string.h>

void mi_radio_feed(struct mi_radio *radio, const struct mi_packet *packet)
{
    struct mi_bytes bytes = mi_bytes(packet->bytes, packet->size);
    radio->packet = packet;
    radio->problem.code = MI_OK;
    radio->announced = 0;
    radio->taken = 0;
    radio->subevent = 0;
    switch (packet->layer) {
    case MI_LAYER_H4:
        if (mi_get_u8(&bytes) == MI_H4_EVENT)
            mi_hci_begin(radio, bytes);
        break;
    case MI_LAYER_EVENT: mi_hci_begin(radio, bytes); break;
    default:
        radio->reports = bytes;
        radio->announced = 1;
        break;
    }
}

/* Service data alone: the structure that it stood in is put around it again. */
static struct mi_bytes wrap_service_data(struct mi_radio *radio)
{
    const struct mi_packet *packet = radio->packet;
    if (packet->size > MI_SERVICE_DATA_MAX) {
        radio->problem = (struct mi_problem){MI_P_SERVICE_LONG, {(uint32_t)packet->size}, NULL};
        return mi_bytes(NULL, 0);
    }
    uint8_t *structure = radio->structure;
    structure[0] = (uint8_t)(packet->size + 3);
    structure[1] = MI_AD_SERVICE_DATA_16;
    structure[2] = (uint8_t)(packet->uuid & 0xff);
    structure[3] = (uint8_t)(packet->uuid >> 8);
    if (packet->size > 0)
        memcpy(structure + 4, packet->bytes, packet->size);
    return mi_bytes(structure, packet->size + 4);
}

bool mi_radio_next(struct mi_radio *radio, struct mi_advert *advert)
{
    const struct mi_packet *packet = radio->packet;
    if (radio->taken == radio->announced)
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
    if (radio->subevent != 0)
        return mi_hci_next(radio, advert);
    radio->taken++;
    switch (packet->layer) {
    case MI_LAYER_AIR: return mi_linklayer_read(radio, advert);
    case MI_LAYER_SERVICE:
        advert->is_bare = true;
        advert->data = wrap_service_data(radio);
        return advert->data.left > 0;
    default: advert->data = radio->reports; return true;
    }
}

void mi_radio_end(struct mi_radio *radio)
{
    mi_fragments_drop_all(&radio->fragments);
    memset(radio->announcers, 0, sizeof radio->announcers);
    radio->has_told_snapped = false;
}

void mi_radio_tell_snapped(struct mi_radio *radio)
{
    radio->counts.snapped++;
    if (!radio->has_told_snapped)
        radio->problem = (struct mi_problem){.code = MI_P_SNAPPED};
    radio->has_told_snapped = true;
}
