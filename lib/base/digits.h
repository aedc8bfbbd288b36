/* Decimal digits, written in pairs. */
#ifndef MITOOL_BASE_DIGITS_H
#define MITOOL_BASE_DIGITS_H

#include <stdint.h>
#include <string.h>

/* Both digits of a value below 100. */
static inline void mi_put_two_digits(char *at, uint32_t value)
{
    static const char PAIRS[] = "00010203040506070809101112131415161718192021222324"
                                "25262728293031323334353637383940414243444546474849"
                                "50515253545556575859606162636465666768697071727374"
                                "75767778798081828384858687888990919293949596979899";
    memcpy(at, PAIRS + 2 * value, 2);
}

/* All digits of a value, up to 20, in front of `end`; where they begin. */
static inline char *mi_put_digits(char *end, uint64_t value)
{
    char *at = end;
    for (; value >= 10; value /= 100)
        mi_put_two_digits(at -= 2, (uint32_t)(value % 100));
    if (value > 0 || at == end)
        *--at = (char)('0' + value);
    return at;
}

#endif
