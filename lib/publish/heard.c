/* From frames to the states of topics, and events. */
#include "publish/parts.h"

#include "base/json.h"

#define MI_WRAP_TIME (600 * MI_SECOND) /* in which a counter of 8 bits does not come round */

/* --- states --- */

static bool beats(const struct mi_publisher *publisher, const struct topic *topic, mi_time now)
{
    return topic->sent == MI_NO_TIME ||
           (!publisher->options.is_capture &&
            now - topic->sent >= publisher->options.heartbeat * MI_SECOND);
}

/* What was known said something else: it is read when it comes again. */
static void forget_known(struct device *device)
{
    memset(device->known, 0, sizeof device->known);
}

static void keep_value(const struct mi_publisher *publisher, struct topic *topic, const char *value)
{
    size_t size = strlen(value) + 1;
    topic->value =
        size <= sizeof topic->brief ? topic->brief : publisher->values[topic - publisher->topics];
    memcpy(topic->value, value, size);
}

static void set_state(struct mi_publisher *publisher, struct topic *topic, const char *value,
                      mi_time now)
{
    bool is_other = strcmp(topic->value, value) != 0;
    bool has_changed = is_other && !topic->entity->is_quiet;
    unsigned wants = topic->entity->has_attributes ? WANT_ATTRIBUTES | WANT_STATE : WANT_STATE;
    if (is_other)
        keep_value(publisher, topic, value);
    if (has_changed)
        forget_known(topic->device);
    topic->is_untold = topic->is_untold || is_other;
    topic->heard = now;
    if (has_changed || beats(publisher, topic, now))
        mi_topic_want(publisher, topic, wants, false);
}

/* A moment of which the device tells the seconds since 1970. */
static bool add_moment(struct mi_text *text, struct mi_number number)
{
    const int64_t latest = UINT32_MAX;
    if (number.exponent != 0 || number.digits <= 0 || number.digits > latest)
        return false;
    mi_text_time(text, number.digits * MI_SECOND);
    return true;
}

/* False when it is no state that the entity can have. */
static bool write_state(struct mi_text *text, const struct mi_entity *entity,
                        const struct mi_reading *reading)
{
    switch (entity->kind) {
    case MI_SENSOR:
        if (mi_entity_is_class(entity, "timestamp"))
            return add_moment(text, reading->number);
        mi_text_number(text, reading->number);
        return true;
    case MI_BINARY: mi_text_add(text, reading->on ? "ON" : "OFF"); return true;
    case MI_TEXT:
        mi_text_clean(text, reading->text);
        return text->length > 0 && (entity->values == NULL ||
                                    mi_entity_place(entity, text->start) < MI_ENTITY_NO_VALUE);
    case MI_EVENT: break;
    }
    return false;
}

/* The radio's own signal strength has the shorter name. */
static const char *key_of(const struct mi_reading *reading)
{
    return mi_is_word(reading->key, "rssi") ? "rssi_reported" : reading->key;
}

static void hear_state(struct mi_publisher *publisher, struct device *device,
                       const struct mi_reading *reading, mi_time now)
{
    char buffer[VALUE_BYTES];
    struct mi_text value = mi_text(buffer, sizeof buffer);
    const struct mi_entity *entity = mi_entity_find(key_of(reading), reading->kind);
    if (entity == NULL || !write_state(&value, entity, reading))
        return;
    struct topic *topic =
        mi_topic_of(publisher, device, entity->key, reading->kind, reading->ordinal);
    if (topic == NULL)
        return;
    topic->unit = reading->unit;
    set_state(publisher, topic, buffer, now);
}

static void set_own(struct mi_publisher *publisher, struct device *device, const char *key,
                    enum mi_kind kind, const char *unit, const char *value, mi_time now)
{
    struct topic *topic = mi_topic_of(publisher, device, key, kind, 1);
    if (topic == NULL)
        return;
    topic->unit = unit;
    set_state(publisher, topic, value, now);
}

/* What the radio adds to what the device says. */
static void hear_radio(struct mi_publisher *publisher, struct device *device,
                       const struct mi_news *heard)
{
    char buffer[VALUE_BYTES];
    struct mi_text text = mi_text(buffer, sizeof buffer);
    if (heard->advert->has_rssi) {
        mi_text_signed(&text, heard->advert->rssi);
        set_own(publisher, device, "rssi", MI_SENSOR, "dBm", buffer, heard->now);
    }
    if (heard->time == MI_NO_TIME)
        return;
    text = mi_text(buffer, sizeof buffer);
    mi_text_time(&text, heard->time);
    set_own(publisher, device, "last_heard", MI_SENSOR, NULL, buffer, heard->now);
}

/* --- events --- */

/* What is not among the words for it has none but the key itself, or is not told. */
static const char *type_of(const struct mi_entity *entity, const struct mi_reading *reading)
{
    const char *type = reading->text != NULL ? reading->text : entity->key;
    if (mi_entity_place(entity, type) < MI_ENTITY_NO_VALUE)
        return type;
    return mi_entity_place(entity, entity->key) < MI_ENTITY_NO_VALUE ? entity->key : NULL;
}

static void write_event(struct mi_text *text, const struct mi_entity *entity,
                        const struct mi_reading *reading, const char *type)
{
    struct mi_json json = {.out = text};
    if (!entity->has_properties) {
        mi_text_add(text, type);
        return;
    }
    mi_json_open(&json, NULL, '{');
    mi_json_word(&json, "event_type", type);
    for (size_t i = 0; i < reading->property_count; i++)
        mi_json_integer(&json, reading->properties[i].key, reading->properties[i].value);
    mi_json_close(&json, '}');
}

/* The oldest one makes room when there is none. */
static struct event *new_event(struct mi_publisher *publisher)
{
    if (publisher->event_count == EVENTS) {
        publisher->losses.events += publisher->events[publisher->first_event].state == EVENT_WAITS;
        publisher->first_event = (publisher->first_event + 1) % EVENTS;
        publisher->event_count--;
    }
    return &publisher->events[(publisher->first_event + publisher->event_count++) % EVENTS];
}

static void announce_type(struct mi_publisher *publisher, struct topic *topic, const char *type)
{
    uint64_t bit = UINT64_C(1) << mi_entity_place(topic->entity, type);
    if (!mi_topic_has_triggers(topic) || ((topic->types | topic->types_left_out) & bit) != 0)
        return;
    topic->types |= bit;
    topic->types_due |= bit;
    mi_topic_want(publisher, topic, WANT_TRIGGERS, true);
}

static void hear_event(struct mi_publisher *publisher, struct device *device,
                       const struct mi_reading *reading, mi_time now)
{
    const struct mi_entity *entity = mi_entity_find(reading->key, MI_EVENT);
    const char *type = entity != NULL ? type_of(entity, reading) : NULL;
    if (type == NULL)
        return;
    struct topic *topic = mi_topic_of(publisher, device, reading->key, MI_EVENT, reading->ordinal);
    if (topic == NULL || topic->is_left_out)
        return;
    announce_type(publisher, topic, type);
    struct event *event = new_event(publisher);
    struct mi_text payload = mi_text(event->payload, sizeof event->payload);
    write_event(&payload, entity, reading, type);
    event->topic = topic;
    event->state = EVENT_WAITS;
    event->heard = now;
}

/* How a device numbers what it sends; 0 bits when it does not. */
struct number_sent {
    uint32_t value;
    uint8_t bits;
};

static struct number_sent number_of(const struct mi_frame *frame)
{
    for (size_t i = 0; i < frame->reading_count && frame->counter_bits == 0; i++)
        if (mi_is_word(frame->readings[i].key, "packet_id"))
            return (struct number_sent){(uint32_t)frame->readings[i].number.digits, 8};
    return (struct number_sent){frame->counter, frame->counter_bits};
}

/* One press is one event, however often its frame is repeated: in whatever form if it has a number;
 * without one, a frame of the format in between tells two presses apart. */
static bool has_new_events(struct device *device, const struct mi_news *heard)
{
    struct number_sent number = number_of(heard->frame);
    bool is_copy =
        heard->is_copy && (number.bits > 0 || heard->frame->envelope.hash == device->event_hash);
    bool is_recent = number.bits > 8 || heard->now - device->event_time < MI_WRAP_TIME;
    bool is_known = number.bits > 0 && number.bits == device->event_bits &&
                    number.value == device->event_number && is_recent;
    device->event_bits = number.bits;
    device->event_number = number.value;
    device->event_time = heard->now;
    return !is_copy && !is_known;
}

/* --- devices --- */

static bool is_opened(const struct mi_frame *frame)
{
    return frame->status == MI_STATUS_OK || frame->status == MI_STATUS_UNAUTHENTICATED;
}

static bool is_closed(const struct mi_frame *frame)
{
    return frame->status == MI_STATUS_KEY_MISSING || frame->status == MI_STATUS_KEY_WRONG;
}

static void hear_key(struct mi_publisher *publisher, struct device *device,
                     const struct mi_news *heard)
{
    struct mi_problem problem = heard->frame->problem;
    if (!heard->is_own || !(is_opened(heard->frame) || is_closed(heard->frame)))
        return;
    bool is_other = problem.code != device->problem.code;
    if (is_other)
        forget_known(device);
    problem.string = NULL; /* it may be the frame's */
    device->problem = problem;
    set_own(publisher, device, "key_problem", MI_BINARY, NULL,
            is_closed(heard->frame) ? "ON" : "OFF", heard->now);
    struct topic *topic = mi_topic_of(publisher, device, "key_problem", MI_BINARY, 1);
    if (is_other && topic != NULL)
        mi_topic_want(publisher, topic, WANT_ATTRIBUTES, false);
}

static bool sleeps(const struct mi_frame *frame)
{
    enum { TRIGGER_BASED = 1 << 2 };
    const struct mi_product *product = frame->product;
    bool is_triggered = mi_format_family(frame->format) == MI_FAMILY_BTHOME && frame->has_control &&
                        (frame->control & TRIGGER_BASED) != 0;
    return mi_format_sleeps(frame->format) || is_triggered ||
           (product != NULL && (product->is_scale || product->sleepy == MI_SLEEPY_YES));
}

/* Whether what is said of the device itself is new. */
static bool describe(struct device *device, const struct mi_news *heard)
{
    const struct mi_frame *frame = heard->frame;
    bool is_new = device->format == NULL || (device->model == NULL && frame->model != NULL) ||
                  (!device->sleeps && sleeps(frame));
    device->format = frame->format;
    if (frame->has_product) {
        device->has_product = true;
        device->product_id = frame->product_id;
        device->product = frame->product;
    }
    device->model = frame->model != NULL ? frame->model : device->model;
    device->sleeps = device->sleeps || sleeps(frame);
    if (heard->name != NULL && strcmp(device->name, heard->name) != 0) {
        struct mi_text name = mi_text(device->name, sizeof device->name);
        mi_text_add(&name, heard->name);
        is_new = true;
    }
    return is_new;
}

/* Its voltage is then of little interest. */
static void note_battery(struct mi_publisher *publisher, struct device *device)
{
    if (!device->has_battery)
        mi_device_announce(publisher, device, "voltage");
    device->has_battery = true;
}

static void note_firmware(struct mi_publisher *publisher, struct device *device,
                          const char *version)
{
    char buffer[FIRMWARE_BYTES];
    struct mi_text text = mi_text(buffer, sizeof buffer);
    mi_text_clean(&text, version);
    if (strcmp(buffer, device->firmware) == 0)
        return;
    memcpy(device->firmware, buffer, sizeof buffer);
    mi_device_announce(publisher, device, NULL);
}

/* The readings that say something about the device, too. */
static void describe_by_reading(struct mi_publisher *publisher, struct device *device,
                                const struct mi_reading *reading)
{
    if (reading->kind == MI_SENSOR && mi_is_word(reading->key, "battery"))
        note_battery(publisher, device);
    else if (reading->kind == MI_TEXT && mi_is_word(reading->key, "firmware_version"))
        note_firmware(publisher, device, reading->text);
}

static bool has_event(const struct mi_frame *frame)
{
    for (size_t i = 0; i < frame->reading_count; i++)
        if (frame->readings[i].kind == MI_EVENT)
            return true;
    return false;
}

static void hear_readings(struct mi_publisher *publisher, struct device *device,
                          const struct mi_news *heard)
{
    const struct mi_publish_options *options = &publisher->options;
    const struct mi_frame *frame = heard->frame;
    bool takes_events = (!options->is_capture || options->has_events) && has_event(frame) &&
                        has_new_events(device, heard);
    for (size_t i = 0; i < frame->reading_count; i++) {
        const struct mi_reading *reading = &frame->readings[i];
        describe_by_reading(publisher, device, reading);
        if (reading->kind != MI_EVENT)
            hear_state(publisher, device, reading, heard->now);
        else if (takes_events)
            hear_event(publisher, device, reading, heard->now);
    }
}

/* Whether a frame is one of presses, or may stand between two. */
static bool follows_events(struct device *device, const struct mi_frame *frame)
{
    if (has_event(frame))
        device->event_format = frame->format;
    if (device->event_format != frame->format)
        return false;
    device->event_hash = frame->envelope.hash;
    return true;
}

/* Until a state of the device is due again, a copy of the frame says nothing new. */
static void know(struct mi_publisher *publisher, struct device *device, const struct mi_news *heard)
{
    mi_time until = INT64_MAX;
    mi_time beat = publisher->options.heartbeat * MI_SECOND;
    for (const struct topic *topic = device->topics; topic != NULL; topic = topic->sibling) {
        mi_time sent = topic->sent != MI_NO_TIME ? topic->sent : heard->now;
        if (topic->heard == heard->now && sent + beat < until && !publisher->options.is_capture)
            until = sent + beat;
    }
    device->last_known = (uint8_t)((device->last_known + 1) % KNOWN);
    device->known[device->last_known] = (struct known_frame){heard->frame->envelope.hash, until};
}

bool mi_publisher_knows(const struct mi_publisher *publisher, struct mi_address address,
                        uint64_t hash, mi_time now)
{
    const struct device *device = mi_device_known(publisher, address);
    for (size_t i = 0; device != NULL && i < KNOWN; i++)
        if (device->known[i].hash == hash && now < device->known[i].until)
            return true;
    return false;
}

/* A device is there from the first reading on, or from trouble with its key. */
static struct device *find_device(struct mi_publisher *publisher, const struct mi_news *heard)
{
    const struct mi_frame *frame = heard->frame;
    struct device *device = mi_device_known(publisher, frame->address);
    bool has_readings = mi_status_is_success(frame->status) && frame->reading_count > 0;
    if (device == NULL && (has_readings || (heard->is_own && is_closed(frame))))
        device = mi_device_make(publisher, frame->address);
    return device;
}

void mi_publisher_hear(struct mi_publisher *publisher, const struct mi_news *heard)
{
    if (heard->frame->address_source == MI_ADDRESS_NONE)
        return;
    struct device *device = find_device(publisher, heard);
    if (device == NULL)
        return;
    if (describe(device, heard))
        mi_device_announce(publisher, device, NULL);
    hear_key(publisher, device, heard);
    if (mi_status_is_success(heard->frame->status))
        hear_readings(publisher, device, heard);
    hear_radio(publisher, device, heard);
    if (follows_events(device, heard->frame))
        forget_known(device);
    know(publisher, device, heard);
}
