/*
 * What a format consists of, and the notepad on which its decoder notes what it reads. Not
 * installed: nothing here is for users of the library.
 */
#ifndef MITOOL_BEACON_DECODE_H
#define MITOOL_BEACON_DECODE_H

#include "format.h"
#include "scheme.h"

/* A model by the number that the format has for it; a list is ended by one without a name. */
struct mi_model {
    uint16_t product;
    const char *name;
};

struct mi_format {
    const char *name; /* rows of one format have the same */
    const char *title;
    uint16_t carrier; /* UUID or company */
    bool in_manufacturer_data;
    bool has_long_ids; /* of two bytes */
    bool sleeps;       /* its devices send when something happens, and else nothing */
    bool tells_no_end; /* of motion: it is told when it begins, and its end is easily lost */
    uint8_t family;    /* enum mi_family */
    uint8_t minimum;   /* bytes, without the UUID */
    uint8_t maximum;
    const char *encryption; /* "no", "yes" or "optional" */

    /* What it can say: objects, or the rows of a fixed layout. */
    const struct mi_object_table *objects;
    const struct mi_field *layout;
    const struct mi_model *models;      /* other than those of MiBeacon products; NULL: none */
    const char *(*event)(size_t index); /* keys of events that no row has; NULL at the end */

    /* Takes the frame apart; leaves what is encrypted to mi_frame_seal. */
    void (*read)(struct mi_frame *frame, struct mi_bytes bytes);
    /* Reads what was encrypted. */
    void (*unpack)(struct mi_frame *frame, struct mi_bytes plain);
    /* Name of a bit of frame->control, or NULL. */
    const char *(*flag)(const struct mi_frame *frame, unsigned bit);
    /* Of bytes that nothing around them ends: whether they can be of this format. NULL: any can. */
    bool (*is_plausible)(struct mi_bytes bytes);
    /*
     * Whether a frame that was taken apart to its last byte shows what it is, although nothing
     * around it says so. NULL: none does.
     */
    bool (*is_evident)(const struct mi_frame *frame);
    /* Of a carrier that holds other things, too: whether what was read is a frame. NULL: it is. */
    bool (*is_frame)(const struct mi_frame *frame);
    /* Whether it is the device itself that cut a frame which is cut. NULL: none does. */
    bool (*cut_itself)(const struct mi_frame *frame);
};

/* The format of an envelope of so many bytes, the first row that fits; NULL when there is none. */
const struct mi_format *mi_format_find(const struct mi_envelope *envelope, size_t size);

/* NULL when unknown. */
const char *mi_format_model(const struct mi_format *format, uint16_t product);

/*
 * Marks bytes of the frame, or of its plain text once there is one, with what they are. NULL when
 * there are none, or the frame is full.
 */
static inline struct mi_part *mi_frame_part(struct mi_frame *frame, enum mi_role role,
                                            const uint8_t *at, size_t size)
{
    bool in_plain = frame->plain_size > 0;
    if (frame->part_count == MI_PARTS_MAX || size == 0)
        return NULL;
    struct mi_part *part = &frame->parts[frame->part_count++];
    *part = (struct mi_part){
        .at = (uint16_t)(at - (in_plain ? frame->plain : frame->bytes.at)),
        .size = (uint16_t)size,
        .role = (uint8_t)role,
        .in_plain = in_plain,
    };
    return part;
}

/* Sets status and problem; the first problem of a frame stays. */
void mi_frame_fail(struct mi_frame *frame, enum mi_status status, struct mi_problem problem);

/* The frame has fewer bytes than it needs; `code` tells both numbers, or none. */
void mi_frame_cut(struct mi_frame *frame, enum mi_problem_code code, size_t there, size_t needed);

/*
 * An object, at `at`, announces more bytes than are left: `code`, unless what was decrypted says
 * so, which cannot have been cut.
 */
void mi_object_cut(struct mi_frame *frame, enum mi_problem_code code, uint16_t id,
                   const uint8_t *at, size_t announced, size_t left);

/* A new reading of this key with its ordinal set; NULL when the frame is full. */
struct mi_reading *mi_frame_add(struct mi_frame *frame, enum mi_kind kind, const char *key);

/* A number more of an event, the last one that has any; left out when the frame is full. */
void mi_frame_property(struct mi_frame *frame, struct mi_reading *event, const char *key,
                       int32_t value);

/* Ends a text that was built in frame->words from position `start` on; NULL when it did not fit. */
const char *mi_frame_word(struct mi_frame *frame, size_t start);

/* Keeps an object; NULL when the frame is full. The readings added until mi_object_end are its. */
struct mi_object *mi_object_begin(struct mi_frame *frame, uint16_t id, struct mi_bytes value);
void mi_object_end(struct mi_frame *frame, struct mi_object *object, const uint8_t *start,
                   size_t size);

/* Whether every byte that is looked at has a meaning. */
bool mi_frame_is_whole(const struct mi_frame *frame);

/* Whether all objects read so far are known ones. */
bool mi_frame_knows_objects(const struct mi_frame *frame);

/* The address in the frame, at `at` in the bytes it was read from. */
static inline void mi_frame_address(struct mi_frame *frame, struct mi_address address,
                                    const uint8_t *at)
{
    frame->address = address;
    frame->address_source = MI_ADDRESS_FRAME;
    (void)mi_frame_part(frame, MI_ROLE_ADDRESS, at, MI_ADDRESS_SIZE);
}

/* An encrypted frame: sets the seal up, with the address in the nonce when one is known. */
void mi_frame_seal(struct mi_frame *frame, const struct mi_scheme *scheme,
                   struct mi_bytes cipher_text, struct mi_bytes tag, const char *nonce_layout);

#endif
