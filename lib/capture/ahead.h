/*
 * Reading ahead: a thread of its own takes the items out of a reader, in batches, while those of
 * the batch before are decoded. The items and their order are the same as without it. Inside
 * lib/capture only.
 *
 * For files, which never make anybody wait: of a pipe, a batch would hold back what has arrived.
 */
#ifndef MITOOL_CAPTURE_AHEAD_H
#define MITOOL_CAPTURE_AHEAD_H

#include "reader.h"

struct mi_ahead;

/*
 * Starts reading. From now on only the thread may use reader and stream, until mi_ahead_end.
 * `hook` is called by mi_ahead_next before each batch, and now and then while it waits for one.
 * NULL when there is no thread or no memory to be had; the reader is then as it was.
 */
struct mi_ahead *mi_ahead_begin(const struct mi_reader_type *type, void *reader,
                                struct mi_stream *stream, void (*hook)(void *context),
                                void *context);

/* A packet, and how many more stand behind it. They live until the next item is asked for. */
struct mi_run {
    const struct mi_packet *packet;
    size_t more;
};

/*
 * The next items: all packets up to another item, put into `run`, or that, put into `item`. Not to
 * be called after the end.
 */
enum mi_got mi_ahead_next(struct mi_ahead *ahead, struct mi_item *item, struct mi_run *run);

/* Bytes that had been read when the present batch was finished. */
uint64_t mi_ahead_progress(const struct mi_ahead *ahead);

/* Stops the thread, at the next packet or read, and frees all that was read. Nothing for NULL. */
void mi_ahead_end(struct mi_ahead *ahead);

#endif
