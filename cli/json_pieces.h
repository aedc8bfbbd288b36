/*
 * Pieces of JSON lines that come again and again, kept ready: the second, who a device is, and what
 * kind of frame it sent. A piece is made anew when anything that it was made of differs.
 */
#ifndef MITOOL_CLI_JSON_PIECES_H
#define MITOOL_CLI_JSON_PIECES_H

#include "base/hash.h"
#include "base/json.h"
#include "base/stamp.h"
#include "beacon/format.h"

enum {
    JSON_DEVICES = 256,
    JSON_KINDS = 64,
    JSON_NAME_MAX = 32, /* longer ones are not kept */
    JSON_DEVICE_MAX = 128,
    JSON_KIND_MAX = 512,
};

/* "address":"A4:C1:38:A1:B2:C3","name":"Kitchen", */
struct json_device {
    struct mi_address address;
    char name[JSON_NAME_MAX];
    uint16_t size; /* of the text; 0: nothing is kept here */
    char text[JSON_DEVICE_MAX];
};

/* All that the words on a frame depend on. The pointers are rows and words of static tables. */
struct json_traits {
    const struct mi_format *format;
    const struct mi_product *product;
    const char *model;
    uint64_t numbers; /* product id, control, version and status, and which of them it has */
};

/* "format":"mibeacon", … and, behind what each frame has its own of, "flags":[…],"status":"ok" */
struct json_kind {
    struct json_traits traits;
    uint16_t head; /* bytes of the text up to there; 0: nothing is kept here */
    uint16_t size;
    char text[JSON_KIND_MAX];
};

/* Zeroed memory holds none. Devices share places, and so do kinds, by a hash. */
struct json_pieces {
    struct mi_stamp stamp;
    struct json_device devices[JSON_DEVICES];
    struct json_kind kinds[JSON_KINDS];
};

/* The place, of `places`, that a number has. */
static inline size_t json_place(uint64_t number, size_t places)
{
    return (size_t)((mi_hash_word(0, number) >> 32) * places >> 32);
}

/* Appends address and name of a device, and a comma; `name` may be empty. */
void json_write_device(struct mi_text *out, struct mi_address address, const char *name);

/* Writes the same into a place; NULL when it is too long for that. */
const struct json_device *json_make_device(struct json_device *device, struct mi_address address,
                                           const char *name);

/* What json_make_device makes, as it was kept or made anew. Valid until the next call. */
static inline const struct json_device *json_device_of(struct json_pieces *pieces,
                                                       struct mi_address address, const char *name)
{
    size_t place = json_place(mi_address_number(address), JSON_DEVICES);
    struct json_device *device = &pieces->devices[place];
    bool is_ready = device->size > 0 && mi_address_equal(device->address, address) &&
                    strcmp(device->name, name) == 0;
    return is_ready ? device : json_make_device(device, address, name);
}

static inline struct json_traits json_traits_of(const struct mi_frame *frame)
{
    return (struct json_traits){
        .format = frame->format,
        .product = frame->product,
        .model = frame->model,
        .numbers = frame->product_id | (uint64_t)frame->control << 16 |
                   (uint64_t)frame->version << 32 | (uint64_t)frame->status << 40 |
                   (uint64_t)frame->has_version << 48 | (uint64_t)frame->has_product << 49 |
                   (uint64_t)frame->has_control << 50,
    };
}

void json_make_kind(struct json_kind *kind, const struct mi_frame *frame);

/* What json_make_kind makes, as it was kept or made anew. Valid until the next call. */
static inline const struct json_kind *json_kind_of(struct json_pieces *pieces,
                                                   const struct mi_frame *frame)
{
    const struct json_traits traits = json_traits_of(frame);
    struct json_kind *kind = &pieces->kinds[json_place(traits.numbers, JSON_KINDS)];
    const struct json_traits *made = &kind->traits;
    bool is_ready = kind->head > 0 && made->numbers == traits.numbers &&
                    made->format == traits.format && made->product == traits.product &&
                    made->model == traits.model;
    if (!is_ready)
        json_make_kind(kind, frame);
    return kind;
}

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
