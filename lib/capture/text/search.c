#include "capture/text/search.h"

#include "base/base64.h"
#include "base/hex.h"

#include <string.h>

enum {
    RUN_MIN = MI_BARE_MIN, /* bytes of hex that are a payload and no word */
    STARTS_MAX = 4, /* bytes of a run that may stand in front of its payload: a number, a length */
};

/* --- spellings --- */

static bool is_joint(char c)
{
    return c == ' ' || c == ':' || c == '-' || c == '.' || c == ',';
}

/*
 * The longest run of pairs of digits at the start, with the same joint or none between them. The
 * characters of it, or 0 when it has fewer than RUN_MIN bytes or is a UUID.
 */
static size_t run_length(struct mi_span span)
{
    if (mi_span_is_uuid(span))
        return 0;
    size_t digits = mi_span_hex_digits(span);
    size_t at = digits;
    size_t bytes = digits / 2;
    if (digits == 2) {
        char joint = span.length > 2 && is_joint(span.at[2]) ? span.at[2] : '\0';
        while (joint != '\0' && bytes < MI_PAYLOAD_MAX && at < span.length &&
               span.at[at] == joint && mi_span_hex_digits(mi_span_from(span, at + 1)) == 2) {
            at += 3;
            bytes++;
        }
    }
    return bytes >= RUN_MIN && (digits == 2 || digits % 2 == 0) ? at : 0;
}

/* "5020aa01…", "0x5020aa01…", "50 20 aa 01 …" */
static size_t take_hex(struct mi_span span, uint8_t *out, size_t room, size_t *size)
{
    size_t prefix = mi_span_starts(span, "0x") || mi_span_starts(span, "0X") ? 2 : 0;
    size_t length = run_length(mi_span_from(span, prefix));
    if (length == 0)
        return 0;
    struct mi_hex hex = mi_hex_decode(span.at + prefix, length, out, room);
    *size = hex.size;
    return hex.status == MI_HEX_OK ? prefix + length : 0;
}

/* "[80, 32, 170]" */
static size_t take_list(struct mi_span span, uint8_t *out, size_t room, size_t *size)
{
    *size = 0;
    for (size_t at = 1; span.length > 0 && span.at[0] == '[' && at < span.length;) {
        int64_t value = 0;
        size_t digits = mi_span_number(mi_span_from(span, at), &value);
        at += digits;
        if (digits == 0 || value < 0 || value > UINT8_MAX || *size == room || at == span.length)
            return 0;
        out[(*size)++] = (uint8_t)value;
        if (span.at[at] == ']')
            return at + 1;
        at += span.at[at] == ',' ? 1 : 0;
        at += at < span.length && span.at[at] == ' ' ? 1 : 0;
    }
    return 0;
}

typedef size_t spelling(struct mi_span span, uint8_t *out, size_t room, size_t *size);

static spelling *const SPELLINGS[] = {mi_span_literal, take_list, take_hex};

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
static bool is_other(struct mi_span text)
{
    return text.length < BASE64_MIN || mi_span_hex_digits(text) == text.length;
}

/*
 * What is written as base64 is a payload when it comes out whole; what is plainly a part of one is
 * told of.
 */
static bool give_base64(struct mi_out *out, const struct mi_packet *about, struct mi_span text,
                        enum mi_trust trust)
{
    uint8_t bytes[MI_PAYLOAD_MAX];
    struct mi_payload payload;
    size_t size = 0;
    const struct mi_address *beside = about->has_address ? &about->address : NULL;
    if (is_other(text) ||
        mi_base64_decode(text.at, text.length, bytes, sizeof bytes, &size) != text.length ||
        !mi_payload_recognise(mi_bytes(bytes, size), trust, beside, &payload) ||
        payload.layer == MI_LAYER_H4)
        return false;
    if (mi_payload_match(mi_bytes(bytes, size)) != MI_MATCH_MORE)
        return mi_payload_give(out, *about, mi_bytes(bytes, size), trust);
    mi_out_problem(out, about->number, (struct mi_problem){.code = MI_P_BASE64_CUT});
    return true;
}

bool mi_search_base64(struct mi_out *out, const struct mi_packet *about, struct mi_span text,
                      enum mi_trust trust)
{
    bool any = false;
    while (text.length >= BASE64_MIN) {
        size_t length = 0;
        while (length < text.length && is_base64(text.at[length]))
            length++;
        any = give_base64(out, about, mi_span_first(text, length), trust) || any;
        text = mi_span_from(text, length + 1);
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

static bool search_anywhere(struct mi_out *out, const struct mi_packet *about, struct mi_span text,
                            enum mi_trust trust)
{
    uint8_t bytes[MI_PAYLOAD_MAX];
    for (size_t at = 0; at + 2 * RUN_MIN <= text.length;) {
        bool is_inside = at > 0 && mi_is_name(text.at[at - 1]);
        size_t size = 0;
        size_t length = is_inside ? 0 : mi_span_value(mi_span_from(text, at), bytes, &size);
        if (length > 0 && give_run(out, about, mi_bytes(bytes, size), length > 2 * size + 2, trust))
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
    size_t length = mi_span_literal(text, bytes, sizeof bytes, &size);
    if (length == 0 || length < text.length) {
        struct mi_hex hex = mi_hex_decode(text.at, text.length, bytes, sizeof bytes);
        if (hex.status != MI_HEX_OK)
            return mi_search_base64(out, about, text, MI_TRUST_ALONE);
        size = hex.size;
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
