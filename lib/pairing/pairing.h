/*
 * From what connected devices say to keys, TOKENs and their proofs: legacy and standard
 * authentication of Xiaomi devices, and the key commands of custom firmware. Advertisements and
 * the events of connections are taken in; what is found is a list.
 *
 *     struct mi_links links = {.take = mi_pairing_take, .context = &pairing};
 *     mi_pairing_hear(&pairing, &advert);   for each advertisement
 *     mi_links_feed(&links, &packet);       for each packet
 *     mi_links_next(&links);                between inputs
 *     mi_links_end(&links);                 at the end of the last one, and then
 *     mi_pairing_end(&pairing);
 *
 * Memory is fixed, and so is the work that searches may take. What is claimed is proved by the
 * bytes of the session itself, or says so (mi_clue.needs_frame).
 */
#ifndef MITOOL_PAIRING_PAIRING_H
#define MITOOL_PAIRING_PAIRING_H

#include "../base/linkage.h"
#include "../link/links.h"
#include "clue.h"
#include "session.h"

MI_BEGIN

enum {
    MI_CLUES_MAX = 256,
    MI_TOKENS_MAX = 256,
    MI_WAITING_MAX = 16, /* pairings whose device is looked for at the end */
};

/* A TOKEN that the user has. */
struct mi_given_token {
    uint8_t token[MI_TOKEN_SIZE];
    bool has_address; /* false: it may be of any device */
    struct mi_address address;
};

/* Zeroed memory is the state before the first input. It holds secrets: mi_pairing_wipe. */
struct mi_pairing {
    size_t clue_count;
    struct mi_clue clues[MI_CLUES_MAX]; /* in the order in which they became known */
    uint64_t dropped;                   /* for which there was no room */
    uint64_t order;                     /* of the last one found */

    size_t token_count;
    struct mi_given_token tokens[MI_TOKENS_MAX];
    struct mi_heard heard;
    struct mi_session sessions[MI_CONNECTIONS];
    size_t waiting_count;
    struct mi_legacy waiting[MI_WAITING_MAX];
    uint32_t tries; /* of products and addresses so far */
};

/*
 * A TOKEN that logins shall prove or refute, of one device or, with NULL, of any. False when there
 * are too many. Given before the first input.
 */
bool mi_pairing_give_token(struct mi_pairing *pairing, const uint8_t token[MI_TOKEN_SIZE],
                           const struct mi_address *address);

/* An advertisement: its address, and the product that it names. */
void mi_pairing_hear(struct mi_pairing *pairing, const struct mi_advert *advert);

/* An event of a connection; `pairing` is a struct mi_pairing. */
void mi_pairing_take(void *pairing, const struct mi_link_event *event);

/* The end: finds devices by what was heard, and what is still so: keys and logins. */
void mi_pairing_end(struct mi_pairing *pairing);

/* Overwrites all of it. */
void mi_pairing_wipe(struct mi_pairing *pairing);

/* --- for the exchanges --- */

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

/* The bits of a login, an exchange of one kind, that prove a TOKEN; 0 when it is another one. */
typedef uint16_t mi_token_fits(const void *exchange, const uint8_t token[MI_TOKEN_SIZE]);

/* Tries the TOKENs that may be of the login's device, up to the one that fits. */
void mi_pairing_try_tokens(const struct mi_pairing *pairing, struct mi_clue *login,
                           mi_token_fits *fits, const void *exchange);

/* Says of each key and login whether it is the last one. */
void mi_pairing_conclude(struct mi_pairing *pairing);

MI_END

#endif
