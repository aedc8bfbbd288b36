/* Options: one table with letters, names, help and what each does to the settings. */
#ifndef MITOOL_CLI_OPTIONS_H
#define MITOOL_CLI_OPTIONS_H

#include "exit_status.h"

#include "base/address.h"
#include "beacon/key.h"
#include "capture/writer.h"
#include "devices/inquiry.h"
#include "filter.h"
#include "keys/keyring.h"
#include "keys/secret.h"
#include "pairing/pairing.h"

#include <stdint.h>

/* Options that commands have together. */
enum option_group {
    OPTIONS_COMMON = 1 << 0,
    OPTIONS_READ = 1 << 1,  /* of every command that reads frames */
    OPTIONS_RING = 1 << 2,  /* which key ring, and how keys are shown */
    OPTIONS_ROWS = 1 << 3,  /* forms of output that all commands have */
    OPTIONS_FRAME = 1 << 4, /* those that are of frames alone */
    OPTIONS_FILTER = 1 << 5,
    OPTIONS_CAPTURE = 1 << 6, /* which frames are shown, how, and where they are written */
    OPTIONS_ADAPTER = 1 << 7,
    OPTIONS_SETTLE = 1 << 8,
    OPTIONS_WAIT = 1 << 9,
    OPTIONS_VERIFY = 1 << 10, /* and those of one command */
    OPTIONS_KEYS = 1 << 11,
    OPTIONS_TOKEN = 1 << 12,
    OPTIONS_PUBLISH = 1 << 13,
    OPTIONS_SHOW = OPTIONS_COMMON | OPTIONS_READ | OPTIONS_RING | OPTIONS_ROWS | OPTIONS_FRAME |
                   OPTIONS_FILTER | OPTIONS_CAPTURE,
};

enum color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

enum { PLOTS_MAX = 8 };

struct printer;

struct output_settings {
    const struct printer *printer;
    const char *form; /* the option that asked for it; NULL: none did */
    enum color color; /* never COLOR_AUTO once the options were read */
    bool show_keys;
    bool all;       /* copies of frames as well */
    uint64_t count; /* of frames; 0: no limit */
    bool summary;
    bool watch;
    const char *plots[PLOTS_MAX]; /* keys of readings */
    size_t plot_count;
    bool local; /* times for people are of the local zone */
};

struct key_settings {
    struct mi_key *given; /* owned; wiped by settings_wipe */
    size_t count;
    struct mi_given_token *tokens; /* that logins are to prove; owned, and secret as keys are */
    size_t token_count;
    const char **files; /* owned; those that keys were read from */
    size_t file_count;
    const char *ring_path;   /* NULL: the default one, if it is there */
    struct mi_keyring *ring; /* owned; NULL: none */
    const char *import_path; /* the ring that is written; NULL: the one that is read */
    struct mi_address mac;
    bool has_mac;
    bool are_judged;            /* a key of the wrong form is a finding, not a usage error */
    uint32_t bad_digits;        /* such a key was given; 0: none */
    uint32_t bad_letters;       /* of these, that are no digits */
    struct mi_typed_key *typed; /* such keys; owned, and secret as keys are */
    size_t typed_count;
    bool is_hint;  /* the MAC is from such a key: frames of other devices are judged as well */
    bool is_split; /* a key and a MAC were given in one piece of 44 digits, */
    struct mi_address split_mac; /* this one */
};

struct write_settings {
    const char *path; /* NULL: nothing is written */
    enum mi_file_type type;
    bool has_type;
    bool decrypted;
};

struct live_settings {
    bool has_adapter;
    uint16_t adapter; /* N of hciN */
    bool listens;
    uint64_t duration; /* seconds; 0: no end */
};

struct verify_settings {
    bool live;
    bool until_verdict;
    uint64_t timeout; /* seconds; 0: none */
    bool print_ring;
    bool is_deep;
};

struct publish_settings {
    const char *broker; /* a URL; so with the next: NULL, the default */
    const char *password_path;
    const char *authority;
    const char *certificate;
    const char *certificate_key;
    bool takes_any_host;
    const char *base;
    const char *gateway;
    const char *discovery;
    const char *status;
    uint64_t expire;    /* seconds; 0: the default */
    uint64_t heartbeat; /* the same */
    bool all_devices;
    bool events;
    bool raw;
    bool is_dry;
    struct mi_address forgotten;
    bool forgets;
};

struct settings {
    struct output_settings output;
    struct key_settings keys;
    struct filter filter;
    const char *terms[FILTER_TERMS_MAX]; /* of the filter, as they were typed */
    size_t term_count;
    const char *since; /* of the filter, as they were typed; NULL: no limit */
    const char *until;
    struct write_settings write;
    struct live_settings live;
    struct verify_settings verify;
    struct publish_settings publish;
    const char *config_path; /* NULL: none */
    struct mi_secret config; /* its content, in which settings stand */
    bool stdin_is_read;      /* a key or the key ring came from there */
    bool quiet;
    bool verbose;
    bool help;
};

struct command;
struct option_row;

/* Reads one option into the settings; says what is wrong and returns the exit status if it is. */
typedef enum exit_status option_take(struct settings *settings, const struct option_row *row,
                                     const char *value);

/* The options that were given, on the command line or in a file of them. */
enum { OPTIONS_MAX = 128 };
struct given {
    bool rows[OPTIONS_MAX]; /* of the table of options */
};
bool option_is_given(const struct given *given, const char *name);

/*
 * Reads the options of `command` from an argument list that begins with the command's name, and
 * notes which are given. On success `*first` is the first argument behind the options. Otherwise
 * says what is wrong; the result is then the exit status. What they say together is for settle.h.
 */
enum exit_status options_read(const struct command *command, int count, char **arguments,
                              struct settings *settings, struct given *given, int *first);

/* The words of a table; NULL behind the last. */
typedef const char *choice_word(int index);

/* An option as people see it. */
struct option_face {
    char letter; /* '\0': none */
    const char *name;
    const char *argument; /* what it takes, as in a synopsis; NULL: nothing */
    const char *help;     /* in one line; behind a semicolon stands what can be left out */
    choice_word *choices; /* what the argument may be; NULL: any */
};

/* Appends them: "pcapng, pcap or btsnoop". */
void option_add_choices(struct mi_text *out, choice_word *word);

/* Of --to. */
const char *file_type_word(int index);

/* The options of a command, NULL for all, in the order of the help; false behind the last one. */
bool option_of(const struct command *command, size_t index, struct option_face *face);

void settings_wipe(struct settings *settings);

/* Help on standard output: on a command, on all. */
void print_help(const struct command *command);
void print_commands(void);

#endif
