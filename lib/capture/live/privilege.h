/* Capabilities of the process (capabilities(7)), by their system calls. Inside lib/capture only. */
#ifndef MITOOL_CAPTURE_LIVE_PRIVILEGE_H
#define MITOOL_CAPTURE_LIVE_PRIVILEGE_H

#include <stdbool.h>

enum { MI_CAP_NET_ADMIN = 12, MI_CAP_NET_RAW = 13 };

/* Whether it is in effect. */
bool mi_privileges_have(unsigned capability);

/*
 * Gives up all but this one, if it is there, for good. Root becomes the user who called sudo, or
 * nobody. False when the kernel refuses.
 */
bool mi_privileges_keep(unsigned capability);

/* Gives up all, in the same way. */
bool mi_privileges_drop(void);

#endif
