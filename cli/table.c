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

static void fill(const struct table_column *column, char cell[CELL_BYTES],
                 const struct mi_device *device)
{
    struct mi_text text = mi_text(cell, CELL_BYTES);
    if (device == NULL)
        mi_text_add(&text, column->heading);
    else
        column->fill(&text, device);
}

static void fit(struct table *table, const struct mi_device *device)
{
    for (size_t i = 0; i < table->count; i++) {
        char cell[CELL_BYTES];
        fill(&table->columns[i], cell, device);
        size_t width = mi_text_width(cell);
        table->widths[i] = width > table->widths[i] ? width : table->widths[i];
    }
}

void table_fit(struct table *table, struct mi_device *const *devices, size_t count)
{
    memset(table->widths, 0, sizeof table->widths);
    fit(table, NULL);
    for (size_t i = 0; i < count; i++)
        fit(table, devices[i]);
}

static void add_blanks(struct mi_text *out, size_t count)
{
    while (count-- > 0)
        mi_text_char(out, ' ');
}

void table_line(const struct table *table, struct mi_text *out, const struct mi_device *device)
{
    for (size_t i = 0; i < table->count; i++) {
        char cell[CELL_BYTES];
        bool is_last = i + 1 == table->count;
        fill(&table->columns[i], cell, device);
        size_t padding = table->widths[i] - mi_text_width(cell);
        add_blanks(out, table->columns[i].is_right ? padding : 0);
        mi_text_add(out, cell);
        if (!is_last)
            add_blanks(out, (table->columns[i].is_right ? 0 : padding) + GAP);
    }
}
