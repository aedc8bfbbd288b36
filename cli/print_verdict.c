#include "cells.h"
#include "json.h"
#include "printer.h"
#include "verify.h"

#include <stdio.h>
#include <string.h>

enum { RECORD_BYTES = 8192, SENTENCE_BYTES = 512 };

/* Of the key, else of the device in the ring, else as the device calls itself. */
static const char *name_of(const struct mi_finding *finding, const char *name,
                           const struct settings *settings)
{
    if (name != NULL && *name != '\0')
        return name;
    name = settings->ring != NULL ? mi_keyring_name_of(settings->ring, finding->address) : NULL;
    if (name == NULL && finding->device != NULL && finding->device->name[0] != '\0')
        name = finding->device->name;
    return name;
}

static enum paint paint_of(enum mi_verdict_kind kind)
{
    static const enum paint PAINT[MI_VERDICT_KINDS] = {
        [MI_VERDICT_RIGHT] = PAINT_GOOD,       [MI_VERDICT_LIKELY] = PAINT_GOOD,
        [MI_VERDICT_CHANGED] = PAINT_BAD,      [MI_VERDICT_WRONG] = PAINT_BAD,
        [MI_VERDICT_WRONG_DEVICE] = PAINT_BAD, [MI_VERDICT_WRONG_FORM] = PAINT_BAD,
        [MI_VERDICT_NOT_NEEDED] = PAINT_GOOD,  [MI_VERDICT_OTHER_FORMAT] = PAINT_WEAK,
        [MI_VERDICT_UNBOUND] = PAINT_WEAK,     [MI_VERDICT_SILENT] = PAINT_WEAK,
        [MI_VERDICT_UNTESTED] = PAINT_WEAK,    [MI_VERDICT_MESH] = PAINT_BAD,
        [MI_VERDICT_ABSENT] = PAINT_WEAK,
    };
    return PAINT[kind];
}

static void add_key(struct mi_text *out, const struct mi_key *key, const struct settings *settings)
{
    if (key == NULL)
        return;
    mi_text_add(out, "  key ");
    if (settings->show_keys)
        mi_text_bytes(out, key->bytes, key->size, '\0');
    else
        mi_text_hex(out, mi_fingerprint(key->bytes, key->size), 8);
}

/* "RIGHT", "WRONG DEVICE": the name as it is said to people. */
static void add_verdict(struct mi_text *out, const struct mi_finding *finding,
                        const struct settings *settings)
{
    enum mi_verdict_kind kind = finding->verdict.kind;
    bool is_without_key = mi_verdict_has(&finding->verdict, MI_REASON_NO_KEY);
    char words[32];
    struct mi_text text = mi_text(words, sizeof words);
    for (const char *at = is_without_key ? "no_key" : mi_verdict_name(kind); *at != '\0'; at++)
        mi_text_char(&text, *at == '_' ? ' ' : (char)(*at - 'a' + 'A'));
    paint(out, settings, is_without_key ? PAINT_WEAK : paint_of(kind), words);
}

static void add_headline(struct mi_text *out, const struct mi_finding *finding,
                         const struct mi_key *key, const char *name,
                         const struct settings *settings)
{
    const char *model = finding->device != NULL ? finding->device->model : NULL;
    name = name_of(finding, name, settings);
    if (finding->is_nameless)
        mi_text_add(out, "(no address)");
    else
        mi_text_address(out, finding->address);
    if (name != NULL) {
        mi_text_add(out, "  ");
        mi_text_clean(out, name);
    }
    if (model != NULL) {
        mi_text_add(out, "  ");
        mi_text_add(out, model);
    }
    add_key(out, key, settings);
    mi_text_add(out, ": ");
    add_verdict(out, finding, settings);
    mi_text_char(out, '\n');
}

/* The time of the day, and the day when it is not the same one for both. */
static void add_moments(struct mi_text *out, mi_time first, mi_time last)
{
    enum { CLOCK_AT = 11, CLOCK_END = 19 };
    const mi_time moments[] = {first, last};
    char buffers[2][64];
    for (size_t i = 0; i < 2; i++) {
        struct mi_text text = mi_text(buffers[i], sizeof buffers[i]);
        mi_text_time(&text, moments[i]);
    }
    bool is_same_day = memcmp(buffers[0], buffers[1], CLOCK_AT) == 0;
    for (size_t i = 0; i < 2; i++) {
        size_t start = is_same_day ? CLOCK_AT : 0;
        mi_text_add(out, i == 0 ? ", heard from " : " to ");
        mi_text_run(out, buffers[i] + start, CLOCK_END - start);
    }
}

static void add_counts(struct mi_text *out, const struct mi_finding *finding)
{
    const struct mi_device *device = finding->device;
    if (device == NULL)
        return;
    if (finding->was_tried) {
        mi_text_add(out, "  opened ");
        mi_text_unsigned(out, finding->opened);
        mi_text_add(out, " of ");
        mi_text_unsigned(out, finding->encrypted);
        mi_text_add(out, finding->encrypted == 1 ? " encrypted frame" : " encrypted frames");
    } else {
        mi_text_add(out, "  heard ");
        mi_text_unsigned(out, device->frames);
        mi_text_add(out, device->frames == 1 ? " frame, " : " frames, ");
        if (device->encrypted > 0)
            mi_text_unsigned(out, device->encrypted);
        mi_text_add(out, device->encrypted > 0 ? " of them encrypted" : "none encrypted");
    }
    if (device->first != MI_NO_TIME && device->last > device->first)
        add_moments(out, device->first, device->last);
    mi_text_char(out, '\n');
}

void print_finding(const struct mi_finding *finding, const struct mi_key *key, const char *name,
                   const struct settings *settings)
{
    char record[RECORD_BYTES];
    struct mi_text out = mi_text(record, sizeof record);
    const struct mi_verdict *verdict = &finding->verdict;
    add_headline(&out, finding, key, name, settings);
    add_counts(&out, finding);
    for (uint32_t i = 0; i < verdict->reason_count; i++) {
        mi_text_add(&out, "  because  ");
        mi_text_reason(&out, &verdict->reasons[i]);
        mi_text_char(&out, '\n');
    }
    for (uint32_t i = 0; i < verdict->advice_count; i++) {
        mi_text_add(&out, "  do       ");
        mi_text_add(&out, mi_advice_sentence(verdict->advice[i]));
        mi_text_char(&out, '\n');
    }
    mi_text_add(&out, "  ");
    mi_text_add(&out, verdict->home_assistant);
    (void)printf("%s.\n", record);
    if (settings->show_keys)
        mi_wipe(record, sizeof record);
}

static void add_reasons(struct json *json, const struct mi_verdict *verdict)
{
    json_open(json, "reasons", '[');
    for (uint32_t i = 0; i < verdict->reason_count; i++) {
        char sentence[SENTENCE_BYTES];
        struct mi_text text = mi_text(sentence, sizeof sentence);
        mi_text_reason(&text, &verdict->reasons[i]);
        json_open(json, NULL, '{');
        json_string(json, "code", mi_reason_name(verdict->reasons[i].code));
        json_string(json, "text", sentence);
        json_close(json, '}');
    }
    json_close(json, ']');
}

void print_finding_json(const struct mi_finding *finding, const struct mi_key *key,
                        const char *name, const struct settings *settings)
{
    char record[RECORD_BYTES];
    struct mi_text out = mi_text(record, sizeof record);
    struct json json = {.out = &out};
    const struct mi_verdict *verdict = &finding->verdict;
    json_open(&json, NULL, '{');
    if (!finding->is_nameless)
        json_address(&json, "address", finding->address);
    json_optional(&json, "name", name_of(finding, name, settings));
    if (finding->device != NULL) {
        struct product_words product = product_of(finding->device);
        json_product(&json, &product);
    }
    json_string(&json, "verdict", mi_verdict_name(verdict->kind));
    json_integer(&json, "encrypted", finding->encrypted);
    json_integer(&json, "opened", finding->opened);
    json_integer(&json, "damaged", finding->damaged);
    json_integer(&json, "frames", finding->device != NULL ? (int64_t)finding->device->frames : 0);
    add_reasons(&json, verdict);
    json_open(&json, "advice", '[');
    for (uint32_t i = 0; i < verdict->advice_count; i++)
        json_string(&json, NULL, mi_advice_sentence(verdict->advice[i]));
    json_close(&json, ']');
    json_string(&json, "home_assistant", verdict->home_assistant);
    if (key != NULL) {
        char fingerprint[16];
        struct mi_text text = mi_text(fingerprint, sizeof fingerprint);
        mi_text_hex(&text, mi_fingerprint(key->bytes, key->size), 8);
        json_string(&json, "key", fingerprint);
    }
    json_close(&json, '}');
    (void)puts(record);
}

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

void print_ring_line(const struct mi_finding *finding, const struct mi_key *key,
                     const struct settings *settings)
{
    struct mi_ring_entry entry = {.address = finding->nonce_address,
                                  .key = key_as_used(finding, key)};
    struct mi_secret line = {0};
    const char *name = name_of(finding, NULL, settings);
    if (mi_verdict_has(&finding->verdict, MI_REASON_STOPPED_FITTING))
        return;
    if (name != NULL)
        mi_ring_name(entry.name, name, strlen(name));
    if (mi_ring_append(&line, &entry))
        (void)fwrite(line.text, 1, line.size, stdout);
    mi_secret_free(&line);
    mi_wipe(&entry, sizeof entry);
}
