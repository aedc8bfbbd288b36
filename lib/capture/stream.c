#include "capture/stream.h"

#include "capture/clock.h"
#include "capture/inflate.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    PACKED_BUFFER = 32768,
    REASON_MAX = 128,
};

static const uint8_t GZIP_MAGIC[] = {0x1f, 0x8b, 0x08};

struct gzip {
    struct mi_inflate *inflate;
    bool in_member;         /* a member has begun and not ended */
    struct mi_bytes packed; /* the bytes that were not yet unpacked, of these: */
    uint8_t buffer[PACKED_BUFFER];
};

struct mi_stream {
    int file; /* -1: none */
    struct mi_supply supply;
    const uint8_t *memory;  /* NULL: bytes come from the file or the supply */
    uint8_t *buffer;        /* NULL over memory */
    const uint8_t *at;      /* first visible byte */
    size_t left;            /* visible bytes */
    bool begun;             /* the first bytes were looked at: gzip or not */
    bool ended;             /* nothing becomes visible any more */
    atomic_bool is_stopped; /* nothing more is read: somebody else has said so */
    bool in_long_line;      /* the rest of a line over MI_LINE_MAX comes next */
    bool has_line_end;      /* the line last read had its LF */
    struct gzip *gzip;
    void (*before_read)(void *context);
    void *context;
    bool is_over;       /* the deadline or the file that ends it has come */
    mi_time deadline;   /* MI_NO_TIME: none */
    int end_file;       /* ends it when it can be read; -1: none */
    bool is_lent;       /* a FILE of mi_stream_stdio reads the file itself, */
    uint64_t lent_from; /* from this byte of it on */
    uint64_t given;     /* bytes to such a FILE through the stream */
    uint64_t done;
    uint64_t size;
    struct mi_problem problem;
    char reason[REASON_MAX];
};

static void fail(struct mi_stream *stream, enum mi_problem_code code, const char *reason)
{
    struct mi_text text = mi_text(stream->reason, sizeof stream->reason);
    mi_text_add(&text, reason);
    stream->problem = (struct mi_problem){.code = code, .string = stream->reason};
    stream->ended = true;
}

static struct mi_stream *new_stream(void)
{
    struct mi_stream *stream = calloc(1, sizeof *stream);
    if (stream != NULL)
        stream->file = stream->end_file = -1;
    return stream;
}

static struct mi_stream *new_buffered_stream(void)
{
    struct mi_stream *stream = new_stream();
    uint8_t *buffer = malloc(MI_STREAM_BUFFER);
    if (stream == NULL || buffer == NULL) {
        free(stream);
        free(buffer);
        return NULL;
    }
    stream->buffer = buffer;
    stream->at = buffer;
    return stream;
}

struct mi_stream *mi_stream_open(const char *path)
{
    struct mi_stream *stream = new_buffered_stream();
    if (stream == NULL)
        return NULL;
    stream->file =
        strcmp(path, "-") == 0 ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    struct stat status = {0};
    if (stream->file < 0)
        fail(stream, MI_P_CANNOT_OPEN, strerror(errno));
    else if (fstat(stream->file, &status) == 0 && S_ISDIR(status.st_mode))
        fail(stream, MI_P_CANNOT_READ, strerror(EISDIR));
    else if (S_ISREG(status.st_mode))
        stream->size = (uint64_t)status.st_size;
    return stream;
}

struct mi_stream *mi_stream_memory(const void *bytes, size_t size)
{
    struct mi_stream *stream = new_stream();
    if (stream == NULL)
        return NULL;
    stream->memory = bytes;
    stream->at = bytes;
    stream->left = size;
    stream->ended = true;
    stream->done = size;
    stream->size = size;
    return stream;
}

struct mi_stream *mi_stream_supplied(const struct mi_supply *supply)
{
    struct mi_stream *stream = new_buffered_stream();
    if (stream == NULL)
        return NULL;
    stream->supply = *supply;
    stream->size = supply->size;
    return stream;
}

bool mi_stream_is_supplied(const struct mi_stream *stream)
{
    return stream->supply.read != NULL;
}

/* Milliseconds that may be waited; negative: for ever. */
static int patience(const struct mi_stream *stream)
{
    if (mi_stream_is_supplied(stream))
        return 0;
    return stream->deadline != MI_NO_TIME ? mi_clock_left(stream->deadline) : -1;
}

/* Until there is something to read, as there always is of a supply. False when it is over before.
 */
static bool wait_for_bytes(const struct mi_stream *stream)
{
    struct pollfd files[] = {{.fd = stream->file, .events = POLLIN},
                             {.fd = stream->end_file, .events = POLLIN}};
    for (;;) {
        int left = patience(stream);
        int ready = poll(files, 2, left);
        if (ready > 0 && files[1].revents != 0)
            return false;
        if (ready > 0 || (ready < 0 && errno != EINTR))
            return true;
        if (left == 0)
            return mi_stream_is_supplied(stream);
    }
}

static ssize_t read_some(struct mi_stream *stream, uint8_t *out, size_t room)
{
    const struct mi_supply *supply = &stream->supply;
    if (mi_stream_is_supplied(stream))
        return (ssize_t)supply->read(supply->context, out, room, &stream->problem);
    return read(stream->file, out, room);
}

/* Bytes as they are: at least one, unless it ends or fails. */
static size_t read_file(struct mi_stream *stream, uint8_t *out, size_t room)
{
    bool waits = stream->deadline != MI_NO_TIME || stream->end_file >= 0;
    ssize_t got = -1;
    if (stream->before_read != NULL)
        stream->before_read(stream->context);
    while (got < 0 && !stream->is_over && !mi_stream_is_stopped(stream)) {
        stream->is_over = waits && !wait_for_bytes(stream);
        if (stream->is_over)
            break;
        got = read_some(stream, out, room);
        waits = waits || (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK));
        if (got < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) {
            fail(stream, MI_P_CANNOT_READ, strerror(errno));
            return 0;
        }
    }
    stream->ended = got <= 0;
    stream->done += got > 0 ? (uint64_t)got : 0;
    return got > 0 ? (size_t)got : 0;
}

static bool read_packed(struct mi_stream *stream)
{
    struct gzip *gzip = stream->gzip;
    size_t got = read_file(stream, gzip->buffer, sizeof gzip->buffer);
    if (got == 0 && stream->problem.code == MI_OK && gzip->in_member && !stream->is_over)
        fail(stream, MI_P_GZIP_CUT, "");
    gzip->packed = mi_bytes(gzip->buffer, got);
    return got > 0;
}

/* Between two members, where zeros may stand: begins the next one. */
static void begin_member(struct mi_stream *stream)
{
    struct gzip *gzip = stream->gzip;
    struct mi_bytes rest = gzip->packed;
    uint8_t first = mi_get_u8(&rest);
    if (first == 0) {
        gzip->packed = rest;
    } else if (first == GZIP_MAGIC[0]) {
        mi_inflate_again(gzip->inflate);
        gzip->in_member = true;
    } else {
        fail(stream, MI_P_GZIP_BAD, "");
    }
}

/* Of the bytes unpacked, those that may be. */
static size_t count_unpacked(struct mi_stream *stream, size_t made)
{
    uint64_t *left = stream->supply.unpacked_left;
    if (left == NULL)
        return made;
    if (made > *left) {
        made = (size_t)*left;
        stream->problem = stream->supply.too_much;
        stream->ended = true;
    }
    *left -= made;
    return made;
}

static size_t read_unpacked(struct mi_stream *stream, uint8_t *out, size_t room)
{
    struct gzip *gzip = stream->gzip;
    size_t made = 0;
    while (made == 0 && !stream->ended) {
        if (gzip->packed.left == 0 && !read_packed(stream))
            return 0;
        if (!gzip->in_member) {
            begin_member(stream);
            continue;
        }
        enum mi_inflated status = mi_inflate(gzip->inflate, &gzip->packed, out, room, &made);
        gzip->in_member = status != MI_INFLATE_DONE;
        if (status == MI_INFLATE_BAD)
            fail(stream, MI_P_GZIP_BAD, "");
    }
    return count_unpacked(stream, made);
}

static bool is_gzip(const struct mi_stream *stream, size_t size)
{
    return memcmp(stream->at, GZIP_MAGIC, size) == 0;
}

/* The bytes read so far are packed: they move to the unpacker. */
static void begin_gzip(struct mi_stream *stream)
{
    struct gzip *gzip = calloc(1, sizeof *gzip);
    if (gzip != NULL)
        gzip->inflate = mi_inflate_new(MI_WRAPPER_GZIP);
    if (gzip == NULL || gzip->inflate == NULL) {
        free(gzip);
        stream->left = 0;
        fail(stream, MI_P_CANNOT_READ, strerror(ENOMEM));
        return;
    }
    memcpy(gzip->buffer, stream->at, stream->left);
    gzip->packed = mi_bytes(gzip->buffer, stream->left);
    gzip->in_member = true;
    stream->gzip = gzip;
    stream->left = 0;
    stream->ended = false;
}

/* The first bytes of the file, so many that it is known whether they are gzip. */
static void begin(struct mi_stream *stream)
{
    stream->begun = true;
    size_t looked;
    do {
        stream->left +=
            read_file(stream, stream->buffer + stream->left, PACKED_BUFFER - stream->left);
        looked = stream->left < sizeof GZIP_MAGIC ? stream->left : sizeof GZIP_MAGIC;
    } while (!stream->ended && looked < sizeof GZIP_MAGIC && is_gzip(stream, looked));
    if (looked == sizeof GZIP_MAGIC && is_gzip(stream, looked))
        begin_gzip(stream);
}

/* Moves what is visible to the front when little room is behind it. The room there is then. */
static size_t make_room(struct mi_stream *stream)
{
    size_t used = (size_t)(stream->at - stream->buffer) + stream->left;
    if (MI_STREAM_BUFFER - used < MI_STREAM_BUFFER / 4 || stream->left == 0) {
        memmove(stream->buffer, stream->at, stream->left);
        stream->at = stream->buffer;
        used = stream->left;
    }
    return MI_STREAM_BUFFER - used;
}

/* Makes more bytes visible. False when there are none, or no room for them. */
static bool fill(struct mi_stream *stream)
{
    if (stream->ended)
        return false;
    size_t before = stream->left;
    if (!stream->begun)
        begin(stream);
    if (stream->left > before || stream->ended)
        return stream->left > before;
    size_t room = make_room(stream);
    if (room == 0)
        return false;
    uint8_t *end = stream->buffer + (stream->at - stream->buffer) + stream->left;
    size_t got =
        stream->gzip != NULL ? read_unpacked(stream, end, room) : read_file(stream, end, room);
    stream->left += got;
    return got > 0;
}

const uint8_t *mi_stream_peek(struct mi_stream *stream, size_t size, size_t *there)
{
    while (stream->left < size && fill(stream))
        ;
    *there = stream->left;
    return stream->at;
}

void mi_stream_skip(struct mi_stream *stream, size_t size)
{
    if (size == 0)
        return;
    stream->at += size;
    stream->left -= size;
}

/* Up to the next LF, the end or MI_LINE_MAX bytes. */
static enum mi_line_status next_piece(struct mi_stream *stream, const char **piece, size_t *length)
{
    const uint8_t *end = NULL;
    size_t searched = 0;
    do {
        size_t reach = stream->left <= MI_LINE_MAX ? stream->left : MI_LINE_MAX + 1;
        if (reach > searched)
            end = memchr(stream->at + searched, '\n', reach - searched);
        searched = reach;
    } while (end == NULL && searched <= MI_LINE_MAX && fill(stream));

    *piece = (const char *)stream->at;
    stream->has_line_end = end != NULL;
    stream->in_long_line = end == NULL && searched > MI_LINE_MAX;
    if (stream->in_long_line) {
        *length = MI_LINE_MAX;
        mi_stream_skip(stream, MI_LINE_MAX);
        return MI_LINE_TOO_LONG;
    }
    if (end == NULL && (stream->left == 0 || stream->is_over))
        return MI_LINE_END; /* of a line that was still coming nobody knows how it ends */
    *length = end != NULL ? (size_t)(end - stream->at) : stream->left;
    mi_stream_skip(stream, *length + (end != NULL ? 1 : 0));
    if (end != NULL && *length > 0 && (*piece)[*length - 1] == '\r')
        --*length;
    return MI_LINE;
}

enum mi_line_status mi_stream_rest(struct mi_stream *stream, const char **piece, size_t *length)
{
    return stream->in_long_line ? next_piece(stream, piece, length) : MI_LINE_END;
}

enum mi_line_status mi_stream_line(struct mi_stream *stream, const char **line, size_t *length)
{
    while (mi_stream_rest(stream, line, length) == MI_LINE_TOO_LONG)
        ;
    return next_piece(stream, line, length);
}

bool mi_stream_has_line_end(const struct mi_stream *stream)
{
    return stream->has_line_end;
}

struct mi_problem mi_stream_problem(const struct mi_stream *stream)
{
    return stream->problem;
}

/* Both share the position. */
static uint64_t lent_position(const struct mi_stream *stream)
{
    off_t position = lseek(stream->file, 0, SEEK_CUR);
    return position > 0 ? (uint64_t)position : 0;
}

void mi_stream_progress(const struct mi_stream *stream, uint64_t *done, uint64_t *size)
{
    *done = stream->is_lent ? lent_position(stream) : stream->done;
    *size = stream->size;
}

bool mi_stream_is_file(const struct mi_stream *stream)
{
    return stream->size > 0 && stream->buffer != NULL;
}

bool mi_stream_is_gzip(const struct mi_stream *stream)
{
    return stream->gzip != NULL;
}

bool mi_stream_is_random(const struct mi_stream *stream)
{
    bool is_plain_file =
        mi_stream_is_file(stream) && !mi_stream_is_supplied(stream) && !mi_stream_is_gzip(stream);
    return is_plain_file || stream->memory != NULL;
}

size_t mi_stream_read_at(const struct mi_stream *stream, uint64_t at, void *out, size_t room)
{
    if (at >= stream->size || (uint64_t)(off_t)at != at)
        return 0;
    if (stream->memory != NULL) {
        uint64_t left = stream->size - at;
        size_t size = left < room ? (size_t)left : room;
        memcpy(out, stream->memory + at, size);
        return size;
    }
    ssize_t got;
    do
        got = pread(stream->file, out, room, (off_t)at);
    while (got < 0 && errno == EINTR);
    return got > 0 ? (size_t)got : 0;
}

/* --- as a FILE --- */

/* What is there at once, so that nothing is held back until a buffer is full. */
static ssize_t give(void *cookie, char *out, size_t room)
{
    struct mi_stream *stream = cookie;
    size_t there = 0;
    const uint8_t *bytes = mi_stream_peek(stream, 1, &there);
    size_t size = there < room ? there : room;
    if (size > 0)
        memcpy(out, bytes, size);
    mi_stream_skip(stream, size);
    stream->given += size;
    return (ssize_t)size;
}

/* The file from the first visible byte on; NULL when it cannot be read so. */
static FILE *lend(struct mi_stream *stream)
{
    int file = fcntl(stream->file, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    FILE *lent = file >= 0 ? fdopen(file, "r") : NULL;
    if (lent == NULL) {
        if (file >= 0)
            (void)close(file);
        return NULL;
    }
    if (lseek(file, -(off_t)stream->left, SEEK_CUR) < 0) {
        (void)fclose(lent);
        return NULL;
    }
    stream->is_lent = true;
    stream->lent_from = lent_position(stream);
    return lent;
}

FILE *mi_stream_stdio(struct mi_stream *stream)
{
    static const cookie_io_functions_t FUNCTIONS = {.read = give};
    bool is_plain_file = mi_stream_is_random(stream) && stream->file >= 0;
    FILE *lent = is_plain_file ? lend(stream) : NULL;
    return lent != NULL ? lent : fopencookie(stream, "r", FUNCTIONS);
}

uint64_t mi_stream_given(const struct mi_stream *stream)
{
    return stream->is_lent ? lent_position(stream) - stream->lent_from : stream->given;
}

void mi_stream_close(struct mi_stream *stream)
{
    if (stream == NULL)
        return;
    if (stream->file > STDIN_FILENO)
        (void)close(stream->file);
    if (stream->gzip != NULL)
        mi_inflate_free(stream->gzip->inflate);
    free(stream->gzip);
    free(stream->buffer);
    free(stream);
}

void mi_stream_before_read(struct mi_stream *stream, void (*hook)(void *context), void *context)
{
    stream->before_read = hook;
    stream->context = context;
}

void mi_stream_stop(struct mi_stream *stream)
{
    atomic_store(&stream->is_stopped, true);
}

bool mi_stream_is_stopped(const struct mi_stream *stream)
{
    return atomic_load(&stream->is_stopped);
}

void mi_stream_deadline(struct mi_stream *stream, mi_time moment)
{
    stream->deadline = moment;
}

void mi_stream_end_with(struct mi_stream *stream, int file)
{
    stream->end_file = file;
}

void mi_stream_wait_like(struct mi_stream *stream, const struct mi_stream *other)
{
    stream->before_read = other->before_read;
    stream->context = other->context;
    stream->deadline = other->deadline;
    stream->end_file = other->end_file;
}

bool mi_stream_is_over(const struct mi_stream *stream)
{
    return stream->is_over;
}
