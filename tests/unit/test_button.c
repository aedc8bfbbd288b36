/* Object 0x1001, row by row of its tables. */
#include "support.h"

#include "beacon/formats/button.h"

static const char *pressed(struct bench *bench, const char *model, const char *hex)
{
    struct mi_frame *frame = &bench->frame;
    frame->reading_count = 0;
    frame->property_count = 0;
    frame->status = MI_STATUS_PLAIN;
    frame->problem.code = MI_OK;
    mi_button_read(frame, model, bench_bytes(bench, hex));
    return said(bench) + strlen("plain");
}

struct row {
    const char *value, *says;
};

static void check(struct bench *bench, const char *model, const struct row *rows)
{
    for (; rows->value != NULL; rows++) {
        const char *says = pressed(bench, model, rows->value);
        if (strcmp(says, rows->says) != 0)
            fail_msg("%s %s says '%s', not '%s'", model != NULL ? model : "no model", rows->value,
                     says, rows->says);
    }
}

#define END                                                                                        \
    {                                                                                              \
        NULL, NULL                                                                                 \
    }

static void test_single_buttons(void **state)
{
    static const char *const MODELS[] = {"RTCGQ02LM", "YLAI003", "JTYJGD03MI", "SJWS01LM"};
    static const struct row ROWS[] = {
        {"000000", "; button press"},
        {"000001", "; button double_press"},
        {"000002", "; button long_press"},
        {"000003", ""},
        {"000004", ""},
        {"000005", "; button press"},
        {"000006", "; button long_press"},
        {"000007", ""},
        {"0000ff", ""},
        {"090100", "; button press"},
        END,
    };
    for (size_t i = 0; i < sizeof MODELS / sizeof MODELS[0]; i++)
        check(*state, MODELS[i], ROWS);
}

static void test_the_cube(void **state)
{
    static const struct row ROWS[] = {
        {"000000", "; cube rotate_right"},
        {"010000", "; cube rotate_left"},
        {"010003", "; cube rotate_left"},
        {"020000", ""},
        END,
    };
    check(*state, "XMMF01JQD", ROWS);
}

static void test_the_remote(void **state)
{
    static const struct row ROWS[] = {
        {"000000", "; button_on press; power yes"},
        {"010000", "; button_off press; power no"},
        {"010003", "; power no"},
        {"020001", "; button_brightness double_press"},
        {"030002", "; button_plus long_press"},
        {"040000", "; button_M press"},
        {"050006", "; button_min long_press"},
        {"060000", ""},
        END,
    };
    check(*state, "YLYK01YL", ROWS);
}

static void test_the_fan_remote(void **state)
{
    static const struct row ROWS[] = {
        {"000000", "; button_fan press"},
        {"010000", "; button_light press"},
        {"020000", "; button_wind_speed press"},
        {"030000", "; button_color_temperature press"},
        {"040000", "; button_wind_mode press"},
        {"050002", "; button_brightness long_press"},
        {"060000", ""},
        END,
    };
    check(*state, "YLYK01YL-FANCL", ROWS);
}

static void test_the_ventilator_remote(void **state)
{
    static const struct row ROWS[] = {
        {"000000", "; button_swing press"},
        {"010000", "; button_power press"},
        {"020000", "; button_timer_60_minutes press"},
        {"030000", "; button_increase_wind_speed press"},
        {"040000", "; button_timer_30_minutes press"},
        {"050000", "; button_decrease_wind_speed press"},
        {"060000", ""},
        END,
    };
    check(*state, "YLYK01YL-VENFAN", ROWS);
}

static void test_the_bath_heater_remote(void **state)
{
    static const struct row ROWS[] = {
        {"000000", "; button_stop press"},
        {"010000", "; button_air_exchange press"},
        {"020000", "; button_fan press"},
        {"030000", "; button_increase_speed press"},
        {"040000", "; button_decrease_speed press"},
        {"050000", "; button_dry press"},
        {"060000", "; button_light press"},
        {"070000", "; button_swing press"},
        {"080000", "; button_heat press"},
        {"090000", ""},
        END,
    };
    check(*state, "YLYB01YL-BHFRC", ROWS);
}

static void test_the_dimmer(void **state)
{
    static const struct row ROWS[] = {
        {"000000", "; dimmer press number_of_presses=0"},
        {"000001", "; dimmer double_press"},
        {"000002", "; dimmer long_press duration=0"},
        {"000103", "; dimmer press number_of_presses=1"},
        {"000503", "; dimmer press number_of_presses=5"},
        {"010403", "; dimmer long_press duration=4"},
        {"020103", ""},
        {"000104", "; dimmer rotate_right steps=1"},
        {"007f04", "; dimmer rotate_right steps=127"},
        {"008004", "; dimmer rotate_left steps=128"},
        {"00ff04", "; dimmer rotate_left steps=1"},
        {"010004", "; dimmer rotate_right_pressed steps=1"},
        {"7f0004", "; dimmer rotate_right_pressed steps=127"},
        {"800004", "; dimmer rotate_left_pressed steps=128"},
        {"fe0004", "; dimmer rotate_left_pressed steps=2"},
        {"000005", "; dimmer press number_of_presses=0"},
        {"000006", "; dimmer long_press duration=0"},
        {"000007", ""},
        END,
    };
    check(*state, "YLKG07YL/YLKG08YL", ROWS);
}

static void test_wall_switches(void **state)
{
    static const struct row ONE[] = {
        {"000000", "; button press"},
        {"000001", "; button long_press"},
        {"000002", "; button double_press"},
        {"000003", ""},
        {"010000", ""},
        END,
    };
    static const struct row TWO[] = {
        {"000000", "; button_left press"},
        {"010001", "; button_right long_press"},
        {"020002", "; button_left double_press; button_right double_press"},
        {"030000", ""},
        END,
    };
    static const struct row THREE[] = {
        {"000000", "; button_left press"},
        {"010000", "; button_middle press"},
        {"020000", "; button_right press"},
        {"030000", "; button_left press; button_middle press"},
        {"040000", "; button_middle press; button_right press"},
        {"050000", "; button_left press; button_right press"},
        {"060001", "; button_left long_press; button_middle long_press; button_right long_press"},
        {"070000", ""},
        END,
    };
    check(*state, "K9B-1BTN", ONE);
    check(*state, "K9B-2BTN", TWO);
    check(*state, "K9B-3BTN", THREE);
}

static void test_models_that_are_not_listed(void **state)
{
    static const struct row ROWS[] = {
        {"000000", "; button press"},
        {"000001", "; button double_press"},
        {"000002", "; button long_press"},
        {"000003", "; button event button_code=0 button_value=0 press_type=3"},
        {"010000", "; button event button_code=1 button_value=0 press_type=0"},
        {"00ff04", "; button event button_code=0 button_value=255 press_type=4"},
        END,
    };
    check(*state, "LYWSD03MMC", ROWS);
    check(*state, NULL, ROWS);
}

static void test_other_lengths_are_ignored(void **state)
{
    static const struct row ROWS[] = {{"", ""}, {"0000", ""}, {"00000000", ""}, END};
    check(*state, "RTCGQ02LM", ROWS);
    check(*state, NULL, ROWS);
}

static void test_published_frames(void **state)
{
    struct bench *bench = *state;
    static const struct row FRAMES[] = {
        {"5030e1048e54d3e63053e2011003010000", "plain; cube rotate_left"},
        {"503053013f7450e94124f8011003000000", "plain; button_on press; power yes"},
        {"504069150101691538c1a4011003020000", "plain; button_left press; button_right press"},
        {"5040fd0d0101fd0d38c1a4011003060001",
         "plain; button_left long_press; button_middle long_press; button_right long_press"},
    };
    for (size_t i = 0; i < sizeof FRAMES / sizeof FRAMES[0]; i++) {
        assert_true(read_service(bench, 0xfe95, FRAMES[i].value, NULL));
        assert_string_equal(said(bench), FRAMES[i].says);
    }
}

/* As many as the longest frame can hold are all told; what is fed beyond that is left out. */
static void test_properties_of_a_full_frame(void **state)
{
    struct bench *bench = *state;
    struct mi_frame *frame = &bench->frame;
    struct mi_bytes value = bench_bytes(bench, "010203");
    size_t most = MI_FRAME_MAX / (3 + value.left); /* objects, each with a header of three bytes */
    frame->reading_count = 0;
    frame->property_count = 0;
    for (size_t i = 0; i < MI_READINGS_MAX + 1; i++)
        mi_button_read(frame, NULL, value);
    assert_int_equal(frame->property_count, MI_NUMBERS_MAX);
    for (size_t i = 0; i < most; i++) {
        const struct mi_reading *event = &frame->readings[i];
        assert_int_equal(event->property_count, MI_PROPERTIES_MAX);
        for (int p = 0; p < MI_PROPERTIES_MAX; p++)
            assert_int_equal(event->properties[p].value, p + 1);
    }
    assert_int_equal(frame->readings[MI_READINGS_MAX - 1].property_count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_single_buttons),
        cmocka_unit_test(test_the_cube),
        cmocka_unit_test(test_the_remote),
        cmocka_unit_test(test_the_fan_remote),
        cmocka_unit_test(test_the_ventilator_remote),
        cmocka_unit_test(test_the_bath_heater_remote),
        cmocka_unit_test(test_the_dimmer),
        cmocka_unit_test(test_wall_switches),
        cmocka_unit_test(test_models_that_are_not_listed),
        cmocka_unit_test(test_other_lengths_are_ignored),
        cmocka_unit_test(test_properties_of_a_full_frame),
        cmocka_unit_test(test_published_frames),
    };
    return cmocka_run_group_tests(tests, bench_new, bench_free);
}
