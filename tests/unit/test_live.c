/* The live source over socket pairs, with a scripted controller at their other ends. */
#include "support.h"

#include "capture/clock.h"
#include "capture/live/live.h"
#include "capture/live/scan.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ADAPTER = 0, PATIENCE = 2000 };

/* The controller, and the kernel's monitor before it. */
struct stage {
    int adapter; /* commands come out here */
    int monitor; /* records go in here */
    struct mi_live *live;
    struct mi_keeper keeper;
    bool hears_all; /* adapters */
    bool is_extended;
    uint8_t settings_status;
    unsigned reports; /* sent as soon as a scan is on */
    bool is_scanning;
    char log[512]; /* opcodes of commands */
    unsigned waits;
    unsigned waits_wanted; /* then the source is ended */
};

static void put_record_of(struct stage *stage, uint8_t adapter, uint8_t code, const uint8_t *data,
                          size_t size)
{
    uint8_t record[300] = {code, 0, adapter, 0, (uint8_t)size, 0};
    if (size > 0)
        memcpy(record + 6, data, size);
    assert_int_equal(send(stage->monitor, record, 6 + size, 0), 6 + size);
}

static void put_record(struct stage *stage, uint8_t code, const uint8_t *data, size_t size)
{
    put_record_of(stage, ADAPTER, code, data, size);
}

static void put_answer(struct stage *stage, uint16_t opcode, uint8_t status, size_t size)
{
    uint8_t event[128] = {
        0x0e, (uint8_t)(4 + size), 1, (uint8_t)(opcode & 0xff), (uint8_t)(opcode >> 8), status};
    if (opcode == 0x1002 && stage->is_extended)
        event[6 + 37] = 0x60;
    put_record(stage, MI_MONITOR_EVENT, event, 6 + size);
}

static void put_report(struct stage *stage)
{
    static const uint8_t REPORT[] = {0x3e, 0x0f, 0x02, 0x01, 0x00, 0x00, 0x01, 0x02, 0x03,
                                     0x04, 0x05, 0x06, 0x03, 0x02, 0x01, 0x06, 0xc4};
    put_record(stage, MI_MONITOR_EVENT, REPORT, sizeof REPORT);
}

static void obey(struct stage *stage, const uint8_t *packet, size_t size)
{
    uint16_t opcode = (uint16_t)(packet[1] | packet[2] << 8);
    bool is_settings = opcode == 0x200b || opcode == 0x2041;
    bool is_enable = opcode == 0x200c || opcode == 0x2042;
    char word[16];
    (void)snprintf(word, sizeof word, "%04x%s ", opcode,
                   !is_enable       ? ""
                   : packet[4] != 0 ? "+"
                                    : "-");
    (void)strncat(stage->log, word, sizeof stage->log - strlen(stage->log) - 1);
    put_record(stage, MI_MONITOR_COMMAND, packet + 1, size - 1);
    put_answer(stage, opcode, is_settings ? stage->settings_status : 0, opcode == 0x1002 ? 64 : 8);
    if (is_enable)
        stage->is_scanning = packet[4] != 0;
    for (unsigned i = 0; is_enable && stage->is_scanning && i < stage->reports; i++)
        put_report(stage);
}

/* Called by the source before each wait. */
static int turn(void *context)
{
    struct stage *stage = context;
    uint8_t packet[300];
    ssize_t got = 0;
    while ((got = recv(stage->adapter, packet, sizeof packet, MSG_DONTWAIT)) > 0)
        obey(stage, packet, (size_t)got);
    return ++stage->waits > stage->waits_wanted ? -1 : 20;
}

static void open_stage(struct stage *stage, bool only_listens)
{
    int adapter[2];
    int monitor[2];
    stage->keeper.line = -1;
    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, adapter), 0);
    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, monitor), 0);
    stage->adapter = adapter[0];
    stage->monitor = monitor[0];
    if (!only_listens)
        assert_true(mi_keeper_start(&stage->keeper, adapter[1]));
    (void)close(adapter[1]);
    const struct mi_live_options options = {
        .adapter = stage->hears_all ? MI_LIVE_ANY : ADAPTER,
        .only_listens = only_listens,
        .wait = turn,
        .context = stage,
    };
    stage->live = mi_live_on(&options, monitor[1], &stage->keeper);
    assert_non_null(stage->live);
}

/* Commands that are still to come when the keeper ends, which was before this is called. */
static void close_stage(struct stage *stage)
{
    mi_live_reader.close(stage->live);
    stage->live = NULL;
    uint8_t packet[300];
    ssize_t got = 0;
    while ((got = recv(stage->adapter, packet, sizeof packet, MSG_DONTWAIT)) > 0) {
        stage->is_scanning = got > 4 && packet[4] != 0;
        (void)strncat(stage->log, "last ", sizeof stage->log - strlen(stage->log) - 1);
    }
    (void)close(stage->adapter);
    if (stage->monitor >= 0)
        (void)close(stage->monitor);
}

static unsigned count_packets(struct stage *stage)
{
    struct mi_item item;
    unsigned packets = 0;
    enum mi_got got = MI_GOT_END;
    while ((got = mi_live_reader.next(stage->live, &item)) != MI_GOT_END) {
        assert_int_equal(got, MI_GOT_PACKET);
        assert_int_equal(item.packet.layer, MI_LAYER_EVENT);
        assert_int_equal(item.packet.number, ++packets);
        assert_true(item.packet.time > 0);
    }
    return packets;
}

static void test_legacy_scan(void **state)
{
    (void)state;
    struct stage stage = {.reports = 100, .waits_wanted = 8};
    open_stage(&stage, false);
    assert_int_equal(count_packets(&stage), 100);
    assert_true(stage.is_scanning);
    close_stage(&stage);
    assert_false(stage.is_scanning);
    assert_string_equal(stage.log, "1002 200b 200c+ last ");
}

static void test_extended_scan(void **state)
{
    (void)state;
    struct stage stage = {.reports = 3, .waits_wanted = 8, .is_extended = true};
    open_stage(&stage, false);
    assert_int_equal(count_packets(&stage), 3);
    close_stage(&stage);
    assert_false(stage.is_scanning);
    assert_string_equal(stage.log, "1002 2003 2041 2042+ last ");
}

static void test_a_shared_scan_is_not_ended(void **state)
{
    (void)state;
    struct stage stage = {.waits_wanted = 8, .settings_status = 0x0c};
    struct mi_item item;
    open_stage(&stage, false);
    assert_int_equal(mi_live_reader.next(stage.live, &item), MI_GOT_NOTE);
    assert_int_equal(item.problem.code, MI_P_LIVE_SHARING);
    put_report(&stage);
    assert_int_equal(mi_live_reader.next(stage.live, &item), MI_GOT_PACKET);
    close_stage(&stage);
    assert_string_equal(stage.log, "1002 200b ");
}

/* Another program begins a scan into ours: it is that program's then. */
static void test_a_scan_taken_over_is_not_ended(void **state)
{
    (void)state;
    static const uint8_t FOREIGN[] = {0x0c, 0x20, 0x02, 0x01, 0x01};
    struct stage stage = {.reports = 1, .waits_wanted = 12};
    struct mi_item item;
    open_stage(&stage, false);
    assert_int_equal(mi_live_reader.next(stage.live, &item), MI_GOT_PACKET);
    put_record(&stage, MI_MONITOR_COMMAND, FOREIGN, sizeof FOREIGN);
    put_answer(&stage, 0x200c, 0, 0);
    assert_int_equal(mi_live_reader.next(stage.live, &item), MI_GOT_NOTE);
    assert_int_equal(item.problem.code, MI_P_LIVE_FILTERED);
    assert_int_equal(mi_live_reader.next(stage.live, &item), MI_GOT_NOTE);
    assert_int_equal(item.problem.code, MI_P_LIVE_SHARING);
    assert_int_equal(mi_live_reader.next(stage.live, &item), MI_GOT_END);
    close_stage(&stage);
    assert_string_equal(stage.log, "1002 200b 200c+ ");
}

static void test_refused(void **state)
{
    (void)state;
    struct stage stage = {.waits_wanted = 8, .settings_status = 0x12};
    struct mi_item item;
    open_stage(&stage, false);
    assert_int_equal(mi_live_reader.next(stage.live, &item), MI_GOT_PROBLEM);
    assert_int_equal(item.problem.code, MI_P_LIVE_REFUSED);
    assert_int_equal(mi_live_reader.next(stage.live, &item), MI_GOT_END);
    close_stage(&stage);
    assert_string_equal(stage.log, "1002 200b ");
}

static void test_unplugged(void **state)
{
    (void)state;
    static const uint8_t NOTHING[1];
    struct stage stage = {.reports = 2, .waits_wanted = 12};
    struct mi_item item;
    open_stage(&stage, false);
    assert_int_equal(mi_live_reader.next(stage.live, &item), MI_GOT_PACKET);
    assert_int_equal(mi_live_reader.next(stage.live, &item), MI_GOT_PACKET);
    put_record(&stage, MI_MONITOR_CLOSED, NOTHING, 0);
    put_record(&stage, MI_MONITOR_DELETED, NOTHING, 0);
    assert_int_equal(mi_live_reader.next(stage.live, &item), MI_GOT_PROBLEM);
    assert_int_equal(item.problem.code, MI_P_LIVE_GONE);
    assert_int_equal(mi_live_reader.next(stage.live, &item), MI_GOT_END);
    close_stage(&stage);
}

static void test_records_of_other_adapters_and_cut_ones(void **state)
{
    (void)state;
    static const uint8_t OTHER[] = {0x01, 0x00, 0x05, 0x00, 0x00, 0x00};
    static const uint8_t CUT[] = {0x03, 0x00, 0x00, 0x00, 0x20, 0x00, 0x3e, 0x1e, 0x02};
    static const uint8_t LONG[1000] = {0x03, 0x00, 0x00, 0x00, 0xe2, 0x03, 0x3e, 0x1e, 0x02};
    struct stage stage = {.waits_wanted = 8};
    open_stage(&stage, true);
    assert_int_equal(send(stage.monitor, OTHER, sizeof OTHER, 0), sizeof OTHER);
    for (size_t size = 1; size <= sizeof CUT; size++)
        assert_int_equal(send(stage.monitor, CUT, size, 0), size);
    assert_int_equal(send(stage.monitor, LONG, sizeof LONG, 0), sizeof LONG);
    put_report(&stage);
    assert_int_equal(count_packets(&stage), 1);
    close_stage(&stage);
    assert_string_equal(stage.log, "");
}

/* Whose scan filters duplicates is told by name, also when all adapters are heard. */
static void test_listening_to_all_adapters(void **state)
{
    (void)state;
    static const uint8_t ON[] = {0x0c, 0x20, 0x02, 0x01, 0x00};
    static const uint8_t ON_FILTERED[] = {0x0c, 0x20, 0x02, 0x01, 0x01};
    static const uint8_t DONE[] = {0x0e, 0x04, 0x01, 0x0c, 0x20, 0x00};
    static const uint8_t ADAPTERS[] = {7, 2};
    struct stage stage = {.waits_wanted = 8, .hears_all = true};
    struct mi_item item;
    open_stage(&stage, true);
    put_record_of(&stage, 1, MI_MONITOR_COMMAND, ON, sizeof ON);
    for (size_t i = 0; i < sizeof ADAPTERS; i++)
        put_record_of(&stage, ADAPTERS[i], MI_MONITOR_COMMAND, ON_FILTERED, sizeof ON_FILTERED);
    put_record_of(&stage, 1, MI_MONITOR_EVENT, DONE, sizeof DONE);
    for (size_t i = 0; i < 2 * sizeof ADAPTERS; i++)
        put_record_of(&stage, ADAPTERS[i % 2], MI_MONITOR_EVENT, DONE, sizeof DONE);
    for (size_t i = 0; i < sizeof ADAPTERS; i++) {
        assert_int_equal(mi_live_reader.next(stage.live, &item), MI_GOT_NOTE);
        assert_int_equal(item.problem.code, MI_P_LIVE_FILTERED);
        assert_int_equal(item.problem.number[0], ADAPTERS[i]);
    }
    for (unsigned adapter = 0; adapter < 255; adapter++)
        put_record_of(&stage, (uint8_t)adapter, MI_MONITOR_COMMAND, ON, sizeof ON);
    assert_int_equal(mi_live_reader.next(stage.live, &item), MI_GOT_END);
    close_stage(&stage);
}

static void test_the_monitor_ends(void **state)
{
    (void)state;
    struct stage stage = {.waits_wanted = 8};
    struct mi_item item;
    open_stage(&stage, true);
    (void)close(stage.monitor);
    stage.monitor = -1;
    assert_int_equal(mi_live_reader.next(stage.live, &item), MI_GOT_PROBLEM);
    assert_int_equal(mi_live_reader.next(stage.live, &item), MI_GOT_END);
    close_stage(&stage);
}

static void test_deadline(void **state)
{
    (void)state;
    struct stage stage = {.waits_wanted = 1000000};
    struct mi_item item;
    open_stage(&stage, true);
    mi_live_deadline(stage.live, 1); /* long past */
    assert_int_equal(mi_live_reader.next(stage.live, &item), MI_GOT_END);
    close_stage(&stage);
}

/* Of options that name no files, standard input ends no wait. */
static void test_no_files(void **state)
{
    (void)state;
    struct stage stage = {.waits_wanted = 5};
    struct mi_item item;
    int input = dup(STDIN_FILENO);
    int null = open("/dev/null", O_RDONLY);
    assert_int_equal(dup2(null, STDIN_FILENO), STDIN_FILENO);
    open_stage(&stage, true);
    mi_time begun = mi_clock();
    assert_int_equal(mi_live_reader.next(stage.live, &item), MI_GOT_END);
    assert_true(mi_clock() - begun >= 5 * 20 * MI_MILLISECOND);
    close_stage(&stage);
    assert_int_equal(input < 0 ? STDIN_FILENO : dup2(input, STDIN_FILENO), STDIN_FILENO);
    (void)close(null);
    (void)close(input);
}

/* --- the keeper --- */

static bool next_command(int adapter, uint8_t packet[300])
{
    struct pollfd file = {.fd = adapter, .events = POLLIN};
    return poll(&file, 1, PATIENCE) > 0 && recv(adapter, packet, 300, 0) > 0;
}

/* The scan is ended however the process ends that began it. */
static void test_the_keeper_outlives_its_parent(void **state)
{
    (void)state;
    int adapter[2];
    uint8_t packet[300];
    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, adapter), 0);
    pid_t process = fork();
    if (process == 0) {
        struct mi_keeper keeper;
        (void)close(adapter[0]);
        if (mi_keeper_start(&keeper, adapter[1]) &&
            mi_keeper_send(&keeper, MI_HCI_EXTENDED_ENABLE) == 0)
            (void)raise(SIGKILL);
        _exit(1);
    }
    (void)close(adapter[1]);
    assert_true(next_command(adapter[0], packet));
    assert_true(mi_hci_is(mi_bytes(packet + 1, 9), MI_HCI_EXTENDED_ENABLE));
    assert_true(next_command(adapter[0], packet));
    assert_true(mi_hci_is(mi_bytes(packet + 1, 9), MI_HCI_EXTENDED_DISABLE));
    assert_false(next_command(adapter[0], packet)); /* the end */
    assert_int_equal(waitpid(process, NULL, 0), process);
    (void)close(adapter[0]);
}

/* And when the keeper itself is killed. */
static void test_a_killed_keeper_leaves_no_scan(void **state)
{
    (void)state;
    int adapter[2];
    uint8_t packet[300];
    struct mi_keeper keeper;
    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, adapter), 0);
    assert_true(mi_keeper_start(&keeper, adapter[1]));
    (void)close(adapter[1]);
    assert_int_equal(mi_keeper_send(&keeper, MI_HCI_LEGACY_ENABLE), 0);
    assert_true(next_command(adapter[0], packet));
    assert_int_equal(kill(keeper.process, SIGKILL), 0);
    assert_true(next_command(adapter[0], packet));
    assert_true(mi_hci_is(mi_bytes(packet + 1, 5), MI_HCI_LEGACY_DISABLE));
    assert_false(next_command(adapter[0], packet));
    assert_int_equal(mi_keeper_send(&keeper, MI_HCI_LEGACY_ENABLE), ECHILD);
    mi_keeper_end(&keeper);
    (void)close(adapter[0]);
}

static void test_a_killed_keeper_ends_the_source(void **state)
{
    (void)state;
    struct stage stage = {.reports = 2, .waits_wanted = 100};
    struct mi_item item;
    open_stage(&stage, false);
    assert_int_equal(mi_live_reader.next(stage.live, &item), MI_GOT_PACKET);
    assert_int_equal(mi_live_reader.next(stage.live, &item), MI_GOT_PACKET);
    assert_int_equal(kill(stage.keeper.process, SIGKILL), 0);
    assert_int_equal(mi_live_reader.next(stage.live, &item), MI_GOT_PROBLEM);
    assert_int_equal(item.problem.code, MI_P_LIVE_KEEPER);
    assert_int_equal(mi_live_reader.next(stage.live, &item), MI_GOT_END);
    close_stage(&stage);
    assert_false(stage.is_scanning);
}

static void test_the_keeper_sends_nothing_else(void **state)
{
    (void)state;
    int adapter[2];
    uint8_t packet[300];
    struct mi_keeper keeper;
    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, adapter), 0);
    assert_true(mi_keeper_start(&keeper, adapter[1]));
    (void)close(adapter[1]);
    assert_int_equal(mi_keeper_send(&keeper, (enum mi_hci_command)200), EINVAL);
    assert_int_equal(mi_keeper_send(&keeper, MI_HCI_LEGACY_ENABLE), 0);
    mi_keeper_release(&keeper);
    mi_keeper_end(&keeper);
    mi_keeper_end(&keeper);
    assert_true(next_command(adapter[0], packet));
    assert_false(next_command(adapter[0], packet));
    (void)close(adapter[0]);
}

static void test_an_adapter_that_takes_nothing(void **state)
{
    (void)state;
    int adapter[2];
    struct mi_keeper keeper;
    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, adapter), 0);
    assert_true(mi_keeper_start(&keeper, adapter[1]));
    (void)close(adapter[0]);
    (void)close(adapter[1]);
    assert_int_equal(mi_keeper_send(&keeper, MI_HCI_READ_COMMANDS), EPIPE);
    mi_keeper_end(&keeper);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_legacy_scan),
        cmocka_unit_test(test_extended_scan),
        cmocka_unit_test(test_a_shared_scan_is_not_ended),
        cmocka_unit_test(test_a_scan_taken_over_is_not_ended),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_unplugged),
        cmocka_unit_test(test_records_of_other_adapters_and_cut_ones),
        cmocka_unit_test(test_listening_to_all_adapters),
        cmocka_unit_test(test_the_monitor_ends),
        cmocka_unit_test(test_deadline),
        cmocka_unit_test(test_no_files),
        cmocka_unit_test(test_the_keeper_outlives_its_parent),
        cmocka_unit_test(test_a_killed_keeper_leaves_no_scan),
        cmocka_unit_test(test_a_killed_keeper_ends_the_source),
        cmocka_unit_test(test_the_keeper_sends_nothing_else),
        cmocka_unit_test(test_an_adapter_that_takes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
