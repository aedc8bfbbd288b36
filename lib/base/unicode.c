#include "base/unicode.h"

enum kind { KIND_ORDINARY, KIND_CONTROL, KIND_MARK, KIND_WIDE };

/* clang-format off */

/* What is not of one column, in its order; after EastAsianWidth.txt and UnicodeData.txt. */
static const struct {
    uint32_t first, last;
    enum kind kind;
} RANGES[] = {
    {0x0000, 0x001f, KIND_CONTROL}, {0x007f, 0x009f, KIND_CONTROL},
    {0x0300, 0x036f, KIND_MARK},    {0x0483, 0x0489, KIND_MARK},
    {0x0591, 0x05bd, KIND_MARK},    {0x0610, 0x061a, KIND_MARK},
    {0x061c, 0x061c, KIND_CONTROL}, {0x064b, 0x065f, KIND_MARK},
    {0x06d6, 0x06dc, KIND_MARK},    {0x0901, 0x0902, KIND_MARK},
    {0x093c, 0x093c, KIND_MARK},    {0x0941, 0x0948, KIND_MARK},
    {0x094d, 0x094d, KIND_MARK},    {0x0e31, 0x0e31, KIND_MARK},
    {0x0e34, 0x0e3a, KIND_MARK},    {0x0e47, 0x0e4e, KIND_MARK},
    {0x1100, 0x115f, KIND_WIDE},    {0x1160, 0x11ff, KIND_MARK},
    {0x1ab0, 0x1aff, KIND_MARK},    {0x1dc0, 0x1dff, KIND_MARK},
    {0x200b, 0x200d, KIND_MARK},    {0x200e, 0x200f, KIND_CONTROL},
    {0x2028, 0x202e, KIND_CONTROL}, {0x2060, 0x2064, KIND_MARK},
    {0x2066, 0x206f, KIND_CONTROL}, {0x20d0, 0x20ff, KIND_MARK},
    {0x231a, 0x231b, KIND_WIDE},    {0x2329, 0x232a, KIND_WIDE},
    {0x23e9, 0x23ec, KIND_WIDE},    {0x23f0, 0x23f0, KIND_WIDE},
    {0x23f3, 0x23f3, KIND_WIDE},    {0x25fd, 0x25fe, KIND_WIDE},
    {0x2614, 0x2615, KIND_WIDE},    {0x2648, 0x2653, KIND_WIDE},
    {0x267f, 0x267f, KIND_WIDE},    {0x2693, 0x2693, KIND_WIDE},
    {0x26a1, 0x26a1, KIND_WIDE},    {0x26aa, 0x26ab, KIND_WIDE},
    {0x26bd, 0x26be, KIND_WIDE},    {0x26c4, 0x26c5, KIND_WIDE},
    {0x26ce, 0x26ce, KIND_WIDE},    {0x26d4, 0x26d4, KIND_WIDE},
    {0x26ea, 0x26ea, KIND_WIDE},    {0x26f2, 0x26f3, KIND_WIDE},
    {0x26f5, 0x26f5, KIND_WIDE},    {0x26fa, 0x26fa, KIND_WIDE},
    {0x26fd, 0x26fd, KIND_WIDE},    {0x2705, 0x2705, KIND_WIDE},
    {0x270a, 0x270b, KIND_WIDE},    {0x2728, 0x2728, KIND_WIDE},
    {0x274c, 0x274c, KIND_WIDE},    {0x274e, 0x274e, KIND_WIDE},
    {0x2753, 0x2755, KIND_WIDE},    {0x2757, 0x2757, KIND_WIDE},
    {0x2795, 0x2797, KIND_WIDE},    {0x27b0, 0x27b0, KIND_WIDE},
    {0x27bf, 0x27bf, KIND_WIDE},    {0x2b1b, 0x2b1c, KIND_WIDE},
    {0x2b50, 0x2b50, KIND_WIDE},    {0x2b55, 0x2b55, KIND_WIDE},
    {0x2e80, 0x3029, KIND_WIDE},    {0x302a, 0x302d, KIND_MARK},
    {0x302e, 0x303e, KIND_WIDE},    {0x3041, 0x3096, KIND_WIDE},
    {0x3099, 0x309a, KIND_MARK},    {0x309b, 0x3247, KIND_WIDE},
    {0x3250, 0x4dbf, KIND_WIDE},    {0x4e00, 0xa4cf, KIND_WIDE},
    {0xa960, 0xa97c, KIND_WIDE},    {0xac00, 0xd7a3, KIND_WIDE},
    {0xd7b0, 0xd7ff, KIND_MARK},    {0xf900, 0xfaff, KIND_WIDE},
    {0xfe00, 0xfe0f, KIND_MARK},    {0xfe10, 0xfe19, KIND_WIDE},
    {0xfe20, 0xfe2f, KIND_MARK},    {0xfe30, 0xfe6f, KIND_WIDE},
    {0xfeff, 0xfeff, KIND_MARK},    {0xff01, 0xff60, KIND_WIDE},
    {0xffe0, 0xffe6, KIND_WIDE},    {0x16fe0, 0x16fe3, KIND_WIDE},
    {0x16fe4, 0x16fe4, KIND_MARK},  {0x16ff0, 0x18d08, KIND_WIDE},
    {0x1aff0, 0x1b2ff, KIND_WIDE},  {0x1f004, 0x1f004, KIND_WIDE},
    {0x1f0cf, 0x1f0cf, KIND_WIDE},  {0x1f18e, 0x1f18e, KIND_WIDE},
    {0x1f191, 0x1f19a, KIND_WIDE},  {0x1f200, 0x1f320, KIND_WIDE},
    {0x1f32d, 0x1f335, KIND_WIDE},  {0x1f337, 0x1f37c, KIND_WIDE},
    {0x1f37e, 0x1f393, KIND_WIDE},  {0x1f3a0, 0x1f3ca, KIND_WIDE},
    {0x1f3cf, 0x1f3d3, KIND_WIDE},  {0x1f3e0, 0x1f3f0, KIND_WIDE},
    {0x1f3f4, 0x1f3f4, KIND_WIDE},  {0x1f3f8, 0x1f43e, KIND_WIDE},
    {0x1f440, 0x1f440, KIND_WIDE},  {0x1f442, 0x1f4fc, KIND_WIDE},
    {0x1f4ff, 0x1f53d, KIND_WIDE},  {0x1f54b, 0x1f54e, KIND_WIDE},
    {0x1f550, 0x1f567, KIND_WIDE},  {0x1f57a, 0x1f57a, KIND_WIDE},
    {0x1f595, 0x1f596, KIND_WIDE},  {0x1f5a4, 0x1f5a4, KIND_WIDE},
    {0x1f5fb, 0x1f64f, KIND_WIDE},  {0x1f680, 0x1f6c5, KIND_WIDE},
    {0x1f6cc, 0x1f6cc, KIND_WIDE},  {0x1f6d0, 0x1f6d2, KIND_WIDE},
    {0x1f6d5, 0x1f6df, KIND_WIDE},  {0x1f6eb, 0x1f6ec, KIND_WIDE},
    {0x1f6f4, 0x1f6fc, KIND_WIDE},  {0x1f7e0, 0x1f7f0, KIND_WIDE},
    {0x1f90c, 0x1f93a, KIND_WIDE},  {0x1f93c, 0x1f945, KIND_WIDE},
    {0x1f947, 0x1f9ff, KIND_WIDE},  {0x1fa70, 0x1faff, KIND_WIDE},
    {0x20000, 0x3fffd, KIND_WIDE},  {0xe0001, 0xe01ef, KIND_MARK},
};

/* clang-format on */

static enum kind kind_of(uint32_t character)
{
    size_t from = 0;
    size_t to = sizeof RANGES / sizeof RANGES[0];
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (character > RANGES[middle].last)
            from = middle + 1;
        else if (character < RANGES[middle].first)
            to = middle;
        else
            return RANGES[middle].kind;
    }
    return KIND_ORDINARY;
}

size_t mi_utf8_length(const char *string)
{
    static const struct {
        uint8_t mask, lead, low, high; /* lead byte, and range of the second byte */
        uint8_t size;
    } FORMS[] = {
        {0x80, 0x00, 0, 0, 1},       {0xff, 0xe0, 0xa0, 0xbf, 3}, {0xff, 0xed, 0x80, 0x9f, 3},
        {0xff, 0xf0, 0x90, 0xbf, 4}, {0xff, 0xf4, 0x80, 0x8f, 4}, {0xf0, 0xe0, 0x80, 0xbf, 3},
        {0xfc, 0xf0, 0x80, 0xbf, 4}, {0xe0, 0xc0, 0x80, 0xbf, 2},
    };
    const uint8_t *at = (const uint8_t *)string;
    if (*at == '\0' || *at == 0xc0 || *at == 0xc1)
        return 0;
    for (size_t i = 0; i < sizeof FORMS / sizeof FORMS[0]; i++) {
        if ((*at & FORMS[i].mask) != FORMS[i].lead)
            continue;
        for (size_t k = 1; k < FORMS[i].size; k++) {
            uint8_t low = k == 1 ? FORMS[i].low : 0x80;
            uint8_t high = k == 1 ? FORMS[i].high : 0xbf;
            if (at[k] < low || at[k] > high)
                return 0;
        }
        return FORMS[i].size;
    }
    return 0;
}

size_t mi_utf8_from(uint16_t unit, char out[3])
{
    size_t size = unit < 0x80 ? 1 : unit < 0x800 ? 2 : 3;
    if (size == 1)
        out[0] = (char)unit;
    else if (size == 2)
        out[0] = (char)(0xc0 | unit >> 6);
    else
        out[0] = (char)(0xe0 | unit >> 12);
    if (size == 3)
        out[1] = (char)(0x80 | (unit >> 6 & 0x3f));
    if (size > 1)
        out[size - 1] = (char)(0x80 | (unit & 0x3f));
    return size;
}

uint32_t mi_utf8_read(const char *string, size_t *length)
{
    static const uint8_t LEAD_BITS[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    *length = mi_utf8_length(string);
    uint32_t character = (uint8_t)*string & LEAD_BITS[*length];
    for (size_t i = 1; i < *length; i++)
        character = character << 6 | ((uint8_t)string[i] & 0x3f);
    return character;
}

bool mi_char_is_control(uint32_t character)
{
    return kind_of(character) == KIND_CONTROL;
}

size_t mi_ascii_run(const char *string)
{
    size_t length = 0;
    while (string[length] >= ' ' && string[length] < 0x7f)
        length++;
    return length;
}

unsigned mi_char_width(uint32_t character)
{
    static const uint8_t COLUMNS[] = {[KIND_ORDINARY] = 1, [KIND_WIDE] = 2};
    return character >= ' ' && character < 0x7f ? 1 : COLUMNS[kind_of(character)];
}

size_t mi_text_width(const char *string)
{
    size_t width = 0;
    while (*string != '\0') {
        size_t length;
        uint32_t character = mi_utf8_read(string, &length);
        width += length > 0 ? mi_char_width(character) : 1;
        string += length > 0 ? length : 1;
    }
    return width;
}
