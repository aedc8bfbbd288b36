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

void json_string(struct json *json, const char *key, const char *value);
void json_integer(struct json *json, const char *key, int64_t value);
void json_number(struct json *json, const char *key, struct mi_number value);
void json_bool(struct json *json, const char *key, bool value);

/* "0x055b": 0x and `digits` digits */
void json_hex(struct json *json, const char *key, uint32_t value, unsigned digits);
void json_address(struct json *json, const char *key, struct mi_address address);

/* Nothing for NULL and for MI_NO_TIME. */
void json_optional(struct json *json, const char *key, const char *value);
void json_time(struct json *json, const char *key, mi_time time);

#endif
