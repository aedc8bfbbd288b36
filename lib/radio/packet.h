/* What a capture gives: bytes of one layer, and what is known beside them. */
#ifndef MITOOL_RADIO_PACKET_H
#define MITOOL_RADIO_PACKET_H

#include "../base/address.h"
#include "../base/time.h"

enum mi_layer {
    MI_LAYER_H4,      /* UART packet: type byte, then an HCI packet */
    MI_LAYER_EVENT,   /* HCI event: code, length, parameters */
    MI_LAYER_AIR,     /* LE air packet: access address, PDU, perhaps CRC */
    MI_LAYER_AD,      /* advertising data: structures of length, type, value */
    MI_LAYER_SERVICE, /* service data without its UUID, which is in `uuid` */
    MI_LAYER_ACL,     /* HCI ACL data packet: handle with flags, length, data */
};

/* Which way the data of a connection goes, when the capture tells. */
enum mi_direction {
    MI_DIRECTION_UNTOLD,
    MI_SENT,     /* by the host, on air by the central */
    MI_RECEIVED, /* from the other device, on air from the peripheral */
};

enum mi_crc {
    MI_CRC_UNCHECKED, /* computed here when it is there */
    MI_CRC_GOOD,      /* the receiver says so */
    MI_CRC_BAD,
};

/* What a receiver may call the extended advertising PDUs, whose type on air is the same. */
enum mi_aux {
    MI_AUX_UNTOLD,
    MI_AUX_ADV,
    MI_AUX_CHAIN,
    MI_AUX_SYNC,
    MI_AUX_SCAN_RSP,
};

/* What a sniffer tells beside an LE air packet. All zero: it tells nothing. */
struct mi_air {
    enum mi_crc crc;
    enum mi_aux aux;
    bool has_channel;
    uint8_t channel;  /* link layer index: 0 to 36, and 37, 38, 39 of the first advertising PDUs */
    bool is_coded;    /* LE Coded: a byte with the coding indicator follows the access address */
    bool is_whitened; /* as on air, which is not read here */
};

struct mi_packet {
    mi_time time; /* MI_NO_TIME when the input has none */
    enum mi_layer layer;
    const uint8_t *bytes; /* belong to the source, until it is asked for the next packet */
    size_t size;
    bool is_snapped;  /* the capture says that the packet was longer than this */
    bool is_cut_told; /* bytes are missing at the end, which the source has told already */
    bool has_stray;   /* MI_LAYER_SERVICE: the last byte is none of it, as the bytes show */
    uint64_t number;  /* line of a text, packet of a file, from 1 */
    uint16_t adapter; /* tells receivers of one input apart: index in HCI, or of the interface */

    /* What the layers above AD carry themselves, and a text may tell beside the bytes. */
    struct mi_address address;
    bool has_address;
    bool address_is_random;
    bool has_rssi;
    int8_t rssi;       /* dBm */
    uint16_t uuid;     /* MI_LAYER_SERVICE: the 16-bit service UUID */
    struct mi_air air; /* MI_LAYER_AIR */

    enum mi_direction direction; /* of ACL data, and of air packets of a connection */
};

#endif
