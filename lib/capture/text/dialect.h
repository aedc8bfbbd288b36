/*
 * How text is read: every line is offered to one dialect after the other until one takes it. A
 * dialect is a small state machine over lines; zeroed memory is its state before the first line.
 * Inside lib/capture only.
 */
#ifndef MITOOL_CAPTURE_TEXT_DIALECT_H
#define MITOOL_CAPTURE_TEXT_DIALECT_H

#include "out.h"
#include "values.h"

struct mi_line {
    struct mi_span text; /* without control sequences, blanks at the front kept */
    size_t column;       /* where `text` begins, behind the marks of a quotation */
    struct mi_span body; /* `text` trimmed and without the time at its front */
    mi_time time;        /* the time at the front */
    uint64_t number;     /* from 1 */
    enum mi_line_status status;
};

/* A packet of a line: its time and number, nothing else known. */
static inline struct mi_packet mi_line_packet(const struct mi_line *line)
{
    return (struct mi_packet){.time = line->time, .number = line->number};
}

struct mi_dialect {
    size_t size; /* of the state */

    /* Whether the line belongs to the dialect: if so, nobody else sees it. */
    bool (*line)(void *state, const struct mi_line *line, struct mi_out *out);

    /* A further piece of a line over MI_LINE_MAX bytes, by the dialect that took it; or NULL. */
    void (*more)(void *state, const struct mi_line *line, struct mi_out *out);

    /* The end of the input: gives what is left; or NULL. */
    void (*end)(void *state, struct mi_out *out);
};

/* clang-format off */

/* A line for each mi_NAME_dialect, in the order of offering. */
#define DIALECTS(NAME)  \
    NAME(json)          \
    NAME(hcidump)       \
    NAME(btmon)         \
    NAME(bluetoothctl)  \
    NAME(esphome)       \
    NAME(failed)        \
    NAME(pdml)          \
    NAME(tshark)        \
    NAME(nrfconnect)    \
    NAME(servicedata)   \
    NAME(rows)          \
    NAME(logs)          \
    NAME(hexline)

/* clang-format on */

#define DIALECT_DECLARED(name_) extern const struct mi_dialect mi_##name_##_dialect;
DIALECTS(DIALECT_DECLARED)

#endif
