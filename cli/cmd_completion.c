/* completion: scripts for shells, made from the tables of commands and options. */
#include "command.h"
#include "output.h"
#include "readings.h"
#include "suggest.h"
#include "talk.h"

#include "pairing/gatt_frame.h"

#include <ctype.h>
#include <string.h>

enum { WORDS_MAX = 32768 };

/* --- what an argument may be --- */

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

/* Several rows may make one. */
static void add_word(struct mi_text *words, const char *word)
{
    bool is_plain = word != NULL && word[strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789"
                                                      "ABCDEFGHIJKLMNOPQRSTUVWXYZ._-")] == '\0';
    if (!is_plain || has_word(words, word))
        return;
    mi_text_add(words, words->length > 0 ? " " : "");
    mi_text_add(words, word);
}

/* "bthome" of "bthome_v2" */
static void add_family(struct mi_text *words, const char *format)
{
    char family[32];
    struct mi_text text = mi_text(family, sizeof family);
    const char *version = strstr(format, "_v");
    mi_text_run(&text, format, version != NULL ? (size_t)(version - format) : strlen(format));
    add_word(words, family);
}

static void add_terms(struct mi_text *words)
{
    const struct mi_format *format;
    for (size_t i = 0; (format = mi_format_at(i)) != NULL; i++) {
        add_word(words, mi_format_name(format));
        add_family(words, mi_format_name(format));
    }
    add_word(words, mi_format_name(mi_gatt_format_at(0)));
    const struct mi_product *product;
    for (size_t i = 0; (product = mi_product_at(i)) != NULL; i++)
        add_word(words, product->model);
}

/* Those that can be drawn. */
static void add_drawn(void *context, const struct known_reading *reading)
{
    bool is_drawn = reading->kind == MI_SENSOR || reading->kind == MI_BINARY;
    if (is_drawn)
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
    {"MAC", NULL, "_mitool_words \"$(_mitool_ring)\"", "_mitool_ring",
     "-x -a '(mitool keys list 2>/dev/null | string split -f 1 \" \")'"},
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

/*
 * Whether such a thing may follow a word of the arguments: of "import [FILE | -]... | add MAC
 * [NAME]" a MAC follows "add". NULL: what is there without a word.
 */
static bool takes(const struct command *command, const char *word, const char *thing)
{
    char part[128];
    struct mi_text text = mi_text(part, sizeof part);
    const char *at = word != NULL ? strstr(command->arguments, word) : command->arguments;
    bool is_inside = false;
    for (; *at != '\0' && (is_inside || word == NULL || *at != '|'); at++) {
        is_inside = *at == '[' || (is_inside && *at != ']');
        mi_text_char(&text, *at);
    }
    return strstr(part, thing) != NULL;
}

static void add_own_words(struct mi_text *words, const struct command *command)
{
    char word[COMMAND_WORD];
    for (const char *at = NULL; command_word(command, &at, word);)
        add_word(words, word);
}

/* The words of a command behind which such a thing may stand. */
static void add_words_taking(struct mi_text *words, const struct command *command,
                             const char *thing)
{
    char word[COMMAND_WORD];
    for (const char *at = NULL; command_word(command, &at, word);)
        if (takes(command, word, thing))
            add_word(words, word);
}

/* How a shell wants between single quotes what means something there. */
struct quoting {
    const char *quote;
    const char *special; /* a backslash stands before it */
};

static const struct quoting FISH = {"\\'", "\\"};
static const struct quoting ZSH = {"'\\''", "[]:\\"};

/* A help in short. */
static void print_help_line(const char *help, const struct quoting *quoting)
{
    for (const char *at = help; *at != '\0' && *at != ';'; at++)
        if (*at == '\'')
            output_print("%s", quoting->quote);
        else
            output_print("%s%c", strchr(quoting->special, *at) != NULL ? "\\" : "", *at);
}

static const char VERSION_HELP[] = "which version this is, and of which libraries";
static const char HELP_HELP[] = "what a command does and its options";

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
        output_print("_mitool_words '%s'%s ", buffer,
                     value != NULL && value->add == add_terms ? "\" $(_mitool_ring)\"" : "");
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
    output_print("    %s)\n        words='%s'\n        files='%s'\n", command->name, buffer,
                 words.length == 0 && takes(command, NULL, "FILE") ? "yes" : "");
    words = mi_text(buffer, sizeof buffer);
    add_words_taking(&words, command, "FILE");
    output_print("        with_files='%s'\n", buffer);
    words = mi_text(buffer, sizeof buffer);
    add_words_taking(&words, command, "MAC");
    output_print("        with_devices='%s'\n        options='", buffer);
    for (size_t i = 0; option_of(command, i, &option); i++)
        output_print("%s--%s", i > 0 ? " " : "", option.name);
    output_print("' ;;\n");
}

/* A colon ends a word of bash, but not one of ours. */
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
    "_mitool_ring()\n"
    "{\n"
    "    mitool keys list 2>/dev/null | awk '{ print $1 } NF == 3 { print $3 }'\n"
    "}\n"
    "_mitool_offer()\n"
    "{\n"
    "    local current=${line[-1]} last=${line[-2]} word action=\n"
    "    local options='--help --version' words= files= with_files= with_devices=\n"
    "    COMPREPLY=()\n"
    "    [[ $last == = ]] && last=${line[-3]}\n"
    "    [[ $current == = ]] && last=${line[-2]} current=\n"
    "    case $last in\n";

static const char BASH_END[] =
    "    for word in \"${line[@]:2:${#line[@]}-3}\"; do\n"
    "        [[ $word == -- ]] && options=\n"
    "        [[ -z $action && \" $words \" == *\" $word \"* ]] && action=$word\n"
    "    done\n"
    "    if [[ $current == -* && -n $options ]]; then\n"
    "        _mitool_words \"$options\"\n"
    "        return\n"
    "    fi\n"
    "    if [[ -n $action ]]; then\n"
    "        words=\n"
    "        [[ \" $with_files \" == *\" $action \"* ]] && files=yes\n"
    "        [[ \" $with_devices \" == *\" $action \"* ]] && words=$(_mitool_ring)\n"
    "    fi\n"
    "    [[ -z $files ]] || _mitool_files\n"
    "    mapfile -t -O ${#COMPREPLY[@]} COMPREPLY "
    "< <(compgen -W \"$words\" -- \"$current\")\n"
    "}\n"
    "_mitool()\n"
    "{\n"
    "    local word joins= line=()\n"
    "    for word in \"${COMP_WORDS[@]:0:COMP_CWORD+1}\"; do\n"
    "        if [[ -n $joins || $word == :* ]]; then\n"
    "            line[-1]+=$word\n"
    "        else\n"
    "            line+=(\"$word\")\n"
    "        fi\n"
    "        [[ $word == *: ]] && joins=yes || joins=\n"
    "    done\n"
    "    _mitool_offer\n"
    "    word=${line[-1]}\n"
    "    COMPREPLY=(\"${COMPREPLY[@]#\"${word%\"${word##*:}\"}\"}\")\n"
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
    output_print("    *) false ;;\n    esac && return\n    case ${line[1]} in\n");
    for (size_t i = 0; (command = command_at(i)) != NULL; i++)
        bash_command(command);
    output_print("    esac\n    ((${#line[@]} > 2)) && [[ ${line[1]} != help ]] ||\n"
                 "        files= words='");
    for (size_t i = 0; (command = command_at(i)) != NULL; i++)
        output_print("%s ", command->name);
    output_print("help version'\n%s", BASH_END);
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
    print_help_line(option->help, &ZSH);
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

/* What follows a word of the command's own. */
static void zsh_rest(const struct command *command)
{
    char files[256], devices[256];
    struct mi_text with_files = mi_text(files, sizeof files);
    struct mi_text with_devices = mi_text(devices, sizeof devices);
    add_words_taking(&with_files, command, "FILE");
    add_words_taking(&with_devices, command, "MAC");
    output_print(" \\\n            '*:argument:{_mitool_rest \"%s\" \"%s\"}'", files, devices);
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
    if (words.length == 0 && takes(command, NULL, "FILE"))
        output_print(" \\\n            '*:file:_files'");
    else if (takes(command, NULL, "FILE"))
        zsh_rest(command);
    output_print(" ;;\n");
}

static const char ZSH_BEGIN[] =
    "#compdef mitool\n"
    "# Completion of mitool for zsh\n"
    "_mitool_ring()\n"
    "{\n"
    "    compadd -- ${${(f)\"$(mitool keys list 2>/dev/null)\"}%% *}\n"
    "}\n"
    "_mitool_rest()\n"
    "{\n"
    "    local word\n"
    "    for word in ${=1}; do (( $words[(I)$word] )) && _files && return; done\n"
    "    for word in ${=2}; do (( $words[(I)$word] )) && _mitool_ring; done\n"
    "}\n"
    "_mitool()\n"
    "{\n"
    "    local -a commands\n"
    "    commands=(\n";

static void print_zsh(void)
{
    const struct command *command;
    output_print("%s", ZSH_BEGIN);
    for (size_t i = 0; (command = command_at(i)) != NULL; i++) {
        output_print("        '%s:", command->name);
        print_help_line(command->summary, &ZSH);
        output_print("'\n");
    }
    output_print("        'help:%s'\n        'version:%s'\n", HELP_HELP, VERSION_HELP);
    output_print("    )\n"
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
    print_help_line(option->help, &FISH);
    output_print("'\n");
}

static void fish_rest(const struct command *command, const char *thing, const char *offer)
{
    char buffer[256];
    struct mi_text words = mi_text(buffer, sizeof buffer);
    add_words_taking(&words, command, thing);
    if (words.length > 0)
        output_print("complete -c mitool -n '__fish_seen_subcommand_from %s; and "
                     "__fish_seen_subcommand_from %s' %s\n",
                     command->name, buffer, offer);
}

static void fish_command(const struct command *command)
{
    char buffer[WORDS_MAX];
    struct mi_text words = mi_text(buffer, sizeof buffer);
    struct option_face option;
    add_own_words(&words, command);
    output_print("complete -c mitool -n __fish_use_subcommand -a %s -d '", command->name);
    print_help_line(command->summary, &FISH);
    output_print("'\n");
    for (size_t i = 0; option_of(command, i, &option); i++)
        fish_option(&option, command->name);
    if (words.length > 0)
        output_print("complete -c mitool -n '__fish_seen_subcommand_from %s; and not "
                     "__fish_seen_subcommand_from %s' -a '%s'\n",
                     command->name, buffer, buffer);
    else if (takes(command, NULL, "FILE"))
        output_print("complete -c mitool -n '__fish_seen_subcommand_from %s' -F\n", command->name);
    fish_rest(command, "FILE", "-F");
    fish_rest(command, "MAC", "-a '(mitool keys list 2>/dev/null | string split -f 1 \" \")'");
}

static void print_fish(void)
{
    const struct command *command;
    output_print("# Completion of mitool for fish\n"
                 "complete -c mitool -f\n"
                 "complete -c mitool -n __fish_use_subcommand -a help -d '%s'\n"
                 "complete -c mitool -n __fish_use_subcommand -a version -d '%s'\n",
                 HELP_HELP, VERSION_HELP);
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
    return talk_usage("completion", "for which shell? %s", COMPLETION_COMMAND.arguments);
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
