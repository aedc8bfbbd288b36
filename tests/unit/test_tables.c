/* The tables: products, objects, items, buttons. What a new row can get wrong is found here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "beacon/decode.h"
#include "beacon/field.h"
#include "beacon/formats/button.h"
#include "beacon/formats/objects.h"

#include <stdio.h>
#include <string.h>

/* The tables of objects of all formats, each once. */
static const struct mi_object_table *tables[16];
static size_t table_count;

static const struct mi_object_table *table_of(const char *name)
{
    for (size_t t = 0; t < table_count; t++)
        if (strcmp(tables[t]->name, name) == 0)
            return tables[t];
    return NULL;
}

static int collect_tables(void **state)
{
    (void)state;
    const struct mi_format *format;
    for (size_t i = 0; (format = mi_format_at(i)) != NULL; i++) {
        if (format->objects == NULL || table_of(format->objects->name) == format->objects)
            continue;
        assert_null(table_of(format->objects->name));
        assert_true(table_count < sizeof tables / sizeof tables[0]);
        tables[table_count++] = format->objects;
    }
    return 0;
}

/* One row with its surroundings, for checks that look at one row at a time. */
struct row {
    char where[64]; /* for messages */
    const struct mi_object_type *object;
    const struct mi_field *field;
};

static void for_each_row(void (*check)(const struct row *row))
{
    size_t count = 0;
    for (size_t t = 0; t < table_count; t++) {
        for (size_t i = 0; i < tables[t]->count; i++) {
            struct row row = {.object = &tables[t]->types[i]};
            for (row.field = row.object->fields; row.field->key != NULL; row.field++) {
                snprintf(row.where, sizeof row.where, "%s 0x%04x %s", tables[t]->name,
                         row.object->id, row.field->key);
                check(&row);
                count++;
            }
        }
    }
    assert_true(count > 300);
}

#define EXPECT(row, condition)                                                                     \
    do {                                                                                           \
        if (!(condition))                                                                          \
            fail_msg("%s: not %s", (row)->where, #condition);                                      \
    } while (0)

/* Lower-case words of letters and digits, one '_' between them. */
static bool is_snake_case(const char *name)
{
    if (name[0] < 'a' || name[0] > 'z')
        return false;
    for (const char *at = name; *at != '\0'; at++) {
        bool is_word = (*at >= 'a' && *at <= 'z') || (*at >= '0' && *at <= '9');
        if (!is_word && (*at != '_' || at[1] == '_' || at[1] == '\0'))
            return false;
    }
    return true;
}

static bool is_everything(const struct mi_case *c)
{
    return c->low == 0 && c->high == UINT32_MAX;
}

/* --- products --- */

static void products_rise(void **state)
{
    (void)state;
    const struct mi_product *product;
    assert_non_null(mi_product_at(400));
    for (size_t i = 1; (product = mi_product_at(i)) != NULL; i++)
        if (mi_product_at(i - 1)->id >= product->id)
            fail_msg("0x%04x stands before 0x%04x", mi_product_at(i - 1)->id, product->id);
}

static void products_have_their_words(void **state)
{
    (void)state;
    const struct mi_product *product;
    for (size_t i = 0; (product = mi_product_at(i)) != NULL; i++) {
        if (product->name == NULL || product->name[0] == '\0')
            fail_msg("0x%04x has no name", product->id);
        const char *words[] = {product->model, product->maker};
        for (size_t w = 0; w < 2; w++)
            if (words[w] != NULL && (words[w][0] == '\0' || strcmp(words[w], "-") == 0 ||
                                     strcmp(words[w], "unknown") == 0))
                fail_msg("0x%04x: '%s' should be NULL", product->id, words[w]);
        assert_true(product->encryption <= MI_ENCRYPTION_MESH);
        assert_true(product->sleepy <= MI_SLEEPY_YES);
        /* lists of models in rows have commas between */
        if (product->model != NULL && strchr(product->model, ',') != NULL)
            fail_msg("0x%04x: a comma in '%s'", product->id, product->model);
    }
}

static void every_product_is_found(void **state)
{
    (void)state;
    const struct mi_product *product;
    size_t count = 0;
    for (; (product = mi_product_at(count)) != NULL; count++)
        assert_ptr_equal(mi_product_find(product->id), product);
    size_t found = 0;
    for (uint32_t id = 0; id <= UINT16_MAX; id++)
        found += mi_product_find((uint16_t)id) != NULL;
    assert_int_equal(found, count);
}

static void products_say_what_is_known(void **state)
{
    (void)state;
#define SAMPLE(id_, encryption_, sleepy_, model_, name_, ...)                                      \
    {                                                                                              \
        .id = (id_), .encryption = MI_ENCRYPTION_##encryption_, .sleepy = MI_SLEEPY_##sleepy_,     \
        .model = (model_), .name = (name_), .maker = __VA_ARGS__                                   \
    }
    static const struct mi_product SAMPLES[] = {
        SAMPLE(0x0083, NONE, NO, "YM-K1501", "Smart Kettle", "Xiaomi"),
        SAMPLE(0x009c, UNKNOWN, NO, NULL, "Xiaomi BLE development board (weak binding)", "Xiaomi"),
        SAMPLE(0x0153, LEGACY, YES, "YLYK01YL", "Remote Control", "Yeelight"),
        SAMPLE(0x03b4, MESH, NO, "YLSD01YL", "Mesh Downlight", "Yeelight"),
        SAMPLE(0x03b6, EITHER, YES, "YLKG07YL/YLKG08YL", "Dimmer Switch", "Yeelight"),
        SAMPLE(0x03bb, UNKNOWN, YES, "ydhome.lock.m2silver", "Door Lock M2", NULL),
        SAMPLE(0x055b, CCM, NO, "LYWSD03MMC", "Temperature/Humidity Sensor", "Xiaomi",
               .has_pvvx = true),
        SAMPLE(0x7ee9, UNKNOWN, UNKNOWN, "vchon.sensor_ht.mbs20", "Thermometer and hygrometer",
               "RSH"),
        SAMPLE(0x07f6, CCM, NO, "MJYD02YL", "Nightlight", "Xiaomi", .cuts_itself = true),
        SAMPLE(0x30d9, CCM, YES, "MJTZC01YM", "Body Composition Scale", "Xiaomi", .is_scale = true),
    };
    for (size_t i = 0; i < sizeof SAMPLES / sizeof SAMPLES[0]; i++) {
        const struct mi_product *sample = &SAMPLES[i];
        const struct mi_product *product = mi_product_find(sample->id);
        assert_non_null(product);
        assert_int_equal(product->encryption, sample->encryption);
        assert_int_equal(product->sleepy, sample->sleepy);
        assert_int_equal(product->is_scale, sample->is_scale);
        assert_int_equal(product->has_pvvx, sample->has_pvvx);
        assert_int_equal(product->cuts_itself, sample->cuts_itself);
        assert_string_equal(product->name, sample->name);
        assert_true((product->model == NULL) == (sample->model == NULL));
        if (sample->model != NULL)
            assert_string_equal(product->model, sample->model);
        assert_true((product->maker == NULL) == (sample->maker == NULL));
        if (sample->maker != NULL)
            assert_string_equal(product->maker, sample->maker);
    }
}

static void encryptions_have_names_of_their_own(void **state)
{
    (void)state;
    for (int a = 0; a <= MI_ENCRYPTION_MESH; a++)
        for (int b = 0; b < a; b++)
            assert_string_not_equal(mi_encryption_name((enum mi_encryption)a),
                                    mi_encryption_name((enum mi_encryption)b));
    assert_string_equal(mi_encryption_name(MI_ENCRYPTION_NONE), "none");
    assert_string_equal(mi_encryption_name(MI_ENCRYPTION_LEGACY), "12-byte key");
    assert_string_equal(mi_encryption_name(MI_ENCRYPTION_CCM), "16-byte key");
}

static void qingping_products_have_models(void **state)
{
    (void)state;
    const struct mi_format *format;
    size_t i = 0;
    while ((format = mi_format_at(i)) != NULL && strcmp(format->name, "qingping") != 0)
        i++;
    assert_non_null(format);
    assert_string_equal(mi_format_model(format, 0x01), "CGG1");
    assert_string_equal(mi_format_model(format, 0x09), "CGP1W");
    assert_string_equal(mi_format_model(format, 0x5d), "CGP22C");
    assert_null(mi_format_model(format, 0x00));
    assert_null(mi_format_model(format, 0xff));
}

/* --- objects --- */

static void objects_rise(void **state)
{
    (void)state;
    for (size_t t = 0; t < table_count; t++) {
        const struct mi_object_table *table = tables[t];
        for (size_t i = 1; i < table->count; i++)
            if (table->types[i - 1].id >= table->types[i].id)
                fail_msg("%s: 0x%04x stands before 0x%04x", tables[t]->name, table->types[i - 1].id,
                         table->types[i].id);
    }
}

static void every_object_is_found(void **state)
{
    (void)state;
    for (size_t t = 0; t < table_count; t++) {
        const struct mi_object_table *table = tables[t];
        for (size_t i = 0; i < table->count; i++)
            assert_ptr_equal(mi_object_find(table, table->types[i].id), &table->types[i]);
        size_t found = 0;
        for (uint32_t id = 0; id <= UINT16_MAX; id++)
            found += mi_object_find(table, (uint16_t)id) != NULL;
        assert_int_equal(found, table->count);
    }
    assert_string_equal(mi_object_find(&MI_MIBEACON_OBJECTS, 0x0001)->name, "connection");
    assert_string_equal(mi_object_find(&MI_MIBEACON_OBJECTS, 0x1004)->name, "temperature");
    assert_string_equal(mi_object_find(&MI_MIBEACON_OBJECTS, 0x6e16)->name, "body_composition");
    assert_string_equal(mi_object_find(&MI_BTHOME_OBJECTS, 0x00)->name, "packet_id");
    assert_string_equal(mi_object_find(&MI_BTHOME_OBJECTS, 0xf2)->name, "firmware_version");
    assert_string_equal(mi_object_find(table_of("qingping"), 0x0f)->name, "packet_counter");
    assert_null(mi_object_find(&MI_MIBEACON_OBJECTS, 0x0000));
    assert_null(mi_object_find(&MI_MIBEACON_OBJECTS, 0xffff));
    assert_null(mi_object_find(&MI_BTHOME_OBJECTS, 0x39));
    assert_null(mi_object_find(table_of("qingping"), 0x03));
}

static void objects_have_few_enough_rows(void **state)
{
    (void)state;
    for (size_t t = 0; t < table_count; t++) {
        for (size_t i = 0; i < tables[t]->count; i++) {
            const struct mi_object_type *object = &tables[t]->types[i];
            size_t count = 0;
            while (object->fields[count].key != NULL)
                count++;
            if (count > MI_FIELDS_MAX)
                fail_msg("%s 0x%04x: %zu rows", tables[t]->name, object->id, count);
        }
    }
}

static void names_are_snake_case(void **state)
{
    (void)state;
    assert_true(is_snake_case("pm25") && is_snake_case("door_left_open"));
    assert_false(is_snake_case("Door") || is_snake_case("a__b") || is_snake_case("a_") ||
                 is_snake_case("_a") || is_snake_case("a b") || is_snake_case(""));
    for (size_t t = 0; t < table_count; t++)
        for (size_t i = 0; i < tables[t]->count; i++)
            if (!is_snake_case(tables[t]->types[i].name))
                fail_msg("%s: '%s'", tables[t]->name, tables[t]->types[i].name);
}

static void check_names(const struct row *row)
{
    EXPECT(row, is_snake_case(row->field->key));
    for (size_t i = 0; i < row->field->case_count; i++) {
        const struct mi_case *c = &row->field->cases[i];
        EXPECT(row, c->key == NULL || is_snake_case(c->key));
        EXPECT(row, c->more == NULL || is_snake_case(c->more));
        EXPECT(row, row->field->kind != MI_EVENT || c->text == NULL || is_snake_case(c->text));
    }
}

static void keys_and_event_types_are_snake_case(void **state)
{
    (void)state;
    for_each_row(check_names);
}

/* --- rows --- */

/* Bytes of a type; 0 for those without a fixed number. */
static unsigned width(unsigned type)
{
    switch (type) {
    case MI_U8:
    case MI_S8: return 1;
    case MI_U16LE:
    case MI_S16LE:
    case MI_U16BE:
    case MI_S16BE: return 2;
    case MI_U24LE:
    case MI_U24BE: return 3;
    case MI_U32LE:
    case MI_S32LE:
    case MI_F32LE: return 4;
    default: return 0;
    }
}

static bool is_signed(unsigned type)
{
    return type == MI_S8 || type == MI_S16LE || type == MI_S16BE || type == MI_S32LE;
}

static void check_bytes(const struct row *row)
{
    const struct mi_field *field = row->field;
    EXPECT(row, field->type <= MI_U24BE);
    EXPECT(row, field->maximum == 0 || field->minimum <= field->maximum);
    EXPECT(row, field->offset + width(field->type) <= field->minimum || width(field->type) == 0);
    EXPECT(row, field->offset == 0 || width(field->type) > 0);
    EXPECT(row, field->bit + field->bits <= 8 * width(field->type));
    EXPECT(row, field->bit == 0 || field->bits > 0);
    EXPECT(row, field->bits == 0 || field->type != MI_F32LE);
    if (field->type == MI_UINT_LE) {
        EXPECT(row, field->minimum >= 1);
        EXPECT(row, field->maximum >= 1 && field->maximum <= 4);
    }
}

static void rows_read_only_bytes_that_are_there(void **state)
{
    (void)state;
    for_each_row(check_bytes);
}

static void check_kind(const struct row *row)
{
    const struct mi_field *field = row->field;
    EXPECT(row, field->kind <= MI_EVENT);
    EXPECT(row, (field->cases == NULL) == (field->case_count == 0));
    EXPECT(row, field->compute == NULL || (field->kind == MI_SENSOR && field->case_count == 0));
    EXPECT(row, field->only == NULL || field->except == NULL);
    bool is_scaled =
        field->scale.factor != 0 || field->scale.exponent != 0 || field->scale.offset != 0;
    if (field->kind == MI_SENSOR) {
        EXPECT(row, (field->type == MI_NO_VALUE) == (field->compute != NULL));
        EXPECT(row, field->unit == NULL || field->unit[0] != '\0');
        EXPECT(row, !is_scaled || (field->scale.factor != 0 && field->type != MI_F32LE));
    } else {
        EXPECT(row, field->unit == NULL && !is_scaled && field->compute == NULL);
    }
    EXPECT(row, field->kind != MI_BINARY || field->case_count > 0);
    EXPECT(row, field->kind != MI_BINARY || field->type != MI_NO_VALUE);
}

static void rows_fit_their_kind(void **state)
{
    (void)state;
    for_each_row(check_kind);
}

/* Only {raw} and {low16}, once. */
static bool is_template(const char *text)
{
    const char *mark = strchr(text, '{');
    if (mark == NULL)
        return strchr(text, '}') == NULL;
    const char *rest = strncmp(mark, "{raw}", 5) == 0     ? mark + 5
                       : strncmp(mark, "{low16}", 7) == 0 ? mark + 7
                                                          : NULL;
    return rest != NULL && strpbrk(rest, "{}") == NULL;
}

static void check_cases(const struct row *row)
{
    const struct mi_field *field = row->field;
    unsigned bits = field->bits > 0 ? field->bits : 8 * width(field->type);
    uint32_t highest = bits == 0 || bits == 32 ? UINT32_MAX : (UINT32_C(1) << bits) - 1;
    for (size_t i = 0; i < field->case_count; i++) {
        const struct mi_case *c = &field->cases[i];
        EXPECT(row, c->low <= c->high);
        if (is_everything(c)) {
            EXPECT(row, i + 1 == field->case_count);
            EXPECT(row, field->kind != MI_SENSOR);
        } else {
            EXPECT(row, i == 0 || field->cases[i - 1].high < c->low);
            EXPECT(row, field->type != MI_NO_VALUE);
            EXPECT(row, c->high <= (is_signed(field->type) ? highest / 2 : highest));
        }
        EXPECT(row, field->kind == MI_TEXT || field->kind == MI_EVENT || c->text == NULL);
        EXPECT(row, field->kind == MI_EVENT || (c->key == NULL && c->more == NULL));
        EXPECT(row, field->kind == MI_BINARY || !c->on);
        EXPECT(row, c->more == NULL || c->key != NULL);
        EXPECT(row, c->text == NULL || (field->kind == MI_TEXT && is_template(c->text)) ||
                        strpbrk(c->text, "{}") == NULL);
        EXPECT(row, c->text == NULL || c->text[0] != '\0');
    }
}

static void cases_rise_and_do_not_overlap(void **state)
{
    (void)state;
    assert_true(is_template("key {raw}") && is_template("{low16}") && is_template("plain"));
    assert_false(is_template("{row}") || is_template("{raw") || is_template("{raw}{raw}"));
    for_each_row(check_cases);
}

static void check_key_kind(const struct row *row)
{
    for (const struct mi_field *other = row->object->fields; other != row->field; other++)
        if (strcmp(other->key, row->field->key) == 0)
            EXPECT(row, other->kind == row->field->kind);
}

static void one_key_of_an_object_has_one_kind(void **state)
{
    (void)state;
    for_each_row(check_key_kind);
}

static void check_unit(const struct row *row)
{
    const struct mi_field *field = row->field;
    if (field->kind != MI_SENSOR)
        return;
    for (size_t t = 0; t < table_count; t++) {
        for (size_t i = 0; i < tables[t]->count; i++) {
            const struct mi_field *other = tables[t]->types[i].fields;
            for (; other->key != NULL; other++) {
                if (other->kind != MI_SENSOR || strcmp(other->key, field->key) != 0)
                    continue;
                const char *a = field->unit != NULL ? field->unit : "no unit";
                const char *b = other->unit != NULL ? other->unit : "no unit";
                if (strcmp(a, b) != 0)
                    fail_msg("%s: %s, but %s in %s 0x%04x", row->where, a, b, tables[t]->name,
                             tables[t]->types[i].id);
            }
        }
    }
}

static void a_key_has_one_unit_everywhere(void **state)
{
    (void)state;
    for_each_row(check_unit);
}

static bool is_a_model(const char *name, size_t length)
{
    const struct mi_product *product;
    for (size_t i = 0; (product = mi_product_at(i)) != NULL; i++) {
        const char *model = product->model;
        if (model != NULL && strlen(model) == length && strncmp(model, name, length) == 0)
            return true;
    }
    return false;
}

static void check_models(const struct row *row)
{
    const char *lists[] = {row->field->only, row->field->except};
    for (size_t l = 0; l < 2; l++) {
        for (const char *at = lists[l]; at != NULL;) {
            size_t length = strcspn(at, ",");
            if (!is_a_model(at, length))
                fail_msg("%s: no product has the model '%.*s'", row->where, (int)length, at);
            at = at[length] == ',' ? at + length + 1 : NULL;
        }
    }
}

static void models_of_rows_exist(void **state)
{
    (void)state;
    assert_true(is_a_model("LYWSD03MMC", 10));
    assert_false(is_a_model("LYWSD03MMC", 9) || is_a_model("", 0));
    for_each_row(check_models);
}

static void bthome_rows_are_as_long_as_their_object(void **state)
{
    (void)state;
    for (size_t i = 0; i < MI_BTHOME_OBJECTS.count; i++) {
        const struct mi_object_type *object = &MI_BTHOME_OBJECTS.types[i];
        const struct mi_field *field = object->fields;
        bool is_words = field[0].kind == MI_TEXT;
        assert_non_null(field[0].key);
        assert_null(field[1].key);
        assert_true(object->length > 0);
        if (object->length == MI_LENGTH_BYTE && !is_words)
            fail_msg("0x%02x has no length", object->id);
        if (object->length == MI_ARGUMENTS_BYTE) {
            assert_int_equal(field->minimum, 1);
            assert_int_equal(field->maximum, 0);
            continue;
        }
        if (!is_words && (field->minimum != object->length || field->maximum != object->length))
            fail_msg("0x%02x: %u bytes, but the row wants others", object->id, object->length);
        if (field->kind == MI_SENSOR && width(field->type) != object->length)
            fail_msg("0x%02x: %u bytes, but the row reads others", object->id, object->length);
    }
}

/* --- conditions and formulas --- */

static struct mi_frame frame;

static void clear_frame(void)
{
    memset(&frame, 0, sizeof frame);
    frame.words = mi_text(frame.word_buffer, sizeof frame.word_buffer);
}

/* "key=value" of all readings, with ", " between. */
static const char *readings(void)
{
    static char buffer[1024];
    struct mi_text text = mi_text(buffer, sizeof buffer);
    for (size_t i = 0; i < frame.reading_count; i++) {
        const struct mi_reading *reading = &frame.readings[i];
        mi_text_add(&text, i > 0 ? ", " : "");
        mi_text_key(&text, reading);
        mi_text_char(&text, '=');
        switch (reading->kind) {
        case MI_SENSOR: mi_text_number(&text, reading->number); break;
        case MI_BINARY: mi_text_add(&text, reading->on ? "true" : "false"); break;
        default: mi_text_add(&text, reading->text != NULL ? reading->text : "?"); break;
        }
        for (size_t p = 0; p < reading->property_count; p++) {
            mi_text_char(&text, ' ');
            mi_text_add(&text, reading->properties[p].key);
            mi_text_char(&text, ' ');
            mi_text_signed(&text, reading->properties[p].value);
        }
    }
    assert_false(text.full);
    return buffer;
}

static const char *read_object(const struct mi_object_table *table, uint16_t id, const char *model,
                               const char *value, size_t size)
{
    clear_frame();
    const struct mi_object_type *object = mi_object_find(table, id);
    assert_non_null(object);
    mi_fields_read(&frame, object->fields, model, mi_bytes(value, size));
    return readings();
}

#define READ(id, model, value) read_object(&MI_MIBEACON_OBJECTS, id, model, value, sizeof value - 1)
#define READ_ITEM(id, value)   read_object(table_of("qingping"), id, NULL, value, sizeof value - 1)

static void a_toothbrush_counts_and_then_scores(void **state)
{
    (void)state;
    assert_string_equal(READ(0x0010, NULL, "\x00\x05"), "toothbrush=true, counter=5");
    assert_string_equal(READ(0x0010, NULL, "\x01\x5c"), "toothbrush=false, score=92");
    assert_string_equal(READ(0x0010, NULL, "\x01"), "toothbrush=false");
    assert_string_equal(READ(0x3003, NULL, "\x00\x01\x00\x00\x00"), "toothbrush=true, timestamp=1");
    assert_string_equal(READ(0x3003, NULL, "\x01\x02\x00\x00\x00\x63"),
                        "toothbrush=false, timestamp=2, score=99");
    assert_string_equal(READ(0x3003, NULL, "\x02\x02\x00\x00\x00"), "");
}

static void body_temperature_comes_from_two(void **state)
{
    (void)state;
    assert_string_equal(READ(0x2000, NULL, "\xd6\x0d\x41\x0d\x64"),
                        "temperature=37.23, temperature_skin=35.42, temperature_board=33.93, "
                        "battery=100");
    /* far out of range: no number, but what was sent is still told */
    assert_string_equal(READ(0x2000, NULL, "\xff\x7f\x00\x00\x64"),
                        "temperature_skin=327.67, temperature_board=0, battery=100");
}

static void a_scale_sends_two_frames(void **state)
{
    (void)state;
    /* mass 700, heart rate 25 + 50, impedance 5000 */
    assert_string_equal(READ(0x6e16, NULL, "\x01\xbc\xca\x20\x4e\x01\x00\x00\x00"),
                        "profile_id=1, mass=70, heart_rate=75, impedance_low=500, timestamp=1, "
                        "stabilized=false");
    /* a heart rate without mass is a first frame as well */
    assert_string_equal(READ(0x6e16, NULL, "\x01\x00\xc8\x20\x4e\x01\x00\x00\x00"),
                        "profile_id=1, heart_rate=75, impedance_low=500, timestamp=1, "
                        "stabilized=false");
    /* the impedance alone, 4500 */
    assert_string_equal(READ(0x6e16, NULL, "\x01\x00\x00\x50\x46\x01\x00\x00\x00"),
                        "profile_id=1, impedance_high=450, timestamp=1, stabilized=true");
    /* mass alone */
    assert_string_equal(READ(0x6e16, NULL, "\x01\xbc\x02\x00\x00\x01\x00\x00\x00"),
                        "profile_id=1, mass=70, timestamp=1, stabilized=true");
    /* a heart rate of 127 is none */
    assert_string_equal(READ(0x6e16, NULL, "\x01\xbc\xfa\x03\x00\x01\x00\x00\x00"),
                        "profile_id=1, mass=70, timestamp=1, stabilized=true");
    /* stepped off */
    assert_string_equal(READ(0x6e16, NULL, "\x01\x00\x00\x00\x00\x01\x00\x00\x00"),
                        "profile_id=1, timestamp=1, stabilized=false");
}

static void one_object_differs_by_model(void **state)
{
    (void)state;
    static const char WEIGHED[] = "\x02\x58\x1b\x05\x00\x01\x00\x58\x1b";
    assert_string_equal(READ(0x4e16, "MJTZC02YM", "\x02\x58\x1b\x00\x00\x01\x00\x00\x00"),
                        "profile_id=2, mass=70, timestamp=1");
    assert_string_equal(READ(0x4e16, "MJTZC04YM", WEIGHED),
                        "profile_id=2, measure_stage=5, mass=70");
    assert_string_equal(READ(0x4e16, "MJTZC04YM", "\x02\x58\x1b\x15\x00\x01\x00\x58\x1b"),
                        "profile_id=2, measure_stage=21, heart_rate=77");
    /* without a heart rate */
    assert_string_equal(READ(0x4e16, "MJTZC04YM", "\x90\x49\xeb\x15\x01\x00\x00\x00\x00"),
                        "profile_id=144, measure_stage=21");
    assert_string_equal(READ(0x4e16, "ZX1", "\x01"), "bed_occupancy=true");
    assert_string_equal(READ(0x4e16, "ZX1", WEIGHED), "");
    assert_string_equal(READ(0x4e16, NULL, WEIGHED), "");

    assert_string_equal(READ(0x000f, "RTCGQ02LM", "\x00\x01\x00"), "motion=true, light=true");
    assert_string_equal(READ(0x000f, "CGPR1", "\x00\x01\x00"), "motion=true, illuminance=256");
    assert_string_equal(READ(0x000f, NULL, "\x00\x01\x00"), "motion=true, illuminance=256");
    assert_string_equal(READ(0x484e, "XMOSB01XS", "\x02"), "occupancy=false");
    assert_string_equal(READ(0x484e, "ES3", "\x1f"), "occupancy=true");
    assert_string_equal(READ(0x4a0c, "PTX_YK1_QMIMB", ""), "button=press");
    assert_string_equal(READ(0x4a0c, "XMWS01XS", "\x02"), "button_left=press, button_right=press");
    assert_string_equal(READ(0x4a0c, "XMWS01XS", ""), "");
    assert_string_equal(READ(0x4e0c, "K9BB-1BTN", "\x0f"), "button=double_press");
    assert_string_equal(READ(0x560e, "KS1BP", "\x03"), "button_mid_right=long_press");
}

static void remotes_tell_which_of_their_keys(void **state)
{
    (void)state;
    static const struct {
        uint16_t id;
        const char *model;
        uint8_t key;
        const char *expected;
    } CASES[] = {
        {0x4a0c, "giot.remote.v52kwm", 2, "button_2=press"},
        {0x4a0c, "giot.remote.v52kwm", 3, ""},
        {0x4a0c, "lemesh.remote.ts1", 8, "button_8=press"},
        {0x4a0d, "giot.remote.v56kwm", 6, "button_6=double_press"},
        {0x4a0e, "giot.remote.v54kwm", 4, "button_4=long_press"},
        {0x4a0e, "giot.remote.v53kwm", 4, ""},
        {0x560c, "ailol.remote.ts4", 4, "button_4=press"},
        {0x560c, "ailol.remote.ts4", 6, "knob=rotate_left"},
        {0x560c, "lemesh.remote.ts4", 1, "knob=press"},
        {0x560c, "lemesh.remote.ts4", 5, "button_4=press"},
        {0x560c, "lemesh.remote.ts4", 9, "knob=rotate_left_pressed"},
        {0x560d, "lemesh.remote.ts4", 1, "knob=double_press"},
        {0x560d, "lemesh.remote.ts4", 6, ""},
        {0x560e, "lemesh.remote.ts10", 4, "button_4=long_press"},
        {0x560e, "YLYKG-0129", 8, "button_8=long_press"},
        {0x720d, "huca.remote.wx8", 7, "button_7=double_press"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++)
        assert_string_equal(read_object(&MI_MIBEACON_OBJECTS, CASES[i].id, CASES[i].model,
                                        (const char *)&CASES[i].key, 1),
                            CASES[i].expected);
    assert_string_equal(READ(0x4a0c, "giot.remote.v52kwm", ""), "button=press");
}

/* An object without a value is a key of its own on some. */
static void switches_have_an_object_a_key(void **state)
{
    (void)state;
    assert_string_equal(READ(0x4a0c, "PTX-X6-QMIMB", ""), "button_1=press");
    assert_string_equal(READ(0x4a0d, "PTX-X6-QMIMB", ""), "button_2=press");
    assert_string_equal(READ(0x4a0e, "PTX-X6-QMIMB", ""), "button_3=press");
    assert_string_equal(READ(0x4a1c, "PTX-X6-QMIMB", "\x01"), "button_4=press");
    assert_string_equal(READ(0x4a1c, "PS1BB", "\x01"), "device_reset=reset");
    assert_string_equal(READ(0x4e0d, "PTX-X6-QMIMB", ""), "knob=rotate_left");
    assert_string_equal(READ(0x4a0e, "PTX-AK2-QMIMB", ""), "button_1=long_press");
    assert_string_equal(READ(0x520c, "PTX-AK3-QMIMB", ""), "button_2=press");
    assert_string_equal(READ(0x560e, "PTX-AK3-QMIMB", ""), "button_3=long_press");
    assert_string_equal(READ(0x560e, "PTX-AK2-QMIMB", ""), "");
    assert_string_equal(READ(0x560d, "AFWXKG220000", ""), "button=double_press");
    assert_string_equal(READ(0x561c, "lemesh.remote.ts10", ""), "knob=rotate_pressed");
}

static void new_locks_tell_who_how_and_where(void **state)
{
    (void)state;
    assert_string_equal(READ(0x4a14, "XMZNMS09LM", "\x03\x00\xe9\x2b\x84\x63\x02\x02\x02"),
                        "lock_action=unlocked, lock_method=fingerprint, lock=true, "
                        "position=outside, key_id=3, timestamp=1669606377");
    assert_string_equal(READ(0x4a14, "MCN003", "\x00\x00\x01\x00\x00\x00\x08\x10\x03"),
                        "lock_action=turn_on_away_mode, lock_method=automatic, position=unknown, "
                        "key_id=0, timestamp=1");
    assert_string_equal(READ(0x4a14, "XFCL201", "\x01\x05\x05\x07"),
                        "lock_action=unlock_inside_the_door, lock_method=face, lock=true, "
                        "position=inside");
    assert_string_equal(READ(0x4a14, "SJWS01LM", "\x01\x05\x05"), "");
    assert_string_equal(READ(0x4e14, "XMZNMS01OD", "\xff\xff\x0f\x02\x01\x78\x50\xe2\x63"),
                        "lock_method=manual, lock_action=unlocked, lock=true, position=inside, "
                        "timestamp=1675776120");
    assert_string_equal(READ(0x4e14, "line.lock.fms5", "\x00\x02"), "lock=true");
    assert_string_equal(READ(0x4a07, "XMZNMS09LM", "\x65\x59\x84\x63\x17"),
                        "timestamp=1669618021, error=door_open_timeout");
    assert_string_equal(READ(0x4a07, "XMZNMS09LM", "\x65\x59\x84\x63\x63"),
                        "timestamp=1669618021, error=error 99");
    assert_string_equal(READ(0x5606, "XMZNMS09LM", "\x58\x56\x84\x63"),
                        "doorbell=doorbell, timestamp=1669617240");
    assert_string_equal(READ(0x5606, "XFCL201", ""), "doorbell=doorbell");
}

static void new_locks_tell_of_the_door(void **state)
{
    (void)state;
    assert_string_equal(READ(0x5015, "XMZNMS01OD", "\x02"), "door_state=unlocked");
    assert_string_equal(READ(0x4c15, "XMZNMS201LM", "\x04"), "door_state=ajar");
    assert_string_equal(READ(0x4c15, "loock.lock.r2", "\x34"), "door_state=open_timeout");
    assert_string_equal(READ(0x4c15, "loock.lock.r2", "\x35"), "");
    assert_string_equal(READ(0x4c15, "XMZNMS03OD", "\x22"), "door=true");
    assert_string_equal(READ(0x4c15, "XMZNMS03OD", "\x13"), "door=false");
    assert_string_equal(READ(0x5022, "XFCL201", "\x05"), "battery_slots=usb_and_large");
}

static void a_signal_strength_has_a_sign(void **state)
{
    (void)state;
    assert_string_equal(READ(0x1003, NULL, "\xd1"), "rssi=-47");
    assert_string_equal(READ(0x1003, NULL, "\x04"), "rssi=4");
    assert_string_equal(READ(0x2001, NULL, "\x00\x00\x03\x2f"), "steps=0, rssi=-47");
}

static void a_lock_says_who_how_and_what(void **state)
{
    (void)state;
    assert_string_equal(READ(0x000b, NULL, "\x20\x03\x00\x01\x80\x07\x00\x00\x00"),
                        "lock_action=unlock_outside_the_door, lock_method=biometrics, lock=true, "
                        "key_id=Fingerprint key id 3, timestamp=7");
    assert_string_equal(READ(0x000b, NULL, "\xff\x03\x00\xde\xc0\x07\x00\x00\x00"),
                        "lock_action=abnormal, lock_method=abnormal, error=lock_picking, "
                        "timestamp=7");
    assert_string_equal(READ(0x000b, NULL, "\x12\xff\xff\xff\x7f\x07\x00\x00\x00"),
                        "lock_action=turn_on_antilock, lock_method=password, antilock=true, "
                        "key_id=Bluetooth key 2147483647, timestamp=7");
    assert_string_equal(READ(0x000b, NULL, "\x06\x09\x00\x09\x80\x07\x00\x00\x00"),
                        "lock_action=turn_on_child_lock, lock_method=bluetooth, childlock=true, "
                        "key_id=key id 9, timestamp=7");
    assert_string_equal(READ(0x100e, NULL, "\x0d"),
                        "lock=false, deadbolt=false, latch=true, childlock=true");
}

static void qingping_items_are_read(void **state)
{
    (void)state;
    assert_string_equal(READ_ITEM(0x01, "\xce\xff\x0d\x02"), "temperature=-5, humidity=52.5");
    assert_string_equal(READ_ITEM(0x02, "\xd7"), "battery=87");
    assert_string_equal(READ_ITEM(0x02, "\xe4"), "battery=100");
    assert_string_equal(READ_ITEM(0x02, "\xe5"), ""); /* no battery is fuller */
    assert_string_equal(READ_ITEM(0x02, "\xff"), "");
    assert_string_equal(READ_ITEM(0x04, "\x00"), "door=true, door_left_open=false");
    assert_string_equal(READ_ITEM(0x04, "\x01"), "door=false, door_left_open=false");
    assert_string_equal(READ_ITEM(0x04, "\x02"), "door=true, door_left_open=true");
    assert_string_equal(READ_ITEM(0x07, "\x72\x26"), "pressure=984.2");
    assert_string_equal(READ_ITEM(0x08, "\x01\x8b\x09\x01"), "motion=true, illuminance=67979");
    assert_string_equal(READ_ITEM(0x08, "\x00\x38\x44\x01"), "motion=false, illuminance=83000");
    assert_string_equal(READ_ITEM(0x08, "\x01\x0b\x15\x03"), "motion=true");
    assert_string_equal(READ_ITEM(0x09, "\x38\x44\x01\x00"), "illuminance=83000");
    assert_string_equal(READ_ITEM(0x09, "\x39\x44\x01\x00"), "");
    assert_string_equal(READ_ITEM(0x09, "\xff\xff\xff\xff"), "");
    assert_string_equal(READ_ITEM(0x12, "\x71\x00\x72\x00"), "pm25=113, pm10=114");
    assert_string_equal(READ_ITEM(0x0f, "\x01"), "");
}

static void bthome_values_say_what_the_list_says(void **state)
{
    (void)state;
    assert_string_equal(read_object(&MI_BTHOME_OBJECTS, 0x3a, NULL, "\x00", 1), "");
    assert_string_equal(read_object(&MI_BTHOME_OBJECTS, 0x3a, NULL, "\x80", 1),
                        "button=hold_press");
    assert_string_equal(read_object(&MI_BTHOME_OBJECTS, 0x3a, NULL, "\x07", 1), "");
    assert_string_equal(read_object(&MI_BTHOME_OBJECTS, 0x10, NULL, "\x01", 1), "power_on=true");
    assert_string_equal(read_object(&MI_BTHOME_OBJECTS, 0x10, NULL, "\x02", 1), "power_on=true");
    assert_string_equal(read_object(&MI_BTHOME_OBJECTS, 0x58, NULL, "\xff", 1),
                        "temperature=-0.35");
}

/* --- buttons --- */

static const char *click(const char *model, uint8_t code, uint8_t value, uint8_t press)
{
    const uint8_t bytes[] = {code, value, press};
    clear_frame();
    mi_button_read(&frame, model, mi_bytes(bytes, sizeof bytes));
    return readings();
}

static void buttons_depend_on_the_model(void **state)
{
    (void)state;
    assert_string_equal(click("YLAI003", 0, 0, 1), "button=double_press");
    assert_string_equal(click("YLAI003", 7, 7, 6), "button=long_press");
    assert_string_equal(click("YLAI003", 0, 0, 3), "");
    assert_string_equal(click("XMMF01JQD", 1, 0, 0), "cube=rotate_left");
    assert_string_equal(click("XMMF01JQD", 0, 0, 9), "cube=rotate_right");
    assert_string_equal(click("XMMF01JQD", 2, 0, 0), "");
    assert_string_equal(click("YLYK01YL", 0, 0, 0), "button_on=press, power=true");
    assert_string_equal(click("YLYK01YL", 1, 0, 3), "power=false");
    assert_string_equal(click("YLYK01YL", 4, 0, 2), "button_M=long_press");
    assert_string_equal(click("YLYK01YL", 6, 0, 0), "");
    assert_string_equal(click("YLYK01YL-FANCL", 3, 0, 0), "button_color_temperature=press");
    assert_string_equal(click("YLYK01YL-VENFAN", 2, 0, 0), "button_timer_60_minutes=press");
    assert_string_equal(click("YLYB01YL-BHFRC", 8, 0, 0), "button_heat=press");
    assert_string_equal(click("YLYB01YL-BHFRC", 9, 0, 0), "");
    assert_string_equal(click("K9B-1BTN", 0, 0, 1), "button=long_press");
    assert_string_equal(click("K9B-2BTN", 2, 0, 2), "button_left=double_press, "
                                                    "button_right=double_press");
    assert_string_equal(click("K9B-3BTN", 6, 0, 1), "button_left=long_press, "
                                                    "button_middle=long_press, "
                                                    "button_right=long_press");
}

static void a_dimmer_counts(void **state)
{
    (void)state;
    static const char DIMMER[] = "YLKG07YL/YLKG08YL";
    assert_string_equal(click(DIMMER, 0, 0, 0), "dimmer=press number_of_presses 0");
    assert_string_equal(click(DIMMER, 0, 0, 1), "dimmer=double_press");
    assert_string_equal(click(DIMMER, 0, 0, 2), "dimmer=long_press duration 0");
    assert_string_equal(click(DIMMER, 0, 1, 3), "dimmer=press number_of_presses 1");
    assert_string_equal(click(DIMMER, 1, 4, 3), "dimmer=long_press duration 4");
    assert_string_equal(click(DIMMER, 2, 4, 3), "");
    assert_string_equal(click(DIMMER, 0, 127, 4), "dimmer=rotate_right steps 127");
    assert_string_equal(click(DIMMER, 0, 128, 4), "dimmer=rotate_left steps 128");
    assert_string_equal(click(DIMMER, 0, 255, 4), "dimmer=rotate_left steps 1");
    assert_string_equal(click(DIMMER, 127, 9, 4), "dimmer=rotate_right_pressed steps 127");
    assert_string_equal(click(DIMMER, 128, 9, 4), "dimmer=rotate_left_pressed steps 128");
    assert_string_equal(click(DIMMER, 255, 9, 4), "dimmer=rotate_left_pressed steps 1");
    assert_string_equal(click(DIMMER, 0, 0, 7), "");
}

static void unknown_buttons_are_told_as_sent(void **state)
{
    (void)state;
    assert_string_equal(click(NULL, 0, 0, 2), "button=long_press");
    assert_string_equal(click("PTX-X6-QMIMB", 0, 0, 0), "button=press");
    assert_string_equal(click(NULL, 0, 0, 3), "button=? button_code 0 button_value 0 press_type 3");
    assert_string_equal(click(NULL, 3, 0, 0), "button=? button_code 3 button_value 0 press_type 0");
    assert_string_equal(click(NULL, 0, 255, 0),
                        "button=? button_code 0 button_value 255 press_type 0");
}

static void a_button_has_three_bytes(void **state)
{
    (void)state;
    clear_frame();
    mi_button_read(&frame, "YLAI003", mi_bytes("\x00\x00", 2));
    mi_button_read(&frame, "YLAI003", mi_bytes("\x00\x00\x00\x00", 4));
    mi_button_read(&frame, NULL, mi_bytes("", 0));
    assert_int_equal(frame.reading_count, 0);
    mi_button_read(&frame, "YLAI003", mi_bytes("\x00\x00\x00", 3));
    assert_int_equal(frame.reading_count, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(products_rise),
        cmocka_unit_test(products_have_their_words),
        cmocka_unit_test(every_product_is_found),
        cmocka_unit_test(products_say_what_is_known),
        cmocka_unit_test(encryptions_have_names_of_their_own),
        cmocka_unit_test(qingping_products_have_models),
        cmocka_unit_test(objects_rise),
        cmocka_unit_test(every_object_is_found),
        cmocka_unit_test(objects_have_few_enough_rows),
        cmocka_unit_test(names_are_snake_case),
        cmocka_unit_test(keys_and_event_types_are_snake_case),
        cmocka_unit_test(rows_read_only_bytes_that_are_there),
        cmocka_unit_test(rows_fit_their_kind),
        cmocka_unit_test(cases_rise_and_do_not_overlap),
        cmocka_unit_test(one_key_of_an_object_has_one_kind),
        cmocka_unit_test(a_key_has_one_unit_everywhere),
        cmocka_unit_test(models_of_rows_exist),
        cmocka_unit_test(bthome_rows_are_as_long_as_their_object),
        cmocka_unit_test(a_toothbrush_counts_and_then_scores),
        cmocka_unit_test(body_temperature_comes_from_two),
        cmocka_unit_test(a_scale_sends_two_frames),
        cmocka_unit_test(one_object_differs_by_model),
        cmocka_unit_test(remotes_tell_which_of_their_keys),
        cmocka_unit_test(switches_have_an_object_a_key),
        cmocka_unit_test(new_locks_tell_who_how_and_where),
        cmocka_unit_test(new_locks_tell_of_the_door),
        cmocka_unit_test(a_signal_strength_has_a_sign),
        cmocka_unit_test(a_lock_says_who_how_and_what),
        cmocka_unit_test(qingping_items_are_read),
        cmocka_unit_test(bthome_values_say_what_the_list_says),
        cmocka_unit_test(buttons_depend_on_the_model),
        cmocka_unit_test(a_dimmer_counts),
        cmocka_unit_test(unknown_buttons_are_told_as_sent),
        cmocka_unit_test(a_button_has_three_bytes),
    };
    return cmocka_run_group_tests_name("tables", tests, collect_tables, NULL);
}
