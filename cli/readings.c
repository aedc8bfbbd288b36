#include "readings.h"

#include "beacon/decode.h"
#include "beacon/field.h"
#include "beacon/object.h"

#include <stddef.h>
#include <string.h>

struct visitor {
    void (*visit)(void *context, const struct known_reading *reading);
    void *context;
};

static void visit(const struct visitor *visitor, const char *key, const char *unit, uint8_t kind)
{
    const struct known_reading reading = {key, unit, kind};
    if (key != NULL)
        visitor->visit(visitor->context, &reading);
}

static void visit_fields(const struct visitor *visitor, const struct mi_field *fields)
{
    for (const struct mi_field *field = fields; field->key != NULL; field++) {
        visit(visitor, field->key, field->unit, field->kind);
        for (size_t i = 0; field->kind == MI_EVENT && i < field->case_count; i++) {
            visit(visitor, field->cases[i].key, NULL, MI_EVENT);
            visit(visitor, field->cases[i].more, NULL, MI_EVENT);
        }
    }
}

static void visit_format(const struct visitor *visitor, const struct mi_format *format)
{
    for (size_t i = 0; format->objects != NULL && i < format->objects->count; i++)
        visit_fields(visitor, format->objects->types[i].fields);
    if (format->layout != NULL)
        visit_fields(visitor, format->layout);
    for (size_t i = 0; format->event != NULL && format->event(i) != NULL; i++)
        visit(visitor, format->event(i), NULL, MI_EVENT);
}

void readings_visit(void (*visit_one)(void *context, const struct known_reading *reading),
                    void *context)
{
    const struct visitor visitor = {visit_one, context};
    const struct mi_format *format;
    for (size_t i = 0; (format = mi_format_at(i)) != NULL; i++)
        visit_format(&visitor, format);
}

/* --- by name --- */

struct search {
    const char *name;
    struct nearest *nearest;
    bool is_found;
};

static bool is_ordinal(const char *end)
{
    return *end == '_' && end[1] >= '2' && end[1] <= '9' &&
           end[1 + strspn(end + 1, "0123456789")] == '\0';
}

static void compare(void *context, const struct known_reading *reading)
{
    struct search *search = context;
    size_t length = strlen(reading->key);
    if (reading->kind != MI_SENSOR && reading->kind != MI_BINARY)
        return;
    nearest_offer(search->nearest, reading->key);
    if (strncmp(search->name, reading->key, length) == 0)
        search->is_found |= search->name[length] == '\0' || is_ordinal(search->name + length);
}

bool reading_is_drawn(const char *name, struct nearest *nearest)
{
    struct search search = {.name = name, .nearest = nearest};
    readings_visit(compare, &search);
    return search.is_found;
}

/* clang-format off */

/* By key; as Home Assistant's device classes have it, where there is one. */
static const struct {
    const char *key;
    const char *yes;
} MEANINGS[] = {
    {"antilock", "anti-lock on"},
    {"armed", "armed"},
    {"asleep", "asleep"},
    {"battery_charging", "charging"},
    {"battery_low", "low"},
    {"bed_occupancy", "occupied"},
    {"bottom_submersion", "wet"},
    {"bound", "bound to an account"},
    {"carbon_monoxide", "detected"},
    {"childlock", "child lock on"},
    {"cold", "cold"},
    {"connectivity", "connected"},
    {"deadbolt", "bolt out"},
    {"device_forcibly_removed", "removed by force"},
    {"docked", "in its dock"},
    {"door", "open"},
    {"door_left_open", "left open"},
    {"door_stuck", "stuck"},
    {"fingerprint", "matched"},
    {"garage_door", "open"},
    {"gas", "detected"},
    {"gas_detected", "detected"},
    {"generic", "on"},
    {"heat", "hot"},
    {"indicator_light", "on"},
    {"knock_on_the_door", "somebody knocks"},
    {"latch", "bolt out"},
    {"light", "light detected, or on"},
    {"lock", "unlocked"},
    {"moisture_detected", "wet"},
    {"motion", "motion"},
    {"moving", "moving"},
    {"occupancy", "occupied"},
    {"occupancy_close_range", "occupied"},
    {"opening", "open"},
    {"plug", "plugged in"},
    {"power", "on"},
    {"power_on", "on"},
    {"presence", "present"},
    {"problem", "problem"},
    {"pry_the_door", "door forced"},
    {"running", "running"},
    {"safety", "unsafe"},
    {"smoke", "detected"},
    {"snoring", "snoring"},
    {"sound", "sound"},
    {"stabilized", "weight settled"},
    {"switch", "on"},
    {"tamper", "tampered with"},
    {"toothbrush", "brushing"},
    {"top_splash", "wet"},
    {"vibration", "vibration"},
    {"wearing", "worn"},
    {"window", "open"},
};

/* clang-format on */

const char *reading_yes(const char *key)
{
    for (size_t i = 0; i < sizeof MEANINGS / sizeof MEANINGS[0]; i++)
        if (strcmp(MEANINGS[i].key, key) == 0)
            return MEANINGS[i].yes;
    return NULL;
}
