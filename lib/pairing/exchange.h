/* What the exchanges share: one file each, a row each in pairing.c. Not installed. */
#ifndef MITOOL_PAIRING_EXCHANGE_H
#define MITOOL_PAIRING_EXCHANGE_H

#include "pairing.h"

struct mi_exchange {
    bool takes_all; /* also cut values, and that the link is encrypted */
    /* A value. */
    void (*take)(struct mi_pairing *pairing, struct mi_session *session,
                 const struct mi_link_event *event);
    /* The connection is closed. */
    void (*end)(struct mi_pairing *pairing, struct mi_session *session,
                const struct mi_link_event *event);
};

extern const struct mi_exchange mi_legacy_exchange;
extern const struct mi_exchange mi_standard_exchange;
extern const struct mi_exchange mi_custom_exchange;
extern const struct mi_exchange mi_limits_exchange;

/* A characteristic of 16 bits, and the service that it belongs to. */
struct mi_characteristic {
    uint16_t service;
    uint16_t uuid;
};

/*
 * Whether a value is of this characteristic. When the capture does not tell, the first handle that
 * a value of fitting shape is seen on is taken for it and kept in `*handle`.
 */
bool mi_is_of(const struct mi_link_event *event, struct mi_characteristic characteristic,
              uint16_t *handle);

/* Whether the capture tells that it is. */
bool mi_is_named(const struct mi_link_event *event, struct mi_characteristic characteristic);

struct mi_beginning mi_begins_at(const struct mi_link_event *event);

/* A clue of the connection's device; the product as advertised. */
struct mi_clue mi_clue_of(const struct mi_pairing *pairing, enum mi_clue_kind kind,
                          const struct mi_link_event *event, const struct mi_beginning *beginning);

/* Adds it to the list, and wipes it. The same found again is one clue. */
void mi_pairing_add(struct mi_pairing *pairing, struct mi_clue *clue);

/* How many TOKENs to try on a login: none when there is no room for what it comes to. */
size_t mi_token_count(const struct mi_pairing *pairing);

/* Whether a TOKEN may be of this clue's device. */
bool mi_token_is_for(const struct mi_given_token *given, const struct mi_clue *clue);

/* The pairings that wait for their device: tries all that were heard. */
void mi_legacy_search(struct mi_pairing *pairing);

#endif
