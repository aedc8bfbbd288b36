/* --plot: how readings of each device went over time, drawn when all is read. */
#ifndef MITOOL_CLI_PLOT_H
#define MITOOL_CLI_PLOT_H

#include "sink.h"

/* A sink behind the one that follows the devices; copies of frames are values too. NULL when out of
 * memory. */
struct sink *plot_new(const struct output_settings *settings, struct mi_devices *devices);

/* Draws the curves of all devices, in their order. False when out of memory, which it says. */
bool plot_print(const struct sink *sink);

#endif
