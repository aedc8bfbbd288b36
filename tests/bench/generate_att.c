/*
 * Writes a btsnoop file of one connection with so many attribute values, requests and notifications
 * in turn, none of which has to do with keys: what an import has to look through in vain.
 * usage: generate_att COUNT FILE
 */
#include "base/put.h"

#include <stdio.h>
#include <stdlib.h>

enum { VALUE = 20, FLAGS_SENT = 0, FLAGS_RECEIVED = 1, FLAGS_EVENT = 3 };

static void put_record(FILE *file, uint32_t flags, const uint8_t *bytes, uint32_t size)
{
    uint8_t buffer[24];
    struct mi_put head = mi_put(buffer, sizeof buffer);
    mi_put_be(&head, size, 4);
    mi_put_be(&head, size, 4);
    mi_put_be(&head, flags, 4);
    mi_put_be(&head, 0, 4);                            /* dropped packets */
    mi_put_be(&head, UINT64_C(0x00e03ab44a676000), 8); /* 2000-01-01 */
    (void)fwrite(buffer, 1, sizeof buffer, file);
    (void)fwrite(bytes, 1, size, file);
}

static void put_connection(FILE *file)
{
    static const uint8_t EVENT[] = {0x04, 0x3e, 0x13, 0x01, 0x00, 0x40, 0x00, 0x00,
                                    0x00, 0xf6, 0xe5, 0xd4, 0xc3, 0xb2, 0xa1, 0x24,
                                    0x00, 0x00, 0x00, 0xf4, 0x01, 0x00};
    put_record(file, FLAGS_EVENT, EVENT, sizeof EVENT);
}

/* ACL header, L2CAP header, opcode and handle, then bytes that never repeat. */
static void put_value(FILE *file, uint32_t number)
{
    uint8_t packet[1 + 4 + 4 + 3 + VALUE] = {0x02, 0x40, 0x20, 7 + VALUE, 0x00, 3 + VALUE,
                                             0x00, 0x04, 0x00, 0x1b,      0x21, 0x00};
    bool is_sent = number % 2 == 0;
    uint32_t seed = number * 2654435761u + 1;
    if (is_sent) {
        packet[2] = 0x00;
        packet[9] = 0x52;
    }
    for (size_t i = sizeof packet - VALUE; i < sizeof packet; i++) {
        seed = seed * 1664525u + 1013904223u;
        packet[i] = (uint8_t)(seed >> 24);
    }
    put_record(file, is_sent ? FLAGS_SENT : FLAGS_RECEIVED, packet, sizeof packet);
}

int main(int argc, char **argv)
{
    static const uint8_t HEADER[16] = {'b', 't', 's', 'n', 'o', 'o', 'p', 0,
                                       0,   0,   0,   1,   0,   0,   3,   0xea};
    FILE *file = argc == 3 ? fopen(argv[2], "wb") : NULL;
    if (file == NULL)
        return 2;
    (void)fwrite(HEADER, 1, sizeof HEADER, file);
    put_connection(file);
    uint32_t count = (uint32_t)strtoul(argv[1], NULL, 10);
    for (uint32_t i = 0; i < count; i++)
        put_value(file, i);
    return fclose(file) == 0 ? 0 : 1;
}
