/*
 * Writes packets to a capture file that other tools read: pcapng or pcap of link type 201
 * (Bluetooth HCI H4 with a direction), or btsnoop of type 1002.
 */
#ifndef MITOOL_CAPTURE_WRITER_H
#define MITOOL_CAPTURE_WRITER_H

#include "../base/linkage.h"
#include "../radio/advert.h"

MI_BEGIN

enum mi_file_type { MI_FILE_PCAPNG, MI_FILE_PCAP, MI_FILE_BTSNOOP, MI_FILE_TYPES };

/* "pcapng", "pcap", "btsnoop"; NULL for what is none */
const char *mi_file_type_name(enum mi_file_type type);

/* By name, in any case of letters; false when there is none of it. */
bool mi_file_type_find(const char *name, enum mi_file_type *type);

/* By the ending of a file's name: .pcapng, .pcap or .cap, .log or .btsnoop. */
bool mi_file_type_of(const char *path, enum mi_file_type *type);

struct mi_writer;

/*
 * Creates or overwrites `path`, "-" for standard output. NULL with errno set when that fails. It is
 * made readable by its owner alone when it did not exist.
 */
struct mi_writer *mi_writer_open(const char *path, enum mi_file_type type);

/*
 * Writes an advertisement as an HCI event: the bytes of `packet` when it is an event and
 * holds all of it, else an advertising report made of what is known. `comment` (UTF-8, or NULL) is
 * kept by pcapng alone. False when writing failed; errno tells why. Nothing is written after
 * that.
 */
bool mi_writer_put(struct mi_writer *writer, const struct mi_packet *packet,
                   const struct mi_advert *advert, const char *comment);

/*
 * Writes what waits to be written, which happens by itself only now and then: the file then holds
 * all packets so far. It holds whole packets also when writing fails, unless it is a pipe.
 */
bool mi_writer_flush(struct mi_writer *writer);

/*
 * Called before each write, which may have to wait for a pipe; false gives up, with ETIMEDOUT.
 */
void mi_writer_before_write(struct mi_writer *writer, bool (*hook)(void *context, int file),
                            void *context);

/* False when something could not be written; errno tells why. */
bool mi_writer_close(struct mi_writer *writer);

MI_END

#endif
