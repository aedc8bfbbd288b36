/*
 * Output: the data on standard output, in the order of the calls. It is written when the buffer is
 * full, before something is waited for, before a message, and in the end; on a terminal at once,
 * and in ASCII where that shows nothing else.
 */
#ifndef MITOOL_CLI_OUTPUT_H
#define MITOOL_CLI_OUTPUT_H

#include "base/text.h"

/* Most bytes that any printer makes of one frame. */
enum { PRINTED_MAX = 131072 };

/* Before anything else. */
void output_begin(void);

/* What follows is JSON, also where it is shown in ASCII. */
void output_begin_json(void);

void output_put(const char *run, size_t size);

/* Where a frame is printed, up to PRINTED_MAX bytes; nothing else is put meanwhile. */
struct mi_text output_begin_frame(void);
void output_end_frame(const struct mi_text *frame);

void output_text(struct mi_text *text); /* and empties and wipes it */
void output_print(const char *format, ...) __attribute__((format(printf, 1, 2)));
void output_flush(void);

/* Nothing more is taken: writing failed. */
bool output_is_over(void);

/*
 * Waits until a file takes bytes. False when a signal to end has come and it still takes none for a
 * second: whoever reads it stands still.
 */
bool output_wait(int file);

/* Writes what is left. Why something could not be written (errno; ETIMEDOUT: nobody took it); 0:
 * all was. */
int output_end(void);

#endif
