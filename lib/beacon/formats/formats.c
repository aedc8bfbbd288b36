/* The list of the formats, and what can be asked of each. */
#include "beacon/bare.h"
#include "beacon/decode.h"
#include "beacon/product.h"

#include <strings.h>

/* clang-format off */

/* A line for each file with formats. The first row with the carrier and a fitting length counts. */
#define FORMATS(FILE) \
    FILE(MIBEACON)    \
    FILE(MISCALE)     \
    FILE(HHCC)        \
    FILE(ATC)         \
    FILE(BTHOME)      \
    FILE(QINGPING)

/* clang-format on */

#define DECLARE(file_) extern const struct mi_format MI_##file_##_FORMATS[];
#define LIST(file_)    MI_##file_##_FORMATS,

FORMATS(DECLARE)

static const struct mi_format *const FILES[] = {FORMATS(LIST) NULL};

const struct mi_format *mi_format_at(size_t index)
{
    for (const struct mi_format *const *file = FILES; *file != NULL; file++)
        for (const struct mi_format *format = *file; format->name != NULL; format++)
            if (index-- == 0)
                return format;
    return NULL;
}

const struct mi_format *mi_format_find(const struct mi_envelope *envelope, size_t size)
{
    for (const struct mi_format *const *file = FILES; *file != NULL; file++)
        for (const struct mi_format *format = *file; format->name != NULL; format++)
            if (format->carrier == envelope->carrier &&
                format->in_manufacturer_data == envelope->in_manufacturer_data &&
                size >= format->minimum && size <= format->maximum)
                return format;
    return NULL;
}

bool mi_is_sensor_uuid(uint16_t uuid)
{
    for (const struct mi_format *const *file = FILES; *file != NULL; file++)
        for (const struct mi_format *format = *file; format->name != NULL; format++)
            if (format->carrier == uuid && !format->in_manufacturer_data)
                return true;
    return false;
}

const char *mi_format_name(const struct mi_format *format)
{
    return format->name;
}

const char *mi_format_title(const struct mi_format *format)
{
    return format->title;
}

enum mi_family mi_format_family(const struct mi_format *format)
{
    return (enum mi_family)format->family;
}

bool mi_format_has_objects(const struct mi_format *format)
{
    return format->objects != NULL;
}

bool mi_format_sleeps(const struct mi_format *format)
{
    return format->sleeps;
}

bool mi_format_tells_no_end(const struct mi_format *format)
{
    return format->tells_no_end;
}

unsigned mi_format_id_digits(const struct mi_format *format)
{
    return format->has_long_ids ? 4 : 2;
}

const char *mi_frame_next_flag(const struct mi_frame *frame, unsigned *bit)
{
    enum { CONTROL_BITS = 16 };
    while (frame->has_control && frame->format->flag != NULL && *bit < CONTROL_BITS) {
        unsigned this_bit = (*bit)++;
        const char *name =
            (frame->control >> this_bit & 1) != 0 ? frame->format->flag(frame, this_bit) : NULL;
        if (name != NULL)
            return name;
    }
    return NULL;
}

static bool is_model(const char *model, const char *text)
{
    return model != NULL && strcasecmp(model, text) == 0;
}

static bool is_model_of(const struct mi_format *format, const char *text)
{
    for (const struct mi_model *model = format->models; model != NULL && model->name != NULL;
         model++)
        if (is_model(model->name, text))
            return true;
    return false;
}

bool mi_model_is_known(const char *text)
{
    const struct mi_product *product;
    const struct mi_format *format;
    for (size_t i = 0; (product = mi_product_at(i)) != NULL; i++)
        if (is_model(product->model, text))
            return true;
    for (size_t i = 0; (format = mi_format_at(i)) != NULL; i++)
        if (is_model_of(format, text))
            return true;
    return false;
}
