/* How verdicts are shown. */
#ifndef MITOOL_CLI_VERIFY_H
#define MITOOL_CLI_VERIFY_H

#include "command.h"
#include "devices/inquiry.h"

/* `key` is the one in question, or NULL; `name` that of its line in the ring, or NULL. */
void print_finding(const struct mi_finding *finding, const struct mi_key *key, const char *name,
                   const struct settings *settings);
void print_finding_json(const struct mi_finding *finding, const struct mi_key *key,
                        const char *name, const struct settings *settings);

/* A line of a key ring, with the key that fits as it has to be used; nothing when it no longer
 * does. */
void print_ring_line(const struct mi_finding *finding, const struct mi_key *key,
                     const struct settings *settings);

/* `mitool verify --live`: hears devices on an adapter and judges them. */
enum exit_status verify_live(const struct settings *settings);

#endif
