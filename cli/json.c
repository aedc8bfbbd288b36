#include "json.h"

/* Characters from the start on that stand for themselves in a JSON string. */
static size_t plain_run(const char *string)
{
    size_t length = 0;
    while (string[length] >= 0x20 && string[length] < 0x7f && string[length] != '"' &&
           string[length] != '\\')
        length++;
    return length;
}

/* One character that does not, or a byte that is no UTF-8; how many bytes it was. */
static size_t escape_one(struct mi_text *out, const char *string)
{
    size_t length = mi_utf8_length(string);
    if (length == 0) {
        mi_text_add(out, "\xef\xbf\xbd"); /* U+FFFD */
        return 1;
    }
    if (length > 1) {
        mi_text_run(out, string, length);
    } else if (*string == '"' || *string == '\\') {
        mi_text_char(out, '\\');
        mi_text_char(out, *string);
    } else {
        mi_text_add(out, "\\u");
        mi_text_hex(out, (uint8_t)*string, 4);
    }
    return length;
}

static void escape(struct mi_text *out, const char *string)
{
    for (;;) {
        size_t length = plain_run(string);
        mi_text_run(out, string, length);
        string += length;
        if (*string == '\0')
            return;
        string += escape_one(out, string);
    }
}

static void quote(struct mi_text *out, const char *string)
{
    mi_text_char(out, '"');
    escape(out, string);
    mi_text_char(out, '"');
}

void json_string(struct json *json, const char *key, const char *value)
{
    json_key(json, key);
    quote(json->out, value);
}

void json_integer(struct json *json, const char *key, int64_t value)
{
    json_key(json, key);
    mi_text_signed(json->out, value);
}

void json_number(struct json *json, const char *key, struct mi_number value)
{
    json_key(json, key);
    mi_text_number(json->out, value);
}

void json_bool(struct json *json, const char *key, bool value)
{
    json_key(json, key);
    mi_text_add(json->out, value ? "true" : "false");
}

void json_hex(struct json *json, const char *key, uint32_t value, unsigned digits)
{
    json_key(json, key);
    mi_text_add(json->out, "\"0x");
    mi_text_hex(json->out, value, digits);
    mi_text_char(json->out, '"');
}

void json_address(struct json *json, const char *key, struct mi_address address)
{
    json_key(json, key);
    mi_text_char(json->out, '"');
    mi_text_address(json->out, address);
    mi_text_char(json->out, '"');
}

void json_optional(struct json *json, const char *key, const char *value)
{
    if (value != NULL)
        json_string(json, key, value);
}

void json_time(struct json *json, const char *key, mi_time time)
{
    if (time == MI_NO_TIME)
        return;
    json_key(json, key);
    mi_text_char(json->out, '"');
    mi_text_time(json->out, time);
    mi_text_char(json->out, '"');
}
