#include "capture/text/beside.h"

#include "capture/text/payload.h"

/* The address behind a label, with or without separators or as a literal of six bytes. */
static bool take_labelled_address(struct mi_span line, struct mi_address *address)
{
    static const char *const LABELS[] = {"MAC: ", "MAC/UUID ", "address='", "addr=b"};
    for (size_t i = 0; i < sizeof LABELS / sizeof LABELS[0]; i++) {
        struct mi_span rest;
        uint8_t bytes[MI_ADDRESS_SIZE];
        size_t size = 0;
        if (!mi_span_find(line, LABELS[i], &rest))
            continue;
        if (mi_address_parse(rest.at, rest.length, address) > 0)
            return true;
        if (mi_span_literal(rest, bytes, sizeof bytes, &size) > 0 && size == sizeof bytes) {
            struct mi_bytes cursor = mi_bytes(bytes, size);
            *address = mi_get_address_be(&cursor);
            return true;
        }
    }
    return false;
}

enum { ADDRESS_LENGTH = MI_ADDRESS_TEXT - 1 };

/* The first address, and the number behind it. Returns what follows; an empty span without one. */
static struct mi_span take_address(struct mi_span span, struct mi_packet *about)
{
    struct mi_address address;
    size_t offset = 0;
    if (!mi_span_address(span, &address, &offset))
        return mi_span_first(span, 0);
    about->address = address;
    about->has_address = true;
    span = mi_span_from(span, offset + ADDRESS_LENGTH);
    (void)mi_span_strength(span, about);
    return span;
}

void mi_span_sender(struct mi_span span, struct mi_packet *about)
{
    while (span.length > 0)
        span = take_address(span, about);
}

/* Home Assistant writes the adapter's address first: the last one before the data counts. */
struct mi_packet mi_line_about(const struct mi_line *line)
{
    struct mi_packet about = mi_line_packet(line);
    struct mi_span data;
    about.has_address = take_labelled_address(line->body, &about.address);
    if (!about.has_address && mi_span_find(line->body, "AdvertisementData(", &data))
        mi_span_sender(mi_span_first(line->body, line->body.length - data.length), &about);
    else if (!about.has_address)
        (void)take_address(line->body, &about);
    (void)mi_span_rssi(line->body, &about);
    return about;
}
