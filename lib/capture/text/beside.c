#include "capture/text/beside.h"

#include "capture/text/payload.h"

#include "base/hex.h"

enum {
    REACH = 2048, /* characters on both sides that are looked at */
    LEVELS = 6,   /* brackets around the payload that are looked into */
    LOOKS = 64    /* payloads of a line that are looked around */
};

/* --- words in front --- */

/* Without the word for an address at the end. */
static bool take_address_word(struct mi_span *front)
{
    static const char *const WORDS[] = {"mac/uuid", "address", "addr", "mac"};
    for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++) {
        if (!mi_span_ends_like(*front, WORDS[i]))
            continue;
        front->length -= strlen(WORDS[i]);
        return true;
    }
    return false;
}

/* "gw", "gw1", "ble_gw" */
static bool is_named(struct mi_span word, const char *name)
{
    size_t length = strlen(name);
    if (word.length > length && mi_span_ends_like(word, name))
        return word.at[word.length - length - 1] == '_';
    return mi_span_starts_like(word, name) &&
           (word.length == length || !mi_is_letter(word.at[length]));
}

/* Who has heard the device: "gw: ", "gatewayMac=", "hci0 (" */
static bool names_receiver(struct mi_span front)
{
    static const char *const NAMES[] = {"gw",    "gateway",  "scanner", "adapter",
                                        "proxy", "receiver", "bridge",  "hub",
                                        "host",  "local",    "source",  "controller"};
    bool in_brackets = mi_span_ends(front, "(");
    front = mi_span_without_marks(front);
    if (take_address_word(&front))
        front = mi_span_without_marks(front);
    struct mi_span word = mi_span_last_word(front);
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++)
        if (is_named(word, NAMES[i]))
            return true;
    return in_brackets && is_named(word, "hci");
}

bool mi_span_names_address(struct mi_span front)
{
    bool is_receiver = names_receiver(front);
    front = mi_span_without_marks(front);
    return is_receiver || take_address_word(&front);
}

/* --- addresses --- */

struct place {
    struct mi_address address;
    size_t start, end;
};

/* "50:EC:50:5E:0E:05" that is no part of a longer run, or six bytes behind a word for an address.
 */
static size_t take_parted(struct mi_span text, size_t at, struct mi_address *address)
{
    enum { LENGTH = MI_ADDRESS_TEXT - 1 };
    struct mi_span rest = mi_span_from(text, at);
    size_t length = mi_address_parse(rest.at, rest.length, address);
    struct mi_span behind = mi_span_from(rest, length);
    bool goes_on = length == LENGTH && behind.length > 1 && behind.at[0] == rest.at[2] &&
                   mi_hex_value(behind.at[1]) >= 0;
    bool is_parted = length == LENGTH && (at == 0 || text.at[at - 1] != rest.at[2]);
    bool is_meant = is_parted || (length > 0 && mi_span_names_address(mi_span_first(text, at)));
    return is_meant && !goes_on ? length : 0;
}

/* b'P\xecP^\x0e\x05', or b50ec505e0e05 of bluepy-helper, behind a word for an address */
static size_t take_marked(struct mi_span text, size_t at, struct mi_address *address)
{
    uint8_t bytes[MI_ADDRESS_SIZE];
    size_t size = 0;
    struct mi_span rest = mi_span_from(text, at);
    if (rest.at[0] != 'b' || !mi_span_names_address(mi_span_first(text, at)))
        return 0;
    size_t length = mi_span_literal(rest, bytes, sizeof bytes, &size);
    if (length == 0) {
        rest = mi_span_from(rest, 1);
        length = mi_address_parse(rest.at, rest.length, address);
        return length > 0 ? 1 + length : 0;
    }
    struct mi_bytes cursor = mi_bytes(bytes, size);
    *address = mi_get_address_be(&cursor);
    return cursor.failed ? 0 : length;
}

static size_t take_address(struct mi_span text, size_t at, struct mi_address *address)
{
    if (mi_hex_value(text.at[at]) < 0 || (at > 0 && mi_is_name(text.at[at - 1])))
        return 0;
    size_t length = take_parted(text, at, address);
    return length > 0 ? length : take_marked(text, at, address);
}

/* The next one from `place->end` on that is not the receiver's. */
static bool next_address(struct mi_span text, struct place *place)
{
    for (size_t at = place->end; at < text.length; at++) {
        size_t length = take_address(text, at, &place->address);
        if (length > 0 && !names_receiver(mi_span_first(text, at))) {
            place->start = at;
            place->end = at + length;
            return true;
        }
        at += length > 0 ? length - 1 : 0;
    }
    return false;
}

/* The last one in front of the bytes, or else the first one behind them, in place of the bytes. */
static bool near_address(struct mi_span text, struct place *near)
{
    struct mi_span front = mi_span_first(text, near->start);
    struct place next = {.start = 0};
    bool any = false;
    for (; next_address(front, &next); any = true)
        *near = next;
    return any || next_address(text, near);
}

/* --- signal strength --- */

/* From `from` to `to`. */
static bool take_rssi(struct mi_span text, size_t from, size_t to, struct mi_packet *about)
{
    return from < to && mi_span_rssi(mi_span_from(mi_span_first(text, to), from), about);
}

/* Behind the address, else as near the two as no other address is. */
static void rssi_near(struct mi_span text, const struct place *payload, const struct place *near,
                      struct mi_packet *about)
{
    bool is_before = near->start < payload->start;
    const struct place *front = is_before ? near : payload;
    const struct place *back = is_before ? payload : near;
    struct place before = {.start = 0};
    struct place behind = {.end = back->end};
    while (next_address(mi_span_first(text, front->start), &before))
        continue;
    size_t end = next_address(text, &behind) ? behind.start : text.length;
    if (!mi_span_strength(mi_span_from(text, near->end), about) &&
        !take_rssi(text, front->end, back->start, about) && !take_rssi(text, back->end, end, about))
        (void)take_rssi(text, before.end, front->start, about);
}

/* --- brackets --- */

static size_t open_before(struct mi_span text, size_t at)
{
    for (size_t depth = 0; at > 0;) {
        char c = text.at[--at];
        bool is_open = c == '(' || c == '[' || c == '{';
        if (is_open && depth-- == 0)
            return at;
        depth += c == ')' || c == ']' || c == '}' ? 1 : 0;
    }
    return 0;
}

static size_t end_behind(struct mi_span text, size_t at)
{
    for (size_t depth = 0; at < text.length;) {
        char c = text.at[at++];
        bool is_close = c == ')' || c == ']' || c == '}';
        if (is_close && depth-- == 0)
            return at;
        depth += c == '(' || c == '[' || c == '{' ? 1 : 0;
    }
    return text.length;
}

/* Up to the next brackets around it, or to both ends of the text. */
static void widen(struct mi_span text, struct place *scope)
{
    scope->start = open_before(text, scope->start);
    scope->end = end_behind(text, scope->end);
}

/* --- both --- */

static bool has_one_address(struct mi_span text)
{
    struct place place = {.start = 0};
    return next_address(text, &place) && !next_address(text, &place);
}

/* What stands around `payload`, up to the brackets of `scope`. */
static void look(struct mi_span text, const struct place *payload, const struct place *scope,
                 struct mi_packet *about)
{
    struct mi_span inside = mi_span_from(mi_span_first(text, scope->end), scope->start);
    struct place own = {.start = payload->start - scope->start, .end = payload->end - scope->start};
    struct place near = own;
    about->has_address = near_address(inside, &near);
    if (about->has_address)
        about->address = near.address;
    if (!about->has_rssi)
        rssi_near(inside, &own, &near, about);
}

static void look_around(struct mi_span text, struct mi_span payload, struct mi_packet *about)
{
    size_t start = (size_t)(payload.at - text.at);
    size_t skipped = start > REACH ? start - REACH : 0;
    const struct place bytes = {.start = start - skipped, .end = start - skipped + payload.length};
    text = mi_span_first(mi_span_from(text, skipped), bytes.end + REACH);
    struct place scope = bytes;
    for (unsigned level = 1; !about->has_address && (scope.start > 0 || scope.end < text.length);
         level++) {
        widen(text, &scope);
        if (level == LEVELS)
            scope = (struct place){.end = text.length};
        look(text, &bytes, &scope, about);
    }
    struct mi_packet all = *about;
    if (!about->has_rssi && has_one_address(text) && mi_span_rssi(text, &all))
        *about = all;
}

struct mi_packet mi_beside(struct mi_beside *beside, struct mi_span text, struct mi_span payload)
{
    struct mi_packet about = beside->line;
    if (beside->looks < LOOKS) {
        beside->looks++;
        look_around(text, payload, &about);
    }
    return about;
}

struct mi_packet mi_line_about(const struct mi_line *line, struct mi_span payload)
{
    struct mi_beside beside = {.line = mi_line_packet(line)};
    return mi_beside(&beside, line->body, payload);
}
