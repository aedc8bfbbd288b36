/* keys: brings keys into the ring, lists them, checks them. */
#include "command.h"
#include "import_capture.h"
#include "nearest.h"
#include "overwriting.h"
#include "printer.h"
#include "ring_file.h"
#include "signals.h"
#include "talk.h"

#include "base/span.h"
#include "keys/import.h"
#include "keys/keyfile.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SENTENCE_BYTES = 512 };

static const char *place_of(const char *path)
{
    return strcmp(path, "-") == 0 ? "standard input" : path;
}

/* The ring that the command is about; NULL, after saying so, when it is nowhere. */
static const char *ring_path(const struct settings *settings, char standard[RING_PATH_MAX])
{
    if (settings->keys.ring_path != NULL)
        return settings->keys.ring_path;
    if (ring_default_path(standard))
        return standard;
    talk(NULL, 0, "there is no home directory: name the key ring with --keys");
    return NULL;
}

/* --- list --- */

/* The fingerprint, and when asked for the key. */
static void add_key(struct row *row, const struct mi_key *key, bool whole)
{
    row_fingerprint(row, "key", key);
    if (whole)
        row_key(row, "bindkey", key);
}

static const char *or_none(const char *name)
{
    return *name != '\0' ? name : NULL;
}

static void list_entry(const struct mi_keyring *ring, size_t index,
                       const struct output_settings *settings)
{
    static const struct column COLUMNS[] = {
        {.name = "address"},
        {.name = "key", .before = "  ", .rather = "bindkey"},
        {.name = "name", .before = "  "},
        {0},
    };
    struct row row;
    row_begin(&row, COLUMNS);
    row_address(&row, "address", mi_keyring_address(ring, index));
    row_text(&row, "name", or_none(mi_keyring_name(ring, index)));
    add_key(&row, &mi_keyring_keys(ring)[index], settings->show_keys);
    PRINTER_OF(settings->printer, row)(&row);
    mi_wipe(&row, sizeof row);
}

/* NULL, after saying so, when there is no ring. */
static struct mi_keyring *load(const char *path, mi_ring_tell *tell, void *context, bool *is_open)
{
    struct mi_problem problem;
    struct mi_keyring *ring = mi_keyring_load(path, tell, context, is_open, &problem);
    if (ring == NULL)
        talk_problem(place_of(path), 0, &problem);
    return ring;
}

static void tell_line(void *context, uint64_t line, const struct mi_problem *problem)
{
    talk_problem(context, line, problem);
}

static enum exit_status list_keys(const struct settings *settings, int count, char **arguments)
{
    char standard[RING_PATH_MAX];
    char place[RING_PATH_MAX];
    bool is_open_to_others = false;
    const char *path = ring_path(settings, standard);
    (void)count;
    (void)arguments;
    if (path == NULL)
        return EXIT_INPUT;
    (void)snprintf(place, sizeof place, "%s", place_of(path));
    struct mi_keyring *ring = load(path, tell_line, place, &is_open_to_others);
    if (ring == NULL)
        return EXIT_INPUT;
    if (is_open_to_others)
        talk_problem(place, 0, &(struct mi_problem){.code = MI_P_RING_OPEN});
    for (size_t i = 0; i < mi_keyring_count(ring); i++)
        list_entry(ring, i, &settings->output);
    mi_keyring_free(ring);
    return EXIT_DONE;
}

/* --- check --- */

struct check {
    const char *place;
    const struct printer *printer;
    uint64_t problems;
};

static void complain(void *context, uint64_t line, const struct mi_problem *problem)
{
    struct check *check = context;
    check->problems++;
    PRINTER_OF(check->printer, problem)(check->place, line, problem);
}

/* How many addresses there are; complains about entries that stand twice. */
static size_t check_entries(const struct mi_keyring *ring, struct check *check)
{
    const struct mi_key *keys = mi_keyring_keys(ring);
    size_t devices = 0;
    for (size_t i = 0; i < mi_keyring_count(ring); i++) {
        struct mi_address address = mi_keyring_address(ring, i);
        devices += i == 0 || !mi_address_equal(mi_keyring_address(ring, i - 1), address);
        size_t first = mi_keyring_find_key(ring, address, &keys[i]);
        if (first < i)
            complain(check, mi_keyring_line(ring, i),
                     &(struct mi_problem){.code = MI_P_RING_DOUBLE,
                                          .number = {(uint32_t)mi_keyring_line(ring, first)}});
    }
    return devices;
}

static void print_check(const struct check *check, size_t keys, size_t devices)
{
    static const struct column COLUMNS[] = {
        {.name = "file"},
        {.name = "keys", .before = ": ", .noun = "key"},
        {.name = "devices", .before = " of ", .noun = "device"},
        {.name = "problems", .before = ", ", .noun = "problem"},
        {0},
    };
    struct row row;
    row_begin(&row, COLUMNS);
    row_text(&row, "file", check->place);
    row_number(&row, "keys", (int64_t)keys);
    row_number(&row, "devices", (int64_t)devices);
    row_number(&row, "problems", (int64_t)check->problems);
    PRINTER_OF(check->printer, row)(&row);
}

static enum exit_status check_keys(const struct settings *settings, int count, char **arguments)
{
    char standard[RING_PATH_MAX];
    bool is_open_to_others = false;
    const char *path = ring_path(settings, standard);
    (void)count;
    (void)arguments;
    if (path == NULL)
        return EXIT_INPUT;
    struct check check = {.place = place_of(path), .printer = settings->output.printer};
    struct mi_keyring *ring = load(path, complain, &check, &is_open_to_others);
    if (ring == NULL)
        return EXIT_INPUT;
    if (is_open_to_others)
        complain(&check, 0, &(struct mi_problem){.code = MI_P_RING_OPEN});
    size_t devices = check_entries(ring, &check);
    print_check(&check, mi_keyring_count(ring), devices);
    mi_keyring_free(ring);
    return check.problems > 0 ? EXIT_NO : EXIT_DONE;
}

/* --- import: finding --- */

enum state { STATE_ADDED, STATE_KNOWN, STATE_REFUSED, STATE_CANDIDATE, STATE_NONE, STATE_COUNT };

static const char *const STATES[STATE_COUNT] = {"added", "known", "refused", "candidate", NULL};

struct found {
    struct mi_import_item item;
    const char *place;
    enum state state;
    struct told_clue told; /* of a capture; without a clue: of a text */
};

struct haul {
    struct captures *captures;
    struct found *found;
    size_t count;
    size_t room;
    const char *place; /* of the input that is being read */
    bool has_failed;   /* an input could not be read, or there is no memory */
    bool is_full;      /* there is no memory for what was found */
    bool has_captures; /* among the inputs */
    bool is_alone;     /* there is one input */
    bool is_told_empty;
};

static void free_haul(struct haul *haul)
{
    if (haul->found != NULL)
        mi_wipe(haul->found, haul->room * sizeof *haul->found);
    free(haul->found);
    haul->found = NULL;
}

static bool make_room(struct haul *haul)
{
    size_t room = haul->room > 0 ? 2 * haul->room : 64;
    if (haul->count < haul->room)
        return true;
    struct found *found = calloc(room, sizeof *found);
    if (found == NULL)
        return false;
    if (haul->count > 0)
        memcpy(found, haul->found, haul->count * sizeof *found);
    free_haul(haul);
    haul->found = found;
    haul->room = room;
    return true;
}

static void take(void *context, const struct mi_import_item *item)
{
    struct haul *haul = context;
    if (!make_room(haul)) {
        haul->is_full = true;
        return;
    }
    haul->found[haul->count++] = (struct found){
        .item = *item,
        .place = haul->place,
        .state = item->problem.code != MI_OK ? STATE_REFUSED : STATE_ADDED,
    };
    if (item->has_token)
        captures_give_token(haul->captures, item->token,
                            item->has_address ? &item->entry.address : NULL);
}

static bool is_zip(const struct mi_secret *secret)
{
    return mi_span_starts((struct mi_span){secret->text, secret->size}, "PK\x03\x04");
}

/* A text of keys alone: whose they are, only frames can tell. */
static void take_bare(struct haul *haul, const struct mi_secret *secret)
{
    struct mi_keyfile file = {.text = {secret->text, secret->size}};
    struct mi_span key;
    while (mi_keyfile_next(&file, &key)) {
        struct mi_import_item item = {.source = "a list of keys",
                                      .line = file.number,
                                      .problem = {.code = MI_P_IMPORT_NO_MAC}};
        if (mi_key_parse(key.at, key.length, &item.entry.key).code == MI_OK)
            take(haul, &item);
        mi_wipe(&item, sizeof item);
    }
}

static void read_text(struct haul *haul, const struct import_input *input)
{
    const struct mi_secret *secret = &input->content;
    struct mi_problem problem = {.code = MI_OK};
    size_t before = haul->count;
    bool is_read = mi_import(secret->text, secret->size, take, haul);
    if (is_read && haul->count == before && haul->has_captures && !haul->is_alone)
        take_bare(haul, secret);
    if (!is_read || haul->is_full)
        problem.code = MI_P_OUT_OF_MEMORY;
    else if (haul->count == before && (haul->is_alone || !input->has_packets))
        problem.code = is_zip(secret) ? MI_P_IMPORT_ZIP : MI_P_KEY_EMPTY;
    haul->is_told_empty = haul->is_told_empty || problem.code != MI_OK;
    haul->has_failed = haul->has_failed || problem.code == MI_P_OUT_OF_MEMORY;
    if (problem.code != MI_OK)
        talk_problem(haul->place, 0, &problem);
}

/* What cannot be read twice is read here. False, after saying so, when that fails. */
static bool hold(struct haul *haul, struct import_input *input, const char *path)
{
    struct stat status;
    bool is_file = strcmp(path, "-") != 0 && stat(path, &status) == 0 && S_ISREG(status.st_mode);
    struct mi_problem problem = {.code = MI_OK};
    *input = (struct import_input){.path = path, .is_held = !is_file};
    if (!is_file)
        problem = mi_secret_read_until(path, signals_file(), &input->content);
    if (problem.code == MI_OK)
        return true;
    haul->has_failed = true;
    talk_problem(place_of(path), 0, &problem);
    return false;
}

static void read_keys(struct haul *haul, struct import_input *input)
{
    struct mi_problem problem = {.code = MI_OK};
    haul->place = place_of(input->path);
    if (!input->is_held)
        problem = mi_secret_read_until(input->path, signals_file(), &input->content);
    if (problem.code == MI_OK) {
        read_text(haul, input);
    } else {
        haul->has_failed = true;
        talk_problem(haul->place, 0, &problem);
    }
}

/* Texts first: their TOKENs are for the captures. */
static void read_inputs(struct haul *haul, struct import_input *inputs, size_t count)
{
    haul->is_alone = count == 1;
    for (size_t i = 0; i < count; i++) {
        import_look(&inputs[i]);
        haul->has_captures = haul->has_captures || inputs[i].has_packets;
    }
    for (size_t i = 0; i < count; i++)
        if (inputs[i].is_text)
            read_keys(haul, &inputs[i]);
    for (size_t i = 0; i < count; i++)
        if (inputs[i].has_packets && !captures_read(haul->captures, &inputs[i]))
            haul->has_failed = true;
}

/* --- import: what captures tell --- */

static void take_clues(struct haul *haul)
{
    static const enum state STATES_OF[] = {
        [CLUE_KEYLESS] = STATE_NONE,
        [CLUE_ADDED] = STATE_ADDED,
        [CLUE_CANDIDATE] = STATE_CANDIDATE,
    };
    struct told_clue told;
    for (size_t i = 0; captures_clue(haul->captures, i, &told); i++) {
        struct mi_import_item item = {
            .has_address = told.clue->has_address,
            .entry = {.address = told.clue->address, .key = told.clue->key}};
        haul->place = told.place;
        if (told.use == CLUE_UNPROVEN)
            continue;
        take(haul, &item);
        mi_wipe(&item, sizeof item);
        if (haul->is_full)
            return;
        haul->found[haul->count - 1].state = STATES_OF[told.use];
        haul->found[haul->count - 1].told = told;
    }
}

/* Keys without a MAC go to the device of a capture that they open. */
static void find_owners(struct haul *haul)
{
    for (size_t i = 0; i < haul->count; i++) {
        struct mi_import_item *item = &haul->found[i].item;
        if (item->problem.code != MI_P_IMPORT_NO_MAC || item->entry.key.size == 0)
            continue;
        const struct mi_address *owner = captures_owner(haul->captures, &item->entry.key);
        if (owner == NULL)
            continue;
        item->has_address = true;
        item->entry.address = *owner;
        item->problem.code = MI_OK;
        item->remark.code = MI_P_IMPORT_BY_FRAMES;
        haul->found[i].state = STATE_ADDED;
    }
}

/* --- import: merging --- */

static int compare_entries(const struct mi_ring_entry *a, const struct mi_ring_entry *b)
{
    int order = mi_address_compare(a->address, b->address);
    if (order == 0)
        order = (int)a->key.size - (int)b->key.size;
    return order != 0 ? order : memcmp(a->key.bytes, b->key.bytes, a->key.size);
}

static int compare_found(const void *left, const void *right)
{
    const struct found *a = *(struct found *const *)left;
    const struct found *b = *(struct found *const *)right;
    int order = compare_entries(&a->item.entry, &b->item.entry);
    return order != 0 ? order : (a > b) - (a < b);
}

static bool is_in_ring(const struct mi_keyring *ring, const struct mi_ring_entry *entry)
{
    return mi_keyring_find_key(ring, entry->address, &entry->key) < mi_keyring_count(ring);
}

/* Tells what is new from what is in the ring, or was found before. */
static bool mark_known(struct haul *haul, const struct mi_keyring *ring)
{
    struct found **sorted = calloc(haul->count + 1, sizeof(struct found *));
    const struct mi_ring_entry *last = NULL;
    size_t count = 0;
    if (sorted == NULL)
        return false;
    for (size_t i = 0; i < haul->count; i++)
        if (haul->found[i].state == STATE_ADDED)
            sorted[count++] = &haul->found[i];
    qsort(sorted, count, sizeof(struct found *), compare_found);
    for (size_t i = 0; i < count; i++) {
        const struct mi_ring_entry *entry = &sorted[i]->item.entry;
        if ((last != NULL && compare_entries(last, entry) == 0) || is_in_ring(ring, entry))
            sorted[i]->state = STATE_KNOWN;
        last = entry;
    }
    free(sorted);
    return true;
}

static size_t count_state(const struct haul *haul, enum state state)
{
    size_t count = 0;
    for (size_t i = 0; i < haul->count; i++)
        count += haul->found[i].state == state;
    return count;
}

/* The ring as it is; empty when there is none yet. */
static bool read_ring(const char *path, struct mi_secret *text)
{
    *text = (struct mi_secret){0};
    struct mi_problem problem = {.code = MI_OK};
    if (access(path, F_OK) == 0 || errno != ENOENT)
        problem = mi_secret_read(path, text);
    else if (!mi_secret_append(text, "", 0))
        problem.code = MI_P_OUT_OF_MEMORY;
    if (problem.code != MI_OK)
        talk_problem(path, 0, &problem);
    return problem.code == MI_OK;
}

static struct mi_problem append_new(const struct haul *haul, struct mi_secret *text)
{
    for (size_t i = 0; i < haul->count; i++)
        if (haul->found[i].state == STATE_ADDED &&
            !mi_ring_append(text, &haul->found[i].item.entry))
            return text->is_full
                       ? (struct mi_problem){.code = MI_P_RING_FULL, .number = {MI_SECRET_MAX}}
                       : (struct mi_problem){.code = MI_P_OUT_OF_MEMORY};
    return (struct mi_problem){.code = MI_OK};
}

static bool merge_locked(struct haul *haul, const char *path)
{
    struct mi_secret text;
    struct mi_problem problem = {.code = MI_P_OUT_OF_MEMORY};
    if (!read_ring(path, &text)) {
        mi_secret_free(&text);
        return false;
    }
    struct mi_keyring *ring = mi_keyring_new(text.text, text.size, NULL, NULL);
    if (ring != NULL && mark_known(haul, ring))
        problem = append_new(haul, &text);
    if (problem.code == MI_OK && count_state(haul, STATE_ADDED) > 0)
        problem = mi_secret_write(path, &text);
    if (problem.code != MI_OK)
        talk_problem(path, 0, &problem);
    mi_keyring_free(ring);
    mi_secret_free(&text);
    return problem.code == MI_OK;
}

/* Adds what is new to the ring; nothing is written when nothing is. */
static bool merge(struct haul *haul, const char *path)
{
    int lock;
    if (count_state(haul, STATE_ADDED) == 0)
        return true;
    struct mi_problem problem = mi_secret_lock(path, &lock);
    if (problem.code != MI_OK) {
        talk_problem(path, 0, &problem);
        return false;
    }
    bool is_merged = merge_locked(haul, path);
    if (lock >= 0)
        (void)close(lock);
    return is_merged;
}

/* --- import: telling --- */

static void say(const struct found *found, const struct mi_problem *problem)
{
    char buffer[SENTENCE_BYTES];
    struct mi_text text = mi_text(buffer, sizeof buffer);
    if (found->item.has_address) {
        mi_text_address(&text, found->item.entry.address);
        mi_text_add(&text, ": ");
    }
    mi_text_problem(&text, problem);
    talk(found->place, found->item.line, "%s", buffer);
}

/* People see a refused key in a message only. */
static void print_found(const struct found *found, const struct output_settings *settings)
{
    static const struct column COLUMNS[] = {
        {.name = "address"},
        {.name = "key", .before = "  ", .rather = "bindkey"},
        {.name = "state", .before = "  "},
        {.name = "source", .before = ", from "},
        {.name = "name", .before = "  "},
        {0},
    };
    const struct mi_import_item *item = &found->item;
    bool is_refused = found->state == STATE_REFUSED;
    struct row row;
    row_begin(&row, is_refused ? NULL : COLUMNS);
    if (item->has_address)
        row_address(&row, "address", item->entry.address);
    row_text(&row, "name", or_none(item->entry.name));
    if (!is_refused)
        add_key(&row, &item->entry.key, settings->show_keys);
    row_text(&row, "state", STATES[found->state]);
    row_text(&row, "source", item->source);
    row_text(&row, "file", found->place);
    row_number(&row, "line", (int64_t)item->line);
    row_problem(&row, "remark", &item->remark);
    row_problem(&row, "error", &item->problem);
    PRINTER_OF(settings->printer, row)(&row);
    mi_wipe(&row, sizeof row);
}

static void print_clue(const struct found *found, const struct output_settings *settings)
{
    const struct told_clue *told = &found->told;
    const struct judged_clue judged = {told->clue, told->place, STATES[found->state],
                                       told->trial.opens, told->trial.of};
    PRINTER_OF(settings->printer, clue)(&judged, settings);
}

static void tell_found(const struct haul *haul, const struct output_settings *settings)
{
    for (size_t i = 0; i < haul->count; i++) {
        const struct found *found = &haul->found[i];
        if (found->told.clue != NULL)
            print_clue(found, settings);
        else
            print_found(found, settings);
        if (found->state == STATE_REFUSED)
            say(found, &found->item.problem);
        else if (found->item.remark.code != MI_OK)
            say(found, &found->item.remark);
    }
}

/* Reads all inputs, standard input when there are none. False, after saying so, out of memory. */
static bool read_all(struct haul *haul, int count, char **arguments)
{
    struct import_input *inputs = calloc((size_t)count + 1, sizeof *inputs);
    size_t ready = 0;
    if (inputs == NULL) {
        talk(NULL, 0, "out of memory");
        return false;
    }
    for (int i = 0; i < count && !signals_have(SIGNAL_END); i++)
        ready += hold(haul, &inputs[ready], arguments[i]);
    if (count == 0)
        ready += hold(haul, &inputs[ready], "-");
    read_inputs(haul, inputs, ready);
    for (size_t i = 0; i < ready; i++)
        mi_secret_free(&inputs[i].content);
    free(inputs);
    return true;
}

static enum exit_status import_into(const struct settings *settings, struct haul *haul,
                                    const char *path, int count, char **arguments)
{
    mi_import_wipe_json();
    if (!read_all(haul, count, arguments))
        return EXIT_INPUT;
    take_clues(haul);
    find_owners(haul);
    bool is_merged = merge(haul, path);
    size_t added = count_state(haul, STATE_ADDED);
    size_t known = count_state(haul, STATE_KNOWN);
    if (is_merged) {
        tell_found(haul, &settings->output);
        if (haul->count == 0 && !haul->is_told_empty)
            captures_tell_nothing(haul->captures);
        talk(path, 0, "%zu %s added, %zu known already, %zu refused", added,
             added == 1 ? "key" : "keys", known, count_state(haul, STATE_REFUSED));
    }
    if (!is_merged || haul->has_failed)
        return EXIT_INPUT;
    return added + known > 0 ? EXIT_DONE : EXIT_NO;
}

static enum exit_status import_keys(const struct settings *settings, int count, char **arguments)
{
    char standard[RING_PATH_MAX];
    struct haul haul = {.count = 0};
    const char *path = settings->keys.import_path;
    if (path == NULL)
        path = ring_path(settings, standard);
    if (path == NULL)
        return EXIT_INPUT;
    if (strcmp(path, "-") == 0 || *path == '\0' || overwriting_standard(path) != NULL) {
        talk_usage("keys", "the key ring has to be a file, and not where output goes");
        return EXIT_USAGE;
    }
    if (overwriting_inputs(settings, "keys", count, arguments) != EXIT_DONE)
        return EXIT_USAGE;
    haul.captures = captures_new(settings);
    enum exit_status status =
        haul.captures != NULL ? import_into(settings, &haul, path, count, arguments) : EXIT_INPUT;
    captures_free(haul.captures);
    free_haul(&haul);
    return status;
}

static enum exit_status run_keys(const struct settings *settings, int count, char **arguments)
{
    static const struct {
        const char *name;
        bool takes_files;
        enum exit_status (*run)(const struct settings *settings, int count, char **arguments);
    } ACTIONS[] = {
        {"import", true, import_keys},
        {"list", false, list_keys},
        {"check", false, check_keys},
    };
    char hint[HINT_MAX];
    struct nearest nearest = {.typed = count > 0 ? arguments[0] : ""};
    for (size_t i = 0; count > 0 && i < sizeof ACTIONS / sizeof ACTIONS[0]; i++) {
        nearest_offer(&nearest, ACTIONS[i].name);
        if (strcmp(arguments[0], ACTIONS[i].name) != 0)
            continue;
        if (count > 1 && !ACTIONS[i].takes_files) {
            talk_usage("keys", "'%s' is too much: %s reads no files", arguments[1],
                       ACTIONS[i].name);
            return EXIT_USAGE;
        }
        if (settings->keys.import_path != NULL && !ACTIONS[i].takes_files) {
            talk_usage("keys", "--output is for import: %s writes nothing", ACTIONS[i].name);
            return EXIT_USAGE;
        }
        return ACTIONS[i].run(settings, count - 1, arguments + 1);
    }
    talk_usage("keys", "do what? %s%s", KEYS_COMMAND.arguments, nearest_hint(&nearest, hint));
    return EXIT_USAGE;
}

const struct command KEYS_COMMAND = {
    .name = "keys",
    .summary = "read keys from where you have them, list them, check them",
    .arguments = "import [FILE | -]... | list | check",
    .help =
        "Keeps the key ring, which the reading commands use. 'import' takes keys out of the\n"
        "output of key extractors, out of the configuration of other programs and out of\n"
        "captures of a pairing, and adds those that are new; 'list' prints the ring with\n"
        "fingerprints in place of keys; 'check' looks for lines that are wrong or occur twice,\n"
        "and for open permissions.",
    .options = OPTIONS_COMMON | OPTIONS_RING | OPTIONS_ROWS | OPTIONS_KEYS | OPTIONS_TOKEN,
    .run = run_keys,
};
