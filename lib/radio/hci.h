/* The advertisements in an HCI event. Inside lib/radio only. */
#ifndef MITOOL_RADIO_HCI_H
#define MITOOL_RADIO_HCI_H

#include "../base/problem.h"
#include "advert.h"
#include "state.h"

/*
 * Begins on an event, code and length in front; one without reports gives none. What an event with
 * reports lacks at its end.
 */
struct mi_missing mi_hci_begin(struct mi_hci *hci, struct mi_bytes event);

/*
 * Takes the next report out, or the data that it completes; directed ones are passed over. A report
 * that is cut ends the event, with a problem unless the event was known to be cut.
 */
bool mi_hci_next(struct mi_hci *hci, struct mi_fragments *fragments, struct mi_advert *advert,
                 struct mi_problem *problem);

#endif
