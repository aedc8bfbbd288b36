#include "ascii.h"

#include "base/span.h"
#include "base/unicode.h"

enum {
    CHARACTER_BYTES = 4,
    STAND_IN_BYTES = 12, /* at most, of one character */
    BRAILLE = 0x2800,    /* and the 255 behind it, a bit for each dot */
    UPPER_DOTS = 0x1b,
    LOWER_DOTS = 0xe4,
};

/* In their order. */
static const struct {
    uint32_t character;
    const char *ascii;
} STAND_INS[] = {
    {0x00b0, ""},   {0x00b2, "2"}, {0x00b3, "3"},   {0x00b5, "u"}, {0x00d7, "x"}, {0x03a9, "Ohm"},
    {0x03bc, "u"},  {0x2013, "-"}, {0x2014, "-"},   {0x2018, "'"}, {0x2019, "'"}, {0x201c, "\""},
    {0x201d, "\""}, {0x2026, "~"}, {0x2126, "Ohm"}, {0x2500, "-"}, {0x2502, "|"}, {0x2514, "+"},
    {0x2524, "+"},  {0x252c, "+"}, {0x2581, "_"},   {0x2582, "."}, {0x2583, ":"}, {0x2584, "-"},
    {0x2585, "="},  {0x2586, "+"}, {0x2587, "*"},   {0x2588, "#"},
};

static const char *find(uint32_t character)
{
    for (size_t i = 0; i < sizeof STAND_INS / sizeof STAND_INS[0]; i++)
        if (STAND_INS[i].character == character)
            return STAND_INS[i].ascii;
    return NULL;
}

static const char *braille(unsigned dots)
{
    bool is_above = (dots & UPPER_DOTS) != 0;
    bool is_below = (dots & LOWER_DOTS) != 0;
    return is_above && is_below ? ":" : is_above ? "'" : is_below ? "." : " ";
}

typedef void add_stand_in(struct mi_text *out, uint32_t character);

static void add_likeness(struct mi_text *out, uint32_t character)
{
    static const char *const UNKNOWN[] = {"", "?", "??"};
    const char *ascii = find(character);
    if (ascii == NULL && character >= BRAILLE && character < BRAILLE + 256)
        ascii = braille(character - BRAILLE);
    mi_text_add(out, ascii != NULL ? ascii : UNKNOWN[mi_char_width(character)]);
}

/* In UTF-16, as JSON has it. */
static void add_escape(struct mi_text *out, uint32_t character)
{
    enum { FIRST_OF_PAIRS = 0x10000, HIGH = 0xd800, LOW = 0xdc00, BITS = 10 };
    if (character >= FIRST_OF_PAIRS) {
        add_escape(out, HIGH + ((character - FIRST_OF_PAIRS) >> BITS));
        character = LOW + (character & ((1u << BITS) - 1));
    }
    mi_text_add(out, "\\u");
    mi_text_hex(out, character, 4);
}

/* The character at the start of a run, which has no NUL at its end. */
static uint32_t take_character(struct mi_span *run)
{
    enum { REPLACEMENT = 0xfffd };
    char bytes[CHARACTER_BYTES + 1] = "";
    size_t length;
    struct mi_span first = mi_span_first(*run, CHARACTER_BYTES);
    memcpy(bytes, first.at, first.length);
    uint32_t character = mi_utf8_read(bytes, &length);
    *run = mi_span_from(*run, length > 0 ? length : 1);
    return length > 0 ? character : REPLACEMENT;
}

static size_t add(struct mi_text *out, const char *run, size_t size, add_stand_in *add_one)
{
    struct mi_span left = {run, size};
    while (left.length > 0 && out->size - out->length > STAND_IN_BYTES) {
        if ((*left.at & 0x80) != 0) {
            add_one(out, take_character(&left));
            continue;
        }
        mi_text_char(out, *left.at);
        left = mi_span_from(left, 1);
    }
    return size - left.length;
}

size_t ascii_add(struct mi_text *out, const char *run, size_t size)
{
    return add(out, run, size, add_likeness);
}

size_t ascii_add_json(struct mi_text *out, const char *run, size_t size)
{
    return add(out, run, size, add_escape);
}
