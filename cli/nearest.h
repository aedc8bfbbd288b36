/* The known word that somebody meant who typed another one. */
#ifndef MITOOL_CLI_NEAREST_H
#define MITOOL_CLI_NEAREST_H

#include <stddef.h>

enum { WORD_BYTES = 64, HINT_MAX = 96 };

struct nearest {
    const char *typed;
    const char *before;     /* stands in front of the words, such as "--"; NULL: nothing does */
    char found[WORD_BYTES]; /* with it; empty: none is near */
    size_t distance;        /* from `typed` to the word */
};

/*
 * Offers a known word. It is near when it differs by one slip of the pen, or by one in three
 * characters, or when it begins with what was typed; the nearest one stays, of equals one that
 * begins and ends as it does, then the first. A slip is a character too many, too few, wrong, or
 * swapped with its neighbour; case does not count.
 */
void nearest_offer(struct nearest *nearest, const char *word);

/* "," did you mean 'parse'?", or nothing when none is near. */
const char *nearest_hint(const struct nearest *nearest, char hint[HINT_MAX]);

#endif
