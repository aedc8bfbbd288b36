/* A letter: a message on its way to a broker, in the words of MQTT. */
#ifndef MITOOL_PUBLISH_LETTER_H
#define MITOOL_PUBLISH_LETTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MI_TOPIC_MAX = 512, MI_PAYLOAD_MAX = 16384 }; /* bytes, the NUL included */

struct mi_letter {
    char topic[MI_TOPIC_MAX];
    char payload[MI_PAYLOAD_MAX];
    size_t size;     /* of the payload */
    bool is_kept;    /* by the broker, for those who come later */
    uint32_t expiry; /* seconds after which the broker drops it; 0: never */
    uint32_t token;  /* of whoever made it */
};

#endif
