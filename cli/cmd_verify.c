#include "live.h"
#include "pipeline.h"
#include "talk.h"
#include "verify.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* --- the keys: those of the ring with their owners, then those given without --- */

struct key_table {
    struct mi_key *keys;
    struct mi_address *owners;
    size_t owned;
    size_t count;
};

static void free_keys(struct key_table *table)
{
    if (table->keys != NULL)
        mi_wipe(table->keys, table->count * sizeof *table->keys);
    free(table->keys);
    free(table->owners);
}

static bool collect_keys(const struct settings *settings, struct key_table *table)
{
    size_t owned = settings->ring != NULL ? mi_keyring_count(settings->ring) : 0;
    table->keys = calloc(owned + settings->key_count + 1, sizeof *table->keys);
    table->owners = calloc(owned + 1, sizeof *table->owners);
    if (table->keys == NULL || table->owners == NULL) {
        talk(NULL, 0, "out of memory");
        return false;
    }
    for (size_t i = 0; i < owned; i++)
        table->owners[i] = mi_keyring_address(settings->ring, i);
    if (owned > 0)
        memcpy(table->keys, mi_keyring_keys(settings->ring), owned * sizeof *table->keys);
    if (settings->key_count > 0)
        memcpy(table->keys + owned, settings->keys, settings->key_count * sizeof *table->keys);
    table->owned = owned;
    table->count = owned + settings->key_count;
    return true;
}

/* --- exit status --- */

static enum exit_status status_of(const struct mi_finding *finding)
{
    static const enum exit_status STATUS[MI_VERDICT_KINDS] = {
        [MI_VERDICT_RIGHT] = EXIT_DONE,           [MI_VERDICT_LIKELY] = EXIT_DONE,
        [MI_VERDICT_CHANGED] = EXIT_NO,           [MI_VERDICT_WRONG] = EXIT_NO,
        [MI_VERDICT_WRONG_DEVICE] = EXIT_NO,      [MI_VERDICT_WRONG_FORM] = EXIT_NO,
        [MI_VERDICT_NOT_NEEDED] = EXIT_DONE,      [MI_VERDICT_OTHER_FORMAT] = EXIT_DONE,
        [MI_VERDICT_UNBOUND] = EXIT_CANNOT_TELL,  [MI_VERDICT_SILENT] = EXIT_CANNOT_TELL,
        [MI_VERDICT_UNTESTED] = EXIT_CANNOT_TELL, [MI_VERDICT_MESH] = EXIT_NO,
        [MI_VERDICT_ABSENT] = EXIT_CANNOT_TELL,
    };
    const struct mi_verdict *verdict = &finding->verdict;
    return verdict->is_closed ? EXIT_NO : STATUS[verdict->kind];
}

/* How the verdicts on several devices come together. */
struct answer {
    const struct settings *settings;
    size_t owned;   /* keys that have an owner; those behind them are for whatever they fit */
    bool is_asked;  /* some device was asked for, by --mac or by a key of its own */
    bool has_right; /* a key in question opens a device */
    bool has[EXIT_CANNOT_TELL + 1];
};

static void add_answer(struct answer *answer, const struct mi_finding *finding)
{
    enum exit_status status = status_of(finding);
    bool is_for_any = answer->settings->key_count > 0 && !answer->settings->has_mac;
    if (is_for_any && finding->fits && finding->fitting < answer->owned)
        status = EXIT_NO; /* it is not the key in question that opens this device */
    if (finding->is_asked && !answer->is_asked) {
        answer->is_asked = true;
        memset(answer->has, 0, sizeof answer->has);
    }
    if (finding->is_asked != answer->is_asked)
        return;
    answer->has[status] = true;
    answer->has_right = answer->has_right || (status == EXIT_DONE && finding->fits);
}

/* Of devices asked for, all must be well. A key for whatever it fits must fit one. */
static enum exit_status answer_status(const struct answer *answer)
{
    if (!answer->is_asked && answer->has_right)
        return EXIT_DONE;
    if (answer->has[EXIT_NO])
        return EXIT_NO;
    return answer->has[EXIT_DONE] ? EXIT_DONE : EXIT_CANNOT_TELL;
}

/* --- the hearing --- */

static void show_progress(void *context, double share)
{
    (void)context;
    (void)fprintf(stderr, "\rtrying keys: %3.0f %%", share * 100);
    if (share >= 1)
        (void)fputs("\r                  \r", stderr);
}

static void set_deadline(struct pipeline *pipeline, const struct settings *settings)
{
    const uint64_t longest = UINT64_C(100) * 366 * 86400; /* seconds; no end at all */
    uint64_t seconds = settings->timeout > 0 ? settings->timeout : settings->duration;
    struct timespec now;
    if (seconds == 0 || seconds > longest)
        return;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    pipeline->has_deadline = true;
    pipeline->deadline =
        (mi_time)now.tv_sec * MI_SECOND + now.tv_nsec + (mi_time)seconds * MI_SECOND;
}

static struct mi_inquiry *new_inquiry(const struct pipeline *pipeline,
                                      const struct key_table *table)
{
    const struct settings *settings = pipeline->settings;
    const struct mi_inquiry_options options = {
        .ccm = pipeline->ccm,
        .keys = {table->keys, table->owners, table->owned, table->count},
        .mac = settings->has_mac ? &settings->mac : NULL,
        .bad_key_digits = settings->bad_key_digits,
        .is_key_split = settings->is_key_split,
    };
    struct mi_inquiry *inquiry = mi_inquiry_new(&options);
    if (inquiry == NULL)
        talk(NULL, 0, "out of memory");
    return inquiry;
}

static void print(const struct settings *settings, const struct mi_finding *finding,
                  const struct key_table *table)
{
    bool was_tested = finding->encrypted > 0 && finding->verdict.kind != MI_VERDICT_NOT_NEEDED;
    bool is_in_question = finding->has_key && (was_tested || finding->is_asked);
    const struct mi_key *key = is_in_question ? &table->keys[finding->key] : NULL;
    const char *name = NULL;
    if (finding->fits && finding->key < table->owned && finding->key == finding->fitting)
        name = mi_keyring_name(settings->ring, finding->key);
    if (settings->print_ring && finding->fits)
        print_ring_line(finding, &table->keys[finding->fitting], settings);
    else if (settings->json && !settings->print_ring)
        print_finding_json(finding, key, name, settings);
    else if (!settings->print_ring)
        print_finding(finding, key, name, settings);
}

/* Without any frame, the key itself may still be telling. */
static enum exit_status tell_nothing(const struct pipeline *pipeline)
{
    const struct settings *settings = pipeline->settings;
    const struct mi_reason reason = {.code = MI_REASON_KEY_DIGITS,
                                     .number = {settings->bad_key_digits}};
    char sentence[256];
    struct mi_text text = mi_text(sentence, sizeof sentence);
    pipeline_tell_nothing(pipeline);
    if (settings->bad_key_digits == 0)
        return EXIT_CANNOT_TELL;
    mi_text_reason(&text, &reason);
    talk(NULL, 0, "%s", sentence);
    return EXIT_NO;
}

static enum exit_status print_findings(const struct pipeline *pipeline,
                                       const struct key_table *table)
{
    const struct settings *settings = pipeline->settings;
    const struct mi_inquiry *inquiry = pipeline->inquiry;
    struct answer answer = {.settings = settings, .owned = table->owned};
    size_t count = mi_inquiry_count(inquiry);
    for (size_t i = 0; i < count; i++) {
        const struct mi_finding *finding = mi_inquiry_finding(inquiry, i);
        add_answer(&answer, finding);
        print(settings, finding, table);
    }
    return count > 0 ? answer_status(&answer) : tell_nothing(pipeline);
}

/* Keys that open nothing because their devices were not heard. */
static void tell_unused(const struct settings *settings, const struct mi_inquiry *inquiry,
                        const struct key_table *table)
{
    uint64_t unused = 0;
    for (size_t i = 0; i < table->owned; i++) {
        if (mi_inquiry_has_heard(inquiry, table->owners[i]) || mi_inquiry_opens(inquiry, i))
            continue;
        unused++;
        if (settings->verbose) {
            char buffer[MI_ADDRESS_TEXT];
            struct mi_text text = mi_text(buffer, sizeof buffer);
            mi_text_address(&text, table->owners[i]);
            talk(NULL, 0, "the key of %s opens nothing: the device was not heard", buffer);
        }
    }
    if (unused > 0 && !settings->has_mac)
        talk(NULL, 0,
             unused == 1 ? "%" PRIu64 " key of the ring is for a device that was not heard"
                         : "%" PRIu64 " keys of the ring are for devices that were not heard",
             unused);
}

static void tell_dropped(const struct settings *settings, const struct mi_inquiry *inquiry)
{
    uint64_t dropped = mi_inquiry_dropped(inquiry);
    if (dropped > 0 && !settings->has_mac)
        talk(NULL, 0,
             dropped == 1 ? "%" PRIu64 " more device was heard and is not judged"
                          : "%" PRIu64 " more devices were heard and are not judged",
             dropped);
}

/* Where frames are heard. */
struct place {
    bool is_live; /* an adapter, else files */
    int count;
    char **paths;
};

static bool hear(struct pipeline *pipeline, const struct place *place)
{
    if (!place->is_live) {
        pipeline_read_files(pipeline, place->count, place->paths);
        return true;
    }
    if (!live_begin(false))
        return false;
    pipeline_read(pipeline, live_open(pipeline->settings, -1, NULL, NULL));
    live_end();
    return true;
}

static enum exit_status verify(struct pipeline *pipeline, const struct key_table *table,
                               const struct place *place)
{
    const struct settings *settings = pipeline->settings;
    struct mi_inquiry *inquiry = new_inquiry(pipeline, table);
    if (inquiry == NULL)
        return EXIT_INPUT;
    pipeline->inquiry = inquiry;
    pipeline->stops_when_settled = settings->until_verdict;
    set_deadline(pipeline, settings);
    if (!hear(pipeline, place)) {
        mi_inquiry_free(inquiry);
        return EXIT_INPUT;
    }
    bool is_shown = isatty(STDERR_FILENO) && !settings->quiet && table->owned > 1000;
    mi_inquiry_conclude(inquiry, is_shown ? show_progress : NULL, NULL);
    enum exit_status status = print_findings(pipeline, table);
    tell_unused(settings, inquiry, table);
    tell_dropped(settings, inquiry);
    pipeline_tell_tally(pipeline);
    mi_inquiry_free(inquiry);
    bool is_unreadable = pipeline->tally.problems > 0 && pipeline->tally.frames == 0;
    return is_unreadable ? EXIT_INPUT : status;
}

static enum exit_status verify_at(const struct settings *settings, const struct place *place)
{
    struct key_table table = {0};
    struct pipeline *pipeline = pipeline_new(settings);
    enum exit_status status = EXIT_INPUT;
    if (pipeline != NULL && collect_keys(settings, &table))
        status = verify(pipeline, &table, place);
    free_keys(&table);
    pipeline_free(pipeline);
    return status;
}

enum exit_status verify_live(const struct settings *settings)
{
    return verify_at(settings, &(struct place){.is_live = true});
}

enum exit_status run_verify(const struct settings *settings, int count, char **arguments)
{
    if (settings->live && count > 0) {
        talk_usage("verify", "--live reads no files, and '%s' is one", arguments[0]);
        return EXIT_USAGE;
    }
    return verify_at(settings, &(struct place){settings->live, count, arguments});
}
