/* The devices that are kept: found by their address, and the order in which they have to go. */
#include "devices/device_inside.h"

#include "base/hash.h"

#include <stdlib.h>
#include <string.h>

/*
 * Who was dropped is told by Bloom filters, each with twice the bits of the one before. After a
 * million, one new address in a hundred is taken for one of them.
 */
enum {
    NEAR_SENDER = 8, /* bits; the address in a frame is the sender's or another one altogether */
    OFTEN = 8,       /* frames, or more, of a device that those heard a few times do not push out */
    MARKS_FIRST = 1 << 15, /* bits of the first filter, */
    MARKS_LAST = 1 << 23,  /* and of the last one */
    MARKS_FULL = 64,       /* bits for each address, or the next filter is begun */
    MARKS_EACH = 8,        /* bits that an address sets */
    MARKS_IN_BYTE = 8,
};

/* Devices in the order in which they were last heard; 0: there are none. */
struct order {
    uint32_t oldest; /* the device that was silent for longest */
    uint32_t newest;
};

struct mi_devices {
    uint32_t limit;
    uint32_t count;
    uint32_t bucket_count;          /* a power of two */
    struct order orders[MI_WORTHS]; /* of the devices of each worth */
    uint32_t guest;                 /* the last one for which another was dropped, as a link */
    uint64_t dropped;               /* that are not there */
    uint8_t *marks;                 /* Bloom filters: that of N bits begins at bit N */
    uint32_t mark_count;            /* bits of the one in use */
    uint32_t marked;                /* addresses in the one in use */
    uint32_t *buckets;              /* the first device of each */
    struct mi_device *devices;
    struct mi_device_inside *insides; /* of the device at the same index, */
    char (*names)[MI_NAME_MAX];       /* and its name */
    struct mi_devices_shared shared;
};

struct mi_devices *mi_devices_new(uint32_t limit)
{
    bool is_possible = limit > 0 && limit <= MI_DEVICES_MAX;
    struct mi_devices *devices = is_possible ? calloc(1, sizeof *devices) : NULL;
    if (devices == NULL)
        return NULL;
    devices->limit = limit;
    devices->bucket_count = 1;
    while (devices->bucket_count < limit)
        devices->bucket_count *= 2;
    devices->buckets = calloc(devices->bucket_count, sizeof *devices->buckets);
    devices->devices = calloc(limit, sizeof *devices->devices);
    devices->insides = calloc(limit, sizeof *devices->insides);
    devices->names = calloc(limit, sizeof *devices->names);
    devices->marks = calloc(2 * MARKS_LAST / MARKS_IN_BYTE, sizeof *devices->marks);
    devices->mark_count = MARKS_FIRST;
    bool has_shared = seen_begin(&devices->shared.places, limit);
    has_shared = trends_begin(&devices->shared.trends, limit) && has_shared;
    if (devices->buckets != NULL && devices->devices != NULL && devices->insides != NULL &&
        devices->names != NULL && devices->marks != NULL && has_shared)
        return devices;
    mi_devices_free(devices);
    return NULL;
}

void mi_devices_free(struct mi_devices *devices)
{
    if (devices == NULL)
        return;
    free(devices->buckets);
    free(devices->devices);
    free(devices->insides);
    free(devices->names);
    free(devices->marks);
    seen_free(&devices->shared.places);
    trends_free(&devices->shared.trends);
    free(devices);
}

void mi_devices_follow_no_readings(struct mi_devices *devices)
{
    devices->shared.has_no_readings = true;
}

static uint32_t *bucket_of(struct mi_devices *devices, struct mi_address address)
{
    uint64_t hash = mi_hash_word(0, mi_address_number(address));
    return &devices->buckets[(hash ^ hash >> 32) & (devices->bucket_count - 1)];
}

struct mi_device *mi_devices_find(struct mi_devices *devices, struct mi_address address)
{
    for (uint32_t link = *bucket_of(devices, address); link != 0;) {
        struct mi_device *device = &devices->devices[link - 1];
        if (mi_address_equal(device->address, address))
            return device;
        link = device->inside->next;
    }
    return NULL;
}

static uint64_t frames_of(struct mi_devices *devices, struct mi_address address)
{
    const struct mi_device *device = mi_devices_find(devices, address);
    return device != NULL ? device->frames : 0;
}

struct mi_address mi_devices_owner(struct mi_devices *devices, const struct mi_frame *frame)
{
    struct mi_address sender = frame->envelope.advertiser;
    bool is_near = frame->envelope.has_advertiser && !mi_address_equal(frame->address, sender) &&
                   mi_address_distance(frame->address, sender) <= NEAR_SENDER;
    bool is_strange = is_near && frames_of(devices, sender) > frames_of(devices, frame->address);
    return is_strange ? sender : frame->address;
}

static uint32_t link_to(const struct mi_devices *devices, const struct mi_device *device)
{
    return (uint32_t)(device - devices->devices) + 1;
}

/* Takes the device out of its bucket. */
static void leave_bucket(struct mi_devices *devices, struct mi_device *device)
{
    uint32_t *link = bucket_of(devices, device->address);
    while (*link != link_to(devices, device))
        link = &devices->insides[*link - 1].next;
    *link = device->inside->next;
}

/* --- the order in which devices were last heard --- */

static void leave_order(struct mi_devices *devices, struct mi_device *device)
{
    struct order *order = &devices->orders[device->worth];
    uint32_t older = device->inside->older;
    uint32_t newer = device->inside->newer;
    *(older != 0 ? &devices->insides[older - 1].newer : &order->oldest) = newer;
    *(newer != 0 ? &devices->insides[newer - 1].older : &order->newest) = older;
}

static void become_newest(struct mi_devices *devices, struct mi_device *device)
{
    if (device->worth == MI_WORTH_NONE && device->frames >= OFTEN)
        device->worth = MI_WORTH_OFTEN;
    struct order *order = &devices->orders[device->worth];
    uint32_t link = link_to(devices, device);
    uint32_t older = order->newest;
    device->inside->older = older;
    device->inside->newer = 0;
    *(older != 0 ? &devices->insides[older - 1].newer : &order->oldest) = link;
    order->newest = link;
}

/* --- who has to go when the table is full --- */

/* The bit of one of the marks that an address makes in the filter of so many. */
static uint32_t mark_of(struct mi_address address, uint32_t count, uint32_t index)
{
    uint64_t hash = mi_hash_word(0, mi_address_number(address));
    return count + ((uint32_t)hash + index * (uint32_t)(hash >> 32 | 1)) % count;
}

static bool is_marked_in(const struct mi_devices *devices, uint32_t count,
                         struct mi_address address)
{
    bool is_marked = true;
    for (uint32_t i = 0; i < MARKS_EACH && is_marked; i++) {
        uint32_t mark = mark_of(address, count, i);
        is_marked = (devices->marks[mark / MARKS_IN_BYTE] >> mark % MARKS_IN_BYTE & 1) != 0;
    }
    return is_marked;
}

static bool is_marked(const struct mi_devices *devices, struct mi_address address)
{
    uint32_t count = MARKS_FIRST;
    while (count <= devices->mark_count && !is_marked_in(devices, count, address))
        count *= 2;
    return count <= devices->mark_count;
}

static void mark_dropped(struct mi_devices *devices, struct mi_address address)
{
    if (is_marked(devices, address))
        return;
    if (devices->marked >= devices->mark_count / MARKS_FULL && devices->mark_count < MARKS_LAST) {
        devices->mark_count *= 2;
        devices->marked = 0;
    }
    devices->marked++;
    for (uint32_t i = 0; i < MARKS_EACH; i++) {
        uint32_t mark = mark_of(address, devices->mark_count, i);
        devices->marks[mark / MARKS_IN_BYTE] |= (uint8_t)(1 << mark % MARKS_IN_BYTE);
    }
}

/*
 * Of those worth least, the one silent for longest. When there are more devices than places, which
 * shows when one comes back, that would be each of them in turn: so whoever comes back takes the
 * place of the last guest, who is the least established.
 */
static struct mi_device *choose_dropped(struct mi_devices *devices, bool comes_back)
{
    const struct order *order = devices->orders;
    while (order->oldest == 0)
        order++;
    struct mi_device *oldest = &devices->devices[order->oldest - 1];
    if (!comes_back)
        return oldest;
    struct mi_device *guest = &devices->devices[devices->guest - 1];
    return guest->worth == oldest->worth && guest->frames <= oldest->frames ? guest : oldest;
}

static struct mi_device *free_place(struct mi_devices *devices, struct mi_address address)
{
    if (devices->count < devices->limit)
        return &devices->devices[devices->count++];
    bool comes_back = devices->dropped > 0 && is_marked(devices, address);
    struct mi_device *device = choose_dropped(devices, comes_back);
    leave_bucket(devices, device);
    leave_order(devices, device);
    devices->guest = link_to(devices, device);
    devices->dropped -= comes_back;
    if (device->frames > 0) {
        devices->dropped++;
        mark_dropped(devices, device->address);
    }
    return device;
}

static struct mi_device *new_device(struct mi_devices *devices, struct mi_address address)
{
    uint32_t *bucket = bucket_of(devices, address);
    struct mi_device *device = free_place(devices, address);
    size_t index = (size_t)(device - devices->devices);
    struct mi_device_inside *inside = &devices->insides[index];
    seen_drop_all(&devices->shared.places, &inside->seen);
    trends_drop_all(&devices->shared.trends, device);
    *inside = (struct mi_device_inside){.shared = &devices->shared, .next = *bucket};
    *device =
        (struct mi_device){.address = address, .inside = inside, .name = devices->names[index]};
    if (device->name[0] != '\0') /* memory that no name stood in stays untouched */
        device->name[0] = '\0';
    *bucket = link_to(devices, device);
    return device;
}

struct mi_device *mi_devices_get(struct mi_devices *devices, struct mi_address address)
{
    struct mi_device *device = mi_devices_find(devices, address);
    if (device != NULL)
        leave_order(devices, device);
    else
        device = new_device(devices, address);
    become_newest(devices, device);
    return device;
}

struct mi_device *mi_devices_get_unless_full(struct mi_devices *devices, struct mi_address address)
{
    struct mi_device *device = mi_devices_find(devices, address);
    if (device == NULL && devices->count < devices->limit)
        device = mi_devices_get(devices, address);
    return device;
}

void mi_devices_keep(struct mi_devices *devices, struct mi_device *device, enum mi_worth worth)
{
    leave_order(devices, device);
    device->worth = worth > device->worth ? worth : device->worth;
    become_newest(devices, device);
}

uint32_t mi_devices_count(const struct mi_devices *devices)
{
    return devices->count;
}

struct mi_device *mi_devices_at(struct mi_devices *devices, uint32_t index)
{
    return index < devices->count ? &devices->devices[index] : NULL;
}

uint64_t mi_devices_dropped(const struct mi_devices *devices)
{
    return devices->dropped;
}
