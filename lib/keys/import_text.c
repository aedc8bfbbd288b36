/* Keys in lines: the token extractor's, Tasmota's, key rings, and a MAC and a key in one line. */
#include "keys/import_parts.h"

#include "base/hex.h"

#include <string.h>

/* --- the token extractor: a label and a value a line, dashes between devices --- */

enum label { LABEL_NAME, LABEL_ID, LABEL_KEY, LABEL_MAC, LABEL_TOKEN, LABEL_COUNT };

static const char *const LABELS[LABEL_COUNT] = {
    [LABEL_NAME] = "NAME", [LABEL_ID] = "ID",       [LABEL_KEY] = "BLE KEY",
    [LABEL_MAC] = "MAC",   [LABEL_TOKEN] = "TOKEN",
};

struct device {
    struct mi_span values[LABEL_COUNT];
    struct mi_span all; /* from the first line to the last */
    uint64_t line;      /* of the key, else of the first line */
};

static void end_device(struct mi_import *import, struct device *device)
{
    const struct mi_candidate candidate = {
        .line = device->line,
        .mac = device->values[LABEL_MAC],
        .key = device->values[LABEL_KEY],
        .name = device->values[LABEL_NAME],
        .token = device->values[LABEL_TOKEN],
    };
    size_t before = import->items;
    if (candidate.key.length > 0)
        mi_import_offer(import, &candidate);
    else if (candidate.token.length > 0 && mi_span_starts_like(device->values[LABEL_ID], "blt."))
        mi_import_refuse(import, &candidate, MI_P_IMPORT_NO_BLE_KEY);
    if (import->items > before)
        mi_import_blank(import, device->all);
    *device = (struct device){0};
}

static bool split_label(struct mi_span line, enum label *label, struct mi_span *value)
{
    const char *colon = memchr(line.at, ':', line.length);
    if (colon == NULL)
        return false;
    size_t length = (size_t)(colon - line.at);
    struct mi_span word = mi_span_trim(mi_span_first(line, length));
    *value = mi_span_trim(mi_span_from(line, length + 1));
    for (size_t i = 0; i < LABEL_COUNT; i++) {
        *label = (enum label)i;
        if (mi_span_is_like(word, LABELS[i]))
            return true;
    }
    return false;
}

/* Lines with other labels belong to the device too: IP, MODEL. */
static bool has_other_label(struct mi_span line)
{
    static const char LETTERS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ _";
    size_t length = 0;
    while (length < line.length && strchr(LETTERS, line.at[length]) != NULL)
        length++;
    return length > 0 && length < line.length && line.at[length] == ':';
}

static void take_label(struct mi_import *import, struct device *device, struct mi_span line,
                       uint64_t number)
{
    enum label label;
    struct mi_span value;
    if (!split_label(line, &label, &value)) {
        if (line.length > 0 && !has_other_label(line))
            end_device(import, device);
        return;
    }
    if (device->values[label].at != NULL)
        end_device(import, device);
    if (device->all.at == NULL) {
        device->all = line;
        device->line = number;
    }
    if (label == LABEL_KEY)
        device->line = number;
    device->values[label] = value;
    device->all.length = (size_t)(line.at + line.length - device->all.at);
}

void mi_extractor_read(struct mi_import *import)
{
    struct device device = {.line = 0};
    struct mi_span line;
    struct mi_span rest = mi_import_all(import);
    for (uint64_t number = 1; mi_span_line(&rest, &line); number++)
        take_label(import, &device, mi_span_trim(line), number);
    end_device(import, &device);
}

/* --- words of a line that are a MAC or a key --- */

enum { LEAST_DIGITS = 20 /* of what stands for a key, and may lack some */ };

enum kind { KIND_NONE, KIND_MAC, KIND_KEY, KIND_BOTH, KIND_TOKEN };

struct word {
    enum kind kind;
    struct mi_span run;
};

/* The word in front of `at`, with nothing but quotes, blanks and = or : between. */
static struct mi_span label_before(struct mi_span line, size_t at)
{
    enum { LONGEST = 16 };
    size_t end = at;
    while (end > 0 && strchr("\"' =:\\", line.at[end - 1]) != NULL)
        end--;
    size_t start = end;
    while (start > 0 && end - start < LONGEST && mi_is_name(line.at[start - 1]))
        start--;
    return (struct mi_span){line.at + start, end - start};
}

/* Digits that look like a key and are called something else. */
static bool has_other_meaning(struct mi_span label)
{
    static const char *const OTHERS[] = {"id", "hash", "md5", "sum", "sha1", "nonce"};
    return mi_span_any(label, mi_span_ends_like, OTHERS, sizeof OTHERS / sizeof OTHERS[0]);
}

static enum kind kind_of_digits(struct mi_span line, size_t at, size_t digits)
{
    bool is_key = digits == 2 * MI_KEY_SIZE || digits == 2 * MI_KEY_SHORT;
    if (digits == 2 * (MI_KEY_SIZE + MI_ADDRESS_SIZE))
        return KIND_BOTH;
    if (digits == 2 * MI_ADDRESS_SIZE)
        return at > 0 && line.at[at - 1] == '-' ? KIND_NONE : KIND_MAC; /* not that of a UUID */
    struct mi_span label = label_before(line, at);
    if (!is_key)
        return digits >= LEAST_DIGITS && mi_span_ends_like(label, "key") ? KIND_KEY : KIND_NONE;
    if (mi_span_ends_like(label, "token"))
        return KIND_TOKEN;
    return has_other_meaning(label) ? KIND_NONE : KIND_KEY;
}

/* Pairs of digits with ':' or '-' between them: their length, and how many. */
static size_t count_pairs(struct mi_span run, size_t *pairs)
{
    size_t at = 0;
    *pairs = 0;
    while (mi_span_hex_digits(mi_span_first(mi_span_from(run, at), 3)) == 2) {
        char separator = run.at[2 < run.length ? 2 : 0];
        at += 2;
        (*pairs)++;
        bool goes_on = at + 1 < run.length && run.at[at] == separator &&
                       (separator == ':' || separator == '-') &&
                       mi_span_hex_digits(mi_span_first(mi_span_from(run, at + 1), 3)) == 2;
        if (!goes_on)
            return at;
        at++;
    }
    return at;
}

/* 0x, or a character written with a percent sign: digits behind them begin a word. */
static size_t prefix_length(struct mi_span run)
{
    if (mi_span_starts_like(run, "0x"))
        return 2;
    return *run.at == '%' && mi_span_hex_digits(mi_span_first(mi_span_from(run, 1), 2)) == 2 ? 3
                                                                                             : 0;
}

static void read_word(struct mi_span line, size_t at, struct word *word)
{
    struct mi_span rest = mi_span_from(line, at);
    size_t pairs = 0;
    size_t length = count_pairs(rest, &pairs);
    if (pairs > 1) {
        word->kind = pairs == MI_ADDRESS_SIZE                        ? KIND_MAC
                     : pairs == MI_KEY_SIZE || pairs == MI_KEY_SHORT ? KIND_KEY
                                                                     : KIND_NONE;
    } else {
        size_t digits = length = mi_span_hex_digits(rest);
        while (length < rest.length && mi_is_name(rest.at[length]))
            length++;
        word->kind = length == digits ? kind_of_digits(line, at, digits) : KIND_NONE;
    }
    word->run = mi_span_first(rest, length);
}

/* The next word from `*at` on that may be something; false at the end of the line. */
static bool next_word(struct mi_span line, size_t *at, struct word *word)
{
    while (*at < line.length) {
        struct mi_span rest = mi_span_from(line, *at);
        size_t prefix = prefix_length(rest);
        if (prefix == 0 && mi_is_name(*rest.at)) {
            read_word(line, *at, word);
            *at += word->run.length;
            return true;
        }
        *at += prefix > 0 ? prefix : 1;
    }
    return false;
}

/* All pairs of one line, in either order; true when there was one. */
static bool read_pairs(struct mi_import *import, struct mi_span line, uint64_t number)
{
    struct mi_candidate pair = {.line = number};
    struct mi_span mac = {0};
    struct mi_span token = {0};
    struct word word;
    size_t before = import->items;
    for (size_t at = 0; next_word(line, &at, &word);) {
        if (word.kind == KIND_MAC)
            mac = pair.mac = word.run;
        else if (word.kind == KIND_KEY || word.kind == KIND_BOTH)
            pair.key = word.run;
        else if (word.kind == KIND_TOKEN)
            token = word.run;
        if (pair.key.length > 0 && (pair.mac.length > 0 || word.kind == KIND_BOTH)) {
            mi_import_offer(import, &pair);
            pair.key = pair.mac = (struct mi_span){0};
        }
    }
    if (import->items == before && mac.length > 0 && token.length > 0) {
        pair.mac = mac;
        mi_import_refuse(import, &pair, MI_P_IMPORT_TOKEN);
    }
    return import->items > before;
}

static void read_pairs_of_lines(struct mi_import *import, bool (*takes)(struct mi_span line))
{
    struct mi_span line;
    struct mi_span rest = mi_import_all(import);
    for (uint64_t number = 1; mi_span_line(&rest, &line); number++)
        if (takes(line) && read_pairs(import, line, number))
            mi_import_blank(import, line);
}

/* --- Tasmota: MI32Key with 44 digits, MI32Keys with MAC=KEY --- */

static bool has_both(struct mi_span line)
{
    struct word word;
    for (size_t at = 0; next_word(line, &at, &word);)
        if (word.kind == KIND_BOTH)
            return true;
    return false;
}

static bool is_tasmota(struct mi_span line)
{
    return mi_span_holds_like(line, "MI32Key") || mi_span_holds_like(line, "NRFKey") ||
           has_both(line);
}

void mi_tasmota_read(struct mi_import *import)
{
    read_pairs_of_lines(import, is_tasmota);
}

/* --- key rings --- */

/* MAC, blanks, a long run of digits, and perhaps a name. */
static bool split_ring_line(struct mi_span line, struct mi_candidate *candidate)
{
    struct mi_address address;
    line = mi_span_trim(line);
    size_t length = mi_address_parse(line.at, line.length, &address);
    struct mi_span rest = mi_span_trim(mi_span_from(line, length));
    size_t digits = mi_span_hex_digits(rest);
    bool has_blank = length > 0 && rest.length > 0 && rest.at > line.at + length;
    bool ends = digits == rest.length || mi_is_blank(rest.at[digits]);
    if (!has_blank || digits < LEAST_DIGITS || !ends)
        return false;
    struct mi_span name = mi_span_trim(mi_span_from(rest, digits));
    candidate->mac = mi_span_first(line, length);
    candidate->key = mi_span_first(rest, digits);
    candidate->name = mi_span_first(name, mi_span_starts(name, "#") ? 0 : name.length);
    return true;
}

void mi_ring_read(struct mi_import *import)
{
    struct mi_span line;
    struct mi_span rest = mi_import_all(import);
    for (uint64_t number = 1; mi_span_line(&rest, &line); number++) {
        struct mi_candidate candidate = {.line = number};
        if (!split_ring_line(line, &candidate))
            continue;
        mi_import_offer(import, &candidate);
        mi_import_blank(import, line);
    }
}

/* --- a MAC and a key in one line --- */

static bool is_no_comment(struct mi_span line)
{
    return !mi_span_starts(mi_span_trim(line), "#");
}

/* --- a MAC and a key in lines of their own, one below the other, each with its label --- */

/* A line that says what it holds and holds nothing else. */
static enum kind read_labelled(struct mi_span line, struct word *word)
{
    size_t at = 0;
    struct word next;
    line = mi_span_trim(line);
    *word = (struct word){.kind = KIND_NONE};
    while (word->kind == KIND_NONE && next_word(line, &at, word))
        continue;
    if (word->kind == KIND_NONE)
        return KIND_NONE;
    struct mi_span label = label_before(line, (size_t)(word->run.at - line.at));
    bool is_mac = word->kind == KIND_MAC &&
                  (mi_span_ends_like(label, "mac") || mi_span_ends_like(label, "address"));
    bool is_key = word->kind == KIND_KEY && mi_span_ends_like(label, "key");
    bool is_alone = is_no_comment(line) && !next_word(line, &at, &next);
    return is_alone && (is_mac || is_key) ? word->kind : KIND_NONE;
}

static void read_pairs_of_labels(struct mi_import *import)
{
    struct mi_candidate pair = {.line = 0};
    struct mi_span line;
    struct mi_span rest = mi_import_all(import);
    for (uint64_t number = 1; mi_span_line(&rest, &line); number++) {
        struct word word;
        enum kind kind = read_labelled(line, &word);
        if (kind == KIND_NONE)
            pair = (struct mi_candidate){.line = 0};
        if (kind == KIND_MAC)
            pair.mac = word.run;
        if (kind == KIND_KEY) {
            pair.key = word.run;
            pair.line = number;
        }
        if (pair.mac.length == 0 || pair.key.length == 0)
            continue;
        mi_import_offer(import, &pair);
        pair = (struct mi_candidate){.line = 0};
    }
}

void mi_pairs_read(struct mi_import *import)
{
    read_pairs_of_lines(import, is_no_comment);
    read_pairs_of_labels(import);
}
