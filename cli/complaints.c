#include "complaints.h"

enum { SAID_MAX = 5 };

bool complaints_take(struct complaints *complaints, const struct mi_problem *problem)
{
    uint32_t *count = &complaints->kinds[problem->code].count;
    *count += *count < UINT32_MAX ? 1 : 0;
    complaints->kinds[problem->code].last = *problem;
    return *count <= SAID_MAX;
}

bool complaints_rest(const struct complaints *complaints, unsigned *kind, struct mi_text *words,
                     struct mi_problem *problem)
{
    while (*kind < MI_P_CODES && complaints->kinds[*kind].count <= SAID_MAX)
        ++*kind;
    if (*kind == MI_P_CODES)
        return false;
    *words = mi_text(words->start, words->size);
    mi_text_problem(words, &complaints->kinds[*kind].last);
    *problem = (struct mi_problem){
        .code = MI_P_MORE_LIKE_THIS,
        .number = {complaints->kinds[*kind].count - SAID_MAX},
        .string = words->start,
    };
    ++*kind;
    return true;
}
