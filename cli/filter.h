/*
 * Which frames are wanted. Terms are addresses, products and formats, recognised by what they look
 * like: A4:C1:38:D4:3C:48 or the beginning of one, 0x055b or LYWSD03MMC, mibeacon. Terms of one
 * kind are alternatives; the kinds together narrow.
 */
#ifndef MITOOL_CLI_FILTER_H
#define MITOOL_CLI_FILTER_H

#include "beacon/format.h"
#include "radio/advert.h"

enum { FILTER_TERMS_MAX = 64 };

enum filter_kind { FILTER_ADDRESS, FILTER_PRODUCT, FILTER_FORMAT };

struct filter_term {
    enum filter_kind kind;
    struct mi_address address; /* FILTER_ADDRESS: its first `octets` bytes count */
    uint8_t octets;
    uint16_t product_id; /* FILTER_PRODUCT, when `word` is NULL */
    const char *word;    /* model, or name of the format */
};

struct filter {
    struct filter_term terms[FILTER_TERMS_MAX];
    size_t count;
    mi_time since; /* MI_NO_TIME: from the beginning */
    mi_time until; /* MI_NO_TIME: to the end; otherwise not included */
};

/* Adds a term, which must outlive the filter. False when it is not a term, or there are too many.
 */
bool filter_add(struct filter *filter, const char *term);

/* Whether it lets everything pass. */
bool filter_is_empty(const struct filter *filter);

/* Advertisements without any frame: wanted as long as no term says otherwise. */
bool filter_passes_others(const struct filter *filter, const struct mi_advert *advert);

bool filter_passes(const struct filter *filter, const struct mi_frame *frame, mi_time time);

#endif
