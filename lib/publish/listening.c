/* What the broker tells the publisher: other gateways, who has begun, what was deleted. */
#include "publish/parts.h"

bool mi_publisher_subscription(const struct mi_publisher *publisher, size_t index,
                               struct mi_text *topic, bool *is_news)
{
    const struct mi_names *names = &publisher->options.names;
    *is_news = index > 0;
    if (index == 0)
        mi_topic_availability(topic, names, "+");
    else if (index == 1 && names->discovery != NULL)
        mi_text_add(topic, names->status);
    else if (index == 2 && names->discovery != NULL) {
        mi_text_add(topic, names->discovery);
        mi_text_add(topic, "/+/+/+/config");
    }
    return topic->length > 0;
}

/* The name between <base>/ and /availability. */
static bool read_gateway(const struct mi_publisher *publisher, const char *topic,
                         char name[NAME_BYTES])
{
    static const char END[] = "/availability";
    const char *base = publisher->options.names.base;
    struct mi_span rest = {topic, strlen(topic)};
    if (!mi_span_starts(rest, base) || !mi_span_ends(rest, END))
        return false;
    rest = mi_span_from(rest, strlen(base) + 1);
    if (rest.length < sizeof END)
        return false;
    rest = mi_span_first(rest, rest.length - strlen(END));
    struct mi_text text = mi_text(name, NAME_BYTES);
    mi_text_run(&text, rest.at, rest.length);
    return !text.full && mi_topic_flaw(name, true) == MI_TOPIC_SOUND;
}

void mi_gateway_know(struct mi_publisher *publisher, const char *name, bool is_there)
{
    size_t place = 0;
    size_t count = publisher->gateway_count;
    while (place < count && strcmp(publisher->gateways[place], name) < 0)
        place++;
    bool is_known = place < count && strcmp(publisher->gateways[place], name) == 0;
    if (is_known == is_there || (is_there && count == GATEWAYS))
        return;
    char(*at)[NAME_BYTES] = &publisher->gateways[place];
    size_t moved = (count - place - is_known) * sizeof *at;
    memmove(at + is_there, at + is_known, moved);
    if (is_there)
        memcpy(at, name, strlen(name) + 1);
    publisher->gateway_count += is_there ? 1 : (size_t)-1;
    mi_announce_all(publisher, WANT_CONFIG);
}

static void read_availability(struct mi_publisher *publisher, const char *name,
                              struct mi_span payload)
{
    bool is_own = mi_is_word(name, publisher->options.names.gateway);
    if (is_own && mi_span_equals(payload, "online"))
        publisher->is_heard = true;
    else if (is_own && !publisher->is_ending && publisher->is_heard)
        publisher->says_online = true; /* the will of a connection before this one */
    mi_gateway_know(publisher, name, is_own || payload.length > 0);
}

static bool is_at(const char *topic, const struct mi_publisher *publisher,
                  const struct mi_subject *subject)
{
    char buffer[MI_TOPIC_MAX];
    struct mi_text text = mi_text(buffer, sizeof buffer);
    mi_topic_config(&text, &publisher->options.names, subject);
    return mi_is_word(buffer, topic);
}

/* Somebody has deleted an entity: it is left out until the next start. */
static void leave_out(struct mi_publisher *publisher, struct topic *topic, const char *name)
{
    struct mi_subject subject = mi_topic_subject(topic);
    struct mi_span values = mi_entity_values(topic->entity);
    struct mi_span value;
    if (is_at(name, publisher, &subject))
        topic->is_left_out = true;
    for (uint64_t bit = 1; mi_topic_has_triggers(topic) && mi_entity_value(&values, &value);
         bit <<= 1) {
        subject = mi_trigger_subject(topic, value);
        if (!is_at(name, publisher, &subject))
            continue;
        topic->types_left_out |= bit;
        topic->types &= ~bit;
        topic->types_due &= ~bit;
    }
}

static void read_deletion(struct mi_publisher *publisher, const char *name)
{
    struct mi_span span = {name, strlen(name)};
    struct mi_address address;
    if (!mi_span_find(span, "/mitool_", &span) ||
        mi_address_parse(span.at, span.length, &address) == 0)
        return;
    const struct device *device = mi_device_known(publisher, address);
    struct topic *topic = device != NULL ? device->topics : NULL;
    for (; topic != NULL; topic = topic->sibling)
        leave_out(publisher, topic, name);
}

void mi_publisher_read(struct mi_publisher *publisher, const char *topic, struct mi_span payload)
{
    const struct mi_names *names = &publisher->options.names;
    char gateway[NAME_BYTES];
    if (read_gateway(publisher, topic, gateway))
        read_availability(publisher, gateway, payload);
    else if (mi_is_word(topic, names->status) && mi_span_equals(payload, "online"))
        mi_announce_all(publisher, WANT_CONFIG | WANT_TRIGGERS | WANT_ATTRIBUTES | WANT_STATE);
    else if (names->discovery != NULL && payload.length == 0)
        read_deletion(publisher, topic);
}
