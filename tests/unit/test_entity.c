/* The table of entities against the tables that readings come from, and against Home Assistant. */
#include "support.h"

#include "beacon/decode.h"
#include "beacon/field.h"
#include "beacon/object.h"
#include "publish/entity.h"

static void check_key(const char *key, enum mi_kind kind)
{
    if (key != NULL && mi_entity_find(key, kind) == NULL)
        fail_msg("%s %s is a reading and no entity", mi_kind_name(kind), key);
}

static bool is_open(const char *word)
{
    return strchr(word, '{') != NULL;
}

static bool can_be(const struct mi_entity *entity, const char *word)
{
    return mi_entity_place(entity, word) < MI_ENTITY_NO_VALUE;
}

/* What has no type is told with its key instead. */
static void check_type(const char *key, const char *type)
{
    const struct mi_entity *entity = key != NULL ? mi_entity_find(key, MI_EVENT) : NULL;
    if (entity != NULL && !can_be(entity, type == NULL || is_open(type) ? key : type))
        fail_msg("event %s can be %s", key, type != NULL ? type : "without a type");
}

static void check_text(const struct mi_field *field, const char *word)
{
    const struct mi_entity *entity = mi_entity_find(field->key, MI_TEXT);
    if (entity->values != NULL && (is_open(word) || !can_be(entity, word)))
        fail_msg("text %s can be %s", field->key, word);
}

static void check_field(const struct mi_field *field)
{
    check_key(field->key, (enum mi_kind)field->kind);
    bool is_closed = false;
    for (size_t i = 0; i < field->case_count; i++) {
        const struct mi_case *one = &field->cases[i];
        is_closed = true;
        if (one->text == NULL)
            continue;
        if (field->kind == MI_EVENT) {
            check_key(one->key, MI_EVENT);
            check_key(one->more, MI_EVENT);
            check_type(one->key != NULL ? one->key : field->key, one->text);
            check_type(one->more, one->text);
        } else if (field->kind == MI_TEXT) {
            check_text(field, one->text);
        }
    }
    if (field->kind == MI_TEXT && !is_closed && mi_entity_find(field->key, MI_TEXT)->values != NULL)
        fail_msg("text %s can be anything", field->key);
    if (field->kind == MI_EVENT && !is_closed)
        check_type(field->key, NULL);
}

static void every_reading_is_an_entity(void **state)
{
    const struct mi_format *format;
    (void)state;
    for (size_t i = 0; (format = mi_format_at(i)) != NULL; i++) {
        for (size_t k = 0; format->objects != NULL && k < format->objects->count; k++)
            for (const struct mi_field *field = format->objects->types[k].fields;
                 field->key != NULL; field++)
                check_field(field);
        for (const struct mi_field *field = format->layout; field != NULL && field->key != NULL;
             field++)
            check_field(field);
        for (size_t k = 0; format->event != NULL && format->event(k) != NULL; k++)
            check_key(format->event(k), MI_EVENT);
    }
}

static void rows_rise(void **state)
{
    const struct mi_entity *entity;
    (void)state;
    for (size_t i = 1; (entity = mi_entity_at(i)) != NULL; i++) {
        const struct mi_entity *before = mi_entity_at(i - 1);
        int order = strcmp(before->key, entity->key);
        assert_true(order < 0 || (order == 0 && before->kind < entity->kind));
        assert_ptr_equal(mi_entity_find(entity->key, entity->kind), entity);
    }
    assert_null(mi_entity_find("nothing", MI_SENSOR));
    assert_null(mi_entity_find("temperature", MI_EVENT));
}

static bool is_one_of(const char *word, const char *words)
{
    struct mi_span all = {words, strlen(words)};
    struct mi_span one;
    while (mi_entity_value(&all, &one))
        if (mi_span_equals(one, word))
            return true;
    return false;
}

/* What Home Assistant would refuse or warn of. */
static void rows_are_sound(void **state)
{
    const struct mi_entity *entity;
    (void)state;
    for (size_t i = 0; (entity = mi_entity_at(i)) != NULL; i++) {
        struct mi_span values = mi_entity_values(entity);
        struct mi_span value;
        unsigned count = 0;
        assert_true(*entity->name >= 'A' && *entity->name <= 'Z');
        assert_true((entity->values != NULL) >= (entity->kind == MI_EVENT));
        while (mi_entity_value(&values, &value))
            count++;
        assert_true(count < MI_ENTITY_NO_VALUE);
        if (entity->kind != MI_SENSOR) {
            assert_null(entity->state_class);
            assert_int_equal(entity->digits, 0);
        }
        if (entity->kind == MI_TEXT)
            assert_null(entity->device_class);
        if (entity->kind == MI_EVENT && entity->device_class != NULL)
            assert_true(is_one_of(entity->device_class, "button,doorbell,motion"));
        if (entity->icon != NULL)
            assert_memory_equal(entity->icon, "mdi:", 4);
        if (entity->state_class != NULL)
            assert_true(is_one_of(entity->state_class,
                                  "measurement,measurement_angle,total,total_increasing"));
        assert_true(entity->has_properties <= (entity->kind == MI_EVENT));
    }
}

static void values_are_taken_one_by_one(void **state)
{
    const struct mi_entity *entity = mi_entity_find("charging_state", MI_TEXT);
    (void)state;
    assert_int_equal(mi_entity_place(entity, "charging"), 0);
    assert_int_equal(mi_entity_place(entity, "unknown"), 3);
    assert_int_equal(mi_entity_place(entity, "charg"), MI_ENTITY_NO_VALUE);
    assert_int_equal(mi_entity_place(entity, ""), MI_ENTITY_NO_VALUE);
    assert_int_equal(mi_entity_place(mi_entity_find("raw", MI_TEXT), "raw"), MI_ENTITY_NO_VALUE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_reading_is_an_entity),
        cmocka_unit_test(rows_rise),
        cmocka_unit_test(rows_are_sound),
        cmocka_unit_test(values_are_taken_one_by_one),
    };
    return cmocka_run_group_tests_name("entity", tests, NULL, NULL);
}
