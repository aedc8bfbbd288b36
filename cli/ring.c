#include "ring.h"

#include "beacon/ccm.h"
#include "talk.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool ring_default_path(char path[RING_PATH_MAX])
{
    const char *config = getenv("XDG_CONFIG_HOME");
    const char *home = getenv("HOME");
    struct mi_text text = mi_text(path, RING_PATH_MAX);
    if (config != NULL && *config == '/') { /* relative ones are to be ignored */
        mi_text_add(&text, config);
    } else if (home != NULL && *home != '\0') {
        mi_text_add(&text, home);
        mi_text_add(&text, "/.config");
    } else {
        return false;
    }
    mi_text_add(&text, "/mitool/keys");
    return !text.full;
}

static void tell_line(void *context, uint64_t line, const struct mi_problem *problem)
{
    const char *const *place = context;
    talk_problem(*place, line, problem);
}

static bool is_missing(const char *path)
{
    return access(path, F_OK) != 0 && (errno == ENOENT || errno == ENOTDIR);
}

enum exit_status ring_load(struct settings *settings)
{
    char standard[RING_PATH_MAX];
    const char *path = settings->ring_path;
    bool is_named = path != NULL;
    bool is_open_to_others = false;
    struct mi_problem problem;
    if (!is_named) {
        if (!ring_default_path(standard) || is_missing(standard))
            return EXIT_DONE;
        path = standard;
    }
    const char *place = strcmp(path, "-") == 0 ? "standard input" : path;
    settings->stdin_is_read = settings->stdin_is_read || strcmp(path, "-") == 0;
    settings->ring = mi_keyring_load(path, tell_line, &place, &is_open_to_others, &problem);
    if (is_open_to_others)
        talk_problem(place, 0, &(struct mi_problem){.code = MI_P_RING_OPEN});
    if (settings->ring != NULL)
        return EXIT_DONE;
    talk_problem(place, 0, &problem);
    return is_named ? EXIT_INPUT : EXIT_DONE;
}

/* --- choosing keys --- */

static bool make_room(struct key_choice *choice, size_t count)
{
    if (count <= choice->room)
        return true;
    ring_forget(choice);
    choice->mixed = calloc(count, sizeof *choice->mixed);
    choice->room = choice->mixed != NULL ? count : 0;
    return choice->mixed != NULL;
}

void ring_choose(struct key_choice *choice, const struct settings *settings,
                 const struct mi_address *address)
{
    const struct mi_keyring *ring = settings->ring;
    choice->keys = settings->keys;
    choice->count = settings->key_count;
    choice->ring_count =
        ring != NULL && address != NULL ? mi_keyring_find(ring, *address, &choice->ring_first) : 0;
    if (choice->ring_count == 0)
        return;
    const struct mi_key *keys = mi_keyring_keys(ring) + choice->ring_first;
    if (settings->key_count == 0 || !make_room(choice, choice->ring_count + settings->key_count)) {
        choice->keys = keys;
        choice->count = choice->ring_count;
        return;
    }
    memcpy(choice->mixed, keys, choice->ring_count * sizeof *keys);
    memcpy(choice->mixed + choice->ring_count, settings->keys, settings->key_count * sizeof *keys);
    choice->keys = choice->mixed;
    choice->count = choice->ring_count + settings->key_count;
}

void ring_forget(struct key_choice *choice)
{
    if (choice->mixed != NULL)
        mi_wipe(choice->mixed, choice->room * sizeof *choice->mixed);
    free(choice->mixed);
    choice->mixed = NULL;
    choice->room = 0;
}
