/* From the command line to a command, and from its end to the exit status. */
#include "beacon/ccm.h"
#include "broker/broker.h"
#include "capture/source.h"
#include "command.h"
#include "keys/import.h"
#include "nearest.h"
#include "output.h"
#include "printer.h"
#include "settle.h"
#include "signals.h"
#include "suggest.h"
#include "talk.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static bool is_any(const char *word, const char *a, const char *b, const char *c)
{
    return strcmp(word, a) == 0 || strcmp(word, b) == 0 || strcmp(word, c) == 0;
}

static enum exit_status refuse_command(const char *name)
{
    char hint[HINT_MAX];
    struct nearest nearest = {.typed = name};
    const struct command *command;
    for (size_t i = 0; (command = command_at(i)) != NULL; i++)
        nearest_offer(&nearest, command->name);
    bool may_be_path = *nearest_hint(&nearest, hint) == '\0' && strpbrk(name, "./") != NULL;
    talk_usage("",
               may_be_path ? "there is neither a command nor a file '%s'%s"
                           : "there is no command '%s'%s",
               name, hint);
    return EXIT_USAGE;
}

static enum exit_status help_on(const char *name)
{
    bool is_of_all = name == NULL || is_any(name, "help", "--help", "-h") ||
                     is_any(name, "version", "--version", "-V");
    const struct command *command = is_of_all ? NULL : command_find(name);
    if (!is_of_all && command == NULL)
        return refuse_command(name);
    if (command != NULL)
        print_help(command);
    else
        print_commands();
    return EXIT_DONE;
}

/* Of commands whose arguments are words one of the words may be "help". */
static bool asks_for_help(const struct command *command, const char *argument)
{
    return islower((unsigned char)*command->arguments) && argument != NULL &&
           strcmp(argument, "help") == 0;
}

static enum exit_status run_command(const struct command *command, int count, char **arguments)
{
    struct settings settings = {
        .output.printer = &TEXT_PRINTER,
        .keys.are_judged = command->judges_keys,
    };
    struct given given = {{false}};
    int first = 0;
    if ((command->options & OPTIONS_PUBLISH) == 0)
        mi_crypto_start_lean();
    int status = options_read(command, count, arguments, &settings, &given, &first);
    if (status == EXIT_DONE && !settings.help)
        status = (int)settle(command, &given, &settings);
    if (status == EXIT_DONE && (settings.help || asks_for_help(command, arguments[first])))
        print_help(command);
    else if (status == EXIT_DONE)
        status = (int)command->run(&settings, count - first, arguments + first);
    settings_wipe(&settings);
    return (enum exit_status)status;
}

static enum exit_status print_versions(void)
{
    const char *mosquitto = mi_mosquitto_version();
    output_print("mitool %s\nlibcrypto %s\n%s\nzlib %s\nminizip %s\njansson %s\n"
                 "libmosquitto %s\n",
                 MITOOL_VERSION, mi_crypto_version(), mi_pcap_version(), mi_zlib_version(),
                 mi_minizip_version(), mi_jansson_version(),
                 mosquitto != NULL ? mosquitto : "not installed");
    return EXIT_DONE;
}

static enum exit_status dispatch(int count, char **arguments)
{
    const char *name = count > 1 ? arguments[1] : "help";
    const struct command *command = command_find(name);
    if (is_any(name, "help", "--help", "-h"))
        return help_on(count > 2 ? arguments[2] : NULL);
    if (is_any(name, "version", "--version", "-V"))
        return print_versions();
    if (command != NULL)
        return run_command(command, count - 1, arguments + 1);
    if (suggest(count - 1, arguments + 1))
        return EXIT_USAGE;
    return refuse_command(name);
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
    signals_ignore_pipes();
    mi_import_wipe_json();
    output_begin();
    return (int)finish(dispatch(count, arguments));
}
