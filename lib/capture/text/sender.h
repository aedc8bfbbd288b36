/*
 * The device that a line names for those below it, as scanners print it: "Device 50:EC:50:…
 * (public), RSSI=-61 dB", and then its data. Inside lib/capture only.
 */
#ifndef MITOOL_CAPTURE_TEXT_SENDER_H
#define MITOOL_CAPTURE_TEXT_SENDER_H

#include "dialect.h"

enum mi_awaited { MI_AWAITS_NOTHING, MI_AWAITS_ADDRESS, MI_AWAITS_RSSI };

/* Zeroed memory is none. */
struct mi_sender {
    enum mi_awaited awaited; /* a label stood alone: its value is the next line */
    struct mi_packet about;  /* address and signal strength; `number` of the line */
};

/* Takes what a line tells; `given` packets came out of it. */
void mi_sender_read(struct mi_sender *sender, const struct mi_line *line, size_t given);

/* Adds it to a packet of a line near below that tells no address. */
void mi_sender_tell(const struct mi_sender *sender, struct mi_packet *packet);

#endif
