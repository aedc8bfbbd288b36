/* The key ring that works: a line for each device whose key is known, and nothing else. */
#include "output.h"
#include "printer.h"

#include "beacon/ccm.h"

#include <string.h>

/* As a ring has to have it: whole, and of 32 digits where it opens the frames only so. */
static struct mi_key key_as_used(const struct mi_finding *finding, const struct mi_key *key)
{
    struct mi_key used = *key;
    if (finding->needs_whole_key) {
        mi_key_shape(key, finding->key_form, used.bytes);
        used.size = MI_KEY_SIZE;
    }
    return used;
}

static void print_verdict(const struct judgement *judgement, const struct output_settings *settings)
{
    const struct mi_finding *finding = judgement->finding;
    struct mi_secret line = {0};
    (void)settings;
    if (judgement->fitting == NULL || mi_verdict_has(&finding->verdict, MI_REASON_STOPPED_FITTING))
        return;
    struct mi_ring_entry entry = {.address = finding->nonce_address,
                                  .key = key_as_used(finding, judgement->fitting)};
    if (judgement->device_name != NULL)
        mi_ring_name(entry.name, judgement->device_name, strlen(judgement->device_name));
    if (mi_ring_append(&line, &entry, "\n"))
        output_put(line.text, line.size);
    mi_secret_free(&line);
    mi_wipe(&entry, sizeof entry);
}

const struct printer RING_PRINTER = {.verdict = print_verdict};
