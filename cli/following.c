/* The sink that follows devices: their counts and trends, their names, and copies of frames. */
#include "sink.h"

#include "pipeline.h"

#include <stdlib.h>

struct following {
    struct sink sink;
    struct mi_devices *devices;
    bool folds;
};

/* A name from the key ring wins over the one that the device sends. */
static const char *name_device(struct mi_device *device, const char *given)
{
    struct mi_text name = mi_text(device->name, MI_NAME_MAX);
    mi_text_add(&name, given);
    return device->name;
}

static enum mi_worth worth_of(const struct mi_device *device)
{
    return device->opened > 0  ? MI_WORTH_OPENED
           : device->tried > 0 ? MI_WORTH_TRIED
                               : MI_WORTH_NONE;
}

static void take_frame(struct sink *sink, struct sighting *sighting)
{
    const struct following *following = sink->self;
    struct mi_repeat repeat = {.is_copy = false};
    if (sighting->frame->address_source != MI_ADDRESS_NONE) {
        struct mi_device *device = mi_devices_get(
            following->devices, mi_devices_owner(following->devices, sighting->frame));
        repeat = mi_device_hear(device, sighting->frame, sighting->advert);
        mi_devices_keep(following->devices, device, worth_of(device));
        sighting->name =
            sighting->name != NULL ? name_device(device, sighting->name) : device->name;
    }
    if (following->folds && repeat.is_copy)
        return;
    sighting->is_copy = repeat.is_copy;
    sighting->copies = following->folds ? repeat.copies : 0;
    sink_frame(sink->next, sighting);
}

static bool take_copy(struct sink *sink, struct copy *copy)
{
    const struct following *following = sink->self;
    if (!following->folds && !sink_recalls(sink->next, copy))
        return false;
    struct mi_device *device = mi_devices_find(following->devices, copy->advert->address);
    if (device == NULL || device->frames == 0 ||
        !mi_device_hear_copy(device, copy->hash, copy->advert, &copy->status))
        return false;
    mi_devices_keep(following->devices, device, device->worth);
    copy->name = device->name;
    if (!following->folds)
        (void)sink_copy(sink->next, copy);
    return true;
}

/* Names are worth less than sensors: none is dropped for one. */
static void take_name(struct sink *sink, struct mi_address address, const struct mi_ad *ad)
{
    const struct following *following = sink->self;
    struct mi_device *device = mi_devices_get_unless_full(following->devices, address);
    if (device != NULL)
        mi_device_take_name(device, ad);
}

static void following_free(struct sink *sink)
{
    struct following *following = sink->self;
    mi_devices_free(following->devices);
}

struct sink *following_new(bool folds, bool has_readings)
{
    static const struct sink_kind KIND = {.size = sizeof(struct following),
                                          .frame = take_frame,
                                          .copy = take_copy,
                                          .name = take_name,
                                          .free = following_free};
    struct following *following = sink_new(&KIND);
    if (following == NULL)
        return NULL;
    following->folds = folds;
    following->devices = mi_devices_new(MI_INQUIRY_DEVICES);
    if (following->devices == NULL) {
        free(following);
        return NULL;
    }
    if (!has_readings)
        mi_devices_follow_no_readings(following->devices);
    return &following->sink;
}

struct mi_devices *following_devices(const struct sink *sink)
{
    const struct following *following = sink->self;
    return following->devices;
}
