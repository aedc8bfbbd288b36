/*
 * The files in a zip file, one after the other, each as a stream. Of what a phone hands out as a
 * bug report those that hold Bluetooth traffic, in the order of time, and the same traffic once.
 * Inside lib/capture only.
 */
#ifndef MITOOL_CAPTURE_ARCHIVE_H
#define MITOOL_CAPTURE_ARCHIVE_H

#include "reader.h"

struct mi_archive;

/*
 * Over a stream that can be read anywhere (mi_stream_is_random) and that outlives the archive;
 * `path` is its name. NULL with a problem.
 */
struct mi_archive *mi_archive_open(struct mi_stream *file, const char *path,
                                   struct mi_problem *problem);

/*
 * The next file, until the one after it is asked for. NULL with a problem for one that is not read,
 * or that ends the archive; NULL without one at the end.
 */
struct mi_stream *mi_archive_next(struct mi_archive *archive, struct mi_problem *problem);

/* "bugreport.zip:FS/data/…/btsnoop_hci.log"; the path alone before the first and behind the last */
const char *mi_archive_name(const struct mi_archive *archive);

/* Makes what is done of the present file, and its size, that of all files that are read. */
void mi_archive_progress(const struct mi_archive *archive, uint64_t *done, uint64_t *size);

void mi_archive_close(struct mi_archive *archive);

#endif
