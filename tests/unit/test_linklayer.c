/* LE air packets: what is believed, and extended advertising over several PDUs. */
#include "radio/linklayer.h"
#include "support.h"

#define ACCESS "d6be898e"

static const mi_time START = 1000 * MI_SECOND;
static const mi_time MILLISECOND = MI_SECOND / 1000;

static struct mi_packet air_packet(struct bench *bench, const char *hex)
{
    struct mi_bytes bytes = bench_bytes(bench, hex);
    return (struct mi_packet){
        .time = START,
        .layer = MI_LAYER_AIR,
        .bytes = bytes.at,
        .size = bytes.left,
    };
}

/* "06:05:04:03:02:01 random rsp 020106 cut", or "-", or the problem. */
static const char *feed(struct bench *bench, const struct mi_packet *packet)
{
    static const char *const PDUS[] = {"unknown", "ind", "direct", "scan", "nonconn", "rsp", "ext"};
    const struct mi_advert *advert = &bench->advert;
    struct mi_text text = mi_text(bench->line, sizeof bench->line);
    mi_radio_feed(&bench->radio, packet);
    if (mi_radio_next(&bench->radio, &bench->advert)) {
        if (advert->has_address)
            mi_text_address(&text, advert->address);
        mi_text_add(&text, advert->address_is_random ? " random " : " ");
        mi_text_add(&text, PDUS[advert->pdu]);
        mi_text_char(&text, ' ');
        mi_text_bytes(&text, advert->data.at, advert->data.left, '\0');
        mi_text_add(&text, advert->is_cut ? " cut" : "");
        assert_int_equal(advert->data.failed, false);
        assert_false(mi_radio_next(&bench->radio, &bench->advert));
    } else if (bench->radio.problem.code == MI_OK) {
        mi_text_char(&text, '-');
    } else {
        mi_text_problem(&text, &bench->radio.problem);
    }
    return bench->line;
}

static const char *air(struct bench *bench, const char *hex)
{
    struct mi_packet packet = air_packet(bench, hex);
    return feed(bench, &packet);
}

static int begin(void **state)
{
    struct bench *bench = *state;
    memset(&bench->radio, 0, sizeof bench->radio);
    return 0;
}

/* --- what is received well --- */

/* A PDU and its CRC, which was computed with the shift register of the Core specification. */
#define PDU  "001f0c0b0a342d58020106151695fe5020aa01070c0b0a342d580d1004fa001202"
#define CRC  "1bbaf5"
#define SAID "58:2D:34:0A:0B:0C ind 020106151695fe5020aa01070c0b0a342d580d1004fa001202"

static void test_the_crc_is_compared(void **state)
{
    struct bench *bench = *state;
    assert_string_equal(air(bench, ACCESS PDU CRC), SAID);
    assert_string_equal(air(bench, ACCESS PDU), SAID); /* none there */
    assert_string_equal(air(bench, ACCESS PDU CRC "00"), SAID);
    assert_int_equal(bench->radio.counts.bad_crc, 0);
    assert_string_equal(air(bench, ACCESS PDU "1bbaf4"), "-");
    assert_int_equal(bench->radio.counts.bad_crc, 1);
    /* one bit anywhere */
    char hex[] = ACCESS PDU CRC;
    for (size_t i = strlen(ACCESS) + 4; i < strlen(hex); i++) {
        char digit = hex[i];
        hex[i] = digit == '0' ? '1' : digit == '8' ? '9' : digit == 'a' ? 'b' : '0';
        assert_string_equal(air(bench, hex), "-");
        hex[i] = digit;
    }
}

static void test_a_cut_crc_is_a_cut_packet(void **state)
{
    struct bench *bench = *state;
    assert_non_null(strstr(air(bench, ACCESS PDU "1bba"), "the packet is cut"));
    assert_int_equal(bench->radio.problem.number[0], 1);
    assert_non_null(strstr(air(bench, ACCESS "001f0c0b0a342d58020106"), "the packet is cut"));
    assert_int_equal(bench->radio.problem.number[0], 22);
    assert_int_equal(bench->radio.problem.number[1], 31);
}

static void test_what_the_receiver_says_counts(void **state)
{
    struct bench *bench = *state;
    struct mi_packet packet = air_packet(bench, ACCESS PDU "000000");
    packet.air.crc = MI_CRC_GOOD;
    assert_string_equal(feed(bench, &packet), SAID);
    packet = air_packet(bench, ACCESS PDU CRC);
    packet.air.crc = MI_CRC_BAD;
    assert_string_equal(feed(bench, &packet), "-");
    assert_int_equal(bench->radio.counts.bad_crc, 1);
    packet.air.crc = MI_CRC_UNCHECKED;
    packet.air.is_whitened = true;
    assert_string_equal(feed(bench, &packet), "-");
    assert_int_equal(bench->radio.counts.whitened, 1);
}

static void test_other_packets_are_counted(void **state)
{
    struct bench *bench = *state;
    assert_string_equal(air(bench, "d6be898f" PDU CRC), "-");
    assert_int_equal(bench->radio.counts.foreign, 1);
    assert_string_equal(air(bench, ACCESS "00"), "-");
    assert_string_equal(air(bench, ACCESS "0005 0102030405"), "-");
    assert_string_equal(air(bench, ACCESS "0702 0a 09"), "-"); /* the header runs past the PDU */
    assert_string_equal(air(bench, ACCESS "0702 01 01"), "-"); /* no room for the address */
    assert_string_equal(air(bench, ACCESS "0700"), "-");
    assert_int_equal(bench->radio.counts.malformed, 5);
    /* requests and directed advertising carry no data and are no fault */
    static const char *const REST[] = {"01", "03", "05", "08", "0f"};
    for (size_t i = 0; i < sizeof REST / sizeof REST[0]; i++) {
        char hex[64];
        (void)snprintf(hex, sizeof hex, ACCESS "%s0c 010203040506010203040506", REST[i]);
        assert_string_equal(air(bench, hex), "-");
    }
    assert_int_equal(bench->radio.counts.malformed, 5);
    assert_int_equal(bench->radio.counts.bad_crc, 0);
}

static void test_coded_has_a_byte_more(void **state)
{
    struct bench *bench = *state;
    struct mi_packet packet = air_packet(bench, ACCESS "00" PDU CRC);
    packet.air.is_coded = true;
    assert_string_equal(feed(bench, &packet), SAID);
    packet.air.is_coded = false;
    assert_string_not_equal(feed(bench, &packet), SAID);
}

static void test_snapped_packets_are_told_once(void **state)
{
    struct bench *bench = *state;
    struct mi_packet packet = air_packet(bench, ACCESS "001f0c0b0a342d58020106");
    packet.is_snapped = true;
    assert_non_null(strstr(feed(bench, &packet), "the capture kept only a part"));
    assert_string_equal(feed(bench, &packet), "-");
    assert_int_equal(bench->radio.counts.snapped, 2);
    packet = air_packet(bench, ACCESS PDU);
    packet.is_snapped = true; /* but the PDU is whole */
    assert_string_equal(feed(bench, &packet), SAID);
    assert_int_equal(bench->radio.counts.snapped, 2);
    mi_radio_end(&bench->radio);
    packet = air_packet(bench, ACCESS "001f0c0b0a342d58020106");
    packet.is_snapped = true;
    assert_non_null(strstr(feed(bench, &packet), "the capture kept only a part"));
}

/* --- extended advertising --- */

/* Primary: AdvA, ADI and AuxPtr to channel 5. The others: see their flags. */
#define PRIMARY(address_, set_) ACCESS "470d 0c 19" address_ set_ "050000"
#define AUX_WITH_ADDRESS        "070c 07 01 010203040506 020106 00"
#define SET_A                   "4520"
#define SET_B                   "4620"
#define ONE                     "010203040506"
#define TWO                     "111213141516"

static const char *air_at(struct bench *bench, mi_time after, int channel, enum mi_aux aux,
                          const char *hex)
{
    struct mi_packet packet = air_packet(bench, hex);
    packet.time = START + after;
    packet.air.has_channel = channel >= 0;
    packet.air.channel = (uint8_t)channel;
    packet.air.aux = aux;
    return feed(bench, &packet);
}

static void test_one_extended_pdu(void **state)
{
    struct bench *bench = *state;
    assert_string_equal(air(bench, ACCESS "070b 07 01" ONE "020106"),
                        "06:05:04:03:02:01 ext 020106");
    assert_string_equal(air(bench, ACCESS "470b 07 01" ONE "020106"),
                        "06:05:04:03:02:01 random ext 020106");
    /* all that may stand in the header, and other bytes to the end of it */
    assert_string_equal(air(bench, ACCESS "0728 24 6d" ONE "77" SET_A
                                          "aabbccddeeff00112233445566778899aabb"
                                          "08"
                                          "ffffffffffff"
                                          "00"
                                          "020106"),
                        "06:05:04:03:02:01 ext 020106");
    /* directed to one device */
    assert_string_equal(air(bench, ACCESS "0711 0d 03" ONE TWO "020106"), "-");
    assert_int_equal(bench->radio.counts.malformed, 0);
    assert_int_equal(bench->radio.counts.orphaned, 0);
}

static void test_primary_channels_carry_no_data(void **state)
{
    struct bench *bench = *state;
    const char *hex = ACCESS "070b 07 01" ONE "020106";
    assert_string_equal(air_at(bench, 0, 36, MI_AUX_UNTOLD, hex), "06:05:04:03:02:01 ext 020106");
    assert_string_equal(air_at(bench, 0, 37, MI_AUX_UNTOLD, hex), "-");
    assert_string_equal(air_at(bench, 0, 39, MI_AUX_UNTOLD, hex), "-");
}

static void test_kinds_that_the_receiver_tells(void **state)
{
    struct bench *bench = *state;
    const char *hex = ACCESS "070b 07 01" ONE "020106";
    assert_string_equal(air_at(bench, 0, 5, MI_AUX_ADV, hex), "06:05:04:03:02:01 ext 020106");
    assert_string_equal(air_at(bench, 0, 5, MI_AUX_SCAN_RSP, hex), "06:05:04:03:02:01 rsp 020106");
    assert_string_equal(air_at(bench, 0, 5, MI_AUX_SYNC, hex), "-");
    assert_string_equal(air_at(bench, 0, 5, MI_AUX_ADV, ACCESS "0704 00 020106"), " ext 020106");
    assert_string_equal(air_at(bench, 0, 5, MI_AUX_CHAIN, ACCESS "0707 03 08" SET_A "020106"), "-");
    assert_int_equal(bench->radio.counts.orphaned, 1);
}

#define AUX_OF(set_) ACCESS "0707 03 08" set_ "020106"

static void test_the_address_comes_from_the_primary_channel(void **state)
{
    struct bench *bench = *state;
    assert_string_equal(air(bench, PRIMARY(ONE, SET_A)), "-");
    assert_string_equal(air_at(bench, 250 * MILLISECOND, -1, MI_AUX_UNTOLD, AUX_OF(SET_A)),
                        "06:05:04:03:02:01 random ext 020106");
    /* too late, and of another set */
    assert_string_equal(air_at(bench, 251 * MILLISECOND, -1, MI_AUX_UNTOLD, AUX_OF(SET_A)), "-");
    assert_string_equal(air_at(bench, 0, -1, MI_AUX_UNTOLD, AUX_OF(SET_B)), "-");
    assert_int_equal(bench->radio.counts.orphaned, 2);
    /* the receiver knows that it is no chain: then only the address is unknown */
    assert_string_equal(air_at(bench, MI_SECOND, 5, MI_AUX_ADV, AUX_OF(SET_A)), " ext 020106");
}

static void test_two_devices_of_one_set_number(void **state)
{
    struct bench *bench = *state;
    assert_string_equal(air(bench, PRIMARY(ONE, SET_A)), "-");
    assert_string_equal(air(bench, PRIMARY(TWO, SET_A)), "-");
    assert_string_equal(air(bench, AUX_OF(SET_A)), " ext 020106");
    assert_string_equal(air(bench, PRIMARY(TWO, SET_A)), "-");
    assert_string_equal(air(bench, AUX_OF(SET_A)), " ext 020106");
    /* the same device again is not ambiguous */
    assert_string_equal(air(bench, PRIMARY(ONE, SET_B)), "-");
    assert_string_equal(air(bench, PRIMARY(ONE, SET_B)), "-");
    assert_string_equal(air(bench, AUX_OF(SET_B)), "06:05:04:03:02:01 random ext 020106");
}

static void test_announcers_are_forgotten_in_order(void **state)
{
    struct bench *bench = *state;
    char hex[128];
    for (unsigned i = 0; i < MI_ANNOUNCERS + 1; i++) {
        (void)snprintf(hex, sizeof hex, ACCESS "470d 0c 19" ONE "%02x00 050000", i);
        assert_string_equal(air(bench, hex), "-");
    }
    assert_string_equal(air(bench, AUX_OF("0000")), "-");
    assert_string_equal(air(bench, AUX_OF("0100")), "06:05:04:03:02:01 random ext 020106");
    assert_string_equal(air(bench, AUX_OF("1000")), "06:05:04:03:02:01 random ext 020106");
}

/* --- chains --- */

/* AdvA, ADI, AuxPtr to channel 7 and the beginning of the data; then pieces without AdvA. */
#define FIRST(address_, set_) ACCESS "470f 0c 19" address_ set_ "070000 0201"
#define MIDDLE(set_)          ACCESS "070a 06 18" set_ "080000 06 0302"
#define LAST(set_)            ACCESS "0706 03 08" set_ "0918"
#define JOINED                "06:05:04:03:02:01 random ext 02010603020918"

static void test_a_chain(void **state)
{
    struct bench *bench = *state;
    assert_string_equal(air(bench, FIRST(ONE, SET_A)), "-");
    assert_string_equal(air(bench, ACCESS PDU CRC), SAID); /* others in between */
    assert_string_equal(air(bench, FIRST(TWO, SET_B)), "-");
    assert_string_equal(air(bench, MIDDLE(SET_A)), "-");
    assert_string_equal(air(bench, LAST(SET_A)), JOINED);
    assert_string_equal(air(bench, LAST(SET_B)), "16:15:14:13:12:11 random ext 02010918");
    assert_string_equal(air(bench, LAST(SET_B)), "-");
    assert_int_equal(bench->radio.counts.orphaned, 1);
    assert_int_equal(bench->radio.fragments.dropped, 0);
}

static void test_a_chain_with_a_gap(void **state)
{
    struct bench *bench = *state;
    assert_string_equal(air_at(bench, 0, 5, MI_AUX_ADV, FIRST(ONE, SET_A)), "-");
    assert_string_equal(air_at(bench, 1, 7, MI_AUX_CHAIN, MIDDLE(SET_A)), "-");
    assert_string_equal(air_at(bench, 2, 8, MI_AUX_CHAIN, LAST(SET_A)), JOINED);
    /* without its middle, which was announced on channel 7 */
    assert_string_equal(air_at(bench, 0, 5, MI_AUX_ADV, FIRST(ONE, SET_A)), "-");
    assert_string_equal(air_at(bench, 2, 8, MI_AUX_CHAIN, LAST(SET_A)), "-");
    assert_int_equal(bench->radio.fragments.dropped, 1);
}

static void test_a_chain_that_begins_again(void **state)
{
    struct bench *bench = *state;
    assert_string_equal(air(bench, FIRST(ONE, SET_A)), "-");
    assert_string_equal(air(bench, FIRST(ONE, SET_A)), "-");
    assert_string_equal(air(bench, LAST(SET_A)), "06:05:04:03:02:01 random ext 02010918");
    assert_int_equal(bench->radio.fragments.dropped, 1);
}

/* A frame in two pieces, of which the address is told on a primary channel. */
#define FRAME_FIRST(set_) ACCESS "0711 06 18" set_ "070000 0201060d1695fe302098"
#define FRAME_OTHER(set_) ACCESS "0711 06 18" set_ "070000 05094142434403020201"
#define FRAME_LAST(set_)  ACCESS "070b 03 08" set_ "0112041002d500"
#define FRAME             "06:05:04:03:02:01 random ext 0201060d1695fe3020980112041002d500"

static void test_a_chain_whose_end_is_lost(void **state)
{
    struct bench *bench = *state;
    assert_string_equal(air(bench, PRIMARY(ONE, SET_A)), "-");
    assert_string_equal(air(bench, FRAME_FIRST(SET_A)), "-");
    assert_string_equal(air(bench, FRAME_FIRST(SET_A)), "-");
    assert_string_equal(air(bench, FRAME_LAST(SET_A)), FRAME);
    assert_int_equal(bench->radio.fragments.dropped, 1);
    /* on channels */
    assert_string_equal(air_at(bench, 1, 5, MI_AUX_UNTOLD, FRAME_FIRST(SET_A)), "-");
    assert_string_equal(air_at(bench, 2, 9, MI_AUX_UNTOLD, FRAME_FIRST(SET_A)), "-");
    assert_string_equal(air_at(bench, 3, 7, MI_AUX_UNTOLD, FRAME_LAST(SET_A)), FRAME);
    assert_int_equal(bench->radio.fragments.dropped, 2);
}

/* The primary channel tells that it begins again, whatever it begins with. */
static void test_a_chain_that_is_announced_again(void **state)
{
    struct bench *bench = *state;
    assert_string_equal(air(bench, PRIMARY(ONE, SET_A)), "-");
    assert_string_equal(air(bench, FRAME_OTHER(SET_A)), "-");
    assert_string_equal(air(bench, PRIMARY(ONE, SET_A)), "-");
    assert_int_equal(bench->radio.fragments.dropped, 1);
    assert_string_equal(air(bench, FRAME_FIRST(SET_A)), "-");
    assert_string_equal(air(bench, PRIMARY(ONE, SET_B)), "-");
    assert_string_equal(air(bench, PRIMARY(TWO, SET_A)), "-");
    assert_string_equal(air(bench, FRAME_LAST(SET_A)), FRAME);
    assert_int_equal(bench->radio.fragments.dropped, 1);
}

static void test_chains_of_two_devices_are_not_mixed(void **state)
{
    struct bench *bench = *state;
    assert_string_equal(air(bench, FIRST(ONE, SET_A)), "-");
    assert_string_equal(air(bench, FIRST(TWO, SET_A)), "-");
    assert_string_equal(air(bench, LAST(SET_A)), "-");
    assert_int_equal(bench->radio.fragments.dropped, 2);
}

static void test_a_chain_that_takes_too_long(void **state)
{
    struct bench *bench = *state;
    mi_time late = MI_FRAGMENT_MS * MILLISECOND;
    assert_string_equal(air(bench, FIRST(ONE, SET_A)), "-");
    assert_string_equal(air_at(bench, late, -1, MI_AUX_UNTOLD, MIDDLE(SET_A)), "-");
    assert_string_equal(air_at(bench, 2 * late + 1, -1, MI_AUX_UNTOLD, LAST(SET_A)), "-");
    assert_int_equal(bench->radio.fragments.dropped, 1);
    assert_int_equal(bench->radio.counts.orphaned, 1);
}

static void test_a_chain_without_set_number_is_given_cut(void **state)
{
    struct bench *bench = *state;
    assert_string_equal(air(bench, ACCESS "070e 0a 11" ONE "050000 020106"),
                        "06:05:04:03:02:01 ext 020106 cut");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_the_crc_is_compared, begin),
        cmocka_unit_test_setup(test_a_cut_crc_is_a_cut_packet, begin),
        cmocka_unit_test_setup(test_what_the_receiver_says_counts, begin),
        cmocka_unit_test_setup(test_other_packets_are_counted, begin),
        cmocka_unit_test_setup(test_coded_has_a_byte_more, begin),
        cmocka_unit_test_setup(test_snapped_packets_are_told_once, begin),
        cmocka_unit_test_setup(test_one_extended_pdu, begin),
        cmocka_unit_test_setup(test_primary_channels_carry_no_data, begin),
        cmocka_unit_test_setup(test_kinds_that_the_receiver_tells, begin),
        cmocka_unit_test_setup(test_the_address_comes_from_the_primary_channel, begin),
        cmocka_unit_test_setup(test_two_devices_of_one_set_number, begin),
        cmocka_unit_test_setup(test_announcers_are_forgotten_in_order, begin),
        cmocka_unit_test_setup(test_a_chain, begin),
        cmocka_unit_test_setup(test_a_chain_with_a_gap, begin),
        cmocka_unit_test_setup(test_a_chain_that_begins_again, begin),
        cmocka_unit_test_setup(test_a_chain_whose_end_is_lost, begin),
        cmocka_unit_test_setup(test_a_chain_that_is_announced_again, begin),
        cmocka_unit_test_setup(test_chains_of_two_devices_are_not_mixed, begin),
        cmocka_unit_test_setup(test_a_chain_that_takes_too_long, begin),
        cmocka_unit_test_setup(test_a_chain_without_set_number_is_given_cut, begin),
    };
    return cmocka_run_group_tests(tests, bench_new, bench_free);
}
