/* verify --summary: one line a device, worst first, and a total. */
#ifndef MITOOL_CLI_VERIFY_SUMMARY_H
#define MITOOL_CLI_VERIFY_SUMMARY_H

#include "printer.h"

/*
 * Prints the verdicts: of a plain device that nobody asked about there is only the number.
 * `judgements` are put into order.
 */
void print_verdicts(struct judgement *judgements, size_t count, const struct printer *printer);

#endif
