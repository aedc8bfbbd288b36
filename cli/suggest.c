#include "suggest.h"

#include "command.h"
#include "talk.h"

#include "base/hex.h"

#include <string.h>
#include <unistd.h>

/* Bytes of what a text says in hex; 0: it is no hex. */
static size_t size_of_hex(const char *text)
{
    uint8_t bytes[TALK_MAX];
    struct mi_hex hex = mi_hex_decode(text, strlen(text), bytes, sizeof bytes);
    return hex.status == MI_HEX_OK ? hex.size : 0;
}

/* All of them together, as "04 3e 2a" is split by a shell. */
static bool are_hex(int count, char **arguments)
{
    enum { FRAME_MIN = 5 }; /* bytes; what is shorter may be a word of letters a to f */
    size_t sum = 0;
    for (int i = 0; i < count; i++) {
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

static bool is_option(const char *word)
{
    return word[0] == '-' && word[1] != '\0';
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
    talk_usage(NULL, "%s: mitool %s%s", reason, command, clean);
}

static const char *reader_of(const char *path)
{
    enum mi_file_type type;
    return mi_file_type_of(path, &type) ? PCAP_COMMAND.name : PARSE_COMMAND.name;
}

bool suggest(int count, char **arguments)
{
    const char *first = arguments[0];
    for (int i = 1; is_option(first) && i < count; i++) {
        const struct command *command = command_find(arguments[i]);
        if (command == NULL)
            continue;
        say("the command comes first", command->name, count, arguments, i);
        return true;
    }
    const char *last = arguments[count - 1];
    const char *file = is_option(first) ? last : first;
    const char *name = is_file(file)               ? reader_of(file)
                       : are_hex(count, arguments) ? DECRYPT_COMMAND.name
                                                   : NULL;
    if (name == NULL)
        return false;
    say("a command is missing", name, count, arguments, -1);
    return true;
}
