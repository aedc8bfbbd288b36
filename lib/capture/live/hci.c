#include "capture/live/hci.h"

#include "radio/assigned.h"

#include <string.h>

enum {
    PARAMETERS_MAX = 16,

    /* LE_Set_Scan_Parameters */
    PASSIVE = 0x00,
    OWN_PUBLIC = 0x00,
    ACCEPT_ALL = 0x00,
    ON_1M = 0x01,
    ON_CODED = 0x04,

    /* LE_Set_Scan_Enable */
    ON = 0x01,
    OFF = 0x00,
    DUPLICATES_TOO = 0x00,

    /* Supported_Commands, octet 37: LE Set Extended Scan Parameters and Enable */
    EXTENDED_SCAN_OCTET = 37,
    EXTENDED_SCAN_BITS = 0x60,
    /* LE features, bit 11: LE Coded PHY */
    CODED_OCTET = 1,
    CODED_BIT = 0x08,
};

/* Slots of 0.625 ms, least significant byte first. The windows of two PHYs share one interval. */
#define SLOTS(n)     (uint8_t)((n)&0xff), (uint8_t)((n) >> 8)
#define ALL_THE_TIME SLOTS(16), SLOTS(16)
#define THREE_OF_4   SLOTS(96), SLOTS(72)
#define ONE_OF_4     SLOTS(96), SLOTS(24)
#define NO_END       0, 0, 0, 0 /* duration and period */

/* clang-format off */
static const struct {
    uint16_t opcode;
    uint8_t size;
    uint8_t parameters[PARAMETERS_MAX];
} COMMANDS[MI_HCI_COMMANDS] = {
    [MI_HCI_READ_COMMANDS] = {MI_OPCODE_READ_COMMANDS, 0, {0}},
    [MI_HCI_READ_FEATURES] = {MI_OPCODE_LE_READ_FEATURES, 0, {0}},
    [MI_HCI_LEGACY_SETTINGS] = {MI_OPCODE_LE_SCAN_PARAMETERS, 7,
        {PASSIVE, ALL_THE_TIME, OWN_PUBLIC, ACCEPT_ALL}},
    [MI_HCI_LEGACY_ENABLE] = {MI_OPCODE_LE_SCAN_ENABLE, 2,
        {ON, DUPLICATES_TOO}},
    [MI_HCI_LEGACY_DISABLE] = {MI_OPCODE_LE_SCAN_ENABLE, 2,
        {OFF, DUPLICATES_TOO}},
    [MI_HCI_EXTENDED_SETTINGS] = {MI_OPCODE_LE_EXTENDED_SCAN_PARAMETERS, 8,
        {OWN_PUBLIC, ACCEPT_ALL, ON_1M, PASSIVE, ALL_THE_TIME}},
    [MI_HCI_CODED_SETTINGS] = {MI_OPCODE_LE_EXTENDED_SCAN_PARAMETERS, 13,
        {OWN_PUBLIC, ACCEPT_ALL, ON_1M | ON_CODED, PASSIVE, THREE_OF_4, PASSIVE, ONE_OF_4}},
    [MI_HCI_EXTENDED_ENABLE] = {MI_OPCODE_LE_EXTENDED_SCAN_ENABLE, 6,
        {ON, DUPLICATES_TOO, NO_END}},
    [MI_HCI_EXTENDED_DISABLE] = {MI_OPCODE_LE_EXTENDED_SCAN_ENABLE, 6,
        {OFF, DUPLICATES_TOO, NO_END}},
};
/* clang-format on */

size_t mi_hci_build(enum mi_hci_command command, uint8_t out[MI_HCI_COMMAND_MAX])
{
    enum { HEADER = 4 };
    uint8_t size = COMMANDS[command].size;
    out[0] = MI_H4_COMMAND;
    out[1] = (uint8_t)(COMMANDS[command].opcode & 0xff);
    out[2] = (uint8_t)(COMMANDS[command].opcode >> 8);
    out[3] = size;
    memcpy(out + HEADER, COMMANDS[command].parameters, size);
    return HEADER + (size_t)size;
}

uint16_t mi_hci_opcode(enum mi_hci_command command)
{
    return COMMANDS[command].opcode;
}

bool mi_hci_is(struct mi_bytes packet, enum mi_hci_command command)
{
    uint8_t own[MI_HCI_COMMAND_MAX];
    size_t size = mi_hci_build(command, own) - 1;
    return packet.left == size && memcmp(packet.at, own + 1, size) == 0;
}

bool mi_hci_read_answer(struct mi_bytes event, struct mi_hci_answer *answer)
{
    uint8_t code = mi_get_u8(&event);
    struct mi_bytes parameters = mi_get_slice(&event, mi_get_u8(&event));
    bool is_complete = code == MI_EVENT_COMMAND_COMPLETE;
    *answer = (struct mi_hci_answer){.opcode = 0};
    if (code == MI_EVENT_COMMAND_STATUS)
        answer->status = mi_get_u8(&parameters);
    (void)mi_get_u8(&parameters); /* how many commands it takes now */
    answer->opcode = mi_get_le16(&parameters);
    if (is_complete)
        answer->status = mi_get_u8(&parameters);
    answer->result = parameters;
    if (event.failed || parameters.failed)
        return false;
    /* The status of a command that succeeds so far: the answer is still to come. */
    return is_complete || (code == MI_EVENT_COMMAND_STATUS && answer->status != MI_HCI_SUCCESS);
}

bool mi_hci_read_enable(struct mi_bytes command, struct mi_hci_enable *enable)
{
    enable->opcode = mi_get_le16(&command);
    struct mi_bytes parameters = mi_get_slice(&command, mi_get_u8(&command));
    enable->is_on = mi_get_u8(&parameters) != OFF;
    enable->filters = mi_get_u8(&parameters) != DUPLICATES_TOO;
    return !parameters.failed && (enable->opcode == MI_OPCODE_LE_SCAN_ENABLE ||
                                  enable->opcode == MI_OPCODE_LE_EXTENDED_SCAN_ENABLE);
}

static bool has_bits(struct mi_bytes set, size_t octet, uint8_t bits)
{
    (void)mi_get_run(&set, octet);
    return (mi_get_u8(&set) & bits) == bits;
}

bool mi_hci_has_extended_scan(struct mi_bytes commands)
{
    return has_bits(commands, EXTENDED_SCAN_OCTET, EXTENDED_SCAN_BITS);
}

bool mi_hci_has_coded(struct mi_bytes features)
{
    return has_bits(features, CODED_OCTET, CODED_BIT);
}

bool mi_monitor_read(struct mi_bytes message, struct mi_monitor *monitor)
{
    monitor->code = mi_get_le16(&message);
    monitor->adapter = mi_get_le16(&message);
    monitor->data = mi_get_slice(&message, mi_get_le16(&message));
    return !message.failed;
}
