/*
 * Files with nothing but keys: one a line, with comments before, behind and between them. Not
 * installed.
 */
#ifndef MITOOL_KEYS_KEYFILE_H
#define MITOOL_KEYS_KEYFILE_H

#include "../base/span.h"

/* What is left to read of such a file. */
struct mi_keyfile {
    struct mi_span text; /* from the next line on */
    struct mi_span line; /* this line */
    uint64_t number;     /* of this line, from 1; 0: none was read */
};

/* The next key as it is written; false at the end. */
bool mi_keyfile_next(struct mi_keyfile *file, struct mi_span *key);

#endif
