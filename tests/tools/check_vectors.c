/*
 * Decodes published frames as the program does, and compares with what two other decoders make of
 * them. The frames are not part of this project: DIR/xiaomi_ble.jsonl and DIR/ble_monitor.jsonl.
 *
 * Every value that they give has to be there and equal within its rounding; what only mitool gives
 * is listed in OURS_ALONE, where they are wrong in RULINGS.
 */
#include "base/hex.h"
#include "beacon/open.h"
#include "radio/radio.h"

#include <jansson.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BYTES_MAX = 512, LINE_MAX_BYTES = 8192 };

/* --- their names and ours --- */

/* A row is for values equal to `value`, or for all when that is NULL. One that agrees is enough. */
static const struct name {
    const char *theirs;
    const char *value; /* as text */
    const char *ours;  /* NULL: not compared */
    const char *text;  /* what ours has to be; NULL: the same as theirs */
} NAMES[] = {
    /* xiaomi-ble: binaries and events share names with sensors */
    {"binary moisture", NULL, "moisture_detected", NULL},
    {"binary battery", NULL, "battery_low", NULL},
    {"event lock", NULL, "lock_action", NULL},
    {"charging_state", "Full", "charging_state", "full"},

    /* ble_monitor */
    {"co2", NULL, "carbon_dioxide", NULL},
    {"tvoc", NULL, "volatile_organic_compounds", NULL},
    {"pm2.5", NULL, "pm25", NULL},
    {"dewpoint", NULL, "dew_point", NULL},
    {"weight", NULL, "mass", NULL},
    {"stabilized weight", NULL, "mass", NULL},
    {"non-stabilized weight", NULL, "mass_non_stabilized", NULL},
    {"no motion time", NULL, "idle_time", NULL},
    {"remote", "on", "power", "true"},
    {"switch", NULL, "power_on", NULL}, /* BTHome */
    {"motion", "1", "motion", "motion_detected"},
    {"button", "left", "cube", "rotate_left"},
    {"button", "single press", "button_on", "press"},
    {"button switch", "single press", "button", "press"},
    {"button switch", "single press", "button_4", "press"},
    {"four btn switch 4", "toggle", "button_4", "press"},
    {"one btn switch", "toggle", "button", "press"},
    {"door action", "close the door", "door_action", "close"},
    {"result", "match successful", "fingerprint_result", "match_successful"},
    {"data", NULL, NULL, NULL},
    {"local_name", NULL, NULL, NULL},
    {"status", NULL, NULL, NULL},         /* repeats another value in words */
    {"motion timer", NULL, NULL, NULL},   /* for that program's own use */
    {"weight unit", NULL, NULL, NULL},    /* ours is always kg */
    {"weight removed", NULL, NULL, NULL}, /* shown by what mass there is */
    {"remote single press", NULL, NULL, NULL} /* repeats the event */,
};

/* Readings that only mitool gives, because the others drop what the device sends. */
static const char *const OURS_ALONE[] = {
    "timestamp",  "door_action",    "idle_time",    "voltage",
    "packet_id",  "profile_id",     "lock_action",  "knock_on_the_door",
    "door_stuck", "door_left_open", "pry_the_door", "mass_non_stabilized",
    "power",      "problem",
};

/* Model names that are not quite the same. */
static const struct {
    const char *theirs, *ours;
} MODELS[] = {
    {"SV40", "Lockin-SV40"},
    {"PTX", "PTX_YK1_QMIMB"},
};

/* Where the others are wrong, or the line tells of something else than its frame. */
static struct ruling {
    const char *file;
    unsigned line;
    const char *name;
    const char *reason;
    bool was_used;
} RULINGS[] = {
    {"xiaomi_ble.jsonl", 14, "moisture", "from an earlier frame, which is not in the file", false},
    {"xiaomi_ble.jsonl", 50, "armed", "1 is armed; they show the inverse, as a lock", false},
    {"xiaomi_ble.jsonl", 50, "lock", "doubtful, so given as the event only", false},
    {"ble_monitor.jsonl", 3, "voltage", "not sent; made up from the percentage", false},
    {"ble_monitor.jsonl", 4, "frame", "b-parasite, which mitool does not decode", false},
    {"ble_monitor.jsonl", 52, "frame", "Relsib, which mitool does not decode", false},
};

/* --- the decoder, used as the program uses it --- */

struct decoder {
    struct mi_radio radio;
    struct mi_frame frame;
    struct mi_advert advert;
    struct mi_ccm *ccm;
    struct mi_key key; /* of the line; size 0: none */
    uint8_t bytes[BYTES_MAX];
};

/* The one frame in a packet; false when there is none. */
static bool decode(struct decoder *decoder, const struct mi_packet *packet)
{
    const struct mi_opener opener = {
        .ccm = decoder->ccm, .keys = &decoder->key, .key_count = decoder->key.size > 0};
    mi_radio_feed(&decoder->radio, packet);
    while (mi_radio_next(&decoder->radio, &decoder->advert)) {
        struct mi_bytes data = decoder->advert.data;
        struct mi_ad ad;
        while (mi_ad_next(&data, &ad)) {
            if (!mi_frame_read(&decoder->frame, &decoder->advert, &ad))
                continue;
            mi_frame_open(&decoder->frame, &opener);
            return true;
        }
    }
    return false;
}

static size_t set_bytes(struct decoder *decoder, const char *hex)
{
    return mi_hex_decode(hex, strlen(hex), decoder->bytes, sizeof decoder->bytes).size;
}

static void set_key(struct decoder *decoder, const char *hex)
{
    decoder->key.size = 0;
    if (hex != NULL)
        (void)mi_key_parse(hex, strlen(hex), &decoder->key);
}

/* --- one line --- */

struct line {
    const char *file;
    unsigned number;
    bool disagrees;
    json_t *before;             /* the line before this one */
    bool used[MI_READINGS_MAX]; /* readings that were asked for */
};

static struct ruling *find_ruling(const struct line *line, const char *name)
{
    for (size_t i = 0; i < sizeof RULINGS / sizeof RULINGS[0]; i++)
        if (RULINGS[i].line == line->number && strcmp(RULINGS[i].file, line->file) == 0 &&
            strcmp(RULINGS[i].name, name) == 0)
            return &RULINGS[i];
    return NULL;
}

static void disagree(struct line *line, const char *name, const char *theirs, const char *ours)
{
    struct ruling *ruling = find_ruling(line, name);
    if (ruling != NULL) {
        ruling->was_used = true;
        return;
    }
    line->disagrees = true;
    (void)printf("%s:%u: %s: theirs %s, ours %s\n", line->file, line->number, name, theirs, ours);
}

/* A JSON value as the text that it is compared by. */
static void text_of_json(const json_t *value, char *buffer, size_t size)
{
    if (json_is_string(value))
        (void)snprintf(buffer, size, "%s", json_string_value(value));
    else if (json_is_boolean(value))
        (void)snprintf(buffer, size, "%s", json_is_true(value) ? "true" : "false");
    else if (json_is_number(value))
        (void)snprintf(buffer, size, "%.12g", json_number_value(value));
    else
        (void)snprintf(buffer, size, "null");
}

static void text_of_reading(const struct mi_reading *reading, char *buffer, size_t size)
{
    struct mi_text text = mi_text(buffer, size);
    switch (reading->kind) {
    case MI_SENSOR: mi_text_number(&text, reading->number); break;
    case MI_BINARY: mi_text_add(&text, reading->on ? "true" : "false"); break;
    case MI_TEXT:
    case MI_EVENT: mi_text_add(&text, reading->text != NULL ? reading->text : "-"); break;
    }
}

/* Equal within the last decimal that is shown of theirs. */
static bool are_close(double theirs, const char *shown, double ours)
{
    const char *point = strchr(shown, '.');
    double unit = point != NULL ? pow(10, -(double)strlen(point + 1)) : 1;
    return fabs(theirs - ours) <= unit / 2 + 1e-9;
}

static bool is_equal(const struct mi_reading *reading, const json_t *value, const char *theirs)
{
    char ours[256];
    if (reading->kind == MI_SENSOR && json_is_number(value))
        return are_close(json_number_value(value), theirs, mi_number_value(reading->number));
    if (reading->kind == MI_BINARY && json_is_number(value))
        return reading->on == (json_number_value(value) != 0);
    if (reading->kind == MI_SENSOR && strcmp(reading->key, "timestamp") == 0) {
        mi_time time = 0;
        return mi_time_parse(theirs, strlen(theirs), &time) > 0 &&
               time == reading->number.digits * MI_SECOND;
    }
    text_of_reading(reading, ours, sizeof ours);
    return strcmp(ours, theirs) == 0;
}

/* Their names have blanks where ours have an underscore. */
static void our_name(const char *theirs, char *buffer, size_t size)
{
    (void)snprintf(buffer, size, "%s", theirs);
    for (char *at = buffer; *at != '\0'; at++)
        if (*at == ' ')
            *at = '_';
}

/* Of several readings of this key an equal one, or else any; NULL when there is none. */
static const struct mi_reading *find_reading(struct line *line, const struct mi_frame *frame,
                                             const char *key, const json_t *value,
                                             const char *theirs)
{
    const struct mi_reading *found = NULL;
    for (size_t i = 0; i < frame->reading_count; i++) {
        const struct mi_reading *reading = &frame->readings[i];
        if (strcmp(reading->key, key) != 0)
            continue;
        line->used[i] = true;
        if (found == NULL || is_equal(reading, value, theirs))
            found = reading;
    }
    return found;
}

/* Whether a reading of this key agrees; with `text`, whether it is that. */
static bool agrees(struct line *line, const struct mi_frame *frame, const char *key,
                   const json_t *value, const char *theirs, const char *text)
{
    char ours[256];
    const struct mi_reading *reading = find_reading(line, frame, key, value, theirs);
    if (reading == NULL || text == NULL)
        return reading != NULL && is_equal(reading, value, theirs);
    text_of_reading(reading, ours, sizeof ours);
    return strcmp(ours, text) == 0;
}

/* `kind`: "", "binary " or "event ", for names that mean several things. */
static bool is_there(struct line *line, const struct mi_frame *frame, const char *kind,
                     const char *name, const json_t *value)
{
    char full[128], key[128], theirs[256];
    text_of_json(value, theirs, sizeof theirs);
    (void)snprintf(full, sizeof full, "%s%s", kind, name);
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        const struct name *row = &NAMES[i];
        bool is_row = (strcmp(row->theirs, full) == 0 || strcmp(row->theirs, name) == 0) &&
                      (row->value == NULL || strcmp(row->value, theirs) == 0);
        if (is_row &&
            (row->ours == NULL || agrees(line, frame, row->ours, value, theirs, row->text)))
            return true;
    }
    our_name(name, key, sizeof key);
    return agrees(line, frame, key, value, theirs, NULL);
}

static void check_value(struct line *line, const struct mi_frame *frame, const char *kind,
                        const char *name, const json_t *value)
{
    char theirs[256];
    text_of_json(value, theirs, sizeof theirs);
    if (!is_there(line, frame, kind, name, value))
        disagree(line, name, theirs, "something else or nothing");
}

static void check_nothing_else(struct line *line, const struct mi_frame *frame)
{
    char ours[256];
    for (size_t i = 0; i < frame->reading_count; i++) {
        const struct mi_reading *reading = &frame->readings[i];
        bool is_known = line->used[i];
        for (size_t k = 0; k < sizeof OURS_ALONE / sizeof OURS_ALONE[0]; k++)
            is_known = is_known || strcmp(reading->key, OURS_ALONE[k]) == 0;
        text_of_reading(reading, ours, sizeof ours);
        if (!is_known)
            disagree(line, reading->key, "nothing", ours);
    }
}

static void check_status(struct line *line, const struct mi_frame *frame, bool is_opened)
{
    bool is_ours = frame->status == MI_STATUS_OK || frame->status == MI_STATUS_UNAUTHENTICATED;
    if (is_ours != is_opened)
        disagree(line, "status", is_opened ? "opened" : "not opened",
                 mi_status_name(frame->status));
}

static void check_model(struct line *line, const struct mi_frame *frame, const char *theirs)
{
    const char *ours = frame->model != NULL ? frame->model : "nothing";
    bool is_same = strcmp(ours, theirs) == 0;
    for (size_t i = 0; i < sizeof MODELS / sizeof MODELS[0]; i++)
        is_same =
            is_same || (strcmp(MODELS[i].theirs, theirs) == 0 && strcmp(MODELS[i].ours, ours) == 0);
    if (frame->has_product && !is_same)
        disagree(line, "model", theirs, ours);
}

/* --- xiaomi_ble.jsonl --- */

/* That decoder keeps what earlier frames of a device gave. */
static bool is_carried_over(const struct line *line, json_t *object, const char *name,
                            const json_t *value)
{
    json_t *before = line->before;
    return before != NULL &&
           json_equal(json_object_get(before, "address"), json_object_get(object, "address")) &&
           json_equal(json_object_get(json_object_get(before, "values"), name), value);
}

static bool has_property(const struct mi_frame *frame, const char *key, json_int_t value)
{
    for (size_t i = 0; i < frame->reading_count; i++)
        for (size_t k = 0; k < frame->readings[i].property_count; k++)
            if (strcmp(frame->readings[i].properties[k].key, key) == 0 &&
                frame->readings[i].properties[k].value == value)
                return true;
    return false;
}

static void check_event(struct line *line, const struct mi_frame *frame, const char *name,
                        json_t *event)
{
    json_t *properties = json_array_get(event, 1);
    check_value(line, frame, "event ", name, json_array_get(event, 0));
    for (void *at = json_object_iter(properties); at; at = json_object_iter_next(properties, at))
        if (!has_property(frame, json_object_iter_key(at),
                          json_integer_value(json_object_iter_value(at))))
            disagree(line, json_object_iter_key(at), "a number", "another one");
}

static bool decode_service_data(struct decoder *decoder, json_t *object)
{
    void *first = json_object_iter(json_object_get(object, "service_data"));
    const char *uuid = json_object_iter_key(first);
    const char *data = json_string_value(json_object_iter_value(first));
    const char *address = json_string_value(json_object_get(object, "address"));
    if (uuid == NULL || data == NULL || address == NULL)
        return false;
    struct mi_packet packet = {
        .layer = MI_LAYER_SERVICE,
        .bytes = decoder->bytes,
        .size = set_bytes(decoder, data),
        .uuid = (uint16_t)strtoul(uuid, NULL, 16),
    };
    packet.has_address = mi_address_parse(address, strlen(address), &packet.address) > 0;
    set_key(decoder, json_string_value(json_object_get(object, "key")));
    return decode(decoder, &packet);
}

static void check_xiaomi_ble(struct line *line, struct decoder *decoder, json_t *object)
{
    const struct mi_frame *frame = &decoder->frame;
    if (!decode_service_data(decoder, object)) {
        disagree(line, "frame", "one", "none");
        return;
    }
    check_status(line, frame, json_is_true(json_object_get(object, "verified")));
    check_model(line, frame, json_string_value(json_object_get(object, "model")));
    json_t *values = json_object_get(object, "values");
    for (void *at = json_object_iter(values); at; at = json_object_iter_next(values, at)) {
        const char *name = json_object_iter_key(at);
        json_t *value = json_object_iter_value(at);
        if (!is_there(line, frame, "", name, value) && !is_carried_over(line, object, name, value))
            check_value(line, frame, "", name, value);
    }
    values = json_object_get(object, "binary");
    for (void *at = json_object_iter(values); at; at = json_object_iter_next(values, at))
        check_value(line, frame, "binary ", json_object_iter_key(at), json_object_iter_value(at));
    values = json_object_get(object, "events");
    for (void *at = json_object_iter(values); at; at = json_object_iter_next(values, at))
        check_event(line, frame, json_object_iter_key(at), json_object_iter_value(at));
    check_nothing_else(line, frame);
}

/* --- ble_monitor.jsonl --- */

static void check_firmware(struct line *line, const struct mi_frame *frame, const char *firmware)
{
    static const struct {
        const char *theirs, *ours;
    } FORMATS[] = {
        {"ATC (Atc1441", "atc1441"},
        {"ATC (Custom", "pvvx"},
        {"BTHome V1", "bthome_v1"},
        {"BTHome V2", "bthome_v2"},
        {"HHCC", "hhcc"},
        {"Mi Scale V2", "miscale_v2"},
        {"Qingping", "qingping"},
        {"Xiaomi (MiBeacon", "mibeacon"},
    };
    const char *ours = mi_format_name(frame->format);
    const char *version = strstr(firmware, "MiBeacon V");
    for (size_t i = 0; i < sizeof FORMATS / sizeof FORMATS[0]; i++)
        if (strncmp(firmware, FORMATS[i].theirs, strlen(FORMATS[i].theirs)) == 0 &&
            strcmp(ours, FORMATS[i].ours) != 0)
            disagree(line, "firmware", firmware, ours);
    if (version != NULL && version[10] - '0' != frame->version)
        disagree(line, "firmware", firmware, "another version");
    check_status(line, frame, strstr(firmware, "ncrypted") != NULL);
}

/* Their packet number has 8 bits on MiBeacon. Without a number they take the data or some words. */
static void check_packet(struct line *line, const struct mi_frame *frame, const json_t *packet)
{
    char theirs[64], ours[64];
    double number = json_number_value(packet);
    uint32_t counter = frame->has_version ? frame->counter & 0xff : frame->counter;
    if (!json_is_number(packet))
        return;
    if (frame->counter_bits == 0) {
        check_value(line, frame, "", "packet_id", packet);
        return;
    }
    text_of_json(packet, theirs, sizeof theirs);
    (void)snprintf(ours, sizeof ours, "%u", (unsigned)counter);
    if (counter != number)
        disagree(line, "packet", theirs, ours);
}

static void check_address(struct line *line, const struct mi_frame *frame, const char *theirs)
{
    struct mi_address address;
    char ours[MI_ADDRESS_TEXT];
    struct mi_text text = mi_text(ours, sizeof ours);
    mi_text_address(&text, frame->address);
    if (mi_address_parse(theirs, strlen(theirs), &address) == 0 ||
        !mi_address_equal(address, frame->address))
        disagree(line, "mac", theirs, ours);
}

static void check_sensor(struct line *line, const struct decoder *decoder, json_t *sensor)
{
    const struct mi_frame *frame = &decoder->frame;
    for (void *at = json_object_iter(sensor); at; at = json_object_iter_next(sensor, at)) {
        const char *name = json_object_iter_key(at);
        json_t *value = json_object_iter_value(at);
        const char *text = json_string_value(value);
        if (strcmp(name, "firmware") == 0)
            check_firmware(line, frame, text);
        else if (strcmp(name, "packet") == 0)
            check_packet(line, frame, value);
        else if (strcmp(name, "mac") == 0)
            check_address(line, frame, text);
        else if (strcmp(name, "type") == 0)
            check_model(line, frame, text);
        else if (strcmp(name, "rssi") == 0 && json_integer_value(value) != decoder->advert.rssi)
            disagree(line, name, "a number", "another one");
        else if (strcmp(name, "rssi") != 0)
            check_value(line, frame, "", name, value);
    }
    check_nothing_else(line, frame);
}

static void check_ble_monitor(struct line *line, struct decoder *decoder, json_t *object)
{
    json_t *sensor = json_object_get(object, "sensor");
    json_t *keys = json_object_get(object, "keys");
    const char *hci = json_string_value(json_object_get(object, "hci"));
    struct mi_packet packet = {.layer = MI_LAYER_H4, .bytes = decoder->bytes};
    packet.size = hci != NULL ? set_bytes(decoder, hci) : 0;
    set_key(decoder, json_string_value(json_object_iter_value(json_object_iter(keys))));
    bool is_frame = decode(decoder, &packet);
    if (json_is_object(sensor) && is_frame)
        check_sensor(line, decoder, sensor);
    else if (json_is_object(sensor))
        disagree(line, "frame", "one", "none");
    else if (is_frame && decoder->frame.reading_count > 0)
        disagree(line, "frame", "nothing", "readings");
}

/* --- files --- */

struct tally {
    unsigned passed;
    unsigned failed;
};

static void check_file(const char *directory, const char *name, struct decoder *decoder,
                       void (*check)(struct line *, struct decoder *, json_t *),
                       struct tally *tally)
{
    char path[4096], text[LINE_MAX_BYTES];
    json_t *before = NULL;
    (void)snprintf(path, sizeof path, "%s/%s", directory, name);
    FILE *file = fopen(path, "re");
    for (unsigned number = 1; file != NULL && fgets(text, sizeof text, file) != NULL; number++) {
        struct line line = {.file = name, .number = number, .before = before};
        json_t *object = json_loads(text, 0, NULL);
        if (object != NULL)
            check(&line, decoder, object);
        else
            disagree(&line, "JSON", "a line", "no JSON");
        *(line.disagrees ? &tally->failed : &tally->passed) += 1;
        json_decref(before);
        before = object;
    }
    json_decref(before);
    if (file == NULL)
        (void)printf("%s is not there\n", path);
    else
        (void)fclose(file);
}

int main(int count, char **arguments)
{
    const char *directory = count > 1 ? arguments[1] : "../shared/vectors";
    struct tally tally = {0};
    struct decoder *decoder = calloc(1, sizeof *decoder);
    if (decoder == NULL || (decoder->ccm = mi_ccm_new()) == NULL) {
        free(decoder);
        return 1;
    }
    check_file(directory, "xiaomi_ble.jsonl", decoder, check_xiaomi_ble, &tally);
    check_file(directory, "ble_monitor.jsonl", decoder, check_ble_monitor, &tally);
    for (size_t i = 0; tally.passed > 0 && i < sizeof RULINGS / sizeof RULINGS[0]; i++) {
        if (RULINGS[i].was_used)
            (void)printf("%s:%u: %s: ruled: %s\n", RULINGS[i].file, RULINGS[i].line,
                         RULINGS[i].name, RULINGS[i].reason);
        else
            (void)printf("%s:%u: %s: a ruling that is not needed\n", RULINGS[i].file,
                         RULINGS[i].line, RULINGS[i].name);
    }
    (void)printf("%u passed, %u failed\n", tally.passed, tally.failed);
    mi_ccm_free(decoder->ccm);
    free(decoder);
    return tally.failed > 0;
}
