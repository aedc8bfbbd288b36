#include "support.h"

#include "devices/inquiry.h"
#include "scene.h"

/* A slip of the pen in KEY_A. */
static const char SLIP[] = "1f228155bdd12fbee1f6fef074fc85b8";

static const char *damage_of(const struct mi_finding *finding)
{
    return finding->repair != NULL ? finding->repair->damage : "none";
}

/* Devices that send `frames` frames each under another key, none of which is in question. */
static void hear_neighbours(struct scene *scene, uint32_t count, uint32_t frames)
{
    struct sensor sensor = sensor_of("A4:C1:38:00:00:00", KEY_B);
    for (uint32_t i = 0; i < count; i++) {
        sensor.address.octet[3] = (uint8_t)(i >> 8);
        sensor.address.octet[4] = (uint8_t)i;
        scene_frames(scene, &sensor, 1000, frames);
    }
}

static void a_slip_is_told_and_is_no_right_key(void **state)
{
    struct scene *scene = *state;
    const struct sensor sensor = sensor_of("A4:C1:38:7B:20:E1", KEY_A);
    scene_begin_with(scene, SLIP);
    scene_start(scene);
    scene_frames(scene, &sensor, 100, 3);
    const struct mi_finding *finding = scene_end(scene);
    assert_int_equal(finding->verdict.kind, MI_VERDICT_MISTYPED);
    assert_false(finding->fits);
    assert_string_equal(damage_of(finding), "one_alike");
    assert_int_equal(finding->repair->opened, 3);
    assert_int_equal(finding->repair->of, 3);
    assert_true(mi_verdict_has(&finding->verdict, MI_REASON_KEY_DAMAGED));
}

/* Two thousand neighbours must not each cost a search. */
static void few_strangers_are_tried(void **state)
{
    struct scene *scene = *state;
    scene_begin_with(scene, KEY_A);
    scene_start(scene);
    hear_neighbours(scene, 100, 2);
    (void)scene_end(scene);
    size_t tried = 0;
    const struct mi_finding *finding;
    for (size_t i = 0; (finding = scene_finding(scene, i)) != NULL; i++)
        tried += finding->verdict.reasons[0].word != NULL;
    assert_int_equal(tried, 16);
}

static void those_with_the_most_frames_are_tried(void **state)
{
    struct scene *scene = *state;
    const struct sensor sensor = sensor_of("A4:C1:38:7B:20:E1", KEY_A);
    scene_begin_with(scene, SLIP);
    scene_start(scene);
    hear_neighbours(scene, 100, 2);
    scene_frames(scene, &sensor, 100, 3);
    const struct mi_finding *finding = scene_end(scene);
    assert_true(mi_address_equal(finding->address, sensor.address));
    assert_int_equal(finding->verdict.kind, MI_VERDICT_MISTYPED);
}

static void the_device_in_question_is_tried_alone(void **state)
{
    struct scene *scene = *state;
    const struct sensor sensor = sensor_of("A4:C1:38:7B:20:E1", KEY_A);
    scene_begin(scene, "A4:C1:38:7B:20:E1");
    scene_loose(scene, SLIP);
    scene_start(scene);
    hear_neighbours(scene, 100, 4);
    scene_frames(scene, &sensor, 100, 1);
    assert_string_equal(damage_of(scene_end(scene)), "one_alike");
}

/* The commoner cause: what opens another device is that one's key. */
static void the_key_of_another_device_is_not_mended(void **state)
{
    struct scene *scene = *state;
    const struct sensor one = sensor_of("A4:C1:38:7B:20:E1", KEY_A);
    const struct sensor other = sensor_of("A4:C1:38:2D:90:14", SLIP);
    scene_begin_with(scene, KEY_A);
    scene_start(scene);
    scene_frames(scene, &one, 100, 3);
    scene_frames(scene, &other, 100, 3);
    (void)scene_end(scene);
    const struct mi_finding *finding;
    for (size_t i = 0; (finding = scene_finding(scene, i)) != NULL; i++)
        assert_null(finding->repair);
}

/* After a new binding it is the new frames that the key has to fit. */
static void of_two_bindings_the_newer_one_counts(void **state)
{
    struct scene *scene = *state;
    const struct sensor before = sensor_of("A4:C1:38:7B:20:E1", KEY_B);
    const struct sensor since = sensor_of("A4:C1:38:7B:20:E1", KEY_A);
    scene_begin_with(scene, SLIP);
    scene_start(scene);
    scene_frames(scene, &before, 50000, 4);
    scene_frames(scene, &since, 1, 4);
    assert_string_equal(damage_of(scene_end(scene)), "one_alike");
}

/* Each key is mended on frames of its own time; the newest are tried first. */
static void the_key_of_each_binding_is_mended(void **state)
{
    static const char *const KEYS[] = {KEY_B, "5b51a7c91cde6707c9ef18dfda143a58", KEY_A};
    for (size_t slip = 0; slip < 3; slip++) {
        struct scene *scene = *state;
        scene_begin_with(scene, KEYS[slip]);
        scene->keys[0].bytes[7] ^= 0x10;
        scene_start(scene);
        for (uint32_t i = 0; i < 3; i++) {
            const struct sensor sensor = sensor_of("A4:C1:38:7B:20:E1", KEYS[i]);
            scene_frames(scene, &sensor, 50000 >> 8 * i, 5);
        }
        const struct mi_finding *finding = scene_end(scene);
        assert_int_equal(finding->verdict.kind, MI_VERDICT_MISTYPED);
        assert_int_equal(mi_verdict_has(&finding->verdict, MI_REASON_STOPPED_FITTING), slip < 2);
        if (slip < 2)
            assert_int_equal(number_of(finding, MI_REASON_STOPPED_FITTING), 11);
    }
}

static void the_key_of_the_newest_binding_is_told(void **state)
{
    struct scene *scene = *state;
    const struct sensor before = sensor_of("A4:C1:38:7B:20:E1", KEY_B);
    const struct sensor since = sensor_of("A4:C1:38:7B:20:E1", KEY_A);
    scene_begin(scene, NULL);
    scene_own(scene, "A4:C1:38:7B:20:E1", "323f24e06d4d2bd81ee53352349db1c7");
    scene_own(scene, "A4:C1:38:7B:20:E1", SLIP);
    scene_start(scene);
    scene_frames(scene, &before, 50000, 5);
    scene_frames(scene, &since, 1, 5);
    const struct mi_finding *finding = scene_end(scene);
    assert_int_equal(finding->key, 1);
    assert_false(mi_verdict_has(&finding->verdict, MI_REASON_STOPPED_FITTING));
}

static void each_key_of_a_ring_is_mended_for_its_device(void **state)
{
    struct scene *scene = *state;
    const struct sensor one = sensor_of("A4:C1:38:7B:20:E1", KEY_A);
    const struct sensor other = sensor_of("A4:C1:38:2D:90:14", KEY_B);
    scene_begin(scene, NULL);
    scene_own(scene, "A4:C1:38:7B:20:E1", SLIP);
    scene_own(scene, "A4:C1:38:2D:90:14", "323f24e06d4d2bd81ee53352349db1c7");
    scene_start(scene);
    hear_neighbours(scene, 20, 4);
    scene_frames(scene, &one, 100, 2);
    scene_frames(scene, &other, 100, 2);
    (void)scene_end(scene);
    size_t mended = 0;
    const struct mi_finding *finding;
    for (size_t i = 0; (finding = scene_finding(scene, i)) != NULL; i++)
        mended += finding->verdict.kind == MI_VERDICT_MISTYPED;
    assert_int_equal(mended, 2);
}

static void texts_that_can_be_a_damaged_key_are_told(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool takes;
    } ROWS[] = {
        {"1f228155bdd12fbee1f6fef074fc85b", true},
        {"lf228155bdd12fbee1f6fef074fc85b6", true},
        {"1f228155bdd12fbee1f6fef074fc85bw", true},
        {"a sentence of ordinary words", false},
        {"it is a long sentence of quite ordinary words, with letters that look like digits",
         false},
        {"OOllOc38l3Obbac456Of7e6f", true},
        {"lfZZ8lSSbddlZfbeelf6fefO74fcWSbW", false},
        {"lfZZ8lSSbddlZfbeelf6fefO74fc8SbG", true},
        {"", false},
        {"62d9271eafcccf6f8c7d684", true},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++)
        if (mi_repair_takes(ROWS[i].text, strlen(ROWS[i].text)) != ROWS[i].takes)
            fail_msg("%s", ROWS[i].text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_slip_is_told_and_is_no_right_key),
        cmocka_unit_test(few_strangers_are_tried),
        cmocka_unit_test(those_with_the_most_frames_are_tried),
        cmocka_unit_test(the_device_in_question_is_tried_alone),
        cmocka_unit_test(the_key_of_another_device_is_not_mended),
        cmocka_unit_test(of_two_bindings_the_newer_one_counts),
        cmocka_unit_test(the_key_of_each_binding_is_mended),
        cmocka_unit_test(the_key_of_the_newest_binding_is_told),
        cmocka_unit_test(each_key_of_a_ring_is_mended_for_its_device),
        cmocka_unit_test(texts_that_can_be_a_damaged_key_are_told),
    };
    return cmocka_run_group_tests(tests, scene_new, scene_free);
}
