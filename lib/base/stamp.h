/* Moments for who writes many of them: within one second, only the fraction is written anew. */
#ifndef MITOOL_BASE_STAMP_H
#define MITOOL_BASE_STAMP_H

#include "pen.h"
#include "time.h"

enum { MI_SECONDS_A_DAY = 86400 };

enum { MI_STAMP = sizeof "0000-00-00T00:00:00.000000Z" - 1, MI_STAMP_FRACTION = 20 };

/* The second that was written last; zeroed at first. */
struct mi_stamp {
    int64_t second;             /* since 1970 */
    char written[MI_STAMP + 1]; /* empty: nothing was */
};

void mi_stamp_begin(struct mi_stamp *stamp, int64_t second);

/* MI_STAMP characters as of mi_text_time, but 0 is a moment like others. */
static inline char *mi_pen_stamp(char *at, mi_time time, struct mi_stamp *stamp)
{
    int64_t second = time / MI_SECOND;
    int32_t fraction = (int32_t)(time % MI_SECOND);
    if (fraction < 0) {
        fraction += (int32_t)MI_SECOND;
        second--;
    }
    if (second != stamp->second || stamp->written[0] == '\0')
        mi_stamp_begin(stamp, second);
    uint32_t microsecond = (uint32_t)fraction / 1000;
    uint32_t in_hundredth = microsecond % 10000;
    char *end = mi_pen_run(at, stamp->written, MI_STAMP);
    at = mi_pen_two_digits(at + MI_STAMP_FRACTION, microsecond / 10000);
    at = mi_pen_two_digits(at, in_hundredth / 100);
    (void)mi_pen_two_digits(at, in_hundredth % 100);
    return end;
}

void mi_text_stamp(struct mi_text *text, mi_time time, struct mi_stamp *stamp);

#endif
