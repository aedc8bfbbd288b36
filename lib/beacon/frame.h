/*
 * A frame: what one advertisement says in one of the formats that are known here (open.h reads it).
 *
 * It is a large struct owned by the caller, reused for as many frames as come. It points into the
 * bytes it was read from and into itself: it must not be copied, and it is valid as long as those
 * bytes are.
 */
#ifndef MITOOL_BEACON_FRAME_H
#define MITOOL_BEACON_FRAME_H

#include "../base/address.h"
#include "../base/linkage.h"
#include "../base/problem.h"
#include "product.h"
#include "reading.h"
#include "seal.h"

MI_BEGIN

enum {
    MI_FRAME_MAX = 256, /* bytes of one advertising structure */
    MI_PARTS_MAX = 256, /* every object has two bytes at least */
    MI_OBJECTS_MAX = 128,
    MI_READINGS_MAX = 256,
    MI_NUMBERS_MAX = 128, /* properties of all events: three for an object of six bytes at most */
    MI_WORDS_MAX = 1024,  /* characters of all texts that are made up from numbers or bytes */
};

enum mi_status {
    MI_STATUS_NONE,            /* nothing was read */
    MI_STATUS_OK,              /* decrypted and authenticated */
    MI_STATUS_PLAIN,           /* was not encrypted */
    MI_STATUS_UNAUTHENTICATED, /* decrypted, cannot be proven (MiBeacon versions 2 and 3) */
    MI_STATUS_EMPTY,           /* no object in the frame */
    MI_STATUS_KEY_MISSING,
    MI_STATUS_KEY_WRONG,
    MI_STATUS_TRUNCATED,
    MI_STATUS_MALFORMED,
    MI_STATUS_UNSUPPORTED,
};

/* "ok", "plain", … as in JSON; NULL for what is no status. */
const char *mi_status_name(enum mi_status status);

/* True for those up to MI_STATUS_EMPTY: nothing more could be read from the frame. */
bool mi_status_is_success(enum mi_status status);

/* What a run of bytes of the frame is; the byte map of --explain is made of these. */
enum mi_role {
    MI_ROLE_CONTROL,
    MI_ROLE_PRODUCT,
    MI_ROLE_COUNTER,
    MI_ROLE_COUNTER_HIGH,
    MI_ROLE_ADDRESS,
    MI_ROLE_CAPABILITY,
    MI_ROLE_WIFI_MAC,
    MI_ROLE_IO,
    MI_ROLE_MESH,
    MI_ROLE_CIPHER_TEXT,
    MI_ROLE_TAG,
    MI_ROLE_OBJECT,  /* `index` tells which */
    MI_ROLE_READING, /* `index` tells the first of them, `count` how many */
    MI_ROLE_CLOCK,   /* the device's own date and time */
};

struct mi_part {
    uint16_t at; /* within the frame, or within the plain text when it was decrypted */
    uint16_t size;
    uint8_t role; /* enum mi_role */
    uint8_t index;
    uint8_t count;
    bool in_plain;
};

struct mi_object_type;

/* An object (type, length, value) as sent, known or not. */
struct mi_object {
    uint16_t id;
    uint8_t size;
    const uint8_t *value;
    const struct mi_object_type *type; /* NULL when unknown; mi_object_name */
    uint16_t first_reading;
    uint16_t reading_count;
};

/* NULL when unknown. */
const char *mi_object_name(const struct mi_object *object);

enum mi_address_source {
    MI_ADDRESS_NONE,
    MI_ADDRESS_FRAME,
    MI_ADDRESS_ADVERTISER,
    MI_ADDRESS_GIVEN,
    MI_ADDRESS_REVERSED, /* given, but written backwards */
    MI_ADDRESS_OWNER,    /* of the key that opened it */
    MI_ADDRESS_OWNER_REVERSED,
};

/* What is odd about the bytes; tried when they do not open as they should be. */
enum mi_quirk {
    MI_QUIRK_NONE = 0,
    MI_QUIRK_ONE_IO_BYTE = 1, /* an I/O capability of one byte instead of two */
    MI_QUIRK_STRAY_BYTE = 2,  /* a signal strength behind the frame */
    MI_QUIRKS_ALL = 3,
};

struct mi_format; /* format.h */

/* What a frame is read from. */
struct mi_envelope {
    struct mi_bytes bytes; /* without UUID or company identifier */
    size_t missing;        /* bytes that the advertising structure announces and lacks */
    uint16_t carrier;      /* the UUID, or the company identifier */
    bool in_manufacturer_data;
    bool is_bare;   /* nothing around it told where it ends */
    bool has_stray; /* and its last byte is none of the frame */
    bool has_advertiser;
    struct mi_address advertiser;
    /* Never 0; the same for the same bytes in the same carrier, whole or cut by as much. */
    uint64_t hash;
};

struct mi_frame {
    struct mi_envelope envelope;
    uint8_t quirks; /* enum mi_quirk, or-ed: those it was read with */
    const struct mi_format *format;
    enum mi_status status;
    struct mi_problem problem; /* why, when the status is no success */

    struct mi_bytes bytes; /* those of the payload that are looked at */
    struct mi_address address;
    enum mi_address_source address_source;

    const struct mi_product *product; /* MiBeacon; NULL when unknown */
    const char *model;                /* the product's, or that of another format; NULL */
    uint16_t product_id;
    bool has_product;

    uint8_t version; /* MiBeacon */
    bool has_version;
    uint16_t control; /* MiBeacon frame control; BTHome device information */
    bool has_control;
    uint32_t counter;
    uint8_t counter_bits; /* 0: none, 8 or 32 */
    uint8_t capability;   /* MiBeacon, when has_capability */
    bool has_capability;
    uint8_t io_size; /* 0, 1 or 2 */
    uint8_t io[2];
    bool has_mesh;
    uint8_t mesh[2];

    struct mi_seal seal;
    size_t plain_size;

    size_t part_count;
    size_t object_count;
    size_t reading_count;
    size_t property_count;
    struct mi_text words; /* texts made up for readings */

    /* Only what the counts above say is set. */
    struct mi_part parts[MI_PARTS_MAX];
    struct mi_object objects[MI_OBJECTS_MAX];
    struct mi_reading readings[MI_READINGS_MAX];
    struct mi_property properties[MI_NUMBERS_MAX]; /* of the readings */
    uint8_t plain[MI_FRAME_MAX];
    char word_buffer[MI_WORDS_MAX];
};

MI_END

#endif
