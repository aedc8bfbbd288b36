#include "options.h"

#include "command.h"
#include "config.h"
#include "hiding.h"
#include "nearest.h"
#include "option_keys.h"
#include "printer.h"
#include "readings.h"
#include "talk.h"

#include "publish/names.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static option_take take_flag, take_text, take_number, take_duration, take_form, take_mac,
    take_color, take_quiet, take_filter, take_to, take_adapter, take_seconds, take_level,
    take_topic, take_forgotten, take_plot;

struct option_row {
    enum option_group group;
    char letter; /* '\0': none */
    const char *name;
    const char *argument; /* NULL: none */
    const char *help;
    option_take *take;
    size_t member;                 /* of the settings, that it sets */
    const struct printer *printer; /* that it asks for */
    choice_word *choices;          /* what the argument may be, said behind the help; NULL: any */
};

static const char *color_word(int index)
{
    static const char *const WORDS[] = {
        [COLOR_AUTO] = "auto", [COLOR_ALWAYS] = "always", [COLOR_NEVER] = "never"};
    return index < (int)(sizeof WORDS / sizeof WORDS[0]) ? WORDS[index] : NULL;
}

const char *file_type_word(int index)
{
    return mi_file_type_name((enum mi_file_type)index);
}

/* clang-format off */
#define TO(member) offsetof(struct settings, member)
#define FORM_ROW(NAME, letter, name, group, help) \
    {group, letter, name, NULL, help, take_form, 0, &NAME##_PRINTER, NULL},

static const struct option_row OPTIONS[] = {
    {OPTIONS_READ, 'k', "key", "HEX",
     "bindkey of 32 (or 24) digits; may be given several times, all are tried; "
     "without one, it is read from MITOOL_KEY in the environment", key_take, 0, NULL, NULL},
    {OPTIONS_READ, 'K', "key-file", "FILE",
     "file with nothing but bindkeys, one a line, - for standard input", key_take_file, 0, NULL, NULL},
    {OPTIONS_RING, '\0', "keys", "FILE",
     "key ring, lines of MAC KEY [NAME...]; by default ~/.config/mitool/keys, "
     "if it is there", take_text, TO(keys.ring_path), NULL, NULL},
    {OPTIONS_TOKEN, '\0', "token", "HEX",
     "TOKEN of 24 digits, which logins in a capture prove or refute; may be "
     "given several times", token_take, 0, NULL, NULL},
    {OPTIONS_TOKEN, '\0', "token-file", "FILE",
     "file with TOKENs, one a line, or the output of a key extractor, - for standard input", token_take_file, 0, NULL, NULL},
    {OPTIONS_KEYS, 'o', "output", "FILE",
     "import: the key ring that gets the keys", take_text, TO(keys.import_path), NULL, NULL},
    {OPTIONS_FRAME | OPTIONS_PUBLISH, 'm', "mac", "MAC",
     "the device's address, for frames that carry none", take_mac, 0, NULL, NULL},
    {OPTIONS_VERIFY, 'm', "mac", "MAC",
     "the device that the question is about; also for frames that carry no address", take_mac, 0, NULL, NULL},
    FORMS(FORM_ROW)
    {OPTIONS_RING, '\0', "show-keys", NULL,
     "print keys in full, not only their first and last digits", take_flag, TO(output.show_keys), NULL, NULL},
    {OPTIONS_READ, '\0', "color", "WHEN",
     "", take_color, 0, NULL, color_word},
    {OPTIONS_CAPTURE, 's', "summary", NULL,
     "one line a device, sorted by what needs attention", take_flag, TO(output.summary), NULL, NULL},
    {OPTIONS_VERIFY, 's', "summary", NULL,
     "one line a device, worst first, and a total", take_flag, TO(output.summary), NULL, NULL},
    {OPTIONS_CAPTURE, 'a', "all", NULL,
     "each copy of a frame, not only the first", take_flag, TO(output.all), NULL, NULL},
    {OPTIONS_FILTER, 'f', "filter", "TERM",
     "only this address (or its beginning), name in the key ring, model, product "
     "id, format or family, name:WORD or rssi:-80; may be given several times", take_filter, 0, NULL, NULL},
    {OPTIONS_FRAME | OPTIONS_FILTER, '\0', "local", NULL,
     "times for people in the local zone (TZ), not in UTC", take_flag, TO(output.local), NULL, NULL},
    {OPTIONS_FILTER, '\0', "since", "TIME",
     "only from this moment on: 2026-01-31T12:00:00, 2026-01-31, 07:30 (of "
     "today), 1700000000 or -30m (before now); in UTC, or as --local", take_text, TO(since), NULL, NULL},
    {OPTIONS_FILTER, '\0', "until", "TIME",
     "only before this moment", take_text, TO(until), NULL, NULL},
    {OPTIONS_CAPTURE, 'n', "count", "N",
     "stop after N frames", take_number, TO(output.count), NULL, NULL},
    {OPTIONS_CAPTURE, 'w', "write", "FILE",
     "write the packets of these frames to FILE, as its ending says", take_text, TO(write.path), NULL, NULL},
    {OPTIONS_CAPTURE, '\0', "to", "TYPE",
     "type of that file: ", take_to, 0, NULL, file_type_word},
    {OPTIONS_CAPTURE, '\0', "decrypted", NULL,
     "with the readings as packet comments, in pcapng", take_flag, TO(write.decrypted), NULL, NULL},
    {OPTIONS_VERIFY, '\0', "live", NULL,
     "listen on an adapter, as scan does, instead of reading files", take_flag, TO(verify.live), NULL, NULL},
    {OPTIONS_SETTLE, '\0', "until-verdict", NULL,
     "verify while listening, and end as soon as more frames would hardly "
     "change the verdict", take_flag, TO(verify.until_verdict), NULL, NULL},
    {OPTIONS_VERIFY, '\0', "timeout", "SECONDS",
     "end after this time, with the verdict reached by then", take_number, TO(verify.timeout), NULL, NULL},
    {OPTIONS_VERIFY, '\0', "print-ring", NULL,
     "print only the key ring that works, with keys in full", take_flag, TO(verify.print_ring), NULL, NULL},
    {OPTIONS_VERIFY, '\0', "deep", NULL,
     "also mend a key that lacks up to four digits at an end, or has three "
     "wrong ones; that takes seconds", take_flag, TO(verify.is_deep), NULL, NULL},
    {OPTIONS_ADAPTER, 'i', "adapter", "ADAPTER",
     "the adapter to scan on, such as hci1; by default the first that is on", take_adapter, 0, NULL, NULL},
    {OPTIONS_ADAPTER, 'l', "listen", NULL,
     "do not scan, only listen to the scan of another program", take_flag, TO(live.listens), NULL, NULL},
    {OPTIONS_WAIT, 'd', "duration", "SECONDS",
     "end after this time", take_duration, TO(live.duration), NULL, NULL},
    {OPTIONS_CAPTURE, '\0', "watch", NULL,
     "on a terminal: a table of the devices that updates in place, q quits", take_flag, TO(output.watch), NULL, NULL},
    {OPTIONS_CAPTURE, '\0', "plot", "READING",
     "each device's curve of it over time, such as temperature; may be given "
     "several times", take_plot, 0, NULL, NULL},
    {OPTIONS_PUBLISH, '\0', "broker", "URL",
     "mqtt://[USER@]HOST[:PORT], or mqtts:// with TLS; by default mqtt://localhost", take_text, TO(publish.broker), NULL, NULL},
    {OPTIONS_PUBLISH, '\0', "password-file", "FILE",
     "file with the user's password; without one, it is read from "
     "MITOOL_MQTT_PASSWORD in the environment", take_text, TO(publish.password_path), NULL, NULL},
    {OPTIONS_PUBLISH, '\0', "cafile", "FILE",
     "the certificate that the broker's has to be signed with; makes it TLS", take_text, TO(publish.authority), NULL, NULL},
    {OPTIONS_PUBLISH, '\0', "client-cert", "FILE",
     "our own certificate", take_text, TO(publish.certificate), NULL, NULL},
    {OPTIONS_PUBLISH, '\0', "client-key", "FILE",
     "and its key", take_text, TO(publish.certificate_key), NULL, NULL},
    {OPTIONS_PUBLISH, '\0', "any-host", NULL,
     "do not check that the broker's certificate is for its name", take_flag, TO(publish.takes_any_host), NULL, NULL},
    {OPTIONS_PUBLISH, '\0', "base", "TOPIC",
     "where states go; by default mitool", take_topic, TO(publish.base), NULL, NULL},
    {OPTIONS_PUBLISH, '\0', "gateway", "NAME",
     "of this one among several; by default the host's name", take_level, TO(publish.gateway), NULL, NULL},
    {OPTIONS_PUBLISH, '\0', "discovery", "PREFIX",
     "where discovery goes, or off; by default homeassistant", take_topic, TO(publish.discovery), NULL, NULL},
    {OPTIONS_PUBLISH, '\0', "status-topic", "TOPIC",
     "where Home Assistant says that it has begun; by default "
     "homeassistant/status", take_topic, TO(publish.status), NULL, NULL},
    {OPTIONS_PUBLISH, '\0', "expire", "SECONDS",
     "after which a measurement is worth nothing; by default 3600", take_seconds, TO(publish.expire), NULL, NULL},
    {OPTIONS_PUBLISH, '\0', "heartbeat", "SECONDS",
     "after which what has not changed is sent again; by default 60", take_seconds, TO(publish.heartbeat), NULL, NULL},
    {OPTIONS_PUBLISH, '\0', "all-devices", NULL,
     "also devices that are neither in the key ring nor in a filter", take_flag, TO(publish.all_devices), NULL, NULL},
    {OPTIONS_PUBLISH, '\0', "events", NULL,
     "events of captures, too", take_flag, TO(publish.events), NULL, NULL},
    {OPTIONS_PUBLISH, '\0', "raw", NULL,
     "also each frame as a line of JSON", take_flag, TO(publish.raw), NULL, NULL},
    {OPTIONS_PUBLISH, '\0', "forget", "ADDRESS",
     "empty what the broker has kept of this device, and end", take_forgotten, 0, NULL, NULL},
    {OPTIONS_PUBLISH, '\0', "dry-run", NULL,
     "print what would be published, and need no broker", take_flag, TO(publish.is_dry), NULL, NULL},
    {OPTIONS_PUBLISH, '\0', "config", "FILE",
     "more options, lines of NAME [VALUE]; those given here come first", take_text, TO(config_path), NULL, NULL},
    {OPTIONS_COMMON, 'q', "quiet", NULL,
     "no messages on standard error; the exit status still tells", take_quiet, 0, NULL, NULL},
    {OPTIONS_COMMON, 'v', "verbose", NULL,
     "more messages on standard error", take_flag, TO(verbose), NULL, NULL},
    {OPTIONS_COMMON, 'h', "help", NULL,
     "this help", take_flag, TO(help), NULL, NULL},
};
/* clang-format on */

enum { OPTION_ROWS = sizeof OPTIONS / sizeof OPTIONS[0] };

/* --- what each option does --- */

/* The member of the settings that the option sets. */
static void *member_of(struct settings *settings, const struct option_row *row)
{
    return (char *)settings + row->member;
}

static enum exit_status take_flag(struct settings *settings, const struct option_row *row,
                                  const char *value)
{
    bool *flag = member_of(settings, row);
    (void)value;
    *flag = true;
    return EXIT_DONE;
}

static enum exit_status take_text(struct settings *settings, const struct option_row *row,
                                  const char *value)
{
    const char **text = member_of(settings, row);
    *text = value;
    return EXIT_DONE;
}

static enum exit_status read_number(struct settings *settings, const struct option_row *row,
                                    const char *value, uint64_t highest, const char *noun)
{
    uint64_t *number = member_of(settings, row);
    char *end = NULL;
    errno = 0;
    *number = strtoull(value, &end, 10);
    if (*value < '0' || *value > '9' || *end != '\0' || *number == 0)
        return talk_usage(NULL, "--%s: '%s' is not a %s above 0", row->name, value, noun);
    if (errno != 0 || *number > highest)
        return talk_usage(NULL, "--%s: '%s' is more than %" PRIu64, row->name, value, highest);
    return EXIT_DONE;
}

static enum exit_status take_number(struct settings *settings, const struct option_row *row,
                                    const char *value)
{
    return read_number(settings, row, value, UINT64_MAX, "number");
}

static enum exit_status take_duration(struct settings *settings, const struct option_row *row,
                                      const char *value)
{
    enum { DAYS_MAX = 366 * 100 };
    return read_number(settings, row, value, DAYS_MAX * UINT64_C(86400), "number of seconds");
}

/* In 32 bits, as MQTT has them. */
static enum exit_status take_seconds(struct settings *settings, const struct option_row *row,
                                     const char *value)
{
    return read_number(settings, row, value, UINT32_MAX, "number of seconds");
}

static enum exit_status take_name(struct settings *settings, const struct option_row *row,
                                  const char *value, bool is_level)
{
    _Static_assert(MI_NAME_MOST == 63, "as the sentence below says");
    static const char *const REASONS[] = {
        [MI_TOPIC_EMPTY] = "it is empty",
        [MI_TOPIC_EMPTY_LEVEL] = "one of its levels is empty: / at an end, or twice",
        [MI_TOPIC_LEVELS] = "it has a /",
        [MI_TOPIC_LONG] = "it has more than 63 bytes",
        [MI_TOPIC_WILD] = "+ and # stand for others in MQTT",
        [MI_TOPIC_RESERVED] = "what begins with $ is the broker's own",
        [MI_TOPIC_UNREADABLE] = "it has control characters, or is not UTF-8",
    };
    enum mi_topic_flaw flaw = mi_topic_flaw(value, is_level);
    if (flaw == MI_TOPIC_SOUND)
        return take_text(settings, row, value);
    return talk_usage(NULL, "--%s: '%s' cannot be %s: %s", row->name, value,
                      is_level ? "the level of a topic" : "a topic", REASONS[flaw]);
}

static enum exit_status take_topic(struct settings *settings, const struct option_row *row,
                                   const char *value)
{
    return take_name(settings, row, value, false);
}

static enum exit_status take_level(struct settings *settings, const struct option_row *row,
                                   const char *value)
{
    return take_name(settings, row, value, true);
}

static enum exit_status take_form(struct settings *settings, const struct option_row *row,
                                  const char *value)
{
    struct output_settings *output = &settings->output;
    (void)value;
    if (output->form != NULL && output->printer != row->printer)
        return talk_usage(NULL, "--%s and --%s are different forms of output: choose one",
                          output->form, row->name);
    output->printer = row->printer;
    output->form = row->name;
    return EXIT_DONE;
}

static enum exit_status read_mac(struct mi_address *address, bool *has_one,
                                 const struct option_row *row, const char *value)
{
    *has_one = mi_address_read(value, strlen(value), address);
    if (*has_one)
        return EXIT_DONE;
    return talk_usage(NULL,
                      "--%s: '%s' is not a MAC: 12 hexadecimal digits, as in A4:C1:38:D4:3C:48",
                      row->name, value);
}

static enum exit_status take_mac(struct settings *settings, const struct option_row *row,
                                 const char *value)
{
    settings->keys.is_hint = false;
    return read_mac(&settings->keys.mac, &settings->keys.has_mac, row, value);
}

static enum exit_status take_forgotten(struct settings *settings, const struct option_row *row,
                                       const char *value)
{
    return read_mac(&settings->publish.forgotten, &settings->publish.forgets, row, value);
}

void option_add_choices(struct mi_text *out, choice_word *word)
{
    for (int i = 0; word(i) != NULL; i++) {
        mi_text_add(out, i == 0 ? "" : word(i + 1) != NULL ? ", " : " or ");
        mi_text_add(out, word(i));
    }
}

static enum exit_status refuse_choice(const struct option_row *row, const char *value)
{
    char buffer[128];
    struct mi_text words = mi_text(buffer, sizeof buffer);
    option_add_choices(&words, row->choices);
    return talk_usage(NULL, "--%s: '%s' is none of %s", row->name, value, buffer);
}

static enum exit_status take_color(struct settings *settings, const struct option_row *row,
                                   const char *value)
{
    for (int i = 0; row->choices(i) != NULL; i++) {
        if (strcmp(value, row->choices(i)) == 0) {
            settings->output.color = (enum color)i;
            return EXIT_DONE;
        }
    }
    return refuse_choice(row, value);
}

static enum exit_status take_quiet(struct settings *settings, const struct option_row *row,
                                   const char *value)
{
    (void)row;
    (void)value;
    settings->quiet = true;
    talk_quietly();
    return EXIT_DONE;
}

/* What it is, the names of the key ring tell as well, which is not read yet. */
static enum exit_status take_filter(struct settings *settings, const struct option_row *row,
                                    const char *value)
{
    (void)row;
    if (settings->term_count == FILTER_TERMS_MAX)
        return talk_usage(NULL, "--filter: at most %d can be given", FILTER_TERMS_MAX);
    settings->terms[settings->term_count++] = value;
    return EXIT_DONE;
}

static enum exit_status take_plot(struct settings *settings, const struct option_row *row,
                                  const char *value)
{
    struct output_settings *output = &settings->output;
    struct nearest nearest = {.typed = value};
    char hint[HINT_MAX];
    (void)row;
    if (!reading_is_drawn(value, &nearest))
        return talk_usage(
            NULL, "--plot: '%s' is no reading that can be drawn%s (see 'mitool list readings')",
            value, nearest_hint(&nearest, hint));
    if (output->plot_count == PLOTS_MAX)
        return talk_usage(NULL, "--plot: at most %d can be given", PLOTS_MAX);
    output->plots[output->plot_count++] = value;
    return EXIT_DONE;
}

static enum exit_status take_to(struct settings *settings, const struct option_row *row,
                                const char *value)
{
    settings->write.has_type = mi_file_type_find(value, &settings->write.type);
    return settings->write.has_type ? EXIT_DONE : refuse_choice(row, value);
}

static enum exit_status take_adapter(struct settings *settings, const struct option_row *row,
                                     const char *value)
{
    enum { ADAPTER_MAX = 65534 };
    char *end = NULL;
    bool has_digit = strncmp(value, "hci", 3) == 0 && value[3] >= '0' && value[3] <= '9';
    unsigned long number = has_digit ? strtoul(value + 3, &end, 10) : 0;
    (void)row;
    if (!has_digit || *end != '\0' || number > ADAPTER_MAX)
        return talk_usage(NULL, "--adapter: '%s' is not an adapter such as hci0", value);
    settings->live.adapter = (uint16_t)number;
    settings->live.has_adapter = true;
    return EXIT_DONE;
}

_Static_assert((int)OPTION_ROWS <= (int)OPTIONS_MAX, "struct given has room for all");

bool option_is_given(const struct given *given, const char *name)
{
    for (size_t i = 0; i < OPTION_ROWS; i++)
        if (given->rows[i] && strcmp(OPTIONS[i].name, name) == 0)
            return true;
    return false;
}

void settings_wipe(struct settings *settings)
{
    keys_wipe(settings);
    free(settings->keys.files);
    settings->keys.files = NULL;
    mi_keyring_free(settings->keys.ring);
    settings->keys.ring = NULL;
    mi_secret_free(&settings->config);
}

/* --- reading the command line --- */

/* The tables that getopt_long wants, made from ours. */
static void fill_getopt(const struct command *command, char *letters, struct option *names)
{
    *letters++ = ':'; /* tell a missing argument from an unknown option */
    for (size_t i = 0; i < OPTION_ROWS; i++) {
        const struct option_row *row = &OPTIONS[i];
        if ((command->options & row->group) == 0)
            continue;
        if (row->letter != '\0')
            *letters++ = row->letter;
        if (row->letter != '\0' && row->argument != NULL)
            *letters++ = ':';
        *names++ = (struct option){
            .name = row->name,
            .has_arg = row->argument != NULL ? required_argument : no_argument,
            .val = (int)(256 + i),
        };
    }
    *letters = '\0';
    *names = (struct option){0};
}

static const struct option_row *find_row(int code)
{
    if (code >= 256)
        return &OPTIONS[code - 256];
    for (size_t i = 0; i < OPTION_ROWS; i++)
        if (OPTIONS[i].letter == code)
            return &OPTIONS[i];
    return NULL;
}

bool option_of(const struct command *command, size_t index, struct option_face *face)
{
    for (size_t i = 0; i < OPTION_ROWS; i++) {
        const struct option_row *row = &OPTIONS[i];
        if ((command != NULL && (command->options & row->group) == 0) || index-- > 0)
            continue;
        *face =
            (struct option_face){row->letter, row->name, row->argument, row->help, row->choices};
        return true;
    }
    return false;
}

/* "--jsno" or "--jsno=x". */
static enum exit_status talk_unknown(const struct command *command, const char *argument)
{
    char typed[64];
    char hint[HINT_MAX];
    struct option_face face;
    struct nearest nearest = {.typed = typed, .before = "--"};
    const char *name = argument + strspn(argument, "-");
    (void)snprintf(typed, sizeof typed, "%.*s", (int)strcspn(name, "="), name);
    for (size_t i = 0; option_of(command, i, &face); i++)
        nearest_offer(&nearest, face.name);
    return talk_usage(command->name, "unknown or malformed option %s%s", argument,
                      nearest_hint(&nearest, hint));
}

/* Inside a cluster of letters only getopt knows which one it was. */
static enum exit_status talk_option(const struct command *command, int code, char **arguments)
{
    enum { ASCII_END = 0x80 };
    if (code == ':')
        return talk_usage(command->name, "option %s needs an argument", arguments[optind - 1]);
    if (optopt >= 256)
        return talk_usage(command->name, "option --%s takes no value", find_row(optopt)->name);
    if (optopt > 0 && optopt < ASCII_END)
        return talk_usage(command->name, "unknown option -%c", optopt);
    /* of a letter of several bytes the first one is told, before the next argument is begun */
    return talk_unknown(command, arguments[optopt == 0 ? optind - 1 : optind]);
}

/* --- a file of options --- */

/* What a line of the file is read with. */
struct configured {
    const struct command *command;
    struct settings *settings;
    const struct given *typed; /* which win */
    struct given *given;
};

static const struct option_row *find_name(const struct command *command, const char *name)
{
    for (size_t i = 0; i < OPTION_ROWS; i++)
        if ((command->options & OPTIONS[i].group) != 0 && strcmp(OPTIONS[i].name, name) == 0)
            return &OPTIONS[i];
    return NULL;
}

/* NULL: nothing is. */
static const char *what_is_wrong(const struct option_row *row, const char *value)
{
    if (row->member == TO(config_path))
        return "is not an option of a file";
    if (row->argument == NULL && *value != '\0')
        return "wants no value";
    if (row->argument != NULL && *value == '\0')
        return "wants a value";
    return NULL;
}

/* What stands there may be a secret: only the name of an option that it is near to is told. */
static enum exit_status refuse_configured(const struct command *command, const char *name)
{
    char typed[WORD_BYTES];
    struct option_face face;
    struct nearest nearest = {.typed = typed};
    (void)snprintf(typed, sizeof typed, "%.*s", (int)strcspn(name, "=:"), name);
    for (size_t i = 0; option_of(command, i, &face); i++)
        nearest_offer(&nearest, face.name);
    if (*nearest.found == '\0')
        return talk_usage(NULL,
                          "--config: a line begins with the name of an option, without dashes");
    if (strcmp(typed, nearest.found) == 0)
        return talk_usage(NULL, "--config: a blank stands between '%s' and its value", typed);
    return talk_usage(NULL, "--config: there is no such option, did you mean '%s'?", nearest.found);
}

static enum exit_status take_configured(void *context, const char *name, const char *value)
{
    const struct configured *configured = context;
    const struct option_row *row = find_name(configured->command, name);
    if (row == NULL)
        return refuse_configured(configured->command, name);
    const char *wrong = what_is_wrong(row, value);
    if (wrong != NULL)
        return talk_usage(NULL, "--config: '%s' %s", name, wrong);
    if (configured->typed->rows[row - OPTIONS])
        return EXIT_DONE;
    configured->given->rows[row - OPTIONS] = true;
    hide_value(value);
    enum exit_status status = row->take(configured->settings, row, value);
    hide_value(NULL);
    return status;
}

static enum exit_status read_config(const struct command *command, struct settings *settings,
                                    struct given *given)
{
    const struct given typed = *given;
    struct configured configured = {command, settings, &typed, given};
    if (settings->config_path == NULL)
        return EXIT_DONE;
    return config_read(settings->config_path, &settings->config, take_configured, &configured);
}

enum exit_status options_read(const struct command *command, int count, char **arguments,
                              struct settings *settings, struct given *given, int *first)
{
    char letters[2 * OPTION_ROWS + 2];
    struct option names[OPTION_ROWS + 1];
    fill_getopt(command, letters, names);
    opterr = 0;
    optind = 1;
    for (;;) {
        int code = getopt_long(count, arguments, letters, names, NULL);
        if (code == -1)
            break;
        if (code == '?' || code == ':')
            return talk_option(command, code, arguments);
        const struct option_row *row = find_row(code);
        given->rows[row - OPTIONS] = true;
        enum exit_status status = row->take(settings, row, optarg);
        if (status != EXIT_DONE)
            return status;
    }
    *first = optind;
    return settings->help ? EXIT_DONE : read_config(command, settings, given);
}
