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

/* Home Assistant writes the adapter's address first: the last one before the data counts. */
static bool take_last_address(struct mi_span line, struct mi_address *address)
{
    struct mi_span rest;
    struct mi_address found;
    size_t offset = 0;
    bool has_one = false;
    if (mi_span_find(line, "AdvertisementData(", &rest))
        line = mi_span_first(line, line.length - rest.length);
    else
        return mi_span_address(line, address, &offset);
    while (mi_span_address(line, &found, &offset)) {
        *address = found;
        has_one = true;
        line = mi_span_from(line, offset + 1);
    }
    return has_one;
}

struct mi_packet mi_line_about(const struct mi_line *line)
{
    struct mi_packet about = mi_line_packet(line);
    (void)mi_span_rssi(line->body, &about);
    about.has_address = take_labelled_address(line->body, &about.address) ||
                        take_last_address(line->body, &about.address);
    return about;
}
