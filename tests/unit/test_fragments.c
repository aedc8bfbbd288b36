/* Extended reports whose data come in several, as a controller gives them. */
#include "support.h"

enum { COMPLETE = 0x00, MORE = 0x20, TRUNCATED = 0x40, SCAN_RESPONSE = 0x08, LEGACY = 0x10 };

static const mi_time START = 1000 * MI_SECOND;
static const mi_time PATIENCE = MI_FRAGMENT_MS * (MI_SECOND / 1000);

struct report {
    unsigned type;
    unsigned device; /* last byte of the address */
    unsigned set;
    unsigned adapter;
    mi_time after;
    unsigned address_type;
    const char *data;
};

static struct report of(unsigned device, unsigned type, const char *data)
{
    return (struct report){.type = type, .device = device, .data = data};
}

static void write_report(char *hex, size_t room, const struct report *report)
{
    (void)snprintf(hex, room,
                   "%02x00 %02x %02x0203040506 0102 %02x 7f ba 0000 00000000000000 %02zx %s",
                   report->type, report->address_type, report->device, report->set,
                   strlen(report->data) / 2, report->data);
}

static void feed(struct bench *bench, const struct report *about, const char *reports,
                 unsigned count)
{
    static struct mi_packet packet;
    char hex[2048];
    (void)snprintf(hex, sizeof hex, "3eff 0d%02x %s", count, reports);
    struct mi_bytes bytes = bench_bytes(bench, hex);
    bench->bytes[1] = (uint8_t)(bytes.left - 2);
    packet = (struct mi_packet){
        .time = START + about->after,
        .layer = MI_LAYER_EVENT,
        .bytes = bytes.at,
        .size = bytes.left,
        .adapter = (uint16_t)about->adapter,
    };
    mi_radio_feed(&bench->radio, &packet);
}

/* "06:05:04:03:02:01 ext 0102 cut | …", or "-". */
static const char *take(struct bench *bench)
{
    static const char *const PDUS[] = {"unknown", "ind", "direct", "scan", "nonconn", "rsp", "ext"};
    struct mi_text text = mi_text(bench->line, sizeof bench->line);
    while (mi_radio_next(&bench->radio, &bench->advert)) {
        const struct mi_advert *advert = &bench->advert;
        mi_text_add(&text, text.length > 0 ? " | " : "");
        if (advert->has_address)
            mi_text_unsigned(&text, advert->address.octet[MI_ADDRESS_SIZE - 1]);
        mi_text_char(&text, ' ');
        mi_text_add(&text, PDUS[advert->pdu]);
        mi_text_char(&text, ' ');
        mi_text_bytes(&text, advert->data.at, advert->data.left, '\0');
        mi_text_add(&text, advert->is_cut ? " cut" : "");
    }
    assert_int_equal(bench->radio.problem.code, MI_OK);
    return text.length > 0 ? bench->line : "-";
}

static const char *give(struct bench *bench, struct report report)
{
    char hex[1024];
    write_report(hex, sizeof hex, &report);
    feed(bench, &report, hex, 1);
    return take(bench);
}

static int begin(void **state)
{
    struct bench *bench = *state;
    memset(&bench->radio, 0, sizeof bench->radio);
    return 0;
}

static uint64_t dropped(const struct bench *bench)
{
    return bench->radio.fragments.dropped;
}

static void test_pieces_are_joined(void **state)
{
    struct bench *bench = *state;
    assert_string_equal(give(bench, of(1, MORE, "0201")), "-");
    assert_string_equal(give(bench, of(1, MORE, "0603")), "-");
    assert_string_equal(give(bench, of(1, COMPLETE, "0918")), "1 ext 020106030918");
    assert_string_equal(give(bench, of(1, COMPLETE, "020107")), "1 ext 020107");
    assert_int_equal(dropped(bench), 0);
}

static void test_truncated_sets_are_given_as_such(void **state)
{
    struct bench *bench = *state;
    assert_string_equal(give(bench, of(1, MORE, "0201")), "-");
    assert_string_equal(give(bench, of(1, TRUNCATED, "0605")), "1 ext 02010605 cut");
    assert_string_equal(give(bench, of(1, TRUNCATED, "0201060516")), "1 ext 0201060516 cut");
    assert_int_equal(dropped(bench), 0);
}

/* Flags, and a frame that is divided. */
#define HEAD(counter_)  "0201060d1695fe3020" counter_
#define TAIL            "0112041002d500"
#define WHOLE(counter_) HEAD(counter_) TAIL

static void test_a_set_that_begins_again(void **state)
{
    struct bench *bench = *state;
    assert_string_equal(give(bench, of(1, MORE, HEAD("98"))), "-"); /* its end is lost */
    assert_string_equal(give(bench, of(1, MORE, HEAD("98"))), "-");
    assert_string_equal(give(bench, of(1, COMPLETE, TAIL)), "1 ext " WHOLE("98"));
    assert_int_equal(dropped(bench), 1);
    /* with other readings, several times, and cut by the controller */
    assert_string_equal(give(bench, of(1, MORE, HEAD("98"))), "-");
    assert_string_equal(give(bench, of(1, MORE, HEAD("99"))), "-");
    assert_string_equal(give(bench, of(1, MORE, HEAD("9a"))), "-");
    assert_string_equal(give(bench, of(1, TRUNCATED, "0112")), "1 ext " HEAD("9a") "0112 cut");
    assert_int_equal(dropped(bench), 3);
    /* in one piece */
    assert_string_equal(give(bench, of(1, MORE, HEAD("98"))), "-");
    assert_string_equal(give(bench, of(1, COMPLETE, WHOLE("99"))), "1 ext " WHOLE("99"));
    assert_int_equal(dropped(bench), 4);
    /* a frame of another length */
    assert_string_equal(give(bench, of(1, MORE, "0e1695fe30209801")), "-");
    assert_string_equal(give(bench, of(1, MORE, "0b1695fe30209801")), "-");
    assert_string_equal(give(bench, of(1, COMPLETE, "12041000")), "1 ext 0b1695fe3020980112041000");
    assert_int_equal(dropped(bench), 5);
}

static void test_another_set_after_one_without_its_end(void **state)
{
    struct bench *bench = *state;
    assert_string_equal(give(bench, of(1, MORE, HEAD("98"))), "-");
    assert_string_equal(give(bench, of(1, COMPLETE, "0509414243440303d2fc")),
                        "1 ext 0509414243440303d2fc");
    assert_int_equal(dropped(bench), 1);
    assert_string_equal(give(bench, of(1, MORE, HEAD("98"))), "-");
    assert_string_equal(give(bench, of(1, MORE, "0509414243")), "-");
    assert_string_equal(give(bench, of(1, COMPLETE, "440303d2fc")), "1 ext 0509414243440303d2fc");
    assert_int_equal(dropped(bench), 2);
}

static void test_pieces_that_look_alike_are_joined(void **state)
{
    struct bench *bench = *state;
    /* structures of one kind, between which it was divided */
    assert_string_equal(give(bench, of(1, MORE, "0416d2fc40")), "-");
    assert_string_equal(give(bench, of(1, COMPLETE, "0416d2fc41")), "1 ext 0416d2fc400416d2fc41");
    /* a piece that could stand alone, and padding */
    assert_string_equal(give(bench, of(1, MORE, "0509")), "-");
    assert_string_equal(give(bench, of(1, COMPLETE, "03414243")), "1 ext 050903414243");
    assert_string_equal(give(bench, of(1, MORE, "0309")), "-");
    assert_string_equal(give(bench, of(1, COMPLETE, "00000000")), "1 ext 030900000000");
    assert_int_equal(dropped(bench), 0);
}

static void test_sets_are_told_apart(void **state)
{
    struct bench *bench = *state;
    struct report other_set = of(1, COMPLETE, "a2");
    struct report other_adapter = of(1, COMPLETE, "a3");
    struct report other_type = of(1, COMPLETE, "a4");
    other_set.set = 1;
    other_adapter.adapter = 1;
    other_type.address_type = 1;
    assert_string_equal(give(bench, of(1, MORE, "0201")), "-");
    assert_string_equal(give(bench, of(2, MORE, "0301")), "-");
    assert_string_equal(give(bench, other_set), "1 ext a2");
    assert_string_equal(give(bench, other_adapter), "1 ext a3");
    assert_string_equal(give(bench, other_type), "1 ext a4");
    assert_string_equal(give(bench, of(1, SCAN_RESPONSE, "a5")), "1 rsp a5");
    assert_string_equal(give(bench, of(1, LEGACY | 3, "a6")), "1 ind a6");
    assert_string_equal(give(bench, of(2, COMPLETE, "02")), "2 ext 030102");
    assert_string_equal(give(bench, of(1, COMPLETE, "06")), "1 ext 020106");
}

static void test_kinds_of_legacy_reports(void **state)
{
    static const struct {
        unsigned type;
        const char *said;
    } CASES[] = {
        {0x13, "1 ind 00"}, {0x12, "1 scan 00"}, {0x10, "1 nonconn 00"},
        {0x1b, "1 rsp 00"}, {0x1a, "1 rsp 00"},  {0x15, "-"},
        {0x04, "-"},        {0x01, "1 ext 00"},  {0x02, "1 ext 00"},
    };
    struct bench *bench = *state;
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++)
        assert_string_equal(give(bench, of(1, CASES[i].type, "00")), CASES[i].said);
}

static void test_several_reports_in_an_event(void **state)
{
    struct bench *bench = *state;
    static const struct {
        unsigned type, device;
        const char *data;
    } REPORTS[] = {
        {MORE, 1, "0201"}, {COMPLETE, 2, "aa"}, {COMPLETE, 1, "06"},
        {MORE, 3, "bb"},   {MORE, 1, "03"},
    };
    char hex[1024] = "";
    struct report report = {0};
    for (size_t i = 0; i < sizeof REPORTS / sizeof REPORTS[0]; i++) {
        report = of(REPORTS[i].device, REPORTS[i].type, REPORTS[i].data);
        write_report(hex + strlen(hex), sizeof hex - strlen(hex), &report);
    }
    feed(bench, &report, hex, 5);
    assert_string_equal(take(bench), "2 ext aa | 1 ext 020106");
    assert_string_equal(give(bench, of(3, COMPLETE, "cc")), "3 ext bbcc");
    assert_string_equal(give(bench, of(1, COMPLETE, "04")), "1 ext 0304");
}

static void test_anonymous_pieces_stand_alone(void **state)
{
    struct bench *bench = *state;
    struct report report = of(0, MORE, "0201");
    report.address_type = 0xff;
    assert_string_equal(give(bench, report), " ext 0201 cut");
    report.type = COMPLETE;
    assert_string_equal(give(bench, report), " ext 0201");
}

/* `size` zeros as hex. */
static const char *zeros(size_t size)
{
    static char hex[512];
    memset(hex, '0', size * 2);
    hex[size * 2] = '\0';
    return hex;
}

static void test_a_set_has_a_limit(void **state)
{
    struct bench *bench = *state;
    for (int i = 0; i < 8; i++)
        assert_string_equal(give(bench, of(1, MORE, zeros(200))), "-");
    const char *line = give(bench, of(1, COMPLETE, zeros(50)));
    assert_int_equal(strlen(line), strlen("1 ext ") + 2 * MI_FRAGMENT_MAX);
    assert_int_equal(dropped(bench), 0);
    /* one more, and nothing is given, also not its end */
    for (int i = 0; i < 8; i++)
        assert_string_equal(give(bench, of(1, MORE, zeros(200))), "-");
    assert_string_equal(give(bench, of(1, MORE, zeros(51))), "-");
    assert_string_equal(give(bench, of(1, MORE, "0201")), "-");
    assert_int_equal(dropped(bench), 0);
    assert_string_equal(give(bench, of(1, COMPLETE, "06")), "-");
    assert_int_equal(dropped(bench), 1);
    assert_string_equal(give(bench, of(1, COMPLETE, "020106")), "1 ext 020106");
}

static void test_sixteen_sets_are_open(void **state)
{
    struct bench *bench = *state;
    for (unsigned i = 1; i <= MI_FRAGMENT_SETS; i++)
        assert_string_equal(give(bench, of(i, MORE, "02")), "-");
    assert_string_equal(give(bench, of(1, MORE, "01")), "-"); /* heard again */
    assert_int_equal(dropped(bench), 0);
    assert_string_equal(give(bench, of(99, MORE, "03")), "-"); /* in the place of 2 */
    assert_int_equal(dropped(bench), 1);
    assert_string_equal(give(bench, of(1, COMPLETE, "06")), "1 ext 020106");
    assert_string_equal(give(bench, of(2, COMPLETE, "06")), "2 ext 06");
    assert_string_equal(give(bench, of(99, COMPLETE, "06")), "99 ext 0306");
    assert_string_equal(give(bench, of(16, COMPLETE, "06")), "16 ext 0206");
}

static const char *give_at(struct bench *bench, mi_time after, unsigned type, const char *data)
{
    struct report report = of(1, type, data);
    report.after = after;
    return give(bench, report);
}

static void test_sets_grow_old(void **state)
{
    struct bench *bench = *state;
    assert_string_equal(give_at(bench, 0, MORE, "02"), "-");
    assert_string_equal(give_at(bench, PATIENCE, MORE, "01"), "-");
    assert_string_equal(give_at(bench, 2 * PATIENCE, COMPLETE, "06"), "1 ext 020106");
    assert_string_equal(give_at(bench, 0, MORE, "02"), "-");
    assert_string_equal(give_at(bench, PATIENCE + 1, COMPLETE, "020106"), "1 ext 020106");
    assert_int_equal(dropped(bench), 1);
    /* clocks go back too */
    assert_string_equal(give_at(bench, 0, MORE, "02"), "-");
    assert_string_equal(give_at(bench, -PATIENCE - 1, COMPLETE, "020106"), "1 ext 020106");
    assert_int_equal(dropped(bench), 2);
    /* as far as a clock can */
    assert_string_equal(give_at(bench, INT64_MAX - START, MORE, "02"), "-");
    assert_string_equal(give_at(bench, INT64_MIN + 1, COMPLETE, "020106"), "1 ext 020106");
    assert_int_equal(dropped(bench), 3);
    /* and without any they stay */
    assert_string_equal(give_at(bench, MI_NO_TIME - START, MORE, "02"), "-");
    assert_string_equal(give_at(bench, MI_NO_TIME - START, COMPLETE, "0106"), "1 ext 020106");
    assert_int_equal(dropped(bench), 3);
}

static void test_nothing_is_joined_over_the_end_of_an_input(void **state)
{
    struct bench *bench = *state;
    assert_string_equal(give(bench, of(1, MORE, "0201")), "-");
    assert_string_equal(give(bench, of(2, MORE, "0201")), "-");
    mi_radio_end(&bench->radio);
    assert_int_equal(dropped(bench), 2);
    assert_string_equal(give(bench, of(1, COMPLETE, "06")), "1 ext 06");
    mi_radio_end(&bench->radio);
    assert_int_equal(dropped(bench), 2);
}

/* What is whole in a snapped event; of a report that lacks only its signal strength, the data. */
static void test_snapped_events_give_what_is_whole(void **state)
{
    enum { FIRST_DATA = 16, SECOND_DATA = 26 }; /* where they end */
    struct bench *bench = *state;
    struct mi_bytes whole =
        bench_bytes(bench, "3e1b0202 00000102030405060302 0106c4 0000010203040506 00 c4");
    struct mi_packet packet = {
        .layer = MI_LAYER_EVENT, .bytes = whole.at, .size = whole.left, .is_snapped = true};
    bench->bytes[1] = (uint8_t)(whole.left - 2);
    mi_radio_feed(&bench->radio, &packet);
    assert_string_equal(take(bench), "1 ind 020106 | 1 ind ");
    for (packet.size = 4; packet.size < whole.left; packet.size++) {
        uint64_t before = bench->radio.counts.snapped;
        bench->radio.has_told_snapped = true;
        mi_radio_feed(&bench->radio, &packet);
        assert_string_equal(take(bench), packet.size < FIRST_DATA    ? "-"
                                         : packet.size < SECOND_DATA ? "1 ind 020106"
                                                                     : "1 ind 020106 | 1 ind ");
        assert_true(packet.size != FIRST_DATA || !bench->advert.has_rssi);
        assert_int_equal(bench->radio.counts.snapped, before + 1);
    }
    bench->radio.has_told_snapped = false;
    mi_radio_feed(&bench->radio, &packet);
    bench->bytes[0] = 0x0e; /* an event of another kind may be snapped */
    packet.size = 4;
    mi_radio_feed(&bench->radio, &packet);
    assert_string_equal(take(bench), "-");
}

/* Of the fragments in it, those that are whole count as well. */
static void test_fragments_in_snapped_events(void **state)
{
    struct bench *bench = *state;
    char hex[1024] = "";
    struct report reports[] = {of(1, MORE, "0509"), of(2, COMPLETE, "020106")};
    for (size_t i = 0; i < 2; i++)
        write_report(hex + strlen(hex), sizeof hex - strlen(hex), &reports[i]);
    feed(bench, &reports[0], hex, 2);
    struct mi_packet packet = *bench->radio.packet;
    packet.is_snapped = true;
    packet.size -= 1;
    bench->radio.has_told_snapped = true;
    mi_radio_feed(&bench->radio, &packet);
    assert_string_equal(take(bench), "-");
    assert_string_equal(give(bench, of(1, COMPLETE, "41424344")), "1 ext 050941424344");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_pieces_are_joined, begin),
        cmocka_unit_test_setup(test_truncated_sets_are_given_as_such, begin),
        cmocka_unit_test_setup(test_a_set_that_begins_again, begin),
        cmocka_unit_test_setup(test_another_set_after_one_without_its_end, begin),
        cmocka_unit_test_setup(test_pieces_that_look_alike_are_joined, begin),
        cmocka_unit_test_setup(test_sets_are_told_apart, begin),
        cmocka_unit_test_setup(test_kinds_of_legacy_reports, begin),
        cmocka_unit_test_setup(test_several_reports_in_an_event, begin),
        cmocka_unit_test_setup(test_anonymous_pieces_stand_alone, begin),
        cmocka_unit_test_setup(test_a_set_has_a_limit, begin),
        cmocka_unit_test_setup(test_sixteen_sets_are_open, begin),
        cmocka_unit_test_setup(test_sets_grow_old, begin),
        cmocka_unit_test_setup(test_nothing_is_joined_over_the_end_of_an_input, begin),
        cmocka_unit_test_setup(test_snapped_events_give_what_is_whole, begin),
        cmocka_unit_test_setup(test_fragments_in_snapped_events, begin),
    };
    return cmocka_run_group_tests(tests, bench_new, bench_free);
}
