/*
 * A row: one thing that a command reports, as named cells with a type. Forms for programs print the
 * cells in their order; the form for people prints those that the columns name.
 */
#ifndef MITOOL_CLI_ROW_H
#define MITOOL_CLI_ROW_H

#include "base/address.h"
#include "base/problem.h"
#include "beacon/key.h"

enum { ROW_CELLS = 24, ROW_BYTES = 4096 };

enum cell_kind { CELL_ABSENT, CELL_TEXT, CELL_NUMBER, CELL_FLAG, CELL_LIST };

struct cell {
    const char *name;
    enum cell_kind kind;
    const char *text; /* CELL_TEXT; CELL_LIST: several, one behind the other */
    int64_t number;   /* CELL_NUMBER; CELL_FLAG: 0 or 1; CELL_LIST: how many texts */
};

/* How people see a cell. The last column of a row has no name. */
struct column {
    const char *name;
    const char *before; /* comes before it and, in a list, before each text */
    int width;          /* negative: aligned to the right */
    bool shortens;      /* what is wider than that is cut, with a mark */
    const char *after;
    const char *absent; /* in place of what is absent or not so; NULL: then it is left out */
    const char *noun;   /* of what a number counts */
    bool is_named;      /* its name stands behind the value */
    bool is_word;       /* every "_" is a blank to people */
    const char *rather; /* the cell that is shown instead of it where it is not absent */
};

struct row {
    const struct column *columns; /* NULL: text output shows the row in another way */
    size_t count;
    struct cell cells[ROW_CELLS + 1]; /* the last one takes what is too much and does not count */
    struct cell *list;                /* the one begun last */
    size_t used;
    char bytes[ROW_BYTES]; /* of the texts that are made for it */
};

void row_begin(struct row *row, const struct column *columns);

/* NULL: absent. The text has to outlive the row. */
void row_text(struct row *row, const char *name, const char *text);
void row_number(struct row *row, const char *name, int64_t number);
void row_flag(struct row *row, const char *name, bool flag);
void row_hex(struct row *row, const char *name, uint32_t value, unsigned digits);
void row_address(struct row *row, const char *name, struct mi_address address);

/* A fingerprint, or the key itself. */
void row_fingerprint(struct row *row, const char *name, const struct mi_key *key);
void row_key(struct row *row, const char *name, const struct mi_key *key);

/* Absent when there is no problem. */
void row_problem(struct row *row, const char *name, const struct mi_problem *problem);

/* Then its texts, each of which is copied; one for which there is no room is left out. */
void row_list(struct row *row, const char *name);
void row_item(struct row *row, const char *text);

/* NULL when it has none or it is absent. */
const struct cell *row_find(const struct row *row, const char *name);

#endif
