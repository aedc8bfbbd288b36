#include "nearest.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { WORD_MAX = 40 };

static bool is_same(char a, char b)
{
    return tolower((unsigned char)a) == tolower((unsigned char)b);
}

static size_t lower_of(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Optimal string alignment: row i of the table holds the slips from the first i of `a`. */
static size_t count_slips(const char *a, const char *b)
{
    size_t rows[3][WORD_MAX + 1];
    size_t width = strlen(b);
    for (size_t k = 0; k <= width; k++)
        rows[0][k] = k;
    for (size_t i = 1; i <= strlen(a); i++) {
        size_t *now = rows[i % 3];
        const size_t *before = rows[(i + 2) % 3];
        now[0] = i;
        for (size_t k = 1; k <= width; k++) {
            size_t wrong = before[k - 1] + !is_same(a[i - 1], b[k - 1]);
            now[k] = lower_of(wrong, lower_of(before[k], now[k - 1]) + 1);
            if (i > 1 && k > 1 && is_same(a[i - 1], b[k - 2]) && is_same(a[i - 2], b[k - 1]))
                now[k] = lower_of(now[k], rows[(i + 1) % 3][k - 2] + 1);
        }
    }
    return rows[strlen(a) % 3][width];
}

/* Twice the slips; one less where the first and the last letter are right. */
static size_t distance(size_t slips, const char *typed, const char *word)
{
    size_t length = strlen(word);
    bool has_ends =
        length > 0 && is_same(*typed, *word) && is_same(typed[strlen(typed) - 1], word[length - 1]);
    return 2 * slips + !has_ends;
}

void nearest_offer(struct nearest *nearest, const char *word)
{
    size_t length = strlen(nearest->typed);
    if (length < 2 || length > WORD_MAX || strlen(word) > WORD_MAX)
        return;
    size_t slips =
        strncasecmp(word, nearest->typed, length) == 0 ? 1 : count_slips(nearest->typed, word);
    size_t far = distance(slips, nearest->typed, word);
    if (slips > 1 && slips > length / 3)
        return;
    if (*nearest->found != '\0' && nearest->distance <= far)
        return;
    (void)snprintf(nearest->found, sizeof nearest->found, "%s%s",
                   nearest->before != NULL ? nearest->before : "", word);
    nearest->distance = far;
}

const char *nearest_hint(const struct nearest *nearest, char hint[HINT_MAX])
{
    *hint = '\0';
    if (*nearest->found != '\0')
        (void)snprintf(hint, HINT_MAX, ", did you mean '%s'?", nearest->found);
    return hint;
}
