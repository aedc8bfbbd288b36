/*
 * An emulated Bluetooth LE controller on /dev/vhci, as far as a scanner needs one.
 *
 *     controller [--extended] [--coded] [--strict] [--refuse STATUS] [--every MS]
 *                --events FILE --control FIFO --log FILE
 *
 * EVENTS are legacy advertising reports, one event of hexadecimal digits a line; while a scan is on
 * they are sent in turn, one each MS milliseconds, as extended reports when the scan is extended.
 * --strict: the rules of the specification for the two command sets. --refuse: scan settings are
 * answered with this status. The log has a line for each command and for each change of the scan.
 *
 * Read from FIFO, a command a line:
 *     burst RATE SECONDS   that many reports a second
 *     garbage N            N malformed events
 *     mute                 answers no command any more
 *     quit                 unplugs itself
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    PACKET_MAX = 512,
    EVENTS_MAX = 64,
    H4_COMMAND = 0x01,
    H4_EVENT = 0x04,
    VENDOR = 0xff,
    COMMAND_COMPLETE = 0x0e,
    LE_META = 0x3e,
    DISALLOWED = 0x0c,

    RESET = 0x0c03,
    LEGACY_SETTINGS = 0x200b,
    LEGACY_ENABLE = 0x200c,
    EXTENDED_SETTINGS = 0x2041,
    EXTENDED_ENABLE = 0x2042,
    ADVERTISING_SETS = 0x203b,
};

struct event {
    uint8_t bytes[PACKET_MAX];
    size_t size;
};

struct controller {
    int vhci;
    FILE *log;
    bool is_extended, is_strict, is_mute, has_quit;
    bool is_coded;
    uint8_t refusal;
    int every; /* milliseconds between two reports */

    bool is_scanning, scans_extended;
    bool used_legacy, used_extended; /* since the last reset */

    struct event events[EVENTS_MAX];
    size_t event_count;
    size_t next_event;
    uint64_t sent;
    int64_t next_report;
    uint32_t random;
};

static int64_t microseconds(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void fail(const char *what)
{
    (void)fprintf(stderr, "controller: %s: %s\n", what, strerror(errno));
    exit(1);
}

static void put_packet(struct controller *controller, const uint8_t *bytes, size_t size)
{
    if (write(controller->vhci, bytes, size) != (ssize_t)size)
        (void)fprintf(controller->log, "lost a packet of %zu bytes\n", size);
}

/* --- commands --- */

static const struct answer {
    uint16_t opcode;
    uint8_t size;
    uint8_t result[16];
} ANSWERS[] = {
    {RESET, 0, {0}},
    {0x0c01, 0, {0}},                                     /* event mask */
    {0x1001, 8, {0x09, 0, 0, 0x09, 0xf1, 0x05, 0, 0}},    /* version: 5.0 */
    {0x1003, 8, {0, 0, 0, 0, 0x60, 0, 0, 0}},             /* features: LE, no BR/EDR */
    {0x1009, 6, {0x01, 0x00, 0xc2, 0x38, 0xc1, 0xa4}},    /* address */
    {0x2001, 0, {0}},                                     /* LE event mask */
    {0x2002, 3, {0xfb, 0x00, 0x04}},                      /* LE buffers */
    {0x201c, 8, {0xff, 0xff, 0xff, 0xff, 0xff, 3, 0, 0}}, /* LE states */
    {ADVERTISING_SETS, 1, {1}},
    {LEGACY_SETTINGS, 0, {0}},
    {LEGACY_ENABLE, 0, {0}},
    {EXTENDED_SETTINGS, 0, {0}},
    {EXTENDED_ENABLE, 0, {0}},
};

static void answer(struct controller *controller, uint16_t opcode, uint8_t status,
                   const uint8_t *result, size_t size)
{
    uint8_t packet[PACKET_MAX] = {H4_EVENT, COMMAND_COMPLETE,         (uint8_t)(4 + size),
                                  1,        (uint8_t)(opcode & 0xff), (uint8_t)(opcode >> 8),
                                  status};
    if (size > 0)
        memcpy(packet + 7, result, size);
    put_packet(controller, packet, 7 + size);
}

static void answer_from_table(struct controller *controller, uint16_t opcode, uint8_t status)
{
    static const uint8_t NOTHING[32];
    for (size_t i = 0; i < sizeof ANSWERS / sizeof ANSWERS[0]; i++) {
        if (ANSWERS[i].opcode == opcode) {
            answer(controller, opcode, status, ANSWERS[i].result, ANSWERS[i].size);
            return;
        }
    }
    answer(controller, opcode, status, NOTHING, sizeof NOTHING);
}

static void answer_abilities(struct controller *controller, uint16_t opcode)
{
    enum { COMMANDS = 0x1002, FEATURES = 0x2003 };
    uint8_t commands[64] = {0};
    uint8_t features[8] = {0};
    commands[37] = controller->is_extended ? 0x60 : 0;
    features[1] =
        (uint8_t)((controller->is_extended ? 0x10 : 0) | (controller->is_coded ? 0x08 : 0));
    if (opcode == COMMANDS)
        answer(controller, opcode, 0, commands, sizeof commands);
    else
        answer(controller, opcode, 0, features, sizeof features);
}

static void switch_scan(struct controller *controller, bool is_on, bool is_extended, int filter)
{
    controller->is_scanning = is_on;
    controller->scans_extended = is_extended;
    controller->next_report = microseconds();
    (void)fprintf(controller->log, "scanning %d %s filter %d\n", is_on,
                  is_extended ? "extended" : "legacy", filter);
}

/* The status with which a command of either set is answered. */
static uint8_t judge(struct controller *controller, bool is_extended, bool is_settings)
{
    bool *used = is_extended ? &controller->used_extended : &controller->used_legacy;
    bool mixes = is_extended ? controller->used_legacy : controller->used_extended;
    if (is_extended && !controller->is_extended)
        return 0x01; /* unknown command */
    if (controller->is_strict && (mixes || (is_settings && controller->is_scanning)))
        return DISALLOWED;
    *used = true;
    return is_settings ? controller->refusal : 0;
}

static void take_scan_command(struct controller *controller, uint16_t opcode,
                              const uint8_t *parameters, size_t size)
{
    bool is_extended = opcode == EXTENDED_SETTINGS || opcode == EXTENDED_ENABLE;
    bool is_settings = opcode == EXTENDED_SETTINGS || opcode == LEGACY_SETTINGS;
    uint8_t status = judge(controller, is_extended, is_settings);
    if (status == 0 && !is_settings && size >= 2)
        switch_scan(controller, parameters[0] != 0, is_extended, parameters[1]);
    answer_from_table(controller, opcode, status);
}

static void take_command(struct controller *controller, const uint8_t *packet, size_t size)
{
    if (size < 4 || packet[0] != H4_COMMAND)
        return;
    uint16_t opcode = (uint16_t)(packet[1] | packet[2] << 8);
    (void)fprintf(controller->log, "command %04x ", opcode);
    for (size_t i = 4; i < size; i++)
        (void)fprintf(controller->log, "%02x", packet[i]);
    (void)fputc('\n', controller->log);
    if (controller->is_mute)
        return;
    switch (opcode) {
    case 0x1002:
    case 0x2003: answer_abilities(controller, opcode); return;
    case LEGACY_SETTINGS:
    case LEGACY_ENABLE:
    case EXTENDED_SETTINGS:
    case EXTENDED_ENABLE: take_scan_command(controller, opcode, packet + 4, size - 4); return;
    case RESET:
        controller->used_legacy = controller->used_extended = false;
        if (controller->is_scanning)
            switch_scan(controller, false, false, 0);
        break;
    case ADVERTISING_SETS: controller->used_extended = true; break;
    default: break;
    }
    answer_from_table(controller, opcode, 0);
}

/* --- reports --- */

/* The same advertisement as an extended report of a legacy PDU. */
static size_t extend(const struct event *event, uint8_t *out)
{
    enum { REPORT = 5, ADDRESS = REPORT + 2, LENGTH = REPORT + 8, DATA = REPORT + 9 };
    size_t length = event->bytes[LENGTH];
    uint8_t type = event->bytes[REPORT] == 3 ? 0x10 : 0x13;
    uint8_t head[] = {H4_EVENT, LE_META, (uint8_t)(26 + length), 0x0d, 1, type, 0};
    memset(out, 0, 29 + length);
    memcpy(out, head, sizeof head);
    out[7] = event->bytes[REPORT + 1];
    memcpy(out + 8, event->bytes + ADDRESS, 6);
    out[14] = 1;    /* LE 1M */
    out[16] = 0xff; /* no set */
    out[17] = 0x7f; /* transmit power not known */
    out[18] = event->bytes[DATA + length];
    out[28] = (uint8_t)length;
    memcpy(out + 29, event->bytes + DATA, length);
    return 29 + length;
}

static void report(struct controller *controller)
{
    uint8_t packet[PACKET_MAX];
    if (controller->event_count == 0)
        return;
    const struct event *event = &controller->events[controller->next_event];
    controller->next_event = (controller->next_event + 1) % controller->event_count;
    controller->sent++;
    if (controller->scans_extended)
        put_packet(controller, packet, extend(event, packet));
    else
        put_packet(controller, event->bytes, event->size);
}

/* Reports in portions of 10 ms. */
static void burst(struct controller *controller, unsigned rate, unsigned seconds)
{
    enum { PORTIONS = 100, PAUSE = 1000000 / PORTIONS };
    uint64_t before = controller->sent;
    int64_t begun = microseconds();
    for (unsigned i = 0; i < seconds * PORTIONS; i++) {
        for (unsigned k = 0; k < rate / PORTIONS; k++)
            report(controller);
        int64_t left = begun + (int64_t)(i + 1) * PAUSE - microseconds();
        if (left > 0)
            (void)usleep((useconds_t)left);
    }
    (void)fprintf(controller->log, "burst %llu reports in %lld ms\n",
                  (unsigned long long)(controller->sent - before),
                  (long long)(microseconds() - begun) / 1000);
    controller->next_report = microseconds() + 1000 * (int64_t)controller->every;
}

static uint8_t any(struct controller *controller)
{
    controller->random = controller->random * 1103515245 + 12345;
    return (uint8_t)(controller->random >> 16);
}

/* Events whose length is what it says, and whose content is anything. */
static void garbage(struct controller *controller, unsigned count)
{
    static const uint8_t CODES[] = {LE_META, LE_META, LE_META, COMMAND_COMPLETE, 0x0f, VENDOR};
    for (unsigned i = 0; i < count; i++) {
        uint8_t packet[PACKET_MAX] = {H4_EVENT};
        uint8_t size = (uint8_t)(any(controller) % 64);
        packet[1] = CODES[any(controller) % sizeof CODES];
        packet[2] = size;
        for (size_t k = 0; k < size; k++)
            packet[3 + k] = any(controller);
        packet[3] = (i & 1) != 0 ? 0x0d : 0x02;
        packet[4] = (uint8_t)(any(controller) % 4);
        put_packet(controller, packet, 3 + (size_t)size);
    }
}

/* --- orders --- */

static void obey(struct controller *controller, const char *order)
{
    unsigned first = 0;
    unsigned second = 0;
    if (sscanf(order, "burst %u %u", &first, &second) == 2)
        burst(controller, first, second);
    else if (sscanf(order, "garbage %u", &first) == 1)
        garbage(controller, first);
    else if (strncmp(order, "mute", 4) == 0)
        controller->is_mute = true;
    else if (strncmp(order, "quit", 4) == 0)
        controller->has_quit = true;
}

static void read_events(struct controller *controller, const char *path)
{
    char line[2 * PACKET_MAX];
    FILE *file = fopen(path, "re");
    if (file == NULL)
        fail(path);
    while (fgets(line, sizeof line, file) != NULL && controller->event_count < EVENTS_MAX) {
        struct event *event = &controller->events[controller->event_count];
        unsigned byte = 0;
        for (const char *at = line; sscanf(at, "%2x", &byte) == 1; at += 2)
            event->bytes[event->size++] = (uint8_t)byte;
        controller->event_count += event->size > 14;
    }
    (void)fclose(file);
}

static void plug_in(struct controller *controller)
{
    static const uint8_t PRIMARY[] = {VENDOR, 0};
    uint8_t reply[PACKET_MAX];
    controller->vhci = open("/dev/vhci", O_RDWR | O_CLOEXEC);
    if (controller->vhci < 0 ||
        write(controller->vhci, PRIMARY, sizeof PRIMARY) != (ssize_t)sizeof PRIMARY ||
        read(controller->vhci, reply, sizeof reply) != 4)
        fail("/dev/vhci");
    (void)fprintf(controller->log, "adapter hci%d\n", reply[2] | reply[3] << 8);
}

static void run(struct controller *controller, int control)
{
    struct pollfd files[2] = {{.fd = controller->vhci, .events = POLLIN},
                              {.fd = control, .events = POLLIN}};
    char orders[256];
    uint8_t packet[PACKET_MAX];
    while (!controller->has_quit) {
        int64_t left = (controller->next_report - microseconds()) / 1000;
        int limit = !controller->is_scanning ? -1 : left > 0 ? (int)left : 0;
        (void)poll(files, 2, limit);
        if ((files[0].revents & POLLIN) != 0) {
            ssize_t got = read(controller->vhci, packet, sizeof packet);
            take_command(controller, packet, got > 0 ? (size_t)got : 0);
        }
        if ((files[1].revents & POLLIN) != 0) {
            ssize_t got = read(control, orders, sizeof orders - 1);
            orders[got > 0 ? got : 0] = '\0';
            for (char *order = strtok(orders, "\n"); order != NULL; order = strtok(NULL, "\n"))
                obey(controller, order);
        }
        if (controller->is_scanning && microseconds() >= controller->next_report) {
            controller->next_report = microseconds() + 1000 * (int64_t)controller->every;
            report(controller);
        }
    }
}

int main(int count, char **arguments)
{
    static struct controller controller = {.every = 100, .random = 1};
    const char *events = NULL;
    const char *control = NULL;
    const char *log = NULL;
    for (int i = 1; i < count; i++) {
        const char *name = arguments[i];
        const char *value = i + 1 < count ? arguments[i + 1] : "";
        bool is_switch = true;
        if (strcmp(name, "--extended") == 0)
            controller.is_extended = true;
        else if (strcmp(name, "--coded") == 0)
            controller.is_coded = true;
        else if (strcmp(name, "--strict") == 0)
            controller.is_strict = true;
        else
            is_switch = false;
        if (strcmp(name, "--refuse") == 0)
            controller.refusal = (uint8_t)strtoul(value, NULL, 16);
        else if (strcmp(name, "--every") == 0)
            controller.every = (int)strtol(value, NULL, 10);
        else if (strcmp(name, "--events") == 0)
            events = value;
        else if (strcmp(name, "--control") == 0)
            control = value;
        else if (strcmp(name, "--log") == 0)
            log = value;
        i += !is_switch;
    }
    if (events == NULL || control == NULL || log == NULL) {
        (void)fprintf(stderr, "controller: --events, --control and --log are needed\n");
        return 2;
    }
    controller.log = fopen(log, "we");
    if (controller.log == NULL)
        fail(log);
    (void)setvbuf(controller.log, NULL, _IOLBF, 0);
    read_events(&controller, events);
    int orders = open(control, O_RDWR | O_CLOEXEC); /* a writer of its own: no end of file */
    if (orders < 0)
        fail(control);
    plug_in(&controller);
    run(&controller, orders);
    return 0;
}
