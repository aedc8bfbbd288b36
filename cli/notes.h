/* Notes on a frame: how it was read, if not as usual, and with which of several keys. */
#ifndef MITOOL_CLI_NOTES_H
#define MITOOL_CLI_NOTES_H

#include "printer.h"

/* Which notes there are on a frame, as bits. */
uint32_t notes_on(const struct sighting *sighting);

/* Appends the first of them, and takes it from them. */
void note_next(struct mi_text *out, const struct sighting *sighting, uint32_t *notes);

#endif
