/*
 * MiBeacon frames, versions 2 to 5, as the vendor's protocol pages and SDK describe them.
 *
 *   control 2 | product 2 | counter 1 | [MAC 6] | [capability 1 [Wi-Fi MAC 2] [I/O 2]] |
 *   [objects, or cipher text | counter, high bytes 3 | MIC 4 or tag 1] | [mesh 2]
 */
#include "beacon/formats/mibeacon.h"

#include "beacon/decode.h"
#include "beacon/formats/button.h"
#include "beacon/formats/objects.h"
#include "beacon/rows.h"
#include "radio/assigned.h"

#include <string.h>

enum {
    FRAME_MIN = 5,
    COUNTER_HIGH_SIZE = 3,
    OBJECT_HEADER = 3,
    OBJECT_BUTTON = 0x1001,
};

/* Names of the control bits; what is NULL in all columns is reserved or part of a number. */
static const struct {
    const char *legacy; /* versions 2 and 3 */
    const char *four;
    const char *five;
} FLAGS[16] = {
    [0] = {"factory_new", "request_timing", NULL},
    [1] = {"connected", NULL, NULL},
    [2] = {"central", NULL, NULL},
    [3] = {"encrypted", "encrypted", "encrypted"},
    [4] = {"mac", "mac", "mac"},
    [5] = {"capability", "capability", "capability"},
    [6] = {"object", "object", "object"},
    [7] = {"custom_data", NULL, "mesh"},
    [8] = {"subtitle", "registered", "registered"},
    [9] = {"binding", "binding_confirmation", "solicited"},
    [10] = {NULL, "security_chip", NULL},
    [11] = {NULL, "secure_login", NULL},
};

static const char *flag(const struct mi_frame *frame, unsigned bit)
{
    if (frame->version >= MI_VERSION_NEWEST)
        return FLAGS[bit].five;
    return frame->version > MI_VERSION_LEGACY ? FLAGS[bit].four : FLAGS[bit].legacy;
}

static bool tells_binding(const struct mi_frame *frame)
{
    return frame->has_version && frame->version > MI_VERSION_LEGACY &&
           frame->status != MI_STATUS_UNSUPPORTED;
}

bool mi_is_registered(const struct mi_frame *frame)
{
    return tells_binding(frame) && (frame->control & MI_CONTROL_REGISTERED) != 0;
}

bool mi_seems_unbound(const struct mi_frame *frame)
{
    return tells_binding(frame) && !mi_is_registered(frame) && frame->status == MI_STATUS_EMPTY &&
           frame->has_capability && frame->capability == MI_CAPABILITY_UNBOUND &&
           frame->io_size == sizeof frame->io && frame->counter == 1;
}

/* --- objects --- */

static inline bool next_object(struct mi_bytes *bytes, uint16_t *id, uint8_t *size,
                               struct mi_bytes *value)
{
    *id = mi_get_le16(bytes);
    *size = mi_get_u8(bytes);
    if (*size > bytes->left)
        return false;
    *value = mi_get_slice(bytes, *size);
    return true;
}

static enum mi_belief believe(struct mi_bytes plain)
{
    uint16_t id;
    uint8_t size;
    struct mi_bytes value;
    enum mi_belief belief = MI_BELIEF_NONE;
    while (plain.left >= OBJECT_HEADER) {
        if (!next_object(&plain, &id, &size, &value))
            return MI_BELIEF_NONE;
        bool is_known = mi_object_find(&MI_MIBEACON_OBJECTS, id) != NULL;
        if (is_known || belief == MI_BELIEF_NONE)
            belief = is_known ? MI_BELIEF_KNOWN : MI_BELIEF_WHOLE;
    }
    return plain.left == 0 ? belief : MI_BELIEF_NONE;
}

static void read_object(struct mi_frame *frame, uint16_t id, struct mi_bytes value)
{
    struct mi_object *object = mi_object_begin(frame, id, value);
    if (object == NULL)
        return;
    if (id == OBJECT_BUTTON)
        mi_button_read(frame, frame->model, value);
    else if (object->type != NULL)
        mi_fields_read(frame, object->type->fields, frame->model, value);
    mi_object_end(frame, object, value.at - OBJECT_HEADER, value.left + OBJECT_HEADER);
}

static void read_objects(struct mi_frame *frame, struct mi_bytes bytes)
{
    uint16_t id;
    uint8_t size;
    struct mi_bytes value;
    while (bytes.left >= OBJECT_HEADER) {
        const uint8_t *start = bytes.at;
        if (!next_object(&bytes, &id, &size, &value)) {
            mi_object_cut(frame, MI_P_OBJECT_CUT, id, start, size, bytes.left);
            return;
        }
        read_object(frame, id, value);
    }
    if (frame->object_count == 0)
        mi_frame_cut(frame, MI_P_OBJECT_MISSING, 0, 0);
}

/* --- the part that may be encrypted --- */

static const struct mi_scheme SCHEME = {
    .name = "AES-128-CCM, MIC of 4 bytes",
    .nonce_size = 12,
    .tag_size = 4,
    .has_associated = true,
    .address_at = 0,
    .address_size = 6,
    .address_reversed = true,
    .takes_short_key = true,
};

static const struct mi_scheme LEGACY_SCHEME = {
    .name = "AES-128-CCM, check byte of 1 byte that proves nothing",
    .nonce_size = 13,
    .tag_size = 1,
    .has_associated = true,
    .address_at = 8,
    .address_size = 5,
    .address_reversed = true,
    .takes_short_key = true,
    .believe = believe,
};

static void read_sealed(struct mi_frame *frame, struct mi_bytes bytes)
{
    bool is_legacy = frame->version <= MI_VERSION_LEGACY;
    const struct mi_scheme *scheme = is_legacy ? &LEGACY_SCHEME : &SCHEME;
    size_t shortest = OBJECT_HEADER + COUNTER_HIGH_SIZE + (size_t)scheme->tag_size;
    if (frame->envelope.missing > 0)
        return; /* what stands at its end is not there: that will be told */
    if (bytes.left < shortest) {
        mi_frame_cut(frame, MI_P_SEALED_SHORT, bytes.left, shortest);
        return;
    }
    struct mi_bytes tag = mi_get_tail(&bytes, scheme->tag_size);
    struct mi_bytes high = mi_get_tail(&bytes, COUNTER_HIGH_SIZE);
    mi_frame_part(frame, MI_ROLE_CIPHER_TEXT, bytes.at, bytes.left);
    mi_frame_part(frame, MI_ROLE_COUNTER_HIGH, high.at, high.left);
    mi_frame_part(frame, MI_ROLE_TAG, tag.at, tag.left);

    const uint8_t *control = frame->bytes.at;
    uint8_t *nonce = frame->seal.nonce;
    if (is_legacy) {
        memcpy(nonce, control, 5);
        memcpy(nonce + 5, high.at, COUNTER_HIGH_SIZE);
    } else {
        memcpy(nonce + 6, control + 2, 3);
        memcpy(nonce + 9, high.at, COUNTER_HIGH_SIZE);
    }
    frame->counter |= mi_get_le24(&high) << 8;
    frame->counter_bits = 32;
    mi_frame_seal(frame, scheme, bytes, tag,
                  is_legacy ? "control, product, counter, counter's high bytes, MAC reversed "
                              "without its last byte"
                            : "MAC reversed, product, counter, counter's high bytes");
}

/* --- the header --- */

/* True when `bytes` is a list of whole objects, which plain frames should end with. */
static bool is_object_list(struct mi_bytes bytes)
{
    uint16_t id;
    uint8_t size;
    struct mi_bytes value;
    while (bytes.left >= OBJECT_HEADER)
        if (!next_object(&bytes, &id, &size, &value))
            return false;
    return bytes.left == 0;
}

/*
 * Two bytes by the vendor's text and SDK. Should a device send one, the objects behind it fit only
 * then; of an encrypted frame that is seen when it is opened, and asked for by frame->quirks.
 */
static size_t io_size(const struct mi_frame *frame, struct mi_bytes rest)
{
    struct mi_bytes after_one = rest;
    struct mi_bytes after_two = rest;
    (void)mi_get_run(&after_one, 1);
    (void)mi_get_run(&after_two, 2);
    if ((frame->quirks & MI_QUIRK_ONE_IO_BYTE) != 0)
        return 1;
    if ((frame->control & MI_CONTROL_OBJECT) == 0)
        return rest.left == 1 ? 1 : 2;
    if ((frame->control & MI_CONTROL_ENCRYPTED) != 0)
        return 2;
    return !is_object_list(after_two) && after_one.left > 0 && is_object_list(after_one) ? 1 : 2;
}

static void read_capability(struct mi_frame *frame, struct mi_bytes *bytes)
{
    const uint8_t *at = bytes->at;
    frame->capability = mi_get_u8(bytes);
    frame->has_capability = !bytes->failed;
    if (bytes->failed)
        return;
    mi_frame_part(frame, MI_ROLE_CAPABILITY, at, 1);
    if ((frame->capability >> MI_CAPABILITY_BINDING_SHIFT & 3) == MI_BINDING_COMBO) {
        const uint8_t *wifi = mi_get_run(bytes, 2);
        if (wifi != NULL)
            mi_frame_part(frame, MI_ROLE_WIFI_MAC, wifi, 2);
    }
    if ((frame->capability & MI_CAPABILITY_IO) != 0) {
        size_t size = io_size(frame, *bytes);
        const uint8_t *io = mi_get_run(bytes, size);
        if (io == NULL)
            return;
        memcpy(frame->io, io, size);
        frame->io_size = (uint8_t)size;
        if (size == 1)
            frame->quirks |= MI_QUIRK_ONE_IO_BYTE;
        mi_frame_part(frame, MI_ROLE_IO, io, size);
    }
}

static void read_mesh(struct mi_frame *frame, struct mi_bytes *bytes)
{
    struct mi_bytes mesh = mi_get_tail(bytes, sizeof frame->mesh);
    if (mesh.failed)
        return;
    memcpy(frame->mesh, mesh.at, sizeof frame->mesh);
    frame->has_mesh = true;
    mi_frame_part(frame, MI_ROLE_MESH, mesh.at, mesh.left);
}

static void read_product(struct mi_frame *frame, struct mi_bytes *bytes)
{
    frame->product_id = mi_get_le16(bytes);
    frame->has_product = true;
    frame->product = mi_product_find(frame->product_id);
    frame->model = frame->product != NULL ? frame->product->model : NULL;
}

/* Versions 0 and 1 have product, counter and, as far as is known, the MAC where later ones do. */
static uint16_t old_product(const struct mi_frame *frame)
{
    struct mi_bytes bytes = frame->bytes;
    (void)mi_get_run(&bytes, 2);
    return mi_get_le16(&bytes);
}

static bool names_sender(const struct mi_frame *frame)
{
    const struct mi_envelope *envelope = &frame->envelope;
    struct mi_bytes bytes = frame->bytes;
    (void)mi_get_run(&bytes, FRAME_MIN);
    struct mi_address address = mi_get_address(&bytes);
    return !bytes.failed && envelope->has_advertiser &&
           mi_address_equal(address, envelope->advertiser);
}

/* Many bytes begin with a small number: a version before 2 alone makes no old sensor. */
static enum mi_problem_code version_problem(const struct mi_frame *frame)
{
    if (frame->version > MI_VERSION_NEWEST)
        return MI_P_VERSION_UNKNOWN;
    if (frame->envelope.in_manufacturer_data)
        return MI_P_VERSION_WIFI;
    return mi_product_find(old_product(frame)) != NULL || names_sender(frame)
               ? MI_P_VERSION_OLD
               : MI_P_VERSION_DOUBTFUL;
}

static bool is_version_known(struct mi_frame *frame)
{
    if (frame->version >= MI_VERSION_OLDEST && frame->version <= MI_VERSION_NEWEST)
        return true;
    const struct mi_problem problem = {
        version_problem(frame), {frame->version, old_product(frame)}, NULL};
    mi_frame_fail(frame, MI_STATUS_UNSUPPORTED, problem);
    return false;
}

static bool is_sealed(const struct mi_frame *frame)
{
    return (frame->control & MI_CONTROL_OBJECT) != 0 &&
           (frame->control & MI_CONTROL_ENCRYPTED) != 0;
}

/* What every version begins with, as the byte map has it. */
static const struct mi_part START[] = {
    {.at = 0, .size = 2, .role = MI_ROLE_CONTROL},
    {.at = 2, .size = 2, .role = MI_ROLE_PRODUCT},
    {.at = 4, .size = 1, .role = MI_ROLE_COUNTER},
};

static bool read_start(struct mi_frame *frame, struct mi_bytes *bytes)
{
    if (bytes->left < FRAME_MIN) {
        mi_frame_cut(frame, MI_P_FRAME_SHORT, bytes->left, FRAME_MIN);
        return false;
    }
    frame->control = mi_get_le16(bytes);
    frame->has_control = true;
    frame->version = (uint8_t)(frame->control >> MI_CONTROL_VERSION_SHIFT);
    frame->has_version = true;
    memcpy(frame->parts, START, sizeof START);
    frame->part_count = 1; /* the others once the version is known */
    if (!is_version_known(frame))
        return false;
    read_product(frame, bytes);
    frame->counter = mi_get_u8(bytes);
    frame->counter_bits = is_sealed(frame) ? 0 : 8; /* a low byte alone is no counter */
    frame->part_count = sizeof START / sizeof START[0];
    return true;
}

static void read_rest(struct mi_frame *frame, struct mi_bytes bytes)
{
    bool has_object = (frame->control & MI_CONTROL_OBJECT) != 0;
    bool is_whole = frame->envelope.missing == 0;
    if ((frame->control & MI_CONTROL_MESH) != 0 && frame->version == MI_VERSION_NEWEST && is_whole)
        read_mesh(frame, &bytes);
    if (bytes.failed)
        mi_frame_cut(frame, MI_P_HEADER_CUT, frame->bytes.left, 0);
    else if (!has_object)
        frame->status = MI_STATUS_EMPTY;
    else if (bytes.left == 0)
        mi_frame_cut(frame, MI_P_OBJECT_MISSING, 0, 0);
    else if (is_sealed(frame))
        read_sealed(frame, bytes);
    else
        read_objects(frame, bytes);
}

static void read_frame(struct mi_frame *frame, struct mi_bytes bytes)
{
    if (!read_start(frame, &bytes))
        return;
    if ((frame->control & MI_CONTROL_MAC) != 0) {
        const uint8_t *at = bytes.at;
        struct mi_address address = mi_get_address(&bytes);
        if (!bytes.failed)
            mi_frame_address(frame, address, at);
    }
    if ((frame->control & MI_CONTROL_CAPABILITY) != 0 && !bytes.failed)
        read_capability(frame, &bytes);
    read_rest(frame, bytes);
}

/* Bits that mean nothing; those of a number have no name, nor has one that some buttons set. */
static bool has_reserved_bits(const struct mi_frame *frame)
{
    bool is_newest = frame->version == MI_VERSION_NEWEST;
    unsigned used = is_newest ? 3u << MI_CONTROL_AUTHENTICATION_SHIFT | 1u : 0u;
    for (unsigned bit = 0; bit < MI_CONTROL_VERSION_SHIFT; bit++)
        if (((frame->control & ~used) >> bit & 1) != 0 && flag(frame, bit) == NULL)
            return true;
    return false;
}

/* Only the newest version leaves the MAC out of what it encrypts. */
static bool may_encrypt(const struct mi_frame *frame)
{
    bool is_legacy = frame->version <= MI_VERSION_LEGACY;
    bool has_address = frame->address_source == MI_ADDRESS_FRAME;
    switch (frame->product->encryption) {
    case MI_ENCRYPTION_NONE:
    case MI_ENCRYPTION_MESH: return false;
    case MI_ENCRYPTION_LEGACY: return is_legacy && has_address;
    case MI_ENCRYPTION_CCM:
        return !is_legacy && (has_address || frame->version == MI_VERSION_NEWEST);
    default: return has_address || frame->version == MI_VERSION_NEWEST;
    }
}

/* A known product that says who it is or something known, as it would say it. */
static bool is_evident(const struct mi_frame *frame)
{
    bool is_sealed = frame->seal.scheme != NULL;
    bool says_who = frame->address_source == MI_ADDRESS_FRAME;
    if (frame->product == NULL || has_reserved_bits(frame) || !mi_frame_knows_objects(frame))
        return false;
    return is_sealed ? may_encrypt(frame) : says_who || frame->object_count > 0;
}

/*
 * Phones and earbuds put other things into manufacturer data of the same company: a frame is there
 * when it comes out even, or, before version 2, names its sender.
 */
static bool is_frame(const struct mi_frame *frame)
{
    enum mi_problem_code code = frame->problem.code;
    if (frame->version < MI_VERSION_OLDEST)
        return names_sender(frame);
    if (frame->envelope.missing > 0)
        return code != MI_P_VERSION_UNKNOWN && code != MI_P_FRAME_SHORT && code != MI_P_HEADER_CUT;
    return (code == MI_OK || code == MI_P_KEY_MISSING) && mi_frame_is_whole(frame);
}

/* What such a product leaves out: the last byte of the counter, and the MIC. */
static bool cut_itself(const struct mi_frame *frame)
{
    enum { LOST = 5 };
    return frame->product != NULL && frame->product->cuts_itself &&
           frame->envelope.missing == LOST && (frame->control & MI_CONTROL_ENCRYPTED) != 0;
}

/* clang-format off */
#define MIBEACON(carrier_, ...) \
    {FORMAT("mibeacon", "MiBeacon"), carrier_, __VA_ARGS__, ENCRYPTED("optional"), \
     .has_long_ids = true, .tells_no_end = true, .objects = &MI_MIBEACON_OBJECTS, .event = mi_button_event, \
     .read = read_frame, .unpack = read_objects, .flag = flag, .is_evident = is_evident, \
     .cut_itself = cut_itself}

const struct mi_format MI_MIBEACON_FORMATS[] = {
    MIBEACON(SERVICE(MI_UUID_XIAOMI), FROM_TO(0, 255)),
    MIBEACON(COMPANY(MI_COMPANY_XIAOMI), FROM_TO(5, 255), .is_frame = is_frame),
    {.name = NULL},
};
/* clang-format on */
