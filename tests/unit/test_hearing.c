/* What a terminal is told while a scan hears no sensor. */
#include "support.h"

#include "hearing.h"

#include <limits.h>

/* So many devices, each of which sends twice. */
static void hear(struct hearing *hearing, unsigned devices, int8_t rssi)
{
    for (unsigned i = 0; i < 2 * devices; i++) {
        const struct mi_advert advert = {
            .address = {{0xc0, 0xff, 0xee, 0, (uint8_t)(i / 2 >> 8), (uint8_t)(i / 2)}},
            .has_address = true,
            .has_rssi = true,
            .rssi = rssi,
        };
        hearing_take(hearing, &advert, 0, 0);
    }
}

static void expect(const struct hearing *hearing, const char *sentence)
{
    char buffer[512];
    struct mi_text words = mi_text(buffer, sizeof buffer);
    hearing_words(hearing, &words);
    assert_string_equal(buffer, sentence);
}

static void silence_is_told(void **state)
{
    (void)state;
    struct hearing hearing = {0};
    expect(&hearing,
           "nothing heard so far: likely no device is near, or the adapter has no antenna "
           "(another one: --adapter)");
}

static void advertisements_and_devices_are_counted(void **state)
{
    (void)state;
    struct hearing hearing = {0};
    hear(&hearing, 1, -60);
    expect(&hearing,
           "2 advertisements of 1 device, no sensor: likely it is out of reach, or silent: "
           "some send every few minutes, buttons and doors when they are used");
    hear(&hearing, 14, -60);
    assert_int_equal(hearing.devices, 14);
    assert_int_equal(hearing.adverts, 30);
}

static void weak_signals_are_a_reason(void **state)
{
    (void)state;
    struct hearing hearing = {0};
    hear(&hearing, 3, -91);
    expect(&hearing,
           "6 advertisements of 3 devices, no sensor: likely all are too far away, or the "
           "adapter's antenna is bad");
    hear(&hearing, 1, -40);
    assert_int_equal(hearing.strongest, -40);
}

static void a_filter_is_a_reason(void **state)
{
    (void)state;
    struct hearing hearing = {0};
    const struct mi_advert anonymous = {.has_address = false};
    hear(&hearing, 2, -60);
    hearing_take(&hearing, &anonymous, 3, 0);
    expect(&hearing, "5 advertisements of 2 devices, 3 frames of sensors, none of which passes the "
                     "filter");
}

static void many_devices_take_no_more_memory(void **state)
{
    (void)state;
    struct hearing hearing = {0};
    hear(&hearing, 3000, -60);
    assert_int_equal(hearing.devices, HEARING_DEVICES);
    assert_int_equal(hearing.adverts, 6000);
}

static void nothing_is_told_without_a_terminal_or_once_frames_are_shown(void **state)
{
    (void)state;
    struct hearing piped = {0};
    struct hearing shown = {.is_wanted = true};
    const struct mi_advert advert = {.has_address = false};
    hearing_take(&shown, &advert, 1, 1);
    assert_int_equal(hearing_turn(&piped), INT_MAX);
    assert_int_equal(hearing_turn(&shown), INT_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(silence_is_told),
        cmocka_unit_test(advertisements_and_devices_are_counted),
        cmocka_unit_test(weak_signals_are_a_reason),
        cmocka_unit_test(a_filter_is_a_reason),
        cmocka_unit_test(many_devices_take_no_more_memory),
        cmocka_unit_test(nothing_is_told_without_a_terminal_or_once_frames_are_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
