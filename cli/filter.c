#include "filter.h"

#include "fold.h"

#include "base/hash.h"
#include "base/hex.h"
#include "pairing/gatt_frame.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* --- reading terms --- */

/* What stands behind "name:"; NULL: nothing like it. */
static const char *behind(const char *text, const char *prefix)
{
    size_t length = strlen(prefix);
    return strncasecmp(text, prefix, length) == 0 && text[length] != '\0' ? text + length : NULL;
}

static bool read_own_name(struct filter_term *term, const char *text)
{
    term->kind = FILTER_NAME;
    term->word = behind(text, "name:");
    return term->word != NULL;
}

static bool read_signal(struct filter_term *term, const char *text)
{
    char *end = NULL;
    const char *number = behind(text, "rssi:");
    if (number == NULL)
        return false;
    int64_t rssi = strtoll(number, &end, 10);
    term->kind = FILTER_SIGNAL;
    term->rssi = (int8_t)rssi;
    return *end == '\0' && rssi >= -127 && rssi <= 0;
}

static bool is_ring_name(const struct filter *filter, const char *text)
{
    size_t count = filter->ring != NULL ? mi_keyring_count(filter->ring) : 0;
    for (size_t i = 0; i < count && *text != '\0'; i++)
        if (fold_is_same(mi_keyring_name(filter->ring, i), text))
            return true;
    return false;
}

static bool read_product(struct filter_term *term, const char *text)
{
    enum { ID_DIGITS = 4 };
    term->kind = FILTER_PRODUCT;
    if (strncasecmp(text, "0x", 2) == 0) {
        size_t digits = strspn(text + 2, "0123456789abcdefABCDEF");
        term->product_id = (uint16_t)strtoul(text, NULL, 16);
        return digits > 0 && digits <= ID_DIGITS && text[2 + digits] == '\0';
    }
    term->word = text;
    return mi_model_is_known(text);
}

/* "bthome" fits bthome_v1 and bthome_v2. */
static bool is_format(const struct mi_format *format, const char *word)
{
    const char *name = mi_format_name(format);
    size_t length = strlen(word);
    return strncasecmp(name, word, length) == 0 && (name[length] == '\0' || name[length] == '_');
}

static bool read_format(struct filter_term *term, const char *text)
{
    const struct mi_format *format;
    term->kind = FILTER_FORMAT;
    term->word = text;
    for (size_t i = 0; *text != '\0' && (format = mi_format_at(i)) != NULL; i++)
        if (is_format(format, text))
            return true;
    return *text != '\0' && is_format(mi_gatt_format_at(0), text);
}

/* Hex digits, with or without separators between them. */
static bool read_address(struct filter_term *term, const char *text)
{
    enum { DIGITS_MIN = 4 };
    term->kind = FILTER_ADDRESS;
    for (; *text != '\0'; text++) {
        int value = mi_hex_value(*text);
        if (value < 0 && strchr(":-. ", *text) != NULL)
            continue;
        if (value < 0 || term->digits == 2 * MI_ADDRESS_SIZE)
            return false;
        uint8_t *octet = &term->address.octet[term->digits / 2];
        *octet = (uint8_t)(*octet | (term->digits % 2 == 0 ? value << 4 : value));
        term->digits++;
    }
    return term->digits >= DIGITS_MIN;
}

static bool read_term(struct filter_term *term, const char *text)
{
    static bool (*const READ[])(struct filter_term *, const char *) = {
        read_own_name, read_signal, read_product, read_format, read_address};
    for (size_t i = 0; i < sizeof READ / sizeof READ[0]; i++) {
        *term = (struct filter_term){.word = NULL};
        if (READ[i](term, text))
            return true;
    }
    *term = (struct filter_term){.kind = FILTER_ADDRESS};
    return false;
}

bool filter_add(struct filter *filter, const char *text)
{
    if (filter->count == FILTER_TERMS_MAX)
        return false;
    struct filter_term *term = &filter->terms[filter->count];
    bool is_term = read_term(term, text);
    term->name = is_ring_name(filter, text) ? text : NULL;
    if (!is_term && term->name == NULL)
        return false;
    filter->count++;
    filter->has_names = filter->has_names || term->kind == FILTER_NAME;
    return true;
}

/* "bthome" of bthome_v1, too. */
static void offer_formats(struct nearest *nearest)
{
    const struct mi_format *format;
    for (size_t i = 0; (format = mi_format_at(i)) != NULL; i++) {
        char family[16];
        const char *name = mi_format_name(format);
        (void)snprintf(family, sizeof family, "%.*s", (int)strcspn(name, "_"), name);
        nearest_offer(nearest, name);
        nearest_offer(nearest, family);
    }
}

void filter_offer(const struct filter *filter, struct nearest *nearest)
{
    size_t count = filter->ring != NULL ? mi_keyring_count(filter->ring) : 0;
    for (size_t i = 0; i < count; i++)
        nearest_offer(nearest, mi_keyring_name(filter->ring, i));
    const struct mi_product *product;
    for (size_t i = 0; (product = mi_product_at(i)) != NULL; i++)
        if (product->model != NULL)
            nearest_offer(nearest, product->model);
    offer_formats(nearest);
}

/* --- names --- */

static uint64_t *named_place(struct filter_heard *heard, uint64_t number)
{
    return &heard->named[mi_hash_word(0, number) % FILTER_NAMED];
}

static uint64_t number_of(struct mi_address address)
{
    return mi_address_number(address) | UINT64_C(1) << 48;
}

static bool is_named(const struct filter_heard *heard, struct mi_address address)
{
    uint64_t number = number_of(address);
    return heard->named[mi_hash_word(0, number) % FILTER_NAMED] == number;
}

static bool has_word(struct mi_bytes name, const char *word)
{
    enum { NAME_BYTES = 256 };
    char buffer[NAME_BYTES];
    struct mi_text text = mi_text(buffer, sizeof buffer);
    while (name.left > 0) {
        char byte = (char)mi_get_u8(&name);
        mi_text_char(&text, (char)(byte != '\0' ? byte : ' '));
    }
    return fold_has(buffer, word);
}

void filter_hear(const struct filter *filter, struct filter_heard *heard,
                 const struct mi_advert *advert)
{
    struct mi_bytes data = advert->data;
    struct mi_ad ad;
    while (advert->has_address && mi_ad_next(&data, &ad)) {
        bool is_name = ad.type == MI_AD_NAME || ad.type == MI_AD_NAME_SHORT;
        for (size_t i = 0; is_name && i < filter->count; i++)
            if (filter->terms[i].kind == FILTER_NAME && has_word(ad.value, filter->terms[i].word))
                *named_place(heard, number_of(advert->address)) = number_of(advert->address);
    }
}

/* --- passing --- */

static bool is_called(const struct mi_keyring *ring, const char *name, const struct mi_frame *frame)
{
    size_t first = 0;
    size_t count = frame->address_source != MI_ADDRESS_NONE
                       ? mi_keyring_find(ring, frame->address, &first)
                       : 0;
    for (size_t i = first; i < first + count; i++)
        if (fold_is_same(mi_keyring_name(ring, i), name))
            return true;
    return false;
}

static bool fits_address(const struct filter_term *term, const struct mi_frame *frame)
{
    if (frame->address_source == MI_ADDRESS_NONE || term->digits == 0)
        return false;
    return mi_address_number(frame->address) >> (4 * (2 * MI_ADDRESS_SIZE - term->digits)) ==
           mi_address_number(term->address) >> (4 * (2 * MI_ADDRESS_SIZE - term->digits));
}

static bool fits_product(const struct filter_term *term, const struct mi_frame *frame)
{
    if (term->word != NULL)
        return frame->model != NULL && strcasecmp(frame->model, term->word) == 0;
    return frame->has_product && frame->product_id == term->product_id;
}

static bool is_heard_as(const struct filter_term *term, const struct mi_advert *advert)
{
    return advert->has_rssi && advert->rssi >= term->rssi;
}

static bool fits(const struct filter *filter, const struct filter_term *term,
                 const struct filter_heard *heard, const struct mi_frame *frame,
                 const struct mi_advert *advert)
{
    if (term->name != NULL && is_called(filter->ring, term->name, frame))
        return true;
    switch (term->kind) {
    case FILTER_ADDRESS: return fits_address(term, frame);
    case FILTER_PRODUCT: return fits_product(term, frame);
    case FILTER_FORMAT: return is_format(frame->format, term->word);
    case FILTER_NAME: return advert->has_address && is_named(heard, advert->address);
    case FILTER_SIGNAL: return is_heard_as(term, advert);
    }
    return false;
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
    bool is_strong = filter->count == 0;
    for (size_t i = 0; i < filter->count; i++) {
        if (filter->terms[i].kind != FILTER_SIGNAL)
            return false;
        is_strong = is_strong || is_heard_as(&filter->terms[i], advert);
    }
    return is_strong && passes_time(filter, advert->time);
}

bool filter_passes(const struct filter *filter, const struct filter_heard *heard,
                   const struct mi_frame *frame, const struct mi_advert *advert)
{
    unsigned wanted = 0; /* a bit for each kind */
    unsigned met = 0;
    for (size_t i = 0; i < filter->count; i++) {
        const struct filter_term *term = &filter->terms[i];
        wanted |= 1u << term->kind;
        if (fits(filter, term, heard, frame, advert))
            met |= 1u << term->kind;
    }
    return met == wanted && passes_time(filter, advert->time);
}
