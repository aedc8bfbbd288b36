#include "option_keys.h"

#include "base/hex.h"
#include "beacon/ccm.h"
#include "keys/secret.h"
#include "talk.h"

#include <stdlib.h>
#include <string.h>

enum { TASMOTA_BYTES = MI_KEY_SIZE + MI_ADDRESS_SIZE };

void keys_wipe(struct settings *settings)
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
        mi_wipe(&key, sizeof key);
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
    keys_wipe(settings);
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

static enum exit_status take_text(struct settings *settings, const char *text, size_t length,
                                  const char *place)
{
    return settings->judges_keys ? judge_key(settings, text, length, place)
                                 : add_key(settings, text, length, place);
}

enum exit_status key_take(struct settings *settings, const char *value)
{
    return take_text(settings, value, strlen(value), "--key");
}

/* The first line that is neither blank nor a comment; the end when there is none. */
static const char *find_key_line(const char *at)
{
    while (*at != '\0') {
        size_t size = strcspn(at, "\n");
        size_t blank = strspn(at, " \t\r");
        if (blank < size && at[blank] != '#')
            break;
        at += size + (at[size] == '\n');
    }
    return at;
}

enum exit_status key_take_file(struct settings *settings, const char *value)
{
    bool is_stdin = strcmp(value, "-") == 0;
    const char *place = is_stdin ? "standard input" : value;
    struct mi_secret content;
    enum exit_status status = EXIT_INPUT;
    struct mi_problem problem = mi_secret_read(value, &content);
    settings->stdin_is_read = settings->stdin_is_read || is_stdin;
    if (problem.code != MI_OK) {
        talk(place, 0, "cannot read the key: %s",
             problem.string != NULL ? problem.string : "it is too large");
    } else {
        if (content.is_open_to_others)
            talk(place, 0, "others can read this key file; chmod 600 makes it yours alone");
        const char *line = find_key_line(content.text);
        status = take_text(settings, line, strcspn(line, "\r\n"), place);
    }
    mi_secret_free(&content);
    return status;
}

enum exit_status key_take_environment(struct settings *settings)
{
    const char *key = getenv("MITOOL_KEY");
    if (key == NULL || *key == '\0')
        return EXIT_DONE;
    return take_text(settings, key, strlen(key), "MITOOL_KEY");
}
