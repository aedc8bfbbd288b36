/*
 * One way in: opens a file or standard input and recognises what it is by its first bytes, or
 * listens to an adapter, and gives packets. Whatever cannot be read is given as a problem with its
 * place, and reading goes on behind it. Memory is bounded whatever the input.
 */
#ifndef MITOOL_CAPTURE_SOURCE_H
#define MITOOL_CAPTURE_SOURCE_H

#include "../base/linkage.h"
#include "../base/problem.h"
#include "../radio/packet.h"

MI_BEGIN

enum mi_source_flags {
    MI_SOURCE_BARE = 1, /* who asks says that a line of hex is a payload, also without a UUID */
    MI_SOURCE_HINT = 4, /* the same, where one fits: other lines are none, and no fault */
    MI_SOURCE_DATA = 2, /* gives what connections carry, too; else it may be passed over */
};

enum mi_got {
    MI_GOT_PACKET,
    MI_GOT_PROBLEM, /* see mi_source_problem and mi_source_position */
    MI_GOT_NOTE,    /* of a live source: something to tell that is no failure; read the same way */
    MI_GOT_END,
};

struct mi_source;

/*
 * Opens `path`, "-" for standard input. NULL when out of memory; a file that cannot be opened gives
 * a source whose first item is a problem. To be closed with mi_source_close.
 */
struct mi_source *mi_source_open(const char *path, unsigned flags);

/* The same over a text in memory, which must outlive the source; `name` for messages, or NULL. */
struct mi_source *mi_source_text(const char *text, size_t size, const char *name, unsigned flags);

enum { MI_LIVE_ANY = -1, MI_LIVE_FILES = 2 };

struct mi_live_options {
    int adapter;       /* N of hciN; MI_LIVE_ANY: the first, or all of them when it only listens */
    bool only_listens; /* to the scan of another program */
    int files[MI_LIVE_FILES]; /* that end a wait when they can be read; -1: none, */
    unsigned file_count;      /* and so are all from this on */

    /* Called before each wait; how many milliseconds it may last, negative to end the source. */
    int (*wait)(void *context);
    void *context;
};

/*
 * What a Bluetooth adapter hears from now on (Linux). All that wants privileges is open when this
 * returns: they can be dropped. A process of its own keeps what ends the scan in the end. NULL when
 * out of memory.
 */
struct mi_source *mi_source_live(const struct mi_live_options *options);

/* The next item. Blocks on a pipe; gives a packet as soon as its last byte has arrived. */
enum mi_got mi_source_next(struct mi_source *source);

/* The packet that was given; it and its bytes live until the next one is asked for. */
const struct mi_packet *mi_source_packet(const struct mi_source *source);

/* Called before each read, which may have to wait for a pipe: the moment to flush the output. */
void mi_source_before_read(struct mi_source *source, void (*hook)(void *context), void *context);

/*
 * Ends the source, without a problem, when it has to wait beyond this moment of CLOCK_MONOTONIC;
 * MI_NO_TIME: it waits for ever.
 */
void mi_source_deadline(struct mi_source *source, mi_time moment);

/* The same as soon as this file can be read, of a source that is no adapter; -1: none. */
void mi_source_end_with(struct mi_source *source, int file);

/*
 * Whether it could be opened: an adapter that scans or is listened to, or a file. Otherwise its
 * first item is the problem.
 */
bool mi_source_is_open(const struct mi_source *source);

/* Of the last MI_GOT_PROBLEM or MI_GOT_NOTE. Valid until the next call. */
const struct mi_problem *mi_source_problem(const struct mi_source *source);

/* Line of a text or packet of a file, from 1, that a problem stands at; 0: the whole input. */
uint64_t mi_source_position(const struct mi_source *source);

/*
 * The path as given, "standard input" for "-"; while a file of an archive is read, with its name
 * behind a colon, which was not made safe to show.
 */
const char *mi_source_name(const struct mi_source *source);

/* Name of the format recognised: "text", "btsnoop", "live", …; NULL before the first item. */
const char *mi_source_format(const struct mi_source *source);

/* Whether it is an adapter, which has neither a size nor an end. */
bool mi_source_is_live(const struct mi_source *source);

/* N of hciN that it hears; MI_LIVE_ANY: all of them, or it is no adapter. */
int mi_source_adapter(const struct mi_source *source);

/* Bytes read so far and size of the file, of an archive those of what is in it, 0 when it is not
 * known; for a progress bar. */
void mi_source_progress(const struct mi_source *source, uint64_t *done, uint64_t *size);

void mi_source_close(struct mi_source *source);

/* Of the libraries in use, static: "libpcap version 1.10.3 (…)", "1.2.13". */
const char *mi_pcap_version(void);
const char *mi_zlib_version(void);

/* That of minizip when this was built; it tells none of itself. */
const char *mi_minizip_version(void);

MI_END

#endif
