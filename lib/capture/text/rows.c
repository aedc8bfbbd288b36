/*
 * Payloads over several lines. Rows with offsets go on where these follow each other; other rows
 * go on where the bytes before lack their end.
 */
#include "capture/text/row.h"

#include "base/hash.h"

#include <string.h>

enum {
    WIDTH = 8,     /* loggers print so many bytes a row, or a multiple of it */
    HEAD_MAX = 160 /* characters of the line above that are looked at */
};

struct rows {
    enum mi_row_kind kind; /* MI_ROW_NONE: no row yet */
    bool is_decimal;
    uint64_t head; /* what stands in front of each, but for its digits */
    uint64_t next; /* number of the line that can go on with it */
    uint64_t offset[MI_RADIX_COUNT];
    struct mi_packet about;
    size_t last; /* bytes in front of the last row */
    size_t size; /* of a dump, also those that are too many to be kept */
    uint8_t bytes[MI_PAYLOAD_MAX];

    uint64_t above_number; /* of the last line that was no row, which may name the device */
    size_t above_length;
    char above[HEAD_MAX];
    struct mi_row row;
};

static struct mi_bytes kept(const struct rows *rows)
{
    size_t size = rows->size < sizeof rows->bytes ? rows->size : sizeof rows->bytes;
    return mi_bytes(rows->bytes, size);
}

static void give(struct rows *rows, struct mi_out *out)
{
    if (rows->kind != MI_ROW_NONE &&
        !mi_payload_give(out, rows->about, kept(rows), MI_TRUST_ALONE) &&
        (out->flags & MI_SOURCE_BARE) != 0)
        (void)mi_payload_give(out, rows->about, kept(rows), MI_TRUST_TOLD);
    rows->kind = MI_ROW_NONE;
}

/* Times and counts differ from row to row. */
static uint64_t hash_head(struct mi_span head)
{
    uint64_t hash = 0;
    for (size_t i = 0; i < head.length; i++)
        if (!mi_is_digit(head.at[i]))
            hash = mi_hash_word(hash, (uint8_t)head.at[i]);
    return hash;
}

static void append(struct rows *rows)
{
    size_t room = rows->size < sizeof rows->bytes ? sizeof rows->bytes - rows->size : 0;
    size_t fitting = rows->row.size < room ? rows->row.size : room;
    if (fitting > 0)
        memcpy(rows->bytes + rows->size, rows->row.bytes, fitting);
    rows->last = rows->size;
    rows->size += rows->row.size;
}

/* --- the first row --- */

/* The address and the signal strength in the text, when it has an address. */
static void take_about(struct rows *rows, struct mi_span text)
{
    size_t offset = 0;
    rows->about.has_address =
        !mi_span_starts(text, "#") && mi_span_address(text, &rows->about.address, &offset);
    if (rows->about.has_address)
        (void)mi_span_rssi(text, &rows->about);
}

/* data_string = b"\x50\x20…": a frame without its UUID, all of it in one row */
static bool is_assigned(const struct mi_row *row)
{
    struct mi_bytes bytes = mi_bytes(row->bytes, row->size);
    return row->kind == MI_ROW_SOURCE && mi_span_ends(row->head, "= ") &&
           mi_bare_names_product(bytes) && mi_payload_match(bytes) == MI_MATCH_WHOLE;
}

static bool may_start(const struct mi_row *row)
{
    if (row->kind == MI_ROW_DUMP)
        return row->may_start && row->size > 0;
    return (row->kind != MI_ROW_LOG || row->size % WIDTH == 0) &&
           mi_payload_match(mi_bytes(row->bytes, row->size)) == MI_MATCH_MORE;
}

static bool start(struct rows *rows, const struct mi_line *line)
{
    const struct mi_row *row = &rows->row;
    const struct mi_span above = {.at = rows->above, .length = rows->above_length};
    if (!may_start(row) && !is_assigned(row))
        return false;
    rows->kind = row->kind;
    rows->is_decimal = row->is_decimal;
    rows->head = hash_head(row->head);
    rows->next = line->number + 1;
    rows->about = mi_line_packet(line);
    rows->size = 0;
    memcpy(rows->offset, row->offset, sizeof rows->offset);
    take_about(rows, row->head);
    if (!rows->about.has_address && rows->above_number + 1 == line->number)
        take_about(rows, above);
    append(rows);
    return true;
}

/* --- those that go on --- */

/*
 * Whether the row stands where those before it end. Characters beside the row before may look like
 * bytes: they are taken off.
 */
static bool offsets_follow(struct rows *rows)
{
    for (size_t i = 0; i < MI_RADIX_COUNT; i++)
        if (rows->row.offset[i] != UINT64_MAX &&
            rows->row.offset[i] - rows->offset[i] == rows->size)
            return true;
    uint64_t distance = rows->row.offset[MI_HEXADECIMAL] - rows->offset[MI_HEXADECIMAL];
    if (distance <= rows->last || distance > rows->size)
        return false;
    rows->size = (size_t)distance;
    return true;
}

/* The same stands in front of both, or code in front of the first one only. */
static bool heads_follow(const struct rows *rows)
{
    const struct mi_row *row = &rows->row;
    bool is_bare = row->kind == MI_ROW_SOURCE && row->head.length == 0;
    return is_bare ? !row->is_first : rows->head == hash_head(row->head);
}

/* Whether the row goes on with those before it; when these are whole with it, gives them. */
static bool join(struct rows *rows, const struct mi_line *line, struct mi_out *out)
{
    const struct mi_row *row = &rows->row;
    bool is_alike = rows->kind == row->kind && rows->is_decimal == row->is_decimal &&
                    rows->next == line->number && heads_follow(rows);
    if (!is_alike || (row->kind == MI_ROW_DUMP
                          ? !offsets_follow(rows)
                          : mi_payload_are_two(kept(rows), mi_bytes(row->bytes, row->size))))
        return false;
    append(rows);
    rows->next++;
    if (row->kind == MI_ROW_DUMP)
        return true;
    enum mi_match match =
        rows->size > sizeof rows->bytes ? MI_MATCH_NO : mi_payload_match(kept(rows));
    if (match == MI_MATCH_WHOLE)
        give(rows, out);
    else if (match == MI_MATCH_NO)
        rows->size = rows->last;
    return match != MI_MATCH_NO;
}

static void remember(struct rows *rows, const struct mi_line *line)
{
    rows->above_number = line->number;
    rows->above_length = line->body.length < HEAD_MAX ? line->body.length : HEAD_MAX;
    if (rows->above_length > 0)
        memcpy(rows->above, line->body.at, rows->above_length);
}

/* A dump lacks its end: the offset of the next row will tell whether it goes on. */
static bool is_open(const struct rows *rows)
{
    return rows->kind == MI_ROW_DUMP && mi_payload_match(kept(rows)) == MI_MATCH_MORE;
}

static bool read_row(struct rows *rows, const struct mi_line *line)
{
    return line->status == MI_LINE && mi_row_read(&rows->row, line->body);
}

static bool read_line(void *state, const struct mi_line *line, struct mi_out *out)
{
    struct rows *rows = state;
    if (line->body.length == 0 && is_open(rows)) {
        rows->next++; /* forums put blank lines between lines */
        return false;
    }
    rows->row.is_behind_dump = rows->kind == MI_ROW_DUMP;
    rows->row.is_behind_decimal = rows->kind != MI_ROW_NONE && rows->is_decimal;
    if (rows->kind != MI_ROW_NONE && read_row(rows, line) && join(rows, line, out))
        return true;
    give(rows, out);
    rows->row.is_behind_dump = rows->row.is_behind_decimal = false;
    if (read_row(rows, line) && start(rows, line))
        return true;
    remember(rows, line);
    return false;
}

static void end(void *state, struct mi_out *out)
{
    give(state, out);
}

const struct mi_dialect mi_rows_dialect = {
    .size = sizeof(struct rows),
    .line = read_line,
    .end = end,
};
