#include "json_pieces.h"

/* --- who a device is --- */

void json_write_device(struct mi_text *out, struct mi_address address, const char *name)
{
    struct mi_json json = {.out = out};
    mi_json_address(&json, "address", address);
    if (*name != '\0')
        mi_json_string(&json, "name", name);
    mi_text_char(out, ',');
}

const struct json_device *json_make_device(struct json_device *device, struct mi_address address,
                                           const char *name)
{
    struct mi_text own_name = mi_text(device->name, sizeof device->name);
    struct mi_text text = mi_text(device->text, sizeof device->text);
    device->address = address;
    mi_text_add(&own_name, name);
    json_write_device(&text, address, name);
    device->size = own_name.full || text.full ? 0 : (uint16_t)text.length;
    return device->size > 0 ? device : NULL;
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

void json_make_kind(struct json_kind *kind, const struct mi_frame *frame)
{
    kind->traits = json_traits_of(frame);
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
