/* Writes the packets that passed the filter to a capture file, each of them once. */
#ifndef MITOOL_CLI_RECORDER_H
#define MITOOL_CLI_RECORDER_H

#include "capture/writer.h"
#include "printer.h"

enum { COMMENT_MAX = 8192 };

struct recorder {
    struct mi_writer *writer; /* NULL: nothing is written */
    const struct settings *settings;
    bool has_failed; /* said when it is closed */
    int reason;      /* errno */

    /* of the packet that is read */
    const struct mi_packet *packet;
    struct mi_advert advert; /* of one that passed */
    bool is_wanted;
    struct mi_text comment;
    char comment_buffer[COMMENT_MAX];
};

/* Opens what --write names, if anything. False, after saying so, when that fails. */
bool recorder_open(struct recorder *recorder, const struct settings *settings);

/* False, after saying so, when something could not be written. */
bool recorder_close(struct recorder *recorder);

/* A new packet; then its frames and advertisements that passed; then its end. */
void recorder_begin(struct recorder *recorder, const struct mi_packet *packet);
void recorder_frame(struct recorder *recorder, const struct mi_frame *frame);
void recorder_advert(struct recorder *recorder, const struct mi_advert *advert);
void recorder_end(struct recorder *recorder);

#endif
