#include "row.h"

#include "beacon/ccm.h"

#include <string.h>

void row_begin(struct row *row, const struct column *columns)
{
    row->columns = columns;
    row->count = 0;
    row->used = 0;
}

static struct cell *add(struct row *row, const char *name, enum cell_kind kind)
{
    struct cell *cell = &row->cells[row->count];
    row->count += row->count < ROW_CELLS ? 1 : 0;
    *cell = (struct cell){.name = name, .kind = kind};
    return cell;
}

/* A text that is kept with the row; ended by keep. */
static struct mi_text make(struct row *row)
{
    return mi_text(row->bytes + row->used, sizeof row->bytes - row->used);
}

static const char *keep(struct row *row, const struct mi_text *text)
{
    size_t end = row->used + text->length + 1;
    row->used = end < sizeof row->bytes ? end : sizeof row->bytes - 1;
    return text->start;
}

void row_text(struct row *row, const char *name, const char *text)
{
    add(row, name, text != NULL ? CELL_TEXT : CELL_ABSENT)->text = text;
}

void row_number(struct row *row, const char *name, int64_t number)
{
    add(row, name, CELL_NUMBER)->number = number;
}

void row_flag(struct row *row, const char *name, bool flag)
{
    add(row, name, CELL_FLAG)->number = flag;
}

void row_hex(struct row *row, const char *name, uint32_t value, unsigned digits)
{
    struct mi_text text = make(row);
    mi_text_add(&text, "0x");
    mi_text_hex(&text, value, digits);
    row_text(row, name, keep(row, &text));
}

void row_address(struct row *row, const char *name, struct mi_address address)
{
    struct mi_text text = make(row);
    mi_text_address(&text, address);
    row_text(row, name, keep(row, &text));
}

void row_fingerprint(struct row *row, const char *name, const struct mi_key *key)
{
    struct mi_text text = make(row);
    mi_text_hex(&text, mi_fingerprint(key->bytes, key->size), 8);
    row_text(row, name, keep(row, &text));
}

void row_key(struct row *row, const char *name, const struct mi_key *key)
{
    struct mi_text text = make(row);
    mi_text_bytes(&text, key->bytes, key->size, '\0');
    row_text(row, name, keep(row, &text));
}

void row_problem(struct row *row, const char *name, const struct mi_problem *problem)
{
    struct mi_text text = make(row);
    if (problem->code != MI_OK)
        mi_text_problem(&text, problem);
    row_text(row, name, problem->code != MI_OK ? keep(row, &text) : NULL);
}

void row_list(struct row *row, const char *name)
{
    row->list = add(row, name, CELL_LIST);
    row->list->text = row->bytes + row->used;
}

void row_item(struct row *row, const char *item)
{
    struct mi_text text = make(row);
    mi_text_add(&text, item);
    if (text.full || row->used + text.length + 1 >= sizeof row->bytes)
        return;
    (void)keep(row, &text);
    row->list->number++;
}

const struct cell *row_find(const struct row *row, const char *name)
{
    for (size_t i = 0; i < row->count; i++)
        if (row->cells[i].kind != CELL_ABSENT && strcmp(row->cells[i].name, name) == 0)
            return &row->cells[i];
    return NULL;
}
