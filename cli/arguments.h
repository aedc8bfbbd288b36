/* Frames given as arguments: as hex, in files, or on standard input. */
#ifndef MITOOL_CLI_ARGUMENTS_H
#define MITOOL_CLI_ARGUMENTS_H

#include "pipeline.h"

struct arguments {
    struct sink sink; /* says where a problem is */
    unsigned flags;   /* for files, as for mi_source_open */
    bool is_hex;      /* what is read is an argument itself */
};

/* Before anything is read. False, after saying so, when out of memory. */
bool arguments_add(struct arguments *given, struct pipeline *pipeline, unsigned flags);

void arguments_read(struct arguments *given, int count, char **arguments);

#endif
