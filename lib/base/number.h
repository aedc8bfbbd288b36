/*
 * A number as it was sent: digits x 10^exponent, exactly. 21.3 is {213, -1}; 18.0 is {180, -1}, so
 * that the precision of the sender can still be shown. Never an infinity or a NaN.
 */
#ifndef MITOOL_BASE_NUMBER_H
#define MITOOL_BASE_NUMBER_H

#include "linkage.h"
#include "text.h"

#include <stdbool.h>
#include <stdint.h>

MI_BEGIN

struct mi_number {
    int64_t digits;
    int16_t exponent;
};

/* How a raw integer becomes a reading: (raw x factor + offset) x 10^exponent. */
struct mi_scale {
    int32_t factor; /* 0 stands for 1, so that a row may leave the scale out */
    int8_t exponent;
    int16_t offset;
};

/* The result when it fits, else false: |raw x factor| must stay below 2^63. */
bool mi_number_scaled(int64_t raw, struct mi_scale scale, struct mi_number *number);

/*
 * IEEE 754 binary16, binary32 and binary64 from their bits, as the shortest decimal that reads back
 * as the same bits (a binary16: as those of the equal binary32). False for NaN and infinity.
 */
bool mi_number_half(uint16_t bits, struct mi_number *number);
bool mi_number_float(uint32_t bits, struct mi_number *number);
bool mi_number_double(uint64_t bits, struct mi_number *number);

/* Rounded to `decimals` (0 to 6) decimals. False when not finite, too large, or of more. */
bool mi_number_rounded(double value, unsigned decimals, struct mi_number *number);

/* Nearest double; for drawing and for statistics. */
double mi_number_value(struct mi_number number);

/* "21.3", "18" : the shortest form, as JSON wants it. Plain digits, no exponent notation, unless
 * that would take more than 25 characters. */
void mi_text_number(struct mi_text *text, struct mi_number number);

/* "21.3", "18.0": with the decimals that were sent. */
void mi_text_number_sent(struct mi_text *text, struct mi_number number);

MI_END

#endif
