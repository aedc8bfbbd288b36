/*
 * One row of bytes that go on over several lines, as hexdump, xxd, od, Wireshark, the loggers of
 * ESP-IDF and Zephyr, and source code write them. Inside lib/capture only.
 */
#ifndef MITOOL_CAPTURE_TEXT_ROW_H
#define MITOOL_CAPTURE_TEXT_ROW_H

#include "payload.h"

enum mi_row_kind {
    MI_ROW_NONE,
    MI_ROW_PLAIN,  /* nothing but bytes, perhaps with their characters */
    MI_ROW_DUMP,   /* behind their offset */
    MI_ROW_LOG,    /* behind words that stand in front of each row */
    MI_ROW_SOURCE, /* numbers of a C array, or literals that follow each other */
};

enum mi_radix { MI_HEXADECIMAL, MI_OCTAL, MI_DECIMAL, MI_RADIX_COUNT };

struct mi_row {
    enum mi_row_kind kind;
    bool is_first;                   /* code or a logger's words stand in front */
    struct mi_span head;             /* what stands in front */
    uint64_t offset[MI_RADIX_COUNT]; /* MI_ROW_DUMP */
    bool may_start;                  /* a dump, by its offset */
    bool is_behind_dump;             /* set by who asks: it may be an offset and nothing else */
    bool is_behind_decimal;          /* the same: the rows before it are */
    bool is_decimal;                 /* its bytes are decimal numbers */
    size_t size;                     /* 0: it is that */
    uint8_t bytes[MI_PAYLOAD_MAX];
};

/* False when the text is no row. */
bool mi_row_read(struct mi_row *row, struct mi_span text);

#endif
