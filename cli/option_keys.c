#include "option_keys.h"

#include "base/hex.h"
#include "beacon/ccm.h"
#include "talk.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { KEY_FILE_MAX = 4096, TASMOTA_BYTES = MI_KEY_SIZE + MI_ADDRESS_SIZE };

void keys_wipe(struct settings *settings)
{
    struct mi_key *keys = settings->keys.given;
    if (keys != NULL)
        mi_wipe(keys, settings->keys.count * sizeof *keys);
    free(keys);
    settings->keys.given = NULL;
    settings->keys.count = 0;
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
    size_t count = settings->keys.count;
    struct mi_key *keys = calloc(count + 1, sizeof *keys);
    if (keys == NULL) {
        talk(NULL, 0, "out of memory");
        return EXIT_INPUT;
    }
    if (count > 0)
        memcpy(keys, settings->keys.given, count * sizeof *keys);
    keys[count] = key;
    keys_wipe(settings);
    settings->keys.given = keys;
    settings->keys.count = count + 1;
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
        if (!settings->keys.has_mac)
            settings->keys.mac = mi_get_address_be(&mac);
        settings->keys.has_mac = true;
        settings->keys.is_split = true;
        status = add_key(settings, digits, half.length, place);
    } else if (has_digits && !is_key) {
        settings->keys.bad_digits = (uint32_t)hex.digits;
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
    return settings->keys.are_judged ? judge_key(settings, text, length, place)
                                     : add_key(settings, text, length, place);
}

enum exit_status key_take(struct settings *settings, const char *value)
{
    return take_text(settings, value, strlen(value), "--key");
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

enum exit_status key_take_file(struct settings *settings, const char *value)
{
    bool is_stdin = strcmp(value, "-") == 0;
    const char *place = is_stdin ? "standard input" : value;
    settings->stdin_is_read = settings->stdin_is_read || is_stdin;
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
    enum exit_status status = take_text(settings, line, length, place);
    mi_wipe(content, sizeof content);
    return status;
}

enum exit_status key_take_environment(struct settings *settings)
{
    const char *key = getenv("MITOOL_KEY");
    if (key == NULL || *key == '\0')
        return EXIT_DONE;
    return take_text(settings, key, strlen(key), "MITOOL_KEY");
}
