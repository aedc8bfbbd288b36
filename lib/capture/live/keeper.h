/*
 * A process that keeps the privilege to command a controller, so that the one that reads what comes
 * off the air needs none. It sends the commands of hci.h and no others. When its parent is
 * gone, however that came, it ends the scan that it has begun; when it is gone itself, another
 * process does that. Inside lib/capture only.
 */
#ifndef MITOOL_CAPTURE_LIVE_KEEPER_H
#define MITOOL_CAPTURE_LIVE_KEEPER_H

#include "hci.h"

#include <sys/types.h>

struct mi_keeper {
    int line; /* to the process; -1: there is none */
    pid_t process;
};

/* Starts one over a socket bound to the adapter. False with errno set when that fails. */
bool mi_keeper_start(struct mi_keeper *keeper, int adapter);

/* Sends a command; 0, or the errno of what prevented it: ECHILD when the process is gone. */
int mi_keeper_send(struct mi_keeper *keeper, enum mi_hci_command command);

/* The scan that runs is another program's: it is not to be ended. */
void mi_keeper_release(struct mi_keeper *keeper);

/* Ends the scan, unless it was released, and the process. */
void mi_keeper_end(struct mi_keeper *keeper);

#endif
