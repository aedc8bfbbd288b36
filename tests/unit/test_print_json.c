/* The line of a frame has the bytes that the careful writer of JSON would make, one by one. */
#include "support.h"

#include "base/json.h"
#include "beacon/decode.h"
#include "beacon/object.h"
#include "notes.h"
#include "output.h"

enum { LINES = 20000, WORDS = 12 };

/* --- the same line, carefully --- */

static void write_start(struct mi_json *json, const struct sighting *sighting)
{
    const struct mi_advert *advert = sighting->advert;
    mi_json_open(json, NULL, '{');
    mi_json_time(json, "time", advert->time);
    if (sighting->frame->address_source != MI_ADDRESS_NONE) {
        mi_json_address(json, "address", sighting->frame->address);
        if (sighting->name != NULL && *sighting->name != '\0')
            mi_json_string(json, "name", sighting->name);
    }
    if (advert->has_rssi)
        mi_json_integer(json, "rssi", advert->rssi);
}

static void write_product(struct mi_json *json, const struct mi_frame *frame)
{
    if (!frame->has_product && frame->model == NULL)
        return;
    mi_json_open(json, "product", '{');
    if (frame->has_product)
        mi_json_hex(json, "id", frame->product_id, mi_format_id_digits(frame->format));
    if (frame->model != NULL)
        mi_json_word(json, "model", frame->model);
    if (frame->product != NULL)
        mi_json_word(json, "name", frame->product->name);
    mi_json_close(json, '}');
}

static void write_head(struct mi_json *json, const struct sighting *sighting)
{
    const struct mi_frame *frame = sighting->frame;
    unsigned bit = 0;
    mi_json_word(json, "format", mi_format_name(frame->format));
    if (frame->has_version)
        mi_json_integer(json, "version", frame->version);
    write_product(json, frame);
    if (frame->counter_bits > 0)
        mi_json_integer(json, "counter", frame->counter);
    if (sighting_is_open(sighting))
        mi_json_id(json, "opened_by",
                   key_choice_fingerprint(sighting->choice, frame->seal.key_index));
    if (frame->has_control) {
        mi_json_open(json, "flags", '[');
        for (const char *name; (name = mi_frame_next_flag(frame, &bit)) != NULL;)
            mi_json_word(json, NULL, name);
        mi_json_close(json, ']');
    }
    mi_json_word(json, "status", mi_status_name(frame->status));
}

static void write_reading(struct mi_json *json, const struct mi_reading *reading)
{
    char key[1024];
    struct mi_text text = mi_text(key, sizeof key);
    mi_text_key(&text, reading);
    switch (reading->kind) {
    case MI_SENSOR: mi_json_number(json, key, reading->number); break;
    case MI_BINARY: mi_json_bool(json, key, reading->on); break;
    case MI_TEXT: mi_json_string(json, key, reading->text); break;
    case MI_EVENT:
        mi_json_open(json, NULL, '{');
        mi_json_word(json, "event", key);
        mi_json_optional(json, "type", reading->text);
        for (size_t i = 0; i < reading->property_count; i++)
            mi_json_integer(json, reading->properties[i].key, reading->properties[i].value);
        mi_json_close(json, '}');
        break;
    }
}

static void write_readings(struct mi_json *json, const struct mi_frame *frame, bool events)
{
    bool is_open = false;
    for (size_t i = 0; i < frame->reading_count; i++) {
        if ((frame->readings[i].kind == MI_EVENT) != events)
            continue;
        if (!is_open)
            mi_json_open(json, events ? "events" : "readings", events ? '[' : '{');
        is_open = true;
        write_reading(json, &frame->readings[i]);
    }
    if (is_open)
        mi_json_close(json, events ? ']' : '}');
}

static void write_objects(struct mi_json *json, const struct mi_frame *frame)
{
    if (frame->object_count == 0)
        return;
    mi_json_open(json, "objects", '[');
    for (size_t i = 0; i < frame->object_count; i++) {
        const struct mi_object *object = &frame->objects[i];
        mi_json_open(json, NULL, '{');
        mi_json_hex(json, "id", object->id, mi_format_id_digits(frame->format));
        if (object->type != NULL)
            mi_json_word(json, "name", mi_object_name(object));
        mi_json_word(json, "value", "");
        json->out->length--;
        for (size_t k = 0; k < object->size; k++)
            mi_text_hex(json->out, object->value[k], 2);
        mi_text_char(json->out, '"');
        mi_json_close(json, '}');
    }
    mi_json_close(json, ']');
}

static void write_end(struct mi_json *json, const struct sighting *sighting)
{
    const struct mi_problem *problem = &sighting->frame->problem;
    char sentence[1024];
    if (sighting->copies > 0)
        mi_json_integer(json, "repeat", sighting->copies);
    uint32_t notes = notes_on(sighting);
    if (notes != 0)
        mi_json_open(json, "notes", '[');
    for (bool is_open = notes != 0; is_open; is_open = notes != 0) {
        struct mi_text text = mi_text(sentence, sizeof sentence);
        note_next(&text, sighting, &notes);
        mi_json_string(json, NULL, sentence);
        if (notes == 0)
            mi_json_close(json, ']');
    }
    if (problem->code != MI_OK) {
        struct mi_text text = mi_text(sentence, sizeof sentence);
        mi_text_problem(&text, problem);
        mi_json_string(json, "error", sentence);
        text = mi_text(sentence, sizeof sentence);
        mi_text_problem_code(&text, problem->code);
        mi_json_word(json, "error_code", sentence);
    }
    mi_json_close(json, '}');
    mi_text_char(json->out, '\n');
}

static void write_line(struct mi_text *out, const struct sighting *sighting)
{
    struct mi_json json = {.out = out};
    write_start(&json, sighting);
    write_head(&json, sighting);
    write_readings(&json, sighting->frame, false);
    write_readings(&json, sighting->frame, true);
    write_objects(&json, sighting->frame);
    write_end(&json, sighting);
}

/* --- frames of anything --- */

struct made {
    struct mi_frame frame;
    struct mi_advert advert;
    struct key_settings keys;
    struct key_choice choice;
    struct mi_key given[2];
    struct mi_property properties[WORDS];
    uint8_t bytes[UINT8_MAX];
    uint64_t seed;
};

static uint32_t any(struct made *made, uint32_t below)
{
    made->seed = made->seed * UINT64_C(6364136223846793005) + 1442695040888963407;
    return (uint32_t)(made->seed >> 33) % below;
}

static uint64_t any_bits(struct made *made)
{
    uint64_t high = any(made, 1u << 31), low = any(made, 1u << 31);
    return (high << 33 ^ low << 11 ^ any(made, 1u << 31)) >> any(made, 64);
}

static const char *any_word(struct made *made)
{
    static char LONG[400];
    static const char *const NAMES[WORDS] = {
        "",
        "a",
        "temperature",
        "battery",
        "a \"name\" \\ with \x01",
        "21.3 °C",
        "\xff\xc3",
        "a name as long as the place for i",
        "a name as long as the place for it",
        "\x01\x02\x03\x04\x05\x06\x07\x08\x0b\x0c\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18",
        "",
        LONG,
    };
    memset(LONG, 'x', sizeof LONG - 1);
    return NAMES[any(made, WORDS)];
}

/* Of our own tables, and longer than any there: nothing in it has to be escaped. */
static const char *any_key(struct made *made)
{
    static char LONG[700];
    static const char *const KEYS[] = {"k", "temperature", "a_key_that_is_longer_than_others_are",
                                       LONG};
    memset(LONG, 'k', sizeof LONG - 1);
    return KEYS[any(made, 4)];
}

static void make_reading(struct made *made, struct mi_reading *reading)
{
    *reading = (struct mi_reading){
        .key = any_key(made),
        .kind = (enum mi_kind)any(made, 4),
        .ordinal = (uint8_t)(1 + (any(made, 4) == 0 ? any(made, UINT8_MAX) : 0)),
    };
    if (reading->kind == MI_SENSOR)
        reading->number =
            (struct mi_number){(int64_t)any_bits(made), (int16_t)((int)any(made, 60) - 40)};
    else if (reading->kind == MI_BINARY)
        reading->on = any(made, 2) != 0;
    else
        reading->text = any_word(made);
    if (reading->kind != MI_EVENT)
        return;
    reading->property_count = (uint8_t)any(made, MI_PROPERTIES_MAX + 1);
    reading->properties = made->properties + any(made, WORDS - MI_PROPERTIES_MAX);
    if (any(made, 2) == 0)
        reading->text = NULL;
}

static void make_object(struct made *made, struct mi_object *object)
{
    const struct mi_object_table *table = made->frame.format->objects;
    *object = (struct mi_object){
        .id = (uint16_t)any_bits(made),
        .size = (uint8_t)any(made, any(made, 2) == 0 ? 5 : UINT8_MAX + 1),
        .value = made->bytes,
    };
    if (table != NULL && any(made, 2) == 0)
        object->type = &table->types[any(made, (uint32_t)table->count)];
}

static size_t any_count(struct made *made, uint32_t most)
{
    return any(made, 50) == 0 ? most : any(made, 4);
}

static const struct mi_format *any_format(struct made *made)
{
    size_t count = 0;
    while (mi_format_at(count) != NULL)
        count++;
    return mi_format_at(any(made, (uint32_t)count));
}

static void make_frame(struct made *made)
{
    struct mi_frame *frame = &made->frame;
    uint64_t bits = any_bits(made);
    memset(frame, 0, offsetof(struct mi_frame, parts));
    frame->format = any_format(made);
    frame->status = (enum mi_status)(1 + any(made, MI_STATUS_UNSUPPORTED));
    frame->problem = (struct mi_problem){.code = any(made, 2) == 0 ? MI_OK : MI_P_KEY_WRONG};
    frame->address = (struct mi_address){{0xa4, 0xc1, 0x38, 0, 0, (uint8_t)any(made, 6)}};
    frame->address_source = (enum mi_address_source)any(made, MI_ADDRESS_OWNER_REVERSED + 1);
    frame->product = any(made, 2) == 0 ? mi_product_at(any(made, 20)) : NULL;
    frame->model = frame->product != NULL ? frame->product->model : NULL;
    frame->product_id = (uint16_t)any_bits(made);
    frame->has_product = (bits & 1) != 0;
    frame->version = (uint8_t)any(made, 6);
    frame->has_version = (bits & 2) != 0;
    frame->control = (uint16_t)any(made, 1u << 16);
    frame->has_control = (bits & 4) != 0;
    frame->counter = (uint32_t)any_bits(made);
    frame->counter_bits = (bits & 8) != 0 ? 32 : 0;
    frame->has_mesh = (bits & 48) == 48;
    frame->quirks = any(made, 4) == 0 ? (uint8_t)any(made, 4) : 0;
    frame->seal.belief = (enum mi_belief)any(made, 4);
    frame->seal.key_form = (enum mi_key_form)any(made, MI_KEY_FILLED + 1);
    frame->seal.key_index = any(made, 2);
    frame->reading_count = any_count(made, MI_READINGS_MAX);
    frame->object_count = any_count(made, MI_OBJECTS_MAX);
    for (size_t i = 0; i < frame->reading_count; i++)
        make_reading(made, &frame->readings[i]);
    for (size_t i = 0; i < frame->object_count; i++)
        make_object(made, &frame->objects[i]);
}

static void make_advert(struct made *made)
{
    made->advert = (struct mi_advert){
        .time = any(made, 5) == 0 ? MI_NO_TIME : (mi_time)any_bits(made),
        .has_rssi = any(made, 4) != 0,
        .rssi = (int8_t)((int)any(made, 256) - 128),
    };
}

static struct sighting make_sighting(struct made *made)
{
    make_frame(made);
    make_advert(made);
    made->choice.count = 1 + any(made, 2);
    return (struct sighting){
        .frame = &made->frame,
        .advert = &made->advert,
        .choice = &made->choice,
        .name = any(made, 3) == 0 ? NULL : any_word(made),
        .is_of_other = any(made, 8) == 0,
        .copies = any(made, 4) == 0 ? (uint32_t)any_bits(made) : 0,
    };
}

static struct made *made_new(void)
{
    struct made *made = calloc(1, sizeof *made);
    assert_non_null(made);
    made->given[0] = key_of("814aac74c4f17b6c1581e1ab87816b99");
    made->given[1] = key_of("1f228155bdd12fbee1f6fef074fc85b6");
    made->keys = (struct key_settings){.given = made->given, .count = 2};
    key_choice_make(&made->choice, &made->keys, NULL);
    for (size_t i = 0; i < sizeof made->bytes; i++)
        made->bytes[i] = (uint8_t)(37 * i);
    for (size_t i = 0; i < WORDS; i++)
        made->properties[i] = (struct mi_property){"steps", i < 2 ? (i == 0 ? INT32_MIN : INT32_MAX)
                                                                  : (int32_t)(i * 1000) - 5000};
    return made;
}

static void made_free(struct made *made)
{
    key_choice_wipe(&made->choice);
    free(made);
}

/* --- */

static void the_line_is_the_careful_one(void **state)
{
    (void)state;
    enum { ROOM = 400000 /* keys and names are longer here than in any table */ };
    struct made *made = made_new();
    char *printed = malloc(ROOM), *expected = malloc(ROOM);
    assert_non_null(printed);
    assert_non_null(expected);
    for (unsigned line = 0; line < LINES; line++) {
        struct sighting sighting = make_sighting(made);
        struct mi_text out = mi_text(printed, ROOM), careful = mi_text(expected, ROOM);
        JSON_PRINTER.frame(&out, &sighting, NULL);
        write_line(&careful, &sighting);
        assert_false(out.full || careful.full);
        assert_string_equal(printed, expected);
        assert_int_equal(out.length, careful.length);
    }
    free(printed);
    free(expected);
    made_free(made);
}

/* Whatever room there is: nothing is written behind it, and what does not fit is told. */
static void no_line_leaves_its_room(void **state)
{
    (void)state;
    struct made *made = made_new();
    for (unsigned line = 0; line < LINES; line++) {
        struct sighting sighting = make_sighting(made);
        size_t size = any(made, 3000);
        char *room = malloc(size + 1);
        assert_non_null(room);
        room[size] = '#';
        struct mi_text out = mi_text(room, size);
        JSON_PRINTER.frame(&out, &sighting, NULL);
        assert_int_equal(room[size], '#');
        assert_int_equal(size > 0 ? strlen(room) : 0, out.length);
        assert_true(out.full || (out.length > 0 && room[out.length - 1] == '\n'));
        free(room);
    }
    made_free(made);
}

/* The largest frame with the longest words of the tables fits into what is printed of one. */
static void the_largest_frame_fits(void **state)
{
    (void)state;
    struct made *made = made_new();
    char *printed = malloc(PRINTED_MAX);
    assert_non_null(printed);
    for (size_t f = 0; mi_format_at(f) != NULL; f++) {
        struct sighting sighting = make_sighting(made);
        made->frame.format = mi_format_at(f);
        made->frame.reading_count = MI_READINGS_MAX;
        made->frame.object_count = MI_OBJECTS_MAX;
        for (size_t i = 0; i < MI_READINGS_MAX; i++)
            made->frame.readings[i] = (struct mi_reading){
                .key = "the_longest_key_there_is_in_any_table",
                .kind = MI_SENSOR,
                .ordinal = UINT8_MAX,
                .number = {INT64_MIN, INT16_MIN},
            };
        for (size_t i = 0; i < MI_OBJECTS_MAX; i++) {
            make_object(made, &made->frame.objects[i]);
            made->frame.objects[i].size = UINT8_MAX;
        }
        struct mi_text out = mi_text(printed, PRINTED_MAX);
        JSON_PRINTER.frame(&out, &sighting, NULL);
        assert_false(out.full);
    }
    free(printed);
    made_free(made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_line_is_the_careful_one),
        cmocka_unit_test(no_line_leaves_its_room),
        cmocka_unit_test(the_largest_frame_fits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
