/* What is known of the exchanges that go on over one connection. Zeroed: nothing yet. */
#ifndef MITOOL_PAIRING_SESSION_H
#define MITOOL_PAIRING_SESSION_H

#include "../base/time.h"
#include "../beacon/key.h"
#include "heard.h"
#include "proof.h"

/* When and where an exchange began. */
struct mi_beginning {
    mi_time time;
    uint64_t number;
    uint32_t input;
};

/* --- legacy authentication --- */

enum { MI_LEGACY_VALUES = 7, MI_LEGACY_ROLES = 4, MI_LEGACY_VALUE_MAX = 12 };

struct mi_legacy {
    uint8_t kind; /* what goes on; 0: nothing */
    struct mi_beginning beginning;
    bool is_given_up;                  /* the connection was, before its end */
    uint16_t handles[MI_LEGACY_ROLES]; /* of characteristics without a known UUID; 0: not yet */
    struct mi_legacy_value {
        bool is_there;
        uint8_t bytes[MI_LEGACY_VALUE_MAX];
    } values[MI_LEGACY_VALUES];
};

/* --- standard authentication --- */

enum { MI_TRANSFER_MAX = 72 /* bytes kept of a message: of longer ones only the type counts */ };

/* A message that comes in numbered frames. */
struct mi_transfer {
    uint8_t type;
    uint16_t count;    /* frames; 0: none is coming */
    uint32_t received; /* one bit each of the first 32 */
    uint16_t frames;   /* received */
    uint8_t frame_size;
    uint8_t size;
    uint8_t bytes[MI_TRANSFER_MAX];
};

enum mi_side { MI_SIDE_HOST, MI_SIDE_DEVICE, MI_SIDES };

struct mi_standard {
    uint8_t kind; /* what goes on; 0: nothing */
    bool has_chip;
    bool is_named; /* the characteristic was told by its UUID, not by what was written to it */
    struct mi_beginning beginning;
    uint16_t operation_handle;
    uint16_t transfer_handle;
    struct mi_transfer transfers[MI_SIDES];
    uint32_t types[MI_SIDES]; /* of messages: one bit each */
    uint8_t randoms[MI_SIDES][MI_RANDOM_SIZE];
    uint8_t proofs[MI_SIDES][MI_PROOF_SIZE];
    uint8_t did[20]; /* that the device told */
};

/* --- commands of custom firmware --- */

enum { MI_BLOCK_MAX = 28, MI_BRIDGED = 16 };

struct mi_custom {
    uint16_t handle; /* of a characteristic without a known UUID, while it is asked for a key */
    bool was_set;
    struct mi_block {
        uint8_t id;
        uint8_t missing; /* bytes still to come */
        uint8_t size;
        uint8_t bytes[MI_BLOCK_MAX];
    } block;
    struct mi_bridged {
        uint8_t index; /* the bridge's own */
        bool has_address;
        struct mi_address address;
        struct mi_key key; /* size 0: not told yet */
    } bridged[MI_BRIDGED];
};

struct mi_session {
    struct mi_legacy legacy;
    struct mi_standard standard;
    struct mi_custom custom;
    bool is_cut;
    struct mi_beginning cut;
};

#endif
