#include "radio/linklayer.h"

static const uint32_t ADVERTISING_ACCESS_ADDRESS = 0x8e89bed6;

/* Between a PDU on a primary channel and the one it points to, in nanoseconds. */
static const uint64_t ANNOUNCED_FOR = MI_SECOND / 4;

enum {
    PDU_TYPE = 0x0f,
    PDU_EXTENDED = 7,
    TX_ADDRESS_RANDOM = 0x40,

    CRC_SIZE = 3,
    FIRST_PRIMARY_CHANNEL = 37,
};

uint32_t mi_linklayer_crc(struct mi_bytes pdu)
{
    /* x^24 + x^10 + x^9 + x^6 + x^4 + x^3 + x + 1, and 0x555555 to begin with, both mirrored */
    static const uint32_t POLYNOMIAL = 0xda6000, BEGINNING = 0xaaaaaa;
    uint32_t crc = BEGINNING;
    while (pdu.left > 0 && !pdu.failed) {
        crc ^= mi_get_u8(&pdu);
        for (unsigned bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (POLYNOMIAL & (0 - (crc & 1)));
    }
    return crc;
}

/* --- one whole PDU --- */

struct pdu {
    uint8_t header; /* its first byte: type and flags */
    struct mi_bytes payload;
};

/* The packet ends too early. False. */
static bool give_up(struct mi_radio *radio, size_t missing, size_t size)
{
    if (radio->packet->is_snapped)
        mi_radio_tell_snapped(radio);
    else
        radio->problem =
            (struct mi_problem){MI_P_PACKET_CUT, {(uint32_t)missing, (uint32_t)size}, NULL};
    return false;
}

/* A CRC that no receiver has judged: compared, or not there at all. */
static bool has_good_crc(struct mi_radio *radio, struct mi_bytes pdu, struct mi_bytes rest)
{
    if (rest.left == 0)
        return true;
    if (rest.left < CRC_SIZE)
        return give_up(radio, CRC_SIZE - rest.left, CRC_SIZE);
    bool is_good = mi_get_le24(&rest) == mi_linklayer_crc(pdu);
    radio->counts.bad_crc += is_good ? 0 : 1;
    return is_good;
}

/* What counts the packet as one that is not read, or NULL. */
static uint64_t *find_fault(struct mi_radio *radio, uint32_t access_address, bool is_short)
{
    const struct mi_air *told = &radio->packet->air;
    struct mi_radio_counts *counts = &radio->counts;
    if (told->is_whitened)
        return &counts->whitened;
    if (is_short)
        return &counts->malformed;
    if (access_address != ADVERTISING_ACCESS_ADDRESS)
        return &counts->foreign;
    return told->crc == MI_CRC_BAD ? &counts->bad_crc : NULL;
}

/* An advertising PDU that was received without errors; others are counted. */
static bool read_pdu(struct mi_radio *radio, struct pdu *pdu)
{
    const struct mi_air *told = &radio->packet->air;
    struct mi_bytes air = radio->reports;
    uint32_t access_address = mi_get_le32(&air);
    if (told->is_coded)
        (void)mi_get_u8(&air);
    struct mi_bytes whole = air;
    pdu->header = mi_get_u8(&air);
    uint8_t size = mi_get_u8(&air);

    uint64_t *fault = find_fault(radio, access_address, air.failed);
    if (fault != NULL) {
        ++*fault;
        return false;
    }
    if (size > air.left)
        return give_up(radio, size - air.left, size);
    pdu->payload = mi_get_slice(&air, size);
    return told->crc == MI_CRC_GOOD || has_good_crc(radio, mi_get_slice(&whole, 2u + size), air);
}

static bool read_legacy(struct mi_radio *radio, const struct pdu *pdu, struct mi_advert *advert)
{
    /* The numbers differ from those of HCI reports; PDUs without data are left at 0. */
    static const enum mi_pdu PDU[PDU_TYPE + 1] = {
        [0] = MI_PDU_ADV_IND,
        [2] = MI_PDU_ADV_NONCONN_IND,
        [4] = MI_PDU_SCAN_RSP,
        [6] = MI_PDU_ADV_SCAN_IND,
    };
    struct mi_bytes payload = pdu->payload;
    advert->pdu = PDU[pdu->header & PDU_TYPE];
    if (advert->pdu == MI_PDU_UNKNOWN)
        return false;
    advert->address = mi_get_address(&payload);
    advert->has_address = true;
    advert->address_is_random = (pdu->header & TX_ADDRESS_RANDOM) != 0;
    advert->data = payload;
    radio->counts.malformed += payload.failed ? 1 : 0;
    return !payload.failed;
}

/* --- extended PDU --- */

/* Flags of the extended header, in the order of what they announce. */
enum {
    HAS_ADVERTISER = 0x01,
    HAS_TARGET = 0x02,
    HAS_CTE = 0x04,
    HAS_SET = 0x08,  /* AdvDataInfo */
    HAS_MORE = 0x10, /* AuxPtr: another PDU follows */
    HEADER_LENGTH = 0x3f,
    POINTER_CHANNEL = 0x3f, /* of the first byte of AuxPtr */
};

struct extended {
    uint8_t flags;
    struct mi_address address;
    bool address_is_random;
    uint16_t set;
    uint8_t next_channel; /* with HAS_MORE */
    struct mi_bytes data;
};

static bool read_extended_header(const struct pdu *pdu, struct extended *extended)
{
    struct mi_bytes payload = pdu->payload;
    struct mi_bytes header = mi_get_slice(&payload, mi_get_u8(&payload) & HEADER_LENGTH);
    *extended = (struct extended){
        .flags = header.left > 0 ? mi_get_u8(&header) : 0,
        .address_is_random = (pdu->header & TX_ADDRESS_RANDOM) != 0,
    };
    if ((extended->flags & HAS_ADVERTISER) != 0)
        extended->address = mi_get_address(&header);
    if ((extended->flags & HAS_TARGET) != 0)
        (void)mi_get_run(&header, MI_ADDRESS_SIZE);
    if ((extended->flags & HAS_CTE) != 0)
        (void)mi_get_u8(&header);
    if ((extended->flags & HAS_SET) != 0)
        extended->set = mi_get_le16(&header);
    if ((extended->flags & HAS_MORE) != 0) {
        extended->next_channel = mi_get_u8(&header) & POINTER_CHANNEL;
        (void)mi_get_le16(&header); /* time and PHY of the next PDU */
    }
    extended->data = payload;
    return !payload.failed && !header.failed;
}

static bool has(const struct extended *extended, unsigned flag)
{
    return (extended->flags & flag) != 0;
}

/* --- who announced a set on channel 37 --- */

static struct mi_announcer *find_announcer(struct mi_radio *radio, uint16_t set)
{
    const struct mi_packet *packet = radio->packet;
    for (unsigned i = 0; i < MI_ANNOUNCERS; i++) {
        struct mi_announcer *announcer = &radio->announcers[i];
        bool both_known = announcer->time != MI_NO_TIME && packet->time != MI_NO_TIME;
        bool is_in_time = both_known ? mi_time_is_near(announcer->time, packet->time, ANNOUNCED_FOR)
                                     : announcer->time == packet->time;
        if (announcer->is_used && announcer->adapter == packet->adapter && announcer->set == set &&
            is_in_time)
            return announcer;
    }
    return NULL;
}

static void note_announcer(struct mi_radio *radio, const struct extended *extended)
{
    if (!has(extended, HAS_ADVERTISER) || !has(extended, HAS_SET))
        return;
    struct mi_announcer *announcer = find_announcer(radio, extended->set);
    bool is_ambiguous =
        announcer != NULL &&
        (announcer->is_ambiguous || !mi_address_equal(announcer->address, extended->address));
    if (announcer == NULL)
        announcer = &radio->announcers[radio->next_announcer++ % MI_ANNOUNCERS];
    *announcer = (struct mi_announcer){
        .time = radio->packet->time,
        .is_used = true,
        .is_ambiguous = is_ambiguous,
        .adapter = radio->packet->adapter,
        .set = extended->set,
        .address = extended->address,
        .address_is_random = extended->address_is_random,
    };
}

/* --- what a PDU may be --- */

static struct mi_fragment_key set_key(const struct mi_radio *radio, const struct extended *extended)
{
    return (struct mi_fragment_key){
        .is_air = true, .set = extended->set, .adapter = radio->packet->adapter};
}

static void take_address(struct mi_radio *radio, const struct extended *extended,
                         struct mi_advert *advert)
{
    const struct mi_announcer *announcer =
        has(extended, HAS_SET) ? find_announcer(radio, extended->set) : NULL;
    advert->has_address = true;
    if (has(extended, HAS_ADVERTISER)) {
        advert->address = extended->address;
        advert->address_is_random = extended->address_is_random;
    } else if (announcer != NULL && !announcer->is_ambiguous) {
        advert->address = announcer->address;
        advert->address_is_random = announcer->address_is_random;
    } else {
        advert->has_address = false;
        advert->address_is_random = false;
    }
}

/* The first of several: kept. A set of the same number that is open is one of the two too many. */
static void begin_chain(struct mi_radio *radio, const struct extended *extended,
                        const struct mi_advert *advert)
{
    struct mi_fragments *fragments = &radio->fragments;
    const struct mi_fragment_key key = set_key(radio, extended);
    struct mi_fragment_set *set = mi_fragments_find(fragments, &key, advert->time);
    bool is_same = set != NULL && set->has_address == advert->has_address &&
                   mi_address_equal(set->address, advert->address);
    if (set != NULL && !is_same) {
        set->is_spoilt = true; /* the chains of two devices cannot be told apart */
        fragments->dropped++;
        return;
    }
    if (set != NULL)
        mi_fragments_drop(fragments, set);
    set = mi_fragments_open(fragments, &key, advert->time);
    set->address = advert->address;
    set->has_address = advert->has_address;
    set->address_is_random = advert->address_is_random;
    set->next_channel = extended->next_channel;
    mi_fragments_add(fragments, set, advert->time, extended->data);
}

static bool read_first(struct mi_radio *radio, const struct extended *extended,
                       struct mi_advert *advert)
{
    take_address(radio, extended, advert);
    advert->data = extended->data;
    advert->is_cut = has(extended, HAS_MORE);
    if (!has(extended, HAS_MORE) || !has(extended, HAS_SET))
        return true;
    begin_chain(radio, extended, advert);
    return false;
}

static bool read_chained(struct mi_radio *radio, const struct extended *extended,
                         struct mi_fragment_set *set, struct mi_advert *advert)
{
    const struct mi_air *told = &radio->packet->air;
    if (told->has_channel && told->channel != set->next_channel)
        set->is_spoilt = true; /* at least one between them was not received */
    set->next_channel = extended->next_channel;
    mi_fragments_add(&radio->fragments, set, advert->time, extended->data);
    if (has(extended, HAS_MORE) || !mi_fragments_close(&radio->fragments, set, &advert->data))
        return false;
    advert->address = set->address;
    advert->has_address = set->has_address;
    advert->address_is_random = set->address_is_random;
    return true;
}

/* A PDU on a primary channel points to the data and has none itself. */
static bool is_primary(const struct mi_air *told, const struct extended *extended)
{
    if (told->has_channel)
        return told->channel >= FIRST_PRIMARY_CHANNEL;
    return told->aux == MI_AUX_UNTOLD && extended->data.left == 0;
}

static bool read_extended(struct mi_radio *radio, const struct pdu *pdu, struct mi_advert *advert)
{
    const struct mi_air *told = &radio->packet->air;
    struct extended extended;
    if (!read_extended_header(pdu, &extended)) {
        radio->counts.malformed++;
        return false;
    }
    if (is_primary(told, &extended)) {
        note_announcer(radio, &extended);
        return false;
    }
    if (has(&extended, HAS_TARGET) || told->aux == MI_AUX_SYNC)
        return false;
    advert->pdu = told->aux == MI_AUX_SCAN_RSP ? MI_PDU_SCAN_RSP : MI_PDU_EXTENDED;

    bool is_first = told->aux == MI_AUX_ADV || told->aux == MI_AUX_SCAN_RSP ||
                    (told->aux == MI_AUX_UNTOLD && has(&extended, HAS_ADVERTISER));
    const struct mi_fragment_key key = set_key(radio, &extended);
    struct mi_fragment_set *set = is_first || !has(&extended, HAS_SET)
                                      ? NULL
                                      : mi_fragments_find(&radio->fragments, &key, advert->time);
    if (set != NULL)
        return read_chained(radio, &extended, set, advert);
    bool is_announced = told->aux == MI_AUX_UNTOLD && has(&extended, HAS_SET) &&
                        find_announcer(radio, extended.set) != NULL;
    if (is_first || is_announced)
        return read_first(radio, &extended, advert);
    radio->counts.orphaned++;
    return false;
}

bool mi_linklayer_read(struct mi_radio *radio, struct mi_advert *advert)
{
    struct pdu pdu;
    if (!read_pdu(radio, &pdu))
        return false;
    return (pdu.header & PDU_TYPE) == PDU_EXTENDED ? read_extended(radio, &pdu, advert)
                                                   : read_legacy(radio, &pdu, advert);
}
