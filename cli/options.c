#include "options.h"

#include "base/hex.h"
#include "beacon/ccm.h"
#include "command.h"
#include "ring.h"
#include "talk.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { KEY_FILE_MAX = 4096, TASMOTA_BYTES = MI_KEY_SIZE + MI_ADDRESS_SIZE };

/* Reads one option into the settings; says what is wrong and returns the exit status if it is. */
typedef enum exit_status take(struct settings *settings, const char *value);

static take take_key, take_key_file, take_ring, take_output, take_mac, take_json, take_explain,
    take_show_keys, take_color, take_quiet, take_verbose, take_help, take_all, take_filter,
    take_since, take_until, take_count, take_summary, take_write, take_to, take_decrypted,
    take_until_verdict, take_timeout, take_print_ring, take_adapter, take_listen, take_duration,
    take_watch;

/* clang-format off */
static const struct option_row {
    enum option_bit option;
    char letter;          /* '\0': none */
    const char *name;
    const char *argument; /* NULL: none */
    const char *help;
    take *take;
} OPTIONS[] = {
    {OPTION_KEY, 'k', "key", "HEX",
     "bindkey of 32 (or 24) digits; may be given several times, all are tried;\n"
     "without one, it is read from MITOOL_KEY in the environment", take_key},
    {OPTION_KEY_FILE, 'K', "key-file", "FILE",
     "file that holds only the bindkey, - for standard input", take_key_file},
    {OPTION_RING, '\0', "keys", "FILE",
     "key ring, lines of MAC KEY [NAME...]; by default ~/.config/mitool/keys,\n"
     "if it is there", take_ring},
    {OPTION_OUTPUT, 'o', "output", "FILE",
     "import: the key ring that gets the keys", take_output},
    {OPTION_MAC, 'm', "mac", "MAC",
     "the device's address, for frames that carry none", take_mac},
    {OPTION_JSON, 'j', "json", NULL,
     "one JSON object a line", take_json},
    {OPTION_EXPLAIN, '\0', "explain", NULL,
     "every byte of the frame and each input of the decryption", take_explain},
    {OPTION_SHOW_KEYS, '\0', "show-keys", NULL,
     "print keys whole, not only their first and last digits", take_show_keys},
    {OPTION_COLOR, '\0', "color", "WHEN",
     "auto, always or never", take_color},
    {OPTION_SUMMARY, 's', "summary", NULL,
     "one line a device, sorted by what needs attention", take_summary},
    {OPTION_ALL, 'a', "all", NULL,
     "each copy of a frame, not only the first", take_all},
    {OPTION_FILTER, 'f', "filter", "TERM",
     "only this address (or its beginning), product or format; may be\n"
     "given several times", take_filter},
    {OPTION_SINCE, '\0', "since", "TIME",
     "only from this moment on (2026-01-31T12:00:00, UTC)", take_since},
    {OPTION_UNTIL, '\0', "until", "TIME",
     "only before this moment", take_until},
    {OPTION_COUNT, 'n', "count", "N",
     "stop after N frames", take_count},
    {OPTION_WRITE, 'w', "write", "FILE",
     "write the packets of these frames to FILE, as its ending says", take_write},
    {OPTION_TO, '\0', "to", "TYPE",
     "type of that file: pcapng, pcap or btsnoop", take_to},
    {OPTION_DECRYPTED, '\0', "decrypted", NULL,
     "with the readings as packet comments, in pcapng", take_decrypted},
    {OPTION_UNTIL_VERDICT, '\0', "until-verdict", NULL,
     "end as soon as more frames would hardly change the verdict", take_until_verdict},
    {OPTION_TIMEOUT, '\0', "timeout", "SECONDS",
     "end after this time, with the verdict that there is", take_timeout},
    {OPTION_PRINT_RING, '\0', "print-ring", NULL,
     "print only the key ring that works, with whole keys", take_print_ring},
    {OPTION_ADAPTER, 'i', "adapter", "ADAPTER",
     "the adapter to scan on, such as hci1; by default the first that is on", take_adapter},
    {OPTION_LISTEN, 'l', "listen", NULL,
     "do not scan, only listen to what another program scans", take_listen},
    {OPTION_DURATION, 'd', "duration", "SECONDS",
     "end after this time", take_duration},
    {OPTION_WATCH, '\0', "watch", NULL,
     "on a terminal: a table of the devices that updates in place, q quits", take_watch},
    {OPTION_QUIET, 'q', "quiet", NULL,
     "no messages on standard error; the exit status still tells", take_quiet},
    {OPTION_VERBOSE, 'v', "verbose", NULL,
     "more messages on standard error", take_verbose},
    {OPTION_HELP, 'h', "help", NULL,
     "this help", take_help},
};
/* clang-format on */

enum { OPTION_ROWS = sizeof OPTIONS / sizeof OPTIONS[0] };

/* --- what each option does --- */

static void wipe_keys(struct settings *settings)
{
    if (settings->keys != NULL)
        mi_wipe(settings->keys, settings->key_count * sizeof *settings->keys);
    free(settings->keys);
    settings->keys = NULL;
    settings->key_count = 0;
}

static enum exit_status add_key(struct settings *settings, const char *text, size_t length,
                                const char *place)
{
    struct mi_key key;
    struct mi_problem problem = mi_key_parse(text, length, &key);
    if (problem.code != MI_OK) {
        char buffer[512];
        struct mi_text sentence = mi_text(buffer, sizeof buffer);
        mi_text_problem(&sentence, &problem);
        talk_usage(NULL, "%s: %s", place, buffer);
        return EXIT_USAGE;
    }
    /* Not realloc, which would leave copies of secrets behind. */
    struct mi_key *keys = calloc(settings->key_count + 1, sizeof *keys);
    if (keys == NULL) {
        talk(NULL, 0, "out of memory");
        return EXIT_INPUT;
    }
    if (settings->key_count > 0)
        memcpy(keys, settings->keys, settings->key_count * sizeof *keys);
    keys[settings->key_count] = key;
    size_t count = settings->key_count + 1;
    wipe_keys(settings);
    settings->keys = keys;
    settings->key_count = count;
    mi_wipe(&key, sizeof key);
    return EXIT_DONE;
}

/* For verify, a key that can be none is a finding; of Tasmota's 44 digits the parts are taken. */
static enum exit_status judge_key(struct settings *settings, const char *text, size_t length,
                                  const char *place)
{
    uint8_t bytes[TASMOTA_BYTES];
    struct mi_hex hex = mi_hex_decode(text, length, bytes, sizeof bytes);
    char digits[2 * MI_KEY_SIZE + 1];
    struct mi_text half = mi_text(digits, sizeof digits);
    enum exit_status status = EXIT_DONE;
    bool has_digits =
        hex.status == MI_HEX_OK || hex.status == MI_HEX_ODD || hex.status == MI_HEX_TOO_LARGE;
    bool is_key = hex.status == MI_HEX_OK && (hex.size == MI_KEY_SIZE || hex.size == MI_KEY_SHORT);
    if (hex.status == MI_HEX_OK && hex.size == TASMOTA_BYTES) {
        struct mi_bytes mac = mi_bytes(bytes + MI_KEY_SIZE, MI_ADDRESS_SIZE);
        mi_text_bytes(&half, bytes, MI_KEY_SIZE, '\0');
        if (!settings->has_mac)
            settings->mac = mi_get_address_be(&mac);
        settings->has_mac = true;
        settings->is_key_split = true;
        status = add_key(settings, digits, half.length, place);
    } else if (has_digits && !is_key) {
        settings->bad_key_digits = (uint32_t)hex.digits;
    } else {
        status = add_key(settings, text, length, place);
    }
    mi_wipe(bytes, sizeof bytes);
    mi_wipe(digits, sizeof digits);
    return status;
}

static enum exit_status take_key_text(struct settings *settings, const char *text, size_t length,
                                      const char *place)
{
    return settings->judges_keys ? judge_key(settings, text, length, place)
                                 : add_key(settings, text, length, place);
}

static enum exit_status take_key(struct settings *settings, const char *value)
{
    return take_key_text(settings, value, strlen(value), "--key");
}

/* The only line of a key file that is neither empty nor a comment. */
static bool find_key_line(const char *content, const char **line, size_t *length)
{
    for (const char *at = content; *at != '\0';) {
        size_t size = strcspn(at, "\n");
        size_t blank = strspn(at, " \t\r");
        if (blank < size && at[blank] != '#') {
            *line = at;
            *length = strcspn(at, "\r\n");
            return true;
        }
        at += size + (at[size] == '\n');
    }
    return false;
}

static void warn_if_open_to_others(FILE *file, const char *name)
{
    struct stat status;
    if (fstat(fileno(file), &status) == 0 && S_ISREG(status.st_mode) &&
        (status.st_mode & (S_IRGRP | S_IROTH)) != 0)
        talk(name, 0, "others can read this key file; chmod 600 makes it yours alone");
}

static enum exit_status take_key_file(struct settings *settings, const char *value)
{
    bool is_stdin = strcmp(value, "-") == 0;
    const char *place = is_stdin ? "standard input" : value;
    FILE *file = is_stdin ? stdin : fopen(value, "re");
    char content[KEY_FILE_MAX + 1];
    size_t size = file != NULL ? fread(content, 1, KEY_FILE_MAX, file) : 0;
    if (file == NULL || ferror(file)) {
        talk(place, 0, "cannot read the key: %s", strerror(errno));
        if (file != NULL && !is_stdin)
            (void)fclose(file);
        return EXIT_INPUT;
    }
    content[size] = '\0';
    warn_if_open_to_others(file, place);
    if (!is_stdin)
        (void)fclose(file);

    const char *line = "";
    size_t length = 0;
    (void)find_key_line(content, &line, &length);
    enum exit_status status = take_key_text(settings, line, length, place);
    mi_wipe(content, sizeof content);
    return status;
}

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

static enum exit_status take_json(struct settings *settings, const char *value)
{
    (void)value;
    settings->json = true;
    return EXIT_DONE;
}

static enum exit_status take_explain(struct settings *settings, const char *value)
{
    (void)value;
    settings->explain = true;
    return EXIT_DONE;
}

static enum exit_status take_show_keys(struct settings *settings, const char *value)
{
    (void)value;
    settings->show_keys = true;
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

static enum exit_status take_verbose(struct settings *settings, const char *value)
{
    (void)value;
    settings->verbose = true;
    return EXIT_DONE;
}

static enum exit_status take_help(struct settings *settings, const char *value)
{
    (void)value;
    settings->help = true;
    return EXIT_DONE;
}

static enum exit_status take_all(struct settings *settings, const char *value)
{
    (void)value;
    settings->all = true;
    return EXIT_DONE;
}

static enum exit_status take_filter(struct settings *settings, const char *value)
{
    if (filter_add(&settings->filter, value))
        return EXIT_DONE;
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

static enum exit_status take_summary(struct settings *settings, const char *value)
{
    (void)value;
    settings->summary = true;
    return EXIT_DONE;
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

static enum exit_status take_decrypted(struct settings *settings, const char *value)
{
    (void)value;
    settings->write_decrypted = true;
    return EXIT_DONE;
}

static enum exit_status take_until_verdict(struct settings *settings, const char *value)
{
    (void)value;
    settings->until_verdict = true;
    return EXIT_DONE;
}

static enum exit_status take_timeout(struct settings *settings, const char *value)
{
    return take_number(&settings->timeout, "--timeout", value);
}

static enum exit_status take_print_ring(struct settings *settings, const char *value)
{
    (void)value;
    settings->print_ring = true;
    return EXIT_DONE;
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

static enum exit_status take_listen(struct settings *settings, const char *value)
{
    (void)value;
    settings->listens = true;
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

static enum exit_status take_watch(struct settings *settings, const char *value)
{
    (void)value;
    settings->watch = true;
    return EXIT_DONE;
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
    wipe_keys(settings);
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

static enum exit_status read_environment(const struct command *command, struct settings *settings)
{
    const char *key = getenv("MITOOL_KEY");
    bool is_wanted = (command->options & OPTION_KEY) != 0 && settings->key_count == 0;
    if (!is_wanted || key == NULL || *key == '\0')
        return EXIT_DONE;
    return take_key_text(settings, key, strlen(key), "MITOOL_KEY");
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
            talk_usage(command->name,
                       code == ':' ? "option %s wants an argument"
                                   : "unknown or malformed option %s",
                       arguments[optind - 1]);
            return EXIT_USAGE;
        }
        enum exit_status status = find_row(code)->take(settings, optarg);
        if (status != EXIT_DONE)
            return status;
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
