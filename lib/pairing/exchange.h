/* The exchanges: one file each, a row each in exchanges.c. */
#ifndef MITOOL_PAIRING_EXCHANGE_H
#define MITOOL_PAIRING_EXCHANGE_H

#include "pairing.h"

struct mi_exchange {
    bool takes_all; /* also cut values, and that the link is encrypted */
    /* A value. */
    void (*take)(struct mi_pairing *pairing, struct mi_session *session,
                 const struct mi_link_event *event);
    /* The connection is closed, and the session wiped then; NULL: nothing is left to tell. */
    void (*end)(struct mi_pairing *pairing, struct mi_session *session,
                const struct mi_link_event *event);
};

extern const struct mi_exchange mi_legacy_exchange;
extern const struct mi_exchange mi_standard_exchange;
extern const struct mi_exchange mi_custom_exchange;
extern const struct mi_exchange mi_limits_exchange;

/* The pairings that wait for their device: tries all that were heard. */
void mi_legacy_search(struct mi_pairing *pairing);

#endif
