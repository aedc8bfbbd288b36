/* Notes on a frame: how it was read, if not as usual, and with which of several keys. */
#ifndef MITOOL_CLI_NOTES_H
#define MITOOL_CLI_NOTES_H

#include "printer.h"

/* Appends the note that comes next; false when there is none any more. Begin with *at = 0. */
bool note_next(const struct sighting *sighting, unsigned *at, struct mi_text *out);

#endif
