/*
 * Text written where there is known to be room: each function writes at `at` and returns where that
 * ends, so that one piece after the other is written without asking where and whether it fits.
 * Whoever calls has reserved what all of them write at most.
 */
#ifndef MITOOL_BASE_PEN_H
#define MITOOL_BASE_PEN_H

#include "hex.h"
#include "number.h"
#include "text.h"

/* The most characters of one of each. */
enum {
    MI_PEN_INTEGER = 20, /* 18446744073709551615, -9223372036854775808 */
    MI_PEN_NUMBER = 28,  /* -0. and 25 decimals; -9223372036854775808e-32768 */
    MI_PEN_HEX = 16,
    MI_PEN_BYTE = 2,
};

/* The end of a text, where `most` characters can be written; NULL, the text being full, when there
 * is less room. */
static inline char *mi_pen_begin(struct mi_text *text, size_t most)
{
    if (most < text->size - text->length)
        return text->start + text->length;
    text->full = true;
    return NULL;
}

/* What was written from there up to `at` is part of the text. */
static inline void mi_pen_end(struct mi_text *text, char *at)
{
    *at = '\0';
    text->length = (size_t)(at - text->start);
}

static inline char *mi_pen_char(char *at, char c)
{
    *at = c;
    return at + 1;
}

static inline char *mi_pen_run(char *at, const char *run, size_t size)
{
    memcpy(at, run, size);
    return at + size;
}

/* A string: one or two moves for those that are constant. */
static inline char *mi_pen_add(char *at, const char *string)
{
    return mi_pen_run(at, string, strlen(string));
}

/* Both digits of a value below 100. */
static inline char *mi_pen_two_digits(char *at, uint32_t value)
{
    static const char PAIRS[] = "00010203040506070809101112131415161718192021222324"
                                "25262728293031323334353637383940414243444546474849"
                                "50515253545556575859606162636465666768697071727374"
                                "75767778798081828384858687888990919293949596979899";
    return mi_pen_run(at, PAIRS + 2 * value, 2);
}

/* How many digits it has. */
static inline unsigned mi_pen_width(uint64_t value)
{
    unsigned width = 1;
    for (uint64_t limit = 10; width < MI_PEN_INTEGER && value >= limit; limit *= 10)
        width++;
    return width;
}

/* All digits of a value, in front of `end`. */
static inline void mi_pen_before(char *end, uint64_t value)
{
    for (; value >= 100; value /= 100)
        (void)mi_pen_two_digits(end -= 2, (uint32_t)(value % 100));
    if (value >= 10)
        (void)mi_pen_two_digits(end - 2, (uint32_t)value);
    else
        end[-1] = (char)('0' + value);
}

static inline char *mi_pen_unsigned(char *at, uint64_t value)
{
    char *end = at + mi_pen_width(value);
    mi_pen_before(end, value);
    return end;
}

static inline char *mi_pen_signed(char *at, int64_t value)
{
    if (value < 0)
        *at++ = '-';
    return mi_pen_unsigned(at, value < 0 ? 0 - (uint64_t)value : (uint64_t)value);
}

/* As mi_text_number and mi_text_number_sent. */
char *mi_pen_number(char *at, struct mi_number number);
char *mi_pen_number_sent(char *at, struct mi_number number);

static inline char *mi_pen_byte(char *at, uint8_t byte)
{
    /* clang-format off */
#define ROW(h) h "0" h "1" h "2" h "3" h "4" h "5" h "6" h "7" h "8" h "9" h "a" h "b" h "c" h "d" h "e" h "f"
    static const char PAIRS[] = ROW("0") ROW("1") ROW("2") ROW("3") ROW("4") ROW("5") ROW("6") ROW("7")
                                ROW("8") ROW("9") ROW("a") ROW("b") ROW("c") ROW("d") ROW("e") ROW("f");
#undef ROW
    /* clang-format on */
    return mi_pen_run(at, PAIRS + MI_PEN_BYTE * byte, MI_PEN_BYTE);
}

static inline char *mi_pen_bytes(char *at, const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        at = mi_pen_byte(at, bytes[i]);
    return at;
}

/* As mi_text_hex. */
static inline char *mi_pen_hex(char *at, uint64_t value, unsigned digits)
{
    unsigned count = digits < MI_PEN_HEX ? digits : MI_PEN_HEX;
    while (count < MI_PEN_HEX && value >> 4 * count != 0)
        count++;
    unsigned left = count;
    for (; left >= MI_PEN_BYTE; left -= MI_PEN_BYTE, value >>= 8)
        (void)mi_pen_byte(at + left - MI_PEN_BYTE, (uint8_t)value);
    if (left > 0)
        *at = mi_hex_char((unsigned)value);
    return at + count;
}

/* The 8 digits of a fingerprint. */
static inline char *mi_pen_id(char *at, uint32_t id)
{
    for (unsigned shift = 32; shift > 0; shift -= 8)
        at = mi_pen_byte(at, (uint8_t)(id >> (shift - 8)));
    return at;
}

#endif
