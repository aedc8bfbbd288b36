/*
 * PDML, what tshark and Wireshark write with -T pdml: each field tells the bytes it was read from
 * and where they stand, so that the packet can be put together again.
 */
#include "capture/text/payload.h"

#include "base/hex.h"

#include <string.h>

enum { PACKET_MAX = 512 /* more than an event or an air packet has */ };

struct pdml {
    bool is_open;
    struct mi_packet about;
    size_t size;
    uint8_t bytes[PACKET_MAX];
};

/* The text of an attribute; empty when there is none. */
static struct mi_span attribute(struct mi_span line, const char *name)
{
    struct mi_span value;
    if (!mi_span_find(line, name, &value))
        return mi_span_first(line, 0);
    const char *end = memchr(value.at, '"', value.length);
    return mi_span_first(value, end != NULL ? (size_t)(end - value.at) : 0);
}

/* Bits of a byte have a value of their own, and that of the byte beside it. */
static struct mi_span value_of(struct mi_span line)
{
    struct mi_span whole = attribute(line, " unmaskedvalue=\"");
    return whole.length > 0 ? whole : attribute(line, " value=\"");
}

static void read_field(struct pdml *pdml, struct mi_span line)
{
    uint8_t bytes[PACKET_MAX];
    int64_t place = 0;
    int64_t size = 0;
    struct mi_span value = value_of(line);
    struct mi_hex hex = mi_hex_decode(value.at, value.length, bytes, sizeof bytes);
    if (hex.status != MI_HEX_OK || mi_span_number(attribute(line, " pos=\""), &place) == 0 ||
        mi_span_number(attribute(line, " size=\""), &size) == 0 || (int64_t)hex.size != size ||
        place < 0 || place > PACKET_MAX - size)
        return;
    memcpy(pdml->bytes + place, bytes, hex.size);
    size_t end = (size_t)(place + size);
    pdml->size = end > pdml->size ? end : pdml->size;
}

static void give(struct pdml *pdml, struct mi_out *out)
{
    if (pdml->is_open)
        (void)mi_payload_give(out, pdml->about, mi_bytes(pdml->bytes, pdml->size), MI_TRUST_ALONE);
    *pdml = (struct pdml){.is_open = false};
}

static bool read_line(void *state, const struct mi_line *line, struct mi_out *out)
{
    struct pdml *pdml = state;
    if (mi_span_starts(line->body, "<packet>")) {
        give(pdml, out);
        pdml->is_open = true;
        pdml->about = mi_line_packet(line);
    } else if (mi_span_starts(line->body, "</packet>")) {
        give(pdml, out);
    } else if (mi_span_starts(line->body, "<field name=\"timestamp\"")) {
        (void)mi_span_time(value_of(line->body), &pdml->about.time);
    } else if (mi_span_starts(line->body, "<field name=\"")) {
        read_field(pdml, line->body);
    } else {
        return mi_span_starts(line->body, "<proto ") || mi_span_starts(line->body, "</");
    }
    return true;
}

static void end(void *state, struct mi_out *out)
{
    give(state, out);
}

const struct mi_dialect mi_pdml_dialect = {
    .size = sizeof(struct pdml),
    .line = read_line,
    .end = end,
};
