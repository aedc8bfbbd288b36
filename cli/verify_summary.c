#include "verify_summary.h"

#include "terminal.h"

#include "base/unicode.h"

#include <stdlib.h>
#include <string.h>

/* Worst first; devices without a key stand behind those whose key is no good. */
static const enum mi_verdict_kind ORDER[] = {
    MI_VERDICT_WRONG,   MI_VERDICT_WRONG_FORM,   MI_VERDICT_WRONG_DEVICE, MI_VERDICT_MISTYPED,
    MI_VERDICT_CHANGED, MI_VERDICT_OTHER_FORMAT, MI_VERDICT_MESH,         MI_VERDICT_UNBOUND,
    MI_VERDICT_SILENT,  MI_VERDICT_UNTESTED,     MI_VERDICT_ABSENT,       MI_VERDICT_LIKELY,
    MI_VERDICT_RIGHT,   MI_VERDICT_NOT_NEEDED,
};

enum { KINDS = sizeof ORDER / sizeof ORDER[0], WORDS_MAX = 256 };

static const char NO_KEY[] = "no_key";

/* A device without a key has no verdict on one. */
static const char *verdict_of(const struct judgement *judgement)
{
    const struct mi_verdict *verdict = &judgement->finding->verdict;
    return mi_verdict_has(verdict, MI_REASON_NO_KEY) ? NO_KEY : mi_verdict_name(verdict->kind);
}

static int rank_of(const struct judgement *judgement)
{
    int rank = 0;
    bool lacks_key = verdict_of(judgement) == NO_KEY;
    enum mi_verdict_kind kind = lacks_key ? MI_VERDICT_CHANGED : judgement->finding->verdict.kind;
    while (rank < KINDS && ORDER[rank] != kind)
        rank++;
    return 2 * rank + lacks_key;
}

static int compare(const void *left, const void *right)
{
    const struct judgement *a = left;
    const struct judgement *b = right;
    int by_rank = rank_of(a) - rank_of(b);
    return by_rank != 0
               ? by_rank
               : memcmp(a->finding->address.octet, b->finding->address.octet, MI_ADDRESS_SIZE);
}

/* A neighbour that sends in plain is worth no line of its own. */
static bool is_plain_neighbour(const struct judgement *judgement)
{
    const struct mi_finding *finding = judgement->finding;
    const struct mi_verdict *verdict = &finding->verdict;
    bool is_plain =
        verdict->kind == MI_VERDICT_NOT_NEEDED || (verdict->kind == MI_VERDICT_OTHER_FORMAT &&
                                                   finding->encrypted == 0 && !verdict->is_closed);
    return is_plain && !finding->is_asked;
}

enum { ADDRESS, NAME, MODEL, VERDICT, KEY, OPENED, ENCRYPTED, PARTS };

static const struct column LAYOUT[] = {
    [ADDRESS] = {.name = "address", .absent = "(no address)"},
    [NAME] = {.name = "name", .before = "  ", .absent = "", .shortens = true},
    [MODEL] = {.name = "model", .before = "  ", .absent = "", .shortens = true},
    [VERDICT] = {.name = "verdict", .before = "  ", .is_word = true, .shortens = true},
    [KEY] = {.name = "key", .before = "  ", .absent = ""},
    [OPENED] = {.name = "opened", .before = "  opens "},
    [ENCRYPTED] = {.name = "encrypted", .before = " of "},
};

static const char *model_of(const struct judgement *judgement)
{
    const struct mi_device *device = judgement->finding->device;
    return device != NULL ? device->model : NULL;
}

static void fill(struct row *row, const struct column *columns, const struct judgement *judgement)
{
    const struct mi_finding *finding = judgement->finding;
    row_begin(row, columns);
    if (!finding->is_nameless)
        row_address(row, "address", finding->address);
    row_text(row, "name", judgement->name);
    row_text(row, "model", model_of(judgement));
    row_text(row, "verdict", verdict_of(judgement));
    if (judgement->key != NULL)
        row_fingerprint(row, "key", judgement->key);
    if (finding->encrypted == 0)
        return;
    row_number(row, "opened", finding->opened);
    row_number(row, "encrypted", finding->encrypted);
}

/* --- how wide the columns are; 0: left out --- */

static int width_of(const struct column *column, const struct cell *cell)
{
    char digits[24];
    struct mi_text text = mi_text(digits, sizeof digits);
    if (cell == NULL)
        return column->absent != NULL ? (int)mi_text_width(column->absent) : 0;
    if (cell->kind == CELL_TEXT)
        return (int)mi_text_width(cell->text);
    mi_text_signed(&text, cell->number);
    return (int)text.length;
}

static void measure(int *widths, const struct judgement *judgement)
{
    struct row row;
    fill(&row, NULL, judgement);
    for (size_t i = 0; i < PARTS; i++) {
        int width = width_of(&LAYOUT[i], row_find(&row, LAYOUT[i].name));
        widths[i] = width > widths[i] ? width : widths[i];
    }
    mi_wipe(&row, sizeof row);
}

static int line_width(const int *widths)
{
    int width = 0;
    for (size_t i = 0; i < PARTS; i++)
        if (widths[i] > 0)
            width += widths[i] + (LAYOUT[i].before != NULL ? (int)strlen(LAYOUT[i].before) : 0);
    return width;
}

/* What becomes narrower, first to last, until a line fits the terminal. */
static void squeeze(int *widths, int terminal)
{
    static const struct {
        int column;
        int least;
    } STEPS[] = {{NAME, 8}, {MODEL, 10}, {KEY, 0},    {MODEL, 0},
                 {NAME, 0}, {OPENED, 0}, {VERDICT, 1}};
    int name = widths[NAME];
    for (size_t i = 0; i < sizeof STEPS / sizeof STEPS[0]; i++) {
        int *width = &widths[STEPS[i].column];
        int least = STEPS[i].least;
        int over = line_width(widths) - terminal;
        if (over > 0 && *width > least)
            *width = least > 0 && *width - over > least ? *width - over : least;
        if (widths[OPENED] == 0)
            widths[ENCRYPTED] = 0;
    }
    int room = terminal - line_width(widths); /* of columns that were left out */
    if (widths[NAME] > 0 && room > 0)
        widths[NAME] = widths[NAME] + room < name ? widths[NAME] + room : name;
}

/* The columns that have a width, and one without a name behind them. */
static void lay_out(struct column *columns, const int *widths)
{
    for (size_t i = 0; i < PARTS; i++) {
        if (widths[i] == 0)
            continue;
        *columns = LAYOUT[i];
        columns->width = i == OPENED ? -widths[i] : widths[i];
        columns++;
    }
    *columns = (struct column){.name = NULL};
}

static void print_one(const struct judgement *judgement, const struct column *columns,
                      const struct printer *printer)
{
    struct row row;
    fill(&row, columns, judgement);
    PRINTER_OF(printer, row)(&row);
    mi_wipe(&row, sizeof row);
}

static void print_plain(size_t count, const struct printer *printer)
{
    static const struct column COLUMNS[] = {
        {.name = "plain", .before = "in plain and not asked about: ", .noun = "device"},
        {0},
    };
    struct row row;
    row_begin(&row, COLUMNS);
    row_number(&row, "plain", (int64_t)count);
    if (count > 0)
        PRINTER_OF(printer, row)(&row);
}

/* Whether it is a device of its own, and not the second format of one that is there as well. */
static bool is_device(const struct judgement *judgements, size_t count, size_t index)
{
    const struct mi_finding *finding = judgements[index].finding;
    for (size_t i = 0; finding->is_second && i < count; i++)
        if (i != index && mi_address_equal(judgements[i].finding->address, finding->address))
            return false;
    return true;
}

static size_t count_devices(const struct judgement *judgements, size_t count)
{
    size_t devices = 0;
    for (size_t i = 0; i < count; i++)
        devices += is_device(judgements, count, i);
    return devices;
}

static size_t width_of_count(size_t count, const char *noun)
{
    char buffer[64];
    struct mi_text text = mi_text(buffer, sizeof buffer);
    mi_text_unsigned(&text, count);
    return text.length + 1 + strlen(noun);
}

/* What stands before a part of the total: where the line is full, the next one begins. */
static const char *before_part(size_t *line, size_t part, bool is_first)
{
    enum { INDENT = 2, SEPARATOR = 2 };
    bool fits = terminal_width() == 0 || *line + SEPARATOR + part < terminal_width();
    *line = fits ? *line + SEPARATOR + part : INDENT + part;
    if (is_first)
        return fits ? ": " : ":\n  ";
    return fits ? ", " : ",\n  ";
}

/* "9 devices: 2 wrong, 5 right, 2 not needed"; the judgements are in order. */
static void print_total(const struct judgement *judgements, size_t count,
                        const struct printer *printer)
{
    struct column columns[2 * KINDS + 2] = {{.name = "devices", .noun = "device"}};
    struct row row;
    size_t column = 1;
    size_t line = width_of_count(count, "devices");
    row_begin(&row, columns);
    row_number(&row, "devices", (int64_t)count_devices(judgements, count));
    for (size_t i = 0; i < count;) {
        const char *verdict = verdict_of(&judgements[i]);
        size_t first = i;
        while (i < count && rank_of(&judgements[i]) == rank_of(&judgements[first]))
            i++;
        size_t part = width_of_count(i - first, verdict);
        columns[column] = (struct column){.name = verdict,
                                          .before = before_part(&line, part, column == 1),
                                          .is_named = true,
                                          .is_word = true};
        row_number(&row, verdict, (int64_t)(i - first));
        column++;
    }
    columns[column] = (struct column){.name = NULL};
    PRINTER_OF(printer, row)(&row);
}

void print_verdicts(struct judgement *judgements, size_t count, const struct printer *printer)
{
    size_t plain = 0;
    int widths[PARTS] = {0};
    struct column columns[PARTS + 1];
    qsort(judgements, count, sizeof *judgements, compare);
    for (size_t i = 0; i < count; i++)
        if (!is_plain_neighbour(&judgements[i]))
            measure(widths, &judgements[i]);
    if (terminal_width() > 0)
        squeeze(widths, (int)terminal_width());
    lay_out(columns, widths);
    for (size_t i = 0; i < count; i++) {
        plain += is_plain_neighbour(&judgements[i]);
        if (!is_plain_neighbour(&judgements[i]))
            print_one(&judgements[i], columns, printer);
    }
    print_plain(plain, printer);
    if (count > 0)
        print_total(judgements, count, printer);
}
