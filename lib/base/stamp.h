/* Moments for who writes many of them: within one second, only the fraction is written anew. */
#ifndef MITOOL_BASE_STAMP_H
#define MITOOL_BASE_STAMP_H

#include "time.h"

/* What was written last; zeroed at first. */
struct mi_stamp {
    int64_t second;                                     /* since 1970 */
    char written[sizeof "0000-00-00T00:00:00.000000Z"]; /* empty: nothing was */
};

/* As mi_text_time, but 0 is a moment like others. */
void mi_text_stamp(struct mi_text *text, mi_time time, struct mi_stamp *stamp);

#endif
