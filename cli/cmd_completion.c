/* completion: scripts for shells, made from the tables of commands and options. */
#include "command.h"
#include "output.h"
#include "readings.h"
#include "suggest.h"
#include "talk.h"

#include <ctype.h>
#include <string.h>

enum { WORDS_MAX = 32768 };

/* --- what an argument may be --- */

static void add_word(struct mi_text *words, const char *word)
{
    bool is_plain = word != NULL && word[strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789"
                                                      "ABCDEFGHIJKLMNOPQRSTUVWXYZ._-")] == '\0';
    if (!is_plain)
        return;
    mi_text_add(words, words->length > 0 ? " " : "");
    mi_text_add(words, word);
}

/* Formats and products have several rows of one name, which stand together. */
static void add_terms(struct mi_text *words)
{
    const char *last = "";
    const struct mi_format *format;
    for (size_t i = 0; (format = mi_format_at(i)) != NULL; i++) {
        if (strcmp(last, mi_format_name(format)) != 0)
            add_word(words, mi_format_name(format));
        last = mi_format_name(format);
    }
    const struct mi_product *product;
    for (size_t i = 0; (product = mi_product_at(i)) != NULL; i++)
        add_word(words, product->model);
}

static bool has_word(const struct mi_text *words, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = words->start; *at != '\0'; at += strspn(at, " ")) {
        size_t size = strcspn(at, " ");
        if (size == length && memcmp(at, word, length) == 0)
            return true;
        at += size;
    }
    return false;
}

/* Those that can be drawn; several rows make one. */
static void add_drawn(void *context, const struct known_reading *reading)
{
    bool is_drawn = reading->kind == MI_SENSOR || reading->kind == MI_BINARY;
    if (is_drawn && !has_word(context, reading->key))
        add_word(context, reading->key);
}

static void add_readings(struct mi_text *words)
{
    readings_visit(add_drawn, words);
}

/* What is known here, or what shells find themselves. */
static const struct value {
    const char *placeholder; /* as in synopses */
    void (*add)(struct mi_text *words);
    const char *bash; /* what fills COMPREPLY */
    const char *zsh;  /* an action of _arguments */
    const char *fish; /* options of complete */
} VALUES[] = {
    {"TERM", .add = add_terms},
    {"READING", .add = add_readings},
    {"FILE", NULL, "_mitool_files", "_files", "-r -F"},
    {"ADAPTER", NULL, "_mitool_words \"$(ls /sys/class/bluetooth 2>/dev/null)\"",
     "{compadd -- /sys/class/bluetooth/hci*(N:t)}",
     "-x -a '(ls /sys/class/bluetooth 2>/dev/null)'"},
};

/* NULL: it can be anything. */
static const struct value *value_of(const struct option_face *option)
{
    for (size_t i = 0; i < sizeof VALUES / sizeof VALUES[0]; i++)
        if (option->argument != NULL && strcmp(VALUES[i].placeholder, option->argument) == 0)
            return &VALUES[i];
    return NULL;
}

/* The words that an option takes; none when it takes anything, or nothing. */
static void add_choices(struct mi_text *words, const struct option_face *option)
{
    const struct value *value = value_of(option);
    for (int i = 0; option->choices != NULL && option->choices(i) != NULL; i++)
        add_word(words, option->choices(i));
    if (value != NULL && value->add != NULL)
        value->add(words);
}

static bool takes_files(const struct command *command)
{
    return strstr(command->arguments, "FILE") != NULL;
}

static void add_own_words(struct mi_text *words, const struct command *command)
{
    char word[COMMAND_WORD];
    for (const char *at = NULL; command_word(command, &at, word);)
        add_word(words, word);
}

/* A help in short between single quotes, without what means something to a shell there. */
static void print_help_line(const char *help)
{
    for (const char *at = help; *at != '\0' && *at != ';'; at++)
        output_put(strchr("'[]:\\", *at) != NULL ? " " : at, 1);
}

/* --- bash --- */

/* Options have one meaning in all commands, so what they take stands once. */
static void bash_value(const struct option_face *option)
{
    char buffer[WORDS_MAX];
    struct mi_text words = mi_text(buffer, sizeof buffer);
    const struct value *value = value_of(option);
    add_choices(&words, option);
    output_print("    ");
    if (option->letter != '\0')
        output_print("-%c | ", option->letter);
    output_print("--%s) ", option->name);
    if (words.length > 0)
        output_print("_mitool_words '%s' ", buffer);
    else if (value != NULL)
        output_print("%s ", value->bash);
    output_print(";;\n");
}

static void bash_command(const struct command *command)
{
    char buffer[WORDS_MAX];
    struct mi_text words = mi_text(buffer, sizeof buffer);
    struct option_face option;
    add_own_words(&words, command);
    output_print("    %s)\n        words='%s'\n        files='%s'\n        options='",
                 command->name, buffer, takes_files(command) ? "yes" : "");
    for (size_t i = 0; option_of(command, i, &option); i++)
        output_print("%s--%s", i > 0 ? " " : "", option.name);
    output_print("' ;;\n");
}

static const char BASH_BEGIN[] =
    "# Completion of mitool for bash\n"
    "_mitool_words()\n"
    "{\n"
    "    mapfile -t COMPREPLY < <(compgen -W \"$1\" -- \"$current\")\n"
    "}\n"
    "_mitool_files()\n"
    "{\n"
    "    compopt -o filenames 2>/dev/null\n"
    "    mapfile -t COMPREPLY < <(compgen -f -- \"$current\")\n"
    "}\n"
    "_mitool()\n"
    "{\n"
    "    local current=${COMP_WORDS[COMP_CWORD]} last=${COMP_WORDS[COMP_CWORD - 1]}\n"
    "    local options= words= files=\n"
    "    COMPREPLY=()\n"
    "    [[ $last == = ]] && last=${COMP_WORDS[COMP_CWORD - 2]}\n"
    "    [[ $current == = ]] && last=${COMP_WORDS[COMP_CWORD - 1]} current=\n"
    "    case $last in\n";

static const char BASH_END[] = "help version'\n"
                               "    if [[ $current == -* ]]; then\n"
                               "        _mitool_words \"$options\"\n"
                               "        return\n"
                               "    fi\n"
                               "    [[ -z $files ]] || _mitool_files\n"
                               "    mapfile -t -O ${#COMPREPLY[@]} COMPREPLY "
                               "< <(compgen -W \"$words\" -- \"$current\")\n"
                               "}\n"
                               "complete -F _mitool mitool\n";

static void print_bash(void)
{
    const struct command *command;
    struct option_face option;
    output_print("%s", BASH_BEGIN);
    for (size_t i = 0; option_of(NULL, i, &option); i++)
        if (option.argument != NULL)
            bash_value(&option);
    output_print("    *) false ;;\n    esac && return\n    case ${COMP_WORDS[1]} in\n");
    for (size_t i = 0; (command = command_at(i)) != NULL; i++)
        bash_command(command);
    output_print("    esac\n    ((COMP_CWORD > 1)) && [[ ${COMP_WORDS[1]} != help ]] ||\n"
                 "        files= words='");
    for (size_t i = 0; (command = command_at(i)) != NULL; i++)
        output_print("%s ", command->name);
    output_print("%s", BASH_END);
}

/* --- zsh --- */

static void zsh_option(const struct option_face *option)
{
    char buffer[WORDS_MAX];
    struct mi_text words = mi_text(buffer, sizeof buffer);
    const struct value *value = value_of(option);
    const char *sign = option->argument != NULL ? "=" : "";
    if (option->letter != '\0')
        output_print(" \\\n            '*'{-%c,--%s%s}'[", option->letter, option->name, sign);
    else
        output_print(" \\\n            '*--%s%s[", option->name, sign);
    print_help_line(option->help);
    output_print("]");
    if (option->argument != NULL)
        output_print(":%s:", option->argument);
    add_choices(&words, option);
    if (words.length > 0)
        output_print("(%s)", buffer);
    else if (value != NULL)
        output_print("%s", value->zsh);
    output_print("'");
}

static void zsh_command(const struct command *command)
{
    char buffer[WORDS_MAX];
    struct mi_text words = mi_text(buffer, sizeof buffer);
    struct option_face option;
    add_own_words(&words, command);
    output_print("    %s)\n        _arguments -s", command->name);
    for (size_t i = 0; option_of(command, i, &option); i++)
        zsh_option(&option);
    if (words.length > 0)
        output_print(" \\\n            '1:word:(%s)'", buffer);
    if (takes_files(command))
        output_print(" \\\n            '*:file:_files'");
    output_print(" ;;\n");
}

static void print_zsh(void)
{
    const struct command *command;
    output_print("#compdef mitool\n"
                 "# Completion of mitool for zsh\n"
                 "_mitool()\n"
                 "{\n"
                 "    local -a commands\n"
                 "    commands=(\n");
    for (size_t i = 0; (command = command_at(i)) != NULL; i++) {
        output_print("        '%s:", command->name);
        print_help_line(command->summary);
        output_print("'\n");
    }
    output_print("        'help:what a command does and its options'\n"
                 "    )\n"
                 "    if ((CURRENT == 2)); then\n"
                 "        _describe command commands\n"
                 "        return\n"
                 "    fi\n"
                 "    shift words\n"
                 "    ((CURRENT--))\n"
                 "    case $words[1] in\n"
                 "    help) _describe command commands ;;\n");
    for (size_t i = 0; (command = command_at(i)) != NULL; i++)
        zsh_command(command);
    output_print("    esac\n"
                 "}\n"
                 "if [[ $funcstack[1] == _mitool ]]; then\n"
                 "    _mitool \"$@\"\n"
                 "else\n"
                 "    compdef _mitool mitool\n"
                 "fi\n");
}

/* --- fish --- */

static void fish_option(const struct option_face *option, const char *command)
{
    char buffer[WORDS_MAX];
    struct mi_text words = mi_text(buffer, sizeof buffer);
    const struct value *value = value_of(option);
    output_print("complete -c mitool -n '__fish_seen_subcommand_from %s' -l %s", command,
                 option->name);
    if (option->letter != '\0')
        output_print(" -s %c", option->letter);
    add_choices(&words, option);
    if (words.length > 0)
        output_print(" -x -a '%s'", buffer);
    else if (option->argument != NULL)
        output_print(" %s", value != NULL ? value->fish : "-x");
    output_print(" -d '");
    print_help_line(option->help);
    output_print("'\n");
}

static void fish_command(const struct command *command)
{
    char buffer[WORDS_MAX];
    struct mi_text words = mi_text(buffer, sizeof buffer);
    struct option_face option;
    add_own_words(&words, command);
    output_print("complete -c mitool -n __fish_use_subcommand -a %s -d '", command->name);
    print_help_line(command->summary);
    output_print("'\n");
    for (size_t i = 0; option_of(command, i, &option); i++)
        fish_option(&option, command->name);
    if (words.length > 0)
        output_print("complete -c mitool -n '__fish_seen_subcommand_from %s' -a '%s'\n",
                     command->name, buffer);
    if (takes_files(command))
        output_print("complete -c mitool -n '__fish_seen_subcommand_from %s' -F\n", command->name);
}

static void print_fish(void)
{
    const struct command *command;
    output_print("# Completion of mitool for fish\n"
                 "complete -c mitool -f\n"
                 "complete -c mitool -n __fish_use_subcommand -a help "
                 "-d 'what a command does and its options'\n");
    for (size_t i = 0; (command = command_at(i)) != NULL; i++) {
        output_print("complete -c mitool -n '__fish_seen_subcommand_from help' -a %s\n",
                     command->name);
        fish_command(command);
    }
}

static enum exit_status run_completion(const struct settings *settings, int count, char **arguments)
{
    static const struct {
        const char *name;
        void (*print)(void);
    } SHELLS[] = {{"bash", print_bash}, {"zsh", print_zsh}, {"fish", print_fish}};
    (void)settings;
    for (size_t i = 0; count == 1 && i < sizeof SHELLS / sizeof SHELLS[0]; i++) {
        if (strcmp(arguments[0], SHELLS[i].name) == 0) {
            SHELLS[i].print();
            return EXIT_DONE;
        }
    }
    if (count == 1)
        return refuse_word(&COMPLETION_COMMAND, "shell", arguments[0]);
    talk_usage("completion", "for which shell? %s", COMPLETION_COMMAND.arguments);
    return EXIT_USAGE;
}

const struct command COMPLETION_COMMAND = {
    .name = "completion",
    .summary = "a script that lets a shell complete commands and options",
    .arguments = "bash | zsh | fish",
    .help = "Prints the script for one shell. 'make install' and the package put the scripts where "
            "shells look for them; elsewhere, 'source <(mitool completion bash)' in ~/.bashrc or "
            "~/.zshrc, or 'mitool completion fish | source' in config.fish does it.",
    .options = OPTIONS_COMMON,
    .run = run_completion,
};
