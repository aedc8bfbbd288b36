/* Whether what was given as a key is a damaged copy of another one. */
#include "devices/inquiry_parts.h"

#include "beacon/spelling.h"

enum { SLIPS_MAX = 8 /* of some 32 digits: two keys differ in many more */ };

static uint32_t lower_of(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

/* The digits that are wrong, missing or too many: the distance of Levenshtein, row by row. */
static uint32_t count_slips(const struct mi_spelled *typed, const struct mi_spelled *key)
{
    uint32_t row[2 * MI_KEY_SIZE + 1];
    for (uint32_t k = 0; k <= key->count; k++)
        row[k] = k;
    for (size_t i = 0; i < typed->count; i++) {
        uint32_t diagonal = row[0]++;
        for (size_t k = 0; k < key->count; k++) {
            uint32_t swapped = diagonal + (typed->digit[i] != key->digit[k]);
            diagonal = row[k + 1];
            row[k + 1] = lower_of(swapped, lower_of(row[k], diagonal) + 1);
        }
    }
    return row[key->count];
}

static void spell(const struct mi_key *key, struct mi_spelled *spelled)
{
    char digits[2 * MI_KEY_SIZE + 1];
    struct mi_text text = mi_text(digits, sizeof digits);
    mi_text_bytes(&text, key->bytes, key->size, '\0');
    (void)mi_spelling_read(digits, text.length, spelled);
    mi_wipe(digits, sizeof digits);
}

/* Looks at one more; `least` is 0 as long as none is like the key. */
static void compare(const struct mi_spelled *given, const struct mi_spelled *key, uint32_t *least)
{
    uint32_t slips = given->count <= MI_SPELLED_MAX ? count_slips(given, key) : SLIPS_MAX + 1;
    if (slips > 0 && slips <= SLIPS_MAX && (*least == 0 || slips < *least))
        *least = slips;
}

uint32_t mi_inquiry_slips(const struct mi_inquiry *inquiry, const struct mi_key *key)
{
    const struct mi_key_set *set = &inquiry->options.keys;
    const struct mi_mend_options *mend = &inquiry->options.mend;
    struct mi_spelled right, given;
    uint32_t least = 0;
    spell(key, &right);
    for (size_t i = set->owned; i < set->count; i++) {
        spell(&set->keys[i], &given);
        compare(&given, &right, &least);
    }
    for (size_t i = 0; i < mend->typed_count; i++) {
        if (mend->typed[i].file != NULL)
            continue;
        (void)mi_spelling_read(mend->typed[i].text, mend->typed[i].length, &given);
        compare(&given, &right, &least);
    }
    mi_wipe(&right, sizeof right);
    mi_wipe(&given, sizeof given);
    return least;
}
