/* One device: its copies, its counter, its binding, its readings. */
#include "devices/device_inside.h"

#include "beacon/formats/mibeacon.h"
#include "devices/counter.h"

#include <string.h>

enum {
    VOTES_MAX = 3,
    LONE_SHARE = 10,  /* so many plain frames to an encrypted one that is a bit error, or more */
    LONE_MAX = 8,     /* encrypted frames, or more, of other formats are no bit errors */
    REPEATED = 2,     /* copies that no frame has which a bit error made */
    STEP_FAR = 65536, /* the counters of frames in their order are less apart */
    IN_ORDER = 2,     /* steps from one to the next that chance does not make */
    NOISE_SHARE = 4,  /* so many frames to one that may be damaged, or more, */
    DOUBT_SHARE = 20, /* and to one that is damaged where it tells of the binding, if it is */
    STAYS = 3, /* frames, over a second and more, by which a counter has stayed where it is */
};

/* --- copies of a frame --- */

/* Asked before a frame is read and after: a hash that was just missed is not searched for again. */
static struct seen *find_seen(struct mi_device_inside *inside, uint64_t hash)
{
    if (hash == inside->unseen)
        return NULL;
    struct seen *seen = seen_find(&inside->shared->places, &inside->seen, hash);
    if (seen == NULL)
        inside->unseen = hash;
    return seen;
}

/* A frame whose bytes were not heard shortly before; `seen` if they were heard earlier, or NULL. */
static struct mi_repeat note_new(struct mi_device *device, struct seen *seen, uint64_t hash,
                                 struct traits traits, mi_time time)
{
    struct mi_device_inside *inside = device->inside;
    struct mi_repeat repeat = {.copies = seen != NULL ? seen->copies : 0};
    if (seen == NULL)
        seen = seen_add(&inside->shared->places, &inside->seen);
    else
        seen_renew(&inside->shared->places, seen);
    inside->unseen = 0;
    seen->hash = hash;
    seen->time = time;
    seen->traits = traits;
    seen->copies = seen->later = 0;
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
    if (!is_same_packet && seen->later < UINT8_MAX)
        seen->later++;
    if (seen->traits.is_encrypted && seen->later > sealing->copies)
        sealing->copies = seen->later;
    seen->time = advert->time;
    seen_renew(&device->inside->shared->places, seen);
}

bool mi_device_hear_copy(struct mi_device *device, uint64_t hash, const struct mi_advert *advert,
                         enum mi_status *status)
{
    struct seen *seen = find_seen(device->inside, hash);
    if (seen == NULL || !seen_is_near(seen->time, advert->time))
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
    for (struct mi_trend *trend = device->trends; trend != NULL; trend = trend->next)
        if (trend->last.kind == reading->kind && trend->last.ordinal == reading->ordinal &&
            mi_is_word(trend->last.key, reading->key))
            return trend;
    if (device->trend_count == MI_TRENDS_MAX)
        return NULL;
    struct mi_trend *trend = trends_add(&device->inside->shared->trends, device, reading->kind);
    trend->carrier = carrier;
    return trend;
}

static void note_point(struct mi_trend *trend, float value)
{
    if (trend->point_room == 0)
        return;
    trend->points[trend->next_point] = value;
    trend->next_point = (uint8_t)((trend->next_point + 1) % trend->point_room);
    if (trend->point_count < trend->point_room)
        trend->point_count++;
}

static void note_number(struct mi_trend *trend, struct mi_number number)
{
    double value = mi_number_value(number);
    if (trend->count == 0 || value < mi_number_value(trend->lowest))
        trend->lowest = number;
    if (trend->count == 0 || value > mi_number_value(trend->highest))
        trend->highest = number;
    trend->sum += value;
    note_point(trend, (float)value);
}

/* What the reading points to may stand in the frame. */
static void keep_text(struct mi_trend *trend, const char *string)
{
    struct mi_text text = mi_text(trend->words->text, sizeof trend->words->text);
    mi_text_add(&text, string);
    trend->last.text = trend->words->text;
}

static void keep_properties(struct mi_trend *trend)
{
    for (size_t i = 0; i < trend->last.property_count; i++)
        trend->words->properties[i] = trend->last.properties[i];
    trend->last.properties = trend->words->properties;
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
        else if (reading->kind == MI_EVENT)
            keep_properties(trend);
        trend->count++;
    }
}

struct mi_repeat mi_device_hear(struct mi_device *device, const struct mi_frame *frame,
                                const struct mi_advert *advert)
{
    uint64_t hash = frame->envelope.hash;
    struct seen *seen = find_seen(device->inside, hash);
    if (seen != NULL && seen_is_near(seen->time, advert->time)) {
        count_copy(device, seen, advert);
        return (struct mi_repeat){.is_copy = true};
    }
    struct traits traits = traits_of(frame);
    count_frame(device, &traits, advert);
    device->different++;
    note_product(device, frame);
    note_counter(device, frame, advert->time);
    note_sealing(device, frame);
    if (!device->inside->shared->has_no_readings)
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
    struct mi_text name = mi_text(device->name, MI_NAME_MAX);
    mi_text_run(&name, (const char *)ad->value.at, ad->value.left);
}
