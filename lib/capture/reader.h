/*
 * What reads one kind of input: a row of the table in source.c. Inside lib/capture only.
 *
 * A reader takes bytes from the stream and gives packets and problems. It neither opens nor closes
 * the stream, and what stops the stream (mi_stream_problem) is told by the source, after the reader
 * has come to its end.
 */
#ifndef MITOOL_CAPTURE_READER_H
#define MITOOL_CAPTURE_READER_H

#include "../base/problem.h"
#include "../radio/packet.h"
#include "source.h"
#include "stream.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum mi_match {
    MI_MATCH_NO,
    MI_MATCH_MORE,  /* nothing speaks against it, but there are too few bytes to tell */
    MI_MATCH_WHOLE, /* yes when the input ends here */
    MI_MATCH_YES,
};

/* Whether an input begins with these bytes. */
enum mi_match mi_match_start(const uint8_t *head, size_t size, const void *start, size_t length);

/* What a reader gives: a packet or a problem, and where in the input it stands. */
struct mi_item {
    struct mi_packet packet; /* its bytes live until the reader is asked again */
    struct mi_problem problem;
    uint64_t position; /* line of a text or packet of a file, from 1; 0: the whole input */
};

struct mi_reader_type {
    const char *name; /* of the format, as mi_source_format gives it */

    /*
     * Looks at the first bytes of an input. Called again with more of them for as long as it
     * answers MI_MATCH_MORE, up to MI_STREAM_BUFFER; at the end of the input that counts as no.
     * A pipe waits meanwhile, so answer MI_MATCH_NO as early as possible.
     */
    enum mi_match (*matches)(const uint8_t *head, size_t size);

    /* The reader's state, at the first byte of the input; NULL when out of memory. */
    void *(*open)(struct mi_stream *stream, unsigned flags);

    /* The next item: fills the packet, or the problem, and the position. */
    enum mi_got (*next)(void *reader, struct mi_item *item);

    void (*close)(void *reader);
};

extern const struct mi_reader_type mi_packed_reader; /* tells how to unpack it */
extern const struct mi_reader_type mi_btsnoop_reader;
extern const struct mi_reader_type mi_pcap_reader;
extern const struct mi_reader_type mi_pcapng_reader;
extern const struct mi_reader_type mi_packetlogger_reader;
extern const struct mi_reader_type mi_hcidump_native_reader;
extern const struct mi_reader_type mi_btsnooz_reader;     /* packed, by itself */
extern const struct mi_reader_type mi_btsnooz_log_reader; /* not packed */
extern const struct mi_reader_type mi_bugreport_reader;   /* inside a text of Android */
extern const struct mi_reader_type mi_raw_reader;         /* one packet */
extern const struct mi_reader_type mi_text_reader;        /* takes whatever is text */

#endif
