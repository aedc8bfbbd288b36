/*
 * Keys in YAML, line by line: what stands in one block at one depth belongs together, in any order.
 * That is all of YAML that the configurations of ESPHome and ble_monitor need.
 */
#include "keys/import_parts.h"

#include <string.h>

enum { BLOCKS = 32 };

enum value { VALUE_MAC, VALUE_KEY, VALUE_NAME, VALUE_TOKEN, VALUE_COUNT };

static const struct {
    const char *label;
    enum value value;
} LABELS[] = {
    {"mac_address", VALUE_MAC}, {"mac", VALUE_MAC},      {"address", VALUE_MAC},
    {"bindkey", VALUE_KEY},     {"bind_key", VALUE_KEY}, {"encryption_key", VALUE_KEY},
    {"name", VALUE_NAME},       {"token", VALUE_TOKEN},
};

/* A mapping whose keys stand in this column. */
struct block {
    size_t column;
    uint64_t line; /* of the key */
    struct mi_span values[VALUE_COUNT];
    struct mi_span lines[VALUE_COUNT];
};

struct yaml {
    struct mi_import *import;
    struct block blocks[BLOCKS];
    size_t depth;
    size_t ignored;          /* column of the first block that is too deep, and 1; 0: none */
    struct mi_span *pending; /* a value that stands on the next line; NULL: none */
};

static bool has_label(const struct mi_import *import, const char *label)
{
    struct mi_span line;
    for (struct mi_span all = mi_import_all(import); mi_span_line(&all, &line);) {
        struct mi_span rest = mi_span_trim(line);
        while (mi_span_starts(rest, "- "))
            rest = mi_span_trim(mi_span_from(rest, 2));
        while (rest.length > 0 && (*rest.at == '"' || *rest.at == '\''))
            rest = mi_span_from(rest, 1);
        struct mi_span after = mi_span_from(rest, strlen(label));
        while (after.length > 0 && strchr("\"' ", *after.at) != NULL)
            after = mi_span_from(after, 1);
        if (mi_span_starts_like(rest, label) && mi_span_starts(after, ":"))
            return true;
    }
    return false;
}

static void end_block(struct yaml *yaml)
{
    const struct block *block = &yaml->blocks[--yaml->depth];
    const struct mi_candidate candidate = {
        .line = block->line,
        .mac = block->values[VALUE_MAC],
        .key = block->values[VALUE_KEY],
        .name = block->values[VALUE_NAME],
        .token = block->values[VALUE_TOKEN],
    };
    size_t before = yaml->import->items;
    yaml->pending = NULL;
    if (candidate.key.length > 0)
        mi_import_offer(yaml->import, &candidate);
    if (yaml->import->items == before)
        return;
    for (size_t i = 0; i < VALUE_COUNT; i++)
        mi_import_blank(yaml->import, block->lines[i]);
}

/* Ends the blocks in columns from this one on. */
static void end_blocks(struct yaml *yaml, size_t column)
{
    while (yaml->depth > 0 && yaml->blocks[yaml->depth - 1].column >= column)
        end_block(yaml);
    if (column < yaml->ignored)
        yaml->ignored = 0;
}

/* The block in this column, begun when it is not there; NULL when that is too deep. */
static struct block *block_at(struct yaml *yaml, size_t column)
{
    end_blocks(yaml, column + 1);
    struct block *block = yaml->depth > 0 ? &yaml->blocks[yaml->depth - 1] : NULL;
    if (block != NULL && block->column == column)
        return block;
    if (yaml->depth == BLOCKS || yaml->ignored > 0) {
        yaml->ignored = column + 1;
        return NULL;
    }
    block = &yaml->blocks[yaml->depth++];
    *block = (struct block){.column = column};
    return block;
}

/* Splits `label: value`; false when the line is something else. */
static bool split(struct mi_span line, struct mi_span *label, struct mi_span *value)
{
    size_t at = 0;
    char quote = line.length > 0 && (*line.at == '"' || *line.at == '\'') ? *line.at : '\0';
    if (quote != '\0') {
        const char *end = line.length > 1 ? memchr(line.at + 1, quote, line.length - 1) : NULL;
        at = end != NULL ? (size_t)(end - line.at) + 1 : line.length;
    }
    for (; at < line.length; at++) {
        bool ends = at + 1 == line.length || line.at[at + 1] == ' ' || line.at[at + 1] == '\t';
        if (line.at[at] != ':' || !ends)
            continue;
        *label = mi_span_unquote(mi_span_first(line, at));
        *value = mi_span_trim(mi_span_from(line, at + 1));
        return true;
    }
    return false;
}

/* Without anchor, tag of a string and comment; what is in quotes ends with them. */
static struct mi_span plain_value(struct mi_span value)
{
    while (mi_span_starts(value, "&") || mi_span_starts(value, "!!")) {
        while (value.length > 0 && *value.at != ' ' && *value.at != '\t')
            value = mi_span_from(value, 1);
        value = mi_span_trim(value);
    }
    if (value.length > 1 && (*value.at == '"' || *value.at == '\'')) {
        const char *end = memchr(value.at + 1, *value.at, value.length - 1);
        if (end != NULL)
            return mi_span_first(value, (size_t)(end - value.at) + 1);
    }
    for (size_t i = 0; i < value.length; i++)
        if (value.at[i] == '#' && (i == 0 || value.at[i - 1] == ' ' || value.at[i - 1] == '\t'))
            return mi_span_trim(mi_span_first(value, i));
    return value;
}

/* | and > with their marks: the value begins on the next line. */
static bool is_on_next_line(struct mi_span value)
{
    return value.length == 0 || ((*value.at == '|' || *value.at == '>') && value.length <= 3);
}

static bool find_value(struct mi_span label, enum value *value)
{
    for (size_t i = 0; i < sizeof LABELS / sizeof LABELS[0]; i++) {
        *value = LABELS[i].value;
        if (mi_span_is_like(label, LABELS[i].label))
            return true;
    }
    return false;
}

static void take_value(struct yaml *yaml, size_t column, struct mi_span content, uint64_t number)
{
    struct mi_span label, text;
    enum value value;
    if (!split(content, &label, &text)) {
        if (yaml->pending != NULL)
            *yaml->pending = plain_value(content);
        yaml->pending = NULL;
        return;
    }
    struct block *block = block_at(yaml, column);
    yaml->pending = NULL;
    if (block == NULL || !find_value(label, &value))
        return;
    if (block->lines[value].at != NULL) { /* twice in one block: a list without dashes */
        end_blocks(yaml, column);
        block = block_at(yaml, column);
        if (block == NULL)
            return;
    }
    if (value == VALUE_KEY)
        block->line = number;
    text = plain_value(text);
    block->lines[value] = content;
    block->values[value] = text;
    if (is_on_next_line(text)) {
        block->values[value] = (struct mi_span){0};
        yaml->pending = &block->values[value];
    }
}

static void take_line(struct yaml *yaml, struct mi_span line, uint64_t number)
{
    size_t column = 0;
    struct mi_span content = mi_span_trim(line);
    if (content.length == 0 || *content.at == '#')
        return;
    if (mi_span_starts(line, "---") || mi_span_starts(line, "...")) {
        end_blocks(yaml, 0);
        return;
    }
    column = (size_t)(content.at - line.at);
    while (mi_span_starts(content, "- ") || mi_span_equals(content, "-")) {
        end_blocks(yaml, column + 1);
        struct mi_span rest = mi_span_trim(mi_span_from(content, 1));
        column += rest.length > 0 ? (size_t)(rest.at - content.at) : 1;
        content = rest;
    }
    if (content.length > 0)
        take_value(yaml, column, content, number);
}

static void read_yaml(struct mi_import *import)
{
    struct yaml yaml = {.import = import};
    struct mi_span line;
    struct mi_span rest = mi_import_all(import);
    for (uint64_t number = 1; mi_span_line(&rest, &line); number++)
        take_line(&yaml, line, number);
    end_blocks(&yaml, 0);
}

void mi_esphome_read(struct mi_import *import)
{
    if (has_label(import, "bindkey") || has_label(import, "bind_key"))
        read_yaml(import);
}

void mi_ble_monitor_read(struct mi_import *import)
{
    if (has_label(import, "encryption_key"))
        read_yaml(import);
}
