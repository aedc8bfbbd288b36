/* What keeps a capture from telling anything: values that it cut, and an encrypted link. */
#include "pairing/exchange.h"

static void add(struct mi_pairing *pairing, enum mi_clue_kind kind,
                const struct mi_link_event *event, const struct mi_beginning *beginning)
{
    struct mi_clue clue = mi_clue_of(pairing, kind, event, beginning);
    mi_pairing_add(pairing, &clue);
}

/* A host's log stands above the encryption and stays clear. */
static void take(struct mi_pairing *pairing, struct mi_session *session,
                 const struct mi_link_event *event)
{
    const struct mi_beginning now = mi_begins_at(event);
    if (event->what == MI_LINK_ENCRYPTED && event->connection->is_air)
        add(pairing, MI_FOUND_ENCRYPTED_LINK, event, &now);
    if (!event->is_cut || session->is_cut)
        return;
    session->is_cut = true;
    session->cut = now;
}

static void end(struct mi_pairing *pairing, struct mi_session *session,
                const struct mi_link_event *event)
{
    if (session->is_cut)
        add(pairing, MI_FOUND_CUT, event, &session->cut);
}

const struct mi_exchange mi_limits_exchange = {true, take, end};
