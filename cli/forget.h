/* Takes back what a broker has kept of a device. */
#ifndef MITOOL_CLI_FORGET_H
#define MITOOL_CLI_FORGET_H

#include "desk.h"

enum exit_status forget(struct desk *desk);

#endif
