/*
 * Header layouts from libpcap pcap/bluetooth.h, the tcpdump.org pages of the link types, and
 * Wireshark's packet-btle_rf.c, packet-nordic_ble.c and packet-ppi.c, checked against files of
 * theirs.
 */
#include "capture/file/linktype.h"

#include "capture/file/record.h"
#include "radio/assigned.h"

/* --- HCI --- */

static enum mi_unwrapped unwrap_h4(struct mi_packet *packet, struct mi_bytes *bytes)
{
    packet->layer = MI_LAYER_H4;
    return bytes->failed ? MI_UNWRAP_BAD : MI_UNWRAPPED;
}

/* direction u32 BE, H4 */
static enum mi_unwrapped unwrap_h4_with_header(struct mi_packet *packet, struct mi_bytes *bytes)
{
    enum { RECEIVED = 1 };
    packet->direction = (mi_get_be32(bytes) & RECEIVED) != 0 ? MI_RECEIVED : MI_SENT;
    return unwrap_h4(packet, bytes);
}

/* adapter u16 BE, opcode u16 BE, packet without type byte */
static enum mi_unwrapped unwrap_monitor(struct mi_packet *packet, struct mi_bytes *bytes)
{
    packet->adapter = mi_get_be16(bytes);
    uint16_t opcode = mi_get_be16(bytes);
    if (bytes->failed)
        return MI_UNWRAP_BAD;
    if (!mi_record_monitor(packet, opcode))
        return MI_UNWRAP_OTHER;
    return packet->layer == MI_LAYER_ACL ? MI_UNWRAP_DATA : MI_UNWRAPPED;
}

/* --- LE on air --- */

static enum mi_unwrapped unwrap_air(struct mi_packet *packet, struct mi_bytes *bytes)
{
    packet->layer = MI_LAYER_AIR;
    return bytes->failed ? MI_UNWRAP_BAD : MI_UNWRAPPED;
}

/* The link layer's index of a channel that is counted by frequency (Core, Vol 6 Part B, 1.4.1). */
static uint8_t channel_index(uint8_t rf_channel)
{
    switch (rf_channel) {
    case 0: return 37;
    case 12: return 38;
    case 39: return 39;
    default: return (uint8_t)(rf_channel - (rf_channel < 12 ? 1 : 2));
    }
}

/*
 * rf_channel u8, signal s8, noise s8, access address offenses u8, reference access address u32 LE,
 * flags u16 LE, air packet
 */
static enum mi_unwrapped unwrap_air_with_header(struct mi_packet *packet, struct mi_bytes *bytes)
{
    enum {
        DEWHITENED = 0x0001,
        SIGNAL_VALID = 0x0002,
        PDU_TYPE = 0x0380,
        PDU_AUX = 0x0080,
        PDU_BY_CENTRAL = 0x0100,
        PDU_BY_PERIPHERAL = 0x0180,
        CRC_CHECKED = 0x0400,
        CRC_VALID = 0x0800,
        AUX_TYPE_SHIFT = 12, /* two bits, when the PDU type is PDU_AUX */
        PHY = 0xc000,
        PHY_CODED = 0x8000,
    };
    struct mi_air *air = &packet->air;
    uint8_t rf_channel = mi_get_u8(bytes);
    int8_t signal = (int8_t)mi_get_u8(bytes);
    (void)mi_get_run(bytes, 1 + 1 + 4); /* noise, offenses, reference access address */
    uint16_t flags = mi_get_le16(bytes);

    air->has_channel = rf_channel < MI_CHANNELS;
    air->channel = air->has_channel ? channel_index(rf_channel) : 0;
    air->is_whitened = (flags & DEWHITENED) == 0;
    air->is_coded = (flags & PHY) == PHY_CODED;
    if ((flags & CRC_CHECKED) != 0)
        air->crc = (flags & CRC_VALID) != 0 ? MI_CRC_GOOD : MI_CRC_BAD;
    if ((flags & PDU_TYPE) == PDU_AUX)
        air->aux = (enum mi_aux)(MI_AUX_ADV + (flags >> AUX_TYPE_SHIFT & 3));
    if ((flags & PDU_TYPE) == PDU_BY_CENTRAL)
        packet->direction = MI_SENT;
    if ((flags & PDU_TYPE) == PDU_BY_PERIPHERAL)
        packet->direction = MI_RECEIVED;
    packet->has_rssi = (flags & SIGNAL_VALID) != 0 && signal != MI_DBM_NOT_AVAILABLE;
    packet->rssi = packet->has_rssi ? signal : 0;
    return unwrap_air(packet, bytes);
}

/* --- Nordic's own --- */

/*
 * The header of the nRF Sniffer up to the event header. `size` is that of all behind it.
 *
 *     0       be ef, id u8, counter u16, unused u16, size u8
 *     1       board u8, length of header u8, size u8, version u8, counter u16, id u8
 *     2, 3    board u8, size u16 LE, version u8, counter u16, id u8
 */
static bool read_nordic_header(struct mi_bytes *bytes, uint8_t *version, uint8_t *id, size_t *size)
{
    enum { MARK = 0xefbe };
    struct mi_bytes marked = *bytes;
    if (mi_get_le16(&marked) == MARK) {
        *version = 0;
        *id = mi_get_u8(&marked);
        (void)mi_get_run(&marked, 2 + 2);
        *size = mi_get_u8(&marked);
        *bytes = marked;
        return !marked.failed;
    }
    (void)mi_get_u8(bytes);
    uint8_t first = mi_get_u8(bytes);
    uint8_t second = mi_get_u8(bytes);
    *version = mi_get_u8(bytes);
    (void)mi_get_le16(bytes);
    *id = mi_get_u8(bytes);
    *size = *version == 1 ? second : (size_t)(first | second << 8);
    bool has_known_length = *version != 1 || first == 6;
    return !bytes->failed && *version >= 1 && *version <= 3 && has_known_length;
}

/*
 * length u8 = 10 (not in version 0), flags u8, channel u8, signal u8, event counter u16, time u32,
 * air packet
 */
static enum mi_unwrapped unwrap_nordic_event(struct mi_packet *packet, struct mi_bytes *bytes,
                                             uint8_t version)
{
    enum {
        LENGTH = 10,
        CRC_GOOD = 0x01,
        AUX_TYPE_SHIFT = 1, /* two bits, of advertisements on other than the primary channels */
        BY_CENTRAL = 0x02,  /* of data */
        PHY = 0x70,
        PHY_CODED = 0x20,
        SIGNAL_MAX = 128,
    };
    struct mi_air *air = &packet->air;
    uint8_t length = version > 0 ? mi_get_u8(bytes) : LENGTH;
    uint8_t flags = mi_get_u8(bytes);
    uint8_t channel = mi_get_u8(bytes);
    uint8_t signal = mi_get_u8(bytes); /* dBm without its minus */
    (void)mi_get_run(bytes, 2 + 4);
    if (bytes->failed || length != LENGTH || channel >= MI_CHANNELS)
        return MI_UNWRAP_BAD;
    air->has_channel = true;
    air->channel = channel;
    air->crc = (flags & CRC_GOOD) != 0 ? MI_CRC_GOOD : MI_CRC_BAD;
    air->is_coded = (flags & PHY) == PHY_CODED;
    packet->direction = (flags & BY_CENTRAL) != 0 ? MI_SENT : MI_RECEIVED;
    unsigned aux = flags >> AUX_TYPE_SHIFT & 3;
    if (channel < MI_FIRST_PRIMARY_CHANNEL &&
        (aux != 0 || version == 3)) /* 0 says nothing before */
        air->aux = (enum mi_aux)(MI_AUX_ADV + aux);
    packet->has_rssi = signal <= SIGNAL_MAX;
    packet->rssi = packet->has_rssi ? (int8_t)-signal : 0;
    return unwrap_air(packet, bytes);
}

static enum mi_unwrapped unwrap_nordic(struct mi_packet *packet, struct mi_bytes *bytes)
{
    enum { ADVERTISING_PACKET = 0x02, DATA_PACKET = 0x06, ANY_PACKET = 0x06 };
    uint8_t version;
    uint8_t id;
    size_t size;
    if (!read_nordic_header(bytes, &version, &id, &size))
        return MI_UNWRAP_BAD;
    if (size > bytes->left && !packet->is_snapped)
        return MI_UNWRAP_BAD;
    bool is_data = version == 3 && id == DATA_PACKET;
    if (!is_data && id != (version < 3 ? ANY_PACKET : ADVERTISING_PACKET))
        return MI_UNWRAP_OTHER;
    if (size < bytes->left)
        *bytes = mi_get_slice(bytes, size);
    enum mi_unwrapped unwrapped = unwrap_nordic_event(packet, bytes, version);
    return is_data && unwrapped == MI_UNWRAPPED ? MI_UNWRAP_DATA : unwrapped;
}

/* --- PPI --- */

/*
 * version u8 = 0, flags u8, length u16 LE of all headers, inner link type u32 LE, fields, inner
 * packet. The signal strength in Ubertooth's field is no dBm, so it stays unknown.
 */
static enum mi_unwrapped unwrap_ppi(struct mi_packet *packet, struct mi_bytes *bytes)
{
    enum { HEADER = 8, UBERTOOTH_AIR = 147, AIR = 251 };
    uint8_t version = mi_get_u8(bytes);
    (void)mi_get_u8(bytes);
    uint16_t length = mi_get_le16(bytes);
    uint32_t inner = mi_get_le32(bytes);
    if (bytes->failed || version != 0 || length < HEADER)
        return MI_UNWRAP_BAD;
    (void)mi_get_run(bytes, (size_t)length - HEADER);
    if (bytes->failed)
        return MI_UNWRAP_BAD;
    return inner == UBERTOOTH_AIR || inner == AIR ? unwrap_air(packet, bytes) : MI_UNWRAP_OTHER;
}

/* --- the table --- */

#define USB_HINT                                                                                   \
    "which is not read here: record Bluetooth itself, with btmon -w FILE or Wireshark on "         \
    "bluetooth0"

const struct mi_link_type MI_LINK_TYPES[] = {
    {157, true, "USER10", "nRF Sniffer, old files", "LE on air", unwrap_nordic},
    {187, false, "BLUETOOTH_HCI_H4", "HCI", "HCI packets", unwrap_h4},
    {189, false, "USB_LINUX", "USB traffic (usbmon), " USB_HINT, NULL, NULL},
    {192, false, "PPI", "Per-Packet Information (Ubertooth)", "LE on air", unwrap_ppi},
    {201, false, "BLUETOOTH_HCI_H4_WITH_PHDR", "HCI with direction", "HCI packets",
     unwrap_h4_with_header},
    {220, false, "USB_LINUX_MMAPPED", "USB traffic (usbmon), " USB_HINT, NULL, NULL},
    {249, false, "USBPCAP", "USB traffic (USBPcap), " USB_HINT, NULL, NULL},
    {251, false, "BLUETOOTH_LE_LL", "LE on air", "LE on air", unwrap_air},
    {254, false, "BLUETOOTH_LINUX_MONITOR", "Linux Bluetooth monitor", "HCI packets",
     unwrap_monitor},
    {255, false, "BLUETOOTH_BREDR_BB",
     "Bluetooth Classic (BR/EDR) on air, which carries no advertisements", NULL, NULL},
    {256, false, "BLUETOOTH_LE_LL_WITH_PHDR", "LE on air with signal strength", "LE on air",
     unwrap_air_with_header},
    {272, false, "NORDIC_BLE", "nRF Sniffer", "LE on air", unwrap_nordic},
};

const size_t MI_LINK_TYPE_COUNT = sizeof MI_LINK_TYPES / sizeof MI_LINK_TYPES[0];

const struct mi_link_type *mi_link_type(uint32_t number)
{
    for (size_t i = 0; i < MI_LINK_TYPE_COUNT; i++)
        if (MI_LINK_TYPES[i].number == number)
            return &MI_LINK_TYPES[i];
    return NULL;
}

/* --- one interface --- */

struct mi_link mi_link(uint32_t number)
{
    return (struct mi_link){.number = number, .type = mi_link_type(number)};
}

struct mi_problem mi_link_problem(const struct mi_link *link)
{
    struct mi_problem problem = {.number = {link->number}};
    if (link->type == NULL) {
        problem.code = MI_P_LINK_TYPE;
    } else if (link->type->unwrap == NULL) {
        problem.code = MI_P_LINK_NAMED;
        problem.string = link->type->title;
    }
    return problem;
}

static enum mi_step tell(struct mi_link *link, struct mi_problem *problem, struct mi_problem what)
{
    if (link->has_told)
        return MI_STEP_ON;
    link->has_told = true;
    *problem = what;
    return MI_STEP_PROBLEM;
}

/* A header makes no sense: with the first one, neither does a link type that is anybody's. */
static struct mi_problem distrust(struct mi_link *link, const struct mi_packet *packet)
{
    if (link->type->is_private && !link->is_believed)
        link->type = NULL;
    return (struct mi_problem){
        .code = packet->is_snapped   ? MI_P_SNAPPED
                : link->type == NULL ? MI_P_LINK_TYPE
                                     : MI_P_LINK_HEADER,
        .number = {link->number},
    };
}

enum mi_step mi_link_unwrap(struct mi_link *link, struct mi_packet *packet,
                            struct mi_problem *problem)
{
    if (link->type == NULL || link->type->unwrap == NULL)
        return tell(link, problem, mi_link_problem(link));

    struct mi_bytes bytes = mi_bytes(packet->bytes, packet->size);
    enum mi_unwrapped unwrapped = link->type->unwrap(packet, &bytes);
    packet->bytes = bytes.at;
    packet->size = bytes.left;
    if (unwrapped == MI_UNWRAP_BAD)
        return tell(link, problem, distrust(link, packet));
    link->is_believed = true;
    bool is_wanted = unwrapped == MI_UNWRAPPED || (unwrapped == MI_UNWRAP_DATA && link->gives_data);
    return is_wanted ? MI_STEP_PACKET : MI_STEP_ON;
}
