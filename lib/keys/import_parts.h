/* What the importers share. Inside lib/keys only. */
#ifndef MITOOL_KEYS_IMPORT_PARTS_H
#define MITOOL_KEYS_IMPORT_PARTS_H

#include "import.h"

/* A piece of the text; it owns nothing and carries no NUL. */
struct mi_run {
    const char *at;
    size_t length;
};

/* What is being read. Readers blank what they have read, so that no other one reads it again. */
struct mi_import {
    char *text;
    size_t size;
    mi_import_take *take;
    void *context;
    const char *source;
    uint64_t line;  /* of the string in which this text stands; 0: it stands in none */
    unsigned depth; /* of texts within texts */
    size_t items;   /* handed over */
};

/* One row of the table of importers. */
struct mi_importer {
    const char *name;
    bool (*recognises)(const struct mi_import *import);
    void (*read)(struct mi_import *import);
};

/* A key with what stands beside it, as written; what is not there is empty. */
struct mi_candidate {
    uint64_t line;
    struct mi_run mac;
    struct mi_run key;
    struct mi_run name;
    struct mi_run token;
    bool may_be_reversed; /* the MAC, last byte first */
};

/* Hands over a key, or says why it is none. An empty key is passed over. */
void mi_import_offer(struct mi_import *import, const struct mi_candidate *candidate);

/* Hands over a device without a usable key. */
void mi_import_refuse(struct mi_import *import, const struct mi_candidate *candidate,
                      enum mi_problem_code code);

/* Reads a text that was packed into a string of this one; `text` is used up. */
void mi_import_nested(struct mi_import *import, char *text, size_t size, uint64_t line);

/* --- pieces of text --- */

struct mi_run mi_run_trim(struct mi_run run);
struct mi_run mi_run_unquote(struct mi_run run); /* without blanks and quotes around it */
struct mi_run mi_run_from(struct mi_run run, size_t offset);
struct mi_run mi_run_first(struct mi_run run, size_t length);
bool mi_run_equals(struct mi_run run, const char *word);  /* in any case of letters */
bool mi_run_starts(struct mi_run run, const char *start); /* in any case of letters */
bool mi_run_holds(struct mi_run run, const char *word);   /* in any case of letters */
size_t mi_run_hex(struct mi_run run); /* how many characters from the start on are hex digits */

struct mi_run mi_import_all(const struct mi_import *import);

/* The next line from `*at` on, without its end. False at the end of the text. */
bool mi_import_line(const struct mi_import *import, size_t *at, struct mi_run *line);

/* Blanks a piece of import->text, but for line ends. */
void mi_import_blank(struct mi_import *import, struct mi_run run);

/* --- the readers --- */

bool mi_json_recognises(const struct mi_import *import);
void mi_json_read(struct mi_import *import);
bool mi_percent_recognises(const struct mi_import *import);
void mi_percent_read(struct mi_import *import);
bool mi_extractor_recognises(const struct mi_import *import);
void mi_extractor_read(struct mi_import *import);
bool mi_esphome_recognises(const struct mi_import *import);
bool mi_ble_monitor_recognises(const struct mi_import *import);
void mi_yaml_read(struct mi_import *import);
bool mi_tasmota_recognises(const struct mi_import *import);
void mi_tasmota_read(struct mi_import *import);
bool mi_ring_recognises(const struct mi_import *import);
void mi_ring_read(struct mi_import *import);
bool mi_pairs_recognises(const struct mi_import *import);
void mi_pairs_read(struct mi_import *import);

#endif
