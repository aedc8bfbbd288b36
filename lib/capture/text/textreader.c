/* Text of any dialect, also mixed: cleans the lines and offers them to the dialects. */
#include "capture/inset.h"
#include "capture/text/payload.h"
#include "capture/text/prefix.h"
#include "capture/text/sender.h"
#include "capture/text/wrapped.h"

#include "base/plain.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

#define DIALECT_LISTED(name_) &mi_##name_##_dialect,

static const struct mi_dialect *const LIST[] = {DIALECTS(DIALECT_LISTED)};

enum {
    DIALECT_COUNT = sizeof LIST / sizeof LIST[0],
    SAMPLE_SIZE = 4096,     /* looked at to tell text from other things */
    BAD_BYTES_PER_TEXT = 3, /* one byte of so many may be no text */
    PATIENCE = 1 << 20,     /* bytes of no text that are read without finding a packet */
};

struct text_reader {
    struct mi_input input;
    struct mi_out out;
    uint64_t number; /* of the line last read */
    bool begun;
    bool ended;
    size_t silence; /* bytes read since it was no text, or since a packet was found nonetheless */
    bool is_utf16;  /* text of two bytes a character, of which one is 0 */
    const struct mi_dialect *of_long_line; /* took the line that is being read in pieces */
    struct mi_inset *inset;                /* that the last line was of; NULL: it was not */
    bool is_inset_whole;
    void *states[DIALECT_COUNT];
    struct mi_prefix prefix;
    struct mi_sender sender;
    struct mi_wrapped wrapped;
    char clean[MI_LINE_MAX + 1];
};

/* --- clean lines --- */

/* Bytes at the start that are no text of their own: none, or those of a control sequence. */
static size_t unwanted_length(const struct text_reader *reader, struct mi_span span)
{
    switch (span.at[0]) {
    case '\x1b': return mi_span_escape(span);
    case '\x01':
    case '\x02': return 1; /* readline puts them around invisible text */
    case '\0': return reader->is_utf16 ? 1 : 0;
    default: return 0;
    }
}

/* What a terminal would show of the line: behind the last CR, without control sequences; in plain
 * characters, also where all of it is JSON in a string. */
static struct mi_span clean_line(struct text_reader *reader, struct mi_span line)
{
    struct mi_text clean = mi_text(reader->clean, sizeof reader->clean);
    struct mi_span after;
    bool has_quotes = line.length > 0 && memchr(line.at, '"', line.length) != NULL;
    bool is_escaped = mi_span_find(line, "{\\\"", &after) && !mi_span_find(line, "{\"", &after);
    bool is_behind_cr = false;
    for (size_t at = 0; at < line.length;) {
        struct mi_span rest = mi_span_from(line, at);
        size_t unwanted = unwanted_length(reader, rest);
        unwanted += is_escaped && mi_span_starts(rest, "\\\"") ? 1 : 0;
        at += unwanted;
        if (unwanted > 0)
            continue;
        bool is_cr = rest.at[0] == '\r';
        if (is_behind_cr && !is_cr)
            clean.length = 0;
        is_behind_cr = is_cr;
        const char *plain = "";
        size_t dressed = mi_span_plain(rest, has_quotes, &plain);
        at += dressed > 0 ? dressed : 1;
        if (dressed > 0)
            mi_text_add(&clean, plain);
        else if (!is_cr)
            mi_text_char(&clean, rest.at[0]);
    }
    return (struct mi_span){.at = reader->clean, .length = clean.length};
}

/* Without the marks of a quotation, "> ", in front. */
static struct mi_span unquote(struct mi_span text)
{
    while (mi_span_starts(text, ">") && !mi_is_packet_mark(text))
        text = mi_span_from(text, mi_span_starts(text, "> ") ? 2 : 1);
    return text;
}

/* Without the bars of a table behind. */
static struct mi_span without_bars(struct mi_span text)
{
    struct mi_span rest = mi_span_trim(text);
    while (mi_span_ends(rest, " |"))
        rest = mi_span_trim(mi_span_first(rest, rest.length - 1));
    return rest;
}

static void set_body(struct mi_line *line)
{
    line->body = without_bars(line->text);
    size_t length = mi_span_time(line->body, &line->time);
    if (length == 0)
        length = mi_span_clock(line->body);
    line->body = mi_span_trim(mi_span_from(line->body, length));
    if (length > 0)
        (void)mi_span_take(&line->body, "->"); /* of Arduino's monitor */
}

static void set_line(struct text_reader *reader, struct mi_line *line, struct mi_span text)
{
    line->time = MI_NO_TIME;
    line->text = unquote(text);
    line->text = mi_span_from(line->text, mi_span_syslog(line->text, &line->time));
    line->text = mi_prefix_drop(&reader->prefix, line->text, &line->time);
    line->column = text.length - line->text.length;
    set_body(line);
}

/* --- text or not --- */

/*
 * The bytes of a character in UTF-8 that is text, or 0. What programs write that know no better is
 * text too: halves of pairs of surrogates, and forms that are longer than need be.
 */
static size_t character_length(struct mi_span span)
{
    uint8_t first = (uint8_t)span.at[0];
    size_t length = mi_span_character(span);
    if (first >= 0x80)
        return first >= 0xc2 && first <= 0xf4 && length > 1 ? length : 0;
    bool is_text =
        first >= ' ' || (first != 0 && strchr("\t\n\r\f\b\a\x1b\x01\x02", first) != NULL);
    return is_text ? 1 : 0;
}

static bool is_text(struct mi_span sample)
{
    size_t bad = 0;
    for (size_t at = 0; at < sample.length;) {
        size_t length = character_length(mi_span_from(sample, at));
        bad += length == 0 ? 1 : 0;
        at += length == 0 ? 1 : length;
    }
    return bad * BAD_BYTES_PER_TEXT <= sample.length;
}

/* What begins as a packet does is told how to be read. */
static struct mi_problem no_text(const uint8_t *head, size_t there)
{
    struct mi_payload payload;
    struct mi_bytes bytes = mi_bytes(head, there < MI_PAYLOAD_MAX ? there : MI_PAYLOAD_MAX);
    bool is_packet = mi_payload_recognise(bytes, MI_TRUST_ALONE, NULL, &payload) &&
                     (payload.skip == 0 || payload.layer == MI_LAYER_SERVICE);
    return (struct mi_problem){.code = is_packet ? MI_P_RAW_BYTES : MI_P_NOT_TEXT};
}

static void begin(struct text_reader *reader)
{
    size_t there = 0;
    const uint8_t *head = mi_stream_peek(reader->input.stream, 1, &there);
    struct mi_span sample = {.at = (const char *)head, .length = there};
    if (there > 0)
        reader->is_utf16 = mi_span_take_mark(&sample) != MI_UTF_8;
    if (!reader->is_utf16 && !is_text(mi_span_first(sample, SAMPLE_SIZE))) {
        if (mi_stream_problem(reader->input.stream).code == MI_OK)
            mi_out_problem(&reader->out, 0, no_text(head, there));
        reader->out.is_silent = true;
    }
    reader->begun = true;
}

/* --- dispatch --- */

/* False when no dialect takes the line. */
static bool offer_to_dialects(struct text_reader *reader, const struct mi_line *line)
{
    for (size_t i = 0; i < DIALECT_COUNT; i++) {
        bool can_take = line->status == MI_LINE || LIST[i]->more != NULL;
        if (can_take && LIST[i]->line(reader->states[i], line, &reader->out)) {
            reader->of_long_line = line->status == MI_LINE ? NULL : LIST[i];
            return true;
        }
    }
    return false;
}

/* To the packets from `first` on that the text has given. */
static void tell_sender(struct text_reader *reader, size_t first)
{
    for (size_t i = first; i < reader->out.count; i++)
        if (reader->out.items[i].problem.code == MI_OK)
            mi_sender_tell(&reader->sender, &reader->out.items[i].packet);
}

static void offer(struct text_reader *reader, const struct mi_line *line)
{
    size_t before = reader->out.count;
    bool is_taken = offer_to_dialects(reader, line);
    tell_sender(reader, before);
    mi_sender_read(&reader->sender, line, reader->out.count - before);
    tell_sender(reader, before);
    if (is_taken)
        return;
    if (line->status == MI_LINE_TOO_LONG) {
        struct mi_problem problem = {.code = MI_P_LINE_LONG, .number = {MI_LINE_MAX}};
        mi_out_problem(&reader->out, line->number, problem);
    }
}

/* The line that was kept, as far as it went. */
static void offer_wrapped(struct text_reader *reader)
{
    struct mi_wrapped *wrapped = &reader->wrapped;
    struct mi_line line = {.number = wrapped->number, .status = MI_LINE};
    if (wrapped->length == 0)
        return;
    line.text = (struct mi_span){.at = wrapped->text, .length = wrapped->length};
    line.column = wrapped->column;
    set_body(&line);
    line.time = wrapped->time;
    wrapped->length = 0;
    offer(reader, &line);
}

/* A line goes on with the one that is kept, is kept itself, or is offered. */
static void put_together(struct text_reader *reader, const struct mi_line *line)
{
    struct mi_wrapped *wrapped = &reader->wrapped;
    bool is_added = wrapped->length > 0 && mi_wrapped_add(wrapped, line);
    if (!is_added || wrapped->wrap == MI_WRAP_NONE)
        offer_wrapped(reader);
    if (!is_added && !mi_wrapped_keep(wrapped, line))
        offer(reader, line);
}

/* A further piece of a long line. False when there is none. */
static bool offer_piece(struct text_reader *reader)
{
    struct mi_span piece = {0};
    struct mi_line line = {.number = reader->number};
    line.status = mi_stream_rest(reader->input.stream, &piece.at, &piece.length);
    if (line.status == MI_LINE_END) {
        reader->of_long_line = NULL;
        return false;
    }
    reader->silence += piece.length;
    if (reader->of_long_line == NULL)
        return true;
    line.text = line.body = clean_line(reader, piece);
    for (size_t i = 0; i < DIALECT_COUNT; i++)
        if (LIST[i] == reader->of_long_line)
            LIST[i]->more(reader->states[i], &line, &reader->out);
    return true;
}

/* --- a log of packets between the lines --- */

static void end_inset(struct text_reader *reader)
{
    mi_inset_end(reader->inset);
    reader->is_inset_whole = true;
}

static void leave_inset(struct text_reader *reader)
{
    mi_inset_free(reader->inset);
    reader->inset = NULL;
    reader->is_inset_whole = false;
}

/* A line of it, with all of its pieces. */
static void add_to_inset(struct text_reader *reader, struct mi_span text)
{
    bool goes_on = mi_inset_add(reader->inset, text.at, text.length);
    while (mi_stream_rest(reader->input.stream, &text.at, &text.length) != MI_LINE_END)
        (void)mi_inset_add(reader->inset, text.at, text.length);
    if (!goes_on)
        end_inset(reader);
}

/* Whether one begins with the line, or goes on with it. */
static bool offer_to_inset(struct text_reader *reader, struct mi_span text)
{
    if (reader->inset != NULL) {
        add_to_inset(reader, text);
        return true;
    }
    if (!mi_inset_begins(text.at, text.length))
        return false;
    reader->inset = mi_inset_new(reader->out.flags);
    if (reader->inset == NULL)
        mi_out_problem(&reader->out, reader->number,
                       (struct mi_problem){.code = MI_P_OUT_OF_MEMORY});
    return true;
}

static void offer_text(struct text_reader *reader, struct mi_line *line, struct mi_span text)
{
    set_line(reader, line, clean_line(reader, text));
    put_together(reader, line);
}

/* A file that has no LF ends its lines with CR. */
static void offer_parts(struct text_reader *reader, struct mi_line *line, struct mi_span text)
{
    const char *cr;
    bool has_parts = line->number == 1 && line->status == MI_LINE &&
                     !mi_stream_has_line_end(reader->input.stream);
    while (has_parts && text.length > 0 && (cr = memchr(text.at, '\r', text.length)) != NULL) {
        size_t length = (size_t)(cr - text.at);
        offer_text(reader, line, mi_span_first(text, length));
        text = mi_span_from(text, length + 1);
        line->number++;
    }
    offer_text(reader, line, text);
}

static bool offer_line(struct text_reader *reader)
{
    struct mi_span text = {0};
    struct mi_line line = {.number = ++reader->number};
    line.status = mi_stream_line(reader->input.stream, &text.at, &text.length);
    if (line.status == MI_LINE_END) {
        if (reader->inset != NULL)
            end_inset(reader);
        return reader->inset != NULL;
    }
    reader->silence += text.length + 1;
    if (line.number == 1)
        (void)mi_span_take_mark(&text);
    if (offer_to_inset(reader, text))
        return true;
    offer_parts(reader, &line, text);
    return true;
}

static void end(struct text_reader *reader)
{
    offer_wrapped(reader);
    size_t before = reader->out.count;
    for (size_t i = 0; i < DIALECT_COUNT && !reader->ended; i++)
        if (LIST[i]->end != NULL)
            LIST[i]->end(reader->states[i], &reader->out);
    tell_sender(reader, before);
    reader->ended = true;
}

/* --- the reader --- */

static enum mi_match matches(const uint8_t *head, size_t size)
{
    (void)head;
    (void)size;
    return MI_MATCH_YES;
}

static void close_reader(void *state)
{
    struct text_reader *reader = state;
    for (size_t i = 0; i < DIALECT_COUNT; i++)
        free(reader->states[i]);
    mi_inset_free(reader->inset);
    mi_out_free(&reader->out);
    free(reader);
}

static bool prepare(void *state)
{
    struct text_reader *reader = state;
    reader->out.flags = reader->input.flags;
    bool has_room = mi_out_begin(&reader->out);
    for (size_t i = 0; has_room && i < DIALECT_COUNT; i++) {
        reader->states[i] = calloc(1, LIST[i]->size);
        has_room = reader->states[i] != NULL;
    }
    return has_room;
}

/* What the lines have given, and then what a log between them has. MI_GOT_END: nothing more yet. */
static enum mi_got take_item(struct text_reader *reader, struct mi_item *item)
{
    if (mi_out_take(&reader->out, item))
        return item->problem.code != MI_OK ? MI_GOT_PROBLEM : MI_GOT_PACKET;
    if (!reader->is_inset_whole)
        return MI_GOT_END;
    enum mi_got got = mi_inset_next(reader->inset, item);
    if (got == MI_GOT_END)
        leave_inset(reader);
    return got;
}

static enum mi_got next(void *state, struct mi_item *item)
{
    struct text_reader *reader = state;
    enum mi_got got;
    if (!reader->begun)
        begin(reader);
    while ((got = take_item(reader, item)) == MI_GOT_END) {
        if (reader->ended)
            return MI_GOT_END;
        bool is_worth_it = !reader->out.is_silent || reader->silence < PATIENCE;
        if (!is_worth_it || (!offer_piece(reader) && !offer_line(reader)))
            end(reader);
    }
    reader->silence = got == MI_GOT_PACKET ? 0 : reader->silence;
    return got;
}

const struct mi_reader_type mi_text_reader = {
    .name = "text",
    .matches = matches,
    .size = sizeof(struct text_reader),
    .prepare = prepare,
    .next = next,
    .close = close_reader,
};
