#include "ring_file.h"

#include "complaints.h"
#include "key_text.h"
#include "talk.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
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

bool is_misplaced_key(const char *path)
{
    return ring_is_missing(path) && is_key_text(path, strlen(path));
}

/* What is wrong with lines of a ring. */
struct ring_talk {
    const char *place;
    struct complaints complaints;
};

static void tell_line(void *context, uint64_t line, const struct mi_problem *problem)
{
    struct ring_talk *ring = context;
    if (complaints_take(&ring->complaints, problem))
        talk_problem(ring->place, line, problem);
}

static void tell_rest(const struct ring_talk *ring)
{
    char buffer[TALK_MAX];
    struct mi_text words = mi_text(buffer, sizeof buffer);
    struct mi_problem problem;
    unsigned kind = 0;
    while (complaints_rest(&ring->complaints, &kind, &words, &problem))
        talk_problem(ring->place, 0, &problem);
}

struct mi_keyring *ring_read(const char *path)
{
    struct mi_problem why;
    struct ring_talk told = {.place = talk_place(path)};
    bool is_open_to_others = false;
    struct mi_keyring *ring = mi_keyring_load(path, tell_line, &told, &is_open_to_others, &why);
    tell_rest(&told);
    if (ring == NULL && is_misplaced_key(path))
        why.code = MI_P_KEY_NOT_FILE;
    if (is_open_to_others)
        talk_problem(told.place, 0, &(struct mi_problem){.code = MI_P_RING_OPEN});
    if (ring == NULL)
        talk_problem(told.place, 0, &why);
    return ring;
}

bool ring_has(const struct mi_keyring *ring, struct mi_address address)
{
    size_t first;
    return ring != NULL && mi_keyring_find(ring, address, &first) > 0;
}

bool ring_is_one(const char *path)
{
    enum { LARGEST_RING = 1 << 20 }; /* nobody takes a larger one for a recording */
    struct stat status;
    struct mi_secret text;
    if (stat(path, &status) != 0 || !S_ISREG(status.st_mode) || status.st_size > LARGEST_RING)
        return false;
    struct mi_keyring *ring = mi_secret_read(path, &text).code == MI_OK
                                  ? mi_keyring_new(text.text, text.size, NULL, NULL)
                                  : NULL;
    bool is_one = ring != NULL && mi_keyring_count(ring) > 0;
    mi_keyring_free(ring);
    mi_secret_free(&text);
    return is_one;
}

bool ring_is_missing(const char *path)
{
    return access(path, F_OK) != 0 && (errno == ENOENT || errno == ENOTDIR);
}

enum exit_status ring_load(struct settings *settings)
{
    char standard[RING_PATH_MAX];
    const char *path = settings->keys.ring_path;
    bool is_named = path != NULL;
    if (!is_named) {
        if (!ring_default_path(standard) || ring_is_missing(standard))
            return EXIT_DONE;
        path = standard;
    }
    settings->stdin_is_read = settings->stdin_is_read || strcmp(path, "-") == 0;
    settings->keys.ring = ring_read(path);
    return settings->keys.ring != NULL || !is_named ? EXIT_DONE : EXIT_INPUT;
}

static struct mi_problem read_ring(const char *path, struct mi_secret *text)
{
    struct mi_problem problem = {.code = MI_OK};
    if (access(path, F_OK) == 0 || errno != ENOENT)
        problem = mi_secret_read(path, text);
    if (problem.code == MI_OK && !mi_secret_to_utf8(text))
        problem.code = MI_P_OUT_OF_MEMORY;
    return problem;
}

static struct mi_problem change_locked(const char *path, ring_edit *change, void *context)
{
    struct mi_secret text = {0};
    bool is_changed = false;
    struct mi_problem problem = read_ring(path, &text);
    if (problem.code == MI_OK)
        problem = mi_ring_check_changeable(&text);
    if (problem.code == MI_OK)
        problem = change(context, &text, &is_changed);
    if (problem.code == MI_OK && is_changed)
        problem = mi_secret_write(path, &text);
    mi_secret_free(&text);
    return problem;
}

bool ring_change(const char *path, ring_edit *change, void *context)
{
    int lock = -1;
    struct mi_problem problem = {.code = MI_P_KEY_NOT_FILE};
    if (!is_misplaced_key(path))
        problem = mi_secret_lock(path, &lock);
    if (problem.code == MI_OK)
        problem = change_locked(path, change, context);
    if (lock >= 0)
        (void)close(lock);
    if (problem.code != MI_OK)
        talk_problem(path, 0, &problem);
    return problem.code == MI_OK;
}
