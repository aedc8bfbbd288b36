/* Any bytes as a text: every packet and problem is taken out and looked at. */
#include "capture/source.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Touches every byte, so that one which does not belong to the packet is found. */
static unsigned sum_bytes(const struct mi_packet *packet)
{
    unsigned sum = packet->layer;
    for (size_t i = 0; i < packet->size; i++)
        sum += packet->bytes[i];
    return sum;
}

static unsigned read_all(const char *text, size_t size, unsigned flags)
{
    struct mi_source *source = mi_source_text(text, size, "fuzz", flags);
    unsigned sum = 0;
    if (source == NULL)
        return 0;
    for (;;) {
        enum mi_got got = mi_source_next(source);
        if (got == MI_GOT_END)
            break;
        if (got == MI_GOT_PACKET) {
            sum += sum_bytes(mi_source_packet(source));
        } else {
            char sentence[256];
            struct mi_text written = mi_text(sentence, sizeof sentence);
            mi_text_problem(&written, mi_source_problem(source));
            sum += (unsigned)written.length;
        }
    }
    mi_source_close(source);
    return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static volatile unsigned sink;
    sink += read_all((const char *)data, size, 0);
    sink += read_all((const char *)data, size, MI_SOURCE_BARE);
    (void)sink;
    return 0;
}
