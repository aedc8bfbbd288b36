/*
 * Lines of a log with a payload somewhere in them: Home Assistant, xiaomi_ble, ble_monitor, bleak,
 * bluepy, noble and what looks like them. What is told beside the payload is taken from the line.
 */
#include "capture/text/search.h"

#include "radio/assigned.h"

#include <string.h>

enum {
    UUID_REACH = 48,             /* characters between a UUID and its data */
    DIGITS_MIN = 2 * MI_BARE_MIN /* of the hex of a payload */
};

/* --- what stands beside it --- */

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

static struct mi_packet about_line(const struct mi_line *line)
{
    struct mi_packet about = mi_line_packet(line);
    (void)mi_span_rssi(line->body, &about);
    about.has_address = take_labelled_address(line->body, &about.address) ||
                        take_last_address(line->body, &about.address);
    return about;
}

/* --- service data by its UUID --- */

/* Skips from a UUID to its value, over words and punctuation. */
static bool find_value(struct mi_span *span, uint8_t bytes[MI_PAYLOAD_MAX], size_t *size)
{
    for (size_t at = 0; at < span->length && at < UUID_REACH;) {
        struct mi_span rest = mi_span_from(*span, at);
        size_t length = mi_span_value(rest, bytes, size);
        uint16_t uuid = 0;
        if (length > 0) {
            *span = mi_span_from(rest, length);
            return true;
        }
        if (mi_span_is_uuid(rest) || mi_span_uuid(rest, &uuid) > 0)
            return false; /* a list of UUIDs */
        do
            at++;
        while (at < span->length && mi_is_name(span->at[at - 1]) && mi_is_name(span->at[at]));
    }
    return false;
}

/* "0000fe95-0000-1000-8000-00805f9b34fb': b'…'", "fe95: 5020…": every one in the line. */
static bool give_services(struct mi_out *out, const struct mi_packet *about, struct mi_span line)
{
    uint8_t bytes[MI_PAYLOAD_MAX];
    bool any = false;
    for (size_t at = 0; at + 4 <= line.length;) {
        struct mi_packet packet = *about;
        struct mi_span rest = mi_span_from(line, at);
        bool is_inside = at > 0 && mi_is_name(line.at[at - 1]);
        size_t length = is_inside ? 0 : mi_span_uuid(rest, &packet.uuid);
        struct mi_span value = mi_span_from(rest, length);
        if (length == 0 || !mi_is_sensor_uuid(packet.uuid) ||
            !find_value(&value, bytes, &packet.size)) {
            at++;
            continue;
        }
        packet.layer = MI_LAYER_SERVICE;
        packet.bytes = bytes;
        mi_out_packet(out, &packet);
        any = true;
        at = line.length - value.length;
    }
    return any;
}

/* --- labelled payloads --- */

/* "service data: [b'\x15\x16…', b'…']": structures with their length */
static bool give_structures(struct mi_out *out, const struct mi_packet *about, struct mi_span line)
{
    uint8_t bytes[MI_PAYLOAD_MAX];
    struct mi_span rest;
    bool any = false;
    if (!mi_span_find(line, "service data: [", &rest))
        return false;
    for (;;) {
        size_t size = 0;
        size_t length = mi_span_literal(rest, bytes, sizeof bytes, &size);
        if (length == 0)
            return any;
        any = mi_payload_give(out, *about, mi_bytes(bytes, size), MI_TRUST_WORDS) || any;
        rest = mi_span_from(rest, length);
        (void)mi_span_take(&rest, ",");
    }
}

/* A payload that ends in half a byte was cut, by the log or by who copied it. */
static bool tell_odd(struct mi_out *out, const struct mi_line *line, struct mi_span value)
{
    size_t digits = mi_span_hex_digits(value);
    if (digits < DIGITS_MIN || digits % 2 == 0)
        return false;
    size_t column = line->column + (size_t)(value.at - line->text.at) + digits;
    struct mi_problem problem = {.code = MI_P_HEX_ODD, .number = {(uint32_t)column}};
    mi_out_problem(out, line->number, problem);
    return true;
}

/* "ADV: 043e25…", "MAC/UUID 582d34359321: 043e25…", "d=b0201…" */
static bool give_labelled(struct mi_out *out, const struct mi_packet *about,
                          const struct mi_line *line)
{
    static const struct {
        const char *first;
        const char *second; /* behind the first */
    } LABELS[] = {{"ADV: ", ""},
                  {"MAC/UUID ", ": "},
                  {"rsp=$scan", "\x1e"
                                "d=b"}};
    for (size_t i = 0; i < sizeof LABELS / sizeof LABELS[0]; i++) {
        struct mi_span rest;
        if (!mi_span_find(line->body, LABELS[i].first, &rest) ||
            !mi_span_find(rest, LABELS[i].second, &rest))
            continue;
        if (mi_search(out, about, rest, MI_PLACE_START, MI_TRUST_TOLD) || tell_odd(out, line, rest))
            return true;
    }
    return false;
}

/* A line that is nothing but a payload and what stands around it is read more strictly. */
static bool has_words(struct mi_span line)
{
    size_t letters = 0;
    for (size_t i = 0; i < line.length; i++) {
        letters = mi_is_letter(line.at[i]) ? letters + 1 : 0;
        if (letters == 3 && mi_span_hex_digits(mi_span_from(line, i - 2)) < 3)
            return true;
    }
    return false;
}

static bool read_line(void *state, const struct mi_line *line, struct mi_out *out)
{
    (void)state;
    if (line->body.length < DIGITS_MIN || line->body.at[0] == '#' || !has_words(line->body))
        return false;
    struct mi_packet about = about_line(line);
    return give_labelled(out, &about, line) || give_structures(out, &about, line->body) ||
           give_services(out, &about, line->body) ||
           mi_search(out, &about, line->body, MI_PLACE_ANYWHERE, MI_TRUST_WORDS);
}

const struct mi_dialect mi_logs_dialect = {.size = 1, .line = read_line};
