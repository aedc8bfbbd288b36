#include "table.h"

#include "base/unicode.h"

enum { CELL_BYTES = 4096, GAP = 2 };

void table_cut(struct mi_text *out, const char *text, size_t width)
{
    for (size_t columns = 0; *text != '\0';) {
        size_t length;
        uint32_t character = mi_utf8_read(text, &length);
        columns += length > 0 ? mi_char_width(character) : 1;
        if (columns > width)
            return;
        mi_text_run(out, text, length > 0 ? length : 1);
        text += length > 0 ? length : 1;
    }
}

void table_shorten(struct mi_text *out, const char *text, size_t width)
{
    bool fits = mi_text_width(text) <= width;
    table_cut(out, text, fits || width == 0 ? width : width - 1);
    mi_text_add(out, fits || width == 0 ? "" : "…");
}

/* A cell of one column, as wide as it likes or no wider than `width`. */
static void fill(const struct table_column *column, struct mi_text *out,
                 const struct mi_device *device, size_t width)
{
    char cell[CELL_BYTES];
    struct mi_text text = mi_text(cell, sizeof cell);
    if (device == NULL)
        mi_text_add(&text, column->heading);
    else if (column->fit != NULL)
        column->fit(&text, device, width);
    else
        column->fill(&text, device);
    table_shorten(out, cell, width);
}

/* --- how wide the columns are --- */

static void measure(struct table *table, const struct mi_device *device)
{
    for (size_t i = 0; i < table->count; i++) {
        char cell[CELL_BYTES];
        struct mi_text text = mi_text(cell, sizeof cell);
        fill(&table->columns[i], &text, device, SIZE_MAX);
        size_t width = mi_text_width(cell);
        table->widths[i] = width > table->widths[i] ? width : table->widths[i];
    }
}

/* By how much a line is too wide. */
static size_t excess(const struct table *table)
{
    size_t width = 0;
    for (size_t i = 0; i < table->count; i++)
        if (table->widths[i] > 0)
            width += table->widths[i] + (width > 0 ? GAP : 0);
    return width > table->width ? width - table->width : 0;
}

static void shorten(struct table *table, bool those_that_stay)
{
    for (size_t i = 0; i < table->count; i++) {
        const struct table_column *column = &table->columns[i];
        size_t *width = &table->widths[i];
        size_t over = excess(table);
        bool is_meant = column->narrowest > 0 && (column->leaves == 0) == those_that_stay;
        if (is_meant && *width > column->narrowest)
            *width = *width - column->narrowest > over ? *width - over : column->narrowest;
    }
}

/* Without the first `left_out` of those that are left out. */
static void arrange(struct table *table, const size_t *natural, unsigned left_out)
{
    for (size_t i = 0; i < table->count; i++) {
        unsigned leaves = table->columns[i].leaves;
        table->widths[i] = leaves > 0 && leaves <= left_out ? 0 : natural[i];
    }
    shorten(table, false);
}

/* The last column may become this narrow before others are left out for it. */
static size_t least_of_last(const struct table *table, size_t natural)
{
    size_t share = table->width * 3 / 10;
    return natural < share ? natural : share;
}

static void squeeze(struct table *table)
{
    size_t natural[TABLE_COLUMNS];
    size_t *last = &table->widths[table->count - 1];
    size_t widest = *last;
    memcpy(natural, table->widths, sizeof natural);
    for (unsigned left_out = 0; left_out <= table->count; left_out++) {
        arrange(table, natural, left_out);
        *last = least_of_last(table, widest);
        if (excess(table) == 0)
            break;
    }
    shorten(table, true);
    *last = widest;
    size_t over = excess(table);
    *last = over < widest ? widest - over : 1;
}

void table_fit(struct table *table, struct mi_device *const *devices, size_t count)
{
    memset(table->widths, 0, sizeof table->widths);
    measure(table, NULL);
    for (size_t i = 0; i < count; i++)
        measure(table, devices[i]);
    if (table->width > 0)
        squeeze(table);
}

/* --- lines --- */

static void add_blanks(struct mi_text *out, size_t count)
{
    while (count-- > 0)
        mi_text_char(out, ' ');
}

static void add_cell(const struct table *table, size_t index, struct mi_text *out,
                     const struct mi_device *device)
{
    char cell[CELL_BYTES];
    struct mi_text text = mi_text(cell, sizeof cell);
    const struct table_column *column = &table->columns[index];
    fill(column, &text, device, table->widths[index]);
    size_t padding = table->widths[index] - mi_text_width(cell);
    add_blanks(out, column->is_right ? padding : 0);
    mi_text_add(out, cell);
    if (index + 1 < table->count)
        add_blanks(out, (column->is_right ? 0 : padding) + GAP);
}

void table_line(const struct table *table, struct mi_text *out, const struct mi_device *device)
{
    char line[TABLE_LINE_BYTES];
    struct mi_text text = mi_text(line, sizeof line);
    for (size_t i = 0; i < table->count; i++)
        if (table->widths[i] > 0)
            add_cell(table, i, &text, device);
    table_cut(out, line, table->width > 0 ? table->width : SIZE_MAX);
}
