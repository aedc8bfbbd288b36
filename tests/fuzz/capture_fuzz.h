/* What the fuzzers of captures share: everything is taken out and every byte is looked at. */
#ifndef MITOOL_TESTS_CAPTURE_FUZZ_H
#define MITOOL_TESTS_CAPTURE_FUZZ_H

#include "capture/source.h"
#include "radio/radio.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static volatile unsigned fuzz_sink;

/* Reads every byte, so that one which does not belong there is found. */
static inline void look_at(const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        fuzz_sink += bytes[i];
}

static inline void look_at_problem(const struct mi_problem *problem)
{
    char sentence[512];
    struct mi_text text = mi_text(sentence, sizeof sentence);
    mi_text_problem(&text, problem);
    if (problem->code == MI_OK || problem->code >= MI_P_CODES || text.length == 0)
        abort();
}

static inline void look_at_packet(struct mi_radio *radio, const struct mi_packet *packet)
{
    struct mi_advert advert;
    struct mi_ad ad;
    look_at(packet->bytes, packet->size);
    mi_radio_feed(radio, packet);
    while (mi_radio_next(radio, &advert)) {
        if (advert.data.left > MI_FRAGMENT_MAX && advert.data.left > packet->size + MI_AD_MAX)
            abort();
        look_at(advert.data.at, advert.data.left);
        while (mi_ad_next(&advert.data, &ad))
            look_at(ad.value.at, ad.value.left);
    }
    if (radio->problem.code != MI_OK)
        look_at_problem(&radio->problem);
    if (radio->fragments.open > MI_FRAGMENT_SETS)
        abort();
}

static inline void read_capture(const uint8_t *data, size_t size)
{
    static struct mi_radio radio;
    struct mi_source *source = mi_source_text((const char *)data, size, "fuzz", 0);
    enum mi_got got;
    if (source == NULL)
        return;
    memset(&radio, 0, sizeof radio);
    while ((got = mi_source_next(source)) != MI_GOT_END) {
        if (got == MI_GOT_PACKET)
            look_at_packet(&radio, mi_source_packet(source));
        else
            look_at_problem(mi_source_problem(source));
    }
    mi_radio_end(&radio);
    mi_source_close(source);
    if (radio.fragments.open != 0)
        abort();
}

#endif
