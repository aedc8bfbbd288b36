/* Options: one table with letters, names, help and what each does to the settings. */
#ifndef MITOOL_CLI_OPTIONS_H
#define MITOOL_CLI_OPTIONS_H

#include "base/address.h"
#include "beacon/key.h"
#include "capture/writer.h"
#include "filter.h"
#include "keys/keyring.h"

#include <stdint.h>

enum option_bit {
    OPTION_KEY = 1 << 0,
    OPTION_KEY_FILE = 1 << 1,
    OPTION_MAC = 1 << 2,
    OPTION_JSON = 1 << 3,
    OPTION_EXPLAIN = 1 << 4,
    OPTION_SHOW_KEYS = 1 << 5,
    OPTION_COLOR = 1 << 6,
    OPTION_QUIET = 1 << 7,
    OPTION_VERBOSE = 1 << 8,
    OPTION_HELP = 1 << 9,
    OPTION_ALL = 1 << 10,
    OPTION_FILTER = 1 << 11,
    OPTION_SINCE = 1 << 12,
    OPTION_UNTIL = 1 << 13,
    OPTION_COUNT = 1 << 14,
    OPTION_SUMMARY = 1 << 15,
    OPTION_WRITE = 1 << 16,
    OPTION_TO = 1 << 17,
    OPTION_DECRYPTED = 1 << 18,
    OPTION_RING = 1 << 19,
    OPTION_OUTPUT = 1 << 20,
    OPTION_ADAPTER = 1 << 21,
    OPTION_LISTEN = 1 << 22,
    OPTION_DURATION = 1 << 23,
    OPTION_WATCH = 1 << 24,
    OPTION_UNTIL_VERDICT = 1 << 25,
    OPTION_TIMEOUT = 1 << 26,
    OPTION_PRINT_RING = 1 << 27,
    OPTION_LIVE = 1 << 28,

    OPTIONS_COMMON = OPTION_QUIET | OPTION_VERBOSE | OPTION_HELP,
    OPTIONS_KEYS = OPTION_KEY | OPTION_KEY_FILE | OPTION_RING | OPTION_MAC | OPTION_SHOW_KEYS,
    OPTIONS_FILTER = OPTION_FILTER | OPTION_SINCE | OPTION_UNTIL | OPTION_COUNT,
    OPTIONS_WRITE = OPTION_WRITE | OPTION_TO | OPTION_DECRYPTED,
    OPTIONS_LIVE = OPTION_ADAPTER | OPTION_LISTEN,
};

enum color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

struct settings {
    struct mi_key *keys; /* owned; wiped by settings_wipe */
    size_t key_count;
    const char *ring_path;   /* NULL: the default one, if it is there */
    struct mi_keyring *ring; /* owned; NULL: none */
    struct mi_address mac;
    bool has_mac;
    bool json;
    bool explain;
    bool stdin_is_read; /* a key or the key ring came from there */
    bool show_keys;
    bool quiet;
    bool verbose;
    bool help;
    enum color color; /* never COLOR_AUTO once the options were read */
    bool all;
    struct filter filter;
    uint64_t count; /* 0: no limit */
    bool summary;
    const char *output_path; /* keys import: the ring that is written; NULL: the one it reads */
    const char *write_path;  /* NULL: nothing is written */
    enum mi_file_type write_type;
    bool has_write_type;
    bool write_decrypted;

    /* live */
    bool has_adapter;
    uint16_t adapter; /* N of hciN */
    bool listens;
    uint64_t duration; /* seconds; 0: no end */
    bool watch;

    /* verify */
    bool judges_keys;        /* a key of the wrong form is a finding, not a usage error */
    uint32_t bad_key_digits; /* such a key was given; 0: none */
    bool is_key_split;       /* a key and a MAC were given in one piece of 44 digits */
    bool until_verdict;
    uint64_t timeout; /* seconds; 0: none */
    bool print_ring;
    bool live;
};

struct command;

/*
 * Reads the options of `command` from an argument list that begins with the command's name, and
 * the environment. On success `*first` is the first argument behind the options. Otherwise says
 * what is wrong; the result is then the exit status.
 */
int options_read(const struct command *command, int count, char **arguments,
                 struct settings *settings, int *first);

void settings_wipe(struct settings *settings);

/* Help on standard output. */
void print_help(const struct command *command);
void print_commands(const struct command *commands, size_t count);

#endif
