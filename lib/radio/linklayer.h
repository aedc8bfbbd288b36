/* LE air packets on the advertising channels (Core, Vol 6 Part B, 2.3). Inside lib/radio only. */
#ifndef MITOOL_RADIO_LINKLAYER_H
#define MITOOL_RADIO_LINKLAYER_H

#include "advert.h"
#include "state.h"

/* What an air packet comes to. */
enum mi_heard {
    MI_HEARD_NOTHING, /* a PDU without data, or one of several whose others are to come */
    MI_HEARD_ADVERT,
    MI_HEARD_CUT, /* see mi_missing */
    MI_HEARD_BAD_CRC,
    MI_HEARD_WHITENED,
    MI_HEARD_FOREIGN,
    MI_HEARD_MALFORMED,
    MI_HEARD_ORPHAN,
};

/* `advert` is the advertisement in the packet, or the one that it completes. */
enum mi_heard mi_linklayer_read(struct mi_linklayer *layer, struct mi_fragments *fragments,
                                const struct mi_packet *packet, struct mi_advert *advert,
                                struct mi_missing *missing);

#endif
