/*
 * What reads one kind of input, and the list of what there is. Inside lib/capture only.
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
#include <string.h>

enum mi_match {
    MI_MATCH_NO,
    MI_MATCH_MORE,  /* nothing speaks against it, but there are too few bytes to tell */
    MI_MATCH_WHOLE, /* yes when the input ends here */
    MI_MATCH_YES,
};

/* Whether an input begins with these bytes. */
static inline enum mi_match mi_match_start(const uint8_t *head, size_t size, const void *start,
                                           size_t length)
{
    size_t common = size < length ? size : length;
    if (common > 0 && memcmp(head, start, common) != 0)
        return MI_MATCH_NO;
    return size < length ? MI_MATCH_MORE : MI_MATCH_YES;
}

/* What a reader gives: a packet or a problem, and where in the input it stands. */
struct mi_item {
    struct mi_packet packet; /* its bytes live until the reader is asked again */
    struct mi_problem problem;
    uint64_t position; /* line of a text or packet of a file, from 1; 0: the whole input */
};

/* What one step of a reader comes to. */
enum mi_step {
    MI_STEP_PACKET = MI_GOT_PACKET,
    MI_STEP_PROBLEM = MI_GOT_PROBLEM,
    MI_STEP_END = MI_GOT_END,
    MI_STEP_ON, /* nothing to give: take the next one */
};

struct mi_reader_type {
    const char *name; /* of the format, as mi_source_format gives it */

    /*
     * Looks at the first bytes of an input. Called again with more of them for as long as it
     * answers MI_MATCH_MORE, up to MI_STREAM_BUFFER; at the end of the input that counts as no.
     * A pipe waits meanwhile, so answer MI_MATCH_NO as early as possible.
     */
    enum mi_match (*matches)(const uint8_t *head, size_t size);

    size_t size; /* of a reader's state: a struct mi_input, and zeros at the first byte of it */

    /* Gets what else it needs from the beginning; NULL: nothing. False when out of memory. */
    bool (*prepare)(void *reader);

    /* The next item: fills the packet, or the problem, and the position. */
    enum mi_got (*next)(void *reader, struct mi_item *item);
    enum mi_step (*step)(void *reader, struct mi_item *item); /* where next goes by steps */

    void (*close)(void *reader);
};

/* What is read, and how. */
struct mi_input {
    const struct mi_reader_type *type;
    struct mi_stream *stream;
    unsigned flags;
    bool gives_data; /* MI_SOURCE_DATA is one of them */
};

/* NULL when out of memory. */
void *mi_reader_open(const struct mi_reader_type *type, struct mi_stream *stream, unsigned flags);

/* clang-format off */

/* A line for each mi_NAME_reader, in the order of asking; the last one takes everything. */
#define READERS(NAME)                                      \
    NAME(zip) /* tells what to do where it cannot be opened */ \
    NAME(packed) /* tells how to unpack it */              \
    NAME(btsnooz_log) /* not packed */                     \
    NAME(btsnoop)                                          \
    NAME(pcap)                                             \
    NAME(pcapng)                                           \
    NAME(btsnooz) /* packed, by itself */                  \
    NAME(packetlogger)                                     \
    NAME(hcidump_native)                                   \
    NAME(bugreport) /* btsnooz inside a text of Android */ \
    NAME(raw) /* one packet */                             \
    NAME(text) /* whatever is text */

/* clang-format on */

#define READER_DECLARED(name_) extern const struct mi_reader_type mi_##name_##_reader;
READERS(READER_DECLARED)

#endif
