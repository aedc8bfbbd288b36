/*
 * What a scanner does next: a state machine without input or output. It is told what goes to a
 * controller and comes from it, whoever sent it, and what time it is; it says which command to
 * send, what to tell the user, and whether the scan that runs is its own.
 *
 * The scan of another program is never ended. While one runs, its reports are heard; when it is
 * over, an own one is begun. Inside lib/capture only.
 */
#ifndef MITOOL_CAPTURE_LIVE_SCAN_H
#define MITOOL_CAPTURE_LIVE_SCAN_H

#include "../../base/problem.h"
#include "hci.h"

/* What is awaited. */
enum mi_scan_state {
    MI_SCAN_PROBING,  /* which commands the controller supports */
    MI_SCAN_ASKING,   /* which features */
    MI_SCAN_SETTING,  /* that it takes the settings */
    MI_SCAN_ENABLING, /* that it begins */
    MI_SCAN_RUNNING,  /* reports, of an own scan */
    MI_SCAN_ENDING,   /* that it ends, to be begun again */
    MI_SCAN_PAUSED,   /* whether another program begins to scan, after a scan has ended */
    MI_SCAN_SHARING,  /* reports, of another program's scan */
    MI_SCAN_OFF,      /* that the adapter is switched on again */
    MI_SCAN_FAILED,
    MI_SCAN_STATES
};

/* The command sets of a controller exclude each other until it is reset. */
enum mi_scan_way { MI_SCAN_CODED, MI_SCAN_EXTENDED, MI_SCAN_LEGACY, MI_SCAN_WAYS };

enum { MI_SCAN_NOTES = 4 };

struct mi_scan {
    uint16_t adapter; /* for messages */
    bool only_listens;
    enum mi_scan_state state;
    enum mi_scan_way way;
    uint8_t refusal;   /* the status with which the extended way was refused */
    bool is_asked;     /* the command of the state was given out */
    bool is_ours;      /* a scan runs, or may run, because of a command given out here */
    bool has_run;      /* it has scanned or listened before */
    bool reports_come; /* since the state was entered */
    int64_t deadline;  /* of the state, in milliseconds of a clock that does not jump */

    /* the last command that was seen on its way to the controller */
    uint16_t seen; /* its opcode; 0: none, or it is answered */
    bool seen_is_ours;
    bool seen_enables; /* and what is then in `enable` */
    struct mi_hci_enable enable;

    /* what was told, so that it is told once */
    bool told_sharing;
    bool told_filter;
    bool told_silence;
    bool told_off;
    bool was_ended; /* by another program, and that is to be told once it runs again */

    struct mi_problem notes[MI_SCAN_NOTES];
    unsigned note_count;
    struct mi_problem failure; /* in MI_SCAN_FAILED */
};

/* `adapter` is powered. `only_listens`: no command is ever sent. */
void mi_scan_begin(struct mi_scan *scan, uint16_t adapter, bool only_listens, int64_t now);

/* The command to send, which is given out once. */
bool mi_scan_take_command(struct mi_scan *scan, enum mi_hci_command *command);

/* That command could not be sent. */
void mi_scan_not_sent(struct mi_scan *scan, int reason, int64_t now);

/* Seen on the way to the controller (without H4 type), or from it. */
void mi_scan_command(struct mi_scan *scan, struct mi_bytes command);
void mi_scan_event(struct mi_scan *scan, struct mi_bytes event, int64_t now);

/* The adapter was switched on or off, or is no more. */
void mi_scan_power(struct mi_scan *scan, bool is_on, int64_t now);
void mi_scan_gone(struct mi_scan *scan);

/* To be called when `deadline` is reached. */
void mi_scan_time(struct mi_scan *scan, int64_t now);

/* The next thing to tell that is no failure. */
bool mi_scan_take_note(struct mi_scan *scan, struct mi_problem *note);

#endif
