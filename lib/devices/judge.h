/* Who answers a question about one device and its key. Inside lib/devices only. */
#ifndef MITOOL_DEVICES_JUDGE_H
#define MITOOL_DEVICES_JUDGE_H

#include "question.h"

/* The verdict on one device from its evidence. */
void mi_judge(const struct mi_question *question, struct mi_verdict *verdict);

/* Do nothing when there is no room. Advice that stands there already is not added again. */
void mi_verdict_reason(struct mi_verdict *verdict, struct mi_reason reason);
void mi_verdict_advise(struct mi_verdict *verdict, enum mi_advice_code code);

#endif
