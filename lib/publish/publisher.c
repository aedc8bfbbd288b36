#include "publish/publisher.h"

#include "publish/parts.h"

#include <stdlib.h>

/* A letter that is being written. */
struct draft {
    struct mi_letter *letter;
    struct mi_text topic;
    struct mi_text payload;
};

/* --- beginning and end --- */

struct mi_publisher *mi_publisher_new(const struct mi_publish_options *options)
{
    struct mi_publisher *publisher = calloc(1, sizeof *publisher);
    if (publisher == NULL)
        return NULL;
    publisher->options = *options;
    mi_gateway_know(publisher, options->names.gateway, true);
    publisher->devices = calloc(DEVICES, sizeof *publisher->devices);
    publisher->topics = calloc(TOPICS, sizeof *publisher->topics);
    publisher->values = calloc(TOPICS, sizeof *publisher->values);
    publisher->lines = options->is_raw ? malloc(LINE_BYTES) : NULL;
    bool has_lines = publisher->lines != NULL || !options->is_raw;
    if (publisher->devices != NULL && publisher->topics != NULL && publisher->values != NULL &&
        has_lines)
        return publisher;
    mi_publisher_free(publisher);
    return NULL;
}

void mi_publisher_free(struct mi_publisher *publisher)
{
    if (publisher == NULL)
        return;
    free(publisher->devices);
    free(publisher->topics);
    free(publisher->values);
    free(publisher->lines);
    free(publisher);
}

struct mi_publish_losses mi_publisher_losses(const struct mi_publisher *publisher)
{
    return publisher->losses;
}

/* The last signal strengths of a capture, which has no heartbeat. */
static void want_quiet_ones(struct mi_publisher *publisher)
{
    for (size_t i = 0; i < publisher->topic_count; i++) {
        struct topic *topic = &publisher->topics[i];
        if (topic->entity->is_quiet && topic->is_untold)
            mi_topic_want(publisher, topic, WANT_STATE, false);
    }
}

void mi_publisher_end(struct mi_publisher *publisher)
{
    if (publisher->options.is_capture && !publisher->is_ending)
        want_quiet_ones(publisher);
    publisher->says_offline = !publisher->is_ending;
    publisher->is_ending = true;
}

/* --- lines of JSON, in a ring --- */

enum { LINE_HEAD = MI_ADDRESS_SIZE + 2 /* of the size */ };

static void put_byte(struct mi_publisher *publisher, uint8_t byte)
{
    size_t end = (publisher->line_start + publisher->line_size++) % LINE_BYTES;
    publisher->lines[end] = (char)byte;
}

static uint8_t take_byte(struct mi_publisher *publisher)
{
    uint8_t byte = (uint8_t)publisher->lines[publisher->line_start];
    publisher->line_start = (publisher->line_start + 1) % LINE_BYTES;
    publisher->line_size--;
    return byte;
}

void mi_publisher_take_line(struct mi_publisher *publisher, struct mi_address address,
                            const char *line, size_t size)
{
    bool has_room = size + LINE_HEAD <= LINE_BYTES - publisher->line_size;
    if (!has_room || size >= MI_PAYLOAD_MAX) {
        publisher->losses.lines++;
        return;
    }
    for (size_t i = 0; i < MI_ADDRESS_SIZE; i++)
        put_byte(publisher, address.octet[i]);
    put_byte(publisher, (uint8_t)(size >> 8));
    put_byte(publisher, (uint8_t)size);
    for (size_t i = 0; i < size; i++)
        put_byte(publisher, (uint8_t)line[i]);
}

static bool give_line(struct mi_publisher *publisher, struct draft *draft)
{
    struct mi_address address;
    if (publisher->line_size == 0)
        return false;
    for (size_t i = 0; i < MI_ADDRESS_SIZE; i++)
        address.octet[i] = take_byte(publisher);
    size_t size = (size_t)take_byte(publisher) << 8;
    size |= take_byte(publisher);
    while (size-- > 0)
        mi_text_char(&draft->payload, (char)take_byte(publisher));
    mi_topic_raw(&draft->topic, &publisher->options.names, address);
    return true;
}

/* --- events --- */

/* Subscribers of what was announced just now are not there yet. */
static mi_time held_until(const struct mi_publisher *publisher, const struct topic *topic)
{
    bool is_held = topic->announced != MI_NO_TIME && !publisher->options.is_dry;
    return is_held ? topic->announced + MI_SUBSCRIBE_TIME : MI_NO_TIME;
}

/* A press of long ago surprises people, and of what was deleted nobody wants to hear. */
static bool is_unwanted(const struct mi_publisher *publisher, const struct event *event,
                        mi_time now)
{
    bool is_old = !publisher->options.is_capture && now - event->heard > MI_EVENT_AGE;
    return event->state == EVENT_WAITS && (is_old || event->topic->is_left_out);
}

static struct event *event_at(struct mi_publisher *publisher, size_t index)
{
    return &publisher->events[(publisher->first_event + index) % EVENTS];
}

static void drop_events(struct mi_publisher *publisher, mi_time now)
{
    for (size_t i = 0; i < publisher->event_count; i++) {
        struct event *event = event_at(publisher, i);
        if (!is_unwanted(publisher, event, now))
            continue;
        publisher->losses.events += !event->topic->is_left_out;
        event->state = EVENT_NONE;
    }
    while (publisher->event_count > 0 && event_at(publisher, 0)->state == EVENT_NONE) {
        publisher->first_event = (publisher->first_event + 1) % EVENTS;
        publisher->event_count--;
    }
}

static bool give_event(struct mi_publisher *publisher, mi_time now, struct draft *draft)
{
    drop_events(publisher, now);
    for (size_t i = 0; i < publisher->event_count; i++) {
        struct event *event = event_at(publisher, i);
        bool is_announced = (event->topic->wants & (WANT_CONFIG | WANT_TRIGGERS)) == 0;
        if (event->state != EVENT_WAITS || !is_announced ||
            now < held_until(publisher, event->topic))
            continue;
        mi_topic_write(&draft->topic, publisher, event->topic, mi_topic_state);
        mi_text_add(&draft->payload, event->payload);
        event->state = EVENT_FLIES;
        draft->letter->expiry = (uint32_t)(MI_EVENT_AGE / MI_SECOND);
        draft->letter->token = (uint32_t)(event - publisher->events) + 1;
        return true;
    }
    return false;
}

void mi_publisher_acknowledge(struct mi_publisher *publisher, uint32_t token)
{
    if (token > 0 && token <= EVENTS && publisher->events[token - 1].state == EVENT_FLIES)
        publisher->events[token - 1].state = EVENT_NONE;
}

static void call_back_events(struct mi_publisher *publisher)
{
    for (size_t i = 0; i < EVENTS; i++)
        if (publisher->events[i].state == EVENT_FLIES)
            publisher->events[i].state = EVENT_WAITS;
}

/* --- topics --- */

static void give_config(struct mi_publisher *publisher, struct topic *topic, mi_time now,
                        struct draft *draft)
{
    mi_topic_write(&draft->topic, publisher, topic, mi_topic_config);
    mi_discover(&draft->payload, publisher, topic);
    topic->announced = now;
}

/* The next of the types whose triggers are due. */
static void give_trigger(struct mi_publisher *publisher, struct topic *topic, mi_time now,
                         struct draft *draft)
{
    struct mi_span values = mi_entity_values(topic->entity);
    struct mi_span type = {NULL, 0};
    uint64_t bit = 1;
    while (mi_entity_value(&values, &type) && (topic->types_due & bit) == 0)
        bit <<= 1;
    topic->types_due &= ~bit;
    struct mi_subject subject = mi_trigger_subject(topic, type);
    mi_topic_config(&draft->topic, &publisher->options.names, &subject);
    mi_discover_trigger(&draft->payload, publisher, topic, type);
    topic->announced = now;
}

/* Of few topics there is something to explain. */
static void give_attributes(const struct mi_publisher *publisher, const struct topic *topic,
                            struct draft *draft)
{
    if (!topic->entity->has_attributes)
        return;
    mi_topic_write(&draft->topic, publisher, topic, mi_topic_attributes);
    mi_attributes(&draft->payload, topic->device);
}

/* Of a state that is over there is nothing to say. */
static bool give_state(const struct mi_publisher *publisher, struct topic *topic, mi_time now,
                       struct draft *draft)
{
    uint32_t life = mi_topic_life(publisher, topic);
    bool stays = life == 0 || mi_is_word(topic->value, "OFF");
    mi_time left = stays ? 1 : topic->heard + life * MI_SECOND - now;
    if (topic->heard == MI_NO_TIME || left <= 0)
        return false;
    mi_topic_write(&draft->topic, publisher, topic, mi_topic_state);
    mi_text_add(&draft->payload, topic->value);
    draft->letter->expiry = stays ? 0 : (uint32_t)((left + MI_SECOND - 1) / MI_SECOND);
    draft->letter->is_kept = stays || publisher->has_expiry;
    topic->sent = now;
    topic->is_untold = false;
    return true;
}

static bool must_be_heard(const struct mi_publisher *publisher, const struct topic *topic)
{
    return !publisher->has_expiry && mi_topic_life(publisher, topic) > 0;
}

/* Settles the first thing that is wanted of a topic; false when nothing is to be sent for it. */
static bool settle(struct mi_publisher *publisher, struct topic *topic, mi_time now,
                   struct draft *draft)
{
    unsigned want = topic->wants & (0u - topic->wants); /* the lowest bit */
    draft->letter->is_kept = true;
    if (want == WANT_TRIGGERS && topic->types_due != 0) {
        give_trigger(publisher, topic, now, draft);
        if (topic->types_due != 0)
            return true;
    }
    topic->wants = (uint8_t)(topic->wants & ~want);
    if (want == WANT_CONFIG)
        give_config(publisher, topic, now, draft);
    else if (want == WANT_ATTRIBUTES)
        give_attributes(publisher, topic, draft);
    else if (want == WANT_STATE)
        return give_state(publisher, topic, now, draft);
    return draft->payload.length > 0;
}

/* A state that the broker does not keep waits for subscribers. */
static bool is_held(const struct mi_publisher *publisher, const struct topic *topic, mi_time now)
{
    return topic->wants == WANT_STATE && must_be_heard(publisher, topic) &&
           now < held_until(publisher, topic);
}

static void release_held(struct mi_publisher *publisher, mi_time now)
{
    while (publisher->held.first != NULL && now >= held_until(publisher, publisher->held.first))
        mi_queue_put(&publisher->ready, mi_queue_take(&publisher->held));
}

static bool give_topic(struct mi_publisher *publisher, mi_time now, struct draft *draft)
{
    release_held(publisher, now);
    while (publisher->ready.first != NULL) {
        struct topic *topic = publisher->ready.first;
        if (topic->wants == 0 || topic->is_left_out) {
            topic->is_queued = false;
            (void)mi_queue_take(&publisher->ready);
        } else if (is_held(publisher, topic, now)) {
            mi_queue_put(&publisher->held, mi_queue_take(&publisher->ready));
        } else if (settle(publisher, topic, now, draft)) {
            return true;
        }
    }
    return false;
}

/* --- the next message --- */

static bool give_online(struct mi_publisher *publisher, bool *is_wanted, const char *word,
                        struct draft *draft)
{
    if (!*is_wanted)
        return false;
    *is_wanted = false;
    mi_topic_availability(&draft->topic, &publisher->options.names,
                          publisher->options.names.gateway);
    mi_text_add(&draft->payload, word);
    draft->letter->is_kept = true;
    return true;
}

/* What the broker has kept, above all other gateways, is worth a moment. */
static bool waits_for_kept(struct mi_publisher *publisher, mi_time now)
{
    publisher->is_heard = publisher->is_heard || now >= publisher->patience;
    return !publisher->is_heard;
}

static bool has_waiting_events(const struct mi_publisher *publisher)
{
    for (size_t i = 0; i < EVENTS; i++)
        if (publisher->events[i].state == EVENT_WAITS)
            return true;
    return false;
}

static bool give(struct mi_publisher *publisher, mi_time now, struct draft *draft)
{
    if (give_online(publisher, &publisher->says_online, "online", draft))
        return true;
    if (waits_for_kept(publisher, now))
        return false;
    if (give_event(publisher, now, draft) || give_topic(publisher, now, draft) ||
        give_line(publisher, draft))
        return true;
    if (has_waiting_events(publisher) || publisher->held.first != NULL)
        return false;
    return give_online(publisher, &publisher->says_offline, "offline", draft);
}

bool mi_publisher_next(struct mi_publisher *publisher, mi_time now, struct mi_letter *letter)
{
    struct draft draft = {
        .letter = letter,
        .topic = mi_text(letter->topic, sizeof letter->topic),
        .payload = mi_text(letter->payload, sizeof letter->payload),
    };
    letter->is_kept = false;
    letter->expiry = 0;
    letter->token = 0;
    if (!publisher->is_connected || !give(publisher, now, &draft))
        return false;
    letter->size = draft.payload.length;
    return true;
}

static void take_earlier(mi_time *earliest, mi_time moment)
{
    if (*earliest == MI_NO_TIME || moment < *earliest)
        *earliest = moment;
}

mi_time mi_publisher_due(const struct mi_publisher *publisher)
{
    mi_time due = MI_NO_TIME;
    if (!publisher->is_heard)
        return publisher->patience;
    if (publisher->held.first != NULL)
        take_earlier(&due, held_until(publisher, publisher->held.first));
    for (size_t i = 0; i < EVENTS; i++)
        if (publisher->events[i].state == EVENT_WAITS)
            take_earlier(&due, held_until(publisher, publisher->events[i].topic));
    return due;
}

bool mi_publisher_is_crowded(const struct mi_publisher *publisher)
{
    return publisher->ready.first != NULL || publisher->event_count > EVENTS / 2 ||
           publisher->line_size > LINE_BYTES / 2;
}

bool mi_publisher_is_done(const struct mi_publisher *publisher)
{
    return publisher->is_ending && !publisher->says_offline;
}

/* --- what the broker does --- */

void mi_publisher_connect(struct mi_publisher *publisher, mi_time now, bool has_expiry)
{
    publisher->is_connected = true;
    publisher->has_expiry = has_expiry;
    publisher->says_online = true;
    publisher->says_offline = publisher->is_ending;
    publisher->is_heard = publisher->options.is_dry;
    publisher->patience = now + MI_SUBSCRIBE_TIME;
    call_back_events(publisher);
    mi_announce_all(publisher, WANT_CONFIG | WANT_TRIGGERS | WANT_ATTRIBUTES | WANT_STATE);
}
