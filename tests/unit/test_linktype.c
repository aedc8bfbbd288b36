#include "capture/file/linktype.h"
#include "capture_file.h"

/* "air d6be… -60 dBm, channel 37, crc good, aux chain, coded", "other", or the problem. */
static const char *unwrap(struct file *file, struct mi_link *link, const char *hex, bool is_snapped)
{
    static const char *const CRCS[] = {"", ", crc good", ", crc bad"};
    static const char *const AUXES[] = {"", ", aux adv", ", aux chain", ", aux sync", ", aux rsp"};
    file->size = 0;
    put_hex(file, hex);
    uint8_t *copy = malloc(file->size > 0 ? file->size : 1);
    assert_non_null(copy);
    memcpy(copy, file->bytes, file->size);
    struct mi_packet packet = {
        .bytes = copy, .size = file->size, .is_snapped = is_snapped, .number = 1};
    struct mi_problem problem = {.code = MI_OK};
    struct mi_text text = mi_text(file->said, SAID_SIZE);
    enum mi_step got = mi_link_unwrap(link, &packet, &problem);
    if (got == MI_STEP_PACKET) {
        say_packet(&text, &packet);
        text.start[--text.length] = '\0'; /* the line end */
        if (packet.air.has_channel) {
            mi_text_add(&text, ", channel ");
            mi_text_unsigned(&text, packet.air.channel);
        }
        mi_text_add(&text, CRCS[packet.air.crc]);
        mi_text_add(&text, AUXES[packet.air.aux]);
        mi_text_add(&text, packet.air.is_coded ? ", coded" : "");
        mi_text_add(&text, packet.air.is_whitened ? ", whitened" : "");
        memmove(file->said, file->said + 2, text.length - 1); /* the number */
    } else if (got == MI_STEP_PROBLEM) {
        mi_text_problem(&text, &problem);
    } else {
        mi_text_add(&text, "nothing");
    }
    free(copy);
    return file->said;
}

static const char *once(struct file *file, uint32_t number, const char *hex)
{
    struct mi_link link = mi_link(number);
    return unwrap(file, &link, hex, false);
}

#define MALFORMED(number_)                                                                         \
    "the header of link type " number_ " is malformed here: such packets are not read"

static void test_hci(void **state)
{
    assert_string_equal(once(*state, 187, "040e00"), "h4 040e00");
    assert_string_equal(once(*state, 187, ""), "h4 ");
    assert_string_equal(once(*state, 201, "00000001 040e00"), "h4 040e00");
    assert_string_equal(once(*state, 201, "000000"), MALFORMED("201"));
    assert_string_equal(once(*state, 254, "0102 0003 0e00"), "event 0e00, adapter 258");
    assert_string_equal(once(*state, 254, "0102 0002 0e00"), "nothing");
    assert_string_equal(once(*state, 254, "0102 00"), MALFORMED("254"));
}

#define PDU      "d6be898e 0206 010203040506"
#define PDU_SAID "air d6be898e0206010203040506"

static void test_air_without_header(void **state)
{
    assert_string_equal(once(*state, 251, PDU), PDU_SAID);
}

static void test_air_with_header(void **state)
{
    static const struct {
        const char *head, *said;
    } CASES[] = {
        {"00 c4 80 00 d6be898e 0300", " -60 dBm, channel 37"},
        {"00 c4 80 00 d6be898e 0100", ", channel 37"},
        {"00 c4 80 00 d6be898e 0000", ", channel 37, whitened"},
        {"0c c4 80 00 d6be898e 0100", ", channel 38"},
        {"27 c4 80 00 d6be898e 0100", ", channel 39"},
        {"01 c4 80 00 d6be898e 0100", ", channel 0"},
        {"0b c4 80 00 d6be898e 0100", ", channel 10"},
        {"0d c4 80 00 d6be898e 0100", ", channel 11"},
        {"26 c4 80 00 d6be898e 0100", ", channel 36"},
        {"28 c4 80 00 d6be898e 0100", ""},
        {"01 00 00 00 d6be898e 0104", ", channel 0, crc bad"},
        {"01 00 00 00 d6be898e 010c", ", channel 0, crc good"},
        {"01 00 00 00 d6be898e 0108", ", channel 0"}, /* valid, but not checked */
        {"01 00 00 00 d6be898e 8100", ", channel 0, aux adv"},
        {"01 00 00 00 d6be898e 8110", ", channel 0, aux chain"},
        {"01 00 00 00 d6be898e 8120", ", channel 0, aux sync"},
        {"01 00 00 00 d6be898e 8130", ", channel 0, aux rsp"},
        {"01 00 00 00 d6be898e 0130", ", channel 0"}, /* these bits mean something else here */
        {"01 00 00 00 d6be898e 0140", ", channel 0"},
        {"01 00 00 00 d6be898e 0180", ", channel 0, coded"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        char hex[128], expected[128];
        (void)snprintf(hex, sizeof hex, "%s" PDU, CASES[i].head);
        (void)snprintf(expected, sizeof expected, PDU_SAID "%s", CASES[i].said);
        assert_string_equal(once(*state, 256, hex), expected);
    }
    assert_string_equal(once(*state, 256, "00 c4 80 00 d6be898e 03"), MALFORMED("256"));
}

/* Twelve bytes of PDU behind each. */
static void test_nordic(void **state)
{
    static const struct {
        const char *head, *said;
    } CASES[] = {
        {"beef 06 0100 0000 15 01 25 3c 0000 00000000", PDU_SAID " -60 dBm, channel 37, crc good"},
        {"07 06 16 01 0100 06 0a 01 25 3c 0000 00000000",
         PDU_SAID " -60 dBm, channel 37, crc good"},
        {"07 1600 02 0100 06 0a 01 25 3c 0000 00000000", PDU_SAID " -60 dBm, channel 37, crc good"},
        {"07 1600 03 0100 02 0a 01 25 3c 0000 00000000", PDU_SAID " -60 dBm, channel 37, crc good"},
        /* channels, strength, CRC, kinds of PDU, coded */
        {"07 1600 03 0100 02 0a 00 27 00 0000 00000000", PDU_SAID " 0 dBm, channel 39, crc bad"},
        {"07 1600 03 0100 02 0a 01 27 80 0000 00000000",
         PDU_SAID " -128 dBm, channel 39, crc good"},
        {"07 1600 03 0100 02 0a 01 27 81 0000 00000000", PDU_SAID ", channel 39, crc good"},
        {"07 1600 03 0100 02 0a 01 00 ff 0000 00000000", PDU_SAID ", channel 0, crc good, aux adv"},
        {"07 1600 03 0100 02 0a 03 24 ff 0000 00000000",
         PDU_SAID ", channel 36, crc good, aux chain"},
        {"07 1600 03 0100 02 0a 07 24 ff 0000 00000000",
         PDU_SAID ", channel 36, crc good, aux rsp"},
        {"07 1600 03 0100 02 0a 07 25 ff 0000 00000000", PDU_SAID ", channel 37, crc good"},
        {"07 1600 02 0100 06 0a 01 24 ff 0000 00000000", PDU_SAID ", channel 36, crc good"},
        {"07 1600 03 0100 02 0a 21 25 ff 0000 00000000", PDU_SAID ", channel 37, crc good, coded"},
        {"07 1600 03 0100 02 0a 11 25 ff 0000 00000000", PDU_SAID ", channel 37, crc good"},
        /* shorter than the record */
        {"07 1500 03 0100 02 0a 01 25 ff 0000 00000000",
         "air d6be898e02060102030405, channel 37, crc good"},
        /* packets of connections, and messages of the sniffer */
        {"07 1600 03 0100 06 0a 01 25 3c 0000 00000000", "nothing"},
        {"07 1600 02 0100 02 0a 01 25 3c 0000 00000000", "nothing"},
        {"beef 02 0100 0000 15 01 25 3c 0000 00000000", "nothing"},
        /* longer than the record, no such channel, header, version, length of a header */
        {"07 1700 03 0100 02 0a 01 25 3c 0000 00000000", MALFORMED("272")},
        {"beef 06 0100 0000 16 01 25 3c 0000 00000000", MALFORMED("272")},
        {"07 1600 03 0100 02 0a 01 28 3c 0000 00000000", MALFORMED("272")},
        {"07 1600 03 0100 02 0b 01 25 3c 0000 00000000", MALFORMED("272")},
        {"07 1600 04 0100 02 0a 01 25 3c 0000 00000000", MALFORMED("272")},
        {"07 1600 00 0100 02 0a 01 25 3c 0000 00000000", MALFORMED("272")},
        {"07 07 16 01 0100 06 0a 01 25 3c 0000 00000000", MALFORMED("272")},
        {"07 0900 03 0100 02 0a 01 25 3c 0000 00000000", MALFORMED("272")},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        char hex[160];
        (void)snprintf(hex, sizeof hex, "%s" PDU, CASES[i].head);
        assert_string_equal(once(*state, 272, hex), CASES[i].said);
    }
    assert_string_equal(once(*state, 272, ""), MALFORMED("272"));
    assert_string_equal(once(*state, 272, "beef"), MALFORMED("272"));
}

static void test_ppi(void **state)
{
    assert_string_equal(once(*state, 192, "00 00 0800 fb000000" PDU), PDU_SAID);
    assert_string_equal(once(*state, 192, "00 00 0800 93000000" PDU), PDU_SAID);
    assert_string_equal(
        once(*state, 192, "00 00 1800 fb000000 3675 0c00 00 6209 00 00000000 c4c4c401" PDU),
        PDU_SAID);
    assert_string_equal(once(*state, 192, "00 00 0800 69000000" PDU), "nothing"); /* Wi-Fi */
    assert_string_equal(once(*state, 192, "01 00 0800 fb000000" PDU), MALFORMED("192"));
    assert_string_equal(once(*state, 192, "00 00 0700 fb000000" PDU), MALFORMED("192"));
    assert_string_equal(once(*state, 192, "00 00 1500 fb000000" PDU), MALFORMED("192"));
    assert_string_equal(once(*state, 192, "00 00 0800 fb0000"), MALFORMED("192"));
}

static void test_problems_are_told_once(void **state)
{
    struct mi_link link = mi_link(201);
    assert_string_equal(unwrap(*state, &link, "00", false), MALFORMED("201"));
    assert_string_equal(unwrap(*state, &link, "00", false), "nothing");
    assert_string_equal(unwrap(*state, &link, "00000000 0401", false), "h4 0401");
    link = mi_link(201);
    assert_memory_equal(unwrap(*state, &link, "00", true), "the capture kept only a part", 28);
}

static void test_a_private_number_is_believed_when_it_fits(void **state)
{
    static const char FIT[] = "07 1600 03 0100 02 0a 01 25 3c 0000 00000000" PDU;
    struct mi_link link = mi_link(157);
    assert_string_equal(unwrap(*state, &link, FIT, false),
                        PDU_SAID " -60 dBm, channel 37, crc good");
    assert_string_equal(unwrap(*state, &link, "00", false), MALFORMED("157"));
    assert_string_equal(unwrap(*state, &link, FIT, false),
                        PDU_SAID " -60 dBm, channel 37, crc good");
    link = mi_link(157);
    assert_non_null(strstr(unwrap(*state, &link, "00", false), "link type 157 is no Bluetooth"));
    assert_string_equal(unwrap(*state, &link, FIT, false), "nothing");
}

static void test_what_is_not_read_is_named(void **state)
{
    static const uint32_t USB[] = {189, 220, 249};
    for (size_t i = 0; i < sizeof USB / sizeof USB[0]; i++)
        assert_non_null(strstr(once(*state, USB[i], "00"), "btmon -w"));
    assert_non_null(strstr(once(*state, 255, "00"), "BR/EDR"));
    assert_non_null(strstr(once(*state, 105, "00"), "link type 105 is no Bluetooth"));
    assert_non_null(strstr(once(*state, 65536 + 187, "00"), "link type 65723 is no Bluetooth"));
}

static void test_the_table(void **state)
{
    (void)state;
    size_t read = 0;
    for (size_t i = 0; i < MI_LINK_TYPE_COUNT; i++) {
        const struct mi_link_type *type = &MI_LINK_TYPES[i];
        assert_true(i == 0 || MI_LINK_TYPES[i - 1].number < type->number);
        assert_true(type->name[0] != '\0' && type->title[0] != '\0');
        assert_int_equal(type->unwrap != NULL, type->holds != NULL);
        assert_ptr_equal(mi_link_type(type->number), type);
        read += type->unwrap != NULL ? 1 : 0;
    }
    assert_int_equal(read, 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hci),
        cmocka_unit_test(test_air_without_header),
        cmocka_unit_test(test_air_with_header),
        cmocka_unit_test(test_nordic),
        cmocka_unit_test(test_ppi),
        cmocka_unit_test(test_problems_are_told_once),
        cmocka_unit_test(test_a_private_number_is_believed_when_it_fits),
        cmocka_unit_test(test_what_is_not_read_is_named),
        cmocka_unit_test(test_the_table),
    };
    return cmocka_run_group_tests(tests, file_new, file_free);
}
