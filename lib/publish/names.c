#include "publish/names.h"

#include "base/unicode.h"

static enum mi_topic_flaw flaw_at(const char *at, size_t *length)
{
    uint32_t character = mi_utf8_read(at, length);
    if (*length == 0 || mi_char_is_control(character))
        return MI_TOPIC_UNREADABLE;
    return *at == '+' || *at == '#' ? MI_TOPIC_WILD : MI_TOPIC_SOUND;
}

enum mi_topic_flaw mi_topic_flaw(const char *name, bool is_level)
{
    size_t length = strlen(name);
    if (length == 0)
        return MI_TOPIC_EMPTY;
    if (*name == '$')
        return MI_TOPIC_RESERVED;
    if (is_level && strchr(name, '/') != NULL)
        return MI_TOPIC_LEVELS;
    if (*name == '/' || name[length - 1] == '/' || strstr(name, "//") != NULL)
        return MI_TOPIC_EMPTY_LEVEL;
    if (length > MI_NAME_MOST)
        return MI_TOPIC_LONG;
    enum mi_topic_flaw flaw = MI_TOPIC_SOUND;
    for (; *name != '\0' && flaw == MI_TOPIC_SOUND; name += length)
        flaw = flaw_at(name, &length);
    return flaw;
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
