/*
 * Standard authentication: registration, in which both sides make a secret that nobody else can
 * have, and login, in which both prove that they have the TOKEN. With a security chip even that
 * cannot be checked by who listens.
 *
 * Commands and answers of 4 bytes go over one characteristic, messages over another one:
 *
 *     00 00 00 type count16     so many frames of this type follow
 *     00 00 01 code …           how the other side gets on
 *     00 00 02 type data        a message of one frame
 *     00 00 03 00               its receipt
 *     00 00 04 …, 00 00 05 …    size of frames
 *     number16 data             a frame, from 1 on, of 18 bytes or, with newer firmware, more
 *
 * Sources: scooterhacking/mijia_ble_libs (mible_standard_auth.h, mible_rxfer.h), dnandha/miauth,
 * Ai-Thinker-Open/Telink_SIG_Mesh (mible_secure_auth.c).
 */
#include "pairing/exchange.h"

#include "beacon/ccm.h"
#include "radio/assigned.h"

#include <string.h>

enum kind { NOTHING, REGISTRATION, LOGIN };

static const struct mi_characteristic OPERATION = {MI_UUID_XIAOMI, 0x0010};
static const struct mi_characteristic TRANSFER = {MI_UUID_XIAOMI, 0x0019};
static const struct mi_characteristic TRANSFER_CHIP = {MI_UUID_XIAOMI, 0x0016};

/* --- commands and answers --- */

static const struct code {
    uint32_t code; /* as sent, least significant byte first */
    enum kind kind;
    enum mi_result result; /* of answers; MI_RESULT_NONE: it is a command */
    bool has_chip;
} CODES[] = {
    {.code = 0xa2, .kind = NOTHING}, /* who are you? the answer may hold the former DID */
    {.code = 0x15, .kind = REGISTRATION},
    {.code = 0x10, .kind = REGISTRATION, .has_chip = true}, /* with certificates */
    {.code = 0x24, .kind = LOGIN},
    {.code = 0x20, .kind = LOGIN}, /* as older hosts do */

    {0x11, REGISTRATION, MI_RESULT_DONE, false}, /* registered */
    {0x12, REGISTRATION, MI_RESULT_FAILED, false},
    {0x21, LOGIN, MI_RESULT_DONE, false},
    {0x22, LOGIN, MI_RESULT_FAILED, false}, /* the host's proof is wrong */
    {0x23, LOGIN, MI_RESULT_FAILED, false},
    {0xe0, LOGIN, MI_RESULT_FAILED, false},        /* not registered */
    {0xe1, REGISTRATION, MI_RESULT_FAILED, false}, /* registered already */
    {0xe2, REGISTRATION, MI_RESULT_FAILED, false}, /* repeated */
    {0xe3, REGISTRATION, MI_RESULT_FAILED, false}, /* wrong number from outside the link */
};

/* --- messages --- */

enum {
    TYPE_INFO = 0x00,
    TYPE_CERTIFICATE = 0x01,
    TYPE_CERTIFICATE_2 = 0x02,
    TYPE_PUBLIC_KEY = 0x03,
    TYPE_HOST_PROOF = 0x0a,
    TYPE_HOST_RANDOM = 0x0b,
    TYPE_DEVICE_PROOF = 0x0c,
    TYPE_DEVICE_RANDOM = 0x0d,
    TYPE_CHIP = 0x0e, /* called a bind key, and none: a number that the chip signs */
    TYPES = 32,

    INFO_HEADER = 4,
};

static const uint32_t CHIP_TYPES =
    1u << TYPE_CERTIFICATE | 1u << TYPE_CERTIFICATE_2 | 1u << TYPE_CHIP;

/* Where the messages that count are kept. */
static const struct kept {
    enum mi_side side;
    uint8_t type;
    uint8_t skip;
    uint8_t size;
    size_t at; /* in struct mi_standard */
} KEPT[] = {
    {MI_SIDE_DEVICE, TYPE_INFO, INFO_HEADER, 20, offsetof(struct mi_standard, did)},
    {MI_SIDE_HOST, TYPE_HOST_RANDOM, 0, MI_RANDOM_SIZE,
     offsetof(struct mi_standard, randoms[MI_SIDE_HOST])},
    {MI_SIDE_DEVICE, TYPE_DEVICE_RANDOM, 0, MI_RANDOM_SIZE,
     offsetof(struct mi_standard, randoms[MI_SIDE_DEVICE])},
    {MI_SIDE_HOST, TYPE_HOST_PROOF, 0, MI_PROOF_SIZE,
     offsetof(struct mi_standard, proofs[MI_SIDE_HOST])},
    {MI_SIDE_DEVICE, TYPE_DEVICE_PROOF, 0, MI_PROOF_SIZE,
     offsetof(struct mi_standard, proofs[MI_SIDE_DEVICE])},
};

static bool has_type(const struct mi_standard *standard, enum mi_side side, unsigned type)
{
    return (standard->types[side] >> type & 1) != 0;
}

static bool has_both(const struct mi_standard *standard, unsigned of_host, unsigned of_device)
{
    return has_type(standard, MI_SIDE_HOST, of_host) &&
           has_type(standard, MI_SIDE_DEVICE, of_device);
}

static const struct kept *find_kept(enum mi_side side, uint8_t type)
{
    for (size_t i = 0; i < sizeof KEPT / sizeof KEPT[0]; i++)
        if (KEPT[i].side == side && KEPT[i].type == type)
            return &KEPT[i];
    return NULL;
}

/* A message that is too short does not count. */
static void take_message(struct mi_standard *standard, enum mi_side side, uint8_t type,
                         struct mi_bytes bytes)
{
    const struct kept *kept = find_kept(side, type);
    if (kept != NULL) {
        (void)mi_get_run(&bytes, kept->skip);
        const uint8_t *run = mi_get_run(&bytes, kept->size);
        if (run == NULL)
            return;
        memcpy((uint8_t *)standard + kept->at, run, kept->size);
    }
    if (type < TYPES)
        standard->types[side] |= 1u << type;
}

/* Puts a frame where it belongs: all but the last have one size. */
static void place_frame(struct mi_transfer *transfer, uint16_t number, struct mi_bytes data)
{
    uint32_t size = data.left;
    if (number < transfer->count)
        transfer->frame_size = (uint8_t)(size < UINT8_MAX ? size : UINT8_MAX);
    size_t at = (size_t)(number - 1) * transfer->frame_size;
    if (size == 0 || at + size > sizeof transfer->bytes)
        return;
    memcpy(transfer->bytes + at, mi_get_run(&data, size), size);
    transfer->size = (uint8_t)(at + size > transfer->size ? at + size : transfer->size);
}

/* A frame of the message that is coming: frames that got lost are sent again. */
static void take_frame(struct mi_standard *standard, enum mi_side side, uint16_t number,
                       struct mi_bytes data)
{
    enum { NUMBERED = 32 };
    struct mi_transfer *transfer = &standard->transfers[side];
    if (number > transfer->count)
        return;
    uint32_t mark = number <= NUMBERED ? 1u << (number - 1) : 0;
    if ((transfer->received & mark) != 0)
        return;
    transfer->received |= mark;
    place_frame(transfer, number, data);
    if (++transfer->frames < transfer->count)
        return;
    transfer->count = 0;
    take_message(standard, side, transfer->type, mi_bytes(transfer->bytes, transfer->size));
}

static void take_transfer(struct mi_standard *standard, enum mi_side side, struct mi_bytes value)
{
    enum { FRAMES_FOLLOW = 0, ONE_FRAME = 2, FRAME_SIZE = 18 };
    uint16_t number = mi_get_le16(&value);
    if (number > 0)
        take_frame(standard, side, number, value);
    if (value.failed || number > 0)
        return;
    uint8_t what = mi_get_u8(&value);
    uint8_t type = mi_get_u8(&value);
    if (what == ONE_FRAME && !value.failed)
        take_message(standard, side, type, value);
    else if (what == FRAMES_FOLLOW)
        standard->transfers[side] = (struct mi_transfer){
            .type = type, .count = mi_get_le16(&value), .frame_size = FRAME_SIZE};
}

/* --- what it comes to --- */

/* Without the UUID, four bytes are no evidence: messages of both sides have to follow. */
static bool took_place(const struct mi_standard *standard)
{
    if (standard->kind == REGISTRATION)
        return standard->is_named || has_both(standard, TYPE_PUBLIC_KEY, TYPE_PUBLIC_KEY);
    return standard->kind == LOGIN &&
           (standard->is_named || has_both(standard, TYPE_HOST_RANDOM, TYPE_DEVICE_RANDOM));
}

static enum mi_clue_kind find_kind(const struct mi_standard *standard)
{
    uint32_t types = standard->types[MI_SIDE_HOST] | standard->types[MI_SIDE_DEVICE];
    bool has_new_secret = standard->kind == LOGIN && (types >> TYPE_PUBLIC_KEY & 1) != 0;
    if (standard->has_chip || (types & CHIP_TYPES) != 0 || has_new_secret)
        return MI_FOUND_SECURE_CHIP;
    return standard->kind == LOGIN ? MI_FOUND_STANDARD_LOGIN : MI_FOUND_STANDARD_REGISTRATION;
}

/*
 * The bits of a login that fit the TOKEN. The device's proof decides; the host's does when that of
 * the device is not there.
 */
static uint16_t fit_login(const void *exchange, const uint8_t token[MI_TOKEN_SIZE])
{
    const struct mi_standard *standard = exchange;
    uint8_t proofs[MI_SIDES][MI_PROOF_SIZE];
    bool has_device = has_type(standard, MI_SIDE_DEVICE, TYPE_DEVICE_PROOF);
    bool has_host = has_type(standard, MI_SIDE_HOST, TYPE_HOST_PROOF);
    if (!mi_login_proofs(token, standard->randoms[MI_SIDE_HOST], standard->randoms[MI_SIDE_DEVICE],
                         proofs[MI_SIDE_DEVICE], proofs[MI_SIDE_HOST]))
        return 0;
    bool fits_device = has_device && memcmp(proofs[MI_SIDE_DEVICE],
                                            standard->proofs[MI_SIDE_DEVICE], MI_PROOF_SIZE) == 0;
    bool fits_host = has_host && memcmp(proofs[MI_SIDE_HOST], standard->proofs[MI_SIDE_HOST],
                                        MI_PROOF_SIZE) == 0;
    mi_wipe(proofs, sizeof proofs);
    if (has_device && !fits_device)
        return 0;
    return (uint16_t)(8 * MI_PROOF_SIZE * (fits_device + fits_host));
}

static bool can_be_tried(const struct mi_standard *standard)
{
    return has_both(standard, TYPE_HOST_RANDOM, TYPE_DEVICE_RANDOM) &&
           (has_type(standard, MI_SIDE_DEVICE, TYPE_DEVICE_PROOF) ||
            has_type(standard, MI_SIDE_HOST, TYPE_HOST_PROOF));
}

/* Of printable characters, with zeros at the end or instead of it. */
static void copy_did(const struct mi_standard *standard, char text[MI_DID_TEXT])
{
    size_t length = 0;
    while (length < sizeof standard->did && standard->did[length] > ' ' &&
           standard->did[length] < 0x7f) {
        text[length] = (char)standard->did[length];
        length++;
    }
    text[length] = '\0';
}

static void finish(struct mi_pairing *pairing, struct mi_standard *standard,
                   const struct mi_link_event *event, enum mi_result result)
{
    if (took_place(standard)) {
        struct mi_clue clue = mi_clue_of(pairing, find_kind(standard), event, &standard->beginning);
        clue.result = result;
        if (clue.kind == MI_FOUND_STANDARD_LOGIN && can_be_tried(standard))
            mi_pairing_try_tokens(pairing, &clue, fit_login, standard);
        if (clue.kind == MI_FOUND_STANDARD_REGISTRATION)
            copy_did(standard, clue.did);
        mi_pairing_add(pairing, &clue);
    }
    const struct mi_standard rest = {
        .operation_handle = standard->operation_handle,
        .transfer_handle = standard->transfer_handle,
    };
    *standard = rest;
}

/* --- the exchange --- */

static void begin(struct mi_pairing *pairing, struct mi_standard *standard,
                  const struct mi_link_event *event, const struct code *command)
{
    if (command->kind == NOTHING)
        return;
    if (standard->kind != NOTHING)
        finish(pairing, standard, event, MI_RESULT_ABORTED);
    standard->kind = (uint8_t)command->kind;
    standard->has_chip = standard->has_chip || command->has_chip;
    standard->is_named = mi_is_named(event, OPERATION);
    standard->beginning = mi_begins_at(event);
    memset(standard->types, 0, sizeof standard->types);
}

/* An answer to what goes on, or a command, whatever goes on. */
static bool is_code(struct mi_standard *standard, const struct mi_link_event *event,
                    const struct code *row, uint32_t code)
{
    bool is_command = row->result == MI_RESULT_NONE;
    return row->code == code && is_command == (event->what == MI_VALUE_WRITTEN) &&
           (is_command || row->kind == standard->kind) &&
           mi_is_of(event, OPERATION, &standard->operation_handle);
}

static bool take_code(struct mi_pairing *pairing, struct mi_standard *standard,
                      const struct mi_link_event *event)
{
    struct mi_bytes value = event->value;
    bool has_size = value.left == sizeof(uint32_t);
    uint32_t code = mi_get_le32(&value);
    if (!has_size || event->what == MI_VALUE_READ)
        return false;
    for (size_t i = 0; i < sizeof CODES / sizeof CODES[0]; i++) {
        if (!is_code(standard, event, &CODES[i], code))
            continue;
        if (CODES[i].result == MI_RESULT_NONE)
            begin(pairing, standard, event, &CODES[i]);
        else
            finish(pairing, standard, event, CODES[i].result);
        return true;
    }
    return false;
}

/* A handle without UUID is that of the messages when a first one begins there. */
static bool is_transfer(struct mi_standard *standard, const struct mi_link_event *event)
{
    struct mi_bytes value = event->value;
    bool is_begun = standard->kind != NOTHING || mi_uuid_is_known(event->uuid);
    bool is_other = event->handle != standard->operation_handle;
    bool is_first = standard->transfer_handle == 0;
    if (!is_begun || !is_other || event->what == MI_VALUE_READ)
        return false;
    if (is_first && mi_get_le16(&value) != 0)
        return mi_is_named(event, TRANSFER) || mi_is_named(event, TRANSFER_CHIP);
    return mi_is_of(event, TRANSFER, &standard->transfer_handle) ||
           mi_is_named(event, TRANSFER_CHIP);
}

static void take(struct mi_pairing *pairing, struct mi_session *session,
                 const struct mi_link_event *event)
{
    struct mi_standard *standard = &session->standard;
    enum mi_side side = event->what == MI_VALUE_WRITTEN ? MI_SIDE_HOST : MI_SIDE_DEVICE;
    if (take_code(pairing, standard, event) || !is_transfer(standard, event))
        return;
    standard->has_chip = standard->has_chip || mi_is_named(event, TRANSFER_CHIP);
    take_transfer(standard, side, event->value);
}

static void end(struct mi_pairing *pairing, struct mi_session *session,
                const struct mi_link_event *event)
{
    finish(pairing, &session->standard, event, MI_RESULT_ABORTED);
}

const struct mi_exchange mi_standard_exchange = {false, take, end};
