/*
 * The header of MiBeacon frames, bit by bit, and its fields in words. Source: the vendor's protocol
 * pages and SDK.
 */
#ifndef MITOOL_BEACON_FORMATS_MIBEACON_H
#define MITOOL_BEACON_FORMATS_MIBEACON_H

#include "../format.h"

enum {
    MI_VERSION_OLDEST = 2,
    MI_VERSION_LEGACY = 3, /* the newest with the legacy encryption */
    MI_VERSION_NEWEST = 5,
};

/* Frame control. Its four highest bits are the version. */
enum {
    MI_CONTROL_ENCRYPTED = 1 << 3,
    MI_CONTROL_MAC = 1 << 4,
    MI_CONTROL_CAPABILITY = 1 << 5,
    MI_CONTROL_OBJECT = 1 << 6,
    MI_CONTROL_MESH = 1 << 7,       /* version 5 */
    MI_CONTROL_REGISTERED = 1 << 8, /* versions 4 and 5; in older ones it means something else */
    MI_CONTROL_AUTHENTICATION_SHIFT = 10, /* two bits, version 5 */
    MI_CONTROL_VERSION_SHIFT = 12,
};

/* The capability byte: three bits that stand for themselves, two of binding, and: */
enum {
    MI_CAPABILITY_BITS = 3,
    MI_CAPABILITY_BINDING_SHIFT = 3,
    MI_CAPABILITY_IO = 1 << 5, /* an I/O capability follows */
    MI_BINDING_COMBO = 3,      /* by Wi-Fi and Bluetooth: two bytes of the Wi-Fi MAC follow */
    MI_CAPABILITY_UNBOUND = 0x28,
};

/* Whether the frame says that its device is bound to an account. Many that are never say so. */
bool mi_is_registered(const struct mi_frame *frame);

/*
 * Whether it is an idle frame as devices send it that no account has: with the capability and the
 * I/O capability for pairing, and the counter at 1, where it stays until they are bound.
 */
bool mi_seems_unbound(const struct mi_frame *frame);

/* What these fields of a frame say, for people. Frame control also of BTHome. */
void mi_text_control(struct mi_text *text, const struct mi_frame *frame);
void mi_text_capability(struct mi_text *text, const struct mi_frame *frame);
void mi_text_io(struct mi_text *text, const struct mi_frame *frame);
void mi_text_mesh(struct mi_text *text, const struct mi_frame *frame);

#endif
