/*
 * What the radio keeps from packet to packet. It stands here so that a struct mi_radio can be
 * anybody's memory; nothing of it is meant for users.
 */
#ifndef MITOOL_RADIO_STATE_H
#define MITOOL_RADIO_STATE_H

#include "advert.h"

enum {
    MI_FRAGMENT_SETS = 16,  /* open at a time; the one longest unheard makes room */
    MI_FRAGMENT_MAX = 1650, /* bytes of one set: the most that a host may be given */
    MI_FRAGMENT_STARTS = 8, /* fragments of one set whose beginnings are known */
    MI_FRAGMENT_MS = 2500,  /* of capture time between two fragments; AuxPtr reaches 2458 ms */
    MI_ANNOUNCERS = 16,
    MI_ECHOES = 512,    /* advertisements that are remembered */
    MI_ECHO_BYTES = 64, /* of the largest event that holds one of these */
};

/* --- fragments.h --- */

/* What the fragments of one set have in common. Compared field by field. */
struct mi_fragment_key {
    bool is_air; /* air packets do not carry the address in each: it stays zero then */
    bool is_scan_response;
    uint8_t address_type;
    struct mi_address address;
    uint16_t set; /* advertising SID of a report, AdvDataInfo of an air packet */
    uint16_t adapter;
};

struct mi_fragment_set {
    bool is_open;
    bool is_spoilt; /* too long, or not to be told from another one: dropped at its end */
    struct mi_fragment_key key;
    mi_time time;   /* of the last fragment */
    uint64_t heard; /* order of the last fragments among sets */

    /* Of air packets: the advertiser, and the channel that the next fragment is announced on. */
    struct mi_address address;
    bool has_address;
    bool address_is_random;
    uint8_t next_channel;

    uint16_t starts[MI_FRAGMENT_STARTS]; /* in the data: where a fragment was added */
    uint8_t start_count;
    size_t size;
    uint8_t data[MI_FRAGMENT_MAX];
};

/* Zeroed memory is the state before the first fragment. */
struct mi_fragments {
    struct mi_fragment_set sets[MI_FRAGMENT_SETS];
    uint64_t clock;   /* fragments so far */
    unsigned open;    /* sets open */
    uint64_t dropped; /* sets that were begun and never given */
};

/* --- echo.h --- */

/* An event as it was heard last. */
struct mi_echo {
    size_t size; /* 0: none */
    uint8_t bytes[MI_ECHO_BYTES];
    struct mi_advert advert;
};

/* Zeroed memory is the state before the first event. */
struct mi_echoes {
    struct mi_echo places[MI_ECHOES];

    /* Of the packet that was fed in. */
    const struct mi_packet *packet;
    size_t signal;         /* where its signal strength stands; 0: it is not remembered */
    struct mi_echo *place; /* where the event is remembered, or would be */
};

/* --- both layers --- */

/* Of a packet that is cut: so many bytes of so many are not there. */
struct mi_missing {
    uint32_t bytes;
    uint32_t of;
};

/* --- hci.h: the reports of one event --- */

struct mi_hci {
    struct mi_bytes reports; /* not yet taken out */
    bool is_extended;
    bool is_cut;       /* the event announces more bytes than there are, */
    bool is_snapped;   /* which the capture has left out */
    uint8_t announced; /* reports in the event */
    uint8_t taken;
};

/* --- linklayer.h: who announced an AdvDataInfo on a primary channel --- */

struct mi_announcer {
    mi_time time;
    bool is_used;
    bool is_ambiguous; /* two devices announced it */
    uint16_t adapter;
    uint16_t set;
    struct mi_address address;
    bool address_is_random;
};

struct mi_linklayer {
    struct mi_announcer announcers[MI_ANNOUNCERS];
    unsigned next_announcer; /* the place to use next */
};

#endif
