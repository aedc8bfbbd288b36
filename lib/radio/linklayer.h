/* LE air packets on the advertising channels (Core, Vol 6 Part B, 2.3). */
#ifndef MITOOL_RADIO_LINKLAYER_H
#define MITOOL_RADIO_LINKLAYER_H

#include "radio.h"

/*
 * The advertisement in radio->reports, or the one that it completes; false for other packets, for
 * PDUs without data and for what cannot be trusted, which is counted.
 */
bool mi_linklayer_read(struct mi_radio *radio, struct mi_advert *advert);

/* The CRC of an advertising PDU as a number whose least significant byte is sent first. */
uint32_t mi_linklayer_crc(struct mi_bytes pdu);

#endif
