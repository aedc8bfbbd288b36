/* Moments as people write them, and the zone of the process. */
#include "support.h"

#include "capture/clock.h"
#include "moment.h"

#include <stdlib.h>
#include <time.h>

/* 2026-07-01 12:00:00 UTC, a Wednesday in summer */
static const mi_time NOW = INT64_C(1782907200) * MI_SECOND;

static void set_zone(const char *zone)
{
    assert_int_equal(setenv("TZ", zone, 1), 0);
    tzset();
}

static void expect(const char *text, bool is_local, int64_t seconds)
{
    mi_time moment = 0;
    assert_true(moment_read(text, is_local, NOW, TURN_FIRST, &moment));
    assert_int_equal(moment, seconds * MI_SECOND);
}

static void all_forms_are_read(void **state)
{
    (void)state;
    set_zone("CET-1CEST,M3.5.0,M10.5.0/3");
    expect("2026-07-01T12:00:00Z", false, 1782907200);
    expect("2026-07-01 12:00:00", false, 1782907200);
    expect("2026-07-01T12:00", false, 1782907200);
    expect("2026-07-01", false, 1782907200 - 12 * 3600);
    expect("12:00", false, 1782907200);
    expect("07:30:05", false, 1782907200 - 16200 + 5);
    expect("7:30:05", false, 1782907200 - 16200 + 5);
    expect("7:30", false, 1782907200 - 16200);
    expect("2026-07-01 7:30", false, 1782907200 - 16200);
    expect("2026-07-01T14:00:00+02:00", false, 1782907200);
    expect("14:00+0200", false, 1782907200);
    expect("1782907200", false, 1782907200);
    expect("-90s", false, 1782907200 - 90);
    expect("-30m", false, 1782907200 - 1800);
    expect("-1h", false, 1782907200 - 3600);
    expect("-2d", false, 1782907200 - 172800);
}

static void without_a_zone_it_may_be_local(void **state)
{
    (void)state;
    set_zone("CET-1CEST,M3.5.0,M10.5.0/3");
    expect("2026-07-01T14:00", true, 1782907200);
    expect("2026-01-31T13:00", true, 1769860800);
    expect("14:00", true, 1782907200);
    expect("12:00Z", true, 1782907200);
    expect("14:00+02:00", true, 1782907200);
    expect("2026-07-01", true, 1782907200 - 14 * 3600);
}

/* Where summer time ends; where it begins, there is neither turn. */
static void an_hour_shown_twice_has_two_turns(void **state)
{
    static const struct {
        const char *zone;
        const char *text;
        int64_t first;
        int64_t last;
    } ROWS[] = {
        {"CET-1CEST,M3.5.0,M10.5.0/3", "2026-10-25T02:30", 1792888200, 1792891800},
        {"CET-1CEST,M3.5.0,M10.5.0/3", "2026-10-25T01:59", 1792886340, 1792886340},
        {"CET-1CEST,M3.5.0,M10.5.0/3", "2026-10-25T03:00", 1792893600, 1792893600},
        {"CET-1CEST,M3.5.0,M10.5.0/3", "2026-10-25T02:30+01:00", 1792891800, 1792891800},
        {"NST3:30NDT,M3.2.0,M11.1.0", "2026-11-01T01:30", 1793505600, 1793509200},
        {"<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "2026-04-05T01:45", 1775313900, 1775315700},
    };
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        mi_time moment = 0;
        set_zone(ROWS[i].zone);
        expect(ROWS[i].text, true, ROWS[i].first);
        assert_true(moment_read(ROWS[i].text, true, NOW, TURN_LAST, &moment));
        assert_int_equal(moment, ROWS[i].last * MI_SECOND);
    }
}

static void fractions_are_kept(void **state)
{
    (void)state;
    mi_time moment = 0;
    assert_true(moment_read("2026-07-01T12:00:00.25", false, NOW, TURN_FIRST, &moment));
    assert_int_equal(moment, NOW + MI_SECOND / 4);
    assert_true(moment_read("1782907200.5", false, NOW, TURN_FIRST, &moment));
    assert_int_equal(moment, NOW + MI_SECOND / 2);
}

static void what_is_none_is_refused(void **state)
{
    (void)state;
    static const char *const OTHERS[] = {
        "",
        "noon",
        "7:3",
        "07:60",
        "25:00",
        "2026-02-30",
        "2026-7-1",
        "-",
        "-1",
        "-1x",
        "-1hh",
        "1h",
        "0",
        "7",
        "0730",
        "2026",
        "100000000",
        "12:00:0",
        "2026-07-01T",
        "12:00x",
        "12:00+2",
        "99999999999",
        "2026-07-01x",
        "12:00:00:00",
        "-999999999d",
        "12:00 Z",
        "1782907200.5x",
    };
    for (size_t i = 0; i < sizeof OTHERS / sizeof OTHERS[0]; i++) {
        mi_time moment = 0;
        if (moment_read(OTHERS[i], false, NOW, TURN_FIRST, &moment))
            fail_msg("'%s' is taken for a moment", OTHERS[i]);
    }
}

static void what_the_clock_shows_leads_back(void **state)
{
    (void)state;
    static const char *const ZONES[] = {"UTC", "CET-1CEST,M3.5.0,M10.5.0/3", "IST-5:30",
                                        "NST3:30NDT,M3.2.0,M11.1.0"};
    for (size_t i = 0; i < sizeof ZONES / sizeof ZONES[0]; i++) {
        set_zone(ZONES[i]);
        for (int64_t day = 0; day < 366; day++) {
            mi_time moment = NOW + day * 86400 * MI_SECOND + 1;
            assert_int_equal(mi_clock_local(mi_clock_shown(moment)), moment);
        }
    }
    set_zone("IST-5:30");
    assert_int_equal(mi_clock_shown(NOW), NOW + 19800 * MI_SECOND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_forms_are_read),
        cmocka_unit_test(without_a_zone_it_may_be_local),
        cmocka_unit_test(an_hour_shown_twice_has_two_turns),
        cmocka_unit_test(fractions_are_kept),
        cmocka_unit_test(what_is_none_is_refused),
        cmocka_unit_test(what_the_clock_shows_leads_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
