/* What a line of a log tells beside its payload. Inside lib/capture only. */
#ifndef MITOOL_CAPTURE_TEXT_BESIDE_H
#define MITOOL_CAPTURE_TEXT_BESIDE_H

#include "dialect.h"

/* Time, number, address and signal strength of the line; nothing else known. */
struct mi_packet mi_line_about(const struct mi_line *line);

/* The last address in the text and the number behind it, if there is one. */
void mi_span_sender(struct mi_span span, struct mi_packet *about);

#endif
