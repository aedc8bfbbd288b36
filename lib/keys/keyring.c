#include "keys/keyring.h"

#include "base/span.h"
#include "beacon/ccm.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FIRST_ROOM = 4096 };

static struct mi_problem problem(enum mi_problem_code code, const char *string)
{
    return (struct mi_problem){.code = code, .string = string};
}

/* --- a file with secrets, in memory --- */

void mi_secret_free(struct mi_secret *secret)
{
    if (secret->text != NULL)
        mi_wipe(secret->text, secret->room);
    free(secret->text);
    *secret = (struct mi_secret){0};
}

/* Makes room for `size` bytes and a NUL. */
static bool make_room(struct mi_secret *secret, size_t size)
{
    if (secret->text != NULL && size < secret->room)
        return true;
    size_t room = secret->room > 0 ? secret->room : FIRST_ROOM;
    while (room <= size)
        room *= 2;
    char *text = malloc(room);
    if (text == NULL)
        return false;
    if (secret->text != NULL) {
        memcpy(text, secret->text, secret->size);
        mi_wipe(secret->text, secret->room);
        free(secret->text);
    }
    text[secret->size] = '\0';
    secret->text = text;
    secret->room = room;
    return true;
}

bool mi_secret_append(struct mi_secret *secret, const char *run, size_t length)
{
    if (!make_room(secret, secret->size + length))
        return false;
    memcpy(secret->text + secret->size, run, length);
    secret->size += length;
    secret->text[secret->size] = '\0';
    return true;
}

static struct mi_problem read_all(int file, struct mi_secret *secret)
{
    struct stat status;
    bool is_file = fstat(file, &status) == 0 && S_ISREG(status.st_mode);
    secret->is_open_to_others = is_file && (status.st_mode & (S_IRGRP | S_IROTH)) != 0;
    for (;;) {
        if (secret->size > MI_SECRET_MAX)
            return (struct mi_problem){.code = MI_P_FILE_LARGE, .number = {MI_SECRET_MAX}};
        if (!make_room(secret, secret->size + 1))
            return problem(MI_P_OUT_OF_MEMORY, NULL);
        ssize_t got = read(file, secret->text + secret->size, secret->room - secret->size - 1);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return problem(MI_P_CANNOT_READ, strerror(errno));
        if (got == 0)
            return problem(MI_OK, NULL);
        secret->size += (size_t)got;
        secret->text[secret->size] = '\0';
    }
}

struct mi_problem mi_secret_read(const char *path, struct mi_secret *secret)
{
    bool is_stdin = strcmp(path, "-") == 0;
    int file = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    *secret = (struct mi_secret){0};
    if (file < 0)
        return problem(MI_P_CANNOT_OPEN, strerror(errno));
    struct mi_problem result = read_all(file, secret);
    if (!is_stdin)
        (void)close(file);
    return result;
}

/* --- writing it --- */

/* Makes the directories above `path`; it is changed meanwhile and put right again. */
static bool make_directories(char *path)
{
    for (char *at = strchr(path, '/'); at != NULL; at = strchr(at + 1, '/')) {
        if (at == path)
            continue;
        *at = '\0';
        int reason = mkdir(path, S_IRWXU) == 0 ? 0 : errno;
        bool is_there = reason == 0 || access(path, F_OK) == 0;
        *at = '/';
        errno = reason;
        if (!is_there)
            return false;
    }
    return true;
}

static bool write_all(int file, const struct mi_secret *secret)
{
    for (size_t done = 0; done < secret->size;) {
        ssize_t written = write(file, secret->text + done, secret->size - done);
        if (written < 0 && errno != EINTR)
            return false;
        done += written > 0 ? (size_t)written : 0;
    }
    return fsync(file) == 0;
}

/* The directory of `path`, opened; it is changed meanwhile and put right again. */
static int open_directory(char *path)
{
    char *slash = strrchr(path, '/');
    char kept = '\0';
    if (slash != NULL) {
        kept = slash[1];
        slash[1] = '\0';
    }
    int directory = open(slash != NULL ? path : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (slash != NULL)
        slash[1] = kept;
    return directory;
}

/* So that the new name outlives a power cut; what cannot be done here is no failure. */
static void sync_directory(char *path)
{
    int directory = open_directory(path);
    if (directory < 0)
        return;
    (void)fsync(directory);
    (void)close(directory);
}

/* Writes beside `path` and takes its place. */
static bool replace(char *path, char *temporary, const struct mi_secret *secret)
{
    int file = mkostemp(temporary, O_CLOEXEC); /* mode 0600 */
    if (file < 0)
        return false;
    bool written = write_all(file, secret);
    int reason = errno;
    if (close(file) != 0 && written) {
        written = false;
        reason = errno;
    }
    if (written && rename(temporary, path) == 0) {
        sync_directory(path);
        return true;
    }
    if (written)
        reason = errno;
    (void)unlink(temporary);
    errno = reason;
    return false;
}

/* `path` without symbolic links; itself when nothing is there. NULL when out of memory. */
static char *resolve(const char *path)
{
    char *target = realpath(path, NULL);
    return target != NULL ? target : strdup(path);
}

int mi_secret_lock(const char *path)
{
    char *target = resolve(path);
    int directory = target != NULL && make_directories(target) ? open_directory(target) : -1;
    free(target);
    if (directory < 0 || flock(directory, LOCK_EX) == 0)
        return directory;
    (void)close(directory);
    return -1;
}

struct mi_problem mi_secret_write(const char *path, const struct mi_secret *secret)
{
    static const char SUFFIX[] = ".XXXXXX";
    char *target = resolve(path);
    char *temporary = target != NULL ? malloc(strlen(target) + sizeof SUFFIX) : NULL;
    struct mi_problem result = problem(MI_P_OUT_OF_MEMORY, NULL);
    if (temporary != NULL) {
        memcpy(temporary, target, strlen(target));
        memcpy(temporary + strlen(target), SUFFIX, sizeof SUFFIX);
        bool done = make_directories(target) && replace(target, temporary, secret);
        result = done ? problem(MI_OK, NULL) : problem(MI_P_CANNOT_WRITE, strerror(errno));
    }
    free(temporary);
    free(target);
    return result;
}

/* --- lines --- */

static bool is_address(struct mi_span word, struct mi_address *address)
{
    return word.length > 0 && mi_address_parse(word.at, word.length, address) == word.length;
}

void mi_ring_name(char name[MI_RING_NAME], const char *run, size_t length)
{
    enum { SEEN = 2 * MI_RING_NAME };
    char raw[SEEN + 1];
    char clean[3 * SEEN + 1];
    struct mi_text text = mi_text(raw, sizeof raw);
    while (length > 0 && (mi_is_blank(*run) || *run == '#')) {
        run++;
        length--;
    }
    for (size_t i = 0; i < length && !text.full; i++)
        mi_text_char(&text, mi_is_blank(run[i]) ? ' ' : run[i]);
    text = mi_text(clean, sizeof clean);
    mi_text_clean(&text, raw);

    struct mi_text out = mi_text(name, MI_RING_NAME);
    for (const char *at = clean; *at != '\0';) {
        size_t size = mi_utf8_length(at);
        if (out.length + size >= MI_RING_NAME)
            break;
        mi_text_run(&out, at, size);
        at += size;
    }
    while (out.length > 0 && name[out.length - 1] == ' ')
        name[--out.length] = '\0';
}

enum mi_ring_line mi_ring_line(const char *line, size_t length, struct mi_ring_entry *entry,
                               struct mi_problem *why)
{
    struct mi_span rest = {line, length};
    struct mi_address ignored;
    struct mi_span mac = mi_span_word(&rest);
    *why = problem(MI_OK, NULL);
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
    return MI_RING_ENTRY;
}

bool mi_ring_append(struct mi_secret *text, const struct mi_ring_entry *entry)
{
    char buffer[MI_RING_NAME + 64];
    struct mi_text line = mi_text(buffer, sizeof buffer);
    if (text->size > 0 && text->text[text->size - 1] != '\n')
        mi_text_char(&line, '\n');
    mi_text_address(&line, entry->address);
    mi_text_char(&line, ' ');
    mi_text_bytes(&line, entry->key.bytes, entry->key.size, '\0');
    if (entry->name[0] != '\0') {
        mi_text_char(&line, ' ');
        mi_text_add(&line, entry->name);
    }
    mi_text_char(&line, '\n');
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

struct mi_keyring {
    size_t count;
    struct place *places; /* sorted */
    struct mi_key *keys;  /* in the same order */
    char (*names)[MI_RING_NAME];
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

/* Reads the lines; keys and names stay in the order of the file for now. */
static void read_lines(struct mi_keyring *ring, struct mi_span text, mi_ring_tell *tell,
                       void *context)
{
    struct mi_span line;
    struct mi_ring_entry entry;
    struct mi_problem why;
    for (uint64_t number = 1; mi_span_line(&text, &line); number++) {
        enum mi_ring_line kind = mi_ring_line(line.at, line.length, &entry, &why);
        if (kind == MI_RING_BAD && tell != NULL)
            tell(context, number, &why);
        if (kind != MI_RING_ENTRY)
            continue;
        ring->keys[ring->count] = entry.key;
        memcpy(ring->names[ring->count], entry.name, MI_RING_NAME);
        ring->places[ring->count] = (struct place){
            .address = entry.address, .order = (uint32_t)ring->count, .line = number};
        ring->count++;
    }
    mi_wipe(&entry, sizeof entry);
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
    ring->keys = calloc(room, sizeof *ring->keys);
    ring->names = calloc(room, sizeof *ring->names);
    bool has_room = ring->places != NULL && ring->keys != NULL && ring->names != NULL;
    if (has_room)
        read_lines(ring, lines, tell, context);
    if (has_room && sort(ring))
        return ring;
    mi_keyring_free(ring);
    return NULL;
}

struct mi_keyring *mi_keyring_load(const char *path, mi_ring_tell *tell, void *context,
                                   bool *is_open_to_others, struct mi_problem *why)
{
    struct mi_secret secret;
    struct mi_keyring *ring = NULL;
    *why = mi_secret_read(path, &secret);
    *is_open_to_others = secret.is_open_to_others;
    if (why->code == MI_OK) {
        ring = mi_keyring_new(secret.text, secret.size, tell, context);
        if (ring == NULL)
            why->code = MI_P_OUT_OF_MEMORY;
    }
    mi_secret_free(&secret);
    return ring;
}

void mi_keyring_free(struct mi_keyring *ring)
{
    if (ring == NULL)
        return;
    if (ring->keys != NULL)
        mi_wipe(ring->keys, ring->count * sizeof *ring->keys);
    free(ring->keys);
    free(ring->names);
    free(ring->places);
    free(ring);
}

size_t mi_keyring_count(const struct mi_keyring *ring)
{
    return ring->count;
}

struct mi_address mi_keyring_address(const struct mi_keyring *ring, size_t index)
{
    return ring->places[index].address;
}

const char *mi_keyring_name(const struct mi_keyring *ring, size_t index)
{
    return ring->names[index];
}

uint64_t mi_keyring_line(const struct mi_keyring *ring, size_t index)
{
    return ring->places[index].line;
}

const struct mi_key *mi_keyring_keys(const struct mi_keyring *ring)
{
    return ring->keys;
}

/* The first entry whose address is not before this one. */
static size_t lower_bound(const struct mi_keyring *ring, struct mi_address address)
{
    uint64_t number = mi_address_number(address);
    size_t low = 0;
    size_t high = ring->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (mi_address_number(ring->places[middle].address) < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

size_t mi_keyring_find(const struct mi_keyring *ring, struct mi_address address, size_t *first)
{
    size_t count = 0;
    *first = lower_bound(ring, address);
    while (*first + count < ring->count &&
           mi_address_equal(ring->places[*first + count].address, address))
        count++;
    return count;
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
