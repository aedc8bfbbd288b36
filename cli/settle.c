#include "settle.h"

#include "moment.h"
#include "option_keys.h"
#include "output.h"
#include "overwriting.h"
#include "printer.h"
#include "ring_file.h"
#include "talk.h"
#include "terminal.h"

#include "capture/clock.h"

#include <string.h>
#include <strings.h>
#include <unistd.h>

static void settle_color(struct output_settings *settings)
{
    if (settings->color == COLOR_AUTO)
        settings->color = terminal_has_color() ? COLOR_ALWAYS : COLOR_NEVER;
}

static enum exit_status settle_moment(mi_time *moment, const char *option, const char *text,
                                      bool is_local, enum turn turn)
{
    if (text == NULL || moment_read(text, is_local, mi_clock_wall(), turn, moment))
        return EXIT_DONE;
    return talk_usage(NULL,
                      "--%s: '%s' is not a time such as 2026-01-31T12:00:00, 2026-01-31, 07:30, "
                      "1700000000 or -30m",
                      option, text);
}

/* In which zone they are, --local tells, which may stand behind them. */
static enum exit_status settle_moments(struct settings *settings)
{
    struct filter *filter = &settings->filter;
    bool is_local = settings->output.local;
    enum exit_status status =
        settle_moment(&filter->since, "since", settings->since, is_local, TURN_FIRST);
    if (status == EXIT_DONE)
        status = settle_moment(&filter->until, "until", settings->until, is_local, TURN_LAST);
    if (status != EXIT_DONE || filter->until == MI_NO_TIME || filter->until > filter->since)
        return status;
    bool is_of_today = strspn(settings->since, "0123456789") <= 2;
    return talk_usage(NULL, "--until %s is not after --since %s%s", settings->until,
                      settings->since,
                      is_of_today ? ": without a date they are of today (see --since -12h)" : "");
}

/* What a term begun with a word of its own lacks; NULL: it is not begun so. */
static const char *lack_of_term(const char *term)
{
    static const char *const WANTED[][2] = {
        {"rssi:", "dBm of -127 to 0 stand behind it, as in rssi:-80"},
        {"name:", "a part of the name stands behind it, as in name:LYWSD"},
    };
    for (size_t i = 0; i < sizeof WANTED / sizeof WANTED[0]; i++)
        if (strncasecmp(term, WANTED[i][0], strlen(WANTED[i][0])) == 0)
            return WANTED[i][1];
    return NULL;
}

/* What the terms of the filter are, which the names in the key ring tell as well. */
static enum exit_status settle_filter(struct settings *settings)
{
    struct filter *filter = &settings->filter;
    filter->ring = settings->keys.ring;
    for (size_t i = 0; i < settings->term_count; i++) {
        struct nearest nearest = {.typed = settings->terms[i]};
        char hint[HINT_MAX];
        if (filter_add(filter, settings->terms[i]))
            continue;
        const char *lack = lack_of_term(settings->terms[i]);
        if (lack != NULL)
            return talk_usage(NULL, "--filter: '%s': %s", settings->terms[i], lack);
        filter_offer(filter, &nearest);
        return talk_usage(
            NULL,
            "--filter: '%s' is neither an address nor a name in the key ring, nor a product "
            "or format known here%s (see 'mitool list products' and 'mitool list formats')",
            settings->terms[i], nearest_hint(&nearest, hint));
    }
    return EXIT_DONE;
}

/* A capture that goes to standard output leaves no room for text. */
static enum exit_status check_piped(const struct settings *settings)
{
    const struct output_settings *output = &settings->output;
    const char *form = output->summary          ? "summary"
                       : output->watch          ? "watch"
                       : output->plot_count > 0 ? "plot"
                                                : output->form;
    if (isatty(STDOUT_FILENO))
        return talk_usage(NULL,
                          "--write: standard output is a terminal, which shows no capture files");
    if (form == NULL)
        return EXIT_DONE;
    return talk_usage(NULL, "--write - leaves no room for --%s on standard output", form);
}

/* ".log" and ".cap" stand for more than one type. */
static bool is_against_ending(const struct write_settings *write)
{
    enum mi_file_type type;
    const char *ending = strrchr(write->path, '.');
    return write->has_type && ending != NULL && mi_file_type_of(write->path, &type) &&
           type != write->type && strcasecmp(ending + 1, mi_file_type_name(type)) == 0;
}

static enum exit_status check_write(struct settings *settings)
{
    struct write_settings *write = &settings->write;
    char buffer[128];
    struct mi_text types = mi_text(buffer, sizeof buffer);
    if (write->path == NULL)
        return EXIT_DONE;
    if (!write->has_type && !mi_file_type_of(write->path, &write->type)) {
        option_add_choices(&types, file_type_word);
        return talk_usage(
            NULL,
            strcmp(write->path, "-") == 0
                ? "--write %s: standard output has no ending, so --to tells the type: %s"
                : "--write: the ending of '%s' does not tell the type, so --to is needed: %s",
            write->path, buffer);
    }
    if (is_against_ending(write))
        return talk_usage(NULL, "--write: the ending of '%s' tells another type than --to %s",
                          write->path, mi_file_type_name(write->type));
    if (write->decrypted && write->type != MI_FILE_PCAPNG)
        return talk_usage(NULL, "--decrypted: only pcapng keeps comments");
    if (overwriting_keys(settings) != EXIT_DONE)
        return EXIT_USAGE;
    if (strcmp(write->path, "-") == 0)
        return check_piped(settings);
    const char *standard = overwriting_standard(write->path);
    if (standard == NULL)
        return EXIT_DONE;
    return talk_usage(NULL, "--write: %s is %s (see --write -)", write->path, standard);
}

/* The options of all forms, and of those that are of frames alone. */
#define ANY_FORM(NAME, letter, option, group, help)   option,
#define FRAME_FORM(NAME, letter, option, group, help) group##_FORM(option)
#define OPTIONS_FRAME_FORM(option)                    option,
#define OPTIONS_ROWS_FORM(option)

/*
 * What has no effect beside an option is refused, so that nobody believes that a file was written
 * or that lines come in another form.
 */
static const struct clash {
    const char *option;
    const char *does;
    const char *without[16];
} CLASHES[] = {
    {"watch", "shows a table", {FORMS(ANY_FORM) "all"}},
    {"summary", "prints a line a device", {FORMS(FRAME_FORM) "all"}},
    {"plot", "draws curves", {FORMS(ANY_FORM)}},
    {"print-ring", "prints a key ring", {FORMS(ANY_FORM) "summary"}},
    {"until-verdict",
     "prints verdicts",
     {"write", "to", "decrypted", "watch", FORMS(FRAME_FORM) "all", "count", "plot"}},
    {"all-devices", "publishes every device", {"filter"}},
    {"forget", "asks the broker", {"dry-run"}},
};

/* What has an effect only with another option. */
static const struct need {
    const char *option;
    const char *wanted;
    enum option_group group; /* of commands that have both */
} NEEDS[] = {
    {"to", "write", OPTIONS_CAPTURE},
    {"decrypted", "write", OPTIONS_CAPTURE},
    {"adapter", "live", OPTIONS_VERIFY},
    {"listen", "live", OPTIONS_VERIFY},
    {"client-cert", "client-key", OPTIONS_PUBLISH},
    {"client-key", "client-cert", OPTIONS_PUBLISH},
};

static enum exit_status check_clash(const struct given *given, const struct clash *clash)
{
    const char *const *end = clash->without + sizeof clash->without / sizeof clash->without[0];
    for (const char *const *other = clash->without; other < end && *other != NULL; other++)
        if (option_is_given(given, *other))
            return talk_usage(NULL, "--%s %s and cannot be combined with --%s", clash->option,
                              clash->does, *other);
    return EXIT_DONE;
}

/* What options say together. */
static enum exit_status check_together(const struct command *command, const struct given *given)
{
    enum exit_status status = EXIT_DONE;
    for (size_t i = 0; i < sizeof CLASHES / sizeof CLASHES[0] && status == EXIT_DONE; i++)
        if (option_is_given(given, CLASHES[i].option))
            status = check_clash(given, &CLASHES[i]);
    for (size_t i = 0; i < sizeof NEEDS / sizeof NEEDS[0] && status == EXIT_DONE; i++) {
        const struct need *need = &NEEDS[i];
        if ((command->options & need->group) != 0 && option_is_given(given, need->option) &&
            !option_is_given(given, need->wanted))
            status = talk_usage(NULL, "--%s needs --%s", need->option, need->wanted);
    }
    return status;
}

static enum exit_status settle_options(const struct command *command, const struct given *given,
                                       struct settings *settings)
{
    settle_color(&settings->output);
    if (settings->output.printer->is_json || settings->publish.is_dry)
        output_begin_json();
    enum exit_status status = settle_moments(settings);
    if (status == EXIT_DONE)
        status = check_together(command, given);
    return status == EXIT_DONE ? check_write(settings) : status;
}

/* What was typed wins; where keys are judged, so does a text that cannot be a key, or a ring. */
static enum exit_status read_environment(const struct command *command, struct settings *settings)
{
    bool is_typed = settings->keys.count > 0 || settings->keys.bad_digits > 0 ||
                    (command->judges_keys && settings->keys.ring_path != NULL);
    bool is_wanted = (command->options & OPTIONS_READ) != 0 && !is_typed;
    return is_wanted ? key_take_environment(settings) : EXIT_DONE;
}

enum exit_status settle(const struct command *command, const struct given *given,
                        struct settings *settings)
{
    enum exit_status status = settle_options(command, given, settings);
    if (status == EXIT_DONE)
        status = read_environment(command, settings);
    if (status == EXIT_DONE && (command->options & OPTIONS_READ) != 0)
        status = ring_load(settings);
    return status == EXIT_DONE ? settle_filter(settings) : status;
}
