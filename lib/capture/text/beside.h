/* What a line of a log tells beside its payload. Inside lib/capture only. */
#ifndef MITOOL_CAPTURE_TEXT_BESIDE_H
#define MITOOL_CAPTURE_TEXT_BESIDE_H

#include "dialect.h"

/* The payloads of a line, of which so many have what stands beside them looked for. */
struct mi_beside {
    struct mi_packet line; /* what is known of all */
    unsigned looks;
};

/*
 * Address and signal strength of a payload in the text: those that stand in brackets with it, or
 * else the last ones before it, or those behind. What is the gateway's or adapter's by the word in
 * front of it is nobody's. Of very many payloads in a line the last ones have none.
 */
struct mi_packet mi_beside(struct mi_beside *beside, struct mi_span text, struct mi_span payload);

/* Time, number, address and signal strength of the payload in the line; nothing else known. */
struct mi_packet mi_line_about(const struct mi_line *line, struct mi_span payload);

/* Whether the word in front of bytes says that they are an address: "mac: ", "bd_addr=". */
bool mi_span_names_address(struct mi_span front);

#endif
