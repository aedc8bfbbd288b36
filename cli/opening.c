/* The sink that opens frames: with which keys, and whose they are. */
#include "key_choice.h"
#include "sink.h"

#include "beacon/open.h"

#include <stdlib.h>

struct opening {
    struct sink sink;
    const struct key_settings *settings;
    struct mi_ccm *ccm;
    struct key_choice choice; /* of the frame that is being read */
};

static void open_frame(struct opening *opening, struct mi_frame *frame)
{
    const struct key_settings *settings = opening->settings;
    struct key_choice *choice = &opening->choice;
    key_choice_make(choice, settings,
                    frame->address_source != MI_ADDRESS_NONE ? &frame->address : NULL);
    const struct mi_opener opener = {
        .ccm = opening->ccm,
        .keys = choice->keys,
        .key_count = choice->count,
        .given = settings->has_mac ? &settings->mac : NULL,
    };
    mi_frame_open(frame, &opener);
    if (frame->problem.code == MI_P_KEY_MISSING && settings->ring != NULL &&
        mi_keyring_count(settings->ring) > 0)
        frame->problem.code = MI_P_KEY_NOT_IN_RING;
}

static bool is_open(const struct mi_frame *frame)
{
    return frame->status == MI_STATUS_OK || frame->status == MI_STATUS_UNAUTHENTICATED;
}

/* The name in the key ring: that of the key that opened the frame, else the device's first. */
static const char *ring_name(const struct opening *opening, const struct mi_frame *frame)
{
    const struct mi_keyring *ring = opening->settings->ring;
    size_t place;
    if (ring == NULL || frame->address_source == MI_ADDRESS_NONE)
        return NULL;
    if (is_open(frame) && key_choice_place(&opening->choice, frame->seal.key_index, &place)) {
        const char *name = mi_keyring_name(ring, place);
        if (*name != '\0')
            return name;
    }
    return mi_keyring_name_of(ring, frame->address);
}

static void take_frame(struct sink *sink, struct sighting *sighting)
{
    struct opening *opening = sink->self;
    open_frame(opening, sighting->frame);
    sighting->ccm = opening->ccm;
    sighting->choice = &opening->choice;
    sighting->ring = opening->settings->ring;
    sighting->name = ring_name(opening, sighting->frame);
    sink_frame(sink->next, sighting);
}

static void opening_free(struct sink *sink)
{
    struct opening *opening = sink->self;
    key_choice_wipe(&opening->choice);
    free(opening);
}

struct sink *opening_new(const struct key_settings *settings, struct mi_ccm *ccm)
{
    static const struct sink_kind KIND = {.frame = take_frame, .free = opening_free};
    struct opening *opening = calloc(1, sizeof *opening);
    if (opening == NULL)
        return NULL;
    *opening = (struct opening){.sink = {&KIND, opening}, .settings = settings, .ccm = ccm};
    return &opening->sink;
}
