/*
 * Pieces of JSON lines that come again and again, kept ready: the second, who a device is, and what
 * kind of frame it sent. A piece is made anew when anything that it was made of differs.
 */
#ifndef MITOOL_CLI_JSON_PIECES_H
#define MITOOL_CLI_JSON_PIECES_H

#include "base/json.h"
#include "base/stamp.h"
#include "beacon/format.h"

enum { JSON_DEVICES = 256, JSON_KINDS = 64, JSON_NAME_MAX = 32 /* longer ones are not kept */ };

/* "address":"A4:C1:38:A1:B2:C3","name":"Kitchen" */
struct json_device {
    struct mi_address address;
    char name[JSON_NAME_MAX];
    uint16_t size; /* of the text; 0: nothing is kept here */
    char text[128];
};

/* All that the words on a frame depend on. The pointers are rows and words of static tables. */
struct json_traits {
    const struct mi_format *format;
    const struct mi_product *product;
    const char *model;
    uint16_t product_id;
    uint16_t control;
    uint8_t version;
    uint8_t status;
    bool has_version;
    bool has_product;
    bool has_control;
};

/* "format":"mibeacon", … and, behind what each frame has its own of, "flags":[…],"status":"ok" */
struct json_kind {
    struct json_traits traits;
    uint16_t head; /* bytes of the text up to there; 0: nothing is kept here */
    uint16_t size;
    char text[512];
};

/* Zeroed memory holds none. Devices share places, and so do kinds, by a hash. */
struct json_pieces {
    struct mi_stamp stamp;
    struct json_device devices[JSON_DEVICES];
    struct json_kind kinds[JSON_KINDS];
};

/* Appends address and name of a device; `name` may be empty. */
void json_add_device(struct json_pieces *pieces, struct mi_text *out, struct mi_address address,
                     const char *name);

/* Valid until the next call. */
const struct json_kind *json_kind_of(struct json_pieces *pieces, const struct mi_frame *frame);

/* What is known of the product of a frame or device. */
struct product_words {
    bool has_id;
    uint16_t id;
    const struct mi_format *format;
    const char *model;                /* NULL when unknown */
    const struct mi_product *product; /* NULL when unknown */
};

/* The member "product"; nothing when nothing is known. */
void json_product(struct mi_json *json, const struct product_words *words);

#endif
