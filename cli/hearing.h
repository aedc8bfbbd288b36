/* What an adapter has heard while there was nothing to show, in words for a terminal. */
#ifndef MITOOL_CLI_HEARING_H
#define MITOOL_CLI_HEARING_H

#include "base/text.h"
#include "capture/source.h"
#include "radio/advert.h"

enum { HEARING_DEVICES = 1 << 10 /* that are told apart */ };

struct hearing {
    bool is_wanted;    /* there is a terminal to tell it on */
    bool only_listens; /* that nobody scans is then told by the source */
    mi_time told;      /* when it was told last, of the steady clock, */
    mi_time pause;     /* and for how long there is silence then */
    uint64_t adverts;
    uint64_t frames; /* of sensors, also those that do not pass the filter, */
    uint64_t shown;  /* and those that do */
    bool has_rssi;
    int8_t strongest; /* dBm */
    uint32_t devices;
    uint64_t addresses[HEARING_DEVICES]; /* 1 and the number of each, by its hash; 0: none */
};

/* Says which adapter is heard, when that is wanted and it could be opened. */
void hearing_begin(struct hearing *hearing, const struct mi_source *source);

/* An advertisement, with how many frames it held and how many of these are shown. */
void hearing_take(struct hearing *hearing, const struct mi_advert *advert, unsigned frames,
                  unsigned shown);

/* What was heard and, when that is no sensor, the likely reason. */
void hearing_words(const struct hearing *hearing, struct mi_text *out);

/* Tells it when it is time for that; in how many milliseconds to ask again. For live_open. */
int hearing_turn(void *context);

#endif
