#include "radio/linklayer.h"

#include "radio/fragments.h"

/* Between a PDU on a primary channel and the one it points to, in nanoseconds. */
static const uint64_t ANNOUNCED_FOR = MI_SECOND / 4;

enum {
    PDU_TYPE = 0x0f,
    TX_ADDRESS_RANDOM = 0x40,
    CRC_SIZE = 3,
};

/* Of an advertising PDU, as a number whose least significant byte is sent first. */
static uint32_t crc_of(struct mi_bytes pdu)
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

static enum mi_heard tell_missing(struct mi_missing *missing, size_t bytes, size_t of)
{
    *missing = (struct mi_missing){(uint32_t)bytes, (uint32_t)of};
    return MI_HEARD_CUT;
}

/* A CRC that no receiver has judged: compared, or not there at all. */
static enum mi_heard check_crc(struct mi_bytes pdu, struct mi_bytes rest,
                               struct mi_missing *missing)
{
    if (rest.left == 0)
        return MI_HEARD_ADVERT;
    if (rest.left < CRC_SIZE)
        return tell_missing(missing, CRC_SIZE - rest.left, CRC_SIZE);
    return mi_get_le24(&rest) == crc_of(pdu) ? MI_HEARD_ADVERT : MI_HEARD_BAD_CRC;
}

/* What its header and the sniffer tell of the packet. */
static enum mi_heard find_fault(const struct mi_air *told, uint32_t access_address, bool is_short)
{
    if (told->is_whitened)
        return MI_HEARD_WHITENED;
    if (is_short)
        return MI_HEARD_MALFORMED;
    if (access_address != MI_ADVERTISING_ACCESS_ADDRESS)
        return MI_HEARD_FOREIGN;
    return told->crc == MI_CRC_BAD ? MI_HEARD_BAD_CRC : MI_HEARD_ADVERT;
}

/* An advertising PDU that was received without errors, or what is wrong. */
static enum mi_heard read_pdu(const struct mi_packet *packet, struct pdu *pdu,
                              struct mi_missing *missing)
{
    const struct mi_air *told = &packet->air;
    struct mi_bytes air = mi_bytes(packet->bytes, packet->size);
    uint32_t access_address = mi_get_le32(&air);
    if (told->is_coded)
        (void)mi_get_u8(&air);
    struct mi_bytes whole = air;
    pdu->header = mi_get_u8(&air);
    uint8_t size = mi_get_u8(&air);

    enum mi_heard heard = find_fault(told, access_address, air.failed);
    if (heard != MI_HEARD_ADVERT)
        return heard;
    if (size > air.left)
        return tell_missing(missing, size - air.left, size);
    pdu->payload = mi_get_slice(&air, size);
    return told->crc == MI_CRC_GOOD ? MI_HEARD_ADVERT
                                    : check_crc(mi_get_slice(&whole, 2u + size), air, missing);
}

static enum mi_heard read_legacy(const struct pdu *pdu, struct mi_advert *advert)
{
    /* The numbers differ from those of HCI reports; PDUs without data are left at 0. */
    static const enum mi_pdu PDU[PDU_TYPE + 1] = {
        [MI_AIR_ADV_IND] = MI_PDU_ADV_IND,
        [MI_AIR_ADV_NONCONN_IND] = MI_PDU_ADV_NONCONN_IND,
        [MI_AIR_SCAN_RSP] = MI_PDU_SCAN_RSP,
        [MI_AIR_ADV_SCAN_IND] = MI_PDU_ADV_SCAN_IND,
    };
    struct mi_bytes payload = pdu->payload;
    advert->pdu = PDU[pdu->header & PDU_TYPE];
    if (advert->pdu == MI_PDU_UNKNOWN)
        return MI_HEARD_NOTHING;
    advert->address = mi_get_address(&payload);
    advert->has_address = true;
    advert->address_is_random = (pdu->header & TX_ADDRESS_RANDOM) != 0;
    advert->data = payload;
    return payload.failed ? MI_HEARD_MALFORMED : MI_HEARD_ADVERT;
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

/* What is at hand for one packet. */
struct hearing {
    struct mi_linklayer *layer;
    struct mi_fragments *fragments;
    const struct mi_packet *packet;
    struct mi_advert *advert;
};

static struct mi_announcer *find_announcer(const struct hearing *hearing, uint16_t set)
{
    const struct mi_packet *packet = hearing->packet;
    for (unsigned i = 0; i < MI_ANNOUNCERS; i++) {
        struct mi_announcer *announcer = &hearing->layer->announcers[i];
        bool both_known = announcer->time != MI_NO_TIME && packet->time != MI_NO_TIME;
        bool is_in_time = both_known ? mi_time_is_near(announcer->time, packet->time, ANNOUNCED_FOR)
                                     : announcer->time == packet->time;
        if (announcer->is_used && announcer->adapter == packet->adapter && announcer->set == set &&
            is_in_time)
            return announcer;
    }
    return NULL;
}

static void note_announcer(const struct hearing *hearing, const struct extended *extended)
{
    if (!has(extended, HAS_ADVERTISER) || !has(extended, HAS_SET))
        return;
    struct mi_linklayer *layer = hearing->layer;
    struct mi_announcer *announcer = find_announcer(hearing, extended->set);
    bool is_ambiguous =
        announcer != NULL &&
        (announcer->is_ambiguous || !mi_address_equal(announcer->address, extended->address));
    if (announcer == NULL)
        announcer = &layer->announcers[layer->next_announcer++ % MI_ANNOUNCERS];
    *announcer = (struct mi_announcer){
        .time = hearing->packet->time,
        .is_used = true,
        .is_ambiguous = is_ambiguous,
        .adapter = hearing->packet->adapter,
        .set = extended->set,
        .address = extended->address,
        .address_is_random = extended->address_is_random,
    };
}

/* --- what a PDU may be --- */

static void take_address(const struct hearing *hearing, const struct extended *extended)
{
    struct mi_advert *advert = hearing->advert;
    const struct mi_announcer *announcer =
        has(extended, HAS_SET) ? find_announcer(hearing, extended->set) : NULL;
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

static struct mi_fragment_key set_key(const struct hearing *hearing,
                                      const struct extended *extended)
{
    return (struct mi_fragment_key){
        .is_air = true, .set = extended->set, .adapter = hearing->packet->adapter};
}

/* A new announcement by the device: what has not come to its end by now never will. */
static void end_chain(const struct hearing *hearing, const struct extended *extended)
{
    const struct mi_fragment_key key = set_key(hearing, extended);
    struct mi_fragment_set *set =
        has(extended, HAS_SET) ? mi_fragments_find(hearing->fragments, &key, hearing->packet->time)
                               : NULL;
    if (set != NULL && set->has_address && mi_address_equal(set->address, extended->address))
        mi_fragments_drop(hearing->fragments, set);
}

/* The first of several: kept. A set of the same number that is open is one of the two too many. */
static void begin_chain(const struct hearing *hearing, const struct extended *extended)
{
    const struct mi_advert *advert = hearing->advert;
    struct mi_fragments *fragments = hearing->fragments;
    const struct mi_fragment_key key = set_key(hearing, extended);
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

static enum mi_heard read_first(const struct hearing *hearing, const struct extended *extended)
{
    take_address(hearing, extended);
    hearing->advert->data = extended->data;
    hearing->advert->is_cut = has(extended, HAS_MORE);
    if (!has(extended, HAS_MORE) || !has(extended, HAS_SET))
        return MI_HEARD_ADVERT;
    begin_chain(hearing, extended);
    return MI_HEARD_NOTHING;
}

static enum mi_heard read_chained(const struct hearing *hearing, const struct extended *extended,
                                  struct mi_fragment_set *set)
{
    const struct mi_air *told = &hearing->packet->air;
    struct mi_advert *advert = hearing->advert;
    bool is_next = !told->has_channel || told->channel == set->next_channel;
    if (!is_next && !mi_fragments_begins_anew(set, extended->data))
        set->is_spoilt = true; /* at least one between them was not received */
    set->next_channel = extended->next_channel;
    mi_fragments_add(hearing->fragments, set, advert->time, extended->data);
    if (has(extended, HAS_MORE) ||
        !mi_fragments_close(hearing->fragments, set, false, &advert->data))
        return MI_HEARD_NOTHING;
    advert->address = set->address;
    advert->has_address = set->has_address;
    advert->address_is_random = set->address_is_random;
    return MI_HEARD_ADVERT;
}

/* A PDU on a primary channel points to the data and has none itself. */
static bool is_primary(const struct mi_air *told, const struct extended *extended)
{
    if (told->has_channel)
        return told->channel >= MI_FIRST_PRIMARY_CHANNEL;
    return told->aux == MI_AUX_UNTOLD && extended->data.left == 0;
}

static enum mi_heard read_extended(const struct hearing *hearing, const struct pdu *pdu)
{
    const struct mi_air *told = &hearing->packet->air;
    struct extended extended;
    if (!read_extended_header(pdu, &extended))
        return MI_HEARD_MALFORMED;
    if (is_primary(told, &extended)) {
        note_announcer(hearing, &extended);
        end_chain(hearing, &extended);
        return MI_HEARD_NOTHING;
    }
    if (has(&extended, HAS_TARGET) || told->aux == MI_AUX_SYNC)
        return MI_HEARD_NOTHING;
    hearing->advert->pdu = told->aux == MI_AUX_SCAN_RSP ? MI_PDU_SCAN_RSP : MI_PDU_EXTENDED;

    bool is_first = told->aux == MI_AUX_ADV || told->aux == MI_AUX_SCAN_RSP ||
                    (told->aux == MI_AUX_UNTOLD && has(&extended, HAS_ADVERTISER));
    const struct mi_fragment_key key = set_key(hearing, &extended);
    struct mi_fragment_set *set =
        is_first || !has(&extended, HAS_SET)
            ? NULL
            : mi_fragments_find(hearing->fragments, &key, hearing->packet->time);
    if (set != NULL)
        return read_chained(hearing, &extended, set);
    bool is_announced = told->aux == MI_AUX_UNTOLD && has(&extended, HAS_SET) &&
                        find_announcer(hearing, extended.set) != NULL;
    return is_first || is_announced ? read_first(hearing, &extended) : MI_HEARD_ORPHAN;
}

enum mi_heard mi_linklayer_read(struct mi_linklayer *layer, struct mi_fragments *fragments,
                                const struct mi_packet *packet, struct mi_advert *advert,
                                struct mi_missing *missing)
{
    const struct hearing hearing = {layer, fragments, packet, advert};
    struct pdu pdu;
    enum mi_heard heard = read_pdu(packet, &pdu, missing);
    if (heard != MI_HEARD_ADVERT)
        return heard;
    return (pdu.header & PDU_TYPE) == MI_AIR_EXTENDED ? read_extended(&hearing, &pdu)
                                                      : read_legacy(&pdu, advert);
}
