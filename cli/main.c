#include "beacon/ccm.h"
#include "capture/source.h"
#include "command.h"
#include "keys/import.h"
#include "talk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { OUTPUT_BUFFER = 65536 };

#define OPTIONS_READ (OPTIONS_COMMON | OPTIONS_KEYS | OPTION_JSON | OPTION_EXPLAIN | OPTION_COLOR)

static const struct command COMMANDS[] = {
    {
        .name = "decrypt",
        .summary = "frames given as hex, opened with a key",
        .arguments = "[HEX | FILE | -]...",
        .help =
            "Takes frames as hexadecimal text in any framing: a whole HCI event, advertising "
            "data,\n"
            "service data with or without its UUID, with any separators, upper or lower case.\n"
            "Without arguments it reads standard input. A stray byte at the end, such as an RSSI,\n"
            "is recognised. The exit status is 1 when a frame did not open.",
        .options = OPTIONS_READ,
        .run = run_decrypt,
    },
    {
        .name = "parse",
        .summary = "any text or capture, from files or a pipe, to frames",
        .arguments = "[FILE | -]...",
        .help =
            "Reads lines of hex, hcidump output and whatever else carries advertisements, mixed\n"
            "with other text, and prints each frame as soon as it has arrived. Without arguments\n"
            "it reads standard input.",
        .options = OPTIONS_READ | OPTIONS_FILTER,
        .run = run_parse,
    },
    {
        .name = "pcap",
        .summary = "capture files to frames, or to a summary; filtering, conversion",
        .arguments = "[FILE | -]...",
        .help =
            "Reads captures and logs of any kind and prints each frame once, however often it was\n"
            "heard, or with --summary one line a device. The packets of the frames can be written\n"
            "to a capture file for other tools.",
        .options = OPTIONS_READ | OPTIONS_FILTER | OPTIONS_WRITE | OPTION_SUMMARY | OPTION_ALL,
        .run = run_pcap,
    },
    {
        .name = "scan",
        .summary = "live frames from a Bluetooth adapter",
        .arguments = "",
        .help =
            "Hears what is sent by radio and prints each frame once, however often it is "
            "repeated.\n"
            "It runs until Ctrl-C, and needs privileges that 'setcap' grants: when they are "
            "missing,\n"
            "it says how. The scan of another program is never ended: while one runs, its reports\n"
            "are heard.",
        .options = OPTIONS_READ | OPTIONS_FILTER | OPTIONS_WRITE | OPTIONS_LIVE | OPTION_DURATION |
                   OPTION_WATCH | OPTION_ALL | OPTION_UNTIL_VERDICT,
        .run = run_scan,
    },
    {
        .name = "verify",
        .summary = "is this bindkey right? a verdict, the reasons, what to do next",
        .arguments = "[FILE | -]...",
        .help =
            "Tries keys on all encrypted frames of a capture, a log or a pipe, and says for each\n"
            "device whether its key is right, why not, and what to do. With --mac it is about\n"
            "that device; otherwise about all that are heard.",
        .options = OPTIONS_COMMON | OPTIONS_KEYS | OPTION_JSON | OPTION_COLOR | OPTION_FILTER |
                   OPTION_SINCE | OPTION_UNTIL | OPTION_UNTIL_VERDICT | OPTION_TIMEOUT |
                   OPTION_PRINT_RING | OPTION_LIVE | OPTIONS_LIVE,
        .judges_keys = true,
        .run = run_verify,
    },
    {
        .name = "keys",
        .summary = "read keys from where you have them, list them, check them",
        .arguments = "import [FILE | -]... | list | check",
        .help =
            "Keeps the key ring, which the reading commands use. 'import' takes keys out of the\n"
            "output of key extractors and out of the configuration of other programs, and adds\n"
            "those that are new; 'list' prints the ring with fingerprints in place of keys;\n"
            "'check' looks for lines that are wrong or double, and for open permissions.",
        .options = OPTIONS_COMMON | OPTION_RING | OPTION_OUTPUT | OPTION_SHOW_KEYS | OPTION_JSON,
        .run = run_keys,
    },
    {
        .name = "list",
        .summary = "products, objects, formats, readings and link types that mitool knows",
        .arguments = "products | objects | formats | readings | linktypes",
        .help = "Prints one of the tables that mitool decodes by.",
        .options = OPTIONS_COMMON | OPTION_JSON,
        .run = run_list,
    },
};

enum { COMMAND_COUNT = sizeof COMMANDS / sizeof COMMANDS[0] };

static const struct command *find_command(const char *name)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        if (strcmp(COMMANDS[i].name, name) == 0)
            return &COMMANDS[i];
    return NULL;
}

static enum exit_status help_on(const char *name)
{
    bool is_of_all = name == NULL || strcmp(name, "help") == 0;
    const struct command *command = is_of_all ? NULL : find_command(name);
    if (!is_of_all && command == NULL) {
        talk_usage("", "there is no command '%s'", name);
        return EXIT_USAGE;
    }
    if (command != NULL)
        print_help(command);
    else
        print_commands(COMMANDS, COMMAND_COUNT);
    return EXIT_DONE;
}

static enum exit_status run_command(const struct command *command, int count, char **arguments)
{
    struct settings settings = {0};
    settings.judges_keys = command->judges_keys;
    int first = 0;
    int status = options_read(command, count, arguments, &settings, &first);
    if (status == EXIT_DONE && settings.help)
        print_help(command);
    else if (status == EXIT_DONE)
        status = (int)command->run(&settings, count - first, arguments + first);
    settings_wipe(&settings);
    return (enum exit_status)status;
}

static enum exit_status dispatch(int count, char **arguments)
{
    const char *name = count > 1 ? arguments[1] : NULL;
    if (name == NULL || strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
        return help_on(NULL);
    if (strcmp(name, "help") == 0)
        return help_on(count > 2 ? arguments[2] : NULL);
    if (strcmp(name, "--version") == 0 || strcmp(name, "-V") == 0) {
        (void)printf("mitool %s\nlibcrypto %s\n%s\nzlib %s\njansson %s\n", MITOOL_VERSION,
                     mi_crypto_version(), mi_pcap_version(), mi_zlib_version(),
                     mi_jansson_version());
        return EXIT_DONE;
    }
    const struct command *command = find_command(name);
    if (command != NULL)
        return run_command(command, count - 1, arguments + 1);
    talk_usage("", "there is no command '%s'", name);
    return EXIT_USAGE;
}

/* Standard output may be a full disk: that is seen only when it is flushed. */
static enum exit_status finish_output(enum exit_status status)
{
    flush_output();
    int reason = flush_reason();
    bool failed = ferror(stdout) != 0 || reason != 0;
    errno = 0;
    failed = fclose(stdout) != 0 || failed;
    if (!failed)
        return status;
    if (reason == 0)
        reason = errno != 0 ? errno : EIO;
    if (reason != EPIPE)
        talk("standard output", 0, "cannot be written: %s", strerror(reason));
    return EXIT_INPUT;
}

/* A file opened later must not become standard output because that was closed. */
static void open_missing_files(void)
{
    int file = open("/dev/null", O_RDWR);
    while (file >= 0 && file <= STDERR_FILENO)
        file = dup(file);
    if (file > STDERR_FILENO)
        (void)close(file);
}

int main(int count, char **arguments)
{
    static char buffer[OUTPUT_BUFFER];
    open_missing_files();
    if (!isatty(STDOUT_FILENO))
        (void)setvbuf(stdout, buffer, _IOFBF, sizeof buffer);
    return finish_output(dispatch(count, arguments));
}
