/*
 * Text built in a caller's buffer: never past its end, always ended by a NUL. What does not fit is
 * dropped and `full` is set. Nothing depends on the locale and nothing allocates.
 */
#ifndef MITOOL_BASE_TEXT_H
#define MITOOL_BASE_TEXT_H

#include "linkage.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

MI_BEGIN

/* Whether two words are the same; of those in tables, they mostly are the same one. */
static inline bool mi_is_word(const char *a, const char *b)
{
    return a == b || strcmp(a, b) == 0;
}

struct mi_text {
    char *start;
    size_t size; /* of the buffer, the NUL included */
    size_t length;
    bool full;
};

/* In a buffer of no size nothing fits, not even a NUL. */
struct mi_text mi_text(char *buffer, size_t size);

static inline void mi_text_char(struct mi_text *text, char c)
{
    if (text->length + 1 >= text->size) {
        text->full = true;
        return;
    }
    text->start[text->length++] = c;
    text->start[text->length] = '\0';
}

/* The part of a run that fits, when not all of it does: whole characters of UTF-8. */
void mi_text_fill(struct mi_text *text, const char *run);

static inline void mi_text_run(struct mi_text *text, const char *run, size_t length)
{
    if (length >= text->size - text->length) {
        mi_text_fill(text, run);
        return;
    }
    char *end = text->start + text->length;
    if (length > 0)
        memcpy(end, run, length); /* a constant number of bytes for most callers */
    end[length] = '\0';
    text->length += length;
}

static inline void mi_text_add(struct mi_text *text, const char *string)
{
    mi_text_run(text, string, strlen(string));
}

void mi_text_unsigned(struct mi_text *text, uint64_t value);
void mi_text_signed(struct mi_text *text, int64_t value);

/* `digits` lower-case hex digits at least, with zeros in front; no prefix. */
void mi_text_hex(struct mi_text *text, uint64_t value, unsigned digits);

/* Two hex digits a byte; `separator` between bytes unless it is 0. */
void mi_text_bytes(struct mi_text *text, const uint8_t *bytes, size_t size, char separator);

/*
 * A string from outside, made safe to show: control characters as unicode.h has them become '?';
 * bytes that are no UTF-8 become U+FFFD.
 */
void mi_text_clean(struct mi_text *text, const char *string);

/* Spaces until `length` reaches `column`; none when it is past that. Columns are bytes. */
void mi_text_pad(struct mi_text *text, size_t column);

/*
 * `pattern` with its marks replaced by arguments: %d decimal, %n decimal with the word byte or
 * bytes, %x 0x and four hex digits, %b 0x and two hex digits, %s the next string; %% a percent
 * sign. Numbers and strings count separately.
 */
void mi_text_sentence(struct mi_text *text, const char *pattern, const uint32_t *numbers,
                      const char *const *strings);

MI_END

#endif
