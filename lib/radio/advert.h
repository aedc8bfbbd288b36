/* One advertisement of one device, and the walk over its structures (Core, Vol 3 Part C, 11). */
#ifndef MITOOL_RADIO_ADVERT_H
#define MITOOL_RADIO_ADVERT_H

#include "../base/linkage.h"
#include "assigned.h"
#include "packet.h"

MI_BEGIN

enum mi_pdu {
    MI_PDU_UNKNOWN,
    MI_PDU_ADV_IND,
    MI_PDU_ADV_DIRECT_IND,
    MI_PDU_ADV_SCAN_IND,
    MI_PDU_ADV_NONCONN_IND,
    MI_PDU_SCAN_RSP,
    MI_PDU_EXTENDED,
};

struct mi_advert {
    mi_time time;
    enum mi_pdu pdu;
    struct mi_address address;
    bool has_address; /* false for anonymous advertising and bare payloads */
    bool address_is_random;
    bool has_rssi;
    int8_t rssi; /* dBm */
    uint16_t adapter;
    bool is_bare;         /* the payload alone was given: bytes after its end may be stray */
    bool has_stray;       /* and the last byte is one */
    bool is_cut;          /* the end of the data is missing, as the controller or the event tells */
    struct mi_bytes data; /* advertising structures; belong to the packet or to the radio */
    uint64_t number;      /* of the packet, the last one when there were several */
    uint16_t place;       /* from 1: that at which mi_echoes remember it; 0: they do not */
    bool is_echo;         /* the advertisement at that place was the same but for the signal */
};

/*
 * Whether the data of an advertisement stands in the packet itself: it does not when it was put
 * together from several, or is only service data.
 */
static inline bool mi_advert_is_in(const struct mi_advert *advert, const struct mi_packet *packet)
{
    return advert->data.left == 0 ||
           (advert->data.at >= packet->bytes && advert->data.at < packet->bytes + packet->size);
}

/* Whether structures of a type hold data of a service or a manufacturer. */
static inline bool mi_ad_type_has_data(uint8_t type)
{
    return type == MI_AD_SERVICE_DATA_16 || type == MI_AD_MANUFACTURER ||
           type == MI_AD_SERVICE_DATA_32 || type == MI_AD_SERVICE_DATA_128;
}

struct mi_ad {
    uint8_t type;
    struct mi_bytes value;
    uint8_t length; /* the length byte: type and value together */
    size_t missing; /* bytes that the length announces and the data lacks */
};

/*
 * The next structure of `data`, which moves past it. False at the end or at a length of 0, after
 * which only padding stands. A structure that runs past the end is given with what is there.
 */
static inline bool mi_ad_next(struct mi_bytes *data, struct mi_ad *ad)
{
    uint8_t length = data->left > 0 ? mi_get_u8(data) : 0;
    if (length == 0 || data->left == 0)
        return false;
    size_t there = length < data->left ? length : data->left;
    ad->value = mi_get_slice(data, there);
    ad->type = mi_get_u8(&ad->value);
    ad->length = length;
    ad->missing = length - there;
    return true;
}

/*
 * The UUID of service data of 16, 32 or 128 bits when it stands on the Bluetooth base UUID and fits
 * 16 bits, and the data behind it. False when `ad` is something else or too short.
 */
bool mi_ad_service(const struct mi_ad *ad, uint16_t *uuid, struct mi_bytes *data);

/* The company identifier of manufacturer data, and the data behind it, in the same way. */
bool mi_ad_manufacturer(const struct mi_ad *ad, uint16_t *company, struct mi_bytes *data);

MI_END

#endif
