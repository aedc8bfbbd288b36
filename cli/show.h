/*
 * What parse, pcap and scan are made of: frames are read somewhere and shown as they come, or one
 * line a device when all are read, or in a table meanwhile; and their packets may be written.
 */
#ifndef MITOOL_CLI_SHOW_H
#define MITOOL_CLI_SHOW_H

#include "pipeline.h"
#include "watch.h"

/* Where frames are read. */
struct place {
    bool is_live; /* an adapter, else files */
    int count;    /* of files; none: standard input */
    char **paths;
};

/* Reads them all. `watch` may be NULL. */
void place_read(const struct place *place, struct pipeline *pipeline, struct watch *watch);

/* With `folds`, copies of frames are left out unless the settings want them. */
enum exit_status show_frames(const struct settings *settings, const char *command,
                             const struct place *place, bool folds);

#endif
