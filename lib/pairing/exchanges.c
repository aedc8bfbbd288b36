/* The table of exchanges, and the way of each event to them. */
#include "pairing/exchange.h"

#include "beacon/ccm.h"

#include <string.h>

static const struct mi_exchange *const EXCHANGES[] = {
    &mi_legacy_exchange,
    &mi_standard_exchange,
    &mi_custom_exchange,
    &mi_limits_exchange,
};

enum { EXCHANGE_COUNT = sizeof EXCHANGES / sizeof EXCHANGES[0] };

static void end(struct mi_pairing *pairing, struct mi_session *session,
                const struct mi_link_event *event)
{
    for (size_t i = 0; i < EXCHANGE_COUNT; i++)
        if (EXCHANGES[i]->end != NULL)
            EXCHANGES[i]->end(pairing, session, event);
    mi_wipe(session, sizeof *session);
}

void mi_pairing_take(void *context, const struct mi_link_event *event)
{
    struct mi_pairing *pairing = context;
    struct mi_session *session = &pairing->sessions[event->slot];
    switch (event->what) {
    case MI_LINK_OPENED: memset(session, 0, sizeof *session); return;
    case MI_LINK_CLOSED: end(pairing, session, event); return;
    default: break;
    }
    bool is_whole_value = event->what != MI_LINK_ENCRYPTED && !event->is_cut;
    for (size_t i = 0; i < EXCHANGE_COUNT; i++)
        if (is_whole_value || EXCHANGES[i]->takes_all)
            EXCHANGES[i]->take(pairing, session, event);
}

void mi_pairing_end(struct mi_pairing *pairing)
{
    mi_legacy_search(pairing);
    mi_pairing_conclude(pairing);
}
