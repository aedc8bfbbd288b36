/*
 * Writes JSON (RFC 8259) into a text: strings are escaped and always valid UTF-8, numbers are exact
 * decimals, keys stand in the order of the calls. Nothing allocates.
 */
#ifndef MITOOL_CLI_JSON_H
#define MITOOL_CLI_JSON_H

#include "base/address.h"
#include "base/time.h"
#include "beacon/number.h"

struct json {
    struct mi_text *out;
    bool needs_comma;
};

/* What stands before a value. `key`, an identifier of our own, is NULL inside arrays. */
static inline void json_key(struct json *json, const char *key)
{
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
static inline void json_open(struct json *json, const char *key, char bracket)
{
    json_key(json, key);
    mi_text_char(json->out, bracket);
    json->needs_comma = false;
}

static inline void json_close(struct json *json, char bracket)
{
    mi_text_char(json->out, bracket);
    json->needs_comma = true;
}

/* A word of our own tables, of which nothing has to be escaped. */
static inline void json_word(struct json *json, const char *key, const char *word)
{
    json_key(json, key);
    mi_text_char(json->out, '"');
    mi_text_add(json->out, word);
    mi_text_char(json->out, '"');
}

/* A string with its quotes; what JSON or UTF-8 do not allow in it is escaped. */
void json_quote(struct mi_text *out, const char *string);

/* The members; `key` is NULL inside arrays. */
static inline void json_string(struct json *json, const char *key, const char *value)
{
    json_key(json, key);
    json_quote(json->out, value);
}

static inline void json_integer(struct json *json, const char *key, int64_t value)
{
    json_key(json, key);
    mi_text_signed(json->out, value);
}

static inline void json_number(struct json *json, const char *key, struct mi_number value)
{
    json_key(json, key);
    mi_text_number(json->out, value);
}

static inline void json_bool(struct json *json, const char *key, bool value)
{
    json_key(json, key);
    mi_text_add(json->out, value ? "true" : "false");
}

/* "0x055b": 0x and `digits` digits */
static inline void json_hex(struct json *json, const char *key, uint32_t value, unsigned digits)
{
    json_key(json, key);
    mi_text_add(json->out, "\"0x");
    mi_text_hex(json->out, value, digits);
    mi_text_char(json->out, '"');
}

static inline void json_address(struct json *json, const char *key, struct mi_address address)
{
    json_key(json, key);
    mi_text_char(json->out, '"');
    mi_text_address(json->out, address);
    mi_text_char(json->out, '"');
}

/* Nothing for NULL and for MI_NO_TIME. */
static inline void json_optional(struct json *json, const char *key, const char *value)
{
    if (value != NULL)
        json_string(json, key, value);
}

static inline void json_time(struct json *json, const char *key, mi_time time)
{
    if (time == MI_NO_TIME)
        return;
    json_key(json, key);
    mi_text_char(json->out, '"');
    mi_text_time(json->out, time);
    mi_text_char(json->out, '"');
}

#endif
