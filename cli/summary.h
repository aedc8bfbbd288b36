/* One line a device, sorted by what needs attention. */
#ifndef MITOOL_CLI_SUMMARY_H
#define MITOOL_CLI_SUMMARY_H

#include "devices/device.h"

/* Prints all devices of which a frame was heard, as a table or as JSON lines. False when out
 * of memory, which it says. */
bool print_summary(struct mi_devices *devices, bool as_json);

#endif
