/*
 * From a packet of any layer to the advertisements in it.
 *
 * A packet is fed in, then advertisements are taken out until there are no more. An HCI event may
 * hold several, and an advertisement may come in several packets: it is given with the last of
 * them. What is no advertisement (other events, commands, data) gives none and is no error.
 */
#ifndef MITOOL_RADIO_RADIO_H
#define MITOOL_RADIO_RADIO_H

#include "../base/linkage.h"
#include "../base/problem.h"
#include "advert.h"
#include "state.h"

MI_BEGIN

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
    uint64_t dropped;   /* advertisements in several packets that were not completed */
};

/* Zeroed memory is the state before the first packet. */
struct mi_radio {
    struct mi_problem problem; /* of the packet last fed in, MI_OK when it was whole */

    /* Memory for what was heard, so that what comes again is recognised; NULL: it is not. */
    struct mi_echoes *echoes;

    /* private */
    const struct mi_packet *packet;
    bool is_echo;                 /* of a packet before, and not yet taken out */
    bool is_pending;              /* the packet is none of HCI, and not yet taken out */
    bool has_told_snapped;        /* of the input: once is enough */
    uint8_t structure[MI_AD_MAX]; /* an advertising structure made around service data */
    struct mi_radio_counts counts;
    struct mi_hci hci;
    struct mi_linklayer linklayer;
    struct mi_fragments fragments;
};

/* Starts on a packet, which must live until the next call. */
void mi_radio_feed(struct mi_radio *radio, const struct mi_packet *packet);

/* Whether a packet that was just fed in is an event of advertising reports, and nothing else. */
static inline bool mi_radio_has_reports(const struct mi_radio *radio)
{
    return radio->is_echo || radio->hci.announced > 0;
}

/*
 * The next advertisement of the packet; false when there is none, see `problem` then. Its data
 * belong to the packet or to the radio and live until the next call of either function.
 */
bool mi_radio_next(struct mi_radio *radio, struct mi_advert *advert);

/*
 * The end of an input: what is unfinished is dropped and counted, and nothing of it is joined with
 * the next input. The counts stay.
 */
void mi_radio_end(struct mi_radio *radio);

struct mi_radio_counts mi_radio_counts(const struct mi_radio *radio);

MI_END

#endif
