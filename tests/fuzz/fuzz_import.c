/*
 * Any bytes as a text that keys are imported from, and as a key ring: what is found is sound, and
 * a ring made of it holds the same.
 */
#include "keys/import.h"

#include "beacon/ccm.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(bool condition)
{
    if (!condition)
        abort();
}

static void check_name(const char *name)
{
    char again[MI_RING_NAME];
    size_t length = strlen(name);
    expect(length < MI_RING_NAME && strchr(name, '\n') == NULL);
    mi_ring_name(again, name, length);
    expect(strcmp(name, again) == 0);
}

/* The line of a key gives that key again. */
static void take(void *context, const struct mi_import_item *item)
{
    struct mi_ring_entry again;
    struct mi_problem problem;
    struct mi_secret line = {.size = 0};
    char sentence[512];
    struct mi_text text = mi_text(sentence, sizeof sentence);
    (void)context;
    mi_text_problem(&text, &item->problem);
    expect(item->source != NULL && item->line > 0);
    check_name(item->entry.name);
    if (item->problem.code != MI_OK)
        return;
    expect(item->has_address && mi_ring_append(&line, &item->entry, "\n"));
    expect(mi_ring_line(line.text, line.size - 1, &again, &problem) == MI_RING_ENTRY);
    expect(memcmp(&again.key, &item->entry.key, sizeof again.key) == 0);
    expect(mi_address_equal(again.address, item->entry.address));
    expect(strcmp(again.name, item->entry.name) == 0);
    mi_secret_free(&line);
}

static void tell(void *context, uint64_t line, const struct mi_problem *problem)
{
    uint64_t *last = context;
    expect(line > *last && problem->code != MI_OK);
    *last = line;
}

static void read_ring(const char *text, size_t size)
{
    uint64_t last = 0;
    struct mi_keyring *ring = mi_keyring_new(text, size, tell, &last);
    expect(ring != NULL);
    for (size_t i = 0; i < mi_keyring_count(ring); i++) {
        size_t first;
        size_t count = mi_keyring_find(ring, mi_keyring_address(ring, i), &first);
        expect(first <= i && i < first + count);
        check_name(mi_keyring_name(ring, i));
    }
    mi_keyring_free(ring);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    (void)mi_import((const char *)data, size, take, NULL);
    read_ring((const char *)data, size);
    return 0;
}
