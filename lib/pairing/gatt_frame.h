/*
 * Readings that devices tell in the clear over a connection, as frames of the format "gatt" with
 * the status MI_STATUS_PLAIN.
 */
#ifndef MITOOL_PAIRING_GATT_FRAME_H
#define MITOOL_PAIRING_GATT_FRAME_H

#include "../base/linkage.h"
#include "../beacon/frame.h"
#include "../link/links.h"

MI_BEGIN

/*
 * What can be read so, a row for each characteristic and length, for those who list all readings;
 * NULL past the end. None of it is a format of advertisements (mi_format_at).
 */
const struct mi_format *mi_gatt_format_at(size_t index);

/* Which devices measure. Zeroed memory is the state before the first event. */
struct mi_gatt_readings {
    bool is_awake[MI_CONNECTIONS];
};

/*
 * Takes every event of the connections. True when it holds readings: `frame` then points into the
 * event's value and is valid as long as that is.
 */
bool mi_gatt_frame(struct mi_gatt_readings *readings, struct mi_frame *frame,
                   const struct mi_link_event *event);

MI_END

#endif
