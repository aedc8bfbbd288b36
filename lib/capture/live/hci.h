/*
 * What a scanner says to a controller and what it hears from it (Core, Vol 4 Part E, 7.8), and how
 * Linux hands both out on its monitor channel. Inside lib/capture only.
 */
#ifndef MITOOL_CAPTURE_LIVE_HCI_H
#define MITOOL_CAPTURE_LIVE_HCI_H

#include "../../base/bytes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* All that is ever sent to a controller. */
enum mi_hci_command {
    MI_HCI_READ_COMMANDS,   /* which commands it supports */
    MI_HCI_READ_FEATURES,   /* which LE features */
    MI_HCI_LEGACY_SETTINGS, /* passive, all the time */
    MI_HCI_LEGACY_ENABLE,   /* without duplicate filter */
    MI_HCI_LEGACY_DISABLE,
    MI_HCI_EXTENDED_SETTINGS, /* on LE 1M */
    MI_HCI_CODED_SETTINGS,    /* on LE 1M, and on LE Coded for a quarter of the time */
    MI_HCI_EXTENDED_ENABLE,
    MI_HCI_EXTENDED_DISABLE,
    MI_HCI_COMMANDS
};

enum { MI_HCI_COMMAND_MAX = 4 + 255 };

enum mi_hci_status {
    MI_HCI_SUCCESS = 0x00,
    MI_HCI_DISALLOWED = 0x0c,
};

/* The command as an H4 packet; its size. */
size_t mi_hci_build(enum mi_hci_command command, uint8_t out[MI_HCI_COMMAND_MAX]);

uint16_t mi_hci_opcode(enum mi_hci_command command);

/* Whether `packet`, a command without its H4 type, is this one. */
bool mi_hci_is(struct mi_bytes packet, enum mi_hci_command command);

/* The answer to a command. */
struct mi_hci_answer {
    uint16_t opcode;
    uint8_t status;
    struct mi_bytes result; /* behind the status */
};

/* False when the event is no answer, or the promise of one. */
bool mi_hci_read_answer(struct mi_bytes event, struct mi_hci_answer *answer);

/* Somebody's command to begin or end a scan. */
struct mi_hci_enable {
    uint16_t opcode;
    bool is_on;
    bool filters; /* duplicates */
};

bool mi_hci_read_enable(struct mi_bytes command, struct mi_hci_enable *enable);

/* From the results of the two questions. */
bool mi_hci_has_extended_scan(struct mi_bytes commands);
bool mi_hci_has_coded(struct mi_bytes features);

/* A message of the monitor channel; the names are those of btsnoop's type 2001. */
enum mi_monitor_code {
    MI_MONITOR_DELETED = 1, /* an adapter is gone */
    MI_MONITOR_COMMAND = 2,
    MI_MONITOR_EVENT = 3,
    MI_MONITOR_OPENED = 8, /* an adapter is on */
    MI_MONITOR_CLOSED = 9,
};

struct mi_monitor {
    uint16_t code;
    uint16_t adapter;
    struct mi_bytes data;
};

/* False when the message is cut. */
bool mi_monitor_read(struct mi_bytes message, struct mi_monitor *monitor);

#endif
