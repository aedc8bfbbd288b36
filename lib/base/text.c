#include "base/text.h"

#include "base/pen.h"
#include "base/unicode.h"

#include <string.h>

struct mi_text mi_text(char *buffer, size_t size)
{
    if (size > 0)
        buffer[0] = '\0';
    return (struct mi_text){.start = buffer, .size = size};
}

/* A byte of a UTF-8 character that is not its first one. */
static bool is_continuation(char byte)
{
    return ((uint8_t)byte & 0xc0) == 0x80;
}

void mi_text_fill(struct mi_text *text, const char *run)
{
    text->full = true;
    if (text->size == 0)
        return;
    size_t room = text->size - 1 - text->length;
    while (room > 0 && is_continuation(run[room]))
        room--;
    memcpy(text->start + text->length, run, room);
    text->length += room;
    text->start[text->length] = '\0';
}

void mi_text_unsigned(struct mi_text *text, uint64_t value)
{
    char run[MI_PEN_INTEGER];
    mi_text_run(text, run, (size_t)(mi_pen_unsigned(run, value) - run));
}

void mi_text_signed(struct mi_text *text, int64_t value)
{
    char run[MI_PEN_INTEGER];
    mi_text_run(text, run, (size_t)(mi_pen_signed(run, value) - run));
}

void mi_text_hex(struct mi_text *text, uint64_t value, unsigned digits)
{
    char run[MI_PEN_HEX];
    mi_text_run(text, run, (size_t)(mi_pen_hex(run, value, digits) - run));
}

void mi_text_bytes(struct mi_text *text, const uint8_t *bytes, size_t size, char separator)
{
    char run[32 * (1 + MI_PEN_BYTE)];
    char *at = run;
    for (size_t i = 0; i < size; i++) {
        if (i > 0 && separator != '\0')
            *at++ = separator;
        at = mi_pen_byte(at, bytes[i]);
        if (i % 32 == 31 || i + 1 == size) {
            mi_text_run(text, run, (size_t)(at - run));
            at = run;
        }
    }
}

/* One character from outside; how many bytes it was. */
static size_t clean_one(struct mi_text *text, const char *string)
{
    size_t length;
    uint32_t character = mi_utf8_read(string, &length);
    if (length == 0)
        mi_text_add(text, "\xef\xbf\xbd");
    else if (mi_char_is_control(character))
        mi_text_char(text, '?');
    else
        mi_text_run(text, string, length);
    return length > 0 ? length : 1;
}

void mi_text_clean(struct mi_text *text, const char *string)
{
    while (*string != '\0') {
        size_t length = mi_ascii_run(string);
        if (length > 0)
            mi_text_run(text, string, length);
        else
            length = clean_one(text, string);
        string += length;
    }
}

void mi_text_pad(struct mi_text *text, size_t column)
{
    while (text->length < column && !text->full)
        mi_text_char(text, ' ');
}

void mi_text_sentence(struct mi_text *text, const char *pattern, const uint32_t *numbers,
                      const char *const *strings)
{
    for (const char *at = pattern; *at != '\0'; at++) {
        if (*at != '%') {
            mi_text_char(text, *at);
            continue;
        }
        switch (*++at) {
        case 'd': mi_text_unsigned(text, *numbers++); break;
        case 'n':
            mi_text_unsigned(text, *numbers);
            mi_text_add(text, *numbers++ == 1 ? " byte" : " bytes");
            break;
        case 'x':
            mi_text_add(text, "0x");
            mi_text_hex(text, *numbers++, 4);
            break;
        case 'b':
            mi_text_add(text, "0x");
            mi_text_hex(text, *numbers++, 2);
            break;
        case 's': mi_text_add(text, *strings++); break;
        case '\0': return; /* a mark that is cut */
        default: mi_text_char(text, '%'); break;
        }
    }
}
