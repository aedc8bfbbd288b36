/* What is wrong with an input: the first few of a kind are printed, the others counted. */
#ifndef MITOOL_CLI_COMPLAINTS_H
#define MITOOL_CLI_COMPLAINTS_H

#include "base/problem.h"

/* Zeroed at the beginning of an input. */
struct complaints {
    struct {
        uint32_t count;
        struct mi_problem last;
    } kinds[MI_P_CODES];
};

/* Counts it. Whether it is one of the first few of its kind. */
bool complaints_take(struct complaints *complaints, const struct mi_problem *problem);

/*
 * The next kind, from `*kind` on, of which more came than were said; false when there is none. Sets
 * `problem` to how many more, in the words of the last one, which are written to `words`.
 */
bool complaints_rest(const struct complaints *complaints, unsigned *kind, struct mi_text *words,
                     struct mi_problem *problem);

#endif
