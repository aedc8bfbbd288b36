/*
 * Writes JSON (RFC 8259) into a text: strings are escaped and always valid UTF-8, numbers are exact
 * decimals, keys stand in the order of the calls. Nothing allocates.
 */
#ifndef MITOOL_BASE_JSON_H
#define MITOOL_BASE_JSON_H

#include "address.h"
#include "number.h"
#include "time.h"

enum { MI_JSON_ROOM = 512 /* bytes that one key, number or piece of a string fits into */ };

struct mi_json {
    struct mi_text *out;
    /* Takes what was written and empties the text; called when there is less than MI_JSON_ROOM
     * left. NULL: all of it fits into the text. */
    void (*spill)(struct mi_text *out);
    bool needs_comma;
};

static inline void mi_json_make_room(struct mi_json *json)
{
    if (json->spill != NULL && json->out->size - json->out->length < MI_JSON_ROOM)
        json->spill(json->out);
}

/* What stands before a value. `key`, an identifier of our own, is NULL inside arrays. */
static inline void mi_json_key(struct mi_json *json, const char *key)
{
    mi_json_make_room(json);
    if (json->needs_comma)
        mi_text_char(json->out, ',');
    json->needs_comma = true;
    if (key == NULL)
        return;
    mi_text_char(json->out, '"');
    mi_text_add(json->out, key);
    mi_text_add(json->out, "\":");
}

/* bracket: '{' or '[', and '}' or ']' */
static inline void mi_json_open(struct mi_json *json, const char *key, char bracket)
{
    mi_json_key(json, key);
    mi_text_char(json->out, bracket);
    json->needs_comma = false;
}

static inline void mi_json_close(struct mi_json *json, char bracket)
{
    mi_text_char(json->out, bracket);
    json->needs_comma = true;
}

/* A word of our own tables, of which nothing has to be escaped. */
static inline void mi_json_word(struct mi_json *json, const char *key, const char *word)
{
    mi_json_key(json, key);
    mi_text_char(json->out, '"');
    mi_text_add(json->out, word);
    mi_text_char(json->out, '"');
}

/* A string with its quotes; what JSON or UTF-8 do not allow in it is escaped. */
void mi_json_quote(struct mi_json *json, const char *string);

/* The members; `key` is NULL inside arrays. */
static inline void mi_json_string(struct mi_json *json, const char *key, const char *value)
{
    mi_json_key(json, key);
    mi_json_quote(json, value);
}

static inline void mi_json_integer(struct mi_json *json, const char *key, int64_t value)
{
    mi_json_key(json, key);
    mi_text_signed(json->out, value);
}

static inline void mi_json_number(struct mi_json *json, const char *key, struct mi_number value)
{
    mi_json_key(json, key);
    mi_text_number(json->out, value);
}

static inline void mi_json_bool(struct mi_json *json, const char *key, bool value)
{
    mi_json_key(json, key);
    mi_text_add(json->out, value ? "true" : "false");
}

/* "0x055b": 0x and `digits` digits */
static inline void mi_json_hex(struct mi_json *json, const char *key, uint32_t value,
                               unsigned digits)
{
    mi_json_key(json, key);
    mi_text_add(json->out, "\"0x");
    mi_text_hex(json->out, value, digits);
    mi_text_char(json->out, '"');
}

/* "1f228155": 8 digits, as a fingerprint is written */
static inline void mi_json_id(struct mi_json *json, const char *key, uint32_t value)
{
    mi_json_key(json, key);
    mi_text_char(json->out, '"');
    mi_text_hex(json->out, value, 8);
    mi_text_char(json->out, '"');
}

static inline void mi_json_address(struct mi_json *json, const char *key, struct mi_address address)
{
    mi_json_key(json, key);
    mi_text_char(json->out, '"');
    mi_text_address(json->out, address);
    mi_text_char(json->out, '"');
}

/* Nothing for NULL and for MI_NO_TIME. */
static inline void mi_json_optional(struct mi_json *json, const char *key, const char *value)
{
    if (value != NULL)
        mi_json_string(json, key, value);
}

static inline void mi_json_time(struct mi_json *json, const char *key, mi_time time)
{
    if (time == MI_NO_TIME)
        return;
    mi_json_key(json, key);
    mi_text_char(json->out, '"');
    mi_text_time(json->out, time);
    mi_text_char(json->out, '"');
}

#endif
