#include "json_pieces.h"

#include "base/hash.h"

static size_t place_of(uint64_t number, size_t places)
{
    return (size_t)((mi_hash_word(0, number) >> 32) * places >> 32);
}

/* --- who a device is --- */

static void write_device(struct mi_text *out, struct mi_address address, const char *name)
{
    struct mi_json json = {.out = out};
    mi_json_address(&json, "address", address);
    if (*name != '\0')
        mi_json_string(&json, "name", name);
}

/* False when it is too long for its place, which is then empty. */
static bool make_device(struct json_device *device, struct mi_address address, const char *name)
{
    struct mi_text own_name = mi_text(device->name, sizeof device->name);
    struct mi_text text = mi_text(device->text, sizeof device->text);
    device->address = address;
    mi_text_add(&own_name, name);
    write_device(&text, address, name);
    bool is_whole = !own_name.full && !text.full;
    device->size = is_whole ? (uint16_t)text.length : 0;
    return is_whole;
}

void json_add_device(struct json_pieces *pieces, struct mi_text *out, struct mi_address address,
                     const char *name)
{
    struct json_device *device =
        &pieces->devices[place_of(mi_address_number(address), JSON_DEVICES)];
    bool is_ready = device->size > 0 && mi_address_equal(device->address, address) &&
                    strcmp(device->name, name) == 0;
    if (is_ready || make_device(device, address, name))
        mi_text_run(out, device->text, device->size);
    else
        write_device(out, address, name);
}

/* --- what kind of frame it sent --- */

void json_product(struct mi_json *json, const struct product_words *words)
{
    if (!words->has_id && words->model == NULL)
        return;
    mi_json_open(json, "product", '{');
    if (words->has_id)
        mi_json_hex(json, "id", words->id, mi_format_id_digits(words->format));
    if (words->model != NULL)
        mi_json_word(json, "model", words->model);
    if (words->product != NULL)
        mi_json_word(json, "name", words->product->name);
    mi_json_close(json, '}');
}

static void add_flags(struct mi_json *json, const struct mi_frame *frame)
{
    if (!frame->has_control)
        return;
    unsigned bit = 0;
    mi_json_open(json, "flags", '[');
    for (const char *name; (name = mi_frame_next_flag(frame, &bit)) != NULL;)
        mi_json_word(json, NULL, name);
    mi_json_close(json, ']');
}

static struct json_traits traits_of(const struct mi_frame *frame)
{
    return (struct json_traits){
        .format = frame->format,
        .product = frame->product,
        .model = frame->model,
        .product_id = frame->product_id,
        .control = frame->control,
        .version = frame->version,
        .status = (uint8_t)frame->status,
        .has_version = frame->has_version,
        .has_product = frame->has_product,
        .has_control = frame->has_control,
    };
}

static bool traits_equal(const struct json_traits *a, const struct json_traits *b)
{
    return a->format == b->format && a->product == b->product && a->model == b->model &&
           a->product_id == b->product_id && a->control == b->control && a->version == b->version &&
           a->status == b->status && a->has_version == b->has_version &&
           a->has_product == b->has_product && a->has_control == b->has_control;
}

static void make_kind(struct json_kind *kind, const struct mi_frame *frame)
{
    struct mi_text text = mi_text(kind->text, sizeof kind->text);
    struct mi_json json = {.out = &text};
    mi_json_word(&json, "format", mi_format_name(frame->format));
    if (frame->has_version)
        mi_json_integer(&json, "version", frame->version);
    json_product(&json, &(struct product_words){frame->has_product, frame->product_id,
                                                frame->format, frame->model, frame->product});
    kind->head = (uint16_t)text.length;
    add_flags(&json, frame);
    mi_json_word(&json, "status", mi_status_name(frame->status));
    kind->size = (uint16_t)text.length;
}

const struct json_kind *json_kind_of(struct json_pieces *pieces, const struct mi_frame *frame)
{
    uint64_t number = frame->product_id | (uint64_t)frame->control << 16 |
                      (uint64_t)frame->version << 32 | (uint64_t)frame->status << 40;
    struct json_kind *kind = &pieces->kinds[place_of(number, JSON_KINDS)];
    struct json_traits traits = traits_of(frame);
    if (kind->head == 0 || !traits_equal(&kind->traits, &traits)) {
        kind->traits = traits;
        make_kind(kind, frame);
    }
    return kind;
}
