/* From the command line to a command, and from its end to the exit status. */
#include "beacon/ccm.h"
#include "broker/broker.h"
#include "capture/source.h"
#include "command.h"
#include "keys/import.h"
#include "output.h"
#include "printer.h"
#include "talk.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define COMMAND_LISTED(NAME) &NAME##_COMMAND,

static const struct command *const LIST[] = {COMMANDS(COMMAND_LISTED)};

enum { COMMAND_COUNT = sizeof LIST / sizeof LIST[0] };

static const struct command *find_command(const char *name)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        if (strcmp(LIST[i]->name, name) == 0)
            return LIST[i];
    return NULL;
}

static void print_commands(void)
{
    output_print(
        "usage: mitool COMMAND [options] [arguments]\n\n"
        "Reads what Xiaomi Bluetooth sensors say, and tells whether a bindkey is right.\n\n"
        "commands:\n");
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        output_print("  %-10s %s\n", LIST[i]->name, LIST[i]->summary);
    output_print("\n'mitool help COMMAND' tells more, 'mitool --version' which version this is.\n");
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
        print_commands();
    return EXIT_DONE;
}

static enum exit_status run_command(const struct command *command, int count, char **arguments)
{
    struct settings settings = {
        .output.printer = &TEXT_PRINTER,
        .keys.are_judged = command->judges_keys,
    };
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
        output_print("mitool %s\nlibcrypto %s\n%s\nzlib %s\njansson %s\nlibmosquitto %s\n",
                     MITOOL_VERSION, mi_crypto_version(), mi_pcap_version(), mi_zlib_version(),
                     mi_jansson_version(), mi_mosquitto_version());
        return EXIT_DONE;
    }
    const struct command *command = find_command(name);
    if (command != NULL)
        return run_command(command, count - 1, arguments + 1);
    talk_usage("", "there is no command '%s'", name);
    return EXIT_USAGE;
}

/* Whoever reads standard output may have had enough: that is not worth a message. */
static enum exit_status finish(enum exit_status status)
{
    int reason = output_end();
    struct mi_problem problem = {.code = MI_P_CANNOT_WRITE, .string = strerror(reason)};
    if (reason == ETIMEDOUT)
        problem.code = MI_P_NOT_TAKEN;
    if (reason != 0 && reason != EPIPE)
        talk_problem("standard output", 0, &problem);
    return reason != 0 ? EXIT_INPUT : status;
}

/*
 * A file opened later must not become standard output because that was closed. What takes its
 * place is open the wrong way round, so that using it fails.
 */
static void open_missing_files(void)
{
    static const int MODES[] = {O_WRONLY, O_RDONLY, O_RDONLY};
    for (int file = 0; file <= STDERR_FILENO; file++)
        if (fcntl(file, F_GETFD) < 0)
            (void)open("/dev/null", MODES[file]);
}

int main(int count, char **arguments)
{
    open_missing_files();
    output_begin();
    return (int)finish(dispatch(count, arguments));
}
