/*
 * Bytes of a file, a pipe or a file in an archive, unpacked when they are gzip, with look-ahead;
 * all inputs but the adapter come through it. Memory is one buffer of MI_STREAM_BUFFER bytes, and
 * for gzip what zlib needs.
 */
#ifndef MITOOL_CAPTURE_STREAM_H
#define MITOOL_CAPTURE_STREAM_H

#include "../base/problem.h"
#include "../base/time.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { MI_STREAM_BUFFER = 262144, MI_LINE_MAX = 65536 };

struct mi_stream;

/* "-" is standard input. NULL when out of memory; what else fails is told by mi_stream_problem. */
struct mi_stream *mi_stream_open(const char *path);

/* Over bytes in memory, which must outlive the stream and are not unpacked. */
struct mi_stream *mi_stream_memory(const void *bytes, size_t size);

/* Where bytes come from that are no file of their own. */
struct mi_supply {
    /* Up to `room` bytes; 0 at the end, or with a problem. */
    size_t (*read)(void *context, uint8_t *out, size_t room, struct mi_problem *problem);
    void *context;
    uint64_t size;

    /* When these bytes are gzip: how many may come out of them, and the problem of more. */
    uint64_t *unpacked_left;
    struct mi_problem too_much;
};

/* NULL when out of memory. */
struct mi_stream *mi_stream_supplied(const struct mi_supply *supply);
bool mi_stream_is_supplied(const struct mi_stream *stream);

/*
 * Makes `size` bytes (at most MI_STREAM_BUFFER) visible without consuming them, fewer at the end.
 * Waits only as long as there are fewer. `*there` says how many are visible, which may be more than
 * were asked for.
 */
const uint8_t *mi_stream_peek(struct mi_stream *stream, size_t size, size_t *there);

/* Consumes `size` bytes, at most those the last peek showed. */
void mi_stream_skip(struct mi_stream *stream, size_t size);

enum mi_line_status { MI_LINE, MI_LINE_TOO_LONG, MI_LINE_END };

/*
 * The next line without its LF or CR LF; valid until the next call. A last line without LF counts.
 * Of a line over MI_LINE_MAX bytes the beginning is given; the rest is for mi_stream_rest, or else
 * skipped by the next call of this one.
 */
enum mi_line_status mi_stream_line(struct mi_stream *stream, const char **line, size_t *length);

/*
 * More of the line that mi_stream_line found too long: a piece of at most MI_LINE_MAX bytes, with
 * MI_LINE_TOO_LONG when another one follows and MI_LINE when it was the last. MI_LINE_END when the
 * line is over.
 */
enum mi_line_status mi_stream_rest(struct mi_stream *stream, const char **piece, size_t *length);

/* Whether the line last read ended with LF, and not with the input. */
bool mi_stream_has_line_end(const struct mi_stream *stream);

/* What stopped the stream before its end: MI_OK, or why it could not be opened or read. */
struct mi_problem mi_stream_problem(const struct mi_stream *stream);

/* Bytes read from the file and its size, 0 when unknown. */
void mi_stream_progress(const struct mi_stream *stream, uint64_t *done, uint64_t *size);

/* Whether it is a file on a disk, of which nothing is ever waited for. */
bool mi_stream_is_file(const struct mi_stream *stream);

/* Whether it was packed, known once something was peeked at. */
bool mi_stream_is_gzip(const struct mi_stream *stream);

/* Whether its bytes can be had in any order: of a file on a disk as it is, or of memory. */
bool mi_stream_is_random(const struct mi_stream *stream);

/* Of such a stream: up to `room` bytes from one on, whatever was consumed; 0 when there is none. */
size_t mi_stream_read_at(const struct mi_stream *stream, uint64_t at, void *out, size_t room);

/*
 * For another thread: the stream ends where it is. Whoever reads the FILE of mi_stream_stdio has to
 * ask now and then.
 */
void mi_stream_stop(struct mi_stream *stream);
bool mi_stream_is_stopped(const struct mi_stream *stream);

/*
 * The rest of the stream as a FILE, for a library that wants one. It is the caller's to close,
 * before the stream, which must not be read meanwhile. A plain file is read by the FILE itself, and
 * the hook of mi_stream_before_read is then not called. NULL when out of memory.
 */
FILE *mi_stream_stdio(struct mi_stream *stream);

/* Bytes of the stream that such a FILE has taken. */
uint64_t mi_stream_given(const struct mi_stream *stream);

/* Called before each read of the file, which may have to wait: the moment to flush the output. */
void mi_stream_before_read(struct mi_stream *stream, void (*hook)(void *context), void *context);

/* Ends the stream, without a problem, when it had to wait beyond this deadline of clock.h. */
void mi_stream_deadline(struct mi_stream *stream, mi_time moment);

/* The same as soon as this file can be read; -1: none. */
void mi_stream_end_with(struct mi_stream *stream, int file);

/* What the three before say of another stream, for this one. */
void mi_stream_wait_like(struct mi_stream *stream, const struct mi_stream *other);

/* Whether one of both has ended it, so that what came last may be a part of something. */
bool mi_stream_is_over(const struct mi_stream *stream);

void mi_stream_close(struct mi_stream *stream);

#endif
