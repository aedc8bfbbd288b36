/* keys add, remove and rename: one device of the ring. */
#include "fold.h"
#include "key_text.h"
#include "keys_actions.h"
#include "printer.h"
#include "ring_file.h"
#include "signals.h"
#include "talk.h"

#include "base/hex.h"
#include "base/span.h"
#include "keys/keyring.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

struct edit {
    const struct output_settings *settings;
    struct mi_ring_entry entry; /* address and new name; the key that is added */
    const char *state;          /* of the keys that are changed */
    bool has_fingerprint;       /* only this key of the device is meant */
    uint32_t fingerprint;
    bool is_removed; /* else their name changes */
    bool keeps_name; /* the key is known, by another name than the one given */
    size_t count;    /* how many of its keys are changed */
    const char *end; /* of the line, or else of the one before it */
};

static enum exit_status read_name(struct edit *edit, int count, char **arguments)
{
    char words[MI_RING_NAME * 4];
    struct mi_text name = mi_text(words, sizeof words);
    for (int i = 1; i < count; i++) {
        mi_text_add(&name, i > 1 ? " " : "");
        mi_text_add(&name, arguments[i]);
    }
    if (is_key_text(words, name.length))
        return talk_usage("keys",
                          "a key is not a name: it is read from the terminal or standard input");
    mi_ring_name(edit->entry.name, words, name.length);
    struct mi_span given = mi_span_trim((struct mi_span){words, name.length});
    bool is_whole = !name.full && given.length == strlen(edit->entry.name) &&
                    memcmp(given.at, edit->entry.name, given.length) == 0;
    if (!is_whole)
        talk_problem(NULL, 0,
                     &(struct mi_problem){.code = MI_P_RING_NAME, .string = edit->entry.name});
    return EXIT_DONE;
}

struct mi_problem keys_no_room(const struct mi_secret *text)
{
    return text->is_full ? (struct mi_problem){.code = MI_P_RING_FULL, .number = {MI_SECRET_MAX}}
                         : (struct mi_problem){.code = MI_P_OUT_OF_MEMORY};
}

/* --- remove and rename --- */

static bool is_meant(const struct edit *edit, const struct mi_ring_entry *entry)
{
    return mi_address_equal(entry->address, edit->entry.address) &&
           (!edit->has_fingerprint ||
            mi_fingerprint(entry->key.bytes, entry->key.size) == edit->fingerprint);
}

/* The device of this name, in any case; EXIT_USAGE, after saying so, when it is none or several. */
static enum exit_status find_device(struct edit *edit, const char *path, const char *name)
{
    struct mi_keyring *ring = mi_keyring_load(path, NULL, NULL, NULL, NULL);
    size_t keys = ring != NULL ? mi_keyring_count(ring) : 0;
    size_t found = 0;
    for (size_t i = 0; i < keys; i++) {
        struct mi_address address = mi_keyring_address(ring, i);
        if (!fold_is_same(mi_keyring_name(ring, i), name))
            continue;
        found += found == 0 || !mi_address_equal(address, edit->entry.address);
        edit->entry.address = address;
    }
    mi_keyring_free(ring);
    if (found == 1)
        return EXIT_DONE;
    return talk_usage("keys",
                      found > 1 ? "'%s' is the name of several devices: the MAC tells which"
                                : "'%s' is neither a MAC (12 hexadecimal digits, as in "
                                  "A4:C1:38:D4:3C:48) nor a name in the key ring",
                      name);
}

/* What becomes of a line, with its line end. */
static bool edit_line(struct edit *edit, struct mi_secret *out, const char *line, size_t length,
                      size_t end)
{
    struct mi_ring_entry entry;
    struct mi_problem problem;
    bool is_kept =
        mi_ring_line(line, length, &entry, &problem) != MI_RING_ENTRY || !is_meant(edit, &entry);
    bool is_done = true;
    if (is_kept) {
        is_done = mi_secret_append(out, line, end);
    } else {
        edit->count++;
        memcpy(entry.name, edit->entry.name, sizeof entry.name);
        is_done = edit->is_removed || mi_ring_append(out, &entry, edit->end);
    }
    mi_wipe(&entry, sizeof entry);
    return is_done;
}

static struct mi_problem edit_lines(void *context, struct mi_secret *text, bool *is_changed)
{
    struct edit *edit = context;
    struct mi_secret out = {0};
    struct mi_problem problem = {.code = MI_OK};
    if (!mi_secret_append(&out, "", 0))
        problem.code = MI_P_OUT_OF_MEMORY;
    edit->end = "\n";
    for (size_t at = 0; problem.code == MI_OK && at < text->size;) {
        const char *line = text->text + at;
        const char *end = memchr(line, '\n', text->size - at);
        size_t length = end != NULL ? (size_t)(end - line) : text->size - at;
        edit->end = end != NULL ? mi_ring_end(line, length + 1) : edit->end;
        if (!edit_line(edit, &out, line, length, length + (end != NULL)))
            problem = keys_no_room(&out);
        at += length + (end != NULL);
    }
    *is_changed = edit->count > 0;
    struct mi_secret before = *text;
    *text = out;
    mi_secret_free(&before);
    return problem;
}

static void print_device(const struct edit *edit)
{
    static const struct column COLUMNS[] = {
        {.name = "address"},
        {.name = "keys", .before = "  ", .noun = "key"},
        {.name = "state", .before = " "},
        {.name = "name", .before = "  "},
        {0},
    };
    struct row row;
    row_begin(&row, COLUMNS);
    row_address(&row, "address", edit->entry.address);
    keys_add_name(&row, edit->entry.name);
    row_number(&row, "keys", (int64_t)edit->count);
    row_text(&row, "state", edit->state);
    PRINTER_OF(edit->settings->printer, row)(&row);
}

static enum exit_status edit_device(struct edit *edit, const char *path)
{
    char address[MI_ADDRESS_TEXT];
    struct mi_text text = mi_text(address, sizeof address);
    if (!ring_change(path, edit_lines, edit))
        return EXIT_INPUT;
    if (edit->count > 0) {
        print_device(edit);
        return EXIT_DONE;
    }
    mi_text_address(&text, edit->entry.address);
    talk(path, 0,
         edit->has_fingerprint ? "there is no such key of %s in it" : "there is no key of %s in it",
         address);
    return EXIT_NO;
}

static enum exit_status edit_ring(const struct settings *settings, struct edit *edit, int count,
                                  char **arguments)
{
    char standard[RING_PATH_MAX];
    const char *path = keys_ring_path(settings, standard);
    edit->settings = &settings->output;
    if (path == NULL)
        return EXIT_INPUT;
    enum exit_status status = EXIT_DONE;
    if (!mi_address_read(arguments[0], strlen(arguments[0]), &edit->entry.address))
        status = find_device(edit, path, arguments[0]);
    if (status == EXIT_DONE)
        status = read_name(edit, count, arguments);
    return status == EXIT_DONE ? edit_device(edit, path) : status;
}

static bool read_fingerprint(const char *text, uint32_t *fingerprint)
{
    uint8_t bytes[sizeof *fingerprint];
    struct mi_hex hex = mi_hex_decode(text, strlen(text), bytes, sizeof bytes);
    struct mi_bytes rest = mi_bytes(bytes, hex.size);
    *fingerprint = mi_get_be32(&rest);
    return hex.status == MI_HEX_OK && hex.size == sizeof bytes;
}

enum exit_status keys_remove(const struct settings *settings, int count, char **arguments)
{
    struct edit edit = {.state = "removed", .is_removed = true, .has_fingerprint = count > 1};
    if (count > 1 && !read_fingerprint(arguments[1], &edit.fingerprint))
        return talk_usage("keys",
                          "'%s' is not a fingerprint: 8 hexadecimal digits, as 'mitool keys list' "
                          "shows them",
                          arguments[1]);
    return edit_ring(settings, &edit, 1, arguments);
}

enum exit_status keys_rename(const struct settings *settings, int count, char **arguments)
{
    struct edit edit = {.state = "renamed"};
    return edit_ring(settings, &edit, count, arguments);
}

/* --- add --- */

/* Reads up to the end of a line; false when a signal to end comes first. */
static bool read_line(struct mi_secret *line)
{
    struct pollfd files[] = {{.fd = STDIN_FILENO, .events = POLLIN},
                             {.fd = signals_file(), .events = POLLIN}};
    char byte;
    for (;;) {
        if (poll(files, 2, -1) < 0 && errno != EINTR)
            return false;
        if (signals_have(SIGNAL_END))
            return false;
        if (files[0].revents == 0)
            continue;
        ssize_t got = read(STDIN_FILENO, &byte, 1);
        if (got <= 0 || byte == '\n')
            return true;
        if (!mi_secret_append(line, &byte, 1))
            return false;
    }
}

/* On a terminal what is typed is not shown. */
static bool ask_for_key(const char *address, struct mi_secret *line)
{
    struct termios before, silent;
    if (tcgetattr(STDIN_FILENO, &before) != 0)
        return read_line(line);
    silent = before;
    silent.c_lflag &= ~(tcflag_t)ECHO;
    (void)fprintf(stderr, "BLE KEY of %s: ", address);
    (void)tcsetattr(STDIN_FILENO, TCSANOW, &silent);
    bool is_read = read_line(line);
    (void)tcsetattr(STDIN_FILENO, TCSANOW, &before);
    (void)fputc('\n', stderr);
    return is_read;
}

/* Whether more than blanks is left on standard input; what is typed is one line. */
static bool has_more(void)
{
    struct mi_secret rest = {0};
    if (isatty(STDIN_FILENO) != 0)
        return false;
    bool is_read = mi_secret_read_until("-", signals_file(), &rest).code == MI_OK;
    bool is_more = is_read && strspn(rest.text, " \t\r\n") < rest.size;
    mi_secret_free(&rest);
    return is_more;
}

/* What import would refuse is no key here either. */
static struct mi_problem parse_key(const struct mi_secret *line, struct mi_key *key)
{
    struct mi_problem problem = mi_key_parse(line->text, line->size, key);
    struct mi_problem doubt = {.code = MI_OK};
    if (problem.code == MI_OK)
        doubt = mi_key_doubt(key);
    return doubt.code == MI_P_KEY_BLANK ? doubt : problem;
}

static enum exit_status read_key(struct edit *edit)
{
    char address[MI_ADDRESS_TEXT];
    struct mi_text text = mi_text(address, sizeof address);
    struct mi_secret line = {0};
    mi_text_address(&text, edit->entry.address);
    bool is_read = mi_secret_append(&line, "", 0) && signals_begin() && ask_for_key(address, &line);
    struct mi_problem problem =
        is_read ? parse_key(&line, &edit->entry.key) : (struct mi_problem){0};
    bool is_more = is_read && problem.code == MI_OK && has_more();
    is_read = is_read && !signals_have(SIGNAL_END);
    signals_end();
    mi_secret_free(&line);
    if (is_more)
        problem.code = MI_P_KEY_NOT_ALONE;
    if (!is_read)
        talk(NULL, 0, "no key was read: nothing is added");
    else if (problem.code != MI_OK)
        talk_problem("standard input", 0, &problem);
    if (is_more)
        return EXIT_USAGE;
    return is_read && problem.code == MI_OK ? EXIT_DONE : EXIT_INPUT;
}

static struct mi_problem add_entry(void *context, struct mi_secret *text, bool *is_changed)
{
    struct edit *edit = context;
    struct mi_keyring *ring = mi_keyring_new(text->text, text->size, NULL, NULL);
    if (ring == NULL)
        return (struct mi_problem){.code = MI_P_OUT_OF_MEMORY};
    size_t place = mi_keyring_find_key(ring, edit->entry.address, &edit->entry.key);
    bool is_known = place < mi_keyring_count(ring);
    if (is_known) {
        const char *name = mi_keyring_name(ring, place);
        edit->keeps_name = edit->entry.name[0] != '\0' && strcmp(edit->entry.name, name) != 0;
        mi_ring_name(edit->entry.name, name, strlen(name));
    }
    mi_keyring_free(ring);
    edit->state = is_known ? "known" : "added";
    if (is_known)
        return (struct mi_problem){.code = MI_OK};
    *is_changed = mi_ring_append(text, &edit->entry, mi_ring_end(text->text, text->size));
    return *is_changed ? (struct mi_problem){.code = MI_OK} : keys_no_room(text);
}

static enum exit_status add_to(struct edit *edit, const char *path)
{
    enum exit_status status = read_key(edit);
    struct mi_problem doubt = {.code = MI_OK};
    if (status != EXIT_DONE)
        return status;
    doubt = mi_key_doubt(&edit->entry.key);
    if (doubt.code != MI_OK)
        talk_problem("standard input", 0, &doubt);
    if (!ring_change(path, add_entry, edit))
        return EXIT_INPUT;
    keys_print(edit->entry.address, edit->entry.name, &edit->entry.key, edit->state,
               edit->settings);
    if (edit->keeps_name)
        talk_problem(path, 0, &(struct mi_problem){.code = MI_P_RING_KNOWN});
    return EXIT_DONE;
}

enum exit_status keys_add(const struct settings *settings, int count, char **arguments)
{
    char standard[RING_PATH_MAX];
    struct edit edit = {.settings = &settings->output};
    const char *path = keys_ring_path(settings, standard);
    if (!mi_address_read(arguments[0], strlen(arguments[0]), &edit.entry.address))
        return talk_usage("keys",
                          "'%s' is not a MAC: 12 hexadecimal digits, as in A4:C1:38:D4:3C:48",
                          arguments[0]);
    enum exit_status status = read_name(&edit, count, arguments);
    if (status == EXIT_DONE)
        status = path != NULL ? add_to(&edit, path) : EXIT_INPUT;
    mi_wipe(&edit, sizeof edit);
    return status;
}
