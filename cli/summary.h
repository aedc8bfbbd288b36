/* One line a device, sorted by what needs attention. */
#ifndef MITOOL_CLI_SUMMARY_H
#define MITOOL_CLI_SUMMARY_H

#include "printer.h"

/* Prints all devices of which a frame was heard. False when out of memory, which it says. */
bool print_summary(struct mi_devices *devices, const struct printer *printer);

#endif
