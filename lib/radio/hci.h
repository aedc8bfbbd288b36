/* HCI advertising reports (Core, Vol 4 Part E, 7.7.65.2 and 7.7.65.13). */
#ifndef MITOOL_RADIO_HCI_H
#define MITOOL_RADIO_HCI_H

#include "radio.h"

enum { MI_H4_EVENT = 0x04 };

/* Leaves the reports of an event, code and length in front, in radio->reports; of others none. */
void mi_hci_begin(struct mi_radio *radio, struct mi_bytes event);

/*
 * Takes the next report out, or the data that it completes; directed ones are passed over. A report
 * that is cut ends the event with a problem. Of an event that the capture has snapped none is
 * given.
 */
bool mi_hci_next(struct mi_radio *radio, struct mi_advert *advert);

#endif
