/* What a service tells its manager: one datagram, as sd_notify(3) has it. Nothing without one. */
#ifndef MITOOL_CLI_NOTIFY_H
#define MITOOL_CLI_NOTIFY_H

/* "READY=1", "STOPPING=1" */
void notify(const char *state);

#endif
