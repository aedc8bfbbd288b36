#include "capture/text/jsonreader.h"

#include "base/hex.h"
#include "base/unicode.h"

#include <string.h>

static bool is_list(const struct mi_jsonreader *json)
{
    return json->depth > 0 && (json->lists >> (json->depth - 1) & 1) != 0;
}

bool mi_jsonreader_in_list(const struct mi_jsonreader *json)
{
    return is_list(json);
}

struct mi_span mi_jsonreader_text(const struct mi_jsonreader *json)
{
    return (struct mi_span){.at = json->text, .length = json->is_cut ? 0 : json->length};
}

static void add(struct mi_jsonreader *json, char c)
{
    if (json->length < sizeof json->text)
        json->text[json->length++] = c;
    else
        json->is_cut = true;
}

static void start_text(struct mi_jsonreader *json, enum mi_json_state state, bool is_key)
{
    json->state = state;
    json->is_key = is_key;
    json->is_cut = false;
    json->length = 0;
}

static void add_unit(struct mi_jsonreader *json)
{
    char written[3];
    size_t size = mi_utf8_from((uint16_t)json->unit, written);
    for (size_t i = 0; i < size; i++)
        add(json, written[i]);
}

/* --- containers --- */

static enum mi_json_event open_container(struct mi_jsonreader *json, bool as_list)
{
    if (json->depth == MI_JSON_DEPTH)
        return MI_JSON_BAD;
    uint64_t bit = UINT64_C(1) << json->depth++;
    json->lists = as_list ? json->lists | bit : json->lists & ~bit;
    json->state = as_list ? MI_JSON_WANTS_VALUE_OR_END : MI_JSON_WANTS_KEY_OR_END;
    return as_list ? MI_JSON_LIST : MI_JSON_OPEN;
}

static enum mi_json_event close_container(struct mi_jsonreader *json, char c)
{
    bool was_list = is_list(json);
    if (json->depth == 0 || c != (was_list ? ']' : '}'))
        return MI_JSON_BAD;
    json->depth--;
    json->state = json->depth > 0 ? MI_JSON_WANTS_COMMA_OR_END : MI_JSON_WANTS_VALUE;
    return was_list ? MI_JSON_LIST_END : MI_JSON_CLOSE;
}

static enum mi_json_event start_value(struct mi_jsonreader *json, char c)
{
    if (c == '{' || c == '[')
        return open_container(json, c == '[');
    if (json->depth == 0)
        return MI_JSON_BAD;
    if (c == '"') {
        start_text(json, MI_JSON_IN_STRING, false);
    } else if (mi_is_digit(c) || c == '-' || (c >= 'a' && c <= 'z')) {
        start_text(json, MI_JSON_IN_WORD, false);
        add(json, c);
    } else {
        return MI_JSON_BAD;
    }
    return MI_JSON_MORE;
}

static enum mi_json_event start_key(struct mi_jsonreader *json, char c)
{
    if (c != '"')
        return MI_JSON_BAD;
    start_text(json, MI_JSON_IN_STRING, true);
    return MI_JSON_MORE;
}

/* A comma in front of the end is one too many, as people leave it. */
static enum mi_json_event continue_container(struct mi_jsonreader *json, char c)
{
    if (c != ',')
        return close_container(json, c);
    json->state = is_list(json) ? MI_JSON_WANTS_VALUE_OR_END : MI_JSON_WANTS_KEY_OR_END;
    return MI_JSON_MORE;
}

/* --- strings and words --- */

static enum mi_json_event take_string(struct mi_jsonreader *json, char c)
{
    if (c == '\\') {
        json->state = MI_JSON_IN_ESCAPE;
    } else if (c == '"') {
        json->state = json->is_key ? MI_JSON_WANTS_COLON : MI_JSON_WANTS_COMMA_OR_END;
        return json->is_key ? MI_JSON_KEY : MI_JSON_STRING;
    } else if (c == '\n') {
        return MI_JSON_BAD;
    } else {
        add(json, c);
    }
    return MI_JSON_MORE;
}

static enum mi_json_event take_escape(struct mi_jsonreader *json, char c)
{
    static const char LETTERS[] = "\"\\/bfnrt";
    static const char MEANINGS[] = "\"\\/\b\f\n\r\t";
    const char *letter = c != '\0' ? strchr(LETTERS, c) : NULL;
    json->state = c == 'u' ? MI_JSON_IN_UNICODE : MI_JSON_IN_STRING;
    json->digits = json->unit = 0;
    if (letter == NULL)
        return c == 'u' ? MI_JSON_MORE : MI_JSON_BAD;
    add(json, MEANINGS[letter - LETTERS]);
    return MI_JSON_MORE;
}

static enum mi_json_event take_unicode(struct mi_jsonreader *json, char c)
{
    int digit = mi_hex_value(c);
    if (digit < 0)
        return MI_JSON_BAD;
    json->unit = json->unit << 4 | (unsigned)digit;
    if (++json->digits == 4) {
        add_unit(json);
        json->state = MI_JSON_IN_STRING;
    }
    return MI_JSON_MORE;
}

/* A number, or a name in small letters. */
static bool continues_word(const struct mi_jsonreader *json, char c)
{
    bool is_name = json->text[0] >= 'a' && json->text[0] <= 'z';
    if (is_name)
        return c >= 'a' && c <= 'z';
    return mi_is_digit(c) || (c != '\0' && strchr(".eE+-", c) != NULL);
}

/* A name that is none of JSON's begins a literal of a program: b"…". */
static enum mi_json_event end_word(struct mi_jsonreader *json)
{
    struct mi_span word = mi_jsonreader_text(json);
    bool is_name = word.at[0] >= 'a' && word.at[0] <= 'z';
    json->state = MI_JSON_WANTS_COMMA_OR_END;
    bool is_known = mi_span_equals(word, "true") || mi_span_equals(word, "false") ||
                    mi_span_equals(word, "null");
    return !is_name || is_known ? MI_JSON_WORD : MI_JSON_BAD;
}

static enum mi_json_event take_char(struct mi_jsonreader *json, char c)
{
    switch (json->state) {
    case MI_JSON_IN_STRING: return take_string(json, c);
    case MI_JSON_IN_ESCAPE: return take_escape(json, c);
    case MI_JSON_IN_UNICODE: return take_unicode(json, c);
    default: break;
    }
    if (mi_is_blank(c))
        return MI_JSON_MORE;
    switch (json->state) {
    case MI_JSON_WANTS_VALUE_OR_END:
        return c == ']' ? close_container(json, c) : start_value(json, c);
    case MI_JSON_WANTS_KEY_OR_END: return c == '}' ? close_container(json, c) : start_key(json, c);
    case MI_JSON_WANTS_COLON:
        json->state = MI_JSON_WANTS_VALUE;
        return c == ':' ? MI_JSON_MORE : MI_JSON_BAD;
    case MI_JSON_WANTS_COMMA_OR_END: return continue_container(json, c);
    default: return start_value(json, c);
    }
}

enum mi_json_event mi_jsonreader_next(struct mi_jsonreader *json, struct mi_span *input)
{
    while (input->length > 0) {
        char c = input->at[0];
        if (json->state == MI_JSON_IN_WORD && !continues_word(json, c))
            return end_word(json);
        *input = mi_span_from(*input, 1);
        enum mi_json_event event = MI_JSON_MORE;
        if (json->state == MI_JSON_IN_WORD)
            add(json, c);
        else
            event = take_char(json, c);
        if (event != MI_JSON_MORE)
            return event;
    }
    return MI_JSON_MORE;
}
