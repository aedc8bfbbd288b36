/* verify: hears frames, judges the keys of their devices, tells verdicts. */
#include "arguments.h"
#include "key_text.h"
#include "keys_actions.h"
#include "live.h"
#include "option_keys.h"
#include "overwriting.h"
#include "pipeline.h"
#include "show.h"
#include "signals.h"
#include "talk.h"
#include "verify_summary.h"

#include "capture/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* --- the keys: those of the ring with their owners, then those given without --- */

struct key_table {
    struct mi_key *keys;
    const struct mi_address *owners; /* those of the ring */
    size_t owned;
    size_t count;
    struct mi_typed_key *typed; /* what is none, in the same order */
    size_t typed_count;
    char ring_path[RING_PATH_MAX];
};

static void free_keys(struct key_table *table)
{
    free(table->typed);
    if (table->keys != NULL)
        mi_wipe(table->keys, table->count * sizeof *table->keys);
    free(table->keys);
}

static size_t count_typed(const struct mi_keyring *ring)
{
    size_t count = 0;
    while (ring != NULL && mi_keyring_typed(ring, count) != NULL)
        count++;
    return count;
}

/* What is no key, but may have been one. The texts stay where they are. */
static bool collect_typed(const struct settings *settings, struct key_table *table)
{
    const struct key_settings *keys = &settings->keys;
    size_t lines = count_typed(keys->ring);
    const char *file = lines > 0 ? talk_place(keys_ring_path(settings, table->ring_path)) : NULL;
    table->typed = talk_allocate(lines + keys->typed_count + 1, sizeof *table->typed);
    if (table->typed == NULL)
        return false;
    for (size_t i = 0; i < lines; i++) {
        const struct mi_ring_typed *typed = mi_keyring_typed(keys->ring, i);
        if (key_can_be_damaged(typed->text, typed->length))
            table->typed[table->typed_count++] = (struct mi_typed_key){
                typed->text, typed->length, file, (uint32_t)typed->line, typed->address};
    }
    for (size_t i = 0; i < keys->typed_count; i++)
        table->typed[table->typed_count++] = keys->typed[i];
    return true;
}

static bool collect_keys(const struct settings *settings, struct key_table *table)
{
    size_t owned = settings->keys.ring != NULL ? mi_keyring_count(settings->keys.ring) : 0;
    table->keys = talk_allocate(owned + settings->keys.count + 1, sizeof *table->keys);
    table->owners = owned > 0 ? mi_keyring_addresses(settings->keys.ring) : NULL;
    if (table->keys == NULL || !collect_typed(settings, table))
        return false;
    if (owned > 0)
        memcpy(table->keys, mi_keyring_keys(settings->keys.ring), owned * sizeof *table->keys);
    if (settings->keys.count > 0)
        memcpy(table->keys + owned, settings->keys.given,
               settings->keys.count * sizeof *table->keys);
    table->owned = owned;
    table->count = owned + settings->keys.count;
    return true;
}

/* --- exit status --- */

static enum exit_status status_of(const struct mi_finding *finding)
{
    static const enum exit_status STATUS[MI_VERDICT_KINDS] = {
        [MI_VERDICT_RIGHT] = EXIT_DONE,
        [MI_VERDICT_LIKELY] = EXIT_DONE,
        [MI_VERDICT_CHANGED] = EXIT_NO,
        [MI_VERDICT_MISTYPED] = EXIT_NO,
        [MI_VERDICT_WRONG] = EXIT_NO,
        [MI_VERDICT_WRONG_DEVICE] = EXIT_NO,
        [MI_VERDICT_WRONG_FORM] = EXIT_NO,
        [MI_VERDICT_NOT_NEEDED] = EXIT_DONE,
        [MI_VERDICT_OTHER_FORMAT] = EXIT_DONE,
        [MI_VERDICT_UNBOUND] = EXIT_CANNOT_TELL,
        [MI_VERDICT_SILENT] = EXIT_CANNOT_TELL,
        [MI_VERDICT_UNTESTED] = EXIT_CANNOT_TELL,
        [MI_VERDICT_MESH] = EXIT_NO,
        [MI_VERDICT_ABSENT] = EXIT_CANNOT_TELL,
    };
    const struct mi_verdict *verdict = &finding->verdict;
    return verdict->is_closed ? EXIT_NO : STATUS[verdict->kind];
}

/* How the verdicts on several devices come together. */
struct answer {
    const struct settings *settings;
    size_t owned;  /* keys that have an owner; those behind them are for whatever they fit */
    bool is_asked; /* some device was asked for, by --mac or by a key of its own */
    bool has[EXIT_CANNOT_TELL + 1];
    bool has_right; /* a key for whatever it fits opens a device, */
    bool was_tried; /* or was tried on one */
    bool has_wrong; /* the key of some device, asked for or not, is not right */
};

/* Whether the question is about the device of --mac only. */
static bool is_about_one(const struct key_settings *keys)
{
    return keys->has_mac && !keys->is_hint;
}

/* Whether it is about keys that were given without a device. */
static bool is_for_any(const struct key_settings *keys)
{
    return (keys->count > 0 || keys->bad_digits > 0) && !is_about_one(keys);
}

static void add_answer(struct answer *answer, const struct mi_finding *finding)
{
    enum exit_status status = status_of(finding);
    bool fits = finding->fits && finding->fitting >= answer->owned;
    answer->has_right = answer->has_right || (fits && status == EXIT_DONE);
    answer->was_tried = answer->was_tried || finding->was_tried;
    answer->has_wrong = answer->has_wrong || (finding->has_key && status == EXIT_NO);
    if (finding->is_asked && !answer->is_asked) {
        answer->is_asked = true;
        memset(answer->has, 0, sizeof answer->has);
    }
    if (finding->is_asked != answer->is_asked)
        return;
    answer->has[status] = true;
}

/* All devices that are asked about must be well, and all that a summary shows; a key without a
 * device must fit one. */
static enum exit_status answer_status(const struct answer *answer)
{
    const struct key_settings *keys = &answer->settings->keys;
    bool is_wrong = answer->was_tried || keys->bad_digits > 0;
    if (is_for_any(keys) && answer->has_right)
        return EXIT_DONE;
    if (is_for_any(keys))
        return is_wrong ? EXIT_NO : EXIT_CANNOT_TELL;
    if (answer->has[EXIT_NO] || (answer->settings->output.summary && answer->has_wrong))
        return EXIT_NO;
    return answer->has[EXIT_DONE] ? EXIT_DONE : EXIT_CANNOT_TELL;
}

/* --- the hearing --- */

/* The inquiry tries its keys itself and remembers the results. */
struct judging {
    struct sink sink;
    struct mi_inquiry *inquiry;
    struct mi_pairing *pairing; /* what the input tells of keys besides frames */
    bool until_settled;
};

static void take_frame(struct sink *sink, struct sighting *sighting)
{
    const struct judging *judging = sink->self;
    mi_inquiry_hear(judging->inquiry, sighting->frame, sighting->advert);
    if (judging->until_settled && mi_inquiry_is_settled(judging->inquiry))
        sink->pipeline->is_done = true;
}

static void take_name(struct sink *sink, struct mi_address address, const struct mi_ad *ad)
{
    const struct judging *judging = sink->self;
    mi_inquiry_take_name(judging->inquiry, address, ad);
}

static const struct sink_kind JUDGING = {.frame = take_frame, .name = take_name};

static void show_progress(void *context, double share)
{
    (void)context;
    (void)fprintf(stderr, "\rtrying keys: %3.0f %%", share * 100);
    if (share >= 1)
        (void)fputs("\r                  \r", stderr);
}

static bool is_interrupted(void *context)
{
    (void)context;
    return signals_have(SIGNAL_END);
}

static struct mi_inquiry *new_inquiry(const struct pipeline *pipeline,
                                      const struct key_table *table)
{
    const struct settings *settings = pipeline->settings;
    bool has_split_mac = settings->keys.is_split && settings->keys.count == 1;
    const struct mi_inquiry_options options = {
        .ccm = pipeline->ccm,
        .keys = {table->keys, table->owners, table->owned, table->count},
        .mac = is_about_one(&settings->keys) ? &settings->keys.mac : NULL,
        .bad_key_digits = settings->keys.bad_digits,
        .bad_key_letters = settings->keys.bad_letters,
        .is_key_split = settings->keys.is_split,
        .split_mac = has_split_mac ? &settings->keys.split_mac : NULL,
        .mend = {table->typed, table->typed_count, settings->verify.is_deep, is_interrupted, NULL},
    };
    struct mi_inquiry *inquiry = mi_inquiry_new(&options);
    if (inquiry == NULL)
        (void)talk_no_memory();
    return inquiry;
}

/* The name of the device in the ring, or else the one that it sends. */
static const char *device_name(const struct mi_keyring *ring, const struct mi_finding *finding)
{
    const char *name = ring != NULL ? mi_keyring_name_of(ring, finding->address) : NULL;
    bool has_own = finding->device != NULL && finding->device->name[0] != '\0';
    return name == NULL && has_own ? finding->device->name : name;
}

/* Whether an address in the ring is that of the device, in any order. */
static bool is_its_own(struct mi_address owner, const struct mi_finding *finding)
{
    return mi_address_equal(owner, finding->address) ||
           mi_address_equal(mi_address_reversed(owner), finding->address);
}

/* Of its own key when it is that which fits; NULL: it has none. */
static const char *key_name(const struct mi_keyring *ring, const struct mi_finding *finding,
                            const struct key_table *table)
{
    if (!finding->fits || finding->key >= table->owned || finding->key != finding->fitting ||
        !is_its_own(table->owners[finding->key], finding))
        return NULL;
    const char *name = mi_keyring_name(ring, finding->key);
    return *name != '\0' ? name : NULL;
}

/* The one that opens the frames, as it was given or mended; NULL: none does. */
static const struct mi_key *fitting_key(const struct mi_finding *finding,
                                        const struct key_table *table)
{
    if (finding->fits)
        return &table->keys[finding->fitting];
    bool is_sure = finding->repair != NULL && finding->repair->rivals == 0 &&
                   !mi_verdict_has(&finding->verdict, MI_REASON_STOPPED_FITTING);
    return is_sure ? &finding->repair->key : NULL;
}

static struct judgement judgement_of(const struct settings *settings,
                                     const struct mi_finding *finding,
                                     const struct key_table *table)
{
    bool is_in_question = finding->has_key && (finding->was_tried || finding->is_asked);
    struct judgement judgement = {
        .finding = finding,
        .key = is_in_question ? &table->keys[finding->key] : NULL,
        .fitting = fitting_key(finding, table),
        .name = key_name(settings->keys.ring, finding, table),
        .device_name = device_name(settings->keys.ring, finding),
    };
    if (judgement.name == NULL)
        judgement.name = judgement.device_name;
    return judgement;
}

static void print_all(const struct settings *settings, struct judgement *judgements, size_t count)
{
    const struct printer *printer =
        settings->verify.print_ring ? &RING_PRINTER : settings->output.printer;
    if (settings->output.summary) {
        print_verdicts(judgements, count, printer);
        return;
    }
    for (size_t i = 0; i < count; i++)
        PRINTER_OF(printer, verdict)(&judgements[i], &settings->output);
}

/* Without any frame, the key itself may still be telling. */
static void tell_nothing(const struct pipeline *pipeline)
{
    const struct settings *settings = pipeline->settings;
    const struct key_settings *keys = &settings->keys;
    const struct mi_reason reason =
        keys->bad_letters > 0
            ? (struct mi_reason){.code = MI_REASON_KEY_LETTERS, .number = {keys->bad_letters}}
            : (struct mi_reason){.code = MI_REASON_KEY_DIGITS, .number = {keys->bad_digits}};
    char sentence[256];
    struct mi_text text = mi_text(sentence, sizeof sentence);
    pipeline_tell_nothing(pipeline);
    if (settings->keys.bad_digits == 0)
        return;
    mi_text_reason(&text, &reason);
    talk(NULL, 0, "%s", sentence);
}

static enum exit_status print_findings(const struct pipeline *pipeline,
                                       const struct mi_inquiry *inquiry,
                                       const struct key_table *table)
{
    const struct settings *settings = pipeline->settings;
    struct answer answer = {.settings = settings, .owned = table->owned};
    size_t count = mi_inquiry_count(inquiry);
    struct judgement *judgements = talk_allocate(count + 1, sizeof *judgements);
    if (judgements == NULL)
        return EXIT_INPUT;
    for (size_t i = 0; i < count; i++) {
        judgements[i] = judgement_of(settings, mi_inquiry_finding(inquiry, i), table);
        add_answer(&answer, judgements[i].finding);
    }
    print_all(settings, judgements, count);
    free(judgements);
    if (count > 0)
        return answer_status(&answer);
    tell_nothing(pipeline);
    return EXIT_CANNOT_TELL;
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
    if (!is_about_one(&settings->keys))
        talk_count(unused, "key of the ring is for a device that was not heard",
                   "keys of the ring are for devices that were not heard");
}

/* Lines of the ring that hold no key, and whose devices do not tell what is wrong with it. */
static void tell_unmended(const struct mi_inquiry *inquiry, const struct key_table *table)
{
    for (size_t i = 0; i < table->typed_count; i++) {
        const struct mi_typed_key *typed = &table->typed[i];
        if (typed->file != NULL && !mi_inquiry_has_heard(inquiry, typed->owner))
            talk_problem(typed->file, typed->line,
                         &(struct mi_problem){.code = MI_P_KEY_NOT_HEARD});
    }
}

static void tell_dropped(const struct settings *settings, const struct mi_inquiry *inquiry)
{
    if (!is_about_one(&settings->keys))
        talk_count(mi_inquiry_dropped(inquiry), "more device was heard and is not judged",
                   "more devices were heard and are not judged");
}

/* What ends the hearing of something live does not end the trying of keys, but the next signal
 * does. */
static void conclude(struct pipeline *pipeline, struct mi_inquiry *inquiry, size_t owned,
                     const struct place *place)
{
    const struct settings *settings = pipeline->settings;
    bool is_long = owned > 1000 || settings->verify.is_deep;
    bool is_shown = isatty(STDERR_FILENO) && !settings->quiet && is_long;
    if (!live_is_capture(place->count, place->paths))
        (void)signals_take(SIGNAL_END);
    mi_inquiry_conclude(inquiry, is_shown ? show_progress : NULL, NULL);
    if (signals_have(SIGNAL_END))
        talk(NULL, 0, "interrupted: not all was tried");
    pipeline_end(pipeline);
}

/* Whether one of the TOKENs given is that of the current binding. */
static bool has_current_token(const struct mi_pairing *pairing, const struct mi_clue *clue)
{
    for (size_t i = 0; i < pairing->clue_count; i++) {
        const struct mi_clue *other = &pairing->clues[i];
        if (mi_clue_is_login(other) && other->current == MI_YES &&
            mi_address_equal(other->address, clue->address))
            return true;
    }
    return false;
}

/* What a clue means for the key in question; false: nothing. */
static bool reason_of(const struct mi_pairing *pairing, const struct mi_clue *clue,
                      enum mi_reason_code *code)
{
    bool is_registration = clue->kind == MI_FOUND_STANDARD_REGISTRATION;
    bool has_key = clue->key.size > 0 && clue->kind != MI_FOUND_MI_KEYS && !clue->needs_frame;
    const struct {
        bool holds;
        enum mi_reason_code code;
    } rows[] = {
        {is_registration && clue->result == MI_RESULT_DONE, MI_REASON_BOUND_AGAIN},
        {is_registration && clue->result == MI_RESULT_ABORTED, MI_REASON_BOUND_MAYBE},
        {mi_clue_is_login(clue) && clue->current == MI_YES, MI_REASON_TOKEN_CURRENT},
        {mi_clue_is_login(clue) && clue->current == MI_NO && !has_current_token(pairing, clue),
         MI_REASON_TOKEN_OLD},
        {has_key && clue->current != MI_NO, MI_REASON_KEY_IN_CAPTURE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        *code = rows[i].code;
        if (rows[i].holds)
            return clue->has_address;
    }
    return false;
}

static void tell_clues(struct mi_inquiry *inquiry, const struct mi_pairing *pairing)
{
    for (size_t i = 0; i < pairing->clue_count; i++) {
        const struct mi_clue *clue = &pairing->clues[i];
        struct mi_reason reason = {.time = clue->last_time};
        if (reason_of(pairing, clue, &reason.code))
            (void)mi_inquiry_tell(inquiry, clue->address, reason, &clue->key);
    }
}

/* Without any frame, what the connections told of keys and TOKENs is all there is. */
static void tell_clues_alone(const struct mi_pairing *pairing)
{
    for (size_t i = 0; i < pairing->clue_count; i++) {
        const struct mi_clue *clue = &pairing->clues[i];
        struct mi_reason reason = {.time = clue->last_time};
        char sentence[TALK_MAX];
        struct mi_text text = mi_text(sentence, sizeof sentence);
        bool has_reason = reason_of(pairing, clue, &reason.code);
        if (!has_reason && !mi_clue_is_login(clue))
            continue;
        mi_text_address(&text, clue->address);
        mi_text_add(&text, ": ");
        if (has_reason)
            mi_text_reason(&text, &reason);
        else
            mi_text_clue(&text, clue);
        talk(NULL, 0, "%s", sentence);
    }
}

/* TOKENs that were given for nothing. */
static void tell_untested(const struct settings *settings, const struct mi_pairing *pairing)
{
    bool has_login = false;
    for (size_t i = 0; i < pairing->clue_count; i++)
        has_login = has_login || mi_clue_is_login(&pairing->clues[i]);
    if (settings->keys.token_count > 0 && !has_login)
        talk(NULL, 0, "no login of a device is in the input: the TOKEN was not tested");
}

/* The device in question may be among what the filter holds back. */
static void tell_filtered(const struct pipeline *pipeline, const struct mi_inquiry *inquiry)
{
    const struct mi_finding *finding = mi_inquiry_finding(inquiry, 0);
    if (finding != NULL && finding->device == NULL)
        talk_count(pipeline->tally.filtered, "frame does not pass the filter and is left out",
                   "frames do not pass the filter and are left out");
}

static enum exit_status judge(struct pipeline *pipeline, struct mi_inquiry *inquiry,
                              const struct key_table *table)
{
    const struct settings *settings = pipeline->settings;
    enum exit_status status = print_findings(pipeline, inquiry, table);
    if (pipeline->tally.packets > 0)
        tell_unused(settings, inquiry, table);
    if (pipeline->tally.packets > 0 && !is_about_one(&settings->keys))
        tell_unmended(inquiry, table);
    tell_dropped(settings, inquiry);
    tell_filtered(pipeline, inquiry);
    pipeline_tell_tally(pipeline);
    const struct tally *tally = &pipeline->tally;
    bool is_unread = tally->unreadable > 0 || (tally->problems > 0 && tally->frames == 0);
    return is_unread ? EXIT_INPUT : status;
}

static enum exit_status hear_and_judge(struct pipeline *pipeline, const struct key_table *table,
                                       const struct place *place, struct judging *judging)
{
    const struct settings *settings = pipeline->settings;
    uint64_t patience =
        settings->verify.timeout > 0 ? settings->verify.timeout : settings->live.duration;
    give_tokens(&settings->keys, judging->pairing);
    struct arguments given;
    (void)(arguments_add(&given, pipeline, MI_SOURCE_HINT) &&
           pipeline_add(pipeline, &judging->sink));
    pipeline->is_silent = true;
    pipeline->deadline = mi_clock_in(patience);
    if (place->is_live)
        place_read(place, pipeline, NULL);
    else
        arguments_read(&given, place->count, place->paths);
    connections_end(pipeline->connections);
    tell_clues(judging->inquiry, judging->pairing);
    conclude(pipeline, judging->inquiry, table->owned, place);
    enum exit_status status = judge(pipeline, judging->inquiry, table);
    if (mi_inquiry_count(judging->inquiry) == 0)
        tell_clues_alone(judging->pairing);
    tell_untested(settings, judging->pairing);
    pipeline->first = NULL;
    return status;
}

static enum exit_status verify(struct pipeline *pipeline, const struct key_table *table,
                               const struct place *place)
{
    struct judging judging = {
        .sink = {&JUDGING, &judging, NULL, NULL},
        .inquiry = new_inquiry(pipeline, table),
        .pairing = talk_allocate(1, sizeof *judging.pairing),
        .until_settled = pipeline->settings->verify.until_verdict,
    };
    enum exit_status status = EXIT_INPUT;
    if (judging.pairing != NULL && judging.inquiry != NULL &&
        pipeline_connect(pipeline, judging.pairing))
        status = hear_and_judge(pipeline, table, place, &judging);
    if (judging.pairing != NULL)
        mi_pairing_wipe(judging.pairing);
    free(judging.pairing);
    mi_inquiry_free(judging.inquiry);
    return status;
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

static enum exit_status run_verify(const struct settings *settings, int count, char **arguments)
{
    if (settings->verify.live && count > 0)
        return talk_usage("verify", "--live reads no files, and '%s' is one", arguments[0]);
    if (!settings->verify.live &&
        overwriting_inputs(settings, "verify", count, arguments) != EXIT_DONE)
        return EXIT_USAGE;
    return verify_at(settings, &(struct place){settings->verify.live, count, arguments});
}

const struct command VERIFY_COMMAND = {
    .name = "verify",
    .summary = "is this bindkey right? a verdict, the reasons, what to do next",
    .arguments = "[HEX | FILE | -]...",
    .help = "Tries keys on all encrypted frames of a capture, a log or a pipe, and says for each "
            "device whether its key is right, why not, and what to do. With --mac it is about "
            "that device; otherwise about all that are heard. Frames may also be given as hex, as "
            "to decrypt; --mac stands in for an address that they lack.",
    .options = OPTIONS_COMMON | OPTIONS_READ | OPTIONS_RING | OPTIONS_ROWS | OPTIONS_FILTER |
               OPTIONS_ADAPTER | OPTIONS_SETTLE | OPTIONS_WAIT | OPTIONS_VERIFY | OPTIONS_TOKEN,
    .judges_keys = true,
    .run = run_verify,
};
