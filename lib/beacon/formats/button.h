/* MiBeacon object 0x1001, whose three bytes mean different things on different models. */
#ifndef MITOOL_BEACON_FORMATS_BUTTON_H
#define MITOOL_BEACON_FORMATS_BUTTON_H

#include "../frame.h"

/* `model` may be NULL. */
void mi_button_read(struct mi_frame *frame, const char *model, struct mi_bytes value);

/* Names of the events that come out, by index from 0; some more than once. NULL at the end. */
const char *mi_button_event(size_t index);

#endif
