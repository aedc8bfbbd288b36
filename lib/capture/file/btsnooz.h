/* The records of btsnooz, packed or not. */
#ifndef MITOOL_CAPTURE_FILE_BTSNOOZ_H
#define MITOOL_CAPTURE_FILE_BTSNOOZ_H

#include "../../base/bytes.h"
#include "../../radio/packet.h"

enum {
    MI_BTSNOOZ_HEADER = 9, /* bytes of a record before its packet, in version 2 */
    MI_BTSNOOZ_EVENT = 0x10,
};

struct mi_btsnooz_record {
    uint16_t length; /* of type and packet */
    uint16_t original;
    uint32_t delta; /* microseconds since the record before */
    uint8_t type;
    struct mi_bytes packet; /* without H4 type */
};

/* The next record of a log of version 1 or 2; false, and bytes->failed, when it is none or cut. */
bool mi_btsnooz_get(struct mi_bytes *bytes, uint8_t version, struct mi_btsnooz_record *record);

/* The bytes of the packet, and whether they are all of them. */
void mi_btsnooz_put(const struct mi_btsnooz_record *record, struct mi_packet *packet);

#endif
