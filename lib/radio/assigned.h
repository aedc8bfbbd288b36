/* Numbers of the Bluetooth Core specification and the Assigned Numbers that are looked at here. */
#ifndef MITOOL_RADIO_ASSIGNED_H
#define MITOOL_RADIO_ASSIGNED_H

#include <stdbool.h>
#include <stdint.h>

/* H4: what the first byte of a packet between host and controller says of the rest. */
enum mi_h4_type {
    MI_H4_COMMAND = 0x01,
    MI_H4_ACL = 0x02,
    MI_H4_SYNC = 0x03,
    MI_H4_EVENT = 0x04,
    MI_H4_ISO = 0x05,
};

/* HCI events, and the subevents of LE Meta. */
enum mi_event_code {
    MI_EVENT_CONNECTION_COMPLETE = 0x03, /* of BR/EDR */
    MI_EVENT_DISCONNECTION_COMPLETE = 0x05,
    MI_EVENT_ENCRYPTION_CHANGE = 0x08,
    MI_EVENT_COMMAND_COMPLETE = 0x0e,
    MI_EVENT_COMMAND_STATUS = 0x0f,
    MI_EVENT_LE_META = 0x3e,
    MI_EVENT_ENCRYPTION_CHANGE_2 = 0x59,
};

enum mi_subevent {
    MI_SUBEVENT_CONNECTION_COMPLETE = 0x01,
    MI_SUBEVENT_REPORT = 0x02,
    MI_SUBEVENT_ENHANCED_CONNECTION_COMPLETE = 0x0a,
    MI_SUBEVENT_EXTENDED_REPORT = 0x0d,
    MI_SUBEVENT_ENHANCED_CONNECTION_COMPLETE_2 = 0x29,
};

/* HCI commands */
enum mi_opcode {
    MI_OPCODE_RESET = 0x0c03,
    MI_OPCODE_READ_COMMANDS = 0x1002,
    MI_OPCODE_LE_READ_FEATURES = 0x2003,
    MI_OPCODE_LE_SCAN_PARAMETERS = 0x200b,
    MI_OPCODE_LE_SCAN_ENABLE = 0x200c,
    MI_OPCODE_LE_EXTENDED_SCAN_PARAMETERS = 0x2041,
    MI_OPCODE_LE_EXTENDED_SCAN_ENABLE = 0x2042,
};

/* Event type of an extended report; those of other reports count as enum mi_pdu does. */
enum mi_event_type {
    MI_EVENT_TYPE_CONNECTABLE = 0x01,
    MI_EVENT_TYPE_SCANNABLE = 0x02,
    MI_EVENT_TYPE_DIRECTED = 0x04,
    MI_EVENT_TYPE_SCAN_RESPONSE = 0x08,
    MI_EVENT_TYPE_LEGACY = 0x10,
    MI_EVENT_TYPE_STATUS = 0x60,
    MI_EVENT_TYPE_MORE = 0x20, /* status: incomplete, more to come */
};

/* Address type of a report. */
enum mi_address_type {
    MI_ADDRESS_RANDOM = 0x01, /* bit 0: public or random, identity or not */
    MI_ADDRESS_ANONYMOUS = 0xff,
};

enum {
    MI_DBM_NOT_AVAILABLE = 0x7f, /* signal strength and transmit power */
    MI_PHY_NONE = 0x00,
    MI_PHY_1M = 0x01,
    MI_NO_SET = 0xff, /* advertising SID */
};

/* Advertising PDUs on air. */
enum mi_air_pdu {
    MI_AIR_ADV_IND = 0,
    MI_AIR_ADV_NONCONN_IND = 2,
    MI_AIR_SCAN_RSP = 4,
    MI_AIR_CONNECT_IND = 5, /* and AUX_CONNECT_REQ */
    MI_AIR_ADV_SCAN_IND = 6,
    MI_AIR_EXTENDED = 7,
};

#define MI_ADVERTISING_ACCESS_ADDRESS 0x8e89bed6u

enum {
    MI_CHANNELS = 40,
    MI_FIRST_PRIMARY_CHANNEL = 37,
};

/* AD types (Assigned Numbers, 2.3) */
enum mi_ad_type {
    MI_AD_FLAGS = 0x01,
    MI_AD_NAME_SHORT = 0x08,
    MI_AD_NAME = 0x09,
    MI_AD_SERVICE_DATA_16 = 0x16,
    MI_AD_SERVICE_DATA_32 = 0x20,
    MI_AD_SERVICE_DATA_128 = 0x21,
    MI_AD_MANUFACTURER = 0xff,
};

/* Services in whose data sensors put their readings, by the SIG's names, and a company. */
enum {
    MI_UUID_ENVIRONMENTAL_SENSING = 0x181a,
    MI_UUID_BODY_COMPOSITION = 0x181b,
    MI_UUID_USER_DATA = 0x181c,
    MI_UUID_WEIGHT_SCALE = 0x181d,
    MI_UUID_BOND_MANAGEMENT = 0x181e,
    MI_UUID_ALLTERCO = 0xfcd2,
    MI_UUID_TUYA = 0xfd50,
    MI_UUID_QINGPING = 0xfdcd,
    MI_UUID_XIAOMI = 0xfe95,
    MI_UUID_FIDO = 0xfff9,
    MI_COMPANY_XIAOMI = 0x038f,
};

#endif
