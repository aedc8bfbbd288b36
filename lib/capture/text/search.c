#include "capture/text/search.h"

#include "capture/text/beside.h"

#include "base/base64.h"
#include "base/hex.h"
#include "radio/event.h"

#include <string.h>

enum {
    RUN_MIN = MI_BARE_MIN, /* bytes of hex that are a payload and no word */
    STARTS_MAX = 4, /* bytes of a run that may stand in front of its payload: a number, a length */
};

/* --- spellings --- */

enum { JOINT_MAX = 3 /* characters between two bytes */ };

/* How a byte is written: "50", "0x50", "\\x50", "\\u0050", "$50", "50h". */
struct mark {
    const char *front, *back;
    bool has_joint; /* between it and the next one stands something */
};

/* The byte at the start, that ends there: two digits, or one. The characters, or 0. */
static size_t take_byte(struct mi_span span, const struct mark *mark, uint8_t *byte)
{
    struct mi_span rest = span;
    if (!mi_span_starts_like(span, mark->front))
        return 0;
    rest = mi_span_from(rest, strlen(mark->front));
    if (*mark->back != '\0' && mi_span_hex_digits(rest) == 3 && rest.at[0] == '0')
        rest = mi_span_from(rest, 1); /* no number begins with a letter: "0aah" */
    size_t digits = mi_span_hex_digits(mi_span_first(rest, 3));
    if (!(digits == 2 || (digits == 1 && mark->has_joint)) ||
        !mi_span_starts_like(mi_span_from(rest, digits), mark->back))
        return 0;
    *byte = 0;
    for (size_t i = 0; i < digits; i++)
        *byte = (uint8_t)(*byte << 4 | mi_hex_value(rest.at[i]));
    return span.length - rest.length + digits + strlen(mark->back);
}

/* The characters up to the next byte: "|", ", ", or nothing where each byte has its prefix. */
static size_t joint_length(struct mi_span span)
{
    size_t length = 0;
    while (length < span.length && length < JOINT_MAX &&
           strchr(" \t:-.,;|_", span.at[length]) != NULL && span.at[length] != '\0')
        length++;
    return length;
}

/* Digits go on behind the joint: of a number that is no byte, so that all of them are decimal. */
static bool is_of_numbers(struct mi_span rest, struct mi_span joint)
{
    rest = mi_span_from(rest, joint.length);
    return rest.length > 0 && mi_is_digit(rest.at[0]);
}

/*
 * "50 20 aa 01", "0x50, 0x20", "50|20", "\x50\x20": the same between all bytes. Some write "1" for
 * "01"; where others of the bytes have their zero, a digit is missing.
 */
static size_t take_parted(struct mi_span span, const struct mark *mark, uint8_t *out, size_t room,
                          size_t *size)
{
    *size = 0;
    size_t at = take_byte(span, mark, out);
    bool has_short = at == 1;
    bool is_padded = at == 2 && span.at[0] == '0';
    struct mi_span joint = mi_span_from(span, at);
    joint = mi_span_first(joint, joint_length(joint));
    if (at == 0 || (joint.length == 0 && mark->has_joint))
        return 0;
    for (size_t next = at; next > 0 && *size < room;) {
        at = next;
        ++*size;
        struct mi_span rest = mi_span_from(span, at);
        bool is_joined = rest.length > joint.length && memcmp(rest.at, joint.at, joint.length) == 0;
        size_t length = is_joined && *size < room
                            ? take_byte(mi_span_from(rest, joint.length), mark, out + *size)
                            : 0;
        if (length == 1 && is_padded)
            break;
        has_short = has_short || length == 1;
        is_padded = is_padded || (length == 2 && rest.at[joint.length] == '0');
        next = length > 0 ? at + joint.length + length : 0;
    }
    if (has_short &&
        (is_padded || joint.at[0] != ' ' || is_of_numbers(mi_span_from(span, at), joint)))
        return 0;
    return *size >= RUN_MIN ? at : 0;
}

/* "5020aa01…", "0x5020aa01…" */
static size_t take_run(struct mi_span span, uint8_t *out, size_t room, size_t *size)
{
    size_t prefix = mi_span_starts_like(span, "0x") ? 2 : 0;
    size_t digits = mi_span_hex_digits(mi_span_from(span, prefix));
    if (digits < 2 * RUN_MIN || digits % 2 != 0 || mi_span_is_uuid(span))
        return 0;
    struct mi_hex hex = mi_hex_decode(span.at + prefix, digits, out, room);
    *size = hex.size;
    return hex.status == MI_HEX_OK ? prefix + digits : 0;
}

/* "58505b05 a79c2177 38c1": as NSData prints it, four bytes a group */
static size_t take_words(struct mi_span span, uint8_t *out, size_t room, size_t *size)
{
    enum { WORD = 8 };
    size_t at = 0;
    size_t digits = WORD;
    *size = 0;
    for (; digits == WORD; at += digits) {
        struct mi_span rest = mi_span_from(span, at);
        size_t blank = at > 0 && mi_span_starts(rest, " ") ? 1 : 0;
        digits = mi_span_hex_digits(mi_span_from(rest, blank));
        if (digits == 0 || digits > WORD || digits % 2 != 0 || (at > 0 && blank == 0))
            break;
        struct mi_hex hex = mi_hex_decode(rest.at + blank, digits, out + *size, room - *size);
        *size += hex.size;
        at += blank;
    }
    return *size > WORD / 2 ? at : 0;
}

static size_t take_hex(struct mi_span span, uint8_t *out, size_t room, size_t *size)
{
    static const struct mark MARKS[] = {
        {"", "", true},       {"0x", "", true}, {"\\x", "", false},
        {"\\u00", "", false}, {"$", "", true},  {"", "h", true},
    };
    size_t length = take_run(span, out, room, size);
    for (size_t i = 0; length == 0 && i < sizeof MARKS / sizeof MARKS[0]; i++)
        length = take_parted(span, &MARKS[i], out, room, size);
    if (length == 0)
        length = take_words(span, out, room, size);
    if (length > 0 || !mi_span_starts_like(span, "0x"))
        return length;
    length = take_parted(mi_span_from(span, 2), &MARKS[0], out, room, size); /* 0x50-20-… */
    return length > 0 ? 2 + length : 0;
}

/* "80", "-86", "0x50", and as a language casts it: "dbus.Byte(80)", "(byte) 0xaa" */
static bool take_cast(struct mi_span *span, int64_t *value)
{
    static const struct {
        const char *front, *back;
    } CASTS[] = {{"dbus.Byte(", ")"}, {"np.uint8(", ")"}, {"(byte)", ""}, {"", ""}};
    size_t i = 0;
    while (!mi_span_take(span, CASTS[i].front))
        i++;
    size_t length = mi_span_number(*span, value);
    bool is_padded = length > 1 && span->at[0] == '0' && mi_is_digit(span->at[1]);
    *span = mi_span_from(*span, length);
    return length > 0 && !is_padded && mi_span_take(span, CASTS[i].back); /* and blanks */
}

/* A number of a byte, with a sign or without, and what parts it from the next one. */
static size_t take_number(struct mi_span span, uint8_t *byte)
{
    struct mi_span rest = span;
    int64_t value = 0;
    if (!take_cast(&rest, &value) || value < INT8_MIN || value > UINT8_MAX)
        return 0;
    *byte = (uint8_t)value;
    bool is_last = rest.length == 0 || rest.at[0] == ']' || rest.at[0] == '}';
    if (!mi_span_take(&rest, ",") && !is_last && !mi_is_blank(rest.at[-1]))
        return 0;
    return span.length - rest.length;
}

/* "[80, 32, -86]", "{0x50, 0x20, 0xaa}" */
static size_t take_list(struct mi_span span, uint8_t *out, size_t room, size_t *size)
{
    bool is_open = span.length > 0 && (span.at[0] == '[' || span.at[0] == '{');
    char end = is_open && span.at[0] == '[' ? ']' : '}';
    size_t at = 1;
    *size = 0;
    while (is_open && at < span.length && mi_is_blank(span.at[at]))
        at++;
    while (is_open && at < span.length && *size < room) {
        if (span.at[at] == end)
            return *size > 0 ? at + 1 : 0;
        size_t length = take_number(mi_span_from(span, at), out + *size);
        if (length == 0)
            return 0;
        at += length;
        ++*size;
    }
    return 0;
}

bool mi_span_numbers(struct mi_span span, uint8_t *out, size_t room, size_t *size)
{
    for (*size = 0; span.length > 0 && *size < room; ++*size) {
        size_t length = take_number(span, out + *size);
        if (length == 0)
            return false;
        span = mi_span_from(span, length);
    }
    return span.length == 0;
}

/* busctl: "ay 4 80 32 170 1" */
static size_t take_counted(struct mi_span span, uint8_t *out, size_t room, size_t *size)
{
    struct mi_span rest = span;
    int64_t count = 0;
    *size = 0;
    size_t length = mi_span_take(&rest, "ay ") ? mi_span_number(rest, &count) : 0;
    if (length == 0 || count < RUN_MIN || (uint64_t)count > room)
        return 0;
    rest = mi_span_trim(mi_span_from(rest, length));
    for (; *size < (size_t)count; ++*size) {
        length = take_number(rest, out + *size);
        if (length == 0)
            return 0;
        rest = mi_span_from(rest, length);
    }
    return span.length - rest.length;
}

typedef size_t spelling(struct mi_span span, uint8_t *out, size_t room, size_t *size);

static spelling *const SPELLINGS[] = {mi_span_literal, take_list, take_counted, take_hex};

size_t mi_span_value(struct mi_span span, uint8_t bytes[MI_PAYLOAD_MAX], size_t *size)
{
    size_t length = 0;
    for (size_t i = 0; length == 0 && i < sizeof SPELLINGS / sizeof SPELLINGS[0]; i++)
        length = SPELLINGS[i](span, bytes, MI_PAYLOAD_MAX, size);
    return length;
}

/* --- base64 --- */

enum { BASE64_MIN = 12 /* characters */ };

static bool is_base64(char c)
{
    return c == '=' || mi_base64_value(c) >= 0;
}

/* Whether hex is meant, or a word: letters and digits are base64 too. */
static bool is_no_base64(struct mi_span text)
{
    return text.length < BASE64_MIN || mi_span_hex_digits(text) == text.length;
}

/*
 * What is written as base64 is a payload when it comes out whole, with nothing put behind it: paths
 * are base64, too. What is plainly a part of one is told of.
 */
static bool give_base64(struct mi_out *out, const struct mi_packet *about, struct mi_span text,
                        enum mi_trust trust)
{
    uint8_t bytes[MI_PAYLOAD_MAX];
    struct mi_payload payload;
    size_t size = 0;
    const struct mi_address *beside = about->has_address ? &about->address : NULL;
    if (is_no_base64(text) ||
        mi_base64_decode(text.at, text.length, bytes, sizeof bytes, &size) != text.length ||
        !mi_payload_recognise(mi_bytes(bytes, size), trust, beside, &payload) ||
        (payload.layer == MI_LAYER_H4 && !mi_event_has_reports(mi_bytes(bytes + 1, size - 1))) ||
        (payload.layer == MI_LAYER_SERVICE && mi_bare_has_stray(mi_bytes(bytes, size))))
        return false;
    if (mi_payload_match(mi_bytes(bytes, size)) != MI_MATCH_MORE)
        return mi_payload_give(out, *about, mi_bytes(bytes, size), trust);
    mi_out_problem(out, about->number, (struct mi_problem){.code = MI_P_BASE64_CUT});
    return true;
}

/* Shelly lists several devices in a line, the address and signal strength of each before its data.
 */
bool mi_search_base64(struct mi_out *out, const struct mi_packet *about, struct mi_span text,
                      enum mi_trust trust)
{
    struct mi_beside beside = {.line = *about};
    bool any = false;
    for (size_t at = 0; at < text.length;) {
        size_t length = 0;
        while (at + length < text.length && is_base64(text.at[at + length]))
            length++;
        struct mi_span run = mi_span_first(mi_span_from(text, at), length);
        if (!is_no_base64(run)) {
            struct mi_packet own = mi_beside(&beside, text, run);
            any = give_base64(out, &own, run, trust) || any;
        }
        at += length + 1;
    }
    return any;
}

/* --- places --- */

/* Digits with a joint between them may have something else of the line in front of the payload. */
static bool give_run(struct mi_out *out, const struct mi_packet *about, struct mi_bytes bytes,
                     bool is_joined, enum mi_trust trust)
{
    for (size_t start = 0; start < (is_joined ? STARTS_MAX : 1) && bytes.left > 0; start++) {
        if (mi_payload_give(out, *about, bytes, trust))
            return true;
        (void)mi_get_u8(&bytes);
    }
    return false;
}

/* A frame behind its UUID, from the first byte to the last, that is no key or digest. */
static bool is_service(struct mi_bytes bytes)
{
    static const uint8_t OTHERS[] = {12, 16, 20, 32};
    bool may_be_other = bytes.left <= 32 && memchr(OTHERS, (int)bytes.left, sizeof OTHERS) != NULL;
    uint16_t uuid = mi_get_le16(&bytes);
    if (uuid == MI_UUID_XIAOMI)
        return mi_bare_service(bytes, MI_TRUST_ALONE, NULL) == uuid;
    return !may_be_other && mi_is_sensor_uuid(uuid) && mi_bare_is_whole(bytes, uuid);
}

/* Quoted among words are bytes that somebody means. */
static bool is_quoted(struct mi_span text, size_t at, size_t end)
{
    return at > 0 && end < text.length && text.at[at - 1] == text.at[end] &&
           (text.at[end] == '"' || text.at[end] == '\'' || text.at[end] == '`');
}

static bool search_anywhere(struct mi_out *out, const struct mi_packet *about, struct mi_span text,
                            enum mi_trust trust)
{
    uint8_t bytes[MI_PAYLOAD_MAX];
    struct mi_beside beside = {.line = *about};
    for (size_t at = 0; at + 2 * RUN_MIN <= text.length;) {
        bool is_inside = at > 0 && (mi_is_name(text.at[at - 1]) || text.at[at - 1] == '\\');
        size_t size = 0;
        size_t length = is_inside ? 0 : mi_span_value(mi_span_from(text, at), bytes, &size);
        struct mi_bytes run = mi_bytes(bytes, size);
        bool is_meant = length > 0 && is_quoted(text, at, at + length) && is_service(run);
        struct mi_span front = mi_span_first(text, at);
        bool is_other = length > 0 && (mi_span_names_key(front) || mi_span_names_company(front));
        struct mi_packet own = *about;
        if (length > 0)
            own = mi_beside(&beside, text, mi_span_first(mi_span_from(text, at), length));
        if (length > 0 && !own.has_rssi)
            (void)mi_span_strength(mi_span_from(text, at + length), &own);
        if (length > 0 && !is_other &&
            give_run(out, &own, run, length > 2 * size + 2, is_meant ? MI_TRUST_TOLD : trust))
            return true;
        at += length > 0 ? length : 1;
    }
    return mi_search_base64(out, about, text, trust);
}

static bool search_start(struct mi_out *out, const struct mi_packet *about, struct mi_span text,
                         enum mi_trust trust)
{
    uint8_t bytes[MI_PAYLOAD_MAX];
    size_t size = 0;
    return mi_span_value(text, bytes, &size) > 0 &&
           mi_payload_give(out, *about, mi_bytes(bytes, size), trust);
}

static bool search_whole(struct mi_out *out, const struct mi_packet *about, struct mi_span text,
                         enum mi_trust trust)
{
    uint8_t bytes[MI_PAYLOAD_MAX];
    size_t size = 0;
    size_t length = mi_span_value(text, bytes, &size);
    if (length == 0 || length < text.length) {
        struct mi_hex hex = mi_hex_decode(text.at, text.length, bytes, sizeof bytes);
        size = hex.size;
        if (hex.status != MI_HEX_OK && !mi_span_numbers(text, bytes, sizeof bytes, &size))
            return give_base64(out, about, text, MI_TRUST_ALONE);
    }
    return mi_payload_give(out, *about, mi_bytes(bytes, size), trust);
}

bool mi_search(struct mi_out *out, const struct mi_packet *about, struct mi_span text,
               enum mi_place place, enum mi_trust trust)
{
    static bool (*const SEARCHES[])(struct mi_out * out, const struct mi_packet *about,
                                    struct mi_span text, enum mi_trust trust) = {
        [MI_PLACE_ANYWHERE] = search_anywhere,
        [MI_PLACE_START] = search_start,
        [MI_PLACE_WHOLE] = search_whole,
    };
    return SEARCHES[place](out, about, text, trust);
}
