/* The sink that opens frames: with which keys, and whose they are. */
#include "key_choice.h"
#include "sink.h"

#include "base/hash.h"
#include "beacon/open.h"

enum {
    GUESTS = 256,
    GUEST_TRIES = 8, /* of the whole ring */
};

/* Who sends frames that carry no address: some device of the ring, or none. */
struct guest {
    struct mi_address address;
    size_t place;      /* in the ring, of the key that opened the last frame */
    unsigned failures; /* of the ring, since then */
};

struct opening {
    struct sink sink;
    const struct key_settings *settings;
    struct mi_ccm *ccm;
    struct key_choice choice; /* of the frame that is being read */
    struct guest guests[GUESTS];
};

/* --- frames without an address, whose sender is in no ring --- */

/* The guest that had the place before is forgotten. */
static struct guest *find_guest(struct opening *opening, struct mi_address address)
{
    uint64_t hash = mi_hash_word(0, mi_address_number(address));
    struct guest *guest = &opening->guests[(hash ^ hash >> 32) % GUESTS];
    if (!mi_address_equal(guest->address, address))
        *guest = (struct guest){.address = address};
    return guest;
}

/* Tries `count` keys of the ring, each with the address that it is stored for. */
static bool open_with(struct opening *opening, struct mi_frame *frame, size_t first, size_t count)
{
    const struct mi_keyring *ring = opening->settings->ring;
    const struct mi_owned_keys owned = {
        .ccm = opening->ccm,
        .keys = mi_keyring_keys(ring) + first,
        .owners = mi_keyring_addresses(ring) + first,
        .count = count,
    };
    if (!mi_frame_open_by_owner(frame, &owned))
        return false;
    key_choice_take(&opening->choice, ring, first + frame->seal.key_index);
    frame->seal.key_index = 0;
    return true;
}

/* A large ring is not tried on each frame of the neighbours. */
static bool open_by_owner(struct opening *opening, struct mi_frame *frame)
{
    size_t count = opening->settings->ring != NULL ? mi_keyring_count(opening->settings->ring) : 0;
    if (count == 0 || frame->address_source == MI_ADDRESS_FRAME)
        return false;
    if (frame->address_source == MI_ADDRESS_NONE)
        return open_with(opening, frame, 0, count);
    struct guest *guest = find_guest(opening, frame->address);
    if (open_with(opening, frame, guest->place, 1))
        return true;
    if (guest->failures == GUEST_TRIES)
        return false;
    bool is_opened = open_with(opening, frame, 0, count);
    guest->failures = is_opened ? 0 : guest->failures + 1;
    guest->place = is_opened ? opening->choice.ring_first : guest->place;
    return is_opened;
}

/* --- any frame --- */

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
    bool is_closed = frame->status == MI_STATUS_KEY_MISSING || frame->status == MI_STATUS_KEY_WRONG;
    if (is_closed && open_by_owner(opening, frame))
        return;
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

/* Whether the key that opened it was given in one piece with a MAC, which is another's. */
static bool is_of_other(const struct opening *opening, const struct mi_frame *frame)
{
    const struct key_settings *settings = opening->settings;
    size_t place;
    return is_open(frame) && settings->is_hint && settings->count == 1 &&
           !key_choice_place(&opening->choice, frame->seal.key_index, &place) &&
           !mi_address_equal(frame->address, settings->mac);
}

static void take_frame(struct sink *sink, struct sighting *sighting)
{
    struct opening *opening = sink->self;
    open_frame(opening, sighting->frame);
    sighting->ccm = opening->ccm;
    sighting->choice = &opening->choice;
    sighting->ring = opening->settings->ring;
    sighting->name = ring_name(opening, sighting->frame);
    sighting->is_of_other = is_of_other(opening, sighting->frame);
    sink_frame(sink->next, sighting);
}

static void opening_free(struct sink *sink)
{
    struct opening *opening = sink->self;
    key_choice_wipe(&opening->choice);
}

struct sink *opening_new(const struct key_settings *settings, struct mi_ccm *ccm)
{
    static const struct sink_kind KIND = {
        .size = sizeof(struct opening), .frame = take_frame, .free = opening_free};
    struct opening *opening = sink_new(&KIND);
    if (opening == NULL)
        return NULL;
    opening->settings = settings;
    opening->ccm = ccm;
    return &opening->sink;
}
