/* Tables whose rows begin with a number of 16 bits, by which they are sorted. */
#ifndef MITOOL_BASE_SORTED_H
#define MITOOL_BASE_SORTED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Where the row with this number stands, or would stand; whether it is there. */
static inline bool mi_sorted_find(const void *rows, size_t count, size_t row_size, uint16_t number,
                                  size_t *place)
{
    size_t low = 0;
    size_t high = count;
    uint16_t other = 0;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        memcpy(&other, (const char *)rows + middle * row_size, sizeof other);
        if (other < number)
            low = middle + 1;
        else
            high = middle;
    }
    *place = low;
    if (low < count)
        memcpy(&other, (const char *)rows + low * row_size, sizeof other);
    return low < count && other == number;
}

#endif
