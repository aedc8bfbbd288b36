/* Discovery: what Home Assistant, Domoticz and openHAB are told of a topic, as JSON. */
#include "publish/parts.h"

#include "base/json.h"
#include "devices/verdict.h"

enum { WORD_BYTES = 256 };

/* "mitool_A4C1387B20E1" and what follows it. */
static void add_identifier(struct mi_json *json, const char *key, const struct topic *topic,
                           bool is_whole)
{
    char buffer[WORD_BYTES];
    struct mi_text text = mi_text(buffer, sizeof buffer);
    struct mi_subject subject = mi_topic_subject(topic);
    mi_text_add(&text, "mitool_");
    mi_text_plain_address(&text, subject.address);
    if (is_whole) {
        mi_text_char(&text, '_');
        mi_text_add(&text, subject.component);
        mi_text_char(&text, '_');
        mi_text_add(&text, subject.object);
    }
    mi_json_word(json, key, buffer);
}

/* The name in the key ring, else "Temperature/Humidity Sensor 20E1". */
static void add_device_name(struct mi_json *json, const struct device *device)
{
    enum { LAST_DIGITS = 4, DIGITS = 12 };
    char name_bytes[WORD_BYTES];
    char digits[DIGITS + 1];
    struct mi_text name = mi_text(name_bytes, sizeof name_bytes);
    struct mi_text text = mi_text(digits, sizeof digits);
    mi_text_plain_address(&text, device->address);
    if (device->name[0] != '\0')
        mi_text_add(&name, device->name);
    else if (device->product != NULL)
        mi_text_add(&name, device->product->name);
    else
        mi_text_add(&name, device->model != NULL ? device->model : mi_format_title(device->format));
    if (device->name[0] == '\0') {
        mi_text_char(&name, ' ');
        mi_text_add(&name, digits + DIGITS - LAST_DIGITS);
    }
    mi_json_string(json, "name", name_bytes);
}

static void add_device(struct mi_json *json, const struct topic *topic)
{
    const struct device *device = topic->device;
    mi_json_open(json, "device", '{');
    mi_json_open(json, "identifiers", '[');
    add_identifier(json, NULL, topic, false);
    mi_json_close(json, ']');
    mi_json_open(json, "connections", '[');
    mi_json_open(json, NULL, '[');
    mi_json_word(json, NULL, "bluetooth");
    mi_json_address(json, NULL, device->address);
    mi_json_close(json, ']');
    mi_json_close(json, ']');
    add_device_name(json, device);
    if (device->product != NULL)
        mi_json_optional(json, "manufacturer", device->product->maker);
    mi_json_optional(json, "model", device->model);
    if (device->has_product)
        mi_json_hex(json, "model_id", device->product_id, mi_format_id_digits(device->format));
    if (device->firmware[0] != '\0')
        mi_json_string(json, "sw_version", device->firmware);
    mi_json_close(json, '}');
}

static void add_origin(struct mi_json *json)
{
    mi_json_open(json, "origin", '{');
    mi_json_word(json, "name", "mitool");
    mi_json_word(json, "sw_version", MITOOL_VERSION);
    mi_json_close(json, '}');
}

static void add_gateway(struct mi_json *json, const char *key, const struct mi_publisher *publisher,
                        const char *gateway)
{
    char buffer[MI_TOPIC_MAX];
    struct mi_text topic = mi_text(buffer, sizeof buffer);
    mi_topic_availability(&topic, &publisher->options.names, gateway);
    mi_json_string(json, key, buffer);
}

/* Of several gateways, one is enough. All of them say the same, or they would quarrel. */
static void add_availability(struct mi_json *json, const struct mi_publisher *publisher)
{
    if (publisher->gateway_count <= 1) {
        add_gateway(json, "availability_topic", publisher, publisher->options.names.gateway);
        return;
    }
    mi_json_open(json, "availability", '[');
    for (size_t i = 0; i < publisher->gateway_count; i++) {
        mi_json_open(json, NULL, '{');
        add_gateway(json, "topic", publisher, publisher->gateways[i]);
        mi_json_close(json, '}');
    }
    mi_json_close(json, ']');
    mi_json_word(json, "availability_mode", "any");
}

static void add_values(struct mi_json *json, const struct mi_entity *entity)
{
    struct mi_span values = mi_entity_values(entity);
    struct mi_span value;
    if (entity->values == NULL)
        return;
    mi_json_open(json, entity->kind == MI_EVENT ? "event_types" : "options", '[');
    while (mi_entity_value(&values, &value)) {
        char buffer[WORD_BYTES];
        struct mi_text word = mi_text(buffer, sizeof buffer);
        mi_text_run(&word, value.at, value.length);
        mi_json_word(json, NULL, buffer);
    }
    mi_json_close(json, ']');
    if (entity->kind == MI_EVENT && !entity->has_properties)
        mi_json_string(json, "value_template", "{\"event_type\":\"{{ value }}\"}");
}

/* The voltage of a battery that tells its charge as well is of interest to few. */
static bool is_diagnostic(const struct topic *topic)
{
    const struct device *device = topic->device;
    bool is_of_battery =
        device->has_battery || mi_format_family(device->format) == MI_FAMILY_CUSTOM;
    return topic->entity->is_diagnostic || (mi_is_word(topic->key, "voltage") && is_of_battery);
}

/* A moment has no unit. */
static const char *unit_of(const struct topic *topic)
{
    return mi_entity_is_class(topic->entity, "timestamp") ? NULL : topic->unit;
}

static void add_kind(struct mi_json *json, const struct mi_publisher *publisher,
                     const struct topic *topic)
{
    const struct mi_entity *entity = topic->entity;
    uint32_t life = mi_topic_life(publisher, topic);
    bool is_enum = entity->kind == MI_TEXT && entity->values != NULL;
    mi_json_optional(json, "device_class", is_enum ? "enum" : entity->device_class);
    mi_json_optional(json, "unit_of_measurement", unit_of(topic));
    mi_json_optional(json, "state_class", entity->state_class);
    if (entity->digits > 0)
        mi_json_integer(json, "suggested_display_precision", entity->digits - 1);
    add_values(json, entity);
    if (life > 0)
        mi_json_integer(json, entity->kind == MI_BINARY ? "off_delay" : "expire_after", life);
    if (is_diagnostic(topic))
        mi_json_word(json, "entity_category", "diagnostic");
    mi_json_optional(json, "icon", entity->icon);
    if (entity->is_disabled)
        mi_json_bool(json, "enabled_by_default", false);
}

static void add_name(struct mi_json *json, const struct topic *topic)
{
    char buffer[WORD_BYTES];
    struct mi_text name = mi_text(buffer, sizeof buffer);
    mi_text_add(&name, topic->entity->name);
    if (topic->ordinal > 1) {
        mi_text_char(&name, ' ');
        mi_text_unsigned(&name, topic->ordinal);
    }
    mi_json_word(json, "name", buffer);
}

static void add_topic(struct mi_json *json, const char *key, const struct mi_publisher *publisher,
                      const struct topic *topic, mi_topic_make *make)
{
    char buffer[MI_TOPIC_MAX];
    struct mi_text text = mi_text(buffer, sizeof buffer);
    mi_topic_write(&text, publisher, topic, make);
    mi_json_string(json, key, buffer);
}

void mi_discover(struct mi_text *out, const struct mi_publisher *publisher,
                 const struct topic *topic)
{
    struct mi_json json = {.out = out};
    mi_json_open(&json, NULL, '{');
    add_name(&json, topic);
    add_identifier(&json, "unique_id", topic, true);
    add_topic(&json, "state_topic", publisher, topic, mi_topic_state);
    if (topic->entity->has_attributes)
        add_topic(&json, "json_attributes_topic", publisher, topic, mi_topic_attributes);
    add_kind(&json, publisher, topic);
    add_availability(&json, publisher);
    add_device(&json, topic);
    add_origin(&json);
    mi_json_close(&json, '}');
}

void mi_discover_trigger(struct mi_text *out, const struct mi_publisher *publisher,
                         const struct topic *topic, struct mi_span type)
{
    char type_bytes[WORD_BYTES];
    struct mi_subject subject = mi_topic_subject(topic);
    struct mi_text word = mi_text(type_bytes, sizeof type_bytes);
    struct mi_json json = {.out = out};
    mi_text_run(&word, type.at, type.length);
    mi_json_open(&json, NULL, '{');
    mi_json_word(&json, "automation_type", "trigger");
    mi_json_word(&json, "type", type_bytes);
    mi_json_word(&json, "subtype", subject.object);
    add_topic(&json, "topic", publisher, topic, mi_topic_state);
    mi_json_word(&json, "payload", type_bytes);
    add_device(&json, topic);
    add_origin(&json);
    mi_json_close(&json, '}');
}

/* What to do about a key, by what is wrong and by who makes the keys. */
static enum mi_advice_code advice_on(const struct device *device)
{
    if (device->problem.code == MI_P_KEY_WRONG_TOKEN)
        return MI_ADVICE_TAKE_BLE_KEY;
    return mi_format_family(device->format) == MI_FAMILY_VENDOR ? MI_ADVICE_READ_KEY_AGAIN
                                                                : MI_ADVICE_CUSTOM_KEY;
}

void mi_attributes(struct mi_text *out, const struct device *device)
{
    char buffer[MI_TOPIC_MAX];
    struct mi_text sentence = mi_text(buffer, sizeof buffer);
    struct mi_json json = {.out = out};
    mi_json_open(&json, NULL, '{');
    if (device->problem.code != MI_OK) {
        mi_text_problem(&sentence, &device->problem);
        mi_json_string(&json, "problem", buffer);
        mi_json_string(&json, "advice", mi_advice_sentence(advice_on(device)));
    }
    mi_json_close(&json, '}');
}
