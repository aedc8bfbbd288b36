#include "support.h"

#include "devices/inquiry.h"
#include "scene.h"

#include <time.h>

/* --- options --- */

static void options_of_zero_are_the_usual_ones(void **state)
{
    struct scene *scene = *state;
    struct sensor sensor = sensor_of("A4:C1:38:7B:20:E1", KEY_A);
    const struct mi_inquiry_options options = {0};
    scene_begin(scene, NULL);
    scene->inquiry = mi_inquiry_new(&options);
    assert_non_null(scene->inquiry);
    assert_null(mi_inquiry_finding(scene->inquiry, 0));
    for (uint32_t i = 0; i < MI_INQUIRY_DEVICES + 1; i++) {
        sensor.address.octet[3] = (uint8_t)(i >> 8);
        sensor.address.octet[4] = (uint8_t)i;
        scene_frame(scene, &sensor, 1);
    }
    const struct mi_finding *finding = scene_end(scene);
    assert_int_equal(scene->count, MI_INQUIRY_DEVICES);
    assert_int_equal(mi_inquiry_dropped(scene->inquiry), 1);
    assert_true(mi_verdict_has(&finding->verdict, MI_REASON_NO_KEY));
    assert_non_null(scene_finding(scene, MI_INQUIRY_DEVICES - 1));
    assert_null(scene_finding(scene, MI_INQUIRY_DEVICES));
    assert_null(scene_finding(scene, SIZE_MAX));
}

static void options_that_make_no_sense_are_refused(void **state)
{
    struct scene *scene = *state;
    const struct mi_inquiry_options ROWS[] = {
        {.device_limit = MI_DEVICES_MAX + 1},
        {.device_limit = UINT32_C(1) << 31},
        {.device_limit = UINT32_MAX},
        {.ccm = scene->ccm, .keys = {.count = 1}},
        {.ccm = scene->ccm, .keys = {.count = SIZE_MAX}},
        {.ccm = scene->ccm, .keys = {scene->keys, NULL, 1, 1}},
        {.ccm = scene->ccm, .keys = {scene->keys, scene->owners, 2, 1}},
        {.keys = {scene->keys, NULL, 0, 1}},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++)
        assert_null(mi_inquiry_new(&ROWS[i]));
}

static void one_place_is_enough(void **state)
{
    struct scene *scene = *state;
    struct sensor one = sensor_of("A4:C1:38:7B:20:E1", NULL);
    struct sensor other = sensor_of("A4:C1:38:11:22:33", NULL);
    const struct mi_inquiry_options options = {.device_limit = 1};
    scene_begin(scene, NULL);
    scene->inquiry = mi_inquiry_new(&options);
    scene_frames(scene, &one, 1, 3);
    scene_frames(scene, &other, 1, 3);
    const struct mi_finding *finding = scene_end(scene);
    assert_int_equal(scene->count, 1);
    assert_string_equal(address_said(finding->address), "A4:C1:38:11:22:33");
}

/* --- keys of which one bit is wrong --- */

static void flip(struct mi_key *key, unsigned bit)
{
    key->bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
}

static void one_bit_never_leaves_a_key_right(void **state)
{
    static const struct {
        uint8_t version;
        const char *key;
        enum mi_verdict_kind right, wrong;
    } ROWS[] = {
        {5, KEY_A, MI_VERDICT_RIGHT, MI_VERDICT_MISTYPED},
        {4, KEY_A, MI_VERDICT_RIGHT, MI_VERDICT_MISTYPED},
        {3, KEY_SHORT, MI_VERDICT_LIKELY, MI_VERDICT_MISTYPED},
        {5, KEY_SHORT, MI_VERDICT_WRONG_FORM, MI_VERDICT_MISTYPED},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        struct sensor sensor = sensor_of("A4:C1:38:7B:20:E1", ROWS[i].key);
        sensor.version = ROWS[i].version;
        for (unsigned bit = 0; bit <= 8u * sensor.key.size; bit++) {
            struct scene *scene = *state;
            struct mi_key key = sensor.key;
            bool is_right = bit == 8u * sensor.key.size;
            if (!is_right)
                flip(&key, bit);
            scene_begin(scene, NULL);
            scene_loose_key(scene, &key);
            scene_frames(scene, &sensor, 100, 12);
            const struct mi_finding *finding = scene_end(scene);
            assert_int_equal(finding->verdict.kind, is_right ? ROWS[i].right : ROWS[i].wrong);
            assert_int_equal(finding->opened, is_right ? 12 : 0);
            assert_int_equal(finding->encrypted, 12);
        }
    }
}

/* Where objects are not known, it takes that all are whole, which a wrong key hardly gives. */
static void unknown_legacy_objects_say_little(void **state)
{
    struct sensor sensor = sensor_of("A4:C1:38:7B:20:E1", KEY_SHORT);
    sensor.version = 3;
    sensor.object = "f03f020102";
    for (uint32_t frames = 2; frames <= 20; frames += 3) {
        enum mi_verdict_kind wrong = frames < 3 ? MI_VERDICT_WRONG : MI_VERDICT_MISTYPED;
        for (unsigned bit = 0; bit <= 8u * sensor.key.size; bit++) {
            struct scene *scene = *state;
            struct mi_key key = sensor.key;
            bool is_right = bit == 8u * sensor.key.size;
            if (!is_right)
                flip(&key, bit);
            scene_begin(scene, NULL);
            scene_loose_key(scene, &key);
            scene_frames(scene, &sensor, 100, frames);
            const struct mi_finding *finding = scene_end(scene);
            assert_int_equal(finding->verdict.kind, is_right ? MI_VERDICT_LIKELY : wrong);
            assert_int_equal(finding->opened, is_right ? frames : 0);
            assert_int_equal(mi_verdict_has(&finding->verdict, MI_REASON_UNPROVEN_UNKNOWN),
                             is_right);
        }
    }
}

/* --- damage --- */

static void damage_is_not_the_key(void **state)
{
    struct scene *scene = *state;
    for (uint32_t seed = 1; seed <= 50; seed++) {
        struct sensor sensor = sensor_of("A4:C1:38:7B:20:E1", KEY_A);
        scene_begin_with(scene, KEY_A);
        scene->seed = seed;
        for (uint32_t i = 0; i < 100; i++) {
            scene->flips = i % 10 == 9 ? 1 + i / 10 % 3 : 0;
            scene->flips_from = 17; /* cipher text, counter and tag */
            scene_frame(scene, &sensor, 1000 + i);
        }
        const struct mi_finding *finding = scene_end(scene);
        assert_int_equal(finding->verdict.kind, MI_VERDICT_RIGHT);
        assert_int_equal(finding->opened, 90);
        assert_int_equal(finding->encrypted, 100);
        assert_int_equal(finding->damaged, 10);
        assert_int_equal(number_of(finding, MI_REASON_DAMAGED), 10);
        assert_false(mi_verdict_has(&finding->verdict, MI_REASON_COUNTER_FELL));
        assert_int_equal(scene->count, 1);
    }
}

/* Wherever the bits flip: the verdict stands, and no other device comes out of it. */
static void damage_anywhere_is_not_the_key(void **state)
{
    struct scene *scene = *state;
    for (uint32_t seed = 1; seed <= 500; seed++) {
        struct sensor sensor = sensor_of("A4:C1:38:7B:20:E1", KEY_A);
        scene_begin_with(scene, KEY_A);
        scene->seed = seed;
        for (uint32_t i = 0; i < 100; i++) {
            scene->flips = i % 10 == seed % 10 ? 1 + i / 10 % 3 : 0;
            scene->flips_address = seed % 2 == 0;
            scene->flips_from = scene->flips_address ? 15 : 0; /* or else both addresses agree */
            scene_frame(scene, &sensor, 1000 + i);
        }
        const struct mi_finding *finding = scene_end(scene);
        assert_int_equal(finding->verdict.kind, MI_VERDICT_RIGHT);
        assert_string_equal(address_said(finding->address), "A4:C1:38:7B:20:E1");
        assert_in_range(finding->opened, 90, 99); /* some bits do not matter */
        assert_in_range(finding->damaged, 0, 10);
        assert_string_equal(finding->device->model, "LYWSD03MMC");
        for (uint32_t i = 0; i < finding->verdict.reason_count; i++)
            assert_true(finding->verdict.reasons[i].code == MI_REASON_OPENS ||
                        finding->verdict.reasons[i].code == MI_REASON_DAMAGED ||
                        finding->verdict.reasons[i].code == MI_REASON_CUT);
        assert_int_equal(scene->count, 1);
    }
}

static void damage_of_a_wrong_key_changes_nothing(void **state)
{
    struct scene *scene = *state;
    for (uint32_t seed = 1; seed <= 100; seed++) {
        struct sensor sensor = sensor_of("A4:C1:38:7B:20:E1", KEY_A);
        scene_begin(scene, "A4:C1:38:7B:20:E1");
        scene_loose(scene, KEY_B);
        scene->seed = seed;
        for (uint32_t i = 0; i < 60; i++) {
            scene->flips = i % 10 == seed % 10;
            scene_frame(scene, &sensor, 70000 + i);
        }
        const struct mi_finding *finding = scene_end(scene);
        assert_int_equal(finding->verdict.kind, MI_VERDICT_WRONG);
        assert_false(mi_verdict_has(&finding->verdict, MI_REASON_COUNTER_FELL));
        assert_int_equal(scene->count, 1);
    }
}

static void damage_of_plain_and_idle_frames_changes_nothing(void **state)
{
    static const enum mi_verdict_kind KINDS[] = {MI_VERDICT_NOT_NEEDED, MI_VERDICT_UNBOUND,
                                                 MI_VERDICT_SILENT};
    struct scene *scene = *state;
    for (uint32_t seed = 1; seed <= 500; seed++) {
        size_t which = seed % 3;
        struct sensor sensor = sensor_of("A4:C1:38:7B:20:E1", NULL);
        bool is_unbound = KINDS[which] == MI_VERDICT_UNBOUND;
        sensor.control = KINDS[which] == MI_VERDICT_SILENT ? 0x0100 : is_unbound ? 0x0020 : 0;
        sensor.header = is_unbound ? "280100" : NULL;
        sensor.is_idle = KINDS[which] != MI_VERDICT_NOT_NEEDED;
        scene_begin(scene, "A4:C1:38:7B:20:E1");
        scene->seed = seed;
        for (uint32_t i = 0; i < 60; i++) {
            scene->flips = i % 10 == seed % 10;
            scene->flips_from = 4; /* behind length, type and UUID */
            scene_frame(scene, &sensor, sensor.is_idle ? 1 : i);
        }
        const struct mi_finding *finding = scene_end(scene);
        assert_int_equal(finding->verdict.kind, KINDS[which]);
    }
}

/* --- the same bytes again --- */

static void hear_passers_by(struct scene *scene, uint32_t count)
{
    struct sensor sensor = sensor_of("11:22:33:00:00:00", KEY_B);
    for (uint32_t i = 0; i < count; i++) {
        sensor.address.octet[3] = (uint8_t)(i >> 8);
        sensor.address.octet[4] = (uint8_t)i;
        scene_frame(scene, &sensor, i);
    }
}

static void the_same_bytes_count_once(void **state)
{
    struct scene *scene = *state;
    struct sensor sensor = sensor_of("A4:C1:38:7B:20:E1", KEY_A);
    struct sensor noise = sensor_of("A4:C1:38:7B:20:E1", KEY_B);
    for (uint32_t between = 0; between < 40; between += 20) { /* more than a device remembers */
        scene_begin_with(scene, KEY_A);
        scene_frames(scene, &sensor, 1000, 6);
        for (uint32_t i = 0; i < 5; i++) {
            scene_frame(scene, &noise, 1006);
            scene->time += 3600 * MI_SECOND;
            scene_frames(scene, &sensor, 1007, i == 0 ? between : 0);
        }
        scene_frame(scene, &noise, 1006);
        const struct mi_finding *finding = scene_end(scene);
        assert_int_equal(finding->verdict.kind, MI_VERDICT_RIGHT);
        assert_int_equal(finding->damaged, 1);
        assert_int_equal(finding->encrypted, 7 + between);
        assert_int_equal(finding->device->frames, 12 + between);
        assert_int_equal(finding->device->different, 7 + between);
    }
}

/* Where nothing proves a key, one frame is one frame. */
static void a_legacy_frame_heard_twice_proves_no_more(void **state)
{
    struct scene *scene = *state;
    struct sensor sensor = sensor_of("A4:C1:38:7B:20:E1", KEY_SHORT);
    sensor.version = 3;
    scene_begin_with(scene, KEY_SHORT);
    for (int i = 0; i < 5; i++) {
        scene_frame(scene, &sensor, 7);
        scene->time += 60 * MI_SECOND;
    }
    assert_false(scene_is_settled(scene));
    const struct mi_finding *finding = scene_end(scene);
    assert_int_equal(finding->opened, 1);
    assert_int_equal(finding->encrypted, 1);
}

/* What a key was tried on is not pushed out by what needs none. */
static void a_tried_device_stays(void **state)
{
    struct scene *scene = *state;
    struct sensor sensor = sensor_of("A4:C1:38:7B:20:E1", KEY_B);
    struct sensor plain = sensor_of("11:22:33:00:00:00", NULL);
    scene_begin_with(scene, KEY_A);
    scene_frames(scene, &sensor, 1000, 3);
    for (uint32_t i = 0; i < 2 * SCENE_DEVICES; i++) {
        plain.address.octet[3] = (uint8_t)(i >> 8);
        plain.address.octet[4] = (uint8_t)i;
        scene_frame(scene, &plain, i);
    }
    const struct mi_finding *finding = scene_end(scene);
    assert_string_equal(address_said(finding->address), "A4:C1:38:7B:20:E1");
    assert_int_equal(finding->verdict.kind, MI_VERDICT_WRONG);
    assert_true(finding->was_tried);
}

/* Whoever was dropped and comes again is new. */
static void a_device_that_comes_again_is_heard_anew(void **state)
{
    struct scene *scene = *state;
    struct sensor sensor = sensor_of("A4:C1:38:7B:20:E1", KEY_B);
    scene_begin_with(scene, KEY_A);
    scene_frames(scene, &sensor, 1000, 3);
    hear_passers_by(scene, SCENE_DEVICES);
    scene_frames(scene, &sensor, 1000, 3);
    scene_start(scene);
    (void)scene_end(scene);
    for (size_t i = 0; i < scene->count; i++)
        if (strcmp(address_said(scene_finding(scene, i)->address), "A4:C1:38:7B:20:E1") == 0)
            assert_int_equal(scene_finding(scene, i)->encrypted, 3);
}

/* --- a key that changes --- */

struct change {
    uint32_t counters[2]; /* at the start and from the change on */
    const char *given;
    enum mi_reason_code reason;
    uint32_t frame;
};

static void check_change(struct scene *scene, const struct change *change)
{
    enum { HALF = 20 };
    struct sensor before = sensor_of("A4:C1:38:7B:20:E1", KEY_A);
    struct sensor after = sensor_of("A4:C1:38:7B:20:E1", KEY_B);
    scene_begin(scene, "A4:C1:38:7B:20:E1");
    scene_loose(scene, change->given);
    scene_frames(scene, &before, change->counters[0], HALF);
    mi_time moment = scene->time;
    scene_frames(scene, &after, change->counters[1], HALF);
    const struct mi_finding *finding = scene_end(scene);
    const struct mi_reason *reason = reason_of(finding, change->reason);
    assert_int_equal(finding->verdict.kind, MI_VERDICT_CHANGED);
    assert_non_null(reason);
    assert_int_equal(reason->number[0], change->frame);
    assert_true(reason->time == moment);
    assert_int_equal(finding->opened, HALF);
    assert_int_equal(finding->encrypted, 2 * HALF);
    assert_int_equal(finding->damaged, 0);
    reason = reason_of(finding, MI_REASON_COUNTER_FELL);
    assert_int_equal(reason != NULL, change->counters[1] < change->counters[0]);
    if (reason != NULL) {
        assert_int_equal(reason->number[0], change->counters[0] + HALF - 1);
        assert_int_equal(reason->number[1], change->counters[1]);
        assert_true(reason->time == moment);
    }
}

static void a_change_is_told_with_frame_and_time(void **state)
{
    static const struct change ROWS[] = {
        {{5000, 5020}, KEY_A, MI_REASON_STOPPED_FITTING, 21},
        {{5000, 5020}, KEY_B, MI_REASON_STARTED_FITTING, 21},
        {{5000, 1}, KEY_A, MI_REASON_STOPPED_FITTING, 21},
        {{5000, 1}, KEY_B, MI_REASON_STARTED_FITTING, 21},
        {{5000, 90000}, KEY_A, MI_REASON_STOPPED_FITTING, 21},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++)
        check_change(*state, &ROWS[i]);
}

/* Both keys are given: it is about the one that fits now. */
static void a_change_between_two_keys_that_are_given(void **state)
{
    struct scene *scene = *state;
    struct sensor before = sensor_of("A4:C1:38:7B:20:E1", KEY_A);
    struct sensor after = sensor_of("A4:C1:38:7B:20:E1", KEY_B);
    scene_begin(scene, NULL);
    scene_own(scene, "A4:C1:38:7B:20:E1", KEY_A);
    scene_own(scene, "A4:C1:38:7B:20:E1", KEY_B);
    scene_frames(scene, &before, 500, 2);
    scene_frames(scene, &after, 1, 10);
    const struct mi_finding *finding = scene_end(scene);
    assert_int_equal(finding->verdict.kind, MI_VERDICT_CHANGED);
    assert_true(mi_verdict_has(&finding->verdict, MI_REASON_KEY_BEFORE));
    assert_int_equal(number_of(finding, MI_REASON_STARTED_FITTING), 3);
    assert_int_equal(finding->key, 1);
    assert_int_equal(finding->opened, 10);
    assert_int_equal(finding->damaged, 0);
}

/* One frame that does not open is damage, at an end too. */
static void a_bad_frame_at_an_end_is_no_change(void **state)
{
    for (uint32_t bad = 1; bad <= 4; bad++) {
        for (unsigned at_start = 0; at_start < 2; at_start++) {
            struct scene *scene = *state;
            struct sensor sensor = sensor_of("A4:C1:38:7B:20:E1", KEY_A);
            struct sensor other = sensor_of("A4:C1:38:7B:20:E1", KEY_B);
            scene_begin_with(scene, KEY_A);
            scene_frames(scene, at_start ? &other : &sensor, 100, at_start ? bad : 20);
            scene_frames(scene, at_start ? &sensor : &other, 150, at_start ? 20 : bad);
            const struct mi_finding *finding = scene_end(scene);
            bool is_change = bad >= 3;
            assert_int_equal(finding->verdict.kind,
                             is_change ? MI_VERDICT_CHANGED : MI_VERDICT_RIGHT);
            assert_int_equal(finding->damaged, is_change ? 0 : bad);
        }
    }
}

/* Where every second frame is damaged, some in a row at the end say nothing. */
static void bad_reception_is_no_change(void **state)
{
    struct scene *scene = *state;
    struct sensor sensor = sensor_of("A4:C1:38:7B:20:E1", KEY_A);
    struct sensor noise = sensor_of("A4:C1:38:7B:20:E1", KEY_B);
    scene_begin_with(scene, KEY_A);
    for (uint32_t i = 0; i < 40; i++)
        scene_frame(scene, i % 3 == 0 ? &sensor : &noise, 100 + i);
    scene_frames(scene, &noise, 140, 2);
    const struct mi_finding *finding = scene_end(scene);
    assert_int_equal(finding->verdict.kind, MI_VERDICT_RIGHT);
}

static void a_restart_keeps_the_key(void **state)
{
    struct scene *scene = *state;
    struct sensor sensor = sensor_of("A4:C1:38:7B:20:E1", KEY_A);
    scene_begin_with(scene, KEY_A);
    scene_frames(scene, &sensor, 1000, 5);
    scene_frames(scene, &sensor, 1004 + 600, 5);
    const struct mi_finding *finding = scene_end(scene);
    const struct mi_reason *reason = reason_of(finding, MI_REASON_COUNTER_JUMPED);
    assert_int_equal(finding->verdict.kind, MI_VERDICT_RIGHT);
    assert_non_null(reason);
    assert_int_equal(reason->number[0], 1004);
    assert_int_equal(reason->number[1], 1604);
}

/* A counter that falls while the key still fits was no new binding. */
static void a_fall_with_the_same_key_is_not_blamed(void **state)
{
    struct scene *scene = *state;
    struct sensor sensor = sensor_of("A4:C1:38:7B:20:E1", KEY_A);
    scene_begin_with(scene, KEY_A);
    scene_frames(scene, &sensor, 1000, 5);
    scene_frames(scene, &sensor, 1, 5);
    const struct mi_finding *finding = scene_end(scene);
    assert_int_equal(finding->verdict.kind, MI_VERDICT_RIGHT);
    assert_false(mi_verdict_has(&finding->verdict, MI_REASON_COUNTER_FELL));
}

/* --- several devices --- */

enum { CROWD = 12 };

static void hear_crowd(struct scene *scene, uint32_t seed)
{
    struct sensor sensors[CROWD];
    uint32_t heard[CROWD] = {0};
    scene_begin(scene, NULL);
    for (unsigned i = 0; i < CROWD; i++) {
        sensors[i] = sensor_of("A4:C1:38:00:00:00", i % 4 == 3 ? NULL : KEY_A);
        sensors[i].address.octet[3] = (uint8_t)(0x11 * i);
        sensors[i].address.octet[5] = (uint8_t)(7 * i);
        sensors[i].key.bytes[15] ^= (uint8_t)i;
    }
    for (unsigned i = 0; i < CROWD; i++) {
        if (i % 4 == 1)
            scene_own_key(scene, sensors[(i + 4) % CROWD].address, &sensors[i].key);
        else if (i % 4 != 3)
            scene_own_key(scene, sensors[i].address, &sensors[i].key);
    }
    for (unsigned left = CROWD * 8; left > 0; left--) {
        unsigned i = scene_random(&seed) % CROWD;
        while (heard[i] == 8)
            i = (i + 1) % CROWD;
        heard[i]++;
        scene->time = (mi_time)heard[i] * MI_SECOND;
        scene_frame(scene, &sensors[i], 100 + heard[i]);
    }
}

static void the_order_of_devices_changes_nothing(void **state)
{
    struct scene *scene = *state;
    char first[16384];
    for (uint32_t seed = 1; seed <= 20; seed++) {
        hear_crowd(scene, seed);
        (void)scene_end(scene);
        assert_int_equal(scene->count, CROWD);
        const char *said = scene_said(scene);
        if (seed == 1)
            (void)snprintf(first, sizeof first, "%s", said);
        assert_string_equal(said, first);
    }
    assert_non_null(strstr(first, "right"));
    assert_non_null(strstr(first, "wrong_device other_key"));
    assert_non_null(strstr(first, "not_needed"));
}

/* Sensors of one batch have addresses that follow each other. */
static void a_neighbour_by_address_is_a_device(void **state)
{
    static const char *const NEIGHBOURS[] = {"A4:C1:38:7B:20:E0", "A4:C1:38:7B:20:E2",
                                             "A4:C1:38:7B:20:F3"};
    for (size_t i = 0; i < sizeof NEIGHBOURS / sizeof NEIGHBOURS[0]; i++) {
        struct scene *scene = *state;
        struct sensor one = sensor_of("A4:C1:38:7B:20:E1", KEY_A);
        struct sensor other = sensor_of(NEIGHBOURS[i], KEY_B);
        scene_begin_with(scene, KEY_A);
        scene_frames(scene, &one, 1000, 100);
        scene_frames(scene, &other, 1000, 2);
        const struct mi_finding *finding = scene_end(scene);
        assert_int_equal(scene->count, 2);
        assert_int_equal(finding->damaged, 0);
        finding = scene_finding(scene, 1);
        assert_string_equal(address_said(finding->address), NEIGHBOURS[i]);
        assert_int_equal(finding->verdict.kind, MI_VERDICT_WRONG_DEVICE);

        other.has_no_mac = true; /* which of the two nobody can tell */
        scene_begin_with(scene, KEY_A);
        scene_frames(scene, &one, 1000, 100);
        scene_frames(scene, &other, 1000, 2);
        assert_int_equal(scene_end(scene)->damaged, 2);
        assert_int_equal(scene->count, 1);
    }
}

static void a_device_asked_for_is_not_dropped(void **state)
{
    struct scene *scene = *state;
    struct sensor sensor = sensor_of("A4:C1:38:7B:20:E1", KEY_A);
    scene_begin(scene, NULL);
    scene_own(scene, "A4:C1:38:7B:20:E1", KEY_A);
    scene_frames(scene, &sensor, 100, 5);
    hear_passers_by(scene, 20000);
    const struct mi_finding *finding = scene_end(scene);
    assert_int_equal(finding->verdict.kind, MI_VERDICT_RIGHT);
    assert_string_equal(address_said(finding->address), "A4:C1:38:7B:20:E1");
    assert_int_equal(finding->opened, 5);
    assert_int_equal(mi_inquiry_dropped(scene->inquiry), 20000 + 1 - SCENE_DEVICES);
}

static void a_device_that_opened_is_not_dropped(void **state)
{
    struct scene *scene = *state;
    struct sensor sensor = sensor_of("A4:C1:38:7B:20:E1", KEY_A);
    scene_begin_with(scene, KEY_A);
    scene_frames(scene, &sensor, 100, 1);
    hear_passers_by(scene, 3000);
    scene_frames(scene, &sensor, 101, 1);
    hear_passers_by(scene, 3000);
    const struct mi_finding *finding = scene_end(scene);
    assert_int_equal(finding->verdict.kind, MI_VERDICT_RIGHT);
    assert_int_equal(finding->opened, 2);
}

/* --- searching --- */

enum { MANY_KEYS = 10000, MANY_DEVICES = 50 };

static void many_keys(struct scene *scene, uint8_t size, uint32_t seed)
{
    for (uint32_t i = 0; i < MANY_KEYS; i++) {
        struct mi_address address = {
            {0x54, 0xef, 0, (uint8_t)(i >> 16), (uint8_t)(i >> 8), (uint8_t)i}};
        struct mi_key key = {.size = size};
        for (uint8_t k = 0; k < size; k++)
            key.bytes[k] = (uint8_t)scene_random(&seed);
        scene_own_key(scene, address, &key);
    }
}

static void many_devices(struct scene *scene, uint8_t version, bool have_keys)
{
    for (uint32_t i = 0; i < MANY_DEVICES; i++) {
        struct sensor sensor = sensor_of("A4:C1:38:00:00:00", version <= 3 ? KEY_SHORT : KEY_A);
        sensor.version = version;
        sensor.address.octet[4] = (uint8_t)(i * 5);
        if (have_keys)
            sensor.key = scene->keys[(i * 197 + 13) % MANY_KEYS];
        scene_frames(scene, &sensor, 1000, 6);
    }
}

static void ten_thousand_keys_are_searched_in_seconds(void **state)
{
    static const uint8_t VERSIONS[] = {5, 3};
    for (size_t v = 0; v < sizeof VERSIONS; v++) {
        struct scene *scene = *state;
        scene_begin(scene, NULL);
        many_keys(scene, VERSIONS[v] == 3 ? MI_KEY_SHORT : MI_KEY_SIZE, 1);
        many_devices(scene, VERSIONS[v], true);
        clock_t start = clock();
        (void)scene_end(scene);
        assert_true((double)(clock() - start) / CLOCKS_PER_SEC < 60);
        assert_int_equal(scene->count, MANY_DEVICES);
        for (size_t i = 0; i < scene->count; i++) {
            const struct mi_finding *finding = scene_finding(scene, i);
            uint32_t number = finding->address.octet[4] / 5;
            assert_int_equal(finding->verdict.kind, MI_VERDICT_WRONG_DEVICE);
            assert_true(mi_verdict_has(&finding->verdict, MI_REASON_OTHER_KEY));
            assert_true(finding->fits);
            assert_int_equal(finding->fitting, (number * 197 + 13) % MANY_KEYS);
        }
    }
}

/* Where nothing proves a key, none may be found by chance. */
static void a_search_finds_nothing_by_chance(void **state)
{
    struct scene *scene = *state;
    scene_begin(scene, NULL);
    many_keys(scene, MI_KEY_SHORT, 7);
    many_devices(scene, 3, false);
    (void)scene_end(scene);
    for (size_t i = 0; i < scene->count; i++) {
        const struct mi_finding *finding = scene_finding(scene, i);
        assert_false(finding->fits);
        assert_true(mi_verdict_has(&finding->verdict, MI_REASON_NO_KEY));
    }
}

/* One of 256 wrong keys makes sense of a legacy frame: of many keys it takes more than that. */
static void many_keys_for_one_legacy_frame(void **state)
{
    struct scene *scene = *state;
    struct sensor sensor = sensor_of("A4:C1:38:00:00:00", KEY_SHORT);
    sensor.version = 3;
    for (uint32_t seed = 1; seed <= 4; seed++) {
        bool has_right = seed == 4;
        scene_begin(scene, "A4:C1:38:00:00:00");
        for (uint32_t i = 0; i < 3000; i++) {
            struct mi_key key = {.size = MI_KEY_SHORT};
            for (uint8_t k = 0; k < key.size; k++)
                key.bytes[k] = (uint8_t)scene_random(&scene->seed);
            scene_own_key(scene, sensor.address, &key);
        }
        if (has_right)
            scene_own(scene, "A4:C1:38:00:00:00", KEY_SHORT);
        scene_frame(scene, &sensor, 1000 + seed);
        const struct mi_finding *finding = scene_end(scene);
        assert_int_equal(finding->fits, has_right);
        assert_int_equal(finding->verdict.kind, has_right ? MI_VERDICT_LIKELY : MI_VERDICT_WRONG);
    }
}

/* --- when a verdict is safe --- */

static void a_verdict_is_safe_when_more_would_not_change_it(void **state)
{
    struct scene *scene = *state;
    struct sensor one = sensor_of("A4:C1:38:7B:20:E1", KEY_A);
    struct sensor other = sensor_of("A4:C1:38:11:22:33", KEY_B);
    scene_begin_with(scene, KEY_A); /* a key for whatever it fits: the wrong devices do not count */
    scene_frames(scene, &other, 1, 50);
    assert_false(scene_is_settled(scene));
    scene_frames(scene, &one, 1, 1);
    assert_false(scene_is_settled(scene));
    scene_frames(scene, &one, 2, 1);
    assert_true(scene_is_settled(scene));
    (void)scene_end(scene);

    scene_begin(scene, "A4:C1:38:7B:20:E1"); /* the device in question */
    scene_loose(scene, KEY_B);
    scene_frames(scene, &other, 1, 50);
    assert_false(scene_is_settled(scene));
    scene_frames(scene, &one, 1, 4);
    assert_false(scene_is_settled(scene));
    scene_frames(scene, &one, 5, 1);
    assert_true(scene_is_settled(scene));
    (void)scene_end(scene);

    scene_begin(scene, NULL); /* a ring: all of its devices */
    scene_own(scene, "A4:C1:38:11:22:33", KEY_B);
    scene_own(scene, "A4:C1:38:7B:20:E1", KEY_A);
    scene_frames(scene, &one, 1, 50);
    assert_false(scene_is_settled(scene));
    scene_frames(scene, &other, 1, 2);
    assert_true(scene_is_settled(scene));
    (void)scene_end(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_of_zero_are_the_usual_ones),
        cmocka_unit_test(options_that_make_no_sense_are_refused),
        cmocka_unit_test(one_place_is_enough),
        cmocka_unit_test(one_bit_never_leaves_a_key_right),
        cmocka_unit_test(unknown_legacy_objects_say_little),
        cmocka_unit_test(damage_is_not_the_key),
        cmocka_unit_test(damage_anywhere_is_not_the_key),
        cmocka_unit_test(damage_of_a_wrong_key_changes_nothing),
        cmocka_unit_test(damage_of_plain_and_idle_frames_changes_nothing),
        cmocka_unit_test(the_same_bytes_count_once),
        cmocka_unit_test(a_legacy_frame_heard_twice_proves_no_more),
        cmocka_unit_test(a_tried_device_stays),
        cmocka_unit_test(many_keys_for_one_legacy_frame),
        cmocka_unit_test(a_device_that_comes_again_is_heard_anew),
        cmocka_unit_test(a_change_is_told_with_frame_and_time),
        cmocka_unit_test(a_change_between_two_keys_that_are_given),
        cmocka_unit_test(a_bad_frame_at_an_end_is_no_change),
        cmocka_unit_test(bad_reception_is_no_change),
        cmocka_unit_test(a_restart_keeps_the_key),
        cmocka_unit_test(a_fall_with_the_same_key_is_not_blamed),
        cmocka_unit_test(the_order_of_devices_changes_nothing),
        cmocka_unit_test(a_neighbour_by_address_is_a_device),
        cmocka_unit_test(a_device_asked_for_is_not_dropped),
        cmocka_unit_test(a_device_that_opened_is_not_dropped),
        cmocka_unit_test(ten_thousand_keys_are_searched_in_seconds),
        cmocka_unit_test(a_search_finds_nothing_by_chance),
        cmocka_unit_test(a_verdict_is_safe_when_more_would_not_change_it),
    };
    return cmocka_run_group_tests(tests, scene_new, scene_free);
}
