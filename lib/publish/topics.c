/* Devices and their topics, and the queues in which topics wait for being told. */
#include "publish/parts.h"

#include "base/hash.h"

static size_t bucket_of(struct mi_address address)
{
    uint64_t hash = mi_hash_word(0, mi_address_number(address));
    return (hash ^ hash >> 32) & (BUCKETS - 1);
}

struct device *mi_device_known(const struct mi_publisher *publisher, struct mi_address address)
{
    struct device *device = publisher->buckets[bucket_of(address)];
    while (device != NULL && !mi_address_equal(device->address, address))
        device = device->next;
    return device;
}

struct device *mi_device_make(struct mi_publisher *publisher, struct mi_address address)
{
    if (publisher->device_count == DEVICES) {
        publisher->losses.devices++;
        return NULL;
    }
    struct device **bucket = &publisher->buckets[bucket_of(address)];
    struct device *device = &publisher->devices[publisher->device_count++];
    device->address = address;
    device->next = *bucket;
    *bucket = device;
    return device;
}

static struct topic *make_topic(struct mi_publisher *publisher, struct device *device,
                                const char *key, enum mi_kind kind, uint8_t ordinal)
{
    const struct mi_entity *entity = mi_entity_find(key, kind);
    if (entity == NULL)
        return NULL;
    if (publisher->topic_count == TOPICS) {
        publisher->losses.devices += !device->is_full;
        device->is_full = true;
        return NULL;
    }
    struct topic *topic = &publisher->topics[publisher->topic_count++];
    *topic = (struct topic){
        .entity = entity,
        .device = device,
        .key = key,
        .ordinal = ordinal,
        .value = topic->brief,
    };
    if (device->topics == NULL)
        device->topics = topic;
    else
        device->last_topic->sibling = topic;
    device->last_topic = topic;
    mi_topic_want(publisher, topic, WANT_CONFIG, false);
    return topic;
}

struct topic *mi_topic_of(struct mi_publisher *publisher, struct device *device, const char *key,
                          enum mi_kind kind, uint8_t ordinal)
{
    for (struct topic *topic = device->topics; topic != NULL; topic = topic->sibling)
        if (topic->ordinal == ordinal && topic->entity->kind == kind && mi_is_word(topic->key, key))
            return topic;
    return make_topic(publisher, device, key, kind, ordinal);
}

/* --- queues --- */

void mi_queue_put(struct queue *queue, struct topic *topic)
{
    topic->next = NULL;
    if (queue->first == NULL)
        queue->first = topic;
    else
        queue->last->next = topic;
    queue->last = topic;
}

static void put_first(struct queue *queue, struct topic *topic)
{
    topic->next = queue->first;
    queue->first = topic;
    if (topic->next == NULL)
        queue->last = topic;
}

struct topic *mi_queue_take(struct queue *queue)
{
    struct topic *topic = queue->first;
    if (topic != NULL)
        queue->first = topic->next;
    return topic;
}

void mi_topic_want(struct mi_publisher *publisher, struct topic *topic, unsigned wants,
                   bool at_once)
{
    if (publisher->options.names.discovery == NULL)
        wants &= ~(unsigned)(WANT_CONFIG | WANT_TRIGGERS);
    topic->wants = (uint8_t)(topic->wants | wants);
    if (topic->wants == 0 || topic->is_queued || topic->is_left_out)
        return;
    topic->is_queued = true;
    if (at_once)
        put_first(&publisher->ready, topic);
    else
        mi_queue_put(&publisher->ready, topic);
}

void mi_device_announce(struct mi_publisher *publisher, struct device *device, const char *key)
{
    for (struct topic *topic = device->topics; topic != NULL; topic = topic->sibling) {
        if (key != NULL && !mi_is_word(topic->key, key))
            continue;
        topic->types_due = topic->types;
        mi_topic_want(publisher, topic, WANT_CONFIG | WANT_TRIGGERS, false);
    }
}

void mi_announce_all(struct mi_publisher *publisher, unsigned wants)
{
    for (size_t i = 0; i < publisher->topic_count; i++) {
        struct topic *topic = &publisher->topics[i];
        topic->types_due = topic->types;
        mi_topic_want(publisher, topic, wants, false);
    }
}

/* --- what a topic is --- */

static void add_object(struct mi_text *text, const struct topic *topic)
{
    mi_text_add(text, topic->key);
    if (topic->ordinal > 1) {
        mi_text_char(text, '_');
        mi_text_unsigned(text, topic->ordinal);
    }
}

struct mi_subject mi_topic_subject(const struct topic *topic)
{
    struct mi_subject subject = {
        .address = topic->device->address,
        .component = mi_entity_component(topic->entity),
    };
    struct mi_text object = mi_text(subject.object, sizeof subject.object);
    add_object(&object, topic);
    return subject;
}

void mi_topic_write(struct mi_text *text, const struct mi_publisher *publisher,
                    const struct topic *topic, mi_topic_make *make)
{
    struct mi_subject subject = mi_topic_subject(topic);
    make(text, &publisher->options.names, &subject);
}

struct mi_subject mi_trigger_subject(const struct topic *topic, struct mi_span type)
{
    struct mi_subject subject = {
        .address = topic->device->address,
        .component = "device_automation",
    };
    struct mi_text object = mi_text(subject.object, sizeof subject.object);
    mi_text_add(&object, "action_");
    add_object(&object, topic);
    mi_text_char(&object, '_');
    mi_text_run(&object, type.at, type.length);
    return subject;
}

/* Devices that only ever say yes, and whose no is easily lost. */
static bool turns_itself_off(const struct topic *topic)
{
    return topic->entity->kind == MI_BINARY && mi_entity_is_class(topic->entity, "motion") &&
           mi_format_tells_no_end(topic->device->format);
}

uint32_t mi_topic_life(const struct mi_publisher *publisher, const struct topic *topic)
{
    const struct mi_entity *entity = topic->entity;
    if (turns_itself_off(topic))
        return OFF_DELAY;
    if (!entity->is_measured || publisher->options.is_capture || topic->device->sleeps ||
        mi_entity_is_class(entity, "battery"))
        return 0;
    return publisher->options.expire;
}

bool mi_topic_has_triggers(const struct topic *topic)
{
    return topic->entity->kind == MI_EVENT && mi_entity_is_class(topic->entity, "button");
}
