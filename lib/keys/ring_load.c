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

/* Behind it stands more than any key has: a payload, as in the lines of a capture. */
static bool is_payload(const struct mi_problem *problem)
{
    enum { MOST_DIGITS = 2 * (MI_KEY_SIZE + MI_ADDRESS_SIZE) };
    return problem->code == MI_P_KEY_DIGITS && problem->number[0] > MOST_DIGITS;
}

/* Lines that are no comments. */
struct census {
    size_t lines;
    size_t macs;   /* begin with a MAC, */
    size_t others; /* or could not stand in a ring */
};

static struct census count_lines(struct mi_span text)
{
    struct census census = {0};
    struct mi_span line;
    (void)mi_span_take_mark(&text);
    while (mi_span_line(&text, &line)) {
        struct mi_ring_entry entry;
        struct mi_problem problem = {.code = MI_OK};
        enum mi_ring_kind kind = mi_ring_line(line.at, line.length, &entry, &problem);
        bool has_mac = begins_with_mac(kind, &problem);
        mi_wipe(&entry, sizeof entry);
        census.lines += kind != MI_RING_BLANK;
        census.macs += has_mac;
        census.others += kind != MI_RING_BLANK && (!has_mac || is_payload(&problem));
    }
    return census;
}

/* It may be what another program writes of keys. */
static enum mi_problem_code what_it_is(const struct mi_secret *secret)
{
    bool has_key = false;
    bool is_read = mi_import(secret->text, secret->size, note_key, &has_key);
    return is_read && has_key ? MI_P_RING_FOREIGN : MI_P_RING_NONE;
}

static enum mi_problem_code why_none(const struct mi_secret *secret)
{
    struct census census = count_lines((struct mi_span){secret->text, secret->size});
    return census.lines > 0 && census.macs == 0 ? what_it_is(secret) : MI_OK;
}

struct mi_problem mi_ring_check_changeable(const struct mi_secret *text)
{
    struct census census = count_lines((struct mi_span){text->text, text->size});
    bool is_ring = 2 * census.others <= census.lines;
    return (struct mi_problem){.code = is_ring ? MI_OK : what_it_is(text)};
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
