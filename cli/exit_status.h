/* How the program ends. */
#ifndef MITOOL_CLI_EXIT_STATUS_H
#define MITOOL_CLI_EXIT_STATUS_H

/* The contract with scripts; a change is a breaking one. */
enum exit_status {
    EXIT_DONE = 0,        /* all that was asked for was done */
    EXIT_NO = 1,          /* done, but the answer is no */
    EXIT_USAGE = 2,       /* the command line is wrong; nothing was read */
    EXIT_INPUT = 3,       /* an input could not be read, or output not written */
    EXIT_CANNOT_TELL = 4, /* verify: no frame to test on */
};

#endif
