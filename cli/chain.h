/* Which sinks follow each other in the commands that show frames and devices. */
#ifndef MITOOL_CLI_CHAIN_H
#define MITOOL_CLI_CHAIN_H

#include "pipeline.h"

/* Opens frames and prints each. False, after saying so, on failure; so the next one. */
bool chain_to_print(struct pipeline *pipeline);

/* Opens frames, writes the packets if that is asked for, follows devices with `*following` and,
 * with `prints`, prints frames; with `folds` only those that are not copies. */
bool chain_to_follow(struct pipeline *pipeline, bool prints, bool folds, struct sink **following);

/* Opens frames, follows devices, and publishes what they say. */
struct desk;
bool chain_to_publish(struct pipeline *pipeline, struct desk *desk, struct sink **following);

/* Whether a capture goes to standard output, which leaves no room for text. */
bool chain_is_piped(const struct write_settings *settings);

#endif
