/*
 * MiBeacon object 0x1001: buttons, remotes, dimmers and cubes. Its three bytes mean different
 * things on different models: byte 0 is a key ("code"), byte 1 a number ("value") and byte 2 a kind
 * of press, each with a table for the model. Collected from the vendor's public object list, from
 * other open decoders and from observed frames.
 */
#include "beacon/formats/button.h"

#include "beacon/decode.h"
#include "beacon/rows.h"

#include <string.h>

struct click {
    uint8_t code;
    uint8_t value;
    uint8_t press;
};

struct span {
    uint8_t low;
    uint8_t high;
};

/* Where the property of an event comes from; a step to the left is a negative one. */
enum amount { ZERO, CODE, VALUE, MINUS_CODE, MINUS_VALUE };

/* Which event a click is. The first row that fits counts; when none does, there is no event. */
struct press {
    struct span press;
    struct span code;
    struct span value;
    const char *type; /* NULL: end of the table */
    const char *property;
    enum amount amount;
};

enum { KEYS_AT_ONCE = 3 };

/* Which keys a code names. */
struct key {
    struct span code;
    const char *keys[KEYS_AT_ONCE]; /* NULL first: end of the table */
    const char *type;               /* overrides that of the press */
};

struct remote {
    const char *model;
    const struct key *keys;
    const struct press *presses;
    const struct mi_field *also; /* further readings, or NULL */
};

/* clang-format off */

#define EVERY {0, 255}
#define JUST(raw_) {(raw_), (raw_)}
#define SPAN(low_, high_) {(low_), (high_)}

#define PRESS(press_, type_) \
    {.press = press_, .code = EVERY, .value = EVERY, .type = (type_)}
#define COUNTED(press_, code_, value_, type_, property_, amount_) \
    {.press = press_, .code = code_, .value = value_, .type = (type_), \
     .property = (property_), .amount = (amount_)}
#define NO_MORE_PRESSES {.type = NULL}

#define NAMED(code_, ...) {.code = code_, .keys = {__VA_ARGS__}}
#define NO_MORE_KEYS      {.keys = {NULL}}

/* --- presses --- */

static const struct press GENERAL[] = {
    PRESS(JUST(0), "press"),
    PRESS(JUST(1), "double_press"),
    PRESS(JUST(2), "long_press"),
    PRESS(JUST(5), "press"),
    PRESS(JUST(6), "long_press"),
    NO_MORE_PRESSES,
};

static const struct press WALL_SWITCH[] = {
    PRESS(JUST(0), "press"),
    PRESS(JUST(1), "long_press"),
    PRESS(JUST(2), "double_press"),
    NO_MORE_PRESSES,
};

static const struct press TURN[] = {
    PRESS(EVERY, "turn"),
    NO_MORE_PRESSES,
};

/* Turned while pressed, the dimmer tells the steps in byte 0, else in byte 1. */
static const struct press KNOB[] = {
    COUNTED(JUST(0), EVERY, EVERY, "press", "number_of_presses", ZERO),
    PRESS(JUST(1), "double_press"),
    COUNTED(JUST(2), EVERY, EVERY, "long_press", "duration", ZERO),
    COUNTED(JUST(3), JUST(0), EVERY, "press", "number_of_presses", VALUE),
    COUNTED(JUST(3), JUST(1), EVERY, "long_press", "duration", VALUE),
    COUNTED(JUST(4), JUST(0), SPAN(0, 127), "rotate_right", "steps", VALUE),
    COUNTED(JUST(4), JUST(0), SPAN(128, 255), "rotate_left", "steps", MINUS_VALUE),
    COUNTED(JUST(4), SPAN(1, 127), EVERY, "rotate_right_pressed", "steps", CODE),
    COUNTED(JUST(4), SPAN(128, 255), EVERY, "rotate_left_pressed", "steps", MINUS_CODE),
    COUNTED(JUST(5), EVERY, EVERY, "press", "number_of_presses", ZERO),
    COUNTED(JUST(6), EVERY, EVERY, "long_press", "duration", ZERO),
    NO_MORE_PRESSES,
};

/* --- keys --- */

static const struct key SINGLE[] = {
    NAMED(EVERY, "button"),
    NO_MORE_KEYS,
};

static const struct key CUBE[] = {
    {.code = JUST(0), .keys = {"cube"}, .type = "rotate_right"},
    {.code = JUST(1), .keys = {"cube"}, .type = "rotate_left"},
    NO_MORE_KEYS,
};

static const struct key REMOTE[] = {
    NAMED(JUST(0), "button_on"),
    NAMED(JUST(1), "button_off"),
    NAMED(JUST(2), "button_brightness"),
    NAMED(JUST(3), "button_plus"),
    NAMED(JUST(4), "button_M"),
    NAMED(JUST(5), "button_min"),
    NO_MORE_KEYS,
};

static const struct key FAN[] = {
    NAMED(JUST(0), "button_fan"),
    NAMED(JUST(1), "button_light"),
    NAMED(JUST(2), "button_wind_speed"),
    NAMED(JUST(3), "button_color_temperature"),
    NAMED(JUST(4), "button_wind_mode"),
    NAMED(JUST(5), "button_brightness"),
    NO_MORE_KEYS,
};

static const struct key VENTILATOR[] = {
    NAMED(JUST(0), "button_swing"),
    NAMED(JUST(1), "button_power"),
    NAMED(JUST(2), "button_timer_60_minutes"),
    NAMED(JUST(3), "button_increase_wind_speed"),
    NAMED(JUST(4), "button_timer_30_minutes"),
    NAMED(JUST(5), "button_decrease_wind_speed"),
    NO_MORE_KEYS,
};

static const struct key BATH[] = {
    NAMED(JUST(0), "button_stop"),
    NAMED(JUST(1), "button_air_exchange"),
    NAMED(JUST(2), "button_fan"),
    NAMED(JUST(3), "button_increase_speed"),
    NAMED(JUST(4), "button_decrease_speed"),
    NAMED(JUST(5), "button_dry"),
    NAMED(JUST(6), "button_light"),
    NAMED(JUST(7), "button_swing"),
    NAMED(JUST(8), "button_heat"),
    NO_MORE_KEYS,
};

static const struct key DIMMER[] = {
    NAMED(EVERY, "dimmer"),
    NO_MORE_KEYS,
};

static const struct key WALL_1[] = {
    NAMED(JUST(0), "button"),
    NO_MORE_KEYS,
};

static const struct key WALL_2[] = {
    NAMED(JUST(0), "button_left"),
    NAMED(JUST(1), "button_right"),
    NAMED(JUST(2), "button_left", "button_right"),
    NO_MORE_KEYS,
};

static const struct key WALL_3[] = {
    NAMED(JUST(0), "button_left"),
    NAMED(JUST(1), "button_middle"),
    NAMED(JUST(2), "button_right"),
    NAMED(JUST(3), "button_left", "button_middle"),
    NAMED(JUST(4), "button_middle", "button_right"),
    NAMED(JUST(5), "button_left", "button_right"),
    NAMED(JUST(6), "button_left", "button_middle", "button_right"),
    NO_MORE_KEYS,
};

/* --- models --- */

static const struct mi_field POWER[] = {
    {BINARY("power"), LENGTH(3), U8(0), VALUES(ON(0), OFF(1))},
    {.key = NULL},
};

static const struct remote REMOTES[] = {
    {"RTCGQ02LM",         SINGLE,     GENERAL,     NULL},
    {"YLAI003",           SINGLE,     GENERAL,     NULL},
    {"JTYJGD03MI",        SINGLE,     GENERAL,     NULL},
    {"SJWS01LM",          SINGLE,     GENERAL,     NULL},
    {"XMMF01JQD",         CUBE,       TURN,        NULL},
    {"YLYK01YL",          REMOTE,     GENERAL,     POWER},
    {"YLYK01YL-FANCL",    FAN,        GENERAL,     NULL},
    {"YLYK01YL-VENFAN",   VENTILATOR, GENERAL,     NULL},
    {"YLYB01YL-BHFRC",    BATH,       GENERAL,     NULL},
    {"YLKG07YL/YLKG08YL", DIMMER,     KNOB,        NULL},
    {"K9B-1BTN",          WALL_1,     WALL_SWITCH, NULL},
    {"K9B-2BTN",          WALL_2,     WALL_SWITCH, NULL},
    {"K9B-3BTN",          WALL_3,     WALL_SWITCH, NULL},
};

/* clang-format on */

static bool is_within(uint8_t raw, struct span span)
{
    return raw >= span.low && raw <= span.high;
}

static const struct remote *find_remote(const char *model)
{
    for (size_t i = 0; model != NULL && i < sizeof REMOTES / sizeof REMOTES[0]; i++)
        if (strcmp(REMOTES[i].model, model) == 0)
            return &REMOTES[i];
    return NULL;
}

static const struct key *find_key(const struct key *key, struct click click)
{
    for (; key->keys[0] != NULL; key++)
        if (is_within(click.code, key->code))
            return key;
    return NULL;
}

static const struct press *find_press(const struct press *press, struct click click)
{
    for (; press->type != NULL; press++)
        if (is_within(click.press, press->press) && is_within(click.code, press->code) &&
            is_within(click.value, press->value))
            return press;
    return NULL;
}

static int32_t amount_of(enum amount amount, struct click click)
{
    switch (amount) {
    case ZERO: return 0;
    case CODE: return click.code;
    case VALUE: return click.value;
    case MINUS_CODE: return 256 - click.code;
    case MINUS_VALUE: return 256 - click.value;
    }
    return 0;
}

static void add_event(struct mi_frame *frame, const char *key, const char *type,
                      const struct press *press, struct click click)
{
    struct mi_reading *event = mi_frame_add(frame, MI_EVENT, key);
    if (event == NULL)
        return;
    event->text = type;
    if (press->property != NULL)
        mi_frame_property(frame, event, press->property, amount_of(press->amount, click));
}

/* What no table explains is reported as sent. */
static void add_unknown(struct mi_frame *frame, struct click click)
{
    struct mi_reading *event = mi_frame_add(frame, MI_EVENT, "button");
    if (event == NULL)
        return;
    event->text = NULL;
    mi_frame_property(frame, event, "button_code", click.code);
    mi_frame_property(frame, event, "button_value", click.value);
    mi_frame_property(frame, event, "press_type", click.press);
}

void mi_button_read(struct mi_frame *frame, const char *model, struct mi_bytes value)
{
    if (value.left != 3)
        return;
    struct mi_bytes bytes = value;
    struct click click;
    click.code = mi_get_u8(&bytes);
    click.value = mi_get_u8(&bytes);
    click.press = mi_get_u8(&bytes);

    const struct remote *remote = find_remote(model);
    if (remote == NULL) {
        bool is_plain = click.code == 0 && click.value == 0;
        const struct press *press = is_plain ? find_press(GENERAL, click) : NULL;
        if (press != NULL)
            add_event(frame, "button", press->type, press, click);
        else
            add_unknown(frame, click);
        return;
    }
    const struct key *key = find_key(remote->keys, click);
    const struct press *press = find_press(remote->presses, click);
    if (key != NULL && press != NULL)
        for (size_t i = 0; i < KEYS_AT_ONCE && key->keys[i] != NULL; i++)
            add_event(frame, key->keys[i], key->type != NULL ? key->type : press->type, press,
                      click);
    if (remote->also != NULL)
        mi_fields_read(frame, remote->also, model, value);
}

const char *mi_button_event(size_t index)
{
    for (size_t model = 0; model < sizeof REMOTES / sizeof REMOTES[0]; model++)
        for (const struct key *key = REMOTES[model].keys; key->keys[0] != NULL; key++)
            for (size_t i = 0; i < KEYS_AT_ONCE && key->keys[i] != NULL; i++)
                if (index-- == 0)
                    return key->keys[i];
    return NULL;
}
