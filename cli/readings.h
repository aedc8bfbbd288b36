/* The readings that are known here: what the tables of all formats make. */
#ifndef MITOOL_CLI_READINGS_H
#define MITOOL_CLI_READINGS_H

#include "nearest.h"

#include <stdbool.h>
#include <stdint.h>

struct known_reading {
    const char *key;
    const char *unit; /* NULL: none */
    uint8_t kind;     /* enum mi_kind */
};

/* Visits each, and those again that several rows make. */
void readings_visit(void (*visit)(void *context, const struct known_reading *reading),
                    void *context);

/*
 * Whether it is the key of a sensor or binary, also of the second one in a frame: "temperature_2".
 * Otherwise those that are near are offered.
 */
bool reading_is_drawn(const char *name, struct nearest *nearest);

/* What yes means, of a binary: "unlocked"; NULL when it is not known. */
const char *reading_yes(const char *key);

#endif
