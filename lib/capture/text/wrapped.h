/*
 * Lines that go on in the next one without a mark of it: lists of numbers, bytes behind words that
 * some window was too narrow for, and the data below its UUID. Inside lib/capture only.
 */
#ifndef MITOOL_CAPTURE_TEXT_WRAPPED_H
#define MITOOL_CAPTURE_TEXT_WRAPPED_H

#include "dialect.h"

enum mi_wrap {
    MI_WRAP_NONE,  /* the line is whole */
    MI_WRAP_LIST,  /* a list of decimal numbers is open */
    MI_WRAP_UUID,  /* nothing is behind the UUID of a sensor */
    MI_WRAP_BYTES, /* what stands at the end is the beginning of a payload */
};

/* A line that is kept until it is whole; zeroed memory keeps none. */
struct mi_wrapped {
    enum mi_wrap wrap; /* how it goes on */
    uint64_t number;
    size_t column;
    mi_time time;
    size_t length; /* 0: none is kept */
    char text[MI_LINE_MAX];
};

/* Keeps a line that may go on. False when it is whole. */
bool mi_wrapped_keep(struct mi_wrapped *wrapped, const struct mi_line *line);

/* Adds the line to the one that is kept, if it goes on with it. */
bool mi_wrapped_add(struct mi_wrapped *wrapped, const struct mi_line *line);

#endif
