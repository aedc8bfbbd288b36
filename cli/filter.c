#include "filter.h"

#include "base/hex.h"
#include "pairing/gatt_frame.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Two to six bytes with ':' between them. */
static bool read_address(struct filter_term *term, const char *text)
{
    uint8_t octets = 0;
    for (const char *at = text;; at += 3) {
        int high = mi_hex_value(at[0]);
        int low = high >= 0 ? mi_hex_value(at[1]) : -1;
        if (low < 0 || octets == MI_ADDRESS_SIZE)
            return false;
        term->address.octet[octets++] = (uint8_t)(high << 4 | low);
        if (at[2] != ':')
            break;
    }
    size_t length = strlen(text);
    bool is_whole = mi_address_parse(text, length, &term->address) == length && length > 0;
    term->octets = is_whole ? MI_ADDRESS_SIZE : octets;
    return is_whole || (octets >= 2 && length == 3u * octets - 1);
}

static bool read_product(struct filter_term *term, const char *text)
{
    enum { ID_DIGITS = 4 };
    if (strncasecmp(text, "0x", 2) == 0) {
        size_t digits = strspn(text + 2, "0123456789abcdefABCDEF");
        term->product_id = (uint16_t)strtoul(text, NULL, 16);
        return digits > 0 && digits <= ID_DIGITS && text[2 + digits] == '\0';
    }
    term->word = text;
    return mi_model_is_known(text);
}

static bool read_format(struct filter_term *term, const char *text)
{
    term->word = text;
    const struct mi_format *format;
    for (size_t i = 0; (format = mi_format_at(i)) != NULL; i++)
        if (strcasecmp(mi_format_name(format), text) == 0)
            return true;
    return strcasecmp(mi_format_name(mi_gatt_format_at(0)), text) == 0;
}

bool filter_add(struct filter *filter, const char *term)
{
    static bool (*const READ[])(struct filter_term *, const char *) = {
        [FILTER_ADDRESS] = read_address,
        [FILTER_PRODUCT] = read_product,
        [FILTER_FORMAT] = read_format,
    };
    if (filter->count == FILTER_TERMS_MAX)
        return false;
    for (size_t kind = 0; kind < sizeof READ / sizeof READ[0]; kind++) {
        struct filter_term *added = &filter->terms[filter->count];
        *added = (struct filter_term){.kind = (enum filter_kind)kind};
        if (READ[kind](added, term)) {
            filter->count++;
            return true;
        }
    }
    return false;
}

void filter_offer(struct nearest *nearest)
{
    const struct mi_product *product;
    for (size_t i = 0; (product = mi_product_at(i)) != NULL; i++)
        if (product->model != NULL)
            nearest_offer(nearest, product->model);
    const struct mi_format *format;
    for (size_t i = 0; (format = mi_format_at(i)) != NULL; i++)
        nearest_offer(nearest, mi_format_name(format));
}

static bool fits(const struct filter_term *term, const struct mi_frame *frame)
{
    switch (term->kind) {
    case FILTER_ADDRESS:
        return frame->address_source != MI_ADDRESS_NONE &&
               memcmp(frame->address.octet, term->address.octet, term->octets) == 0;
    case FILTER_PRODUCT:
        if (term->word != NULL)
            return frame->model != NULL && strcasecmp(frame->model, term->word) == 0;
        return frame->has_product && frame->product_id == term->product_id;
    case FILTER_FORMAT: return strcasecmp(mi_format_name(frame->format), term->word) == 0;
    }
    return false;
}

static bool passes_kind(const struct filter *filter, enum filter_kind kind,
                        const struct mi_frame *frame)
{
    bool has_term = false;
    for (size_t i = 0; i < filter->count; i++) {
        if (filter->terms[i].kind != kind)
            continue;
        if (fits(&filter->terms[i], frame))
            return true;
        has_term = true;
    }
    return !has_term;
}

static bool passes_time(const struct filter *filter, mi_time time)
{
    if (filter->since != MI_NO_TIME && (time == MI_NO_TIME || time < filter->since))
        return false;
    return filter->until == MI_NO_TIME || (time != MI_NO_TIME && time < filter->until);
}

bool filter_is_empty(const struct filter *filter)
{
    return filter->count == 0 && filter->since == MI_NO_TIME && filter->until == MI_NO_TIME;
}

bool filter_passes_others(const struct filter *filter, const struct mi_advert *advert)
{
    return filter->count == 0 && passes_time(filter, advert->time);
}

bool filter_passes(const struct filter *filter, const struct mi_frame *frame, mi_time time)
{
    return passes_time(filter, time) && passes_kind(filter, FILTER_ADDRESS, frame) &&
           passes_kind(filter, FILTER_PRODUCT, frame) && passes_kind(filter, FILTER_FORMAT, frame);
}
