#include "options.h"

#include "command.h"
#include "option_keys.h"
#include "ring.h"
#include "talk.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Reads one option into the settings; says what is wrong and returns the exit status if it is. */
typedef enum exit_status take(struct settings *settings, const char *value);

static take take_ring, take_output, take_mac, take_color, take_quiet, take_filter, take_since,
    take_until, take_count, take_write, take_to, take_timeout, take_adapter, take_duration;

/* clang-format off */
#define FLAG(name) offsetof(struct settings, name)

static const struct option_row {
    enum option_bit option;
    char letter;          /* '\0': none */
    const char *name;
    const char *argument; /* NULL: none */
    const char *help;
    take *take;           /* NULL: it sets a flag */
    size_t flag;          /* where that stands in the settings */
} OPTIONS[] = {
    {OPTION_KEY, 'k', "key", "HEX",
     "bindkey of 32 (or 24) digits; may be given several times, all are tried;\n"
     "without one, it is read from MITOOL_KEY in the environment", key_take, 0},
    {OPTION_KEY_FILE, 'K', "key-file", "FILE",
     "file that holds only the bindkey, - for standard input", key_take_file, 0},
    {OPTION_RING, '\0', "keys", "FILE",
     "key ring, lines of MAC KEY [NAME...]; by default ~/.config/mitool/keys,\n"
     "if it is there", take_ring, 0},
    {OPTION_OUTPUT, 'o', "output", "FILE",
     "import: the key ring that gets the keys", take_output, 0},
    {OPTION_MAC, 'm', "mac", "MAC",
     "the device's address, for frames that carry none", take_mac, 0},
    {OPTION_JSON, 'j', "json", NULL,
     "one JSON object a line", NULL, FLAG(json)},
    {OPTION_EXPLAIN, '\0', "explain", NULL,
     "every byte of the frame and each input of the decryption", NULL, FLAG(explain)},
    {OPTION_SHOW_KEYS, '\0', "show-keys", NULL,
     "print keys whole, not only their first and last digits", NULL, FLAG(show_keys)},
    {OPTION_COLOR, '\0', "color", "WHEN",
     "auto, always or never", take_color, 0},
    {OPTION_SUMMARY, 's', "summary", NULL,
     "one line a device, sorted by what needs attention", NULL, FLAG(summary)},
    {OPTION_ALL, 'a', "all", NULL,
     "each copy of a frame, not only the first", NULL, FLAG(all)},
    {OPTION_FILTER, 'f', "filter", "TERM",
     "only this address (or its beginning), product or format; may be\n"
     "given several times", take_filter, 0},
    {OPTION_SINCE, '\0', "since", "TIME",
     "only from this moment on (2026-01-31T12:00:00, UTC)", take_since, 0},
    {OPTION_UNTIL, '\0', "until", "TIME",
     "only before this moment", take_until, 0},
    {OPTION_COUNT, 'n', "count", "N",
     "stop after N frames", take_count, 0},
    {OPTION_WRITE, 'w', "write", "FILE",
     "write the packets of these frames to FILE, as its ending says", take_write, 0},
    {OPTION_TO, '\0', "to", "TYPE",
     "type of that file: pcapng, pcap or btsnoop", take_to, 0},
    {OPTION_DECRYPTED, '\0', "decrypted", NULL,
     "with the readings as packet comments, in pcapng", NULL, FLAG(write_decrypted)},
    {OPTION_LIVE, '\0', "live", NULL,
     "hear the devices on an adapter, like scan, instead of reading files", NULL, FLAG(live)},
    {OPTION_UNTIL_VERDICT, '\0', "until-verdict", NULL,
     "verify while hearing, and end as soon as more frames would hardly\n"
     "change the verdict", NULL, FLAG(until_verdict)},
    {OPTION_TIMEOUT, '\0', "timeout", "SECONDS",
     "end after this time, with the verdict that there is", take_timeout, 0},
    {OPTION_PRINT_RING, '\0', "print-ring", NULL,
     "print only the key ring that works, with whole keys", NULL, FLAG(print_ring)},
    {OPTION_ADAPTER, 'i', "adapter", "ADAPTER",
     "the adapter to scan on, such as hci1; by default the first that is on", take_adapter, 0},
    {OPTION_LISTEN, 'l', "listen", NULL,
     "do not scan, only listen to what another program scans", NULL, FLAG(listens)},
    {OPTION_DURATION, 'd', "duration", "SECONDS",
     "end after this time", take_duration, 0},
    {OPTION_WATCH, '\0', "watch", NULL,
     "on a terminal: a table of the devices that updates in place, q quits", NULL, FLAG(watch)},
    {OPTION_QUIET, 'q', "quiet", NULL,
     "no messages on standard error; the exit status still tells", take_quiet, 0},
    {OPTION_VERBOSE, 'v', "verbose", NULL,
     "more messages on standard error", NULL, FLAG(verbose)},
    {OPTION_HELP, 'h', "help", NULL,
     "this help", NULL, FLAG(help)},
};
/* clang-format on */

enum { OPTION_ROWS = sizeof OPTIONS / sizeof OPTIONS[0] };

/* --- what each option does --- */

static enum exit_status take_ring(struct settings *settings, const char *value)
{
    settings->ring_path = value;
    return EXIT_DONE;
}

static enum exit_status take_output(struct settings *settings, const char *value)
{
    settings->output_path = value;
    return EXIT_DONE;
}

static enum exit_status take_mac(struct settings *settings, const char *value)
{
    size_t length = strlen(value);
    if (mi_address_parse(value, length, &settings->mac) != length || length == 0) {
        talk_usage(NULL, "--mac: '%s' is no MAC: 12 hexadecimal digits, as in A4:C1:38:D4:3C:48",
                   value);
        return EXIT_USAGE;
    }
    settings->has_mac = true;
    return EXIT_DONE;
}

static enum exit_status take_color(struct settings *settings, const char *value)
{
    static const char *const WORDS[] = {
        [COLOR_AUTO] = "auto", [COLOR_ALWAYS] = "always", [COLOR_NEVER] = "never"};
    for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++) {
        if (strcmp(value, WORDS[i]) == 0) {
            settings->color = (enum color)i;
            return EXIT_DONE;
        }
    }
    talk_usage(NULL, "--color: '%s' is none of auto, always, never", value);
    return EXIT_USAGE;
}

static enum exit_status take_quiet(struct settings *settings, const char *value)
{
    (void)value;
    settings->quiet = true;
    talk_quietly();
    return EXIT_DONE;
}

static enum exit_status take_filter(struct settings *settings, const char *value)
{
    if (filter_add(&settings->filter, value))
        return EXIT_DONE;
    if (settings->filter.count == FILTER_TERMS_MAX) {
        talk_usage(NULL, "--filter: more than %d are too many", FILTER_TERMS_MAX);
        return EXIT_USAGE;
    }
    talk_usage(NULL,
               "--filter: '%s' is no address, no product known here and no format (see 'mitool "
               "list products' and 'mitool list formats')",
               value);
    return EXIT_USAGE;
}

static enum exit_status take_moment(mi_time *moment, const char *option, const char *value)
{
    size_t length = strlen(value);
    char day[] = "2000-01-01T00:00:00";
    if (length == strlen("2000-01-01")) {
        memcpy(day, value, length);
        value = day;
        length = strlen(day);
    }
    if (mi_time_parse(value, length, moment) == length && length > 0)
        return EXIT_DONE;
    talk_usage(NULL, "%s: '%s' is no moment such as 2026-01-31T12:00:00 or 2026-01-31", option,
               value);
    return EXIT_USAGE;
}

static enum exit_status take_since(struct settings *settings, const char *value)
{
    return take_moment(&settings->filter.since, "--since", value);
}

static enum exit_status take_until(struct settings *settings, const char *value)
{
    return take_moment(&settings->filter.until, "--until", value);
}

static enum exit_status take_number(uint64_t *number, const char *option, const char *value)
{
    char *end = NULL;
    errno = 0;
    *number = strtoull(value, &end, 10);
    if (errno == 0 && *value >= '0' && *value <= '9' && *end == '\0' && *number > 0)
        return EXIT_DONE;
    talk_usage(NULL, "%s: '%s' is no number above 0", option, value);
    return EXIT_USAGE;
}

static enum exit_status take_count(struct settings *settings, const char *value)
{
    return take_number(&settings->count, "--count", value);
}

static enum exit_status take_write(struct settings *settings, const char *value)
{
    settings->write_path = value;
    return EXIT_DONE;
}

static enum exit_status take_to(struct settings *settings, const char *value)
{
    settings->has_write_type = mi_file_type_find(value, &settings->write_type);
    if (settings->has_write_type)
        return EXIT_DONE;
    talk_usage(NULL, "--to: '%s' is none of pcapng, pcap, btsnoop", value);
    return EXIT_USAGE;
}

static enum exit_status take_timeout(struct settings *settings, const char *value)
{
    return take_number(&settings->timeout, "--timeout", value);
}

static enum exit_status take_adapter(struct settings *settings, const char *value)
{
    enum { ADAPTER_MAX = 65534 };
    char *end = NULL;
    bool has_digit = strncmp(value, "hci", 3) == 0 && value[3] >= '0' && value[3] <= '9';
    unsigned long number = has_digit ? strtoul(value + 3, &end, 10) : 0;
    if (!has_digit || *end != '\0' || number > ADAPTER_MAX) {
        talk_usage(NULL, "--adapter: '%s' is no adapter such as hci0", value);
        return EXIT_USAGE;
    }
    settings->adapter = (uint16_t)number;
    settings->has_adapter = true;
    return EXIT_DONE;
}

static enum exit_status take_duration(struct settings *settings, const char *value)
{
    enum { DAYS_MAX = 366 * 100 };
    char *end = NULL;
    errno = 0;
    settings->duration = strtoull(value, &end, 10);
    if (errno == 0 && *value >= '0' && *value <= '9' && *end == '\0' && settings->duration > 0 &&
        settings->duration <= DAYS_MAX * UINT64_C(86400))
        return EXIT_DONE;
    talk_usage(NULL, "--duration: '%s' is no number of seconds above 0", value);
    return EXIT_USAGE;
}

/* auto means: on a terminal, unless NO_COLOR says no (no-color.org). */
static void settle_color(struct settings *settings)
{
    const char *no_color = getenv("NO_COLOR");
    bool is_refused = no_color != NULL && *no_color != '\0';
    if (settings->color == COLOR_AUTO)
        settings->color = !is_refused && isatty(STDOUT_FILENO) ? COLOR_ALWAYS : COLOR_NEVER;
}

/* What options say together. */
static enum exit_status check_together(struct settings *settings)
{
    if (settings->watch && (settings->json || settings->explain)) {
        talk_usage(NULL, "--watch shows a table, it cannot be had with --json or --explain");
        return EXIT_USAGE;
    }
    if (settings->json && settings->explain) {
        talk_usage(NULL, "--explain is for people, it cannot be had with --json");
        return EXIT_USAGE;
    }
    if (settings->write_path == NULL) {
        if (!settings->has_write_type && !settings->write_decrypted)
            return EXIT_DONE;
        talk_usage(NULL, "--to and --decrypted want --write");
        return EXIT_USAGE;
    }
    if (!settings->has_write_type &&
        !mi_file_type_of(settings->write_path, &settings->write_type)) {
        talk_usage(NULL, "--write: the ending of '%s' tells no type, so --to is needed",
                   settings->write_path);
        return EXIT_USAGE;
    }
    if (settings->write_decrypted && settings->write_type != MI_FILE_PCAPNG) {
        talk_usage(NULL, "--decrypted: only pcapng keeps comments");
        return EXIT_USAGE;
    }
    return EXIT_DONE;
}

void settings_wipe(struct settings *settings)
{
    keys_wipe(settings);
    mi_keyring_free(settings->ring);
    settings->ring = NULL;
}

/* --- reading the command line --- */

/* The tables that getopt_long wants, made from ours. */
static void fill_getopt(const struct command *command, char *letters, struct option *names)
{
    *letters++ = ':'; /* tell a missing argument from an unknown option */
    for (size_t i = 0; i < OPTION_ROWS; i++) {
        const struct option_row *row = &OPTIONS[i];
        if ((command->options & row->option) == 0)
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

static enum exit_status take_row(const struct option_row *row, struct settings *settings,
                                 const char *value)
{
    if (row->take != NULL)
        return row->take(settings, value);
    *(bool *)((char *)settings + row->flag) = true;
    return EXIT_DONE;
}

static enum exit_status read_environment(const struct command *command, struct settings *settings)
{
    bool is_wanted = (command->options & OPTION_KEY) != 0 && settings->key_count == 0;
    return is_wanted ? key_take_environment(settings) : EXIT_DONE;
}

/* Inside a cluster of letters only getopt knows which one it was. */
static void talk_option(const char *command, int code, const char *argument)
{
    bool is_letter = code == '?' && optopt > 0 && optopt < 256;
    if (is_letter)
        talk_usage(command, "unknown option -%c", optopt);
    else
        talk_usage(command,
                   code == ':' ? "option %s wants an argument" : "unknown or malformed option %s",
                   argument);
}

int options_read(const struct command *command, int count, char **arguments,
                 struct settings *settings, int *first)
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
        if (code == '?' || code == ':') {
            talk_option(command->name, code, arguments[optind - 1]);
            return EXIT_USAGE;
        }
        enum exit_status status = take_row(find_row(code), settings, optarg);
        if (status != EXIT_DONE)
            return (int)status;
    }
    *first = optind;
    if (settings->help)
        return EXIT_DONE;
    settle_color(settings);
    enum exit_status status = check_together(settings);
    if (status == EXIT_DONE)
        status = read_environment(command, settings);
    if (status == EXIT_DONE && (command->options & OPTION_KEY) != 0)
        status = ring_load(settings);
    return (int)status;
}

/* --- help --- */

static void print_indented(const char *text, int column)
{
    for (const char *at = text; *at != '\0'; at++) {
        (void)putchar(*at);
        if (*at == '\n')
            (void)printf("%*s", column, "");
    }
    (void)putchar('\n');
}

static void print_option(const struct option_row *row)
{
    enum { COLUMN = 26 };
    char left[64];
    (void)snprintf(left, sizeof left, "  %c%c%s --%s %s", row->letter != '\0' ? '-' : ' ',
                   row->letter != '\0' ? row->letter : ' ', row->letter != '\0' ? "," : " ",
                   row->name, row->argument != NULL ? row->argument : "");
    (void)printf("%-*s", COLUMN, left);
    print_indented(row->help, COLUMN);
}

void print_help(const struct command *command)
{
    (void)printf("usage: mitool %s [options] %s\n\n%s\n\noptions:\n", command->name,
                 command->arguments, command->help);
    for (size_t i = 0; i < OPTION_ROWS; i++)
        if ((command->options & OPTIONS[i].option) != 0)
            print_option(&OPTIONS[i]);
    (void)printf("\nMore in mitool-%s(1).\n", command->name);
}

void print_commands(const struct command *commands, size_t count)
{
    (void)printf(
        "usage: mitool COMMAND [options] [arguments]\n\n"
        "Reads what Xiaomi Bluetooth sensors say, and tells whether a bindkey is right.\n\n"
        "commands:\n");
    for (size_t i = 0; i < count; i++)
        (void)printf("  %-10s %s\n", commands[i].name, commands[i].summary);
    (void)printf("\n'mitool help COMMAND' tells more, 'mitool --version' which version this is.\n");
}
