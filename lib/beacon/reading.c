#include "beacon/reading.h"

void mi_text_key(struct mi_text *text, const struct mi_reading *reading)
{
    mi_text_add(text, reading->key != NULL ? reading->key : "");
    if (reading->ordinal > 1) {
        mi_text_char(text, '_');
        mi_text_unsigned(text, reading->ordinal);
    }
}

const char *mi_kind_name(enum mi_kind kind)
{
    static const char *const NAMES[] = {
        [MI_SENSOR] = "sensor",
        [MI_BINARY] = "binary",
        [MI_TEXT] = "text",
        [MI_EVENT] = "event",
    };
    return (unsigned)kind < sizeof NAMES / sizeof NAMES[0] ? NAMES[kind] : NULL;
}
