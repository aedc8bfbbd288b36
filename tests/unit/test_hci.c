#include "support.h"

/* All advertisements of a packet: "A4:C1:38:00:00:01 adv_ind -60 020106", " | " between them. */
static const char *walk(struct bench *bench, enum mi_layer layer, const char *hex)
{
    static const char *const PDUS[] = {"unknown", "ind", "direct", "scan", "nonconn", "rsp", "ext"};
    struct mi_bytes bytes = bench_bytes(bench, hex);
    struct mi_packet packet = {.time = 5, .layer = layer, .bytes = bytes.at, .size = bytes.left};
    struct mi_text text = mi_text(bench->line, sizeof bench->line);
    mi_radio_feed(&bench->radio, &packet);
    while (mi_radio_next(&bench->radio, &bench->advert)) {
        const struct mi_advert *advert = &bench->advert;
        mi_text_add(&text, text.length > 0 ? " | " : "");
        if (advert->has_address)
            mi_text_address(&text, advert->address);
        mi_text_add(&text, advert->address_is_random ? " random " : " ");
        mi_text_add(&text, PDUS[advert->pdu]);
        mi_text_char(&text, ' ');
        mi_text_signed(&text, advert->has_rssi ? advert->rssi : 127);
        mi_text_char(&text, ' ');
        mi_text_bytes(&text, advert->data.at, advert->data.left, '\0');
        assert_true(advert->time == 5);
    }
    add_problem(&text, &bench->radio.problem);
    return bench->line;
}

#define REPORT "00 00 010203040506 03 020106 c4"

static void test_one_report(void **state)
{
    struct bench *bench = *state;
    const char *expected = "06:05:04:03:02:01 ind -60 020106";
    assert_string_equal(walk(bench, MI_LAYER_H4, "043e0f 0201" REPORT), expected);
    assert_string_equal(walk(bench, MI_LAYER_EVENT, "3e0f 0201" REPORT), expected);
}

static void test_signal_strength(void **state)
{
    struct bench *bench = *state;
    (void)walk(bench, MI_LAYER_EVENT, "3e0f 0201 00 00 010203040506 03 020106 00");
    assert_true(bench->advert.has_rssi && bench->advert.rssi == 0);
    (void)walk(bench, MI_LAYER_EVENT, "3e0f 0201 00 00 010203040506 03 020106 7f");
    assert_true(!bench->advert.has_rssi && bench->advert.rssi == 0);
}

static void test_kinds_of_reports(void **state)
{
    struct bench *bench = *state;
    static const struct {
        const char *type, *expected;
    } CASES[] = {
        {"00", "ind"}, {"02", "scan"}, {"03", "nonconn"}, {"04", "rsp"}, {"05", "unknown"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        char hex[128], expected[128];
        (void)snprintf(hex, sizeof hex, "3e0f 0201 %s01010203040506 03020106c4", CASES[i].type);
        (void)snprintf(expected, sizeof expected, "06:05:04:03:02:01 random %s -60 020106",
                       CASES[i].expected);
        assert_string_equal(walk(bench, MI_LAYER_EVENT, hex), expected);
    }
}

static void test_several_reports(void **state)
{
    struct bench *bench = *state;
    assert_string_equal(
        walk(bench, MI_LAYER_EVENT, "3e26 0203" REPORT "0400111213141516 00 b0" REPORT),
        "06:05:04:03:02:01 ind -60 020106 | 16:15:14:13:12:11 rsp -80  | 06:05:04:03:02:01 ind -60 "
        "020106");
}

static void test_directed_reports_carry_no_data(void **state)
{
    struct bench *bench = *state;
    assert_string_equal(walk(bench, MI_LAYER_EVENT, "3e19 0202 0100111213141516 00 b0" REPORT),
                        "06:05:04:03:02:01 ind -60 020106");
}

static void test_a_report_that_runs_over_ends_the_event(void **state)
{
    struct bench *bench = *state;
    assert_string_equal(walk(bench, MI_LAYER_EVENT, "3e14 0202" REPORT "0000111213"),
                        "06:05:04:03:02:01 ind -60 020106 ! REPORT_CUT 2 1");
    /* the length byte of the data runs past the event */
    const char *line = walk(bench, MI_LAYER_EVENT, "3e0f 0201 0000010203040506 ff 020106 c4");
    assert_string_equal(line, " ! REPORT_CUT 1 0");
    /* what stands behind the event is not part of it */
    assert_string_equal(walk(bench, MI_LAYER_EVENT, "3e0a 0201" REPORT), line);
}

static void test_a_cut_event_gives_what_is_there(void **state)
{
    struct bench *bench = *state;
    assert_string_equal(walk(bench, MI_LAYER_EVENT, "3e1c 0202" REPORT "0000111213"),
                        "06:05:04:03:02:01 ind -60 020106 ! PACKET_CUT 8 28");
    assert_string_equal(walk(bench, MI_LAYER_EVENT, "3e0f 0201 0000010203040506 03 0201"),
                        "06:05:04:03:02:01 ind 127 0201 ! PACKET_CUT 2 15");
    assert_string_equal(walk(bench, MI_LAYER_EVENT,
                             "3e1d 0d01 000000010203040506 0102007f ba 0000 00 000000000000 03 02"),
                        "06:05:04:03:02:01 ext -70 02 ! PACKET_CUT 2 29");
}

#define EXTENDED(type_, address_type_)                                                             \
    type_ address_type_ "010203040506 0102007f ba 0000 00 000000000000 03 020106"

static void test_extended_reports(void **state)
{
    struct bench *bench = *state;
    assert_string_equal(walk(bench, MI_LAYER_EVENT, "3e1d 0d01" EXTENDED("0000", "00")),
                        "06:05:04:03:02:01 ext -70 020106");
    assert_string_equal(walk(bench, MI_LAYER_EVENT, "3e1d 0d01" EXTENDED("0800", "03")),
                        "06:05:04:03:02:01 random rsp -70 020106");
    assert_string_equal(walk(bench, MI_LAYER_EVENT, "3e1d 0d01" EXTENDED("0400", "00")), "");
    assert_string_equal(
        walk(bench, MI_LAYER_EVENT, "3e38 0d02" EXTENDED("0000", "00") EXTENDED("0800", "00")),
        "06:05:04:03:02:01 ext -70 020106 | 06:05:04:03:02:01 rsp -70 020106");
}

static void test_anonymous_advertising_has_no_address(void **state)
{
    struct bench *bench = *state;
    (void)walk(bench, MI_LAYER_EVENT, "3e1d 0d01" EXTENDED("0000", "ff"));
    assert_false(bench->advert.has_address);
}

static void test_other_packets_give_nothing(void **state)
{
    struct bench *bench = *state;
    static const char *const PACKETS[] = {
        "",                 /* nothing at all */
        "04",               /* only the type */
        "043e",             /* only type and code */
        "043e00",           /* no subevent */
        "043e0102",         /* no number of reports */
        "043e020002",       /* no such subevent */
        "043e020200",       /* no reports */
        "040e0402010c00",   /* a command's end */
        "01030c00",         /* a command */
        "0201200500010203", /* data */
    };
    for (size_t i = 0; i < sizeof PACKETS / sizeof PACKETS[0]; i++)
        assert_string_equal(walk(bench, MI_LAYER_H4, PACKETS[i]), "");
}

static void test_air_packets(void **state)
{
    struct bench *bench = *state;
    assert_string_equal(walk(bench, MI_LAYER_AIR, "d6be898e 40 09 010203040506 020106"),
                        "06:05:04:03:02:01 random ind 127 020106");
    assert_string_equal(walk(bench, MI_LAYER_AIR, "d6be898e 42 06 010203040506"),
                        "06:05:04:03:02:01 random nonconn 127 ");
    assert_string_equal(walk(bench, MI_LAYER_AIR, "d6be898e 03 0c 010203040506010203040506"), "");
    assert_string_equal(walk(bench, MI_LAYER_AIR, "d6be898f 00 09 010203040506 020106"), "");
    assert_string_equal(walk(bench, MI_LAYER_AIR, "d6be898e 00 05 0102030405"), "");
    assert_string_equal(walk(bench, MI_LAYER_AIR, "d6be898e 00 09 010203040506"),
                        " ! PACKET_CUT 3 9");
    assert_string_equal(walk(bench, MI_LAYER_AIR, "d6be89"), "");
}

static void test_payloads_alone(void **state)
{
    struct bench *bench = *state;
    assert_string_equal(walk(bench, MI_LAYER_AD, "020106"), " unknown 127 020106");
    assert_false(bench->advert.is_bare);
    struct mi_bytes bytes = bench_bytes(bench, "0102");
    struct mi_packet packet = {.layer = MI_LAYER_SERVICE,
                               .bytes = bytes.at,
                               .size = bytes.left,
                               .uuid = 0xfcd2,
                               .has_rssi = true,
                               .rssi = -50};
    mi_radio_feed(&bench->radio, &packet);
    assert_true(mi_radio_next(&bench->radio, &bench->advert));
    assert_true(bench->advert.is_bare);
    static const uint8_t STRUCTURE[] = {0x05, 0x16, 0xd2, 0xfc, 0x01, 0x02};
    assert_int_equal(bench->advert.data.left, sizeof STRUCTURE);
    assert_memory_equal(bench->advert.data.at, STRUCTURE, sizeof STRUCTURE);
    assert_false(mi_radio_next(&bench->radio, &bench->advert));
}

static void test_service_data_has_a_limit(void **state)
{
    struct bench *bench = *state;
    uint8_t bytes[MI_SERVICE_DATA_MAX + 1] = {0};
    struct mi_packet packet = {
        .layer = MI_LAYER_SERVICE, .bytes = bytes, .uuid = 0xfe95, .size = MI_SERVICE_DATA_MAX};
    mi_radio_feed(&bench->radio, &packet);
    assert_true(mi_radio_next(&bench->radio, &bench->advert));
    packet.size++;
    mi_radio_feed(&bench->radio, &packet);
    assert_false(mi_radio_next(&bench->radio, &bench->advert));
    assert_int_equal(bench->radio.problem.code, MI_P_SERVICE_LONG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_report),
        cmocka_unit_test(test_signal_strength),
        cmocka_unit_test(test_kinds_of_reports),
        cmocka_unit_test(test_several_reports),
        cmocka_unit_test(test_directed_reports_carry_no_data),
        cmocka_unit_test(test_a_report_that_runs_over_ends_the_event),
        cmocka_unit_test(test_a_cut_event_gives_what_is_there),
        cmocka_unit_test(test_extended_reports),
        cmocka_unit_test(test_anonymous_advertising_has_no_address),
        cmocka_unit_test(test_other_packets_give_nothing),
        cmocka_unit_test(test_air_packets),
        cmocka_unit_test(test_payloads_alone),
        cmocka_unit_test(test_service_data_has_a_limit),
    };
    return cmocka_run_group_tests(tests, bench_new, bench_free);
}
