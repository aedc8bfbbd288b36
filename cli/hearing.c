#include "hearing.h"

#include "talk.h"

#include "base/hash.h"
#include "capture/clock.h"

#include <limits.h>

static const mi_time FIRST_PAUSE = 10 * MI_SECOND;
static const mi_time LONGEST_PAUSE = 3600 * MI_SECOND;

enum {
    LONGER = 6, /* times as long is each pause as the one before */
    WEAK = -85, /* dBm: signals of a near device are stronger */
};

/* --- counting --- */

static void take_address(struct hearing *hearing, struct mi_address address)
{
    uint64_t number = mi_address_number(address);
    uint64_t hash = mi_hash_word(0, number);
    for (uint64_t i = 0; i < HEARING_DEVICES; i++) {
        uint64_t *place = &hearing->addresses[((hash ^ hash >> 32) + i) % HEARING_DEVICES];
        if (*place == number + 1)
            return;
        if (*place == 0) {
            *place = number + 1;
            hearing->devices++;
            return;
        }
    }
}

void hearing_take(struct hearing *hearing, const struct mi_advert *advert, unsigned frames,
                  unsigned shown)
{
    if (hearing->shown > 0)
        return; /* it will not be told any more */
    hearing->adverts++;
    hearing->frames += frames;
    hearing->shown += shown;
    if (advert->has_rssi && (!hearing->has_rssi || advert->rssi > hearing->strongest)) {
        hearing->has_rssi = true;
        hearing->strongest = advert->rssi;
    }
    if (advert->has_address)
        take_address(hearing, advert->address);
}

/* --- words --- */

static const char *reason(const struct hearing *hearing)
{
    if (hearing->adverts == 0)
        return "likely no device is near, or the adapter has no antenna (another one: --adapter)";
    if (hearing->has_rssi && hearing->strongest < WEAK)
        return "likely all are too far away, or the adapter's antenna is bad";
    return "likely it is out of reach, or silent: some send every few minutes, buttons and doors "
           "when they are used";
}

void hearing_words(const struct hearing *hearing, struct mi_text *out)
{
    if (hearing->adverts == 0) {
        mi_text_add(out, "nothing heard so far");
    } else {
        add_count(out, hearing->adverts, "advertisement");
        mi_text_add(out, hearing->devices < HEARING_DEVICES ? " of " : " of more than ");
        add_count(out, hearing->devices, "device");
    }
    if (hearing->frames > 0) {
        mi_text_add(out, ", ");
        add_count(out, hearing->frames, "frame");
        mi_text_add(out, " of sensors, none of which passes the filter");
        return;
    }
    mi_text_add(out, hearing->adverts > 0 ? ", no sensor: " : ": ");
    mi_text_add(out, reason(hearing));
}

/* --- telling --- */

void hearing_begin(struct hearing *hearing, const struct mi_source *source)
{
    int adapter = mi_source_adapter(source);
    hearing->is_wanted = hearing->is_wanted && mi_source_is_open(source);
    hearing->told = mi_clock();
    hearing->pause = FIRST_PAUSE;
    if (hearing->is_wanted && adapter >= 0)
        talk(NULL, 0, "listening on hci%d; Ctrl-C ends", adapter);
    else if (hearing->is_wanted)
        talk(NULL, 0, "listening to what other programs scan, on all adapters; Ctrl-C ends");
}

static void tell(const struct hearing *hearing)
{
    char buffer[TALK_MAX];
    struct mi_text words = mi_text(buffer, sizeof buffer);
    hearing_words(hearing, &words);
    if (hearing->adverts > 0 || !hearing->only_listens)
        talk(NULL, 0, "%s", buffer);
}

int hearing_turn(void *context)
{
    struct hearing *hearing = context;
    mi_time now = mi_clock();
    if (!hearing->is_wanted || hearing->shown > 0)
        return INT_MAX;
    if (now - hearing->told >= hearing->pause) {
        tell(hearing);
        hearing->told = now;
        hearing->pause *= LONGER;
        if (hearing->pause > LONGEST_PAUSE)
            hearing->pause = LONGEST_PAUSE;
    }
    return (int)((hearing->told + hearing->pause - now) / MI_MILLISECOND);
}
