/*
 * nRF Connect's table of an advertisement, "LEN. TYPE VALUE": a row for each structure, its length
 * in decimal. Above it the same stands as one number, which is given by itself.
 */
#include "capture/text/report.h"

#include "base/hex.h"

#include <string.h>

struct nrfconnect {
    struct mi_report report;
    size_t size; /* of the number above the table */
    uint8_t bytes[UINT8_MAX];
};

/* The next cell; in Markdown, bars stand between them. */
static struct mi_span take_cell(struct mi_span *text)
{
    *text = mi_span_trim(*text);
    (void)mi_span_take(text, "|");
    return mi_span_word(text);
}

static bool take_hex(struct mi_span *text, uint8_t bytes[UINT8_MAX], size_t *size)
{
    struct mi_span word = take_cell(text);
    if (!mi_span_take(&word, "0x"))
        return false;
    struct mi_hex hex = mi_hex_decode(word.at, word.length, bytes, UINT8_MAX);
    *size = hex.size;
    return hex.status == MI_HEX_OK && word.length == 2 * hex.size;
}

/* "26 0x16 0x…" */
static bool take_row(struct mi_span text, uint8_t structure[2 + UINT8_MAX], size_t *size)
{
    uint8_t type[UINT8_MAX];
    size_t type_size = 0;
    int64_t length = 0;
    struct mi_span word = take_cell(&text);
    bool is_row = word.length > 0 && mi_span_number(word, &length) == word.length &&
                  take_hex(&text, type, &type_size) && type_size == 1 &&
                  take_hex(&text, structure + 2, size) && text.length == 0;
    if (!is_row || length != (int64_t)*size + 1)
        return false;
    structure[0] = (uint8_t)length;
    structure[1] = type[0];
    *size += 2;
    return true;
}

static void finish(struct nrfconnect *table, struct mi_out *out)
{
    const struct mi_report *report = &table->report;
    bool is_given =
        report->size == table->size && memcmp(report->data, table->bytes, table->size) == 0;
    if (!is_given)
        mi_report_give(&table->report, out);
    table->report.is_open = false;
    table->report.size = 0;
}

static bool read_line(void *state, const struct mi_line *line, struct mi_out *out)
{
    struct nrfconnect *table = state;
    uint8_t structure[2 + UINT8_MAX];
    size_t size = 0;
    struct mi_span text = line->body;
    if (take_row(text, structure, &size)) {
        struct mi_packet about = mi_line_packet(line);
        if (!table->report.is_open)
            mi_report_open(&table->report, &about);
        mi_report_raw(&table->report, structure, size);
        return true;
    }
    finish(table, out);
    if (take_hex(&text, structure, &size) && text.length == 0) {
        table->size = size;
        memcpy(table->bytes, structure, size);
    }
    return false;
}

static void end(void *state, struct mi_out *out)
{
    finish(state, out);
}

const struct mi_dialect mi_nrfconnect_dialect = {
    .size = sizeof(struct nrfconnect),
    .line = read_line,
    .end = end,
};
