/* The loop that every reading command shares: source -> advertisements -> frames -> sinks. */
#ifndef MITOOL_CLI_PIPELINE_H
#define MITOOL_CLI_PIPELINE_H

#include "capture/source.h"
#include "complaints.h"
#include "connections.h"
#include "hearing.h"
#include "radio/radio.h"
#include "sink.h"
#include "tally.h"

/* What comes again, as the radio tells, and what each of these advertisements held. */
struct remembered {
    struct mi_echoes echoes;
    struct {
        enum {
            HOLDS_UNTOLD,  /* it has to be read */
            HOLDS_NOTHING, /* no frame and no name */
            HOLDS_FRAME,   /* one frame, and no name */
        } what;
        uint64_t hash; /* of the envelope */
    } places[MI_ECHOES];
};

struct pipeline {
    const struct settings *settings;
    struct sink *first; /* of the chain, */
    struct {            /* and the first one that takes each of these; NULL: none does */
        struct sink *packet;
        struct sink *packet_end;
        struct sink *advert;
        struct sink *copy;
    } takers;
    struct mi_ccm *ccm;
    const struct mi_address *mac;    /* of advertisements that carry none; NULL: is not known */
    bool offers_copies;              /* the sinks can make do with copies that are not decoded */
    bool is_silent;                  /* nothing is printed meanwhile */
    bool is_open;                    /* an input was */
    bool is_done;                    /* nothing more is wanted */
    mi_time deadline;                /* of the steady clock; MI_NO_TIME: none */
    const struct mi_source *source;  /* that is being read */
    const char *format;              /* of the last input; NULL: it could not be opened */
    struct connections *connections; /* owned; NULL: what they say is not wanted */
    struct hearing *hearing;         /* NULL: nobody asks what else is heard */
    struct filter_heard heard;
    struct tally tally;
    struct complaints complaints; /* about it */
    struct mi_radio radio;
    struct remembered *remembered; /* NULL: what comes again is read again */
    struct mi_frame frame;
};

/*
 * From now on, signals only end the reading, so that results are printed and files complete.
 * NULL, after saying so, when there is no memory or no cipher.
 */
struct pipeline *pipeline_new(const struct settings *settings);

/* With the sinks that it owns. */
void pipeline_free(struct pipeline *pipeline);

/* Puts a sink behind the others. False, after saying so, for NULL: out of memory. */
bool pipeline_add(struct pipeline *pipeline, struct sink *sink);

/*
 * What connections say is wanted, too: readings, or for those who give a `pairing` what tells of
 * keys. False, after saying so, when out of memory.
 */
bool pipeline_connect(struct pipeline *pipeline, struct mi_pairing *pairing);

/* Reads a source to its end and closes it. `source` may be NULL: out of memory, which is said. */
void pipeline_read(struct pipeline *pipeline, struct mi_source *source);

/* Reads a file, "-" being standard input; `flags` as for mi_source_open. */
void pipeline_read_file(struct pipeline *pipeline, const char *path, unsigned flags);

/* Reads the files named, or standard input when there are none. */
void pipeline_read_files(struct pipeline *pipeline, int count, char **paths);

/* Nothing more is read: what is written is complete, and signals end the program again. */
void pipeline_end(struct pipeline *pipeline);

/* Something is wrong with the input at this position. */
void pipeline_complain(struct pipeline *pipeline, uint64_t position,
                       const struct mi_problem *problem);

#endif
