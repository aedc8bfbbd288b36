#include "keys/keyring.h"

#include "base/span.h"
#include "beacon/ccm.h"

#include <stdlib.h>
#include <string.h>

/* --- lines --- */

static bool is_address(struct mi_span word, struct mi_address *address)
{
    return word.length > 0 && mi_address_parse(word.at, word.length, address) == word.length;
}

static struct mi_span without_marks(struct mi_span rest)
{
    while (rest.length > 0 && (mi_is_blank(*rest.at) || *rest.at == '#'))
        rest = mi_span_from(rest, 1);
    return rest;
}

/* TOKENs and other keys in front are no name, which would be shown. */
static struct mi_span without_secrets(struct mi_span rest)
{
    struct mi_key key;
    struct mi_span behind = without_marks(rest);
    do {
        rest = behind;
        struct mi_span word = mi_span_word(&behind);
        bool is_secret = word.length > 0 && mi_key_parse(word.at, word.length, &key).code == MI_OK;
        behind = is_secret ? without_marks(behind) : rest;
    } while (behind.length < rest.length);
    mi_wipe(&key, sizeof key);
    return rest;
}

void mi_ring_name(char name[MI_RING_NAME], const char *run, size_t length)
{
    enum { SEEN = 2 * MI_RING_NAME };
    char raw[SEEN + 1];
    char clean[3 * SEEN + 1];
    struct mi_text text = mi_text(raw, sizeof raw);
    struct mi_span rest = without_marks((struct mi_span){run, length});
    for (size_t i = 0; i < rest.length && !text.full; i++)
        mi_text_char(&text, mi_is_blank(rest.at[i]) ? ' ' : rest.at[i]);
    text = mi_text(clean, sizeof clean);
    mi_text_clean(&text, raw);

    rest = without_secrets((struct mi_span){clean, text.length});
    struct mi_text out = mi_text(name, MI_RING_NAME);
    mi_text_add(&out, rest.length > 0 ? rest.at : "");
    mi_wipe(raw, sizeof raw);
    mi_wipe(clean, sizeof clean);
    while (out.length > 0 && name[out.length - 1] == ' ')
        name[--out.length] = '\0';
}

enum mi_ring_kind mi_ring_line(const char *line, size_t length, struct mi_ring_entry *entry,
                               struct mi_problem *why)
{
    struct mi_span rest = {line, length};
    struct mi_address ignored;
    struct mi_span mac = mi_span_word(&rest);
    *why = (struct mi_problem){.code = MI_OK};
    if (mac.length == 0 || *mac.at == '#')
        return MI_RING_BLANK;
    bool has_address = is_address(mac, &entry->address);
    struct mi_span key = mi_span_word(&rest);
    if (!has_address)
        why->code = is_address(key, &ignored) ? MI_P_RING_ORDER : MI_P_RING_MAC;
    else if (key.length == 0 || *key.at == '#')
        why->code = MI_P_RING_NO_KEY;
    else
        *why = mi_key_parse(key.at, key.length, &entry->key);
    if (why->code != MI_OK)
        return MI_RING_BAD;
    struct mi_span name = mi_span_trim(rest);
    mi_ring_name(entry->name, name.at, mi_span_starts(name, "#") ? 0 : name.length);
    *why = mi_key_doubt(&entry->key);
    return MI_RING_ENTRY;
}

const char *mi_ring_end(const char *text, size_t size)
{
    const char *end = size > 0 ? memchr(text, '\n', size) : NULL;
    return end != NULL && end > text && end[-1] == '\r' ? "\r\n" : "\n";
}

bool mi_ring_append(struct mi_secret *text, const struct mi_ring_entry *entry, const char *end)
{
    char buffer[MI_RING_NAME + 64];
    struct mi_text line = mi_text(buffer, sizeof buffer);
    if (entry->key.size != MI_KEY_SIZE && entry->key.size != MI_KEY_SHORT)
        return false;
    if (text->size > 0 && text->text[text->size - 1] != '\n')
        mi_text_add(&line, end);
    mi_text_address(&line, entry->address);
    mi_text_char(&line, ' ');
    mi_text_bytes(&line, entry->key.bytes, entry->key.size, '\0');
    if (entry->name[0] != '\0') {
        mi_text_char(&line, ' ');
        mi_text_add(&line, entry->name);
    }
    mi_text_add(&line, end);
    bool done = mi_secret_append(text, line.start, line.length);
    mi_wipe(buffer, sizeof buffer);
    return done;
}

/* --- the ring --- */

struct place {
    struct mi_address address;
    uint32_t order;
    uint64_t line;
};

/* A key and whose it is; the key itself is copied nowhere. */
struct owned_key {
    struct mi_address address;
    const struct mi_key *key;
};

struct mi_keyring {
    size_t count;
    struct place *places;         /* sorted */
    struct mi_address *addresses; /* in the same order, and so on */
    struct mi_key *keys;
    char (*names)[MI_RING_NAME];
    struct owned_key *by_key; /* sorted by address, key and place */
    size_t typed_count;
    struct mi_ring_typed *typed; /* sorted by address and line */
};

/* How many entries a text has at most: lines that begin with an address. */
static size_t count_lines(struct mi_span text)
{
    struct mi_span line;
    struct mi_address address;
    size_t count = 0;
    while (mi_span_line(&text, &line)) {
        line = mi_span_trim(line);
        count += mi_address_parse(line.at, line.length, &address) > 0;
    }
    return count;
}

static int compare_places(const void *left, const void *right)
{
    const struct place *a = left;
    const struct place *b = right;
    int by_address = mi_address_compare(a->address, b->address);
    return by_address != 0 ? by_address : (a->order > b->order) - (a->order < b->order);
}

static int compare_keys(const struct owned_key *a, const struct owned_key *b)
{
    int order = mi_address_compare(a->address, b->address);
    if (order == 0)
        order = (int)a->key->size - (int)b->key->size;
    return order != 0 ? order : memcmp(a->key->bytes, b->key->bytes, a->key->size);
}

static int compare_owned(const void *left, const void *right)
{
    const struct owned_key *a = left;
    const struct owned_key *b = right;
    int order = compare_keys(a, b);
    return order != 0 ? order : (a->key > b->key) - (a->key < b->key);
}

static bool sort_by_key(struct mi_keyring *ring)
{
    ring->by_key = calloc(ring->count + 1, sizeof *ring->by_key);
    if (ring->by_key == NULL)
        return false;
    for (size_t i = 0; i < ring->count; i++)
        ring->by_key[i] = (struct owned_key){ring->places[i].address, &ring->keys[i]};
    qsort(ring->by_key, ring->count, sizeof *ring->by_key, compare_owned);
    return true;
}

/* Keeps what stands behind the address instead of a key. */
static bool keep_typed(struct mi_keyring *ring, struct mi_span line, struct mi_address address,
                       uint64_t number)
{
    struct mi_ring_typed *typed = &ring->typed[ring->typed_count];
    (void)mi_span_word(&line);
    struct mi_span key = mi_span_word(&line);
    *typed = (struct mi_ring_typed){address, number, key.length, malloc(key.length)};
    if (typed->text == NULL)
        return false;
    memcpy(typed->text, key.at, key.length);
    ring->typed_count++;
    return true;
}

static int compare_typed(const void *left, const void *right)
{
    const struct mi_ring_typed *a = left;
    const struct mi_ring_typed *b = right;
    int by_address = mi_address_compare(a->address, b->address);
    return by_address != 0 ? by_address : (a->line > b->line) - (a->line < b->line);
}

/* Whether an address stands in front, and something behind it. */
static bool is_no_key(enum mi_ring_kind kind, const struct mi_problem *why)
{
    return kind == MI_RING_BAD && why->code != MI_P_RING_MAC && why->code != MI_P_RING_ORDER &&
           why->code != MI_P_RING_NO_KEY;
}

/* Reads the lines; keys and names stay in the order of the file for now. False: out of memory. */
static bool read_lines(struct mi_keyring *ring, struct mi_span text, mi_ring_tell *tell,
                       void *context)
{
    struct mi_span line;
    struct mi_ring_entry entry;
    struct mi_problem why;
    for (uint64_t number = 1; mi_span_line(&text, &line); number++) {
        enum mi_ring_kind kind = mi_ring_line(line.at, line.length, &entry, &why);
        if (why.code != MI_OK && tell != NULL)
            tell(context, number, &why);
        if (is_no_key(kind, &why) && !keep_typed(ring, line, entry.address, number))
            return false;
        if (kind != MI_RING_ENTRY)
            continue;
        ring->keys[ring->count] = entry.key;
        memcpy(ring->names[ring->count], entry.name, MI_RING_NAME);
        ring->places[ring->count] = (struct place){
            .address = entry.address, .order = (uint32_t)ring->count, .line = number};
        ring->count++;
    }
    mi_wipe(&entry, sizeof entry);
    qsort(ring->typed, ring->typed_count, sizeof *ring->typed, compare_typed);
    return true;
}

/* Only places are sorted: what qsort copies may stay in memory. */
static bool sort(struct mi_keyring *ring)
{
    size_t count = ring->count > 0 ? ring->count : 1;
    struct mi_key *keys = calloc(count, sizeof *keys);
    char(*names)[MI_RING_NAME] = calloc(count, sizeof *names);
    if (keys == NULL || names == NULL) {
        free(keys);
        free(names);
        return false;
    }
    qsort(ring->places, ring->count, sizeof *ring->places, compare_places);
    for (size_t i = 0; i < ring->count; i++) {
        ring->addresses[i] = ring->places[i].address;
        keys[i] = ring->keys[ring->places[i].order];
        memcpy(names[i], ring->names[ring->places[i].order], MI_RING_NAME);
    }
    mi_wipe(ring->keys, ring->count * sizeof *ring->keys);
    free(ring->keys);
    free(ring->names);
    ring->keys = keys;
    ring->names = names;
    return true;
}

struct mi_keyring *mi_keyring_new(const char *text, size_t size, mi_ring_tell *tell, void *context)
{
    struct mi_keyring *ring = calloc(1, sizeof *ring);
    struct mi_span lines = {text, size};
    (void)mi_span_take_mark(&lines); /* that some editors put in front */
    size_t room = count_lines(lines) + 1;
    if (ring == NULL || room > UINT32_MAX) {
        free(ring);
        return NULL;
    }
    ring->places = calloc(room, sizeof *ring->places);
    ring->addresses = calloc(room, sizeof *ring->addresses);
    ring->keys = calloc(room, sizeof *ring->keys);
    ring->names = calloc(room, sizeof *ring->names);
    ring->typed = calloc(room, sizeof *ring->typed);
    bool has_room = ring->places != NULL && ring->addresses != NULL && ring->keys != NULL &&
                    ring->names != NULL && ring->typed != NULL;
    if (has_room && read_lines(ring, lines, tell, context) && sort(ring) && sort_by_key(ring))
        return ring;
    mi_keyring_free(ring);
    return NULL;
}

void mi_keyring_free(struct mi_keyring *ring)
{
    if (ring == NULL)
        return;
    if (ring->keys != NULL)
        mi_wipe(ring->keys, ring->count * sizeof *ring->keys);
    for (size_t i = 0; i < ring->typed_count; i++) {
        mi_wipe(ring->typed[i].text, ring->typed[i].length);
        free(ring->typed[i].text);
    }
    free(ring->typed);
    free(ring->keys);
    free(ring->names);
    free(ring->addresses);
    free(ring->places);
    free(ring->by_key);
    free(ring);
}

size_t mi_keyring_count(const struct mi_keyring *ring)
{
    return ring->count;
}

struct mi_address mi_keyring_address(const struct mi_keyring *ring, size_t index)
{
    return index < ring->count ? ring->addresses[index] : (struct mi_address){{0}};
}

const char *mi_keyring_name(const struct mi_keyring *ring, size_t index)
{
    return index < ring->count ? ring->names[index] : "";
}

uint64_t mi_keyring_line(const struct mi_keyring *ring, size_t index)
{
    return index < ring->count ? ring->places[index].line : 0;
}

const struct mi_key *mi_keyring_keys(const struct mi_keyring *ring)
{
    return ring->keys;
}

const struct mi_address *mi_keyring_addresses(const struct mi_keyring *ring)
{
    return ring->addresses;
}

/* The first entry whose address is not before this one. */
static size_t lower_bound(const struct mi_keyring *ring, struct mi_address address)
{
    uint64_t number = mi_address_number(address);
    size_t low = 0;
    for (size_t count = ring->count, half; count > 0; count -= half) {
        half = (count + 1) / 2;
        low += mi_address_number(ring->addresses[low + half - 1]) < number ? half : 0;
    }
    return low;
}

size_t mi_keyring_find(const struct mi_keyring *ring, struct mi_address address, size_t *first)
{
    size_t count = 0;
    *first = lower_bound(ring, address);
    while (*first + count < ring->count &&
           mi_address_equal(ring->addresses[*first + count], address))
        count++;
    return count;
}

size_t mi_keyring_find_key(const struct mi_keyring *ring, struct mi_address address,
                           const struct mi_key *key)
{
    const struct owned_key wanted = {address, key};
    size_t low = 0;
    size_t high = ring->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_keys(&ring->by_key[middle], &wanted) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    bool is_there = low < ring->count && compare_keys(&ring->by_key[low], &wanted) == 0;
    return is_there ? (size_t)(ring->by_key[low].key - ring->keys) : ring->count;
}

const struct mi_ring_typed *mi_keyring_typed(const struct mi_keyring *ring, size_t index)
{
    return index < ring->typed_count ? &ring->typed[index] : NULL;
}

const char *mi_keyring_name_of(const struct mi_keyring *ring, struct mi_address address)
{
    size_t first;
    size_t count = mi_keyring_find(ring, address, &first);
    for (size_t i = first; i < first + count; i++)
        if (ring->names[i][0] != '\0')
            return ring->names[i];
    return NULL;
}
