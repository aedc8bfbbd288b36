/* What was read, in counts and in words: packets and frames, and why there were none. */
#ifndef MITOOL_CLI_TALLY_H
#define MITOOL_CLI_TALLY_H

#include "beacon/frame.h"
#include "command.h"

struct tally {
    uint64_t packets;
    uint64_t frames;   /* that passed the filter */
    uint64_t filtered; /* that did not */
    mi_time first;     /* when these were heard; MI_NO_TIME: not known of any */
    mi_time last;
    uint64_t nameless;   /* of `frames`, without any address: no device could be followed */
    uint64_t problems;   /* of the input */
    uint64_t unreadable; /* inputs that could not be opened, or read to their end */
    uint64_t by_status[MI_STATUS_UNSUPPORTED + 1];
};

struct pipeline;

/* Why there is nothing to show. */
void pipeline_tell_nothing(const struct pipeline *pipeline);

/* With --verbose: how many packets and frames there were, by status. */
void pipeline_tell_tally(const struct pipeline *pipeline);

/* EXIT_INPUT when some input was unreadable, EXIT_NO when a frame is damaged or the key given does
 * not open it, else EXIT_DONE. */
enum exit_status pipeline_status(const struct pipeline *pipeline);

#endif
