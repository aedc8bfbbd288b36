#include "fold.h"

#include "base/unicode.h"

/* clang-format off */

/* Capitals, every one or every second of them, and how far away the small letters are, in their
 * order; after UnicodeData.txt. The small letter among them is the sigma at the end of a word. */
static const struct {
    uint16_t first, last;
    uint8_t step;
    int8_t apart;
} CAPITALS[] = {
    {0x0041, 0x005a, 1, 32},  {0x00c0, 0x00d6, 1, 32},   {0x00d8, 0x00de, 1, 32},
    {0x0100, 0x012e, 2, 1},   {0x0132, 0x0136, 2, 1},    {0x0139, 0x0147, 2, 1},
    {0x014a, 0x0176, 2, 1},   {0x0178, 0x0178, 1, -121}, {0x0179, 0x017d, 2, 1},
    {0x01a0, 0x01a4, 2, 1},   {0x01af, 0x01af, 1, 1},    {0x01cd, 0x01db, 2, 1},
    {0x01de, 0x01ee, 2, 1},   {0x01f8, 0x021e, 2, 1},    {0x0222, 0x0232, 2, 1},
    {0x0386, 0x0386, 1, 38},  {0x0388, 0x038a, 1, 37},   {0x038c, 0x038c, 1, 64},
    {0x038e, 0x038f, 1, 63},  {0x0391, 0x03a1, 1, 32},   {0x03a3, 0x03ab, 1, 32},
    {0x03c2, 0x03c2, 1, 1},   {0x0400, 0x040f, 1, 80},   {0x0410, 0x042f, 1, 32},
    {0x0460, 0x0480, 2, 1},   {0x048a, 0x04be, 2, 1},    {0x04c0, 0x04c0, 1, 15},
    {0x04c1, 0x04cd, 2, 1},   {0x04d0, 0x052e, 2, 1},    {0x0531, 0x0556, 1, 48},
    {0x1e00, 0x1e94, 2, 1},   {0x1ea0, 0x1efe, 2, 1},    {0xff21, 0xff3a, 1, 32},
};

/* clang-format on */

static uint32_t fold(uint32_t character)
{
    for (size_t i = 0; i < sizeof CAPITALS / sizeof CAPITALS[0]; i++)
        if (character >= CAPITALS[i].first && character <= CAPITALS[i].last)
            return (character - CAPITALS[i].first) % CAPITALS[i].step == 0
                       ? (uint32_t)((int32_t)character + CAPITALS[i].apart)
                       : character;
    return character;
}

/* A byte that is no UTF-8 is a character of its own, above all others. */
static uint32_t take(const char **text)
{
    enum { NO_CHARACTER = 0x110000 };
    size_t length;
    uint32_t character = mi_utf8_read(*text, &length);
    if (length == 0)
        character = NO_CHARACTER + (uint8_t) * *text;
    *text += length > 0 ? length : 1;
    return fold(character);
}

/* What stands in `text` behind its beginning; NULL: it begins otherwise. */
static const char *behind(const char *text, const char *beginning)
{
    while (*beginning != '\0')
        if (*text == '\0' || take(&text) != take(&beginning))
            return NULL;
    return text;
}

bool fold_is_same(const char *a, const char *b)
{
    const char *rest = behind(a, b);
    return rest != NULL && *rest == '\0';
}

bool fold_has(const char *text, const char *part)
{
    while (*text != '\0' && behind(text, part) == NULL)
        (void)take(&text);
    return behind(text, part) != NULL;
}
