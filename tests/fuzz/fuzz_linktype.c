/*
 * Any bytes as the records of an interface: the link type, then for each record how long it is,
 * what is known about it, and its bytes.
 */
#include "capture/file/linktype.h"
#include "capture_fuzz.h"

/* In memory of its own size. */
static void read_record(struct mi_radio *radio, struct mi_link *link, struct mi_packet packet,
                        struct mi_bytes record)
{
    uint8_t *exact = malloc(record.left > 0 ? record.left : 1);
    struct mi_problem problem;
    if (exact == NULL)
        return;
    if (record.left > 0)
        memcpy(exact, record.at, record.left);
    packet.bytes = exact;
    packet.size = record.left;
    switch (mi_link_unwrap(link, &packet, &problem)) {
    case MI_STEP_PACKET: look_at_packet(radio, &packet); break;
    case MI_STEP_PROBLEM: look_at_problem(&problem); break;
    default: break;
    }
    free(exact);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct mi_radio radio;
    struct mi_bytes input = mi_bytes(data, size);
    struct mi_link link = mi_link(mi_get_le16(&input));
    mi_time time = 0;
    memset(&radio, 0, sizeof radio);
    while (input.left > 0 && !input.failed) {
        uint8_t about = mi_get_u8(&input);
        uint16_t length = about % 2 == 0 ? mi_get_u8(&input) : mi_get_le16(&input);
        time += (about >> 4) * (MI_SECOND / 4);
        struct mi_packet packet = {
            .time = (about & 8) != 0 ? MI_NO_TIME : time,
            .is_snapped = (about & 4) != 0,
        };
        size_t there = length < input.left ? length : input.left;
        read_record(&radio, &link, packet, mi_get_slice(&input, there));
    }
    mi_radio_end(&radio);
    return 0;
}
