/* What a Bluetooth adapter hears, as a reader of the source. Inside lib/capture only. */
#ifndef MITOOL_CAPTURE_LIVE_LIVE_H
#define MITOOL_CAPTURE_LIVE_LIVE_H

#include "../reader.h"
#include "keeper.h"

struct mi_live;

/* NULL when out of memory; what else fails is the first item. All sockets are open afterwards. */
struct mi_live *mi_live_open(const struct mi_live_options *options);

/*
 * The same over sockets that are open: `monitor` gives messages of the monitor channel and is
 * closed in the end, as is the keeper.
 */
struct mi_live *mi_live_on(const struct mi_live_options *options, int monitor,
                           const struct mi_keeper *keeper);

/* Whether nothing has failed so far. */
bool mi_live_is_open(const struct mi_live *live);

/* The one asked for or chosen; MI_LIVE_ANY: all are listened to, or none could be opened. */
int mi_live_adapter(const struct mi_live *live);

void mi_live_before_read(struct mi_live *live, void (*hook)(void *context), void *context);
void mi_live_deadline(struct mi_live *live, mi_time moment);

/* `next` and `close` of the reader. */
extern const struct mi_reader_type mi_live_reader;

#endif
