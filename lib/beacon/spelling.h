/* Keys as people write them: which of the characters are digits of the key, and which only dress.
 */
#ifndef MITOOL_BEACON_SPELLING_H
#define MITOOL_BEACON_SPELLING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MI_SPELLED_MAX = 128 };

/* Secret: wipe it with mi_wipe (ccm.h). */
struct mi_spelled {
    /* The value of a hex digit, 0 to 15, or the character that stands where a digit should. */
    uint8_t digit[MI_SPELLED_MAX];
    size_t count;
    /* Where in the text the first such character stands, 0 when no digit is before it; SIZE_MAX:
     * all are digits. */
    size_t odd_at;
};

static inline bool mi_is_spelled_digit(uint8_t digit)
{
    return digit < 16;
}

/*
 * Drops what loses nothing: blanks of all kinds, separators, brackets, quotes, entities and tags of
 * web pages, 0x, \x, types and casts of Go, Java and Rust, a label that ends in "key:" or "key[16]
 * =", what a program calls with a key, as bytes.fromhex('…'), and the number of bytes or digits in
 * parentheses or a remark behind it. Base64 of 16 bytes, a literal and a list of decimal numbers,
 * of 16 or 12, give the digits of the bytes. What else stands there is kept. False when nothing is
 * left or it is more than MI_SPELLED_MAX.
 */
bool mi_spelling_read(const char *text, size_t length, struct mi_spelled *spelled);

/* Whether all that is left are digits. */
bool mi_is_spelled_in_digits(const struct mi_spelled *spelled);

#endif
