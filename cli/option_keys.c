#include "option_keys.h"

#include "beacon/ccm.h"
#include "beacon/spelling.h"
#include "keys/keyfile.h"
#include "keys/secret.h"
#include "talk.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PLACE_BYTES = 4096 + 32 };

void keys_wipe(struct settings *settings)
{
    struct mi_key *keys = settings->keys.given;
    if (keys != NULL)
        mi_wipe(keys, settings->keys.count * sizeof *keys);
    free(keys);
    settings->keys.given = NULL;
    settings->keys.count = 0;
}

static enum exit_status refuse(const char *place, const struct mi_problem *problem)
{
    char buffer[512];
    struct mi_text sentence = mi_text(buffer, sizeof buffer);
    mi_text_problem(&sentence, problem);
    talk_usage(NULL, "%s: %s", place, buffer);
    return EXIT_USAGE;
}

static enum exit_status add_key(struct settings *settings, const char *text, size_t length,
                                const char *place)
{
    struct mi_key key;
    struct mi_address mac;
    bool has_mac;
    struct mi_problem problem = mi_key_parse_with_mac(text, length, &key, &mac, &has_mac);
    if (problem.code != MI_OK) {
        mi_wipe(&key, sizeof key);
        return refuse(place, &problem);
    }
    if (has_mac && !settings->keys.has_mac)
        settings->keys.mac = mac;
    settings->keys.has_mac = settings->keys.has_mac || has_mac;
    settings->keys.is_split = settings->keys.is_split || has_mac;
    problem = mi_key_doubt(&key);
    if (problem.code != MI_OK)
        talk_problem(place, 0, &problem);
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

static bool is_key(const char *text, size_t length)
{
    struct mi_key key;
    bool is_one = mi_key_parse(text, length, &key).code == MI_OK;
    mi_wipe(&key, sizeof key);
    return is_one;
}

/* For verify, a key of too many or too few digits is a finding. */
static enum exit_status judge_key(struct settings *settings, const char *text, size_t length,
                                  const char *place)
{
    struct mi_spelled spelled;
    bool is_read = mi_spelling_read(text, length, &spelled);
    bool has_digits = spelled.count > 0 && spelled.odd_at == SIZE_MAX;
    uint32_t digits = (uint32_t)spelled.count;
    mi_wipe(&spelled, sizeof spelled);
    if (!has_digits || (is_read && is_key(text, length)))
        return add_key(settings, text, length, place);
    settings->keys.bad_digits = digits;
    return EXIT_DONE;
}

static enum exit_status take_text(struct settings *settings, const char *text, size_t length,
                                  const char *place)
{
    return settings->keys.are_judged ? judge_key(settings, text, length, place)
                                     : add_key(settings, text, length, place);
}

enum exit_status key_take(struct settings *settings, const char *value)
{
    size_t length = strlen(value);
    if (!is_key(value, length) && access(value, F_OK) == 0)
        return refuse("--key", &(struct mi_problem){.code = MI_P_KEY_IS_FILE});
    return take_text(settings, value, length, "--key");
}

/* All keys of a file, a line each; or one that takes several, as a C array does. */
static enum exit_status take_lines(struct settings *settings, const struct mi_secret *content,
                                   const char *name)
{
    struct mi_keyfile file = {.text = {content->text, content->size}};
    struct mi_span key;
    char place[PLACE_BYTES];
    enum exit_status status = EXIT_DONE;
    bool is_empty = true;
    if (is_key(content->text, content->size))
        return add_key(settings, content->text, content->size, name);
    while (status == EXIT_DONE && mi_keyfile_next(&file, &key)) {
        struct mi_text text = mi_text(place, sizeof place);
        mi_text_add(&text, name);
        mi_text_char(&text, ':');
        mi_text_unsigned(&text, file.number);
        status = take_text(settings, key.at, key.length, place);
        is_empty = false;
    }
    return is_empty ? take_text(settings, "", 0, name) : status;
}

static struct mi_problem read_text(const char *path, struct mi_secret *content)
{
    struct mi_problem problem = mi_secret_read(path, content);
    if (problem.code == MI_OK && !mi_secret_to_utf8(content))
        problem.code = MI_P_OUT_OF_MEMORY;
    return problem;
}

static bool remember_file(struct key_settings *keys, const char *path)
{
    const char **files = realloc(keys->files, (keys->file_count + 1) * sizeof *files);
    if (files == NULL)
        return false;
    keys->files = files;
    files[keys->file_count++] = path;
    return true;
}

enum exit_status key_take_file(struct settings *settings, const char *value)
{
    bool is_stdin = strcmp(value, "-") == 0;
    const char *place = is_stdin ? "standard input" : value;
    struct mi_secret content;
    enum exit_status status = EXIT_INPUT;
    struct mi_problem problem = read_text(value, &content);
    if (!remember_file(&settings->keys, value))
        problem.code = MI_P_OUT_OF_MEMORY;
    settings->stdin_is_read = settings->stdin_is_read || is_stdin;
    if (problem.code != MI_OK) {
        talk(place, 0, "cannot read the key: %s",
             problem.string != NULL               ? problem.string
             : problem.code == MI_P_OUT_OF_MEMORY ? "out of memory"
                                                  : "it is too large");
    } else {
        if (content.is_open_to_others)
            talk(place, 0, "others can read this key file; chmod 600 makes it yours alone");
        status = take_lines(settings, &content, place);
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
