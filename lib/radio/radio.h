/*
 * From a packet of any layer to the advertisements in it.
 *
 * A packet is fed in, then advertisements are taken out until there are no more. An HCI event may
 * hold several, and an advertisement may come in several packets: it is given with the last of
 * them. What is no advertisement (other events, commands, data) gives none and is no error.
 */
#ifndef MITOOL_RADIO_RADIO_H
#define MITOOL_RADIO_RADIO_H

#include "../base/problem.h"
#include "advert.h"
#include "fragments.h"

/* Longest service data that fits a structure: its length byte counts type and UUID too. */
enum { MI_SERVICE_DATA_MAX = 252, MI_AD_MAX = 256 };

/* Packets and sets that were not decoded. They only grow. */
struct mi_radio_counts {
    uint64_t snapped;   /* advertisements of which the capture kept a part only */
    uint64_t bad_crc;   /* air packets received with errors */
    uint64_t whitened;  /* air packets still as on air */
    uint64_t foreign;   /* air packets of connections and the like: another access address */
    uint64_t malformed; /* air packets shorter than their PDU needs */
    uint64_t orphaned;  /* fragments without a beginning */
};

/* Who announced an AdvDataInfo on a primary channel, for PDUs that follow without address. */
struct mi_announcer {
    mi_time time; /* MI_NO_TIME: not known */
    bool is_used;
    bool is_ambiguous; /* two devices announced it */
    uint16_t adapter;
    uint16_t set;
    struct mi_address address;
    bool address_is_random;
};

enum { MI_ANNOUNCERS = 16 };

/* Zeroed memory is the state before the first packet. */
struct mi_radio {
    const struct mi_packet *packet;
    struct mi_bytes reports; /* not yet taken out */
    uint8_t announced;       /* reports in the event */
    uint8_t taken;
    uint8_t subevent;             /* of the LE Meta event; 0: a payload of another layer */
    bool is_event_cut;            /* the event announces more bytes than there are */
    bool has_told_snapped;        /* of the input: once is enough */
    struct mi_problem problem;    /* of the packet last fed in, MI_OK when it was whole */
    uint8_t structure[MI_AD_MAX]; /* an advertising structure made around service data */
    struct mi_radio_counts counts;
    struct mi_announcer announcers[MI_ANNOUNCERS];
    unsigned next_announcer; /* the place to use next */
    struct mi_fragments fragments;
};

/* Starts on a packet, which must live until the next call. */
void mi_radio_feed(struct mi_radio *radio, const struct mi_packet *packet);

/*
 * The next advertisement of the packet; false when there is none, see `problem` then. Its data
 * belong to the packet or to the radio and live until the next call of either function.
 */
bool mi_radio_next(struct mi_radio *radio, struct mi_advert *advert);

/*
 * The end of an input: what is unfinished is dropped and counted (radio->fragments.dropped), and
 * nothing of it is joined with the next input. The counts stay.
 */
void mi_radio_end(struct mi_radio *radio);

/* For the layers: counts an advertisement that the capture has snapped; the first is a problem. */
void mi_radio_tell_snapped(struct mi_radio *radio);

#endif
