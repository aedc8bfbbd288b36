/* The scanner's state machine, and the commands and events that it reads. */
#include "support.h"

#include "capture/live/scan.h"

#include <errno.h>

enum { ADAPTER = 3 };

struct stage {
    struct mi_scan scan;
    int64_t now;
};

static const char EXTENDED[] = "04";

/* An answer as the controller sends it: Command Complete with a status and a result. */
static void answer(struct stage *stage, uint16_t opcode, uint8_t status, const char *result)
{
    uint8_t event[256] = {0x0e, 0, 1, (uint8_t)(opcode & 0xff), (uint8_t)(opcode >> 8), status};
    size_t size = 6 + mi_hex_decode(result, strlen(result), event + 6, sizeof event - 6).size;
    event[1] = (uint8_t)(size - 2);
    mi_scan_event(&stage->scan, mi_bytes(event, size), stage->now);
}

/* A command on its way to the controller, without its H4 type. */
static void pass(struct stage *stage, const char *hex)
{
    uint8_t command[64];
    size_t size = mi_hex_decode(hex, strlen(hex), command, sizeof command).size;
    mi_scan_command(&stage->scan, mi_bytes(command, size));
}

/* Takes the command that the scan wants, which has to be this one, and shows it on its way. */
static void expect_command(struct stage *stage, enum mi_hci_command wanted)
{
    enum mi_hci_command command = MI_HCI_COMMANDS;
    uint8_t packet[MI_HCI_COMMAND_MAX];
    assert_true(mi_scan_take_command(&stage->scan, &command));
    assert_int_equal(command, wanted);
    size_t size = mi_hci_build(command, packet);
    mi_scan_command(&stage->scan, mi_bytes(packet + 1, size - 1));
    assert_false(mi_scan_take_command(&stage->scan, &command));
}

static void expect_and_answer(struct stage *stage, enum mi_hci_command wanted, uint8_t status)
{
    expect_command(stage, wanted);
    answer(stage, mi_hci_opcode(wanted), status, "");
}

static void expect_note(struct stage *stage, enum mi_problem_code code)
{
    struct mi_problem note;
    assert_true(mi_scan_take_note(&stage->scan, &note));
    assert_int_equal(note.code, code);
    assert_int_equal(note.number[0], ADAPTER);
}

static void expect_no_note(struct stage *stage)
{
    struct mi_problem note;
    assert_false(mi_scan_take_note(&stage->scan, &note));
}

static void expect_failure(const struct stage *stage, enum mi_problem_code code)
{
    assert_int_equal(stage->scan.state, MI_SCAN_FAILED);
    assert_int_equal(stage->scan.failure.code, code);
    assert_false(stage->scan.is_ours);
}

static void wait_for(struct stage *stage, int64_t milliseconds)
{
    stage->now += milliseconds;
    mi_scan_time(&stage->scan, stage->now);
}

/* `octet37` of the supported commands, `features` the second octet of the LE features. */
static void probe(struct stage *stage, const char *octet37, const char *features)
{
    char commands[130];
    (void)snprintf(commands, sizeof commands, "%074d%s%052d", 0, octet37, 0);
    expect_command(stage, MI_HCI_READ_COMMANDS);
    answer(stage, 0x1002, 0, commands);
    if (strcmp(octet37, "60") != 0)
        return;
    char octets[17];
    (void)snprintf(octets, sizeof octets, "00%s000000000000", features);
    expect_command(stage, MI_HCI_READ_FEATURES);
    answer(stage, 0x2003, 0, octets);
}

static void begin(struct stage *stage)
{
    *stage = (struct stage){.now = 1000};
    mi_scan_begin(&stage->scan, ADAPTER, false, stage->now);
}

static void begin_legacy(struct stage *stage)
{
    begin(stage);
    probe(stage, "00", "");
    expect_and_answer(stage, MI_HCI_LEGACY_SETTINGS, 0);
    expect_and_answer(stage, MI_HCI_LEGACY_ENABLE, 0);
    assert_int_equal(stage->scan.state, MI_SCAN_RUNNING);
    assert_true(stage->scan.is_ours);
    expect_no_note(stage);
}

static const char FOREIGN_ON[] = "0c20020100";
static const char FOREIGN_ON_FILTERED[] = "0c20020101";
static const char FOREIGN_OFF[] = "0c20020000";

static void foreign(struct stage *stage, const char *command)
{
    pass(stage, command);
    answer(stage, 0x200c, 0, "");
}

/* --- beginning --- */

static void test_ways_to_begin(void **state)
{
    (void)state;
    struct stage stage;
    begin_legacy(&stage);

    begin(&stage);
    probe(&stage, "60", "10");
    expect_and_answer(&stage, MI_HCI_EXTENDED_SETTINGS, 0);
    expect_and_answer(&stage, MI_HCI_EXTENDED_ENABLE, 0);
    assert_int_equal(stage.scan.state, MI_SCAN_RUNNING);

    begin(&stage);
    probe(&stage, "60", "18");
    expect_and_answer(&stage, MI_HCI_CODED_SETTINGS, 0);
    expect_and_answer(&stage, MI_HCI_EXTENDED_ENABLE, 0);
    assert_int_equal(stage.scan.state, MI_SCAN_RUNNING);
}

static void test_a_weaker_way_when_one_is_refused(void **state)
{
    (void)state;
    enum { UNSUPPORTED = 0x11, UNKNOWN_COMMAND = 0x01 };
    struct stage stage;
    begin(&stage);
    probe(&stage, "60", "18");
    expect_and_answer(&stage, MI_HCI_CODED_SETTINGS, UNSUPPORTED);
    expect_and_answer(&stage, MI_HCI_EXTENDED_SETTINGS, UNKNOWN_COMMAND);
    expect_and_answer(&stage, MI_HCI_LEGACY_SETTINGS, 0);
    expect_and_answer(&stage, MI_HCI_LEGACY_ENABLE, 0);
    assert_int_equal(stage.scan.state, MI_SCAN_RUNNING);

    begin(&stage);
    probe(&stage, "00", "");
    expect_and_answer(&stage, MI_HCI_LEGACY_SETTINGS, 0x12);
    expect_failure(&stage, MI_P_LIVE_REFUSED);
    assert_int_equal(stage.scan.failure.number[1], 0x12);
}

static void test_a_weaker_way_when_enabling_is_refused(void **state)
{
    (void)state;
    enum { UNSUPPORTED = 0x11, HARDWARE = 0x03 };
    struct stage stage;
    begin(&stage);
    probe(&stage, "60", "18");
    expect_and_answer(&stage, MI_HCI_CODED_SETTINGS, 0);
    expect_and_answer(&stage, MI_HCI_EXTENDED_ENABLE, UNSUPPORTED);
    assert_false(stage.scan.is_ours);
    expect_and_answer(&stage, MI_HCI_EXTENDED_SETTINGS, 0);
    expect_and_answer(&stage, MI_HCI_EXTENDED_ENABLE, 0);
    assert_int_equal(stage.scan.state, MI_SCAN_RUNNING);
    assert_true(stage.scan.is_ours);

    /* Legacy commands are disallowed after extended ones: that is no scan of another program. */
    begin(&stage);
    probe(&stage, "60", "10");
    expect_and_answer(&stage, MI_HCI_EXTENDED_SETTINGS, 0);
    expect_and_answer(&stage, MI_HCI_EXTENDED_ENABLE, HARDWARE);
    expect_and_answer(&stage, MI_HCI_LEGACY_SETTINGS, MI_HCI_DISALLOWED);
    expect_failure(&stage, MI_P_LIVE_REFUSED);
    assert_int_equal(stage.scan.failure.number[1], HARDWARE);
    expect_no_note(&stage);

    begin(&stage);
    probe(&stage, "00", "");
    expect_and_answer(&stage, MI_HCI_LEGACY_SETTINGS, 0);
    expect_and_answer(&stage, MI_HCI_LEGACY_ENABLE, HARDWARE);
    expect_failure(&stage, MI_P_LIVE_REFUSED);
}

static void test_a_question_that_is_refused_means_legacy(void **state)
{
    (void)state;
    struct stage stage;
    begin(&stage);
    expect_and_answer(&stage, MI_HCI_READ_COMMANDS, 0x01);
    expect_and_answer(&stage, MI_HCI_LEGACY_SETTINGS, 0);
    begin(&stage);
    expect_command(&stage, MI_HCI_READ_COMMANDS);
    answer(&stage, 0x1002, 0, EXTENDED); /* cut */
    expect_command(&stage, MI_HCI_LEGACY_SETTINGS);
}

static void test_no_answer(void **state)
{
    (void)state;
    struct stage stage;
    begin(&stage);
    expect_command(&stage, MI_HCI_READ_COMMANDS);
    wait_for(&stage, 2400);
    assert_int_equal(stage.scan.state, MI_SCAN_PROBING);
    wait_for(&stage, 200);
    expect_failure(&stage, MI_P_LIVE_MUTE);
}

static void test_not_sent(void **state)
{
    (void)state;
    enum mi_hci_command command;
    struct stage stage;
    begin(&stage);
    assert_true(mi_scan_take_command(&stage.scan, &command));
    mi_scan_not_sent(&stage.scan, ENETDOWN, stage.now);
    expect_failure(&stage, MI_P_LIVE_DOWN);

    begin(&stage);
    assert_true(mi_scan_take_command(&stage.scan, &command));
    mi_scan_not_sent(&stage.scan, EIO, stage.now);
    expect_failure(&stage, MI_P_LIVE_SYSTEM);
    assert_int_equal(stage.scan.failure.number[1], EIO);
}

/* --- other programs --- */

static void test_another_scan_is_shared(void **state)
{
    (void)state;
    struct stage stage;
    begin(&stage);
    probe(&stage, "60", "18");
    expect_and_answer(&stage, MI_HCI_CODED_SETTINGS, MI_HCI_DISALLOWED);
    expect_and_answer(&stage, MI_HCI_LEGACY_SETTINGS, MI_HCI_DISALLOWED);
    assert_int_equal(stage.scan.state, MI_SCAN_SHARING);
    assert_false(stage.scan.is_ours);
    expect_note(&stage, MI_P_LIVE_SHARING);

    foreign(&stage, FOREIGN_ON_FILTERED);
    expect_note(&stage, MI_P_LIVE_FILTERED);
    foreign(&stage, FOREIGN_ON_FILTERED);
    expect_no_note(&stage);

    foreign(&stage, FOREIGN_OFF);
    assert_int_equal(stage.scan.state, MI_SCAN_PAUSED);
    wait_for(&stage, 1600);
    probe(&stage, "00", "");
    expect_and_answer(&stage, MI_HCI_LEGACY_SETTINGS, 0);
    expect_and_answer(&stage, MI_HCI_LEGACY_ENABLE, 0);
    expect_note(&stage, MI_P_LIVE_ALONE);
    assert_true(stage.scan.is_ours);
}

static void test_settings_taken_and_enabling_disallowed(void **state)
{
    (void)state;
    struct stage stage;
    begin(&stage);
    probe(&stage, "00", "");
    expect_and_answer(&stage, MI_HCI_LEGACY_SETTINGS, 0);
    expect_and_answer(&stage, MI_HCI_LEGACY_ENABLE, MI_HCI_DISALLOWED);
    assert_int_equal(stage.scan.state, MI_SCAN_SHARING);
    assert_false(stage.scan.is_ours);
}

static void test_ended_by_another(void **state)
{
    (void)state;
    struct stage stage;
    begin_legacy(&stage);
    foreign(&stage, FOREIGN_OFF);
    assert_int_equal(stage.scan.state, MI_SCAN_PAUSED);
    assert_false(stage.scan.is_ours);
    wait_for(&stage, 1600);
    probe(&stage, "00", "");
    expect_and_answer(&stage, MI_HCI_LEGACY_SETTINGS, 0);
    expect_and_answer(&stage, MI_HCI_LEGACY_ENABLE, 0);
    expect_note(&stage, MI_P_LIVE_AGAIN);
    expect_no_note(&stage);
}

static void test_taken_over(void **state)
{
    (void)state;
    struct stage stage;
    begin_legacy(&stage);
    foreign(&stage, FOREIGN_OFF);
    foreign(&stage, FOREIGN_ON);
    assert_int_equal(stage.scan.state, MI_SCAN_SHARING);
    expect_note(&stage, MI_P_LIVE_SHARING);

    begin_legacy(&stage);
    foreign(&stage, FOREIGN_ON_FILTERED); /* into the running scan */
    assert_int_equal(stage.scan.state, MI_SCAN_SHARING);
    assert_false(stage.scan.is_ours);
    expect_note(&stage, MI_P_LIVE_FILTERED);
    expect_note(&stage, MI_P_LIVE_SHARING);
}

static void test_refused_to_another(void **state)
{
    (void)state;
    struct stage stage;
    begin_legacy(&stage);
    pass(&stage, FOREIGN_OFF);
    answer(&stage, 0x200c, MI_HCI_DISALLOWED, "");
    assert_int_equal(stage.scan.state, MI_SCAN_RUNNING);
    pass(&stage, "0b200701100010000000");
    answer(&stage, 0x200b, MI_HCI_DISALLOWED, "");
    assert_int_equal(stage.scan.state, MI_SCAN_RUNNING);
    assert_true(stage.scan.is_ours);
}

/* The answer to another program's settings is not the one that is awaited. */
static void test_whose_answer(void **state)
{
    (void)state;
    struct stage stage;
    begin(&stage);
    probe(&stage, "00", "");
    expect_command(&stage, MI_HCI_LEGACY_SETTINGS);
    pass(&stage, "0b200701100010000000"); /* active, so not ours */
    answer(&stage, 0x200b, 0, "");
    assert_int_equal(stage.scan.state, MI_SCAN_SETTING);
    answer(&stage, 0x200b, MI_HCI_DISALLOWED, "");
    assert_int_equal(stage.scan.state, MI_SCAN_SHARING);
}

static void test_reset_by_another(void **state)
{
    (void)state;
    struct stage stage;
    begin_legacy(&stage);
    pass(&stage, "030c00");
    answer(&stage, 0x0c03, 0, "");
    assert_int_equal(stage.scan.state, MI_SCAN_PAUSED);
}

static void test_silence_of_another(void **state)
{
    (void)state;
    struct stage stage;
    begin(&stage);
    probe(&stage, "00", "");
    expect_and_answer(&stage, MI_HCI_LEGACY_SETTINGS, MI_HCI_DISALLOWED);
    expect_note(&stage, MI_P_LIVE_SHARING);
    mi_scan_event(&stage.scan, mi_bytes("\x3e\x02\x02\x00", 4), stage.now);
    wait_for(&stage, 10100);
    expect_no_note(&stage);
    wait_for(&stage, 10100);
    expect_note(&stage, MI_P_LIVE_SILENT);
    probe(&stage, "00", "");
    expect_and_answer(&stage, MI_HCI_LEGACY_SETTINGS, MI_HCI_DISALLOWED);
    wait_for(&stage, 10100);
    expect_no_note(&stage);
}

static void test_only_listening(void **state)
{
    (void)state;
    struct stage stage = {.now = 1000};
    enum mi_hci_command command;
    mi_scan_begin(&stage.scan, ADAPTER, true, stage.now);
    for (int i = 0; i < 5; i++) {
        assert_false(mi_scan_take_command(&stage.scan, &command));
        assert_int_equal(stage.scan.state, MI_SCAN_SHARING);
        wait_for(&stage, 10100);
        foreign(&stage, FOREIGN_ON);
        foreign(&stage, FOREIGN_OFF);
        mi_scan_power(&stage.scan, false, stage.now);
    }
    expect_note(&stage, MI_P_LIVE_NOBODY);
    expect_no_note(&stage);
}

/* --- the adapter --- */

static void test_power(void **state)
{
    (void)state;
    enum mi_hci_command command;
    struct stage stage;
    begin_legacy(&stage);
    mi_scan_power(&stage.scan, false, stage.now);
    assert_false(stage.scan.is_ours);
    wait_for(&stage, 2100);
    expect_note(&stage, MI_P_LIVE_OFF);
    for (int i = 0; i < 3; i++) {
        assert_true(mi_scan_take_command(&stage.scan, &command));
        mi_scan_not_sent(&stage.scan, ENETDOWN, stage.now);
        assert_int_equal(stage.scan.state, MI_SCAN_OFF);
        wait_for(&stage, 2100);
        expect_no_note(&stage);
    }
    probe(&stage, "00", "");
    expect_and_answer(&stage, MI_HCI_LEGACY_SETTINGS, 0);
    expect_and_answer(&stage, MI_HCI_LEGACY_ENABLE, 0);
    expect_note(&stage, MI_P_LIVE_AGAIN);
}

static void test_power_comes_back_at_once(void **state)
{
    (void)state;
    struct stage stage;
    begin_legacy(&stage);
    mi_scan_power(&stage.scan, false, stage.now);
    mi_scan_power(&stage.scan, true, stage.now);
    assert_int_equal(stage.scan.state, MI_SCAN_PAUSED);
    wait_for(&stage, 1600);
    assert_int_equal(stage.scan.state, MI_SCAN_PROBING);
}

static void test_gone(void **state)
{
    (void)state;
    struct stage stage;
    begin_legacy(&stage);
    mi_scan_power(&stage.scan, false, stage.now);
    mi_scan_gone(&stage.scan);
    expect_failure(&stage, MI_P_LIVE_GONE);
    expect_no_note(&stage);
    mi_scan_power(&stage.scan, true, stage.now);
    foreign(&stage, FOREIGN_ON);
    wait_for(&stage, 100000);
    expect_failure(&stage, MI_P_LIVE_GONE);
}

static void test_a_silent_scan_is_begun_again(void **state)
{
    (void)state;
    struct stage stage;
    begin_legacy(&stage);
    mi_scan_event(&stage.scan, mi_bytes("\x3e\x02\x0d\x00", 4), stage.now);
    wait_for(&stage, 30100);
    assert_int_equal(stage.scan.state, MI_SCAN_RUNNING);
    wait_for(&stage, 30100);
    expect_and_answer(&stage, MI_HCI_LEGACY_DISABLE, 0);
    probe(&stage, "00", "");
    expect_and_answer(&stage, MI_HCI_LEGACY_SETTINGS, 0);
    expect_and_answer(&stage, MI_HCI_LEGACY_ENABLE, 0);
    assert_true(stage.scan.is_ours);
    expect_no_note(&stage);
}

/* --- hostile bytes --- */

static void test_every_answer_cut(void **state)
{
    (void)state;
    static const uint8_t EVENT[] = {0x0e, 0x44, 0x01, 0x02, 0x10, 0x00};
    for (size_t size = 0; size < sizeof EVENT; size++) {
        struct stage stage;
        struct mi_hci_answer read;
        uint8_t *copy = malloc(size > 0 ? size : 1);
        assert_non_null(copy);
        memcpy(copy, EVENT, size);
        begin(&stage);
        expect_command(&stage, MI_HCI_READ_COMMANDS);
        mi_scan_event(&stage.scan, mi_bytes(copy, size), stage.now);
        mi_scan_command(&stage.scan, mi_bytes(copy, size));
        assert_int_equal(stage.scan.state, MI_SCAN_PROBING);
        assert_false(mi_hci_read_answer(mi_bytes(copy, size), &read));
        free(copy);
    }
}

static void test_any_events_in_any_state(void **state)
{
    (void)state;
    uint32_t random = 7;
    struct stage stage;
    begin(&stage);
    for (int i = 0; i < 200000; i++) {
        uint8_t bytes[12];
        enum mi_hci_command command;
        struct mi_problem note;
        for (size_t k = 0; k < sizeof bytes; k++) {
            random = random * 1664525 + 1013904223;
            bytes[k] = (uint8_t)(random >> 24);
        }
        static const uint8_t OPCODES[][2] = {{0x02, 0x10}, {0x03, 0x20}, {0x0b, 0x20}, {0x0c, 0x20},
                                             {0x41, 0x20}, {0x42, 0x20}, {0x03, 0x0c}};
        const uint8_t *opcode = OPCODES[bytes[0] % 7];
        uint8_t event[] = {bytes[1] & 1 ? 0x0e : 0x0f,
                           10,
                           1,
                           opcode[0],
                           opcode[1],
                           bytes[2] & 1,
                           bytes[3],
                           bytes[4],
                           bytes[5],
                           bytes[6],
                           bytes[7],
                           bytes[8]};
        uint8_t order[] = {opcode[0], opcode[1], 2, bytes[9] & 1, bytes[10] & 1};
        switch (bytes[11] % 8) {
        case 0: mi_scan_command(&stage.scan, mi_bytes(order, sizeof order)); break;
        case 1: mi_scan_power(&stage.scan, bytes[2] & 1, stage.now); break;
        case 2: wait_for(&stage, bytes[2] * 100); break;
        case 3: (void)mi_scan_take_command(&stage.scan, &command); break;
        default: mi_scan_event(&stage.scan, mi_bytes(event, sizeof event), stage.now); break;
        }
        while (mi_scan_take_note(&stage.scan, &note))
            assert_in_range(note.code, MI_P_LIVE_SHARING, MI_P_LIVE_OFF);
        if (stage.scan.state == MI_SCAN_FAILED)
            begin(&stage);
        if (stage.scan.is_ours)
            assert_true(stage.scan.state == MI_SCAN_ENABLING ||
                        stage.scan.state == MI_SCAN_RUNNING || stage.scan.state == MI_SCAN_ENDING);
    }
}

static void test_commands_are_what_the_facts_say(void **state)
{
    (void)state;
    static const char *const PACKETS[MI_HCI_COMMANDS] = {
        [MI_HCI_READ_COMMANDS] = "01021000",
        [MI_HCI_READ_FEATURES] = "01032000",
        [MI_HCI_LEGACY_SETTINGS] = "010b200700100010000000",
        [MI_HCI_LEGACY_ENABLE] = "010c20020100",
        [MI_HCI_LEGACY_DISABLE] = "010c20020000",
        [MI_HCI_EXTENDED_SETTINGS] = "014120080000010010001000",
        [MI_HCI_CODED_SETTINGS] = "0141200d00000500600048000060001800",
        [MI_HCI_EXTENDED_ENABLE] = "01422006010000000000",
        [MI_HCI_EXTENDED_DISABLE] = "01422006000000000000",
    };
    for (int command = 0; command < MI_HCI_COMMANDS; command++) {
        uint8_t packet[MI_HCI_COMMAND_MAX];
        char hex[2 * MI_HCI_COMMAND_MAX + 1];
        struct mi_text text = mi_text(hex, sizeof hex);
        size_t size = mi_hci_build((enum mi_hci_command)command, packet);
        mi_text_bytes(&text, packet, size, '\0');
        assert_string_equal(hex, PACKETS[command]);
        for (int other = 0; other < MI_HCI_COMMANDS; other++)
            assert_int_equal(mi_hci_is(mi_bytes(packet + 1, size - 1), (enum mi_hci_command)other),
                             command == other);
    }
}

static void test_monitor_records(void **state)
{
    (void)state;
    static const uint8_t RECORD[] = {0x03, 0x00, 0x02, 0x00, 0x03, 0x00, 0x3e, 0x01, 0x02};
    struct mi_monitor monitor;
    assert_true(mi_monitor_read(mi_bytes(RECORD, sizeof RECORD), &monitor));
    assert_int_equal(monitor.code, MI_MONITOR_EVENT);
    assert_int_equal(monitor.adapter, 2);
    assert_int_equal(monitor.data.left, 3);
    for (size_t size = 0; size < sizeof RECORD; size++)
        assert_false(mi_monitor_read(mi_bytes(RECORD, size), &monitor));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ways_to_begin),
        cmocka_unit_test(test_a_weaker_way_when_one_is_refused),
        cmocka_unit_test(test_a_weaker_way_when_enabling_is_refused),
        cmocka_unit_test(test_a_question_that_is_refused_means_legacy),
        cmocka_unit_test(test_no_answer),
        cmocka_unit_test(test_not_sent),
        cmocka_unit_test(test_another_scan_is_shared),
        cmocka_unit_test(test_settings_taken_and_enabling_disallowed),
        cmocka_unit_test(test_ended_by_another),
        cmocka_unit_test(test_taken_over),
        cmocka_unit_test(test_refused_to_another),
        cmocka_unit_test(test_whose_answer),
        cmocka_unit_test(test_reset_by_another),
        cmocka_unit_test(test_silence_of_another),
        cmocka_unit_test(test_only_listening),
        cmocka_unit_test(test_power),
        cmocka_unit_test(test_power_comes_back_at_once),
        cmocka_unit_test(test_gone),
        cmocka_unit_test(test_a_silent_scan_is_begun_again),
        cmocka_unit_test(test_every_answer_cut),
        cmocka_unit_test(test_any_events_in_any_state),
        cmocka_unit_test(test_commands_are_what_the_facts_say),
        cmocka_unit_test(test_monitor_records),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
