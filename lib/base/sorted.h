/* Tables whose rows begin with a number of 16 bits, by which they are sorted. */
#ifndef MITOOL_BASE_SORTED_H
#define MITOOL_BASE_SORTED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

static inline uint16_t mi_sorted_number(const char *row)
{
    uint16_t number;
    memcpy(&number, row, sizeof number);
    return number;
}

/* Where the row with this number stands, or would stand. */
static inline const void *mi_sorted_place(const void *rows, size_t count, size_t row_size,
                                          uint16_t number)
{
    const char *row = rows; /* all before it have lower numbers */
    while (count > 0) {
        const char *middle = row + count / 2 * row_size;
        if (mi_sorted_number(middle) < number) {
            row = middle + row_size;
            count--;
        }
        count /= 2;
    }
    return row;
}

/* NULL when no row has this number. */
static inline const void *mi_sorted_find(const void *rows, size_t count, size_t row_size,
                                         uint16_t number)
{
    const char *row = mi_sorted_place(rows, count, row_size, number);
    const char *end = (const char *)rows + count * row_size;
    return row < end && mi_sorted_number(row) == number ? row : NULL;
}

#endif
