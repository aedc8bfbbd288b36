#include "suggest.h"

#include "command.h"
#include "nearest.h"
#include "talk.h"

#include "base/hex.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Bytes of what a text says in hex; 0: it is no hex. */
static size_t size_of_hex(const char *text)
{
    uint8_t bytes[TALK_MAX];
    struct mi_hex hex = mi_hex_decode(text, strlen(text), bytes, sizeof bytes);
    return hex.status == MI_HEX_OK ? hex.size : 0;
}

static bool is_option(const char *word)
{
    return word[0] == '-' && word[1] != '\0';
}

/* Whether what stands behind an option is its value: behind --key and -k, and behind -jk. */
static bool takes_next(const char *word)
{
    struct option_face option;
    const char *name = word + 1;
    bool is_long = *name == '-';
    for (size_t i = 0; option_of(NULL, i, &option); i++) {
        const char *letter = is_long ? NULL : strchr(name, option.letter);
        bool is_it =
            is_long ? strcmp(name + 1, option.name) == 0 : letter != NULL && *letter != '\0';
        if (is_it && option.argument != NULL)
            return is_long || letter[1] == '\0';
    }
    return false;
}

/* Where the next argument is that is neither an option nor the value of one; `count`: none is. */
static int next_operand(int count, char **arguments, int at)
{
    while (at < count && is_option(arguments[at]))
        at += takes_next(arguments[at]) ? 2 : 1;
    return at < count ? at : count;
}

/* All operands together, as "04 3e 2a" is split by a shell. */
static bool are_hex(int count, char **arguments)
{
    enum { FRAME_MIN = 5 }; /* bytes; what is shorter may be a word of letters a to f */
    size_t sum = 0;
    for (int i = next_operand(count, arguments, 0); i < count;
         i = next_operand(count, arguments, i + 1)) {
        size_t size = size_of_hex(arguments[i]);
        if (size == 0)
            return false;
        sum += size;
    }
    return sum >= FRAME_MIN;
}

bool suggest_is_hex(int count, char **arguments)
{
    return count > 0 && access(arguments[0], F_OK) != 0 && are_hex(count, arguments);
}

static bool is_file(const char *word)
{
    return strcmp(word, "-") == 0 || access(word, F_OK) == 0;
}

/* Where in a word the value stands that may be a key: -kHEX, --key=HEX, HEX. */
static size_t value_of(const char *word)
{
    enum { LETTER = 2 };
    const char *equals = strchr(word, '=');
    if (strncmp(word, "--", 2) == 0)
        return equals != NULL ? (size_t)(equals + 1 - word) : 0;
    return is_option(word) ? LETTER : 0;
}

static bool may_be_key(const char *value)
{
    enum { KEY = 16, LEGACY_KEY = 12, KEY_AND_MAC = 22 };
    size_t size = size_of_hex(value);
    return size == KEY || size == LEGACY_KEY || size == KEY_AND_MAC;
}

/* As a shell wants it. */
static void add_word(struct mi_text *line, const char *word)
{
    size_t value = value_of(word);
    bool is_plain = word[strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                      "0123456789_./:=@%+,-")] == '\0';
    mi_text_char(line, ' ');
    if (may_be_key(word + value)) {
        mi_text_run(line, word, value);
        mi_text_add(line, "HEX");
        return;
    }
    mi_text_add(line, is_plain && *word != '\0' ? "" : "'");
    for (const char *at = word; *at != '\0'; at++) {
        if (*at == '\'')
            mi_text_add(line, "'\\'");
        mi_text_char(line, *at);
    }
    mi_text_add(line, is_plain && *word != '\0' ? "" : "'");
}

/* The arguments behind `command`, but for the one at `left_out`. */
static void say(const char *reason, const char *command, int count, char **arguments, int left_out)
{
    char buffer[TALK_MAX];
    char clean[TALK_MAX];
    struct mi_text line = mi_text(buffer, sizeof buffer);
    struct mi_text shown = mi_text(clean, sizeof clean);
    for (int i = 0; i < count; i++)
        if (i != left_out)
            add_word(&line, arguments[i]);
    mi_text_clean(&shown, buffer);
    (void)talk_usage(NULL, "%s: mitool %s%s", reason, command, clean);
}

static const char *reader_of(const char *path)
{
    enum mi_file_type type;
    return mi_file_type_of(path, &type) ? PCAP_COMMAND.name : PARSE_COMMAND.name;
}

/* The first argument is an option: a command stands behind it. */
static bool suggest_order(int count, char **arguments)
{
    int ends = strcmp(arguments[0], "--") == 0;
    for (int i = 1; i < count; i++) {
        const struct command *command = command_find(arguments[i]);
        if (command == NULL)
            continue;
        say("the command comes first", command->name, count - ends, arguments + ends, i - ends);
        return true;
    }
    return false;
}

bool suggest(int count, char **arguments)
{
    if (is_option(arguments[0]) && suggest_order(count, arguments))
        return true;
    int operand = next_operand(count, arguments, 0);
    const char *file = operand < count ? arguments[operand] : NULL;
    const char *name = file != NULL && is_file(file) ? reader_of(file)
                       : are_hex(count, arguments)   ? DECRYPT_COMMAND.name
                       : is_option(arguments[0])     ? "COMMAND"
                                                     : NULL;
    if (name != NULL)
        say("a command is missing", name, count, arguments, -1);
    return name != NULL;
}

/* --- words behind a command --- */

static void offer_words(struct nearest *nearest, const struct command *command)
{
    char word[COMMAND_WORD];
    for (const char *at = NULL; command_word(command, &at, word);)
        nearest_offer(nearest, word);
}

/* What other commands are called and take. */
static void offer_all(struct nearest *nearest)
{
    const struct command *command;
    struct option_face option;
    for (size_t i = 0; (command = command_at(i)) != NULL; i++) {
        char before[COMMAND_WORD];
        nearest->before = "mitool ";
        nearest_offer(nearest, command->name);
        nearest->before = before;
        (void)snprintf(before, sizeof before, "mitool %s ", command->name);
        offer_words(nearest, command);
        (void)snprintf(before, sizeof before, "mitool %s --", command->name);
        for (size_t k = 0; option_of(command, k, &option); k++)
            nearest_offer(nearest, option.name);
    }
}

enum exit_status refuse_word(const struct command *command, const char *noun, const char *word)
{
    char hint[HINT_MAX];
    struct nearest nearest = {.typed = word};
    offer_words(&nearest, command);
    if (*nearest.found == '\0')
        offer_all(&nearest);
    bool has_hint = *nearest_hint(&nearest, hint) != '\0';
    return talk_usage(command->name, "there is no %s '%s'%s%s", noun, word, has_hint ? hint : ": ",
                      has_hint ? "" : command->arguments);
}
