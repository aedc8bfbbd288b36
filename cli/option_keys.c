#include "option_keys.h"

#include "key_text.h"
#include "ring_file.h"
#include "talk.h"

#include "base/hex.h"
#include "base/span.h"
#include "beacon/ccm.h"
#include "beacon/spelling.h"
#include "keys/import.h"
#include "keys/keyfile.h"
#include "keys/secret.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PLACE_BYTES = 4096 + 32 };

static void wipe(void *secrets, size_t size)
{
    if (secrets != NULL)
        mi_wipe(secrets, size);
    free(secrets);
}

/* Secrets with room for one more; those before are wiped. Not realloc, which would leave copies
 * behind. NULL, after saying so, when out of memory. */
static void *one_more(void *secrets, size_t count, size_t size)
{
    void *more = talk_allocate(count + 1, size);
    if (more == NULL)
        return NULL;
    if (count > 0)
        memcpy(more, secrets, count * size);
    wipe(secrets, count * size);
    return more;
}

void keys_wipe(struct settings *settings)
{
    struct key_settings *keys = &settings->keys;
    wipe(keys->given, keys->count * sizeof *keys->given);
    wipe(keys->tokens, keys->token_count * sizeof *keys->tokens);
    for (size_t i = 0; i < keys->typed_count; i++)
        wipe(keys->typed[i].text, keys->typed[i].length);
    free(keys->typed);
    keys->given = NULL;
    keys->tokens = NULL;
    keys->typed = NULL;
    keys->count = keys->token_count = keys->typed_count = 0;
}

static enum exit_status refuse(const char *place, const struct mi_problem *problem)
{
    char buffer[512];
    struct mi_text sentence = mi_text(buffer, sizeof buffer);
    mi_text_problem(&sentence, problem);
    return talk_usage(NULL, "%s: %s", place, buffer);
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
    if (has_mac && !settings->keys.has_mac) {
        settings->keys.mac = mac;
        settings->keys.is_hint = true;
    }
    settings->keys.has_mac = settings->keys.has_mac || has_mac;
    settings->keys.is_split = settings->keys.is_split || has_mac;
    if (has_mac)
        settings->keys.split_mac = mac;
    problem = mi_key_doubt(&key);
    if (problem.code != MI_OK)
        talk_problem(place, 0, &problem);
    struct mi_key *keys = one_more(settings->keys.given, settings->keys.count, sizeof *keys);
    if (keys == NULL)
        return EXIT_INPUT;
    keys[settings->keys.count++] = key;
    settings->keys.given = keys;
    mi_wipe(&key, sizeof key);
    return EXIT_DONE;
}

/* Keeps what is no key as it was typed: it may be one that was damaged. */
static enum exit_status keep_typed(struct key_settings *settings, const char *text, size_t length)
{
    struct mi_spelled spelled;
    struct mi_typed_key *typed = one_more(settings->typed, settings->typed_count, sizeof *typed);
    char *copy = typed != NULL ? talk_allocate(length, 1) : NULL;
    if (typed != NULL)
        settings->typed = typed;
    if (copy == NULL)
        return EXIT_INPUT;
    memcpy(copy, text, length);
    typed[settings->typed_count++] = (struct mi_typed_key){.text = copy, .length = length};
    (void)mi_spelling_read(text, length, &spelled);
    settings->bad_digits = (uint32_t)spelled.count;
    settings->bad_letters = 0;
    for (size_t i = 0; i < spelled.count && i < MI_SPELLED_MAX; i++)
        settings->bad_letters += !mi_is_spelled_digit(spelled.digit[i]);
    mi_wipe(&spelled, sizeof spelled);
    return EXIT_DONE;
}

/* For verify, a key that is none is a finding. */
static enum exit_status take_text(struct settings *settings, const char *text, size_t length,
                                  const char *place)
{
    bool is_finding =
        settings->keys.are_judged && key_can_be_damaged(text, length) && !is_key_text(text, length);
    return is_finding ? keep_typed(&settings->keys, text, length)
                      : add_key(settings, text, length, place);
}

/* `address` may be NULL: of any device. */
static enum exit_status add_token(struct key_settings *keys, const uint8_t *token,
                                  const struct mi_address *address)
{
    struct mi_given_token *tokens = one_more(keys->tokens, keys->token_count, sizeof *tokens);
    if (tokens == NULL)
        return EXIT_INPUT;
    struct mi_given_token *added = &tokens[keys->token_count];
    memcpy(added->token, token, sizeof added->token);
    added->has_address = address != NULL;
    if (address != NULL)
        added->address = *address;
    keys->tokens = tokens;
    keys->token_count++;
    return EXIT_DONE;
}

static enum exit_status take_token(struct settings *settings, const char *text, size_t length,
                                   const char *place)
{
    struct mi_key token;
    enum exit_status status;
    if (mi_key_parse(text, length, &token).code == MI_OK && token.size == MI_KEY_SHORT)
        status = add_token(&settings->keys, token.bytes, NULL);
    else
        status = talk_usage(NULL, "%s: a TOKEN has 24 hexadecimal digits", place);
    mi_wipe(&token, sizeof token);
    return status;
}

void give_tokens(const struct key_settings *settings, struct mi_pairing *pairing)
{
    for (size_t i = 0; i < settings->token_count; i++)
        (void)mi_pairing_give_token(pairing, settings->tokens[i].token,
                                    settings->tokens[i].has_address ? &settings->tokens[i].address
                                                                    : NULL);
}

enum exit_status token_take(struct settings *settings, const struct option_row *row,
                            const char *value)
{
    (void)row;
    return take_token(settings, value, strlen(value), "--token");
}

enum exit_status key_take(struct settings *settings, const struct option_row *row,
                          const char *value)
{
    (void)row;
    size_t length = strlen(value);
    if (!is_key_text(value, length) && access(value, F_OK) == 0)
        return refuse("--key", &(struct mi_problem){.code = MI_P_KEY_IS_FILE});
    return take_text(settings, value, length, "--key");
}

/* --- files with a key, or a TOKEN, a line --- */

typedef enum exit_status take_one(struct settings *settings, const char *text, size_t length,
                                  const char *place);

static enum exit_status take_lines(struct settings *settings, const struct mi_secret *content,
                                   const char *name, take_one *take)
{
    struct mi_keyfile file = {.text = {content->text, content->size}};
    struct mi_span key;
    char place[PLACE_BYTES];
    enum exit_status status = EXIT_DONE;
    bool is_empty = true;
    if (is_key_text(content->text, content->size))
        return take(settings, content->text, content->size, name);
    while (status == EXIT_DONE && mi_keyfile_next(&file, &key)) {
        struct mi_text text = mi_text(place, sizeof place);
        mi_text_add(&text, name);
        mi_text_char(&text, ':');
        mi_text_unsigned(&text, file.number);
        status = take(settings, key.at, key.length, place);
        is_empty = false;
    }
    return is_empty ? take(settings, "", 0, name) : status;
}

/* Bytes that no text has: controls, and such as are not UTF-8. */
static bool has_others(struct mi_span text)
{
    while (text.length > 0) {
        unsigned char c = (unsigned char)*text.at;
        size_t size = mi_span_character(text);
        if ((c < ' ' && !mi_is_blank((char)c)) || c == 0x7f || (c >= 0x80 && size == 1))
            return true;
        text = mi_span_from(text, size);
    }
    return false;
}

/* A file that is the bytes of a key, and no text. */
static bool is_raw_key(const struct mi_secret *content)
{
    struct mi_span text = {content->text, content->size};
    return (text.length == MI_KEY_SIZE || text.length == MI_KEY_SHORT) && has_others(text) &&
           mi_span_take_mark(&text) == MI_UTF_8;
}

/* Makes digits of bytes. False when out of memory. */
static bool spell_bytes(struct mi_secret *content)
{
    struct mi_secret digits = {.is_open_to_others = content->is_open_to_others};
    bool is_done = true;
    for (size_t i = 0; i < content->size && is_done; i++) {
        unsigned char byte = (unsigned char)content->text[i];
        char pair[2] = {mi_hex_char(byte >> 4), mi_hex_char(byte & 15)};
        is_done = mi_secret_append(&digits, pair, sizeof pair);
        mi_wipe(pair, sizeof pair);
    }
    mi_secret_free(content);
    *content = digits;
    return is_done;
}

static struct mi_problem read_text(const char *path, struct mi_secret *content)
{
    struct mi_problem problem = mi_secret_read(path, content);
    if (problem.code == MI_OK &&
        !(is_raw_key(content) ? spell_bytes(content) : mi_secret_to_utf8(content)))
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

typedef enum exit_status take_all(struct settings *settings, const struct mi_secret *content,
                                  const char *place);

static enum exit_status take_file(struct settings *settings, const char *value, take_all *take)
{
    const char *place = talk_place(value);
    struct mi_secret content;
    enum exit_status status = EXIT_INPUT;
    struct mi_problem problem = read_text(value, &content);
    if (!remember_file(&settings->keys, value))
        problem.code = MI_P_OUT_OF_MEMORY;
    settings->stdin_is_read = settings->stdin_is_read || strcmp(value, "-") == 0;
    if (problem.code != MI_OK) {
        if (is_misplaced_key(value))
            problem.code = MI_P_KEY_NOT_FILE;
        talk_problem(place, 0, &problem);
    } else {
        if (content.is_open_to_others)
            talk(place, 0, "others can read this key file; chmod 600 makes it yours alone");
        status = take(settings, &content, place);
    }
    mi_secret_free(&content);
    return status;
}

static void take_item(void *context, const struct mi_import_item *item)
{
    struct key_settings *keys = context;
    if (item->has_token)
        (void)add_token(keys, item->token, item->has_address ? &item->entry.address : NULL);
}

/* Also the output of a key extractor. */
static enum exit_status take_tokens(struct settings *settings, const struct mi_secret *content,
                                    const char *place)
{
    size_t before = settings->keys.token_count;
    (void)mi_import(content->text, content->size, take_item, &settings->keys);
    return settings->keys.token_count > before ? EXIT_DONE
                                               : take_lines(settings, content, place, take_token);
}

/* MAC, KEY and NAME. */
static bool is_of_ring(const char *text, size_t length)
{
    struct mi_address address;
    size_t end = mi_address_parse(text, length, &address);
    return end > 0 && end < length && mi_is_blank(text[end]) && !is_key_text(text, length);
}

static enum exit_status take_key(struct settings *settings, const char *text, size_t length,
                                 const char *place)
{
    if (is_of_ring(text, length))
        return refuse(place, &(struct mi_problem){.code = MI_P_KEY_IS_RING});
    return take_text(settings, text, length, place);
}

static void note_pair(void *context, const struct mi_import_item *item)
{
    bool *has_pair = context;
    *has_pair = *has_pair || (item->problem.code == MI_OK && strcmp(item->source, "key ring") != 0);
}

/* What cannot be read may be the output of another program. */
static enum exit_status take_key_lines(struct settings *settings, const struct mi_secret *content,
                                       const char *place)
{
    bool has_pair = false;
    enum exit_status status = take_lines(settings, content, place, take_key);
    if (status != EXIT_DONE)
        (void)mi_import(content->text, content->size, note_pair, &has_pair);
    if (has_pair)
        talk_problem(place, 0, &(struct mi_problem){.code = MI_P_KEY_FOREIGN});
    return status;
}

enum exit_status key_take_file(struct settings *settings, const struct option_row *row,
                               const char *value)
{
    (void)row;
    return take_file(settings, value, take_key_lines);
}

enum exit_status token_take_file(struct settings *settings, const struct option_row *row,
                                 const char *value)
{
    (void)row;
    return take_file(settings, value, take_tokens);
}

enum exit_status key_take_environment(struct settings *settings)
{
    const char *key = getenv("MITOOL_KEY");
    if (key == NULL || *key == '\0')
        return EXIT_DONE;
    return take_text(settings, key, strlen(key), "MITOOL_KEY");
}
