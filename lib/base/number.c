#include "base/number.h"

#include "base/pen.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    PLAIN_CHARACTERS = 25, /* beyond that, a number is written with an exponent */
    DOUBLE_DIGITS = DBL_DECIMAL_DIG,
    FLOAT_DIGITS = FLT_DECIMAL_DIG,
    HALF_DIGITS = 5,
    HALF_BITS = 11,
    HALF_LEAST = -13, /* the exponent of the smallest that has all of its bits */
    DECIMALS_MAX = 6, /* to round to */
};

/* Whether raw x factor and any offset fit; those of 32 bits do, which takes no division. */
static bool is_in_range(int64_t raw, int64_t factor)
{
    if (raw >= INT32_MIN && raw <= INT32_MAX)
        return true;
    int64_t largest = (INT64_MAX - INT16_MAX) / llabs(factor);
    return raw <= largest && raw >= -largest;
}

bool mi_number_scaled(int64_t raw, struct mi_scale scale, struct mi_number *number)
{
    int64_t factor = scale.factor != 0 ? scale.factor : 1;
    if (!is_in_range(raw, factor))
        return false;
    number->digits = raw * factor + scale.offset;
    number->exponent = scale.exponent;
    return true;
}

/* Of "e-05" and the like. */
static int exponent_of(const char *text)
{
    int value = 0;
    for (const char *digit = text + 2; *digit != '\0'; digit++)
        value = value * 10 + (*digit - '0');
    return text[1] == '-' ? -value : value;
}

/*
 * Digits and exponent from "-d.ddde±xx" with so many digits. The decimal point is the locale's, of
 * any bytes: it is never looked at.
 */
static struct mi_number number_of(const char *scientific, int count)
{
    const char *exponent = strrchr(scientific, 'e');
    bool is_negative = scientific[0] == '-';
    struct mi_number number = {
        .digits = scientific[is_negative] - '0',
        .exponent = (int16_t)(exponent_of(exponent) - (count - 1)),
    };
    for (const char *at = exponent - (count - 1); at < exponent; at++)
        number.digits = number.digits * 10 + (*at - '0');
    if (is_negative)
        number.digits = -number.digits;
    return number;
}

/* As a number of the type that has so many digits. */
static double as_type(double value, int digits)
{
    int exponent;
    if (digits != HALF_DIGITS)
        return digits == DOUBLE_DIGITS ? value : (double)(float)value;
    (void)frexp(value, &exponent);
    int last = (exponent > HALF_LEAST ? exponent : HALF_LEAST) - HALF_BITS;
    return ldexp(nearbyint(ldexp(value, -last)), last);
}

/* Reads a decimal back as the type that it came from; "213e-1" has no point that could differ. */
static double read_back(struct mi_number number, int digits)
{
    char buffer[40];
    struct mi_text decimal = mi_text(buffer, sizeof buffer);
    mi_text_signed(&decimal, number.digits);
    mi_text_char(&decimal, 'e');
    mi_text_signed(&decimal, number.exponent);
    return digits == FLOAT_DIGITS ? (double)strtof(buffer, NULL)
                                  : as_type(strtod(buffer, NULL), digits);
}

/* The fewest digits that read back as `value`. */
static bool shortest(double value, int digits, struct mi_number *number)
{
    static const double TENS[] = {1, 10, 100, 1e3, 1e4, 1e5, 1e6};
    char scientific[64];
    if (!isfinite(value))
        return false;
    /* Most readings have few decimals: no text is needed to see that. */
    for (int decimals = 0; fabs(value) < 1e6 && decimals < 7; decimals++) {
        double scaled = nearbyint(value * TENS[decimals]);
        double back = scaled / TENS[decimals];
        if (as_type(back, digits) == value) {
            *number = (struct mi_number){(int64_t)scaled, (int16_t)-decimals};
            return true;
        }
    }
    for (int count = 1; count <= digits; count++) {
        (void)snprintf(scientific, sizeof scientific, "%.*e", count - 1, value);
        *number = number_of(scientific, count);
        if (read_back(*number, digits) == value)
            break;
    }
    return true;
}

bool mi_number_half(uint16_t bits, struct mi_number *number)
{
    int exponent = bits >> 10 & 0x1f;
    int fraction = bits & 0x3ff;
    double value = exponent == 0 ? ldexp(fraction, -24) : ldexp(fraction + 1024, exponent - 25);
    return exponent != 0x1f && shortest((bits & 0x8000) != 0 ? -value : value, HALF_DIGITS, number);
}

bool mi_number_float(uint32_t bits, struct mi_number *number)
{
    float value;
    memcpy(&value, &bits, sizeof value);
    return shortest((double)value, FLOAT_DIGITS, number);
}

bool mi_number_double(uint64_t bits, struct mi_number *number)
{
    double value;
    memcpy(&value, &bits, sizeof value);
    return shortest(value, DOUBLE_DIGITS, number);
}

bool mi_number_rounded(double value, unsigned decimals, struct mi_number *number)
{
    if (decimals > DECIMALS_MAX)
        return false;
    for (unsigned i = 0; i < decimals; i++)
        value *= 10;
    if (!isfinite(value) || fabs(value) > 1e15)
        return false;
    number->digits = llround(value);
    number->exponent = (int16_t) - (int)decimals;
    return true;
}

double mi_number_value(struct mi_number number)
{
    static const double TENS[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10};
    double digits = (double)number.digits;
    if (number.exponent <= 0 && number.exponent >= -10)
        return digits / TENS[-number.exponent];
    return digits * pow(10, number.exponent);
}

static char *pen_zeros(char *at, int count)
{
    for (; count > 0; count--)
        *at++ = '0';
    return at;
}

/* Digits of which `whole` stand before the decimal point, or a zero, and `decimals` behind it. */
static char *pen_decimal(char *at, uint64_t digits, int whole, int decimals)
{
    char *end = at + (whole > 0 ? whole : 1) + 1 + decimals;
    char *digit = end;
    for (; decimals > 0; decimals--, digits /= 10)
        *--digit = (char)('0' + digits % 10);
    *--digit = '.';
    mi_pen_before(digit, digits);
    return end;
}

char *mi_pen_number_sent(char *at, struct mi_number number)
{
    uint64_t magnitude = number.digits < 0 ? 0 - (uint64_t)number.digits : (uint64_t)number.digits;
    int whole = (int)mi_pen_width(magnitude) + number.exponent;
    if (number.digits < 0)
        *at++ = '-';
    if (whole > PLAIN_CHARACTERS || number.exponent < -PLAIN_CHARACTERS)
        return mi_pen_signed(mi_pen_char(mi_pen_unsigned(at, magnitude), 'e'), number.exponent);
    return number.exponent < 0 ? pen_decimal(at, magnitude, whole, -number.exponent)
                               : pen_zeros(mi_pen_unsigned(at, magnitude), number.exponent);
}

char *mi_pen_number(char *at, struct mi_number number)
{
    while (number.exponent < 0 && number.digits % 10 == 0 && number.digits != 0) {
        number.digits /= 10;
        number.exponent++;
    }
    if (number.digits == 0)
        number.exponent = 0;
    return mi_pen_number_sent(at, number);
}

void mi_text_number(struct mi_text *text, struct mi_number number)
{
    char run[MI_PEN_NUMBER];
    mi_text_run(text, run, (size_t)(mi_pen_number(run, number) - run));
}

void mi_text_number_sent(struct mi_text *text, struct mi_number number)
{
    char run[MI_PEN_NUMBER];
    mi_text_run(text, run, (size_t)(mi_pen_number_sent(run, number) - run));
}
