/* keys import: takes keys out of texts and captures, and adds what is new to the ring. */
#include "import_capture.h"
#include "keys_actions.h"
#include "overwriting.h"
#include "printer.h"
#include "ring_file.h"
#include "signals.h"
#include "talk.h"

#include "base/span.h"
#include "keys/import.h"
#include "keys/keyfile.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SENTENCE_BYTES = 512 };

/* --- finding --- */

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

/* A text of keys alone: whose they are, only frames can tell. Whether there are any. */
static bool read_bare(const struct mi_secret *secret, mi_import_take *take_item, void *context)
{
    struct mi_keyfile file = {.text = {secret->text, secret->size}};
    struct mi_span key;
    bool has_keys = false;
    while (mi_keyfile_next(&file, &key)) {
        struct mi_import_item item = {.source = "a list of keys",
                                      .line = file.number,
                                      .problem = {.code = MI_P_IMPORT_NO_MAC}};
        bool is_key = mi_key_parse(key.at, key.length, &item.entry.key).code == MI_OK;
        if (is_key && take_item != NULL)
            take_item(context, &item);
        has_keys = has_keys || is_key;
        mi_wipe(&item, sizeof item);
    }
    return has_keys;
}

/* Why a text has nothing to add. */
static enum mi_problem_code why_nothing(const struct import_input *input)
{
    if (input->is_empty_report)
        return MI_P_NO_BTSNOOZ;
    if (is_zip(&input->content))
        return MI_P_IMPORT_ZIP;
    return read_bare(&input->content, NULL, NULL) ? MI_P_IMPORT_BARE : MI_P_KEY_EMPTY;
}

static void read_text(struct haul *haul, const struct import_input *input)
{
    const struct mi_secret *secret = &input->content;
    struct mi_problem problem = {.code = MI_OK};
    size_t before = haul->count;
    bool is_read = mi_import(secret->text, secret->size, take, haul);
    if (is_read && haul->count == before && haul->has_captures && !input->has_packets)
        (void)read_bare(secret, take, haul);
    if (!is_read || haul->is_full)
        problem.code = MI_P_OUT_OF_MEMORY;
    else if (haul->count == before && (haul->is_alone || !input->has_packets))
        problem.code = why_nothing(input);
    haul->is_told_empty = haul->is_told_empty || problem.code != MI_OK;
    haul->has_failed = haul->has_failed || problem.code == MI_P_OUT_OF_MEMORY;
    if (problem.code != MI_OK)
        talk_problem(haul->place, 0, &problem);
}

/* False, after saying so, when that fails. */
static bool read_content(struct haul *haul, struct import_input *input)
{
    struct mi_problem problem = mi_secret_read_until(input->path, signals_file(), &input->content);
    if (problem.code == MI_OK)
        return true;
    haul->has_failed = true;
    talk_problem(talk_place(input->path), 0, &problem);
    return false;
}

/* What cannot be read twice is read here. The same. */
static bool hold(struct haul *haul, struct import_input *input, const char *path)
{
    struct stat status;
    bool is_file = strcmp(path, "-") != 0 && stat(path, &status) == 0 && S_ISREG(status.st_mode);
    *input = (struct import_input){.path = path, .is_held = !is_file};
    return is_file || read_content(haul, input);
}

static void read_keys(struct haul *haul, struct import_input *input)
{
    haul->place = talk_place(input->path);
    if (input->is_held || read_content(haul, input))
        read_text(haul, input);
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
    if (!captures_read(haul->captures, inputs, count))
        haul->has_failed = true;
}

/* --- what captures tell --- */

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

/* A key is as old as the TOKEN beside it, unless it opens the frames of the device. */
static void doubt_old_keys(struct haul *haul)
{
    for (size_t i = 0; i < haul->count; i++) {
        struct found *found = &haul->found[i];
        struct mi_import_item *item = &found->item;
        if (found->state != STATE_ADDED || !item->has_token || !item->has_address ||
            !captures_refute_token(haul->captures, item->token, item->entry.address) ||
            captures_open(haul->captures, &item->entry.key, item->entry.address))
            continue;
        found->state = STATE_CANDIDATE;
        item->remark.code = MI_P_IMPORT_TOKEN_OLD;
    }
}

/* --- merging --- */

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

static struct mi_problem append_new(const struct haul *haul, struct mi_secret *text)
{
    for (size_t i = 0; i < haul->count; i++)
        if (haul->found[i].state == STATE_ADDED &&
            !mi_ring_append(text, &haul->found[i].item.entry, mi_ring_end(text->text, text->size)))
            return keys_no_room(text);
    return (struct mi_problem){.code = MI_OK};
}

static struct mi_problem add_new(void *context, struct mi_secret *text, bool *is_changed)
{
    struct haul *haul = context;
    struct mi_problem problem = {.code = MI_P_OUT_OF_MEMORY};
    struct mi_keyring *ring = mi_keyring_new(text->text, text->size, NULL, NULL);
    if (ring != NULL && mark_known(haul, ring))
        problem = append_new(haul, text);
    *is_changed = count_state(haul, STATE_ADDED) > 0;
    mi_keyring_free(ring);
    return problem;
}

/* Adds what is new to the ring; nothing is written when nothing is. */
static bool merge(struct haul *haul, const char *path)
{
    return count_state(haul, STATE_ADDED) == 0 || ring_change(path, add_new, haul);
}

/* --- telling --- */

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
    const struct mi_import_item *item = &found->item;
    bool is_refused = found->state == STATE_REFUSED;
    struct row row;
    row_begin(&row, is_refused ? NULL : KEYS_COLUMNS);
    if (item->has_address)
        row_address(&row, "address", item->entry.address);
    keys_add_name(&row, item->entry.name);
    if (!is_refused)
        keys_add_key(&row, &item->entry.key, settings->show_keys);
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
    const struct judged_clue judged = {told->clue,           told->place,
                                       STATES[found->state], found->state == STATE_CANDIDATE,
                                       told->trial.opens,    told->trial.of};
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
    struct import_input *inputs = talk_allocate((size_t)count + 1, sizeof *inputs);
    size_t ready = 0;
    if (inputs == NULL)
        return false;
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
    doubt_old_keys(haul);
    bool is_merged = merge(haul, path);
    size_t added = count_state(haul, STATE_ADDED);
    size_t known = count_state(haul, STATE_KNOWN);
    if (is_merged) {
        tell_found(haul, &settings->output);
        if (haul->count == 0 && !haul->is_told_empty)
            captures_tell_nothing(haul->captures);
        captures_tell_dropped(haul->captures);
        talk(path, 0, "%zu %s added, %zu known already, %zu refused", added,
             added == 1 ? "key" : "keys", known, count_state(haul, STATE_REFUSED));
    }
    if (!is_merged || haul->has_failed)
        return EXIT_INPUT;
    return added + known > 0 ? EXIT_DONE : EXIT_NO;
}

enum exit_status keys_import(const struct settings *settings, int count, char **arguments)
{
    char standard[RING_PATH_MAX];
    struct haul haul = {.count = 0};
    const char *path = settings->keys.import_path;
    if (path == NULL)
        path = keys_ring_path(settings, standard);
    if (path == NULL)
        return EXIT_INPUT;
    if (strcmp(path, "-") == 0 || *path == '\0' || overwriting_standard(path) != NULL)
        return talk_usage("keys", "the key ring has to be a file, and not where output goes");
    if (overwriting_inputs(settings, "keys", count, arguments) != EXIT_DONE)
        return EXIT_USAGE;
    haul.captures = captures_new(settings);
    enum exit_status status =
        haul.captures != NULL ? import_into(settings, &haul, path, count, arguments) : EXIT_INPUT;
    captures_free(haul.captures);
    free_haul(&haul);
    return status;
}
