/*
 * The notepad of the decoders: what they note of a frame while they read it. Not installed: nothing
 * here is for users of the library.
 */
#ifndef MITOOL_BEACON_DECODE_H
#define MITOOL_BEACON_DECODE_H

#include "field.h"
#include "frame.h"
#include "scheme.h"

/* Marks bytes of the frame, or of its plain text, with what they are. */
void mi_frame_part(struct mi_frame *frame, enum mi_role role, const uint8_t *at, size_t size);

/* Sets status and problem; the first problem of a frame stays. */
void mi_frame_fail(struct mi_frame *frame, enum mi_status status, struct mi_problem problem);

/* A new reading of this key with its ordinal set; NULL when the frame is full. */
struct mi_reading *mi_frame_add(struct mi_frame *frame, enum mi_kind kind, const char *key);

/* Ends a text that was built in frame->words from position `start` on; NULL when it did not fit. */
const char *mi_frame_word(struct mi_frame *frame, size_t start);

/* Keeps an object; NULL when the frame is full. The readings added until mi_object_end are its. */
struct mi_object *mi_object_begin(struct mi_frame *frame, uint16_t id, struct mi_bytes value);
void mi_object_end(struct mi_frame *frame, struct mi_object *object, const uint8_t *start,
                   size_t size);

/* The address in the frame, at `at` in the bytes it was read from. */
void mi_frame_address(struct mi_frame *frame, struct mi_address address, const uint8_t *at);

/* An encrypted frame: sets the seal up, with the address in the nonce when one is known. */
void mi_frame_seal(struct mi_frame *frame, const struct mi_scheme *scheme,
                   struct mi_bytes cipher_text, struct mi_bytes tag, const char *nonce_layout);

/* Rows of the fixed layouts. */
extern const struct mi_field MI_ATC[], MI_ATC_SEALED[], MI_PVVX[], MI_PVVX_SEALED[], MI_SCALE_V1[],
    MI_SCALE_V2[], MI_HHCC[];

/* The model of every frame of its format. */
extern const char MI_HHCC_MODEL[];

/* The decoders, one file each. */
void mi_mibeacon_read(struct mi_frame *frame, struct mi_bytes bytes);
void mi_mibeacon_unpack(struct mi_frame *frame, struct mi_bytes plain);
bool mi_mibeacon_cut_itself(const struct mi_frame *frame);
void mi_bthome1_read_sealed(struct mi_frame *frame, struct mi_bytes bytes);
void mi_bthome1_unpack(struct mi_frame *frame, struct mi_bytes plain);
void mi_bthome2_read(struct mi_frame *frame, struct mi_bytes bytes);
void mi_bthome2_unpack(struct mi_frame *frame, struct mi_bytes plain);
void mi_atc_read(struct mi_frame *frame, struct mi_bytes bytes);
void mi_atc_read_sealed(struct mi_frame *frame, struct mi_bytes bytes);
void mi_atc_unpack(struct mi_frame *frame, struct mi_bytes plain);
void mi_pvvx_read(struct mi_frame *frame, struct mi_bytes bytes);
/* Whether the bytes can be those of pvvx: with one byte behind it, ATC1441 is as long. */
bool mi_pvvx_is_plausible(struct mi_bytes bytes);
void mi_pvvx_read_sealed(struct mi_frame *frame, struct mi_bytes bytes);
void mi_pvvx_unpack(struct mi_frame *frame, struct mi_bytes plain);
void mi_miscale1_read(struct mi_frame *frame, struct mi_bytes bytes);
void mi_miscale2_read(struct mi_frame *frame, struct mi_bytes bytes);
void mi_hhcc_read(struct mi_frame *frame, struct mi_bytes bytes);
void mi_qingping_read(struct mi_frame *frame, struct mi_bytes bytes);

/* MiBeacon and BTHome: name of bit `bit` of the control field, or NULL. */
const char *mi_mibeacon_flag(const struct mi_frame *frame, unsigned bit);
const char *mi_bthome_flag(const struct mi_frame *frame, unsigned bit);

#endif
