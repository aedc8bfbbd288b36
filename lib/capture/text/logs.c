/*
 * Lines of a log with a payload somewhere in them: Home Assistant, xiaomi_ble, ble_monitor, bleak,
 * bluepy, noble and what looks like them. What is told beside the payload is taken from the line.
 */
#include "capture/text/beside.h"
#include "capture/text/search.h"

#include "base/hex.h"
#include "radio/assigned.h"

#include <string.h>

enum {
    SHORT_UUID = 4,               /* characters of a UUID without a prefix */
    UUID_REACH = 48,              /* characters between a UUID and its data */
    DIGITS_MIN = 2 * MI_BARE_MIN, /* of the hex of a payload */
};

/* --- service data by its UUID --- */

/* Six bytes that nothing calls data, or bytes behind a word for an address. */
static bool is_address(struct mi_span front, struct mi_span value)
{
    struct mi_address address;
    bool is_data = mi_span_ends_like(mi_span_without_marks(front), "data");
    return mi_span_names_address(front) || (!is_data && value.length > 2 * MI_ADDRESS_SIZE &&
                                            mi_address_read(value.at, value.length, &address));
}

/*
 * Skips from a UUID in the line to its value, over words, punctuation and addresses. `span` becomes
 * the value, of length 0 when there is none.
 */
static bool find_value(struct mi_span line, struct mi_span *span, uint8_t bytes[MI_PAYLOAD_MAX],
                       size_t *size)
{
    for (size_t at = 0; at < span->length && at < UUID_REACH;) {
        struct mi_span rest = mi_span_from(*span, at);
        struct mi_span front = mi_span_first(line, line.length - rest.length);
        struct mi_span value = mi_span_first(rest, mi_span_value(rest, bytes, size));
        uint16_t uuid = 0;
        if (value.length > 0 && mi_span_names_company(front))
            return false;
        if (value.length > 0 && is_address(front, value)) {
            at += value.length;
            continue;
        }
        if (value.length > 0) {
            *span = value;
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

/*
 * Four digits are a UUID when something else says so: words of the line, or the bytes themselves,
 * which end with `last`.
 */
static bool is_service(struct mi_span line, uint16_t uuid, struct mi_bytes bytes, char last)
{
    return mi_hex_value(last) < 0 || mi_span_holds_like(line, "uuid") ||
           mi_span_holds_like(line, "service") || mi_bare_is_whole(bytes, uuid) ||
           (uuid == MI_UUID_XIAOMI && mi_bare_is_likely(bytes));
}

/* "0000fe95-0000-1000-8000-00805f9b34fb': b'…'", "fe95: 5020…": every one in the line. */
static bool give_services(struct mi_out *out, const struct mi_line *line)
{
    uint8_t buffer[MI_PAYLOAD_MAX];
    const struct mi_span body = line->body;
    struct mi_beside beside = {.line = mi_line_packet(line)};
    bool any = false;
    for (size_t at = 0; at + 4 <= body.length;) {
        uint16_t uuid = 0;
        size_t size = 0;
        struct mi_span rest = mi_span_from(body, at);
        bool is_inside = at > 0 && mi_is_name(body.at[at - 1]);
        size_t length = is_inside ? 0 : mi_span_uuid(rest, &uuid);
        struct mi_span value = mi_span_from(rest, length);
        bool has_value =
            length > 0 && mi_is_sensor_uuid(uuid) && find_value(body, &value, buffer, &size);
        struct mi_bytes bytes = mi_bytes(buffer, has_value ? size : 0);
        bytes = mi_service_unwrap(bytes, uuid);
        if (!has_value ||
            (length == SHORT_UUID && !is_service(body, uuid, bytes, value.at[value.length - 1]))) {
            at++;
            continue;
        }
        struct mi_packet packet = mi_beside(&beside, body, value);
        packet.layer = MI_LAYER_SERVICE;
        packet.uuid = uuid;
        packet.bytes = bytes.at;
        packet.size = bytes.left;
        mi_out_packet(out, &packet);
        any = true;
        at = (size_t)(value.at - body.at) + value.length;
    }
    return any;
}

/* --- labelled payloads --- */

/* "service data: [b'\x15\x16…', b'…']": structures with their length */
static bool give_structures(struct mi_out *out, const struct mi_line *line)
{
    uint8_t bytes[MI_PAYLOAD_MAX];
    struct mi_span rest;
    bool any = false;
    if (!mi_span_find(line->body, "service data: [", &rest))
        return false;
    struct mi_packet about = mi_line_about(line, mi_span_first(rest, 0));
    for (;;) {
        size_t size = 0;
        size_t length = mi_span_literal(rest, bytes, sizeof bytes, &size);
        if (length == 0)
            return any;
        any = mi_payload_give(out, about, mi_bytes(bytes, size), MI_TRUST_ALONE) || any;
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

/* "ADV: 043e25…", "MAC/UUID 582d34359321: 043e25…", "d=b0201…", "payload:95FE5858 5B05…" */
static bool give_labelled(struct mi_out *out, const struct mi_line *line)
{
    static const struct {
        const char *first;
        const char *second; /* behind the first */
        enum mi_place place;
        enum mi_trust trust;
    } LABELS[] = {
        {"ADV:", "", MI_PLACE_START, MI_TRUST_TOLD},
        {"MAC/UUID", ": ", MI_PLACE_START, MI_TRUST_TOLD},
        {"rsp=$scan", "d=b", MI_PLACE_START, MI_TRUST_TOLD},
        {"xiaomi", "adv:", MI_PLACE_START, MI_TRUST_TOLD},
        {"xiaomi", " data:", MI_PLACE_START, MI_TRUST_TOLD},
        {"payload", "", MI_PLACE_WHOLE, MI_TRUST_ALONE},
        {"payload", "", MI_PLACE_START, MI_TRUST_ALONE},
    };
    for (size_t i = 0; i < sizeof LABELS / sizeof LABELS[0]; i++) {
        struct mi_span rest;
        if (!mi_span_find_like(line->body, LABELS[i].first, &rest) ||
            !mi_span_find_like(rest, LABELS[i].second, &rest))
            continue;
        rest = mi_span_from(rest, mi_span_marks(rest));
        struct mi_packet about = mi_line_about(line, mi_span_first(rest, 0));
        if (mi_search(out, &about, rest, LABELS[i].place, LABELS[i].trust) ||
            (LABELS[i].trust == MI_TRUST_TOLD && tell_odd(out, line, rest)))
            return true;
    }
    return false;
}

/*
 * Numbers in brackets, also behind a name: "Buffer(18) [Uint8Array] [80, 32, …]". Among words a
 * list may be one of anything.
 */
static bool give_numbers(struct mi_out *out, const struct mi_line *line)
{
    uint8_t bytes[MI_PAYLOAD_MAX];
    struct mi_beside beside = {.line = mi_line_packet(line)};
    for (size_t at = 0; at < line->body.length; at++) {
        struct mi_span front = mi_span_first(line->body, at);
        struct mi_span list = mi_span_from(line->body, at);
        size_t size = 0;
        if (*list.at != '[' && *list.at != '{')
            continue;
        list = mi_span_first(list, mi_span_value(list, bytes, &size));
        if (list.length == 0 || mi_span_names_key(front) || mi_span_names_company(front))
            continue;
        struct mi_packet about = mi_beside(&beside, line->body, list);
        bool is_meant = at == 0 || mi_bare_names_product(mi_bytes(bytes, size));
        if (mi_payload_give(out, about, mi_bytes(bytes, size),
                            is_meant ? MI_TRUST_ALONE : MI_TRUST_WORDS))
            return true;
    }
    return false;
}

static bool read_line(void *state, const struct mi_line *line, struct mi_out *out)
{
    (void)state;
    if (line->body.length < DIGITS_MIN || line->body.at[0] == '#')
        return false;
    /* a line that is nothing but a payload and what stands around it is read more strictly */
    if (!mi_span_has_words(line->body))
        return give_services(out, line) || give_numbers(out, line);
    struct mi_packet about = mi_line_packet(line);
    return give_labelled(out, line) || give_structures(out, line) || give_services(out, line) ||
           give_numbers(out, line) ||
           mi_search(out, &about, line->body, MI_PLACE_ANYWHERE, MI_TRUST_WORDS);
}

const struct mi_dialect mi_logs_dialect = {.line = read_line};
