/* Key rings out of files, and what such a file is when it is none. */
#include "keys/import.h"
#include "keys/keyring.h"

#include "base/span.h"
#include "beacon/ccm.h"

static void note_key(void *context, const struct mi_import_item *item)
{
    bool *has_key = context;
    *has_key = *has_key || item->problem.code == MI_OK;
}

/* Whether a line has a MAC in front, whatever follows it. */
static bool begins_with_mac(enum mi_ring_kind kind, const struct mi_problem *problem)
{
    return kind == MI_RING_ENTRY || (kind == MI_RING_BAD && problem->code != MI_P_RING_MAC &&
                                     problem->code != MI_P_RING_ORDER);
}

/* Of all the lines that are no comments none begins with a MAC, and there are some. */
static bool is_none(struct mi_span text)
{
    struct mi_span line;
    bool has_lines = false;
    while (mi_span_line(&text, &line)) {
        struct mi_ring_entry entry;
        struct mi_problem problem = {.code = MI_OK};
        enum mi_ring_kind kind = mi_ring_line(line.at, line.length, &entry, &problem);
        mi_wipe(&entry, sizeof entry);
        if (begins_with_mac(kind, &problem))
            return false;
        has_lines = has_lines || kind != MI_RING_BLANK;
    }
    return has_lines;
}

/* It may be what another program writes of keys. */
static enum mi_problem_code why_none(const struct mi_secret *secret)
{
    struct mi_span text = {secret->text, secret->size};
    bool has_key = false;
    (void)mi_span_take_mark(&text);
    if (!is_none(text))
        return MI_OK;
    bool is_read = mi_import(secret->text, secret->size, note_key, &has_key);
    return is_read && has_key ? MI_P_RING_FOREIGN : MI_P_RING_NONE;
}

struct mi_keyring *mi_keyring_load(const char *path, mi_ring_tell *tell, void *context,
                                   bool *is_open_to_others, struct mi_problem *why)
{
    struct mi_secret secret;
    struct mi_keyring *ring = NULL;
    struct mi_problem problem = mi_secret_read(path, &secret);
    if (problem.code == MI_OK)
        problem.code = why_none(&secret);
    if (problem.code == MI_OK) {
        ring = mi_keyring_new(secret.text, secret.size, tell, context);
        problem.code = ring != NULL ? MI_OK : MI_P_OUT_OF_MEMORY;
    }
    if (is_open_to_others != NULL)
        *is_open_to_others = secret.is_open_to_others;
    if (why != NULL)
        *why = problem;
    mi_secret_free(&secret);
    return ring;
}
