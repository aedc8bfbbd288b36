/*
 * Events that come again with the same bytes but for the signal strength, as most do: they are
 * recognised, so that they need not be taken apart. Only of legacy advertising, where an event with
 * one report tells all about it. Inside lib/radio only.
 */
#ifndef MITOOL_RADIO_ECHO_H
#define MITOOL_RADIO_ECHO_H

#include "state.h"

/* Begins on a packet; true when it is an echo. */
bool mi_echoes_feed(struct mi_echoes *echoes, const struct mi_packet *packet);

/* The advertisement that the echo is of, as this packet tells it. */
void mi_echoes_give(const struct mi_echoes *echoes, struct mi_advert *advert);

/* What the packet held, if it is of those that are remembered. */
void mi_echoes_keep(struct mi_echoes *echoes, struct mi_advert *advert);

#endif
