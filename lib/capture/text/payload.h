/*
 * What a run of bytes without any label is: an event, an air packet, advertising data or service
 * data. Inside lib/capture only.
 */
#ifndef MITOOL_CAPTURE_TEXT_PAYLOAD_H
#define MITOOL_CAPTURE_TEXT_PAYLOAD_H

#include "../../beacon/bare.h"
#include "../../radio/assigned.h"
#include "dialect.h"

enum {
    MI_PAYLOAD_MAX = 2048, /* more than the longest advertising data, 1650 bytes */
};

struct mi_payload {
    enum mi_layer layer;
    uint16_t uuid;    /* MI_LAYER_SERVICE */
    int8_t rssi;      /* of a byte behind advertising data, which is below 0; 0: none */
    size_t skip;      /* bytes in front that do not belong to the layer */
    size_t size;      /* bytes from there on */
    size_t announced; /* bytes that the packet's own length announces; 0: it has none */
};

/*
 * The same bytes are always taken for the same. Service data without its UUID is recognised as
 * bare.h says; `beside` is the address that stands beside them, or NULL.
 */
bool mi_payload_recognise(struct mi_bytes bytes, enum mi_trust trust,
                          const struct mi_address *beside, struct mi_payload *payload);

/*
 * Whether bytes that nothing tells about are a payload: MI_MATCH_WHOLE; the beginning of one that
 * goes on behind them, as far as can be told: MI_MATCH_MORE.
 */
enum mi_match mi_payload_match(struct mi_bytes bytes);

/*
 * Gives the bytes as a packet with what `about` tells beside them, after a problem when they are
 * cut. False when they are nothing that is known.
 */
bool mi_payload_give(struct mi_out *out, struct mi_packet about, struct mi_bytes bytes,
                     enum mi_trust trust);

/* Service data without the UUID, type and length that may stand in front of it once more. */
struct mi_bytes mi_service_unwrap(struct mi_bytes bytes, uint16_t uuid);

/*
 * The signal strength after "rssi" and one of "=: \"'", or in front of "dBm", in any case; as "h3C"
 * without its sign.
 */
bool mi_span_rssi(struct mi_span span, struct mi_packet *about);

/* A negative number at the start, behind marks, as one stands beside an address or a payload. */
bool mi_span_strength(struct mi_span span, struct mi_packet *about);

/* A number as the signal strength; there is none when it can be none. */
void mi_packet_rssi(struct mi_packet *about, int64_t dbm);

#endif
