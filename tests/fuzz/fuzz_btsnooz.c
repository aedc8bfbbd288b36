/*
 * Any bytes as btsnooz or as a report that has it in it. Since a fuzzer finds no packed bytes, they
 * are also taken for what is in a log, and packed here.
 */
#include "capture_fuzz.h"

#include <zlib.h>

enum { HEADER = 9, PACKED_MAX = 1 << 16 };

/* The first bytes are the header, but for a version that is one. */
static void read_packed(const uint8_t *data, size_t size)
{
    static uint8_t packed[PACKED_MAX];
    uLongf room = sizeof packed - HEADER;
    if (size < HEADER || compress2(packed + HEADER, &room, data + HEADER, size - HEADER, 6) != Z_OK)
        return;
    memcpy(packed, data, HEADER);
    packed[0] = (uint8_t)(1 + data[0] % 2);
    packed[6] = 0x06; /* a time between 2000 and 2200 */
    packed[7] = 0;
    packed[8] = 0;
    uint8_t *exact = malloc(room + HEADER);
    if (exact == NULL)
        return;
    memcpy(exact, packed, room + HEADER);
    read_capture(exact, room + HEADER);
    free(exact);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    read_capture(data, size);
    read_packed(data, size);
    return 0;
}
