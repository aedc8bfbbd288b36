#include "base/json.h"

#include "base/unicode.h"

/* Characters from the start on that stand for themselves in a JSON string: a piece's worth. */
static size_t plain_run(const char *string)
{
    size_t length = 0;
    while (length < MI_JSON_ROOM / 2 && string[length] >= 0x20 && string[length] < 0x7f &&
           string[length] != '"' && string[length] != '\\')
        length++;
    return length;
}

/* One character that does not, or a byte that is no UTF-8; how many bytes it was. */
static size_t escape_one(struct mi_text *out, const char *string)
{
    size_t length;
    uint32_t character = mi_utf8_read(string, &length);
    if (length == 0) {
        mi_text_add(out, "\xef\xbf\xbd"); /* U+FFFD */
        return 1;
    }
    if (*string == '"' || *string == '\\') {
        mi_text_char(out, '\\');
        mi_text_char(out, *string);
    } else if (mi_char_is_control(character)) {
        mi_text_add(out, "\\u");
        mi_text_hex(out, character, 4);
    } else {
        mi_text_run(out, string, length);
    }
    return length;
}

static void escape(struct mi_json *json, const char *string)
{
    while (*string != '\0') {
        size_t length = plain_run(string);
        mi_json_make_room(json);
        if (length > 0)
            mi_text_run(json->out, string, length);
        else
            length = escape_one(json->out, string);
        string += length;
    }
}

void mi_json_quote(struct mi_json *json, const char *string)
{
    mi_text_char(json->out, '"');
    escape(json, string);
    mi_text_char(json->out, '"');
}
