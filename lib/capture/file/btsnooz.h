/* The records of btsnooz, packed or not. */
#ifndef MITOOL_CAPTURE_FILE_BTSNOOZ_H
#define MITOOL_CAPTURE_FILE_BTSNOOZ_H

#include "../../base/bytes.h"
#include "../../radio/packet.h"

enum { MI_BTSNOOZ_HEADER = 9 }; /* bytes of a record before its packet, in version 2 */

struct mi_btsnooz_record {
    uint16_t length; /* of type and packet */
    uint16_t original;
    uint32_t delta; /* microseconds since the record before */
    uint8_t type;
    struct mi_bytes packet; /* without H4 type */
};

/* The next record of a log of version 1 or 2; false, and bytes->failed, when it is none or cut. */
bool mi_btsnooz_get(struct mi_bytes *bytes, uint8_t version, struct mi_btsnooz_record *record);

/* What is in the record: an event, or data when they are wanted. False when it is neither. */
bool mi_btsnooz_put(const struct mi_btsnooz_record *record, bool gives_data,
                    struct mi_packet *packet);

#endif
