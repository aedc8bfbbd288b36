/* keys: what can be done with the key ring; lists it and checks it. */
#include "keys_actions.h"
#include "printer.h"
#include "ring_file.h"
#include "suggest.h"
#include "talk.h"

#include <limits.h>
#include <string.h>

const char *keys_ring_path(const struct settings *settings, char standard[RING_PATH_MAX])
{
    if (settings->keys.ring_path != NULL)
        return settings->keys.ring_path;
    if (ring_default_path(standard))
        return standard;
    talk(NULL, 0, "there is no home directory: name the key ring with --keys");
    return NULL;
}

/* To read it: the default one may not be there yet. */
static const char *present_ring_path(const struct settings *settings, char standard[RING_PATH_MAX])
{
    const char *path = keys_ring_path(settings, standard);
    if (path == NULL || settings->keys.ring_path != NULL || !ring_is_missing(path))
        return path;
    talk(path, 0, "there is no key ring yet: 'mitool keys add' or 'mitool keys import' makes one");
    return NULL;
}

const struct column KEYS_COLUMNS[] = {
    {.name = "address"},
    {.name = "key", .before = "  ", .rather = "bindkey"},
    {.name = "state", .before = "  "},
    {.name = "source", .before = ", from "},
    {.name = "name", .before = "  "},
    {0},
};

/* --- list --- */

void keys_add_key(struct row *row, const struct mi_key *key, bool whole)
{
    row_fingerprint(row, "key", key);
    if (whole)
        row_key(row, "bindkey", key);
}

void keys_add_name(struct row *row, const char *name)
{
    row_text(row, "name", *name != '\0' ? name : NULL);
}

void keys_print(struct mi_address address, const char *name, const struct mi_key *key,
                const char *state, const struct output_settings *settings)
{
    struct row row;
    row_begin(&row, KEYS_COLUMNS);
    row_address(&row, "address", address);
    keys_add_name(&row, name);
    keys_add_key(&row, key, settings->show_keys);
    row_text(&row, "state", state);
    PRINTER_OF(settings->printer, row)(&row);
    mi_wipe(&row, sizeof row);
}

static enum exit_status list_keys(const struct settings *settings, int count, char **arguments)
{
    char standard[RING_PATH_MAX];
    const char *path = present_ring_path(settings, standard);
    (void)count;
    (void)arguments;
    struct mi_keyring *ring = path != NULL ? ring_read(path) : NULL;
    if (ring == NULL)
        return EXIT_INPUT;
    for (size_t i = 0; i < mi_keyring_count(ring); i++)
        keys_print(mi_keyring_address(ring, i), mi_keyring_name(ring, i), &mi_keyring_keys(ring)[i],
                   NULL, &settings->output);
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
    const char *path = present_ring_path(settings, standard);
    (void)count;
    (void)arguments;
    if (path == NULL)
        return EXIT_INPUT;
    struct check check = {.place = talk_place(path), .printer = settings->output.printer};
    struct mi_problem why;
    struct mi_keyring *ring = mi_keyring_load(path, complain, &check, &is_open_to_others, &why);
    if (ring == NULL) {
        talk_problem(check.place, 0, &why);
        return EXIT_INPUT;
    }
    if (is_open_to_others)
        complain(&check, 0, &(struct mi_problem){.code = MI_P_RING_OPEN});
    size_t devices = check_entries(ring, &check);
    print_check(&check, mi_keyring_count(ring), devices);
    mi_keyring_free(ring);
    return check.problems > 0 ? EXIT_NO : EXIT_DONE;
}

static enum exit_status run_keys(const struct settings *settings, int count, char **arguments)
{
    static const struct action {
        const char *name;
        int least; /* arguments */
        int most;
        const char *arguments;
        enum exit_status (*run)(const struct settings *settings, int count, char **arguments);
    } ACTIONS[] = {
        {"import", 0, INT_MAX, "[FILE | -]...", keys_import},
        {"list", 0, 0, "", list_keys},
        {"check", 0, 0, "", check_keys},
        {"add", 1, INT_MAX, "MAC [NAME]", keys_add},
        {"remove", 1, 2, "MAC [FINGERPRINT]", keys_remove},
        {"rename", 2, INT_MAX, "MAC NAME", keys_rename},
    };
    for (size_t i = 0; count > 0 && i < sizeof ACTIONS / sizeof ACTIONS[0]; i++) {
        const struct action *action = &ACTIONS[i];
        if (strcmp(arguments[0], action->name) != 0)
            continue;
        if (count - 1 < action->least || count - 1 > action->most)
            return talk_usage("keys", "%s takes %s", action->name,
                              action->most > 0 ? action->arguments : "no arguments");
        if (settings->keys.import_path != NULL && action->run != keys_import)
            return talk_usage("keys", "--output is for import: name the key ring with --keys");
        return action->run(settings, count - 1, arguments + 1);
    }
    if (count > 0)
        return refuse_word(&KEYS_COMMAND, "action", arguments[0]);
    return talk_usage("keys", "do what? %s", KEYS_COMMAND.arguments);
}

const struct command KEYS_COMMAND = {
    .name = "keys",
    .summary = "the key ring: import keys from where they are, list, check, edit",
    .arguments = "import [FILE | -]... | list | check | add MAC [NAME] | "
                 "remove MAC [FINGERPRINT] | rename MAC NAME",
    .help = "Keeps the key ring, which the reading commands use. 'import' takes keys out of the "
            "output of key extractors, out of the configuration of other programs and out of "
            "captures of a pairing, and adds those that are new; 'list' prints the ring with "
            "fingerprints in place of keys; 'check' looks for lines that are wrong or occur twice, "
            "and for open permissions. 'add' asks for a key on the terminal, without echo, or "
            "reads it from standard input; 'remove' and 'rename' change all keys of a device; with "
            "a fingerprint, one is removed.",
    .options = OPTIONS_COMMON | OPTIONS_RING | OPTIONS_ROWS | OPTIONS_KEYS | OPTIONS_TOKEN,
    .run = run_keys,
};
