/* The loop that every reading command shares: source -> advertisements -> frames -> printer. */
#ifndef MITOOL_CLI_PIPELINE_H
#define MITOOL_CLI_PIPELINE_H

#include "capture/source.h"
#include "command.h"
#include "devices/device.h"
#include "devices/inquiry.h"
#include "memo.h"
#include "printer.h"
#include "radio/radio.h"
#include "recorder.h"
#include "ring.h"

struct tally {
    uint64_t packets;
    uint64_t frames;   /* that passed the filter */
    uint64_t filtered; /* that did not */
    uint64_t nameless; /* of `frames`, without any address: no device could be followed */
    uint64_t problems; /* of the input */
    uint64_t by_status[MI_STATUS_UNSUPPORTED + 1];
};

struct pipeline {
    const struct settings *settings;
    const struct printer *printer; /* NULL: frames are not printed */
    struct mi_ccm *ccm;
    struct key_choice choice;   /* of the frame that is being read */
    struct mi_devices *devices; /* NULL: frames are not told from their copies */
    struct recorder recorder;   /* of --write */
    struct mi_inquiry *inquiry; /* NULL: no verdict is wanted; else frames go there alone */
    bool stops_when_settled;    /* end when the verdict is */
    mi_time deadline;           /* MI_NO_TIME: none */
    /* Gets what is wrong and what is to be noted; NULL: it is said at once. */
    void (*told)(void *context, const char *sentence);
    void *told_context;
    bool folds;              /* copies of a frame are not printed */
    bool passes_over_copies; /* they are not decoded, as long as that makes no difference */
    struct memo memo;        /* to print them nonetheless */
    bool wants_frames;       /* a packet without a frame is worth a message */
    bool is_argument;        /* the input is an argument, which has no lines */
    uint64_t prints_left;    /* until as many as wanted were printed; 0: no limit */
    bool is_done;            /* nothing more is wanted */
    struct tally tally;
    struct mi_radio radio;
    struct mi_frame frame;
    char record[RECORD_MAX];
};

/* NULL, after saying so, when there is no memory or no cipher. */
struct pipeline *pipeline_new(const struct settings *settings);
void pipeline_free(struct pipeline *pipeline);

/* Follows devices from now on. False, after saying so, when there is no memory. */
bool pipeline_follow(struct pipeline *pipeline);

/* Reads a source to its end and closes it. `source` may be NULL: out of memory, which is said. */
void pipeline_read(struct pipeline *pipeline, struct mi_source *source);

/* Reads a file, "-" being standard input; `flags` as for mi_source_open. */
void pipeline_read_file(struct pipeline *pipeline, const char *path, unsigned flags);

/* Reads the files named, or standard input when there are none. */
void pipeline_read_files(struct pipeline *pipeline, int count, char **paths);

/* Why there is nothing to show. */
void pipeline_tell_nothing(const struct pipeline *pipeline);

/* With --verbose: how many packets and frames there were, by status. */
void pipeline_tell_tally(const struct pipeline *pipeline);

/* EXIT_INPUT when some input was unreadable, EXIT_NO when a frame is damaged or the key given does
 * not open it, else EXIT_DONE. */
enum exit_status pipeline_status(const struct pipeline *pipeline);

#endif
