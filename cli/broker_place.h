/* Which broker, and who we are to it: from a URL, files and the environment. */
#ifndef MITOOL_CLI_BROKER_PLACE_H
#define MITOOL_CLI_BROKER_PLACE_H

#include "command.h"

enum { PLACE_WORD = 256 };

struct broker_place {
    const char *url;
    char user[PLACE_WORD]; /* empty: none */
    char host[PLACE_WORD];
    uint16_t port;
    bool has_tls;
    struct mi_secret password; /* empty: none */
};

/* Says what is wrong; to be given back in any case. */
enum exit_status broker_place_read(struct broker_place *place,
                                   const struct publish_settings *settings);

/* NULL: none. */
const char *broker_place_password(const struct broker_place *place);

void broker_place_free(struct broker_place *place);

#endif
