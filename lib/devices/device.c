#include "devices/device.h"

#include "base/hash.h"
#include "beacon/formats/mibeacon.h"
#include "devices/counter.h"

#include <stdlib.h>
#include <string.h>

enum {
    SEEN_MAX = 16, /* different frames of one device that are remembered */
    VOTES_MAX = 3,
    LONE_SHARE = 10,  /* so many plain frames to an encrypted one that is a bit error, or more */
    LONE_MAX = 8,     /* encrypted frames, or more, of other formats are no bit errors */
    REPEATED = 2,     /* copies that no frame has which a bit error made */
    STEP_FAR = 65536, /* the counters of frames in their order are less apart */
    IN_ORDER = 2,     /* steps from one to the next that chance does not make */
    NOISE_SHARE = 4,  /* so many frames to one that may be damaged, or more, */
    DOUBT_SHARE = 20, /* and to one that is damaged where it tells of the binding, if it is */
    NEAR_SENDER = 8,  /* bits; the address in a frame is the sender's or another one altogether */
    STAYS = 3,       /* frames, over a second and more, by which a counter has stayed where it is */
    OFTEN = 8,       /* frames, or more, of a device that those heard a few times do not push out */
    MARKS = 1 << 23, /* bits that tell who was dropped: of a million, one in fifty is mistaken */
    MARKS_EACH = 4,  /* that an address sets, of these */
    MARKS_IN_BYTE = 8,
};

/* What an idle frame tells of whether its device is bound. */
enum binding {
    BINDING_UNTOLD,
    BINDING_UNBOUND,  /* as it is sent before */
    BINDING_DOUBTFUL, /* as after, or as before with a bit error */
    BINDING_MOVED,    /* the counter went on, as it does after */
    BINDINGS,
};

/* What a frame counts for, so that its copies need not be decoded. */
struct traits {
    uint8_t status; /* enum mi_status */
    bool has_data;
    bool is_encrypted;
    bool was_tried;
    bool is_opened;
    bool is_damaged;
    bool is_mesh;
    bool is_registered;
    uint8_t binding; /* enum binding */
};

/* A frame that was heard. */
struct seen {
    mi_time time;    /* when it was last heard, or MI_NO_TIME */
    uint32_t copies; /* heard since it was told last, */
    uint32_t later;  /* and those that are not of one packet, recorded more than once */
    struct traits traits;
};

/* What tells a device that encrypts from bit errors; of frames that were no copies. */
struct sealing {
    uint64_t plain;
    uint64_t encrypted;
    const struct mi_format *format; /* of the last encrypted one */
    uint32_t counter;               /* of the last one with a whole counter */
    bool has_counter;
    uint8_t steps;   /* from one of these to the next, up to IN_ORDER */
    uint32_t copies; /* of that encrypted frame which has most */
};

/* Where the counter of a device was. */
struct count {
    uint32_t value; /* of which only the low byte is known when there are 8 bits */
    uint8_t bits;   /* 8 or 32; 0: not known */
    bool is_unbound;
    mi_time time;
};

struct mi_device_inside {
    struct count count;
    struct count doubt;               /* out of line with it, until the next one tells */
    const struct mi_format *counting; /* the format whose counter it is, */
    uint8_t counting_version;         /* and of MiBeacon the version */
    uint8_t product_votes;            /* for the product, so that damaged frames are outvoted */
    struct sealing sealing;
    uint64_t bindings[BINDINGS]; /* frames of each */

    /* The frames heard lately: their hashes (0: none), the number of the last copy, the rest. */
    uint64_t hashes[SEEN_MAX];
    uint64_t order[SEEN_MAX];
    struct seen seen[SEEN_MAX];
    uint8_t last; /* index of the one heard last */

    /* Links in the table: an index plus 1, or 0 for none. */
    uint32_t next;  /* in the same bucket */
    uint32_t older; /* in the same order */
    uint32_t newer;
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
    uint8_t *marks;                 /* of the addresses of all that were dropped, a Bloom filter */
    uint32_t *buckets;              /* the first device of each */
    struct mi_device *devices;
    struct mi_device_inside *insides; /* of the device at the same index */
};

/* --- the table --- */

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
    devices->marks = calloc(MARKS / MARKS_IN_BYTE, sizeof *devices->marks);
    if (devices->buckets != NULL && devices->devices != NULL && devices->insides != NULL &&
        devices->marks != NULL)
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
    free(devices->marks);
    free(devices);
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
    bool is_near = frame->envelope.has_advertiser &&
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

/* How many marks of the address are new. */
static unsigned mark_dropped(struct mi_devices *devices, struct mi_address address, bool sets)
{
    uint64_t hash = mi_hash_word(0, mi_address_number(address));
    unsigned news = 0;
    for (uint32_t i = 0; i < MARKS_EACH; i++) {
        uint32_t mark = ((uint32_t)hash + i * (uint32_t)(hash >> 32 | 1)) % MARKS;
        uint8_t bit = (uint8_t)(1 << mark % MARKS_IN_BYTE);
        news += (devices->marks[mark / MARKS_IN_BYTE] & bit) == 0;
        devices->marks[mark / MARKS_IN_BYTE] |= sets ? bit : 0;
    }
    return news;
}

static bool was_dropped(struct mi_devices *devices, struct mi_address address)
{
    return devices->dropped > 0 && mark_dropped(devices, address, false) == 0;
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
    bool comes_back = was_dropped(devices, address);
    struct mi_device *device = choose_dropped(devices, comes_back);
    leave_bucket(devices, device);
    leave_order(devices, device);
    devices->guest = link_to(devices, device);
    devices->dropped -= comes_back;
    if (device->frames > 0) {
        devices->dropped++;
        (void)mark_dropped(devices, device->address, true);
    }
    return device;
}

static struct mi_device *new_device(struct mi_devices *devices, struct mi_address address)
{
    uint32_t *bucket = bucket_of(devices, address);
    struct mi_device *device = free_place(devices, address);
    struct mi_device_inside *inside = &devices->insides[device - devices->devices];
    *inside = (struct mi_device_inside){.next = *bucket};
    memset(device, 0, offsetof(struct mi_device, trends)); /* of memory, as little as it needs */
    device->address = address;
    device->inside = inside;
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

/* --- copies of a frame --- */

static bool is_within_window(mi_time a, mi_time b)
{
    if (a == MI_NO_TIME || b == MI_NO_TIME)
        return true;
    return mi_time_is_near(a, b, MI_REPEAT_WINDOW);
}

static struct seen *find_seen(struct mi_device_inside *inside, uint64_t hash)
{
    if (hash == 0)
        return NULL;
    if (inside->hashes[inside->last] == hash)
        return &inside->seen[inside->last];
    for (size_t i = 0; i < SEEN_MAX; i++)
        if (inside->hashes[i] == hash)
            return &inside->seen[i];
    return NULL;
}

static struct seen *oldest_seen(struct mi_device_inside *inside)
{
    size_t oldest = 0;
    for (size_t i = 1; i < SEEN_MAX; i++)
        if (inside->order[i] < inside->order[oldest])
            oldest = i;
    return &inside->seen[oldest];
}

static void renew(struct mi_device *device, struct seen *seen, mi_time time)
{
    struct mi_device_inside *inside = device->inside;
    seen->time = time;
    inside->last = (uint8_t)(seen - inside->seen);
    inside->order[inside->last] = device->frames;
}

/* A frame whose bytes were not heard shortly before; `seen` if they were heard earlier, or NULL. */
static struct mi_repeat note_new(struct mi_device *device, struct seen *seen, uint64_t hash,
                                 struct traits traits, mi_time time)
{
    struct mi_repeat repeat = {.copies = seen != NULL ? seen->copies : 0};
    if (seen == NULL)
        seen = oldest_seen(device->inside);
    *seen = (struct seen){.traits = traits};
    renew(device, seen, time);
    device->inside->hashes[device->inside->last] = hash;
    return repeat;
}

/* --- what a frame tells of its device --- */

static int64_t step_between(const struct count *from, const struct count *to)
{
    uint32_t step = to->value - from->value;
    return from->bits == 32 && to->bits == 32 ? (int32_t)step : (int8_t)(uint8_t)step;
}

/* What a low byte tells is added to what was known of the others. */
static void go_on(struct mi_device_inside *inside, struct count to, int64_t step)
{
    uint32_t reached = to.bits == 32 ? to.value - (uint32_t)(step < 0 ? step : 0)
                                     : inside->count.value + (uint32_t)(step > 0 ? step : 0);
    inside->count.value = reached;
    inside->count.bits = to.bits > inside->count.bits ? to.bits : inside->count.bits;
    inside->count.time = to.time;
    inside->count.is_unbound = to.is_unbound;
    inside->doubt.bits = 0;
}

/* Frames that were passed over, unless there was no time to send so many: then it was restarted. */
static uint64_t missed_by(const struct count *from, const struct count *to, int64_t step)
{
    const uint64_t QUICKEST = 100 * (uint64_t)MI_MILLISECOND; /* from one frame to the next */
    bool has_times = from->time != MI_NO_TIME && to->time != MI_NO_TIME;
    if (step <= 1)
        return 0;
    bool is_restart = step > MI_STEP_MAX && has_times &&
                      mi_time_is_near(from->time, to->time, (uint64_t)step * QUICKEST);
    return is_restart ? 0 : (uint64_t)step - 1;
}

/*
 * Whole counters that are out of line may be damaged, and count when the next one follows. A byte
 * that fell, too far for a frame that was overtaken, begins anew; beside whole ones it tells
 * nothing.
 */
static void doubt(struct mi_device *device, struct count to)
{
    struct mi_device_inside *inside = device->inside;
    int64_t step = step_between(&inside->doubt, &to);
    if (to.bits < inside->count.bits)
        return;
    if (to.bits == 8) {
        inside->count = to;
    } else if (inside->doubt.bits == 0 || !mi_step_is_ordinary(step)) {
        inside->doubt = to;
    } else {
        device->lost +=
            missed_by(&inside->count, &inside->doubt, step_between(&inside->count, &inside->doubt));
        device->lost += missed_by(&inside->doubt, &to, step);
        inside->count = inside->doubt;
        go_on(inside, to, step);
    }
}

static bool is_same_counter(const struct mi_device_inside *inside, const struct mi_frame *frame)
{
    return inside->counting != NULL && inside->counting_version == frame->version &&
           mi_is_word(mi_format_name(inside->counting), mi_format_name(frame->format));
}

static void begin_count(struct mi_device_inside *inside, const struct mi_frame *frame,
                        struct count to)
{
    inside->counting = frame->format;
    inside->counting_version = frame->version;
    inside->count = to;
    inside->doubt.bits = 0;
}

/*
 * A counter that went up by more than one has passed frames that were not heard. A new binding has
 * one of its own.
 */
static void note_counter(struct mi_device *device, const struct mi_frame *frame, mi_time time)
{
    struct mi_device_inside *inside = device->inside;
    const struct count to = {frame->counter, frame->counter_bits, mi_seems_unbound(frame), time};
    int64_t step = step_between(&inside->count, &to);
    bool is_damaged = frame->status == MI_STATUS_KEY_WRONG && device->opened > 0;
    if (to.bits == 0)
        return;
    if (!is_same_counter(inside, frame) || inside->count.is_unbound != to.is_unbound) {
        begin_count(inside, frame, to);
    } else if (mi_step_is_ordinary(step)) {
        device->lost += missed_by(&inside->count, &to, step);
        go_on(inside, to, step);
    } else if (!is_damaged) {
        doubt(device, to);
    }
}

/*
 * Where a bit error made the frame of a plain one, its counter are bytes of readings: these may
 * look like a step, but hardly twice, and in MiBeacon, which has 32 bits for it, not a small one.
 */
static void note_step(struct sealing *sealing, const struct mi_frame *frame)
{
    uint32_t step = frame->counter - sealing->counter;
    bool is_sure = frame->has_version && step <= MI_STEP_MAX;
    if (sealing->has_counter && step > 0 && step < STEP_FAR && sealing->steps < IN_ORDER)
        sealing->steps = (uint8_t)(is_sure ? IN_ORDER : sealing->steps + 1);
    sealing->has_counter = true;
    sealing->counter = frame->counter;
}

static void note_sealing(struct mi_device *device, const struct mi_frame *frame)
{
    struct sealing *sealing = &device->inside->sealing;
    sealing->plain += frame->status == MI_STATUS_PLAIN;
    if (frame->seal.scheme == NULL)
        return;
    sealing->encrypted++;
    sealing->format = frame->format;
    if (frame->counter_bits == 32)
        note_step(sealing, frame);
}

static void note_signal(struct mi_device *device, const struct mi_advert *advert)
{
    if (!advert->has_rssi)
        return;
    if (!device->has_rssi || advert->rssi < device->rssi_lowest)
        device->rssi_lowest = advert->rssi;
    if (!device->has_rssi || advert->rssi > device->rssi_highest)
        device->rssi_highest = advert->rssi;
    device->rssi_last = advert->rssi;
    device->has_rssi = true;
}

static void note_time(struct mi_device *device, mi_time time)
{
    if (time == MI_NO_TIME)
        return;
    if (device->first == MI_NO_TIME || time < device->first)
        device->first = time;
    if (device->last == MI_NO_TIME || time > device->last)
        device->last = time;
}

static void note_product(struct mi_device *device, const struct mi_frame *frame)
{
    uint8_t *votes = &device->inside->product_votes;
    device->format = frame->format;
    device->has_version = frame->has_version;
    device->version = frame->version;
    if (!frame->has_product && frame->model == NULL)
        return;
    bool is_same = frame->has_product == device->has_product &&
                   frame->product_id == device->product_id && frame->model == device->model;
    if (!is_same && *votes > 0) {
        (*votes)--;
        return;
    }
    *votes = (uint8_t)(*votes + (*votes < VOTES_MAX));
    device->product = frame->product;
    device->product_id = frame->product_id;
    device->has_product = frame->has_product;
    device->model = frame->model;
}

/* One bit error makes of the counter 1 what differs in one bit. */
static enum binding binding_of(const struct mi_frame *frame)
{
    uint32_t others = frame->counter ^ 1;
    if (mi_seems_unbound(frame))
        return BINDING_UNBOUND;
    if (frame->status != MI_STATUS_EMPTY || (others == 0 && !mi_is_registered(frame)))
        return BINDING_UNTOLD;
    return (others & (others - 1)) != 0 ? BINDING_MOVED : BINDING_DOUBTFUL;
}

static struct traits traits_of(const struct mi_frame *frame)
{
    bool is_encrypted = frame->seal.scheme != NULL;
    return (struct traits){
        .status = (uint8_t)frame->status,
        .has_data = is_encrypted || frame->reading_count > 0 || frame->object_count > 0,
        .is_encrypted = is_encrypted,
        .was_tried = frame->seal.was_tried || frame->status == MI_STATUS_KEY_WRONG,
        .is_opened = is_encrypted && mi_status_is_success(frame->status),
        .is_damaged = frame->status == MI_STATUS_TRUNCATED || frame->status == MI_STATUS_MALFORMED,
        .is_mesh = frame->has_mesh,
        .is_registered = mi_is_registered(frame),
        .binding = (uint8_t)binding_of(frame),
    };
}

/* What every copy counts for. */
static void count_frame(struct mi_device *device, const struct traits *traits,
                        const struct mi_advert *advert)
{
    device->frames++;
    device->by_status[traits->status]++;
    device->with_data += traits->has_data;
    device->encrypted += traits->is_encrypted;
    device->tried += traits->was_tried;
    device->opened += traits->is_opened;
    device->damaged += traits->is_damaged;
    device->mesh += traits->is_mesh;
    device->registered += traits->is_registered;
    device->inside->bindings[traits->binding]++;
    note_signal(device, advert);
    note_time(device, advert->time);
}

static void count_copy(struct mi_device *device, struct seen *seen, const struct mi_advert *advert)
{
    struct sealing *sealing = &device->inside->sealing;
    bool is_same_packet = advert->time != MI_NO_TIME && advert->time == seen->time;
    count_frame(device, &seen->traits, advert);
    seen->copies++;
    seen->later += !is_same_packet;
    if (seen->traits.is_encrypted && seen->later > sealing->copies)
        sealing->copies = seen->later;
    renew(device, seen, advert->time);
}

bool mi_device_hear_copy(struct mi_device *device, uint64_t hash, const struct mi_advert *advert,
                         enum mi_status *status)
{
    struct seen *seen = find_seen(device->inside, hash);
    if (seen == NULL || !is_within_window(seen->time, advert->time))
        return false;
    count_copy(device, seen, advert);
    *status = (enum mi_status)seen->traits.status;
    return true;
}

void mi_device_hear_again(struct mi_device *device, const struct mi_frame *frame,
                          const struct mi_advert *advert)
{
    struct seen *seen = find_seen(device->inside, frame->envelope.hash);
    if (seen != NULL) {
        count_copy(device, seen, advert);
        return;
    }
    struct traits traits = traits_of(frame);
    count_frame(device, &traits, advert);
    (void)note_new(device, NULL, frame->envelope.hash, traits, advert->time);
}

static struct mi_trend *find_trend(struct mi_device *device, const struct mi_reading *reading,
                                   uint16_t carrier)
{
    for (size_t i = 0; i < device->trend_count; i++) {
        struct mi_trend *trend = &device->trends[i];
        if (trend->last.kind == reading->kind && trend->last.ordinal == reading->ordinal &&
            mi_is_word(trend->last.key, reading->key))
            return trend;
    }
    if (device->trend_count == MI_TRENDS_MAX)
        return NULL;
    struct mi_trend *trend = &device->trends[device->trend_count++];
    *trend = (struct mi_trend){.carrier = carrier};
    return trend;
}

static void note_number(struct mi_trend *trend, struct mi_number number)
{
    double value = mi_number_value(number);
    if (trend->count == 0 || value < mi_number_value(trend->lowest))
        trend->lowest = number;
    if (trend->count == 0 || value > mi_number_value(trend->highest))
        trend->highest = number;
    trend->sum += value;
    trend->points[trend->next_point] = (float)value;
    trend->next_point = (uint8_t)((trend->next_point + 1) % MI_TREND_POINTS);
    if (trend->point_count < MI_TREND_POINTS)
        trend->point_count++;
}

/* What the reading points to may stand in the frame. */
static void keep_text(struct mi_trend *trend, const char *string)
{
    struct mi_text text = mi_text(trend->text, sizeof trend->text);
    mi_text_add(&text, string);
    trend->last.text = trend->text;
}

static void keep_properties(struct mi_trend *trend)
{
    for (size_t i = 0; i < trend->last.property_count; i++)
        trend->properties[i] = trend->last.properties[i];
    trend->last.properties = trend->properties;
}

static void note_readings(struct mi_device *device, const struct mi_frame *frame)
{
    for (size_t i = 0; i < frame->reading_count; i++) {
        const struct mi_reading *reading = &frame->readings[i];
        struct mi_trend *trend = find_trend(device, reading, frame->envelope.carrier);
        if (trend == NULL)
            continue;
        if (reading->kind == MI_SENSOR)
            note_number(trend, reading->number);
        trend->last = *reading;
        if (reading->kind == MI_TEXT)
            keep_text(trend, reading->text);
        else
            keep_properties(trend);
        trend->count++;
    }
}

struct mi_repeat mi_device_hear(struct mi_device *device, const struct mi_frame *frame,
                                const struct mi_advert *advert)
{
    uint64_t hash = frame->envelope.hash;
    struct seen *seen = find_seen(device->inside, hash);
    if (seen != NULL && is_within_window(seen->time, advert->time)) {
        count_copy(device, seen, advert);
        return (struct mi_repeat){.is_copy = true};
    }
    struct traits traits = traits_of(frame);
    count_frame(device, &traits, advert);
    device->different++;
    note_product(device, frame);
    note_counter(device, frame, advert->time);
    note_sealing(device, frame);
    note_readings(device, frame);
    return note_new(device, seen, hash, traits, advert->time);
}

/* Firmware of others does the one or the other; what is damaged is repeated less than the rest. */
static bool does_either(const struct mi_format *format)
{
    return mi_format_family(format) != MI_FAMILY_VENDOR;
}

bool mi_device_encrypts(const struct mi_device *device)
{
    const struct sealing *sealing = &device->inside->sealing;
    uint64_t plain = device->by_status[MI_STATUS_PLAIN];
    if (device->encrypted == 0 || device->opened > 0)
        return device->opened > 0;
    if (sealing->steps >= IN_ORDER || sealing->copies >= REPEATED)
        return true;
    if (does_either(sealing->format))
        return device->encrypted >= plain ||
               (sealing->encrypted >= LONE_MAX && sealing->encrypted >= sealing->plain);
    bool is_lone = device->encrypted == 1 && plain >= LONE_SHARE;
    return !is_lone && sealing->plain < LONE_SHARE * sealing->encrypted;
}

bool mi_device_seems_unbound(const struct mi_device *device)
{
    const uint64_t *bindings = device->inside->bindings;
    uint64_t others = device->frames - bindings[BINDING_UNBOUND];
    bool has_lasted = device->first == MI_NO_TIME || device->last - device->first >= MI_SECOND;
    return bindings[BINDING_UNBOUND] >= STAYS && has_lasted && bindings[BINDING_MOVED] == 0 &&
           DOUBT_SHARE * bindings[BINDING_DOUBTFUL] <= device->frames &&
           NOISE_SHARE * others <= device->frames;
}

bool mi_device_doubts(const struct mi_device *device, const struct mi_frame *frame,
                      const struct mi_advert *advert)
{
    bool is_too_loud = advert->rssi > 0 && device->rssi_lowest < 0;
    bool is_foreign = frame->has_product && device->has_product &&
                      device->inside->product_votes > 1 && frame->format == device->format &&
                      frame->product_id != device->product_id;
    return is_too_loud || is_foreign;
}

void mi_device_take_name(struct mi_device *device, const struct mi_ad *ad)
{
    bool is_part = ad->type == MI_AD_NAME_SHORT || ad->missing > 0;
    if (is_part && device->name[0] != '\0')
        return;
    struct mi_text name = mi_text(device->name, sizeof device->name);
    mi_text_run(&name, (const char *)ad->value.at, ad->value.left);
}
