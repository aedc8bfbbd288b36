#include "support.h"

#include "devices/judge.h"
#include "scene.h"

#include <ctype.h>

/* --- the words --- */

static bool is_code(const char *name)
{
    for (const char *at = name; *at != '\0'; at++)
        if (!islower((unsigned char)*at) && *at != '_')
            return false;
    return *name != '\0';
}

static const char *sentence_of(enum mi_reason_code code, uint32_t number)
{
    static char buffer[512];
    struct mi_text text = mi_text(buffer, sizeof buffer);
    const struct mi_reason reason = {
        .code = code,
        .number = {number, number},
        .word = "LYWSD03MMC",
        .address = address_of("A4:C1:38:7B:20:E1"),
        .time = 1700000000 * MI_SECOND,
    };
    mi_text_reason(&text, &reason);
    assert_false(text.full);
    return buffer;
}

static void check_sentence(const char *sentence)
{
    size_t length = strlen(sentence);
    assert_true(length > 10 && length < 200);
    assert_false(isupper((unsigned char)sentence[0]) && islower((unsigned char)sentence[1]));
    assert_null(strchr(sentence, '%'));
    assert_null(strstr(sentence, "  "));
    assert_true(sentence[length - 1] != '.' && sentence[length - 1] != ' ');
}

static void all_words_are_there(void **state)
{
    static const char *const VERDICTS[] = {
        "right",        "likely",     "changed",    "mistyped",     "wrong",
        "wrong_device", "wrong_form", "not_needed", "other_format", "unbound",
        "silent",       "untested",   "mesh",       "absent",
    };
    (void)state;
    assert_int_equal(sizeof VERDICTS / sizeof VERDICTS[0], MI_VERDICT_KINDS);
    for (size_t i = 0; i < MI_VERDICT_KINDS; i++)
        assert_string_equal(mi_verdict_name((enum mi_verdict_kind)i), VERDICTS[i]);
    for (size_t i = 0; i < MI_REASON_CODES; i++) {
        const char *name = mi_reason_name((enum mi_reason_code)i);
        assert_true(is_code(name));
        check_sentence(sentence_of((enum mi_reason_code)i, 1));
        check_sentence(sentence_of((enum mi_reason_code)i, 12));
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(name, mi_reason_name((enum mi_reason_code)k));
    }
    for (size_t i = 0; i < MI_ADVICE_CODES; i++)
        check_sentence(mi_advice_sentence((enum mi_advice_code)i));
}

static void one_is_not_many(void **state)
{
    (void)state;
    for (size_t i = 0; i < MI_REASON_CODES; i++) {
        const char *sentence = sentence_of((enum mi_reason_code)i, 1);
        assert_null(strstr(sentence, "1 frames"));
        assert_null(strstr(sentence, "1 encrypted frames"));
        assert_null(strstr(sentence, "1 digits"));
    }
    assert_non_null(strstr(sentence_of(MI_REASON_DAMAGED, 1), "1 frame is damaged"));
    assert_non_null(strstr(sentence_of(MI_REASON_DAMAGED, 2), "2 frames are damaged"));
}

static void moments_and_addresses(void **state)
{
    struct mi_reason reason = {MI_REASON_STOPPED_FITTING, {21}, NULL, {{0}}, MI_NO_TIME};
    char buffer[256];
    struct mi_text text = mi_text(buffer, sizeof buffer);
    (void)state;
    mi_text_reason(&text, &reason);
    assert_string_equal(buffer, "it no longer fits from encrypted frame 21 on");
    assert_string_equal(sentence_of(MI_REASON_STOPPED_FITTING, 21),
                        "it no longer fits from encrypted frame 21 on, at "
                        "2023-11-14T22:13:20Z");
    assert_string_equal(sentence_of(MI_REASON_NOT_HEARD, 0),
                        "A4:C1:38:7B:20:E1 does not occur in the input");
}

static void verdicts_hold_what_fits(void **state)
{
    struct mi_reason reasons[MI_REASONS_MAX];
    struct mi_verdict verdict = {.kind = MI_VERDICT_RIGHT, .reasons = reasons};
    (void)state;
    for (unsigned i = 0; i < 100; i++) {
        mi_verdict_reason(&verdict, (struct mi_reason){.code = MI_REASON_OPENS});
        mi_verdict_advise(&verdict, MI_ADVICE_REPORT);
    }
    assert_int_equal(verdict.reason_count, MI_REASONS_MAX);
    assert_int_equal(verdict.advice_count, 1);
    for (unsigned i = 0; i < MI_ADVICE_CODES; i++)
        mi_verdict_advise(&verdict, (enum mi_advice_code)i);
    assert_int_equal(verdict.advice_count, MI_ADVICE_MAX);
    assert_true(mi_verdict_has(&verdict, MI_REASON_OPENS));
    assert_false(mi_verdict_has(&verdict, MI_REASON_NO_KEY));
}

/* --- every verdict and every reason --- */

static void expect(struct scene *scene, const char *said)
{
    (void)scene_end(scene);
    assert_string_equal(scene_said(scene), said);
}

static void the_key_given_is_the_one_in_question(void **state)
{
    struct scene *scene = *state;
    struct sensor sensor = sensor_of("A4:C1:38:7B:20:E1", KEY_A);
    scene_begin(scene, "A4:C1:38:7B:20:E1");
    scene_own(scene, "A4:C1:38:7B:20:E1", KEY_A);
    scene_loose(scene, KEY_B);
    scene_frames(scene, &sensor, 1000, 6);
    expect(scene, "A4:C1:38:7B:20:E1 wrong ring_key 0/6\n");
    assert_int_equal(scene_finding(scene, 0)->key, 1);
    assert_int_equal(scene_finding(scene, 0)->fitting, 0);

    struct sensor other = sensor_of("A4:C1:38:11:22:33", KEY_B);
    scene_begin(scene, NULL); /* whatever device it is for */
    scene_own(scene, "A4:C1:38:7B:20:E1", KEY_A);
    scene_loose(scene, KEY_B);
    scene_frames(scene, &sensor, 1000, 6);
    expect(scene, "A4:C1:38:7B:20:E1 wrong ring_key 0/6\n");
    scene_begin(scene, NULL);
    scene_own(scene, "A4:C1:38:7B:20:E1", KEY_A);
    scene_loose(scene, KEY_B);
    scene_frames(scene, &sensor, 1000, 6);
    scene_frames(scene, &other, 1000, 6);
    expect(scene, "A4:C1:38:11:22:33 right opens 6/6\n"
                  "A4:C1:38:7B:20:E1 wrong_device ring_key other_device=A4:C1:38:11:22:33 0/6\n");

    sensor.has_no_mac = true; /* the ring knows whose frame it is */
    sensor.sender = SENDER_UNKNOWN;
    scene_begin(scene, NULL);
    scene_own(scene, "A4:C1:38:7B:20:E1", KEY_A);
    scene_loose(scene, KEY_B);
    scene_frames(scene, &sensor, 1000, 6);
    expect(scene, "A4:C1:38:7B:20:E1 wrong ring_key mac_stored=A4:C1:38:7B:20:E1 0/0\n");
}

static void a_damaged_copy_of_the_key_in_the_ring_is_told(void **state)
{
    static const struct {
        const char *given;
        const char *said;
    } CASES[] = {
        {"1f228155bdd12fbee1f6fef074fc85b7", "mistyped ring_key key_copy=1"},
        {"1228155bdd12fbee1f6fef074fc85b60", "mistyped ring_key key_copy=2"},
        {"e0dd7155bdd12fbee1f6fef074fc85b6", "mistyped ring_key key_copy=5"},
        {"e0dd7eaabdd12fbee1f6fef074fc85b6", "mistyped ring_key key_copy=8"},
        {"e0dd7eaa4dd12fbee1f6fef074fc85b6", "wrong ring_key"},
    };
    struct scene *scene = *state;
    struct sensor sensor = sensor_of("A4:C1:38:7B:20:E1", KEY_A);
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        char said[128];
        (void)snprintf(said, sizeof said, "A4:C1:38:7B:20:E1 %s 0/6\n", CASES[i].said);
        scene_begin(scene, NULL);
        scene_own(scene, "A4:C1:38:7B:20:E1", KEY_A);
        scene_loose(scene, CASES[i].given);
        scene_frames(scene, &sensor, 1000, 6);
        expect(scene, said);
    }
}

static void a_frame_that_was_given_alone_may_be_cut(void **state)
{
    struct scene *scene = *state;
    struct sensor sensor = sensor_of("A4:C1:38:7B:20:E1", KEY_A);
    sensor.has_stray_byte = true;
    scene_begin_with(scene, KEY_B);
    scene_frame(scene, &sensor, 1000);
    expect(scene, "A4:C1:38:7B:20:E1 wrong opens_none maybe_cut=1 0/1\n");
    assert_null(reason_of(scene_finding(scene, 0), MI_REASON_OPENS_NONE)->word);
    scene_begin_with(scene, KEY_B);
    scene_frames(scene, &sensor, 1000, 2);
    expect(scene, "A4:C1:38:7B:20:E1 wrong opens_none maybe_cut=2 0/2\n");
    sensor.has_stray_byte = false;
    scene_begin_with(scene, KEY_B);
    scene_frame(scene, &sensor, 1000);
    assert_false(mi_verdict_has(&scene_end(scene)->verdict, MI_REASON_MAYBE_CUT));
}

/* What is no key is judged as well, and no other key in its place. */
static void what_is_no_key_is_in_question(void **state)
{
    static const char *const MACS[] = {NULL, "A4:C1:38:7B:20:E1"};
    for (size_t i = 0; i < sizeof MACS / sizeof MACS[0]; i++) {
        struct scene *scene = *state;
        struct sensor sensor = sensor_of("A4:C1:38:7B:20:E1", KEY_A);
        scene_begin(scene, MACS[i]);
        scene->bad_key_digits = 31;
        scene_own(scene, "A4:C1:38:7B:20:E1", KEY_A);
        scene_frames(scene, &sensor, 1000, 6);
        assert_true(scene_is_settled(scene));
        expect(scene, "A4:C1:38:7B:20:E1 wrong_form ring_key key_digits=31 0/6\n");
        assert_false(scene_finding(scene, 0)->has_key);
        assert_false(scene_finding(scene, 0)->was_tried);

        scene_begin(scene, MACS[i]);
        scene->bad_key_digits = 31;
        scene_own(scene, "A4:C1:38:11:22:33", KEY_A);
        scene_frames(scene, &sensor, 1000, 6);
        expect(scene,
               "A4:C1:38:7B:20:E1 wrong_form other_key=A4:C1:38:11:22:33 key_digits=31 0/6\n");
    }
}

static void a_key_with_a_slip_is_told(void **state)
{
    struct scene *scene = *state;
    struct sensor sensor = sensor_of("A4:C1:38:7B:20:E1", KEY_A);
    scene_begin_with(scene, "1f228155bdd12fbee1f6fef074fc85b8");
    scene_frames(scene, &sensor, 1000, 6);
    expect(scene, "A4:C1:38:7B:20:E1 mistyped key_damaged=4 0/6\n");

    scene_begin(scene, NULL);
    scene->bad_key_digits = 32;
    scene->bad_key_letters = 2;
    scene_frames(scene, &sensor, 1000, 6);
    expect(scene, "A4:C1:38:7B:20:E1 wrong_form key_letters=2 0/6\n");
}

static void own_typed(struct scene *scene, const char *owner, char *text)
{
    scene->typed = (struct mi_typed_key){text, strlen(text), "ring", 3, address_of(owner)};
}

static void what_stands_in_a_ring_is_told(void **state)
{
    static char LOST[] = "1f228155bdd12fbee1f6fef074fc85b",
                OTHER[] = "O0f0e0d0c0b0a0908070605040302010";
    static const char *const MACS[] = {NULL, "A4:C1:38:7B:20:E1", "E1:20:7B:38:C1:A4"};
    struct scene *scene = *state;
    struct sensor sensor = sensor_of("A4:C1:38:7B:20:E1", KEY_A);
    for (size_t i = 0; i < sizeof MACS / sizeof MACS[0]; i++) {
        scene_begin(scene, MACS[i]);
        own_typed(scene, "A4:C1:38:7B:20:E1", LOST);
        scene_frames(scene, &sensor, 1000, 6);
        expect(scene, "A4:C1:38:7B:20:E1 mistyped key_damaged=4 key_line=3 0/6\n");
        assert_true(scene_finding(scene, 0)->is_asked);
    }
    scene_begin(scene, NULL);
    own_typed(scene, "A4:C1:38:7B:20:E1", OTHER);
    scene_frames(scene, &sensor, 1000, 6);
    assert_true(scene_is_settled(scene));
    expect(scene, "A4:C1:38:7B:20:E1 wrong_form key_letters=1 key_line=3 0/6\n");

    scene_begin(scene, NULL); /* a key beside it */
    own_typed(scene, "A4:C1:38:7B:20:E1", LOST);
    scene_own(scene, "A4:C1:38:7B:20:E1", KEY_A);
    scene_frames(scene, &sensor, 1000, 6);
    assert_true(scene_is_settled(scene));
    expect(scene, "A4:C1:38:7B:20:E1 right opens 6/6\n");

    scene_begin(scene, NULL); /* and of another device */
    own_typed(scene, "A4:C1:38:11:22:33", LOST);
    scene_frames(scene, &sensor, 1000, 6);
    expect(scene, "A4:C1:38:7B:20:E1 wrong no_key 0/6\n");
}

static void what_is_told_of_a_device_is_a_reason(void **state)
{
    static const enum mi_reason_code CODES[] = {MI_REASON_BOUND_AGAIN, MI_REASON_BOUND_MAYBE,
                                                MI_REASON_TOKEN_CURRENT, MI_REASON_TOKEN_OLD,
                                                MI_REASON_KEY_IN_CAPTURE};
    struct scene *scene = *state;
    struct sensor sensor = sensor_of("A4:C1:38:7B:20:E1", KEY_A);
    scene_begin_with(scene, KEY_A);
    scene_frames(scene, &sensor, 1000, 6);
    for (size_t i = 0; i < sizeof CODES / sizeof CODES[0]; i++) {
        const struct mi_reason reason = {.code = CODES[i], .time = MI_NO_TIME};
        assert_true(mi_inquiry_tell(scene->inquiry, sensor.address, reason, NULL));
        assert_true(mi_inquiry_tell(scene->inquiry, address_of("A4:C1:38:11:22:33"), reason, NULL));
    }
    expect(scene, "A4:C1:38:7B:20:E1 right opens bound_again bound_maybe token_current "
                  "token_old key_in_capture 6/6\n");
}

/* The order in which pvvx's firmware sends: temperature, humidity, battery, nothing. */
static void hear_pvvx(struct scene *scene, const char *key, uint32_t counter, uint32_t count)
{
    static const char *const OBJECTS[] = {"041002e600", "061002f001", "0a100155", NULL};
    struct sensor sensor = sensor_of("A4:C1:38:7B:20:E1", key);
    for (uint32_t i = counter; i < counter + count; i++) {
        sensor.object = OBJECTS[i % 4];
        sensor.is_idle = sensor.object == NULL;
        scene_frame(scene, &sensor, i);
    }
}

/* Who has the key is not told to take it out of the capture. */
static void the_key_in_the_capture_is_not_wanted_of_who_has_it(void **state)
{
    static const char *const KEYS[] = {KEY_A, KEY_B};
    const struct mi_reason reason = {.code = MI_REASON_KEY_IN_CAPTURE, .time = MI_NO_TIME};
    struct scene *scene = *state;
    for (size_t i = 0; i < 2; i++) {
        bool is_advised = false;
        scene_begin_with(scene, KEYS[i]);
        hear_pvvx(scene, KEY_A, 1000, 16);
        assert_true(mi_inquiry_tell(scene->inquiry, address_of("A4:C1:38:7B:20:E1"), reason, NULL));
        const struct mi_verdict *verdict = &scene_end(scene)->verdict;
        for (uint32_t k = 0; k < verdict->advice_count; k++)
            is_advised = is_advised || verdict->advice[k] == MI_ADVICE_IMPORT_KEY;
        assert_int_equal(verdict->kind, MI_VERDICT_OTHER_FORMAT);
        assert_int_equal(is_advised, i == 1);
    }
}

/* The useful step of who has the current TOKEN and a wrong key. */
static void the_key_beside_a_proven_token_is_wanted(void **state)
{
    struct scene *scene = *state;
    struct sensor sensor = sensor_of("A4:C1:38:7B:20:E1", KEY_A);
    const struct mi_reason reason = {.code = MI_REASON_TOKEN_CURRENT, .time = MI_NO_TIME};
    scene_begin_with(scene, KEY_B);
    scene_frames(scene, &sensor, 1000, 6);
    assert_true(mi_inquiry_tell(scene->inquiry, sensor.address, reason, NULL));
    const struct mi_verdict *verdict = &scene_end(scene)->verdict;
    assert_int_equal(verdict->advice_count, 2);
    assert_int_equal(verdict->advice[0], MI_ADVICE_RESTART);
    assert_int_equal(verdict->advice[1], MI_ADVICE_KEY_OF_TOKEN);
}

/* The key opens frames that were sent after the registration: it was read after it. */
static void a_registration_before_frames_that_open_says_nothing(void **state)
{
    static const char *const EXPECTED[] = {
        "A4:C1:38:7B:20:E1 changed bound_again 6/6\n",
        "A4:C1:38:7B:20:E1 right opens 6/6\n",
    };
    struct scene *scene = *state;
    struct sensor sensor = sensor_of("A4:C1:38:7B:20:E1", KEY_A);
    for (int is_before = 0; is_before <= 1; is_before++) {
        scene_begin_with(scene, KEY_A);
        scene_frames(scene, &sensor, 1000, 6);
        struct mi_reason reason = {.code = MI_REASON_BOUND_AGAIN, .time = MI_SECOND};
        assert_true(mi_inquiry_tell(scene->inquiry, sensor.address, reason, NULL));
        if (!is_before)
            reason.time = INT64_MAX;
        assert_true(mi_inquiry_tell(scene->inquiry, sensor.address, reason, NULL));
        expect(scene, EXPECTED[is_before]);
    }
}

/* What comes after it and does not open is the new key, not damage. */
static void a_registration_after_frames_that_open_voids_the_key(void **state)
{
    struct scene *scene = *state;
    struct sensor sensor = sensor_of("A4:C1:38:7B:20:E1", KEY_A);
    struct sensor later = sensor_of("A4:C1:38:7B:20:E1", KEY_B);
    scene_begin_with(scene, KEY_A);
    scene_frames(scene, &sensor, 1000, 6);
    const struct mi_reason reason = {.code = MI_REASON_BOUND_AGAIN, .time = scene->time};
    scene->time += MI_SECOND;
    scene_frame(scene, &later, 1006);
    assert_true(mi_inquiry_tell(scene->inquiry, sensor.address, reason, NULL));
    expect(scene, "A4:C1:38:7B:20:E1 changed stopped_fitting=7 bound_again 6/7\n");
}

/* So does a key that the device told later, if it is another one. */
static void another_key_in_the_capture_voids_the_key(void **state)
{
    static const char *const EXPECTED[] = {
        "A4:C1:38:7B:20:E1 right opens key_in_capture 6/6\n",
        "A4:C1:38:7B:20:E1 changed key_in_capture=1 6/6\n",
    };
    const struct mi_key told[] = {key_of(KEY_A), key_of(KEY_B)};
    struct scene *scene = *state;
    struct sensor sensor = sensor_of("A4:C1:38:7B:20:E1", KEY_A);
    for (int is_other = 0; is_other <= 1; is_other++) {
        scene_begin_with(scene, KEY_A);
        scene_frames(scene, &sensor, 1000, 6);
        const struct mi_reason reason = {.code = MI_REASON_KEY_IN_CAPTURE, .time = scene->time};
        assert_true(mi_inquiry_tell(scene->inquiry, sensor.address, reason, &told[is_other]));
        expect(scene, EXPECTED[is_other]);
    }
}

static void two_keys_for_one_device_are_both_tried(void **state)
{
    struct scene *scene = *state;
    struct sensor sensor = sensor_of("A4:C1:38:7B:20:E1", KEY_A);
    scene_begin(scene, NULL);
    scene_own(scene, "A4:C1:38:7B:20:E1", KEY_B);
    scene_own(scene, "A4:C1:38:7B:20:E1", KEY_A);
    scene_frames(scene, &sensor, 1000, 6);
    expect(scene, "A4:C1:38:7B:20:E1 right opens 6/6\n");
    assert_int_equal(scene_finding(scene, 0)->key, 1);
}

static void the_key_of_another_device(void **state)
{
    struct scene *scene = *state;
    struct sensor one = sensor_of("A4:C1:38:7B:20:E1", KEY_A);
    struct sensor other = sensor_of("A4:C1:38:11:22:33", KEY_B);
    scene_begin(scene, "A4:C1:38:7B:20:E1");
    scene_loose(scene, KEY_B);
    scene_frames(scene, &one, 1000, 6);
    scene_frames(scene, &other, 1000, 6);
    expect(scene, "A4:C1:38:7B:20:E1 wrong_device other_device=A4:C1:38:11:22:33 0/6\n");

    scene_begin(scene, "A4:C1:38:99:99:99"); /* which was not heard */
    scene_loose(scene, KEY_B);
    scene_frames(scene, &other, 1000, 6);
    expect(scene, "A4:C1:38:99:99:99 wrong_device not_heard=A4:C1:38:99:99:99 "
                  "other_device=A4:C1:38:11:22:33 0/0\n");

    scene_begin(scene, NULL); /* a ring in which the keys are swapped */
    scene_own(scene, "A4:C1:38:11:22:33", KEY_A);
    scene_own(scene, "A4:C1:38:7B:20:E1", KEY_B);
    scene_frames(scene, &one, 1000, 6);
    scene_frames(scene, &other, 1000, 6);
    expect(scene, "A4:C1:38:11:22:33 wrong_device other_key=A4:C1:38:7B:20:E1 "
                  "other_device=A4:C1:38:7B:20:E1 0/6\n"
                  "A4:C1:38:7B:20:E1 wrong_device other_key=A4:C1:38:11:22:33 "
                  "other_device=A4:C1:38:11:22:33 0/6\n");
}

static void addresses_that_are_not_as_given(void **state)
{
    struct scene *scene = *state;
    struct sensor sensor = sensor_of("A4:C1:38:7B:20:E1", KEY_A);
    scene_begin(scene, "E1:20:7B:38:C1:A4");
    scene_loose(scene, KEY_A);
    scene_frames(scene, &sensor, 1000, 6);
    expect(scene, "A4:C1:38:7B:20:E1 right opens mac_reversed=A4:C1:38:7B:20:E1 6/6\n");

    scene_begin(scene, NULL); /* backwards in the ring */
    scene_own(scene, "E1:20:7B:38:C1:A4", KEY_A);
    scene_frames(scene, &sensor, 1000, 6);
    expect(scene, "A4:C1:38:7B:20:E1 right opens mac_reversed=A4:C1:38:7B:20:E1 6/6\n");
    assert_true(scene_finding(scene, 0)->is_asked);

    sensor.has_no_mac = true;
    scene_begin_with(scene, KEY_A);
    scene_frames(scene, &sensor, 1000, 6);
    expect(scene, "A4:C1:38:7B:20:E1 right opens mac_advertiser=A4:C1:38:7B:20:E1 6/6\n");

    sensor.sender = SENDER_OTHER; /* sent on by somebody else, or from a random address */
    scene_begin(scene, "A4:C1:38:7B:20:E1");
    scene_loose(scene, KEY_A);
    scene_frames(scene, &sensor, 1000, 6);
    expect(scene, "A4:C1:38:7B:20:E1 right opens mac_given=A4:C1:38:7B:20:E1 6/6\n");

    scene_begin(scene, "E1:20:7B:38:C1:A4");
    scene_loose(scene, KEY_A);
    scene_frames(scene, &sensor, 1000, 6);
    expect(scene, "A4:C1:38:7B:20:E1 right opens mac_reversed=A4:C1:38:7B:20:E1 6/6\n");

    scene_begin(scene, NULL); /* the ring knows whose key it is, and so the address */
    scene_own(scene, "A4:C1:38:11:22:33", KEY_B);
    scene_own(scene, "A4:C1:38:7B:20:E1", KEY_A);
    scene_frames(scene, &sensor, 1000, 6);
    expect(scene, "A4:C1:38:7B:20:E1 right opens mac_stored=A4:C1:38:7B:20:E1 4/4\n");
    assert_true(scene_finding(scene, 0)->is_asked);

    scene_begin(scene, NULL);
    scene_own(scene, "A4:C1:38:7B:20:E1", KEY_A);
    scene_loose(scene, KEY_B);
    scene_frames(scene, &sensor, 1000, 6);
    expect(scene, "A4:C1:38:7B:20:E1 wrong ring_key mac_stored=A4:C1:38:7B:20:E1 0/6\n");

    scene_begin(scene, "E1:20:7B:38:C1:A4");
    scene_own(scene, "A4:C1:38:7B:20:E1", KEY_A);
    scene_frames(scene, &sensor, 1000, 6);
    expect(scene, "A4:C1:38:7B:20:E1 right opens mac_stored=A4:C1:38:7B:20:E1 4/4\n");

    struct sensor heard = sensor_of("A4:C1:38:7B:20:E1", NULL);
    scene_begin_with(scene, KEY_A);
    scene_frames(scene, &sensor, 1000, 6);
    scene_frames(scene, &heard, 1000, 6);
    expect(scene, "60:00:00:00:00:06 wrong_device opens mac_other=A4:C1:38:7B:20:E1 4/4\n"
                  "A4:C1:38:7B:20:E1 not_needed plain 0/0\n");
}

static void frames_without_any_address(void **state)
{
    struct scene *scene = *state;
    struct sensor sensor = sensor_of("A4:C1:38:7B:20:E1", KEY_A);
    sensor.has_no_mac = true;
    sensor.sender = SENDER_UNKNOWN;
    scene_begin_with(scene, KEY_A);
    scene_frames(scene, &sensor, 1000, 6);
    expect(scene, "00:00:00:00:00:00 untested no_address 0/0\n");
    assert_true(scene_finding(scene, 0)->is_nameless);

    struct sensor plain = sensor;
    plain.key.size = 0;
    scene_begin_with(scene, KEY_A);
    scene_frames(scene, &plain, 1000, 6);
    expect(scene, "00:00:00:00:00:00 not_needed plain 0/0\n");
    assert_true(scene_finding(scene, 0)->is_nameless);

    scene_begin(scene, "A4:C1:38:7B:20:E1");
    scene_frames(scene, &sensor, 1000, 6);
    expect(scene, "A4:C1:38:7B:20:E1 wrong no_key 0/0\n");
    assert_false(scene_finding(scene, 0)->is_nameless);

    scene_begin(scene, "A4:C1:38:7B:20:E1");
    scene_loose(scene, KEY_A);
    scene_frames(scene, &sensor, 1000, 6);
    expect(scene, "A4:C1:38:7B:20:E1 right opens mac_given=A4:C1:38:7B:20:E1 6/6\n");

    scene_begin(scene, "A4:C1:38:7B:20:E1");
    scene_loose(scene, KEY_B);
    scene_frames(scene, &sensor, 1000, 6);
    expect(scene, "A4:C1:38:7B:20:E1 wrong opens_none 0/6\n");

    scene_begin(scene, "E1:20:7B:38:C1:A4");
    scene_loose(scene, KEY_A);
    scene_frames(scene, &sensor, 1000, 6);
    expect(scene, "A4:C1:38:7B:20:E1 right opens mac_reversed=A4:C1:38:7B:20:E1 6/6\n");

    scene_begin(scene, NULL); /* the ring knows whose they are */
    scene_own(scene, "A4:C1:38:11:22:33", KEY_B);
    scene_own(scene, "A4:C1:38:7B:20:E1", KEY_A);
    scene_frames(scene, &sensor, 1000, 6);
    expect(scene, "A4:C1:38:7B:20:E1 right opens mac_stored=A4:C1:38:7B:20:E1 4/4\n");
}

static void keys_of_the_wrong_form(void **state)
{
    struct scene *scene = *state;
    struct sensor sensor = sensor_of("A4:C1:38:7B:20:E1", KEY_A);
    scene_begin_with(scene, KEY_SHORT);
    scene_frames(scene, &sensor, 1000, 6);
    expect(scene, "A4:C1:38:7B:20:E1 wrong_form key_token key_long_wanted=5 0/6\n");

    sensor = sensor_of("F8:24:41:C5:98:8B", KEY_SHORT);
    sensor.product = 0x03b6;
    scene_begin_with(scene, KEY_SHORT);
    scene_frames(scene, &sensor, 1000, 6);
    expect(scene, "F8:24:41:C5:98:8B wrong_form key_filled 6/6\n");

    sensor.key = key_of("62d9271eafcc8d3d3c97cf6f8c7d6841"); /* the form of older versions */
    scene_begin_with(scene, KEY_SHORT);
    scene_frames(scene, &sensor, 1000, 6);
    expect(scene, "F8:24:41:C5:98:8B wrong_form key_legacy 6/6\n");

    sensor.version = 3;
    sensor.key = key_of(KEY_SHORT "ffffffff"); /* and that of newer ones */
    scene_begin_with(scene, KEY_SHORT);
    scene_frames(scene, &sensor, 1000, 6);
    expect(scene, "F8:24:41:C5:98:8B wrong_form key_filled 6/6\n");

    sensor.key = key_of(KEY_SHORT);
    scene_begin_with(scene, KEY_A);
    scene_frames(scene, &sensor, 1000, 6);
    expect(scene, "F8:24:41:C5:98:8B wrong_form key_short_wanted=3 shared_product=3 0/6\n");

    scene_begin_with(scene, KEY_SHORT);
    scene_frames(scene, &sensor, 1000, 6);
    expect(scene, "F8:24:41:C5:98:8B likely unproven=3 check_byte=6 6/6\n");

    struct sensor unknown = sensor;
    unknown.object = "f03f020102";
    scene_begin_with(scene, KEY_SHORT);
    scene_frames(scene, &unknown, 1000, 3);
    expect(scene, "F8:24:41:C5:98:8B likely unproven_unknown=3 check_byte=3 3/3\n");
    scene_begin_with(scene, KEY_SHORT); /* some that are known say more */
    scene_frames(scene, &unknown, 1000, 3);
    scene_frames(scene, &sensor, 1003, 2);
    expect(scene, "F8:24:41:C5:98:8B likely unproven=3 check_byte=5 5/5\n");
    scene_begin(scene, NULL); /* and no search goes by those that are not */
    scene_own(scene, "A4:C1:38:11:22:33", KEY_SHORT);
    scene_frames(scene, &unknown, 1000, 6);
    expect(scene, "F8:24:41:C5:98:8B wrong no_key 0/6\n");

    scene_begin(scene, "F8:24:41:C5:98:8B");
    scene->bad_key_digits = 31;
    scene_frames(scene, &sensor, 1000, 6);
    expect(scene, "F8:24:41:C5:98:8B wrong_form key_digits=31 0/6\n");

    scene_begin(scene, "F8:24:41:C5:98:8B");
    scene->bad_key_digits = 33;
    expect(scene, "F8:24:41:C5:98:8B wrong_form not_heard=F8:24:41:C5:98:8B key_digits=33 0/0\n");

    sensor = sensor_of("A4:C1:38:7B:20:E1", KEY_A);
    scene_begin(scene, "A4:C1:38:7B:20:E1");
    scene_loose(scene, KEY_A);
    scene->is_key_split = true;
    scene->split_mac = address_of("E1:20:7B:38:C1:A4");
    scene_frames(scene, &sensor, 1000, 6);
    expect(scene, "A4:C1:38:7B:20:E1 right opens key_tasmota 6/6\n");

    static const char *const ONES_OWN[] = {KEY_A, "1f228155bdd12fbee1f6fef074fc85b8"};
    static const char *const SAID[] = {
        "A4:C1:38:7B:20:E1 right opens key_tasmota key_mac=A4:C1:38:11:22:33 6/6\n",
        "A4:C1:38:7B:20:E1 mistyped key_damaged=4 key_tasmota key_mac=A4:C1:38:11:22:33 0/6\n"};
    for (size_t i = 0; i < 2; i++) {
        scene_begin_with(scene, ONES_OWN[i]);
        scene->is_key_split = true;
        scene->split_mac = address_of("A4:C1:38:11:22:33");
        scene_frames(scene, &sensor, 1000, 6);
        expect(scene, SAID[i]);
    }

    scene_begin_with(scene, KEY_B); /* it opens nothing: nobody knows whose it is */
    scene->is_key_split = true;
    scene->split_mac = address_of("A4:C1:38:11:22:33");
    scene_frames(scene, &sensor, 1000, 6);
    expect(scene, "A4:C1:38:7B:20:E1 wrong opens_none key_tasmota 0/6\n");
}

static void a_new_binding_shows_in_the_counter(void **state)
{
    struct scene *scene = *state;
    struct sensor sensor = sensor_of("A4:C1:38:7B:20:E1", KEY_A);
    scene_begin_with(scene, KEY_B);
    scene_frames(scene, &sensor, 1, 6);
    expect(scene, "A4:C1:38:7B:20:E1 wrong opens_none counter_low=1 0/6\n");

    struct sensor sleepy = sensor;
    sleepy.product = 0x098b; /* a door sensor, which may take months for some hundred frames */
    scene_begin_with(scene, KEY_B);
    scene_frames(scene, &sleepy, 100, 6);
    expect(scene, "A4:C1:38:7B:20:E1 wrong opens_none 0/6\n");

    scene_begin_with(scene, KEY_B); /* other firmware counts from each start on */
    hear_pvvx(scene, KEY_A, 4, 16);
    expect(scene, "A4:C1:38:7B:20:E1 other_format opens_none pvvx 0/12\n");

    scene_begin_with(scene, KEY_B);
    scene_frames(scene, &sensor, 9000, 6);
    scene_frames(scene, &sensor, 1, 6);
    expect(scene, "A4:C1:38:7B:20:E1 wrong opens_none counter_fell=9005 0/12\n");

    scene_begin(scene, NULL);
    scene_frames(scene, &sensor, 1, 6);
    expect(scene, "A4:C1:38:7B:20:E1 wrong no_key 0/6\n");
}

static void nothing_to_try_a_key_on(void **state)
{
    static const struct {
        uint16_t product;
        uint16_t control;
        uint8_t version;
        uint32_t frames;
        uint32_t counter;
        const char *header;
        const char *said;
    } ROWS[] = {
        {0x055b, 0x0020, 5, 5, 1, "280100", "unbound not_registered"},
        {0x055b, 0x0020, 4, 3, 1, "280100", "unbound not_registered"},
        {0x055b, 0x0020, 5, 1, 1, "280100", "untested no_data"}, /* which tells of no staying */
        {0x055b, 0x0120, 5, 5, 1, "280100", "untested no_data"}, /* it says that it is bound */
        {0x055b, 0x0020, 5, 5, 2, "280100", "untested no_data"},
        {0x055b, 0x0020, 5, 5, 1, "2801", "untested no_data"},
        {0x055b, 0x0020, 5, 5, 1, "08", "untested no_data"},
        {0x055b, 0x0020, 5, 50, 7, "08", "untested no_data"}, /* many that are bound do not */
        {0x055b, 0, 5, 5, 1, NULL, "untested no_data"},
        {0x055b, 0x0100, 5, 5, 7, NULL, "untested no_data"},
        {0x055b, 0x0100, 5, 20, 7, NULL, "silent counter_stands=7"},
        {0x045b, 0, 3, 30, 7, NULL, "untested no_data"}, /* old frames say nothing of it */
        {0x055b, 0x0080, 5, 5, 7, NULL, "mesh mesh"},
        {0x055b, 0, 1, 5, 7, NULL, "untested firmware_old=1"},
        {0x055b, 0, 7, 5, 7, NULL, "untested not_a_sensor=7"},
        {0xfff0, 0, 1, 5, 7, NULL, "untested not_a_frame=1"},
        {0xfff0, 0x0100, 5, 5, 7, NULL, "untested no_data unknown_product=65520"},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        struct scene *scene = *state;
        char said[128];
        struct sensor sensor = sensor_of("A4:C1:38:7B:20:E1", NULL);
        sensor.is_idle = true;
        sensor.product = ROWS[i].product;
        sensor.control = ROWS[i].control;
        sensor.version = ROWS[i].version;
        sensor.header = ROWS[i].header;
        sensor.has_no_mac = ROWS[i].version == 1;
        scene_begin(scene, "A4:C1:38:7B:20:E1");
        scene_loose(scene, KEY_A);
        for (uint32_t frame = 0; frame < ROWS[i].frames; frame++)
            scene_frame(scene, &sensor, ROWS[i].counter);
        (void)snprintf(said, sizeof said, "A4:C1:38:7B:20:E1 %s 0/0\n", ROWS[i].said);
        expect(scene, said);
    }
    struct scene *scene = *state;
    struct sensor idle = sensor_of("A4:C1:38:7B:20:E1", NULL); /* bound while it is heard */
    idle.is_idle = true;
    idle.control = 0x0020;
    idle.header = "280100";
    for (uint32_t counter = 2; counter <= 3; counter++) {
        scene_begin(scene, "A4:C1:38:7B:20:E1");
        for (uint32_t frame = 0; frame < 12 + counter; frame++)
            scene_frame(scene, &idle, frame < 12 ? 1 : counter);
        expect(scene, "A4:C1:38:7B:20:E1 untested no_data 0/0\n");
    }
    scene_begin(scene, "A4:C1:38:7B:20:E1");
    for (uint32_t frame = 0; frame < 14; frame++) {
        idle.control = frame < 12 ? 0x0020 : 0x0120;
        scene_frame(scene, &idle, 1);
    }
    expect(scene, "A4:C1:38:7B:20:E1 untested no_data 0/0\n");

    /* phones use the same UUID */
    struct sensor phone = sensor_of("A4:C1:38:7B:20:E1", NULL);
    phone.version = 7;
    scene_begin(scene, NULL);
    scene_frames(scene, &phone, 1, 5);
    (void)scene_end(scene);
    assert_int_equal(scene->count, 0);

    scene_begin(scene, "A4:C1:38:7B:20:E1");
    scene_loose(scene, KEY_A);
    expect(scene, "A4:C1:38:7B:20:E1 absent not_heard=A4:C1:38:7B:20:E1 0/0\n");
}

static void readings_in_plain(void **state)
{
    struct scene *scene = *state;
    struct sensor plain = sensor_of("A4:C1:38:7B:20:E1", NULL);
    struct sensor sealed = sensor_of("A4:C1:38:7B:20:E1", KEY_B);
    scene_begin_with(scene, KEY_A);
    scene_frames(scene, &plain, 1000, 30);
    scene_frame(scene, &sealed, 1030);
    expect(scene, "A4:C1:38:7B:20:E1 not_needed plain lone_encrypted=1 0/1\n");

    plain.object = "020002010a";
    scene_begin(scene, NULL);
    scene_frames(scene, &plain, 1000, 3);
    expect(scene, "A4:C1:38:7B:20:E1 untested pairing 0/0\n");

    plain.object = "f03f020100";
    scene_begin(scene, NULL);
    scene_frames(scene, &plain, 1000, 3);
    expect(scene, "A4:C1:38:7B:20:E1 not_needed plain unknown_object=16368 0/0\n");

    plain = sensor_of("A4:C1:38:7B:20:E1", NULL);
    scene_begin(scene, NULL);
    for (uint32_t i = 0; i < 10; i++)
        scene_frame(scene, &plain, 1000 + 9 * i);
    expect(scene, "A4:C1:38:7B:20:E1 not_needed plain lost=72 0/0\n");
}

/* Copies of plain frames are not held against encrypted ones that differ. */
static void readings_in_plain_and_encrypted(void **state)
{
    struct scene *scene = *state;
    struct sensor plain = sensor_of("A4:C1:38:7B:20:E1", NULL);
    struct sensor sealed = sensor_of("A4:C1:38:7B:20:E1", KEY_B);
    scene_begin_with(scene, KEY_A);
    for (uint32_t i = 0; i < 100; i++)
        scene_frame(scene, &plain, 1000 + i / 25);
    for (uint32_t i = 0; i < 4; i++)
        scene_frame(scene, &sealed, 2000 + 1000 * i);
    expect(scene, "A4:C1:38:7B:20:E1 wrong opens_none 0/4\n");

    scene_begin_with(scene, KEY_A); /* counters that follow each other are no bit errors */
    scene_frames(scene, &plain, 1000, 60);
    scene_frame(scene, &sealed, 1060);
    scene_frames(scene, &plain, 1061, 60);
    scene_frame(scene, &sealed, 1121);
    expect(scene, "A4:C1:38:7B:20:E1 wrong opens_none 0/2\n");

    scene_begin_with(scene, KEY_B);
    scene_frames(scene, &plain, 1000, 60);
    scene_frame(scene, &sealed, 1060);
    expect(scene, "A4:C1:38:7B:20:E1 right opens 1/1\n");

    scene_begin_with(scene, KEY_A); /* nor those which do from afar, */
    scene_frames(scene, &plain, 1000, 40);
    for (uint32_t i = 0; i < 3; i++)
        scene_frame(scene, &sealed, 2000 + 1000 * i);
    expect(scene, "A4:C1:38:7B:20:E1 wrong opens_none 0/3\n");

    scene_begin_with(scene, KEY_A); /* nor one that is heard again and again */
    scene_frames(scene, &plain, 1000, 12);
    for (uint32_t i = 0; i < 3; i++)
        scene_frame(scene, &sealed, 2000);
    expect(scene, "A4:C1:38:7B:20:E1 wrong opens_none 0/1\n");

    scene_begin_with(scene, KEY_A); /* unless one packet was recorded so often */
    scene_frames(scene, &plain, 1000, 12);
    for (uint32_t i = 0; i < 3; i++, scene->time -= MI_SECOND)
        scene_frame(scene, &sealed, 2000);
    expect(scene, "A4:C1:38:7B:20:E1 not_needed plain lone_encrypted=1 0/1\n");

    scene_begin_with(scene, KEY_A); /* one plain frame, and one of its copies is damaged */
    for (uint32_t i = 0; i < 20; i++)
        scene_frame(scene, &plain, 1000);
    scene_frame(scene, &sealed, 1000);
    expect(scene, "A4:C1:38:7B:20:E1 not_needed plain lone_encrypted=1 0/1\n");
}

static void frames_that_are_not_whole(void **state)
{
    struct scene *scene = *state;
    struct sensor sensor = sensor_of("A4:C1:38:7B:20:E1", KEY_A);
    struct sensor cut = sensor;
    cut.cut = 3;
    scene_begin_with(scene, KEY_A);
    scene_frames(scene, &sensor, 1000, 6);
    scene_frames(scene, &cut, 1006, 2);
    expect(scene, "A4:C1:38:7B:20:E1 right opens cut=2 6/6\n");

    scene_begin_with(scene, KEY_A);
    scene_frames(scene, &cut, 1006, 1);
    expect(scene, "A4:C1:38:7B:20:E1 untested cut=1 0/0\n");

    cut.product = 0x07f6; /* MJYD02YL */
    cut.cut = 5;
    scene_begin_with(scene, KEY_A);
    scene_frames(scene, &cut, 1006, 2);
    expect(scene, "A4:C1:38:7B:20:E1 untested cut_by_device=2 0/0\n");
}

static void other_formats(void **state)
{
    struct scene *scene = *state;
    scene_begin_with(scene, KEY_A);
    scene_raw(scene, "A4:C1:38:7B:20:E1", 0xfcd2, "40015f025308038813");
    expect(scene, "A4:C1:38:7B:20:E1 other_format format 0/0\n");

    scene_begin_with(scene, KEY_A); /* an encrypted pvvx frame with another key */
    scene_raw(scene, "A4:C1:38:7B:20:E1", 0x181a, "0102030405060708090a0b");
    expect(scene, "A4:C1:38:7B:20:E1 other_format format_closed 0/1\n");

    scene_begin(scene, NULL); /* and without any */
    scene_raw(scene, "A4:C1:38:7B:20:E1", 0x181a, "0102030405060708090a0b");
    expect(scene, "A4:C1:38:7B:20:E1 other_format format_encrypts no_key 0/1\n");
    assert_true(scene_finding(scene, 0)->verdict.is_closed);

    scene_begin_with(scene, KEY_A);
    scene_atc(scene, "A4:C1:38:7B:20:E1", KEY_A);
    expect(scene, "A4:C1:38:7B:20:E1 other_format format_opens 1/1\n");

    scene_begin(scene, NULL); /* a format of the maker's own */
    scene_raw(scene, "A4:C1:38:7B:20:E1", 0x181d, "22b4410000000000000000");
    scene_raw(scene, "A4:C1:38:7B:20:E1", 0x181d, "22b441e407060f0c0000");
    expect(scene, "A4:C1:38:7B:20:E1 not_needed plain 0/0\n");
}

/* Other firmware encrypts all or nothing. */
static void bit_errors_in_other_formats(void **state)
{
    static const struct {
        uint16_t uuid;
        const char *frame;
        uint16_t damaged_uuid;
        const char *damaged;
    } ROWS[] = {
        {0xfcd2, "4000a1016402c409030c14", 0xfcd2, "4100a1016402c409030c14"},
        {0x181c, "2302c40903030c14020164", 0x181e, "2302c40903030c14020164"},
        {0x181a, "a4c1387b20e100d51e550b8642", 0x181e, "a4c1387b20e100d51e550b8642"},
        {0x181a, "a4c1387b20e100d51e550b8642", 0x181a, "a4c1387b20e10055"},
        {0x181a, "e1207b38c1a455085e10860b554204", 0x181e, "e1207b38c1a455085e10860b554204"},
        {0x181a, "e1207b38c1a455085e10860b554204", 0x181a, "e1207b38c1a455085e1086"},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        for (unsigned keys = 0; keys < 2; keys++) {
            struct scene *scene = *state;
            scene_begin(scene, NULL);
            if (keys > 0)
                scene_loose(scene, KEY_A);
            scene_raw(scene, "A4:C1:38:7B:20:E1", ROWS[i].uuid, ROWS[i].frame);
            scene_raw(scene, "A4:C1:38:7B:20:E1", ROWS[i].uuid, ROWS[i].frame);
            scene_raw(scene, "A4:C1:38:7B:20:E1", ROWS[i].damaged_uuid, ROWS[i].damaged);
            const struct mi_finding *finding = scene_end(scene);
            assert_int_equal(finding->verdict.kind, MI_VERDICT_OTHER_FORMAT);
            assert_false(finding->verdict.is_closed);
            assert_false(finding->was_tried);
            if (!mi_verdict_has(&finding->verdict, MI_REASON_FORMAT))
                fail_msg("%s: %s", ROWS[i].damaged, scene_said(scene));
        }
    }
}

/* Copies of plain frames do not make bit errors of encrypted ones that go on. */
static void other_formats_in_plain_and_encrypted(void **state)
{
    static const struct {
        uint16_t uuid;
        const char *plain[2]; /* before and behind a byte that differs from frame to frame */
        const char *sealed[2];
        unsigned count;
    } ROWS[] = {
        {0xfcd2, {"4002c4", "03bf13"}, {"417f2b", "000000c4a81134"}, 3},
        {0x181a, {"a4c1387b20e100", "1e550b8642"}, {"", "a853dd11223344"}, 12},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        struct scene *scene = *state;
        char frame[64];
        scene_begin_with(scene, KEY_A);
        for (unsigned f = 0; f < 30 + ROWS[i].count; f++) {
            const char *const *around = f < 30 ? ROWS[i].plain : ROWS[i].sealed;
            (void)snprintf(frame, sizeof frame, "%s%02x%s", around[0], f < 30 ? f / 3 : f,
                           around[1]);
            scene_raw(scene, "A4:C1:38:7B:20:E1", ROWS[i].uuid, frame);
        }
        const struct mi_finding *finding = scene_end(scene);
        assert_true(finding->was_tried);
        assert_true(finding->verdict.is_closed);
    }
}

static void hear_both_formats(struct scene *scene, unsigned count)
{
    struct sensor sensor = sensor_of("A4:C1:38:7B:20:E1", KEY_A);
    for (unsigned i = 0; i < count; i++) {
        char frame[64];
        (void)snprintf(frame, sizeof frame, "417f2b%02x000000c4a81134", i);
        scene_raw(scene, "A4:C1:38:7B:20:E1", 0xfcd2, frame);
        scene_frames(scene, &sensor, 1000 + 2 * i, 2);
    }
}

static void two_formats_are_judged_apart(void **state)
{
    struct scene *scene = *state;
    scene_begin_with(scene, KEY_A);
    hear_both_formats(scene, 5);
    expect(scene, "A4:C1:38:7B:20:E1 right opens format_this format_other 10/10\n"
                  "A4:C1:38:7B:20:E1 other_format no_key format_this format_other 0/5\n");

    scene_begin(scene, NULL); /* the key of one is none of the other's slips */
    scene_own(scene, "A4:C1:38:7B:20:E1", "1f228155bdd12fbee1f6fef074fc85b8");
    hear_both_formats(scene, 5);
    expect(scene, "A4:C1:38:7B:20:E1 mistyped key_damaged=4 format_this format_other 0/10\n"
                  "A4:C1:38:7B:20:E1 other_format no_key format_this format_other 0/5\n");

    scene_begin_with(scene, KEY_B);
    hear_both_formats(scene, 5);
    expect(scene, "A4:C1:38:7B:20:E1 wrong opens_none format_this format_other 0/10\n"
                  "A4:C1:38:7B:20:E1 other_format opens_none format_this format_other 0/5\n");
}

static void custom_firmware_that_speaks_mibeacon(void **state)
{
    struct scene *scene = *state;
    scene_begin_with(scene, KEY_A);
    hear_pvvx(scene, KEY_A, 1000, 16);
    expect(scene, "A4:C1:38:7B:20:E1 other_format opens pvvx 12/12\n");

    scene_begin_with(scene, KEY_B);
    hear_pvvx(scene, KEY_A, 1000, 16);
    expect(scene, "A4:C1:38:7B:20:E1 other_format opens_none pvvx 0/12\n");

    scene_begin(scene, NULL);
    hear_pvvx(scene, KEY_A, 1000, 16);
    expect(scene, "A4:C1:38:7B:20:E1 other_format no_key pvvx 0/12\n");

    struct sensor cut = sensor_of("A4:C1:38:7B:20:E1", KEY_A); /* which is told all the same */
    cut.cut = 3;
    scene_begin_with(scene, KEY_B);
    hear_pvvx(scene, KEY_A, 1000, 16);
    scene_frame(scene, &cut, 1016);
    expect(scene, "A4:C1:38:7B:20:E1 other_format opens_none pvvx cut=1 0/12\n");
    const struct mi_verdict *verdict = &scene_finding(scene, 0)->verdict;
    assert_int_equal(verdict->advice[verdict->advice_count - 1], MI_ADVICE_RECORD_WHOLE);

    /* What is wrong with a key is no less wrong there. */
    scene_begin_with(scene, KEY_A);
    hear_pvvx(scene, KEY_A, 1000, 16);
    hear_pvvx(scene, KEY_B, 4, 16);
    expect(scene, "A4:C1:38:7B:20:E1 changed stopped_fitting=13 counter_fell=1014 pvvx 12/24\n");
    scene_begin_with(scene, KEY_SHORT);
    hear_pvvx(scene, KEY_SHORT "ffffffff", 1000, 16);
    expect(scene, "A4:C1:38:7B:20:E1 wrong_form key_filled pvvx 12/12\n");

    scene_begin(scene, "A4:C1:38:7B:20:E1"); /* another key opens it */
    scene_own(scene, "A4:C1:38:7B:20:E1", KEY_A);
    scene_loose(scene, KEY_B);
    hear_pvvx(scene, KEY_A, 1000, 16);
    expect(scene, "A4:C1:38:7B:20:E1 other_format ring_key pvvx 0/12\n");
    assert_true(scene_finding(scene, 0)->verdict.is_closed);

    scene_begin_with(scene, KEY_A); /* too few to tell */
    hear_pvvx(scene, KEY_A, 1000, 6);
    expect(scene, "A4:C1:38:7B:20:E1 right opens 5/5\n");

    struct sensor genuine = sensor_of("A4:C1:38:7B:20:E1", KEY_A); /* of which some are heard */
    scene_begin_with(scene, KEY_A);
    for (uint32_t counter = 1001; counter < 1041; counter += 4)
        scene_frame(scene, &genuine, counter);
    expect(scene, "A4:C1:38:7B:20:E1 right opens lost=27 10/10\n");
}

static void custom_firmware_in_plain(void **state)
{
    struct scene *scene = *state;
    struct sensor plain = sensor_of("A4:C1:38:7B:20:E1", NULL);
    plain.version = 3;
    scene_begin_with(scene, KEY_A);
    scene_frames(scene, &plain, 1000, 3);
    expect(scene, "A4:C1:38:7B:20:E1 other_format plain pvvx 0/0\n");

    struct sensor genuine = sensor_of("A4:C1:38:7B:20:E1", KEY_A); /* flashed back meanwhile */
    scene_begin_with(scene, KEY_A);
    scene_frames(scene, &plain, 1000, 3);
    scene_frames(scene, &genuine, 1, 6);
    expect(scene, "A4:C1:38:7B:20:E1 right opens 6/6\n");

    scene_begin_with(scene, KEY_A);
    scene_frames(scene, &plain, 1000, 1); /* could be a bit error */
    expect(scene, "A4:C1:38:7B:20:E1 not_needed plain 0/0\n");

    scene_begin_with(scene, KEY_A);
    plain.product = 0x0380; /* a lock, which it does not run on */
    scene_frames(scene, &plain, 1000, 3);
    expect(scene, "A4:C1:38:7B:20:E1 not_needed plain 0/0\n");

    scene_begin_with(scene, KEY_A);
    plain = sensor_of("A4:C1:38:7B:20:E1", NULL);
    plain.version = 3;
    plain.object = "0200020000";
    scene_frames(scene, &plain, 1000, 3);
    expect(scene, "A4:C1:38:7B:20:E1 untested pairing 0/0\n");
}

/* Frames that do not open though there are enough of them for a change of the key. */
static void frames_that_seem_damaged(void **state)
{
    struct scene *scene = *state;
    struct sensor sensor = sensor_of("A4:C1:38:7B:20:E1", KEY_A);
    struct sensor other = sensor_of("A4:C1:38:7B:20:E1", KEY_B);
    scene_begin_with(scene, KEY_A);
    scene_frames(scene, &sensor, 1000, 12);
    scene_frames(scene, &other, 1012, 4);
    expect(scene, "A4:C1:38:7B:20:E1 changed stopped_fitting=13 12/16\n");

    scene_begin_with(scene, KEY_A);
    scene_frames(scene, &sensor, 1000, 12);
    scene->rssi = 57;
    scene_frames(scene, &other, 1012, 4);
    expect(scene, "A4:C1:38:7B:20:E1 right opens damaged=4 12/16\n");

    scene_begin_with(scene, KEY_A); /* most of those that do not open are as good as ever */
    scene_frames(scene, &sensor, 1000, 12);
    scene_frames(scene, &other, 1012, 2);
    scene->rssi = 57;
    scene_frames(scene, &other, 1014, 1);
    expect(scene, "A4:C1:38:7B:20:E1 changed stopped_fitting=13 12/15\n");

    scene_begin_with(scene, KEY_A); /* so many are no accident */
    scene_frames(scene, &sensor, 1000, 12);
    scene->rssi = 57;
    scene_frames(scene, &other, 1012, 5);
    expect(scene, "A4:C1:38:7B:20:E1 changed stopped_fitting=13 12/17\n");

    scene_begin_with(scene, KEY_A); /* frames that open, or are in plain, are whole */
    scene_frames(scene, &sensor, 1000, 6);
    scene->rssi = 57;
    scene_frames(scene, &sensor, 1006, 4);
    expect(scene, "A4:C1:38:7B:20:E1 right opens 10/10\n");

    scene_begin_with(scene, KEY_B); /* from a source that leaves the minus out, none is doubted */
    scene->rssi = 57;
    scene_frames(scene, &sensor, 1000, 6);
    expect(scene, "A4:C1:38:7B:20:E1 wrong opens_none 0/6\n");
}

static void frames_of_another_product(void **state)
{
    struct scene *scene = *state;
    struct sensor sensor = sensor_of("A4:C1:38:7B:20:E1", KEY_A);
    struct sensor other = sensor_of("A4:C1:38:7B:20:E1", KEY_B);
    other.product = 0x045b;
    scene_begin_with(scene, KEY_A);
    scene_frames(scene, &sensor, 1000, 12);
    scene_frames(scene, &other, 1012, 3);
    expect(scene, "A4:C1:38:7B:20:E1 right opens damaged=3 12/15\n");

    scene_begin_with(scene, KEY_B); /* the ids of two formats say nothing of each other */
    for (int i = 0; i < 16; i++) {
        char hex[64];
        struct mi_text text = mi_text(hex, sizeof hex);
        mi_text_add(&text, "0807e1207b38c1a40104d500");
        mi_text_hex(&text, (uint64_t)i, 4);
        scene_raw(scene, "A4:C1:38:7B:20:E1", 0xfdcd, hex);
    }
    scene_frames(scene, &sensor, 1000, 6);
    expect(scene, "A4:C1:38:7B:20:E1 wrong opens_none 0/6\n");
}

static void other_ways_to_read_a_frame(void **state)
{
    struct scene *scene = *state;
    struct sensor sensor = sensor_of("A4:C1:38:7B:20:E1", KEY_A);
    sensor.header = "2801"; /* capability with one I/O byte */
    sensor.control = 0x0020;
    scene_begin_with(scene, KEY_A);
    scene_frames(scene, &sensor, 1000, 6);
    expect(scene, "A4:C1:38:7B:20:E1 right opens one_io_byte 6/6\n");

    sensor = sensor_of("A4:C1:38:7B:20:E1", KEY_A);
    sensor.has_stray_byte = true;
    scene_begin_with(scene, KEY_A);
    scene_frames(scene, &sensor, 1000, 6);
    expect(scene, "A4:C1:38:7B:20:E1 right opens stray_byte 6/6\n");
}

/* Looked at more closely in test_inquiry.c. */
static void changes_and_damage(void **state)
{
    struct scene *scene = *state;
    struct sensor sensor = sensor_of("A4:C1:38:7B:20:E1", KEY_A);
    struct sensor later = sensor_of("A4:C1:38:7B:20:E1", KEY_B);
    scene_begin_with(scene, KEY_A);
    scene_frames(scene, &sensor, 1000, 6);
    scene_frames(scene, &later, 1, 6);
    expect(scene, "A4:C1:38:7B:20:E1 changed stopped_fitting=7 counter_fell=1005 6/12\n");

    scene_begin_with(scene, KEY_A);
    scene_loose(scene, KEY_B);
    scene_frames(scene, &sensor, 1000, 6);
    scene_frames(scene, &later, 1006, 6);
    expect(scene, "A4:C1:38:7B:20:E1 changed started_fitting=7 new_key key_before 6/12\n");

    scene_begin_with(scene, KEY_A);
    scene_frames(scene, &sensor, 1000, 6);
    scene_frame(scene, &later, 1006);
    scene_frames(scene, &sensor, 1007 + 600, 6);
    expect(scene, "A4:C1:38:7B:20:E1 right opens counter_jumped=1006 damaged=1 12/13\n");
}

/* Devices of a ring whose keys are `slips` and others, which nothing mends. */
static void own_many(struct scene *scene, uint32_t count, uint32_t slips)
{
    struct sensor sensor = sensor_of("A4:C1:38:00:00:00", KEY_A);
    scene_begin(scene, NULL);
    for (uint32_t i = 0; i < count; i++) {
        struct mi_key key = i < slips ? sensor.key : key_of(KEY_B);
        sensor.address.octet[4] = (uint8_t)i;
        key.bytes[i < slips ? 3 : 0] ^= i < slips ? 0x40 : (uint8_t)i;
        scene_own_key(scene, sensor.address, &key);
    }
    scene_start(scene);
    for (uint32_t i = 0; i < count; i++) {
        sensor.address.octet[4] = (uint8_t)i;
        scene_frames(scene, &sensor, 100, i < slips ? 1 : 2);
    }
    (void)scene_end(scene);
}

/* Of very many keys that nothing mends, the others are told to be untried. */
static void keys_that_were_not_tried_are_told(void **state)
{
    struct scene *scene = *state;
    own_many(scene, 70, 3);
    size_t untold = 0;
    const struct mi_finding *finding;
    for (size_t i = 0; (finding = scene_finding(scene, i)) != NULL; i++) {
        assert_int_equal(finding->verdict.kind, MI_VERDICT_WRONG);
        untold += !mi_verdict_has(&finding->verdict, MI_REASON_NOT_MENDED);
    }
    assert_int_equal(untold, 64);
}

static void keys_that_are_soon_mended_all_are(void **state)
{
    struct scene *scene = *state;
    own_many(scene, 100, 98);
    const struct mi_finding *finding;
    for (size_t i = 0; (finding = scene_finding(scene, i)) != NULL; i++)
        assert_int_equal(finding->verdict.kind, i < 98 ? MI_VERDICT_MISTYPED : MI_VERDICT_WRONG);
}

/* Ran last: the tests before it have been through all there is. */
static void every_verdict_and_every_reason_was_met(void **state)
{
    struct scene *scene = *state;
    for (size_t i = 0; i < MI_VERDICT_KINDS; i++)
        if (!scene->met_verdicts[i])
            fail_msg("no test gives the verdict %s", mi_verdict_name((enum mi_verdict_kind)i));
    for (size_t i = 0; i < MI_REASON_CODES; i++)
        if (!scene->met_reasons[i])
            fail_msg("no test gives the reason %s", mi_reason_name((enum mi_reason_code)i));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_words_are_there),
        cmocka_unit_test(one_is_not_many),
        cmocka_unit_test(moments_and_addresses),
        cmocka_unit_test(verdicts_hold_what_fits),
        cmocka_unit_test(the_key_given_is_the_one_in_question),
        cmocka_unit_test(a_damaged_copy_of_the_key_in_the_ring_is_told),
        cmocka_unit_test(a_frame_that_was_given_alone_may_be_cut),
        cmocka_unit_test(what_is_no_key_is_in_question),
        cmocka_unit_test(a_key_with_a_slip_is_told),
        cmocka_unit_test(what_stands_in_a_ring_is_told),
        cmocka_unit_test(what_is_told_of_a_device_is_a_reason),
        cmocka_unit_test(the_key_in_the_capture_is_not_wanted_of_who_has_it),
        cmocka_unit_test(the_key_beside_a_proven_token_is_wanted),
        cmocka_unit_test(a_registration_before_frames_that_open_says_nothing),
        cmocka_unit_test(a_registration_after_frames_that_open_voids_the_key),
        cmocka_unit_test(another_key_in_the_capture_voids_the_key),
        cmocka_unit_test(two_keys_for_one_device_are_both_tried),
        cmocka_unit_test(the_key_of_another_device),
        cmocka_unit_test(addresses_that_are_not_as_given),
        cmocka_unit_test(frames_without_any_address),
        cmocka_unit_test(keys_of_the_wrong_form),
        cmocka_unit_test(a_new_binding_shows_in_the_counter),
        cmocka_unit_test(nothing_to_try_a_key_on),
        cmocka_unit_test(readings_in_plain),
        cmocka_unit_test(readings_in_plain_and_encrypted),
        cmocka_unit_test(frames_that_are_not_whole),
        cmocka_unit_test(other_formats),
        cmocka_unit_test(bit_errors_in_other_formats),
        cmocka_unit_test(other_formats_in_plain_and_encrypted),
        cmocka_unit_test(two_formats_are_judged_apart),
        cmocka_unit_test(custom_firmware_that_speaks_mibeacon),
        cmocka_unit_test(custom_firmware_in_plain),
        cmocka_unit_test(frames_that_seem_damaged),
        cmocka_unit_test(frames_of_another_product),
        cmocka_unit_test(other_ways_to_read_a_frame),
        cmocka_unit_test(changes_and_damage),
        cmocka_unit_test(keys_that_were_not_tried_are_told),
        cmocka_unit_test(keys_that_are_soon_mended_all_are),
        cmocka_unit_test(every_verdict_and_every_reason_was_met),
    };
    return cmocka_run_group_tests(tests, scene_new, scene_free);
}
