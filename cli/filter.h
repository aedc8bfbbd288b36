/*
 * Which frames are wanted. A term is recognised by what it looks like:
 *
 *   Kitchen             a name of the key ring
 *   LYWSD03MMC, 0x055b  a model, a product id
 *   bthome_v2, bthome   a format, or all formats of a family
 *   A4:C1, a4c138d43    an address, or at least 4 digits of its beginning
 *   name:WORD           what the device calls itself has this in it
 *   rssi:-80            heard with this strength or more
 *
 * Terms of one kind are alternatives; the kinds together narrow. A name of the ring is an address;
 * one that is also something else stands for both, and is of the other's kind.
 */
#ifndef MITOOL_CLI_FILTER_H
#define MITOOL_CLI_FILTER_H

#include "beacon/format.h"
#include "keys/keyring.h"
#include "nearest.h"
#include "radio/advert.h"

enum { FILTER_TERMS_MAX = 64 };

enum filter_kind { FILTER_ADDRESS, FILTER_PRODUCT, FILTER_FORMAT, FILTER_NAME, FILTER_SIGNAL };

struct filter_term {
    enum filter_kind kind;
    const char *name;          /* of the ring; NULL: it is none */
    const char *word;          /* model, format or family, part of a name; NULL: none */
    struct mi_address address; /* its first `digits` hex digits count */
    uint8_t digits;            /* 0: a name of the ring alone */
    uint16_t product_id;       /* without a word */
    int8_t rssi;               /* the lowest, in dBm */
};

struct filter {
    struct filter_term terms[FILTER_TERMS_MAX];
    size_t count;
    bool has_names;                /* some are of FILTER_NAME */
    const struct mi_keyring *ring; /* of the names; NULL: there is none */
    mi_time since;                 /* MI_NO_TIME: from the beginning */
    mi_time until;                 /* MI_NO_TIME: to the end; otherwise not included */
};

/* The devices whose names fit; a set, in which the oldest make room. */
enum { FILTER_NAMED = 4096 };

struct filter_heard {
    uint64_t named[FILTER_NAMED]; /* numbers of addresses, with 1 << 48 */
};

/* Adds a term, which must outlive the filter, as its ring. False when it is none or there are too
 * many. */
bool filter_add(struct filter *filter, const char *term);

/* Offers the words that a term may be. */
void filter_offer(const struct filter *filter, struct nearest *nearest);

/* Whether it lets everything pass. */
bool filter_is_empty(const struct filter *filter);

/* Takes the names in an advertisement, before its frames are asked about. */
void filter_hear(const struct filter *filter, struct filter_heard *heard,
                 const struct mi_advert *advert);

/* Advertisements without any frame: wanted as long as no term says otherwise. */
bool filter_passes_others(const struct filter *filter, const struct mi_advert *advert);

bool filter_passes(const struct filter *filter, const struct filter_heard *heard,
                   const struct mi_frame *frame, const struct mi_advert *advert);

#endif
