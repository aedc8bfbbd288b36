/*
 * Keys in JSON, wherever it stands: a document, a line of a log, a string within another document,
 * the body of a request. Every {...} of the text is read for itself, so that a cut document still
 * gives the objects in it that are whole.
 */
#include "keys/import_parts.h"

#include "base/hex.h"
#include "beacon/ccm.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum {
    DEPTH_MAX = 32,    /* of brackets within brackets */
    NESTED_MAX = 3,    /* texts within texts */
    SHORTEST = 30,     /* an object with a key has more characters */
    BLOCK_HEADER = 16, /* keeps the alignment of malloc */
};

/* --- memory that is wiped --- */

/* That jansson got no memory: it may say "invalid token" then. */
static _Thread_local bool was_refused;

static void *allocate(size_t size)
{
    char *block = malloc(BLOCK_HEADER + size);
    was_refused = was_refused || block == NULL;
    if (block == NULL)
        return NULL;
    memcpy(block, &size, sizeof size);
    return block + BLOCK_HEADER;
}

static void release(void *memory)
{
    size_t size;
    if (memory == NULL)
        return;
    char *block = (char *)memory - BLOCK_HEADER;
    memcpy(&size, block, sizeof size);
    mi_wipe(block, BLOCK_HEADER + size);
    free(block);
}

void mi_import_wipe_json(void)
{
    json_set_alloc_funcs(allocate, release);
}

/* --- members --- */

static struct mi_span string_of(const json_t *value)
{
    if (!json_is_string(value))
        return (struct mi_span){0};
    return (struct mi_span){json_string_value(value), json_string_length(value)};
}

static struct mi_span member(const json_t *object, const char *name)
{
    return string_of(json_object_get(object, name));
}

/* --- shapes of objects with keys --- */

/* An entry of core.config_entries. */
static bool read_home_assistant(struct mi_import *import, json_t *object, uint64_t line)
{
    struct mi_span domain = member(object, "domain");
    struct mi_candidate candidate = {
        .line = line,
        .mac = member(object, "unique_id"),
        .key = member(json_object_get(object, "data"), "bindkey"),
        .name = member(object, "title"),
    };
    if (!mi_span_is_like(domain, "xiaomi_ble") && !mi_span_is_like(domain, "bthome"))
        return false;
    if (candidate.key.length > 0)
        mi_import_offer(import, &candidate);
    return true;
}

/* Objects that hold both as members. */
static const struct {
    const char *source;
    const char *mac, *key;
    bool may_be_reversed; /* when it has no separators */
} PAIRS[] = {
    {"gateway", "mac", "beaconkey", true},     {"ble_monitor", "mac", "encryption_key", false},
    {"JSON", "mac", "bindkey", false},         {"JSON", "mac", "bind_key", false},
    {"JSON", "mac_address", "bindkey", false}, {"JSON", "address", "bindkey", false},
    {"JSON", "id", "bindkey", false},
};

static bool has_pair(const json_t *object)
{
    for (size_t i = 0; i < sizeof PAIRS / sizeof PAIRS[0]; i++)
        if (member(object, PAIRS[i].key).length > 0)
            return true;
    return false;
}

static bool read_extractor(struct mi_import *import, json_t *object, uint64_t line)
{
    const json_t *data = json_object_get(object, "BLE_DATA");
    struct mi_candidate candidate = {
        .line = line,
        .mac = member(object, "mac"),
        .key = member(data, "beaconkey"),
        .name = member(object, "name"),
        .token = member(object, "token"),
    };
    if (candidate.mac.length == 0 || candidate.token.length == 0)
        return false;
    if (candidate.key.length > 0)
        mi_import_offer(import, &candidate);
    else if (mi_span_starts_like(member(object, "did"), "blt.") && data == NULL &&
             !has_pair(object))
        mi_import_refuse(import, &candidate, MI_P_IMPORT_NO_BLE_KEY);
    return candidate.key.length > 0;
}

/* What the app sends when a device is paired: a list of properties. */
static bool read_binding(struct mi_import *import, json_t *object, uint64_t line)
{
    const json_t *properties = json_object_get(object, "props");
    struct mi_candidate candidate = {.line = line, .token = member(object, "token")};
    for (size_t i = 0; i < json_array_size(properties); i++) {
        const json_t *property = json_array_get(properties, i);
        struct mi_span key = member(property, "key");
        if (mi_span_is_like(key, "bind_key"))
            candidate.key = member(property, "value");
        else if (mi_span_is_like(key, "smac"))
            candidate.mac = member(property, "value");
    }
    if (candidate.key.length > 0)
        mi_import_offer(import, &candidate);
    return candidate.key.length > 0;
}

/* A MAC as the name of a member and the key as its value. */
static bool read_map(struct mi_import *import, json_t *object, uint64_t line)
{
    const char *name;
    json_t *value;
    struct mi_address ignored;
    bool found = false;
    json_object_foreach(object, name, value)
    {
        struct mi_span key = mi_span_trim(string_of(value));
        struct mi_candidate candidate = {.line = line, .mac = {name, strlen(name)}, .key = key};
        if (!mi_address_read(name, strlen(name), &ignored) ||
            mi_span_hex_digits(key) < 2 * MI_KEY_SHORT)
            continue;
        mi_import_offer(import, &candidate);
        found = true;
    }
    return found;
}

static bool read_pair(struct mi_import *import, json_t *object, uint64_t line)
{
    for (size_t i = 0; i < sizeof PAIRS / sizeof PAIRS[0]; i++) {
        struct mi_candidate candidate = {
            .line = line,
            .mac = member(object, PAIRS[i].mac),
            .key = member(object, PAIRS[i].key),
            .name = member(object, "name"),
            .token = member(object, "token"),
        };
        if (candidate.mac.length == 0 || candidate.key.length == 0)
            continue;
        candidate.may_be_reversed = PAIRS[i].may_be_reversed &&
                                    candidate.mac.length == (size_t)2 * MI_ADDRESS_SIZE &&
                                    mi_span_hex_digits(candidate.mac) == candidate.mac.length;
        import->source = PAIRS[i].source;
        mi_import_offer(import, &candidate);
        return true;
    }
    return false;
}

/* --- walking a document --- */

static void walk(struct mi_import *import, json_t *value, const char *name, uint64_t line);

/* In the order in which they are tried on an object. */
static const struct {
    const char *source;
    bool (*read)(struct mi_import *import, json_t *object, uint64_t line);
} SHAPES[] = {
    {"Home Assistant", read_home_assistant},
    {"token extractor", read_extractor},
    {"Mi Home", read_binding},
    {"JSON", read_pair},
    {"JSON", read_map},
};

/* True when the object has been read, with all that is in it. */
static bool read_object(struct mi_import *import, json_t *object, const char *name, uint64_t line)
{
    for (size_t i = 0; i < sizeof SHAPES / sizeof SHAPES[0]; i++) {
        import->source = strcmp(name, "bindkeys") == 0 ? "Theengs Gateway" : SHAPES[i].source;
        if (SHAPES[i].read(import, object, line))
            return true;
    }
    return false;
}

/* Reads a text that was packed into a string of this one, once it is unpacked. */
static void read_nested(struct mi_import *import, struct mi_span text, uint64_t line,
                        size_t (*unpack)(struct mi_span text, char *out))
{
    struct mi_import inner = *import;
    if (import->depth == NESTED_MAX)
        return;
    inner.text = malloc(text.length);
    if (inner.text == NULL) {
        import->has_failed = true;
        return;
    }
    inner.size = unpack(text, inner.text);
    inner.line = line;
    inner.depth++;
    mi_json_read(&inner);
    mi_percent_read(&inner);
    import->items = inner.items;
    import->has_failed = inner.has_failed;
    mi_wipe(inner.text, text.length);
    free(inner.text);
}

static size_t as_it_is(struct mi_span text, char *out)
{
    memcpy(out, text.at, text.length);
    return text.length;
}

/* Requests and properties hold whole texts, with their keys. */
static void read_string(struct mi_import *import, const json_t *string, uint64_t line)
{
    struct mi_span run = string_of(string);
    if (run.length >= SHORTEST && (mi_span_holds_like(run, "{") || mi_span_holds_like(run, "%7B")))
        read_nested(import, run, line, as_it_is);
}

static void walk_members(struct mi_import *import, json_t *object, uint64_t line)
{
    const char *name;
    json_t *value;
    json_object_foreach(object, name, value)
    {
        walk(import, value, name, line);
    }
}

static void walk(struct mi_import *import, json_t *value, const char *name, uint64_t line)
{
    if (json_is_object(value) && !read_object(import, value, name, line))
        walk_members(import, value, line);
    for (size_t i = 0; i < json_array_size(value); i++)
        walk(import, json_array_get(value, i), name, line);
    if (json_is_string(value))
        read_string(import, value, line);
}

/* --- pieces of text that are JSON, or nearly so --- */

static bool read_document(struct mi_import *import, struct mi_span text, uint64_t line)
{
    was_refused = false;
    json_t *document = json_loadb(text.at, text.length, JSON_ALLOW_NUL, NULL);
    import->has_failed = import->has_failed || was_refused;
    if (document == NULL)
        return false;
    walk(import, document, "", line);
    json_decref(document);
    return true;
}

static void put(char *out, size_t *size, const char *run, size_t length)
{
    memcpy(out + *size, run, length);
    *size += length;
}

/* A word that Python writes in its own way, outside of strings; how much was read. */
static size_t put_word(struct mi_span text, char *out, size_t *size)
{
    static const struct {
        const char *python, *json;
    } WORDS[] = {{"None", "null"}, {"True", "true"}, {"False", "false"}};
    for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++) {
        if (!mi_span_starts_like(text, WORDS[i].python))
            continue;
        put(out, size, WORDS[i].json, strlen(WORDS[i].json));
        return strlen(WORDS[i].python);
    }
    put(out, size, text.at, 1);
    return 1;
}

/* A character within a string; how much was read. */
static size_t put_character(struct mi_span text, char *out, size_t *size)
{
    bool is_escape = *text.at == '\\' && text.length > 1;
    if (is_escape && text.at[1] == '\'')
        put(out, size, "'", 1);
    else if (is_escape)
        put(out, size, text.at, 2);
    else if (*text.at == '"')
        put(out, size, "\\\"", 2);
    else
        put(out, size, text.at, 1);
    return is_escape ? 2 : 1;
}

/*
 * What Python prints: strings in single quotes, None, True and False. How much was written, which
 * is at most twice as much.
 */
static size_t from_python(struct mi_span text, char *out)
{
    size_t size = 0;
    char quote = '\0'; /* of the string that is open */
    while (text.length > 0) {
        char c = *text.at;
        size_t taken = 1;
        if (quote == '\0' ? c == '"' || c == '\'' : c == quote) {
            quote = quote == '\0' ? c : '\0';
            put(out, &size, "\"", 1);
        } else {
            taken = quote != '\0' ? put_character(text, out, &size) : put_word(text, out, &size);
        }
        text = mi_span_from(text, taken);
    }
    return size;
}

/* A document that stands in a string of another one: \" and \\. */
static size_t from_escaped(struct mi_span text, char *out)
{
    size_t size = 0;
    while (text.length > 0) {
        size_t taken = *text.at == '\\' && text.length > 1 ? 2 : 1;
        out[size++] = text.at[taken - 1];
        text = mi_span_from(text, taken);
    }
    return size;
}

static bool read_variant(struct mi_import *import, struct mi_span text, uint64_t line,
                         size_t (*convert)(struct mi_span text, char *out))
{
    size_t room = 2 * text.length;
    char *out = malloc(room);
    if (out == NULL) {
        import->has_failed = true;
        return false;
    }
    bool done = read_document(import, (struct mi_span){out, convert(text, out)}, line);
    mi_wipe(out, room);
    free(out);
    return done;
}

static bool read_piece(struct mi_import *import, struct mi_span text, uint64_t line)
{
    if (text.length < SHORTEST)
        return false;
    return read_document(import, text, line) ||
           (memchr(text.at, '\'', text.length) != NULL &&
            read_variant(import, text, line, from_python)) ||
           (memchr(text.at, '\\', text.length) != NULL &&
            read_variant(import, text, line, from_escaped));
}

/* The text from its { to the } that belongs to it; empty when there is none. */
static struct mi_span find_piece(struct mi_span text)
{
    unsigned depth = 0;
    char quote = '\0';
    for (size_t i = 0; i < text.length; i++) {
        char c = text.at[i];
        if (c == '\\') {
            i++;
        } else if (quote != '\0') {
            if (c == '\n')
                break;
            quote = c == quote ? '\0' : quote;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '{' || c == '[') {
            if (++depth > DEPTH_MAX)
                break;
        } else if ((c == '}' || c == ']') && --depth == 0) {
            return mi_span_first(text, i + 1);
        }
    }
    return (struct mi_span){0};
}

static uint64_t count_lines(struct mi_span text)
{
    uint64_t lines = 0;
    for (size_t i = 0; i < text.length; i++)
        lines += text.at[i] == '\n';
    return lines;
}

void mi_json_read(struct mi_import *import)
{
    struct mi_span rest = mi_import_all(import);
    uint64_t line = 1;
    for (;;) {
        const char *open = rest.length > 0 ? memchr(rest.at, '{', rest.length) : NULL;
        if (open == NULL)
            return;
        size_t skipped = (size_t)(open - rest.at);
        line += count_lines(mi_span_first(rest, skipped));
        rest = mi_span_from(rest, skipped);
        struct mi_span piece = find_piece(rest);
        size_t taken = 1;
        if (read_piece(import, piece, line)) {
            taken = piece.length;
            line += count_lines(piece);
            mi_import_blank(import, piece);
        }
        rest = mi_span_from(rest, taken);
    }
}

/* --- requests with percent signs --- */

static size_t from_percent(struct mi_span text, char *out)
{
    size_t size = 0;
    while (text.length > 0) {
        int high = text.length > 2 && *text.at == '%' ? mi_hex_value(text.at[1]) : -1;
        int low = high >= 0 ? mi_hex_value(text.at[2]) : -1;
        char c = *text.at;
        if (low >= 0)
            c = (char)(high << 4 | low);
        out[size++] = c != '\0' ? c : ' ';
        text = mi_span_from(text, low >= 0 ? 3 : 1);
    }
    return size;
}

void mi_percent_read(struct mi_import *import)
{
    struct mi_span line;
    struct mi_span rest = mi_import_all(import);
    for (uint64_t number = 1; mi_span_line(&rest, &line); number++) {
        if (!mi_span_holds_like(line, "%7B"))
            continue;
        size_t before = import->items;
        read_nested(import, line, import->line != 0 ? import->line : number, from_percent);
        if (import->items > before)
            mi_import_blank(import, line);
    }
}

const char *mi_jansson_version(void)
{
    return JANSSON_VERSION;
}
