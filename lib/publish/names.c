#include "publish/names.h"

#include "base/unicode.h"

bool mi_topic_is_sound(const char *name, bool is_level)
{
    size_t length = 1;
    if (*name == '\0' || *name == '$' || strlen(name) > MI_NAME_MOST)
        return false;
    for (const char *at = name; *at != '\0'; at += length) {
        uint32_t character = mi_utf8_read(at, &length);
        if (length == 0 || mi_char_is_control(character) || *at == '+' || *at == '#' ||
            (*at == '/' && is_level))
            return false;
    }
    return true;
}

void mi_text_plain_address(struct mi_text *text, struct mi_address address)
{
    for (size_t i = 0; i < MI_ADDRESS_SIZE; i++) {
        static const char DIGITS[] = "0123456789ABCDEF";
        mi_text_char(text, DIGITS[address.octet[i] >> 4]);
        mi_text_char(text, DIGITS[address.octet[i] & 15]);
    }
}

static void add_level(struct mi_text *text, const char *level)
{
    mi_text_char(text, '/');
    mi_text_add(text, level);
}

void mi_topic_availability(struct mi_text *text, const struct mi_names *names, const char *gateway)
{
    mi_text_add(text, names->base);
    add_level(text, gateway);
    add_level(text, "availability");
}

static void begin_device(struct mi_text *text, const struct mi_names *names,
                         struct mi_address address)
{
    mi_text_add(text, names->base);
    mi_text_char(text, '/');
    mi_text_plain_address(text, address);
}

void mi_topic_state(struct mi_text *text, const struct mi_names *names,
                    const struct mi_subject *subject)
{
    begin_device(text, names, subject->address);
    add_level(text, subject->component);
    add_level(text, subject->object);
}

void mi_topic_attributes(struct mi_text *text, const struct mi_names *names,
                         const struct mi_subject *subject)
{
    mi_topic_state(text, names, subject);
    add_level(text, "attributes");
}

void mi_topic_raw(struct mi_text *text, const struct mi_names *names, struct mi_address address)
{
    begin_device(text, names, address);
    add_level(text, "json");
}

void mi_topic_config(struct mi_text *text, const struct mi_names *names,
                     const struct mi_subject *subject)
{
    mi_text_add(text, names->discovery);
    add_level(text, subject->component);
    add_level(text, "mitool_");
    mi_text_plain_address(text, subject->address);
    add_level(text, subject->object);
    add_level(text, "config");
}
